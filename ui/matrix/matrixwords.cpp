#include "ui/matrix/matrixwords.h"

#include "ui/words/words.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace reasonglass::words {

namespace {

/// The translation context of everything here.
QString tr(const char *text, int n = -1)
{
    return QCoreApplication::translate("matrix", text, nullptr, n);
}

const QString between = u" · "_s;

QString milliseconds(qint64 ms)
{
    return seconds(std::chrono::milliseconds(ms));
}

/// A model is named with its effort, which makes another column of it.
QString shortName(const ModelChoice &choice)
{
    //: %1 model, %2 reasoning effort
    return choice.effort.isEmpty() ? choice.modelId
                                   : tr("%1 (%2)").arg(choice.modelId, effort(choice.effort));
}

} // namespace

QString cellState(CellState state)
{
    switch (state) {
    case CellState::Running:
        return tr("running");
    case CellState::Queued:
        return tr("queued");
    case CellState::Solved:
        return tr("solved");
    case CellState::Failed:
        return tr("failed");
    case CellState::Ungraded:
        return tr("not graded");
    case CellState::Error:
        return tr("error");
    case CellState::Stopped:
        return tr("stopped");
    case CellState::NotAttempted:
        return tr("not attempted");
    }
    Q_UNREACHABLE();
}

QString cellGlyph(CellState state)
{
    switch (state) {
    case CellState::Running:
        return u"●"_s;
    case CellState::Queued:
        return u"◌"_s;
    case CellState::Solved:
        return u"✓"_s;
    case CellState::Failed:
        return u"✕"_s;
    case CellState::Ungraded:
        return u"?"_s;
    case CellState::Error:
        return u"!"_s;
    case CellState::Stopped:
        return u"■"_s;
    case CellState::NotAttempted:
        return u"·"_s;
    }
    Q_UNREACHABLE();
}

QString shortPhase(Phase phase)
{
    switch (phase) {
    case Phase::Waiting:
        return tr("sent");
    case Phase::Queued:
        return tr("server queue");
    case Phase::UsingTool:
        return tr("tool");
    case Phase::WaitingToRetry:
        return tr("retrying");
    case Phase::WaitingToResume:
        return tr("resuming");
    case Phase::Polling:
        return tr("polling");
    case Phase::Cancelling:
        return tr("stopping");
    case Phase::Idle:
        return tr("running");
    case Phase::Completed: // and not graded yet: a moment
    case Phase::Incomplete:
    case Phase::Failed:
    case Phase::Cancelled:
    case Phase::Interrupted:
        return tr("ending");
    case Phase::Connecting:
    case Phase::Thinking:
    case Phase::Answering:
    case Phase::Finishing:
        return words::phase(phase);
    }
    Q_UNREACHABLE();
}

QString cellWord(const Cell &cell)
{
    return cell.state == CellState::Running ? shortPhase(cell.phase) : cellState(cell.state);
}

QString money(double usd)
{
    constexpr int mostDigits = 6;
    constexpr double least = 1e-6;
    const QLocale locale;
    if (usd > 0 && usd < least) // a little is not nothing
        return u"<$"_s + locale.toString(least, 'f', mostDigits);
    int digits = 2;
    for (double below = 0.1; usd > 0 && usd < below && digits < mostDigits; below /= 10)
        ++digits;
    return u'$' + locale.toString(usd, 'f', digits);
}

QString cellCost(const Cell &cell)
{
    if (cell.attempts == 0)
        return {};
    if (!cell.costUsd)
        return tr("cost unknown");
    return cell.costIsPartial ? tr("about %1").arg(money(*cell.costUsd)) : money(*cell.costUsd);
}

QString totalCost(const ModelTotals &totals)
{
    const bool isAnyKnown = totals.costUsd > 0;
    if (!isAnyKnown && totals.costUnknown > 0)
        return tr("cost unknown");
    return totals.costUnknown > 0 ? tr("about %1").arg(money(totals.costUsd)) : money(totals.costUsd);
}

QString shortCost(std::optional<double> usd, bool isPartial)
{
    if (!usd)
        return u"$?"_s;
    return isPartial ? QString(u'~' + money(*usd)) : money(*usd);
}

QString attempts(const Cell &cell)
{
    const QString all = cell.attempts == 1 ? tr("1 attempt") : tr("%n attempts", cell.attempts);
    const bool isMixed = cell.solved > 0 && cell.attempts > 1;
    return isMixed ? tr("right in %1 of %2").arg(cell.solved).arg(all) : all;
}

