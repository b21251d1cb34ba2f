#include "cli/taskbench.h"
#include "support/zipbytes.h"

#include <QFile>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;
using namespace reasonglass::test;

namespace {

const QByteArray mirror = R"({"train": [{"input": [[1, 0]], "output": [[0, 1]]}],
 "test": [{"input": [[2, 0]], "output": [[0, 2]]}]})";
const QByteArray paint = R"({"train": [{"input": [[1]], "output": [[3]]}],
 "test": [{"input": [[2]], "output": [[3]]}]})";

/// Three sums; "hard" is a tag of the last.
const QByteArray sums = R"({"id": "one", "prompt": "1 + 1", "expected": 2}
{"id": "two", "prompt": "2 + 2", "expected": 4}
{"id": "three", "prompt": "3 + 3", "expected": 6, "tags": ["hard"]}
)";

/// Right for the first two, wrong for the third.
TaskAnswer reckon(const QString &prompt)
{
    return {.text = prompt == "1 + 1"_L1 ? u"It is 2."_s : prompt == "2 + 2"_L1 ? u"4"_s : u"7"_s};
}

QStringList words(const char *line)
{
    return QString::fromUtf8(line).split(u' ', Qt::SkipEmptyParts);
}

QByteArrayList sorted(QByteArrayList list)
{
    std::ranges::sort(list);
    return list;
}

} // namespace

/// `reasonglass-cli tasks`, the program itself, at a server on this machine.
class tst_TasksCommand : public QObject
{
    Q_OBJECT

private slots:
    void importsArcTasks_data();
    void importsArcTasks();
    void importSaysWhatIsBad();
    void importChoosesColumns();
    void importAddsToASet();
    void importReadsItsOwnExport();
    void refusesBadUsage_data();
    void refusesBadUsage();
    void listsSets();
    void showsASet();
    void showsATask();
    void runsWhatIsMissing();
    void runsWhatFailed();
    void runsWhatIsChosen();
    void runsAsOftenAsAsked();
    void runPrintsATable();
    void runTellsOfErrors();
    void aRefusedKeyHoldsTheBatchUp();
    void aCapNeedsAPrice();
    void aCapHoldsTheBatchUp();
    void ctrlCLeavesTheBatchToBeContinued();
    void gradesAgain();
    void gradesByHand();
    void exportsTheMatrix();
    void exportsRuns();
    void exportsAnArcSubmission();
    void aTargetThatCannotBeWrittenIsAnError();

private:
    static QString importSums(TaskBench &bench);
    static QString importArc(TaskBench &bench);
};

/// Makes the set "sums", and returns its id.
QString tst_TasksCommand::importSums(TaskBench &bench)
{
    const QString file = bench.write(u"sums.jsonl"_s, sums);
    bench.answer = reckon;
    return bench.json({u"tasks"_s, u"import"_s, file, u"--grader"_s, u"number"_s})["set"_L1].toString();
}

QString tst_TasksCommand::importArc(TaskBench &bench)
{
    const QString file = bench.write(u"arc/mirror.json"_s, mirror);
    bench.write(u"arc/paint.json"_s, paint);
    return bench.json({u"tasks"_s, u"import"_s, QFileInfo(file).path()})["set"_L1].toString();
}

void tst_TasksCommand::importsArcTasks_data()
{
    QTest::addColumn<QString>("path");

    QTest::newRow("from a folder") << u"arc"_s;
    QTest::newRow("from an archive") << u"arc.zip"_s;
    QTest::newRow("from a file") << u"arc/mirror.json"_s;
}

