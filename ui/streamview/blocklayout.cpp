#include "streamview/blocklayout.h"

#include "streamview/textline.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace reasonglass {

namespace {

// Distances in em.
constexpr double paragraphGap = 0.5;
constexpr double itemGap = 0.25;
constexpr double partGap = 1;
constexpr double listIndent = 1.6;
constexpr double quoteIndent = 1.1;
constexpr double quoteBarInset = 0.25;
constexpr double codePadding = 0.55;
constexpr double languageRow = 1.15;
constexpr double ruleHeight = 0.8;
constexpr double cellPadding = 0.4;
constexpr double narrowestColumn = 2;
constexpr double longestWordKept = 12; ///< words of cells that are longer may be broken

constexpr double quoteBarWidth = 3; ///< pixels
constexpr double cornerRadius = 4;
constexpr double oneLine = 1e6; ///< wider than any line is laid out

double headingScale(int level)
{
    constexpr std::array scales{1.25, 1.15, 1.05};
    return scales.at(static_cast<size_t>(std::clamp(level, 1, 3) - 1));
}

bool runsBothWays(QStringView text)
{
    return std::any_of(text.begin(), text.end(), [](QChar c) {
        const QChar::Direction direction = c.direction();
        return direction == QChar::DirR || direction == QChar::DirAL || direction == QChar::DirAN
            || c.isSurrogate();
    });
}

bool isCell(const TextParagraph &paragraph)
{
    return paragraph.kind == TextParagraph::Kind::Cell;
}

bool isFixed(const TextParagraph &paragraph)
{
    return paragraph.kind == TextParagraph::Kind::Code || paragraph.kind == TextParagraph::Kind::Source;
}

int pixels(double length)
{
    return static_cast<int>(std::lround(length));
}

} // namespace

int BlockLayout::lay(BlockText text, const Setting &setting)
{
    size_t same = 0;
    if (setting.width == m_setting.width) {
        const size_t most = std::min(text.paragraphs.size(), m_text.paragraphs.size());
        while (same < most && text.paragraphs[same] == m_text.paragraphs[same])
            ++same;
    }
    const bool moved = setting != m_setting;
    const bool untouched =
        !moved && same == text.paragraphs.size() && same == m_text.paragraphs.size() && m_height > 0;
    if (untouched)
        return m_height;
    m_setting = setting;
    m_text = std::move(text);
    m_pieces.resize(same);
    m_pieces.resize(m_text.paragraphs.size());
    for (size_t i = same; i < m_pieces.size(); ++i)
        shape(m_pieces[i], m_text.paragraphs[i]);
    const int before = m_height;
    place();
    decorate();
    if (moved || same == 0)
        return 0;
    // A table's columns and the ground of code may have changed from their beginning on.
    size_t first = std::min(same, m_pieces.size() - 1);
    while (first > 0 && isCell(m_text.paragraphs[first]) && isCell(m_text.paragraphs[first - 1]))
        --first;
    const int seam = pixels((codePadding + paragraphGap) * m_theme->em);
    return std::clamp(m_pieces[first].top - seam, 0, std::max(before, m_height));
}

QFont BlockLayout::fontOf(const TextParagraph &paragraph) const
{
    if (isFixed(paragraph))
        return m_theme->fixedFont;
    QFont font = m_theme->font;
    if (paragraph.kind == TextParagraph::Kind::Heading) {
        font.setPointSizeF(font.pointSizeF() * headingScale(paragraph.level));
        font.setBold(true);
    } else if (isCell(paragraph) && paragraph.row == 0) {
        font.setBold(true);
    }
    return font;
}

int BlockLayout::pitchOf(const TextParagraph &paragraph) const
{
    return isFixed(paragraph) || isCell(paragraph) ? m_theme->codePitch : m_theme->linePitch;
}

double BlockLayout::indentOf(const TextParagraph &paragraph) const
{
    return (paragraph.quoteDepth * quoteIndent + paragraph.listDepth * listIndent) * m_theme->em;
}

