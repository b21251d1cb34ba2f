#include "streamview/blocktext.h"

#include "base/visibletext.h"

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int indentStep = 4;         ///< blanks before nested items in copied text
constexpr qsizetype mostColumns = 64; ///< a wider table nobody can read as one, and its cells cost

const QString lineJoin = u"\n"_s;
const QString paragraphJoin = u"\n\n"_s;

/// Qt sets tab stops from the left even where text runs from the right: spaces stand there instead.
constexpr QStringView rightToLeftGap = u"\u00a0\u00a0";

QString markerOf(const MarkdownItem &item)
{
    if (item.task != MarkdownItem::Task::None)
        return item.task == MarkdownItem::Task::Done ? u"☑"_s : u"☐"_s;
    if (item.marker != u"•")
        return item.marker;
    constexpr std::array bullets{u'•', u'◦', u'▪'};
    return QChar{bullets.at(static_cast<size_t>(item.listDepth - 1) % bullets.size())};
}

QStringView firstWord(QStringView line)
{
    const auto *const end = std::find_if(line.begin(), line.end(), [](QChar c) { return c.isSpace(); });
    return line.first(end - line.begin());
}

class Builder
{
public:
    Builder(const SourceBlock &block, CodeStart start)
        : m_block(block)
        , m_code(start)
    { }

    void add(const MarkdownItem &item)
    {
        switch (item.kind) {
        case MarkdownItem::Kind::Paragraph:
        case MarkdownItem::Kind::Heading:
            addText(item);
            break;
        case MarkdownItem::Kind::Plain:
            addPlain(item);
            break;
        case MarkdownItem::Kind::Code:
            addCode(item);
            break;
        case MarkdownItem::Kind::Table:
            addTable(item);
            break;
        case MarkdownItem::Kind::Rule:
            add(paragraph(TextParagraph::Kind::Rule, item), paragraphJoin);
            break;
        }
    }

    BlockText take() { return std::move(m_text); }

private:
    static TextParagraph paragraph(TextParagraph::Kind kind, const MarkdownItem &item)
    {
        TextParagraph paragraph;
        paragraph.kind = kind;
        paragraph.quoteDepth = item.quoteDepth;
        paragraph.listDepth = item.listDepth;
        return paragraph;
    }

    bool isFirst() const { return m_text.paragraphs.empty(); }

    void add(TextParagraph paragraph, QString join)
    {
        paragraph.join = std::move(join);
        paragraph.start = m_text.length() + paragraph.join.size();
        m_text.paragraphs.push_back(std::move(paragraph));
    }

    static void appendRuns(TextParagraph &paragraph, const InlineText &runs)
    {
        for (const InlineRun &run : runs) {
            QString text = visibleText(run.text);
            text.replace(u'\n', QChar{QChar::LineSeparator});
            if (run.style != InlineStyle{})
                paragraph.styles.push_back({paragraph.text.size(), text.size(), run.style});
            paragraph.text += text;
        }
    }

    /// Items of a list stand close together, everything else apart.
    QString joinBefore(const MarkdownItem &item) const
    {
        if (item.listDepth == 0 || item.marker.isEmpty())
            return paragraphJoin;
        const bool afterItem = isFirst() ? m_block.continuesPrevious : m_text.paragraphs.back().listDepth > 0;
        const QString indent(qsizetype{item.listDepth - 1} * indentStep, u' ');
        return (afterItem ? lineJoin : paragraphJoin) + indent;
    }

    void addText(const MarkdownItem &item)
    {
        const bool heading = item.kind == MarkdownItem::Kind::Heading;
        TextParagraph made =
            paragraph(heading ? TextParagraph::Kind::Heading : TextParagraph::Kind::Text, item);
        made.level = item.level;
        QString words;
        for (const InlineRun &run : item.text)
            words += run.text;
        made.rightToLeft = words.isRightToLeft();
        if (!item.marker.isEmpty()) {
            made.text = markerOf(item) + (made.rightToLeft ? rightToLeftGap : u"\t");
            made.markerLength = made.text.size();
        }
        appendRuns(made, item.text);
        made.continues = isFirst() && m_block.continuesPrevious && item.marker.isEmpty();
        QString join = joinBefore(item);
        if (made.continues)
            join = m_block.midWord ? QString{} : u" "_s;
        add(std::move(made), std::move(join));
    }

    void addPlain(const MarkdownItem &item)
    {
        TextParagraph made = paragraph(TextParagraph::Kind::Text, item);
        made.text = visibleText(item.plain).replace(u'\n', QChar{QChar::LineSeparator});
        made.rightToLeft = made.text.isRightToLeft();
        add(std::move(made), paragraphJoin);
    }

