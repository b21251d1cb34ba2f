#pragma once

#include <QApplication>
#include <QElapsedTimer>

#include <vector>

namespace reasonglass::bench {

/// How long the turns of this thread's event loop take: from waking up to going to sleep again.
class TurnMeter
{
public:
    void begin(); ///< an event is handled; the first one of a turn counts
    void end();   ///< the loop is about to wait
    void clear();

    /// Prints gui_turn_{p50,p99,worst}_ms, the same with _wall, and the number of turns.
    void tell() const;

private:
    std::vector<double> m_cpuMs;
    std::vector<double> m_wallMs;
    double m_cpuAtEnd = 0;
    QElapsedTimer m_wall; ///< valid within a turn
};

/// An application that measures its own turns.
class MeteredApplication : public QApplication
{
public:
    MeteredApplication(int &argc, char **argv);

    bool notify(QObject *receiver, QEvent *event) override;
    TurnMeter &turns() { return m_turns; }

private:
    TurnMeter m_turns;
};

} // namespace reasonglass::bench
