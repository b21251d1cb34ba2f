#include "app/taskbench.h"
#include "models/tasksetlistmodel.h"

#include <QAbstractItemModelTester>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using namespace reasonglass::test;

/// The list of task sets, against a real library.
class tst_TaskSetListModel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void anEmptyLibraryHasNoSets();
    void setsAreListedTheNewestFirst();
    void rowsThatStayKeepTheirPlace();
    void whatHasChangedIsTold();
    void askedWhileReadingItReadsOnceMore();

private:
    TaskSet create(const QString &name, int tasks = 1);
    void refresh();
    QStringList names() const;

    std::unique_ptr<SystemClock> m_clock;
    std::unique_ptr<TaskBench> m_bench;
    std::unique_ptr<TaskSetListModel> m_model;
};

void tst_TaskSetListModel::init()
{
    m_clock = std::make_unique<SystemClock>();
    m_bench = std::make_unique<TaskBench>(*m_clock);
    m_bench->start();
    m_model = std::make_unique<TaskSetListModel>(m_bench->workbench->library());
    new QAbstractItemModelTester(m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest,
                                 m_model.get());
}

void tst_TaskSetListModel::cleanup()
{
    m_model.reset();
    m_bench.reset();
    m_clock.reset();
}

TaskSet tst_TaskSetListModel::create(const QString &name, int tasks)
{
    TaskSet set = m_bench->createSet(tasks);
    set.name = name;
    m_bench->desk->save(set);
    return set;
}

void tst_TaskSetListModel::refresh()
{
    m_bench->workbench->flush();
    QSignalSpy refreshed(m_model.get(), &TaskSetListModel::refreshed);
    m_model->refresh();
    QVERIFY(refreshed.wait());
}

QStringList tst_TaskSetListModel::names() const
{
    QStringList names;
    for (int row = 0; row < m_model->rowCount(); ++row)
        names += m_model->index(row).data().toString();
    return names;
}

void tst_TaskSetListModel::anEmptyLibraryHasNoSets()
{
    QSignalSpy failed(m_model.get(), &TaskSetListModel::failed);
    QVERIFY(!m_model->isRead());
    refresh();
    QVERIFY(m_model->isRead());
    QCOMPARE(m_model->rowCount(), 0);
    QCOMPARE(m_model->rowOf(TaskSetId{7}), -1);
    QVERIFY(failed.isEmpty());
}

void tst_TaskSetListModel::setsAreListedTheNewestFirst()
{
    create(u"old"_s, 1);
    create(u"middle"_s, 2);
    const TaskSet newest = create(u"new"_s, 3);
    refresh();
    QCOMPARE(names(), (QStringList{u"new"_s, u"middle"_s, u"old"_s}));
    QCOMPARE(m_model->rowOf(newest.id), 0);
    QCOMPARE(m_model->at(0).set.id, newest.id);
    const QModelIndex index = m_model->index(0);
    QCOMPARE(index.data(TaskSetListModel::IdRole).value<TaskSetId>(), newest.id);
    QCOMPARE(index.data(TaskSetListModel::NameRole).toString(), u"new"_s);
    QCOMPARE(index.data(TaskSetListModel::TasksRole).toLongLong(), 3);
    QCOMPARE(index.data(TaskSetListModel::RunsRole).toLongLong(), 0);
    QVERIFY(!index.data(Qt::DecorationRole).isValid());
}

void tst_TaskSetListModel::rowsThatStayKeepTheirPlace()
{
    const TaskSet first = create(u"first"_s);
    const TaskSet second = create(u"second"_s);
    create(u"third"_s);
    refresh();
    const QPersistentModelIndex kept = m_model->index(m_model->rowOf(first.id));
    QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
    QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
    QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
    m_bench->desk->moveToTrash(second.id);
    create(u"fourth"_s);
    refresh();
    QCOMPARE(names(), (QStringList{u"fourth"_s, u"third"_s, u"first"_s}));
    QCOMPARE(kept.data().toString(), u"first"_s);
    QCOMPARE(kept.row(), 2);
    QCOMPARE(removed.size(), 1);
    QCOMPARE(inserted.size(), 1);
    m_bench->desk->restore(second.id);
    refresh();
    QCOMPARE(names(), (QStringList{u"fourth"_s, u"third"_s, u"second"_s, u"first"_s}));
    QCOMPARE(kept.data().toString(), u"first"_s);
    QVERIFY(reset.isEmpty());
}

void tst_TaskSetListModel::whatHasChangedIsTold()
{
    TaskSet first = create(u"first"_s);
    create(u"second"_s);
    refresh();
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    refresh();
    QVERIFY(changed.isEmpty());
    first.name = u"renamed"_s;
    m_bench->desk->save(first);
    refresh();
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed.first().first().toModelIndex().row(), 1);
    QCOMPARE(names(), (QStringList{u"second"_s, u"renamed"_s}));
}

void tst_TaskSetListModel::askedWhileReadingItReadsOnceMore()
{
    QSignalSpy refreshed(m_model.get(), &TaskSetListModel::refreshed);
    m_model->refresh();
    create(u"new"_s);
    m_bench->workbench->flush();
    m_model->refresh();
    m_model->refresh();
    QTRY_COMPARE(refreshed.size(), 2); // also where the library was just being made
    QCOMPARE(names(), QStringList{u"new"_s});
}

QTEST_GUILESS_MAIN(tst_TaskSetListModel)
#include "tst_tasksetlistmodel.moc"
