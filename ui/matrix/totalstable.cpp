#include "ui/matrix/totalstable.h"

#include "base/visibletext.h"
#include "models/matrixmodel.h"
#include "ui/matrix/matrixwords.h"
#include "ui/words/words.h"

#include <QAbstractTableModel>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLocale>
#include <QSortFilterProxyModel>
#include <QTimer>

#include <array>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reasonglass {

namespace {

constexpr auto updateEvery = 250ms;
constexpr int SortRole = Qt::UserRole;

/// What a column says of a model, in words and as what it is sorted by.
struct Column
{
    const char *heading;
    QString (*words)(const ModelTotals &);
    double (*value)(const ModelTotals &);
};

QString counted(int count)
{
    return QLocale().toString(count);
}

bool isUntried(const ModelTotals &totals)
{
    return totals.notAttempted == totals.tasks;
}

const QString nothing = u"–"_s;

const std::array columns{
    Column{QT_TRANSLATE_NOOP("TotalsTable", "Model"), nullptr, nullptr},
    Column{QT_TRANSLATE_NOOP("TotalsTable", "Solved"), [](const ModelTotals &t) { return counted(t.solved); },
           [](const ModelTotals &t) { return double(t.solved); }},
    Column{QT_TRANSLATE_NOOP("TotalsTable", "Failed"), [](const ModelTotals &t) { return counted(t.failed); },
           [](const ModelTotals &t) { return double(t.failed); }},
    Column{QT_TRANSLATE_NOOP("TotalsTable", "Not attempted"),
           [](const ModelTotals &t) { return counted(t.notAttempted); },
           [](const ModelTotals &t) { return double(t.notAttempted); }},
    Column{QT_TRANSLATE_NOOP("TotalsTable", "Other"), [](const ModelTotals &t) { return counted(t.other); },
           [](const ModelTotals &t) { return double(t.other); }},
    Column{QT_TRANSLATE_NOOP("TotalsTable", "pass@1"),
           [](const ModelTotals &t) { return words::share(t.passAt1); },
           [](const ModelTotals &t) { return t.passAt1.value_or(-1); }},
    Column{QT_TRANSLATE_NOOP("TotalsTable", "pass@2"),
           [](const ModelTotals &t) { return words::share(t.passAt2); },
           [](const ModelTotals &t) { return t.passAt2.value_or(-1); }},
    Column{QT_TRANSLATE_NOOP("TotalsTable", "Cost"),
           [](const ModelTotals &t) { return isUntried(t) ? nothing : words::totalCost(t); },
           [](const ModelTotals &t) { return isUntried(t) ? -1 : t.costUsd; }},
    Column{QT_TRANSLATE_NOOP("TotalsTable", "Median time"),
           [](const ModelTotals &t) {
               return t.medianMs ? words::seconds(std::chrono::milliseconds(*t.medianMs)) : nothing;
           },
           [](const ModelTotals &t) { return double(t.medianMs.value_or(-1)); }},
    Column{QT_TRANSLATE_NOOP("TotalsTable", "Tokens"),
           [](const ModelTotals &t) { return isUntried(t) ? nothing : words::tokens(t.tokens); },
           [](const ModelTotals &t) { return double(t.tokens); }},
};

class TotalsModel : public QAbstractTableModel
{
public:
    using QAbstractTableModel::QAbstractTableModel;

