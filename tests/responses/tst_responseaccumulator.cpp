#include "responses/eventwords.h"
#include "responses/responseaccumulator.h"
#include "responses/responseparser.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using test::words;
using Kind = TranscriptChange::Kind;

namespace {

TranscriptChange feed(ResponseAccumulator &accumulator, const QByteArray &json)
{
    ResponseParser parser;
    const auto event = parser.parseEvent(json);
    if (!event)
        qFatal("a row of this test is not an event: %s", json.constData());
    return accumulator.apply(*event);
}

/// The transcript of events that stand one to a line.
Transcript folded(const QByteArray &lines)
{
    ResponseAccumulator accumulator;
    for (const QByteArray &line : lines.split('\n')) {
        if (!line.trimmed().isEmpty())
            feed(accumulator, line.trimmed());
    }
    return accumulator.transcript();
}

/// A delta event: feed(d("output_text", "hello", R"("output_index":1)")).
QByteArray delta(const QByteArray &family, const QByteArray &text, const QByteArray &reference = {})
{
    const QByteArray more = reference.isEmpty() ? QByteArray() : reference + ',';
    return R"({"type":"response.)" + family + R"(.delta",)" + more + R"("delta":")" + text + "\"}";
}

void row(const char *name, const char *events, const char *expected)
{
    QTest::newRow(name) << QByteArray(events) << QString::fromUtf8(expected);
}

void addColumns()
{
    QTest::addColumn<QByteArray>("events");
    QTest::addColumn<QString>("expected");
}

} // namespace

class tst_ResponseAccumulator : public QObject
{
    Q_OBJECT

private slots:
    void texts_data();
    void texts() { compareRow(); }
    void placing_data();
    void placing() { compareRow(); }
    void snapshots_data();
    void snapshots() { compareRow(); }
    void statuses_data();
    void statuses();

    void changesSayWhatToRedraw();
    void aPartThatComesIntoBeingIsTold();
    void changesAreEnoughToFollow();
    void keepsUsageCostAndNames();
    void keepsAnnotationsAsSent();
    void keepsErrors();
    void countsEverything();
    void theFirstTerminalEventIsTheLastWord();
    void nothingDoesNotWipeAnything();

private:
    static void compareRow();
};

void tst_ResponseAccumulator::compareRow()
{
    QFETCH(const QByteArray, events);
    QFETCH(const QString, expected);
    QCOMPARE(words(folded(events)), expected);
}

void tst_ResponseAccumulator::texts_data()
{
    addColumns();
    row("deltas are joined",
        R"({"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"a"}
        {"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"b"})",
        "message #0 (text 0 'ab')");
    row("done replaces, never appends",
        R"({"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"ab"}
        {"type":"response.output_text.done","output_index":0,"content_index":0,"text":"a!"})",
        "message #0 (text 0 'a!')");
    row("a delta that its done has overtaken",
        R"({"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"a"}
        {"type":"response.output_text.done","output_index":0,"content_index":0,"text":"ab"}
        {"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"b"})",
        "message #0 (text 0 'ab')");
    row("arguments that their done has overtaken",
        R"({"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","id":"f"}}
        {"type":"response.function_call_arguments.done","output_index":0,"item_id":"f","arguments":"{}"}
        {"type":"response.function_call_arguments.delta","output_index":0,"item_id":"f","delta":"}"})",
        "function_call f #0 (input 0 '{}')");
    row("a delta behind a done that names no part goes on",
        R"({"type":"response.output_text.delta","delta":"a"}
        {"type":"response.output_text.done","text":"a"}
        {"type":"response.output_text.delta","delta":"b"})",
        "message (text 0 'ab')");
    row("done without a delta makes the part",
        R"({"type":"response.output_text.done","output_index":0,"content_index":0,"text":"a"})",
        "message #0 (text 0 'a')");
    row("a part's done replaces",
        R"({"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":0,"delta":"ab"}
        {"type":"response.reasoning_summary_part.done","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":"abc"}})",
        "reasoning #0 (summary 0 'abc')");
    row("a part's beginning does not wipe what came before it",
        R"({"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"a"}
        {"type":"response.content_part.added","output_index":0,"content_index":0,"part":{"type":"output_text","text":""}})",
        "message #0 (text 0 'a')");
    row("an item's done replaces",
        R"({"type":"response.output_item.added","output_index":0,"item":{"type":"message","id":"m"}}
        {"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"a"}
        {"type":"response.output_item.done","output_index":0,"item":{"type":"message","id":"m","content":[{"type":"output_text","text":"abc"}]}})",
        "message m #0 closed (text 0 'abc')");
    row("an item's done without content keeps the text",
        R"({"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"a"}
        {"type":"response.output_item.done","output_index":0,"item":{"type":"message","content":[]}})",
        "message #0 closed (text 0 'a')");
    row("summary and raw reasoning of one item are two parts",
        R"({"type":"response.reasoning_text.delta","output_index":0,"content_index":0,"delta":"raw"}
        {"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":0,"delta":"sum"})",
        "reasoning #0 (raw 0 'raw') (summary 0 'sum')");
    row("summary parts stay apart",
        R"({"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":0,"delta":"a"}
        {"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":1,"delta":"b"}
        {"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":0,"delta":"c"})",
        "reasoning #0 (summary 0 'ac') (summary 1 'b')");
    row("a refusal is a part of its message",
        R"({"type":"response.refusal.delta","output_index":0,"content_index":0,"delta":"I can"}
        {"type":"response.refusal.done","output_index":0,"content_index":0,"refusal":"I cannot."})",
        "message #0 (refusal 0 'I cannot.')");
    row("an empty summary is a summary without text",
        R"({"type":"response.output_item.done","output_index":0,"item":{"type":"reasoning","id":"r","summary":[],"encrypted_content":"g"}})",
        "reasoning r #0 closed");
}

