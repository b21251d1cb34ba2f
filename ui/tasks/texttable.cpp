#include "ui/tasks/texttable.h"

#include "ui/style/icons.h"

#include <QAbstractTableModel>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QSet>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr qsizetype longestTip = 1000;

} // namespace

class TextTable::Rows : public QAbstractTableModel
{
public:
    Rows(QStringList headers, QObject *parent)
        : QAbstractTableModel(parent)
        , m_headers(std::move(headers))
    { }

    const std::vector<TextRow> &rows() const { return m_rows; }

    /// Whether all rows are others now; else only texts have changed.
    bool set(std::vector<TextRow> rows)
    {
        if (std::ranges::equal(rows, m_rows, {}, &TextRow::key, &TextRow::key)) {
            m_rows = std::move(rows);
            if (!m_rows.empty())
                emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
            return false;
        }
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return true;
    }

    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_rows.size());
    }

    int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_headers.size());
    }

    QVariant data(const QModelIndex &index, int role) const override
    {
        if (role == Qt::DisplayRole) // lists show one line of it
            return m_rows[size_t(index.row())].cells.value(index.column()).simplified();
        if (role == Qt::ToolTipRole) { // never to be read as HTML
            const QString whole = m_rows[size_t(index.row())].cells.value(index.column());
            return whole.isEmpty() ? QString()
                                   : u"<p>"_s + whole.left(longestTip).toHtmlEscaped() + u"</p>"_s;
        }
        if (role == Qt::AccessibleTextRole) {
            //: %1 a column's name, %2 what is in it
            return TextTable::tr("%1: %2").arg(m_headers.at(index.column()),
                                               m_rows[size_t(index.row())].cells.value(index.column()));
        }
        return {};
    }

    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
            return int(Qt::AlignLeading | Qt::AlignVCenter);
        const bool isName = orientation == Qt::Horizontal && role == Qt::DisplayRole;
        return isName ? QVariant(m_headers.at(section)) : QVariant();
    }

private:
    QStringList m_headers;
    std::vector<TextRow> m_rows;
};

TextTable::TextTable(const QString &objectName, const QString &accessibleName, const QStringList &headers,
                     const QList<int> &wideColumns, QWidget *parent)
    : QTableView(parent)
    , m_rows(new Rows(headers, this))
    , m_wideColumns(wideColumns)
{
    setObjectName(objectName);
    setAccessibleName(accessibleName);
    setModel(m_rows);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setTabKeyNavigation(false);
    setWordWrap(false);
    setShowGrid(false);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(fontMetrics().lineSpacing() + 6);
    horizontalHeader()->setHighlightSections(false);
    for (const int column : m_wideColumns)
        horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &TextTable::selectionChangedByKey);
}

void TextTable::setLeastLines(int lines)
{
    setMinimumHeight(verticalHeader()->defaultSectionSize() * lines + horizontalHeader()->sizeHint().height()
                     + 2 * frameWidth());
}

int TextTable::rowCount() const
{
    return m_rows->rowCount();
}

QString TextTable::textAt(int row, int column) const
{
    return m_rows->rows()[size_t(row)].cells.value(column);
}

void TextTable::setRows(std::vector<TextRow> rows)
{
    const std::vector<qint64> selected = selectedKeys();
    const int current = currentIndex().row();
    const qint64 currentKey = current >= 0 ? m_rows->rows()[size_t(current)].key : 0;
    if (m_rows->set(std::move(rows))) {
        const auto row = std::ranges::find(m_rows->rows(), currentKey, &TextRow::key);
        if (current >= 0 && row != m_rows->rows().end())
            selectionModel()->setCurrentIndex(m_rows->index(int(row - m_rows->rows().begin()), 0),
                                              QItemSelectionModel::NoUpdate);
        else if (current >= 0 && rowCount() > 0) // the next one has its place
            selectionModel()->setCurrentIndex(m_rows->index(std::min(current, rowCount() - 1), 0),
                                              QItemSelectionModel::NoUpdate);
        selectKeys(selected);
    }
    if (!std::exchange(m_isFitted, rowCount() > 0))
        fitColumns();
}

/// Once, by what is there first; from then on they are as a person drags them.
void TextTable::fitColumns()
{
    constexpr int mostCharacters = 28;
    constexpr int padding = 16;
    for (int column = 0; column < m_rows->columnCount(); ++column) {
        if (m_wideColumns.contains(column))
            continue;
        const int wanted = std::max(sizeHintForColumn(column), horizontalHeader()->sectionSizeHint(column));
        setColumnWidth(column, std::min(wanted + padding, fontMetrics().averageCharWidth() * mostCharacters));
    }
}

std::vector<qint64> TextTable::selectedKeys() const
{
    QList<int> rows;
    for (const QModelIndex &index : selectionModel()->selectedRows())
        rows += index.row();
    std::ranges::sort(rows);
    std::vector<qint64> keys;
    for (const int row : rows)
        keys.push_back(m_rows->rows()[size_t(row)].key);
    return keys;
}

void TextTable::selectKeys(const std::vector<qint64> &keys)
{
    const QSet<qint64> wanted(keys.begin(), keys.end());
    QItemSelection selection;
    for (int row = 0; row < rowCount(); ++row) {
        if (wanted.contains(m_rows->rows()[size_t(row)].key))
            selection.select(m_rows->index(row, 0), m_rows->index(row, m_rows->columnCount() - 1));
    }
    selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
}

QString TextTable::copiedText() const
{
    const std::vector<qint64> keys = selectedKeys();
    const QSet<qint64> selected(keys.begin(), keys.end());
    QStringList lines;
    for (const TextRow &row : m_rows->rows()) {
        if (selected.isEmpty() || selected.contains(row.key))
            lines += row.cells.join(u'\t');
    }
    return lines.join(u'\n');
}

void TextTable::copy() const
{
    QApplication::clipboard()->setText(copiedText());
}

void TextTable::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        copy();
    else
        QTableView::keyPressEvent(event);
}

void TextTable::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(outlineIcon(u"copy"_s), tr("&Copy"), this, &TextTable::copy);
    menu->popup(event->globalPos());
}

} // namespace reasonglass