void tst_TasksCommand::importsArcTasks()
{
    QFETCH(const QString, path);
    TaskBench bench;
    bench.write(u"arc/mirror.json"_s, mirror);
    if (!path.endsWith(".json"_L1))
        bench.write(u"arc/paint.json"_s, paint);
    bench.write(u"arc.zip"_s, zipBytes({{"data/mirror.json", mirror}, {"data/paint.json", paint}}));
    const int count = path.endsWith(".json"_L1) ? 1 : 2;

    const CliResult result =
        bench.run({u"tasks"_s, u"import"_s, bench.folder.filePath(path), u"--name"_s, u"My tasks"_s});
    QCOMPARE(result.exitCode, 0);
    const QByteArray report = QByteArray::number(count) + " new, 0 same, 0 changed, 0 bad";
    QCOMPARE(result.out.split('\n').first(), report);
    const QJsonObject set = bench.json({u"tasks"_s, u"show"_s, u"my TASKS"_s});
    QCOMPARE(set["tasks"_L1].toArray().size(), count);
    QCOMPARE(set["tasks"_L1][0]["id"_L1], "mirror"_L1);
    QCOMPARE(set["grader"_L1]["kind"_L1], "arc"_L1);
}

void tst_TasksCommand::importSaysWhatIsBad()
{
    TaskBench bench;
    const QString file = bench.write(u"tasks.jsonl"_s,
                                     "{\"id\": \"a\", \"prompt\": \"x\"}\nno JSON\n"
                                     "{\"id\": \"b\", \"prompt\": \"y\"}\n");
    const QStringList import{u"tasks"_s, u"import"_s, file};

    const CliResult refused = bench.run(import);
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.contains("tasks.jsonl:2: "), refused.err.constData());
    QVERIFY2(refused.out.contains("2 new, 0 same, 0 changed, 1 bad"), refused.out.constData());
    QCOMPARE(bench.run({u"tasks"_s, u"list"_s}).out, QByteArray());

    const QJsonObject tried = bench.json(import + QStringList{u"--skip-bad"_s, u"--dry-run"_s});
    QCOMPARE(tried["imported"_L1], false);
    QCOMPARE(tried["set"_L1], QJsonValue());
    QCOMPARE(tried["new"_L1], 2);
    QCOMPARE(tried["bad"_L1][0]["line"_L1], 2);
    QCOMPARE(tried["columns"_L1], QJsonArray({u"id"_s, u"prompt"_s}));
    QCOMPARE(bench.run({u"tasks"_s, u"list"_s}).out, QByteArray());

    const CliResult skipped = bench.run(import + QStringList{u"--skip-bad"_s});
    QCOMPARE(skipped.exitCode, 0);
    QVERIFY2(skipped.err.contains("tasks.jsonl:2: "), skipped.err.constData());
    QCOMPARE(bench.json({u"tasks"_s, u"show"_s, u"tasks"_s})["tasks"_L1].toArray().size(), 2);
}

void tst_TasksCommand::importChoosesColumns()
{
    TaskBench bench;
    const QString file = bench.write(u"quiz.csv"_s, "nr,frage,antwort\n7,What is it?,a hat\n");
    const QString prompts = bench.write(u"template.txt"_s, "Short: {{frage}}");
    const CliResult result =
        bench.run({u"tasks"_s, u"import"_s, file, u"--id-column"_s, u"nr"_s, u"--prompt-column"_s, u"frage"_s,
                   u"--expected-column"_s, u"antwort"_s, u"--template"_s, prompts, u"--grader"_s, u"text"_s});
    QVERIFY2(result.exitCode == 1, result.err.constData()); // the prompt's column is "prompt" now
    QVERIFY2(result.err.contains("the template does not fit"), result.err.constData());
    bench.write(u"template.txt"_s, "Short: {{prompt}}");
    QCOMPARE(
        bench
            .run({u"tasks"_s, u"import"_s, file, u"--id-column"_s, u"nr"_s, u"--prompt-column"_s, u"frage"_s,
                  u"--expected-column"_s, u"antwort"_s, u"--template"_s, prompts, u"--grader"_s, u"text"_s})
            .exitCode,
        0);
    const QJsonObject task = bench.json({u"tasks"_s, u"show"_s, u"quiz"_s, u"--task"_s, u"7"_s});
    QCOMPARE(task["prompt"_L1], "Short: What is it?"_L1);
    QCOMPARE(task["expected"_L1], "a hat"_L1);
    QCOMPARE(task["grader"_L1]["kind"_L1], "text"_L1);
}

