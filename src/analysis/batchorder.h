#pragma once

#include "analysis/batch.h"

#include <set>
#include <utility>
#include <vector>

namespace reasonglass {

enum class QueueMove { ToFront, Up, Down, ToBack };

/// Moves those of \a items that wait and are \a chosen, by number, among all that wait; they keep their order
/// among themselves, and ranks stay where they are. Returns the numbers whose ranks are others now, with
/// these.
std::vector<std::pair<qint64, qint64>> moveQueued(std::vector<BatchItem> &items,
                                                  const std::set<qint64> &chosen, QueueMove move);

} // namespace reasonglass
