#include "app/workbench.h"
#include "replay/backgroundresponses.h"
#include "replay/recordingserver.h"
#include "settings/keys.h"
#include "streamview/streamview.h"
#include "ui/run/errorbanner.h"
#include "ui/run/jsonpane.h"
#include "ui/run/phaseline.h"
#include "ui/run/runpane.h"
#include "ui/run/streams.h"
#include "ui/run/textpane.h"
#include "ui/run/transcriptpanes.h"
#include "ui/style/colors.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;
using namespace reasonglass::test;

class tst_RunPane : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void textsAppearWhileItRuns();
    void nothingIsShownWhileItIsHidden();
    void cancelStopsAtOnceAndKeepsTheText();
    void copiesShowWhatHides();
    void retryIsASecondAttempt();
    void anEarlierAttemptStaysChosenWhileTheNextOneRuns();
    void leavingAndComingBackChangesNothing();
    void theRunOutlivesThePane();
    void anErrorStandsBelowTheKeptText();
    void whatCanBeResumedIsResumed();
    void aCutIsBridgedWithoutMovingAnything();
    void whatIsKeptIsNotBroughtUpAgain();
    void choicesFitTheEnd_data();
    void choicesFitTheEnd();
    void aStopThatIsNotConfirmedIsSaid();
    void theSeamIsShown();
    void whatWasLeftOutIsShown();
    void aStoredRunNeedsNoServer();
    void aStoredRunCanBeRetried();
    void whatIsChosenLastIsShown();
    void aRefusalIsNamed();
    void aSelectionSurvives();
    void takesTheReadersFonts();
    void actionsFollowTheState();
    void copiesEverythingAsMarkdown();
    void colorsFollowTheTheme();
    void fieldsAreShownWhereJsonWasAskedFor_data();
    void fieldsAreShownWhereJsonWasAskedFor();

private:
    AnalysisSession *start(const QString &prompt = u"Why?"_s);
    AnalysisSession *runToItsEnd(const QByteArray &stream);
    StreamView &reasoningView() { return m_pane->texts().reasoning().view(); }
    StreamView &answerView() { return m_pane->texts().answer().view(); }
    template <typename Widget>
    Widget *part(const QString &name)
    {
        return m_pane->findChild<Widget *>(name);
    }
    QString bannerText();
    QStringList choices();
    /// A run at a server that goes on without us.
    AnalysisSession *startInBackground(BackgroundBehaviour behaviour);

    std::unique_ptr<QTemporaryDir> m_folder;
    SystemClock m_clock;
    std::unique_ptr<RecordingServer> m_server;
    std::unique_ptr<BackgroundResponses> m_responses;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<RunPane> m_pane;
};

void tst_RunPane::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_server = std::make_unique<RecordingServer>();
    QVERIFY(m_server->listen());
    m_workbench = std::make_unique<Workbench>(
        WorkbenchOptions{.profile = findProfile(m_folder->path(), {}, {}), .useKeyStore = false}, m_clock);
    m_pane = std::make_unique<RunPane>(*m_workbench);
    m_pane->resize(900, 600);
    m_pane->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_pane.get()));
}

void tst_RunPane::cleanup()
{
    m_pane.reset();
    m_workbench.reset();
    m_responses.reset();
    m_server.reset();
}

AnalysisSession *tst_RunPane::start(const QString &prompt)
{
    auto request = m_workbench->newRequest(u"custom"_s, u"test-model"_s, m_server->baseUrl().toString());
    if (!request)
        return nullptr;
    request->response.prompt = prompt;
    request->retries = 0;
    return m_workbench->start(*request).value_or(nullptr);
}

AnalysisSession *tst_RunPane::runToItsEnd(const QByteArray &stream)
{
    m_server->enqueue(eventStream(stream));
    AnalysisSession *session = start();
    const bool ended = session && QTest::qWaitFor([&] { return isFinal(session->phase()); });
    m_workbench->flush();
    return ended ? session : nullptr;
}

QString tst_RunPane::bannerText()
{
    const auto *banner = m_pane->findChild<ErrorBanner *>();
    return banner->sentence() + u'\n' + banner->details();
}

/// What is offered below the text, by the names of the buttons.
QStringList tst_RunPane::choices()
{
    QStringList names;
    const auto buttons = m_pane->findChild<ErrorBanner *>()->findChildren<QPushButton *>();
    for (const QPushButton *button : buttons) {
        if (button->isVisible())
            names += button->objectName();
    }
    return names;
}

