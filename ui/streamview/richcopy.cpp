#include "streamview/richcopy.h"

#include "base/visibletext.h"

#include <QUrl>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// Some characters of a paragraph.
struct Cut
{
    const TextParagraph &paragraph;
    qsizetype begin = 0; ///< in the paragraph's text
    qsizetype end = 0;
    bool whole() const { return begin == 0 && end == paragraph.text.size(); }
};

/// Calls \a take with the cuts that \a begin to \a end of \a text touches.
template <typename Take>
void cutParagraphs(const BlockText &text, qsizetype begin, qsizetype end, Take take)
{
    for (const TextParagraph &paragraph : text.paragraphs) {
        const qsizetype from = std::max<qsizetype>(begin - paragraph.start, 0);
        const qsizetype to = std::min(end - paragraph.start, paragraph.text.size());
        const bool touched =
            from < to || (paragraph.text.isEmpty() && begin <= paragraph.start && end >= paragraph.start);
        if (touched)
            take(Cut{paragraph, std::min(from, std::max<qsizetype>(to, 0)), std::max<qsizetype>(to, 0)});
    }
}

/// Calls \a take with each stretch of the cut that looks alike.
template <typename Take>
void styledStretches(const Cut &cut, qsizetype from, Take take)
{
    qsizetype at = std::max(cut.begin, from);
    const auto upTo = [&](qsizetype end, const InlineStyle &style) {
        if (end > at)
            take(QStringView{cut.paragraph.text}.sliced(at, end - at), style);
        at = std::max(at, end);
    };
    for (const StyledRange &range : cut.paragraph.styles) {
        if (range.start >= cut.end)
            break;
        upTo(std::min(range.start, cut.end), {});
        upTo(std::min(range.start + range.length, cut.end), range.style);
    }
    upTo(cut.end, {});
}

bool isOrdered(const TextParagraph &paragraph)
{
    return paragraph.markerLength > 0 && paragraph.text.front().isDigit();
}

class HtmlWriter
{
public:
    void take(const Cut &cut)
    {
        using Kind = TextParagraph::Kind;
        const TextParagraph &paragraph = cut.paragraph;
        if (paragraph.kind != Kind::Code && paragraph.kind != Kind::Source)
            closeCode();
        if (paragraph.kind != Kind::Cell)
            closeTable();
        enterContainers(paragraph);
        switch (paragraph.kind) {
        case Kind::Text:
        case Kind::Heading:
            writeText(cut);
            break;
        case Kind::Code:
        case Kind::Source:
            writeCode(cut);
            break;
        case Kind::Cell:
            writeCell(cut);
            break;
        case Kind::Rule:
            m_html += "<hr>\n"_L1;
            break;
        }
    }

    QString finish()
    {
        closeCode();
        closeTable();
        closeLists(0);
        for (; m_quotes > 0; --m_quotes)
            m_html += "</blockquote>\n"_L1;
        return std::move(m_html);
    }

private:
    void enterContainers(const TextParagraph &paragraph)
    {
        if (paragraph.quoteDepth != m_quotes) {
            closeCode();
            closeLists(0);
            for (; m_quotes > paragraph.quoteDepth; --m_quotes)
                m_html += "</blockquote>\n"_L1;
            for (; m_quotes < paragraph.quoteDepth; ++m_quotes)
                m_html += "<blockquote>\n"_L1;
        }
        closeLists(paragraph.listDepth);
        if (paragraph.markerLength == 0)
            return;
        const QString tag = isOrdered(paragraph) ? u"ol"_s : u"ul"_s;
        if (m_lists.size() == paragraph.listDepth && m_lists.last() != tag)
            closeLists(paragraph.listDepth - 1);
        const bool goesOn = m_lists.size() == paragraph.listDepth;
        if (goesOn)
            m_html += "</li>\n"_L1;
        while (m_lists.size() < paragraph.listDepth) {
            m_html += u'<' + tag + startOf(paragraph) + u">\n"_s;
            m_lists.append(tag);
            if (m_lists.size() < paragraph.listDepth)
                m_html += "<li>"_L1;
        }
        m_html += "<li>"_L1;
    }

    static QString startOf(const TextParagraph &paragraph)
    {
        const int number = paragraph.text.first(paragraph.markerLength).chopped(2).toInt();
        return isOrdered(paragraph) && number > 1 ? u" start=\"%1\""_s.arg(number) : QString{};
    }

