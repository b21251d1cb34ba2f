#include "ui/run/facts.h"

#include "analysis/analysisjson.h"
#include "ui/words/runwords.h"
#include "ui/words/words.h"

#include <QCoreApplication>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("facts", text);
}

QString milliseconds(const std::optional<qint64> &value)
{
    return value ? words::seconds(std::chrono::milliseconds(*value)) : tr("not reached");
}

QString costBasis(CostBasis basis)
{
    switch (basis) {
    case CostBasis::Unknown:
        return tr("the price or the usage is not known");
    case CostBasis::Reported:
        return tr("the provider's own figure");
    case CostBasis::Computed:
        return tr("from reported usage and the price table");
    case CostBasis::Estimated:
        return tr("estimated from the text's length, because usage never came");
    }
    Q_UNREACHABLE();
}

void addUsage(const Usage &usage, std::vector<Fact> &facts)
{
    const QLocale locale;
    facts.emplace_back(tr("Input tokens"), locale.toString(usage.input));
    facts.emplace_back(tr("of them cached"), locale.toString(usage.cached));
    facts.emplace_back(tr("Output tokens"), locale.toString(usage.output));
    facts.emplace_back(tr("of them reasoning"), locale.toString(usage.reasoning));
    facts.emplace_back(tr("Total tokens"), locale.toString(usage.total));
}

} // namespace

std::optional<Seam> seamOf(const AnalysisRecord &record, int attempt)
{
    const Attempt &shown = record.attempts.at(size_t(attempt) - 1);
    if (!shown.resumed)
        return std::nullopt;
    Seam seam{.attempt = attempt};
    if (attempt > 1) {
        const Attempt &before = record.attempts.at(size_t(attempt) - 2);
        const std::chrono::microseconds lost(shown.startedUtcUs - before.endedUtcUs);
        if (before.endedUtcUs > 0 && lost.count() >= 0)
            seam.lost = std::chrono::duration_cast<std::chrono::milliseconds>(lost);
    }
    return seam;
}

QString seamText(const Seam &seam)
{
    return words::seam(seam.attempt, seam.after, seam.lost);
}

std::vector<Fact> timingFacts(const AnalysisRecord &record, const Attempt &attempt,
                              const std::optional<Seam> &seam)
{
    const AttemptTiming &timing = attempt.timing;
    std::vector<Fact> facts;
    if (seam)
        facts.emplace_back(tr("Resumed"), seamText(*seam));
    facts.insert(facts.end(),
                 {{tr("Started"), isoTime(attempt.startedUtcUs)},
                  {tr("Request sent after"), milliseconds(timing.connectMs)},
                  {tr("First byte after"), milliseconds(timing.firstByteMs)},
                  {tr("First reasoning after"), milliseconds(timing.firstReasoningMs)},
                  {tr("First answer text after"), milliseconds(timing.firstTextMs)},
                  {tr("Longest gap"), words::seconds(std::chrono::milliseconds(timing.longestGapMs))},
                  {tr("Total"), milliseconds(timing.totalMs)},
                  {tr("Events"), QLocale().toString(attempt.events)},
                  {tr("Received"), words::bytes(attempt.bytes)}});
    if (seam)
        facts.emplace_back(tr("The whole run"), milliseconds(runTiming(record.attempts).totalMs));
    if (const QString proof = words::stopProof(record); !proof.isEmpty())
        facts.emplace_back(tr("Stopped"), proof);
    return facts;
}

std::vector<Fact> usageFacts(const AnalysisRecord &record)
{
    std::vector<Fact> facts;
    if (record.transcript.usage)
        addUsage(*record.transcript.usage, facts);
    else
        facts.emplace_back(tr("Tokens"), tr("the server did not say"));
    facts.emplace_back(tr("Cost"), record.cost.usd ? words::cost(record.cost) : tr("unknown"));
    facts.emplace_back(tr("Cost is"), costBasis(record.cost.basis));
    facts.emplace_back(tr("Model asked for"), record.request.response.model);
    facts.emplace_back(tr("Model that answered"),
                       record.transcript.model.isEmpty() ? tr("the server did not say")
                                                         : record.transcript.model);
    if (!record.transcript.responseId.isEmpty())
        facts.emplace_back(tr("Response id"), record.transcript.responseId);
    facts.emplace_back(tr("Analysis id"), toText(record.id));
    for (const QString &fallback : record.fallbacks)
        facts.emplace_back(tr("Changed to get an answer"), words::fallback(fallback));
    return facts;
}

QString requestText(const AnalysisRecord &record, const Attempt &attempt, const std::optional<Seam> &seam)
{
    const QString address = record.request.sample ? tr("a recorded sample, played on this machine")
                                                  : record.request.baseUrl + "/responses"_L1;
    if (attempt.resumed) {
        const QString from = seam && seam->after ? QString::number(*seam->after) : u"…"_s;
        return u"GET "_s + address + u'/' + record.transcript.responseId
            + (attempt.streamed ? u"?stream=true&starting_after="_s + from : QString());
    }
    const QByteArray body = QJsonDocument::fromJson(attempt.requestBody).toJson(QJsonDocument::Indented);
    return u"POST "_s + address + u"\n\n"_s + QString::fromUtf8(body);
}

QString leftOutText(const AnalysisRecord &record)
{
    QStringList lines;
    for (const QString &change : record.fallbacks)
        lines += u"• "_s + words::fallback(change);
    return lines.join(u'\n');
}

} // namespace reasonglass
