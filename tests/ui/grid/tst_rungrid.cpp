#include "app/workbench.h"
#include "replay/recordingserver.h"
#include "streamview/streamview.h"
#include "support/activetimers.h"
#include "ui/grid/runcell.h"
#include "ui/grid/rungrid.h"
#include "ui/run/phaseline.h"
#include "ui/run/streams.h"

#include <QAccessible>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using namespace reasonglass::test;

namespace {

bool ticks(const RunCell &cell)
{
    return !activeTimers(cell).isEmpty();
}

} // namespace

class tst_RunGrid : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void anEmptyGridSaysHowToBegin();
    void showsReasoningUntilTheAnswerBegins();
    void followsTextsThatBecomeOthers();
    void takesRunsThatGoOnAlready();
    void columnsFollowTheWidth_data();
    void columnsFollowTheWidth();
    void arrowsMoveAndEnterOpens();
    void aClickOpens();
    void stopEndsTheRun();
    void cellsAreNamed();
    void outOfSightNothingIsDrawn();
    void aHiddenGridDoesNothing();
    void frozenRunsWakeNobody();
    void aRunThatIsLetGoLeavesTheGrid();

private:
    /// A run whose stream stays open behind \a body.
    AnalysisSession *startOpen(const QByteArray &body, const QString &prompt = u"Why?"_s);
    AnalysisSession *start(const Script &script, const QString &prompt = u"Why?"_s);
    void makeGrid(int width = 1000, int height = 700);
    RunCell &cell(size_t at) const { return *m_grid->cells().at(at); }

    std::unique_ptr<QTemporaryDir> m_folder;
    SystemClock m_clock;
    std::unique_ptr<RecordingServer> m_server;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<RunGrid> m_grid;
};

void tst_RunGrid::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_server = std::make_unique<RecordingServer>();
    QVERIFY(m_server->listen());
    m_workbench = std::make_unique<Workbench>(
        WorkbenchOptions{
            .profile = findProfile(m_folder->path(), {}, {}), .useKeyStore = false, .endedSessionsKept = 1},
        m_clock);
}

void tst_RunGrid::cleanup()
{
    m_grid.reset();
    m_workbench.reset();
    m_server.reset();
}

void tst_RunGrid::makeGrid(int width, int height)
{
    m_grid = std::make_unique<RunGrid>(*m_workbench);
    m_grid->resize(width, height);
    m_grid->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_grid.get()));
}

AnalysisSession *tst_RunGrid::start(const Script &script, const QString &prompt)
{
    m_server->enqueue(script);
    auto request = m_workbench->newRequest(u"custom"_s, u"test-model"_s, m_server->baseUrl().toString());
    if (!request)
        return nullptr;
    request->response.prompt = prompt;
    request->retries = 0;
    return m_workbench->start(*request).value_or(nullptr);
}

AnalysisSession *tst_RunGrid::startOpen(const QByteArray &body, const QString &prompt)
{
    Script script = eventStream(created() + body);
    script.fault.kind = BodyFault::Kind::Stall;
    return start(script, prompt);
}

void tst_RunGrid::anEmptyGridSaysHowToBegin()
{
    makeGrid();
    const QSignalSpy wanted(m_grid.get(), &RunGrid::promptWanted);
    auto *prompt = m_grid->findChild<QPushButton *>();
    QVERIFY(prompt && prompt->isVisible());
    prompt->click();
    QCOMPARE(wanted.size(), 1);

    QVERIFY(startOpen(answer(u"Because."_s)));
    QCOMPARE(m_grid->cells().size(), size_t(1));
    QVERIFY(!prompt->isVisible());
}

void tst_RunGrid::showsReasoningUntilTheAnswerBegins()
{
    makeGrid();
    QVERIFY(startOpen(reasoning(u"I wonder. "_s) + reasoning(u"Second thought."_s)));
    QTRY_COMPARE(cell(0).view().sourceText(), u"I wonder. Second thought."_s);
    QVERIFY(startOpen(reasoning(u"I wonder."_s) + answer(u"Because."_s)));
    QTRY_COMPARE(cell(1).view().sourceText(), u"Because."_s);
}

