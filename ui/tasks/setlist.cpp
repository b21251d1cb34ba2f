#include "ui/tasks/setlist.h"

#include "models/tasksetlistmodel.h"
#include "ui/browser/twolineitem.h"
#include "ui/style/icons.h"
#include "ui/words/taskwords.h"

#include <QLabel>
#include <QListView>
#include <QLocale>
#include <QPushButton>
#include <QShortcut>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// A set's name, and below it how much is in it.
class SetDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyleOptionViewItem own = option;
        initStyleOption(&own, index);
        const auto tasks = int(index.data(TaskSetListModel::TasksRole).toLongLong());
        const auto runs = int(index.data(TaskSetListModel::RunsRole).toLongLong());
        paintTwoLines(painter, own,
                      {.first = index.data(TaskSetListModel::NameRole).toString(),
                       .second = words::taskCount(tasks) + u" · "_s + words::runCount(runs)});
    }

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyleOptionViewItem own = option;
        initStyleOption(&own, index);
        return twoLinesSize(own, true);
    }
};

} // namespace

SetList::SetList(TaskSetListModel &model, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_list(new QListView)
    , m_import(new QPushButton(tr("&Import tasks…")))
{
    auto *heading = new QLabel(tr("Task sets"));
    heading->setBuddy(m_list);
    QFont bold = heading->font();
    bold.setBold(true);
    heading->setFont(bold);
    m_list->setModel(&model);
    m_list->setItemDelegate(new SetDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setAccessibleName(tr("Task sets"));
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_import->setToolTip(
        tr("ARC tasks, JSONL, CSV, text files, folders and zip archives; they can be dropped "
           "here, too"));

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 0, 0, 8);
    layout->addWidget(heading);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_import);

    connect(m_import, &QPushButton::clicked, this, &SetList::importWanted);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &SetList::tellChosen);
    connect(m_list, &QWidget::customContextMenuRequested, this, [this](const QPoint &position) {
        if (current())
            emit menuWanted(m_list->viewport()->mapToGlobal(position));
    });
    connect(&model, &TaskSetListModel::refreshed, this, &SetList::chooseWanted);
    auto *remove = new QShortcut(QKeySequence::Delete, m_list, this, &SetList::deleteWanted);
    remove->setContext(Qt::WidgetShortcut);
}

std::optional<TaskSetId> SetList::current() const
{
    const QModelIndex index = m_list->currentIndex();
    return index.isValid() ? std::optional(m_model.at(index.row()).set.id) : std::nullopt;
}

void SetList::choose(TaskSetId id)
{
    m_wanted = id;
    chooseWanted();
}

/// The one that was asked for, else any: a page with sets and nothing chosen says nothing.
void SetList::chooseWanted()
{
    if (m_wanted) {
        const int row = m_model.rowOf(*m_wanted);
        if (row >= 0) {
            m_list->setCurrentIndex(m_model.index(row));
            m_wanted.reset();
        }
    } else if (!m_list->currentIndex().isValid() && m_model.rowCount() > 0) {
        m_list->setCurrentIndex(m_model.index(0));
    }
    tellChosen();
}

void SetList::tellChosen()
{
    if (m_told == current())
        return;
    m_told = current();
    emit chosen(m_told);
}

} // namespace reasonglass

#include "setlist.moc"
