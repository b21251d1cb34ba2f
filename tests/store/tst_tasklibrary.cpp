#include "samplerun.h"
#include "store/analysislibrary.h"
#include "store/libraryreader.h"
#include "store/librarywriter.h"
#include "store/migrations.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <ctime>
#include <limits>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;

Q_DECLARE_METATYPE(reasonglass::Task)
Q_DECLARE_METATYPE(reasonglass::TaskChange)

namespace {

constexpr auto childArgument = "--begin-items-until-killed";
constexpr qint64 now = 1'800'000'000'000'000; // µs
constexpr auto theSet = TaskSetId(5);
constexpr auto theBatch = BatchId(7);

WriterOptions onlyWhenFlushed()
{
    return {.commitDelay = 1h};
}

ModelChoice model(const QString &name = u"m-1"_s)
{
    return {.providerId = u"openai"_s, .modelId = name};
}

TaskSet sampleSet(TaskSetId id = theSet)
{
    return {.id = id,
            .name = u"Räume"_s,
            .createdUtcUs = 1000 + qint64(id),
            .prompt = {.text = u"{{prompt}}"_s},
            .instructions = u"Be brief."_s,
            .grader = {.kind = GraderKind::Number, .options = {{u"tolerance"_s, 0.5}}},
            .jsonSchema = R"({"type":"object"})",
            .models = {model(), {u"xai"_s, u"grok"_s, u"high"_s, u"http://h/v1"_s}},
            .source = u"tasks.jsonl"_s};
}

Task sampleTask(const QString &id, const QString &prompt = u"How far is the moon?\nIn steps."_s)
{
    return {.id = id, .fields = {{u"prompt"_s, prompt}}, .expected = 2e9};
}

LinkRun linkTo(const SampleRun &run, const Task &task)
{
    return {.analysis = run.record.id,
            .set = theSet,
            .taskId = task.id,
            .taskHash = taskHash(task),
            .promptVersion = 1,
            .model = model()};
}

Grade gradeOf(Verdict verdict)
{
    return {.verdict = verdict,
            .grader = GraderKind::Number,
            .graderVersion = 3,
            .code = u"no_number"_s,
            .message = u"The answer holds no number."_s,
            .evidence = {{u"place"_s, QJsonObject{{u"start"_s, 1}}}}};
}

BatchRecord sampleBatch()
{
    BatchRecord batch{.id = theBatch, .set = theSet, .createdUtcUs = 44, .isOpen = true};
    batch.options = {.atOnce = 8, .attempts = 2, .batchCapUsd = 1.5};
    for (qint64 number = 1; number <= 3; ++number) {
        batch.items.push_back(
            {.number = number, .rank = number * 10, .taskId = u"t%1"_s.arg(number), .model = model()});
    }
    return batch;
}

/// The child: begins the items of a batch, one run each, and says when they are safe in the file.
int beginItemsUntilKilled(const QString &path)
{
    LibraryWriter writer(path, onlyWhenFlushed());
    writer.changeTasks(SaveTaskSet{sampleSet(), now});
    writer.changeTasks(SaveTasks{theSet, {sampleTask(u"t1"_s), sampleTask(u"t2"_s), sampleTask(u"t3"_s)}});
    writer.changeTasks(SaveBatch{sampleBatch()});
    for (qint64 number = 1; number <= 2; ++number) {
        const SampleRun run = sampleRun(number);
        begin(writer, run);
        LinkRun link = linkTo(run, sampleTask(u"t%1"_s.arg(number)));
        link.batch = theBatch;
        link.item = number;
        writer.changeTasks(link);
    }
    writer.append(AnalysisId(1), 1, sampleRun(1).frames.front());
    writer.flush();
    std::printf("begun\n");
    std::fflush(stdout);
    return std::getchar() == EOF ? 0 : 1;
}

} // namespace

class tst_TaskLibrary : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void savesASetWithEveryVersionOfItsPrompt();
    void findsASetByItsNameInAnyCase();
    void givesATaskBackAsItWas_data();
    void givesATaskBackAsItWas();
    void addsReplacesAndRevivesTasksWhereTheyStand();
    void takesTasksOutAndBack();
    void movesASetToTheTrashAndBack();
    void deletesWhatIsPurgedForEver();
    void purgesTheLinkAndTheGradesOfAnAnalysis();
    void doesNotPurgeASetWithARunThatGoes();
    void keepsEveryGradeOfARun();
    void givesAllThatGradingTakes();
    void forgetsTheVerdictOfARunThatBeginsAgain();
    void keepsABatchWithItsItems();
    void opensOnlyBatchesThatAreNotOver();
    void dropsAContradictionAlone_data();
    void dropsAContradictionAlone();
    void saysWhatHasBeenWritten();
    void keepsTheRunOfAnItemThroughAKill();
    void knowsWhatRunsCostAndTook();
    void addsUpWhatWasSpentOnEachDay();
    void showsTaskAndVerdictInLists();
    void bringsOverALibraryOfTheSecondVersion();
    void answersInTheReadersThread();
    void findsDamage_data();
    void findsDamage();
    void readsTheMatrixOfAThousandTasksByTenModels();

private:
    LibraryWriter &writer()
    {
        if (!m_writer) {
            m_writer = std::make_unique<LibraryWriter>(m_path, onlyWhenFlushed());
            expectNoTrouble(*m_writer);
        }
        return *m_writer;
    }
    void change(const TaskChange &what)
    {
        writer().changeTasks(what);
        writer().flush();
    }
    /// A set with tasks "t1", "t2" and "t3".
    void saveSet()
    {
        change(SaveTaskSet{sampleSet(), now});
        change(SaveTasks{theSet, {sampleTask(u"t1"_s), sampleTask(u"t2"_s), sampleTask(u"t3"_s)}});
    }
    /// An ended run with \a id of \a task; answers "About two billion steps."
    SampleRun saveRun(qint64 id, const QString &task)
    {
        const SampleRun run = sampleRun(id);
        begin(writer(), run);
        writer().changeTasks(linkTo(run, sampleTask(task)));
        for (const Frame &frame : run.frames)
            writer().append(run.record.id, 1, frame);
        writer().endAttempt(run.record.id, run.record.attempts.front());
        writer().endAnalysis(run.record);
        writer().flush();
        return run;
    }
    TaskReader &tasks()
    {
        if (!m_reader) {
            auto opened = LibraryReader::open(m_path);
            if (!opened)
                qFatal("%s", qPrintable(opened.error().message));
            m_reader = *std::move(opened);
        }
        return m_reader->tasks();
    }
    QStringList taskIds()
    {
        QStringList ids;
        for (const Task &task : tasks().tasks(theSet, false).value_or(std::vector<Task>()))
            ids.append(task.id);
        return ids;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
    std::unique_ptr<LibraryWriter> m_writer;
    std::unique_ptr<LibraryReader> m_reader;
};

