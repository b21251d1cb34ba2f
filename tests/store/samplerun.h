#pragma once

#include "analysis/transcriptfold.h"
#include "store/librarywriter.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTest>
#include <QUuid>
#include <QVariant>

#include <memory>

namespace reasonglass {

/// The texts of a made-up run.
struct SampleText
{
    QString prompt;
    QString reasoning;
    QString answer;
    QString note = {};
};

/// A whole run as a session would tell it: record, frames, attempts.
struct SampleRun
{
    AnalysisRecord record;     ///< as it is at the end
    std::vector<Frame> frames; ///< of its one attempt
};

inline Frame eventFrame(const QJsonObject &event, qint64 arrivalUs)
{
    return {.arrivalUs = arrivalUs,
            .eventName = event.value(u"type").toString().toUtf8(),
            .data = QJsonDocument(event).toJson(QJsonDocument::Compact)};
}

inline QJsonObject deltaEvent(const QString &type, int output, const QString &delta)
{
    const QString index =
        type.contains(u"summary") ? QStringLiteral("summary_index") : QStringLiteral("content_index");
    return {{QStringLiteral("type"), type},
            {QStringLiteral("output_index"), output},
            {index, 0},
            {QStringLiteral("delta"), delta}};
}

inline std::vector<Frame> sampleFrames(const SampleText &text)
{
    const auto object = [](const char *json) { return QJsonDocument::fromJson(json).object(); };
    std::vector<Frame> frames;
    const auto add = [&frames](const QJsonObject &event) {
        frames.push_back(eventFrame(event, qint64(frames.size()) * 1000 + 250));
    };
    const auto addDeltas = [&](const QString &type, int output, const QString &whole) {
        for (qsizetype at = 0; at < whole.size(); at += 7)
            add(deltaEvent(type, output, whole.sliced(at, std::min<qsizetype>(7, whole.size() - at))));
    };
    add(object(
        R"({"type":"response.created","response":{"id":"resp_1","model":"m-1-2026","status":"in_progress"}})"));
    add(object(
        R"({"type":"response.output_item.added","output_index":0,"item":{"type":"reasoning","id":"rs_1"}})"));
    addDeltas(QStringLiteral("response.reasoning_summary_text.delta"), 0, text.reasoning);
    add(object(
        R"({"type":"response.output_item.added","output_index":1,"item":{"type":"message","id":"msg_1"}})"));
    addDeltas(QStringLiteral("response.output_text.delta"), 1, text.answer);
    add(object(
        R"({"type":"response.completed","response":{"id":"resp_1","model":"m-1-2026","status":"completed",
        "usage":{"input_tokens":10,"output_tokens":20,"total_tokens":30,
                 "input_tokens_details":{"cached_tokens":4},"output_tokens_details":{"reasoning_tokens":5}}}})"));
    return frames;
}

inline Transcript fold(const std::vector<Frame> &frames)
{
    TranscriptFold folded;
    for (const Frame &frame : frames)
        (void)folded.feed(frame);
    return folded.transcript();
}

/// A completed run with \a id; times follow from the id, so that tests agree on them.
inline SampleRun sampleRun(qint64 id, const SampleText &text)
{
    SampleRun run;
    run.frames = sampleFrames(text);
    AnalysisRecord &record = run.record;
    record.id = AnalysisId(id);
    record.title = text.prompt.section(u'\n', 0, 0);
    record.status = AnalysisStatus::Completed;
    record.createdUtcUs = 1'700'000'000'000'000 + id * 1'000'000;
    record.endedUtcUs = record.createdUtcUs + 2'500'000;
    record.request.providerId = QStringLiteral("openai");
    record.request.baseUrl = QStringLiteral("https://api.example/v1");
    record.request.response.model = QStringLiteral("m-1");
    record.request.response.prompt = text.prompt;
    record.note = text.note;
    record.transcript = fold(run.frames);
    record.cost = {.usd = 0.25, .basis = CostBasis::Computed};
    Attempt attempt{.outcome = AnalysisStatus::Completed,
                    .startedUtcUs = record.createdUtcUs,
                    .endedUtcUs = record.endedUtcUs,
                    .events = qint64(run.frames.size()),
                    .httpStatus = 200,
                    .requestBody = "{\"model\":\"m-1\"}"};
    attempt.timing.firstReasoningMs = 40;
    attempt.timing.totalMs = 2500;
    record.attempts = {attempt};
    return run;
}

inline SampleRun sampleRun(qint64 id)
{
    return sampleRun(id,
                     {.prompt = QStringLiteral("How far is the moon?\nIn steps of a turtle."),
                      .reasoning = QStringLiteral("The distance is about 384,400 km."),
                      .answer = QStringLiteral("About two billion steps.")});
}

/// The record as it was when the run began.
inline AnalysisRecord beginningOf(const AnalysisRecord &ended)
{
    AnalysisRecord begun = ended;
    begun.status = AnalysisStatus::Running;
    begun.endedUtcUs = 0;
    begun.transcript = {};
    begun.attempts.clear();
    begun.cost = {};
    begun.error.reset();
    return begun;
}

inline Attempt beginningOf(const Attempt &ended)
{
    Attempt begun = ended;
    begun.outcome = AnalysisStatus::Running;
    begun.endedUtcUs = 0;
    begun.events = 0;
    begun.timing = {};
    return begun;
}

inline void begin(LibraryWriter &writer, const SampleRun &run)
{
    writer.beginAnalysis(beginningOf(run.record));
    writer.beginAttempt(run.record.id, beginningOf(run.record.attempts.front()));
}

/// Tells \a writer of the whole run at once.
inline void write(LibraryWriter &writer, const SampleRun &run)
{
    begin(writer, run);
    for (const Frame &frame : run.frames)
        writer.append(run.record.id, 1, frame);
    writer.endAttempt(run.record.id, run.record.attempts.front());
    writer.endAnalysis(run.record);
}

/// Speaks up when \a writer is in trouble; for tests in which it is not to be.
inline void expectNoTrouble(LibraryWriter &writer)
{
    const auto speak = [](const Error &error) { QFAIL(qPrintable(error.message)); };
    QObject::connect(&writer, &LibraryWriter::failed, &writer, speak);
    QObject::connect(&writer, &LibraryWriter::rejected, &writer, speak);
}

/// A connection that knows nothing of libraries, as any SQLite tool's.
class PlainConnection
{
public:
    explicit PlainConnection(const QString &path)
        : m_name(QUuid::createUuid().toString())
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_name);
        database.setDatabaseName(path);
        m_isOpen = database.open();
    }
    PlainConnection(const PlainConnection &) = delete;
    PlainConnection &operator=(const PlainConnection &) = delete;
    ~PlainConnection() { QSqlDatabase::removeDatabase(m_name); }

    bool execute(const QString &sql)
    {
        QSqlQuery query(QSqlDatabase::database(m_name, false));
        const bool done = m_isOpen && query.exec(sql);
        if (!done)
            qWarning() << query.lastError();
        return done;
    }

    QVariant value(const QString &sql)
    {
        QSqlQuery query(QSqlDatabase::database(m_name, false));
        return m_isOpen && query.exec(sql) && query.next() ? query.value(0) : QVariant();
    }

private:
    QString m_name;
    bool m_isOpen = false;
};

} // namespace reasonglass
