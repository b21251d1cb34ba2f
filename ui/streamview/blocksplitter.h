#pragma once

#include <QString>
#include <QStringView>

#include <optional>
#include <vector>

namespace reasonglass {

/// A stretch of Markdown source that can be read by itself. The blocks of a text tile it: no
/// character is in two of them and none is in none, so joining their stretches gives the source.
struct SourceBlock
{
    enum class Kind { Paragraph, Heading, Rule, Code, IndentedCode, Table, List, Quote };

    Kind kind = Kind::Paragraph;
    qsizetype start = 0;           ///< in UTF-16 units from the beginning of the source
    qsizetype length = 0;          ///< in UTF-16 units, including the blank lines that belong to the block
    QString opening;               ///< lines to read before the stretch: the fence or table head it continues
    std::optional<int> listNumber; ///< number of the first item, where an ordered list continues
    bool continuesPrevious = false; ///< a long block was cut just before this stretch
    bool continuesNext = false;     ///< a long block was cut just after this stretch
    bool midLine = false;           ///< the stretch begins in the middle of a line that was cut
    bool midWord = false;           ///< and no blank was there to cut at
    int piece = 0;                  ///< how many stretches of the same long block stand before this one

    bool operator==(const SourceBlock &other) const = default;
};

/// Cuts Markdown that grows into blocks.
///
/// Decisions are made on whole lines only (or on pieces of very long lines whose place depends on
/// nothing that comes later), so the result does not depend on how the text was cut on its way
/// here. A finished block never changes again; what may still change is the tail, which stays
/// within a few times `softLimit`. Work is linear in the text appended.
class BlockSplitter
{
public:
    /// Blocks longer than this are cut at the next good place, lines at the last blank before it.
    static constexpr qsizetype softLimit = 4096;

    /// Tables longer than this are cut: laying out cells costs far more than their text tells.
    static constexpr int rowLimit = 64;

    void append(QStringView text);

    const QString &text() const { return m_text; }
    const std::vector<SourceBlock> &finished() const { return m_finished; }
    /// What is not finished yet; its length may be 0.
    SourceBlock tail() const;
    QStringView source(const SourceBlock &block) const
    {
        return QStringView{m_text}.sliced(block.start, block.length);
    }

private:
    struct Line;
    enum class State { Between, Paragraph, Code, IndentedCode, List, Quote };

    std::optional<Line> nextLine() const;
    void takeLine(const Line &line);
    void takeBetween(const Line &line);
    void takeInParagraph(const Line &line);
    void takeInCode(const Line &line);
    void takeInIndentedCode(const Line &line);
    void takeInList(const Line &line);
    void takeInQuote(const Line &line);
    void takeRestOfLine(const Line &line);

    void begin(State state, SourceBlock::Kind kind);
    void extend(const Line &line);
    void finish();
    void finishBefore(const Line &line);
    void cutIfLong(const Line &line, qsizetype limit = softLimit);
    void cut();
    void noteMidLine();
    void noteTableHead(const Line &line);
    bool closesFence(const Line &line) const;

    QString m_text;
    std::vector<SourceBlock> m_finished;
    qsizetype m_next = 0;             ///< first character no line was taken from yet
    mutable qsizetype m_searched = 0; ///< no line end lies between m_next and this
    bool m_midLine = false;           ///< the character at m_next continues a line that was cut

    State m_state = State::Between;
    SourceBlock m_block; ///< the open block; its length grows line by line
    int m_lines = 0;     ///< lines in the open block, leading blank ones not counted
    QString m_fence;     ///< fence characters of the open code block
    QString m_head;      ///< what the next piece of the open code block or table is read after
    int m_listIndent = 0;
    std::optional<int> m_nextNumber;
    bool m_afterBlank = false;
};

} // namespace reasonglass
