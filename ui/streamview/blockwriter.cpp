#include "streamview/blockwriter.h"

#include "base/visibletext.h"

#include <QFontMetricsF>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextTable>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr double lineHeight = 135; ///< percent
constexpr double codeLineHeight = 120;
constexpr double paragraphGap = 0.5; ///< in em, as the following
constexpr double listIndent = 1.6;
constexpr double quoteIndent = 1.1;
constexpr double codePadding = 0.55;
constexpr double languageRow = 1.15;

/// Qt sets tab stops from the left even where text runs from the right: spaces stand there instead.
constexpr QStringView rightToLeftGap = u"\u00a0\u00a0";

double headingScale(int level)
{
    constexpr std::array scales{1.25, 1.15, 1.05};
    return scales.at(static_cast<size_t>(std::clamp(level, 1, 3) - 1));
}

QString plainOf(const InlineText &runs)
{
    QString text;
    for (const InlineRun &run : runs)
        text += run.text;
    return text;
}

QString markerOf(const MarkdownItem &item)
{
    if (item.task != MarkdownItem::Task::None)
        return item.task == MarkdownItem::Task::Done ? u"☑"_s : u"☐"_s;
    if (item.marker != u"•")
        return item.marker;
    constexpr std::array bullets{u'•', u'◦', u'▪'};
    return QChar{bullets.at(static_cast<size_t>(item.listDepth - 1) % bullets.size())};
}

} // namespace

void BlockWriter::write(const SourceBlock &block, const QList<MarkdownItem> &items)
{
    QString join = block.midWord ? u""_s : u" "_s;
    if (!block.continuesPrevious)
        join = QString{};
    for (const MarkdownItem &item : items) {
        switch (item.kind) {
        case MarkdownItem::Kind::Paragraph:
        case MarkdownItem::Kind::Heading:
            writeText(item, join);
            break;
        case MarkdownItem::Kind::Plain:
            writeLines(item);
            break;
        case MarkdownItem::Kind::Code:
            writeCode(item, block);
            break;
        case MarkdownItem::Kind::Table:
            writeTable(item);
            break;
        case MarkdownItem::Kind::Rule:
            writeRule(item);
            break;
        }
        join = QString{};
    }
}

void BlockWriter::writeSource(const SourceBlock &block, QStringView source)
{
    QString text = visibleText(source);
    if (text.endsWith(u'\n'))
        text.chop(1);
    QTextBlockFormat format;
    format.setLineHeight(codeLineHeight, QTextBlockFormat::ProportionalHeight);
    format.setLayoutDirection(Qt::LeftToRight);
    QTextCharFormat characters;
    characters.setFont(m_theme.fixedFont, QTextCharFormat::FontPropertiesSpecifiedOnly);
    characters.setForeground(m_theme.text);
    bool first = true;
    for (const QStringView line : QStringView{text}.tokenize(u'\n')) {
        QTextBlockFormat lineFormat = format;
        if (std::exchange(first, false) && block.midLine)
            lineFormat.setProperty(JoinProperty, u""_s);
        beginParagraph(lineFormat, characters);
        m_cursor.insertText(line.toString(), characters);
    }
}

void BlockWriter::writeText(const MarkdownItem &item, const QString &join)
{
    const QString plain = plainOf(item.text);
    const bool rightToLeft = plain.isRightToLeft();
    QTextBlockFormat format = formatOf(item, rightToLeft);
    if (item.kind == MarkdownItem::Kind::Heading) {
        format.setTopMargin((item.level <= 2 ? 0.9 : 0.7) * m_theme.em);
        format.setHeadingLevel(item.level);
    }
    if (!join.isNull() && item.marker.isEmpty())
        format.setProperty(JoinProperty, join);
    const QTextCharFormat characters = textFormat(item);
    beginParagraph(format, characters);
    if (!item.marker.isEmpty())
        m_cursor.insertText(markerOf(item) + (rightToLeft ? rightToLeftGap : u"\t"), characters);
    insertRuns(m_cursor, item.text, characters);
}

void BlockWriter::writeLines(const MarkdownItem &item)
{
    QTextBlockFormat format = formatOf(item);
    const QTextCharFormat characters = textFormat(item);
    beginParagraph(format, characters);
    m_cursor.insertText(visibleText(item.plain).replace(u'\n', QChar{QChar::LineSeparator}), characters);
}

