#pragma once

#include <QStringList>
#include <QTableView>

#include <vector>

namespace reasonglass {

struct TextRow
{
    qint64 key = 0;    ///< names the row, whatever becomes of the others
    QStringList cells; ///< plain text

    bool operator==(const TextRow &) const = default;
};

/// Rows of plain text, to be looked at, selected and copied as lines with tabs between. Selection and current
/// row stay with their keys when other rows are set.
class TextTable : public QTableView
{
    Q_OBJECT

public:
    /// \a wideColumns share what room is left.
    TextTable(const QString &objectName, const QString &accessibleName, const QStringList &headers,
              const QList<int> &wideColumns, QWidget *parent = nullptr);

    void setRows(std::vector<TextRow> rows);
    int rowCount() const;
    QString textAt(int row, int column) const;

    std::vector<qint64> selectedKeys() const; ///< from top to bottom
    void selectKeys(const std::vector<qint64> &keys);
    void setLeastLines(int lines);
    /// The selected rows, or all where none is.
    QString copiedText() const;
    QSize sizeHint() const override { return {QTableView::sizeHint().width(), minimumHeight()}; }

signals:
    void selectionChangedByKey();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    class Rows;

    void copy() const;
    void fitColumns();

    Rows *m_rows;
    QList<int> m_wideColumns;
    bool m_isFitted = false;
};

} // namespace reasonglass
