#pragma once

#include <optional>

namespace reasonglass::bench {

/// Sixteen runs at once in the grid of the window, each of 200 events a second, beside bare readers of the
/// same streams. Server, window and readers are processes of their own, copies of this program.
void benchParallel();

/// Plays the part of such a copy to its end. nullopt: the arguments name none.
std::optional<int> playParallelPart(int argc, char *argv[]);

} // namespace reasonglass::bench
