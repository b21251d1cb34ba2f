#include "replay/socketreset.h"

#include <QTcpSocket>

#ifdef Q_OS_WIN
#include <winsock2.h>
#else
#include <sys/socket.h>
#endif

namespace reasonglass {

void resetConnection(QTcpSocket &socket)
{
    // Closing a socket that lingers for no time is the portable way to say RST.
    struct linger noLinger
    {
    };
    noLinger.l_onoff = 1;
    noLinger.l_linger = 0;
#ifdef Q_OS_WIN
    ::setsockopt(SOCKET(socket.socketDescriptor()), SOL_SOCKET, SO_LINGER,
                 reinterpret_cast<const char *>(&noLinger), int(sizeof noLinger));
#else
    ::setsockopt(int(socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &noLinger, sizeof noLinger);
#endif
    socket.abort();
}

} // namespace reasonglass
