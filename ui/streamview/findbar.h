#pragma once

#include <QPointer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace reasonglass {

class StreamView;

/// Finds text in a StreamView: a line to type in, "3 of 17", next and previous.
///
/// Hidden until open(). Matches are counted and marked again while text arrives. The caller places
/// the bar; F3, Shift+F3 work in the view as well. GUI thread only.
class FindBar : public QWidget
{
    Q_OBJECT

public:
    explicit FindBar(StreamView *view, QWidget *parent = nullptr);

public slots:
    void open(); ///< Shows the bar, with the selected words as what to find.
    void findNext();
    void findPrevious();
    void closeBar(); ///< Hides the bar and its marks; the view gets the focus.

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void onTyped();
    void showCount();

    QPointer<StreamView> m_view;
    QLineEdit *m_what;
    QLabel *m_count;
};

} // namespace reasonglass
