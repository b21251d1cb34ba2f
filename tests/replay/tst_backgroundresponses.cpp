#include "replay/backgroundresponses.h"

#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QtTest>

#include <memory>

using namespace reasonglass;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QByteArray delta(int number)
{
    return "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\","
           "\"sequence_number\":"
        + QByteArray::number(number) + ",\"delta\":\"word " + QByteArray::number(number) + "\"}\n\n";
}

QByteArray lifecycle(const QByteArray &name, int number, const QByteArray &status)
{
    return "event: response." + name + "\ndata: {\"type\":\"response." + name
        + "\",\"sequence_number\":" + QByteArray::number(number)
        + ",\"response\":{\"id\":\"resp_recorded\",\"object\":\"response\",\"status\":\"" + status
        + "\",\"output\":[]}}\n\n";
}

/// created, eight words, completed: numbers 0 to 9.
QByteArray recording()
{
    QByteArray body = lifecycle("created", 0, "queued");
    for (int i = 1; i < 9; ++i)
        body += delta(i);
    return body + lifecycle("completed", 9, "completed");
}

const QByteArray background = R"({"background":true,"stream":true,"input":"x"})";

} // namespace

class tst_BackgroundResponses : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void streamsAndNamesEachResponseAnew();
    void generatesWithoutAListener();
    void goesOnAfterANumber();
    void repeatsEventsWhenAskedTo();
    void cutsConnectionsInTheirOrder();
    void refusesStreamsAfterTheWindow();
    void refusesToStreamWhatIsNoBackgroundStream_data();
    void refusesToStreamWhatIsNoBackgroundStream();
    void tellsHowFarItIs();
    void cancelEndsGenerationAndStreams();
    void cancelLeavesACompletedResponse();
    void doesNotKnowOtherIds();
    void keepsNoUnfinishedForegroundResponse();
    void answersBlockingRequestsWhole();
    void queuedScriptsComeFirst();
    void drawsTheSameCutsFromASeed();

private:
    struct Answer
    {
        int status = 0;
        QByteArray body;
        QJsonObject object() const { return QJsonDocument::fromJson(body).object(); }
    };
    QNetworkReply *send(const QByteArray &method, const QString &path, const QByteArray &body = {});
    Answer wait(QNetworkReply *reply);
    Answer ask(const QByteArray &method, const QString &path, const QByteArray &body = {})
    {
        return wait(send(method, path, body));
    }
    QString resumed(int after) const
    {
        return u"/responses/%1?stream=true&starting_after=%2"_s.arg(id()).arg(after);
    }
    QString id() const { return QString::fromLatin1(m_responses->lastId()); }
    void begin(BackgroundBehaviour behaviour);

    SystemClock m_clock;
    std::unique_ptr<RecordingServer> m_server;
    std::unique_ptr<BackgroundResponses> m_responses;
    std::unique_ptr<QNetworkAccessManager> m_network;
};

void tst_BackgroundResponses::init()
{
    m_server = std::make_unique<RecordingServer>();
    QVERIFY(m_server->listen());
    m_network = std::make_unique<QNetworkAccessManager>();
}

void tst_BackgroundResponses::cleanup()
{
    m_network.reset();
    m_responses.reset();
    m_server.reset();
}

void tst_BackgroundResponses::begin(BackgroundBehaviour behaviour)
{
    behaviour.recording = recording();
    m_responses = std::make_unique<BackgroundResponses>(*m_server, behaviour, m_clock);
}

QNetworkReply *tst_BackgroundResponses::send(const QByteArray &method, const QString &path,
                                             const QByteArray &body)
{
    QNetworkRequest request(QUrl(m_server->baseUrl().toString() + path));
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    return m_network->sendCustomRequest(request, method, body);
}

