#pragma once

#include "streamview/blocktext.h"
#include "streamview/texttheme.h"

#include <QRectF>
#include <QTextLayout>

#include <memory>
#include <optional>
#include <vector>

class QPainter;

namespace reasonglass {

/// A stretch of a block's text that is shown on another ground; offsets in the block's text.
struct TextMark
{
    enum class Kind { Match, Selection };

    qsizetype begin = 0;
    qsizetype end = 0;
    Kind kind = Kind::Selection;
};

/// A line on the screen: offsets in the block's text, pixels from the block's top.
struct TextLine
{
    qsizetype begin = 0;
    qsizetype end = 0; ///< before what ends the line
    int top = 0;
    int height = 0;
};

/// The lines of one block, at a width. Pixels are counted from the block's top left corner; the block's
/// height includes the gap above it. GUI thread, or any one thread for printing.
class BlockLayout
{
public:
    struct Setting
    {
        int width = 0;
        bool atTop = false;      ///< nothing stands above: no gap
        bool beginsPart = false; ///< a larger gap
        bool continuesAbove = false;
        bool continuesBelow = false;

        bool operator==(const Setting &other) const = default;
    };

    /// \a theme must outlive the layout and not change.
    explicit BlockLayout(const TextTheme &theme)
        : m_theme(&theme)
    { }

    /// Lays out \a text; paragraphs that are as they were keep their lines. Returns the first pixel row that
    /// may look different.
    int lay(BlockText text, const Setting &setting);

    const BlockText &text() const { return m_text; }
    int height() const { return m_height; }
    int width() const { return m_width; } ///< more than asked for if a table needs it

    /// \a clip and \a at in the painter's coordinates.
    void paint(QPainter &painter, QPointF at, const QRectF &clip, const std::vector<TextMark> &marks) const;

    /// The place in the text nearest to \a point.
    qsizetype offsetAt(QPointF point) const;
    /// The address that is linked at \a point, empty for none.
    QString linkAt(QPointF point) const;
    QString linkAt(qsizetype offset) const;
    /// Where a caret before \a offset stands, one pixel wide.
    QRectF caretRect(qsizetype offset) const;
    /// The line that \a offset is in; nothing in a block without text.
    std::optional<TextLine> lineAt(qsizetype offset) const;
    std::vector<TextLine> lines() const;

private:
    struct Piece
    {
        std::unique_ptr<QTextLayout> lines;
        std::vector<int> tops; ///< of each line, from the piece's top
        int height = 0;
        double left = 0;
        int top = 0;
        double width = 0;   ///< it was broken at
        double hang = 0;    ///< how far the first line stands out
        double natural = 0; ///< of cells: as one line
        double minimum = 0; ///< of cells: its longest word
    };
    struct Decoration
    {
        enum class Kind { Ground, Fill, Label };

        Kind kind = Kind::Fill;
        QRectF rect;
        bool opensAbove = false; ///< a ground that goes on in the block before
        bool opensBelow = false;
        QColor color = {};
        QString text = {};
    };

    void shape(Piece &piece, const TextParagraph &paragraph) const;
    void measureCell(Piece &piece) const;
    void breakLines(Piece &piece, double width, double hang, int pitch) const;
    QTextCharFormat formatOf(const StyledRange &range, const TextParagraph &paragraph) const;
    QFont fontOf(const TextParagraph &paragraph) const;
    int pitchOf(const TextParagraph &paragraph) const;
    double indentOf(const TextParagraph &paragraph) const;
    int gapAbove(size_t index) const;
    double hangOf(const TextParagraph &paragraph) const;

    void place();
    int placeParagraph(size_t index, int y);
    size_t placeTable(size_t first, int &y);
    std::vector<double> columnWidths(size_t first, size_t last, double available) const;
    void decorate();
    void decorateCode();
    void decorateQuotes();
    void drawMarks(QPainter &painter, const Piece &piece, const TextParagraph &paragraph, QPointF at,
                   const QRectF &clip, const std::vector<TextMark> &marks) const;
    void drawDecorations(QPainter &painter, QPointF at, const QRectF &clip) const;
    std::vector<QRectF> boxesOf(const Piece &piece, qsizetype begin, qsizetype end, bool withLineEnd) const;
    TextLine lineOf(size_t paragraph, int number) const;
    size_t pieceNear(QPointF point) const;

    const TextTheme *m_theme;
    Setting m_setting;
    BlockText m_text;
    std::vector<Piece> m_pieces; ///< one for each paragraph
    std::vector<Decoration> m_tableDecorations;
    std::vector<Decoration> m_decorations;
    int m_height = 0;
    int m_width = 0;
};

} // namespace reasonglass
