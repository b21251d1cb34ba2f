#include "cli/analyzeoptions.h"

#include "base/utf8.h"
#include "cli/helptext.h"
#include "cli/optionreader.h"

#include <QCommandLineParser>
#include <QFileInfo>
#include <QMimeDatabase>

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
        u"Sends one request, shows reasoning and answer as they arrive, keeps everything."_s);
    addHelp(parser);
    parser.addOptions({
        {u"model"_s, u"The model, as the server calls it."_s, u"ID"_s},
        {u"provider"_s, u"openai, xai, openrouter, ollama, lmstudio, vllm, llamacpp, custom."_s, u"ID"_s},
        {u"base-url"_s, u"Any Responses-compatible server, e.g. http://127.0.0.1:1234/v1."_s, u"URL"_s},
        {u"key-env"_s, u"The environment variable that holds the key."_s, u"NAME"_s},
        {u"allow-http"_s, u"Allow plain http to another machine: all can be read on the way."_s},
        {u"prompt"_s, u"The prompt."_s, u"TEXT"_s},
        {u"prompt-file"_s, u"A file with the prompt; - is standard input."_s, u"FILE"_s},
        {u"instructions-file"_s, u"A file with instructions (the system prompt)."_s, u"FILE"_s},
        {u"attach"_s, u"A file that goes along; may be given several times."_s, u"FILE"_s},
        {u"effort"_s, u"Reasoning effort: none, minimal, low, medium, high, xhigh, max."_s, u"E"_s},
        {u"summary"_s, u"Reasoning summary: none, auto, concise, detailed."_s, u"S"_s},
        {u"verbosity"_s, u"low, medium, high."_s, u"V"_s},
        {u"max-output-tokens"_s, u"Upper limit, reasoning included."_s, u"N"_s},
        {u"temperature"_s, u"0 to 2; left out where the model refuses it."_s, u"X"_s},
        {u"schema"_s, u"A JSON schema that the answer must satisfy."_s, u"FILE"_s},
        {u"no-stream"_s, u"Ask for the whole answer at once."_s},
        {u"background"_s, u"Let the server go on when the connection breaks, where it can."_s},
        {u"no-fallback"_s, u"Never leave out a parameter that the server refuses."_s},
        {u"retries"_s, u"Automatic retries before any text has arrived (0)."_s, u"N"_s},
        {u"idle-timeout"_s, u"Give up after so long without a byte."_s, u"SECONDS"_s},
        {u"cap-usd"_s, u"Send nothing, or stop, where the run would cost more."_s, u"X"_s},
        {u"library"_s, u"The library file."_s, u"FILE"_s},
        {u"profile"_s, u"The folder of settings, library and logs."_s, u"DIR"_s},
        {u"no-save"_s, u"Keep nothing."_s},
        {u"output"_s, u"text, json or events (text)."_s, u"FORMAT"_s, u"text"_s},
    });
    parser.addOption(
        {u"resume"_s, u"Take up a run in background mode that broke off; nothing is paid again."_s, u"ID"_s});
    parser.addOption(
        {u"sample"_s, u"Play a bundled recording: completed, refused, interrupted."_s, u"NAME"_s});
}

void readPrompt(OptionReader &reader, AnalyzeOptions &options)
{
    if (reader.has(u"sample"_s)) {
        options.sample = reader.word(u"sample"_s, {u"completed"_s, u"refused"_s, u"interrupted"_s});
        return;
    }
    if (reader.has(u"resume"_s)) {
        options.resume = analysisIdFromText(reader.text(u"resume"_s));
        if (!options.resume)
            reader.fail(u"--resume: \"%1\" is no id of an analysis"_s.arg(reader.text(u"resume"_s)));
        if (reader.has(u"prompt"_s) || reader.has(u"prompt-file"_s) || reader.has(u"no-save"_s))
            reader.fail(u"--resume goes on with a saved run: it takes no prompt and no --no-save"_s);
        return;
    }
    if (reader.has(u"prompt"_s) == reader.has(u"prompt-file"_s))
        reader.fail(u"give either --prompt or --prompt-file"_s);
    options.request.prompt =
        reader.has(u"prompt"_s) ? reader.text(u"prompt"_s) : decodeUtf8(reader.file(u"prompt-file"_s));
    if (options.request.prompt.trimmed().isEmpty())
        reader.fail(u"the prompt is empty"_s);
    options.request.model = reader.text(u"model"_s);
    if (options.request.model.isEmpty())
        reader.fail(u"--model is missing"_s);
}