void tst_ResponseAccumulator::placing_data()
{
    addColumns();
    row("gaps in output_index",
        R"({"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"a"}
        {"type":"response.output_text.delta","output_index":7,"content_index":0,"delta":"b"})",
        "message #0 (text 0 'a')\nmessage #7 (text 0 'b')");
    row("the index counts, though the id rotates",
        R"({"type":"response.output_item.added","output_index":1,"item":{"type":"message","id":"x1"}}
        {"type":"response.output_text.delta","output_index":1,"item_id":"x2","content_index":0,"delta":"a"}
        {"type":"response.output_text.delta","output_index":1,"item_id":"x3","content_index":0,"delta":"b"}
        {"type":"response.output_item.done","output_index":1,"item":{"type":"message","id":"x4","content":[{"type":"output_text","text":"ab"}]}})",
        "message x4 #1 closed (text 0 'ab')");
    row("ids place where there are no indices",
        R"({"type":"response.output_item.added","item":{"type":"message","id":"a"}}
        {"type":"response.output_item.added","item":{"type":"message","id":"b"}}
        {"type":"response.output_text.delta","item_id":"a","delta":"1"}
        {"type":"response.output_text.delta","item_id":"b","delta":"2"}
        {"type":"response.output_text.delta","item_id":"a","delta":"3"})",
        "message a (text 0 '13')\nmessage b (text 0 '2')");
    row("llama.cpp numbers nothing",
        R"({"type":"response.created","response":{"id":"r","status":"in_progress"}}
        {"type":"response.output_item.added","item":{"type":"reasoning","id":"rs","summary":[]}}
        {"type":"response.reasoning_text.delta","item_id":"rs","delta":"think"}
        {"type":"response.output_item.done","item":{"type":"reasoning","id":"rs","content":[{"type":"reasoning_text","text":"think"}],"encrypted_content":""}}
        {"type":"response.output_item.added","item":{"type":"message","id":"m"}}
        {"type":"response.content_part.added","item_id":"m","part":{"type":"output_text","text":""}}
        {"type":"response.output_text.delta","item_id":"m","delta":"Hi"}
        {"type":"response.output_item.done","item":{"type":"message","id":"m","content":[{"type":"output_text","text":"Hi"}]}})",
        "reasoning rs closed (raw 0 'think')\nmessage m closed (text 0 'Hi')");
    row("llama.cpp's calls without ids do not run together",
        R"({"type":"response.output_item.added","item":{"type":"function_call","name":"f"}}
        {"type":"response.function_call_arguments.delta","delta":"{1}"}
        {"type":"response.output_item.done","item":{"type":"function_call","name":"f","arguments":"{1}"}}
        {"type":"response.output_item.added","item":{"type":"function_call","name":"g"}}
        {"type":"response.function_call_arguments.delta","delta":"{2}"}
        {"type":"response.output_item.done","item":{"type":"function_call","name":"g","arguments":"{2}"}})",
        "function_call f closed (input 0 '{1}')\nfunction_call g closed (input 0 '{2}')");
    row("Ollama sends reasoning without announcing parts",
        R"({"type":"response.output_item.added","output_index":0,"item":{"type":"reasoning","id":"r","summary":[]}}
        {"type":"response.reasoning_summary_text.delta","item_id":"r","output_index":0,"summary_index":0,"delta":"hm"}
        {"type":"response.reasoning_summary_text.delta","item_id":"r","output_index":0,"summary_index":0,"delta":"m"}
        {"type":"response.output_text.delta","output_index":1,"content_index":0,"delta":"Hi"})",
        "reasoning r #0 (summary 0 'hmm')\nmessage #1 (text 0 'Hi')");
    row("a delta before its item",
        R"({"type":"response.output_text.delta","output_index":0,"item_id":"m","content_index":0,"delta":"a"}
        {"type":"response.output_item.added","output_index":0,"item":{"type":"message","id":"m"}}
        {"type":"response.output_text.delta","output_index":0,"item_id":"m","content_index":0,"delta":"b"})",
        "message m #0 (text 0 'ab')");
    row("one index, two kinds: two items",
        R"({"type":"response.reasoning_text.delta","output_index":0,"content_index":0,"delta":"a"}
        {"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"b"})",
        "reasoning #0 (raw 0 'a')\nmessage #0 (text 0 'b')");
    row("two rounds count from zero each", R"({"type":"response.created","response":{"id":"r1"}}
        {"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"first"}
        {"type":"response.output_item.done","output_index":0,"item":{"type":"message","id":"m1"}}
        {"type":"response.created","response":{"id":"r2"}}
        {"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"second"})",
        "message m1 #0 closed (text 0 'first')\nmessage #0 r1 (text 0 'second')");
    row("a created that comes twice before any item starts no round",
        R"({"type":"response.created","response":{"id":"r"}}
        {"type":"response.created","response":{"id":"r"}}
        {"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"a"})",
        "message #0 (text 0 'a')");
    row("a shell command has no item id",
        R"({"type":"response.output_item.added","output_index":1,"item":{"type":"shell_call","id":"s"}}
        {"type":"response.shell_call_command.delta","output_index":1,"command_index":0,"delta":"ls"}
        {"type":"response.shell_call_output_content.delta","output_index":1,"command_index":0,"delta":"a.txt"})",
        "shell_call s #1 (input 0 'ls') (output 0 'a.txt')");
    row("a tool's words never land in a message",
        R"({"type":"response.output_item.added","output_index":0,"item":{"type":"message","id":"m"}}
        {"type":"response.function_call_arguments.delta","delta":"{}"})",
        "message m #0\nfunction_call (input 0 '{}')");
    row("a call's name comes with its end",
        R"({"type":"response.function_call_arguments.delta","output_index":2,"delta":"{}"}
        {"type":"response.output_item.done","output_index":2,"item":{"type":"function_call","id":"f","name":"look_up","arguments":"{}"}})",
        "function_call f look_up #2 closed (input 0 '{}')");
}