void tst_TasksCommand::importAddsToASet()
{
    TaskBench bench;
    const QString set = importSums(bench);
    const QString more = bench.write(u"more.jsonl"_s, R"({"id": "one", "prompt": "1 + 1", "expected": 2}
{"id": "two", "prompt": "2 + 2 + 0", "expected": 4}
{"id": "four", "prompt": "4 + 4", "expected": 8}
)");
    const QJsonObject report = bench.json({u"tasks"_s, u"import"_s, more, u"--set"_s, set});
    QCOMPARE(report["new"_L1], 1);
    QCOMPARE(report["same"_L1], 1);
    QCOMPARE(report["changed"_L1], QJsonArray{u"two"_s});
    const QJsonObject shown = bench.json({u"tasks"_s, u"show"_s, set});
    QCOMPARE(shown["name"_L1], "sums"_L1);
    QCOMPARE(shown["tasks"_L1].toArray().size(), 4);
    QCOMPARE(shown["tasks"_L1][1]["title"_L1], "2 + 2 + 0"_L1);
}

void tst_TasksCommand::importReadsItsOwnExport()
{
    TaskBench bench;
    const QString set = importArc(bench);
    const QString file = bench.folder.filePath(u"out.jsonl"_s);
    QCOMPARE(bench.run({u"tasks"_s, u"export"_s, set, u"--to"_s, file}).exitCode, 0);
    const QString again =
        bench.json({u"tasks"_s, u"import"_s, file, u"--name"_s, u"copy"_s})["set"_L1].toString();
    QVERIFY(!again.isEmpty() && again != set);
    QJsonObject one = bench.json({u"tasks"_s, u"show"_s, set});
    QJsonObject other = bench.json({u"tasks"_s, u"show"_s, again});
    for (const QString &member : {u"tasks"_s, u"grader"_s, u"template"_s, u"instructions"_s, u"schema"_s})
        QCOMPARE(other[member], one[member]);
}

void tst_TasksCommand::refusesBadUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("says");

    const auto row = [](const char *name, const char *line, const char *says) {
        QTest::newRow(name) << words(line) << QByteArray(says);
    };
    row("no subcommand", "", "which subcommand?");
    row("an unknown subcommand", "fly", "no subcommand \"fly\"");
    row("nothing to import", "import", "give the files");
    row("a file that is not there", "import nothing.json", "nothing.json");
    row("a name for a set that has one", "import x --set sums --name other", "takes no --name");
    row("an unknown grader", "import x --grader guess", "no grader \"guess\"");
    row("an unknown set", "show nowhere", "nowhere");
    row("no set", "show", "one task set");
    row("an unknown task", "show sums --task nine", "nine");
    row("a run without a model", "run sums", "--model is missing");
    row("a run of an unknown set", "run nowhere --model m", "nowhere");
    row("a run of an unknown task", "run sums --model m --task nine", "no task nine");
    row("an effort without a model", "run sums --effort high", "goes with --model");
    row("two choices of cells", "run sums --model m --failed --missing", "exclude each other");
    row("no run at a time", "run sums --model m --at-once 0", "at least 1");
    row("a cap below nothing", "run sums --model m --cap-usd -1", "number from 0");
    row("nothing to go on with", "run sums --continue", "no batch of \"sums\"");
    row("a batch that is none", "run sums --continue 6ak91xwzvhn9", "no such batch");
    row("other tasks for a batch", "run sums --continue --task one", "takes no --task");
    row("a provider without a key", "run sums --model m --provider openai", "no key for OpenAI");
    row("plain http to another machine", "run sums --model m --base-url http://192.0.2.1/v1", "--allow-http");
    row("a verdict of no run", "grade sums --verdict solved", "go together");
    row("a run without a verdict", "grade sums --run 6ak91xwzvhn9", "go together");
    row("an unknown format", "export sums --format pdf", "--format must be");
    row("a model for a matrix", "export sums --format csv --model m", "arc-submission");
    row("a submission of a model that is not there", "export sums --format arc-submission --model x",
        "no such model");
}

void tst_TasksCommand::refusesBadUsage()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, says);
    TaskBench bench;
    importSums(bench);
    const CliResult result = bench.run(QStringList{u"tasks"_s} + arguments);
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.contains(says), result.err.constData());
    QVERIFY(result.out.isEmpty());
    QVERIFY(bench.server.requests().empty());
}

