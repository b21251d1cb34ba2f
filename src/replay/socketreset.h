#pragma once

class QTcpSocket;

namespace reasonglass {

/// Ends the connection of \a socket with RST instead of FIN, as a crashing server or a firewall does.
void resetConnection(QTcpSocket &socket);

} // namespace reasonglass
