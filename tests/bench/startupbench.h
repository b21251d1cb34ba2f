#pragma once

namespace reasonglass::bench {

/// From starting the process to the first paint, the program beside a bare QMainWindow, by turns: with an
/// empty library and with 10,000 analyses. Needs a display (or QT_QPA_PLATFORM=offscreen).
void benchStartup();

} // namespace reasonglass::bench
