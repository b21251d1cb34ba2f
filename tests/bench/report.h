#pragma once

#include <QString>

#include <vector>

namespace reasonglass::bench {

/// Prints one JSON line: {"bench":…,"n":…,"metric":…,"value":…}.
void report(const QString &bench, qint64 n, const QString &metric, double value);

/// The middle of \a values; 0 when there are none.
double median(std::vector<double> values);

/// Processor seconds this process has used, where the platform tells (0 elsewhere).
double cpuSeconds();

/// Processor seconds of the calling thread; where the platform does not tell, those of the clock.
double threadCpuSeconds();

/// Memory of a process (this one by default) that is in RAM; 0 where the platform does not tell.
double residentMb(qint64 processId = 0);

} // namespace reasonglass::bench
