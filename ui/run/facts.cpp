#include "ui/run/facts.h"

#include "analysis/analysisjson.h"
#include "base/visibletext.h"
#include "ui/words/runwords.h"
#include "ui/words/words.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

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
        return tr("the price or the usage is not known"); // or what the service tier costs
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
    if (usage.cacheWrite > 0)
        facts.emplace_back(tr("of them written to the cache"), locale.toString(usage.cacheWrite));
    facts.emplace_back(tr("Output tokens"), locale.toString(usage.output));
    facts.emplace_back(usage.reasoning > usage.output ? tr("and beside them reasoning")
                                                      : tr("of them reasoning"),
                       locale.toString(usage.reasoning));
    facts.emplace_back(tr("Total tokens"), locale.toString(usage.total));
}

QString perMillion(double usd)
{
    return tr("%1 per million").arg(words::pricePerMillion(usd));
}

/// What the tokens cost by the table that the program has now.
void addPrices(const AnalysisRecord &record, const Prices &prices, std::vector<Fact> &facts)
{
    if (!prices.isKnown()) {
        facts.emplace_back(tr("Prices"), tr("unknown"));
        return;
    }
    QStringList lines{tr("input %1").arg(perMillion(*prices.inputPerMillion))};
    if (prices.cachedPerMillion)
        lines += tr("cached input %1").arg(perMillion(*prices.cachedPerMillion));
    if (prices.cacheWriteFactor != 1.0)
        lines +=
            tr("written to the cache %1").arg(perMillion(*prices.inputPerMillion * prices.cacheWriteFactor));
    lines += tr("output %1").arg(perMillion(*prices.outputPerMillion));
    const std::optional<Usage> &usage = record.transcript.usage;
    if (usage && prices.longContextThreshold && usage->input > *prices.longContextThreshold)
        lines += tr("above %1 input tokens: input × %2, output × %3")
                     .arg(QLocale().toString(*prices.longContextThreshold),
                          QLocale().toString(prices.longContextInputFactor),
                          QLocale().toString(prices.longContextOutputFactor));
    const QString &tier = record.transcript.serviceTier;
    const auto factor = tierFactor(prices, tier);
    if (!factor)
        lines += tr("service tier “%1”: what it costs is not known").arg(visibleText(tier));
    else if (*factor != 1.0)
        lines += tr("service tier “%1”: all × %2").arg(visibleText(tier), QLocale().toString(*factor));
    facts.emplace_back(tr("Prices"), lines.join(u'\n'));
    if (prices.asOf.isValid())
        facts.emplace_back(tr("Prices as of"), QLocale().toString(prices.asOf, QLocale::ShortFormat));
    if (!prices.uncertain.isEmpty())
        facts.emplace_back(tr("Not sure about them"), prices.uncertain);
    const auto today = usage ? costUsd(*usage, prices, tier) : std::nullopt;
    if (record.cost.basis != CostBasis::Computed || !record.cost.usd || !today)
        return;
    constexpr double rounding = 1e-9;
    if (std::abs(*today - *record.cost.usd) > rounding)
        facts.emplace_back(tr("Since then"),
                           tr("the price table has changed: by these prices it would cost %1")
                               .arg(words::cost({.usd = today, .basis = CostBasis::Computed})));
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
    const bool running = !isFinal(attempt.outcome);
    const auto after = [running](const std::optional<qint64> &value) {
        return running && !value ? tr("not yet") : milliseconds(value);
    };
    std::vector<Fact> facts;
    if (seam)
        facts.emplace_back(tr("Resumed"), seamText(*seam));
    facts.emplace_back(tr("Started"), isoTime(attempt.startedUtcUs));
    if (!running)
        facts.emplace_back(tr("Request sent after"), milliseconds(timing.connectMs));
    facts.insert(facts.end(),
                 {{tr("First byte after"), after(timing.firstByteMs)},
                  {tr("First reasoning after"), after(timing.firstReasoningMs)},
                  {tr("First answer text after"), after(timing.firstTextMs)},
                  {tr("Longest gap"), words::seconds(std::chrono::milliseconds(timing.longestGapMs))},
                  {tr("Events"), QLocale().toString(attempt.events)}});
    if (running) // what else there is to say is known at the end
        return facts;
    facts.insert(
        facts.end(),
        {{tr("Total"), milliseconds(timing.totalMs)}, {tr("Received"), words::bytes(attempt.bytes)}});
    if (seam)
        facts.emplace_back(tr("The whole run"), milliseconds(runTiming(record.attempts).totalMs));
    if (const QString proof = words::stopProof(record); !proof.isEmpty())
        facts.emplace_back(tr("Stopped"), proof);
    return facts;
}

