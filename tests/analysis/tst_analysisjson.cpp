#include "analysis/analysisjson.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

QJsonObject parsed(const QByteArray &json)
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError)
        qFatal("the expectation is not JSON: %s", qPrintable(error.errorString()));
    return document.object();
}

TranscriptPart part(PartKind kind, const QString &text, int index = 0)
{
    return {.kind = kind, .index = index, .text = text, .done = true};
}

AnalysisRecord fullRecord()
{
    TranscriptPart answer = part(PartKind::OutputText, u"one "_s);
    answer.annotations = {R"({"type":"url_citation","url":"http://a"})"};
    AnalysisRecord record;
    record.id = AnalysisId{0x123456789};
    record.title = u"a title"_s;
    record.status = AnalysisStatus::Failed;
    record.createdUtcUs = 1'790'000'000'123'456;
    record.request = {.providerId = u"openai"_s,
                      .baseUrl = u"http://h/v1"_s,
                      .response = {.model = u"gpt-5-mini"_s, .prompt = u"p"_s}};
    record.transcript.responseId = u"resp_1"_s;
    record.transcript.model = u"gpt-5-mini-2025-08-07"_s;
    record.transcript.items = {
        {.type = u"reasoning"_s,
         .parts = {part(PartKind::ReasoningSummary, u"s0"_s), part(PartKind::ReasoningSummary, u"s1"_s, 1),
                   part(PartKind::ReasoningText, u"raw"_s)}},
        {.type = u"function_call"_s, .name = u"look"_s, .parts = {part(PartKind::ToolInput, u"{}"_s)}},
        {.type = u"web_search_call"_s},
        {.type = u"message"_s, .parts = {answer, part(PartKind::OutputText, u"two"_s, 1)}},
        {.type = u"message"_s,
         .parts = {part(PartKind::OutputText, u"three"_s), part(PartKind::Refusal, u"no"_s, 1)}},
    };
    record.transcript.usage =
        Usage{.input = 1, .cached = 2, .cacheWrite = 3, .output = 4, .reasoning = 5, .total = 6};
    record.transcript.incompleteReason = u"max_output_tokens"_s;
    record.transcript.events = 12;
    record.transcript.unknownEvents = 1;
    record.transcript.repeats = 2;
    record.attempts = {{.number = 1,
                        .outcome = AnalysisStatus::Failed,
                        .events = 2,
                        .bytes = 345,
                        .requestId = u"req_1"_s,
                        .error = Error{.kind = ErrorKind::Server, .message = u"m"_s, .httpStatus = 500}},
                       {.number = 2,
                        .outcome = AnalysisStatus::Failed,
                        .events = 12,
                        .bytes = 6789,
                        .resumed = true,
                        .streamed = false,
                        .timing = {.connectMs = 1,
                                   .firstByteMs = 2,
                                   .firstReasoningMs = 3,
                                   .firstTextMs = 4,
                                   .longestGapMs = 5,
                                   .totalMs = 6}}};
    record.fallbacks = {u"reasoning.summary dropped: why"_s};
    record.cost = {.usd = 0.25, .basis = CostBasis::Computed};
    record.error = Error{.kind = ErrorKind::RateLimited,
                         .message = u"slow down"_s,
                         .code = u"rate_limit_exceeded"_s,
                         .param = u"p"_s,
                         .httpStatus = 429,
                         .requestId = u"req_2"_s,
                         .retryAfter = std::chrono::milliseconds(1500)};
    record.tags = {u"a"_s, u"b"_s};
    record.note = u"n"_s;
    return record;
}

} // namespace

class tst_AnalysisJson : public QObject
{
    Q_OBJECT

private slots:
    void writesEverything();
    void whatIsNotKnownIsNull();
    void joinsTexts();
    void listRows();
    void frames_data();
    void frames();
};

