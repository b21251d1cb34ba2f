#include "ui/plot/axisticks.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr double minute = 60;
constexpr double hour = 60 * minute;
constexpr double day = 24 * hour;

} // namespace

double roundStep(double length, int most)
{
    if (!(length > 0) || most < 1 || !std::isfinite(length))
        return 1;
    const double least = length / most;
    const double power = std::pow(10, std::floor(std::log10(least)));
    constexpr double slack = 1 + 1e-9; // 0.3 / 3 is a little more than 0.1
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (least <= factor * power * slack)
            return factor * power;
    }
    return 10 * power;
}

double roundTimeStep(double seconds, int most)
{
    constexpr std::array steps{2.0,        5.0,        10.0,        15.0,        30.0,        minute,
                               2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute, hour,
                               2 * hour,   3 * hour,   6 * hour,    12 * hour,   day};
    if (!(seconds > 0) || most < 1)
        return 1;
    const double least = seconds / most;
    if (least <= 1)
        return roundStep(seconds, most);
    const auto step =
        std::find_if(steps.begin(), steps.end(), [least](double each) { return least <= each; });
    return step != steps.end() ? *step : day * roundStep(seconds / day, most);
}

QString axisTime(double seconds, double step)
{
    const QLocale locale;
    if (seconds < minute && (step < minute)) {
        int decimals = 0;
        for (double part = step; decimals < 3 && std::abs(part - std::round(part)) > 1e-6; part *= 10)
            ++decimals;
        return QCoreApplication::translate("plot", "%1 s").arg(locale.toString(seconds, 'f', decimals));
    }
    const auto whole = qint64(std::llround(seconds));
    const auto two = [](qint64 number) { return u"%1"_s.arg(number, 2, 10, QChar(u'0')); };
    const qint64 hours = whole / qint64(hour);
    const qint64 minutes = whole / qint64(minute) % 60;
    const QString rest = two(whole % 60);
    return hours > 0 ? u"%1:%2:%3"_s.arg(QString::number(hours), two(minutes), rest)
                     : u"%1:%2"_s.arg(QString::number(minutes), rest);
}

} // namespace reasonglass
