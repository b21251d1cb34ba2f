#pragma once

#include <QObject>
#include <QTimer>

namespace reasonglass::cli {

/// Tells when the person has pressed Ctrl+C (SIGINT) or the system asks to end (SIGTERM). The first time
/// only; a second one ends the program at once.
class Interrupt : public QObject
{
    Q_OBJECT

public:
    explicit Interrupt(QObject *parent = nullptr);

signals:
    void requested();

private:
    QTimer m_poll;
};

} // namespace reasonglass::cli
