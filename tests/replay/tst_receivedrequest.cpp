#include "replay/receivedrequest.h"

#include <QtTest>

using namespace reasonglass;

class tst_ReceivedRequest : public QObject
{
    Q_OBJECT

private slots:
    void readsAtEveryPieceSize();
    void readsOneAfterTheOther();
    void knowsWhoWantsToStay_data();
    void knowsWhoWantsToStay();
    void refusesWhatIsNotHttp_data();
    void refusesWhatIsNotHttp();
};

void tst_ReceivedRequest::readsAtEveryPieceSize()
{
    const QByteArray wire = "POST /v1/responses?x=1 HTTP/1.1\r\nHost: localhost\r\n"
                            "content-LENGTH: 11\r\nAuthorization: Bearer a:b\r\n\r\n{\"a\":\r\n\r\n1}";
    for (qsizetype size = 1; size <= wire.size(); ++size) {
        RequestReader reader;
        for (qsizetype at = 0; at + size < wire.size(); at += size) {
            reader.append(wire.mid(at, size));
            const auto early = reader.next();
            QVERIFY(early && !early->has_value());
        }
        const qsizetype rest = wire.size() % size == 0 ? size : wire.size() % size;
        reader.append(wire.last(rest));
        const auto request = reader.next();
        QVERIFY(request && request->has_value());
        QCOMPARE((*request)->method, "POST");
        QCOMPARE((*request)->path, "/v1/responses?x=1");
        QCOMPARE((*request)->header("authorization"), "Bearer a:b");
        QCOMPARE((*request)->header("Accept"), QByteArray());
        QCOMPARE((*request)->body, "{\"a\":\r\n\r\n1}");
        QVERIFY((*request)->keepAlive);
    }
}

void tst_ReceivedRequest::readsOneAfterTheOther()
{
    RequestReader reader;
    reader.append("POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nhiGET /b HTTP/1.1\r\n\r\n");
    QCOMPARE((**reader.next()).body, "hi");
    QCOMPARE((**reader.next()).path, "/b");
    QVERIFY(!reader.next()->has_value());
}

void tst_ReceivedRequest::knowsWhoWantsToStay_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<bool>("keepAlive");

    QTest::newRow("HTTP/1.1") << QByteArray("GET / HTTP/1.1\r\n\r\n") << true;
    QTest::newRow("close") << QByteArray("GET / HTTP/1.1\r\nConnection: Close\r\n\r\n") << false;
    QTest::newRow("HTTP/1.0") << QByteArray("GET / HTTP/1.0\r\n\r\n") << false;
}

void tst_ReceivedRequest::knowsWhoWantsToStay()
{
    QFETCH(const QByteArray, head);
    QFETCH(const bool, keepAlive);

    RequestReader reader;
    reader.append(head);
    QCOMPARE((**reader.next()).keepAlive, keepAlive);
}

void tst_ReceivedRequest::refusesWhatIsNotHttp_data()
{
    QTest::addColumn<QByteArray>("wire");

    QTest::newRow("no request line") << QByteArray("hello\r\n\r\n");
    QTest::newRow("HTTP/2 preface") << QByteArray("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    QTest::newRow("a header without a name") << QByteArray("GET / HTTP/1.1\r\n: x\r\n\r\n");
    QTest::newRow("a negative length") << QByteArray("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n");
    QTest::newRow("a length in words") << QByteArray("POST / HTTP/1.1\r\nContent-Length: ten\r\n\r\n");
    QTest::newRow("a body without a length")
        << QByteArray("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    QTest::newRow("a head without an end") << QByteArray("GET / HTTP/1.1\r\nX: ") + QByteArray(70'000, 'x');
}

void tst_ReceivedRequest::refusesWhatIsNotHttp()
{
    QFETCH(const QByteArray, wire);

    RequestReader reader;
    reader.append(wire);
    const auto request = reader.next();
    QVERIFY(!request);
    QCOMPARE(request.error().kind, ErrorKind::Protocol);
}

QTEST_GUILESS_MAIN(tst_ReceivedRequest)
#include "tst_receivedrequest.moc"