QString cellSentence(const QString &taskId, const QString &model, const Cell &cell, int queued, bool outdated)
{
    QStringList said{cellState(cell.state)};
    if (cell.state == CellState::Running && cell.phase != Phase::Idle)
        said += phase(cell.phase);
    if (queued > 0 && (queued > 1 || cell.state != CellState::Queued))
        said += tr("%n waiting", queued);
    if (cell.attempts > 0) {
        said += attempts(cell);
        if (cell.medianMs > 0)
            said += milliseconds(cell.medianMs);
        said += cellCost(cell);
    }
    if (outdated)
        said += tr("the task has changed since");
    //: %1 id of a task, %2 model, %3 how it went: "failed, 2 attempts, 41 s, $0.012"
    return tr("task %1, %2: %3").arg(taskId, model, said.join(u", "_s));
}

QStringList choiceNames(const std::vector<ModelChoice> &choices)
{
    QStringList names;
    for (const ModelChoice &choice : choices)
        names += shortName(choice);
    const QStringList alone = names;
    for (qsizetype i = 0; i < names.size(); ++i) {
        const ModelChoice &choice = choices[size_t(i)];
        if (alone.count(alone.at(i)) < 2)
            continue;
        names[i] += between + choice.providerId;
        const auto isTwin = [&](const ModelChoice &other) {
            return other.providerId == choice.providerId && shortName(other) == alone.at(i);
        };
        if (std::ranges::count_if(choices, isTwin) > 1 && !choice.baseUrl.isEmpty())
            names[i] += between + choice.baseUrl;
    }
    return names;
}

QStringList totalCounts(const ModelTotals &totals)
{
    const QLocale locale;
    const auto counted = [&locale](int count, CellState state) {
        return QString(locale.toString(count) + u'\u00a0' + cellGlyph(state));
    };
    QStringList counts{counted(totals.solved, CellState::Solved), counted(totals.failed, CellState::Failed)};
    if (totals.notAttempted > 0)
        counts += counted(totals.notAttempted, CellState::NotAttempted);
    if (totals.other > 0) // open in one way or another
        counts += QString(locale.toString(totals.other) + u"\u00a0○"_s);
    return counts;
}

QStringList totalSpent(const ModelTotals &totals)
{
    if (totals.notAttempted == totals.tasks)
        return {};
    const bool isNothingKnown = totals.costUnknown > 0 && totals.costUsd == 0;
    const QString cost =
        shortCost(isNothingKnown ? std::nullopt : std::optional(totals.costUsd), totals.costUnknown > 0);
    QStringList spent{cost};
    if (totals.medianMs)
        spent += milliseconds(*totals.medianMs);
    return spent;
}

QString share(std::optional<double> value)
{
    if (!value)
        return u"–"_s;
    return QString(QLocale().toString(*value * 100, 'f', *value > 0 && *value < 1 ? 1 : 0) + u'%');
}

QStringList totalsInFull(const QString &model, const ModelTotals &totals)
{
    const QLocale locale;
    QStringList lines{model};
    lines += tr("%1 of %2 tasks solved").arg(locale.toString(totals.solved), locale.toString(totals.tasks));
    lines += tr("%1 failed, %2 not attempted, %3 other")
                 .arg(locale.toString(totals.failed), locale.toString(totals.notAttempted),
                      locale.toString(totals.other));
    if (totals.passAt1)
        lines += tr("pass@1 %1").arg(share(totals.passAt1));
    if (totals.passAt2)
        lines += tr("pass@2 %1").arg(share(totals.passAt2));
    if (totals.notAttempted == totals.tasks)
        return lines;
    lines += totalCost(totals);
    if (totals.costUnknown > 0 && totals.costUsd > 0)
        lines += totals.costUnknown == 1 ? tr("of 1 task the cost is not known")
                                         : tr("of %n tasks the cost is not known", totals.costUnknown);
    if (totals.medianMs)
        lines += tr("median time %1").arg(milliseconds(*totals.medianMs));
    lines += tr("%1 tokens").arg(tokens(totals.tokens));
    return lines;
}

QString show(MatrixQuery::Show show)
{
    switch (show) {
    case MatrixQuery::Show::Any:
        return tr("All states");
    case MatrixQuery::Show::AnyFailed:
        return tr("Any model failed");
    case MatrixQuery::Show::Differs:
        return tr("Models differ");
    case MatrixQuery::Show::NotAttempted:
        return tr("Not attempted");
    case MatrixQuery::Show::UnderWay:
        return tr("Running or queued");
    case MatrixQuery::Show::Errors:
        return tr("Errors");
    case MatrixQuery::Show::Ungraded:
        return tr("Not graded");
    }
    Q_UNREACHABLE();
}

} // namespace reasonglass::words
