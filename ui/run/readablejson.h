#pragma once

#include <QByteArray>
#include <QString>

namespace reasonglass {

struct JsonLimits
{
    qsizetype stringBytes = -1; ///< what of a string is kept; -1: all
    qsizetype textBytes = -1;   ///< after so much the rest is left out; -1: nothing is

    bool operator==(const JsonLimits &) const = default;
};

struct ReadableJson
{
    QString text;
    bool shortened = false; ///< something was left out; "…" stands in its place

    bool operator==(const ReadableJson &) const = default;
};

/// \a json with line breaks and two spaces for each level; tokens stay as they were sent, and so does what is
/// no JSON. One pass over the bytes, of which those that are left out cost next to nothing.
ReadableJson readableJson(const QByteArray &json, const JsonLimits &limits = {});

} // namespace reasonglass
