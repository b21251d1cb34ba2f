#include "app/taskbench.h"
#include "ui/tasks/dialogtest.h"
#include "ui/tasks/regradedialog.h"
#include "ui/tasks/texttable.h"

#include <QPushButton>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using namespace reasonglass::test;

/// Grading stored answers anew.
class tst_RegradeDialog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void init();
    void cleanup();
    void saysThatThereIsNothingToGrade();
    void saysThatNothingWouldChange();
    void showsWhatWouldChangeAndChangesNothing();
    void keepsTheNewGrades();
    void leavesWhatAPersonHasSaid();
    void namesEveryControl();

private:
    void run(int tasks);
    QList<std::optional<Verdict>> verdicts();

    std::unique_ptr<SystemClock> m_clock;
    std::unique_ptr<TaskBench> m_bench;
    TaskSet m_set;
};

void tst_RegradeDialog::init()
{
    m_clock = std::make_unique<SystemClock>();
    m_bench = std::make_unique<TaskBench>(*m_clock);
    m_bench->start();
    m_bench->answerRightly();
    m_set = m_bench->createSet(3);
    m_bench->workbench->flush();
}

void tst_RegradeDialog::cleanup()
{
    m_bench.reset();
    m_clock.reset();
}

void tst_RegradeDialog::run(int tasks)
{
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    QVERIFY(m_bench->batches().run(m_set, m_bench->cells(tasks), {}).has_value());
    QCOMPARE(waitForEnd(ended).solved, tasks);
    m_bench->workbench->flush();
}

QList<std::optional<Verdict>> tst_RegradeDialog::verdicts()
{
    QList<std::optional<Verdict>> all;
    for (const TaskRun &run : m_bench->matrix(m_set.id).runs)
        all += run.verdict;
    return all;
}

void tst_RegradeDialog::saysThatThereIsNothingToGrade()
{
    const Shown<RegradeDialog> dialog(m_bench->desk->grading(), m_bench->workbench->settings(), m_set.id);
    QTRY_COMPARE(said(dialog, u"state"_s), u"There are no answers to grade yet."_s);
    QVERIFY(!child<QPushButton>(dialog, u"keep"_s)->isEnabled());
}

void tst_RegradeDialog::saysThatNothingWouldChange()
{
    run(3);
    const Shown<RegradeDialog> dialog(m_bench->desk->grading(), m_bench->workbench->settings(), m_set.id);
    QTRY_COMPARE(said(dialog, u"state"_s), u"3 answers were looked at. No grade would change."_s);
    QVERIFY(!child<QPushButton>(dialog, u"keep"_s)->isEnabled());
}

void tst_RegradeDialog::showsWhatWouldChangeAndChangesNothing()
{
    run(2);
    m_bench->desk->addTasks(m_set.id,
                            {{.id = u"t1"_s, .fields = {{u"prompt"_s, u"Say 1"_s}}, .expected = u"one"_s}});
    m_bench->workbench->flush();
    const Shown<RegradeDialog> dialog(m_bench->desk->grading(), m_bench->workbench->settings(), m_set.id);
    const auto *changes = child<TextTable>(dialog, u"changes"_s);
    QTRY_COMPARE(changes->rowCount(), 1);
    QCOMPARE(changes->textAt(0, 0), u"t1"_s);
    QCOMPARE(changes->textAt(0, 2), u"✓ solved"_s);
    QCOMPARE(changes->textAt(0, 3), u"✕ failed"_s);
    QCOMPARE(changes->textAt(0, 4), u"The answer is the expected text."_s);
    QVERIFY(!changes->textAt(0, 5).isEmpty());
    changes->selectionModel()->select(changes->model()->index(0, 0),
                                      QItemSelectionModel::Select | QItemSelectionModel::Rows);
    QVERIFY(child<QLabel>(dialog, u"reasons"_s)
                ->text()
                .startsWith(u"Before: The answer is the expected text.\nAfter: "_s));
    QCOMPARE(verdicts(), (QList<std::optional<Verdict>>{Verdict::Solved, Verdict::Solved}));
}

void tst_RegradeDialog::keepsTheNewGrades()
{
    run(2);
    m_bench->desk->addTasks(m_set.id,
                            {{.id = u"t1"_s, .fields = {{u"prompt"_s, u"Say 1"_s}}, .expected = u"one"_s}});
    m_bench->workbench->flush();
    const Shown<RegradeDialog> dialog(m_bench->desk->grading(), m_bench->workbench->settings(), m_set.id);
    auto *keep = child<QPushButton>(dialog, u"keep"_s);
    QTRY_VERIFY(keep->isEnabled());
    QSignalSpy kept(dialog, &RegradeDialog::kept);
    keep->click();
    QTRY_COMPARE(kept.size(), 1);
    QCOMPARE(said(dialog, u"state"_s), u"1 new grade was kept."_s);
    QVERIFY(!keep->isEnabled());
    QVERIFY(verdicts().contains(Verdict::Failed));
}

void tst_RegradeDialog::leavesWhatAPersonHasSaid()
{
    run(1);
    m_bench->desk->grading().gradeByHand(m_bench->matrix(m_set.id).runs.front(), m_set.id, Verdict::Failed,
                                         u"It is rude"_s);
    m_bench->workbench->flush();
    const Shown<RegradeDialog> dialog(m_bench->desk->grading(), m_bench->workbench->settings(), m_set.id);
    QTRY_COMPARE(
        said(dialog, u"state"_s),
        u"1 answer was looked at. The one that was graded by a person stays as it is. No grade would "
        "change."_s);
}

void tst_RegradeDialog::namesEveryControl()
{
    const Shown<RegradeDialog> dialog(m_bench->desk->grading(), m_bench->workbench->settings(), m_set.id);
    QCOMPARE(unnamedControls(dialog), QStringList());
}

QTEST_MAIN(tst_RegradeDialog)
#include "tst_regradedialog.moc"
