#pragma once

#include "streamview/markdownblocks.h"
#include "streamview/texttheme.h"

#include <QTextBlockFormat>
#include <QTextCharFormat>
#include <QTextCursor>

namespace reasonglass {

/// What a paragraph of the document is, beyond what Qt's formats say; kept in its block format.
enum TextProperty {
    CodeLineProperty = QTextFormat::UserProperty + 1, ///< a CodeLine, as int
    CodeLanguageProperty,                             ///< on the first line of a code block
    QuoteDepthProperty,
    RuleProperty,
    SpacerProperty, ///< an empty paragraph that only carries a table
    JoinProperty,   ///< what stands between this paragraph and the one before it in copied text
};

enum class CodeLine { First = 1, Following = 2 };

/// Writes items at the end of a document, one after the other.
class BlockWriter
{
public:
    /// \a cursor stands at the end. If \a fresh, in an empty paragraph that is there to be used.
    BlockWriter(const QTextCursor &cursor, const TextTheme &theme, bool fresh)
        : m_cursor(cursor)
        , m_theme(theme)
        , m_fresh(fresh)
    { }

    /// Where the next item will begin.
    int position() const { return m_cursor.position() + (m_fresh ? 0 : 1); }
    /// Whether the document ends with a paragraph nobody used.
    bool fresh() const { return m_fresh; }
    /// Leaves a gap before the next item, which begins another part.
    void separate() { m_gap = true; }

    void write(const SourceBlock &block, const QList<MarkdownItem> &items);
    /// Writes \a source as it is.
    void writeSource(const SourceBlock &block, QStringView source);

private:
    void writeText(const MarkdownItem &item, const QString &join);
    void writeLines(const MarkdownItem &item);
    void writeCode(const MarkdownItem &item, const SourceBlock &block);
    void writeTable(const MarkdownItem &item);
    void writeRule(const MarkdownItem &item);

    void beginParagraph(QTextBlockFormat format, const QTextCharFormat &characters = {});
    void beginSpacer(double height);
    void beginCode(QTextBlockFormat &line, const QString &language) const;
    QTextBlockFormat codeFormat(const MarkdownItem &item) const;
    QTextBlockFormat formatOf(const MarkdownItem &item, bool rightToLeft = false) const;
    QTextCharFormat textFormat(const MarkdownItem &item) const;
    QTextCharFormat runFormat(QTextCharFormat format, const InlineStyle &style) const;
    void insertRuns(QTextCursor &cursor, const InlineText &runs, const QTextCharFormat &format) const;
    double indentOf(const MarkdownItem &item) const;

    QTextCursor m_cursor;
    const TextTheme &m_theme;
    bool m_fresh;
    bool m_gap = false;
};

/// The selected text as a person would type it: tabs between table cells, no helper paragraphs.
QString plainTextOf(const QTextCursor &selection);

} // namespace reasonglass