tst_BackgroundResponses::Answer tst_BackgroundResponses::wait(QNetworkReply *reply)
{
    if (!QTest::qWaitFor([reply] { return reply->isFinished(); }, 10'000))
        qFatal("no answer");
    reply->deleteLater();
    return {.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(),
            .body = reply->readAll()};
}

void tst_BackgroundResponses::streamsAndNamesEachResponseAnew()
{
    begin({});
    const Answer first = ask("POST", u"/responses"_s, background);
    const QByteArray firstId = m_responses->lastId();
    const Answer second = ask("POST", u"/responses"_s, background);
    QCOMPARE(first.status, 200);
    QVERIFY(firstId != m_responses->lastId());
    QCOMPARE(first.body, recording().replace("resp_recorded", firstId));
    QCOMPARE(second.body, recording().replace("resp_recorded", m_responses->lastId()));
    QCOMPARE(m_responses->posts(), 2);
}

void tst_BackgroundResponses::generatesWithoutAListener()
{
    begin({.betweenEvents = 5ms, .cuts = {{.kind = BodyFault::Kind::Close, .afterBytes = 20}}});
    const Answer cut = ask("POST", u"/responses"_s, background);
    QCOMPARE(cut.body.size(), 20);
    QTRY_COMPARE(ask("GET", u"/responses/"_s + id()).object().value("status"_L1), "completed"_L1);
    QCOMPARE(m_responses->posts(), 1);
    QVERIFY(m_responses->polls() > 0);
}

void tst_BackgroundResponses::goesOnAfterANumber()
{
    begin({.betweenEvents = 5ms});
    ask("POST", u"/responses"_s, background);
    const Answer rest = ask("GET", resumed(6));
    QCOMPARE(rest.status, 200);
    QCOMPARE(rest.body,
             delta(7) + delta(8)
                 + lifecycle("completed", 9, "completed").replace("resp_recorded", m_responses->lastId()));
    QCOMPARE(ask("GET", resumed(9)).body, QByteArray());
    QCOMPARE(m_responses->resumes(), 2);
}

void tst_BackgroundResponses::repeatsEventsWhenAskedTo()
{
    begin({.repeatedOnResume = 2});
    ask("POST", u"/responses"_s, background);
    const QByteArray expected = delta(5) + delta(6) + delta(7);
    QVERIFY(ask("GET", resumed(6)).body.startsWith(expected));
}

void tst_BackgroundResponses::cutsConnectionsInTheirOrder()
{
    begin({.cuts = {{.kind = BodyFault::Kind::Reset, .afterBytes = 300},
                    {.kind = BodyFault::Kind::Close, .afterBytes = 10}}});
    QVERIFY(ask("POST", u"/responses"_s, background).body.size() <= 300); // a reset may overtake bytes
    QCOMPARE(ask("GET", resumed(0)).body, delta(1).left(10));
    QVERIFY(ask("GET", resumed(0)).body.contains("response.completed"));
}

void tst_BackgroundResponses::refusesStreamsAfterTheWindow()
{
    begin({.resumeWindow = 0ms});
    ask("POST", u"/responses"_s, background);
    const Answer late = ask("GET", resumed(0));
    QCOMPARE(late.status, 400);
    QVERIFY(late.body.contains("can no longer be streamed because it is more than 5 minutes old"));
    QCOMPARE(ask("GET", u"/responses/"_s + id()).status, 200);
}

void tst_BackgroundResponses::refusesToStreamWhatIsNoBackgroundStream_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("in the foreground")
        << QByteArray(R"({"stream":true})") << QByteArray("not created with background=true");
    QTest::newRow("not streamed") << QByteArray(R"({"background":true})")
                                  << QByteArray("not created with stream=true");
}

void tst_BackgroundResponses::refusesToStreamWhatIsNoBackgroundStream()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, message);
    begin({});
    QCOMPARE(ask("POST", u"/responses"_s, body).status, 200);
    const Answer refused = ask("GET", resumed(0));
    QCOMPARE(refused.status, 400);
    QVERIFY(refused.body.contains(message));
}

void tst_BackgroundResponses::tellsHowFarItIs()
{
    begin({.queued = 100ms, .betweenEvents = 20ms});
    const Answer begun = ask("POST", u"/responses"_s, R"({"background":true})");
    QCOMPARE(begun.object().value("status"_L1), "queued"_L1);
    QCOMPARE(begun.object().value("id"_L1), id());
    QTRY_COMPARE(ask("GET", u"/responses/"_s + id()).object().value("status"_L1), "in_progress"_L1);
    QTRY_COMPARE(ask("GET", u"/responses/"_s + id()).object().value("status"_L1), "completed"_L1);
}

