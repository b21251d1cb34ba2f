#include "ui/spend/daybars.h"

#include "ui/plot/axisticks.h"
#include "ui/style/colors.h"
#include "ui/words/words.h"

#include <QEvent>
#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int space = 6;
constexpr double leastBarWidth = 5; ///< pixels, with the gap
constexpr double widestBar = 48;

QString shortDate(QDate day)
{
    return QLocale().toString(day, QLocale::ShortFormat);
}

QString axisAmount(double usd, double step)
{
    const int decimals = step >= 1 ? 0 : std::min(5, int(std::ceil(-std::log10(step) - 1e-9)));
    return u'$' + QLocale().toString(usd, 'f', decimals);
}

void addTo(SpendLine &sum, const SpendLine &day)
{
    sum.runs += day.runs;
    sum.unknown += day.unknown;
    sum.estimated += day.estimated;
    sum.usd += day.usd;
    sum.tokens += day.tokens;
}

} // namespace

/// Where things stand, for the present size and data.
struct DayBars::Frame
{
    QRectF area;
    std::vector<Bar> bars;
    double step = 1; ///< between the lines of the axis
    double top = 1;  ///< amount at the upper edge

    double slot() const { return area.width() / double(std::max<size_t>(1, bars.size())); }
    double y(double usd) const { return area.bottom() - area.height() * usd / top; }
};

DayBars::DayBars(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(tr("Cost per day"));
}

void DayBars::setDays(const std::vector<SpendLine> &days, QDate first, QDate last)
{
    m_days = days;
    std::ranges::sort(m_days, {}, &SpendLine::day);
    m_first = first;
    m_last = std::max(first, last);
    describe();
    update();
}

void DayBars::setCap(double capUsd)
{
    m_cap = capUsd > 0 && std::isfinite(capUsd) ? capUsd : 0;
    describe();
    update();
}

void DayBars::describe()
{
    if (m_days.empty()) {
        setAccessibleDescription(tr("Nothing was run."));
        return;
    }
    const SpendLine &dearest = *std::ranges::max_element(m_days, {}, &SpendLine::usd);
    QString text =
        tr("%1 to %2; the most on %3: %4.")
            .arg(shortDate(m_first), shortDate(m_last), shortDate(dearest.day), spentText(dearest));
    if (m_cap > 0)
        text += u' ' + tr("Cap per day: %1.").arg(words::dollars(m_cap));
    setAccessibleDescription(text);
}

QSize DayBars::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 80, fontMetrics().height() * 11};
}

QSize DayBars::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 30, fontMetrics().height() * 7};
}

int DayBars::axisWidth() const
{
    return fontMetrics().horizontalAdvance(u"$88.888"_s) + 2 * space;
}

QRectF DayBars::area() const
{
    const int line = fontMetrics().height();
    return {double(axisWidth()), 2 * line + double(space),
            std::max(1.0, double(width() - axisWidth() - space)),
            std::max(1.0, height() - 3.0 * line - 3.0 * space)};
}

int DayBars::daysPerBar() const
{
    if (!m_first.isValid() || !m_last.isValid())
        return 1;
    const double days = double(m_first.daysTo(m_last)) + 1;
    const double fitting = std::max(1.0, std::floor(area().width() / leastBarWidth));
    constexpr std::array lengths{1, 7, 30, 91, 365};
    const auto length =
        std::ranges::find_if(lengths, [=](int each) { return std::ceil(days / each) <= fitting; });
    return length == lengths.end() ? int(std::ceil(days / fitting)) : *length;
}

/// A line per day cannot be held against bars of several.
bool DayBars::showsCap() const
{
    return m_cap > 0 && daysPerBar() == 1;
}

std::vector<DayBars::Bar> DayBars::bars() const
{
    if (!m_first.isValid() || !m_last.isValid())
        return {};
    const int length = daysPerBar();
    std::vector<Bar> all;
    for (QDate day = m_first; day <= m_last; day = day.addDays(length))
        all.push_back({.first = day, .last = std::min(m_last, day.addDays(length - 1)), .spent = {}});
    for (const SpendLine &day : m_days) {
        const qint64 index = m_first.daysTo(day.day) / length;
        if (day.day >= m_first && index < qint64(all.size()))
            addTo(all[size_t(index)].spent, day);
    }
    return all;
}

DayBars::Frame DayBars::frame() const
{
    Frame frame{.area = area(), .bars = bars()};
    double most = showsCap() ? m_cap : 0;
    for (const Bar &bar : frame.bars)
        most = std::max(most, bar.spent.usd);
    most = most > 0 && std::isfinite(most) ? most : 1;
    frame.step = roundStep(most, std::max(2, int(frame.area.height() / (2.2 * fontMetrics().height()))));
    frame.top = std::ceil(most / frame.step - 1e-9) * frame.step;
    return frame;
}

void DayBars::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LayoutDirectionAuto); // time goes to the right in every language
    painter.fillRect(rect(), palette().color(QPalette::Base));
    const Frame shown = frame();
    paintAxis(painter, shown);
    paintBars(painter, shown);
    paintCap(painter, shown);
    paintDates(painter, shown);
    paintCaption(painter, shown);
}

