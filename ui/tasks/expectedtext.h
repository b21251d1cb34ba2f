#pragma once

#include <QJsonValue>
#include <QString>

#include <optional>

namespace reasonglass {

// An expected answer as a person reads and writes it: a text as it stands, or any other JSON.

/// Empty for Undefined; a text without quotes; anything else as compact JSON.
QString expectedText(const QJsonValue &expected);
/// Whether expectedText() gives JSON, and not a text as it stands.
bool isExpectedJson(const QJsonValue &expected);
/// The value that \a text says; Undefined for an empty text, nullopt for what is to be JSON and is none.
std::optional<QJsonValue> expectedFromText(const QString &text, bool isJson);

} // namespace reasonglass