    void closeLists(qsizetype depth)
    {
        if (m_lists.size() > depth)
            closeCode();
        while (m_lists.size() > depth)
            m_html += u"</li>\n</"_s + m_lists.takeLast() + u">\n"_s;
    }

    void closeCode()
    {
        if (std::exchange(m_inCode, false))
            m_html += "</code></pre>\n"_L1;
    }

    void closeTable()
    {
        if (std::exchange(m_row, -1) >= 0)
            m_html += "</tr>\n</table>\n"_L1;
    }

    void writeText(const Cut &cut)
    {
        const TextParagraph &paragraph = cut.paragraph;
        const QString tag =
            paragraph.kind == TextParagraph::Kind::Heading ? u"h%1"_s.arg(paragraph.level) : u"p"_s;
        const QString direction = paragraph.rightToLeft ? u" dir=\"rtl\""_s : QString{};
        if (paragraph.continues && m_html.endsWith(u"</p>\n"_s) && tag == u"p"_s)
            m_html.chop(5);
        else
            m_html += u'<' + tag + direction + u'>';
        const bool isTask = paragraph.text.startsWith(u'☐') || paragraph.text.startsWith(u'☑');
        writeStretches(cut, isTask ? 0 : paragraph.markerLength);
        m_html += u"</"_s + tag + u">\n"_s;
    }

    void writeCode(const Cut &cut)
    {
        if (cut.paragraph.opensCode)
            closeCode();
        if (!std::exchange(m_inCode, true))
            m_html += "<pre><code>"_L1;
        else if (!cut.paragraph.continues)
            m_html += u'\n';
        m_html += escaped(QStringView{cut.paragraph.text}.sliced(cut.begin, cut.end - cut.begin));
    }

    void writeCell(const Cut &cut)
    {
        const TextParagraph &cell = cut.paragraph;
        if (m_row >= 0 && cell.table != m_table)
            closeTable();
        if (m_row < 0)
            m_html += "<table border=\"1\">\n<tr>"_L1;
        else if (cell.row != m_row)
            m_html += "</tr>\n<tr>"_L1;
        m_row = cell.row;
        m_table = cell.table;
        const QString tag = cell.row == 0 ? u"th"_s : u"td"_s;
        const bool right = cell.alignment.testFlag(Qt::AlignRight);
        const bool centre = cell.alignment.testFlag(Qt::AlignHCenter);
        m_html += u'<' + tag
            + (right        ? u" align=\"right\""_s
                   : centre ? u" align=\"center\""_s
                            : QString{})
            + u'>';
        writeStretches(cut, 0);
        m_html += u"</"_s + tag + u'>';
    }

    void writeStretches(const Cut &cut, qsizetype from)
    {
        styledStretches(cut, from, [this](QStringView text, const InlineStyle &style) {
            QString html = escaped(text);
            const auto wrap = [&html](bool on, QStringView tag) {
                if (on)
                    html = u'<' + tag + u'>' + html + u"</"_s + tag + u'>';
            };
            wrap(style.code, u"code");
            wrap(style.italic || style.math, u"em");
            wrap(style.bold, u"strong");
            wrap(style.strike, u"del");
            const QUrl link{style.link};
            if (QStringList{u"http"_s, u"https"_s, u"mailto"_s}.contains(link.scheme()))
                html = u"<a href=\""_s + style.link.toHtmlEscaped() + u"\">"_s + html + u"</a>"_s;
            m_html += html;
        });
    }

    static QString escaped(QStringView text)
    {
        return text.toString().toHtmlEscaped().replace(QChar{QChar::LineSeparator}, u"<br>"_s);
    }

    QString m_html;
    QStringList m_lists;
    int m_quotes = 0;
    int m_row = -1; ///< of the table that is open; -1: none is
    int m_table = 0;
    bool m_inCode = false;
};

class MarkdownWriter
{
public:
    void take(const Cut &cut)
    {
        using Kind = TextParagraph::Kind;
        const TextParagraph &paragraph = cut.paragraph;
        if (paragraph.kind != Kind::Code)
            closeFence();
        if (!m_markdown.isEmpty() && paragraph.kind != Kind::Cell)
            m_markdown += paragraph.join.startsWith(u"\n\n") ? u"\n\n"_s
                : paragraph.join.isEmpty()                   ? u""_s
                                                             : u"\n"_s;
        switch (paragraph.kind) {
        case Kind::Text:
        case Kind::Heading:
            m_markdown += prefixOf(paragraph);
            writeStretches(cut, paragraph.markerLength);
            break;
        case Kind::Code:
            if (!std::exchange(m_inFence, true))
                m_markdown += u"```"_s + paragraph.language + u'\n';
            m_markdown += cut.paragraph.text.sliced(cut.begin, cut.end - cut.begin);
            break;
        case Kind::Source:
            m_markdown += cut.paragraph.text.sliced(cut.begin, cut.end - cut.begin);
            break;
        case Kind::Cell:
            writeCell(cut);
            break;
        case Kind::Rule:
            m_markdown += "---"_L1;
            break;
        }
    }

