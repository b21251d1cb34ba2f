#pragma once

#include "streamview/blocksplitter.h"
#include "streamview/codehighlight.h"
#include "streamview/markdownblocks.h"

#include <QString>

#include <vector>

namespace reasonglass {

/// Some characters of a paragraph that look alike.
struct StyledRange
{
    qsizetype start = 0; ///< in the paragraph's text, UTF-16 units
    qsizetype length = 0;
    InlineStyle style;
    CodeToken token = CodeToken::Plain;

    bool operator==(const StyledRange &other) const = default;
};

/// A piece of text that is broken into lines by itself: a paragraph, a line of code, a table's cell.
struct TextParagraph
{
    enum class Kind { Text, Heading, Code, Cell, Rule, Source };

    Kind kind = Kind::Text;
    QString join;        ///< what stands before the paragraph in copied text; belongs to the block's text
    QString text;        ///< as shown: hidden characters made visible, with the list marker
    qsizetype start = 0; ///< where `text` begins in the block's text
    std::vector<StyledRange> styles; ///< ascending, without overlap
    int level = 0;                   ///< of a heading, 1 to 6
    int quoteDepth = 0;
    int listDepth = 0;
    qsizetype markerLength = 0; ///< the list marker with its tab, at the beginning of `text`
    bool rightToLeft = false;
    bool continues = false; ///< goes on where a long paragraph was cut: no gap above
    bool opensCode = false;
    bool closesCode = false;
    QString language; ///< of the code block this line opens
    int table = 0;    ///< of a cell: which table of the block, counted from 0
    int row = 0;
    int column = 0;
    Qt::Alignment alignment = Qt::AlignLeft; ///< of a cell

    qsizetype end() const { return start + text.size(); }
    bool operator==(const TextParagraph &other) const = default;
};

/// What a block says and how, without a font or a width. A value; any thread.
///
/// The block's text is each paragraph's join and text, one after the other; offsets count in it.
struct BlockText
{
    std::vector<TextParagraph> paragraphs;

    qsizetype length() const { return paragraphs.empty() ? 0 : paragraphs.back().end(); }
    QString plain() const;
    /// The last paragraph that begins at or before \a offset; there must be one paragraph at least.
    size_t paragraphAt(qsizetype offset) const;

    bool operator==(const BlockText &other) const = default;
};

/// What the lexer of a code block knows at the beginning of a piece of it.
struct CodeStart
{
    const CodeLanguage *language = nullptr; ///< null: shown without colours
    CodeState state;
};

/// \a items are what parseBlock() made of \a block.
BlockText blockText(const SourceBlock &block, const QList<MarkdownItem> &items, CodeStart start = {});
/// The Markdown itself, a paragraph for each line.
BlockText sourceBlockText(const SourceBlock &block, QStringView source);
/// The language and state at the beginning of the code block that \a source opens.
CodeStart codeStart(QStringView openingLine);
/// Reads the lines of a piece of a code block and says what the lexer knows after them.
CodeState codeStateAfter(const CodeStart &start, QStringView code);

} // namespace reasonglass