void tst_TaskLibrary::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(u"library.sqlite"_s);
}

void tst_TaskLibrary::cleanup()
{
    m_reader.reset();
    m_writer.reset();
}

void tst_TaskLibrary::savesASetWithEveryVersionOfItsPrompt()
{
    TaskSet set = sampleSet();
    change(SaveTaskSet{set, now});
    set.prompt.version = 1;
    set.prompt.createdUtcUs = now;
    QCOMPARE(tasks().set(theSet).value_or(TaskSet()), set);

    set.name = u"Rooms"_s;
    set.jsonSchema.clear();
    set.grader = {.kind = GraderKind::Exact};
    set.models.clear();
    change(SaveTaskSet{set, now + 1}); // the same prompt
    QCOMPARE(tasks().set(theSet).value_or(TaskSet()), set);

    set.prompt.text = u"Answer: {{prompt}}"_s;
    change(SaveTaskSet{set, now + 2});
    set.prompt.text = u"{{prompt}}"_s; // an old one is a new version, too
    change(SaveTaskSet{set, now + 3});
    const std::vector<PromptTemplate> versions{
        {.version = 1, .text = u"{{prompt}}"_s, .createdUtcUs = now},
        {.version = 2, .text = u"Answer: {{prompt}}"_s, .createdUtcUs = now + 2},
        {.version = 3, .text = u"{{prompt}}"_s, .createdUtcUs = now + 3}};
    QCOMPARE(tasks().promptVersions(theSet).value_or(std::vector<PromptTemplate>()), versions);
    QCOMPARE(tasks().set(theSet)->prompt, versions.back());

    const auto none = tasks().set(TaskSetId(404));
    QVERIFY(!none);
    QCOMPARE(none.error().kind, ErrorKind::NotFound);
}

void tst_TaskLibrary::findsASetByItsNameInAnyCase()
{
    change(SaveTaskSet{sampleSet(TaskSetId(1)), now});
    change(SaveTaskSet{sampleSet(TaskSetId(3)), now});
    change(SaveTaskSet{sampleSet(TaskSetId(2)), now});
    QCOMPARE(tasks().setByName(u"RÄUME"_s)->id, TaskSetId(3)); // the newest
    change(TrashTaskSet{TaskSetId(3), now});
    QCOMPARE(tasks().setByName(u"räume"_s)->id, TaskSetId(2));
    QCOMPARE(tasks().setByName(u"Räum"_s).error().kind, ErrorKind::NotFound);
    QCOMPARE(tasks().sets()->front().set.id, TaskSetId(2));
    QCOMPARE(tasks().sets()->size(), 2);
}

void tst_TaskLibrary::givesATaskBackAsItWas_data()
{
    QTest::addColumn<Task>("task");

    const auto row = [](const char *name, auto &&adapt) {
        Task task = sampleTask(u"t"_s);
        adapt(task);
        QTest::newRow(name) << task;
    };
    row("nothing is expected", [](Task &task) { task.expected = QJsonValue(QJsonValue::Undefined); });
    row("null is expected", [](Task &task) { task.expected = QJsonValue(); });
    row("false is expected", [](Task &task) { task.expected = false; });
    row("a fraction is expected", [](Task &task) { task.expected = 0.1 + 0.2; });
    row("a long number is expected", [](Task &task) { task.expected = qint64(9007199254740993); });
    row("a text with quotes is expected", [](Task &task) { task.expected = u"\"],[\""_s; });
    row("grids are expected", [](Task &task) {
        task.expected = QJsonArray{QJsonArray{QJsonArray{1, 2}, QJsonArray{3, 4}}};
    });
    row("it has a grader of its own", [](Task &task) {
        task.grader = GraderSpec{.kind = GraderKind::Regex, .options = {{u"pattern"_s, u"^a\\d+$"_s}}};
    });
    row("it has tags and a source", [](Task &task) {
        task.tags = {u"easy, or not"_s, u"\u0001\u001f"_s};
        task.source = u"tasks.jsonl:12"_s;
    });
    row("it has attachments, one of them empty", [](Task &task) {
        task.attachments = {{u"a.png"_s, u"image/png"_s, QByteArray("\0\xff\r\n", 4)},
                            {u"b"_s, u"x/y"_s, QByteArray()}};
    });
    row("its fields hold what SQLite would change", [](Task &task) {
        task.fields = {{u"a"_s, u"\uffff\ufffe\ufeff"_s},
                       {u"b"_s, QString(QChar(0xd83d))},
                       {u"c"_s, u"a\0b"_s},
                       {QString(QChar(0xffff)), QJsonArray{QJsonValue(), 1e300, QJsonObject()}}};
    });
    row("it has no fields", [](Task &task) { task.fields = {}; });
    row("its id is a sentence in Arabic", [](Task &task) { task.id = u"مهمة أولى"_s; });
}

void tst_TaskLibrary::givesATaskBackAsItWas()
{
    QFETCH(const Task, task);
    change(SaveTaskSet{sampleSet(), now});
    change(SaveTasks{theSet, {task}});

    const auto stored = tasks().task(theSet, task.id);
    QVERIFY2(stored, qPrintable(stored ? QString() : stored.error().message));
    QCOMPARE(*stored, task);
    QCOMPARE(stored->expected.type(), task.expected.type());
    QCOMPARE(taskHash(*stored), taskHash(task));
    QCOMPARE(tasks().tasks(theSet, true)->front(), task);
    QVERIFY(tasks().tasks(theSet, false)->front().attachments.empty());
    QCOMPARE(tasks().hashes(theSet).value_or(QHash<QString, QString>())[task.id], taskHash(task));
    const TaskRow row{.id = task.id,
                      .title = taskTitle(task),
                      .tags = task.tags,
                      .source = task.source,
                      .hash = taskHash(task)};
    QCOMPARE(tasks().matrix(theSet)->tasks, std::vector<TaskRow>{row});
    tasks();
    QCOMPARE(m_reader->verifyAll().value_or(-1), 0);
}

