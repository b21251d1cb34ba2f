#include "ui/style/dollarbox.h"

#include <cmath>

namespace reasonglass {

namespace {

constexpr double most = 1'000'000;
constexpr int decimalsTaken = 4;
constexpr int usualDecimals = 2;

} // namespace

DollarBox::DollarBox(QWidget *parent)
    : QDoubleSpinBox(parent)
{
    setRange(0, most);
    setDecimals(decimalsTaken);
    setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    setPrefix(QStringLiteral("$"));
    setSpecialValueText(tr("none"));
    setKeyboardTracking(false);
}

/// No more decimals than the amount has, but whole cents.
QString DollarBox::textFromValue(double value) const
{
    const double cents = value * 100;
    const bool isWhole = std::abs(cents - std::round(cents)) < 1e-6;
    return locale().toString(value, 'f', isWhole ? usualDecimals : decimalsTaken);
}

} // namespace reasonglass