void tst_TasksCommand::listsSets()
{
    TaskBench bench;
    QCOMPARE(bench.run({u"tasks"_s, u"list"_s}).exitCode, 0); // there is no library yet
    const QString set = importSums(bench);
    bench.run(bench.runTasks(set));
    const CliResult text = bench.run({u"tasks"_s, u"list"_s});
    QVERIFY2(text.out.startsWith(set.toLatin1()) && text.out.endsWith("3 tasks       3 runs  sums\n"),
             text.out.constData());
    const QJsonArray list = bench.run({u"tasks"_s, u"list"_s, u"--output"_s, u"json"_s}).array();
    QCOMPARE(list.size(), 1);
    const QJsonObject row = list[0].toObject();
    QCOMPARE(row.keys(),
             QStringList({u"created"_s, u"grader"_s, u"id"_s, u"models"_s, u"name"_s, u"runs"_s, u"source"_s,
                          u"tasks"_s}));
    QCOMPARE(row["tasks"_L1], 3);
    QCOMPARE(row["runs"_L1], 3);
    QCOMPARE(row["models"_L1][0]["model"_L1], "m"_L1);
}

void tst_TasksCommand::showsASet()
{
    TaskBench bench;
    const QString set = importSums(bench);
    bench.run(bench.runTasks(set));
    const CliResult text = bench.run({u"tasks"_s, u"show"_s, set, u"--matrix"_s});
    QCOMPARE(text.exitCode, 0);
    QCOMPARE(text.out, QByteArray("task        m\none    solved\ntwo    solved\nthree  failed\n"));
    const QJsonObject shown = bench.json({u"tasks"_s, u"show"_s, set, u"--matrix"_s});
    QCOMPARE(shown["models"_L1][0]["solved"_L1], 2);
    QCOMPARE(shown["models"_L1][0]["cost_usd"_L1].toDouble(), 0.03);
    const QJsonValue cell = shown["tasks"_L1][2]["cells"_L1][0];
    QCOMPARE(cell["state"_L1], "failed"_L1);
    QCOMPARE(cell["attempts"_L1], 1);
    QCOMPARE(cell["cost_usd"_L1].toDouble(), 0.01);
}

void tst_TasksCommand::showsATask()
{
    TaskBench bench;
    const QString set = importSums(bench);
    bench.run(bench.runTasks(set));
    const QStringList show{u"tasks"_s, u"show"_s, set, u"--task"_s, u"three"_s};
    const CliResult text = bench.run(show);
    QCOMPARE(text.out, QByteArray("3 + 3\n"));
    QVERIFY2(text.err.contains("expected: 6") && text.err.contains("  failed  "), text.err.constData());
    const QJsonObject task = bench.json(show);
    QCOMPARE(task["tags"_L1], QJsonArray{u"hard"_s});
    QCOMPARE(task["expected"_L1], 6);
    QCOMPARE(task["source"_L1], "sums.jsonl:3"_L1);
    const QJsonValue run = task["runs"_L1][0];
    QCOMPARE(run["status"_L1], "completed"_L1);
    QCOMPARE(run["grade"_L1]["verdict"_L1], "failed"_L1);
    QCOMPARE(run["grade"_L1]["evidence"_L1]["found"_L1], 7);
    QCOMPARE(run["grades"_L1].toArray().size(), 1);
    const QJsonObject analysis = bench.json({u"show"_s, run["id"_L1].toString()});
    QCOMPARE(analysis["text"_L1], "7"_L1);
}

