#pragma once

#include <QHash>
#include <QMetaType>
#include <QString>

#include <optional>

namespace reasonglass {

/// Identifies an analysis in every library: milliseconds since 2020 in the upper bits, 20 random bits
/// below, so that ids sort by time and two programs do not collide. 0 is no analysis.
enum class AnalysisId : qint64 {};

AnalysisId newAnalysisId(qint64 utcUs);

/// The written form: 12 or 13 lower-case Crockford base-32 characters (no i, l, o, u).
QString toText(AnalysisId id);
/// Reads the written form; upper case is accepted. nullopt if \a text is not an id.
std::optional<AnalysisId> analysisIdFromText(QStringView text);

} // namespace reasonglass

Q_DECLARE_METATYPE(reasonglass::AnalysisId)
