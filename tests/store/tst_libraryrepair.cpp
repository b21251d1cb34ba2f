#include "samplerun.h"
#include "store/libraryreader.h"
#include "store/libraryrepair.h"
#include "store/librarywriter.h"
#include "store/ownerlock.h"
#include "store/pagescan.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <map>
#include <random>
#include <set>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;

namespace {

constexpr auto holderArgument = "--hold-open";
constexpr qint64 pageSize = 4096;
constexpr qint64 now = 1'800'000'000'000;
constexpr int analyses = 15;

QByteArray contentsOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void put(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("%s", qPrintable(file.errorString()));
}

/// Texts that do not compress to nothing, so that runs differ in size and fill pages of their own.
QString words(std::mt19937 &random, int count)
{
    QString text;
    for (int i = 0; i < count; ++i)
        text += u"word%1 "_s.arg(random(), 0, 36);
    return text;
}

std::vector<SampleRun> manyRuns()
{
    std::mt19937 random(7);
    std::vector<SampleRun> runs;
    for (int id = 1; id <= analyses; ++id) {
        SampleRun run = sampleRun(id,
                                  {.prompt = u"Question %1 "_s.arg(id) + words(random, id % 30),
                                   .reasoning = words(random, id % 11 == 0 ? 1500 : 30 * id % 200),
                                   .answer = words(random, 20),
                                   .note = id % 3 == 0 ? u"note %1"_s.arg(id) : QString()});
        run.record.tags = {u"tag%1"_s.arg(id % 4)};
        if (id % 5 == 0)
            run.record.request.response.attachments = {
                {u"a.txt"_s, u"text/plain"_s, words(random, 500).toUtf8()}, {u"b"_s, u"x/y"_s, {}}};
        runs.push_back(run);
    }
    return runs;
}

/// Writes \a runs; what stays in the write-ahead log is merged when the writer goes.
void makeLibrary(const QString &path, const std::vector<SampleRun> &runs)
{
    LibraryWriter writer(path, {.commitDelay = 1h});
    expectNoTrouble(writer);
    for (const SampleRun &run : runs) {
        write(writer, run);
        writer.flush();
    }
}

constexpr auto theSet = TaskSetId(5);
constexpr auto theBatch = BatchId(7);
constexpr int tasksOfSet = 40;

QString taskId(int number)
{
    return u"task %1"_s.arg(number);
}

/// A set with every kind of row: templates, tasks of one and of several pages, attachments, a batch, runs,
/// grades.
void addTasks(const QString &path)
{
    LibraryWriter writer(path, {.commitDelay = 1h});
    expectNoTrouble(writer);
    std::mt19937 random(11);
    TaskSet set{.id = theSet, .name = u"Numbers"_s, .createdUtcUs = 1000};
    set.models = {{u"openai"_s, u"m-1"_s}};
    set.jsonSchema = R"({"type":"object"})";
    for (int version = 1; version <= 3; ++version) {
        set.prompt.text = u"Version %1: {{prompt}}"_s.arg(version);
        writer.changeTasks(SaveTaskSet{set, version});
    }
    std::vector<Task> tasks;
    for (int number = 1; number <= tasksOfSet; ++number) {
        Task task{.id = taskId(number),
                  .fields = {{u"prompt"_s, words(random, number % 10 == 0 ? 2000 : 100)}},
                  .tags = {u"some"_s}};
        if (number % 3 != 0)
            task.expected = number;
        if (number % 4 == 0)
            task.grader = GraderSpec{.kind = GraderKind::Number};
        if (number % 8 == 0)
            task.attachments = {{u"a"_s, u"b/c"_s, words(random, 30).toUtf8()}, {u"b"_s, u"b/c"_s, {}}};
        tasks.push_back(task);
    }
    writer.changeTasks(SaveTasks{theSet, tasks});
    writer.changeTasks(RemoveTasks{theSet, {taskId(2)}, 1000});
    BatchRecord batch{.id = theBatch, .set = theSet, .createdUtcUs = 1000, .state = BatchState::Paused};
    for (int number = 1; number <= tasksOfSet; ++number) {
        batch.items.push_back(
            {.number = number, .rank = number, .taskId = taskId(number), .model = set.models.front()});
    }
    writer.changeTasks(SaveBatch{batch});
    writer.changeTasks(SetBatchState{.batch = theBatch, .state = BatchState::Paused, .letGo = true});
    writer.flush();
    for (int id = 1; id <= analyses; ++id) {
        const bool inBatch = id % 2 == 0;
        writer.changeTasks(LinkRun{.analysis = AnalysisId(id),
                                   .set = theSet,
                                   .taskId = taskId(id),
                                   .taskHash = taskHash(tasks[std::size_t(id) - 1]),
                                   .promptVersion = 3,
                                   .model = set.models.front(),
                                   .batch = inBatch ? theBatch : BatchId{},
                                   .item = inBatch ? id : 0});
        for (int i = 0; i < id % 3; ++i) {
            Grade grade{.verdict = i == 0 ? Verdict::Failed : Verdict::Solved, .grader = GraderKind::Number};
            grade.evidence = {{u"found"_s, words(random, 20)}};
            writer.changeTasks(AddGrade{AnalysisId(id), grade, 1000 + i, i == 1});
        }
    }
}

/// All that a library says of tasks.
struct TaskContent
{
    std::vector<TaskSetRow> sets;
    std::vector<PromptTemplate> prompts;
    std::vector<Task> tasks;
    TaskMatrix matrix;
    std::vector<GradedRun> runs;
    std::vector<BatchRecord> batches;

