#pragma once

#include <QString>

namespace reasonglass::bench {

/// A StreamView of 900 × 700 pixels that receives mixed Markdown, 20 and 3.3 tokens a frame, and paints each
/// frame; then resize, zoom and jumps in a million characters; then hostile Markdown. \a dataFile: other
/// tokens (.json) or another text (.md). All times are CPU time of the GUI thread; the *_wall_ms are not.
void benchRender(const QString &dataFile);

} // namespace reasonglass::bench
