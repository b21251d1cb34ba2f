#pragma once

namespace reasonglass::bench {

/// Opening what is saved: both parts below.
void benchOpen();

/// An analysis with an event log of 100 MB: its first rows, jumps within it, and its record.
void benchOpenLog();

/// An analysis with an answer of a million characters.
void benchOpenText();

} // namespace reasonglass::bench
