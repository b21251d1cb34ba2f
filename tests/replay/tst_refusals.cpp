#include "replay/recordingserver.h"
#include "replay/refusals.h"
#include "support/tlsserver.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QtTest>

#include <set>

using namespace reasonglass;
using namespace Qt::StringLiterals;

/// What comes over the wire of answers that are none, of compressed ones, and with TLS.
class tst_Refusals : public QObject
{
    Q_OBJECT

private slots:
    void everyStatusIsThere();
    void everyRefusalArrives();
    void proxiesSendPages();
    void redirectsSayWhere();
    void gzipIsGzip_data();
    void gzipIsGzip();
    void aCompressedAnswerCanBeCut();
    void speaksTls();
    void badCertificates_data();
    void badCertificates();

private:
    QNetworkReply *ask(RecordingServer &server, const Script &script);

    QNetworkAccessManager m_network;
};

QNetworkReply *tst_Refusals::ask(RecordingServer &server, const Script &script)
{
    if (!server.listen())
        qFatal("cannot listen");
    server.enqueue(script);
    QNetworkRequest request(server.baseUrl());
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    QNetworkReply *const reply = m_network.get(request);
    reply->setParent(&server);
    if (!QTest::qWaitFor([reply] { return reply->isFinished(); }, 10'000))
        qFatal("no answer");
    return reply;
}

void tst_Refusals::everyStatusIsThere()
{
    std::set<int> statuses;
    std::set<QByteArray> names;
    for (const NamedScript &refusal : serverRefusals()) {
        statuses.insert(refusal.script.status);
        names.insert(refusal.name);
    }
    QCOMPARE(names.size(), serverRefusals().size());
    for (const int status : {400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 529})
        QVERIFY2(statuses.contains(status), qPrintable(QString::number(status)));
}

void tst_Refusals::everyRefusalArrives()
{
    for (const NamedScript &refusal : serverRefusals()) {
        RecordingServer server;
        QNetworkReply *const reply = ask(server, refusal.script);
        QCOMPARE(reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), refusal.script.status);
        QCOMPARE(reply->readAll(), bodyBytes(refusal.script));
    }
}

void tst_Refusals::proxiesSendPages()
{
    for (const int status : {200, 403, 502, 503, 504}) {
        RecordingServer server;
        QNetworkReply *const reply = ask(server, proxyPage(status));
        QCOMPARE(reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), status);
        QVERIFY(reply->readAll().contains("<html>"));
    }
}

void tst_Refusals::redirectsSayWhere()
{
    for (const int status : {301, 302, 303, 307, 308}) {
        RecordingServer server;
        QNetworkReply *const reply = ask(server, redirect(status, "http://127.0.0.1:1/other"));
        QCOMPARE(reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), status);
        QCOMPARE(reply->rawHeader("Location"), "http://127.0.0.1:1/other"_ba);
    }
}

void tst_Refusals::gzipIsGzip_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("an event") << QByteArray("data: {\"type\":\"keepalive\"}\n\n");
    QTest::newRow("much") << QByteArray(100'000, 'x');
}

void tst_Refusals::gzipIsGzip()
{
    QFETCH(const QByteArray, body);
    RecordingServer server;
    const Script script = gzipped(eventStream(body));
    QVERIFY(bodyBytes(script).startsWith("\x1f\x8b"));
    QCOMPARE(ask(server, script)->readAll(), body); // Qt's own decompression says so
}

void tst_Refusals::aCompressedAnswerCanBeCut()
{
    QByteArray body;
    for (int i = 0; i < 1000; ++i)
        body += QByteArray::number(i * 7919);
    RecordingServer server;
    Script script = gzipped(eventStream(body));
    script.fault = {.kind = BodyFault::Kind::Close, .afterBytes = bodyBytes(script).size() / 2};
    const QByteArray received = ask(server, script)->readAll();
    QVERIFY(received.size() < body.size());
    QVERIFY(body.startsWith(received));
}

void tst_Refusals::speaksTls()
{
    const test::TrustTestAuthority trust;
    RecordingServer server;
    server.setTls(test::serverCertificate(u"good"_s));
    QNetworkReply *const reply = ask(server, eventStream("data: 1\n\n"));
    QCOMPARE(reply->error(), QNetworkReply::NoError);
    QCOMPARE(reply->readAll(), "data: 1\n\n"_ba);
    QCOMPARE(server.baseUrl().scheme(), u"https"_s);
    QCOMPARE(server.requests().size(), size_t(1));
    QCOMPARE(server.handshakes(), 1);
}

void tst_Refusals::badCertificates_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<bool>("trusted");
    QTest::newRow("unknown authority") << u"good"_s << false;
    QTest::newRow("expired") << u"expired"_s << true;
    QTest::newRow("another host's") << u"wronghost"_s << true;
    QTest::newRow("signed by itself") << u"selfsigned"_s << true;
}

void tst_Refusals::badCertificates()
{
    QFETCH(const QString, certificate);
    QFETCH(const bool, trusted);
    const auto trust = trusted ? std::make_unique<test::TrustTestAuthority>() : nullptr;
    RecordingServer server;
    server.setTls(test::serverCertificate(certificate));
    QNetworkReply *const reply = ask(server, eventStream("data: 1\n\n"));
    QCOMPARE(reply->error(), QNetworkReply::SslHandshakeFailedError);
    QCOMPARE(server.requests().size(), size_t(0));
}

QTEST_GUILESS_MAIN(tst_Refusals)
#include "tst_refusals.moc"