void tst_TasksCommand::runsWhatIsMissing()
{
    TaskBench bench;
    const QString set = importSums(bench);
    const CliResult result = bench.run(bench.runTasks(set, {u"--output"_s, u"json"_s}));
    QCOMPARE(result.exitCode, 0); // all have an answer, though one is wrong
    const QJsonObject object = result.object();
    QCOMPARE(object.keys(),
             QStringList({u"batch"_s, u"cost_unknown"_s, u"cost_usd"_s, u"done"_s, u"errors"_s, u"failed"_s,
                          u"left"_s, u"models"_s, u"problem"_s, u"reason"_s, u"runs"_s, u"set"_s, u"solved"_s,
                          u"state"_s, u"total"_s, u"ungraded"_s}));
    QCOMPARE(object["state"_L1], "finished"_L1);
    QCOMPARE(object["solved"_L1], 2);
    QCOMPARE(object["failed"_L1], 1);
    QCOMPARE(object["runs"_L1].toArray().size(), 3);
    QCOMPARE(object["cost_usd"_L1].toDouble(), 0.03);

    const CliResult again = bench.run(bench.runTasks(set, {u"--output"_s, u"json"_s}));
    QCOMPARE(again.exitCode, 0);
    QCOMPARE(again.object()["batch"_L1], QJsonValue());
    QVERIFY2(again.err.contains("nothing to run"), again.err.constData());
    QCOMPARE(bench.server.requests().size(), 3U);
}

void tst_TasksCommand::runsWhatFailed()
{
    TaskBench bench;
    const QString set = importSums(bench);
    bench.run(bench.runTasks(set));
    bench.answer = [](const QString &) { return TaskAnswer{.text = u"6"_s}; };
    QCOMPARE(bench.run({u"tasks"_s, u"run"_s, set, u"--failed"_s}).exitCode, 0); // the set knows its models
    QCOMPARE(bench.asked[u"1 + 1"_s], 1);
    QCOMPARE(bench.asked[u"3 + 3"_s], 2);
    const QJsonObject shown = bench.json({u"tasks"_s, u"show"_s, set});
    QCOMPARE(shown["models"_L1][0]["solved"_L1], 3);
}

void tst_TasksCommand::runsWhatIsChosen()
{
    TaskBench bench;
    const QString set = importSums(bench);
    QCOMPARE(bench.run(bench.runTasks(set, {u"--tag"_s, u"hard"_s})).exitCode, 0);
    QCOMPARE(bench.asked.size(), 1U);
    QCOMPARE(bench.asked[u"3 + 3"_s], 1);
    QCOMPARE(bench.run(bench.runTasks(set, {u"--task"_s, u"one"_s, u"--model"_s, u"other"_s})).exitCode, 0);
    QCOMPARE(bench.asked[u"1 + 1"_s], 2); // by two models
    QCOMPARE(bench.asked[u"2 + 2"_s], 0);
}

void tst_TasksCommand::runsAsOftenAsAsked()
{
    TaskBench bench;
    const QString set = importSums(bench);
    bench.run(bench.runTasks(set));
    const QJsonObject result =
        bench.json(bench.runTasks(set, {u"--again"_s, u"--attempts"_s, u"2"_s, u"--at-once"_s, u"1"_s}));
    QCOMPARE(result["done"_L1], 6);
    QCOMPARE(result["models"_L1][0]["pass_at_2"_L1].toDouble(), 2.0 / 3);
    QCOMPARE(bench.asked[u"1 + 1"_s], 3);
}

void tst_TasksCommand::runPrintsATable()
{
    TaskBench bench;
    const QString set = importSums(bench);
    const CliResult result = bench.run(bench.runTasks(set, {u"--effort"_s, u"high"_s}));
    const QByteArrayList out = result.out.split('\n');
    QVERIFY2(out.value(0).simplified()
                 == "model solved failed ungraded not attempted errors pass@1 cost median time",
             result.out.constData());
    QVERIFY2(out.value(1).simplified().startsWith("m (high) 2 1 0 0 0 66.7 % $0.0300 "),
             result.out.constData());
    QByteArrayList told = sorted(result.err.trimmed().split('\n'));
    QCOMPARE(told.size(), 3);
    QVERIFY2(told[0].startsWith("1/3 ") && told[2].startsWith("3/3 "), result.err.constData());
    QVERIFY2(result.err.contains(" three m (high) ") && result.err.contains(" $0.0100 failed"),
             result.err.constData());
    QVERIFY(bench.server.requests().front().body.contains(R"("effort":"high")"));
}

