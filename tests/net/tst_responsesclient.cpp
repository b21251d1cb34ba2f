#include "net/responsesclient.h"
#include "replay/recordingserver.h"

#include <QFutureWatcher>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;

namespace {

Result<QByteArray> waitFor(QFuture<Result<QByteArray>> future)
{
    const bool done = QTest::qWaitFor([&] { return future.isFinished(); }, 10'000);
    return done ? future.result() : Unexpected{Error{.kind = ErrorKind::Timeout, .message = u"no result"_s}};
}

} // namespace

class tst_ResponsesClient : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void callsUseTheirPathAndVerb_data();
    void callsUseTheirPathAndVerb();
    void exchangesUseTheirPathAndVerb_data();
    void exchangesUseTheirPathAndVerb();
    void idsCannotLeaveTheirPath();
    void createPostsTheBodyAsItIs();
    void sendsTheKeyOnlyWhenThereIsOne();
    void redirectsAreErrorsAndNeverFollowed_data();
    void redirectsAreErrorsAndNeverFollowed();
    void cookiesAreNotKept();
    void errorsAreResults();
    void refusedConnectionsAreResults();
    void aChallengeIsNotAnsweredByASecondRequest();
    void smallCallsHaveLimitsToo();
    void thirteenAtOnceAllConnect();
    void freesItsConnections();
    void mayGoWhileCallsAreUnderWay();

private:
    Endpoint endpoint(const QByteArray &key = {}) const
    {
        return {.baseUrl = m_server->baseUrl(), .key = SecretBytes(key)};
    }
    const ReceivedRequest &onlyRequest() const { return m_server->requests().front(); }

    SystemClock m_clock;
    std::unique_ptr<RecordingServer> m_server;
    std::unique_ptr<ResponsesClient> m_client;
};

void tst_ResponsesClient::init()
{
    m_server = std::make_unique<RecordingServer>();
    QVERIFY(m_server->listen());
    m_client = std::make_unique<ResponsesClient>(m_clock);
}

void tst_ResponsesClient::cleanup()
{
    m_client.reset();
    m_server.reset();
}

void tst_ResponsesClient::callsUseTheirPathAndVerb_data()
{
    QTest::addColumn<QString>("call");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("models") << u"models"_s << QByteArray("GET") << QByteArray("/v1/models");
    QTest::newRow("models elsewhere")
        << u"tags"_s << QByteArray("GET") << QByteArray("/v1/language-models?limit=9");
    QTest::newRow("remove") << u"remove"_s << QByteArray("DELETE") << QByteArray("/v1/responses/resp_1");
}

void tst_ResponsesClient::callsUseTheirPathAndVerb()
{
    QFETCH(const QString, call);
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, path);
    m_server->enqueue(jsonAnswer(200, R"({"ok":true})"));
    const QString id = u"resp_1"_s;
    const auto future = call == "models"_L1 ? m_client->listModels(endpoint("key"), u"/models"_s)
        : call == "tags"_L1 ? m_client->listModels(endpoint("key"), u"/language-models?limit=9"_s)
                            : m_client->remove(endpoint("key"), id);
    const auto result = waitFor(future);
    QVERIFY(result);
    QCOMPARE(*result, QByteArray(R"({"ok":true})"));
    QCOMPARE(m_server->requests().size(), size_t(1));
    QCOMPARE(onlyRequest().method, method);
    QCOMPARE(onlyRequest().path, path);
    QCOMPARE(onlyRequest().body, QByteArray());
    QCOMPARE(onlyRequest().header("Authorization"), QByteArray("Bearer key"));
    QCOMPARE(onlyRequest().header("Accept-Encoding"), QByteArray("identity"));
    QCOMPARE(onlyRequest().header("Connection").toLower(), QByteArray("close"));
    QVERIFY(onlyRequest().header("User-Agent").startsWith("Reasonglass/"));
}

void tst_ResponsesClient::exchangesUseTheirPathAndVerb_data()
{
    using enum Exchange::Kind;
    QTest::addColumn<Exchange>("exchange");
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("accept");
    const QString id = u"resp_1"_s;
    const QByteArray any = "text/event-stream, application/json";
    QTest::newRow("create") << Exchange{.body = "{}"} << QByteArray("POST /v1/responses") << any;
    QTest::newRow("resume") << Exchange{.kind = Resume, .responseId = id, .startingAfter = 42}
                            << QByteArray("GET /v1/responses/resp_1?stream=true&starting_after=42") << any;
    QTest::newRow("retrieve") << Exchange{.kind = Retrieve, .responseId = id}
                              << QByteArray("GET /v1/responses/resp_1") << QByteArray("application/json");
    QTest::newRow("cancel") << Exchange{.kind = Cancel, .responseId = id}
                            << QByteArray("POST /v1/responses/resp_1/cancel")
                            << QByteArray("application/json");
    QTest::newRow("an id that would go elsewhere")
        << Exchange{.kind = Resume, .responseId = u"../models?x#y"_s, .startingAfter = 0}
        << QByteArray("GET /v1/responses/..%2Fmodels%3Fx%23y?stream=true&starting_after=0") << any;
}

