#include "ui/settings/connectiontestpanel.h"

#include "app/workbench.h"
#include "ui/settings/settingspage.h"
#include "ui/style/icons.h"
#include "ui/words/words.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

QTableWidget *createTable()
{
    auto *table = new QTableWidget(0, 3);
    table->setObjectName(u"report"_s);
    table->setAccessibleName(ConnectionTestPanel::tr("What the server does"));
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setTabKeyNavigation(false);
    table->setShowGrid(false);
    table->setWordWrap(true);
    table->setTextElideMode(Qt::ElideNone);
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->horizontalHeader()->hide();
    table->horizontalHeader()->setMinimumSectionSize(16);
    for (const int column : {0, 1})
        table->horizontalHeader()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    table->horizontalHeader()->setSectionResizeMode(2, QHeaderView::Stretch);
    table->setMinimumHeight(table->fontMetrics().height() * 14);
    table->hide();
    return table;
}

} // namespace

ConnectionTestPanel::ConnectionTestPanel(Workbench &workbench, QString providerId, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_providerId(std::move(providerId))
    , m_explanation(createExplanation({}))
    , m_start(new QPushButton)
    , m_copy(new QPushButton(outlineIcon(u"copy"_s), tr("&Copy the report")))
    , m_state(new QLabel)
    , m_table(createTable())
{
    m_start->setObjectName(u"tryServer"_s);
    m_start->setAutoDefault(false);
    m_copy->setObjectName(u"copyReport"_s);
    m_copy->setAutoDefault(false);
    m_copy->hide();
    m_state->setObjectName(u"tryState"_s);
    m_state->setTextFormat(Qt::PlainText);
    m_state->setWordWrap(true);
    m_state->hide();
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_start);
    buttons->addWidget(m_copy);
    buttons->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addLayout(buttons);
    column->addWidget(m_explanation);
    column->addWidget(m_state);
    column->addWidget(m_table);

    auto *copyKeys = new QAction(this);
    copyKeys->setShortcut(QKeySequence::Copy);
    copyKeys->setShortcutContext(Qt::WidgetShortcut);
    m_table->addAction(copyKeys);
    connect(copyKeys, &QAction::triggered, this, &ConnectionTestPanel::copy);
    connect(m_copy, &QPushButton::clicked, this, &ConnectionTestPanel::copy);
    connect(m_start, &QPushButton::clicked, this, &ConnectionTestPanel::startOrStop);
    updateButtons();
}

void ConnectionTestPanel::setModel(const QString &modelId)
{
    m_modelId = modelId;
    updateButtons();
}

void ConnectionTestPanel::setAvailable(bool available)
{
    m_available = available;
    updateButtons();
}

void ConnectionTestPanel::updateButtons()
{
    m_start->setText(m_running ? tr("S&top the test") : tr("T&ry what the server does"));
    m_start->setIcon(outlineIcon(m_running ? u"stop"_s : u"run"_s));
    m_start->setEnabled(m_running || (m_available && !m_modelId.isEmpty()));
    m_explanation->setText(m_modelId.isEmpty()
                               ? tr("Needs a model: ask for the list first.")
                               : tr("Runs a few tiny requests with %1 (chosen below). They are paid for; "
                                    "nothing of them is kept.")
                                     .arg(m_modelId));
}

void ConnectionTestPanel::startOrStop()
{
    if (m_running)
        m_running->cancel();
    else
        begin();
}

void ConnectionTestPanel::begin()
{
    const Result<ConnectionTest *> test = m_workbench.testConnection(m_providerId, m_modelId, {}, this);
    if (!test) {
        m_state->setText(u"✕ "_s + words::errorSentence(test.error()));
        m_state->setVisible(true);
        return;
    }
    m_running = *test;
    connect(m_running, &ConnectionTest::stepBegun, this, &ConnectionTestPanel::tellStep);
    connect(m_running, &ConnectionTest::finished, this, [this](const ConnectionReport &report) {
        if (ConnectionTest *over = m_running)
            over->deleteLater();
        m_running.clear();
        updateButtons();
        tell(report);
    });
    updateButtons();
    m_table->hide();
    m_copy->hide();
    m_running->start();
}

void ConnectionTestPanel::tellStep(ConnectionTest::Step step)
{
    m_state->setVisible(true);
    switch (step) {
    case ConnectionTest::Step::Models:
        m_state->setText(tr("Asking for the list of models…"));
        return;
    case ConnectionTest::Step::Stream:
        m_state->setText(tr("Asking for a short answer…"));
        return;
    case ConnectionTest::Step::Background:
        m_state->setText(tr("Trying background mode: breaking off, taking up again, stopping…"));
        return;
    }
    Q_UNREACHABLE();
}

void ConnectionTestPanel::tell(const ConnectionReport &report)
{
    m_rows = words::report(report);
    m_state->hide();
    m_table->setRowCount(int(m_rows.size()));
    for (int row = 0; row < int(m_rows.size()); ++row) {
        const words::ReportRow &fact = m_rows[size_t(row)];
        const QString texts[] = {words::glyph(fact.verdict), fact.what, fact.found};
        for (int column = 0; column < m_table->columnCount(); ++column)
            m_table->setItem(row, column, new QTableWidgetItem(texts[column]));
        m_table->item(row, 2)->setToolTip(fact.found);
    }
    m_table->setVisible(true);
    m_copy->setVisible(true);
}

void ConnectionTestPanel::copy()
{
    QGuiApplication::clipboard()->setText(words::reportText(m_rows));
}

} // namespace reasonglass