AnalysisSession *tst_RunPane::startInBackground(BackgroundBehaviour behaviour)
{
    if (behaviour.recording.isEmpty())
        behaviour.recording = numberedStream({u"one "_s, u"two "_s, u"three"_s});
    m_responses = std::make_unique<BackgroundResponses>(*m_server, std::move(behaviour), m_clock);
    auto request = m_workbench->newRequest(u"openai"_s, u"gpt-5-mini"_s, m_server->baseUrl().toString());
    if (!request)
        return nullptr;
    request->response.prompt = u"Why?"_s;
    request->response.background = true;
    request->response.store = true;
    return m_workbench->start(*request).value_or(nullptr);
}

void tst_RunPane::textsAppearWhileItRuns()
{
    std::vector<QByteArray> pieces{created()};
    for (const QString &word : {u"one "_s, u"two "_s, u"three"_s})
        pieces.push_back(reasoning(word));
    for (const QString &word : {u"four "_s, u"five "_s, u"six"_s})
        pieces.push_back(answer(word));
    pieces.push_back(completed());
    m_server->enqueue(paced(pieces, 60ms));
    m_pane->showSession(start());
    QVERIFY(m_pane->isRunning());
    QTRY_COMPARE(reasoningView().plainText(), u"one two"_s);
    QVERIFY(m_pane->isRunning());
    QVERIFY(answerView().isEmpty());
    QTRY_COMPARE(answerView().plainText(), u"four five"_s);
    QVERIFY(m_pane->isRunning());
    QTRY_VERIFY(!m_pane->isRunning());
    QTRY_COMPARE(answerView().plainText(), u"four five six"_s);
    QCOMPARE(reasoningView().plainText(), u"one two three"_s);
    QVERIFY(!m_pane->findChild<ErrorBanner *>()->isVisible());
}

/// A text that reorders or commands must not do so where it is pasted either.
void tst_RunPane::copiesShowWhatHides()
{
    m_server->enqueue(stalledAfter(created() + answer(u"rm\u202e\U000E0041 -rf"_s)));
    m_pane->showSession(start());
    QTRY_VERIFY(!answerView().isEmpty());
    const QString shown = u"rm⟦U+202E⟧⟦U+E0041⟧ -rf"_s;
    m_pane->copyAnswer();
    QCOMPARE(QGuiApplication::clipboard()->text(), shown);
    m_pane->copyAsMarkdown();
    QVERIFY(QGuiApplication::clipboard()->text().contains(shown));
}

void tst_RunPane::nothingIsShownWhileItIsHidden()
{
    Script script = eventStream(created() + reasoning(u"I wonder."_s) + answer(u"Because."_s));
    script.fault.kind = BodyFault::Kind::Stall;
    m_server->enqueue(script);
    m_pane->hide();
    AnalysisSession *session = start();
    QVERIFY(session);
    m_pane->showSession(session);
    QTRY_COMPARE(answerText(session->transcript()), u"Because."_s);
    QVERIFY(answerView().isEmpty());
    m_pane->show();
    QCOMPARE(answerView().sourceText(), u"Because."_s);
    QCOMPARE(reasoningView().sourceText(), u"I wonder."_s);
}

void tst_RunPane::cancelStopsAtOnceAndKeepsTheText()
{
    m_server->enqueue(stalledAfter(created() + reasoning(u"a thought"_s) + answer(u"half an ans"_s)));
    AnalysisSession *session = start();
    m_pane->showSession(session);
    QTRY_COMPARE(answerView().sourceText(), u"half an ans"_s);
    QCOMPARE(m_server->connectionsOpen(), 1);
    auto *cancel = part<QPushButton>(u"cancel"_s);
    QVERIFY(cancel->isEnabled());
    QTest::mouseClick(cancel, Qt::LeftButton);
    QCOMPARE(session->phase(), Phase::Cancelled); // not later: now
    QVERIFY(!cancel->isEnabled());
    QVERIFY(m_pane->findChild<PhaseLine *>()->text().contains(u"stopped"_s));
    QTRY_COMPARE(m_server->connectionsOpen(), 0);
    QCOMPARE(m_server->answersBrokenOff(), 1);
    QCOMPARE(answerView().sourceText(), u"half an ans"_s);
    QCOMPARE(reasoningView().sourceText(), u"a thought"_s);
    QVERIFY(!m_pane->findChild<ErrorBanner *>()->isVisible()); // it was the person's wish
    m_workbench->flush();
    const auto stored = m_workbench->library().load(session->id()).result();
    QVERIFY(stored);
    QCOMPARE(stored->status, AnalysisStatus::Cancelled);
    QCOMPARE(answerText(stored->transcript), u"half an ans"_s);
}

