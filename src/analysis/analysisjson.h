#pragma once

#include "analysis/analysisrecord.h"

#include <QJsonArray>
#include <QJsonObject>

namespace reasonglass {

/// The object that `analyze` and `show` print with `--output json` (docs/CLI.md; a contract).
QJsonObject toJson(const AnalysisRecord &record);
/// An element of what `list` prints.
QJsonObject toJson(const AnalysisRow &row);
/// A line of `--output events`: arrival time, place, type and the data as received.
QJsonObject toJson(const Frame &frame, qint64 ordinal);

/// Times are printed as ISO 8601 in UTC with milliseconds.
QString isoTime(qint64 utcUs);

} // namespace reasonglass
