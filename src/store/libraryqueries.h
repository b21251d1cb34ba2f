#pragma once

#include "analysis/analysisrecord.h"

#include <QMap>
#include <QString>

#include <functional>
#include <optional>
#include <vector>

namespace reasonglass {

/// Which rows a list shows; a default value does not restrict.
struct ListQuery
{
    std::optional<AnalysisId> before = {}; ///< only older ones: the last id of the page before
    int limit = 50;
    QString text = {}; ///< in title, model or provider, in any case
    std::optional<AnalysisStatus> status = {};
    QString provider = {};
    QString model = {}; ///< as requested or as the server named it
    QString tag = {};
    bool trash = false; ///< only what is in the trash; else only what is not
    std::optional<bool> sample = {};

    bool operator==(const ListQuery &) const = default;
};

/// Which of an analysis' texts a search found something in.
enum class SearchField { Prompt, Reasoning, Answer, Note };
/// The lower-case word.
QString searchFieldName(SearchField field);

struct Snippet
{
    SearchField where = SearchField::Answer;
    QString text; ///< one line around the first place found

    bool operator==(const Snippet &) const = default;
};

struct SearchHit
{
    AnalysisRow row;
    std::vector<Snippet> snippets; ///< at most one per field

    bool operator==(const SearchHit &) const = default;
};

/// Runs of one model, samples left out.
struct ModelStatistics
{
    QString provider;
    QString model; ///< as requested
    qint64 runs = 0;
    qint64 completed = 0;
    Usage tokens = {};                        ///< sums of what was reported
    double costUsd = 0;                       ///< sum of the known costs
    qint64 costUnknown = 0;                   ///< runs whose cost is not known
    std::optional<qint64> medianTotalMs = {}; ///< of completed runs, as are the three below
    std::optional<qint64> p90TotalMs = {};
    std::optional<qint64> medianFirstTokenMs = {}; ///< reasoning or answer, whichever came first
    std::optional<qint64> p90FirstTokenMs = {};

    bool operator==(const ModelStatistics &) const = default;
};

/// What is in a library, the trash left out, samples only counted.
struct LibraryStatistics
{
    qint64 analyses = 0;
    qint64 samples = 0;
    qint64 inTrash = 0;
    QMap<QString, qint64> byStatus; ///< by the status' word
    QMap<QString, qint64> byProvider;
    std::vector<ModelStatistics> models; ///< most runs first
    Usage tokens = {};
    double costUsd = 0;
    qint64 costUnknown = 0;
    qint64 fileBytes = 0;
    qint64 eventBytes = 0; ///< of them, stored events

    bool operator==(const LibraryStatistics &) const = default;
};

/// Told how many of how many analyses are checked; false stops.
using VerifyProgress = std::function<bool(qint64 done, qint64 total)>;

} // namespace reasonglass
