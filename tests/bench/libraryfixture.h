#pragma once

#include <QString>

namespace reasonglass::bench {

/// Writes a library of \a count finished analyses to \a path.
void writeLibrary(const QString &path, int count);

} // namespace reasonglass::bench