void tst_TaskLibrary::addsReplacesAndRevivesTasksWhereTheyStand()
{
    saveSet();
    QCOMPARE(taskIds(), QStringList({u"t1"_s, u"t2"_s, u"t3"_s}));
    Task changed = sampleTask(u"t2"_s, u"Another one"_s);
    changed.attachments = {{u"a"_s, u"b/c"_s, "1"}};
    change(SaveTasks{theSet, {sampleTask(u"t0"_s), changed}});
    QCOMPARE(taskIds(), QStringList({u"t1"_s, u"t2"_s, u"t3"_s, u"t0"_s}));
    QCOMPARE(tasks().task(theSet, u"t2"_s).value_or(Task()), changed);
    changed.attachments.clear();
    change(RemoveTasks{theSet, {u"t2"_s}, now});
    QCOMPARE(taskIds(), QStringList({u"t1"_s, u"t3"_s, u"t0"_s}));
    change(SaveTasks{theSet, {changed}});
    QCOMPARE(taskIds(), QStringList({u"t1"_s, u"t2"_s, u"t3"_s, u"t0"_s}));
    QCOMPARE(tasks().task(theSet, u"t2"_s).value_or(Task()), changed);
    QCOMPARE(tasks().sets()->front().tasks, 4);
    QCOMPARE(tasks().task(theSet, u"t9"_s).error().kind, ErrorKind::NotFound);
}

void tst_TaskLibrary::takesTasksOutAndBack()
{
    saveSet();
    saveRun(1, u"t1"_s);
    saveRun(2, u"t2"_s);
    const auto before = tasks().matrix(theSet);
    QVERIFY(before);
    QCOMPARE(before->runs.size(), 2);

    change(RemoveTasks{theSet, {u"t1"_s, u"t3"_s}, now});
    const auto without = tasks().matrix(theSet);
    QCOMPARE(without->tasks.size(), 1);
    QCOMPARE(without->runs.size(), 1);
    QCOMPARE(without->runs.front().taskId, u"t2"_s);
    QVERIFY(tasks().gradedRun(AnalysisId(1))); // the run is still one of that task
    QVERIFY(!tasks().hashes(theSet)->contains(u"t1"_s));

    change(RestoreTasks{theSet, {u"t1"_s, u"t3"_s}});
    QVERIFY(tasks().matrix(theSet) == before);
}

void tst_TaskLibrary::movesASetToTheTrashAndBack()
{
    saveSet();
    saveRun(1, u"t1"_s);
    change(SaveBatch{sampleBatch()});
    change(TrashTaskSet{theSet, now});
    QCOMPARE(tasks().sets()->size(), 0);
    QCOMPARE(tasks().sets(true)->size(), 1);
    QCOMPARE(tasks().openBatches()->size(), 0); // nobody is to be asked whether it is to go on
    change(RestoreTaskSet{theSet});
    QCOMPARE(tasks().sets(true)->size(), 0);
    const TaskSetRow row = tasks().sets()->front();
    QCOMPARE(row.tasks, 3);
    QCOMPARE(row.runs, 1);
    QCOMPARE(tasks().openBatches()->size(), 1);
}

void tst_TaskLibrary::deletesWhatIsPurgedForEver()
{
    const auto onDisk = [this](const QByteArray &text) {
        for (const QString &path : QStringList{m_path, m_path + u"-wal"_s}) {
            QFile file(path);
            if (file.open(QIODevice::ReadOnly) && file.readAll().contains(text))
                return true;
        }
        return false;
    };
    saveSet();
    Task secret = sampleTask(u"t1"_s, u"SECRETPROMPT "_s.repeated(1000)); // runs over several pages
    secret.expected = u"SECRETEXPECTED"_s;
    secret.attachments = {{u"a"_s, u"b/c"_s, QByteArray("SECRETFILE ").repeated(1000)}};
    change(SaveTasks{theSet, {secret}});
    saveRun(1, u"t1"_s);
    Grade grade = gradeOf(Verdict::Solved);
    grade.evidence = {{u"found"_s, u"SECRETEVIDENCE"_s}};
    change(AddGrade{AnalysisId(1), grade, now});
    change(SaveBatch{sampleBatch()});
    TaskSet set = sampleSet();
    set.prompt.text = u"SECRETTEMPLATE"_s;
    change(SaveTaskSet{set, now});
    const QByteArrayList secrets{"SECRETPROMPT", "SECRETEXPECTED", "SECRETFILE", "SECRETEVIDENCE",
                                 "SECRETTEMPLATE"};
    for (const QByteArray &text : secrets)
        QVERIFY2(onDisk(text), text.constData());

    change(TrashTaskSet{theSet, now});
    writer().purgeTrash(now);
    writer().flush();
    QCOMPARE(tasks().sets(true)->size(), 1); // not older than that
    m_reader.reset();
    writer().purgeTrash(now + 1);
    writer().flush();

    for (const QByteArray &text : secrets)
        QVERIFY2(!onDisk(text), text.constData());
    QCOMPARE(tasks().sets(true)->size(), 0);
    QCOMPARE(tasks().batch(theBatch).error().kind, ErrorKind::NotFound);
    QCOMPARE(tasks().gradedRun(AnalysisId(1)).error().kind, ErrorKind::NotFound);
    QVERIFY(m_reader->load(AnalysisId(1))); // a run of no task now
    QCOMPARE(m_reader->list({})->front().task, QString());
    QCOMPARE(m_reader->verifyAll().value_or(-1), 1);
    for (const QString &table : {u"task"_s, u"prompt_template"_s, u"task_attachment"_s, u"batch"_s,
                                 u"batch_item"_s, u"task_run"_s, u"grade"_s})
        QCOMPARE(PlainConnection(m_path).value(u"SELECT count(*) FROM "_s + table).toInt(), 0);
}

