#include "responses/eventwords.h"
#include "responses/responseparser.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using test::words;

namespace {

QString parsed(const QByteArray &json, QByteArrayView eventName = {})
{
    ResponseParser parser;
    const auto event = parser.parseEvent(json, eventName);
    return event ? words(event->payload) : u"refused"_s;
}

template <typename Payload>
Payload payloadOf(const QByteArray &json)
{
    ResponseParser parser;
    const auto event = parser.parseEvent(json);
    const auto *payload = event ? std::get_if<Payload>(&event->payload) : nullptr;
    return payload ? *payload : Payload{};
}

void row(const char *name, const char *json, const char *expected)
{
    QTest::newRow(name) << QByteArray(json) << QString::fromUtf8(expected);
}

void addEventColumns()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("expected");
}

/// An event that has a bit of everything, for the tests that damage it.
const QByteArray richEvent =
    R"({"sequence_number":9,"response":{"id":"r","status":"completed","model":"m","error":null,)"
    R"("output":[{"type":"message","content":[{"type":"output_text","text":"a\u00e9\n","annotations":[{"a":[1]}]}]}],)"
    R"("usage":{"input_tokens":1,"output_tokens":2.0}},"type":"response.completed"})";

} // namespace

class tst_ResponseParser : public QObject
{
    Q_OBJECT

private slots:
    void texts_data();
    void texts();
    void itemsAndParts_data();
    void itemsAndParts() { compareRow(); }
    void lifecycle_data();
    void lifecycle() { compareRow(); }
    void oddities_data();
    void oddities() { compareRow(); }
    void toolProgress_data();
    void toolProgress() { compareRow(); }
    void errors_data();
    void errors() { compareRow(); }
    void refuses_data();
    void refuses();
    void takesTheEventsNameOnlyWithoutAType_data();
    void takesTheEventsNameOnlyWithoutAType();
    void bodies_data();
    void bodies();

    void sequenceNumbers();
    void nullsEverywhereAreMissingValues();
    void wrongTypesEverywhereAreMissingValues();
    void numbersStayInRange_data();
    void numbersStayInRange();
    void hugeTokenCountsDoNotOverflow();
    void mendsBrokenStrings_data();
    void mendsBrokenStrings();
    void everyTruncationIsRefused();
    void everyChangedByteIsSurvived();
    void keepsGoingAfterARefusal();
    void readsAlikeWithAndWithoutRoomBehindTheEnd();
    void readsFiveMegabytesOfText();
    void depthBombsAreSurvived_data();
    void depthBombsAreSurvived();

private:
    static void compareRow();
};

void tst_ResponseParser::compareRow()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QString, expected);
    QCOMPARE(parsed(json), expected);
}

void tst_ResponseParser::texts_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("textKey");
    QTest::addColumn<QByteArray>("indexKey");
    QTest::addColumn<QString>("kind");

    const auto family = [](const char *name, const char *textKey, const char *indexKey, const char *kind) {
        QTest::newRow(name) << QByteArray(name) << QByteArray(textKey) << QByteArray(indexKey)
                            << QString::fromLatin1(kind);
    };
    family("output_text", "text", "content_index", "text");
    family("refusal", "refusal", "content_index", "refusal");
    family("reasoning_summary_text", "text", "summary_index", "summary");
    family("reasoning_summary", "text", "summary_index", "summary");
    family("reasoning_text", "text", "content_index", "raw");
    family("reasoning", "text", "content_index", "raw");
    family("function_call_arguments", "arguments", "content_index", "input");
    family("custom_tool_call_input", "input", "content_index", "input");
    family("mcp_call_arguments", "arguments", "content_index", "input");
    family("code_interpreter_call_code", "code", "content_index", "input");
    family("shell_call_command", "command", "command_index", "input");
    family("shell_call_output_content", "output", "command_index", "output");
    family("mcp_call_output", "output", "content_index", "output");
}