void tst_TasksCommand::runTellsOfErrors()
{
    TaskBench bench;
    const QString set = importSums(bench);
    bench.server.enqueue(jsonAnswer(400, R"({"error": {"message": "no such thing", "code": "bad"}})"));
    const CliResult result =
        bench.run(bench.runTasks(set, {u"--at-once"_s, u"1"_s, u"--output"_s, u"json"_s}));
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.object()["state"_L1], "finished"_L1);
    QCOMPARE(result.object()["errors"_L1], 1);
    QCOMPARE(result.object()["models"_L1][0]["errors"_L1], 1);
    QVERIFY2(result.err.contains("1/3 one m ") && result.err.contains("error: no such thing"),
             result.err.constData());
    QCOMPARE(bench.run(bench.runTasks(set)).exitCode, 0); // what is missing: that one
    QCOMPARE(bench.server.requests().size(), 4U);
}

void tst_TasksCommand::aRefusedKeyHoldsTheBatchUp()
{
    TaskBench bench;
    const QString set = importSums(bench);
    bench.server.enqueue(jsonAnswer(401, R"({"error": {"message": "Incorrect API key"}})"));
    const CliResult result = bench.run(
        bench.runTasks(set, {u"--at-once"_s, u"1"_s, u"--key-env"_s, u"MY_KEY"_s, u"--output"_s, u"json"_s}),
        {u"MY_KEY=sk-one"_s});
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.object()["state"_L1], "paused"_L1);
    QCOMPARE(result.object()["reason"_L1], "authentication"_L1);
    QVERIFY2(result.err.contains("the key was refused (0 of 3 done)"), result.err.constData());
    QCOMPARE(bench.server.requests().size(), 1U);

    // What waits there is not run a second time.
    const CliResult other = bench.run(bench.runTasks(set));
    QCOMPARE(other.exitCode, 0);
    QVERIFY2(other.err.contains("is held up: the key was refused") && other.err.contains("3 cells wait"),
             other.err.constData());
    QCOMPARE(bench.server.requests().size(), 1U);

    const CliResult rest = bench.run(
        {u"tasks"_s, u"run"_s, set, u"--continue"_s, u"--key-env"_s, u"MY_KEY"_s}, {u"MY_KEY=sk-two"_s});
    QVERIFY2(rest.exitCode == 0, rest.err.constData());
    QCOMPARE(bench.server.requests().back().header("authorization"), "Bearer sk-two");
    QCOMPARE(bench.server.requests().size(), 4U);
}

void tst_TasksCommand::aCapNeedsAPrice()
{
    TaskBench bench;
    const QString set = importSums(bench);
    bench.answer = [](const QString &) { return TaskAnswer{.text = u"2"_s, .model = u"unpriced"_s}; };
    QStringList run = bench.runTasks(set, {u"--cap-usd"_s, u"1"_s});
    run[run.indexOf(u"m"_s)] = u"unpriced"_s;
    const CliResult refused = bench.run(run);
    QCOMPARE(refused.exitCode, 2);
    QVERIFY2(refused.err.contains("--allow-unknown-price"), refused.err.constData());
    QVERIFY(bench.server.requests().empty());
    QCOMPARE(bench.json({u"tasks"_s, u"show"_s, set})["models"_L1].toArray().size(), 0);

    const QJsonObject allowed = bench.json(run + QStringList{u"--allow-unknown-price"_s});
    QCOMPARE(allowed["done"_L1], 3);
    QCOMPARE(allowed["cost_unknown"_L1], 3);
}

void tst_TasksCommand::aCapHoldsTheBatchUp()
{
    TaskBench bench;
    const QString set = importSums(bench);
    const CliResult result =
        bench.run(bench.runTasks(set, {u"--cap-usd"_s, u"0.011"_s, u"--output"_s, u"json"_s}));
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.object()["reason"_L1], "cap_batch"_L1);
    QCOMPARE(result.object()["done"_L1], 1);
    QCOMPARE(result.object()["left"_L1], 2);
    QCOMPARE(bench.server.requests().size(), 1U);
    const CliResult rest = bench.run({u"tasks"_s, u"run"_s, set, u"--continue"_s,
                                      result.object()["batch"_L1].toString(), u"--cap-usd"_s, u"1"_s});
    QVERIFY2(rest.exitCode == 0, rest.err.constData());
    QCOMPARE(bench.server.requests().size(), 3U);
}

