#include "app/workbench.h"
#include "replay/backgroundresponses.h"
#include "replay/recordingserver.h"
#include "support/numberedwords.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;
using namespace reasonglass::test;
using Delivery = ServerBehaviour::Delivery;

namespace {

QByteArray json(QByteArray text)
{
    return text.replace('\'', '"');
}

} // namespace

class tst_ConnectionTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void aServerThatDoesEverything();
    void aServerThatOnlyStreams();
    void aServerWithoutBackgroundMode();
    void aServerThatCannotResume();
    void aWrongKeyEndsTheTest();
    void cancelEndsTheTest();
    void keepsNothing();

private:
    ConnectionTest *start();
    ConnectionReport run();

    SystemClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<RecordingServer> m_server;
    std::unique_ptr<BackgroundResponses> m_responses;
    std::unique_ptr<Workbench> m_workbench;
};

void tst_ConnectionTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_server = std::make_unique<RecordingServer>();
    QVERIFY(m_server->listen());
    m_workbench = std::make_unique<Workbench>(
        WorkbenchOptions{.profile = findProfile(m_folder->path(), {}, {}), .useKeyStore = false}, m_clock);
}

void tst_ConnectionTest::cleanup()
{
    m_workbench.reset();
    m_responses.reset();
    m_server.reset();
    m_folder.reset();
}

ConnectionTest *tst_ConnectionTest::start()
{
    const auto test =
        m_workbench->testConnection(u"custom"_s, u"m"_s, m_server->baseUrl().toString(), m_workbench.get());
    if (!test)
        qFatal("no test: %s", qPrintable(test.error().message));
    (*test)->start();
    return *test;
}

ConnectionReport tst_ConnectionTest::run()
{
    ConnectionTest *test = start();
    QSignalSpy finished(test, &ConnectionTest::finished);
    if (!finished.wait(20'000))
        qWarning("the test did not finish");
    return test->report();
}

void tst_ConnectionTest::aServerThatDoesEverything()
{
    m_responses = std::make_unique<BackgroundResponses>(
        *m_server, BackgroundBehaviour{.recording = numberedStream(200), .betweenEvents = 3ms}, m_clock);
    m_server->enqueue(jsonAnswer(200, json("{'object':'list','data':[{'id':'m'},{'id':'n'}]}")));
    const ConnectionReport report = run();
    QVERIFY2(!report.error, report.error ? qPrintable(report.error->message) : "");
    QCOMPARE(report.models, std::optional(2));
    QVERIFY(report.behaviour);
    QCOMPARE(report.behaviour->delivery, Delivery::Streamed);
    QVERIFY(report.behaviour->sequenceNumbers && report.behaviour->usage && report.behaviour->terminalEvent);
    QCOMPARE(report.background, std::optional(true));
    QCOMPARE(report.resumes, std::optional(true));
    QCOMPARE(report.cancels, std::optional(true));
    QCOMPARE(m_responses->posts(), 2);
    QCOMPARE(m_responses->cancels(), 1);
    QVERIFY(report.firstByte);
}

void tst_ConnectionTest::aServerThatOnlyStreams()
{
    m_server->setResponder([](const ReceivedRequest &request) {
        if (request.method != "POST")
            return jsonAnswer(404, "{}");
        return eventStream(numberedStream(3));
    });
    const ConnectionReport report = run();
    QVERIFY(!report.error);
    QVERIFY(!report.models);
    QCOMPARE(report.behaviour->delivery, Delivery::Streamed);
    QVERIFY2(!report.resumes, "it ended before it could be broken off");
    QVERIFY(!report.cancels);
}

void tst_ConnectionTest::aServerWithoutBackgroundMode()
{
    m_server->setResponder([](const ReceivedRequest &request) {
        if (request.method != "POST")
            return jsonAnswer(200, json("{'object':'list','data':[]}"));
        if (request.body.contains("\"background\":true"))
            return jsonAnswer(400,
                              json("{'error':{'message':'background is not supported',"
                                   "'param':'background','code':'unsupported_parameter'}}"));
        return eventStream(numberedStream(3));
    });
    const ConnectionReport report = run();
    QCOMPARE(report.models, std::optional(0));
    QCOMPARE(report.background, std::optional(false));
    QVERIFY(!report.resumes);
    QCOMPARE(report.fallbacks.size(), 1);
    QVERIFY(report.fallbacks.first().startsWith(u"background"_s));
}

void tst_ConnectionTest::aServerThatCannotResume()
{
    m_responses = std::make_unique<BackgroundResponses>(
        *m_server,
        BackgroundBehaviour{.recording = numberedStream(100), .betweenEvents = 2ms, .resumeWindow = 0ms},
        m_clock);
    m_server->enqueue(jsonAnswer(200, json("{'object':'list','data':[]}")));
    const ConnectionReport report = run();
    QCOMPARE(report.background, std::optional(true));
    QCOMPARE(report.resumes, std::optional(false));
}

void tst_ConnectionTest::aWrongKeyEndsTheTest()
{
    m_server->setResponder([](const ReceivedRequest & /*request*/) {
        return jsonAnswer(401, json("{'error':{'message':'Incorrect API key provided'}}"));
    });
    const ConnectionReport report = run();
    QVERIFY(report.error);
    QCOMPARE(report.error->kind, ErrorKind::Authentication);
    QVERIFY(!report.behaviour);
    QCOMPARE(m_server->requests().size(), size_t(1));
}

void tst_ConnectionTest::cancelEndsTheTest()
{
    m_server->setResponder([](const ReceivedRequest &request) {
        return request.method == "POST" ? Script{.opening = Opening::Silence}
                                        : jsonAnswer(200, json("{'object':'list','data':[{'id':'m'}]}"));
    });
    ConnectionTest *test = start();
    QTRY_COMPARE(m_server->requests().size(), size_t(2));
    QSignalSpy finished(test, &ConnectionTest::finished);
    test->cancel();
    QCOMPARE(finished.size(), 1);
    QCOMPARE(test->report().models, std::optional(1));
    QVERIFY(!test->report().behaviour);
    QTRY_COMPARE(m_server->connectionsOpen(), 0);
}

void tst_ConnectionTest::keepsNothing()
{
    m_server->setResponder(
        [](const ReceivedRequest & /*request*/) { return eventStream(numberedStream(3)); });
    run();
    m_workbench->flush();
    QVERIFY(m_workbench->sessions().empty());
    const auto page = m_workbench->library().statistics();
    QTRY_VERIFY(page.isFinished());
    QVERIFY(page.result());
    QCOMPARE(page.result()->analyses, 0);
}

QTEST_GUILESS_MAIN(tst_ConnectionTest)
#include "tst_connectiontest.moc"
