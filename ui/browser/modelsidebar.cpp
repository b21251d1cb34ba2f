#include "ui/browser/modelsidebar.h"

#include "app/workbench.h"
#include "base/whenanswered.h"
#include "ui/browser/modeldelegate.h"
#include "ui/browser/modellistproxy.h"
#include "ui/browser/mutedlabel.h"
#include "ui/browser/rundelegate.h"
#include "ui/browser/runlistproxy.h"
#include "ui/style/icons.h"
#include "ui/words/words.h"

#include <QAccessible>
#include <QAction>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QSplitter>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reasonglass {

namespace {

constexpr int unit = 8;
constexpr int shortestRunArea = 6; ///< in lines
constexpr auto countAfter = 2s;    ///< a batch changes the library often; the counts need not keep up

QLabel *createHeading(const QString &text, QWidget *buddy)
{
    auto *heading = new QLabel(text);
    QFont font = heading->font();
    font.setBold(true);
    font.setCapitalization(QFont::AllUppercase);
    font.setPointSizeF(font.pointSizeF() * 0.85);
    heading->setFont(font);
    heading->setBuddy(buddy);
    return heading;
}

void prepareView(QAbstractItemView *view, const QString &name)
{
    view->setAccessibleName(name);
    view->setFrameShape(QFrame::NoFrame);
    view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
}

QVBoxLayout *createColumn(QWidget *area)
{
    auto *column = new QVBoxLayout(area);
    column->setContentsMargins(unit, unit, unit, unit);
    column->setSpacing(unit / 2);
    return column;
}

} // namespace

ModelSidebar::ModelSidebar(Workbench &workbench, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_models(new ModelCatalogModel(this))
    , m_shown(new ModelListProxy(this))
    , m_runs(new RunListModel(this))
    , m_search(new QLineEdit)
    , m_tree(new QTreeView)
    , m_runList(new QListView)
    , m_noRuns(new MutedLabel)
    , m_notice(new MutedLabel)
    , m_unlisted(new QPushButton)
    , m_addKey(new QPushButton)
    , m_refresh(new QAction(this))
    , m_showAll(new QAction(this))
{
    m_shown->setSourceModel(m_models);
    createActions();
    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName(u"modelsAndRuns"_s);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(createModels());
    splitter->addWidget(createRuns());
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({600, 200});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);

    m_models->setProviders(m_workbench.providers().all());
    m_providerId = m_models->index(0, 0).data(ModelCatalogModel::ProviderIdRole).toString();
    reloadCatalog();
    m_tree->expandAll();
    followWorkbench();
    showRuns();
    showKeyButton();
    askForPastRuns();
}

void ModelSidebar::createActions()
{
    m_refresh->setText(tr("Refresh the list of models"));
    m_refresh->setIcon(outlineIcon(u"retry"_s));
    m_refresh->setShortcut(Qt::Key_F5); // the platform's key for it is Retry here on macOS
    m_refresh->setToolTip(tr("Ask the selected provider which models it has (F5)"));
    connect(m_refresh, &QAction::triggered, this, &ModelSidebar::refresh);
    addAction(m_refresh);

    m_showAll->setText(tr("Show servers on this machine that were not found"));
    m_showAll->setCheckable(true);
    connect(m_showAll, &QAction::toggled, m_shown, &ModelListProxy::setShowAll);
}

