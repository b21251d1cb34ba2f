#pragma once

#include <QJsonValue>
#include <QString>

#include <optional>

namespace reasonglass {

/// Where two JSON values differ first.
struct JsonDifference
{
    QString path;        ///< JSON pointer; empty: as a whole
    QJsonValue one = {}; ///< undefined: it is not there
    QJsonValue other = {};

    bool operator==(const JsonDifference &) const = default;
};

/// nullopt: they are the same. Numbers count by value (1 is 1.0), the order of an object's members does not
/// count; with \a ignoreArrayOrder neither does that of arrays, whose first difference is then the whole
/// array.
std::optional<JsonDifference> firstDifference(const QJsonValue &one, const QJsonValue &other,
                                              bool ignoreArrayOrder = false);

} // namespace reasonglass
