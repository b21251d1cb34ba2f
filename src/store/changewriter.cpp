#include "store/changewriter.h"

#include "store/transcriptoutline.h"
#include "store/wordindex.h"

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

// Closed chunks hold about this much before compression: long enough to compress well, short enough
// that showing one page of events does not decompress a whole run, and that the commits of other runs
// do not wait for long while one is compressed.
constexpr qsizetype closedChunkBytes = 128 * 1024;

QVariant timeOrNull(qint64 utcUs)
{
    return utcUs == 0 ? QVariant(QMetaType::fromType<qint64>()) : QVariant(utcUs);
}

QByteArray notNull(const QByteArray &bytes)
{
    return bytes.isNull() ? QByteArray("") : bytes;
}

/// A tag as it may be stored: one line without control characters, which part tags in list rows.
QString tagName(const QString &text)
{
    QString name = normalized(text);
    name.removeIf([](QChar c) { return c.unicode() < 0x20; });
    return name.trimmed();
}

} // namespace

Result<> ChangeWriter::apply(const LibraryChange &change)
{
    return std::visit([this](const auto &what) { return carryOut(what); }, change);
}

Result<> ChangeWriter::rebuild(AnalysisId id)
{
    const Result<AnalysisRecord> record = m_reader.record(id, RecordReader::Source::Events);
    if (!record)
        return Unexpected{record.error()};
    return removeFromSearch(id).and_then([&](auto) { return writeParts(*record); }).and_then([&](auto) {
        return enterIntoSearch(id);
    });
}

Result<> ChangeWriter::write(const char *sql, const QVariantList &values)
{
    const Result<QSqlQuery *> query = m_statements.run(sql, values);
    if (!query)
        return Unexpected{query.error()};
    (*query)->finish();
    return {};
}

Result<> ChangeWriter::writeOne(const char *sql, const QVariantList &values)
{
    const Result<QSqlQuery *> query = m_statements.run(sql, values);
    if (!query)
        return Unexpected{query.error()};
    const int changed = (*query)->numRowsAffected();
    (*query)->finish();
    if (changed == 0)
        return Unexpected{
            Error{.kind = ErrorKind::NotFound, .message = u"no such analysis in the library"_s}};
    return {};
}

