#pragma once

namespace reasonglass::bench {

/// The matrix of 1,000 tasks and 10 models with two attempts each: how long it takes to open, a frame while
/// it is scrolled, a status change, filters, sorting and selecting; beside it, as "matrix_plain", a
/// QTableView of as many QStandardItems. first_open_ms of the former includes loading fonts. *_ms are CPU
/// time of the GUI thread, painting included; the *_wall_ms are not.
void benchMatrix();

} // namespace reasonglass::bench
