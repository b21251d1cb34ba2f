#include "gridtasks.h"

#include "analysis/transcriptfold.h"
#include "store/librarywriter.h"
#include "tasks/arcgrid.h"
#include "tasks/grader.h"
#include "tasks/prompttemplate.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <random>

using namespace Qt::StringLiterals;

namespace reasonglass::pictures {

namespace {

constexpr size_t taskCount = 34;
constexpr qint64 usPerMinute = 60'000'000;
constexpr qint64 usPerDay = 1440 * usPerMinute;

/// Its numbers are the same with every standard library.
using Chance = std::minstd_rand;

int drawn(Chance &chance, int below)
{
    return int(chance() % unsigned(below));
}

ArcGrid moved(const ArcGrid &from, int rows, int columns, auto &&source)
{
    ArcGrid to(rows, columns);
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns; ++column) {
            const std::pair<int, int> place = source(row, column);
            to.set(row, column, from.at(place.first, place.second));
        }
    }
    return to;
}

ArcGrid mirrored(const ArcGrid &grid)
{
    return moved(grid, grid.rows(), grid.columns(),
                 [&](int row, int column) { return std::pair(row, grid.columns() - 1 - column); });
}

ArcGrid flipped(const ArcGrid &grid)
{
    return moved(grid, grid.rows(), grid.columns(),
                 [&](int row, int column) { return std::pair(grid.rows() - 1 - row, column); });
}

ArcGrid turned(const ArcGrid &grid)
{
    return moved(grid, grid.columns(), grid.rows(),
                 [&](int row, int column) { return std::pair(grid.rows() - 1 - column, row); });
}

ArcGrid doubled(const ArcGrid &grid)
{
    return moved(grid, 2 * grid.rows(), 2 * grid.columns(),
                 [](int row, int column) { return std::pair(row / 2, column / 2); });
}

/// What is not black falls to the ground.
ArcGrid fallen(const ArcGrid &grid)
{
    ArcGrid to(grid.rows(), grid.columns());
    for (int column = 0; column < grid.columns(); ++column) {
        int ground = grid.rows() - 1;
        for (int row = grid.rows() - 1; row >= 0; --row) {
            if (grid.at(row, column) != 0)
                to.set(ground--, column, grid.at(row, column));
        }
    }
    return to;
}

ArcGrid recoloured(const ArcGrid &grid)
{
    constexpr std::array<int, ArcGrid::colours> becomes{0, 4, 8, 1, 2, 6, 5, 9, 3, 7};
    ArcGrid to = grid;
    for (int row = 0; row < grid.rows(); ++row) {
        for (int column = 0; column < grid.columns(); ++column)
            to.set(row, column, becomes[size_t(grid.at(row, column))]);
    }
    return to;
}

ArcGrid framed(const ArcGrid &grid)
{
    constexpr int grey = 5;
    ArcGrid to(grid.rows() + 2, grid.columns() + 2);
    for (int row = 0; row < to.rows(); ++row) {
        for (int column = 0; column < to.columns(); ++column) {
            const bool isFrame =
                row == 0 || column == 0 || row == to.rows() - 1 || column == to.columns() - 1;
            to.set(row, column, isFrame ? grey : grid.at(row - 1, column - 1));
        }
    }
    return to;
}

struct Rule
{
    QLatin1StringView name;
    ArcGrid (*apply)(const ArcGrid &) = nullptr;
    const char *words = nullptr;
};

constexpr std::array rules{
    Rule{"mirror"_L1, mirrored, "every row is read from right to left"},
    Rule{"flip"_L1, flipped, "the rows change places: the first becomes the last"},
    Rule{"turn"_L1, turned, "the whole grid is turned clockwise by a quarter"},
    Rule{"fall"_L1, fallen, "coloured cells fall until they lie on the ground or on another"},
    Rule{"recolour"_L1, recoloured, "each colour is replaced by another, always the same one"},
    Rule{"frame"_L1, framed, "a grey frame of one cell is drawn around the grid"},
    Rule{"double"_L1, doubled, "each cell becomes a square of two by two"},
};

const Rule &ruleOf(const Task &task)
{
    return *std::ranges::find(rules, task.id.section(u'-', 0, 0), [](const Rule &rule) { return rule.name; });
}

ArcGrid drawnGrid(Chance &chance, int size)
{
    ArcGrid grid(size, size + drawn(chance, 2));
    const std::array palette{1 + drawn(chance, 4), 6 + drawn(chance, 3), 2 + drawn(chance, 3)};
    for (int row = 0; row < grid.rows(); ++row) {
        for (int column = 0; column < grid.columns(); ++column) {
            if (drawn(chance, 5) < 2)
                grid.set(row, column, palette[size_t(drawn(chance, int(palette.size())))]);
        }
    }
    return grid;
}

