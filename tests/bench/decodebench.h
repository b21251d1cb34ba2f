#pragma once

#include <QString>

namespace reasonglass::bench {

/// Bytes → events → transcript, from \a dataFile or generated: 200,000 text deltas of about 270 bytes,
/// fed in random pieces of 1 to 16 KiB.
void benchDecode(const QString &dataFile);

} // namespace reasonglass::bench
