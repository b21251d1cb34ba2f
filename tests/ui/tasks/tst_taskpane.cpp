#include "app/taskbench.h"
#include "ui/arc/arcgridview.h"
#include "ui/tasks/taskpane.h"

#include <QAccessible>
#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using namespace reasonglass::test;

/// One cell in full, against a real library and a server on this machine.
class tst_TaskPane : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void init();
    void cleanup();

    void anEmptyPaneSaysWhatToDo();
    void showsTheTaskOfACellWithoutARun();
    void everyAttemptCanBeRead();
    void whatAModelWroteIsShownAsItIs();
    void aVerdictByHandStandsAfterARegrade();
    void nothingOfOneCellIsShownForAnother();
    void asksForARun();
    void arcAnswersAreDrawn();
    void verdictsHaveNames();

private:
    void runAll(const TaskSet &set, const std::vector<CellPlace> &cells);
    void show(const TaskSet &set, const QString &task);
    QComboBox &attempts() const { return *m_pane->findChild<QComboBox *>(); }
    QString text(const QString &name) const;
    QLabel *label(const QString &name) const;
    QPushButton *button(const QString &text) const;
    ArcGridView *grid(const QString &name) const;

    std::unique_ptr<SystemClock> m_clock;
    std::unique_ptr<TaskBench> m_bench;
    std::unique_ptr<TaskPane> m_pane;
};

void tst_TaskPane::init()
{
    m_clock = std::make_unique<SystemClock>();
    m_bench = std::make_unique<TaskBench>(*m_clock);
    m_bench->start();
    m_bench->answerRightly();
    m_pane = std::make_unique<TaskPane>(*m_bench->workbench, *m_bench->desk);
    m_pane->resize(600, 800);
    m_pane->show();
}

void tst_TaskPane::cleanup()
{
    m_pane.reset();
    m_bench.reset();
    m_clock.reset();
}

void tst_TaskPane::runAll(const TaskSet &set, const std::vector<CellPlace> &cells)
{
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    QVERIFY(m_bench->batches().run(set, cells, {}).has_value());
    QCOMPARE(waitForEnd(ended).done, int(cells.size()));
}

void tst_TaskPane::show(const TaskSet &set, const QString &task)
{
    std::vector<TaskRun> runs;
    for (const TaskRun &run : m_bench->matrix(set.id).runs) {
        if (run.taskId == task)
            runs.push_back(run);
    }
    m_pane->showCell(set, task, m_bench->nano, runs);
}

QString tst_TaskPane::text(const QString &name) const
{
    for (const QPlainTextEdit *edit : m_pane->findChildren<QPlainTextEdit *>()) {
        if (edit->accessibleName() == name)
            return edit->toPlainText();
    }
    return u"no such text"_s;
}

QLabel *tst_TaskPane::label(const QString &name) const
{
    for (QLabel *label : m_pane->findChildren<QLabel *>()) {
        if (label->accessibleName() == name)
            return label;
    }
    return nullptr;
}

QPushButton *tst_TaskPane::button(const QString &text) const
{
    for (QPushButton *button : m_pane->findChildren<QPushButton *>()) {
        if (button->text().remove(u'&').endsWith(text))
            return button;
    }
    return nullptr;
}

ArcGridView *tst_TaskPane::grid(const QString &name) const
{
    for (ArcGridView *grid : m_pane->findChildren<ArcGridView *>()) {
        if (grid->accessibleName() == name)
            return grid;
    }
    return nullptr;
}

void tst_TaskPane::anEmptyPaneSaysWhatToDo()
{
    QVERIFY(!attempts().isVisible());
    QVERIFY(!button(u"Run this now"_s)->isVisible());
    QVERIFY(!m_pane->findChild<QPlainTextEdit *>()->isVisible());
}

void tst_TaskPane::showsTheTaskOfACellWithoutARun()
{
    const TaskSet set = m_bench->createSet(2);
    show(set, u"t2"_s);
    QTRY_COMPARE(text(u"Prompt"_s), u"Say 2"_s);
    QCOMPARE(text(u"Expected"_s), u"2"_s);
    QCOMPARE(label(u"Grade"_s)->text(), u"Not attempted yet."_s);
    QVERIFY(!attempts().isVisible());
    QVERIFY(!button(u"solved"_s)->isVisible()); // there is nothing to judge
    QVERIFY(button(u"Run this now"_s)->isVisible());
    QVERIFY(m_bench->server.requests().empty());
}