void tst_ResponseParser::texts()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, textKey);
    QFETCH(const QByteArray, indexKey);
    QFETCH(const QString, kind);
    const QByteArray reference = R"("item_id":"i","output_index":2,")" + indexKey + R"(":1,)";
    const QByteArray type = R"("type":"response.)" + name;

    QCOMPARE(parsed('{' + type + ".delta\"," + reference + R"("delta":"a b"})"),
             kind + u" delta i 2.1 'a b'");
    QCOMPARE(parsed(R"({"delta":"a b",)" + reference + type + ".delta\"}"), kind + u" delta i 2.1 'a b'");
    QCOMPARE(parsed('{' + type + R"(.delta","delta":"a"})"), kind + u" delta - -1.-1 'a'");
    QCOMPARE(parsed('{' + type + R"(.delta","delta":null})"), kind + u" delta - -1.-1 ''");
    const auto field = [&](const QByteArray &text) -> QByteArray {
        return '"' + textKey + "\":\"" + text + "\",";
    };
    QCOMPARE(parsed('{' + reference + field("whole") + type + ".done\"}"), kind + u" done i 2.1 'whole'");
    QCOMPARE(parsed('{' + field("") + type + ".done\"}"), kind + u" done - -1.-1 ''");
    // A `.done` that does not repeat the text must not wipe what was streamed.
    QCOMPARE(parsed('{' + type + R"(.done"})"),
             u"ignored response."_s + QString::fromLatin1(name) + u".done");
}

void tst_ResponseParser::itemsAndParts_data()
{
    addEventColumns();
    row("a message begins",
        R"({"type":"response.output_item.added","output_index":1,"item":{"type":"message","id":"m","status":"in_progress","role":"assistant","content":[]}})",
        "item added 1 {message m in_progress}");
    row("a message ends, with its phase",
        R"({"item":{"content":[{"text":"a","type":"output_text"},{"type":"refusal","refusal":"b"}],"phase":"commentary","type":"message"},"output_index":0,"type":"response.output_item.done"})",
        "item done 0 {message commentary (text 0 'a') (refusal 1 'b')}");
    row("a reasoning item with summaries, raw text and hidden content",
        R"({"type":"response.output_item.done","output_index":0,"item":{"type":"reasoning","id":"r","summary":[{"type":"summary_text","text":"s"}],"content":[{"type":"reasoning_text","text":"t"}],"encrypted_content":"gAAA"}})",
        "item done 0 {reasoning r encrypted (summary 0 's') (raw 0 't')}");
    row("an empty encrypted_content hides nothing",
        R"({"type":"response.output_item.done","item":{"type":"reasoning","encrypted_content":""}})",
        "item done -1 {reasoning}");
    row("a function call",
        R"({"type":"response.output_item.done","output_index":3,"item":{"type":"function_call","id":"f","call_id":"c","name":"look","arguments":"{\"a\":1}","status":"completed"}})",
        R"(item done 3 {function_call f look completed (input 0 '{"a":1}')})");
    row("arguments as an object are their JSON",
        R"({"type":"response.output_item.done","item":{"type":"function_call","arguments":{"a": [1, {"b":2}]}}})",
        R"(item done -1 {function_call (input 0 '{"a": [1, {"b":2}]}')})");
    row("a search's action",
        R"({"type":"response.output_item.done","item":{"type":"web_search_call","action":{"type":"search","query":"q"}}})",
        R"(item done -1 {web_search_call (input 0 '{"type":"search","query":"q"}')})");
    row("code",
        R"({"type":"response.output_item.done","item":{"type":"code_interpreter_call","code":"1+1"}})",
        "item done -1 {code_interpreter_call (input 0 '1+1')}");
    row("an item without an item", R"({"type":"response.output_item.added"})", "item added -1 {}");
    row("a content part begins",
        R"({"type":"response.content_part.added","item_id":"m","output_index":1,"content_index":2,"part":{"type":"output_text","text":"","annotations":[]}})",
        "part added m 1.2 (text 0 '')");
    row("a content part ends",
        R"({"type":"response.content_part.done","item_id":"m","output_index":1,"content_index":2,"part":{"type":"output_text","text":"a","annotations":[{"type":"url_citation","url":"u"}]}})",
        R"(part done m 1.2 (text 0 'a' {"type":"url_citation","url":"u"}))");
    row("a summary part ends",
        R"({"type":"response.reasoning_summary_part.done","output_index":0,"summary_index":1,"part":{"type":"summary_text","text":"s"}})",
        "part done - 0.1 (summary 0 's')");
    row("vLLM's reasoning part",
        R"({"type":"response.reasoning_part.added","part":{"type":"reasoning_text","text":null}})",
        "part added - -1.-1 (raw 0 null)");
    row("a part of a kind nobody knows",
        R"({"type":"response.content_part.added","part":{"type":"hologram"}})",
        "part added - -1.-1 (other 0 null)");
    row("an annotation",
        R"({"type":"response.output_text.annotation.added","output_index":1,"content_index":0,"annotation_index":0,"annotation":{"type":"file_citation","x":[1,2]}})",
        R"(annotation - 1.0 {"type":"file_citation","x":[1,2]})");
    row("an annotation that is null", R"({"type":"response.output_text.annotation.added","annotation":null})",
        "annotation - -1.-1 ");
}

