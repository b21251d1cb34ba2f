#include "streamview/blockdecorations.h"

#include "streamview/blockwriter.h"

#include <QAbstractTextDocumentLayout>
#include <QPainter>
#include <QTextBlock>
#include <QTextDocument>

#include <algorithm>
#include <utility>

namespace reasonglass {

namespace {

constexpr double padding = 0.55;  ///< of code, in em
constexpr double quoteStep = 1.1; ///< in em
constexpr double cornerRadius = 4;

class DecorationPainter
{
public:
    DecorationPainter(QPainter &painter, const QTextDocument &document, const QRectF &visible,
                      const TextTheme &theme)
        : m_painter(painter)
        , m_layout(*document.documentLayout())
        , m_visible(visible)
        , m_theme(theme)
        , m_left(document.documentMargin())
        , m_right(document.textWidth() - document.documentMargin())
    { }

    void paint(QTextBlock block)
    {
        for (; block.isValid(); block = block.next()) {
            const QRectF rect = m_layout.blockBoundingRect(block);
            if (rect.top() > m_visible.bottom() + m_theme.em * 2)
                break;
            paintBlock(block, rect);
        }
        flushCode();
    }

private:
    void paintBlock(const QTextBlock &block, const QRectF &rect)
    {
        const QTextBlockFormat format = block.blockFormat();
        const int code = format.intProperty(CodeLineProperty);
        if (code == 0 || code == static_cast<int>(CodeLine::First))
            flushCode();
        if (code != 0)
            addCodeLine(format, rect);
        if (format.boolProperty(RuleProperty))
            m_painter.fillRect(QRectF{m_left + format.leftMargin(), rect.center().y(),
                                      m_right - m_left - format.leftMargin(), 1},
                               m_theme.line);
        paintQuoteBars(block, rect);
    }

    void addCodeLine(const QTextBlockFormat &format, const QRectF &rect)
    {
        const double around = padding * m_theme.em;
        const double left = m_left + format.leftMargin() - around;
        const bool first = format.intProperty(CodeLineProperty) == static_cast<int>(CodeLine::First);
        const QString language = format.stringProperty(CodeLanguageProperty);
        // The margin above the first line holds padding and label, the one below the last also the gap.
        const double above = first ? (language.isEmpty() ? around : around + 1.15 * m_theme.em) : 0;
        const double below = format.bottomMargin() > 0 ? around : 0;
        const QRectF ground{left, rect.top() - above, m_right - left, rect.height() + above + below};
        if (m_code.isNull() && !first)
            m_code = ground.adjusted(0, -4 * cornerRadius, 0, 0); // its beginning is above the view
        else
            m_code = m_code.isNull() ? ground : m_code.united(ground);
        if (first) {
            m_language = language;
            m_languageAt = ground.topLeft() + QPointF{around, 0.35 * around};
        }
    }

    void flushCode()
    {
        if (m_code.isNull())
            return;
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(m_theme.codeBackground);
        m_painter.drawRoundedRect(m_code, cornerRadius, cornerRadius);
        if (!m_language.isEmpty()) {
            QFont font = m_theme.font;
            font.setPointSizeF(font.pointSizeF() * 0.85);
            m_painter.setFont(font);
            m_painter.setPen(m_theme.muted);
            m_painter.drawText(QRectF{m_languageAt, QSizeF{m_code.width(), 1.3 * m_theme.em}},
                               Qt::AlignLeft | Qt::AlignVCenter, m_language);
        }
        m_code = {};
        m_language.clear();
    }

    void paintQuoteBars(const QTextBlock &block, const QRectF &rect)
    {
        const int depth = block.blockFormat().intProperty(QuoteDepthProperty);
        const int before = std::exchange(m_quoteDepth, depth);
        const double above = std::exchange(m_quoteBottom, rect.bottom());
        const bool rightToLeft = block.textDirection() == Qt::RightToLeft;
        for (int i = 0; i < depth; ++i) {
            const double offset = (i * quoteStep + 0.25) * m_theme.em;
            const double x = rightToLeft ? m_right - offset - 3 : m_left + offset;
            const double top = i < before ? above : rect.top();
            m_painter.fillRect(QRectF{x, top, 3, rect.bottom() - top}, m_theme.line);
        }
    }

    QPainter &m_painter;
    const QAbstractTextDocumentLayout &m_layout;
    QRectF m_visible;
    const TextTheme &m_theme;
    double m_left;
    double m_right;
    QRectF m_code;
    QString m_language;
    QPointF m_languageAt;
    int m_quoteDepth = 0;
    double m_quoteBottom = 0;
};

} // namespace

void paintDecorations(QPainter &painter, const QTextDocument &document, const QRectF &visible,
                      const TextTheme &theme)
{
    const int position = document.documentLayout()->hitTest(visible.topLeft(), Qt::FuzzyHit);
    QTextBlock block = document.findBlock(std::max(0, position));
    if (block.previous().isValid())
        block = block.previous(); // its margin may reach into view
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    DecorationPainter{painter, document, visible, theme}.paint(block);
    painter.restore();
}

} // namespace reasonglass
