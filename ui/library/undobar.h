#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace reasonglass {

/// "3 analyses deleted  Undo": stays below the list until something else is done.
class UndoBar : public QWidget
{
    Q_OBJECT

public:
    explicit UndoBar(QWidget *parent = nullptr);

    /// Shows what happened.
    void tell(const QString &what);

signals:
    void undoRequested();

private:
    QLabel *m_what;
    QToolButton *m_undo;
};

} // namespace reasonglass
