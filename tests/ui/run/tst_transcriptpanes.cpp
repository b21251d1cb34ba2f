#include "analysis/transcriptfold.h"
#include "sse/ssedecoder.h"
#include "streamview/streamview.h"
#include "ui/run/jsonpane.h"
#include "ui/run/streams.h"
#include "ui/run/textpane.h"
#include "ui/run/transcriptpanes.h"

#include <QLabel>
#include <QSplitter>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using namespace reasonglass::test;

namespace {

QStringList sources(TranscriptPanes &panes)
{
    return {panes.reasoning().view().sourceText(), panes.answer().view().sourceText()};
}

/// What a reader sees, and the captions.
QStringList shown(TranscriptPanes &panes)
{
    QStringList texts;
    for (TextPane *pane : {&panes.reasoning(), &panes.answer()}) {
        pane->view().flush();
        texts << pane->view().plainText() << pane->view().placeholderText()
              << pane->findChild<QLabel *>(u"caption"_s)->text();
    }
    return texts;
}

QString caption(TextPane &pane)
{
    return pane.findChild<QLabel *>(u"caption"_s)->text();
}

/// Folds \a stream frame by frame and calls \a follow after each.
template <typename Follow>
void play(const QByteArray &stream, TranscriptFold &fold, Follow follow)
{
    SseDecoder decoder;
    QObject::connect(&decoder, &SseDecoder::eventDecoded, &decoder, [&](const SseEvent &event) {
        const auto change = fold.feed({.eventName = event.type, .data = event.data});
        if (change)
            follow(*change);
    });
    decoder.feed(stream);
}

QByteArray item(const char *type, int index, const QByteArray &content)
{
    return "data: {\"type\":\"response.output_item.added\",\"output_index\":" + QByteArray::number(index)
        + ",\"item\":{\"type\":\"" + type + "\",\"id\":\"" + type + QByteArray::number(index) + "\"" + content
        + "}}\n\n";
}

QByteArray answerDone(const QString &text)
{
    return event({{u"type"_s, u"response.output_text.done"_s},
                  {u"output_index"_s, 1},
                  {u"content_index"_s, 0},
                  {u"text"_s, text}});
}

QByteArray snapshot(const QByteArray &output)
{
    return "data: {\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"output\":["
        + output + "]}}\n\n";
}

} // namespace

class tst_TranscriptPanes : public QObject
{
    Q_OBJECT

private slots:
    void followingEndsAsShowing_data();
    void followingEndsAsShowing();
    void captionsNameTheKindOfText_data();
    void captionsNameTheKindOfText();
    void emptyPanesSayWhy();
    void clearingForgetsEverything();
    void stacksThePanesWhenNarrow();
    void zoomsBothTexts();
    void fieldsFollowTheAnswer_data();
    void fieldsFollowTheAnswer();
    void fieldsAreToldNothingWhileTheyAreHidden();
    void fieldsAreOfferedForJsonAlone();
};

void tst_TranscriptPanes::followingEndsAsShowing_data()
{
    QTest::addColumn<QByteArray>("stream");

    QTest::newRow("an empty stream") << QByteArray();
    for (const char *sample : {"completed", "refused", "interrupted"})
        QTest::addRow("the sample %s", sample) << sampleStream(QLatin1StringView(sample));
    QTest::newRow("two summary parts and an answer")
        << created() + reasoning(u"one"_s) + reasoning(u"two"_s, 1) + answer(u"ans"_s) + answer(u"wer"_s);
    QTest::newRow("parts that arrive in the wrong order") << created() + reasoning(u"third"_s, 0, 2)
            + reasoning(u"second"_s, 1, 0) + reasoning(u"first"_s, 0, 0) + answer(u"an answer"_s, 3)
            + reasoning(u" and more"_s, 1, 0);
    QTest::newRow("the final text differs from the deltas")
        << created() + answer(u"a draft that is long"_s) + answerDone(u"short"_s);
    QTest::newRow("the snapshot replaces the text") << created() + reasoning(u"thought"_s)
            + answer(u"wrong"_s)
            + snapshot(R"({"type":"message","content":[{"type":"output_text","text":"right"}]})");
    QTest::newRow("the snapshot brings another message") << created() + answer(u"first"_s)
            + snapshot(R"({"type":"message","content":[{"type":"output_text","text":"first"}]},)"
                       R"({"type":"message","content":[{"type":"output_text","text":"second"}]})");
    QTest::newRow("a tool call between two messages")
        << created() + answer(u"before"_s, 0) + item("web_search_call", 1, {}) + answer(u"after"_s, 2);
    QTest::newRow("a second round") << created() + reasoning(u"r1"_s) + answer(u"a1"_s) + created()
            + reasoning(u"r2"_s) + answer(u"a2"_s);
    QTest::newRow("a refusal after some text")
        << created() + answer(u"Well, "_s, 0) + refusal(u"I cannot do that."_s, 1);
    QTest::newRow("fences and a table across deltas") << created() + answer(u"```c\nint"_s)
            + answer(u" x;\n``"_s) + answer(u"`\n\n|a|b|\n|-"_s) + answer(u"|-|\n|1|2|\n"_s);
}

