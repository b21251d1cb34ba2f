#include "ui/run/facts.h"

#include "analysis/analysisjson.h"
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

std::vector<Fact> timingFacts(const Attempt &attempt)
{
    const AttemptTiming &timing = attempt.timing;
    return {
        {tr("Started"), isoTime(attempt.startedUtcUs)},
        {tr("Request sent after"), milliseconds(timing.connectMs)},
        {tr("First byte after"), milliseconds(timing.firstByteMs)},
        {tr("First reasoning after"), milliseconds(timing.firstReasoningMs)},
        {tr("First answer text after"), milliseconds(timing.firstTextMs)},
        {tr("Longest gap"), words::seconds(std::chrono::milliseconds(timing.longestGapMs))},
        {tr("Total"), milliseconds(timing.totalMs)},
        {tr("Events"), QLocale().toString(attempt.events)},
        {tr("Received"), words::bytes(attempt.bytes)},
    };
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
        facts.emplace_back(tr("Changed to get an answer"), fallback);
    return facts;
}

QString requestText(const AnalysisRecord &record, const Attempt &attempt)
{
    const QString address = record.request.sample ? tr("a recorded sample, played on this machine")
                                                  : record.request.baseUrl + "/responses"_L1;
    const QByteArray body = QJsonDocument::fromJson(attempt.requestBody).toJson(QJsonDocument::Indented);
    return u"POST "_s + address + u"\n\n"_s + QString::fromUtf8(body);
}

} // namespace reasonglass