void tst_TaskLibrary::purgesTheLinkAndTheGradesOfAnAnalysis()
{
    saveSet();
    BatchRecord batch = sampleBatch();
    change(SaveBatch{batch});
    const SampleRun run = sampleRun(1);
    begin(writer(), run);
    LinkRun link = linkTo(run, sampleTask(u"t1"_s));
    link.batch = theBatch;
    link.item = 1;
    change(link);
    writer().endAnalysis(run.record);
    change(AddGrade{run.record.id, gradeOf(Verdict::Failed), now});
    change(SetItemStates{theBatch, {1}, ItemState::Done});
    writer().moveToTrash({run.record.id});
    writer().flush();
    QCOMPARE(tasks().matrix(theSet)->runs.size(), 0); // as in every list
    writer().purgeTrash(std::numeric_limits<qint64>::max());
    writer().flush();
    QCOMPARE(tasks().run(run.record.id).error().kind, ErrorKind::NotFound);
    batch.items.front().state = ItemState::Done;
    QCOMPARE(tasks().batch(theBatch).value_or(BatchRecord()), batch);
    PlainConnection plain(m_path);
    QCOMPARE(plain.value(u"SELECT count(*) FROM task_run"_s).toInt(), 0);
    QCOMPARE(plain.value(u"SELECT count(*) FROM grade"_s).toInt(), 0);
}

void tst_TaskLibrary::doesNotPurgeASetWithARunThatGoes()
{
    saveSet();
    const SampleRun run = sampleRun(1);
    begin(writer(), run);
    change(linkTo(run, sampleTask(u"t1"_s)));
    change(TrashTaskSet{theSet, now});
    writer().purgeTrash(now + 1);
    writer().flush();
    QCOMPARE(tasks().sets(true)->size(), 1);
    writer().endAnalysis(run.record);
    writer().purgeTrash(now + 1);
    writer().flush();
    QCOMPARE(tasks().sets(true)->size(), 0);
}

void tst_TaskLibrary::keepsEveryGradeOfARun()
{
    saveSet();
    const SampleRun run = saveRun(1, u"t1"_s);
    const SampleRun other = saveRun(2, u"t1"_s);
    QVERIFY(!tasks().run(run.record.id)->verdict);
    QCOMPARE(tasks().ungradedRuns().value_or(std::vector<AnalysisId>()),
             std::vector<AnalysisId>({run.record.id, other.record.id}));

    change(AddGrade{run.record.id, gradeOf(Verdict::Failed), now});
    change(AddGrade{other.record.id, gradeOf(Verdict::Ungraded), now + 1});
    change(AddGrade{run.record.id, gradeOf(Verdict::Solved), now + 2, true});

    QCOMPARE(tasks().run(run.record.id)->verdict, Verdict::Solved);
    QCOMPARE(tasks().run(other.record.id)->verdict, Verdict::Ungraded);
    QCOMPARE(tasks().ungradedRuns()->size(), 0);
    const std::vector<GradeRecord> grades{
        {.grade = gradeOf(Verdict::Failed), .madeUtcUs = now},
        {.grade = gradeOf(Verdict::Solved), .madeUtcUs = now + 2, .byPerson = true}};
    QCOMPARE(tasks().gradedRun(run.record.id)->grades, grades);
    QCOMPARE(tasks().runsToGrade(theSet).value_or(std::vector<AnalysisId>()),
             std::vector<AnalysisId>({run.record.id, other.record.id}));
    const TaskRun expected{.analysis = run.record.id,
                           .taskId = u"t1"_s,
                           .model = model(),
                           .status = AnalysisStatus::Completed,
                           .verdict = Verdict::Solved,
                           .cost = run.record.cost,
                           .durationMs = 2500,
                           .tokens = 30};
    QCOMPARE(tasks().runsOf(theSet, u"t1"_s)->front(), expected);
    QCOMPARE(tasks().runsOf(theSet, u"t2"_s)->size(), 0);
}

void tst_TaskLibrary::givesAllThatGradingTakes()
{
    TaskSet set = sampleSet();
    set.grader = {.kind = GraderKind::JsonSchema};
    change(SaveTaskSet{set, now});
    Task task = sampleTask(u"t1"_s);
    task.attachments = {{u"a"_s, u"b/c"_s, "bytes"}};
    change(SaveTasks{theSet, {task}});
    SampleRun run = sampleRun(1);
    // Two items with text and one without between them, one of two parts.
    const auto text = [](const QString &what) {
        return TranscriptPart{.kind = PartKind::OutputText, .text = what};
    };
    run.record.transcript.items = {
        {.type = u"message"_s, .parts = {text(u"one "_s), text({}), text(u"two"_s)}},
        {.type = u"message"_s, .parts = {text({})}},
        {.type = u"message"_s,
         .parts = {TranscriptPart{.kind = PartKind::Refusal, .text = u"no"_s}, text(u"three"_s)}}};
    begin(writer(), run);
    writer().changeTasks(linkTo(run, task));
    writer().endAnalysis(run.record);
    writer().flush();

    const auto graded = tasks().gradedRun(run.record.id);
    QVERIFY2(graded, qPrintable(graded ? QString() : graded.error().message));
    QCOMPARE(graded->answer, answerText(run.record.transcript));
    QCOMPARE(graded->answer, u"one two\n\nthree"_s);
    task.attachments.front().bytes.clear();
    QCOMPARE(graded->task, task);
    QCOMPARE(graded->set, theSet);
    QCOMPARE(graded->setName, set.name);
    QCOMPARE(graded->model, model());
    QCOMPARE(graded->promptVersion, 1);
    QCOMPARE(graded->status, AnalysisStatus::Completed);
    QVERIFY(!graded->outdated);
    QCOMPARE(graded->grader.options["schema"_L1], QJsonValue(QJsonObject{{u"type"_s, u"object"_s}}));

    Task changed = task;
    changed.grader = GraderSpec{.kind = GraderKind::Exact};
    change(SaveTasks{theSet, {changed}});
    QVERIFY(tasks().gradedRun(run.record.id)->outdated);
    QVERIFY(tasks().run(run.record.id)->outdated);
    QVERIFY(tasks().matrix(theSet)->runs.front().outdated);
    QCOMPARE(tasks().gradedRun(run.record.id)->grader, *changed.grader);
    write(writer(), sampleRun(2));
    writer().flush();
    QCOMPARE(tasks().gradedRun(AnalysisId(2)).error().kind, ErrorKind::NotFound); // of no task
}