QWidget *ModelSidebar::createModels()
{
    m_search->setPlaceholderText(tr("Find a model"));
    m_search->setAccessibleName(tr("Find a model"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(outlineIcon(u"search"_s), QLineEdit::LeadingPosition);
    m_search->installEventFilter(this);
    connect(m_search, &QLineEdit::textChanged, this, &ModelSidebar::showFilter);
    connect(m_search, &QLineEdit::returnPressed, this, &ModelSidebar::chooseCurrent);

    prepareView(m_tree, tr("Models"));
    m_tree->setModel(m_shown);
    m_tree->setItemDelegate(new ModelDelegate(m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setIndentation(unit + unit / 2);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_tree, &QWidget::customContextMenuRequested, this, &ModelSidebar::showModelMenu);
    connect(m_tree, &QTreeView::clicked, this, &ModelSidebar::chooseCurrent);
    connect(m_tree, &QTreeView::activated, this, &ModelSidebar::chooseCurrent);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &ModelSidebar::followCurrent);

    m_notice->hide();
    m_unlisted->hide();
    connect(m_unlisted, &QPushButton::clicked, this,
            [this] { emit modelChosen(currentProvider(), m_search->text().trimmed()); });
    m_addKey->setIcon(outlineIcon(u"key"_s));
    connect(m_addKey, &QPushButton::clicked, this, [this] { emit keyWanted(currentProvider()); });

    auto *refreshButton = new QToolButton;
    refreshButton->setDefaultAction(m_refresh);
    refreshButton->setAutoRaise(true);
    refreshButton->setFocusPolicy(Qt::TabFocus);
    refreshButton->setAccessibleName(m_refresh->text());
    auto *head = new QHBoxLayout;
    head->addWidget(createHeading(tr("Models"), m_tree), 1);
    head->addWidget(refreshButton);

    auto *area = new QWidget;
    QVBoxLayout *column = createColumn(area);
    column->addWidget(m_search);
    column->addLayout(head);
    column->addWidget(m_tree, 1);
    column->addWidget(m_unlisted);
    column->addWidget(m_notice);
    column->addWidget(m_addKey);
    return area;
}

QWidget *ModelSidebar::createRuns()
{
    auto *spoken = new RunListProxy(this);
    spoken->setSourceModel(m_runs);
    prepareView(m_runList, tr("Runs"));
    m_runList->setModel(spoken);
    m_runList->setItemDelegate(new RunDelegate(m_runList));
    m_runList->setUniformItemSizes(true);
    connect(m_runList, &QListView::clicked, this, &ModelSidebar::chooseRun);
    connect(m_runList, &QListView::activated, this, &ModelSidebar::chooseRun);
    connect(m_runList->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &current) {
                if (isKeyboardChoice() && current.isValid())
                    chooseRun(current);
            });
    connect(m_runs, &QAbstractItemModel::rowsInserted, this, &ModelSidebar::showRuns);
    connect(m_runs, &QAbstractItemModel::rowsRemoved, this, &ModelSidebar::showRuns);
    m_noRuns->setText(tr("Nothing has run yet. What you start is listed here, and kept in the library."));

    auto *area = new QWidget;
    QVBoxLayout *column = createColumn(area);
    column->addWidget(createHeading(tr("Runs"), m_runList));
    column->addWidget(m_noRuns);
    column->addWidget(m_runList, 1);
    column->addStretch();
    area->setMinimumHeight(fontMetrics().lineSpacing() * shortestRunArea);
    return area;
}

void ModelSidebar::followWorkbench()
{
    for (AnalysisSession *session : m_workbench.sessions())
        m_runs->add(session);
    countRunning();
    connect(&m_workbench, &Workbench::sessionStarted, m_runs, &RunListModel::add);
    connect(&m_workbench, &Workbench::sessionRestarted, m_runs, &RunListModel::add);
    connect(&m_workbench, &Workbench::sessionStarted, this, &ModelSidebar::countRunning);
    connect(&m_workbench, &Workbench::sessionRestarted, this, &ModelSidebar::countRunning);
    connect(&m_workbench, &Workbench::sessionFinished, this, &ModelSidebar::countRunning);
    connect(&m_workbench, &Workbench::catalogChanged, this, &ModelSidebar::reloadCatalog);
    connect(&m_workbench, &Workbench::localServerFound, this, [this](const Provider &provider) {
        m_models->setFound(provider.id);
        m_tree->expand(proxyIndex(provider.id, {}));
    });
    connect(&m_workbench.secrets(), &SecretStore::changed, this, &ModelSidebar::showKeyButton);
    connect(&m_workbench.settings(), &Settings::changed, this, &ModelSidebar::showKeyButton);

    m_countLater.setSingleShot(true);
    m_countLater.setInterval(countAfter);
    connect(&m_countLater, &QTimer::timeout, this, &ModelSidebar::askForPastRuns);
    connect(&m_workbench, &Workbench::libraryChanged, this, [this] {
        if (!m_countLater.isActive())
            m_countLater.start();
    });
}

// Models

QModelIndex ModelSidebar::proxyIndex(const QString &providerId, const QString &modelId) const
{
    return m_shown->mapFromSource(m_models->find(providerId, modelId));
}

void ModelSidebar::selectModel(const QString &providerId, const QString &modelId)
{
    const QScopedValueRollback quiet(m_selecting, true);
    if (m_models->find(providerId, modelId).isValid() && !proxyIndex(providerId, modelId).isValid())
        m_search->clear();
    const QModelIndex model = proxyIndex(providerId, modelId);
    const QModelIndex index = model.isValid() ? model : proxyIndex(providerId, {});
    m_tree->setCurrentIndex(index);
    m_tree->scrollTo(index);
    m_providerId = providerId;
    showKeyButton();
    // The button may make the list shorter once the layout is done.
    QTimer::singleShot(0, m_tree, [this] { m_tree->scrollTo(m_tree->currentIndex()); });
}

/// A click chooses when it is over, also what is current already; the keys choose as they move.
bool ModelSidebar::isKeyboardChoice() const
{
    return !m_selecting && QGuiApplication::mouseButtons() == Qt::NoButton;
}

void ModelSidebar::followCurrent(const QModelIndex &current)
{
    if (m_selecting)
        return;
    m_providerId = current.data(ModelCatalogModel::ProviderIdRole).toString();
    showKeyButton();
    if (isKeyboardChoice())
        chooseCurrent();
}

void ModelSidebar::chooseCurrent()
{
    const QModelIndex current = m_tree->currentIndex();
    const QString modelId = current.data(ModelCatalogModel::ModelIdRole).toString();
    if (!modelId.isEmpty())
        emit modelChosen(current.data(ModelCatalogModel::ProviderIdRole).toString(), modelId);
}

void ModelSidebar::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

bool ModelSidebar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Down) {
        m_tree->setFocus(Qt::TabFocusReason);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void ModelSidebar::showFilter(const QString &text)
{
    const QScopedValueRollback quiet(m_selecting, true);
    m_shown->setFilterText(text);
    m_tree->expandAll();
    showUnlistedModel();
}

/// The catalogue advises and never forbids: a model that nobody lists can be asked by its id.
void ModelSidebar::showUnlistedModel()
{
    const QString id = m_search->text().trimmed();
    const bool offer = !id.isEmpty() && m_shown->rowCount() == 0;
    m_unlisted->setVisible(offer);
    if (!offer)
        return;
    const auto provider = m_workbench.providers().find(currentProvider());
    m_unlisted->setText(tr("Use “%1” at %2").arg(id.left(40), provider ? provider->name : QString()));
}

void ModelSidebar::showKeyButton()
{
    const QString providerId = currentProvider();
    const std::optional<Error> obstacle = m_workbench.obstacle(providerId);
    m_addKey->setVisible(obstacle.has_value());
    const auto provider = m_workbench.providers().find(providerId);
    if (!obstacle || !provider)
        return;
    if (obstacle->kind == ErrorKind::Authentication)
        m_addKey->setText(tr("Add a key for %1…").arg(provider->name));
    else
        m_addKey->setText(tr("Set up %1…").arg(provider->name));
}

void ModelSidebar::showModelMenu(const QPoint &position)
{
    const QModelIndex index = m_tree->indexAt(position);
    const QString providerId = index.data(ModelCatalogModel::ProviderIdRole).toString();
    const QString modelId = index.data(ModelCatalogModel::ModelIdRole).toString();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (!modelId.isEmpty()) {
        const auto past = index.data(ModelCatalogModel::PastRunsRole).toLongLong();
        QAction *runs =
            menu->addAction(past == 1 ? tr("Show your saved run with it")
                                      : tr("Show your %n saved runs with it", nullptr, int(past)));
        runs->setEnabled(past > 0);
        connect(runs, &QAction::triggered, this,
                [this, providerId, modelId] { emit pastRunsWanted(providerId, modelId); });
    }
    if (!providerId.isEmpty()) {
        QAction *key = menu->addAction(outlineIcon(u"key"_s), tr("Key and address of this provider…"));
        connect(key, &QAction::triggered, this, [this, providerId] { emit keyWanted(providerId); });
    }
    menu->addSeparator();
    menu->addAction(m_refresh);
    menu->addAction(m_showAll);
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}

void ModelSidebar::reloadCatalog()
{
    const QScopedValueRollback quiet(m_selecting, true);
    m_models->setCatalog(m_workbench.catalog(), QDate::currentDate());
    showUnlistedModel();
    m_countLater.start();
}

void ModelSidebar::refresh()
{
    const QString providerId = currentProvider();
    const auto provider = m_workbench.providers().find(providerId);
    const QString name = provider ? provider->name : providerId;
    say(tr("Asking %1…").arg(name));
    m_refresh->setEnabled(false);
    whenAnswered(m_workbench.refreshModels(providerId), this,
                 [this, name](const Result<ModelListReport> &report) { takeReport(name, report); });
}

void ModelSidebar::takeReport(const QString &providerName, const Result<ModelListReport> &report)
{
    m_refresh->setEnabled(true);
    if (!report) {
        say(tr("%1: %2 %3")
                .arg(providerName, words::errorSentence(report.error()), words::errorAdvice(report.error()))
                .trimmed());
        return;
    }
    const QString took = words::seconds(report->took);
    say(report->models == 1
            ? tr("%1 lists 1 model; it took %2.").arg(providerName, took)
            : tr("%1 lists %n models; it took %2.", nullptr, report->models).arg(providerName, took));
}

void ModelSidebar::say(const QString &text)
{
    m_notice->setText(text);
    m_notice->setVisible(!text.isEmpty());
    QAccessibleEvent alert(m_notice, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

// Runs

void ModelSidebar::showRuns()
{
    const bool any = m_runs->rowCount() > 0;
    m_runList->setVisible(any);
    m_noRuns->setVisible(!any);
}

void ModelSidebar::selectRun(AnalysisId id)
{
    const QScopedValueRollback quiet(m_selecting, true);
    const QModelIndex run = m_runs->find(id);
    m_runList->setCurrentIndex(run.isValid() ? m_runList->model()->index(run.row(), 0) : QModelIndex());
}

void ModelSidebar::chooseRun(const QModelIndex &run)
{
    emit runChosen(run.data(RunListModel::IdRole).value<AnalysisId>());
}

void ModelSidebar::countRunning()
{
    std::map<ModelKey, int> running;
    for (const AnalysisSession *session : m_workbench.sessions()) {
        if (!isFinal(session->phase()))
            ++running[{session->request().providerId, session->request().response.model}];
    }
    m_models->setRunning(running);
}

void ModelSidebar::askForPastRuns()
{
    whenAnswered(m_workbench.library().statistics(), this,
                 [this](const Result<LibraryStatistics> &statistics) {
                     if (statistics)
                         takePastRuns(*statistics);
                 });
}

void ModelSidebar::takePastRuns(const LibraryStatistics &statistics)
{
    std::map<ModelKey, qint64> runs;
    for (const ModelStatistics &model : statistics.models)
        runs[{model.provider, model.model}] += model.runs;
    m_models->setPastRuns(runs);
}

} // namespace reasonglass