void tst_RunPane::retryIsASecondAttempt()
{
    AnalysisSession *session =
        runToItsEnd(created() + reasoning(u"t1"_s) + answer(u"first answer"_s) + completed());
    QVERIFY(session);
    m_pane->showSession(session);
    auto *attempts = part<QComboBox>(u"attempts"_s);
    QVERIFY(!attempts->isVisible()); // nothing to choose between
    m_server->enqueue(eventStream(created() + reasoning(u"t2"_s) + answer(u"second answer"_s) + completed()));
    QTest::mouseClick(part<QPushButton>(u"retry"_s), Qt::LeftButton);
    QTRY_COMPARE(answerView().sourceText(), u"second answer"_s);
    QTRY_VERIFY(!m_pane->isRunning());
    QCOMPARE(attempts->count(), 2);
    QCOMPARE(attempts->currentIndex(), 1);
    QVERIFY(attempts->isVisible());
    QCOMPARE(m_server->requests().size(), std::size_t(2));
    QCOMPARE(m_server->requests().at(0).body, m_server->requests().at(1).body);

    m_workbench->flush();
    attempts->setFocus();
    QTest::keyClick(attempts, Qt::Key_Up);
    QTRY_COMPARE(answerView().sourceText(), u"first answer"_s);
    QCOMPARE(reasoningView().sourceText(), u"t1"_s);
    QTest::keyClick(attempts, Qt::Key_Down);
    QTRY_COMPARE(answerView().sourceText(), u"second answer"_s);
    QCOMPARE(reasoningView().sourceText(), u"t2"_s);
}

void tst_RunPane::anEarlierAttemptStaysChosenWhileTheNextOneRuns()
{
    AnalysisSession *session = runToItsEnd(created() + answer(u"first"_s) + completed());
    QVERIFY(session);
    m_pane->showSession(session);
    m_server->enqueue(paced({created(), answer(u"second"_s), answer(u" and more"_s), completed()}, 150ms));
    m_pane->retry();
    QTRY_COMPARE(answerView().sourceText(), u"second"_s);
    auto *attempts = part<QComboBox>(u"attempts"_s);
    attempts->setFocus();
    QTest::keyClick(attempts, Qt::Key_Up);
    QTRY_COMPARE(answerView().sourceText(), u"first"_s);
    QTRY_COMPARE(session->phase(), Phase::Completed);
    QCOMPARE(attempts->currentIndex(), 0);
    QCOMPARE(answerView().sourceText(), u"first"_s);
    QTest::keyClick(attempts, Qt::Key_Down);
    QTRY_COMPARE(answerView().sourceText(), u"second and more"_s);
}

void tst_RunPane::leavingAndComingBackChangesNothing()
{
    m_server->enqueue(paced({created(), reasoning(u"a"_s), answer(u"1"_s), answer(u"2"_s), answer(u"3"_s),
                             answer(u"4"_s), completed()},
                            60ms));
    m_server->enqueue(stalledAfter(created() + answer(u"another run"_s)));
    AnalysisSession *first = start(u"first"_s);
    m_pane->showSession(first);
    QTRY_VERIFY(answerView().sourceText().startsWith(u'1'));
    AnalysisSession *other = start(u"other"_s);
    m_pane->showSession(other);
    QTRY_COMPARE(answerView().sourceText(), u"another run"_s);
    QVERIFY(reasoningView().isEmpty());
    QTRY_COMPARE(first->phase(), Phase::Completed);
    QCOMPARE(answerView().sourceText(), u"another run"_s); // what the other run wrote went past this pane
    m_pane->showSession(first);
    QCOMPARE(answerView().sourceText(), u"1234"_s);
    QCOMPARE(reasoningView().sourceText(), u"a"_s);
    QVERIFY(!isFinal(other->phase()));
    QCOMPARE(m_server->requests().size(), std::size_t(2));
}