void tst_ResponseAccumulator::snapshots_data()
{
    addColumns();
    row("a snapshot alone is the answer",
        R"({"type":"response.completed","response":{"status":"completed","output":[{"type":"message","id":"m","content":[{"type":"output_text","text":"a"}]}]}})",
        "message m closed (text 0 'a')");
    row("the snapshot replaces",
        R"({"type":"response.output_text.delta","output_index":0,"item_id":"m","content_index":0,"delta":"half"}
        {"type":"response.completed","response":{"output":[{"type":"message","id":"m","content":[{"type":"output_text","text":"whole"}]}]}})",
        "message m #0 closed (text 0 'whole')");
    row("an empty snapshot keeps what was streamed",
        R"({"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"a"}
        {"type":"response.completed","response":{"status":"completed","output":[]}})",
        "message #0 (text 0 'a')");
    row("rotated ids are matched by kind and order",
        R"({"type":"response.reasoning_summary_text.delta","output_index":0,"item_id":"x1","summary_index":0,"delta":"s"}
        {"type":"response.output_text.delta","output_index":1,"item_id":"x2","content_index":0,"delta":"a"}
        {"type":"response.completed","response":{"output":[{"type":"reasoning","id":"y1","summary":[{"type":"summary_text","text":"s"}]},{"type":"message","id":"y2","content":[{"type":"output_text","text":"a"}]}]}})",
        "reasoning y1 #0 closed (summary 0 's')\nmessage y2 #1 closed (text 0 'a')");
    row("a snapshot without the reasoning keeps it",
        R"({"type":"response.reasoning_text.delta","output_index":0,"content_index":0,"delta":"think"}
        {"type":"response.output_text.delta","output_index":1,"content_index":0,"delta":"a"}
        {"type":"response.completed","response":{"output":[{"type":"message","id":"m","content":[{"type":"output_text","text":"a"}]}]}})",
        "reasoning #0 (raw 0 'think')\nmessage m #1 closed (text 0 'a')");
    row("a reasoning item the snapshot empties keeps its streamed text",
        R"({"type":"response.reasoning_summary_text.delta","output_index":0,"item_id":"r","summary_index":0,"delta":"s"}
        {"type":"response.completed","response":{"output":[{"type":"reasoning","id":"r","summary":[]}]}})",
        "reasoning r #0 closed (summary 0 's')");
    row("a gap in the indices does not double the items",
        R"({"type":"response.output_text.delta","output_index":5,"item_id":"m","content_index":0,"delta":"a"}
        {"type":"response.completed","response":{"output":[{"type":"message","id":"m","content":[{"type":"output_text","text":"a"}]}]}})",
        "message m #5 closed (text 0 'a')");
    row("the snapshot says the order",
        R"({"type":"response.output_text.delta","output_index":1,"item_id":"b","content_index":0,"delta":"2"}
        {"type":"response.output_text.delta","output_index":0,"item_id":"a","content_index":0,"delta":"1"}
        {"type":"response.completed","response":{"output":[{"type":"message","id":"a","content":[{"type":"output_text","text":"1"}]},{"type":"message","id":"b","content":[{"type":"output_text","text":"2"}]}]}})",
        "message a #0 closed (text 0 '1')\nmessage b #1 closed (text 0 '2')");
    row("an incomplete snapshot keeps the partial text",
        R"({"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"par"}
        {"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[{"type":"message","status":"incomplete","content":[{"type":"output_text","text":"part"}]}]}})",
        "message #0 closed (text 0 'part')");
}