void tst_BackgroundResponses::cancelEndsGenerationAndStreams()
{
    begin({.betweenEvents = 50ms});
    QNetworkReply *const reply = send("POST", u"/responses"_s, background);
    QTRY_VERIFY(reply->bytesAvailable() > 0);
    const Answer cancelled = ask("POST", u"/responses/%1/cancel"_s.arg(id()));
    QCOMPARE(cancelled.status, 200);
    QCOMPARE(cancelled.object().value("status"_L1), "cancelled"_L1);
    const Answer partial = wait(reply);
    QVERIFY(!partial.body.contains("response.completed"));
    QCOMPARE(ask("GET", u"/responses/"_s + id()).object().value("status"_L1), "cancelled"_L1);
    QVERIFY(!ask("GET", resumed(0)).body.contains("response.completed"));
    // Again is not an error.
    QCOMPARE(ask("POST", u"/responses/%1/cancel"_s.arg(id())).object(), cancelled.object());
    QCOMPARE(m_responses->cancels(), 2);
}

void tst_BackgroundResponses::cancelLeavesACompletedResponse()
{
    begin({});
    ask("POST", u"/responses"_s, background);
    QCOMPARE(ask("POST", u"/responses/%1/cancel"_s.arg(id())).object().value("status"_L1), "completed"_L1);
}

void tst_BackgroundResponses::doesNotKnowOtherIds()
{
    begin({});
    ask("POST", u"/responses"_s, background);
    const QString own = id();
    for (const QString &path : {u"/responses/resp_x"_s, u"/responses/resp_x?stream=true"_s})
        QCOMPARE(ask("GET", path).status, 404);
    QCOMPARE(ask("POST", u"/responses/resp_x/cancel"_s).status, 404);
    QCOMPARE(ask("GET", u"/models"_s).status, 404);
    QCOMPARE(ask("GET", u"/responses/"_s + own).status, 200);
    m_responses->forget(own.toLatin1());
    QCOMPARE(ask("GET", u"/responses/"_s + own).status, 404);
}

void tst_BackgroundResponses::keepsNoUnfinishedForegroundResponse()
{
    begin({.betweenEvents = 30ms, .cuts = {{.kind = BodyFault::Kind::Close, .afterBytes = 5}}});
    ask("POST", u"/responses"_s, R"({"stream":true})");
    QCOMPARE(ask("GET", u"/responses/"_s + id()).status, 404);
    QCOMPARE(ask("POST", u"/responses/%1/cancel"_s.arg(id())).status, 400);
    QTRY_COMPARE(ask("GET", u"/responses/"_s + id()).status, 200);
}

void tst_BackgroundResponses::answersBlockingRequestsWhole()
{
    begin({.betweenEvents = 2ms});
    QCOMPARE(ask("POST", u"/responses"_s, "{}").object().value("status"_L1), "completed"_L1);
    QCOMPARE(ask("POST", u"/responses"_s, R"({"background":true,"store":false})").status, 400);
}

void tst_BackgroundResponses::queuedScriptsComeFirst()
{
    begin({});
    m_server->enqueue(jsonAnswer(503, "{}"));
    QCOMPARE(ask("POST", u"/responses"_s, background).status, 503);
    QCOMPARE(m_responses->posts(), 0);
    QCOMPARE(ask("POST", u"/responses"_s, background).status, 200);
}

void tst_BackgroundResponses::drawsTheSameCutsFromASeed()
{
    QCOMPARE(randomCuts(7, 20, 1000), randomCuts(7, 20, 1000));
    QVERIFY(randomCuts(7, 20, 1000) != randomCuts(8, 20, 1000));
    for (const BodyFault &cut : randomCuts(7, 200, 10))
        QVERIFY(cut.kind != BodyFault::Kind::None && *cut.afterBytes >= 0 && *cut.afterBytes <= 10);
}

QTEST_GUILESS_MAIN(tst_BackgroundResponses)
#include "tst_backgroundresponses.moc"