void tst_TaskPane::everyAttemptCanBeRead()
{
    const TaskSet set = m_bench->createSet(1);
    m_bench->server.enqueue(eventStream(pricedRun("wrong", 10, 10)));
    runAll(set, m_bench->cells(1));
    runAll(set, m_bench->cells(1));
    show(set, u"t1"_s);
    QCOMPARE(attempts().count(), 2);
    QVERIFY2(attempts().itemText(0).startsWith(u"Attempt 2: solved"_s), qPrintable(attempts().itemText(0)));
    QVERIFY2(attempts().itemText(1).startsWith(u"Attempt 1: failed"_s), qPrintable(attempts().itemText(1)));
    QTRY_COMPARE(text(u"Answer"_s), u"1"_s); // the latest comes first
    QTRY_VERIFY(label(u"Grade"_s)->text().contains(u"solved"_s));

    QSignalSpy chosen(m_pane.get(), &TaskPane::attemptChosen);
    attempts().setFocus();
    QTest::keyClick(&attempts(), Qt::Key_Down);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen.first().first().value<AnalysisId>(), m_bench->matrix(set.id).runs.front().analysis);
    QTRY_COMPARE(text(u"Answer"_s), u"wrong"_s);
    QTRY_VERIFY(label(u"Grade"_s)->text().contains(u"failed"_s));

    show(set, u"t1"_s); // what was chosen stays chosen
    QCOMPARE(attempts().currentIndex(), 1);
    QVERIFY(button(u"Run once more"_s)->isVisible());
}

void tst_TaskPane::whatAModelWroteIsShownAsItIs()
{
    const QString answer = u"<b>7</b> <img src=x>"_s;
    const TaskSet set = m_bench->createSet(1);
    m_bench->server.enqueue(eventStream(pricedRun(answer.toUtf8(), 10, 10)));
    runAll(set, m_bench->cells(1));
    show(set, u"t1"_s);
    QTRY_COMPARE(text(u"Answer"_s), answer);
    QTRY_VERIFY(label(u"Grade"_s)->text().contains(u"failed"_s));
    for (const QLabel *label : m_pane->findChildren<QLabel *>()) {
        if (label->text().contains(u"<b>"_s))
            QCOMPARE(label->textFormat(), Qt::PlainText);
    }
    QCOMPARE(label(u"Grade"_s)->textFormat(), Qt::PlainText);
    QCOMPARE(label(u"Earlier grades"_s)->textFormat(), Qt::PlainText);
    QCOMPARE(label(u"Task and model"_s)->textFormat(), Qt::PlainText);
}

void tst_TaskPane::aVerdictByHandStandsAfterARegrade()
{
    TaskSet set = m_bench->createSet(1);
    m_bench->server.enqueue(eventStream(pricedRun("one", 10, 10)));
    runAll(set, m_bench->cells(1));
    show(set, u"t1"_s);
    QTRY_VERIFY(label(u"Grade"_s)->text().contains(u"failed"_s));
    QVERIFY(!label(u"Earlier grades"_s)->isVisible());
    button(u"solved"_s)->click();
    QTRY_VERIFY(label(u"Grade"_s)->text().contains(u"solved"_s));
    QVERIFY(label(u"Earlier grades"_s)->isVisible());
    QVERIFY2(label(u"Earlier grades"_s)->text().contains(u"failed by grader “Exact text”"_s),
             qPrintable(label(u"Earlier grades"_s)->text()));
    QCOMPARE(m_bench->matrix(set.id).runs.front().verdict, Verdict::Solved);

    set.grader = {.kind = GraderKind::Text};
    m_bench->desk->save(set);
    m_bench->workbench->flush();
    const auto regraded = m_bench->desk->grading().regrade(set.id, true);
    QTRY_VERIFY(regraded.isFinished());
    QCOMPARE(regraded.result()->byPerson, 1);
    show(set, u"t1"_s);
    QCOMPARE(m_bench->matrix(set.id).runs.front().verdict, Verdict::Solved);
    QTRY_VERIFY(label(u"Grade"_s)->text().contains(u"solved"_s));
}

