#include "ui/run/eventspane.h"

#include <QFontDatabase>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

using namespace std::chrono_literals;

namespace reasonglass {

EventsPane::EventsPane(AnalysisLibrary &library, QWidget *parent)
    : QWidget(parent)
    , m_model(library)
    , m_table(new QTableView(this))
    , m_raw(new QPlainTextEdit(this))
{
    m_table->setModel(&m_model);
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
    m_raw->setReadOnly(true);
    m_raw->setTabChangesFocus(true);
    m_raw->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_raw->setAccessibleName(tr("The chosen event as it was received"));
    m_raw->setPlaceholderText(tr("Choose an event to see it as it was received."));

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
    connect(&m_poll, &QTimer::timeout, &m_model, &EventListModel::poll);
}

void EventsPane::setAttempt(AnalysisId id, int attempt, bool running)
{
    m_id = id;
    m_attempt = attempt;
    m_running = running;
    if (isVisible())
        load();
    else
        m_model.clear();
}

void EventsPane::clear()
{
    setAttempt({}, 0, false);
}

void EventsPane::load()
{
    if (m_attempt > 0)
        m_model.setAttempt(m_id, m_attempt);
    else
        m_model.clear();
    if (m_running)
        m_poll.start();
    else
        m_poll.stop();
}

void EventsPane::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    load();
}

void EventsPane::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_poll.stop();
}

void EventsPane::showRaw(const QModelIndex &index)
{
    m_raw->setPlainText(index.data(EventListModel::RawRole).toString());
}

} // namespace reasonglass
