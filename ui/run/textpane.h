#pragma once

#include <QWidget>

class QLabel;

namespace reasonglass {

struct Printout;
class FindBar;
class StreamView;

/// A caption over a text view, with its find bar below. The caption says what kind of text this is.
class TextPane : public QWidget
{
    Q_OBJECT

public:
    explicit TextPane(const QString &name, QWidget *parent = nullptr);

    StreamView &view() { return *m_view; }
    void setCaption(const QString &caption);
    /// What stands in the empty view.
    void setPlaceholder(const QString &text);
    /// The text as it is now, under its caption, after what \a printout has.
    void addTo(Printout &printout) const;

public slots:
    void find();

private:
    QLabel *m_caption;
    StreamView *m_view;
    FindBar *m_findBar;
};

} // namespace reasonglass
