#pragma once

namespace reasonglass::bench {

/// A library of 100,000 analyses of about 10,000 characters: opening it, its pages, every kind of search.
/// Making it takes minutes; the folder that REASONGLASS_BENCH_CACHE names keeps it for the next time.
void benchLibrary();

} // namespace reasonglass::bench
