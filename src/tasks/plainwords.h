#pragma once

#include <QString>
#include <QStringView>

namespace reasonglass {

/// \a text with nothing left but its words, for comparing what people would call the same: Unicode NFKC, case
/// folded, one space between words, none at the ends, without Markdown's marks and without punctuation. Kept
/// are the point and comma within a number, the minus before one, signs that mean something (% & @ + = < >
/// $),
/// "#" but at the beginning of a line, "_" and "*" within words and numbers. Other hyphens and slashes become
/// spaces. Articles are words.
QString plainWords(QStringView text);

/// Whether \a words, already plain, occur in \a text, already plain, as whole words. In scripts that are
/// written without spaces, anywhere.
bool containsWords(const QString &text, const QString &words);

} // namespace reasonglass
