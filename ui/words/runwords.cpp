#include "ui/words/runwords.h"

#include "ui/words/words.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reasonglass::words {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("words", text);
}

QString tr(const char *text, int n)
{
    return QCoreApplication::translate("words", text, nullptr, n);
}

constexpr QStringView between = u" · ";

struct ChangeRow
{
    QLatin1StringView change; ///< how the line of the record begins
    const char *words;
};

constexpr std::array changeRows{
    ChangeRow{"reasoning.summary dropped"_L1,
              QT_TRANSLATE_NOOP("words", "Sent without asking for a reasoning summary.")},
    ChangeRow{"reasoning.effort dropped"_L1,
              QT_TRANSLATE_NOOP("words", "Sent without a reasoning effort: the model's default applies.")},
    ChangeRow{"text.verbosity dropped"_L1, QT_TRANSLATE_NOOP("words", "Sent without a verbosity.")},
    ChangeRow{"temperature dropped"_L1, QT_TRANSLATE_NOOP("words", "Sent without a temperature.")},
    ChangeRow{"text.format dropped"_L1, QT_TRANSLATE_NOOP("words", "Sent without the JSON schema.")},
    ChangeRow{"stream_options dropped"_L1, QT_TRANSLATE_NOOP("words", "Sent without stream options.")},
    ChangeRow{"streaming dropped"_L1,
              QT_TRANSLATE_NOOP("words", "Not streamed: the answer comes as a whole.")},
    ChangeRow{"stream dropped"_L1, QT_TRANSLATE_NOOP("words", "Not streamed: the answer comes as a whole.")},
    ChangeRow{"background mode dropped"_L1,
              QT_TRANSLATE_NOOP("words", "Not in background mode: the run cannot be resumed.")},
    ChangeRow{"background dropped"_L1,
              QT_TRANSLATE_NOOP("words", "Not in background mode: the run cannot be resumed.")},
    ChangeRow{"store dropped"_L1, QT_TRANSLATE_NOOP("words", "The server does not keep the response.")},
};

QString retryAdvice(const AnalysisRecord &record)
{
    const int number = std::max(1, int(record.attempts.size()));
    return tr("Retry sends the request again as a new attempt, which is paid for; what came is kept as "
              "attempt %1.")
        .arg(number);
}

/// A title may be a whole paragraph.
QString shortened(const QString &title)
{
    constexpr qsizetype most = 60;
    return title.size() <= most ? title : title.left(most - 1).trimmed() + u'…';
}

QString givesUp(const Patience &patience)
{
    if (patience.limit == 0ms)
        return tr("waits as long as it takes");
    const QString when = duration(patience.limit);
    if (patience.takesUp)
        return tr("takes it up again at %1").arg(when);
    switch (patience.step) {
    case Patience::Step::Silence:
        return tr("gives up at %1 of silence").arg(when);
    case Patience::Step::Connect:
    case Patience::Step::Answer:
        return tr("gives up at %1").arg(when);
    case Patience::Step::Whole:
        return tr("ends at %1 of the whole run").arg(when);
    }
    Q_UNREACHABLE();
}

} // namespace

QString countdown(std::chrono::milliseconds left)
{
    const auto whole = std::chrono::ceil<std::chrono::seconds>(left);
    return whole < 60s ? tr("%1 s").arg(QLocale().toString(qlonglong(whole.count()))) : duration(whole);
}

QString nextStep(Phase phase, std::chrono::milliseconds left)
{
    const bool now = left <= 0ms;
    switch (phase) {
    case Phase::WaitingToRetry:
        return now ? tr("next attempt now…") : tr("next attempt in %1").arg(countdown(left));
    case Phase::WaitingToResume:
        return now ? tr("taking it up again…") : tr("taking it up again in %1").arg(countdown(left));
    case Phase::Polling:
        return now ? tr("asking now…") : tr("asking again in %1").arg(countdown(left));
    case Phase::Idle:
    case Phase::Connecting:
    case Phase::Waiting:
    case Phase::Queued:
    case Phase::Thinking:
    case Phase::Answering:
    case Phase::UsingTool:
    case Phase::Finishing:
    case Phase::Cancelling:
    case Phase::Completed:
    case Phase::Incomplete:
    case Phase::Failed:
    case Phase::Cancelled:
    case Phase::Interrupted:
        return {};
    }
    Q_UNREACHABLE();
}

