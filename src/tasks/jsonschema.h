#pragma once

#include "base/expected.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QString>

#include <optional>

namespace reasonglass {

/// Where a value does not satisfy a schema.
struct SchemaProblem
{
    QString path;    ///< JSON pointer to the place within the value; empty: the value as a whole
    QString problem; ///< in plain English

    bool operator==(const SchemaProblem &) const = default;
};

/// Whether \a schema, JSON Schema of draft 7, can be used; a Usage error says what is wrong with it. Refused
/// are, besides what is no schema: references to anything but a schema within it (nothing is ever fetched), a
/// schema that leads back to itself without going deeper into the value, keywords that would go unheeded
/// (docs/TASKS.md lists them), and sizes that nobody writes by hand.
Result<> checkSchema(const QJsonObject &schema);

/// The first thing in \a value that \a schema forbids; nullopt: nothing. A schema that checkSchema() refuses
/// is itself the problem, and so is a value too deep or too large to be checked in reasonable time.
std::optional<SchemaProblem> firstProblem(const QJsonObject &schema, const QJsonValue &value);

} // namespace reasonglass