void tst_TaskLibrary::forgetsTheVerdictOfARunThatBeginsAgain()
{
    saveSet();
    const SampleRun run = saveRun(1, u"t1"_s);
    change(AddGrade{run.record.id, gradeOf(Verdict::Failed), now});
    writer().reopenAnalysis(run.record.id);
    writer().flush();
    QVERIFY(!tasks().run(run.record.id)->verdict);
    QCOMPARE(tasks().run(run.record.id)->status, AnalysisStatus::Running);
    QCOMPARE(tasks().ungradedRuns()->size(), 0); // it has no answer yet
    writer().endAnalysis(run.record);
    writer().flush();
    QCOMPARE(tasks().ungradedRuns()->size(), 1);
    QCOMPARE(tasks().gradedRun(run.record.id)->grades.size(), 1); // its history
}

void tst_TaskLibrary::keepsABatchWithItsItems()
{
    saveSet();
    BatchRecord batch = sampleBatch();
    change(SaveBatch{batch});
    QCOMPARE(tasks().batch(theBatch).value_or(BatchRecord()), batch);

    change(SetBatchState{theBatch, BatchState::Paused, u"cap_day"_s, now});
    batch.state = BatchState::Paused;
    batch.reason = u"cap_day"_s;
    batch.options = {.atOnce = 1, .runCapUsd = 0.25, .allowUnknownPrice = true, .retries = 0};
    change(SetBatchOptions{theBatch, batch.options});
    QCOMPARE(tasks().batch(theBatch).value_or(BatchRecord()), batch);

    change(ReorderItems{theBatch, {{1, 35}, {3, 5}}});
    std::swap(batch.items.front(), batch.items.back()); // by rank: 3, 2, 1
    batch.items.front().rank = 5;
    batch.items.back().rank = 35;
    QCOMPARE(tasks().batch(theBatch).value_or(BatchRecord()), batch);

    const SampleRun run = sampleRun(1);
    begin(writer(), run);
    LinkRun link = linkTo(run, sampleTask(u"t1"_s));
    link.batch = theBatch;
    link.item = 1;
    change(link);
    batch.items.back().state = ItemState::Running;
    batch.items.back().analysis = run.record.id;
    QCOMPARE(tasks().batch(theBatch).value_or(BatchRecord()), batch);
    QCOMPARE(tasks().run(run.record.id)->batch, theBatch);

    change(SetItemStates{theBatch, {1}, ItemState::Done});
    change(SetItemStates{theBatch, {2, 3}, ItemState::Removed});
    for (BatchItem &item : batch.items)
        item.state = item.number == 1 ? ItemState::Done : ItemState::Removed;
    QCOMPARE(tasks().batch(theBatch).value_or(BatchRecord()), batch);

    change(SetItemStates{theBatch, {1, 2, 3}, ItemState::Queued}); // to be run anew
    for (BatchItem &item : batch.items) {
        item.state = ItemState::Queued;
        item.analysis = {};
    }
    QCOMPARE(tasks().batch(theBatch).value_or(BatchRecord()), batch);
}

void tst_TaskLibrary::opensOnlyBatchesThatAreNotOver()
{
    saveSet();
    BatchRecord batch = sampleBatch();
    batch.items.clear();
    for (qint64 id = 1; id <= 4; ++id) {
        batch.id = BatchId(id);
        batch.createdUtcUs = 100 - id;
        change(SaveBatch{batch});
    }
    change(SetBatchState{BatchId(1), BatchState::Finished, {}, now});
    change(SetBatchState{BatchId(2), BatchState::Stopped, {}, now});
    change(SetBatchState{BatchId(3), BatchState::Paused, u"quit"_s, now});
    QCOMPARE(tasks().batch(BatchId(1))->endedUtcUs, now);
    QCOMPARE(tasks().batch(BatchId(2))->endedUtcUs, now);
    QCOMPARE(tasks().batch(BatchId(3))->endedUtcUs, 0);
    const auto open = tasks().openBatches();
    QCOMPARE(open->size(), 2);
    QCOMPARE(open->at(0).id, BatchId(4)); // the oldest
    QCOMPARE(open->at(1).id, BatchId(3));
}

void tst_TaskLibrary::dropsAContradictionAlone_data()
{
    QTest::addColumn<TaskChange>("contradiction");

    const SampleRun run = sampleRun(1);
    LinkRun link = linkTo(run, sampleTask(u"t1"_s));
    link.analysis = AnalysisId(2);
    LinkRun ofNoSet = link;
    ofNoSet.set = TaskSetId(404);
    LinkRun ofNoTask = link;
    ofNoTask.taskId = u"t404"_s;
    LinkRun ofNoRun = link;
    ofNoRun.analysis = AnalysisId(404);
    LinkRun ofNoBatch = link;
    ofNoBatch.batch = BatchId(404);
    LinkRun ofNoItem = link;
    ofNoItem.batch = theBatch;
    ofNoItem.item = 404;
    BatchRecord otherSet = sampleBatch();
    otherSet.id = BatchId(8);
    otherSet.set = TaskSetId(404);
    BatchRecord twice = sampleBatch();
    twice.id = BatchId(8);
    twice.items.push_back(twice.items.front());

    const auto row = [](const char *name, const TaskChange &change) { QTest::newRow(name) << change; };
    row("tasks of no set", SaveTasks{TaskSetId(404), {sampleTask(u"new"_s)}});
    row("a task that is not there is taken out, after one that is",
        RemoveTasks{theSet, {u"t1"_s, u"t404"_s}, now});
    row("a task that is not there comes back", RestoreTasks{theSet, {u"t404"_s}});
    row("no set goes to the trash", TrashTaskSet{TaskSetId(404), now});
    row("no set comes back", RestoreTaskSet{TaskSetId(404)});
    row("a run of no set", ofNoSet);
    row("a run of no task", ofNoTask);
    row("no analysis is a run", ofNoRun);
    row("a run of no batch", ofNoBatch);
    row("a run of no item", ofNoItem);
    row("a run that is linked already", linkTo(run, sampleTask(u"t1"_s)));
    row("a grade of a run of no task", AddGrade{AnalysisId(2), gradeOf(Verdict::Solved), now});
    row("a batch of no set", SaveBatch{otherSet});
    row("a batch that is there already", SaveBatch{sampleBatch()});
    row("a batch with an item twice", SaveBatch{twice});
    row("no batch pauses", SetBatchState{BatchId(404), BatchState::Paused, {}, now});
    row("no batch has options", SetBatchOptions{BatchId(404), {}});
    row("an item that is not there is done, after one that is",
        SetItemStates{theBatch, {1, 404}, ItemState::Done});
    row("an item that is not there gets a rank, after one that is",
        ReorderItems{theBatch, {{1, 1}, {404, 2}}});
}

