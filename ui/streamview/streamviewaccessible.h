#pragma once

#include <QAccessibleWidget>

namespace reasonglass {

class StreamView;

/// A StreamView for screen readers: text, caret and selection; character by character, by word, by the
/// lines that are seen, by paragraph. Offsets count the characters that are shown.
class StreamViewAccessible : public QAccessibleWidget, public QAccessibleTextInterface
{
public:
    explicit StreamViewAccessible(StreamView *view);

    /// Makes Qt use this for every StreamView. May be called more than once.
    static void install();

    void *interface_cast(QAccessible::InterfaceType type) override;
    QAccessible::State state() const override;
    QString text(QAccessible::Text kind) const override;

    // QAccessibleTextInterface
    void selection(int selectionIndex, int *startOffset, int *endOffset) const override;
    int selectionCount() const override;
    void addSelection(int startOffset, int endOffset) override;
    void removeSelection(int selectionIndex) override;
    void setSelection(int selectionIndex, int startOffset, int endOffset) override;
    int cursorPosition() const override;
    void setCursorPosition(int position) override;
    QString text(int startOffset, int endOffset) const override;
    QString textBeforeOffset(int offset, QAccessible::TextBoundaryType boundary, int *startOffset,
                             int *endOffset) const override;
    QString textAfterOffset(int offset, QAccessible::TextBoundaryType boundary, int *startOffset,
                            int *endOffset) const override;
    QString textAtOffset(int offset, QAccessible::TextBoundaryType boundary, int *startOffset,
                         int *endOffset) const override;
    int characterCount() const override;
    QRect characterRect(int offset) const override;
    int offsetAtPoint(const QPoint &point) const override;
    void scrollToSubstring(int startIndex, int endIndex) override;
    QString attributes(int offset, int *startOffset, int *endOffset) const override;

private:
    struct Span
    {
        int begin = 0;
        int end = 0;
    };

    StreamView *view() const;
    Span spanAt(int offset, QAccessible::TextBoundaryType boundary) const;
    QString said(Span span, int *startOffset, int *endOffset) const;
};

} // namespace reasonglass
