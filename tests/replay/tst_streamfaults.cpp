#include "replay/streamfaults.h"

#include <QtTest>

using namespace reasonglass;
using namespace Qt::StringLiterals;

namespace {

/// Events a0 … with a sequence number each; the last is terminal.
StreamEvents numbered(int count)
{
    StreamEvents events;
    for (int i = 0; i < count; ++i) {
        const QByteArray type =
            i + 1 == count ? QByteArray("response.completed") : "a" + QByteArray::number(i);
        events.push_back({.name = type,
                          .data = R"({"response":{"id":"r","usage":{}},"sequence_number":)"
                              + QByteArray::number(i) + R"(,"type":")" + type + R"("})"});
    }
    return events;
}

/// The types in order, short; what is sent verbatim as "~".
QByteArray order(const StreamEvents &events)
{
    QByteArray types;
    for (const StreamEvent &event : events)
        types += event.verbatim.isEmpty() ? eventType(event) + ' ' : QByteArray("~ ");
    return types.trimmed();
}

} // namespace

class tst_StreamFaults : public QObject
{
    Q_OBJECT

private slots:
    void takesBodiesApart_data();
    void takesBodiesApart();
    void reordersAndRepeats_data();
    void reordersAndRepeats();
    void leavesFieldsOut();
    void leavesTypesOut();
    void leavesNamesOut();
    void damagesData();
    void numbersAnew();
    void changesTheBytes();
};

void tst_StreamFaults::takesBodiesApart_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<StreamEvents>("events");
    QTest::newRow("name and data") << QByteArray("event: a\ndata: {}\n\n")
                                   << StreamEvents{{.name = "a", .data = "{}"}};
    QTest::newRow("data only") << QByteArray("data: 1\ndata: 2\n\n") << StreamEvents{{.data = "1\n2"}};
    QTest::newRow("a comment") << QByteArray(": hello\n\ndata: 1\n\n")
                               << StreamEvents{{.verbatim = ": hello\n\n"}, {.data = "1"}};
    QTest::newRow("an id") << QByteArray("id: 3\ndata: 1\n\n")
                           << StreamEvents{{.verbatim = "id: 3\ndata: 1\n\n"}};
    QTest::newRow("data without a space")
        << QByteArray("data:1\n\n") << StreamEvents{{.verbatim = "data:1\n\n"}};
    QTest::newRow("an unfinished end")
        << QByteArray("data: 1\n\ndata: 2") << StreamEvents{{.data = "1"}, {.verbatim = "data: 2"}};
    QTest::newRow("nothing") << QByteArray() << StreamEvents{};
}

void tst_StreamFaults::takesBodiesApart()
{
    QFETCH(const QByteArray, body);
    QFETCH(const StreamEvents, events);
    QVERIFY(parsedEvents(body) == events);
    QCOMPARE(joinedEvents(events), body);
}

void tst_StreamFaults::reordersAndRepeats_data()
{
    QTest::addColumn<StreamEvents>("events");
    QTest::addColumn<QByteArray>("expected");
    const StreamEvents four = numbered(4);
    const QByteArray end = " response.completed";
    QTest::newRow("twice at once") << duplicated(four, 1) << "a0 a1 a1 a2" + end;
    QTest::newRow("twice, later") << duplicated(four, 0, 2) << "a0 a1 a2 a0" + end;
    QTest::newRow("twice, beyond the end") << duplicated(four, 1, 99) << "a0 a1 a2" + end + " a1";
    QTest::newRow("no such event twice") << duplicated(four, 9) << "a0 a1 a2" + end;
    QTest::newRow("late by one") << delayed(four, 0) << "a1 a0 a2" + end;
    QTest::newRow("late by more") << delayed(four, 0, 99) << "a1 a2" + end + " a0";
    QTest::newRow("no such event late") << delayed(four, 9) << "a0 a1 a2" + end;
    QTest::newRow("inserted") << withInsertion(four, 1, ": x\n\n") << "a0 ~ a1 a2" + end;
    QTest::newRow("inserted at the end") << withInsertion(four, 9, ": x\n\n") << "a0 a1 a2" + end + " ~";
    QTest::newRow("inserted often") << withInsertions(four, 2, ": x\n\n") << "a0 a1 ~ a2" + end;
    QTest::newRow("inserted never") << withInsertions(four, 0, ": x\n\n") << "a0 a1 a2" + end;
}

void tst_StreamFaults::reordersAndRepeats()
{
    QFETCH(const StreamEvents, events);
    QFETCH(const QByteArray, expected);
    QCOMPARE(order(events), expected);
}

void tst_StreamFaults::leavesFieldsOut()
{
    const StreamEvents three = numbered(3);
    for (const StreamEvent &event : withoutField(three, u"sequence_number"_s)) {
        QVERIFY(!sequenceNumber(event));
        QVERIFY(!eventType(event).isEmpty());
    }
    for (const StreamEvent &event : withoutField(three, u"usage"_s)) {
        const QJsonObject response = eventObject(event).value("response"_L1).toObject();
        QCOMPARE(response.keys(), QStringList{u"id"_s});
    }
    QVERIFY(withoutField(three, u"elsewhere"_s) == three);
}

void tst_StreamFaults::leavesTypesOut()
{
    const StreamEvents four = withDoneMark(numbered(4));
    QVERIFY(isTerminal(four[3]));
    QCOMPARE(four.back().data, "[DONE]"_ba);
    QCOMPARE(order(withoutTerminal(four)), "a0 a1 a2"_ba);
    QCOMPARE(order(withoutTypes(four, "1")), "a0 a2 response.completed"_ba);
}

void tst_StreamFaults::leavesNamesOut()
{
    for (const StreamEvent &event : withoutNames(numbered(3)))
        QVERIFY(eventBytes(event).startsWith("data: "));
}

void tst_StreamFaults::damagesData()
{
    const StreamEvents three = numbered(3);
    QCOMPARE(withCutData(three, 1, 5)[1].data, three[1].data.left(5));
    QVERIFY(withCutData(three, 9, 5) == three);
    const StreamEvents damaged = withOverwritten(three, 0, 2, "\xff\xfe");
    QCOMPARE(damaged[0].data.mid(2, 2), "\xff\xfe"_ba);
    QCOMPARE(damaged[0].data.size(), three[0].data.size());
    QVERIFY(withOverwritten(three, 0, 10'000, "x") == three);
}

void tst_StreamFaults::numbersAnew()
{
    const StreamEvents events = renumbered(duplicated(numbered(3), 0), 5);
    for (size_t i = 0; i < events.size(); ++i)
        QCOMPARE(sequenceNumber(events[i]), std::optional(qint64(i) + 5));
}

void tst_StreamFaults::changesTheBytes()
{
    QCOMPARE(withByteOrderMark("data: 1\n\n"),
             "\xEF\xBB\xBF"
             "data: 1\n\n"_ba);
    QCOMPARE(withLineEnds("data: 1\n\n", "\r\n"), "data: 1\r\n\r\n"_ba);
}

QTEST_APPLESS_MAIN(tst_StreamFaults)
#include "tst_streamfaults.moc"