Result<> ChangeWriter::carryOut(const BeginAnalysis &change)
{
    const AnalysisRecord &record = change.record;
    const ResponseRequest &response = record.request.response;
    const QVariantList values{qint64(record.id),
                              record.createdUtcUs,
                              statusName(AnalysisStatus::Running),
                              storable(record.request.providerId),
                              storable(record.request.baseUrl),
                              storable(response.model),
                              storable(response.effort),
                              storable(record.title),
                              record.request.sample,
                              m_owner};
    const Result<> head =
        write("INSERT INTO analysis (id, created_us, status, provider, base_url, model_requested, "
              "effort, title, sample, owner) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              values);
    return head.and_then([&](auto) { return writeBody(record); })
        .and_then([&](auto) { return writeTags(record.id, record.tags); })
        .and_then([&](auto) { return enterIntoSearch(record.id); });
}

Result<> ChangeWriter::writeBody(const AnalysisRecord &record)
{
    const ResponseRequest &response = record.request.response;
    const QVariantList values{qint64(record.id), storable(response.prompt), storable(response.instructions),
                              requestColumn(record.request), storable(record.note)};
    if (Result<> done = write("INSERT INTO analysis_body (analysis, prompt, instructions, request, note) "
                              "VALUES (?, ?, ?, ?, ?)",
                              values);
        !done)
        return done;
    for (std::size_t i = 0; i < response.attachments.size(); ++i) {
        const Attachment &attachment = response.attachments[i];
        if (Result<> done = write("INSERT INTO attachment (analysis, ordinal, file_name, mime_type, bytes) "
                                  "VALUES (?, ?, ?, ?, ?)",
                                  {qint64(record.id), int(i), storable(attachment.fileName),
                                   storable(attachment.mimeType), notNull(attachment.bytes)});
            !done)
            return done;
    }
    return {};
}

Result<> ChangeWriter::writeTags(AnalysisId id, const QStringList &tags)
{
    if (Result<> done = write("DELETE FROM tag WHERE analysis = ?", {qint64(id)}); !done)
        return done;
    for (const QString &text : tags) {
        const QString name = tagName(text);
        if (name.isEmpty())
            continue;
        if (Result<> done = write("INSERT OR IGNORE INTO tag (analysis, name) VALUES (?, ?)",
                                  {qint64(id), storable(name)});
            !done)
            return done;
    }
    return {};
}

Result<> ChangeWriter::carryOut(const BeginAttempt &change)
{
    if (Result<> done = writeAttempt(change.id, change.attempt); !done)
        return done;
    return write(
        "UPDATE analysis SET attempts = (SELECT count(*) FROM attempt WHERE attempt.analysis = analysis.id), "
        "started_us = coalesce(started_us, ?) WHERE id = ?",
        {change.attempt.startedUtcUs, qint64(change.id)});
}

Result<> ChangeWriter::writeAttempt(AnalysisId id, const Attempt &attempt)
{
    const AttemptTiming &timing = attempt.timing;
    return write(
        "INSERT INTO attempt (analysis, number, outcome, started_us, ended_us, events, bytes, streamed, "
        "resumed, "
        "http_status, request_id, error, request_body, connect_ms, first_byte_ms, first_reasoning_ms, "
        "first_text_ms, longest_gap_ms, total_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?) "
        "ON CONFLICT (analysis, number) DO UPDATE SET outcome = excluded.outcome, started_us = "
        "excluded.started_us, "
        "ended_us = excluded.ended_us, events = excluded.events, bytes = excluded.bytes, "
        "streamed = excluded.streamed, resumed = excluded.resumed, http_status = excluded.http_status, "
        "request_id = excluded.request_id, error = excluded.error, "
        "request_body = coalesce(excluded.request_body, request_body), connect_ms = excluded.connect_ms, "
        "first_byte_ms = excluded.first_byte_ms, first_reasoning_ms = excluded.first_reasoning_ms, "
        "first_text_ms = excluded.first_text_ms, longest_gap_ms = excluded.longest_gap_ms, "
        "total_ms = excluded.total_ms",
        {qint64(id), attempt.number, statusName(attempt.outcome), attempt.startedUtcUs,
         timeOrNull(attempt.endedUtcUs), attempt.events, attempt.bytes, attempt.streamed, attempt.resumed,
         attempt.httpStatus, storable(attempt.requestId), errorColumn(attempt.error),
         compressedColumn(attempt.requestBody), orNull(timing.connectMs), orNull(timing.firstByteMs),
         orNull(timing.firstReasoningMs), orNull(timing.firstTextMs), timing.longestGapMs,
         orNull(timing.totalMs)});
}

Result<> ChangeWriter::carryOut(const AppendFrames &change)
{
    const FrameChunk &chunk = change.chunk;
    return write("INSERT INTO event_chunk (analysis, attempt, first_frame, frames, first_arrival_us, "
                 "last_arrival_us, encoding, data) VALUES (?, ?, ?, ?, ?, ?, 'raw', ?)",
                 {qint64(change.id), change.attempt, change.firstFrame, chunk.frames, chunk.firstArrivalUs,
                  chunk.lastArrivalUs, chunk.bytes});
}

Result<> ChangeWriter::carryOut(const EndAttempt &change)
{
    return writeAttempt(change.id, change.attempt);
}

Result<std::optional<qint64>> ChangeWriter::closeSome(AnalysisId id, int attempt, qint64 first)
{
    const Result<QSqlQuery *> open = m_statements.run(
        "SELECT min(first_frame) FROM event_chunk WHERE analysis = ? AND attempt = ? AND first_frame >= ? "
        "AND encoding = 'raw'",
        {qint64(id), attempt, first});
    if (!open)
        return Unexpected{open.error()};
    const QVariant start = (*open)->next() ? (*open)->value(0) : QVariant();
    (*open)->finish();
    if (start.isNull())
        return std::optional<qint64>();

    FrameChunk joined;
    const auto gather = [&joined](qint64, const std::vector<Frame> &frames) -> Result<bool> {
        for (const Frame &frame : frames)
            joined.append(frame);
        return joined.bytes.size() < closedChunkBytes;
    };
    if (Result<> done = m_reader.visitChunks(id, attempt, start.toLongLong(), gather); !done)
        return Unexpected{done.error()};
    const qint64 next = start.toLongLong() + joined.frames;
    const Result<> replaced =
        write("DELETE FROM event_chunk WHERE analysis = ? AND attempt = ? AND first_frame >= ? AND "
              "first_frame < ?",
              {qint64(id), attempt, start, next})
            .and_then([&](auto) { return storeClosed(id, attempt, start.toLongLong(), joined); });
    if (!replaced)
        return Unexpected{replaced.error()};
    return std::optional(next);
}

Result<> ChangeWriter::storeClosed(AnalysisId id, int attempt, qint64 firstFrame, const FrameChunk &chunk)
{
    const StoredChunk stored = compressed(chunk);
    return write("INSERT INTO event_chunk (analysis, attempt, first_frame, frames, first_arrival_us, "
                 "last_arrival_us, encoding, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                 {qint64(id), attempt, firstFrame, chunk.frames, chunk.firstArrivalUs, chunk.lastArrivalUs,
                  encodingName(stored.encoding), stored.data});
}