void tst_RunGrid::followsTextsThatBecomeOthers()
{
    makeGrid();
    const QByteArray done = test::event({{u"type"_s, u"response.output_text.done"_s},
                                         {u"output_index"_s, 1},
                                         {u"content_index"_s, 0},
                                         {u"text"_s, u"Something else."_s}});
    QVERIFY(startOpen(answer(u"Something wrong"_s) + done));
    QTRY_COMPARE(cell(0).view().sourceText(), u"Something else."_s);
}

void tst_RunGrid::takesRunsThatGoOnAlready()
{
    AnalysisSession *session = startOpen(answer(u"Because."_s));
    QVERIFY(session);
    QTRY_VERIFY(hasVisibleText(session->transcript()));
    makeGrid();
    QCOMPARE(m_grid->cells().size(), size_t(1));
    QTRY_COMPARE(cell(0).view().sourceText(), u"Because."_s);
}

void tst_RunGrid::columnsFollowTheWidth_data()
{
    QTest::addColumn<int>("runs");
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("columns");
    QTest::newRow("one run has all the room") << 1 << 1600 << 1;
    QTest::newRow("two stand side by side") << 2 << 1600 << 2;
    QTest::newRow("four make a square") << 4 << 1600 << 2;
    QTest::newRow("seven take three columns") << 7 << 1600 << 3;
    QTest::newRow("a narrow window has one column") << 4 << 500 << 1;
    QTest::newRow("as many as fit") << 16 << 1000 << 3;
}

void tst_RunGrid::columnsFollowTheWidth()
{
    QFETCH(const int, runs);
    QFETCH(const int, width);
    QFETCH(const int, columns);
    makeGrid(width);
    for (int i = 0; i < runs; ++i)
        QVERIFY(startOpen({}));
    QCOMPARE(m_grid->columns(), columns);
    QTRY_VERIFY(runs < 2 || cell(0).geometry() != cell(1).geometry());
    if (columns > 1)
        QCOMPARE(cell(0).y(), cell(1).y());
    for (const RunCell *shown : m_grid->cells())
        QVERIFY(shown->geometry().right() < width);
    for (const RunCell *shown : m_grid->cells())
        QTRY_VERIFY(std::abs(shown->width() - cell(0).width()) <= 1);
}

void tst_RunGrid::arrowsMoveAndEnterOpens()
{
    makeGrid();
    for (int i = 0; i < 4; ++i)
        QVERIFY(startOpen({}, u"Run %1"_s.arg(i)));
    QSignalSpy opened(m_grid.get(), &RunGrid::openRequested);
    m_grid->activateWindow();
    cell(0).setFocus();
    QTRY_VERIFY(cell(0).hasFocus());
    QTest::keyClick(&cell(0), Qt::Key_Left); // nothing is there
    QVERIFY(cell(0).hasFocus());
    QTest::keyClick(&cell(0), Qt::Key_Right);
    QVERIFY(cell(1).hasFocus());
    QTest::keyClick(&cell(1), Qt::Key_Down);
    QVERIFY(cell(3).hasFocus());
    QTest::keyClick(&cell(3), Qt::Key_Left);
    QTest::keyClick(&cell(2), Qt::Key_Up);
    QVERIFY(cell(0).hasFocus());
    QTest::keyClick(&cell(0), Qt::Key_Return);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened.first().first().value<AnalysisId>(), cell(0).id());
}

void tst_RunGrid::aClickOpens()
{
    makeGrid();
    QVERIFY(startOpen(answer(u"Because."_s)));
    QTRY_VERIFY(cell(0).isInSight());
    const QSignalSpy opened(m_grid.get(), &RunGrid::openRequested);
    // Into the text: it lets clicks through.
    const QPoint inText = cell(0).view().mapTo(&cell(0), cell(0).view().rect().center());
    QVERIFY(cell(0).view().testAttribute(Qt::WA_TransparentForMouseEvents));
    QTest::mouseClick(&cell(0), Qt::LeftButton, {}, inText);
    QCOMPARE(opened.size(), 1);
    QTest::mouseClick(&cell(0), Qt::RightButton, {}, inText);
    QCOMPARE(opened.size(), 1);
}