void tst_TaskLibrary::dropsAContradictionAlone()
{
    QFETCH(const TaskChange, contradiction);
    {
        LibraryWriter first(m_path, onlyWhenFlushed());
        expectNoTrouble(first);
        first.changeTasks(SaveTaskSet{sampleSet(), now});
        first.changeTasks(SaveTasks{theSet, {sampleTask(u"t1"_s), sampleTask(u"t2"_s), sampleTask(u"t3"_s)}});
        first.changeTasks(SaveBatch{sampleBatch()});
        write(first, sampleRun(1));
        first.changeTasks(linkTo(sampleRun(1), sampleTask(u"t1"_s)));
        write(first, sampleRun(2));
    }
    const auto content = [this] {
        const auto reader = LibraryReader::open(m_path);
        TaskReader &there = (*reader)->tasks();
        return std::tuple(there.matrix(theSet).value_or(TaskMatrix()),
                          there.openBatches().value_or(std::vector<BatchRecord>()));
    };
    const auto before = content();

    LibraryWriter second(m_path, onlyWhenFlushed());
    QSignalSpy rejected(&second, &LibraryWriter::rejected);
    QSignalSpy failed(&second, &LibraryWriter::failed);
    second.changeTasks(SetBatchState{theBatch, BatchState::Paused, u"person"_s, now});
    second.changeTasks(contradiction);
    second.changeTasks(AddGrade{AnalysisId(1), gradeOf(Verdict::Solved), now});
    second.flush();

    QCOMPARE(rejected.size(), 1);
    QCOMPARE(failed.size(), 0);
    auto expected = before;
    std::get<0>(expected).runs.front().verdict = Verdict::Solved;
    std::get<1>(expected).front().state = BatchState::Paused;
    std::get<1>(expected).front().reason = u"person"_s;
    QVERIFY(content() == expected);
}

void tst_TaskLibrary::saysWhatHasBeenWritten()
{
    QSignalSpy ended(&writer(), &LibraryWriter::analysisEnded);
    QSignalSpy setsChanged(&writer(), &LibraryWriter::taskSetsChanged);
    QSignalSpy changed(&writer(), &LibraryWriter::changed);
    const SampleRun run = sampleRun(1);
    begin(writer(), run);
    writer().flush();
    QCOMPARE(ended.size(), 0);
    QCOMPARE(setsChanged.size(), 0);
    QCOMPARE(changed.size(), 1);
    saveSet();
    QCOMPARE(setsChanged.size(), 2);
    changed.clear();
    change(SaveBatch{sampleBatch()});
    QCOMPARE(setsChanged.size(), 2); // the sets are as they were
    QCOMPARE(changed.size(), 0);     // no list of analyses shows it

    QString answer;
    connect(&writer(), &LibraryWriter::analysisEnded, this,
            [&](AnalysisId id) { answer = tasks().gradedRun(id).value_or(GradedRun()).answer; });
    writer().changeTasks(linkTo(run, sampleTask(u"t1"_s)));
    writer().endAnalysis(run.record);
    QCOMPARE(ended.size(), 0);
    writer().flush();
    QCOMPARE(ended.size(), 1);
    QCOMPARE(ended.front().front().value<AnalysisId>(), run.record.id);
    QCOMPARE(answer, u"About two billion steps."_s);
    QCOMPARE(changed.size(), 1);
}

void tst_TaskLibrary::keepsTheRunOfAnItemThroughAKill()
{
    QProcess child;
    child.start(QCoreApplication::applicationFilePath(), {QString::fromLatin1(childArgument), m_path});
    QVERIFY(child.waitForReadyRead());
    child.kill();
    QVERIFY(child.waitForFinished());

    QSignalSpy ended(&writer(), &LibraryWriter::analysisEnded);
    writer().open(); // ends the runs
    QCOMPARE(ended.size(), 2);
    const auto open = tasks().openBatches();
    QCOMPARE(open->size(), 1);
    BatchRecord batch = sampleBatch();
    batch.state = BatchState::Paused;
    batch.reason = u"quit"_s;
    batch.isOpen = false;
    for (std::size_t i = 0; i < 2; ++i) {
        batch.items[i].state = ItemState::Running;
        batch.items[i].analysis = AnalysisId(qint64(i) + 1);
        const auto run = tasks().run(batch.items[i].analysis);
        QVERIFY2(run, qPrintable(run ? QString() : run.error().message));
        QCOMPARE(run->status, AnalysisStatus::Interrupted);
        QCOMPARE(run->batch, theBatch);
    }
    QCOMPARE(open->front(), batch);
    QCOMPARE(m_reader->verifyAll().value_or(-1), 2);
}

void tst_TaskLibrary::knowsWhatRunsCostAndTook()
{
    saveSet();
    const auto save = [this](qint64 id, std::optional<double> usd, qint64 ms, auto &&adapt) {
        SampleRun run = sampleRun(id);
        run.record.cost = {.usd = usd, .basis = usd ? CostBasis::Computed : CostBasis::Unknown};
        run.record.endedUtcUs = run.record.createdUtcUs + ms * 1000;
        adapt(run.record);
        begin(writer(), run);
        if (id <= 3)
            writer().changeTasks(linkTo(run, sampleTask(u"t1"_s)));
        writer().endAnalysis(run.record);
        writer().flush();
    };
    const auto asItIs = [](AnalysisRecord &) {};
    save(1, 0.1, 100, asItIs);
    save(2, 0.3, 300, asItIs);
    save(3, {}, 200, [](AnalysisRecord &record) { record.status = AnalysisStatus::Incomplete; });
    save(4, 8, 4000, asItIs); // of no task
    save(5, 100, 1, [](AnalysisRecord &record) { record.status = AnalysisStatus::Failed; });
    save(6, 100, 1, [](AnalysisRecord &record) { record.request.sample = true; });
    save(7, 100, 1, [](AnalysisRecord &record) { record.request.response.model = u"other"_s; });
    save(8, 100, 1, [](AnalysisRecord &record) { record.request.response.effort = u"high"_s; });

    RunHistory inSet{
        .runs = 3, .priced = 2, .meanUsd = 0.2, .highestUsd = 0.3, .medianMs = 200, .p90Ms = 300};
    QCOMPARE(tasks().history(model(), theSet).value_or(RunHistory()), inSet);
    const auto anywhere = tasks().history(model(), {});
    QCOMPARE(anywhere->runs, 4);
    QCOMPARE(anywhere->highestUsd, 8);
    QCOMPARE(anywhere->p90Ms, 4000);
    QCOMPARE(tasks().history(model(u"other"_s), theSet)->runs, 1); // the set has none of it
    QCOMPARE(tasks().history(model(u"never"_s), theSet).value_or(RunHistory{.runs = -1}), RunHistory());
    ModelChoice elsewhere = model();
    elsewhere.baseUrl = u"http://elsewhere/v1"_s;
    QCOMPARE(tasks().history(elsewhere, {})->runs, 0);
}