    bool operator==(const TaskContent &) const = default;
};

TaskContent taskContent(const QString &path)
{
    const auto library = LibraryReader::open(path);
    if (!library)
        return {};
    TaskReader &reader = (*library)->tasks();
    TaskContent content{.sets = reader.sets().value_or(std::vector<TaskSetRow>()),
                        .prompts = reader.promptVersions(theSet).value_or(std::vector<PromptTemplate>()),
                        .tasks = reader.tasks(theSet, true).value_or(std::vector<Task>()),
                        .matrix = reader.matrix(theSet).value_or(TaskMatrix()),
                        .batches = reader.openBatches().value_or(std::vector<BatchRecord>())};
    for (int id = 1; id <= analyses; ++id) {
        if (auto run = reader.gradedRun(AnalysisId(id)))
            content.runs.push_back(*std::move(run));
    }
    return content;
}

Result<RepairReport> repairAgain(const QString &path)
{
    static qint64 time = now;
    return repairLibrary(path, time += 1000);
}

QString complaint(const QString &path)
{
    const auto reader = LibraryReader::open(path);
    if (!reader)
        return reader.error().message;
    const auto verdict = (*reader)->verifyAll();
    return verdict ? QString() : verdict.error().message;
}

/// A child that keeps a library open until it is told to end.
int holdOpen(const QString &path)
{
    PlainConnection connection(path);
    std::printf("%d\n", connection.value(u"SELECT count(*) FROM analysis"_s).toInt());
    std::fflush(stdout);
    return std::getchar() == EOF ? 0 : 1;
}

} // namespace

class tst_LibraryRepair : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void findsEveryRecordThatSqliteReads();
    void leavesASoundLibraryAsItIs();
    void takesWhatIsOnlyInTheLog();
    void savesAllThatIsNotOnADamagedPage();
    void savesWhatItCanFromRandomDamage();
    void findsItsWayWithoutTheFirstPage();
    void marksARunWithMissingEvents();
    void keepsTaskSetsAsTheyAre();
    void savesTasksThatAreNotOnADamagedPage();
    void savesTasksFromRandomDamage();
    void makesLostSetsAndTasksAgain();
    void leavesOutWhatIsNoJson();
    void leavesTheLibraryAloneWhileAnotherProgramHasIt();
    void touchesNothingWhenItCannotFinish();
    void bringsARepairToItsEndAfterACrash();