double BlockLayout::hangOf(const TextParagraph &paragraph) const
{
    if (paragraph.markerLength == 0)
        return 0;
    const QFontMetricsF metrics{m_theme->font};
    const QString marker = paragraph.text.first(paragraph.markerLength);
    if (paragraph.rightToLeft)
        return metrics.horizontalAdvance(marker);
    return std::max(metrics.horizontalAdvance(marker.chopped(1) + u' '), (listIndent - 0.3) * m_theme->em);
}

QTextCharFormat BlockLayout::formatOf(const StyledRange &range, const TextParagraph &paragraph) const
{
    QTextCharFormat format;
    if (range.style.bold)
        format.setFontWeight(QFont::Bold);
    if (range.style.italic || range.style.math)
        format.setFontItalic(true);
    if (range.style.strike)
        format.setFontStrikeOut(true);
    if (range.style.code) {
        const double scale =
            paragraph.kind == TextParagraph::Kind::Heading ? headingScale(paragraph.level) : 1;
        format.setFontFamilies(m_theme->fixedFont.families());
        format.setFontFixedPitch(true);
        format.setFontPointSize(m_theme->fixedFont.pointSizeF() * scale);
        format.setBackground(m_theme->codeBackground);
    }
    if (!range.style.link.isEmpty()) {
        format.setForeground(m_theme->link);
        format.setFontUnderline(true);
    }
    if (range.token != CodeToken::Plain)
        format.setForeground(m_theme->tokens.at(static_cast<size_t>(range.token)));
    return format;
}

void BlockLayout::shape(Piece &piece, const TextParagraph &paragraph) const
{
    piece = {};
    if (paragraph.kind == TextParagraph::Kind::Rule)
        return;
    piece.lines = std::make_unique<QTextLayout>(paragraph.text, fontOf(paragraph));
    piece.lines->setCacheEnabled(true);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setTextDirection(paragraph.rightToLeft ? Qt::RightToLeft : Qt::LeftToRight);
    if (isCell(paragraph))
        option.setAlignment(paragraph.alignment);
    else if (paragraph.rightToLeft)
        option.setAlignment(Qt::AlignRight);
    if (isFixed(paragraph)) {
        constexpr int tab = 4;
        option.setTabStopDistance(tab * m_theme->fixedCharacterWidth);
    } else if (paragraph.markerLength > 0) {
        piece.hang = hangOf(paragraph);
        option.setTabs({QTextOption::Tab{piece.hang, QTextOption::LeftTab}});
    }
    piece.lines->setTextOption(option);
    QList<QTextLayout::FormatRange> formats;
    formats.reserve(static_cast<qsizetype>(paragraph.styles.size()));
    for (const StyledRange &range : paragraph.styles)
        formats.append(
            {static_cast<int>(range.start), static_cast<int>(range.length), formatOf(range, paragraph)});
    piece.lines->setFormats(formats);
}

void BlockLayout::breakLines(Piece &piece, double width, double hang, int pitch) const
{
    piece.width = width;
    piece.tops.clear();
    const bool rightToLeft = piece.lines->textOption().textDirection() == Qt::RightToLeft;
    int y = 0;
    piece.lines->beginLayout();
    for (QTextLine line = piece.lines->createLine(); line.isValid(); line = piece.lines->createLine()) {
        const double extra = piece.tops.empty() ? hang : 0;
        line.setLineWidth(std::max(width + extra, 1.0));
        const int height = std::max(pitch, static_cast<int>(std::ceil(line.height())));
        // QTextLine knows no place left of 0: what does not stand out is moved instead.
        line.setPosition({rightToLeft ? 0 : hang - extra, y + std::floor((height - line.height()) / 2)});
        piece.tops.push_back(y);
        y += height;
    }
    piece.lines->endLayout();
    piece.height = y;
}

int BlockLayout::gapAbove(size_t index) const
{
    const TextParagraph &paragraph = m_text.paragraphs[index];
    const bool inside = (paragraph.kind == TextParagraph::Kind::Code && !paragraph.opensCode)
        || paragraph.kind == TextParagraph::Kind::Source || paragraph.continues;
    double gap = paragraphGap;
    if (paragraph.kind == TextParagraph::Kind::Heading)
        gap = paragraph.level <= 2 ? 0.9 : 0.7;
    else if (paragraph.markerLength > 0 && !paragraph.join.startsWith(u"\n\n"))
        gap = itemGap;
    if (inside || (index == 0 && m_setting.atTop))
        gap = 0;
    if (index == 0 && m_setting.beginsPart)
        gap += partGap;
    return pixels(gap * m_theme->em);
}