void tst_TaskLibrary::addsUpWhatWasSpentOnEachDay()
{
    saveSet();
    change(SaveBatch{sampleBatch()});
    const QDate day(2026, 3, 29); // clocks go forward in Europe
    const auto save = [&](qint64 id, QDate at, QTime time, const Cost &cost, auto &&adapt) {
        SampleRun run = sampleRun(id);
        run.record.createdUtcUs = QDateTime(at, time).toMSecsSinceEpoch() * 1000;
        run.record.cost = cost;
        adapt(run.record);
        begin(writer(), run);
        if (id <= 2) {
            LinkRun link = linkTo(run, sampleTask(u"t1"_s));
            link.batch = theBatch;
            link.item = id;
            writer().changeTasks(link);
        }
        writer().endAnalysis(run.record);
        writer().flush();
    };
    const auto asItIs = [](AnalysisRecord &) {};
    const Cost known{.usd = 0.5, .basis = CostBasis::Computed};
    save(1, day, QTime(0, 0), known, asItIs);
    save(2, day, QTime(23, 59, 59), {.usd = 0.25, .basis = CostBasis::Estimated}, asItIs);
    save(3, day, QTime(12, 0), {}, asItIs); // of no task, and unknown
    save(4, day.addDays(1), QTime(0, 0), known, asItIs);
    save(5, day.addDays(-1), QTime(23, 59, 59), known,
         [](AnalysisRecord &record) { record.request.response.model = u"other"_s; });
    save(6, day, QTime(12, 0), known, [](AnalysisRecord &record) { record.request.sample = true; });
    writer().moveToTrash({AnalysisId(1)}); // what is paid is paid
    writer().flush();

    const SpendRow ofSet{.day = day,
                         .providerId = u"openai"_s,
                         .model = u"m-1"_s,
                         .set = theSet,
                         .setName = sampleSet().name,
                         .runs = 2,
                         .estimated = 1,
                         .usd = 0.75,
                         .tokens = 60};
    const SpendRow ofNone{
        .day = day, .providerId = u"openai"_s, .model = u"m-1"_s, .runs = 1, .unknown = 1, .tokens = 30};
    const auto rows = tasks().spend(day, day);
    QVERIFY(rows);
    QCOMPARE(*rows, std::vector<SpendRow>({ofSet, ofNone}));
    const auto all = tasks().spend(QDate(1990, 1, 1), QDate(2200, 1, 1));
    QCOMPARE(all->size(), 4);
    QCOMPARE(all->front().day, day.addDays(1));
    QCOMPARE(all->back().day, day.addDays(-1));
    QCOMPARE(all->back().model, u"other"_s);
    QCOMPARE(tasks().spend(day.addDays(5), day.addDays(9))->size(), 0);

    QCOMPARE(tasks().spentSince(day.startOfDay().toMSecsSinceEpoch() * 1000).value_or(-1), 1.25);
    QCOMPARE(tasks().spentSince(now).value_or(-1), 0.0);
    QCOMPARE(tasks().spentInBatch(theBatch).value_or(-1), 0.75);
}

void tst_TaskLibrary::showsTaskAndVerdictInLists()
{
    saveSet();
    saveRun(1, u"t1"_s);
    saveRun(2, u"t2"_s);
    change(AddGrade{AnalysisId(2), gradeOf(Verdict::Failed), now});
    write(writer(), sampleRun(3));
    writer().flush();
    tasks();
    const auto rows = m_reader->list({});
    QCOMPARE(rows->size(), 3);
    QCOMPARE(rows->at(0).task, QString());
    QCOMPARE(rows->at(0).taskSet, QString());
    QVERIFY(!rows->at(0).verdict);
    QCOMPARE(rows->at(1).task, u"t2"_s);
    QCOMPARE(rows->at(1).taskSet, sampleSet().name);
    QCOMPARE(rows->at(1).verdict, Verdict::Failed);
    QCOMPARE(rows->at(2).task, u"t1"_s);
    QVERIFY(!rows->at(2).verdict);
    const auto hits = m_reader->search(u"moon"_s);
    QCOMPARE(hits->size(), 3);
    QCOMPARE(hits->at(1).row, rows->at(1));
    QCOMPARE(m_reader->runsOfModel(u"openai"_s, u"m-1"_s, 5).value_or(std::vector<AnalysisRow>()), *rows);
}

void tst_TaskLibrary::bringsOverALibraryOfTheSecondVersion()
{
    const SampleRun run = sampleRun(1);
    {
        LibraryWriter old(m_path, {.commitDelay = 1h});
        expectNoTrouble(old);
        write(old, run);
    }
    {
        PlainConnection plain(m_path); // takes out what the third version has brought
        for (const QString &table : {u"grade"_s, u"task_run"_s, u"batch_item"_s, u"batch"_s,
                                     u"task_attachment"_s, u"task"_s, u"prompt_template"_s, u"task_set"_s})
            QVERIFY(plain.execute(u"DROP TABLE "_s + table));
        QVERIFY(plain.execute(u"DROP INDEX analysis_by_time"_s));
        QVERIFY(plain.execute(u"PRAGMA user_version = 2"_s));
    }
    QVERIFY(!LibraryReader::open(m_path)); // not brought up to date yet
    saveSet();
    saveRun(2, u"t1"_s);
    tasks();
    QVERIFY(*m_reader->load(run.record.id) == run.record);
    QCOMPARE(m_reader->list({})->size(), 2);
    QCOMPARE(m_reader->verifyAll().value_or(-1), 2);
    const QStringList backups =
        QDir(m_folder->path()).entryList({u"library.sqlite.v2.backup-*"_s}, QDir::Files);
    QCOMPARE(backups.size(), 1);
    QCOMPARE(PlainConnection(m_folder->filePath(backups.front())).value(u"PRAGMA user_version"_s).toInt(), 2);
}