void tst_RunGrid::stopEndsTheRun()
{
    makeGrid();
    const AnalysisSession *session = startOpen(answer(u"Because."_s));
    QVERIFY(session);
    auto *stop = cell(0).findChild<QToolButton *>();
    QTRY_VERIFY(stop->isVisible());
    QTest::mouseClick(stop, Qt::LeftButton);
    QCOMPARE(session->phase(), Phase::Cancelled);
    QVERIFY(!stop->isVisible());
    QCOMPARE(m_grid->cells().size(), size_t(1)); // it stays to be read
}

void tst_RunGrid::cellsAreNamed()
{
    makeGrid();
    const AnalysisSession *session = start(eventStream(created() + answer(u"Because."_s) + completed()));
    QVERIFY(session);
    QTRY_COMPARE(session->phase(), Phase::Completed);
    const QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(&cell(0));
    QVERIFY(accessible);
    QCOMPARE(accessible->text(QAccessible::Name), u"Why?, test-model, completed"_s);
    const auto *stop = cell(0).findChild<QToolButton *>();
    QCOMPARE(stop->accessibleName(), u"Stop Why?"_s);
}

void tst_RunGrid::outOfSightNothingIsDrawn()
{
    makeGrid(400, 400);
    std::vector<AnalysisSession *> sessions;
    for (int i = 0; i < 6; ++i)
        sessions.push_back(startOpen(answer(u"Because."_s)));
    QTRY_VERIFY(std::ranges::all_of(
        sessions, [](const AnalysisSession *session) { return hasVisibleText(session->transcript()); }));
    QTRY_COMPARE(cell(0).view().sourceText(), u"Because."_s);
    QTRY_VERIFY(!cell(5).isInSight());
    QVERIFY(cell(5).isBehind());
    QVERIFY(cell(5).view().isEmpty());
    QVERIFY(!cell(5).findChild<PhaseLine *>()->isVisible());
    QVERIFY(!ticks(cell(5)));

    auto *scroll = m_grid->findChild<QScrollArea *>();
    scroll->verticalScrollBar()->setValue(scroll->verticalScrollBar()->maximum());
    QTRY_COMPARE(cell(5).view().sourceText(), u"Because."_s);
    QVERIFY(!cell(0).isInSight());
    QVERIFY(!ticks(cell(0)));
}

void tst_RunGrid::aHiddenGridDoesNothing()
{
    makeGrid();
    m_grid->hide();
    AnalysisSession *session = startOpen(reasoning(u"I wonder."_s) + answer(u"Because."_s));
    QVERIFY(session);
    QTRY_VERIFY(!answerText(session->transcript()).isEmpty());
    QVERIFY(cell(0).view().isEmpty());
    QVERIFY(!ticks(cell(0)));
    m_grid->show();
    QTRY_COMPARE(cell(0).view().sourceText(), u"Because."_s);
}

/// Ended runs that are in sight cost nothing any more.
void tst_RunGrid::frozenRunsWakeNobody()
{
    makeGrid();
    const AnalysisSession *session = start(eventStream(created() + answer(u"Because."_s) + completed()));
    QVERIFY(session);
    QTRY_COMPARE(cell(0).view().sourceText(), u"Because."_s);
    QTRY_VERIFY(!ticks(cell(0)));
    const auto timers = m_grid->findChildren<QTimer *>(Qt::FindDirectChildrenOnly);
    QTRY_VERIFY(std::ranges::none_of(timers, &QTimer::isActive));
}

void tst_RunGrid::aRunThatIsLetGoLeavesTheGrid()
{
    makeGrid();
    for (int i = 0; i < 3; ++i) {
        const AnalysisSession *session = start(eventStream(created() + completed()), u"Run %1"_s.arg(i));
        QVERIFY(session);
        QTRY_COMPARE(session->phase(), Phase::Completed);
    }
    QTRY_COMPARE(m_grid->cells().size(), m_workbench->sessions().size());
    QVERIFY(m_grid->cells().size() < 3);
    QCOMPARE(cell(m_grid->cells().size() - 1).id(), m_workbench->sessions().back()->id());
}

QTEST_MAIN(tst_RunGrid)
#include "tst_rungrid.moc"