void BlockWriter::writeCode(const MarkdownItem &item, const SourceBlock &block)
{
    QString code = visibleText(item.plain);
    if (code.endsWith(u'\n'))
        code.chop(1);
    if (code.isEmpty() && block.continuesPrevious)
        return;
    QTextCharFormat characters = textFormat(item);
    characters.setFont(m_theme.fixedFont, QTextCharFormat::FontPropertiesSpecifiedOnly);
    characters.setForeground(m_theme.text);

    // Pieces of one long code block stand together without a seam.
    const bool topLevel = item.listDepth == 0 && item.quoteDepth == 0;
    const bool begins = !topLevel || !block.continuesPrevious;
    const bool ends = !topLevel || !block.continuesNext;
    const QTextBlockFormat format = codeFormat(item);
    const QList<QStringView> lines = QStringView{code}.split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        QTextBlockFormat line = format;
        if (i == 0 && begins)
            beginCode(line, visibleText(item.language));
        else if (i == 0 && block.midLine)
            line.setProperty(JoinProperty, u""_s);
        if (i == lines.size() - 1 && ends)
            line.setBottomMargin((codePadding + paragraphGap) * m_theme.em);
        beginParagraph(line, characters);
        m_cursor.insertText(lines.at(i).toString(), characters);
    }
}

/// Makes \a line the first of a code block: room for padding and, if it is known, the language.
void BlockWriter::beginCode(QTextBlockFormat &line, const QString &language) const
{
    line.setProperty(CodeLineProperty, static_cast<int>(CodeLine::First));
    double above = paragraphGap + codePadding;
    if (!language.isEmpty()) {
        line.setProperty(CodeLanguageProperty, language);
        above += languageRow;
    }
    line.setTopMargin(above * m_theme.em);
}

QTextBlockFormat BlockWriter::codeFormat(const MarkdownItem &item) const
{
    const double padding = codePadding * m_theme.em;
    QTextBlockFormat format;
    format.setProperty(CodeLineProperty, static_cast<int>(CodeLine::Following));
    if (item.quoteDepth > 0)
        format.setProperty(QuoteDepthProperty, item.quoteDepth);
    format.setLineHeight(codeLineHeight, QTextBlockFormat::ProportionalHeight);
    format.setLayoutDirection(Qt::LeftToRight);
    format.setLeftMargin(indentOf(item) + padding);
    format.setRightMargin(padding);
    return format;
}

void BlockWriter::writeTable(const MarkdownItem &item)
{
    qsizetype columns = 1;
    for (const QList<TableCell> &row : item.rows)
        columns = std::max(columns, row.size());
    if (item.rows.isEmpty())
        return;

    QTextTableFormat format;
    format.setBorder(1);
    format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
    format.setBorderBrush(m_theme.line);
    format.setBorderCollapse(true);
    format.setCellSpacing(0);
    format.setCellPadding(0.35 * m_theme.em);
    format.setLeftMargin(indentOf(item));
    format.setHeaderRowCount(1);
    beginSpacer(0);
    QTextTable *table =
        m_cursor.insertTable(static_cast<int>(item.rows.size()), static_cast<int>(columns), format);
    for (int row = 0; row < item.rows.size(); ++row) {
        QTextCharFormat characters = textFormat(item);
        if (row == 0)
            characters.setFontWeight(QFont::Bold);
        for (int column = 0; column < item.rows.at(row).size(); ++column) {
            const TableCell &cell = item.rows.at(row).at(column);
            QTextTableCell target = table->cellAt(row, column);
            QTextCursor inside = target.firstCursorPosition();
            QTextBlockFormat block;
            block.setAlignment(cell.alignment);
            block.setLineHeight(codeLineHeight, QTextBlockFormat::ProportionalHeight);
            inside.setBlockFormat(block);
            inside.setBlockCharFormat(characters);
            insertRuns(inside, cell.text, characters);
            if (row == 0) {
                QTextCharFormat head = target.format();
                head.setBackground(m_theme.codeBackground);
                target.setFormat(head);
            }
        }
    }
    m_cursor.movePosition(QTextCursor::End);
    m_fresh = true;
    beginSpacer(1.5 * paragraphGap * m_theme.em);
}

void BlockWriter::writeRule(const MarkdownItem &item)
{
    QTextBlockFormat format = formatOf(item);
    format.setProperty(RuleProperty, true);
    format.setLineHeight(0.8 * m_theme.em, QTextBlockFormat::FixedHeight);
    beginParagraph(format);
}

void BlockWriter::beginParagraph(QTextBlockFormat format, const QTextCharFormat &characters)
{
    if (std::exchange(m_gap, false) && position() > 0)
        format.setTopMargin(format.topMargin() + m_theme.em);
    if (position() == 0)
        format.setTopMargin(format.hasProperty(CodeLineProperty) ? format.topMargin() : 0);
    if (std::exchange(m_fresh, false)) {
        m_cursor.setBlockFormat(format);
        m_cursor.setBlockCharFormat(characters);
        m_cursor.setCharFormat(characters);
    } else {
        m_cursor.insertBlock(format, characters);
    }
}

