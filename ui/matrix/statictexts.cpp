#include "ui/matrix/statictexts.h"

#include <QPainter>
#include <QTextOption>

#include <algorithm>
#include <cmath>

namespace reasonglass {

namespace {

constexpr qsizetype mostEntries = 4096; // times and costs are many in the long run
constexpr double smaller = 0.88;

} // namespace

StaticTexts::StaticTexts(const QFont &font)
    : m_font(font)
    , m_metrics(font)
{ }

void StaticTexts::setFont(const QFont &font)
{
    if (font == m_font)
        return;
    m_font = font;
    m_metrics = QFontMetrics(font);
    m_entries.clear();
}

const StaticTexts::Entry &StaticTexts::entry(const QString &text)
{
    const auto known = m_entries.constFind(text);
    if (known != m_entries.cend())
        return *known;
    if (m_entries.size() >= mostEntries)
        m_entries.clear();
    QTextOption option;
    option.setWrapMode(QTextOption::NoWrap);
    option.setTextDirection(Qt::LayoutDirectionAuto);
    QStaticText laidOut(text);
    laidOut.setTextFormat(Qt::PlainText);
    laidOut.setTextOption(option);
    laidOut.setPerformanceHint(QStaticText::AggressiveCaching);
    laidOut.prepare({}, m_font);
    const int width = int(std::ceil(laidOut.size().width()));
    return *m_entries.insert(text, {laidOut, width});
}

int StaticTexts::width(const QString &text)
{
    return text.isEmpty() ? 0 : entry(text).width;
}

void StaticTexts::draw(QPainter &painter, const QRect &box, const QString &text, bool atRight)
{
    if (text.isEmpty() || box.width() <= 0)
        return;
    const Entry *shown = &entry(text);
    if (shown->width > box.width() + 1)
        shown = &entry(m_metrics.elidedText(text, Qt::ElideRight, box.width()));
    const int left = atRight ? box.right() + 1 - shown->width : box.left();
    painter.setFont(m_font);
    painter.drawStaticText(left, box.top() + (box.height() - m_metrics.height()) / 2, shown->text);
}

QFont smallerFont(const QFont &font)
{
    QFont small = font;
    if (font.pointSizeF() > 0)
        small.setPointSizeF(font.pointSizeF() * smaller);
    else
        small.setPixelSize(std::max(1, int(font.pixelSize() * smaller)));
    return small;
}

} // namespace reasonglass
