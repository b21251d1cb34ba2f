#include "replay/pacing.h"

#include <QtTest>

#include <algorithm>

using namespace reasonglass;
using namespace std::chrono_literals;

class tst_Pacing : public QObject
{
    Q_OBJECT

private slots:
    void splitsAtEmptyLines_data();
    void splitsAtEmptyLines();
    void delaysEventByEvent();
    void theLastDelayHoldsForTheRest();
    void reasoningHasItsOwnPace();
    void cutsToSize_data();
    void cutsToSize();
    void aSeedCutsTheSameWay();
    void delaysStayBeforeTheFirstPart();

private:
    static QByteArray joined(const std::vector<Piece> &pieces);
};

QByteArray tst_Pacing::joined(const std::vector<Piece> &pieces)
{
    return bodyBytes({.body = pieces});
}

void tst_Pacing::splitsAtEmptyLines_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArrayList>("events");

    QTest::newRow("nothing") << QByteArray() << QByteArrayList();
    QTest::newRow("LF") << QByteArray("data: 1\n\ndata: 2\n\n")
                        << QByteArrayList{"data: 1\n\n", "data: 2\n\n"};
    QTest::newRow("CR LF") << QByteArray("data: 1\r\n\r\ndata: 2\r\n\r\n")
                           << QByteArrayList{"data: 1\r\n\r\n", "data: 2\r\n\r\n"};
    QTest::newRow("CR") << QByteArray("data: 1\r\rdata: 2\r\r")
                        << QByteArrayList{"data: 1\r\r", "data: 2\r\r"};
    QTest::newRow("one CR LF ends no event")
        << QByteArray("event: a\r\ndata: 1\r\n\r\n") << QByteArrayList{"event: a\r\ndata: 1\r\n\r\n"};
    QTest::newRow("an unfinished rest")
        << QByteArray("data: 1\n\ndata: 2") << QByteArrayList{"data: 1\n\n", "data: 2"};
}

void tst_Pacing::splitsAtEmptyLines()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArrayList, events);

    const std::vector<QByteArray> split = splitEvents(body);
    QCOMPARE(QByteArrayList(split.begin(), split.end()), events);
    QCOMPARE(QByteArrayList(split.begin(), split.end()).join(), body);
}

void tst_Pacing::delaysEventByEvent()
{
    const std::vector<Piece> expected{{"data: 1\n\n", 5ms}, {"data: 2\n\n", 0ms}, {"data: 3\n\n", 7ms}};
    const std::vector<std::chrono::milliseconds> delays{5ms, 0ms, 7ms};
    QVERIFY(pacedByEvents("data: 1\n\ndata: 2\n\ndata: 3\n\n", delays) == expected);
}

void tst_Pacing::theLastDelayHoldsForTheRest()
{
    const std::vector<Piece> expected{{"data: 1\n\n", 100ms}, {"data: 2\n\n", 2ms}, {"data: 3\n\n", 2ms}};
    const std::vector<std::chrono::milliseconds> delays{100ms, 2ms};
    QVERIFY(pacedByEvents("data: 1\n\ndata: 2\n\ndata: 3\n\n", delays) == expected);
}

void tst_Pacing::reasoningHasItsOwnPace()
{
    const QByteArray reasoning = "event: response.reasoning_summary_text.delta\ndata: {}\n\n";
    const QByteArray text = "event: response.output_text.delta\ndata: {}\n\n";
    const Pace pace{.beforeFirst = 1500ms, .betweenReasoning = 25ms, .betweenOthers = 16'667us};
    const std::vector<Piece> expected{{text, 1500ms}, {reasoning, 25ms}, {text, 16'667us}};
    QVERIFY(pacedByEvents(text + reasoning + text, pace) == expected);
}

void tst_Pacing::cutsToSize_data()
{
    QTest::addColumn<PieceSizes>("sizes");
    QTest::addColumn<qsizetype>("largest");
    QTest::addColumn<size_t>("atLeast");

    QTest::newRow("whole") << PieceSizes::whole() << qsizetype(1000) << size_t(1);
    QTest::newRow("byte by byte") << PieceSizes::fixed(1) << qsizetype(1) << size_t(1000);
    QTest::newRow("no smaller than a byte") << PieceSizes::fixed(0) << qsizetype(1) << size_t(1000);
    QTest::newRow("a size that leaves a rest") << PieceSizes::fixed(7) << qsizetype(7) << size_t(143);
    QTest::newRow("random") << PieceSizes::random(42, 9) << qsizetype(9) << size_t(112);
}

void tst_Pacing::cutsToSize()
{
    QFETCH(const PieceSizes, sizes);
    QFETCH(const qsizetype, largest);
    QFETCH(const size_t, atLeast);

    QByteArray bytes;
    for (int i = 0; i < 1000; ++i)
        bytes.append(char(i % 251));
    const std::vector<Piece> pieces = cutPieces({{bytes, 0ms}}, sizes);

    QCOMPARE(joined(pieces), bytes);
    QVERIFY(pieces.size() >= atLeast);
    QVERIFY(std::ranges::all_of(pieces, [largest](const Piece &piece) {
        return !piece.bytes.isEmpty() && piece.bytes.size() <= largest;
    }));
}

void tst_Pacing::aSeedCutsTheSameWay()
{
    const std::vector<Piece> body{{QByteArray(500, 'x'), 0ms}};
    QVERIFY(cutPieces(body, PieceSizes::random(7)) == cutPieces(body, PieceSizes::random(7)));
    QVERIFY(cutPieces(body, PieceSizes::random(7)) != cutPieces(body, PieceSizes::random(8)));
}

void tst_Pacing::delaysStayBeforeTheFirstPart()
{
    const std::vector<Piece> expected{{"ab", 3ms}, {"c", 0ms}, {"de", 4ms}};
    QVERIFY(cutPieces({{"abc", 3ms}, {"de", 4ms}}, PieceSizes::fixed(2)) == expected);
}

QTEST_GUILESS_MAIN(tst_Pacing)
#include "tst_pacing.moc"
