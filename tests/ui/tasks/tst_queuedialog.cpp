#include "app/taskbench.h"
#include "ui/tasks/dialogtest.h"
#include "ui/tasks/queuedialog.h"
#include "ui/tasks/texttable.h"

#include <QCheckBox>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using namespace reasonglass::test;

/// The queue of a batch whose first run never ends.
class tst_QueueDialog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void init();
    void cleanup();
    void showsWhatRunsAndWhatWaits();
    void movesItems_data();
    void movesItems();
    void takesItemsOutAndPutsThemBack();
    void whatRunsIsNotMoved();
    void changesLimitsWhileItGoes();
    void followsTheBatch();
    void saysThatTheBatchHasEnded();
    void namesEveryControl();

private:
    QStringList waiting() const;
    TextTable *table() const { return child<TextTable>(*m_dialog, u"queue"_s); }
    void select(const QStringList &tasks) const;

    std::unique_ptr<SystemClock> m_clock;
    std::unique_ptr<TaskBench> m_bench;
    std::unique_ptr<Shown<QueueDialog>> m_dialog;
    BatchId m_batch{};
};

void tst_QueueDialog::init()
{
    m_clock = std::make_unique<SystemClock>();
    m_bench = std::make_unique<TaskBench>(*m_clock);
    m_bench->start();
    m_bench->server.setResponder(
        [](const ReceivedRequest &) { return stalled(created() + test::said("1")); });
    const TaskSet set = m_bench->createSet(5);
    const auto id = m_bench->batches().run(set, m_bench->cells(5), {.atOnce = 1});
    QVERIFY(id.has_value());
    m_batch = *id;
    QTRY_COMPARE(m_bench->workbench->runningCount(), 1);
    m_dialog =
        std::make_unique<Shown<QueueDialog>>(m_bench->batches(), m_bench->workbench->settings(), m_batch);
    QVERIFY(QTest::qWaitForWindowActive(*m_dialog));
}

void tst_QueueDialog::cleanup()
{
    m_dialog.reset();
    m_bench.reset();
    m_clock.reset();
}

QStringList tst_QueueDialog::waiting() const
{
    QStringList tasks;
    for (int row = 0; row < table()->rowCount(); ++row) {
        if (table()->textAt(row, 3) == u"waiting"_s)
            tasks += table()->textAt(row, 1);
    }
    return tasks;
}

void tst_QueueDialog::select(const QStringList &tasks) const
{
    table()->clearSelection();
    for (int row = 0; row < table()->rowCount(); ++row) {
        if (tasks.contains(table()->textAt(row, 1)))
            table()->selectionModel()->select(table()->model()->index(row, 0),
                                              QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
}

void tst_QueueDialog::showsWhatRunsAndWhatWaits()
{
    QCOMPARE(table()->rowCount(), 5);
    QCOMPARE(table()->textAt(0, 1), u"t1"_s);
    QCOMPARE(table()->textAt(0, 3), u"● running"_s);
    QCOMPARE(table()->textAt(0, 2), u"gpt-5-nano"_s);
    QCOMPARE(waiting(), (QStringList{u"t2"_s, u"t3"_s, u"t4"_s, u"t5"_s}));
    QVERIFY(test::said(*m_dialog, u"state"_s).startsWith(u"0 of 5 · 1 running"_s));
}

void tst_QueueDialog::movesItems_data()
{
    QTest::addColumn<QString>("button");
    QTest::addColumn<int>("key");
    QTest::addColumn<QStringList>("moved");
    QTest::addColumn<QStringList>("order");
    QTest::newRow("to the front") << u"toFront"_s << int(Qt::Key_Home) << QStringList{u"t4"_s, u"t5"_s}
                                  << QStringList{u"t4"_s, u"t5"_s, u"t2"_s, u"t3"_s};
    QTest::newRow("up") << u"up"_s << int(Qt::Key_Up) << QStringList{u"t4"_s}
                        << QStringList{u"t2"_s, u"t4"_s, u"t3"_s, u"t5"_s};
    QTest::newRow("down") << u"down"_s << int(Qt::Key_Down) << QStringList{u"t2"_s}
                          << QStringList{u"t3"_s, u"t2"_s, u"t4"_s, u"t5"_s};
    QTest::newRow("to the back") << u"toBack"_s << int(Qt::Key_End) << QStringList{u"t2"_s, u"t4"_s}
                                 << QStringList{u"t3"_s, u"t5"_s, u"t2"_s, u"t4"_s};
}

void tst_QueueDialog::movesItems()
{
    QFETCH(const QString, button);
    QFETCH(const int, key);
    QFETCH(const QStringList, moved);
    const QStringList before = waiting();
    select(moved);
    child<QPushButton>(*m_dialog, button)->click();
    QTEST(waiting(), "order");
    QCOMPARE(table()->selectedKeys().size(), size_t(moved.size())); // still selected, to be moved on

    // And by keyboard, from the same order.
    select({u"t2"_s});
    for (int i = 0; i < 4; ++i)
        child<QPushButton>(*m_dialog, u"toFront"_s)->click();
    select(before);
    for (auto task = before.rbegin(); task != before.rend(); ++task) {
        select({*task});
        child<QPushButton>(*m_dialog, u"toFront"_s)->click();
    }
    QCOMPARE(waiting(), before);
    select(moved);
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key(key), Qt::AltModifier);
    QTEST(waiting(), "order");
}

void tst_QueueDialog::takesItemsOutAndPutsThemBack()
{
    select({u"t3"_s, u"t4"_s});
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Delete);
    QCOMPARE(waiting(), (QStringList{u"t2"_s, u"t5"_s}));
    auto *undo = child<QWidget>(*m_dialog, u"undoBar"_s);
    QVERIFY(undo->isVisible());
    for (auto *button : undo->findChildren<QToolButton *>()) {
        if (button->text() == u"&Undo"_s)
            button->click();
    }
    QCOMPARE(waiting(), (QStringList{u"t2"_s, u"t3"_s, u"t4"_s, u"t5"_s}));
    QVERIFY(!undo->isVisible());
}