void tst_ResponseParser::lifecycle_data()
{
    addEventColumns();
    row("created",
        R"({"type":"response.created","response":{"id":"r","object":"response","status":"in_progress","model":"m","reasoning":{"effort":"high","summary":"auto"},"service_tier":"default","output":[],"usage":null,"error":null,"incomplete_details":null}})",
        "created: in_progress r m default high");
    row("created by llama.cpp",
        R"({"type":"response.created","response":{"id":"r","object":"response","status":"in_progress"}})",
        "created: in_progress r");
    row("queued", R"({"type":"response.queued","response":{"status":"queued"}})", "queued: queued");
    row("in progress without a response", R"({"type":"response.in_progress"})", "in_progress: -");
    row("completed",
        R"({"type":"response.completed","response":{"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"a"}]}],"usage":{"input_tokens":1,"input_tokens_details":{"cached_tokens":2,"cache_write_tokens":3},"output_tokens":4,"output_tokens_details":{"reasoning_tokens":5},"total_tokens":6}}})",
        "completed: completed usage 1/2/3 4/5 6 {message (text 0 'a')}");
    row("xAI's response.done", R"({"type":"response.done","response":{"status":"completed"}})",
        "completed: completed");
    row("completed, yet incomplete",
        R"({"type":"response.completed","response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}}})",
        "completed: incomplete max_output_tokens");
    row("incomplete",
        R"({"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"content_filter"}}})",
        "incomplete: incomplete content_filter");
    row("failed",
        R"({"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"m"}}})",
        "failed: failed [server_error|m||]");
    row("a status nobody knows", R"({"type":"response.completed","response":{"status":"splendid"}})",
        "completed: -");
    row("usage without details counts its total itself",
        R"({"type":"response.completed","response":{"usage":{"input_tokens":1,"output_tokens":2}}})",
        "completed: - usage 1/0/0 2/0 3");
    row("OpenRouter's cost in dollars",
        R"({"type":"response.completed","response":{"usage":{"input_tokens":1,"cost":0.25}}})",
        "completed: - usage 1/0/0 0/0 1 0.25");
    row("xAI's cost in ticks",
        R"({"type":"response.completed","response":{"usage":{"cost_in_usd_ticks":25000000000}}})",
        "completed: - usage 0/0/0 0/0 0 2.5");
    row("xAI's cost in nano-dollars",
        R"({"type":"response.completed","response":{"usage":{"cost_in_nano_usd":500000000}}})",
        "completed: - usage 0/0/0 0/0 0 0.5");
    row("a cost of null is none",
        R"({"type":"response.completed","response":{"usage":{"cost":null,"input_tokens":1}}})",
        "completed: - usage 1/0/0 0/0 1");
    row("a whole response as a frame",
        R"({"id":"r","object":"response","status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"a"}]}]})",
        "completed: completed r {message (text 0 'a')}");
    row("a whole response whose object comes last", R"({"status":"incomplete","object":"response"})",
        "incomplete: incomplete");
}

