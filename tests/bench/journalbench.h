#pragma once

namespace reasonglass::bench {

/// Writing the events of a run to the library, in the store thread as the program does it: as fast as it
/// goes, and at 200 events a second.
void benchJournal();

} // namespace reasonglass::bench
