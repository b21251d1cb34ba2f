#include "cli/modelscommand.h"

#include "app/workbench.h"
#include "base/whenanswered.h"
#include "cli/analyzeoptions.h"
#include "cli/helptext.h"

#include <QCommandLineParser>
#include <QEventLoop>

using namespace Qt::StringLiterals;

namespace reasonglass::cli {

namespace {

template <typename T>
QJsonValue orNull(const std::optional<T> &value)
{
    return value ? QJsonValue(*value) : QJsonValue();
}

QJsonValue dateOrNull(QDate date)
{
    return date.isValid() ? QJsonValue(date.toString(Qt::ISODate)) : QJsonValue();
}

QJsonValue textOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonObject toJson(const ModelInfo &model)
{
    const QDate today = QDateTime::currentDateTimeUtc().date();
    QJsonObject tierFactors;
    for (auto factor = model.prices.tierFactors.begin(); factor != model.prices.tierFactors.end(); ++factor)
        tierFactors.insert(factor.key(), factor.value());
    const QJsonObject prices{{u"input"_s, orNull(model.prices.inputPerMillion)},
                             {u"cached"_s, orNull(model.prices.cachedPerMillion)},
                             {u"output"_s, orNull(model.prices.outputPerMillion)},
                             {u"tier_factors"_s, tierFactors},
                             {u"as_of"_s, dateOrNull(model.prices.asOf)},
                             {u"uncertain"_s, textOrNull(model.prices.uncertain)}};
    return {{u"id"_s, model.id},
            {u"provider"_s, model.providerId},
            {u"name"_s, textOrNull(model.name)},
            {u"state"_s, modelStateName(stateOn(model, today))},
            {u"shutdown_date"_s, dateOrNull(model.shutdownDate)},
            {u"replacement"_s, textOrNull(model.replacement)},
            {u"released"_s, dateOrNull(model.released)},
            {u"context"_s, orNull(model.contextTokens)},
            {u"max_output"_s, orNull(model.maxOutputTokens)},
            {u"efforts"_s, QJsonArray::fromStringList(model.efforts)},
            {u"default_effort"_s, textOrNull(model.defaultEffort)},
            {u"streaming"_s, model.streaming},
            {u"usd_per_million"_s, prices},
            {u"source"_s, textOrNull(model.source)},
            {u"as_of"_s, dateOrNull(model.asOf)},
            {u"uncertain"_s, textOrNull(model.uncertain)}};
}

QString price(const std::optional<double> &usd)
{
    return usd ? u"$%1"_s.arg(*usd) : u"?"_s;
}

QString rowText(const ModelInfo &model)
{
    const QDate today = QDateTime::currentDateTimeUtc().date();
    QString state = modelStateName(stateOn(model, today));
    if (model.shutdownDate.isValid())
        state += u' ' + model.shutdownDate.toString(Qt::ISODate);
    if (!model.replacement.isEmpty())
        state += u" → "_s + model.replacement;
    return u"%1 %2 %3 in %4 out %5  %6"_s.arg(model.providerId, -10)
        .arg(model.id, -28)
        .arg(model.contextTokens ? QString::number(*model.contextTokens) : u"?"_s, 8)
        .arg(price(model.prices.inputPerMillion), 6)
        .arg(price(model.prices.outputPerMillion), 6)
        .arg(state);
}

/// Waits for the server's list; the command line has nothing else to do meanwhile.
Result<ModelListReport> refresh(Workbench &workbench, const QString &providerId)
{
    QEventLoop loop;
    Result<ModelListReport> report = ModelListReport{};
    whenAnswered(workbench.refreshModels(providerId), &loop, [&](const Result<ModelListReport> &result) {
        report = result;
        loop.quit();
    });
    loop.exec();
    return report;
}

/// The command line of `models`.
struct ModelsOptions
{
    QString provider; ///< empty: all
    bool refresh = false;
    bool allowHttp = false;
    QString profile;
    OutputFormat output = OutputFormat::Text;
};

void describe(QCommandLineParser &parser)
{
    parser.setApplicationDescription(u"Models with context, prices in USD per million tokens, and state."_s);
    addHelp(parser);
    parser.addOptions({
        {u"provider"_s, u"Only of this provider."_s, u"ID"_s},
        {u"refresh"_s, u"Ask the provider for its list first (needs --provider)."_s},
        {u"allow-http"_s, u"Allow plain http to another machine: all can be read on the way."_s},
        {u"profile"_s, u"The folder of settings, library and logs."_s, u"DIR"_s},
        {u"output"_s, u"text or json (text)."_s, u"FORMAT"_s, u"text"_s},
    });
}

Unexpected<Error> usage(const QString &message)
{
    return Unexpected{Error{.kind = ErrorKind::Usage, .message = message, .code = u"bad_usage"_s}};
}

Result<ModelsOptions> readOptions(const QCommandLineParser &parser)
{
    if (const QStringList words = parser.positionalArguments(); !words.isEmpty())
        return usage(u"\"%1\" is not understood"_s.arg(words.first()));
    const auto format = outputFormat(parser.value(u"output"_s));
    if (!format || *format == OutputFormat::Events)
        return usage(u"--output must be text or json"_s);
    ModelsOptions options{.provider = parser.value(u"provider"_s),
                          .refresh = parser.isSet(u"refresh"_s),
                          .allowHttp = parser.isSet(u"allow-http"_s),
                          .profile = parser.value(u"profile"_s),
                          .output = *format};
    if (options.refresh && options.provider.isEmpty())
        return usage(u"--refresh needs --provider"_s);
    return options;
}

void printModels(const Workbench &workbench, const ModelsOptions &options, Console &console)
{
    QJsonArray array;
    for (const Provider &provider : workbench.providers().all()) {
        if (!options.provider.isEmpty() && provider.id != options.provider)
            continue;
        for (const ModelInfo &model : workbench.catalog().models(provider.id)) {
            if (options.output == OutputFormat::Json)
                array.append(toJson(model));
            else
                console.outLine(rowText(model));
        }
    }
    if (options.output == OutputFormat::Json)
        console.outJson(array);
}

ExitCode run(const ModelsOptions &options, Console &console)
{
    SystemClock clock;
    const auto environment = QProcessEnvironment::systemEnvironment();
    Workbench workbench({.profile = findProfile(options.profile, {}, environment),
                         .environment = environment,
                         .save = false,
                         .useKeyStore = false,
                         .allowPlainHttp = options.allowHttp},
                        clock);
    if (!options.provider.isEmpty() && !workbench.providers().find(options.provider)) {
        console.report(usage(u"there is no provider called \"%1\""_s.arg(options.provider)).error);
        return ExitCode::BadUsage;
    }
    if (options.refresh) {
        if (const auto report = refresh(workbench, options.provider); !report) {
            console.report(withHttpOption(report.error()));
            return report.error().kind == ErrorKind::Usage ? ExitCode::BadUsage : ExitCode::Failed;
        }
    }
    printModels(workbench, options, console);
    return ExitCode::Completed;
}

} // namespace

ExitCode listModels(const QStringList &arguments, Console &console)
{
    QCommandLineParser parser;
    describe(parser);
    if (!parser.parse(QStringList{u"models"_s} + arguments)) {
        console.report(usage(parser.errorText()).error);
        return ExitCode::BadUsage;
    }
    if (parser.isSet(u"help"_s)) {
        console.out(helpText(u"models"_s, parser));
        return ExitCode::Completed;
    }
    const Result<ModelsOptions> options = readOptions(parser);
    if (!options) {
        console.report(options.error());
        return ExitCode::BadUsage;
    }
    return run(*options, console);
}

} // namespace reasonglass::cli