void tst_ResponseAccumulator::statuses_data()
{
    QTest::addColumn<QByteArray>("events");
    QTest::addColumn<QString>("status");
    QTest::addColumn<bool>("terminal");
    const auto add = [](const char *name, const char *events, const char *status, bool terminal) {
        QTest::newRow(name) << QByteArray(events) << QString::fromLatin1(status) << terminal;
    };
    add("nothing yet", "", "-", false);
    add("text alone says no status", R"({"type":"response.output_text.delta","delta":"a"})", "-", false);
    add("created", R"({"type":"response.created","response":{"status":"in_progress"}})", "in_progress",
        false);
    add("in progress without a response", R"({"type":"response.in_progress"})", "in_progress", false);
    add("queued", R"({"type":"response.queued"})", "queued", false);
    add("completed", R"({"type":"response.completed","response":{"status":"completed"}})", "completed", true);
    add("completed without a status", R"({"type":"response.completed"})", "completed", true);
    add("completed, says incomplete", R"({"type":"response.completed","response":{"status":"incomplete"}})",
        "incomplete", true);
    add("completed, says failed", R"({"type":"response.completed","response":{"status":"failed"}})", "failed",
        true);
    add("completed, says cancelled", R"({"type":"response.completed","response":{"status":"cancelled"}})",
        "cancelled", true);
    add("completed, still says in progress",
        R"({"type":"response.completed","response":{"status":"in_progress"}})", "completed", true);
    add("incomplete", R"({"type":"response.incomplete","response":{}})", "incomplete", true);
    add("failed", R"({"type":"response.failed","response":{"status":"failed"}})", "failed", true);
    add("an error is not the end yet", R"({"type":"error","message":"m"})", "-", false);
    add("the end mark is not a success", "[DONE]", "-", false);
}

void tst_ResponseAccumulator::statuses()
{
    QFETCH(const QByteArray, events);
    QFETCH(const QString, status);
    QFETCH(const bool, terminal);
    const Transcript transcript = folded(events);
    QCOMPARE(test::word(transcript.status), status);
    QCOMPARE(transcript.terminal, terminal);
}

