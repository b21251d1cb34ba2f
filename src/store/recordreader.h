#pragma once

#include "analysis/analysisrecord.h"
#include "base/expected.h"
#include "store/sql.h"
#include "store/storedvalues.h"

#include <functional>
#include <optional>
#include <vector>

namespace reasonglass {

/// Reads what is stored of single analyses, on a connection of the caller's.
class RecordReader
{
public:
    explicit RecordReader(const QSqlDatabase &database)
        : m_statements(database)
    { }

    /// Where a transcript is taken from.
    enum class Source {
        Events, ///< folded from the stored frames, all of which are read
        Texts,  ///< the texts and the outline that are stored of an ended analysis; else the events
    };

    /// All of an analysis.
    Result<AnalysisRecord> record(AnalysisId id, Source source);
    Result<std::vector<Attempt>> attempts(AnalysisId id);
    /// What the frames up to attempt \a number amount to; a resumed attempt goes on from the one before.
    Result<Transcript> transcript(AnalysisId id, const std::vector<Attempt> &attempts, int number);
    Result<std::vector<StoredPart>> parts(AnalysisId id);
    /// The latest attempt's transcript as it was stored at the end; nothing if there is none, or events
    /// have come since.
    Result<std::optional<Transcript>> storedTranscript(AnalysisId id);

    /// Calls \a visit for each stored chunk of an attempt that holds frames from \a firstFrame on, in
    /// order, with the index of its first frame, until it returns false or an error.
    using ChunkVisitor = std::function<Result<bool>(qint64 firstFrame, std::vector<Frame> frames)>;
    Result<> visitChunks(AnalysisId id, int attempt, qint64 firstFrame, const ChunkVisitor &visit);

    /// The columns rowFrom() expects, for a SELECT over `analysis AS a`.
    static QString rowColumns();
    static AnalysisRow rowFrom(const QSqlQuery &query);

    const QSqlDatabase &database() const { return m_statements.database(); }

private:
    Result<> readHead(AnalysisRecord &record);
    Result<> readAttachments(AnalysisRecord &record);
    Result<QStringList> tags(AnalysisId id);

    Statements m_statements;
};

/// The number of the latest attempt; 0 if there is none.
int latestAttempt(const std::vector<Attempt> &attempts);

} // namespace reasonglass