void BlockLayout::place()
{
    m_tableDecorations.clear();
    m_width = m_setting.width;
    int y = 0;
    for (size_t i = 0; i < m_pieces.size();) {
        y += gapAbove(i);
        if (isCell(m_text.paragraphs[i])) {
            i = placeTable(i, y);
        } else {
            y = placeParagraph(i, y);
            ++i;
        }
    }
    m_height = y;
}

int BlockLayout::placeParagraph(size_t index, int y)
{
    Piece &piece = m_pieces[index];
    const TextParagraph &paragraph = m_text.paragraphs[index];
    const double em = m_theme->em;
    const double indent = indentOf(paragraph);
    if (paragraph.kind == TextParagraph::Kind::Rule) {
        piece.top = y;
        piece.left = indent;
        piece.width = m_setting.width - indent;
        piece.height = pixels(ruleHeight * em);
        return y + piece.height;
    }
    const bool code = paragraph.kind == TextParagraph::Kind::Code;
    const double padding = code ? codePadding * em : 0;
    if (paragraph.opensCode)
        y += pixels((codePadding + (paragraph.language.isEmpty() ? 0 : languageRow)) * em);
    const double width = std::floor(m_setting.width - indent - 2 * padding);
    if (piece.tops.empty() || piece.width != width)
        breakLines(piece, width, piece.hang, pitchOf(paragraph));
    piece.left = paragraph.rightToLeft && !code ? 0 : std::round(indent + padding - piece.hang);
    piece.top = y;
    y += piece.height;
    return paragraph.closesCode ? y + pixels(codePadding * em) : y;
}

/// As wide as what is in them if there is room; else the room is shared by what they would need.
std::vector<double> BlockLayout::columnWidths(size_t first, size_t last, double available) const
{
    std::vector<double> natural;
    std::vector<double> least;
    for (size_t i = first; i < last; ++i) {
        const auto column = static_cast<size_t>(m_text.paragraphs[i].column);
        if (column >= natural.size()) {
            natural.resize(column + 1, narrowestColumn * m_theme->em);
            least.resize(column + 1, narrowestColumn * m_theme->em);
        }
        natural[column] = std::max(natural[column], std::ceil(m_pieces[i].natural) + 1);
        least[column] = std::max(least[column],
                                 std::min(std::ceil(m_pieces[i].minimum) + 1, longestWordKept * m_theme->em));
    }
    double wanted = 0;
    double needed = 0;
    for (size_t column = 0; column < natural.size(); ++column) {
        least[column] = std::min(least[column], natural[column]);
        wanted += natural[column];
        needed += least[column];
    }
    if (wanted <= available)
        return natural;
    const double share = wanted > needed ? std::max(available - needed, 0.0) / (wanted - needed) : 0;
    for (size_t column = 0; column < natural.size(); ++column)
        least[column] = std::floor(least[column] + (natural[column] - least[column]) * share);
    return least;
}

/// How wide a cell is as one line, and how wide its longest word.
void BlockLayout::measureCell(Piece &piece) const
{
    QTextOption option = piece.lines->textOption();
    const QTextOption::WrapMode mode = option.wrapMode();
    option.setWrapMode(QTextOption::WordWrap); // else the longest character would be told
    piece.lines->setTextOption(option);
    breakLines(piece, oneLine, 0, m_theme->codePitch);
    for (int i = 0; i < piece.lines->lineCount(); ++i)
        piece.natural = std::max(piece.natural, piece.lines->lineAt(i).naturalTextWidth());
    piece.minimum = piece.lines->minimumWidth();
    option.setWrapMode(mode);
    piece.lines->setTextOption(option);
}