void tst_RunPane::theRunOutlivesThePane()
{
    m_server->enqueue(paced({created(), answer(u"1"_s), answer(u"2"_s), answer(u"3"_s), completed()}, 60ms));
    AnalysisSession *session = start();
    m_pane->showSession(session);
    QTRY_VERIFY(!answerView().isEmpty());
    m_pane.reset();
    QVERIFY(!isFinal(session->phase()));
    QTRY_COMPARE(session->phase(), Phase::Completed);
    m_workbench->flush();
    const auto stored = m_workbench->library().load(session->id()).result();
    QVERIFY(stored);
    QCOMPARE(stored->status, AnalysisStatus::Completed);
    QCOMPARE(answerText(stored->transcript), u"123"_s);
}

void tst_RunPane::anErrorStandsBelowTheKeptText()
{
    Script script =
        eventStream(created() + answer(u"the beginning"_s)
                    + "data: {\"type\":\"response.failed\",\"response\":{\"status\":\"failed\",\"error\":"
                      "{\"code\":\"server_error\",\"message\":\"it broke inside\"}}}\n\n");
    script.headers.emplace_back("x-request-id", "req_7788");
    m_server->enqueue(script);
    AnalysisSession *session = start();
    m_pane->showSession(session);
    QTRY_COMPARE(session->phase(), Phase::Failed);
    const auto *banner = m_pane->findChild<ErrorBanner *>();
    QTRY_VERIFY(banner->isVisible());
    QCOMPARE(answerView().sourceText(), u"the beginning"_s);
    const int bannerTop = banner->mapTo(m_pane.get(), QPoint()).y();
    const int textBottom = m_pane->texts().mapTo(m_pane.get(), QPoint(0, m_pane->texts().height())).y();
    QVERIFY(bannerTop >= textBottom);
    QVERIFY2(bannerText().startsWith(u"The server failed."_s), qPrintable(bannerText()));
    for (const QString &fact : {u"retry"_s, u"it broke inside"_s, u"server_error"_s, u"req_7788"_s})
        QVERIFY2(bannerText().contains(fact), qPrintable(bannerText()));

    m_server->enqueue(eventStream(created() + answer(u"all of it"_s) + completed()));
    emit m_pane->findChild<ErrorBanner *>()->retryRequested();
    QTRY_COMPARE(answerView().sourceText(), u"all of it"_s);
    QTRY_VERIFY(!m_pane->isRunning());
    QVERIFY(!banner->isVisible());
}

void tst_RunPane::whatCanBeResumedIsResumed()
{
    AnalysisSession *session = startInBackground({.betweenEvents = 60ms});
    QVERIFY(session);
    const AnalysisId id = session->id();
    QTRY_VERIFY(!answerText(session->transcript()).isEmpty());
    m_pane.reset();
    m_workbench.reset(); // the program ends; the server goes on
    m_workbench = std::make_unique<Workbench>(
        WorkbenchOptions{.profile = findProfile(m_folder->path(), {}, {}), .useKeyStore = false}, m_clock);
    m_pane = std::make_unique<RunPane>(*m_workbench);
    m_pane->show();
    m_pane->open(id);
    QTRY_COMPARE(m_pane->shownId(), id);
    QCOMPARE(choices(), QStringList({u"resumeChoice"_s, u"retryChoice"_s, u"keepChoice"_s}));
    QVERIFY2(bannerText().startsWith(u"The program was closed; the server goes on."_s),
             qPrintable(bannerText()));
    QVERIFY2(bannerText().contains(u"not paid for again"_s), qPrintable(bannerText()));
    QVERIFY2(bannerText().contains(u"kept as attempt 1"_s), qPrintable(bannerText()));
    QVERIFY(m_pane->mayResume());

    QTest::mouseClick(part<QPushButton>(u"resumeChoice"_s), Qt::LeftButton);
    QTRY_COMPARE(answerView().sourceText(), u"one two three"_s);
    QTRY_VERIFY(!m_pane->isRunning());
    QVERIFY(choices().isEmpty());
    QCOMPARE(m_responses->posts(), 1);
    QCOMPARE(part<QComboBox>(u"attempts"_s)->itemText(1), u"Attempt 2 (resumed): completed"_s);
    QVERIFY(!m_pane->mayResume());
}