void tst_ResponseParser::oddities_data()
{
    addEventColumns();
    row("the end mark", "[DONE]", "[DONE]");
    row("OpenAI's keep-alive", R"({"type":"keepalive","sequence_number":3})", "keep-alive");
    row("OpenRouter's keep-alive", R"({"type":"response.keep_alive"})", "keep-alive");
    row("a gateway's heartbeat", R"({"type":"response.heartbeat"})", "keep-alive");
    row("audio", R"({"type":"response.audio.delta","delta":"AAAA"})", "ignored response.audio.delta");
    row("audio's words", R"({"type":"response.audio.transcript.done","transcript":"a"})",
        "ignored response.audio.transcript.done");
    row("metadata", R"({"type":"response.metadata","metadata":{"a":1}})", "ignored response.metadata");
    row("rate limits", R"({"type":"codex.rate_limits"})", "ignored codex.rate_limits");
    row("a shell command announced", R"({"type":"response.shell_call_command.added","command":"ls"})",
        "ignored response.shell_call_command.added");
    row("a type nobody knows", R"({"type":"response.telepathy.delta","delta":"a"})",
        "unknown response.telepathy.delta");
    row("no type at all", R"({"hello":"world"})", "unknown ");
    row("an empty object", "{}", "unknown ");
    row("a type that is a number", R"({"type":7})", "unknown ");
    row("white space around", " \t\r\n {\"type\" : \"keepalive\" } \n", "keep-alive");
    row("padding is ignored",
        R"({"type":"response.output_text.delta","obfuscation":"xyz","logprobs":[{"token":"a","logprob":-0.1,"bytes":[97],"top_logprobs":[]}],"delta":"a"})",
        "text delta - -1.-1 'a'");
    row("an escaped key", R"({"\u0074ype":"response.output_text.delta","d\u0065lta":"a"})",
        "text delta - -1.-1 'a'");
    row("of two equal keys the last counts",
        R"({"type":"response.output_text.delta","delta":"a","delta":"b"})", "text delta - -1.-1 'b'");
    row("names in nested objects do not count",
        R"({"x":{"type":"error","delta":"no"},"type":"response.output_text.delta","delta":"a"})",
        "text delta - -1.-1 'a'");
}

void tst_ResponseParser::toolProgress_data()
{
    addEventColumns();
    row("a web search", R"({"type":"response.web_search_call.searching","output_index":1,"item_id":"w"})",
        "tool web_search_call searching w 1.-1");
    row("xAI's search", R"({"type":"response.x_search_call.completed"})",
        "tool x_search_call completed - -1.-1");
    row("a file search", R"({"type":"response.file_search_call.in_progress"})",
        "tool file_search_call in_progress - -1.-1");
    row("code", R"({"type":"response.code_interpreter_call.interpreting"})",
        "tool code_interpreter_call interpreting - -1.-1");
    row("an image", R"({"type":"response.image_generation_call.partial_image","partial_image_b64":"AA"})",
        "tool image_generation_call partial_image - -1.-1");
    row("an MCP call", R"({"type":"response.mcp_call.failed"})", "tool mcp_call failed - -1.-1");
    row("MCP's tools", R"({"type":"response.mcp_list_tools.completed"})",
        "tool mcp_list_tools completed - -1.-1");
    row("no family", R"({"type":"response..x"})", "unknown response..x");
}

void tst_ResponseParser::errors_data()
{
    addEventColumns();
    row("flat, as documented",
        R"({"type":"error","code":"server_error","message":"m","param":null,"sequence_number":3})",
        "error [server_error|m||]");
    row("nested, as sent",
        R"({"type":"error","sequence_number":2,"error":{"type":"t","code":"c","message":"m","param":"p"}})",
        "error [c|m|t|p]");
    row("without a type", R"({"error":{"code":500,"message":"m","type":"server_error"}})",
        "error [500|m|server_error|]");
    row("as text", R"({"error":"it broke"})", "error [|it broke||]");
    row("a flat one with a number as code", R"({"type":"error","code":429,"message":"m"})",
        "error [429|m||]");
    row("everything null", R"({"type":"error","code":null,"message":null,"param":null})", "error [|||]");
    row("nothing said", R"({"type":"error"})", "error [|||]");
}