void tst_TasksCommand::ctrlCLeavesTheBatchToBeContinued()
{
#ifdef Q_OS_WIN
    QSKIP("a process cannot be asked to end there");
#endif
    TaskBench bench;
    const QString set = importSums(bench);
    bench.answer = [](const QString &prompt) {
        TaskAnswer answer = reckon(prompt);
        answer.delay = prompt == "1 + 1"_L1 ? 0s : 60s;
        return answer;
    };
    const auto process =
        bench.launch(bench.runTasks(set, {u"--at-once"_s, u"1"_s, u"--output"_s, u"json"_s}));
    QVERIFY(QTest::qWaitFor([&] { return bench.server.requests().size() == 2; }, 30'000));
    process->terminate();
    const CliResult stopped = CliBench::finish(*process);
    QCOMPARE(stopped.exitCode, 4);
    QCOMPARE(stopped.object()["state"_L1], "paused"_L1);
    QCOMPARE(stopped.object()["done"_L1], 1);
    QCOMPARE(stopped.object()["left"_L1], 2);
    QVERIFY2(stopped.err.contains("was cut off (1 of 3 done)"), stopped.err.constData());
    QCOMPARE(bench.server.requests().size(), 2U);

    bench.answer = reckon;
    const CliResult rest = bench.run({u"tasks"_s, u"run"_s, set, u"--continue"_s, u"--output"_s, u"json"_s});
    QVERIFY2(rest.exitCode == 0, rest.err.constData());
    QCOMPARE(rest.object()["done"_L1], 3);
    QCOMPARE(bench.server.requests().size(), 4U);
    QCOMPARE(bench.run({u"tasks"_s, u"run"_s, set, u"--continue"_s}).exitCode, 2);
}

void tst_TasksCommand::gradesAgain()
{
    TaskBench bench;
    const QString set = importSums(bench);
    bench.run(bench.runTasks(set));
    const QString file = bench.folder.filePath(u"sums.jsonl"_s);
    QCOMPARE(bench
                 .run({u"tasks"_s, u"import"_s, file, u"--set"_s, set, u"--grader"_s,
                       uR"({"kind": "number", "tolerance": 1})"_s})
                 .exitCode,
             0);
    const CliResult tried = bench.run({u"tasks"_s, u"grade"_s, set, u"--dry-run"_s});
    QCOMPARE(tried.exitCode, 0);
    QVERIFY2(tried.out.contains("  three  m  failed → solved: "), tried.out.constData());
    QVERIFY2(tried.err.contains("1 grades would change"), tried.err.constData());
    const QJsonObject report = bench.json({u"tasks"_s, u"grade"_s, set});
    QCOMPARE(report["looked"_L1], 3);
    QCOMPARE(report["kept"_L1], true);
    QCOMPARE(report["changed"_L1].toArray().size(), 1);
    QCOMPARE(report["changed"_L1][0]["before"_L1]["verdict"_L1], "failed"_L1);
    QCOMPARE(report["changed"_L1][0]["after"_L1]["verdict"_L1], "solved"_L1);
    QCOMPARE(bench.json({u"tasks"_s, u"grade"_s, set})["changed"_L1].toArray().size(), 0);
    const QJsonObject task = bench.json({u"tasks"_s, u"show"_s, set, u"--task"_s, u"three"_s});
    QCOMPARE(task["runs"_L1][0]["grades"_L1].toArray().size(), 2);
    QCOMPARE(bench.server.requests().size(), 3U);
}

void tst_TasksCommand::gradesByHand()
{
    TaskBench bench;
    const QString set = importSums(bench);
    const QJsonObject batch = bench.json(bench.runTasks(set, {u"--task"_s, u"three"_s}));
    const QString run = batch["runs"_L1][0]["id"_L1].toString();
    const CliResult result = bench.run({u"tasks"_s, u"grade"_s, set, u"--run"_s, run, u"--verdict"_s,
                                        u"solved"_s, u"--why"_s, u"close enough"_s});
    QCOMPARE(result.exitCode, 0);
    QVERIFY2(result.out.contains("solved: close enough"), result.out.constData());
    const QJsonObject report = bench.json({u"tasks"_s, u"grade"_s, set});
    QCOMPARE(report["by_person"_L1], 1); // no grader takes it back
    QCOMPARE(report["changed"_L1].toArray().size(), 0);
    QCOMPARE(bench.json({u"tasks"_s, u"show"_s, set})["models"_L1][0]["solved"_L1], 1);
}

void tst_TasksCommand::exportsTheMatrix()
{
    TaskBench bench;
    const QString set = importSums(bench);
    bench.run(bench.runTasks(set));
    const CliResult csv = bench.run({u"tasks"_s, u"export"_s, set, u"--format"_s, u"csv"_s});
    QCOMPARE(csv.exitCode, 0);
    QVERIFY2(csv.out.startsWith("task,tags,m state,") && csv.out.contains("three,hard,failed,0,1,0.01"),
             csv.out.constData());
    const CliResult markdown = bench.run({u"tasks"_s, u"export"_s, set, u"--format"_s, u"markdown"_s});
    QVERIFY2(markdown.out.contains("| three |"), markdown.out.constData());
}

void tst_TasksCommand::exportsRuns()
{
    TaskBench bench;
    const QString set = importSums(bench);
    bench.run(bench.runTasks(set));
    const QString file = bench.folder.filePath(u"runs.jsonl"_s);
    QCOMPARE(
        bench.run({u"tasks"_s, u"export"_s, u"sums"_s, u"--format"_s, u"runs"_s, u"--to"_s, file}).exitCode,
        0);
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    std::map<QString, QJsonObject> runs; // those begun within a millisecond stand in any order
    for (const QByteArray &line : written.readAll().trimmed().split('\n')) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        runs[object["task"_L1].toString()] = object;
    }
    QCOMPARE(runs.size(), 3U);
    const QJsonObject run = runs[u"one"_s];
    QCOMPARE(run["set_id"_L1], set);
    QCOMPARE(run["model"_L1], "m"_L1);
    QCOMPARE(run["grade"_L1]["verdict"_L1], "solved"_L1);
    QCOMPARE(run["run"_L1].toObject(), bench.json({u"show"_s, run["run"_L1]["id"_L1].toString()}));
}

void tst_TasksCommand::exportsAnArcSubmission()
{
    TaskBench bench;
    const QString set = importArc(bench);
    int attempt = 0;
    bench.answer = [&](const QString &prompt) {
        const bool isMirror = prompt.contains("2 0"_L1);
        return TaskAnswer{.text = isMirror && attempt++ == 0 ? u"```json\n[[2, 0]]\n```"_s
                              : isMirror                     ? u"[[0, 2]]"_s
                                                             : u"I do not know."_s};
    };
    const QJsonObject result =
        bench.json(bench.runTasks(set, {u"--attempts"_s, u"2"_s, u"--at-once"_s, u"1"_s}));
    QCOMPARE(result["models"_L1][0]["solved"_L1], 1);
    const CliResult exported = bench.run({u"tasks"_s, u"export"_s, set, u"--format"_s, u"arc-submission"_s});
    QCOMPARE(exported.exitCode, 0);
    QCOMPARE(exported.object(),
             QJsonDocument::fromJson(R"({"mirror": [{"attempt_1": [[2, 0]], "attempt_2": [[0, 2]]}],
                                         "paint": [{"attempt_1": [[0]], "attempt_2": [[0]]}]})")
                 .object());
}

void tst_TasksCommand::aTargetThatCannotBeWrittenIsAnError()
{
    TaskBench bench;
    const QString set = importSums(bench);
    const CliResult result =
        bench.run({u"tasks"_s, u"export"_s, set, u"--to"_s, bench.folder.filePath(u"no/such/folder"_s)});
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.err.contains("cannot be written"), result.err.constData());
}

QTEST_GUILESS_MAIN(tst_TasksCommand)

#include "tst_taskscommand.moc"
