#include "cli/progressoutput.h"

using namespace Qt::StringLiterals;

namespace reasonglass::cli {

ProgressOutput::ProgressOutput(AnalysisSession &session, Console &console, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_console(console)
{
    connect(&session, &AnalysisSession::attemptStarted, this, &ProgressOutput::beginAttempt);
    connect(&session, &AnalysisSession::recorded, this,
            [this](const StreamRecord &record) { show(record.change); });
    connect(&session, &AnalysisSession::fellBack, this,
            [this](const QString &change) { m_console.errLine(u"[%1]"_s.arg(change)); });
    connect(&session, &AnalysisSession::retryScheduled, this,
            [this](int number, std::chrono::milliseconds delay) {
                m_console.errLine(
                    u"[attempt %1 in %2 ms; it is a new paid request]"_s.arg(number).arg(delay.count()));
            });
}

void ProgressOutput::beginAttempt(const Attempt &attempt)
{
    m_written.clear();
    m_lastAnswer = m_lastReasoning = {-1, -1};
    if (attempt.number > 1)
        m_console.errLine(u"[attempt %1]"_s.arg(attempt.number));
}

void ProgressOutput::show(const TranscriptChange &change)
{
    if (change.kind == TranscriptChange::Kind::Structure) {
        showAll();
    } else if (change.item >= 0) {
        const TranscriptItem &item = m_session.transcript().items.at(size_t(change.item));
        showPart({change.item, change.part}, item.parts.at(size_t(change.part)));
    }
}

void ProgressOutput::showAll()
{
    const auto &items = m_session.transcript().items;
    for (int i = 0; i < int(items.size()); ++i) {
        for (int p = 0; p < int(items[size_t(i)].parts.size()); ++p)
            showPart({i, p}, items[size_t(i)].parts[size_t(p)]);
    }
}

void ProgressOutput::showPart(const Place &place, const TranscriptPart &part)
{
    const bool isAnswer = part.kind == PartKind::OutputText || part.kind == PartKind::Refusal;
    const bool isReasoning = part.kind == PartKind::ReasoningSummary || part.kind == PartKind::ReasoningText;
    if ((!isAnswer && !isReasoning) || part.text.isEmpty())
        return;
    QString &written = m_written[place];
    if (!part.text.startsWith(written)) {
        m_corrected |= isAnswer;
        written = part.text;
        return;
    }
    const QString rest = part.text.mid(written.size());
    written = part.text;
    if (rest.isEmpty())
        return;
    Place &last = isAnswer ? m_lastAnswer : m_lastReasoning;
    const bool newItem = last.first >= 0 && (isAnswer ? last.first != place.first : last != place);
    last = place;
    const QString text = newItem ? u"\n\n"_s + rest : rest;
    if (isAnswer)
        m_console.out(text);
    else
        m_console.err(text);
}

void ProgressOutput::finish()
{
    if (m_lastReasoning.first >= 0)
        m_console.err(u"\n"_s);
    if (m_corrected) {
        m_console.errLine(u"[the server corrected its answer; here it is as it stands]"_s);
        m_console.out(u"\n"_s + answerText(m_session.transcript()));
    }
    if (m_lastAnswer.first >= 0)
        m_console.out(u"\n"_s);
}

} // namespace reasonglass::cli