Task gridTask(const Rule &rule, int number, Chance &chance)
{
    const int size = 3 + number;
    QJsonArray train;
    for (int i = 0; i < 3; ++i) {
        const ArcGrid input = drawnGrid(chance, size);
        train.append(QJsonObject{{u"input"_s, toJson(input)}, {u"output"_s, toJson(rule.apply(input))}});
    }
    const ArcGrid input = drawnGrid(chance, size);
    return {
        .id = rule.name + u'-' + QString::number(number),
        .fields = {{u"train"_s, train}, {u"test"_s, QJsonArray{QJsonObject{{u"input"_s, toJson(input)}}}}},
        .expected = QJsonArray{toJson(rule.apply(input))},
        .tags = {rule.name},
        .source = u"grids.zip"_s};
}

ArcGrid spoiled(const ArcGrid &grid, int mistakes)
{
    ArcGrid wrong(std::max(1, grid.rows() - (mistakes < 0 ? 1 : 0)), grid.columns());
    for (int row = 0; row < wrong.rows(); ++row) {
        for (int column = 0; column < wrong.columns(); ++column)
            wrong.set(row, column, grid.at(row, column));
    }
    Chance chance(unsigned(7 + grid.rows()));
    for (int i = 0; i < mistakes; ++i) {
        const int row = drawn(chance, wrong.rows());
        const int column = drawn(chance, wrong.columns());
        wrong.set(row, column, (wrong.at(row, column) + 1 + i) % ArcGrid::colours);
    }
    return wrong;
}

QString asRows(const ArcGrid &grid)
{
    QStringList rows;
    const QJsonArray all = toJson(grid);
    for (const auto &row : all)
        rows += QString::fromUtf8(QJsonDocument(row.toArray()).toJson(QJsonDocument::Compact));
    return u"[\n  "_s + rows.join(u",\n  "_s) + u"\n]"_s;
}

QByteArray asLine(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

/// What became of a run in the past.
enum class Outcome { Solved, Failed, CutShort, Broken, Stopped };

struct PastRun
{
    const Task *task = nullptr;
    ModelChoice model = {};
    Outcome outcome = Outcome::Solved;
    qint64 beganUs = 0;
    qint64 lastedMs = 0;
    int mistakes = 0;
};

double usdOf(const Usage &usage, const QString &model)
{
    constexpr double million = 1e6;
    const auto [input, output] = model == "gpt-5-nano"_L1 ? std::pair(0.05, 0.4)
        : model == "gpt-5-mini"_L1                        ? std::pair(0.25, 2.0)
                                                          : std::pair(1.25, 2.5);
    return (double(usage.input) * input + double(usage.output) * output) / million;
}

AnalysisStatus statusOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Solved:
    case Outcome::Failed:
        return AnalysisStatus::Completed;
    case Outcome::CutShort:
        return AnalysisStatus::Interrupted;
    case Outcome::Broken:
        return AnalysisStatus::Failed;
    case Outcome::Stopped:
        return AnalysisStatus::Cancelled;
    }
    Q_UNREACHABLE();
}

std::vector<Frame> framesOf(const PastRun &run, const Said &said)
{
    const std::vector<QByteArray> told = events(said, run.model.modelId);
    size_t came = told.size();
    if (run.outcome == Outcome::Broken)
        came = 0;
    else if (statusOf(run.outcome) != AnalysisStatus::Completed)
        came /= 2;
    std::vector<Frame> frames;
    for (size_t i = 0; i < came; ++i) {
        frames.push_back(
            {.arrivalUs = qint64(i + 1) * run.lastedMs * 1000 / qint64(told.size() + 1), .data = told[i]});
    }
    return frames;
}

