#pragma once

#include "streamview/blocksplitter.h"

#include <QList>
#include <QString>

namespace reasonglass {

/// How a run of text looks and where it leads. Values only: nothing here is ever fetched.
struct InlineStyle
{
    bool bold = false;
    bool italic = false;
    bool strike = false;
    bool code = false;
    bool math = false;
    QString link; ///< address as written, empty for none; it may be of any scheme

    bool operator==(const InlineStyle &other) const = default;
};

struct InlineRun
{
    QString text; ///< as written by the model; a new line is a hard break
    InlineStyle style;

    bool operator==(const InlineRun &other) const = default;
};

using InlineText = QList<InlineRun>;

struct TableCell
{
    Qt::Alignment alignment = Qt::AlignLeft;
    InlineText text;

    bool operator==(const TableCell &other) const = default;
};

/// One paragraph-like thing to draw. Containers (lists, quotes) are told by depth, not by nesting.
struct MarkdownItem
{
    enum class Kind { Paragraph, Heading, Code, Table, Rule, Plain };
    enum class Task { None, Open, Done };

    Kind kind = Kind::Paragraph;
    int level = 0; ///< of a heading, 1 to 6
    int quoteDepth = 0;
    int listDepth = 0; ///< 0 outside lists
    QString marker;    ///< "•" or "3."; empty for what follows the first paragraph of an item
    Task task = Task::None;
    InlineText text;              ///< of paragraphs and headings
    QString plain;                ///< of code and of plain text: lines as they are
    QString language;             ///< first word of a code fence's info string
    QList<QList<TableCell>> rows; ///< of a table; the first row is its head

    bool operator==(const MarkdownItem &other) const = default;
};

/// Sources longer than this, or with more inline marks than `markLimit`, are read as plain text:
/// a hostile answer costs no more than a long one.
inline constexpr qsizetype parseLimit = 16'384; ///< UTF-16 units
inline constexpr int markLimit = 800;           ///< runs of characters that can begin or end inline markup

/// Reads Markdown in the GitHub manner with LaTeX math; raw HTML is text. Pure; any thread.
QList<MarkdownItem> parseMarkdown(QStringView source);

/// Reads one block of \a splitter. Give the shown text of an open tail as \a source.
QList<MarkdownItem> parseBlock(const SourceBlock &block, QStringView source);

} // namespace reasonglass
