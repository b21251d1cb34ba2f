#pragma once

#include <QString>

namespace reasonglass {

/// The smallest round step (1, 2 or 5 times a power of ten) of which at most \a most fit into \a length;
/// 1 where \a length is not positive.
double roundStep(double length, int most);

/// The same for seconds: what clocks count in, 1, 2, 5, 10, 15, 30 s, 1, 2, 5, … min, hours, days.
double roundTimeStep(double seconds, int most);

/// A time on an axis with steps of \a step seconds: "0.5 s", "12 s", "1:30", "2:00:00".
QString axisTime(double seconds, double step);

} // namespace reasonglass
