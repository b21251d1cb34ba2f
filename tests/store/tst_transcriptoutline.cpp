#include "store/transcriptoutline.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

/// Every member differs from its default.
Transcript richTranscript()
{
    return {
        .responseId = u"resp_1"_s,
        .model = u"m-1"_s,
        .serviceTier = u"flex"_s,
        .effort = u"high"_s,
        .status = ResponseStatus::Incomplete,
        .items = {{.type = u"reasoning"_s,
                   .id = u"rs_1"_s,
                   .status = u"completed"_s,
                   .round = 1,
                   .outputIndex = 0,
                   .closed = true,
                   .encrypted = true,
                   .parts = {{.kind = PartKind::ReasoningSummary, .index = 0, .text = {}, .done = true},
                             {.kind = PartKind::ReasoningText, .index = 3, .text = u"Hm.\nÜ"_s}}},
                  {.type = u"function_call"_s,
                   .name = u"look_up"_s,
                   .phase = u"commentary"_s,
                   .parts = {{.kind = PartKind::ToolInput, .text = u"{}"_s}}},
                  {.type = u"message"_s,
                   .parts = {{.kind = PartKind::OutputText,
                              .text = u"Yes"_s,
                              .annotations = {R"({"type":"url_citation","url":"https://a.example/ü"})"}}}}},
        .usage = Usage{.input = 1,
                       .cached = 2,
                       .cacheWrite = 3,
                       .output = 4,
                       .reasoning = 5,
                       .total = (qint64(1) << 60) + 1,
                       .reportedCostUsd = 0.1},
        .error = ResponseError{.code = u"c"_s, .message = u"m"_s, .type = u"t"_s, .param = u"p"_s},
        .incompleteReason = u"max_output_tokens"_s,
        .lastSequenceNumber = (qint64(1) << 60) + 3,
        .events = 7,
        .unknownEvents = 2,
        .repeats = 1,
        .round = 1,
        .terminal = true};
}

} // namespace

class tst_TranscriptOutline : public QObject
{
    Q_OBJECT

private slots:
    void givesBackWhatItWasGiven();
    void givesBackAnEmptyTranscript();
    void doesNotKeepWhatTheLibraryWouldChange();
    void refusesTextsOfAnotherTranscript();
};

void tst_TranscriptOutline::givesBackWhatItWasGiven()
{
    const Transcript transcript = richTranscript();
    const std::optional<QString> outline = outlineOf(transcript);
    QVERIFY(outline);
    QVERIFY(!outline->contains(u"Hm."_s)); // texts are stored once
    const Result<Transcript> again = transcriptFrom(*outline, storedParts(transcript));
    QVERIFY(again);
    QVERIFY(*again == transcript);
}

void tst_TranscriptOutline::givesBackAnEmptyTranscript()
{
    const Result<Transcript> again = transcriptFrom(outlineOf({}).value_or(QString()), {});
    QVERIFY(again);
    QVERIFY(*again == Transcript());
}

void tst_TranscriptOutline::doesNotKeepWhatTheLibraryWouldChange()
{
    Transcript transcript = richTranscript();
    transcript.items.back().parts.front().text = u"half "_s + QChar(0xd83d);
    QVERIFY(!outlineOf(transcript));
    transcript = richTranscript();
    transcript.items.back().parts.front().annotations = {"{\"a\":\"\xff\"}"};
    QVERIFY(!outlineOf(transcript));
}

void tst_TranscriptOutline::refusesTextsOfAnotherTranscript()
{
    const QString outline = *outlineOf(richTranscript());
    for (const StoredPart &part :
         {StoredPart{PartKind::OutputText, 3, 0, u"x"_s}, StoredPart{PartKind::OutputText, 2, 1, u"x"_s},
          StoredPart{PartKind::Refusal, 2, 0, u"x"_s}, StoredPart{PartKind::OutputText, -1, 0, u"x"_s}})
        QVERIFY(!transcriptFrom(outline, {part}));
    QVERIFY(!transcriptFrom(u"no JSON"_s, {}));
}

QTEST_GUILESS_MAIN(tst_TranscriptOutline)
#include "tst_transcriptoutline.moc"