void tst_AnalysisJson::writesEverything()
{
    const QJsonObject json = toJson(fullRecord());
    const QJsonObject expected = parsed(R"({
        "id":")" + toText(AnalysisId{0x123456789}).toLatin1()
                                        + R"(",
        "status":"failed","created":"2026-09-21T14:13:20.123Z","title":"a title",
        "provider":"openai","model_requested":"gpt-5-mini","model":"gpt-5-mini-2025-08-07","response_id":"resp_1",
        "reasoning":[{"kind":"summary","item":0,"part":0,"text":"s0"},{"kind":"summary","item":0,"part":1,"text":"s1"},
                     {"kind":"raw","item":0,"part":0,"text":"raw"}],
        "text":"one two\n\nthree","refusal":"no",
        "tool_calls":[{"item":1,"type":"function_call","name":"look","input":"{}"},{"item":2,"type":"web_search_call"}],
        "annotations":[{"type":"url_citation","url":"http://a"}],
        "usage":{"input":1,"cached":2,"cache_write":3,"output":4,"reasoning":5,"total":6},
        "cost_usd":0.25,"cost_is":"computed","incomplete_reason":"max_output_tokens",
        "error":{"code":"rate_limit_exceeded","kind":"RateLimited","message":"slow down","http_status":429,
                 "retryable":true,"retry_after_ms":1500,"param":"p","request_id":"req_2"},
        "attempts":[{"number":1,"outcome":"failed","events":2,"bytes":345,"resumed":false,"streamed":true,
                     "request_id":"req_1",
                     "error":{"code":"Server","kind":"Server","message":"m","http_status":500,"retryable":true,
                              "retry_after_ms":null}},
                    {"number":2,"outcome":"failed","events":12,"bytes":6789,"resumed":true,"streamed":false,
                     "request_id":null,"error":null}],
        "fallbacks":["reasoning.summary dropped: why"],"events":12,"unknown_events":1,"repeated_events":2,
        "timing":{"connect_ms":1,"first_byte_ms":2,"first_reasoning_ms":3,"first_text_ms":4,"longest_gap_ms":5,
                  "total_ms":6},
        "sample":false,"tags":["a","b"],"note":"n"})");
    QCOMPARE(json.keys(), expected.keys());
    for (const QString &key : expected.keys())
        QVERIFY2(json[key] == expected[key],
                 qPrintable(key + u": "_s + QString::fromUtf8(QJsonDocument(json).toJson())));
}

/// The fields of the contract are there even when nothing is known.
void tst_AnalysisJson::whatIsNotKnownIsNull()
{
    const QJsonObject json = toJson(AnalysisRecord{.id = AnalysisId{7}});
    for (const QString &key :
         {u"model"_s, u"response_id"_s, u"usage"_s, u"cost_usd"_s, u"incomplete_reason"_s, u"error"_s}) {
        QVERIFY2(json.contains(key), qPrintable(key));
        QVERIFY2(json[key].isNull(), qPrintable(key));
    }
    for (const QString &key :
         {u"reasoning"_s, u"tool_calls"_s, u"annotations"_s, u"attempts"_s, u"fallbacks"_s}) {
        QVERIFY2(json[key].isArray(), qPrintable(key));
        QVERIFY2(json[key].toArray().isEmpty(), qPrintable(key));
    }
    for (const QString &key : {u"text"_s, u"refusal"_s})
        QCOMPARE(json[key], QJsonValue(QString(u""_s)));
    QCOMPARE(json["cost_is"_L1].toString(), u"unknown"_s);
    QCOMPARE(json["status"_L1].toString(), u"running"_s);
    const QJsonObject timing = json["timing"_L1].toObject();
    QCOMPARE(timing.size(), 6);
    for (const QString &key :
         {u"connect_ms"_s, u"first_byte_ms"_s, u"first_reasoning_ms"_s, u"first_text_ms"_s, u"total_ms"_s})
        QVERIFY2(timing.contains(key) && timing[key].isNull(), qPrintable(key));

    AnalysisRecord failed{.id = AnalysisId{7}, .error = Error{.kind = ErrorKind::Network, .message = u"m"_s}};
    const QJsonObject error = toJson(failed)["error"_L1].toObject();
    QVERIFY(error.contains("http_status"_L1) && error["http_status"_L1].isNull());
    QVERIFY(error.contains("retry_after_ms"_L1) && error["retry_after_ms"_L1].isNull());
    QCOMPARE(error["code"_L1].toString(), u"Network"_s);
}