Result<> ChangeWriter::carryOut(const EndAnalysis &change)
{
    const AnalysisRecord &record = change.record;
    for (const Attempt &attempt : record.attempts) {
        if (Result<> done = carryOut(EndAttempt{record.id, attempt}); !done)
            return done;
    }
    return removeFromSearch(record.id)
        .and_then([&](auto) { return writeSummary(record); })
        .and_then([&](auto) { return writeParts(record); })
        .and_then([&](auto) { return enterIntoSearch(record.id); });
}

Result<> ChangeWriter::writeSummary(const AnalysisRecord &record)
{
    const Transcript &transcript = record.transcript;
    const QVariant ended = timeOrNull(record.endedUtcUs);
    QVariantList values{ended, statusName(record.status), storable(transcript.model), orNull(record.cost.usd),
                        costBasisName(record.cost.basis)};
    values += usageColumns(transcript.usage);
    values << ended << qint64(record.id);
    if (Result<> done = writeOne("UPDATE analysis SET ended_us = ?, status = ?, model = ?, cost_usd = ?, "
                                 "cost_basis = ?, input_tokens = ?, "
                                 "cached_tokens = ?, cache_write_tokens = ?, output_tokens = ?, "
                                 "reasoning_tokens = ?, total_tokens = ?, "
                                 "reported_cost_usd = ?, duration_ms = max(0, coalesce(? - "
                                 "coalesce(started_us, created_us), 0) / 1000), "
                                 "attempts = (SELECT count(*) FROM attempt WHERE attempt.analysis = "
                                 "analysis.id), owner = NULL WHERE id = ?",
                                 values);
        !done)
        return done;
    return write(
        "UPDATE analysis_body SET fallbacks = ?, response_id = ?, service_tier = ?, incomplete_reason = ?, "
        "error = ? WHERE analysis = ?",
        {listColumn(record.fallbacks), storable(transcript.responseId), storable(transcript.serviceTier),
         storable(transcript.incompleteReason), errorColumn(record.error), qint64(record.id)});
}

Result<> ChangeWriter::writeParts(const AnalysisRecord &record)
{
    if (Result<> done = write("DELETE FROM part WHERE analysis = ?", {qint64(record.id)}); !done)
        return done;
    int ordinal = 0;
    for (const StoredPart &part : storedParts(record.transcript)) {
        if (Result<> done = write("INSERT INTO part (analysis, ordinal, attempt, kind, item, part, text) "
                                  "VALUES (?, ?, ?, ?, ?, ?, ?)",
                                  {qint64(record.id), ordinal++, latestAttempt(record.attempts),
                                   partKindName(part.kind), part.item, part.part, storable(part.text)});
            !done)
            return done;
    }
    return writeOutline(record);
}

Result<> ChangeWriter::writeOutline(const AnalysisRecord &record)
{
    if (Result<> done = write("DELETE FROM outline WHERE analysis = ?", {qint64(record.id)}); !done)
        return done;
    const std::optional<QString> outline = outlineOf(record.transcript);
    if (!outline)
        return {};
    return write("INSERT INTO outline (analysis, frames, transcript) "
                 "SELECT ?, coalesce(sum(frames), 0), ? FROM event_chunk WHERE analysis = ?",
                 {qint64(record.id), *outline, qint64(record.id)});
}

