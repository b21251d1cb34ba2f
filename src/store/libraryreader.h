#pragma once

#include "base/expected.h"
#include "store/database.h"
#include "store/eventrows.h"
#include "store/libraryqueries.h"
#include "store/recordreader.h"
#include "store/taskreader.h"

#include <QStringList>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace reasonglass {

/// Reads a library on a connection of its own that cannot write. Synchronous; use it in the thread that
/// opened it. What a writer commits is seen by the next call.
class LibraryReader
{
public:
    /// Fails with NotFound where there is no file, with Storage for anything that is no library.
    static Result<std::unique_ptr<LibraryReader>> open(const QString &path,
                                                       const DatabaseOptions &options = {});

    /// One page, newest first.
    Result<std::vector<AnalysisRow>> list(const ListQuery &query);
    /// One page of the analyses that hold every word of \a query (a "quoted phrase" is one word), newest
    /// first, the trash left out. Words are found inside others, in any case. \a within restricts them as it
    /// does a list; its `text` and `trash` are not looked at.
    Result<std::vector<SearchHit>> search(const QString &query, const ListQuery &within);
    Result<std::vector<SearchHit>> search(const QString &query, int limit = 50,
                                          std::optional<AnalysisId> before = {});

    /// The transcript is what was stored of it at the end, or folded from the stored events where that is
    /// missing. NotFound if there is no such analysis.
    Result<AnalysisRecord> load(AnalysisId id);
    Result<Transcript> transcriptOf(AnalysisId id, int attempt);
    /// A page of what arrived in an attempt.
    Result<std::vector<Frame>> frames(AnalysisId id, int attempt, qint64 firstIndex, qint64 limit);
    Result<qint64> frameCount(AnalysisId id, int attempt);
    /// The same page as frames(), without what the events hold.
    Result<std::vector<EventRow>> eventRows(AnalysisId id, int attempt, qint64 firstIndex, qint64 limit);
    /// At most \a mostBytes of one event from \a fromByte on. NotFound if there is none with \a index.
    Result<EventText> eventText(AnalysisId id, int attempt, qint64 index, qint64 fromByte, qint64 mostBytes);

    Result<std::vector<AnalysisRow>> runsOfModel(const QString &provider, const QString &model, int limit);
    /// All tags in use, by name.
    Result<QStringList> tags();
    /// All models that runs were asked of, by name; samples left out.
    Result<QStringList> models();
    Result<LibraryStatistics> statistics();

    /// Whether the analysis is whole: its events decode, fold into the stored texts, and search knows
    /// it. The error names the first damage.
    Result<> verify(AnalysisId id);
    /// The same of every analysis and of the file itself. Returns how many were checked.
    Result<qint64> verifyAll(const VerifyProgress &progress = {});

    /// What the library knows of tasks.
    TaskReader &tasks() { return m_tasks; }

    /// ReadOnly libraries of a newer version carry a notice.
    const std::optional<Error> &notice() const { return m_database.notice(); }

private:
    LibraryReader(QString path, Database database);

    QString m_path;
    Database m_database;
    RecordReader m_records;
    TaskReader m_tasks;
};

/// Calls \a visit for every frame of the latest attempt of \a record and of those that it goes on from.
Result<> visitFrames(LibraryReader &reader, const AnalysisRecord &record,
                     const std::function<void(const Attempt &attempt, const Frame &frame)> &visit);

} // namespace reasonglass