void tst_ResponseParser::refuses_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("white space") << QByteArray("  ");
    QTest::newRow("a word") << QByteArray("null");
    QTest::newRow("a number") << QByteArray("42");
    QTest::newRow("a string") << QByteArray(R"("type")");
    QTest::newRow("an array") << QByteArray(R"([{"type":"keepalive"}])");
    QTest::newRow("the end mark in lower case") << QByteArray("[done]");
    QTest::newRow("a web page") << QByteArray("<html>");
    QTest::newRow("trailing garbage") << QByteArray(R"({"type":"keepalive"} x)");
    QTest::newRow("two objects") << QByteArray(R"({"type":"keepalive"}{"type":"keepalive"})");
    QTest::newRow("a brace too many") << QByteArray(R"({"type":"keepalive"}})");
    QTest::newRow("a missing comma") << QByteArray(R"({"type":"response.output_text.delta" "delta":"a"})");
    QTest::newRow("a missing colon") << QByteArray(R"({"type" "keepalive"})");
    QTest::newRow("a trailing comma") << QByteArray(R"({"type":"keepalive",})");
    QTest::newRow("an open string") << QByteArray(R"({"type":"keepalive)");
    QTest::newRow("a key that is no string") << QByteArray(R"({type:"keepalive"})");
    QTest::newRow("a line end within a string")
        << QByteArray("{\"type\":\"response.output_text.delta\",\"delta\":\"a\nb\"}");
    QTest::newRow("an escape that does not exist")
        << QByteArray(R"({"type":"response.output_text.delta","delta":"\x"})");
    QTest::newRow("a cut escape") << QByteArray(R"({"type":"response.output_text.delta","delta":"\u12"})");
    QTest::newRow("UTF-16") << QByteArray("\xFF\xFE{\0}\0", 6);
    QTest::newRow("a raw NUL behind the end") << QByteArray("{\"type\":\"keepalive\"}\0", 21);
}

void tst_ResponseParser::refuses()
{
    QFETCH(const QByteArray, json);
    ResponseParser parser;
    const auto event = parser.parseEvent(json);
    QVERIFY2(!event, event ? qPrintable(words(event->payload)) : "");
    QCOMPARE(event.error().kind, ErrorKind::Protocol);
    QVERIFY(!event.error().message.isEmpty());
}

void tst_ResponseParser::takesTheEventsNameOnlyWithoutAType_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("eventName");
    QTest::addColumn<QString>("expected");
    const QByteArray named = "response.output_text.delta";
    QTest::newRow("no type: the name counts")
        << QByteArray(R"({"delta":"a"})") << named << u"text delta - -1.-1 'a'"_s;
    QTest::newRow("a null type: the name counts")
        << QByteArray(R"({"type":null,"delta":"a"})") << named << u"text delta - -1.-1 'a'"_s;
    QTest::newRow("the type wins over another name")
        << QByteArray(R"({"type":"response.refusal.delta","delta":"a"})") << named
        << u"refusal delta - -1.-1 'a'"_s;
    QTest::newRow("the default name says nothing")
        << QByteArray(R"({"delta":"a"})") << QByteArray("message") << u"unknown "_s;
    QTest::newRow("an error stays one whatever its name")
        << QByteArray(R"({"error":{"message":"m"}})") << named << u"error [|m||]"_s;
    QTest::newRow("a flat error by its name")
        << QByteArray(R"({"message":"m","code":"c"})") << QByteArray("error") << u"error [c|m||]"_s;
    QTest::newRow("a whole response keeps its own status")
        << QByteArray(R"({"object":"response","status":"incomplete"})") << QByteArray("response.completed")
        << u"incomplete: incomplete"_s;
}

void tst_ResponseParser::takesTheEventsNameOnlyWithoutAType()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QByteArray, eventName);
    QFETCH(const QString, expected);
    QCOMPARE(parsed(json, eventName), expected);
}