/// Places the table that begins with cell \a first below \a y; returns what comes after it.
size_t BlockLayout::placeTable(size_t first, int &y)
{
    const int table = m_text.paragraphs[first].table;
    size_t last = first;
    while (last < m_pieces.size() && isCell(m_text.paragraphs[last])
           && m_text.paragraphs[last].table == table) {
        Piece &piece = m_pieces[last];
        if (piece.tops.empty())
            measureCell(piece);
        ++last;
    }

    const double em = m_theme->em;
    const int padX = pixels(cellPadding * em);
    const int padY = pixels(cellPadding / 2 * em);
    const double indent = std::round(indentOf(m_text.paragraphs[first]));
    const auto columns = static_cast<double>(
        std::max_element(m_text.paragraphs.begin() + static_cast<std::ptrdiff_t>(first),
                         m_text.paragraphs.begin() + static_cast<std::ptrdiff_t>(last),
                         [](const TextParagraph &a, const TextParagraph &b) { return a.column < b.column; })
            ->column
        + 1);
    const std::vector<double> widths =
        columnWidths(first, last, m_setting.width - indent - 1 - columns * (2 * padX + 1));
    std::vector<double> lefts{indent};
    for (const double width : widths)
        lefts.push_back(lefts.back() + 1 + 2 * padX + width);
    const double right = lefts.back() + 1;
    const bool mirrored = m_text.paragraphs[first].rightToLeft;

    const int top = y;
    std::vector<int> rules{top};
    for (size_t begin = first; begin < last;) {
        size_t end = begin;
        int height = m_theme->codePitch;
        for (; end < last && m_text.paragraphs[end].row == m_text.paragraphs[begin].row; ++end) {
            Piece &piece = m_pieces[end];
            const double width = widths[static_cast<size_t>(m_text.paragraphs[end].column)];
            if (piece.width != width)
                breakLines(piece, width, 0, m_theme->codePitch);
            height = std::max(height, piece.height);
        }
        for (size_t i = begin; i < end; ++i) {
            const auto column = static_cast<size_t>(m_text.paragraphs[i].column);
            const double left = mirrored ? right - lefts[column + 1] + indent - 1 : lefts[column];
            m_pieces[i].left = left + 1 + padX;
            m_pieces[i].top = y + 1 + padY;
        }
        y += 1 + 2 * padY + height;
        rules.push_back(y);
        begin = end;
    }

    const auto fill = [this](double left, double above, double width, double height, const QColor &color) {
        m_tableDecorations.push_back({.rect = {left, above, width, height}, .color = color});
    };
    fill(indent, top, right - indent, rules[1] - top, m_theme->codeBackground);
    for (const int rule : rules)
        fill(indent, rule, right - indent, 1, m_theme->line);
    for (const double left : lefts)
        fill(mirrored ? right - left + indent - 1 : left, top, 1, y + 1 - top, m_theme->line);
    y += 1 + pixels(itemGap * em);
    m_width = std::max(m_width, static_cast<int>(std::ceil(right)));
    return last;
}

void BlockLayout::decorate()
{
    m_decorations.clear();
    decorateCode();
    m_decorations.insert(m_decorations.end(), m_tableDecorations.begin(), m_tableDecorations.end());
    for (size_t i = 0; i < m_pieces.size(); ++i) {
        const Piece &piece = m_pieces[i];
        const int middle = piece.top + piece.height / 2;
        if (m_text.paragraphs[i].kind == TextParagraph::Kind::Rule)
            m_decorations.push_back(
                {.rect = {piece.left, static_cast<double>(middle), piece.width, 1}, .color = m_theme->line});
    }
    decorateQuotes();
}