void tst_ResponseAccumulator::changesSayWhatToRedraw()
{
    ResponseAccumulator accumulator;
    QCOMPARE(feed(accumulator, R"({"type":"response.created"})").kind, Kind::Status);
    QCOMPARE(feed(accumulator,
                  R"({"type":"response.output_item.added","output_index":0,"item":{"type":"message"}})")
                 .kind,
             Kind::Structure);
    const QByteArray place = R"("output_index":0,"content_index":0)";
    QCOMPARE(feed(accumulator, delta("output_text", "a", place)).kind, Kind::Replaced);
    const TranscriptChange appended{.kind = Kind::Appended, .item = 0, .part = 0, .appended = u"b"_s};
    QCOMPARE(feed(accumulator, delta("output_text", "b", place)), appended);
    QCOMPARE(feed(accumulator, R"({"type":"response.output_text.done",)" + place + R"(,"text":"ab"})").kind,
             Kind::None);
    QCOMPARE(feed(accumulator, R"({"type":"response.output_text.done",)" + place + R"(,"text":"abc"})").kind,
             Kind::Replaced);
    QCOMPARE(feed(accumulator, R"({"type":"keepalive"})").kind, Kind::None);
    QCOMPARE(feed(accumulator, R"({"type":"response.telepathy"})").kind, Kind::None);
    QCOMPARE(feed(accumulator, "[DONE]").kind, Kind::None);
    QCOMPARE(feed(accumulator, R"({"type":"response.completed","response":{"output":[]}})").kind,
             Kind::Status);
    QCOMPARE(feed(accumulator, R"({"type":"response.completed","response":{"output":[]}})").kind, Kind::None);
}

/// A view that looks only at the change must hear of every part.
void tst_ResponseAccumulator::aPartThatComesIntoBeingIsTold()
{
    ResponseAccumulator accumulator;
    const TranscriptChange change = feed(
        accumulator,
        R"({"type":"response.output_text.annotation.added","output_index":0,"content_index":0,"annotation":{"type":"url_citation"}})");
    QCOMPARE(accumulator.transcript().items.size(), size_t(1));
    QVERIFY2(change.kind == Kind::Structure || change.kind == Kind::Replaced,
             "the new item and part go unseen");
}

/// Follows a stream by its changes alone and ends with the same texts.
void tst_ResponseAccumulator::changesAreEnoughToFollow()
{
    ResponseAccumulator accumulator;
    QStringList seen; // the texts of items[0].parts
    const QList<QByteArray> events{
        delta("reasoning_summary_text", "a", R"("output_index":0,"summary_index":0)"),
        delta("reasoning_summary_text", "b", R"("output_index":0,"summary_index":0)"),
        R"({"type":"response.reasoning_summary_part.added","output_index":0,"summary_index":1,"part":{"type":"summary_text","text":""}})",
        delta("reasoning_summary_text", "c", R"("output_index":0,"summary_index":1)"),
        R"({"type":"response.reasoning_summary_part.done","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":"abc"}})",
        R"({"type":"response.output_item.done","output_index":0,"item":{"type":"reasoning","summary":[{"type":"summary_text","text":"abc"},{"type":"summary_text","text":"cd"}]}})",
    };
    for (const QByteArray &event : events) {
        const TranscriptChange change = feed(accumulator, event);
        const auto &items = accumulator.transcript().items;
        if (change.kind == Kind::Structure) {
            seen.clear();
            for (const TranscriptPart &part : items.front().parts)
                seen += part.text;
        } else if (change.kind == Kind::Replaced) {
            QCOMPARE(change.item, 0);
            seen.resize(std::max<qsizetype>(seen.size(), change.part + 1));
            seen[change.part] = items.front().parts.at(size_t(change.part)).text;
        } else if (change.kind == Kind::Appended) {
            seen[change.part] += change.appended;
        }
        QStringList truth;
        for (const TranscriptPart &part : items.front().parts)
            truth += part.text;
        QCOMPARE(seen, truth);
    }
    const QStringList expected{u"abc"_s, u"cd"_s};
    QCOMPARE(seen, expected);
}