void tst_TaskLibrary::answersInTheReadersThread()
{
    saveSet();
    AnalysisLibrary library(m_path);
    QThread *thread = nullptr;
    const Result<TaskMatrix> matrix = library
                                          .tasks<TaskMatrix>([&thread](TaskReader &reader) {
                                              thread = QThread::currentThread();
                                              return reader.matrix(theSet);
                                          })
                                          .result();
    QVERIFY(matrix);
    QCOMPARE(matrix->tasks.size(), 3);
    QVERIFY(thread != QThread::currentThread());
    AnalysisLibrary nowhere(m_path + u"2"_s);
    const auto none = nowhere.tasks<double>([](TaskReader &reader) { return reader.spentSince(0); }).result();
    QCOMPARE(none.error().kind, ErrorKind::NotFound);
}

void tst_TaskLibrary::findsDamage_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("message");

    QTest::newRow("fields that are no JSON")
        << u"UPDATE task SET fields = '{' WHERE id = 't2'"_s << u"table task: its fields"_s;
    QTest::newRow("evidence that is no JSON") << u"UPDATE grade SET evidence = ''"_s << u"table grade"_s;
    QTest::newRow("a run with another verdict than its grade")
        << u"UPDATE task_run SET verdict = 'solved'"_s << u"verdict"_s;
    QTest::newRow("a run without its analysis") << u"DELETE FROM analysis"_s << u"belong to nothing"_s;
    QTest::newRow("a grade without its run") << u"DELETE FROM task_run"_s << u"belong to nothing"_s;
}

void tst_TaskLibrary::findsDamage()
{
    QFETCH(const QString, sql);
    QFETCH(const QString, message);
    saveSet();
    saveRun(1, u"t1"_s);
    change(AddGrade{AnalysisId(1), gradeOf(Verdict::Failed), now});
    tasks();
    QCOMPARE(m_reader->verifyAll().value_or(-1), 1);
    {
        PlainConnection plain(m_path); // whose foreign keys are off
        QVERIFY(plain.execute(sql));
    }
    const auto verdict = m_reader->verifyAll();
    QVERIFY(!verdict);
    QVERIFY2(verdict.error().message.contains(message), qPrintable(verdict.error().message));
}

void tst_TaskLibrary::readsTheMatrixOfAThousandTasksByTenModels()
{
    TaskSet set = sampleSet();
    for (int i = 0; i < 10; ++i)
        set.models.push_back(model(u"model-%1"_s.arg(i)));
    std::vector<Task> many;
    for (int i = 0; i < 1000; ++i) {
        many.push_back(sampleTask(u"task%1"_s.arg(i, 4, 10, QChar(u'0')), u"Some words "_s.repeated(500)));
        many.back().tags = {u"easy"_s, u"small"_s};
    }
    change(SaveTaskSet{set, now});
    QElapsedTimer saving;
    saving.start();
    change(SaveTasks{theSet, many});
    qInfo("1,000 tasks of 5 kB are saved in %lld ms", saving.elapsed());
    {
        // As LibraryWriter would write them, but for their texts.
        PlainConnection plain(m_path);
        QVERIFY(plain.execute(u"BEGIN"_s));
        QVERIFY(plain.execute(
            u"WITH RECURSIVE n (x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM n WHERE x < 19999) "
            "INSERT INTO analysis (id, created_us, started_us, ended_us, status, provider, base_url, "
            "model_requested, model, title, total_tokens, cost_usd, cost_basis, duration_ms, attempts) "
            "SELECT x + 1, 1790000000000000 + x * 4000000, 1790000000000000, 1790000000000000, 'completed', "
            "'openai', 'https://api.openai.com/v1', 'model-' || (x % 10), 'model-' || (x % 10) || '-2026', "
            "'A title', 3000, 0.01, 'computed', 41000, 1 FROM n"_s));
        QVERIFY(plain.execute(
            u"INSERT INTO task_run SELECT id, 5, printf('task%04d', (id - 1) / 10 % 1000), 'hash', NULL, "
            "CASE WHEN id % 3 THEN 'solved' ELSE 'failed' END, 1, 'openai', model_requested, '', '' FROM analysis"_s));
        QVERIFY(plain.execute(u"INSERT INTO grade SELECT NULL, analysis, 1, 0, verdict, 'arc', 1, "
                              u"'grids_equal', 'All grids are "
                              "right.', '{}' FROM task_run"_s));
        QVERIFY(plain.execute(u"COMMIT"_s));
    }
    const auto timed = [this](const char *what, auto &&question) {
        tasks();
        for (const char *how : {"the first time", "again"}) {
            QElapsedTimer timer;
            timer.start();
            const std::clock_t before = std::clock();
            QVERIFY(question(m_reader->tasks()));
            qInfo("%s, %s: %.1f ms, %.1f ms of the processor", what, how, double(timer.nsecsElapsed()) / 1e6,
                  double(std::clock() - before) * 1000 / CLOCKS_PER_SEC);
        }
    };
    timed("the matrix of 20,000 runs", [](TaskReader &reader) {
        const auto matrix = reader.matrix(theSet);
        return matrix && matrix->tasks.size() == 1000 && matrix->runs.size() == 20000
            && std::ranges::is_sorted(matrix->runs, {}, &TaskRun::analysis);
    });
    timed("the history of a model", [](TaskReader &reader) {
        return reader.history(model(u"model-3"_s), theSet).value_or(RunHistory()).runs == 2000;
    });
    timed("what was spent on each of 10 days",
          [](TaskReader &reader) { return reader.spend(QDate(1990, 1, 1), QDate(2200, 1, 1)).has_value(); });
    timed("what was spent since yesterday",
          [](TaskReader &reader) { return reader.spentSince(1790000000000000).value_or(0) > 199; });
    timed("the sets with their counts", [](TaskReader &reader) { return reader.sets().has_value(); });
    timed("a list of 200", [this](TaskReader &) {
        return m_reader->list({.limit = 200}).value_or(std::vector<AnalysisRow>()).size() == 200;
    });
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc == 3 && qstrcmp(argv[1], childArgument) == 0)
        return beginItemsUntilKilled(QString::fromLocal8Bit(argv[2]));
    tst_TaskLibrary test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_tasklibrary.moc"
