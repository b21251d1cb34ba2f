#include "ui/style/colors.h"

namespace reasonglass {

namespace {

QColor mixed(const QColor &a, const QColor &b, float shareOfB)
{
    const float shareOfA = 1.0F - shareOfB;
    return QColor::fromRgbF(a.redF() * shareOfA + b.redF() * shareOfB,
                            a.greenF() * shareOfA + b.greenF() * shareOfB,
                            a.blueF() * shareOfA + b.blueF() * shareOfB);
}

/// A hue as text: how dark it must be on a light ground differs, for the eye sees green as the lightest.
struct Ink
{
    int hue;
    int lightnessOnLight;
};
constexpr Ink green{145, 72};
constexpr Ink amber{35, 85};
constexpr Ink red{5, 85};

QColor readable(const Ink &ink, const QPalette &palette)
{
    return isDark(palette) ? QColor::fromHsl(ink.hue, 130, 170)
                           : QColor::fromHsl(ink.hue, 170, ink.lightnessOnLight);
}

} // namespace

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Base).lightness() < palette.color(QPalette::Text).lightness();
}

QColor mutedText(const QPalette &palette)
{
    return mixed(palette.color(QPalette::Text), palette.color(QPalette::Base), 0.35F);
}

QColor hairline(const QPalette &palette)
{
    return mixed(palette.color(QPalette::Window), palette.color(QPalette::WindowText), 0.16F);
}

QColor raised(const QPalette &palette)
{
    return mixed(palette.color(QPalette::Base), palette.color(QPalette::Text), 0.05F);
}

QColor statusColor(AnalysisStatus status, const QPalette &palette)
{
    switch (status) {
    case AnalysisStatus::Running:
        return palette.color(QPalette::Link);
    case AnalysisStatus::Completed:
        return readable(green, palette);
    case AnalysisStatus::Incomplete:
    case AnalysisStatus::Interrupted:
        return readable(amber, palette);
    case AnalysisStatus::Failed:
        return readable(red, palette);
    case AnalysisStatus::Cancelled:
        return mutedText(palette);
    }
    Q_UNREACHABLE();
}

QColor cellColor(CellState state, const QPalette &palette)
{
    switch (state) {
    case CellState::Running:
        return statusColor(AnalysisStatus::Running, palette);
    case CellState::Solved:
        return statusColor(AnalysisStatus::Completed, palette);
    case CellState::Failed:
        return statusColor(AnalysisStatus::Failed, palette);
    case CellState::Error:
        return statusColor(AnalysisStatus::Interrupted, palette);
    case CellState::Ungraded:
        return palette.color(QPalette::Text);
    case CellState::Queued:
    case CellState::Stopped:
    case CellState::NotAttempted:
        return mutedText(palette);
    }
    Q_UNREACHABLE();
}

QColor cellGround(CellState state, const QPalette &palette)
{
    const QColor base = palette.color(QPalette::Base);
    switch (state) {
    case CellState::Running:
    case CellState::Solved:
    case CellState::Failed:
    case CellState::Error:
        return mixed(base, cellColor(state, palette), isDark(palette) ? 0.14F : 0.09F);
    case CellState::Ungraded:
        return raised(palette);
    case CellState::Queued: // muted words stand on nothing, lest they become hard to read
    case CellState::Stopped:
    case CellState::NotAttempted:
        return base;
    }
    Q_UNREACHABLE();
}

QColor warningBackground(const QPalette &palette)
{
    return mixed(palette.color(QPalette::Base), QColor::fromHsl(40, 200, 128), 0.18F);
}

} // namespace reasonglass