    void setMatrix(const MatrixModel *matrix)
    {
        beginResetModel();
        m_matrix = matrix;
        m_names = matrix ? words::choiceNames(matrix->set().models) : QStringList();
        for (QString &name : m_names)
            name = visibleText(name);
        endResetModel();
    }
    void update()
    {
        if (rowCount() > 0)
            emit dataChanged(index(0, 1), index(rowCount() - 1, columnCount() - 1));
    }

    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_names.size());
    }
    int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(columns.size());
    }
    QVariant data(const QModelIndex &index, int role) const override
    {
        if (!index.isValid())
            return {};
        const bool isName = index.column() == 0;
        const Column &column = columns[size_t(index.column())];
        if (role == Qt::TextAlignmentRole)
            return int(Qt::AlignVCenter | (isName ? Qt::AlignLeading : Qt::AlignTrailing));
        if (role != Qt::DisplayRole && role != SortRole)
            return {};
        if (isName)
            return m_names.at(index.row());
        const ModelTotals &totals = m_matrix->totals(index.row());
        return role == SortRole ? QVariant(column.value(totals)) : QVariant(column.words(totals));
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
            return {};
        if (role == Qt::TextAlignmentRole)
            return int(Qt::AlignVCenter | (section == 0 ? Qt::AlignLeading : Qt::AlignTrailing));
        return role == Qt::DisplayRole ? TotalsTable::tr(columns[size_t(section)].heading) : QVariant();
    }

private:
    const MatrixModel *m_matrix = nullptr;
    QStringList m_names;
};

} // namespace

/// The totals, brought up to date a few times a second while they change.
class TotalsTable::Rows : public QSortFilterProxyModel
{
public:
    explicit Rows(QObject *parent)
        : QSortFilterProxyModel(parent)
        , m_totals(new TotalsModel(this))
        , m_tick(new QTimer(this))
    {
        setSourceModel(m_totals);
        setSortRole(SortRole);
        setSortCaseSensitivity(Qt::CaseInsensitive);
        m_tick->setSingleShot(true);
        m_tick->setInterval(updateEvery);
        connect(m_tick, &QTimer::timeout, this, [this] { m_totals->update(); });
    }
    void setMatrix(MatrixModel *matrix)
    {
        if (m_matrix)
            m_matrix->disconnect(this);
        m_matrix = matrix;
        m_totals->setMatrix(matrix);
        connect(matrix, &QAbstractItemModel::modelReset, this, [this] { m_totals->setMatrix(m_matrix); });
        connect(matrix, &MatrixModel::totalsChanged, this, [this] {
            if (!m_tick->isActive()) // not put off by what follows
                m_tick->start();
        });
    }

    /// By no column: in the models' own order. Newer Qt turns that around where the order is descending.
    void sort(int column, Qt::SortOrder order) override
    {
        QSortFilterProxyModel::sort(column, column < 0 ? Qt::AscendingOrder : order);
    }

private:
    TotalsModel *m_totals;
    QTimer *m_tick;
    MatrixModel *m_matrix = nullptr;
};

TotalsTable::TotalsTable(QWidget *parent)
    : QTableView(parent)
    , m_rows(new Rows(this))
{
    setModel(m_rows);
    setAccessibleName(tr("Totals of all models"));
    setSelectionBehavior(SelectRows);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setWordWrap(false);
    setShowGrid(false);
    setAlternatingRowColors(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSortIndicator(-1, Qt::DescendingOrder);
    horizontalHeader()->setSortIndicatorClearable(true);
    setSortingEnabled(true);
}

void TotalsTable::setMatrix(MatrixModel *model)
{
    m_rows->setMatrix(model);
    resizeColumnsToContents();
}

QString TotalsTable::text() const
{
    QStringList headings;
    for (int column = 0; column < m_rows->columnCount(); ++column)
        headings += m_rows->headerData(column, Qt::Horizontal).toString();
    QStringList lines{headings.join(u'\t')};
    const bool isAll = !selectionModel()->hasSelection();
    for (int row = 0; row < m_rows->rowCount(); ++row) {
        if (!isAll && !selectionModel()->isRowSelected(row))
            continue;
        QStringList cells;
        for (int column = 0; column < m_rows->columnCount(); ++column)
            cells += m_rows->index(row, column).data().toString();
        lines += cells.join(u'\t');
    }
    return QString(lines.join(u'\n') + u'\n');
}

void TotalsTable::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        QGuiApplication::clipboard()->setText(text());
        return;
    }
    QTableView::keyPressEvent(event);
}

} // namespace reasonglass
