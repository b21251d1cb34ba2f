#pragma once

#include <QJsonValue>
#include <QStringView>

#include <optional>

namespace reasonglass {

/// JSON that stands in a model's text.
struct FoundJson
{
    QJsonValue value;
    qsizetype start = 0;
    qsizetype length = 0;

    bool operator==(const FoundJson &) const = default;
};

/// The JSON that \a answer gives: the whole text, else the last fenced block that is JSON, else the last
/// object or array in the text, the outermost that can be read. Takes time linear in the length.
std::optional<FoundJson> answeredJson(QStringView answer);

/// One JSON value, of any type, and nothing else but white space.
std::optional<QJsonValue> parsedJson(QStringView text);

} // namespace reasonglass
