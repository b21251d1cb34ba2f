#pragma once

#include "ui/matrix/celldelegate.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTimer;

namespace reasonglass {

class SpokenMatrix;

/// What of a matrix is to be seen and in what order: the search field and choices above it, and below them
/// how many tasks that is. While rows have changed and stand where they no longer belong, it offers to sort
/// and filter anew. Esc in the search field shows everything again.
class MatrixFilterBar : public QWidget
{
    Q_OBJECT

public:
    explicit MatrixFilterBar(SpokenMatrix &rows, QWidget *parent = nullptr);

    bool isRestricting() const;
    CellDetail detail() const;
    void setDetail(CellDetail detail);

public slots:
    void focusSearch();
    void clear();

signals:
    void detailChanged(reasonglass::CellDetail detail);
    /// The reader wants to go on in the matrix.
    void leaveRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *createChoices();
    QWidget *createCount();
    void offerTags();
    void offerOrders();
    void applyQuery();
    void applyOrder();
    void showCount();
    void showStale();

    SpokenMatrix &m_rows;
    QLineEdit *m_search;
    QComboBox *m_show;
    QComboBox *m_tag;
    QComboBox *m_order;
    QComboBox *m_detail;
    QLabel *m_count;
    QPushButton *m_refresh;
    QTimer *m_typing;
};

} // namespace reasonglass
