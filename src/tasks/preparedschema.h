#pragma once

#include "base/expected.h"

#include <QJsonObject>

namespace reasonglass {

// Keywords of our own that a prepared schema has in place of some of the standard's.
constexpr auto stepKeyword = "reasonglass:step";   ///< in every object schema: work is counted
constexpr auto wholeKeyword = "reasonglass:whole"; ///< a number must be whole ("type": "integer")
constexpr auto patternKeyword = "reasonglass:pattern";
constexpr auto uniqueKeyword = "reasonglass:unique";

/// A schema that can be given to the validator without harm, see jsonschema.cpp.
struct PreparedSchema
{
    QJsonObject schema;
    /// How many schemas may be applied to one and the same place of a value, one within the other.
    int deepestChain = 1;
};

/// Rewrites \a schema: what the validator does wrongly or with unbounded effort goes to keywords of our own
/// or is said in other words. A Usage error where that is impossible; its message says where and why.
Result<PreparedSchema> prepareSchema(const QJsonObject &schema);

} // namespace reasonglass
