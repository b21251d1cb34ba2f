#pragma once

#include <QString>
#include <QStringList>

namespace reasonglass::bench {

/// Mixed Markdown (paragraphs, lists, code, tables, quotes) as \a count tokens of about 4.4 characters:
/// the same for the same count.
QStringList markdownTokens(int count);

/// The tokens of \a file: a JSON array of strings, or Markdown that is cut as a model would.
QStringList tokensOf(const QString &file);

} // namespace reasonglass::bench
