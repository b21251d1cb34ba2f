#pragma once

#include <QLoggingCategory>
#include <QString>

namespace reasonglass {

// One category per concern; `QT_LOGGING_RULES` switches them as usual.
Q_DECLARE_LOGGING_CATEGORY(logNet)
Q_DECLARE_LOGGING_CATEGORY(logAnalysis)
Q_DECLARE_LOGGING_CATEGORY(logStore)
Q_DECLARE_LOGGING_CATEGORY(logApp)

/// \a text with everything that looks like a key, a bearer token or a JWT replaced by "[redacted]".
QString redacted(const QString &text);

/// Writes the program's messages as JSON lines to \a directory/reasonglass.log from now on: redacted,
/// rotated at \a maxBytes into reasonglass.log.1 … .3, readable by the owner only. Warnings go to standard
/// error too. Thread-safe; call once, before other threads log.
void startLogging(const QString &directory, qint64 maxBytes = qint64{2} * 1024 * 1024);

} // namespace reasonglass
