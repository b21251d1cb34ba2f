#pragma once

#include "streamview/blocksplitter.h"
#include "streamview/texttheme.h"

#include <QElapsedTimer>
#include <QTextBrowser>
#include <QTimer>

#include <optional>
#include <vector>

class QPushButton;

namespace reasonglass {

class BlockWriter;

/// Shows Markdown that grows, part after part, without ever touching what is finished.
///
/// New text changes the document at most once per frame and only behind the last finished block.
/// While the reader is at the end the view follows it; any move upwards lets go, going back to the
/// end takes hold again. Nothing a text says is loaded, followed or run: pictures are shown as
/// words, HTML is text, a click on a link is only reported. GUI thread only.
class StreamView : public QTextBrowser
{
    Q_OBJECT

public:
    static constexpr int minimumZoom = 50;  ///< percent
    static constexpr int maximumZoom = 300; ///< percent

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
    QString sourceText() const;
    /// Whether no text has arrived.
    bool isEmpty() const;

    bool showsSource() const { return m_theme.source; }
    void setShowsSource(bool on);
    bool followsTail() const { return m_followsTail; }
    int zoom() const { return m_zoom; }

public slots:
    void flush();      ///< Shows text that waits for its frame now.
    void showStart();  ///< Goes to the first line and stays there.
    void followTail(); ///< Goes to the end and stays there.
    void setZoom(int percent);

signals:
    /// A link was activated; nothing else happens. The address is as the model wrote it: any scheme.
    void linkActivated(const QUrl &link);
    void zoomChanged(int percent);
    void followsTailChanged(bool follows);
    void showsSourceChanged(bool on);
    /// The reader asked for a find bar, by key or menu.
    void findRequested();

protected:
    QVariant loadResource(int type, const QUrl &name) override;
    void doSetSource(const QUrl &name, QTextDocument::ResourceType type) override;
    QMimeData *createMimeDataFromSelection() const override;
    bool focusNextPrevChild(bool next) override;
    void changeEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    struct Place;
    class Standstill;

    BlockSplitter &ensurePart(int part);
    size_t firstBlockOf(int part) const;
    void invalidateFrom(size_t block);
    void scheduleFlush();
    void updateDocument();
    int removeInvalid(QTextCursor &cursor);
    void writeMissing(BlockWriter &writer);
    void writePart(BlockWriter &writer, size_t part, size_t firstBlock);
    void applyTheme();
    void applyReadingWidth();

    Place readingPlace() const;
    void restore(const Place &place);
    void scrollToEnd();
    void setFollowsTail(bool follows);
    void onScrolled(int value);
    void onRangeChanged(int minimum, int maximum);
    void onSelectionChanged();
    bool handleZoomKey(const QKeyEvent &event);
    bool activateLinkAtCaret();
    void showNewLines();
    void placeNewLines();
    void copyAsMarkdown() const;

    std::vector<BlockSplitter> m_parts;
    std::vector<int> m_shown; ///< where each shown block begins in the document
    size_t m_valid = 0;       ///< how many of them still show what they should
    bool m_finished = false;
    bool m_dirty = false;

    TextTheme m_theme;
    QPalette m_themePalette;
    int m_zoom = 100;
    int m_wheelDelta = 0;

    bool m_followsTail = true;
    bool m_still = false;      ///< changes of scroll bar and selection are ours
    bool m_rangeMoves = false; ///< the next scroll only keeps within a smaller range
    bool m_selecting = false;  ///< a mouse button is down
    int m_lastScroll = 0;
    qsizetype m_newLines = 0; ///< since the view stopped following
    QPushButton *m_newLinesButton = nullptr;

    QTimer m_frame;
    QElapsedTimer m_sinceFlush;
};

} // namespace reasonglass
