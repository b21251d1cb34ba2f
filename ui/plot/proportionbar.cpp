#include "ui/plot/proportionbar.h"

#include "ui/style/colors.h"

#include <QEvent>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int space = 6;
constexpr double leastWidth = 2; ///< pixels of a part that is there at all

QString share(qint64 amount, qint64 whole)
{
    const double percent = 100.0 * double(amount) / double(whole);
    const QLocale locale;
    return percent < 1 ? ProportionBar::tr("under 1 %")
                       : ProportionBar::tr("%1 %").arg(locale.toString(percent, 'f', 0));
}

} // namespace

ProportionBar::ProportionBar(QWidget *parent)
    : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("Parts of the whole"));
}

void ProportionBar::setParts(std::vector<Part> parts)
{
    std::erase_if(parts, [](const Part &part) { return part.amount < 1; });
    if (parts == m_parts)
        return;
    m_parts = std::move(parts);
    QStringList words;
    for (const Label &label : labels(1'000'000))
        words += label.text;
    setAccessibleDescription(words.join(u", "_s));
    updateGeometry();
    update();
}

qint64 ProportionBar::whole() const
{
    qint64 sum = 0;
    for (const Part &part : m_parts)
        sum += part.amount;
    return sum;
}

int ProportionBar::barHeight() const
{
    return fontMetrics().height();
}

/// Names in rows below the bar, as many as it takes.
std::vector<ProportionBar::Label> ProportionBar::labels(int width) const
{
    std::vector<Label> all;
    const int line = fontMetrics().height();
    int x = 0;
    int y = barHeight() + space;
    for (size_t i = 0; i < m_parts.size(); ++i) {
        const QString text = tr("%1: %2 (%3)")
                                 .arg(m_parts[i].name, QLocale().toString(m_parts[i].amount),
                                      share(m_parts[i].amount, whole()));
        const int wide = line + space + fontMetrics().horizontalAdvance(text) + 1;
        if (x > 0 && x + wide > width) {
            x = 0;
            y += line + 2;
        }
        all.push_back({QRect(x, y, wide, line), text, i});
        x += wide + 3 * space;
    }
    return all;
}

int ProportionBar::heightForWidth(int width) const
{
    const std::vector<Label> all = labels(width);
    return all.empty() ? 0 : all.back().box.bottom() + 2;
}

QSize ProportionBar::sizeHint() const
{
    const int wide = fontMetrics().averageCharWidth() * 70;
    return {wide, heightForWidth(wide)};
}

QSize ProportionBar::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 24, heightForWidth(width())};
}

void ProportionBar::fill(QPainter &painter, const QRectF &area, size_t part) const
{
    constexpr std::array patterns{Qt::SolidPattern, Qt::BDiagPattern, Qt::Dense5Pattern, Qt::HorPattern,
                                  Qt::DiagCrossPattern};
    const QColor color = part % 2 == 0 ? palette().color(QPalette::Link) : palette().color(QPalette::Text);
    painter.fillRect(area, palette().color(QPalette::Base));
    painter.fillRect(area, QBrush(color, patterns.at(part % patterns.size())));
    painter.setPen(mutedText(palette()));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5));
}

/// What small parts need to be seen is taken from the largest.
std::vector<double> ProportionBar::partWidths() const
{
    std::vector<double> widths;
    double sum = 0;
    for (const Part &part : m_parts) {
        widths.push_back(std::max(leastWidth, width() * double(part.amount) / double(whole())));
        sum += widths.back();
    }
    if (!widths.empty())
        *std::max_element(widths.begin(), widths.end()) -= sum - width();
    return widths;
}

void ProportionBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const bool mirrored = isRightToLeft();
    const auto placed = [this, mirrored](const QRectF &box) {
        return mirrored ? QRectF(width() - box.right(), box.top(), box.width(), box.height()) : box;
    };
    double x = 0;
    const std::vector<double> widths = partWidths();
    for (size_t i = 0; i < widths.size(); ++i) {
        fill(painter, placed({x, 0, widths[i], double(barHeight())}), i);
        x += widths[i];
    }
    for (const Label &label : labels(width())) {
        const int line = label.box.height();
        const QRectF sample(label.box.left(), label.box.top() + 2, line - 4, line - 4);
        fill(painter, placed(sample), label.part);
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(placed(QRectF(label.box).adjusted(line, 0, 0, 0)),
                         int(Qt::AlignVCenter) | (mirrored ? int(Qt::AlignRight) : int(Qt::AlignLeft)),
                         label.text);
    }
}

void ProportionBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateGeometry();
    update();
}

} // namespace reasonglass