    void addCode(const MarkdownItem &item)
    {
        // Pieces of one long code block stand together without a seam.
        const bool topLevel = item.listDepth == 0 && item.quoteDepth == 0;
        const bool begins = !topLevel || !m_block.continuesPrevious;
        const bool ends = !topLevel || !m_block.continuesNext;
        QString code = visibleText(item.plain);
        if (code.endsWith(u'\n'))
            code.chop(1);
        if (code.isEmpty() && !begins && !ends)
            return;
        CodeStart lexer = m_code;
        if (!topLevel || lexer.language == nullptr)
            lexer = {codeLanguage(item.language), {}};
        bool first = true;
        for (const QStringView line : QStringView{code}.tokenize(u'\n')) {
            TextParagraph made = paragraph(TextParagraph::Kind::Code, item);
            made.text = line.toString();
            colour(made, lexer);
            const bool opens = std::exchange(first, false) && begins;
            made.opensCode = opens;
            if (opens)
                made.language = visibleText(item.language);
            const bool sameLine = isFirst() && m_block.midLine;
            made.continues = sameLine;
            add(std::move(made), opens ? paragraphJoin : sameLine ? QString{} : lineJoin);
        }
        m_text.paragraphs.back().closesCode = ends;
    }

    static void colour(TextParagraph &line, CodeStart &lexer)
    {
        if (lexer.language == nullptr)
            return;
        for (const CodeSpan &span : highlightLine(*lexer.language, line.text, lexer.state))
            line.styles.push_back({span.start, span.length, {}, span.token});
    }

    static bool isTooWide(const MarkdownItem &item)
    {
        return std::any_of(item.rows.begin(), item.rows.end(),
                           [](const QList<TableCell> &row) { return row.size() > mostColumns; });
    }

    /// A paragraph for each row.
    void addRows(const MarkdownItem &item)
    {
        for (int row = 0; row < item.rows.size(); ++row) {
            TextParagraph made = paragraph(TextParagraph::Kind::Text, item);
            for (const TableCell &cell : item.rows.at(row)) {
                if (!made.text.isEmpty())
                    made.text += u" | "_s;
                appendRuns(made, cell.text);
            }
            made.rightToLeft = made.text.isRightToLeft();
            add(std::move(made), row == 0 ? paragraphJoin : lineJoin);
        }
    }

    void addTable(const MarkdownItem &item)
    {
        if (isTooWide(item)) {
            addRows(item);
            return;
        }
        for (int row = 0; row < item.rows.size(); ++row) {
            const QList<TableCell> &cells = item.rows.at(row);
            for (int column = 0; column < cells.size(); ++column) {
                TextParagraph made = paragraph(TextParagraph::Kind::Cell, item);
                made.table = m_tables;
                made.row = row;
                made.column = column;
                made.alignment = cells.at(column).alignment;
                appendRuns(made, cells.at(column).text);
                made.rightToLeft = made.text.isRightToLeft();
                const bool begins = row == 0 && column == 0;
                add(std::move(made), begins ? paragraphJoin : column == 0 ? lineJoin : u"\t"_s);
            }
        }
        ++m_tables;
    }

    const SourceBlock &m_block;
    CodeStart m_code;
    BlockText m_text;
    int m_tables = 0;
};

} // namespace

QString BlockText::plain() const
{
    QString text;
    text.reserve(length());
    for (const TextParagraph &paragraph : paragraphs)
        text += paragraph.join + paragraph.text;
    text.replace(QChar{QChar::LineSeparator}, u'\n');
    return text;
}

size_t BlockText::paragraphAt(qsizetype offset) const
{
    const auto after =
        std::upper_bound(paragraphs.begin(), paragraphs.end(), offset,
                         [](qsizetype at, const TextParagraph &paragraph) { return at < paragraph.start; });
    return after == paragraphs.begin() ? 0 : static_cast<size_t>(after - paragraphs.begin() - 1);
}

BlockText blockText(const SourceBlock &block, const QList<MarkdownItem> &items, CodeStart start)
{
    Builder builder{block, start};
    for (const MarkdownItem &item : items)
        builder.add(item);
    return builder.take();
}

BlockText sourceBlockText(const SourceBlock &block, QStringView source)
{
    QString text = visibleText(source);
    if (text.endsWith(u'\n'))
        text.chop(1);
    BlockText made;
    if (source.isEmpty())
        return made;
    for (const QStringView line : QStringView{text}.tokenize(u'\n')) {
        TextParagraph paragraph;
        paragraph.kind = TextParagraph::Kind::Source;
        paragraph.continues = made.paragraphs.empty() && block.midLine;
        paragraph.join = paragraph.continues ? QString{} : lineJoin;
        paragraph.start = made.length() + paragraph.join.size();
        paragraph.text = line.toString();
        made.paragraphs.push_back(std::move(paragraph));
    }
    return made;
}

CodeStart codeStart(QStringView openingLine)
{
    QStringView info = openingLine.trimmed();
    while (!info.isEmpty() && (info.front() == u'`' || info.front() == u'~'))
        info = info.sliced(1);
    return {codeLanguage(firstWord(info.trimmed())), {}};
}

CodeState codeStateAfter(const CodeStart &start, QStringView code)
{
    CodeState state = start.state;
    if (start.language == nullptr)
        return state;
    if (code.endsWith(u'\n'))
        code.chop(1);
    const QString shown = visibleText(code); // as it is coloured
    for (const QStringView line : QStringView{shown}.tokenize(u'\n'))
        highlightLine(*start.language, line, state);
    return state;
}

} // namespace reasonglass