void tst_RunPane::aCutIsBridgedWithoutMovingAnything()
{
    QStringList words;
    for (int i = 0; i < 300; ++i)
        words += u"word %1\n\n"_s.arg(i);
    BackgroundBehaviour behaviour{.recording = numberedStream(words)};
    behaviour.cuts = {{.kind = BodyFault::Kind::Reset, .afterBytes = behaviour.recording.size() / 2}};
    AnalysisSession *session = startInBackground(std::move(behaviour));
    m_pane->showSession(session);
    QTRY_COMPARE(session->phase(), Phase::WaitingToResume);
    QTRY_VERIFY(answerView().plainText().startsWith(u"word"_s));
    answerView().select(answerView().text().positionAt(0), answerView().text().positionAt(4));
    QTRY_COMPARE(session->phase(), Phase::Completed);
    QTRY_COMPARE(answerView().sourceText(), words.join(QString()));
    QCOMPARE(answerView().selectedText(), u"word"_s);
    QCOMPARE(m_responses->posts(), 1);
}

void tst_RunPane::whatIsKeptIsNotBroughtUpAgain()
{
    AnalysisSession *session = runToItsEnd(created() + answer(u"half"_s));
    QVERIFY(session);
    m_pane->showSession(session);
    RunPane other(*m_workbench);
    other.show();
    other.showSession(session);
    QCOMPARE(choices(), QStringList({u"retryChoice"_s, u"keepChoice"_s}));
    QTest::mouseClick(part<QPushButton>(u"keepChoice"_s), Qt::LeftButton);
    QVERIFY(choices().isEmpty());
    QVERIFY(!other.findChild<ErrorBanner *>()->isVisible());
    QCOMPARE(answerView().sourceText(), u"half"_s);
    m_pane->clear();
    m_pane->showSession(session);
    QVERIFY(choices().isEmpty());

    m_server->enqueue(eventStream(created() + answer(u"half again"_s)));
    m_pane->retry(); // another end is another matter
    QTRY_COMPARE(choices(), QStringList({u"retryChoice"_s, u"keepChoice"_s}));
}

void tst_RunPane::choicesFitTheEnd_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("a wrong key") << 401
                                 << QByteArray(R"({"error":{"message":"no","code":"invalid_api_key"}})")
                                 << QStringList({u"retryChoice"_s, u"keyChoice"_s});
    QTest::newRow("no credit") << 429
                               << QByteArray(R"({"error":{"message":"no","code":"insufficient_quota"}})")
                               << QStringList();
    QTest::newRow("a bad request") << 400 << QByteArray(R"({"error":{"message":"no","code":"bad"}})")
                                   << QStringList({u"editChoice"_s});
    QTest::newRow("a server that failed")
        << 500 << QByteArray(R"({"error":{"message":"no"}})") << QStringList({u"retryChoice"_s});
}

void tst_RunPane::choicesFitTheEnd()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    QFETCH(const QStringList, expected);
    m_server->enqueue(jsonAnswer(status, body));
    AnalysisSession *session = start();
    m_pane->showSession(session);
    QTRY_COMPARE(session->phase(), Phase::Failed);
    QCOMPARE(choices(), expected);
}

void tst_RunPane::aStopThatIsNotConfirmedIsSaid()
{
    AnalysisSession *session = startInBackground({.betweenEvents = 100ms});
    m_pane->showSession(session);
    QTRY_VERIFY(!answerText(session->transcript()).isEmpty());
    m_server->enqueue(jsonAnswer(500, R"({"error":{"message":"not now"}})"));
    m_pane->cancel();
    QTRY_COMPARE(session->phase(), Phase::Cancelled);
    QVERIFY2(bannerText().startsWith(u"Stopped here, but the server may go on"_s), qPrintable(bannerText()));
    QVERIFY2(bannerText().contains(u"not now"_s), qPrintable(bannerText()));
    QCOMPARE(choices(), QStringList{u"keepChoice"_s});
    const QString phase = m_pane->findChild<PhaseLine *>()->text();
    QVERIFY2(phase.contains(u"the server did not confirm that it stopped"_s), qPrintable(phase));
}

