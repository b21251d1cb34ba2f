#include "cli/interrupt.h"

#include <csignal>

namespace reasonglass::cli {

namespace {

// A signal handler may touch nothing but a flag of this type, and it has to be global.
volatile std::sig_atomic_t interrupted = 0; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

void noteInterrupt(int signalNumber)
{
    interrupted = 1;
    std::signal(signalNumber, SIG_DFL);
}

} // namespace

Interrupt::Interrupt(QObject *parent)
    : QObject(parent)
{
    std::signal(SIGINT, noteInterrupt);
    std::signal(SIGTERM, noteInterrupt);
    constexpr auto pollInterval = std::chrono::milliseconds(50);
    connect(&m_poll, &QTimer::timeout, this, [this] {
        if (interrupted == 0)
            return;
        m_poll.stop();
        emit requested();
    });
    m_poll.start(pollInterval);
}

} // namespace reasonglass::cli