void tst_TaskPane::nothingOfOneCellIsShownForAnother()
{
    const TaskSet set = m_bench->createSet(2);
    runAll(set, m_bench->cells(1));
    show(set, u"t1"_s);
    QTRY_COMPARE(text(u"Answer"_s), u"1"_s);
    show(set, u"t2"_s);
    QCOMPARE(text(u"Answer"_s), QString());
    QVERIFY(text(u"Prompt"_s) != u"Say 1"_s);
    QTRY_COMPARE(text(u"Prompt"_s), u"Say 2"_s);

    // A run that the library has not got yet.
    const TaskRun unknown{.analysis = AnalysisId{77}, .taskId = u"t2"_s, .model = m_bench->nano};
    show(set, u"t1"_s);
    QTRY_COMPARE(text(u"Answer"_s), u"1"_s);
    m_pane->showCell(set, u"t2"_s, m_bench->nano, {unknown});
    QTRY_COMPARE(label(u"Grade"_s)->text(), u"Not in the library yet."_s);
    QCOMPARE(text(u"Answer"_s), QString());
    m_pane->clear();
    QVERIFY(!label(u"Grade"_s)->isVisible());
}

void tst_TaskPane::asksForARun()
{
    const TaskSet set = m_bench->createSet(1);
    show(set, u"t1"_s);
    QSignalSpy wanted(m_pane.get(), &TaskPane::runWanted);
    QTest::keyClick(button(u"Run this now"_s), Qt::Key_Space);
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.first().at(0).toString(), u"t1"_s);
    QCOMPARE(wanted.first().at(1).value<ModelChoice>(), m_bench->nano);
}

void tst_TaskPane::arcAnswersAreDrawn()
{
    const auto gridOf = [](int one, int other) {
        return QJsonArray{QJsonArray{one, other}, QJsonArray{other, one}};
    };
    const Task task{
        .id = u"arc"_s,
        .fields = {{u"prompt"_s, u"Say"_s},
                   {u"train"_s,
                    QJsonArray{QJsonObject{{u"input"_s, gridOf(1, 2)}, {u"output"_s, gridOf(2, 1)}}}},
                   {u"test"_s, QJsonArray{QJsonObject{{u"input"_s, gridOf(3, 4)}}}}},
        .expected = QJsonArray{gridOf(4, 3)}};
    const TaskSet set = m_bench->desk->create(
        {.name = u"Grids"_s, .grader = {.kind = GraderKind::Arc}, .models = {m_bench->nano}}, {task});
    m_bench->server.enqueue(eventStream(pricedRun("[[4,3],[3,5]]", 10, 10)));
    runAll(set, {{.taskId = u"arc"_s, .model = m_bench->nano}});
    show(set, u"arc"_s);
    QTRY_VERIFY(grid(u"Test 1, prediction"_s));
    QTRY_VERIFY(grid(u"Test 1, prediction"_s)->isVisible());
    QVERIFY(grid(u"Test 1, difference"_s));
    QVERIFY(grid(u"Training 1, input"_s));
    QTRY_VERIFY(label(u"Grade"_s)->text().contains(u"failed"_s));
    const ArcGridView *drawn = grid(u"Test 1, prediction"_s);
    show(set, u"arc"_s);
    m_bench->letLibraryAnswer(); // the task and the run have been read anew
    m_pane->repaint();
    QCOMPARE(grid(u"Test 1, prediction"_s), drawn); // it is not drawn anew, so it stays where it was scrolled
}

void tst_TaskPane::verdictsHaveNames()
{
    const TaskSet set = m_bench->createSet(1);
    runAll(set, m_bench->cells(1));
    show(set, u"t1"_s);
    QStringList names;
    for (QPushButton *button : m_pane->findChildren<QPushButton *>()) {
        if (button->isVisible())
            names += QAccessible::queryAccessibleInterface(button)->text(QAccessible::Name);
    }
    QCOMPARE(names, (QStringList{u"Run once more"_s, u"solved"_s, u"failed"_s, u"not graded"_s}));
}

QTEST_MAIN(tst_TaskPane)
#include "tst_taskpane.moc"
