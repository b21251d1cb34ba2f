#include "ui/words/reportwords.h"

#include "app/connectiontest.h"
#include "ui/words/runwords.h"
#include "ui/words/words.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace reasonglass::words {

namespace {

using Verdict = ReportRow::Verdict;
using Rows = std::vector<ReportRow>;

QString tr(const char *text)
{
    return QCoreApplication::translate("words", text);
}

void addDelivery(Rows &rows, ServerBehaviour::Delivery delivery)
{
    const QString what = tr("Streaming");
    switch (delivery) {
    case ServerBehaviour::Delivery::Nothing:
        rows.push_back({Verdict::No, what, tr("no event came")});
        return;
    case ServerBehaviour::Delivery::Whole:
        rows.push_back({Verdict::No, what, tr("no: one whole answer at the end")});
        return;
    case ServerBehaviour::Delivery::Streamed:
        rows.push_back({Verdict::Yes, what, tr("yes: events come as they are made")});
        return;
    case ServerBehaviour::Delivery::Held:
        rows.push_back({Verdict::Caution, what,
                        tr("held back: all events came at once, at the end. Something on the way buffers "
                           "them, most often a proxy.")});
        return;
    }
    Q_UNREACHABLE();
}

void addReasoning(Rows &rows, ServerBehaviour::Reasoning reasoning)
{
    const QString what = tr("Reasoning");
    switch (reasoning) {
    case ServerBehaviour::Reasoning::None:
        rows.push_back({Verdict::Neutral, what, tr("none in this short answer")});
        return;
    case ServerBehaviour::Reasoning::Hidden:
        rows.push_back({Verdict::Neutral, what, tr("hidden: counted, but not shown")});
        return;
    case ServerBehaviour::Reasoning::Summary:
        rows.push_back({Verdict::Yes, what, tr("as summaries")});
        return;
    case ServerBehaviour::Reasoning::Raw:
        rows.push_back({Verdict::Yes, what, tr("raw: the chain of thought itself")});
        return;
    }
    Q_UNREACHABLE();
}

void addEither(Rows &rows, const QString &what, bool is, const QString &yes, const QString &no,
               Verdict otherwise = Verdict::Neutral)
{
    rows.push_back({is ? Verdict::Yes : otherwise, what, is ? yes : no});
}

void addProtocol(Rows &rows, const ServerBehaviour &seen)
{
    const QString sent = tr("sent");
    const QString notSent = tr("not sent");
    addEither(rows, tr("Terminal event"), seen.terminalEvent, sent,
              tr("not sent: no run is ever called complete"), Verdict::No);
    addEither(rows, tr("Sequence numbers"), seen.sequenceNumbers, sent,
              tr("not sent: a stream cannot be taken up again"));
    addEither(rows, tr("Output indices"), seen.outputIndices, sent, notSent);
    addEither(rows, tr("Item ids"), seen.itemIds, sent, notSent);
    addEither(rows, tr("“.done” events"), seen.doneEvents, sent, notSent);
    addEither(rows, tr("“[DONE]” at the end"), seen.doneMark, sent, tr("not sent; it is not needed"));
}

void addUsage(Rows &rows, const ServerBehaviour &seen)
{
    addEither(rows, tr("Usage"), seen.usage, tr("reported"),
              tr("not reported: tokens are unknown, costs can only be estimated"), Verdict::Caution);
    addEither(rows, tr("Cost"), seen.reportsCost, tr("reported by the server"),
              tr("not reported: computed from usage and the price table"));
}

void addBehaviour(Rows &rows, const ServerBehaviour &seen)
{
    addDelivery(rows, seen.delivery);
    addReasoning(rows, seen.reasoning);
    addUsage(rows, seen);
    addProtocol(rows, seen);
    if (!seen.unknownEvents.isEmpty())
        rows.push_back(
            {Verdict::Neutral, tr("Events unknown to this program"), seen.unknownEvents.join(u", "_s)});
    if (!seen.model.isEmpty())
        rows.push_back({Verdict::Neutral, tr("Model that answered"), seen.model});
}

void addTried(Rows &rows, const QString &what, const std::optional<bool> &works, const QString &yes)
{
    if (works)
        rows.push_back({*works ? Verdict::Yes : Verdict::No, what, *works ? yes : tr("no")});
    else
        rows.push_back({Verdict::Neutral, what, tr("not tried")});
}

} // namespace

QString glyph(ReportRow::Verdict verdict)
{
    switch (verdict) {
    case Verdict::Yes:
        return u"✓"_s;
    case Verdict::No:
        return u"✕"_s;
    case Verdict::Caution:
        return u"⚠"_s;
    case Verdict::Neutral:
        return u"–"_s;
    }
    Q_UNREACHABLE();
}

std::vector<ReportRow> report(const ConnectionReport &report)
{
    Rows rows;
    if (report.error) {
        const QStringList said{errorSentence(*report.error), errorAdvice(*report.error)};
        rows.push_back({Verdict::No, tr("Result"), said.join(u' ').trimmed()});
    }
    if (report.models)
        rows.push_back({Verdict::Yes, tr("List of models"),
                        *report.models == 1 ? tr("one model") : tr("%1 models").arg(*report.models)});
    else
        rows.push_back({Verdict::No, tr("List of models"), tr("none")});
    if (report.behaviour)
        addBehaviour(rows, *report.behaviour);
    addTried(rows, tr("Background mode"), report.background, tr("accepted"));
    addTried(rows, tr("Resuming"), report.resumes, tr("goes on after the last known event"));
    addTried(rows, tr("Stopping"), report.cancels, tr("confirmed by the server"));
    for (const QString &change : report.fallbacks)
        rows.push_back({Verdict::Caution, tr("Left out"), fallback(change)});
    if (report.firstByte)
        rows.push_back({Verdict::Neutral, tr("First byte after"), seconds(*report.firstByte)});
    rows.push_back({Verdict::Neutral, tr("The test took"), seconds(report.took)});
    return rows;
}

QString reportText(const std::vector<ReportRow> &rows)
{
    QStringList lines;
    for (const ReportRow &row : rows)
        lines += glyph(row.verdict) + u' ' + row.what + u": "_s + row.found;
    return lines.join(u'\n') + u'\n';
}

} // namespace reasonglass::words
