#include "app/taskbench.h"
#include "base/whenanswered.h"

#include <QFile>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using namespace reasonglass::test;

/// What front ends do with task sets, against a real library.
class tst_TaskDesk : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void readsInTheBackground();
    void readingCanBeCancelled();
    void aNewSetGetsAnIdAndItsFirstTemplate();
    void changesAreToldOnceTheyAreStored();
    void mergesTasks();
    void exportsTheMatrix();
    void whatCannotBeExportedLeavesTheOldFile();
    void saysWhereItCannotWrite();
    void aSetComesBackFromTheTrash();

private:
    TaskDesk &desk() { return *m_bench->desk; }
    QString file(const QString &name, const QByteArray &content = {});
    QStringList taskIds(TaskSetId set);
    template <typename Answer>
    Answer waitFor(const QFuture<Answer> &future)
    {
        QFutureWatcher<Answer> watcher;
        QSignalSpy finished(&watcher, &QFutureWatcherBase::finished);
        watcher.setFuture(future);
        if (finished.isEmpty())
            finished.wait();
        return future.result();
    }

    std::unique_ptr<SystemClock> m_clock;
    std::unique_ptr<TaskBench> m_bench;
};

void tst_TaskDesk::init()
{
    m_clock = std::make_unique<SystemClock>();
    m_bench = std::make_unique<TaskBench>(*m_clock);
    m_bench->start();
}

void tst_TaskDesk::cleanup()
{
    m_bench.reset();
    m_clock.reset();
}