private:
    QStringList files() const
    {
        return QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

void tst_LibraryRepair::init()
{
    const QString memory = u"/dev/shm"_s; // hundreds of libraries are written
    m_folder = std::make_unique<QTemporaryDir>((QFileInfo(memory).isWritable() ? memory : QDir::tempPath())
                                               + u"/tst_libraryrepair-XXXXXX"_s);
    m_path = m_folder->filePath(u"library.sqlite"_s);
}

void tst_LibraryRepair::findsEveryRecordThatSqliteReads()
{
    makeLibrary(m_path, manyRuns());
    std::map<qsizetype, std::set<qint64>> rowids; // by number of columns, which tell these tables apart
    const Result<> done = scanPages(m_path, [&](const FoundRecord &record) {
        if (record.hasRowid)
            rowids[record.values.size()].insert(record.rowid);
        return true;
    });
    QVERIFY(done);
    PlainConnection plain(m_path);
    for (const QString &table :
         {u"analysis"_s, u"analysis_body"_s, u"attempt"_s, u"event_chunk"_s, u"part"_s}) {
        const auto columns =
            plain.value(u"SELECT count(*) FROM pragma_table_info('%1')"_s.arg(table)).toLongLong();
        const auto rows = plain.value(u"SELECT count(*) FROM "_s + table).toULongLong();
        QCOMPARE(rowids[columns].size(), rows);
    }
}

void tst_LibraryRepair::leavesASoundLibraryAsItIs()
{
    const std::vector<SampleRun> runs = manyRuns();
    makeLibrary(m_path, runs);
    const QByteArray before = contentsOf(m_path);

    const auto report = repairAgain(m_path);

    QVERIFY2(report, qPrintable(report ? QString() : report.error().message));
    QCOMPARE(report->salvage.whole.size(), analyses);
    QVERIFY(report->salvage.partly.isEmpty() && report->salvage.lost.isEmpty());
    QVERIFY(contentsOf(report->damagedFile) == before);
    QCOMPARE(complaint(m_path), QString());
    const auto reader = LibraryReader::open(m_path);
    QVERIFY(reader);
    for (const SampleRun &run : runs)
        QVERIFY(*(*reader)->load(run.record.id) == run.record);
    QCOMPARE((*reader)->list({})->front().usage, runs.back().record.transcript.usage);
#ifndef Q_OS_WIN
    QVERIFY(!(QFile::permissions(m_path) & (QFile::ReadGroup | QFile::ReadOther)));
#endif
}

void tst_LibraryRepair::takesWhatIsOnlyInTheLog()
{
    const QString copy = m_folder->filePath(u"copy.sqlite"_s);
    const std::vector<SampleRun> runs = manyRuns();
    {
        LibraryWriter writer(m_path, {.commitDelay = 1h});
        for (const SampleRun &run : runs) {
            write(writer, run);
            writer.flush();
        }
        QVERIFY(QFileInfo(m_path + u"-wal"_s).size() > 0);
        // What a crash would leave. (To copy an open library is no way to back it up.)
        QVERIFY(QFile::copy(m_path, copy));
        QVERIFY(QFile::copy(m_path + u"-wal"_s, copy + u"-wal"_s));
    }
    const auto report = repairAgain(copy);
    QVERIFY2(report, qPrintable(report ? QString() : report.error().message));
    QCOMPARE(report->salvage.whole.size(), analyses);
    QVERIFY(QFile::exists(report->damagedFile + u"-wal"_s));
    QCOMPARE(complaint(copy), QString());
}

void tst_LibraryRepair::savesAllThatIsNotOnADamagedPage()
{
    const std::vector<SampleRun> runs = manyRuns();
    makeLibrary(m_path, runs);
    const QByteArray sound = contentsOf(m_path);
    std::map<qint64, std::set<quint32>> pagesOf; // of each analysis: those where its rows begin
    const Result<> scanned = scanPages(m_path, [&](const FoundRecord &record) {
        const bool isAnalysis = record.values.size() > 20 && !record.values.front().isValid();
        const bool isBody = record.values.size() == 11 && !record.values.front().isValid();
        if (isAnalysis || isBody)
            pagesOf[record.rowid].insert(record.page);
        else if (record.values.size() > 1 && record.values.front().typeId() == QMetaType::LongLong)
            pagesOf[record.values.front().toLongLong()].insert(record.page);
        return true;
    });
    QVERIFY(scanned);
    const auto pages = quint32(sound.size() / pageSize);
    int harmed = 0;
    std::mt19937 random(20261122);
    quint32 tried = 0;
    // Every page of a small file would do, but takes minutes: the first ones, with the roots of the trees,
    // and a part of the others.
    for (quint32 page = 1; page <= pages; page += page <= 10 ? 1 : 1 + quint32(random() % (pages / 12))) {
        ++tried;
        QByteArray damaged = sound;
        for (qint64 i = 0; i < pageSize; ++i)
            damaged[(page - 1) * pageSize + i] = char(random());
        put(m_path, damaged);
        const auto report = repairAgain(m_path);
        QVERIFY2(report, qPrintable(report ? QString() : report.error().message));
        QCOMPARE(complaint(m_path), QString());
        const auto reader = LibraryReader::open(m_path);
        QVERIFY(reader);
        for (const SampleRun &run : runs) {
            const auto loaded = (*reader)->load(run.record.id);
            if (loaded && *loaded == run.record)
                continue;
            ++harmed;
            const bool told = report->salvage.partly.contains(run.record.id)
                || report->salvage.lost.contains(run.record.id);
            const bool onPage = pagesOf[qint64(run.record.id)].contains(page);
            // Rows may also run on over the page: long texts and events do. Such an analysis is partly saved.
            QVERIFY2(onPage || (told && loaded),
                     qPrintable(u"analysis %1, page %2"_s.arg(qint64(run.record.id)).arg(page)));
        }
    }
    QVERIFY(harmed > 0);
    qInfo("%u of %u pages damaged one by one; %d of %u runs came out less than whole", tried, pages, harmed,
          tried * analyses);
}

void tst_LibraryRepair::savesWhatItCanFromRandomDamage()
{
    makeLibrary(m_path, manyRuns());
    const QByteArray sound = contentsOf(m_path);
    std::random_device device;
    const auto seed = qEnvironmentVariableIsSet("REASONGLASS_TEST_SEED")
        ? unsigned(qEnvironmentVariableIntValue("REASONGLASS_TEST_SEED"))
        : device();
    qInfo("REASONGLASS_TEST_SEED=%u", seed);
    std::mt19937 random(seed);
    qsizetype whole = 0;
    constexpr int rounds = 25;
    for (int round = 0; round < rounds; ++round) {
        QByteArray damaged = sound;
        const auto flips = unsigned(1 + random() % 300);
        for (unsigned i = 0; i < flips; ++i)
            damaged[qsizetype(random() % unsigned(damaged.size()))] = char(random());
        if (round % 10 == 0)
            damaged.truncate(damaged.size() / 2);
        put(m_path, damaged);
        const auto report = repairAgain(m_path);
        QVERIFY2(report, qPrintable(report ? QString() : report.error().message));
        QVERIFY(contentsOf(report->damagedFile) == damaged);
        QCOMPARE(complaint(m_path), QString());
        whole += report->salvage.whole.size();
    }
    QVERIFY(whole > rounds * analyses / 4);
    qInfo("%lld of %d runs were whole", qlonglong(whole), rounds * analyses);
}

void tst_LibraryRepair::findsItsWayWithoutTheFirstPage()
{
    makeLibrary(m_path, manyRuns());
    QByteArray damaged = contentsOf(m_path);
    damaged.replace(0, pageSize, QByteArray(pageSize, '\0'));
    put(m_path, damaged);
    QVERIFY(!LibraryReader::open(m_path));
    const auto report = repairAgain(m_path);
    QVERIFY2(report, qPrintable(report ? QString() : report.error().message));
    QCOMPARE(report->salvage.whole.size(), analyses);
    QCOMPARE(complaint(m_path), QString());
}

void tst_LibraryRepair::marksARunWithMissingEvents()
{
    std::mt19937 random(1);
    SampleRun run = sampleRun(1,
                              {.prompt = u"long"_s,
                               .reasoning = words(random, 60'000),
                               .answer = u"the answer"_s,
                               .note = u"mine"_s});
    makeLibrary(m_path, {run, sampleRun(2)});
    {
        PlainConnection plain(m_path);
        QVERIFY(plain.value(u"SELECT count(*) FROM event_chunk WHERE analysis = 1"_s).toInt() > 3);
        QVERIFY(plain.execute(
            u"UPDATE event_chunk SET data = CAST(substr(data, 1, 5000) || zeroblob(9) || substr(data, 5010) "
            u"AS BLOB) "
            "WHERE rowid = (SELECT rowid FROM event_chunk WHERE analysis = 1 AND first_frame > 0 LIMIT 1)"_s));
    }
    QVERIFY(!complaint(m_path).isEmpty());

    const auto report = repairAgain(m_path);

    QVERIFY2(report, qPrintable(report ? QString() : report.error().message));
    QCOMPARE(report->salvage.partly, QList<AnalysisId>{AnalysisId(1)});
    QCOMPARE(report->salvage.whole, QList<AnalysisId>{AnalysisId(2)});
    const auto reader = LibraryReader::open(m_path);
    const auto loaded = (*reader)->load(AnalysisId(1));
    QVERIFY(loaded);
    QCOMPARE(answerText(loaded->transcript), u"the answer"_s); // came after the gap
    QVERIFY(loaded->note.startsWith(u"mine\n\n[Repaired on 2027-01-15: events of attempt 1"));
    QVERIFY(loaded->note.contains(reasoningText(run.record.transcript).last(200))); // was stored beside
    QCOMPARE(loaded->transcript.usage, run.record.transcript.usage);
}

void tst_LibraryRepair::keepsTaskSetsAsTheyAre()
{
    makeLibrary(m_path, manyRuns());
    addTasks(m_path);
    const TaskContent before = taskContent(m_path);
    QCOMPARE(before.runs.size(), std::size_t(analyses));
    QCOMPARE(before.tasks.size(), std::size_t(tasksOfSet - 1));
    QCOMPARE(before.batches.size(), 1);

    const auto report = repairAgain(m_path);

    QVERIFY2(report, qPrintable(report ? QString() : report.error().message));
    QCOMPARE(report->salvage.whole.size(), analyses);
    QVERIFY(report->salvage.lost.isEmpty());
    QCOMPARE(complaint(m_path), QString());
    const TaskContent after = taskContent(m_path);
    QCOMPARE(after.sets, before.sets);
    QCOMPARE(after.prompts, before.prompts);
    QCOMPARE(after.tasks, before.tasks);
    QCOMPARE(after.matrix, before.matrix);
    QCOMPARE(after.runs, before.runs);
    QCOMPARE(after.batches, before.batches);
}

/// Random bytes may look like rows, but what is told of a task was told before.
void tst_LibraryRepair::savesTasksThatAreNotOnADamagedPage()
{
    makeLibrary(m_path, manyRuns());
    addTasks(m_path);
    const TaskContent before = taskContent(m_path);
    const QByteArray sound = contentsOf(m_path);
    std::map<QString, std::set<quint32>> pagesOf; // of each task: where its row begins
    const auto taskColumns =
        PlainConnection(m_path).value(u"SELECT count(*) FROM pragma_table_info('task')"_s).toLongLong();
    const Result<> scanned = scanPages(m_path, [&](const FoundRecord &record) {
        if (record.hasRowid && record.values.size() == taskColumns
            && record.values.at(1).typeId() == QMetaType::QString)
            pagesOf[record.values.at(1).toString()].insert(record.page);
        return true;
    });
    QVERIFY(scanned);
    std::set<quint32> pages;
    for (const auto &[id, where] : pagesOf)
        pages.insert(where.begin(), where.end());
    QVERIFY(pages.size() > 3);
    std::mt19937 random(20261125);
    std::size_t lost = 0;
    for (const quint32 page : pages) {
        QByteArray damaged = sound;
        for (qint64 i = 0; i < pageSize; ++i)
            damaged[(page - 1) * pageSize + i] = char(random());
        put(m_path, damaged);
        const auto report = repairAgain(m_path);
        QVERIFY2(report, qPrintable(report ? QString() : report.error().message));
        QCOMPARE(complaint(m_path), QString());
        const TaskContent after = taskContent(m_path);
        for (const Task &task : before.tasks) {
            if (std::find(after.tasks.begin(), after.tasks.end(), task) != after.tasks.end())
                continue;
            ++lost;
            QVERIFY2(pagesOf[task.id].contains(page), qPrintable(u"%1, page %2"_s.arg(task.id).arg(page)));
        }
        QCOMPARE(after.runs.size(),
                 std::size_t(analyses)); // of tasks that were taken out, where these are lost
        QCOMPARE(after.sets.front().set, before.sets.front().set);
        QCOMPARE(after.batches, before.batches);
    }
    QVERIFY(lost > 0);
    qInfo("%zu pages with tasks damaged one by one; %zu of %zu tasks lost", pages.size(), lost,
          pages.size() * before.tasks.size());
}

void tst_LibraryRepair::savesTasksFromRandomDamage()
{
    makeLibrary(m_path, manyRuns());
    addTasks(m_path);
    const QByteArray sound = contentsOf(m_path);
    std::random_device device;
    const auto seed = qEnvironmentVariableIsSet("REASONGLASS_TEST_SEED")
        ? unsigned(qEnvironmentVariableIntValue("REASONGLASS_TEST_SEED"))
        : device();
    qInfo("REASONGLASS_TEST_SEED=%u", seed);
    std::mt19937 random(seed);
    std::size_t saved = 0;
    constexpr int rounds = 25;
    for (int round = 0; round < rounds; ++round) {
        QByteArray damaged = sound;
        const auto flips = unsigned(1 + random() % 300);
        for (unsigned i = 0; i < flips; ++i)
            damaged[qsizetype(random() % unsigned(damaged.size()))] = char(random());
        put(m_path, damaged);
        const auto report = repairAgain(m_path);
        QVERIFY2(report, qPrintable(report ? QString() : report.error().message));
        QCOMPARE(complaint(m_path), QString());
        saved += taskContent(m_path).tasks.size();
    }
    QVERIFY(saved > std::size_t(rounds * tasksOfSet / 4));
    qInfo("%zu of %d tasks were saved", saved, rounds * (tasksOfSet - 1));
}

void tst_LibraryRepair::makesLostSetsAndTasksAgain()
{
    makeLibrary(m_path, manyRuns());
    addTasks(m_path);
    const TaskContent before = taskContent(m_path);
    {
        PlainConnection plain(m_path); // whose foreign keys are off
        QVERIFY(plain.execute(u"PRAGMA secure_delete = ON"_s));
        QVERIFY(plain.execute(u"DELETE FROM task_set"_s));
        QVERIFY(plain.execute(u"DELETE FROM task WHERE id IN ('task 1', 'task 16')"_s));
        QVERIFY(plain.execute(u"DELETE FROM analysis WHERE id = 14"_s));
        QVERIFY(plain.execute(u"DELETE FROM analysis_body WHERE analysis = 14"_s));
        QVERIFY(plain.execute(u"DELETE FROM event_chunk WHERE analysis = 14"_s));
        QVERIFY(plain.execute(u"DELETE FROM part WHERE analysis = 14"_s));
        QVERIFY(plain.execute(u"DELETE FROM grade WHERE analysis = 5 AND verdict = 'solved'"_s));
        QVERIFY(plain.execute(u"DELETE FROM batch"_s));
    }
    const auto report = repairAgain(m_path);
    QVERIFY2(report, qPrintable(report ? QString() : report.error().message));
    QCOMPARE(complaint(m_path), QString());
    const TaskContent after = taskContent(m_path);
    QCOMPARE(after.sets.size(), 1);
    QCOMPARE(after.sets.front().set.name, u"Saved from a damaged library"_s);
    QCOMPARE(after.prompts, before.prompts);
    QCOMPARE(after.tasks.size(), before.tasks.size() - 2);
    QCOMPARE(after.runs.size(), before.runs.size() - 1); // the 14th has no analysis any more
    QCOMPARE(after.runs.front().task, Task{.id = u"task 1"_s});
    QVERIFY(after.runs.front().outdated);
    QCOMPARE(after.runs.front().grades, before.runs.front().grades);
    QVERIFY(after.batches.empty());
    const auto reader = LibraryReader::open(m_path);
    QCOMPARE((*reader)->tasks().run(AnalysisId(2))->batch, BatchId{});
    QCOMPARE((*reader)->tasks().run(AnalysisId(2))->verdict, Verdict::Solved);
    QVERIFY(!(*reader)->tasks().run(AnalysisId(5))->verdict); // to be graded again
    QCOMPARE(PlainConnection(m_path).value(u"SELECT count(*) FROM batch_item"_s).toInt(), 0);
}

void tst_LibraryRepair::leavesOutWhatIsNoJson()
{
    makeLibrary(m_path, manyRuns());
    addTasks(m_path);
    const TaskContent before = taskContent(m_path);
    {
        PlainConnection plain(m_path);
        QVERIFY(plain.execute(u"UPDATE task_set SET grader = '{', models = ''"_s));
        QVERIFY(plain.execute(u"UPDATE task SET fields = '{\"' WHERE id = 'task 20'"_s));
        QVERIFY(plain.execute(u"UPDATE task SET expected = '[' WHERE id = 'task 4'"_s));
        QVERIFY(plain.execute(u"UPDATE grade SET evidence = '?' WHERE analysis = 1"_s));
    }
    QVERIFY(!complaint(m_path).isEmpty());
    const auto report = repairAgain(m_path);
    QVERIFY2(report, qPrintable(report ? QString() : report.error().message));
    QCOMPARE(complaint(m_path), QString());
    const TaskContent after = taskContent(m_path);
    QCOMPARE(after.tasks.size(), before.tasks.size() - 2);
    QCOMPARE(after.sets.front().set.grader, GraderSpec());
    QCOMPARE(after.runs.front().grades.size(), before.runs.front().grades.size());
    QCOMPARE(after.runs.front().grades.front().grade.evidence, QJsonObject());
    QCOMPARE(after.batches, before.batches);
}

void tst_LibraryRepair::leavesTheLibraryAloneWhileAnotherProgramHasIt()
{
    makeLibrary(m_path, {sampleRun(1)});
    {
        const OwnerLock other(m_path);
        const auto report = repairAgain(m_path);
        QVERIFY(!report);
        QCOMPARE(report.error().kind, ErrorKind::Usage);
        QVERIFY(report.error().message.contains(u"another program"));
    }
#ifdef Q_OS_UNIX
    QProcess child;
    child.start(QCoreApplication::applicationFilePath(), {QString::fromLatin1(holderArgument), m_path});
    QVERIFY(child.waitForReadyRead());
    QVERIFY(!repairAgain(m_path));
    child.closeWriteChannel();
    QVERIFY(child.waitForFinished());
#endif
    QVERIFY(repairAgain(m_path));
}

void tst_LibraryRepair::touchesNothingWhenItCannotFinish()
{
    makeLibrary(m_path, manyRuns());
    const QByteArray before = contentsOf(m_path);
    const QStringList filesBefore = files();
    const auto report = repairLibrary(m_path, now, [](qint64 done, qint64) { return done < 5; });
    QVERIFY(!report);
    QCOMPARE(report.error().code, u"stopped"_s);
    QVERIFY(contentsOf(m_path) == before);
    QCOMPARE(files(), filesBefore);
    QVERIFY(!repairLibrary(m_path + u"2"_s, now));
    QCOMPARE(files(), filesBefore);
}

void tst_LibraryRepair::bringsARepairToItsEndAfterACrash()
{
    makeLibrary(m_path, {sampleRun(1)});
    QVERIFY(QFile::rename(m_path, m_path + u".repaired"_s));
    put(m_path + u"-wal"_s, "of the file that was damaged");
    LibraryWriter writer(m_path, {.commitDelay = 1h});
    expectNoTrouble(writer);
    write(writer, sampleRun(2));
    writer.flush();
    const auto reader = LibraryReader::open(m_path);
    QVERIFY(reader);
    QCOMPARE((*reader)->verifyAll().value_or(-1), 2);
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc == 3 && qstrcmp(argv[1], holderArgument) == 0)
        return holdOpen(QString::fromLocal8Bit(argv[2]));
    tst_LibraryRepair test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_libraryrepair.moc"
