#include "support/recordedstreams.h"
#include "support/sessionbench.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

/// What a recording says at its end, read by other code than the program's: whole blocks, QJsonDocument,
/// nothing but the terminal snapshot and, where that is missing, the `.done` texts.
struct Told
{
    QString status;
    QString text;
    QString refusal;
    QStringList reasoning;
    std::optional<QJsonObject> usage;
};

QList<QJsonObject> eventsOf(const QByteArray &stream)
{
    QList<QJsonObject> events;
    const QString text = QString::fromUtf8(stream).replace(u"\r\n"_s, u"\n"_s);
    for (const QString &block : text.split(u"\n\n"_s, Qt::SkipEmptyParts)) {
        for (const QString &line : block.split(u'\n')) {
            if (line.startsWith("data:"_L1))
                events.append(QJsonDocument::fromJson(line.mid(5).trimmed().toUtf8()).object());
        }
    }
    return events;
}

bool isSnapshot(const QJsonObject &event)
{
    static const QSet<QString> terminal{u"response.completed"_s, u"response.incomplete"_s,
                                        u"response.failed"_s};
    return terminal.contains(event["type"_L1].toString());
}

void readItem(const QJsonObject &item, Told &told, QStringList &texts)
{
    for (const QJsonValue &part : item["summary"_L1].toArray())
        told.reasoning += part["text"_L1].toString();
    QString text;
    for (const QJsonValue &part : item["content"_L1].toArray()) {
        const QString type = part["type"_L1].toString();
        if (type == "reasoning_text"_L1)
            told.reasoning += part["text"_L1].toString();
        else if (type == "output_text"_L1)
            text += part["text"_L1].toString();
        else if (type == "refusal"_L1)
            told.refusal += part["refusal"_L1].toString();
    }
    if (!text.isEmpty())
        texts += text;
}

Told snapshotOf(const QJsonObject &response)
{
    Told told{.status = response["status"_L1].toString()};
    QStringList texts;
    for (const QJsonValue &item : response["output"_L1].toArray())
        readItem(item.toObject(), told, texts);
    told.text = texts.join(u"\n\n"_s);
    if (response["usage"_L1].isObject())
        told.usage = response["usage"_L1].toObject();
    return told;
}

Told toldBy(const QByteArray &stream)
{
    Told told{.status = u"interrupted"_s};
    QStringList doneTexts;
    for (const QJsonObject &event : eventsOf(stream)) {
        if (event["type"_L1] == "response.output_text.done"_L1)
            doneTexts += event["text"_L1].toString();
        if (event["type"_L1] == "error"_L1)
            told.status = u"failed"_s;
        if (isSnapshot(event))
            told = snapshotOf(event["response"_L1].toObject());
        else if (event["object"_L1] == "response"_L1)
            told = snapshotOf(event);
    }
    if (told.text.isEmpty() && told.status == "completed"_L1 && told.reasoning.isEmpty())
        told.text = doneTexts.join(u"\n\n"_s);
    return told;
}

void compareUsage(const Transcript &transcript, const Told &told)
{
    QCOMPARE(transcript.usage.has_value(), told.usage.has_value());
    if (!told.usage)
        return;
    const QJsonObject &usage = *told.usage;
    QCOMPARE(transcript.usage->input, usage["input_tokens"_L1].toInteger());
    QCOMPARE(transcript.usage->output, usage["output_tokens"_L1].toInteger());
    QCOMPARE(transcript.usage->cached, usage["input_tokens_details"_L1]["cached_tokens"_L1].toInteger());
    QCOMPARE(transcript.usage->reasoning,
             usage["output_tokens_details"_L1]["reasoning_tokens"_L1].toInteger());
}

void compare(const AnalysisRecord &record, const Told &told)
{
    QCOMPARE(statusName(record.status), told.status);
    QCOMPARE(answerText(record.transcript), told.text);
    QCOMPARE(refusalText(record.transcript), told.refusal);
    QStringList reasoning;
    for (const ReasoningPart &part : reasoningParts(record.transcript))
        reasoning += part.text;
    QCOMPARE(reasoning, told.reasoning);
    compareUsage(record.transcript, told);
}

} // namespace

