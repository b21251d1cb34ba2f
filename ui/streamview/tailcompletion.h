#pragma once

#include "streamview/blocksplitter.h"

#include <QString>

namespace reasonglass {

/// The source of an open \a tail as it is best shown before the rest arrives: a last line that is
/// nothing but marks waits until it is known what it becomes, emphasis and code that were opened
/// are closed, and of a half-written link only its text is shown. Pure; linear in the tail.
QString completedTail(const SourceBlock &tail, QStringView source);

} // namespace reasonglass
