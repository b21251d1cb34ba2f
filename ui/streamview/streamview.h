#pragma once

#include "streamview/blockstack.h"
#include "streamview/caretwalk.h"
#include "streamview/streamtext.h"
#include "streamview/textsearch.h"
#include "streamview/texttheme.h"

#include <QAbstractScrollArea>
#include <QElapsedTimer>
#include <QTimer>

#include <optional>

class QMimeData;
class QPushButton;

namespace reasonglass {

/// Shows Markdown that grows, part after part, at a cost that does not depend on how much there is.
///
/// The text is a stack of blocks of which only the visible ones are laid out. New text changes the picture
/// at most once per frame and only behind the last finished block; a hidden view only keeps the text.
/// While the reader is at the end the view follows it; any move upwards lets go, going back to the end
/// takes hold again. Nothing a text says is loaded, followed or run: pictures are shown as words, HTML is
/// text, a click on a link is only reported. GUI thread only.
class StreamView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    static constexpr int minimumZoom = 50;  ///< percent
    static constexpr int maximumZoom = 300; ///< percent

    enum class Direction { Forward, Backward };

    explicit StreamView(QWidget *parent = nullptr);
    ~StreamView() override;

    /// Parts are counted from 0; a part that does not exist yet is created, with those before it.
    void appendToPart(int part, const QString &text);
    /// Makes \a text the whole of \a part. Blocks that are the same stay untouched.
    void replacePart(int part, const QString &text);
    /// Shows complete texts at once, as after finish().
    void setParts(const QStringList &markdown);
    /// No more text is expected: shows all of it as it reads. Never scrolls.
    void finish();
    void clear();

    /// The Markdown as it came, parts joined by an empty line.
    QString sourceText() const { return m_text.sourceText(); }
    /// What is shown, as plain text.
    QString plainText() const { return m_text.plainText(); }
    const StreamText &text() const { return m_text; }
    /// Whether no text has arrived.
    bool isEmpty() const { return m_text.isEmpty(); }
    /// What stands there while no text has arrived.
    void setPlaceholderText(const QString &text);
    QString placeholderText() const { return m_placeholder; }

    bool showsSource() const { return m_text.showsSource(); }
    void setShowsSource(bool on);
    bool followsTail() const { return m_followsTail; }
    int zoom() const { return m_zoom; }
    /// Until this is called the widget's font and the system's fixed one are used.
    void setFonts(const TextFonts &fonts);
    /// Those in use, at 100 %.
    TextFonts fonts() const;
    const TextTheme &theme() const { return m_stack.theme(); }
    /// Of the lines, in pixels.
    int columnWidth() const { return m_stack.width(); }
    /// How many blocks are laid out at the moment: those that can be seen and some around them.
    size_t laidOutBlocks() const { return m_stack.layoutCount(); }

    // Caret and selection
    TextPosition caret() const { return m_caret; }
    TextPosition anchor() const { return m_anchor; }
    TextRange selection() const;
    bool hasSelection() const { return m_anchor != m_caret; }
    QString selectedText() const { return m_text.plainText(selection()); }
    /// Does not scroll.
    void select(TextPosition anchor, TextPosition caret);
    void ensureVisible(TextPosition position);
    /// Where the caret stands, in the viewport.
    QRect caretRect(TextPosition position);
    /// The place in the text nearest to \a point of the viewport.
    TextPosition positionAt(QPoint point);
    CaretWalk walk();
    /// The selection, or nothing if there is none: as plain text, HTML and Markdown. Owned by the caller.
    QMimeData *copied() const;

    // Search
    /// Marks \a what wherever it stands; empty ends that.
    void search(const QString &what);
    const TextSearch &currentSearch() const { return m_search; }
    /// Selects the next match after the caret, going round at the end.
    void selectMatch(Direction direction, bool fromSelectionStart = false);

public slots:
    void flush();      ///< Shows text that waits for its frame now.
    void showStart();  ///< Goes to the first line and stays there.
    void followTail(); ///< Goes to the end and stays there.
    void setZoom(int percent);
    void copy() const;
    void selectAll();

signals:
    /// A link was activated; nothing else happens. The address is as the model wrote it: any scheme.
    void linkActivated(const QUrl &link);
    void zoomChanged(int percent);
    void followsTailChanged(bool follows);
    void showsSourceChanged(bool on);
    void selectionChanged();
    /// What is shown has changed.
    void changed();
    /// More matches are known, or fewer.
    void searchChanged();
    /// The reader asked for a find bar, by key or menu.
    void findRequested();
    void printRequested();
    void pdfRequested();

protected:
    bool viewportEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void showEvent(QShowEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    struct Place;

    void textChanged();
    void catchUp();
    void scheduleFlush();
    void takeChange();
    void moveSelection(const TextChange &change);
    void repaintFrom(size_t block);
    void reportToScreenReaders();
    void applyTheme();
    int wantedWidth(const TextTheme &theme) const;

    // Scrolling
    int screenTop(size_t block) const;
    int contentLeft() const;
    int greatestScroll() const;
    void scrollTo(int value);
    void arrange();
    bool arrangeOnce();
    void layOutTail();
    void showScrollBars();
    void repaintMoved(size_t block, int topBefore);
    Place readingPlace();
    void restore(const Place &place);
    void setFollowsTail(bool follows);
    void showNewLines();
    void placeNewLines();
    void searchOn();

    // The reader's hands
    std::optional<TextPosition> caretTarget(const QKeyEvent &event);
    std::optional<TextPosition> verticalTarget(const QKeyEvent &event);
    void bringCaretIntoSight(const QKeyEvent &event);
    void moveCaret(TextPosition to, bool select);
    bool handleZoomKey(const QKeyEvent &event);
    bool handleCommandKey(const QKeyEvent &event);
    bool activateLinkAtCaret();
    QString linkAt(QPoint point);
    void extendSelection(QPoint point);
    void dragOut();
    void copySelectionToPrimary() const;
    void paintBlocks(QPainter &painter, const QRect &rect);
    void paintPlaceholder(QPainter &painter);
    std::vector<TextMark> marksOf(size_t block) const;

    StreamText m_text;
    BlockStack m_stack{m_text};
    TextSearch m_search{m_text};
    std::optional<TextFonts> m_fonts; ///< the reader's; else the widget's
    QPalette m_themePalette;
    QString m_placeholder;
    int m_zoom = 100;
    int m_wheelDelta = 0;

    TextPosition m_anchor;
    TextPosition m_caret;
    std::optional<double> m_caretX; ///< where going up and down aims at
    bool m_caretShown = false;      ///< a caret is drawn once the keyboard moved it

    int m_scroll = 0;       ///< of the vertical bar, in pixels
    size_t m_readBlock = 0; ///< the first visible block: it stays where it is when others change their height
    bool m_followsTail = true;
    bool m_still = false;   ///< the scroll bar moves because we say so
    double m_newPixels = 0; ///< since the view stopped following
    QPushButton *m_newLinesButton = nullptr;

    enum class Press { None, Selecting, OnSelection };
    Press m_press = Press::None;
    QPoint m_pressedAt;
    QElapsedTimer m_sinceDoubleClick;
    int m_autoScroll = 0; ///< timer while the mouse selects beyond an edge

    QTimer m_frame;
    QTimer m_searchSlice;
    QElapsedTimer m_sinceFlush;
    qsizetype m_reportedLength = 0;         ///< what screen readers have been told of
    std::optional<Direction> m_wantedMatch; ///< selected as soon as it is found
};

} // namespace reasonglass
