#include "analysis/transcriptfold.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

Frame frame(const QByteArray &data, FrameKind kind = FrameKind::Event, const QByteArray &name = {})
{
    return {.kind = kind, .eventName = name, .data = data};
}

const QByteArray delta =
    R"({"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"ab"})";

} // namespace

class tst_TranscriptFold : public QObject
{
    Q_OBJECT

private slots:
    void foldsEvents();
    void usesTheEventsName();
    void countsWhatCannotBeRead();
    void foldsBodies();
    void takesAWholeTail();
    void ignoresACutTail();
    void leavesRefusalsOut();
    void copiesNothingOver();
    void goesOnAfterARest();
};

void tst_TranscriptFold::foldsEvents()
{
    TranscriptFold fold;
    QVERIFY(fold.feed(frame(delta)));
    const auto change = fold.feed(frame(delta));
    QVERIFY(change);
    QCOMPARE(change->kind, TranscriptChange::Kind::Appended);
    QCOMPARE(answerText(fold.transcript()), u"abab"_s);
    QCOMPARE(fold.transcript().events, 2);
}

void tst_TranscriptFold::usesTheEventsName()
{
    TranscriptFold fold;
    QVERIFY(fold.feed(frame(R"({"delta":"x"})", FrameKind::Event, "response.output_text.delta")));
    QCOMPARE(answerText(fold.transcript()), u"x"_s);
}

void tst_TranscriptFold::countsWhatCannotBeRead()
{
    TranscriptFold fold;
    QVERIFY(fold.feed(frame(delta)));
    const auto change = fold.feed(frame("rubbish"));
    QVERIFY(!change);
    QCOMPARE(change.error().kind, ErrorKind::Protocol);
    QVERIFY(fold.feed(frame(delta)));
    QCOMPARE(answerText(fold.transcript()), u"abab"_s);
    QCOMPARE(fold.transcript().events, 3);
}

void tst_TranscriptFold::foldsBodies()
{
    TranscriptFold fold;
    QVERIFY(fold.feed(frame(
        R"({"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"a"}]}]})",
        FrameKind::Body)));
    QCOMPARE(answerText(fold.transcript()), u"a"_s);
    QVERIFY(fold.transcript().terminal);
}

void tst_TranscriptFold::takesAWholeTail()
{
    TranscriptFold fold;
    QVERIFY(fold.feed(
        frame(R"({"type":"response.completed","response":{"status":"completed"}})", FrameKind::Tail)));
    QVERIFY(fold.transcript().terminal);
}

void tst_TranscriptFold::ignoresACutTail()
{
    TranscriptFold fold;
    QVERIFY(fold.feed(frame(delta)));
    const Transcript before = fold.transcript();
    for (qsizetype size = 0; size < delta.size(); ++size) {
        QVERIFY(fold.feed(frame(delta.first(size), FrameKind::Tail)));
        QCOMPARE(fold.transcript(), before);
    }
}

void tst_TranscriptFold::leavesRefusalsOut()
{
    TranscriptFold fold;
    QVERIFY(fold.feed(frame(delta, FrameKind::Refusal)));
    QVERIFY(fold.feed(frame("<html>", FrameKind::Refusal)));
    QCOMPARE(fold.transcript(), Transcript());
}

void tst_TranscriptFold::copiesNothingOver()
{
    TranscriptFold fold;
    QVERIFY(fold.feed(frame(delta)));
    fold = {};
    QCOMPARE(fold.transcript(), Transcript());
    QVERIFY(fold.feed(frame(delta)));
    QCOMPARE(answerText(fold.transcript()), u"ab"_s);
}

void tst_TranscriptFold::goesOnAfterARest()
{
    const auto numbered = [](int number, const QByteArray &text) {
        return frame(R"({"type":"response.output_text.delta","output_index":0,"content_index":0,)"
                     R"("sequence_number":)"
                     + QByteArray::number(number) + R"(,"delta":")" + text + "\"}");
    };
    TranscriptFold fold;
    QVERIFY(fold.feed(numbered(0, "one ")));
    QVERIFY(fold.feed(numbered(1, "two ")));
    fold.rest();
    QCOMPARE(answerText(fold.transcript()), QStringLiteral("one two "));
    fold.resume();
    QVERIFY(fold.feed(numbered(1, "two ")));
    QVERIFY(fold.feed(numbered(2, "three")));
    QCOMPARE(answerText(fold.transcript()), QStringLiteral("one two three"));
    QCOMPARE(fold.transcript().repeats, 1);
}

QTEST_APPLESS_MAIN(tst_TranscriptFold)
#include "tst_transcriptfold.moc"