void BlockLayout::decorateCode()
{
    const double padding = codePadding * m_theme->em;
    const auto isCode = [this](size_t i) {
        return i < m_pieces.size() && m_text.paragraphs[i].kind == TextParagraph::Kind::Code;
    };
    for (size_t i = 0; i < m_pieces.size(); ++i) {
        if (!isCode(i))
            continue;
        const size_t first = i;
        while (isCode(i + 1) && !m_text.paragraphs[i + 1].opensCode && !m_text.paragraphs[i].closesCode)
            ++i;
        const TextParagraph &opening = m_text.paragraphs[first];
        const bool closes = m_text.paragraphs[i].closesCode;
        const double labelHeight = opening.language.isEmpty() ? 0 : pixels(languageRow * m_theme->em);
        const double left = std::round(indentOf(opening));
        const double top = opening.opensCode ? m_pieces[first].top - pixels(padding) - labelHeight : 0;
        const double bottom = closes ? m_pieces[i].top + m_pieces[i].height + pixels(padding) : m_height;
        m_decorations.push_back({.kind = Decoration::Kind::Ground,
                                 .rect = {left, top, m_setting.width - left, bottom - top},
                                 .opensAbove = !opening.opensCode,
                                 .opensBelow = !closes,
                                 .color = m_theme->codeBackground});
        if (!opening.language.isEmpty())
            m_decorations.push_back({.kind = Decoration::Kind::Label,
                                     .rect = {left + padding, top + padding / 3,
                                              m_setting.width - left - 2 * padding, 1.3 * m_theme->em},
                                     .color = m_theme->muted,
                                     .text = opening.language});
    }
}

void BlockLayout::decorateQuotes()
{
    int deepest = 0;
    for (const TextParagraph &paragraph : m_text.paragraphs)
        deepest = std::max(deepest, paragraph.quoteDepth);
    for (int depth = 0; depth < deepest; ++depth) {
        for (size_t i = 0; i < m_pieces.size(); ++i) {
            if (m_text.paragraphs[i].quoteDepth <= depth)
                continue;
            const size_t first = i;
            while (i + 1 < m_pieces.size() && m_text.paragraphs[i + 1].quoteDepth > depth)
                ++i;
            const double offset = (depth * quoteIndent + quoteBarInset) * m_theme->em;
            const bool rightToLeft = m_text.paragraphs[first].rightToLeft;
            const double x = rightToLeft ? m_setting.width - offset - quoteBarWidth : offset;
            const bool above = first == 0 && m_setting.continuesAbove;
            const bool below = i + 1 == m_pieces.size() && m_setting.continuesBelow;
            const double top = above ? 0 : m_pieces[first].top;
            const double bottom = below ? m_height : m_pieces[i].top + m_pieces[i].height;
            m_decorations.push_back(
                {.rect = {std::round(x), top, quoteBarWidth, bottom - top}, .color = m_theme->line});
        }
    }
}

void BlockLayout::drawDecorations(QPainter &painter, QPointF at, const QRectF &clip) const
{
    for (const Decoration &decoration : m_decorations) {
        QRectF rect = decoration.rect.translated(at);
        if (!rect.intersects(clip))
            continue;
        switch (decoration.kind) {
        case Decoration::Kind::Fill:
            painter.fillRect(rect, decoration.color);
            break;
        case Decoration::Kind::Ground:
            painter.save();
            painter.setClipRect(rect, Qt::IntersectClip);
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(Qt::NoPen);
            painter.setBrush(decoration.color);
            rect.adjust(0, decoration.opensAbove ? -2 * cornerRadius : 0, 0,
                        decoration.opensBelow ? 2 * cornerRadius : 0);
            painter.drawRoundedRect(rect, cornerRadius, cornerRadius);
            painter.restore();
            break;
        case Decoration::Kind::Label: {
            QFont font = m_theme->font;
            font.setPointSizeF(font.pointSizeF() * 0.85);
            painter.setPen(decoration.color);
            drawTextLine(painter, rect, Qt::AlignLeft, decoration.text, font);
            break;
        }
        }
    }
}

void BlockLayout::paint(QPainter &painter, QPointF at, const QRectF &clip,
                        const std::vector<TextMark> &marks) const
{
    drawDecorations(painter, at, clip);
    for (size_t i = 0; i < m_pieces.size(); ++i) {
        const Piece &piece = m_pieces[i];
        const QPointF origin = at + QPointF{piece.left, static_cast<double>(piece.top)};
        if (!piece.lines || origin.y() + piece.height < clip.top() || origin.y() > clip.bottom())
            continue;
        const TextParagraph &paragraph = m_text.paragraphs[i];
        painter.setPen(paragraph.quoteDepth > 0 ? m_theme->muted : m_theme->text);
        if (marks.empty())
            piece.lines->draw(&painter, origin, {}, clip);
        else
            drawMarks(painter, piece, paragraph, origin, clip, marks);
    }
}