void readRequest(OptionReader &reader, const QStringList &attachments, AnalyzeOptions &options)
{
    ResponseRequest &request = options.request;
    request.instructions = decodeUtf8(reader.file(u"instructions-file"_s));
    for (const QString &path : attachments) {
        Result<Attachment> attachment = readAttachment(path);
        if (attachment)
            request.attachments.push_back(*std::move(attachment));
        else
            reader.fail(attachment.error().message);
    }
    request.effort = reader.word(u"effort"_s, effortWords());
    request.summary = reader.word(u"summary"_s, {u"none"_s, u"auto"_s, u"concise"_s, u"detailed"_s});
    request.verbosity = reader.word(u"verbosity"_s, {u"low"_s, u"medium"_s, u"high"_s});
    request.maxOutputTokens = reader.integer(u"max-output-tokens"_s, 1);
    constexpr double hottest = 2;
    request.temperature = reader.number(u"temperature"_s, hottest);
    request.jsonSchema = reader.jsonObject(u"schema"_s);
    request.background = reader.has(u"background"_s);
}

void readManner(OptionReader &reader, AnalyzeOptions &options)
{
    options.provider = reader.text(u"provider"_s);
    options.baseUrl = reader.text(u"base-url"_s);
    options.keyEnvironment = reader.text(u"key-env"_s);
    options.allowHttp = reader.has(u"allow-http"_s);
    options.noStream = reader.has(u"no-stream"_s);
    options.noFallback = reader.has(u"no-fallback"_s);
    options.retries = reader.integer(u"retries"_s, 0).value_or(0);
    options.idleTimeoutSeconds = reader.integer(u"idle-timeout"_s, 1);
    options.capUsd = reader.number(u"cap-usd"_s, mostUsd);
    options.library = reader.text(u"library"_s);
    options.profile = reader.text(u"profile"_s);
    options.save = !reader.has(u"no-save"_s);
    const auto format = outputFormat(reader.text(u"output"_s));
    if (!format)
        reader.fail(u"--output must be text, json or events"_s);
    options.output = format.value_or(OutputFormat::Text);
    if (!options.save && !options.library.isEmpty())
        reader.fail(u"--library and --no-save exclude each other"_s);
}

/// `--sample` without a name is the first sample; QCommandLineParser knows no options with optional values.
QStringList withSampleName(QStringList arguments)
{
    const qsizetype at = arguments.indexOf(u"--sample"_s);
    const bool named = at >= 0 && at + 1 < arguments.size() && !arguments.at(at + 1).startsWith(u'-');
    if (at >= 0 && !named)
        arguments[at] = u"--sample=completed"_s;
    return arguments;
}

} // namespace

std::optional<OutputFormat> outputFormat(QStringView word)
{
    if (word == "text"_L1)
        return OutputFormat::Text;
    if (word == "json"_L1)
        return OutputFormat::Json;
    if (word == "events"_L1)
        return OutputFormat::Events;
    return std::nullopt;
}

QString analyzeHelp()
{
    QCommandLineParser parser;
    describe(parser);
    return helpText(u"analyze"_s, parser);
}

Result<AnalyzeOptions> readAnalyzeOptions(const QStringList &arguments)
{
    QCommandLineParser parser;
    describe(parser);
    if (!parser.parse(QStringList{u"analyze"_s} + withSampleName(arguments)))
        return usage(parser.errorText());
    if (!parser.positionalArguments().isEmpty())
        return usage(u"\"%1\" is not understood; the prompt goes behind --prompt"_s.arg(
            parser.positionalArguments().first()));
    AnalyzeOptions options;
    OptionReader reader(parser);
    readPrompt(reader, options);
    readRequest(reader, parser.values(u"attach"_s), options);
    readManner(reader, options);
    if (reader.error())
        return Unexpected{*reader.error()};
    return options;
}

Result<Attachment> readAttachment(const QString &path)
{
    if (QFileInfo(path).isDir())
        return usage(u"%1 is a folder; only files can be attached"_s.arg(path));
    const Result<QByteArray> bytes = readWholeFile(path);
    if (!bytes)
        return Unexpected{bytes.error()};
    const QMimeType type = QMimeDatabase().mimeTypeForFileNameAndData(path, *bytes);
    const QString mimeType = type.inherits(u"text/plain"_s) && !type.name().startsWith("text/"_L1)
        ? u"text/plain"_s // program sources and the like have types of their own
        : type.name();
    return Attachment{.fileName = QFileInfo(path).fileName(), .mimeType = mimeType, .bytes = *bytes};
}

} // namespace reasonglass::cli