std::vector<Fact> usageFacts(const AnalysisRecord &record, const std::optional<ModelInfo> &model)
{
    const bool running = !isFinal(record.status);
    std::vector<Fact> facts;
    if (record.transcript.usage)
        addUsage(*record.transcript.usage, facts);
    else
        facts.emplace_back(tr("Tokens"), running ? tr("known at the end") : tr("the server did not say"));
    if (running) {
        facts.emplace_back(tr("Cost"), tr("known at the end"));
    } else {
        facts.emplace_back(tr("Cost"), record.cost.usd ? words::cost(record.cost) : tr("unknown"));
        facts.emplace_back(tr("Cost is"), costBasis(record.cost.basis));
    }
    addPrices(record, model ? model->prices : Prices(), facts);
    facts.emplace_back(tr("Model asked for"), record.request.response.model);
    facts.emplace_back(tr("Model that answered"),
                       !record.transcript.model.isEmpty() ? record.transcript.model
                           : running                      ? tr("not known yet")
                                                          : tr("the server did not say"));
    if (!record.transcript.responseId.isEmpty())
        facts.emplace_back(tr("Response id"), record.transcript.responseId);
    facts.emplace_back(tr("Analysis id"), toText(record.id));
    for (const QString &fallback : record.fallbacks)
        facts.emplace_back(tr("Changed to get an answer"), words::fallback(fallback));
    return facts;
}

QString usageLine(const std::optional<Usage> &usage)
{
    if (!usage)
        return tr("the server did not say");
    const QLocale locale;
    return tr("%1 in, %2 cached, %3 out, %4 reasoning")
        .arg(locale.toString(usage->input), locale.toString(usage->cached), locale.toString(usage->output),
             locale.toString(usage->reasoning));
}

namespace {

/// What a resumed attempt asks for, below the address of the server.
QString resumedPath(const AnalysisRecord &record, const Attempt &attempt, const std::optional<Seam> &seam,
                    const QString &unknown)
{
    const QString from = seam && seam->after ? QString::number(*seam->after) : unknown;
    return u"/responses/"_s + record.transcript.responseId
        + (attempt.streamed ? u"?stream=true&starting_after="_s + from : QString());
}

QString quotedForShell(QString text)
{
    return u'\'' + text.replace(u'\'', u"'\\''"_s) + u'\'';
}

} // namespace

QString requestLine(const AnalysisRecord &record, const Attempt &attempt, const std::optional<Seam> &seam)
{
    if (attempt.resumed) {
        const QString address =
            record.request.sample ? tr("a recorded sample, played on this machine ") : record.request.baseUrl;
        return u"GET "_s + address + resumedPath(record, attempt, seam, u"…"_s);
    }
    return u"POST "_s
        + (record.request.sample ? tr("a recorded sample, played on this machine")
                                 : record.request.baseUrl + u"/responses"_s);
}

QString curlCommand(const AnalysisRecord &record, const Attempt &attempt, const std::optional<Seam> &seam,
                    const QString &keyVariable)
{
    const QString path = attempt.resumed ? resumedPath(record, attempt, seam, u"0"_s) : u"/responses"_s;
    QString command = u"curl -N "_s + quotedForShell(record.request.baseUrl + path);
    if (!keyVariable.isEmpty())
        command += u" \\\n  -H \"Authorization: Bearer $"_s + keyVariable + u'"';
    if (attempt.resumed)
        return command + u'\n';
    // From standard input: no length is too long for that, and nothing in the body means anything to a shell.
    const QByteArray body = visibleJson(attempt.requestBody);
    return command
        + u" \\\n  -H 'Content-Type: application/json' \\\n  --data-binary @- <<'END_OF_REQUEST'\n"_s
        + QString::fromUtf8(body) + u"\nEND_OF_REQUEST\n"_s;
}

QString leftOutText(const AnalysisRecord &record)
{
    QStringList lines;
    for (const QString &change : record.fallbacks)
        lines += u"• "_s + words::fallback(change);
    return lines.join(u'\n');
}

} // namespace reasonglass