AnalysisRecord recordOf(const PastRun &run, const GridSet &grids, const Said &said,
                        const std::vector<Frame> &frames)
{
    AnalysisRecord record{.id = newAnalysisId(run.beganUs),
                          .title = grids.set.name + u" · "_s + taskTitle(*run.task),
                          .status = statusOf(run.outcome),
                          .createdUtcUs = run.beganUs,
                          .endedUtcUs = run.beganUs + run.lastedMs * 1000};
    record.request.providerId = run.model.providerId;
    record.request.baseUrl =
        run.model.providerId == "xai"_L1 ? u"https://api.x.ai/v1"_s : u"https://api.openai.com/v1"_s;
    record.request.response.model = run.model.modelId;
    record.request.response.effort = run.model.effort;
    record.request.response.prompt = expandTemplate(grids.set.prompt.text, *run.task).value_or(QString());
    TranscriptFold fold;
    for (const Frame &frame : frames)
        (void)fold.feed(frame);
    record.transcript = fold.transcript();
    if (record.status == AnalysisStatus::Completed)
        record.cost = {.usd = usdOf(said.usage, run.model.modelId), .basis = CostBasis::Computed};
    else if (run.outcome != Outcome::Broken)
        record.cost = {.usd = usdOf(said.usage, run.model.modelId) / 2, .basis = CostBasis::Estimated};
    if (run.outcome == Outcome::Broken)
        record.error = {.kind = ErrorKind::Overloaded, .message = u"The server is overloaded."_s};
    else if (run.outcome == Outcome::CutShort)
        record.error = {.kind = ErrorKind::Network, .message = u"the connection was reset"_s};
    constexpr int ok = 200;
    constexpr int overloaded = 503;
    record.attempts = {{.outcome = record.status,
                        .startedUtcUs = record.createdUtcUs,
                        .endedUtcUs = record.endedUtcUs,
                        .events = qint64(frames.size()),
                        .httpStatus = run.outcome == Outcome::Broken ? overloaded : ok,
                        .error = record.error,
                        .requestBody = R"({"stream":true})"}};
    record.attempts.front().timing.totalMs = run.lastedMs;
    return record;
}

void write(LibraryWriter &writer, const PastRun &run, const GridSet &grids)
{
    const Said told = said(*run.task, run.mistakes);
    const std::vector<Frame> frames = framesOf(run, told);
    const AnalysisRecord record = recordOf(run, grids, told, frames);
    AnalysisRecord begun = record;
    begun.status = AnalysisStatus::Running;
    begun.endedUtcUs = 0;
    begun.transcript = {};
    begun.attempts.clear();
    begun.cost = {};
    begun.error.reset();
    writer.beginAnalysis(begun);
    writer.changeTasks(LinkRun{.analysis = record.id,
                               .set = grids.set.id,
                               .taskId = run.task->id,
                               .taskHash = taskHash(*run.task),
                               .promptVersion = 1,
                               .model = run.model});
    writer.beginAttempt(record.id,
                        {.startedUtcUs = run.beganUs, .requestBody = record.attempts[0].requestBody});
    for (const Frame &frame : frames)
        writer.append(record.id, 1, frame);
    writer.endAttempt(record.id, record.attempts.front());
    writer.endAnalysis(record);
    if (record.status == AnalysisStatus::Completed) {
        writer.changeTasks(AddGrade{.analysis = record.id,
                                    .grade = gradeAnswer(grids.set.grader, run.task->expected, told.answer),
                                    .madeUtcUs = record.endedUtcUs});
    }
}

/// How often a model is right, in percent, and how long it takes.
struct Talent
{
    int right;
    int fromMs;
    int spreadMs;
    size_t tasks; ///< so many were run
};

constexpr std::array talents{Talent{72, 9000, 40'000, 34}, Talent{44, 5000, 22'000, 31},
                             Talent{63, 7000, 30'000, 23}};

Outcome drawnOutcome(Chance &chance, const Talent &talent)
{
    constexpr int rare = 4; // percent
    const int luck = drawn(chance, 100);
    if (luck < rare)
        return Outcome::Broken;
    if (luck < 2 * rare)
        return Outcome::Stopped;
    if (luck < 2 * rare + 2)
        return Outcome::CutShort;
    return drawn(chance, 100) < talent.right ? Outcome::Solved : Outcome::Failed;
}

/// One attempt or two at a task, a minute apart.
void writeCell(LibraryWriter &writer, const GridSet &grids, size_t task, size_t model, qint64 beganUs,
               Chance &chance)
{
    const Talent &talent = talents[model];
    const int attempts = drawn(chance, 4) == 0 ? 2 : 1;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        const Outcome outcome = drawnOutcome(chance, talent);
        PastRun run{.task = &grids.tasks[task],
                    .model = grids.set.models[model],
                    .outcome = outcome,
                    .beganUs = beganUs + (attempt + 1) * usPerMinute,
                    .lastedMs = talent.fromMs + drawn(chance, talent.spreadMs)};
        if (outcome != Outcome::Solved)
            run.mistakes = drawn(chance, 6) == 0 ? -1 : 1 + drawn(chance, 4);
        write(writer, run, grids);
    }
}

} // namespace