void tst_ResponseParser::bodies_data()
{
    addEventColumns();
    row("completed", R"({"id":"r","status":"completed","output":[]})", "completed: completed r");
    row("incomplete", R"({"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}})",
        "incomplete: incomplete max_output_tokens");
    row("failed", R"({"status":"failed","error":{"code":"c","message":"m"}})", "failed: failed [c|m||]");
    row("cancelled", R"({"status":"cancelled"})", "failed: cancelled");
    row("still queued", R"({"status":"queued"})", "queued: queued");
    row("an error with status 200", R"({"error":{"message":"m"}})", "failed: - [|m||]");
    row("no status, but an answer",
        R"({"output":[{"type":"message","content":[{"type":"output_text","text":"a"}]}]})",
        "completed: - {message (text 0 'a')}");
    row("nothing of use is not a success", R"({"hello":"world"})", "in_progress: -");
    row("behind a byte order mark",
        "\xEF\xBB\xBF"
        R"({"status":"completed"})",
        "completed: completed");
}

void tst_ResponseParser::bodies()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QString, expected);
    ResponseParser parser;
    const auto event = parser.parseBody(json);
    QCOMPARE(event ? words(event->payload) : u"refused"_s, expected);
}

void tst_ResponseParser::sequenceNumbers()
{
    const auto number = [](const QByteArray &value) {
        ResponseParser parser;
        const auto event = parser.parseEvent(R"({"type":"keepalive","sequence_number":)" + value + '}');
        return event ? event->sequenceNumber : -2;
    };
    QCOMPARE(number("0"), 0);
    QCOMPARE(number("1234567890123"), qint64(1234567890123));
    QCOMPARE(number("17.0"), 17);
    QCOMPARE(number("null"), -1);
    QCOMPARE(number("\"5\""), -1);
    QCOMPARE(number("-7"), -1);
    QCOMPARE(number("1e300"), -1);
    QCOMPARE(number("99999999999999999999"), -1);
}

void tst_ResponseParser::nullsEverywhereAreMissingValues()
{
    QCOMPARE(
        parsed(
            R"({"type":"response.output_text.delta","item_id":null,"output_index":null,"content_index":null,"delta":"a","logprobs":null})"),
        u"text delta - -1.-1 'a'"_s);
    QCOMPARE(parsed(R"({"type":"response.completed","response":null})"), u"completed: -"_s);
    QCOMPARE(
        parsed(
            R"({"type":"response.completed","response":{"id":null,"status":null,"model":null,"output":null,"usage":null,"error":null,"incomplete_details":null,"reasoning":null,"service_tier":null}})"),
        u"completed: -"_s);
    QCOMPARE(parsed(R"({"type":"response.output_item.done","output_index":null,"item":null})"),
             u"item done -1 {}"_s);
    QCOMPARE(
        parsed(
            R"({"type":"response.output_item.done","item":{"type":"reasoning","id":null,"summary":null,"content":null,"encrypted_content":null,"status":null}})"),
        u"item done -1 {reasoning}"_s);
    QCOMPARE(
        parsed(
            R"({"type":"response.output_item.done","item":{"type":"message","content":[null,{"type":null,"text":null,"annotations":null}]}})"),
        u"item done -1 {message (other 0 null) (other 1 null)}"_s);
    QCOMPARE(
        parsed(
            R"({"type":"response.completed","response":{"usage":{"input_tokens":null,"input_tokens_details":null,"output_tokens":7,"output_tokens_details":{"reasoning_tokens":null},"total_tokens":null}}})"),
        u"completed: - usage 0/0/0 7/0 0"_s);
    QCOMPARE(parsed(R"({"type":"response.content_part.added","part":null})"),
             u"part added - -1.-1 (other 0 null)"_s);
}

/// Every field of a rich event in turn becomes something else: read without a crash, never refused.
void tst_ResponseParser::wrongTypesEverywhereAreMissingValues()
{
    const QList<QByteArray> fields{R"("completed")",
                                   R"("message")",
                                   R"("r")",
                                   R"("m")",
                                   R"("output_text")",
                                   "1,",
                                   "2.0",
                                   R"([{"a":[1]}])",
                                   "9,"};
    for (const QByteArray &field : fields) {
        const qsizetype at = richEvent.indexOf(field);
        QVERIFY(at >= 0);
        const QByteArray tail = field.endsWith(',') ? "," : "";
        for (const char *value :
             {"null", "true", "-1", "1.5", "\"text\"", "[]", "{}", "[[{}]]", "{\"a\":[1]}"}) {
            QByteArray changed = richEvent;
            changed.replace(at, field.size(), QByteArray(value + tail));
            QVERIFY2(parsed(changed) != u"refused", changed.constData());
        }
    }
}