    QString finish()
    {
        closeFence();
        return std::move(m_markdown);
    }

private:
    void closeFence()
    {
        if (std::exchange(m_inFence, false))
            m_markdown += "\n```"_L1;
    }

    static QString prefixOf(const TextParagraph &paragraph)
    {
        QString prefix = u"> "_s.repeated(paragraph.quoteDepth);
        if (paragraph.listDepth > 0)
            prefix += u"    "_s.repeated(paragraph.listDepth - 1);
        if (paragraph.kind == TextParagraph::Kind::Heading)
            return prefix + QString(paragraph.level, u'#') + u' ';
        if (paragraph.markerLength == 0)
            return prefix + (paragraph.listDepth > 0 ? u"    "_s : QString{});
        if (isOrdered(paragraph))
            return prefix + paragraph.text.first(paragraph.markerLength).trimmed() + u' ';
        const QChar mark = paragraph.text.front();
        return prefix + (mark == u'☑' ? u"- [x] "_s : mark == u'☐' ? u"- [ ] "_s : u"- "_s);
    }

    void writeCell(const Cut &cut)
    {
        const TextParagraph &cell = cut.paragraph;
        if (cell.column == 0 && !m_markdown.isEmpty())
            m_markdown += cell.row == 0 ? "\n\n"_L1 : "\n"_L1;
        if (cell.column == 0 && cell.row == 1)
            m_markdown += u"|"_s + u"---|"_s.repeated(m_columns) + u'\n';
        m_markdown += cell.column == 0 ? "| "_L1 : " "_L1;
        writeStretches(cut, 0);
        m_markdown += " |"_L1;
        m_columns = cell.row == 0 ? cell.column + 1 : m_columns;
    }

    void writeStretches(const Cut &cut, qsizetype from)
    {
        styledStretches(cut, from, [this](QStringView text, const InlineStyle &style) {
            QString words = text.toString().replace(QChar{QChar::LineSeparator}, u"  \n"_s);
            const auto wrap = [&words](bool on, QStringView mark) {
                if (on)
                    words = mark + words + mark;
            };
            wrap(style.code, u"`");
            wrap(style.math, u"$");
            wrap(style.italic, u"*");
            wrap(style.bold, u"**");
            wrap(style.strike, u"~~");
            if (!style.link.isEmpty())
                words = u'[' + words + u"]("_s + visibleText(style.link) + u')';
            m_markdown += words;
        });
    }

    QString m_markdown;
    bool m_inFence = false;
    int m_columns = 0;
};

} // namespace

QString htmlOf(const StreamText &text, const TextRange &range)
{
    HtmlWriter writer;
    text.visit(range, [&writer](size_t, const BlockText &block, qsizetype begin, qsizetype end) {
        cutParagraphs(block, begin, end, [&writer](const Cut &cut) { writer.take(cut); });
    });
    return writer.finish();
}

QString markdownOf(const StreamText &text, const TextRange &range)
{
    QString markdown;
    text.visit(range, [&](size_t number, const BlockText &block, qsizetype begin, qsizetype end) {
        const bool whole = begin <= block.paragraphs.front().start && end >= block.length();
        QString said;
        if (whole) {
            said = visibleText(text.source(number));
        } else {
            MarkdownWriter writer;
            cutParagraphs(block, begin, end, [&writer](const Cut &cut) { writer.take(cut); });
            said = writer.finish();
        }
        const bool partsMeet = text.beginsPart(number) && !markdown.isEmpty();
        if (partsMeet && !markdown.endsWith(u"\n\n"_s))
            markdown += markdown.endsWith(u'\n') ? u"\n"_s : u"\n\n"_s;
        else if (!whole && !markdown.isEmpty() && !markdown.endsWith(u'\n'))
            markdown += block.paragraphs.front().join;
        markdown += said;
    });
    while (markdown.endsWith(u'\n'))
        markdown.chop(1);
    return markdown;
}

} // namespace reasonglass