/// A table stands between two paragraphs; these are as small as a paragraph can be.
void BlockWriter::beginSpacer(double height)
{
    QTextBlockFormat format;
    format.setProperty(SpacerProperty, true);
    format.setLineHeight(1, QTextBlockFormat::FixedHeight);
    format.setBottomMargin(height);
    beginParagraph(format);
}

QTextBlockFormat BlockWriter::formatOf(const MarkdownItem &item, bool rightToLeft) const
{
    QTextBlockFormat format;
    format.setLineHeight(lineHeight, QTextBlockFormat::ProportionalHeight);
    format.setLayoutDirection(Qt::LayoutDirectionAuto);
    format.setBottomMargin((item.listDepth > 0 ? 0.5 : 1) * paragraphGap * m_theme.em);
    if (item.quoteDepth > 0)
        format.setProperty(QuoteDepthProperty, item.quoteDepth);
    const double indent = indentOf(item);
    if (rightToLeft)
        format.setRightMargin(indent);
    else
        format.setLeftMargin(indent);
    if (!item.marker.isEmpty()) {
        const QFontMetricsF metrics{m_theme.font};
        const double hang = rightToLeft
            ? metrics.horizontalAdvance(markerOf(item) + rightToLeftGap)
            : std::max(metrics.horizontalAdvance(markerOf(item) + u' '), (listIndent - 0.3) * m_theme.em);
        format.setTextIndent(-hang);
        format.setTabPositions({QTextOption::Tab{hang, QTextOption::LeftTab}});
    }
    return format;
}

QTextCharFormat BlockWriter::textFormat(const MarkdownItem &item) const
{
    QTextCharFormat format;
    format.setForeground(item.quoteDepth > 0 ? m_theme.muted : m_theme.text);
    if (item.kind == MarkdownItem::Kind::Heading) {
        format.setFontPointSize(m_theme.font.pointSizeF() * headingScale(item.level));
        format.setFontWeight(QFont::Bold);
    }
    return format;
}

QTextCharFormat BlockWriter::runFormat(QTextCharFormat format, const InlineStyle &style) const
{
    if (style.bold)
        format.setFontWeight(QFont::Bold);
    if (style.italic || style.math)
        format.setFontItalic(true);
    if (style.strike)
        format.setFontStrikeOut(true);
    if (style.code) {
        const double scale =
            format.fontPointSize() > 0 ? format.fontPointSize() / m_theme.font.pointSizeF() : 1;
        format.setFontFamilies(m_theme.fixedFont.families());
        format.setFontFixedPitch(true);
        format.setFontPointSize(m_theme.fixedFont.pointSizeF() * scale);
        format.setBackground(m_theme.codeBackground);
    }
    if (!style.link.isEmpty()) {
        format.setAnchor(true);
        format.setAnchorHref(style.link);
        format.setToolTip(visibleText(style.link).toHtmlEscaped());
        format.setForeground(m_theme.link);
        format.setFontUnderline(true);
    }
    return format;
}

void BlockWriter::insertRuns(QTextCursor &cursor, const InlineText &runs, const QTextCharFormat &format) const
{
    for (const InlineRun &run : runs) {
        const QString text = visibleText(run.text).replace(u'\n', QChar{QChar::LineSeparator});
        cursor.insertText(text, runFormat(format, run.style));
    }
}

double BlockWriter::indentOf(const MarkdownItem &item) const
{
    return (item.quoteDepth * quoteIndent + item.listDepth * listIndent) * m_theme.em;
}

namespace {

/// What stands before \a block in copied text, given the block before it.
QString separatorBefore(const QTextBlock &block)
{
    const QTextBlockFormat format = block.blockFormat();
    if (format.hasProperty(JoinProperty))
        return format.stringProperty(JoinProperty);
    const QTextBlock previous = block.previous();
    QTextCursor here{block};
    QTextCursor before{previous};
    QTextTable *table = here.currentTable();
    if (table != nullptr && table == before.currentTable()
        && table->cellAt(here).row() == table->cellAt(before).row())
        return u"\t"_s;
    return u"\n"_s;
}

} // namespace

QString plainTextOf(const QTextCursor &selection)
{
    const int begin = selection.selectionStart();
    const int end = selection.selectionEnd();
    QString text;
    bool first = true;
    for (QTextBlock block = selection.document()->findBlock(begin); block.isValid() && block.position() < end;
         block = block.next()) {
        if (block.blockFormat().hasProperty(SpacerProperty))
            continue;
        if (!std::exchange(first, false))
            text += separatorBefore(block);
        const int from = std::max(0, begin - block.position());
        const int to = std::min(block.length() - 1, end - block.position());
        text += block.text().sliced(from, std::max(0, to - from));
    }
    text.replace(QChar{QChar::LineSeparator}, u'\n');
    return text;
}

} // namespace reasonglass
