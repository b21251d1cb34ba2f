#include "ui/run/eventspane.h"

#include "ui/run/raweventview.h"

#include <QHeaderView>
#include <QIdentityProxyModel>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

using namespace std::chrono_literals;

using namespace Qt::StringLiterals;

namespace reasonglass {

/// The seam and repeated events said in words: the model below has none.
class EventsPane::Rows : public QIdentityProxyModel
{
public:
    using QIdentityProxyModel::QIdentityProxyModel;

    QString seam;

    QVariant data(const QModelIndex &index, int role) const override
    {
        const bool isSeam = QIdentityProxyModel::data(index, EventListModel::SeamRole).toBool();
        const bool isText = role == Qt::DisplayRole || role == Qt::AccessibleTextRole;
        if (isSeam)
            return isText && index.column() == 0 ? seam : QVariant();
        const QVariant value = QIdentityProxyModel::data(index, role);
        const bool isType = index.column() == int(EventListModel::Column::Type);
        if (isText && isType && QIdentityProxyModel::data(index, EventListModel::RepeatRole).toBool())
            return EventsPane::tr("%1 · came before")
                .arg(QIdentityProxyModel::data(index, Qt::DisplayRole).toString());
        return value;
    }
};

EventsPane::EventsPane(AnalysisLibrary &library, QWidget *parent)
    : QWidget(parent)
    , m_model(library)
    , m_rows(new Rows(this))
    , m_table(new QTableView(this))
    , m_raw(new RawEventView(library, this))
    , m_poll(this)
{
    m_rows->setSourceModel(&m_model);
    m_table->setModel(m_rows);
    m_table->setAccessibleName(tr("Wire events"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setWordWrap(false);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    using Column = EventListModel::Column;
    for (const Column column : {Column::Ordinal, Column::Time, Column::Gap, Column::Size})
        m_table->setColumnWidth(int(column), fontMetrics().horizontalAdvance(QStringLiteral("0000000")) + 16);
    m_table->horizontalHeader()->setMinimumSectionSize(32);
    m_table->horizontalHeader()->setSectionResizeMode(int(Column::Type), QHeaderView::Stretch);
    m_table->horizontalHeader()->setHighlightSections(false);
    auto *splitter = new QSplitter(this);
    splitter->addWidget(m_table);
    splitter->addWidget(m_raw);
    splitter->setHandleWidth(8);
    splitter->setChildrenCollapsible(false);
    splitter->setSizes({600, 400});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);

    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &EventsPane::showRaw);
    m_poll.setInterval(500ms);
    connect(&m_poll, &QTimer::timeout, this, &EventsPane::lookForMore);
}

void EventsPane::setAttempt(AnalysisId id, int attempt, bool running, const QString &seam)
{
    const bool isOther = id != m_id || attempt != m_attempt;
    m_id = id;
    m_attempt = attempt;
    m_running = running;
    m_seam = seam;
    if (isOther) {
        m_lastKnown = -1;
        m_raw->clear();
    }
    if (isVisible())
        load();
    else if (isOther)
        m_model.clear();
    updatePolling();
}

void EventsPane::setSeam(const QString &seam, qint64 lastKnown)
{
    m_seam = m_rows->seam = seam;
    m_lastKnown = lastKnown;
    m_model.setLastKnown(lastKnown);
}

void EventsPane::clear()
{
    setAttempt({}, 0, false);
}

void EventsPane::load()
{
    using Begins = EventListModel::Begins;
    m_rows->seam = m_seam;
    if (m_attempt > 0)
        m_model.setAttempt(m_id, m_attempt, m_seam.isEmpty() ? Begins::WithTheResponse : Begins::AtASeam);
    else
        m_model.clear();
    m_model.setLastKnown(m_lastKnown);
    showSeamRow();
}

void EventsPane::showSeamRow()
{
    m_table->clearSpans();
    if (!m_seam.isEmpty() && m_attempt > 0)
        m_table->setSpan(0, 0, 1, m_model.columnCount());
}

/// An attempt that has ended is looked at once more: its last events may not have been written yet.
void EventsPane::lookForMore()
{
    m_model.poll();
    if (!m_running)
        m_poll.stop();
}

void EventsPane::updatePolling()
{
    if (m_attempt <= 0 || !isVisible())
        m_poll.stop();
    else if (m_running && !m_poll.isActive())
        m_poll.start();
}

void EventsPane::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    load();
    updatePolling();
}

void EventsPane::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_poll.stop();
}

void EventsPane::showRaw(const QModelIndex &index)
{
    const QVariant ordinal = index.data(EventListModel::OrdinalRole);
    if (ordinal.isValid())
        m_raw->show(m_id, m_attempt, ordinal.toLongLong());
    else
        m_raw->clear();
}

} // namespace reasonglass