QString tst_TaskDesk::file(const QString &name, const QByteArray &content)
{
    QFile file(m_bench->folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qWarning("a file of this test cannot be written");
    return file.fileName();
}

QStringList tst_TaskDesk::taskIds(TaskSetId set)
{
    QStringList ids;
    for (const TaskRow &task : m_bench->matrix(set).tasks)
        ids += task.id;
    return ids;
}

void tst_TaskDesk::readsInTheBackground()
{
    const QString path =
        file(u"a.jsonl"_s, "{\"id\": \"x\", \"prompt\": \"Say 1\", \"expected\": \"1\"}\nnonsense\n");
    const Result<ReadTasks> read = waitFor(desk().read({path}));
    QVERIFY(read);
    QCOMPARE(read->tasks.size(), size_t(1));
    QCOMPARE(read->tasks.front().id, u"x"_s);
    QCOMPARE(read->bad.size(), size_t(1));
}

void tst_TaskDesk::readingCanBeCancelled()
{
    QByteArray many;
    for (int i = 0; i < 50'000; ++i)
        many += "{\"prompt\": \"Say " + QByteArray::number(i) + "\"}\n";
    const QString path = file(u"many.jsonl"_s, many);
    bool isTold = false;
    QFuture<Result<ReadTasks>> reading = desk().read({path});
    whenAnswered(reading, this, [&](const Result<ReadTasks> &) { isTold = true; });
    reading.cancel();
    QTRY_VERIFY(reading.isFinished()); // the thread has let go of it
    QCoreApplication::processEvents();
    QVERIFY(reading.isCanceled());
    QCOMPARE(reading.resultCount(), 0);
    QVERIFY(!isTold);
}

void tst_TaskDesk::aNewSetGetsAnIdAndItsFirstTemplate()
{
    const TaskSet first = m_bench->createSet(2);
    const TaskSet second = m_bench->createSet(1);
    QVERIFY(first.id != TaskSetId{});
    QVERIFY(first.id != second.id);
    QCOMPARE(m_bench->matrix(first.id).set, first);
    QCOMPARE(taskIds(first.id), (QStringList{u"t1"_s, u"t2"_s}));
    TaskSet changed = first;
    changed.prompt.text = u"Please. {{prompt}}"_s;
    desk().save(changed);
    QCOMPARE(m_bench->matrix(first.id).set.prompt.version, 2);
}

void tst_TaskDesk::changesAreToldOnceTheyAreStored()
{
    const TaskSet set = m_bench->createSet(2);
    m_bench->workbench->flush();
    QCoreApplication::processEvents();
    size_t left = 2;
    connect(m_bench->workbench.get(), &Workbench::taskSetsChanged, this, [&] {
        const auto reader = LibraryReader::open(m_bench->libraryFile());
        left = reader ? (*reader)->tasks().matrix(set.id).value_or(TaskMatrix{}).tasks.size() : 99;
    });
    desk().removeTasks(set.id, {u"t1"_s});
    QTRY_COMPARE(left, size_t(1));
    desk().restoreTasks(set.id, {u"t1"_s});
    QTRY_COMPARE(left, size_t(2));
}

void tst_TaskDesk::mergesTasks()
{
    const TaskSet into = m_bench->createSet(2);
    const TaskSet from =
        desk().create({.name = u"More"_s},
                      {{.id = u"t2"_s, .fields = {{u"prompt"_s, u"Say two"_s}}, .expected = u"two"_s},
                       {.id = u"t9"_s, .fields = {{u"prompt"_s, u"Say 9"_s}}, .expected = u"9"_s}});
    m_bench->workbench->flush();
    const Result<int> merged = waitFor(desk().merge(from.id, into.id));
    QVERIFY(merged);
    QCOMPARE(*merged, 2);
    QCOMPARE(taskIds(into.id), (QStringList{u"t1"_s, u"t2"_s, u"t9"_s}));
    QCOMPARE(taskIds(from.id), (QStringList{u"t2"_s, u"t9"_s}));
    const auto replaced =
        m_bench->read<Task>([&](TaskReader &reader) { return reader.task(into.id, u"t2"_s); });
    QVERIFY(replaced);
    QCOMPARE(replaced->expected.toString(), u"two"_s);
}

void tst_TaskDesk::exportsTheMatrix()
{
    const TaskSet set = m_bench->createSet(2);
    m_bench->workbench->flush();
    const QString path = file(u"matrix.csv"_s, "what was there");
    QVERIFY(waitFor(desk().exportTo(path, set.id, TaskExport::MatrixCsv)));
    QFile written(path);
    QVERIFY(written.open(QIODevice::ReadOnly));
    const QByteArray content = written.readAll();
    QVERIFY(content.contains("t1"));
    QVERIFY(content.contains("t2"));
    QVERIFY(!content.contains("what was there"));
}

void tst_TaskDesk::whatCannotBeExportedLeavesTheOldFile()
{
    const TaskSet set = m_bench->createSet(1);
    m_bench->workbench->flush();
    const QString path = file(u"old.json"_s, "what was there");
    const auto unchanged = [&] {
        QFile old(path);
        return old.open(QIODevice::ReadOnly) && old.readAll() == "what was there";
    };
    QVERIFY(!waitFor(desk().exportTo(path, TaskSetId{77}, TaskExport::MatrixCsv)));
    QVERIFY(unchanged());
    const Result<> noArc = waitFor(desk().exportTo(path, set.id, TaskExport::ArcSubmission, m_bench->nano));
    QVERIFY(!noArc);
    QCOMPARE(noArc.error().kind, ErrorKind::Usage);
    QVERIFY(unchanged());
}

void tst_TaskDesk::saysWhereItCannotWrite()
{
    const TaskSet set = m_bench->createSet(1);
    m_bench->workbench->flush();
    const QString path = m_bench->folder.filePath(u"no such folder/matrix.csv"_s);
    const Result<> written = waitFor(desk().exportTo(path, set.id, TaskExport::MatrixCsv));
    QVERIFY(!written);
    QCOMPARE(written.error().kind, ErrorKind::Usage);
    QVERIFY2(written.error().message.contains(path), qPrintable(written.error().message));
}

void tst_TaskDesk::aSetComesBackFromTheTrash()
{
    const TaskSet set = m_bench->createSet(2);
    const auto sets = [this] {
        return m_bench->read<std::vector<TaskSetRow>>([](TaskReader &reader) { return reader.sets(); })
            .value_or(std::vector<TaskSetRow>{})
            .size();
    };
    QCOMPARE(sets(), size_t(1));
    desk().moveToTrash(set.id);
    QCOMPARE(sets(), size_t(0));
    desk().restore(set.id);
    QCOMPARE(sets(), size_t(1));
    QCOMPARE(taskIds(set.id), (QStringList{u"t1"_s, u"t2"_s}));
}

QTEST_GUILESS_MAIN(tst_TaskDesk)
#include "tst_taskdesk.moc"