void tst_TranscriptPanes::followingEndsAsShowing()
{
    QFETCH(const QByteArray, stream);
    TranscriptPanes followed;
    TranscriptPanes reference;
    TranscriptFold fold;
    followed.show(fold.transcript(), true);
    play(stream, fold, [&](const TranscriptChange &change) {
        followed.apply(fold.transcript(), change);
        reference.show(fold.transcript(), true);
        QCOMPARE(sources(followed), sources(reference));
    });
    followed.finish(fold.transcript());
    reference.show(fold.transcript(), false);
    QCOMPARE(sources(followed), sources(reference));
    QCOMPARE(shown(followed), shown(reference));

    TranscriptPanes late; // opened in the middle of the run, at its end
    late.show(fold.transcript(), true);
    late.finish(fold.transcript());
    QCOMPARE(shown(late), shown(reference));
}

void tst_TranscriptPanes::captionsNameTheKindOfText_data()
{
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<QString>("reasoning");
    QTest::addColumn<QString>("answer");

    QTest::newRow("nothing yet") << created() << u"Reasoning"_s << u"Answer"_s;
    QTest::newRow("a summary") << created() + test::reasoning(u"x"_s) << u"Reasoning (summary)"_s
                               << u"Answer"_s;
    QTest::newRow("raw reasoning") << created()
            + delta("response.reasoning_text.delta", 0, "content_index", 0, u"x"_s)
                                   << u"Reasoning (raw)"_s << u"Answer"_s;
    QTest::newRow("a refusal") << created() + refusal(u"No."_s) << u"Reasoning"_s
                               << u"Answer: the model declined"_s;
}

void tst_TranscriptPanes::captionsNameTheKindOfText()
{
    QFETCH(const QByteArray, stream);
    TranscriptPanes panes;
    TranscriptFold fold;
    panes.show(fold.transcript(), true);
    play(stream, fold, [&](const TranscriptChange &change) { panes.apply(fold.transcript(), change); });
    QTEST(caption(panes.reasoning()), "reasoning");
    QTEST(caption(panes.answer()), "answer");
    panes.show(fold.transcript(), false);
    QTEST(caption(panes.reasoning()), "reasoning");
    QTEST(caption(panes.answer()), "answer");
}

void tst_TranscriptPanes::emptyPanesSayWhy()
{
    TranscriptPanes panes;
    panes.show({}, true);
    const QString whileRunning = panes.answer().view().placeholderText();
    QVERIFY(!whileRunning.isEmpty());
    QVERIFY(!panes.reasoning().view().placeholderText().isEmpty());
    panes.finish({});
    QVERIFY(!panes.answer().view().placeholderText().isEmpty());
    QVERIFY(panes.answer().view().placeholderText() != whileRunning);
}

void tst_TranscriptPanes::clearingForgetsEverything()
{
    TranscriptPanes panes;
    TranscriptFold fold;
    play(sampleStream(u"completed"_s), fold, [](const TranscriptChange &) {});
    panes.show(fold.transcript(), false);
    QVERIFY(!panes.answer().view().isEmpty());
    panes.clear();
    QCOMPARE(sources(panes), QStringList({QString(), QString()}));

    TranscriptFold next;
    panes.show(next.transcript(), true);
    play(created() + answer(u"another"_s, 0), next,
         [&](const TranscriptChange &change) { panes.apply(next.transcript(), change); });
    QCOMPARE(sources(panes), QStringList({QString(), u"another"_s}));
}

void tst_TranscriptPanes::stacksThePanesWhenNarrow()
{
    TranscriptPanes panes;
    panes.resize(1000, 500);
    static_cast<QWidget &>(panes).show();
    QTRY_COMPARE(panes.splitter().orientation(), Qt::Horizontal);
    panes.resize(480, 500);
    QTRY_COMPARE(panes.splitter().orientation(), Qt::Vertical);
    QVERIFY(panes.answer().geometry().top() >= panes.reasoning().geometry().bottom());
    QVERIFY(panes.answer().height() > 100);
    QVERIFY(panes.reasoning().height() > 100);
    panes.resize(1000, 500);
    QTRY_COMPARE(panes.splitter().orientation(), Qt::Horizontal);
}