void tst_RunPane::theSeamIsShown()
{
    BackgroundBehaviour behaviour{.repeatedOnResume = 2};
    behaviour.cuts = {{.kind = BodyFault::Kind::Close, .afterBytes = 550}};
    AnalysisSession *session = startInBackground(std::move(behaviour));
    QTRY_COMPARE(session->phase(), Phase::Completed);
    QVERIFY(session->transcript().repeats > 0);
    m_workbench->flush();
    m_pane->setDetailsShown(true);
    m_pane->showSession(session);
    const auto *events = m_pane->findChild<QTableView *>();
    QTRY_VERIFY(events->isVisible() && events->model()->rowCount() > 3);
    const auto row = [events](int number) {
        QString text;
        for (int column = 0; column < events->model()->columnCount(); ++column)
            text += events->model()->index(number, column).data().toString() + u' ';
        return text;
    };
    const auto before = m_workbench->library().transcriptOf(session->id(), 1).result();
    QVERIFY(before);
    const QString seam = u"attempt 2 took up the response after event %1"_s.arg(before->lastSequenceNumber);
    QTRY_VERIFY2(row(0).contains(seam), qPrintable(row(0)));
    QVERIFY2(row(0).contains(u"connection lost for"_s), qPrintable(row(0)));
    QCOMPARE(events->columnSpan(0, 0), events->model()->columnCount());
    for (const int number : {1, 2, 3}) // "…" stands there until the page with a row has been read
        QTRY_VERIFY2(!row(number).contains(u'…'), qPrintable(row(number)));
    QVERIFY2(row(1).contains(u"came before"_s), qPrintable(row(1)));
    QVERIFY2(row(2).contains(u"came before"_s), qPrintable(row(2)));
    QVERIFY2(!row(3).contains(u"came before"_s), qPrintable(row(3)));

    QStringList facts;
    for (const QLabel *label : m_pane->findChildren<QLabel *>())
        facts += label->text();
    QVERIFY(facts.filter(seam).size() > 0);
    QTest::keyClick(part<QComboBox>(u"attempts"_s), Qt::Key_Up);
    QTRY_VERIFY2(row(0).contains(u"response.created"_s), qPrintable(row(0)));
    QCOMPARE(events->columnSpan(0, 0), 1);
}

void tst_RunPane::whatWasLeftOutIsShown()
{
    m_server->enqueue(jsonAnswer(
        400,
        R"({"error":{"message":"Your organization must be verified.","param":"reasoning.summary","code":"unsupported_value"}})"));
    m_server->enqueue(eventStream(created() + answer(u"all the same"_s) + completed()));
    auto request = m_workbench->newRequest(u"custom"_s, u"test-model"_s, m_server->baseUrl().toString());
    request->response.prompt = u"Why?"_s;
    request->response.summary = u"auto"_s;
    AnalysisSession *session = m_workbench->start(*request).value_or(nullptr);
    m_pane->setDetailsShown(true);
    m_pane->showSession(session);
    QTRY_COMPARE(session->phase(), Phase::Completed);
    const QString text = part<QLabel>(u"leftOut"_s)->text();
    QVERIFY2(text.contains(u"Sent without asking for a reasoning summary."_s), qPrintable(text));
    QVERIFY2(text.contains(u"Your organization must be verified."_s), qPrintable(text));
}

void tst_RunPane::aStoredRunNeedsNoServer()
{
    const AnalysisSession *session =
        runToItsEnd(created() + reasoning(u"thought"_s) + answer(u"**the** answer"_s) + completed());
    QVERIFY(session);
    const AnalysisId id = session->id();
    m_pane.reset();
    m_workbench.reset();
    m_server->close();
    m_workbench = std::make_unique<Workbench>(
        WorkbenchOptions{.profile = findProfile(m_folder->path(), {}, {}), .useKeyStore = false}, m_clock);
    m_pane = std::make_unique<RunPane>(*m_workbench);
    m_pane->show();
    m_pane->open(id);
    QTRY_COMPARE(m_pane->shownId(), id);
    QCOMPARE(reasoningView().sourceText(), u"thought"_s);
    QCOMPARE(answerView().plainText(), u"the answer"_s);
    const QString phase = m_pane->findChild<PhaseLine *>()->text();
    QVERIFY2(phase.contains(u"completed"_s) && phase.contains(u"30 tokens"_s), qPrintable(phase));
    QVERIFY(!m_pane->isRunning());
    QVERIFY(!part<QPushButton>(u"cancel"_s)->isEnabled());
    QVERIFY(part<QPushButton>(u"retry"_s)->isEnabled());
}