void tst_QueueDialog::whatRunsIsNotMoved()
{
    select({u"t1"_s});
    for (const QString &name : {u"toFront"_s, u"up"_s, u"down"_s, u"toBack"_s, u"takeOut"_s})
        QVERIFY(!child<QPushButton>(*m_dialog, name)->isEnabled());
    select({u"t1"_s, u"t3"_s});
    child<QPushButton>(*m_dialog, u"takeOut"_s)->click();
    QCOMPARE(waiting(), (QStringList{u"t2"_s, u"t4"_s, u"t5"_s}));
    QCOMPARE(m_bench->workbench->runningCount(), 1);
}

void tst_QueueDialog::changesLimitsWhileItGoes()
{
    child<QSpinBox>(*m_dialog, u"atOnce"_s)->setValue(3);
    QTRY_COMPARE(m_bench->workbench->runningCount(), 3);
    QTRY_COMPARE(waiting(), (QStringList{u"t4"_s, u"t5"_s}));
    child<QCheckBox>(*m_dialog, u"batchCapOn"_s)->click();
    QCOMPARE(m_bench->batches().record(m_batch)->options.batchCapUsd, std::optional(5.0));
    QVERIFY(test::said(*m_dialog, u"state"_s).endsWith(u"$0.00 of $5.00"_s));
}

void tst_QueueDialog::followsTheBatch()
{
    m_bench->batches().remove(m_batch, {m_bench->batches().record(m_batch)->items.back().number});
    QTRY_COMPARE(waiting(), (QStringList{u"t2"_s, u"t3"_s, u"t4"_s}));
    m_bench->batches().pause(m_batch);
    QTRY_VERIFY(test::said(*m_dialog, u"state"_s).contains(u"paused: by you"_s));
}

void tst_QueueDialog::saysThatTheBatchHasEnded()
{
    m_bench->batches().stop(m_batch);
    QTRY_COMPARE(test::said(*m_dialog, u"state"_s), u"This batch has ended: nothing waits."_s);
    QTRY_COMPARE(table()->rowCount(), 0);
    QVERIFY(!child<QSpinBox>(*m_dialog, u"atOnce"_s)->isEnabled());
}

void tst_QueueDialog::namesEveryControl()
{
    QCOMPARE(unnamedControls(*m_dialog), QStringList());
}

QTEST_MAIN(tst_QueueDialog)
#include "tst_queuedialog.moc"