QString priceOfNextStep(Phase phase)
{
    if (phase == Phase::WaitingToRetry)
        return tr("it is a new paid request");
    return phase == Phase::WaitingToResume || phase == Phase::Polling ? tr("nothing is paid twice")
                                                                      : QString();
}

QString whyWaiting(Phase phase, const std::optional<Error> &error)
{
    if (phase == Phase::Cancelling)
        return tr("The connection is closed. Telling the server to stop…");
    if (phase == Phase::Polling)
        return tr("The server works on. It does not stream this answer any more, so it is asked for the "
                  "whole now and then.");
    if (phase == Phase::WaitingToRetry)
        return error ? errorSentence(*error) : tr("The attempt failed.");
    return tr("The connection was lost. The server goes on with the answer.");
}

QString silence(std::chrono::milliseconds silent, const Patience &patience)
{
    const QString ends = givesUp(patience);
    if (patience.step == Patience::Step::Connect)
        return tr("no connection for %1").arg(seconds(silent)) + between + ends;
    return tr("silent for %1, connection alive").arg(seconds(silent)) + between + ends;
}

End end(const AnalysisRecord &record, bool mayResume)
{
    const Error error = record.error.value_or(Error{.kind = ErrorKind::Interrupted, .message = {}});
    End said{.sentence = errorSentence(error), .advice = errorAdvice(error)};
    if (mayResume)
        said.advice = tr("Resume continues where it broke off; what has come is not paid for again.") + u'\n'
            + retryAdvice(record);
    else if (record.status == AnalysisStatus::Interrupted)
        said.advice = retryAdvice(record);
    return said;
}

QString stopProof(const AnalysisRecord &record)
{
    if (record.status != AnalysisStatus::Cancelled)
        return {};
    QStringList said{tr("connection closed")};
    if (record.error && record.error->code == "cancel_unconfirmed"_L1)
        said += tr("the server did not confirm that it stopped");
    else if (record.transcript.terminal && record.transcript.status == ResponseStatus::Cancelled)
        said += tr("the server said: cancelled");
    return said.join(between);
}

QString fallback(const QString &change)
{
    const auto row =
        std::ranges::find_if(changeRows, [&](const ChangeRow &r) { return change.startsWith(r.change); });
    if (row == changeRows.end())
        return change;
    const QString plain = tr(row->words);
    QString reason = change.section(u": "_s, 1);
    const QString before = u" (refused before)"_s;
    if (reason.endsWith(before)) {
        reason.chop(before.size());
        return tr("%1 Refused before, so it was not asked again: %2").arg(plain, reason);
    }
    return reason.isEmpty() ? plain : tr("%1 Reason: %2").arg(plain, reason);
}

QString endedByACrash(int runs, int resumable)
{
    QString said = runs == 1
        ? tr("The program ended while a run was going. What had arrived is kept.")
        : tr("The program ended while %n runs were going. What had arrived is kept.", runs);
    if (resumable == 1)
        said += u' ' + (runs == 1 ? tr("The server goes on with it.") : tr("The server goes on with one."));
    else if (resumable > 1)
        said += u' ' + tr("The servers go on with %n of them.", resumable);
    return said;
}

QString leavingRuns(const std::vector<Leaving> &runs)
{
    QStringList lines;
    for (const Leaving &run : runs) {
        const QString fate = run.goesOn ? tr("goes on at the server and can be resumed here later")
                                        : tr("is stopped; what has arrived is kept");
        //: %1 the run's title, %2 what becomes of it
        const QString line = tr("“%1” %2.").arg(shortened(run.title), fate);
        lines += run.sample ? line : line + u' ' + tr("So far: %1.").arg(cost(run.cost));
    }
    return lines.join(u"\n\n"_s);
}

QString attempt(const Attempt &attempt)
{
    const QString form = attempt.resumed ? tr("Attempt %1 (resumed): %2") : tr("Attempt %1: %2");
    return form.arg(attempt.number).arg(status(attempt.outcome));
}

QString seam(int attempt, std::optional<qint64> after, std::optional<std::chrono::milliseconds> lost)
{
    const QString where = after
        ? tr("attempt %1 took up the response after event %2").arg(attempt).arg(*after)
        : tr("attempt %1 took up the response").arg(attempt);
    return lost ? where + between + tr("connection lost for %1").arg(seconds(*lost)) : where;
}

} // namespace reasonglass::words