void tst_ResponsesClient::exchangesUseTheirPathAndVerb()
{
    QFETCH(const Exchange, exchange);
    QFETCH(const QByteArray, line);
    QFETCH(const QByteArray, accept);
    m_server->enqueue(jsonAnswer(200, R"({"ok":true})"));
    const auto stream = m_client->open(endpoint("key"), exchange);
    QSignalSpy frames(stream.get(), &ResponseStream::frameReceived);
    QSignalSpy ended(stream.get(), &ResponseStream::ended);
    QVERIFY(ended.wait());
    QCOMPARE(frames.size(), 1);
    QCOMPARE(m_server->requests().size(), size_t(1));
    QCOMPARE(onlyRequest().method + ' ' + onlyRequest().path, line);
    QCOMPARE(onlyRequest().body, exchange.body);
    QCOMPARE(onlyRequest().header("Accept"), accept);
    QCOMPARE(onlyRequest().header("Authorization"), QByteArray("Bearer key"));
}

/// An id comes from a server: it must not choose another address.
void tst_ResponsesClient::idsCannotLeaveTheirPath()
{
    m_server->enqueue(jsonAnswer(200, "{}"));
    QVERIFY(waitFor(m_client->remove(endpoint(), u"a/../../x?y#z é%2F"_s)));
    QCOMPARE(onlyRequest().path, QByteArray("/v1/responses/a%2F..%2F..%2Fx%3Fy%23z%20%C3%A9%252F"));
}