void BlockLayout::drawMarks(QPainter &painter, const Piece &piece, const TextParagraph &paragraph, QPointF at,
                            const QRectF &clip, const std::vector<TextMark> &marks) const
{
    QList<QTextLayout::FormatRange> selected;
    for (const TextMark &mark : marks) {
        const qsizetype begin = std::max<qsizetype>(mark.begin - paragraph.start, 0);
        const qsizetype end = std::min(mark.end - paragraph.start, paragraph.text.size());
        const bool selection = mark.kind == TextMark::Kind::Selection;
        const bool withLineEnd = selection && mark.end > paragraph.end() && !isCell(paragraph);
        if (begin > end || (begin == end && !withLineEnd) || mark.end < paragraph.start)
            continue;
        for (const QRectF &box : boxesOf(piece, begin, end, withLineEnd)) {
            const QRectF ground = box.translated(at);
            if (ground.intersects(clip))
                painter.fillRect(ground, selection ? m_theme->selection : m_theme->match);
        }
        if (selection && end > begin) {
            QTextCharFormat format;
            format.setForeground(m_theme->selectedText);
            format.setBackground(Qt::transparent);
            selected.append({static_cast<int>(begin), static_cast<int>(end - begin), format});
        }
    }
    piece.lines->draw(&painter, at, selected, clip);
}

/// The boxes behind some characters, as high as their lines are apart, from the piece's origin.
std::vector<QRectF> BlockLayout::boxesOf(const Piece &piece, qsizetype begin, qsizetype end,
                                         bool withLineEnd) const
{
    std::vector<QRectF> boxes;
    const bool bothWays = runsBothWays(piece.lines->text());
    for (int i = 0; i < piece.lines->lineCount(); ++i) {
        const QTextLine line = piece.lines->lineAt(i);
        const qsizetype from = std::max<qsizetype>(begin, line.textStart());
        const qsizetype to = std::min<qsizetype>(end, line.textStart() + line.textLength());
        const double top = piece.tops[static_cast<size_t>(i)];
        const double bottom =
            i + 1 < piece.lines->lineCount() ? piece.tops[static_cast<size_t>(i) + 1] : piece.height;
        const auto add = [&](double a, double b) {
            boxes.emplace_back(std::min(a, b), top, std::abs(b - a), bottom - top);
        };
        if (to > from && !bothWays) {
            add(line.cursorToX(static_cast<int>(from)), line.cursorToX(static_cast<int>(to)));
        } else {
            for (qsizetype c = from; c < to; ++c)
                add(line.cursorToX(static_cast<int>(c), QTextLine::Leading),
                    line.cursorToX(static_cast<int>(c), QTextLine::Trailing));
        }
        if (withLineEnd && i + 1 == piece.lines->lineCount()) {
            const double x = line.cursorToX(line.textStart() + line.textLength());
            add(x, x + 0.4 * m_theme->em);
        }
    }
    return boxes;
}

size_t BlockLayout::pieceNear(QPointF point) const
{
    size_t nearest = 0;
    std::pair<double, double> least{oneLine, oneLine};
    for (size_t i = 0; i < m_pieces.size(); ++i) {
        const Piece &piece = m_pieces[i];
        const auto outside = [](double at, double begin, double size) {
            return std::max({begin - at, at - begin - size, 0.0});
        };
        const std::pair distance{outside(point.y(), piece.top, piece.height),
                                 outside(point.x(), piece.left, piece.width + piece.hang)};
        if (distance < least) {
            least = distance;
            nearest = i;
        }
    }
    return nearest;
}

qsizetype BlockLayout::offsetAt(QPointF point) const
{
    if (m_pieces.empty())
        return 0;
    const size_t index = pieceNear(point);
    const Piece &piece = m_pieces[index];
    const TextParagraph &paragraph = m_text.paragraphs[index];
    if (!piece.lines)
        return paragraph.start;
    const double y = point.y() - piece.top;
    const auto after = std::upper_bound(piece.tops.begin(), piece.tops.end(), y);
    const auto number = static_cast<int>(after - piece.tops.begin());
    const QTextLine line = piece.lines->lineAt(std::max(number - 1, 0));
    return paragraph.start + line.xToCursor(point.x() - piece.left);
}