void DayBars::paintAxis(QPainter &painter, const Frame &frame) const
{
    const double line = fontMetrics().height();
    const int steps = int(std::floor(frame.top / frame.step + 1e-9));
    for (int step = 0; step <= steps; ++step) {
        const double y = std::round(frame.y(step * frame.step)) + 0.5;
        painter.setPen(step > 0 ? hairline(palette()) : mutedText(palette()));
        painter.drawLine(QPointF(frame.area.left(), y), QPointF(frame.area.right(), y));
        painter.setPen(mutedText(palette()));
        painter.drawText(QRectF(0, y - line / 2, frame.area.left() - space, line),
                         int(Qt::AlignRight | Qt::AlignVCenter), axisAmount(step * frame.step, frame.step));
    }
}

void DayBars::paintBars(QPainter &painter, const Frame &frame) const
{
    const double wide = std::min(widestBar, frame.slot() * 0.8);
    for (size_t i = 0; i < frame.bars.size(); ++i) {
        const SpendLine &spent = frame.bars[i].spent;
        const double middle = frame.area.left() + frame.slot() * (double(i) + 0.5);
        const double top = std::min(frame.y(spent.usd), frame.area.bottom() - (spent.usd > 0 ? 2 : 0));
        const QRectF bar(middle - wide / 2, top, wide, frame.area.bottom() - top);
        if (spent.usd > 0) {
            const QColor color = palette().color(QPalette::Link);
            painter.fillRect(bar, spent.estimated > 0 ? QBrush(color, Qt::BDiagPattern) : QBrush(color));
            painter.setPen(color);
            painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5));
        }
        if (spent.unknown > 0) {
            painter.setPen(palette().color(QPalette::Text));
            const QRectF mark(middle - frame.area.width(), top - fontMetrics().height(),
                              2 * frame.area.width(), fontMetrics().height());
            painter.drawText(mark, Qt::AlignCenter, u"?"_s);
        }
    }
}

void DayBars::paintCap(QPainter &painter, const Frame &frame) const
{
    if (!showsCap())
        return;
    const double y = std::round(frame.y(m_cap)) + 0.5;
    painter.setPen(QPen(palette().color(QPalette::Text), 1, Qt::DashLine));
    painter.drawLine(QPointF(frame.area.left(), y), QPointF(frame.area.right(), y));
    const QString text = tr("cap %1").arg(words::dollars(m_cap));
    const double line = fontMetrics().height();
    QRectF label(0, y - line, fontMetrics().horizontalAdvance(text) + space, line - 1);
    label.moveRight(frame.area.right());
    painter.fillRect(label, palette().color(QPalette::Base));
    painter.drawText(label, int(Qt::AlignRight | Qt::AlignVCenter), text);
}

/// As many as have room, the first and the last in any case.
void DayBars::paintDates(QPainter &painter, const Frame &frame) const
{
    if (frame.bars.empty())
        return;
    painter.setPen(mutedText(palette()));
    const double baseline = frame.area.bottom() + space + fontMetrics().ascent();
    const double wide = fontMetrics().horizontalAdvance(shortDate(m_last)) + 3.0 * space;
    const auto fitting = std::max<size_t>(1, size_t(frame.area.width() / wide));
    const size_t stride = (frame.bars.size() + fitting - 1) / fitting;
    // Counted from the end: the last days are those that are asked about.
    for (size_t back = 0; back < frame.bars.size(); back += stride) {
        const size_t i = frame.bars.size() - 1 - back;
        const QString text = shortDate(frame.bars[i].first);
        const double textWidth = fontMetrics().horizontalAdvance(text);
        const double middle = frame.area.left() + frame.slot() * (double(i) + 0.5);
        const double left =
            std::clamp(middle - textWidth / 2, 0.0, std::max(0.0, double(width()) - textWidth));
        painter.drawText(QPointF(left, baseline), text);
    }
}

/// What is not plain in the picture.
QString DayBars::caption(const Frame &frame) const
{
    QStringList parts;
    if (const int length = daysPerBar(); length > 1)
        parts += tr("%1 days a bar").arg(QLocale().toString(length));
    const auto any = [&frame](qint64 SpendLine::*count) {
        return std::ranges::any_of(frame.bars, [count](const Bar &bar) { return bar.spent.*count > 0; });
    };
    if (any(&SpendLine::estimated))
        parts += tr("hatched: estimates are in it");
    if (any(&SpendLine::unknown))
        parts += tr("?: costs that are not known are missing");
    return parts.join(u" · "_s);
}

void DayBars::paintCaption(QPainter &painter, const Frame &frame) const
{
    const double room = width() - frame.area.left();
    painter.setPen(mutedText(palette()));
    painter.drawText(QPointF(frame.area.left(), fontMetrics().ascent()),
                     fontMetrics().elidedText(caption(frame), Qt::ElideRight, int(room)));
}

QString DayBars::readout(int x) const
{
    const Frame shown = frame();
    const double at = (x - shown.area.left()) / shown.slot();
    if (shown.bars.empty() || at < 0 || at >= double(shown.bars.size()))
        return {};
    const Bar &bar = shown.bars[size_t(at)];
    const QString when = bar.first == bar.last
        ? shortDate(bar.first)
        : tr("%1 to %2").arg(shortDate(bar.first), shortDate(bar.last));
    return when + u": "_s + spokenSpend(bar.spent);
}

void DayBars::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateGeometry();
    update();
}

bool DayBars::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), readout(help->pos().x()).toHtmlEscaped(), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace reasonglass