GridSet gridSet()
{
    GridSet grids{.set = {.id = TaskSetId(1),
                          .name = u"Small grids"_s,
                          .prompt = {.version = 1, .text = arcTemplate()},
                          .grader = {.kind = GraderKind::Arc},
                          .models = {{.providerId = u"openai"_s, .modelId = u"gpt-5-mini"_s},
                                     {.providerId = u"openai"_s, .modelId = u"gpt-5-nano"_s},
                                     {.providerId = u"xai"_s, .modelId = u"grok-4.3"_s}},
                          .source = u"grids.zip"_s}};
    Chance chance(34);
    for (int number = 1; grids.tasks.size() < taskCount; ++number) {
        for (const Rule &rule : rules) {
            if (grids.tasks.size() < taskCount)
                grids.tasks.push_back(gridTask(rule, number, chance));
        }
    }
    std::ranges::stable_sort(grids.tasks, {}, [](const Task &task) { return task.tags.first(); });
    return grids;
}

Said said(const Task &task, int mistakes)
{
    const Rule &rule = ruleOf(task);
    const QString words = QString::fromUtf8(rule.words);
    const auto right = arcGridFromJson(task.expected.toArray().first());
    const ArcGrid grid = spoiled(right.value_or(ArcGrid(1, 1)), mistakes);
    Said said;
    said.reasoning =
        u"**Comparing the pairs**\n\nThe colours of each pair are the same, only their places differ. "
        u"I try simple moves first: a mirror, a quarter turn, a shift. In the first pair it looks as if %1. "
        u"\n\n**Checking the rule**\n\nThe second pair agrees, and so does the third: %1. Nothing else "
        u"changes, "
        u"so I can take the rule as it is.\n\n**Applying it**\n\nI go through the test input row by row and "
        u"write down what the rule makes of it, then compare the size with what the pairs suggest."_s.arg(
            words);
    said.answer = u"The rule: %1.\n\nFinal answer:\n\n```json\n%2\n```\n"_s.arg(words, asRows(grid));
    const qint64 cells = qint64(grid.rows()) * grid.columns();
    said.usage = {.input = 300 + cells * 22, .output = 1200 + cells * 61, .reasoning = 1000 + cells * 55};
    said.usage.total = said.usage.input + said.usage.output;
    return said;
}

std::vector<QByteArray> events(const Said &said, const QString &model)
{
    std::vector<QByteArray> told;
    const auto add = [&told](QJsonObject event) {
        event.insert(u"sequence_number"_s, qint64(told.size()));
        told.push_back(asLine(event));
    };
    const auto addPieces = [&add](const QString &type, int output, const QString &part, const QString &text) {
        constexpr qsizetype size = 6;
        for (qsizetype at = 0; at < text.size(); at += size) {
            add({{u"type"_s, type},
                 {u"output_index"_s, output},
                 {part, 0},
                 {u"delta"_s, text.mid(at, size)}});
        }
    };
    const QJsonObject begun{{u"id"_s, u"resp_1"_s}, {u"model"_s, model}, {u"status"_s, u"in_progress"_s}};
    add({{u"type"_s, u"response.created"_s}, {u"response"_s, begun}});
    addPieces(u"response.reasoning_summary_text.delta"_s, 0, u"summary_index"_s, said.reasoning);
    addPieces(u"response.output_text.delta"_s, 1, u"content_index"_s, said.answer);
    const QJsonObject usage{
        {u"input_tokens"_s, said.usage.input},
        {u"output_tokens"_s, said.usage.output},
        {u"output_tokens_details"_s, QJsonObject{{u"reasoning_tokens"_s, said.usage.reasoning}}},
        {u"total_tokens"_s, said.usage.total}};
    add({{u"type"_s, u"response.completed"_s},
         {u"response"_s,
          QJsonObject{{u"id"_s, u"resp_1"_s},
                      {u"model"_s, model},
                      {u"status"_s, u"completed"_s},
                      {u"usage"_s, usage}}}});
    return told;
}

void writePast(LibraryWriter &writer, const GridSet &grids, qint64 nowUtcUs)
{
    writer.changeTasks(SaveTaskSet{grids.set, nowUtcUs});
    writer.changeTasks(SaveTasks{grids.set.id, grids.tasks});
    constexpr qint64 usPerTask = 12 * usPerDay / qint64(taskCount);
    Chance chance(7);
    for (size_t task = 0; task < grids.tasks.size(); ++task) {
        const qint64 beganUs = nowUtcUs - qint64(grids.tasks.size() - task) * usPerTask;
        for (size_t model = 0; model < talents.size(); ++model) {
            if ((task * 5 + 3 * model) % taskCount < talents[model].tasks)
                writeCell(writer, grids, task, model, beganUs, chance);
        }
    }
    writer.flush();
}

} // namespace reasonglass::pictures
