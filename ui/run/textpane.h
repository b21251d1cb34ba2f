#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace reasonglass {

struct Printout;
class FindBar;
class StreamView;

/// A caption over a text view, with its find bar below. The caption says what kind of text this is. There may
/// be another way of looking at the text, which is chosen beside the caption.
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
    /// Offers \a fields, which becomes a child, beside the text, and shows it. Once.
    void addFields(QWidget *fields);
    /// Whether the fields can be chosen; the text is shown where they cannot.
    void setFieldsOffered(bool offered);
    /// The height of the line with the caption; panes side by side have the same.
    int captionHeight() const;
    void setCaptionHeight(int height);

public slots:
    void find();

private:
    void showChosen();

    QLabel *m_caption;
    QToolButton *m_asText = nullptr;
    QToolButton *m_asFields = nullptr;
    StreamView *m_view;
    QWidget *m_fields = nullptr; ///< another way of looking at the text
    FindBar *m_findBar;
};

} // namespace reasonglass
