#include "cli/tasksrunoptions.h"

#include "cli/optionreader.h"

using namespace Qt::StringLiterals;

namespace reasonglass::cli {

namespace {

void readWhat(OptionReader &reader, TasksRunOptions &options)
{
    options.tasks = reader.texts(u"task"_s);
    options.tag = reader.text(u"tag"_s);
    int actions = 0;
    for (const auto &[option, action] :
         {std::pair(u"missing"_s, CellAction::RunMissing), std::pair(u"failed"_s, CellAction::RerunFailed),
          std::pair(u"again"_s, CellAction::Run)}) {
        if (!reader.has(option))
            continue;
        options.action = action;
        ++actions;
    }
    if (actions > 1)
        reader.fail(u"--missing, --failed and --again exclude each other"_s);
}

void readWhere(OptionReader &reader, TasksRunOptions &options)
{
    options.models = reader.texts(u"model"_s);
    options.provider = reader.text(u"provider"_s);
    options.baseUrl = reader.text(u"base-url"_s);
    options.effort = reader.word(u"effort"_s, effortWords());
    options.keyEnvironment = reader.text(u"key-env"_s);
    options.allowHttp = reader.has(u"allow-http"_s);
    options.noStream = reader.has(u"no-stream"_s);
    for (const QString &option : {u"provider"_s, u"base-url"_s, u"effort"_s}) {
        if (reader.has(option) && options.models.isEmpty())
            reader.fail(u"--%1 goes with --model"_s.arg(option));
    }
}

void readHow(OptionReader &reader, TasksRunOptions &options)
{
    options.attempts = reader.integer(u"attempts"_s, 1);
    options.atOnce = reader.integer(u"at-once"_s, 1);
    options.retries = reader.integer(u"retries"_s, 0);
    options.runCapUsd = reader.number(u"cap-run-usd"_s, mostUsd);
    options.batchCapUsd = reader.number(u"cap-usd"_s, mostUsd);
    options.allowUnknownPrice = reader.has(u"allow-unknown-price"_s);
}

void readContinue(OptionReader &reader, TasksRunOptions &options)
{
    options.continues = reader.has(u"continue"_s);
    if (!options.continues)
        return;
    if (const QString word = reader.text(u"continue"_s); !word.isEmpty()) {
        const auto id = analysisIdFromText(word);
        if (!id)
            reader.fail(u"--continue: \"%1\" is no id of a batch"_s.arg(word));
        options.batch = BatchId(qint64(id.value_or(AnalysisId{})));
    }
    for (const QString &option :
         {u"model"_s, u"task"_s, u"tag"_s, u"missing"_s, u"failed"_s, u"again"_s, u"attempts"_s}) {
        if (reader.has(option))
            reader.fail(u"--continue goes on with what was chosen: it takes no --%1"_s.arg(option));
    }
}

} // namespace

BatchOptions TasksRunOptions::over(BatchOptions options) const
{
    options.attempts = attempts.value_or(options.attempts);
    options.atOnce = atOnce.value_or(options.atOnce);
    options.retries = retries.value_or(options.retries);
    if (runCapUsd)
        options.runCapUsd = runCapUsd;
    if (batchCapUsd)
        options.batchCapUsd = batchCapUsd;
    options.allowUnknownPrice = allowUnknownPrice || options.allowUnknownPrice;
    return options;
}

void describeTasksRun(QCommandLineParser &parser)
{
    parser.addPositionalArgument(u"SET"_s, u"The set's id or name."_s);
    parser.addOptions({
        {u"model"_s,
         u"A model, as the server calls it; may be given several times. It becomes one of the "
         u"set's. Without it, all of the set's."_s,
         u"ID"_s},
        {u"provider"_s, u"openai, xai, openrouter, ollama, lmstudio, vllm, llamacpp, custom."_s, u"ID"_s},
        {u"base-url"_s, u"Any Responses-compatible server, e.g. http://127.0.0.1:1234/v1."_s, u"URL"_s},
        {u"key-env"_s, u"The environment variable that holds the key."_s, u"NAME"_s},
        {u"allow-http"_s, u"Allow plain http to another machine: all can be read on the way."_s},
        {u"effort"_s, u"Reasoning effort: none, minimal, low, medium, high, xhigh, max."_s, u"E"_s},
        {u"task"_s, u"Only this task; may be given several times."_s, u"ID"_s},
        {u"tag"_s, u"Only tasks with this tag."_s, u"T"_s},
        {u"missing"_s, u"Cells without an answer (this is what is run where nothing is said)."_s},
        {u"failed"_s, u"Cells that were answered wrongly or not at all."_s},
        {u"again"_s, u"Every cell, whatever has been."_s},
        {u"attempts"_s, u"So many runs of each cell (1)."_s, u"N"_s},
        {u"at-once"_s, u"So many requests at a time (as in the settings: 4)."_s, u"N"_s},
        {u"cap-run-usd"_s, u"Stop a run that costs more."_s, u"X"_s},
        {u"cap-usd"_s, u"Begin no run that would take the batch beyond this."_s, u"X"_s},
        {u"allow-unknown-price"_s, u"Under a cap, run models without a known price, too."_s},
        {u"retries"_s, u"Automatic retries of each run, before any text has arrived (2)."_s, u"N"_s},
        {u"no-stream"_s, u"Ask for whole answers at once."_s},
        {u"continue"_s, u"Go on with a batch that was cut off or held up: BATCH, or the only one."_s,
         u"BATCH"_s},
    });
}

QStringList withBatchId(QStringList arguments)
{
    const qsizetype at = arguments.indexOf(u"--continue"_s);
    const bool isNamed = at >= 0 && analysisIdFromText(arguments.value(at + 1)).has_value();
    if (at >= 0 && !isNamed)
        arguments[at] = u"--continue="_s;
    return arguments;
}

Result<TasksRunOptions> readTasksRunOptions(const QCommandLineParser &parser)
{
    OptionReader reader(parser);
    const QStringList words = parser.positionalArguments();
    TasksRunOptions options{.set = words.value(0)};
    if (words.size() != 1)
        reader.fail(u"give the id or the name of one task set"_s);
    readWhat(reader, options);
    readContinue(reader, options);
    readWhere(reader, options);
    readHow(reader, options);
    if (reader.error())
        return Unexpected{*reader.error()};
    return options;
}

} // namespace reasonglass::cli