void tst_ResponseAccumulator::keepsUsageCostAndNames()
{
    const Transcript transcript = folded(
        R"({"type":"response.created","response":{"id":"r","model":"m-asked","status":"in_progress","service_tier":"auto","reasoning":{"effort":"low"}}}
        {"type":"response.completed","response":{"id":"r","model":"m-2026","service_tier":"flex","usage":{"input_tokens":3,"output_tokens":4,"total_tokens":7,"cost":0.5},"incomplete_details":null}})");
    QCOMPARE(transcript.responseId, u"r"_s);
    QCOMPARE(transcript.model, u"m-2026"_s);
    QCOMPARE(transcript.serviceTier, u"flex"_s);
    QCOMPARE(transcript.effort, u"low"_s);
    QVERIFY(transcript.usage);
    QCOMPARE(words(*transcript.usage), u"usage 3/0/0 4/0 7 0.5"_s);
    QCOMPARE(transcript.incompleteReason, QString());
    QCOMPARE(
        folded(
            R"({"type":"response.incomplete","response":{"incomplete_details":{"reason":"max_output_tokens"}}})")
            .incompleteReason,
        u"max_output_tokens"_s);
}

void tst_ResponseAccumulator::keepsAnnotationsAsSent()
{
    const Transcript streamed =
        folded(R"({"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"a"}
        {"type":"response.output_text.annotation.added","output_index":0,"content_index":0,"annotation":{"n":1}}
        {"type":"response.output_text.annotation.added","output_index":0,"content_index":0,"annotation":null}
        {"type":"response.output_text.annotation.added","output_index":0,"content_index":0,"annotation":{"n": 2}})");
    const std::vector<QByteArray> expected{R"({"n":1})", R"({"n": 2})"};
    QCOMPARE(streamed.items.front().parts.front().annotations, expected);

    const Transcript described = folded(
        R"({"type":"response.output_text.annotation.added","output_index":0,"content_index":0,"annotation":{"n":1}}
        {"type":"response.output_item.done","output_index":0,"item":{"type":"message","content":[{"type":"output_text","text":"a","annotations":[{"n":1},{"n":2}]}]}})");
    QCOMPARE(described.items.front().parts.front().annotations.size(), size_t(2));
}

void tst_ResponseAccumulator::keepsErrors()
{
    QCOMPARE(words(folded(R"({"type":"error","code":"c","message":"m"})").error.value_or(ResponseError{})),
             u"[c|m||]"_s);
    const Transcript failed = folded(R"({"type":"error","error":{"code":"c","message":"first"}}
        {"type":"response.failed","response":{"status":"failed","error":{"code":"c","message":"second"}}})");
    QCOMPARE(failed.error.value_or(ResponseError{}).message, u"second"_s);
    const Transcript unsaid = folded(R"({"type":"error","message":"kept"}
        {"type":"response.failed","response":{"status":"failed","error":null}})");
    QCOMPARE(unsaid.error.value_or(ResponseError{}).message, u"kept"_s);
}

void tst_ResponseAccumulator::countsEverything()
{
    ResponseAccumulator accumulator;
    feed(accumulator, R"({"type":"response.created","sequence_number":0})");
    feed(accumulator, R"({"type":"keepalive","sequence_number":4})");
    feed(accumulator, R"({"type":"response.telepathy","sequence_number":3})");
    feed(accumulator, "[DONE]");
    accumulator.countUnreadable();
    QCOMPARE(accumulator.transcript().events, 5);
    QCOMPARE(accumulator.transcript().unknownEvents, 1);
    QCOMPARE(accumulator.transcript().lastSequenceNumber, 4);
}

void tst_ResponseAccumulator::theFirstTerminalEventIsTheLastWord()
{
    const Transcript transcript = folded(
        R"({"type":"response.completed","response":{"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"a"}]}]}}
        {"type":"response.failed","response":{"status":"failed","error":{"message":"late"},"output":[]}})");
    QCOMPARE(test::word(transcript.status), u"completed"_s);
    QCOMPARE(answerText(transcript), u"a"_s);
    QVERIFY(!transcript.error);
}

/// Events without any content, of every kind, on top of a whole answer.
void tst_ResponseAccumulator::nothingDoesNotWipeAnything()
{
    ResponseAccumulator accumulator;
    feed(accumulator, delta("output_text", "answer", R"("output_index":0,"content_index":0)"));
    for (const char *type :
         {"response.output_text.delta", "response.output_text.done", "response.content_part.added",
          "response.content_part.done", "response.output_text.annotation.added", "response.in_progress",
          "response.web_search_call.completed", "response.output_item.added"}) {
        feed(accumulator, QByteArray(R"({"output_index":0,"content_index":0,"type":")") + type + "\"}");
        QCOMPARE(answerText(accumulator.transcript()), u"answer"_s);
    }
}

QTEST_APPLESS_MAIN(tst_ResponseAccumulator)
#include "tst_responseaccumulator.moc"
