#pragma once

#include "streamview/streamtext.h"

#include <QString>

namespace reasonglass {

/// \a range of \a text as an HTML fragment: no scripts, no pictures, links only to http, https and mailto.
QString htmlOf(const StreamText &text, const TextRange &range);

/// \a range as Markdown: whole blocks as they were written, parts of blocks as they read.
QString markdownOf(const StreamText &text, const TextRange &range);

} // namespace reasonglass
