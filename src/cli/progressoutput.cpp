#include "cli/progressoutput.h"

using namespace Qt::StringLiterals;

namespace reasonglass::cli {

ProgressOutput::ProgressOutput(AnalysisSession &session, Console &console, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_console(console)
    , m_texts(console)
{
    connect(&session, &AnalysisSession::attemptStarted, this, &ProgressOutput::beginAttempt);
    connect(&session, &AnalysisSession::recorded, this,
            [this](const StreamRecord &record) { m_texts.show(m_session.transcript(), record.change); });
    connect(&session, &AnalysisSession::fellBack, this,
            [this](const Fallback &fallback) { m_console.errLine(u"[%1]"_s.arg(fallback.change)); });
    connect(&session, &AnalysisSession::retryScheduled, this,
            [this](int number, std::chrono::milliseconds delay) {
                m_console.errLine(
                    u"[attempt %1 in %2 ms; it is a new paid request]"_s.arg(number).arg(delay.count()));
            });
    connect(&session, &AnalysisSession::resumeScheduled, this, [this](std::chrono::milliseconds delay) {
        m_console.errLine(
            u"[the connection broke; the same response is taken up again in %1 ms]"_s.arg(delay.count()));
    });
    m_texts.showAll(session.transcript()); // of a run that is taken up, what it had before
}

void ProgressOutput::beginAttempt(const Attempt &attempt)
{
    if (attempt.resumed) {
        m_console.errLine(u"[attempt %1 takes up the same response]"_s.arg(attempt.number));
        return;
    }
    m_texts.beginAnew();
    if (attempt.number > 1)
        m_console.errLine(u"[attempt %1]"_s.arg(attempt.number));
}

void ProgressOutput::finish()
{
    m_texts.finish(m_session.transcript());
}

} // namespace reasonglass::cli