QString BlockLayout::linkAt(qsizetype offset) const
{
    if (m_pieces.empty())
        return {};
    const TextParagraph &paragraph = m_text.paragraphs[m_text.paragraphAt(offset)];
    const qsizetype at = offset - paragraph.start;
    for (const StyledRange &range : paragraph.styles) {
        if (range.start <= at && at < range.start + range.length && !range.style.link.isEmpty())
            return range.style.link;
    }
    return {};
}

QString BlockLayout::linkAt(QPointF point) const
{
    if (m_pieces.empty())
        return {};
    const size_t index = pieceNear(point);
    const Piece &piece = m_pieces[index];
    const TextParagraph &paragraph = m_text.paragraphs[index];
    for (const StyledRange &range : paragraph.styles) {
        if (range.style.link.isEmpty() || !piece.lines)
            continue;
        for (const QRectF &box : boxesOf(piece, range.start, range.start + range.length, false)) {
            if (box.translated(piece.left, piece.top).contains(point))
                return range.style.link;
        }
    }
    return {};
}

QRectF BlockLayout::caretRect(qsizetype offset) const
{
    if (m_pieces.empty())
        return {0, 0, 1, static_cast<double>(m_theme->linePitch)};
    const size_t index = m_text.paragraphAt(offset);
    const Piece &piece = m_pieces[index];
    const double left = piece.left;
    const double top = piece.top;
    if (!piece.lines || piece.lines->lineCount() == 0)
        return {left, top, 1, static_cast<double>(std::max(piece.height, 1))};
    const qsizetype at =
        std::clamp<qsizetype>(offset - m_text.paragraphs[index].start, 0, piece.lines->text().size());
    const QTextLine line = piece.lines->lineForTextPosition(static_cast<int>(at));
    const TextLine box = lineOf(index, line.lineNumber());
    return {left + line.cursorToX(static_cast<int>(at)), static_cast<double>(box.top), 1,
            static_cast<double>(box.height)};
}

TextLine BlockLayout::lineOf(size_t paragraph, int number) const
{
    const Piece &piece = m_pieces[paragraph];
    const qsizetype start = m_text.paragraphs[paragraph].start;
    if (!piece.lines || piece.lines->lineCount() == 0)
        return {start, start, piece.top, piece.height};
    const QTextLine line = piece.lines->lineAt(number);
    const auto index = static_cast<size_t>(number);
    const int bottom = index + 1 < piece.tops.size() ? piece.tops[index + 1] : piece.height;
    qsizetype end = line.textStart() + line.textLength();
    const QString text = piece.lines->text();
    if (end > line.textStart() && index + 1 < piece.tops.size()
        && (text.at(end - 1) == QChar::LineSeparator || text.at(end - 1) == u' '))
        --end; // the caret of this place belongs to the next line
    return {start + line.textStart(), start + end, piece.top + piece.tops[index], bottom - piece.tops[index]};
}

std::optional<TextLine> BlockLayout::lineAt(qsizetype offset) const
{
    if (m_pieces.empty())
        return {};
    const size_t index = m_text.paragraphAt(offset);
    const Piece &piece = m_pieces[index];
    if (!piece.lines || piece.lines->lineCount() == 0)
        return lineOf(index, 0);
    const qsizetype at =
        std::clamp<qsizetype>(offset - m_text.paragraphs[index].start, 0, piece.lines->text().size());
    return lineOf(index, piece.lines->lineForTextPosition(static_cast<int>(at)).lineNumber());
}

std::vector<TextLine> BlockLayout::lines() const
{
    std::vector<TextLine> lines;
    for (size_t i = 0; i < m_pieces.size(); ++i) {
        const int count = m_pieces[i].lines ? m_pieces[i].lines->lineCount() : 1;
        for (int line = 0; line < count; ++line)
            lines.push_back(lineOf(i, line));
    }
    return lines;
}

} // namespace reasonglass