void tst_ResponseParser::numbersStayInRange_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("expected");
    QTest::newRow("a float") << QByteArray("3.0") << 3;
    QTest::newRow("a large integer is the largest")
        << QByteArray("4294967297") << std::numeric_limits<int>::max();
    QTest::newRow("a large float is the largest")
        << QByteArray("4294967297.0") << std::numeric_limits<int>::max();
    QTest::newRow("an exponent is the largest") << QByteArray("1e12") << std::numeric_limits<int>::max();
    QTest::newRow("beyond everything is missing") << QByteArray("1e400") << -1;
    QTest::newRow("beyond 64 bits is missing") << QByteArray("99999999999999999999") << -1;
}

void tst_ResponseParser::numbersStayInRange()
{
    QFETCH(const QByteArray, value);
    QFETCH(const int, expected);
    const auto delta = payloadOf<TextDelta>(
        R"({"type":"response.output_text.delta","delta":"a","output_index":)" + value + '}');
    QCOMPARE(delta.ref.outputIndex, expected);
}

/// The sum of two counts that both fit must not overflow (undefined behaviour, seen under UBSan).
void tst_ResponseParser::hugeTokenCountsDoNotOverflow()
{
    const QByteArray huge = "9223372036854775807";
    const auto event =
        payloadOf<LifecycleEvent>(R"({"type":"response.completed","response":{"usage":{"input_tokens":)"
                                  + huge + R"(,"output_tokens":)" + huge + "}}}");
    QVERIFY(event.response.usage);
    QCOMPARE(event.response.usage->input, std::numeric_limits<qint64>::max());
    QVERIFY2(event.response.usage->total >= 0, "the sum overflowed");
}

void tst_ResponseParser::mendsBrokenStrings_data()
{
    QTest::addColumn<QByteArray>("delta");
    QTest::addColumn<QString>("expected");
    QTest::newRow("a surrogate pair is one character") << QByteArray(R"(\ud83d\ude00)") << u"😀"_s;
    QTest::newRow("a lone high surrogate") << QByteArray(R"(a\ud83d)") << u"a\uFFFD"_s;
    QTest::newRow("a lone low surrogate") << QByteArray(R"(\ude00z)") << u"\uFFFDz"_s;
    QTest::newRow("a high surrogate before another escape") << QByteArray(R"(\ud83d\n)") << u"\uFFFD\n"_s;
    QTest::newRow("invalid UTF-8") << QByteArray("a\xFFz") << u"a\uFFFDz"_s;
    QTest::newRow("an encoded surrogate") << QByteArray("\xED\xA0\x80") << u"\uFFFD\uFFFD\uFFFD"_s;
    QTest::newRow("a NUL escape is a character") << QByteArray(R"(a\u0000b)") << QString(u"a\0b"_s);
    QTest::newRow("a byte order mark is a character") << QByteArray("\xEF\xBB\xBF") << u"\uFEFF"_s;
    QTest::newRow("all escapes") << QByteArray(R"(\"\\\/\b\f\n\r\t\u00e9)") << u"\"\\/\b\f\n\r\té"_s;
}

void tst_ResponseParser::mendsBrokenStrings()
{
    QFETCH(const QByteArray, delta);
    QFETCH(const QString, expected);
    const auto event = payloadOf<TextDelta>(R"({"type":"response.output_text.delta","item_id":"i","delta":")"
                                            + delta + "\"}");
    QCOMPARE(event.delta, expected);
    QCOMPARE(event.ref.itemId, u"i"_s);
    // As deep as the terminal snapshot, too.
    const auto whole = payloadOf<LifecycleEvent>(
        R"({"type":"response.completed","response":{"output":[{"type":"message","content":[{"type":"output_text","text":")"
        + delta + R"("}]}]}})");
    QCOMPARE(whole.response.output.size(), size_t(1));
    QCOMPARE(whole.response.output.front().parts.front().text, std::optional(expected));
}

