#pragma once

#include <QJsonValue>
#include <QString>

namespace reasonglass {

// An expected answer as a person writes it: JSON, or a text that is not JSON as it stands.

/// Empty for Undefined. A text that would be read as JSON has quotes around it.
QString expectedText(const QJsonValue &expected);
/// The reverse; Undefined for an empty text.
QJsonValue expectedFromText(const QString &text);

} // namespace reasonglass