void tst_RunPane::aStoredRunCanBeRetried()
{
    const AnalysisSession *session = runToItsEnd(created() + answer(u"first"_s) + completed());
    QVERIFY(session);
    const AnalysisId id = session->id();
    m_pane.reset();
    m_workbench = nullptr;
    m_workbench = std::make_unique<Workbench>(
        WorkbenchOptions{.profile = findProfile(m_folder->path(), {}, {}), .useKeyStore = false}, m_clock);
    m_pane = std::make_unique<RunPane>(*m_workbench);
    m_pane->show();
    m_pane->open(id);
    QTRY_COMPARE(m_pane->shownId(), id);
    m_server->enqueue(eventStream(created() + answer(u"second"_s) + completed()));
    m_pane->retry();
    QTRY_COMPARE(answerView().sourceText(), u"second"_s);
    QTRY_VERIFY(!m_pane->isRunning());
    QCOMPARE(m_pane->shownId(), id);
    QCOMPARE(part<QComboBox>(u"attempts"_s)->count(), 2);
}

void tst_RunPane::whatIsChosenLastIsShown()
{
    const AnalysisSession *stored = runToItsEnd(created() + answer(u"stored"_s) + completed());
    QVERIFY(stored);
    const AnalysisId id = stored->id();
    m_pane.reset();
    m_workbench.reset();
    m_workbench = std::make_unique<Workbench>(
        WorkbenchOptions{.profile = findProfile(m_folder->path(), {}, {}), .useKeyStore = false}, m_clock);
    m_pane = std::make_unique<RunPane>(*m_workbench);
    m_pane->show(); // who is not seen shows nothing new
    m_server->enqueue(stalledAfter(created() + answer(u"live"_s)));
    AnalysisSession *live = start();
    m_pane->showSession(live);
    QTRY_COMPARE(answerView().sourceText(), u"live"_s);
    m_pane->open(id);
    m_pane->showSession(live);                         // before the library has answered
    m_workbench->library().load(id).waitForFinished(); // asked later, so the pane's answer is there
    QCoreApplication::processEvents();
    QCOMPARE(m_pane->shownId(), live->id());
    QCOMPARE(answerView().sourceText(), u"live"_s);
}

void tst_RunPane::aRefusalIsNamed()
{
    AnalysisSession *session = runToItsEnd(created() + refusal(u"I cannot help with that."_s) + completed());
    QVERIFY(session);
    m_pane->showSession(session);
    QCOMPARE(answerView().sourceText(), u"I cannot help with that."_s);
    QCOMPARE(m_pane->texts().answer().findChild<QLabel *>(u"caption"_s)->text(),
             u"Answer: the model declined"_s);
}

void tst_RunPane::aSelectionSurvives()
{
    m_server->enqueue(paced({created() + answer(u"select me\n\n"_s), answer(u"more\n\n"_s),
                             answer(u"and the end"_s), completed()},
                            150ms));
    m_pane->showSession(start());
    QTRY_COMPARE(answerView().plainText().trimmed(), u"select me"_s);
    answerView().select(answerView().text().positionAt(0), answerView().text().positionAt(6));
    QTRY_VERIFY(answerView().plainText().contains(u"more"_s));
    QCOMPARE(answerView().selectedText(), u"select"_s);
    QTRY_VERIFY(!m_pane->isRunning());
    QTRY_VERIFY(answerView().plainText().endsWith(u"and the end"_s));
    QCOMPARE(answerView().selectedText(), u"select"_s);
}

void tst_RunPane::takesTheReadersFonts()
{
    const QFont before = answerView().theme().font;
    Settings &settings = m_workbench->settings();
    settings.set(keys::textFont, u"A font of the reader's"_s);
    settings.set(keys::codeFont, u"Another for code"_s);
    for (StreamView *view : {&answerView(), &reasoningView()}) {
        QCOMPARE(view->theme().font.family(), u"A font of the reader's"_s);
        QCOMPARE(view->theme().fixedFont.family(), u"Another for code"_s);
        QCOMPARE(view->theme().font.pointSizeF(), before.pointSizeF());
    }
    settings.resetGroup(u"program"_s);
    QCOMPARE(answerView().theme().font.family(), before.family());
}

