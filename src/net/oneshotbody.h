#pragma once

#include <QIODevice>

namespace reasonglass {

/// A request body that can be read once and not rewound.
///
/// QNetworkAccessManager by itself sends a POST again, up to three more times, when a connection breaks
/// before the answer's head; each time the run is paid for. It cannot when the body is sequential and
/// not buffered (verified on Qt 6.4 and 6.8): it then reports ContentReSendError. Qt 6.8 may connect once
/// more before it notices, but sends nothing there.
class OneShotBody : public QIODevice
{
    Q_OBJECT

public:
    explicit OneShotBody(QByteArray body, QObject *parent = nullptr);

    bool isSequential() const override { return true; }
    qint64 bytesAvailable() const override;
    bool atEnd() const override { return bytesAvailable() == 0; }
    /// Refused without the warning that QIODevice prints: being asked is expected, see above.
    bool seek(qint64 /*position*/) override { return false; }

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 maxSize) override;

private:
    QByteArray m_body;
    qint64 m_position = 0;
};

} // namespace reasonglass