void tst_ResponseParser::everyTruncationIsRefused()
{
    ResponseParser parser;
    QVERIFY(parser.parseEvent(richEvent));
    for (qsizetype size = 0; size < richEvent.size(); ++size) {
        // Exactly as large as its bytes, so that a read behind the end is seen by AddressSanitizer.
        const QByteArray cut(richEvent.constData(), size);
        QVERIFY2(!parser.parseEvent(cut), cut.constData());
        QVERIFY2(!parser.parseBody(cut), cut.constData());
    }
}

void tst_ResponseParser::everyChangedByteIsSurvived()
{
    ResponseParser parser;
    for (qsizetype at = 0; at < richEvent.size(); ++at) {
        for (const char byte : {'\0', '"', '\\', '{', '}', '[', ']', ',', ':', '\xFF', 'e', '-', '9'}) {
            QByteArray changed = richEvent;
            changed[at] = byte;
            const auto once = parser.parseEvent(changed);
            QCOMPARE(parser.parseEvent(changed), once);
        }
    }
}

void tst_ResponseParser::keepsGoingAfterARefusal()
{
    ResponseParser parser;
    const auto good = parser.parseEvent(richEvent);
    QVERIFY(good);
    QVERIFY(!parser.parseEvent("{\"type\":\"resp"));
    QCOMPARE(parser.parseEvent(richEvent), good);
    ResponseParser moved = std::move(parser);
    QCOMPARE(moved.parseEvent(richEvent), good);
}

void tst_ResponseParser::readsAlikeWithAndWithoutRoomBehindTheEnd()
{
    QByteArray roomy;
    roomy.reserve(richEvent.size() + 100);
    roomy.append(richEvent);
    QByteArray dirty =
        richEvent + QByteArray("}]\"\\\xFF").repeated(20); // what stands in the room does not count
    dirty.truncate(richEvent.size());
    ResponseParser parser;
    const auto expected = parser.parseEvent(QByteArray(richEvent.constData(), richEvent.size()));
    QVERIFY(expected);
    QCOMPARE(parser.parseEvent(roomy), expected);
    QCOMPARE(parser.parseEvent(dirty), expected);
}

void tst_ResponseParser::readsFiveMegabytesOfText()
{
    constexpr qsizetype size = 5 * 1024 * 1024;
    const QByteArray text = QByteArray("a\\n\xC3\xA9 ").repeated(size / 6);
    const auto event = payloadOf<TextDone>(R"({"type":"response.output_text.done","text":")" + text + "\"}");
    QCOMPARE(event.text.size(), size / 6 * 4);
    QVERIFY(event.text.endsWith(u"a\né "));
}

void tst_ResponseParser::depthBombsAreSurvived_data()
{
    QTest::addColumn<QByteArray>("open");
    QTest::addColumn<QByteArray>("close");
    QTest::newRow("arrays") << QByteArray("[") << QByteArray("]");
    QTest::newRow("objects") << QByteArray(R"({"a":)") << QByteArray("}");
    QTest::newRow("items") << QByteArray(R"({"content":[)") << QByteArray("]}");
}

void tst_ResponseParser::depthBombsAreSurvived()
{
    QFETCH(const QByteArray, open);
    QFETCH(const QByteArray, close);
    constexpr int depth = 200'000;
    const QByteArray bomb = open.repeated(depth) + "1" + close.repeated(depth);
    for (const char *name : {"x", "item", "response", "part", "error", "annotation", "delta"}) {
        const QByteArray key = name;
        ResponseParser parser;
        // Refused or read over: what counts is that the stack holds and the next event is read.
        const bool known =
            bool(parser.parseEvent(R"({"type":"response.output_item.done",")" + key + "\":" + bomb + '}'));
        Q_UNUSED(known)
        QVERIFY(!parser.parseEvent(R"({"type":"response.output_item.done",")" + key
                                   + "\":" + open.repeated(depth)));
        QVERIFY(parser.parseEvent(richEvent));
    }
}

QTEST_APPLESS_MAIN(tst_ResponseParser)
#include "tst_responseparser.moc"