void tst_AnalysisJson::joinsTexts()
{
    AnalysisRecord record{.id = AnalysisId{7}};
    record.transcript.items = {{.type = u"message"_s, .parts = {part(PartKind::OutputText, u""_s)}},
                               {.type = u"message"_s, .parts = {part(PartKind::OutputText, u"a\n"_s)}},
                               {.type = u"message"_s, .parts = {part(PartKind::OutputText, u"b"_s)}}};
    QCOMPARE(toJson(record)["text"_L1].toString(), u"a\n\n\nb"_s);
}

void tst_AnalysisJson::listRows()
{
    const AnalysisRow row{.id = AnalysisId{7},
                          .createdUtcUs = 1'790'000'000'000'000,
                          .status = AnalysisStatus::Completed,
                          .providerId = u"xai"_s,
                          .modelRequested = u"grok"_s,
                          .title = u"t"_s,
                          .cost = {.usd = 0.5, .basis = CostBasis::Reported},
                          .usage = Usage{.input = 1, .total = 1},
                          .durationMs = 1234};
    const QJsonObject json = toJson(row);
    const QStringList contract{u"id"_s,    u"created"_s, u"status"_s,   u"provider"_s, u"model"_s,
                               u"title"_s, u"task"_s,    u"cost_usd"_s, u"usage"_s,    u"grade"_s};
    for (const QString &key : contract)
        QVERIFY2(json.contains(key), qPrintable(key));
    QCOMPARE(json["id"_L1].toString(), toText(AnalysisId{7}));
    QCOMPARE(json["created"_L1].toString(), u"2026-09-21T14:13:20.000Z"_s);
    QCOMPARE(json["status"_L1].toString(), u"completed"_s);
    QCOMPARE(json["cost_usd"_L1].toDouble(), 0.5);
    QCOMPARE(json["usage"_L1]["input"_L1].toInteger(), 1);
    QVERIFY(json["model"_L1].isNull());
    QVERIFY(json["task"_L1].isNull());
    QVERIFY(json["grade"_L1].isNull());
    const QJsonObject ofTask = toJson(
        AnalysisRow{.id = AnalysisId{8}, .task = u"0a1b"_s, .taskSet = u"ARC"_s, .verdict = Verdict::Failed});
    QCOMPARE(ofTask["task"_L1].toString(), u"0a1b"_s);
    QCOMPARE(ofTask["grade"_L1].toString(), u"failed"_s);
    QVERIFY(toJson(AnalysisRow{.id = AnalysisId{7}})["usage"_L1].isNull());
}

void tst_AnalysisJson::frames_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<QByteArray>("expected");
    const QByteArray typed = R"({"type":"keepalive","sequence_number":41})";
    QTest::newRow("an event has its own number and type")
        << QByteArray("other") << typed
        << QByteArray(
               R"({"t_us":12,"seq":41,"type":"keepalive","raw":"{\"type\":\"keepalive\",\"sequence_number\":41}"})");
    QTest::newRow("without them its place and name stand in")
        << QByteArray("name") << QByteArray(R"({"a":1})")
        << QByteArray(R"({"t_us":12,"seq":3,"type":"name","raw":"{\"a\":1}"})");
    QTest::newRow("what cannot be read is raw all the same")
        << QByteArray() << QByteArray("a\xFF")
        << QByteArray(R"({"t_us":12,"seq":3,"type":"","raw":"a\ufffd"})");
    QTest::newRow("the end mark") << QByteArray() << QByteArray("[DONE]")
                                  << QByteArray(R"({"t_us":12,"seq":3,"type":"","raw":"[DONE]"})");
}

void tst_AnalysisJson::frames()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, data);
    QFETCH(const QByteArray, expected);
    QCOMPARE(toJson(Frame{.arrivalUs = 12, .eventName = name, .data = data}, 3), parsed(expected));
}

QTEST_APPLESS_MAIN(tst_AnalysisJson)
#include "tst_analysisjson.moc"
