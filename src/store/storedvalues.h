#pragma once

#include "analysis/analysisrecord.h"
#include "base/expected.h"

#include <QVariant>

#include <optional>
#include <vector>

namespace reasonglass {

// How values are written into the library's columns, and read back. Words, never numbers, so that
// the file explains itself.

QString partKindName(PartKind kind);
std::optional<PartKind> partKindFromName(QStringView name);
bool isReasoning(PartKind kind);
std::optional<CostBasis> costBasisFromName(QStringView name);

/// A JSON object, or NULL for no error.
QVariant errorColumn(const std::optional<Error> &error);
std::optional<Error> errorFromColumn(const QVariant &value);

/// The settings of a request: all but what has columns of its own (provider, model, prompt,
/// instructions, attachments, sample).
QString requestColumn(const AnalysisRequest &request);
/// Puts the settings in \a text into \a request.
void readRequestColumn(const QString &text, AnalysisRequest &request);

QString listColumn(const QStringList &list);
QStringList listFromColumn(const QString &text);

/// Six counts and the reported cost, in the order of the `analysis` columns.
QVariantList usageColumns(const std::optional<Usage> &usage);

/// NULL for nothing, else the zlib form that event chunks have.
QVariant compressedColumn(const QByteArray &bytes);
Result<QByteArray> bytesFromColumn(const QVariant &value);

/// A text of the transcript with its place in it.
struct StoredPart
{
    PartKind kind = PartKind::OutputText;
    int item = 0;
    int part = 0;
    QString text;

    bool operator==(const StoredPart &) const = default;
};

/// The texts of \a transcript as the `part` table holds them; empty ones are left out.
std::vector<StoredPart> storedParts(const Transcript &transcript);

} // namespace reasonglass
