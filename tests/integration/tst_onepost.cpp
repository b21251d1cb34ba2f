#include "app/workbench.h"
#include "replay/recordingserver.h"
#include "support/tlsserver.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;
using namespace reasonglass::test;

namespace {

const QByteArray head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
const QByteArray firstEvent =
    "data: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\",\"status\":\"in_progress\"}}\n\n";

/// A server that hangs up in the middle of a request, which no script can: it has not been read then.
class HangUpServer
{
public:
    HangUpServer(qint64 afterBytes, bool reset)
    {
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this, afterBytes, reset] {
            while (QTcpSocket *const socket = m_server.nextPendingConnection()) {
                ++connections;
                const bool isFirst = connections == 1;
                socket->setReadBufferSize(16'384);
                QObject::connect(socket, &QTcpSocket::readyRead, socket,
                                 [this, socket, afterBytes, reset, isFirst] {
                                     const QByteArray bytes = socket->readAll();
                                     requests += int(bytes.count("POST /v1/responses"));
                                     strayBytes += isFirst ? 0 : bytes.size();
                                     m_received += bytes.size();
                                     if (m_received < afterBytes)
                                         return;
                                     if (reset)
                                         socket->abort(); // with bytes unread that is an RST
                                     else
                                         socket->disconnectFromHost();
                                 });
            }
        });
        if (!m_server.listen(QHostAddress::LocalHost))
            qFatal("cannot listen");
    }
    QUrl baseUrl() const { return QUrl(u"http://127.0.0.1:%1/v1"_s.arg(m_server.serverPort())); }

    int connections = 0;
    int requests = 0;
    qint64 strayBytes = 0; ///< on any connection but the first

private:
    QTcpServer m_server;
    qint64 m_received = 0;
};

} // namespace

/// A request that may have been answered is never sent again by itself: every POST is paid for.
class tst_OnePost : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();

    void underEveryEarlyCut_data();
    void underEveryEarlyCut();
    void whenTheUploadIsCut_data();
    void whenTheUploadIsCut();
    void afterAnOlderConnectionWentStale();

private:
    AnalysisStatus run(const QUrl &baseUrl, const QByteArray &prompt);

    SystemClock m_clock;
    std::unique_ptr<TrustTestAuthority> m_trust;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Workbench> m_workbench;
};

void tst_OnePost::initTestCase()
{
    m_trust = std::make_unique<TrustTestAuthority>();
    m_folder = std::make_unique<QTemporaryDir>();
    m_workbench =
        std::make_unique<Workbench>(WorkbenchOptions{.profile = findProfile(m_folder->path(), {}, {}),
                                                     .save = false,
                                                     .useKeyStore = false,
                                                     .pacedSamples = false},
                                    m_clock);
}

void tst_OnePost::cleanupTestCase()
{
    m_workbench.reset();
    m_folder.reset();
    m_trust.reset();
}

AnalysisStatus tst_OnePost::run(const QUrl &baseUrl, const QByteArray &prompt)
{
    AnalysisRequest request{.providerId = u"custom"_s, .baseUrl = baseUrl.toString()};
    request.response = {.model = u"m"_s, .prompt = QString::fromLatin1(prompt)};
    request.retries = 0;
    QSignalSpy finished(m_workbench.get(), &Workbench::sessionFinished);
    const auto session = m_workbench->start(request);
    if (!session || (finished.isEmpty() && !finished.wait(20'000)))
        return AnalysisStatus::Running;
    return (*session)->record().status;
}

void tst_OnePost::underEveryEarlyCut_data()
{
    QTest::addColumn<bool>("tls");
    QTest::addColumn<Script>("script");
    for (const bool tls : {false, true}) {
        const QByteArray layer = tls ? "TLS, " : "plain, ";
        for (const bool reset : {false, true}) {
            const QByteArray end = reset ? "reset " : "closed ";
            const auto kind = reset ? BodyFault::Kind::Reset : BodyFault::Kind::Close;
            QTest::newRow(qPrintable(QString::fromLatin1(layer + end + "without a byte")))
                << tls << Script{.opening = reset ? Opening::Reset : Opening::Close};
            for (qsizetype length = 1; length <= head.size(); ++length) {
                QTest::newRow(
                    qPrintable(QString::fromLatin1(layer + end + "after byte " + QByteArray::number(length))))
                    << tls
                    << Script{.framing = BodyFraming::UntilClose,
                              .rawHead = head.left(length),
                              .fault = {.kind = kind}};
            }
            QTest::newRow(qPrintable(QString::fromLatin1(layer + end + "after an event")))
                << tls << Script{.body = {{.bytes = firstEvent}}, .fault = {.kind = kind}};
            QTest::newRow(qPrintable(QString::fromLatin1(layer + end + "within an event")))
                << tls << Script{.body = {{.bytes = firstEvent}}, .fault = {.kind = kind, .afterBytes = 20}};
        }
    }
}

void tst_OnePost::underEveryEarlyCut()
{
    QFETCH(const bool, tls);
    QFETCH(const Script, script);
    RecordingServer server;
    if (tls)
        server.setTls(serverCertificate(u"good"_s));
    QVERIFY(server.listen());
    server.setResponder([&script](const ReceivedRequest &) { return script; });

    const AnalysisStatus outcome = run(server.baseUrl(), "p");

    QVERIFY2(outcome == AnalysisStatus::Failed || outcome == AnalysisStatus::Interrupted,
             qPrintable(statusName(outcome)));
    QCOMPARE(server.requests().size(), size_t(1));
    QCOMPARE(server.connectionsUsed(), 1); // Qt 6.8 connects once more, and then says nothing
    QCOMPARE(server.handshakes(), tls ? 1 : 0);
}

void tst_OnePost::whenTheUploadIsCut_data()
{
    QTest::addColumn<qint64>("afterBytes");
    QTest::addColumn<bool>("reset");
    for (const qint64 afterBytes : {1, 5'000, 100'000, 1'500'000, 3'000'000}) {
        QTest::newRow(qPrintable(u"closed after %1"_s.arg(afterBytes))) << afterBytes << false;
        QTest::newRow(qPrintable(u"reset after %1"_s.arg(afterBytes))) << afterBytes << true;
    }
}

void tst_OnePost::whenTheUploadIsCut()
{
    QFETCH(const qint64, afterBytes);
    QFETCH(const bool, reset);
    const HangUpServer server(afterBytes, reset);
    QCOMPARE(run(server.baseUrl(), QByteArray(3'000'000, 'x')), AnalysisStatus::Failed);
    QCOMPARE(server.requests, 1);
    // Qt connects again, finds that the body cannot be read twice, and gives up before it sends a byte.
    QCOMPARE(server.strayBytes, 0);
    QVERIFY(server.connections <= 2);
}

/// Runs one after another with one program: the second must not die on the first one's connection.
void tst_OnePost::afterAnOlderConnectionWentStale()
{
    RecordingServer server;
    QVERIFY(server.listen());
    const QByteArray answer =
        "data: {\"type\":\"response.completed\",\"response\":{\"id\":\"r\",\"status\":\"completed\"}}\n\n";
    for (int i = 1; i <= 5; ++i) {
        server.enqueue(eventStream(answer));
        QCOMPARE(run(server.baseUrl(), "p"), AnalysisStatus::Completed);
        QCOMPARE(server.requests().size(), size_t(i));
        QTRY_COMPARE(server.connectionsOpen(), 0);
    }
}

QTEST_GUILESS_MAIN(tst_OnePost)
#include "tst_onepost.moc"