void tst_TranscriptPanes::zoomsBothTexts()
{
    TranscriptPanes panes;
    int announced = 0;
    connect(&panes, &TranscriptPanes::zoomChanged, this, [&](int percent) { announced = percent; });
    panes.reasoning().view().setZoom(150);
    QCOMPARE(panes.answer().view().zoom(), 150);
    QCOMPARE(announced, 150);
}

void tst_TranscriptPanes::fieldsFollowTheAnswer_data()
{
    QTest::addColumn<QByteArray>("stream");

    QTest::newRow("in one part") << created() + reasoning(u"hm"_s) + answer(u"{\"a\":"_s)
            + answer(u"1,\"b\""_s) + answer(u":2}"_s);
    QTest::newRow("prose in a message before it")
        << created() + answer(u"Here it is."_s, 0) + answer(u"{\"a\":1,"_s, 1) + answer(u"\"b\":2}"_s, 1);
    QTest::newRow("the final text is another one")
        << created() + answer(u"{\"a\":1}"_s) + answerDone(u"{\"b\":2}"_s);
    QTest::newRow("the final text goes on") << created() + answer(u"{\"a\":1"_s) + answerDone(u"{\"a\":1}"_s);
    QTest::newRow("the snapshot replaces it") << created() + answer(u"[1,"_s)
            + snapshot(R"({"type":"message","content":[{"type":"output_text","text":"[2]"}]})");
    QTest::newRow("a second round") << created() + answer(u"{\"a\":1}"_s) + created() + answer(u"{\"b\":"_s)
            + answer(u"2}"_s);
    QTest::newRow("messages that arrive in the wrong order")
        << created() + answer(u"[1"_s, 2) + answer(u"Hm."_s, 1) + answer(u",2]"_s, 2);
}

void tst_TranscriptPanes::fieldsFollowTheAnswer()
{
    QFETCH(const QByteArray, stream);
    TranscriptPanes panes;
    panes.setSchema("{}");
    static_cast<QWidget &>(panes).show();
    auto *fields = panes.findChild<JsonPane *>();
    QVERIFY(fields && fields->isVisible());
    TranscriptFold fold;
    panes.show(fold.transcript(), true);
    play(stream, fold, [&](const TranscriptChange &change) {
        panes.apply(fold.transcript(), change);
        QCOMPARE(fields->text(), panes.answer().view().sourceText());
    });
    panes.finish(fold.transcript());
    QCOMPARE(fields->state(), u"complete"_s);
    QVERIFY(fields->tree().model()->rowCount() > 0);

    TranscriptPanes stored;
    stored.setSchema("{}");
    stored.show(fold.transcript(), false);
    static_cast<QWidget &>(stored).show(); // later than the run
    QCOMPARE(stored.findChild<JsonPane *>()->text(), fields->text());
    QCOMPARE(stored.findChild<JsonPane *>()->state(), u"complete"_s);
}

void tst_TranscriptPanes::fieldsAreToldNothingWhileTheyAreHidden()
{
    TranscriptPanes panes;
    panes.setSchema("{}");
    static_cast<QWidget &>(panes).show();
    auto *fields = panes.findChild<JsonPane *>();
    panes.findChild<QToolButton *>(u"asText"_s)->click();
    QVERIFY(!fields->isVisible());
    QVERIFY(panes.answer().view().isVisible());

    TranscriptFold fold;
    panes.show(fold.transcript(), true);
    play(created() + answer(u"{\"a\":1,"_s), fold,
         [&](const TranscriptChange &change) { panes.apply(fold.transcript(), change); });
    QCOMPARE(fields->text(), QString());
    panes.findChild<QToolButton *>(u"asFields"_s)->click();
    QVERIFY(!panes.answer().view().isVisible());
    QCOMPARE(fields->state(), u"arriving · 1 value"_s);
    panes.answer().find(); // is for texts
    QVERIFY(panes.answer().view().isVisible());
}

void tst_TranscriptPanes::fieldsAreOfferedForJsonAlone()
{
    TranscriptPanes panes;
    static_cast<QWidget &>(panes).show();
    auto *choice = panes.answer().findChild<QToolButton *>(u"asFields"_s);
    QVERIFY(!choice->isVisible());
    panes.setSchema("{}");
    QVERIFY(choice->isVisible());
    panes.setSchema({});
    QVERIFY(!choice->isVisible());
    QVERIFY(panes.answer().view().isVisible());
    QVERIFY(!panes.findChild<JsonPane *>()->isVisible());
    QVERIFY(!panes.reasoning().findChild<QToolButton *>(u"asFields"_s)->isVisible());
}

QTEST_MAIN(tst_TranscriptPanes)
#include "tst_transcriptpanes.moc"
