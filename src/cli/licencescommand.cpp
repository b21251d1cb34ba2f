#include "cli/licencescommand.h"

#include "app/licences.h"
#include "cli/analyzeoptions.h"
#include "cli/helptext.h"

#include <QCommandLineParser>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass::cli {

namespace {

Unexpected<Error> usage(const QString &message)
{
    return Unexpected{Error{.kind = ErrorKind::Usage, .message = message, .code = u"bad_usage"_s}};
}

void describe(QCommandLineParser &parser)
{
    parser.setApplicationDescription(
        u"What the program is built on and under which terms; with NAME, one component's licence in full."_s);
    addHelp(parser);
    parser.addOption({u"output"_s, u"text or json (text)."_s, u"FORMAT"_s, u"text"_s});
    parser.addPositionalArgument(u"name"_s, u"A component, or \"reasonglass\"."_s, u"[NAME]"_s);
}

Component program()
{
    return {.id = u"reasonglass"_s,
            .name = u"Reasonglass"_s,
            .purpose = u"The program itself"_s,
            .licence = u"MIT"_s,
            .usedUnder = u"MIT"_s};
}

bool isProgram(const Component &component)
{
    return component.id == "reasonglass"_L1;
}

QString textOf(const Component &component)
{
    return isProgram(component) ? programLicence() : licenceTexts(component);
}

QString linkingName(Linking linking)
{
    switch (linking) {
    case Linking::Dynamic:
        return u"dynamic"_s;
    case Linking::Either:
        return u"either"_s;
    case Linking::CompiledIn:
        return u"compiled_in"_s;
    case Linking::Contained:
        return u"contained"_s;
    }
    Q_UNREACHABLE();
}

QJsonValue textOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonObject toJson(const Component &component)
{
    return {{u"id"_s, component.id},
            {u"name"_s, component.name},
            {u"purpose"_s, component.purpose},
            {u"licence"_s, component.licence},
            {u"used_under"_s, component.usedUnder},
            {u"copyright"_s, QJsonArray::fromStringList(component.copyright)},
            {u"linking"_s, isProgram(component) ? QJsonValue() : QJsonValue(linkingName(component.linking))},
            {u"part_of"_s, textOrNull(component.partOf)},
            {u"homepage"_s, textOrNull(component.homepage)},
            {u"source"_s, textOrNull(component.source)}};
}

/// The program itself, and what it is built on.
std::vector<Component> everything()
{
    std::vector<Component> all = thirdPartyComponents();
    all.insert(all.begin(), program());
    return all;
}

void printList(OutputFormat output, Console &console)
{
    const auto all = everything();
    if (output == OutputFormat::Json) {
        QJsonArray array;
        for (const Component &component : all)
            array.append(toJson(component));
        console.outJson(array);
        return;
    }
    const auto longest = std::ranges::max(all, {}, [](const Component &c) { return c.id.size(); }).id.size();
    for (const Component &component : all) {
        console.outLine(
            u"%1  %2: %3"_s.arg(component.id, -int(longest)).arg(component.name, component.usedUnder));
    }
}

void printOne(const Component &component, OutputFormat output, Console &console)
{
    if (output == OutputFormat::Json) {
        QJsonObject object = toJson(component);
        object.insert(u"text"_s, textOf(component));
        console.outJson(object);
        return;
    }
    console.outLine(u"%1: %2"_s.arg(component.name, component.usedUnder));
    console.outLine(component.purpose);
    if (!component.source.isEmpty())
        console.outLine("Source code: "_L1 + component.source);
    console.out(u'\n' + textOf(component));
}

Result<ExitCode> run(const QCommandLineParser &parser, Console &console)
{
    const auto format = outputFormat(parser.value(u"output"_s));
    if (!format || *format == OutputFormat::Events)
        return usage(u"--output must be text or json"_s);
    const QStringList names = parser.positionalArguments();
    if (names.isEmpty()) {
        printList(*format, console);
        return ExitCode::Completed;
    }
    // "mingw-w64 runtime" needs no quotes.
    const QString name = names.join(u' ');
    const bool own = name.compare("reasonglass"_L1, Qt::CaseInsensitive) == 0;
    const auto component = own ? std::optional(program()) : findComponent(name);
    if (!component)
        return usage(u"the program is not built on \"%1\""_s.arg(name));
    printOne(*component, *format, console);
    return ExitCode::Completed;
}

} // namespace

ExitCode showLicences(const QStringList &arguments, Console &console)
{
    QCommandLineParser parser;
    describe(parser);
    if (!parser.parse(QStringList{u"licences"_s} + arguments)) {
        console.report(usage(parser.errorText()).error);
        return ExitCode::BadUsage;
    }
    if (parser.isSet(u"help"_s)) {
        console.out(helpText(u"licences"_s, parser));
        return ExitCode::Completed;
    }
    const Result<ExitCode> done = run(parser, console);
    if (!done) {
        console.report(done.error());
        return ExitCode::BadUsage;
    }
    return *done;
}

} // namespace reasonglass::cli
