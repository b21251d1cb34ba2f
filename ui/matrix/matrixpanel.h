#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace reasonglass {

class MatrixFilterBar;
class MatrixModel;
class MatrixView;

/// The matrix with its filters; where there is nothing to be seen, what to do about that.
class MatrixPanel : public QWidget
{
    Q_OBJECT

public:
    explicit MatrixPanel(QWidget *parent = nullptr);

    void setMatrix(MatrixModel *model); ///< not owned
    MatrixView &view() { return *m_view; }
    MatrixFilterBar &filters() { return *m_filters; }

signals:
    void importRequested();   ///< the set has no tasks
    void addModelRequested(); ///< it has no models

private:
    enum class Empty { Nothing, NoTasks, NoModels, NoMatch };

    QWidget *createEmptyPage();
    void showWhatThereIs();
    void help();

    MatrixView *m_view;
    MatrixFilterBar *m_filters;
    QStackedWidget *m_pages;
    QLabel *m_emptyText;
    QPushButton *m_emptyButton;
    Empty m_empty = Empty::Nothing;
};

} // namespace reasonglass