/// Recordings of real servers, sent over real HTTP in many cuttings, must come out as they say themselves.
class tst_RecordedStreams : public QObject
{
    Q_OBJECT

private slots:
    void streams_data();
    void streams();
    void liveEqualsReplay_data() { streams_data(); }
    void liveEqualsReplay();
    void blockingAnswers_data();
    void blockingAnswers();
    void errors_data();
    void errors();

private:
    static void addFiles(const QString &kind, const QStringList &patterns);

    SystemClock m_clock;
};

void tst_RecordedStreams::addFiles(const QString &kind, const QStringList &patterns)
{
    const QDir folder(test::recordingsFolder(kind));
    if (!folder.exists())
        QSKIP("no recordings beside this checkout");
    QTest::addColumn<QString>("path");
    for (const QString &name : folder.entryList(patterns, QDir::Files))
        QTest::newRow(qUtf8Printable(name)) << folder.filePath(name);
}

void tst_RecordedStreams::streams_data()
{
    addFiles(u"sse"_s, {u"*.sse"_s});
}

void tst_RecordedStreams::streams()
{
    QFETCH(const QString, path);
    const QByteArray stream = test::readFile(path);
    const Told told = toldBy(stream);
    test::SessionBench bench(m_clock);
    for (const PieceSizes sizes : {PieceSizes::whole(), PieceSizes::fixed(1), PieceSizes::random(7, 700)}) {
        if (sizes.kind == PieceSizes::Kind::Fixed && stream.size() > 60'000)
            continue; // byte by byte is slow over HTTP; the decoder's own test cuts everything so
        Script script = eventStream(stream);
        script.bodySizes = sizes;
        bench.server.enqueue(script);
        const auto session = bench.session();
        QVERIFY(test::runToEnd(*session));
        compare(session->record(), told);
        if (QTest::currentTestFailed())
            return;
    }
}

void tst_RecordedStreams::liveEqualsReplay()
{
    QFETCH(const QString, path);
    test::SessionBench bench(m_clock);
    bench.server.enqueue(eventStream(test::readFile(path)));
    const auto session = bench.session();
    TranscriptFold replay;
    connect(session.get(), &AnalysisSession::recorded, this, [&](const StreamRecord &record) {
        if (!replay.feed(record.frame))
            QVERIFY(record.frame.kind != FrameKind::Body);
    });
    QVERIFY(test::runToEnd(*session));
    QCOMPARE(replay.transcript(), session->transcript());
}

void tst_RecordedStreams::blockingAnswers_data()
{
    addFiles(u"blocking"_s, {u"*.json"_s});
}

void tst_RecordedStreams::blockingAnswers()
{
    QFETCH(const QString, path);
    const QByteArray body = test::readFile(path);
    test::SessionBench bench(m_clock);
    bench.server.enqueue(jsonAnswer(200, body));
    AnalysisRequest request = bench.request();
    request.streaming = StreamingMode::Off;
    const auto session = bench.session(request);
    QVERIFY(test::runToEnd(*session));
    compare(session->record(), snapshotOf(QJsonDocument::fromJson(body).object()));
    QVERIFY(!bench.server.requests().front().body.contains("\"stream\""));
}

void tst_RecordedStreams::errors_data()
{
    addFiles(u"errors"_s, {u"*.http"_s});
}

void tst_RecordedStreams::errors()
{
    QFETCH(const QString, path);
    const QByteArray recording = test::readFile(path);
    const qsizetype headEnd = recording.indexOf("\r\n\r\n");
    QVERIFY(headEnd > 0);
    Script script;
    script.rawHead = recording.first(headEnd) + "\r\nConnection: close\r\n\r\n";
    script.framing = BodyFraming::UntilClose;
    script.body = {{.bytes = recording.sliced(headEnd + 4)}};
    test::SessionBench bench(m_clock);
    bench.server.enqueue(script);
    AnalysisRequest request = bench.request();
    request.allowFallback = false;
    const auto session = bench.session(request);
    QVERIFY(test::runToEnd(*session));
    const AnalysisRecord record = session->record();
    QCOMPARE(record.status, AnalysisStatus::Failed);
    QVERIFY(record.error);
    QCOMPARE(record.error->httpStatus, recording.mid(recording.indexOf(' ') + 1, 3).toInt());
    QVERIFY(!record.error->message.isEmpty());
    QCOMPARE(bench.server.requests().size(), size_t(1));
}

QTEST_GUILESS_MAIN(tst_RecordedStreams)
#include "tst_recordedstreams.moc"
