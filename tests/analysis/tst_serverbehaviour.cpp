#include "analysis/serverbehaviour.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using Delivery = ServerBehaviour::Delivery;
using Reasoning = ServerBehaviour::Reasoning;

namespace {

/// JSON is easier to read with single quotes.
Frame sent(qint64 arrivalMs, QByteArray json)
{
    return {.arrivalUs = arrivalMs * 1000, .data = json.replace('\'', '"')};
}

Frame body(qint64 arrivalMs, QByteArray json)
{
    return {.kind = FrameKind::Body, .arrivalUs = arrivalMs * 1000, .data = json.replace('\'', '"')};
}

const QByteArray created =
    "{'type':'response.created','sequence_number':0,'response':{'id':'r','model':'m-1',"
    "'status':'in_progress','output':[]}}";
const QByteArray delta = "{'type':'response.output_text.delta','sequence_number':1,'item_id':'i',"
                         "'output_index':0,'content_index':0,'delta':'ready'}";
const QByteArray done = "{'type':'response.output_text.done','sequence_number':2,'item_id':'i',"
                        "'output_index':0,'content_index':0,'text':'ready'}";
const QByteArray completed = "{'type':'response.completed','response':{'id':'r','status':'completed',"
                             "'usage':{'input_tokens':5,'output_tokens':9,'total_tokens':14,"
                             "'output_tokens_details':{'reasoning_tokens':8}},'output':[]}}";

} // namespace

class tst_ServerBehaviour : public QObject
{
    Q_OBJECT

private slots:
    void delivery_data();
    void delivery();
    void reasoning_data();
    void reasoning();
    void tellsWhatTheProtocolLeavesOpen();
    void bareServers();
};

void tst_ServerBehaviour::delivery_data()
{
    QTest::addColumn<std::vector<Frame>>("frames");
    QTest::addColumn<Delivery>("expected");
    QTest::newRow("nothing") << std::vector<Frame>{} << Delivery::Nothing;
    QTest::newRow("one answer") << std::vector{body(900, "{'id':'r','status':'completed'}")}
                                << Delivery::Whole;
    QTest::newRow("as it is made") << std::vector{sent(200, created), sent(1500, delta),
                                                  sent(2000, completed)}
                                   << Delivery::Streamed;
    QTest::newRow("held back") << std::vector{sent(4000, created), sent(4001, delta), sent(4003, completed)}
                               << Delivery::Held;
    QTest::newRow("too quick to tell")
        << std::vector{sent(90, created), sent(91, completed)} << Delivery::Streamed;
    QTest::newRow("slow to begin") << std::vector{sent(4000, created), sent(4800, delta),
                                                  sent(5000, completed)}
                                   << Delivery::Streamed;
}

void tst_ServerBehaviour::delivery()
{
    QFETCH(const std::vector<Frame>, frames);
    QFETCH(const Delivery, expected);
    QCOMPARE(observe(frames).delivery, expected);
}

void tst_ServerBehaviour::reasoning_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<Reasoning>("expected");
    QTest::newRow("none") << delta << Reasoning::None;
    QTest::newRow("hidden: only tokens") << completed << Reasoning::Hidden;
    QTest::newRow("hidden: an item without text")
        << QByteArray("{'type':'response.output_item.added','output_index':0,"
                      "'item':{'id':'x','type':'reasoning','summary':[]}}")
        << Reasoning::Hidden;
    QTest::newRow("summary") << QByteArray("{'type':'response.reasoning_summary_text.delta','output_index':0,"
                                           "'summary_index':0,'delta':'hm'}")
                             << Reasoning::Summary;
    QTest::newRow("raw") << QByteArray("{'type':'response.reasoning_text.delta','output_index':0,"
                                       "'content_index':0,'delta':'hm'}")
                         << Reasoning::Raw;
}

void tst_ServerBehaviour::reasoning()
{
    QFETCH(const QByteArray, json);
    QFETCH(const Reasoning, expected);
    QCOMPARE(observe({sent(1, json)}).reasoning, expected);
}

void tst_ServerBehaviour::tellsWhatTheProtocolLeavesOpen()
{
    const ServerBehaviour seen =
        observe({sent(1, created), sent(2, delta), sent(3, done), sent(4, "{'type':'response.novelty'}"),
                 sent(5, "{'type':'response.novelty'}"), sent(6, completed), sent(7, "[DONE]")});
    QVERIFY(seen.sequenceNumbers && seen.outputIndices && seen.itemIds && seen.doneEvents);
    QVERIFY(seen.terminalEvent && seen.doneMark && seen.usage);
    QVERIFY(!seen.reportsCost);
    QCOMPARE(seen.model, u"m-1"_s);
    QCOMPARE(seen.answer, u"ready"_s);
    QCOMPARE(seen.unknownEvents, QStringList{u"response.novelty"_s});
    QCOMPARE(seen.events, 7);
}

void tst_ServerBehaviour::bareServers()
{
    const ServerBehaviour seen =
        observe({sent(1, "{'type':'response.output_text.delta','delta':'a'}"), sent(2, "not json")});
    QVERIFY(!seen.sequenceNumbers && !seen.outputIndices && !seen.itemIds && !seen.doneEvents);
    QVERIFY(!seen.terminalEvent && !seen.doneMark && !seen.usage);
    QCOMPARE(seen.answer, u"a"_s);
}

QTEST_APPLESS_MAIN(tst_ServerBehaviour)
#include "tst_serverbehaviour.moc"
