#include "streamview/textprinter.h"

#include "streamview/blocklayout.h"
#include "streamview/textline.h"

#include <QPagedPaintDevice>
#include <QPainter>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

QPalette paperPalette()
{
    QPalette palette;
    palette.setColor(QPalette::Base, Qt::white);
    palette.setColor(QPalette::Text, Qt::black);
    palette.setColor(QPalette::Link, Qt::darkBlue);
    return palette;
}

/// Fonts of a device have its resolution: everything is laid out in pixels of the screen and scaled.
constexpr double layoutDpi = 96;

class Pages
{
public:
    Pages(QPagedPaintDevice &device, const QString &title, const TextTheme &theme)
        : m_device(device)
        , m_painter(&device)
        , m_title(title)
        , m_theme(theme)
        , m_scale(device.logicalDpiX() / layoutDpi)
        , m_width(std::floor(device.width() / m_scale))
        , m_bottom(std::floor(device.height() / m_scale) - footer())
    {
        m_painter.scale(m_scale, m_scale);
        writeFooter();
    }

    bool isGood() const { return m_painter.isActive() && m_good; }
    int width() const { return static_cast<int>(m_width); }

    void writeHeading(const QString &heading)
    {
        if (m_y > 0)
            m_y += m_theme.em;
        if (m_y + 4 * m_theme.em > m_bottom)
            turn();
        QFont font = m_theme.font;
        font.setBold(true);
        font.setPointSizeF(font.pointSizeF() * 1.2);
        m_painter.setPen(m_theme.text);
        drawTextLine(m_painter, {0, m_y, m_width, 2 * m_theme.em}, Qt::AlignLeft, heading, font);
        m_y += 2 * m_theme.em;
    }

    /// Writes as many lines as fit, turns the page, and so on.
    void write(const BlockLayout &layout)
    {
        const std::vector<int> ends = lineEnds(layout);
        int begin = 0;
        while (begin < layout.height() && isGood()) {
            const double room = m_bottom - m_y;
            int end = begin;
            for (const int lineEnd : ends) {
                if (lineEnd > begin && lineEnd - begin <= room)
                    end = lineEnd;
            }
            if (end == begin && m_y > 0) {
                turn();
                continue;
            }
            if (end == begin) // a line that is higher than a page
                end = std::min(layout.height(), begin + static_cast<int>(m_bottom));
            const QRectF clip{0, m_y, m_width, static_cast<double>(end - begin)};
            m_painter.save();
            m_painter.setClipRect(clip);
            layout.paint(m_painter, QPointF{0, m_y - begin}, clip, {});
            m_painter.restore();
            m_y += end - begin;
            begin = end;
        }
    }

private:
    double footer() const { return 2.5 * m_theme.em; }

    /// Where a page may end in the block: below a line that no other reaches beyond.
    static std::vector<int> lineEnds(const BlockLayout &layout)
    {
        std::vector<int> ends;
        const std::vector<TextLine> lines = layout.lines();
        for (const TextLine &line : lines) {
            const int end = line.top + line.height;
            const bool cuts = std::any_of(lines.begin(), lines.end(), [end](const TextLine &other) {
                return other.top < end && other.top + other.height > end;
            });
            if (!cuts)
                ends.push_back(end);
        }
        ends.push_back(layout.height());
        return ends;
    }

    void turn()
    {
        m_good = m_device.newPage();
        m_y = 0;
        ++m_page;
        writeFooter();
    }

    void writeFooter()
    {
        QFont font = m_theme.font;
        font.setPointSizeF(font.pointSizeF() * 0.8);
        m_painter.setPen(m_theme.muted);
        const QRectF line{0, m_bottom + m_theme.em, m_width, 1.3 * m_theme.em};
        const QString title =
            QFontMetricsF{font}.elidedText(m_title, Qt::ElideRight, m_width - 4 * m_theme.em);
        drawTextLine(m_painter, line, Qt::AlignLeft, title, font);
        drawTextLine(m_painter, line, Qt::AlignRight, QString::number(m_page), font);
    }

    QPagedPaintDevice &m_device;
    QPainter m_painter;
    QString m_title;
    const TextTheme &m_theme;
    double m_scale;
    double m_width;
    double m_bottom;
    double m_y = 0;
    int m_page = 1;
    bool m_good = true;
};

} // namespace

bool printTexts(const std::vector<PrintedText> &texts, const QString &title, const TextFonts &fonts,
                QPagedPaintDevice &device, const std::function<bool(size_t done, size_t of)> &progress)
{
    const TextTheme theme = TextTheme::from(paperPalette(), fonts, 100);
    Pages pages{device, title, theme};
    if (!pages.isGood())
        return false;
    size_t all = 0;
    for (const PrintedText &printed : texts)
        all += printed.text->blockCount();
    size_t done = 0;
    for (const PrintedText &printed : texts) {
        if (!printed.heading.isEmpty())
            pages.writeHeading(printed.heading);
        for (size_t i = 0; i < printed.text->blockCount(); ++i) {
            const SourceBlock block = printed.text->block(i);
            BlockLayout layout{theme};
            layout.lay(printed.text->read(i),
                       {.width = pages.width(),
                        .atTop = i == 0,
                        .beginsPart = printed.text->beginsPart(i),
                        .continuesAbove = block.continuesPrevious,
                        .continuesBelow = block.continuesNext});
            pages.write(layout);
            if (!pages.isGood() || !progress(++done, all))
                return false;
        }
    }
    return true;
}

} // namespace reasonglass