void tst_ResponsesClient::createPostsTheBodyAsItIs()
{
    m_server->enqueue(eventStream("data: {\"type\":\"keepalive\"}\n\n"));
    const QByteArray body = "{\"model\":\"m\",\"input\":\"" + QByteArray(500'000, 'x') + "\xC3\xA9\"}";
    const auto stream = m_client->open(endpoint("k"), {.body = body});
    QSignalSpy ended(stream.get(), &ResponseStream::ended);
    QVERIFY(ended.wait(10'000));
    QCOMPARE(m_server->requests().size(), size_t(1));
    QCOMPARE(onlyRequest().method, QByteArray("POST"));
    QCOMPARE(onlyRequest().path, QByteArray("/v1/responses"));
    QCOMPARE(onlyRequest().body, body);
    QCOMPARE(onlyRequest().header("Content-Type"), QByteArray("application/json"));
    QCOMPARE(onlyRequest().header("Content-Length"), QByteArray::number(body.size()));
    QCOMPARE(onlyRequest().header("Accept-Encoding"), QByteArray("identity"));
    QCOMPARE(onlyRequest().header("Connection").toLower(), QByteArray("close"));
    QVERIFY(onlyRequest().header("Accept").contains("text/event-stream"));
    QVERIFY(onlyRequest().header("Cookie").isEmpty());
}

void tst_ResponsesClient::sendsTheKeyOnlyWhenThereIsOne()
{
    m_server->setResponder([](const ReceivedRequest &) { return jsonAnswer(200, "{}"); });
    QVERIFY(waitFor(m_client->listModels(endpoint("sk-one"), u"/models"_s)));
    QVERIFY(waitFor(m_client->listModels(endpoint(), u"/models"_s)));
    QCOMPARE(m_server->requests().at(0).header("Authorization"), QByteArray("Bearer sk-one"));
    QVERIFY(m_server->requests().at(1).header("Authorization").isEmpty());
}

void tst_ResponsesClient::redirectsAreErrorsAndNeverFollowed_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {301, 302, 303, 307, 308})
        QTest::addRow("%d", status) << status;
}

void tst_ResponsesClient::redirectsAreErrorsAndNeverFollowed()
{
    QFETCH(const int, status);
    RecordingServer elsewhere;
    QVERIFY(elsewhere.listen());
    Script redirect = jsonAnswer(status, "moved");
    redirect.headers = {{"Location", (elsewhere.baseUrl().toString() + u"/responses"_s).toUtf8()}};
    m_server->setResponder([&](const ReceivedRequest &) { return redirect; });

    const auto stream = m_client->open(endpoint("secret"), {.body = "{}"});
    QSignalSpy failed(stream.get(), &ResponseStream::failed);
    QVERIFY(failed.wait(10'000));
    QCOMPARE(failed.first().first().value<Error>().httpStatus, status);
    const auto models = waitFor(m_client->listModels(endpoint("secret"), u"/models"_s));
    QVERIFY(!models);
    QCOMPARE(models.error().httpStatus, status);

    QCOMPARE(m_server->requests().size(), size_t(2));
    QCOMPARE(elsewhere.connectionsAccepted(), 0);
}

void tst_ResponsesClient::cookiesAreNotKept()
{
    Script script = jsonAnswer(200, "{}");
    script.headers = {{"Set-Cookie", "track=me; Path=/"}};
    m_server->setResponder([&](const ReceivedRequest &) { return script; });
    for (int i = 0; i < 3; ++i)
        QVERIFY(waitFor(m_client->listModels(endpoint(), u"/models"_s)));
    for (const ReceivedRequest &request : m_server->requests())
        QVERIFY(request.header("Cookie").isEmpty());
    QCOMPARE(m_server->connectionsAccepted(), 3); // a connection of its own for each
}

void tst_ResponsesClient::errorsAreResults()
{
    m_server->enqueue(
        jsonAnswer(404, R"({"error":{"message":"No such response","type":"invalid_request_error"}})"));
    const auto result = waitFor(m_client->remove(endpoint(), u"gone"_s));
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::NotFound);
    QCOMPARE(result.error().httpStatus, 404);
    QCOMPARE(result.error().message, u"No such response"_s);
}

void tst_ResponsesClient::refusedConnectionsAreResults()
{
    const Endpoint nobody = endpoint();
    m_server->close();
    const auto result = waitFor(m_client->listModels(nobody, u"/models"_s));
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Network);
    QCOMPARE(result.error().code, u"connection_refused"_s);
}

void tst_ResponsesClient::aChallengeIsNotAnsweredByASecondRequest()
{
    Script challenge = jsonAnswer(401, R"({"error":{"message":"no key"}})");
    challenge.headers = {{"WWW-Authenticate", "Basic realm=\"x\""}};
    m_server->setResponder([&](const ReceivedRequest &) { return challenge; });
    const auto stream = m_client->open(endpoint(), {.body = "{}"});
    QSignalSpy failed(stream.get(), &ResponseStream::failed);
    QVERIFY(failed.wait(10'000));
    const auto error = failed.first().first().value<Error>();
    QCOMPARE(error.kind, ErrorKind::Authentication);
    QCOMPARE(error.message, u"no key"_s);
    QCOMPARE(m_server->requests().size(), size_t(1));
}

void tst_ResponsesClient::smallCallsHaveLimitsToo()
{
    m_client->setLimits({.totalBytes = 1000});
    m_server->enqueue(jsonAnswer(200, '{' + QByteArray(5000, ' ') + '}'));
    const auto result = waitFor(m_client->listModels(endpoint(), u"/models"_s));
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::TooLarge);
}

void tst_ResponsesClient::thirteenAtOnceAllConnect()
{
    Script stalled = eventStream("data: {\"type\":\"keepalive\"}\n\n");
    stalled.fault = {.kind = BodyFault::Kind::Stall};
    m_server->setResponder([&](const ReceivedRequest &) { return stalled; });
    constexpr size_t count = 13; // six to a host is what Qt opens by itself
    std::vector<DeferredPtr<ResponseStream>> streams;
    for (size_t i = 0; i < count; ++i)
        streams.push_back(m_client->open(endpoint(), {.body = "{}"}));
    QTRY_COMPARE(m_server->requests().size(), count);
    QCOMPARE(m_server->connectionsOpen(), int(count));
    streams.clear();
    QTRY_COMPARE(m_server->connectionsOpen(), 0);
}

void tst_ResponsesClient::freesItsConnections()
{
    m_server->setResponder([](const ReceivedRequest &) { return jsonAnswer(200, "{}"); });
    for (int i = 0; i < 20; ++i) // more than a manager carries, one after the other
        QVERIFY(waitFor(m_client->listModels(endpoint(), u"/models"_s)));
    QTRY_COMPARE(m_server->connectionsOpen(), 0);
}

void tst_ResponsesClient::mayGoWhileCallsAreUnderWay()
{
    m_server->setResponder([](const ReceivedRequest &) { return Script{.opening = Opening::Silence}; });
    const auto future = m_client->listModels(endpoint(), u"/models"_s);
    QTRY_COMPARE(m_server->connectionsOpen(), 1);
    m_client.reset();
    QTRY_COMPARE(m_server->connectionsOpen(), 0);
    QTRY_VERIFY(future.isFinished()); // whoever waits for it is let go
}

QTEST_GUILESS_MAIN(tst_ResponsesClient)
#include "tst_responsesclient.moc"
