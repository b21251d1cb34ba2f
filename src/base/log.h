#pragma once

#include <QLoggingCategory>
#include <QString>

namespace reasonglass {

// One category per concern; `QT_LOGGING_RULES` switches them as usual.
Q_DECLARE_LOGGING_CATEGORY(logNet)
Q_DECLARE_LOGGING_CATEGORY(logAnalysis)
Q_DECLARE_LOGGING_CATEGORY(logStore)
Q_DECLARE_LOGGING_CATEGORY(logApp)

/// Sends Qt's messages, as JSON lines, to `reasonglass.log` in \a directory from now on: never keys, never
/// prompts or answers. At \a maxBytes the file is set aside; the last three are kept. Warnings and worse go
/// to standard error, too.
///
/// The file is written by a thread of its own, so that nobody waits for the disk. What still waits is
/// written when the program ends, and before it ends by a fatal message.
void startLogging(const QString &directory, qint64 maxBytes = qint64{2} * 1024 * 1024);

/// Waits until everything that was logged so far stands in the file.
void flushLog();

/// \a text with everything that looks like a secret (API keys, values of Authorization and api-key headers,
/// JSON web tokens, names and passwords in addresses) replaced by "[redacted]".
QString redacted(const QString &text);

} // namespace reasonglass