Result<> ChangeWriter::carryOut(const ReopenAnalysis &change)
{
    if (Result<> done = write("DELETE FROM outline WHERE analysis = ?", {qint64(change.id)}); !done)
        return done;
    if (Result<> done =
            writeOne("UPDATE analysis SET status = 'running', ended_us = NULL, started_us = NULL, "
                     "owner = ? WHERE id = ?",
                     {m_owner, qint64(change.id)});
        !done)
        return done;
    return write("UPDATE analysis_body SET error = NULL WHERE analysis = ?", {qint64(change.id)})
        .and_then([&](auto) { return m_tasks.forgetVerdict(change.id); });
}

Result<> ChangeWriter::carryOut(const RenameAnalysis &change)
{
    return writeOne("UPDATE analysis SET title = ? WHERE id = ?",
                    {storable(change.title), qint64(change.id)});
}

Result<> ChangeWriter::carryOut(const TagAnalysis &change)
{
    return writeTags(change.id, change.tags);
}

Result<> ChangeWriter::carryOut(const AnnotateAnalysis &change)
{
    return removeFromSearch(change.id)
        .and_then([&](auto) {
            return writeOne("UPDATE analysis_body SET note = ? WHERE analysis = ?",
                            {storable(change.note), qint64(change.id)});
        })
        .and_then([&](auto) { return enterIntoSearch(change.id); });
}

Result<> ChangeWriter::carryOut(const TrashAnalyses &change)
{
    for (const AnalysisId id : change.ids) {
        if (Result<> done = write("UPDATE analysis SET deleted_us = coalesce(deleted_us, ?) WHERE id = ?",
                                  {change.atUtcUs, qint64(id)});
            !done)
            return done;
    }
    return {};
}

Result<> ChangeWriter::carryOut(const RestoreAnalyses &change)
{
    for (const AnalysisId id : change.ids) {
        if (Result<> done = write("UPDATE analysis SET deleted_us = NULL WHERE id = ?", {qint64(id)}); !done)
            return done;
    }
    return {};
}

Result<> ChangeWriter::carryOut(const TaskChange &change)
{
    return m_tasks.apply(change);
}

Result<> ChangeWriter::carryOut(const PurgeTrash &change)
{
    if (Result<> done = m_tasks.purgeTrash(change.olderThanUtcUs); !done)
        return done;
    const Result<QSqlQuery *> found = m_statements.run(
        "SELECT id FROM analysis WHERE deleted_us < ? AND status <> 'running'", {change.olderThanUtcUs});
    if (!found)
        return Unexpected{found.error()};
    std::vector<AnalysisId> ids;
    while ((*found)->next())
        ids.push_back(AnalysisId((*found)->value(0).toLongLong()));
    for (const AnalysisId id : ids) {
        if (Result<> done = purge(id); !done)
            return done;
    }
    if (ids.empty())
        return {};
    // A deleted row's words stay in the index until its segments are merged.
    return write("INSERT INTO search (search) VALUES ('optimize')", {}).and_then([&](auto) {
        return removeUnusedWords(m_statements);
    });
}

Result<> ChangeWriter::purge(AnalysisId id)
{
    return removeFromSearch(id).and_then(
        [&](auto) { return write("DELETE FROM analysis WHERE id = ?", {qint64(id)}); });
}

Result<> ChangeWriter::enterIntoSearch(AnalysisId id)
{
    if (Result<> done = write("INSERT INTO search (rowid, prompt, reasoning, answer, note) "
                              "SELECT id, prompt, reasoning, answer, note FROM search_text WHERE id = ?",
                              {qint64(id)});
        !done)
        return done;
    return enterWords(m_statements, id).and_then([&](auto) {
        return write("UPDATE analysis_body SET indexed = 1 WHERE analysis = ?", {qint64(id)});
    });
}

/// To be called before a text changes: the index wants to be told exactly what it was given.
Result<> ChangeWriter::removeFromSearch(AnalysisId id)
{
    if (Result<> done =
            write("INSERT INTO search (search, rowid, prompt, reasoning, answer, note) "
                  "SELECT 'delete', id, prompt, reasoning, answer, note FROM search_text "
                  "WHERE id = (SELECT analysis FROM analysis_body WHERE analysis = ? AND indexed = 1)",
                  {qint64(id)});
        !done)
        return done;
    return write("UPDATE analysis_body SET indexed = 0 WHERE analysis = ?", {qint64(id)});
}

} // namespace reasonglass