void tst_RunPane::actionsFollowTheState()
{
    auto *cancel = part<QPushButton>(u"cancel"_s);
    auto *retry = part<QPushButton>(u"retry"_s);
    QVERIFY(!cancel->isEnabled() && !retry->isEnabled()); // nothing is shown
    QSignalSpy changes(m_pane.get(), &RunPane::stateChanged);
    m_server->enqueue(stalledAfter(created() + answer(u"x"_s)));
    AnalysisSession *session = start();
    m_pane->showSession(session);
    QTRY_VERIFY(!answerView().isEmpty());
    QVERIFY(cancel->isEnabled() && !retry->isEnabled());
    changes.clear();
    m_pane->cancel();
    QVERIFY(!changes.isEmpty());
    QVERIFY(!cancel->isEnabled() && retry->isEnabled());
    m_pane->clear();
    QVERIFY(!cancel->isEnabled() && !retry->isEnabled());
    QCOMPARE(m_pane->shownId(), AnalysisId{});
    QVERIFY(answerView().isEmpty());
}

void tst_RunPane::copiesEverythingAsMarkdown()
{
    AnalysisSession *session =
        runToItsEnd(created() + reasoning(u"a *thought*"_s) + answer(u"| a |\n|---|"_s) + completed());
    QVERIFY(session);
    m_pane->showSession(session);
    const QString markdown = m_pane->answerMarkdown();
    for (const QString &text : {u"# Why?"_s, u"test-model"_s, u"a *thought*"_s, u"| a |\n|---|"_s})
        QVERIFY2(markdown.contains(text), qPrintable(markdown));
}

void tst_RunPane::colorsFollowTheTheme()
{
    applyTheme(*qApp, u"light"_s);
    m_server->enqueue(jsonAnswer(400, R"({"error":{"message":"no such thing","code":"bad_thing"}})"));
    m_pane->showSession(start());
    const auto *banner = m_pane->findChild<ErrorBanner *>();
    QTRY_VERIFY(banner->isVisible());
    for (const QString &theme : {u"dark"_s, u"light"_s}) {
        applyTheme(*qApp, theme);
        const QPalette palette = QApplication::palette();
        QTRY_COMPARE(banner->palette().color(QPalette::Window), warningBackground(palette));
        QTRY_COMPARE(banner->findChild<QLabel *>(u"sentence"_s)->palette().color(QPalette::WindowText),
                     palette.color(QPalette::WindowText));
        QTRY_COMPARE(part<QLabel>(u"subtitle"_s)->palette().color(QPalette::WindowText), mutedText(palette));
    }
    applyTheme(*qApp, u"system"_s);
}

void tst_RunPane::fieldsAreShownWhereJsonWasAskedFor_data()
{
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("state");

    QTest::newRow("as asked") << uR"({"a": [1, 2]})"_s << u"complete · matches the schema"_s;
    QTest::newRow("a number too large to be one")
        << uR"({"a": 1e999})"_s << u"complete, but not as the schema says · a number that is too large"_s;
    QTest::newRow("another type in a place")
        << uR"({"a": 1})"_s
        << u"complete, but not as the schema says · /a: Value type not permitted by 'type' constraint."_s;
}

void tst_RunPane::fieldsAreShownWhereJsonWasAskedFor()
{
    QFETCH(const QString, json);
    m_server->enqueue(eventStream(created() + answer(json) + completed()));
    auto request = m_workbench->newRequest(u"custom"_s, u"test-model"_s, m_server->baseUrl().toString());
    QVERIFY(request);
    request->response.prompt = u"Why?"_s;
    request->response.jsonSchema = R"({"type":"object","properties":{"a":{"type":"array"}}})";
    AnalysisSession *session = m_workbench->start(*request).value_or(nullptr);
    QVERIFY(session);
    m_pane->showSession(session);
    auto *fields = m_pane->findChild<JsonPane *>();
    QVERIFY(fields && fields->isVisible());
    QTRY_VERIFY(!m_pane->isRunning());
    QFETCH(const QString, state);
    QCOMPARE(fields->state(), state);
    QCOMPARE(fields->tree().model()->rowCount(), 1);

    const AnalysisRecord record = session->record();
    m_pane->clear();
    QVERIFY(!fields->isVisible());
    m_pane->showRecord(record);
    QVERIFY(fields->isVisible());
    QCOMPARE(fields->state(), state);
}

QTEST_MAIN(tst_RunPane)
#include "tst_runpane.moc"
