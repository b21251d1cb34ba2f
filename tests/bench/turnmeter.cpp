#include "bench/turnmeter.h"

#include <QAbstractEventDispatcher>

#include <algorithm>
#include <cstdio>
#include <ctime>

namespace reasonglass::bench {

namespace {

/// CPU time of this thread; of the process where the system does not tell.
double threadCpuMs()
{
#if defined(CLOCK_THREAD_CPUTIME_ID)
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
#else
    return double(std::clock()) * 1e3 / CLOCKS_PER_SEC;
#endif
}

void tellQuantiles(const char *suffix, std::vector<double> values)
{
    if (values.empty())
        return;
    std::ranges::sort(values);
    const auto at = [&](double share) { return values[size_t(share * double(values.size() - 1))]; };
    std::printf("gui_turn_p50%s %.4f\n", suffix, at(0.5));
    std::printf("gui_turn_p99%s %.4f\n", suffix, at(0.99));
    std::printf("gui_turn_worst%s %.4f\n", suffix, values.back());
}

} // namespace

void TurnMeter::begin()
{
    if (!m_wall.isValid())
        m_wall.start();
}

/// Waiting costs no CPU, so its time from end to end is what the turn between them took.
void TurnMeter::end()
{
    const double cpu = threadCpuMs();
    if (m_wall.isValid()) {
        m_cpuMs.push_back(cpu - m_cpuAtEnd);
        m_wallMs.push_back(double(m_wall.nsecsElapsed()) / 1e6);
    }
    m_cpuAtEnd = cpu;
    m_wall.invalidate();
}

void TurnMeter::clear()
{
    m_cpuMs.clear();
    m_wallMs.clear();
}

void TurnMeter::tell() const
{
    tellQuantiles("_ms", m_cpuMs);
    tellQuantiles("_wall_ms", m_wallMs);
    std::printf("gui_turns %zu\n", m_cpuMs.size());
    std::fflush(stdout);
}

MeteredApplication::MeteredApplication(int &argc, char **argv)
    : QApplication(argc, argv)
{
    connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::aboutToBlock, this,
            [this] { m_turns.end(); });
}

bool MeteredApplication::notify(QObject *receiver, QEvent *event)
{
    m_turns.begin();
    return QApplication::notify(receiver, event);
}

} // namespace reasonglass::bench
