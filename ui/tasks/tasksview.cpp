#include "ui/tasks/tasksview.h"

#include "analysis/analysissession.h"
#include "app/taskdesk.h"
#include "app/workbench.h"
#include "base/whenanswered.h"
#include "settings/keys.h"
#include "ui/library/librarycommand.h"
#include "ui/library/undobar.h"
#include "ui/matrix/matrixfilterbar.h"
#include "ui/matrix/matrixpanel.h"
#include "ui/matrix/matrixview.h"
#include "ui/matrix/matrixwords.h"
#include "ui/matrix/totalstable.h"
#include "ui/run/elidedlabel.h"
#include "ui/run/runpane.h"
#include "ui/style/colors.h"
#include "ui/style/icons.h"
#include "ui/tasks/batchbar.h"
#include "ui/tasks/importdialog.h"
#include "ui/tasks/modelchooser.h"
#include "ui/tasks/queuedialog.h"
#include "ui/tasks/regradedialog.h"
#include "ui/tasks/rundialog.h"
#include "ui/tasks/setdialog.h"
#include "ui/tasks/setlist.h"
#include "ui/tasks/taskpane.h"
#include "ui/words/taskwords.h"

#include <QAction>
#include <QDialog>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QRegularExpression>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

QStringList localFiles(const QMimeData *data)
{
    QStringList paths;
    for (const QUrl &url : data->urls()) {
        if (url.isLocalFile())
            paths += url.toLocalFile();
    }
    return paths;
}

CellPlace placeOf(const TaskRun &run)
{
    return {.taskId = run.taskId, .model = run.model};
}

struct ExportChoice
{
    TaskExport what;
    const char *name;
    const char *filter;
    QLatin1StringView ending;
};

// In the order of the menu.
constexpr std::array exportChoices{
    ExportChoice{TaskExport::MatrixCsv, QT_TRANSLATE_NOOP("TasksView", "Matrix as &CSV…"),
                 QT_TRANSLATE_NOOP("TasksView", "Tables (*.csv)"), ".csv"_L1},
    ExportChoice{TaskExport::MatrixMarkdown, QT_TRANSLATE_NOOP("TasksView", "Matrix as &Markdown…"),
                 QT_TRANSLATE_NOOP("TasksView", "Markdown (*.md)"), ".md"_L1},
    ExportChoice{TaskExport::RunsJsonl, QT_TRANSLATE_NOOP("TasksView", "&Runs as JSON Lines…"),
                 QT_TRANSLATE_NOOP("TasksView", "JSON Lines (*.jsonl)"), ".jsonl"_L1},
    ExportChoice{TaskExport::ArcSubmission, QT_TRANSLATE_NOOP("TasksView", "&ARC submission…"),
                 QT_TRANSLATE_NOOP("TasksView", "JSON (*.json)"), ".json"_L1},
    ExportChoice{TaskExport::Tasks, QT_TRANSLATE_NOOP("TasksView", "The set and its &tasks…"),
                 QT_TRANSLATE_NOOP("TasksView", "JSON Lines (*.jsonl)"), ".jsonl"_L1},
};

} // namespace

TasksView::TasksView(Workbench &workbench, TaskDesk &desk, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_desk(desk)
    , m_sets(workbench.library())
    , m_splitter(new QSplitter(Qt::Horizontal))
    , m_list(new SetList(m_sets))
    , m_pages(new QStackedWidget)
    , m_name(new ElidedLabel)
    , m_subtitle(new ElidedLabel)
    , m_panel(new MatrixPanel)
    , m_batchBars(new QVBoxLayout)
    , m_undoBar(new UndoBar)
    , m_side(new QTabWidget)
    , m_runPages(new QStackedWidget)
    , m_runPane(new RunPane(workbench))
    , m_taskPane(new TaskPane(workbench, desk))
{
    setWindowTitle(tr("Tasks"));
    setAcceptDrops(true);
    m_panel->setMatrix(&m_matrix);
    createActions();
    m_splitter->addWidget(m_list);
    m_splitter->addWidget(createCentre());
    m_splitter->addWidget(createSide());
    m_splitter->setHandleWidth(8);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 3);
    m_splitter->setStretchFactor(2, 2);
    m_splitter->setSizes({190, 560, 450});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
    connectEngine();
    for (AnalysisSession *session : workbench.sessions())
        follow(session); // they began before there was a page
    m_sets.refresh();
    updateActions();
}

// Building

QAction *TasksView::addAction(QList<QAction *> &group, const QString &icon, const QString &text,
                              const QKeySequence &keys, void (TasksView::*slot)())
{
    auto *action = new QAction(text, this);
    if (!icon.isEmpty())
        action->setIcon(outlineIcon(icon));
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, slot);
    QWidget::addAction(action);
    group += action;
    return action;
}

void TasksView::createActions()
{
    m_run = addAction(m_runActions, u"run"_s, tr("&Run"), QKeySequence(Qt::CTRL | Qt::Key_Return),
                      &TasksView::runSelected);
    m_runMissing = addAction(m_runActions, {}, tr("Run &missing"),
                             QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Return), &TasksView::runMissing);
    m_rerunFailed = addAction(m_runActions, u"retry"_s, tr("Re-run &failed"), {}, &TasksView::rerunFailed);
    m_stop = addAction(m_runActions, u"stop"_s, tr("&Stop"), {}, &TasksView::stopSelected);
    auto *undo = m_undo.createUndoAction(this);
    undo->setShortcuts(QKeySequence::Undo);
    auto *redo = m_undo.createRedoAction(this);
    redo->setShortcuts(QKeySequence::Redo);
    for (QAction *action : {undo, redo}) {
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        QWidget::addAction(action);
    }
    m_run->setToolTip(tr("Runs the selected cells; all of them where none is selected"));
    m_runMissing->setToolTip(tr("Runs those without an answer: of several selected cells, else of all"));
    m_rerunFailed->setToolTip(
        tr("Runs those that were answered wrongly or broken by an error: of several selected cells, else "
           "of all"));
    m_stop->setToolTip(tr("Stops the runs of the selected cells and takes them out of the queue"));

    m_import = addAction(m_setActions, u"attach"_s, tr("&Import tasks…"), {}, &TasksView::importMore);
    m_addModels = addAction(m_setActions, {}, tr("&Add models…"), {}, &TasksView::addModels);
    m_takeOut =
        addAction(m_setActions, {}, tr("&Take the selected models out"), {}, &TasksView::takeModelsOut);
    m_edit =
        addAction(m_setActions, u"edit"_s, tr("&Edit set…"), QKeySequence(Qt::Key_F4), &TasksView::editSet);
    m_regrade = addAction(m_setActions, u"check"_s, tr("Grade a&new…"), {}, &TasksView::regrade);
    m_totals = addAction(m_setActions, u"grid"_s, tr("T&otals…"), {}, &TasksView::openTotals);
    m_merge = addAction(m_setActions, {}, tr("&Merge into another set…"), {}, &TasksView::mergeInto);
    m_export = new QMenu(tr("E&xport"), this);
    for (size_t i = 0; i < exportChoices.size(); ++i)
        m_export->addAction(tr(exportChoices[i].name), this, [this, i] { exportAs(int(i)); });
    m_setActions += m_export->menuAction();
    m_delete = addAction(m_setActions, u"trash"_s, tr("&Delete set"), {}, &TasksView::deleteSet);
}

QWidget *TasksView::createEmptyPage()
{
    auto *page = new QWidget;
    auto *text = new QLabel(
        tr("A task set is many prompts with known answers, run by one model or several: you see at a "
           "glance what is solved and what is not.\n\nImport ARC tasks, JSONL, CSV or text files, "
           "folders or zip archives, or drop them here."));
    text->setWordWrap(true);
    text->setAlignment(Qt::AlignCenter);
    text->setMaximumWidth(460);
    auto *button = new QPushButton(outlineIcon(u"attach"_s), tr("&Import tasks…"));
    connect(button, &QPushButton::clicked, this, [this] { importFiles({}); });
    auto *layout = new QVBoxLayout(page);
    layout->addStretch(1);
    layout->addWidget(text, 0, Qt::AlignCenter);
    layout->addSpacing(8);
    layout->addWidget(button, 0, Qt::AlignCenter);
    layout->addStretch(1);
    return page;
}

QWidget *TasksView::createHeader()
{
    auto *header = new QWidget;
    QFont bold = m_name->font();
    bold.setBold(true);
    m_name->setFont(bold);
    for (QLabel *label : {m_name, m_subtitle}) {
        label->setTextFormat(Qt::PlainText);
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    }
    auto *names = new QVBoxLayout;
    names->setSpacing(0);
    names->addWidget(m_name);
    names->addWidget(m_subtitle);
    auto *layout = new QHBoxLayout(header);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(names, 1);
    for (QAction *action : m_runActions) {
        auto *button = new QToolButton;
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        layout->addWidget(button);
    }
    auto *more = new QToolButton;
    more->setText(tr("Set"));
    more->setToolTip(tr("What can be done with this set"));
    more->setAutoRaise(true);
    more->setPopupMode(QToolButton::InstantPopup);
    more->setFocusPolicy(Qt::TabFocus);
    auto *menu = new QMenu(more);
    menu->addActions(m_setActions);
    more->setMenu(menu);
    layout->addWidget(more);
    return header;
}

/// What was deleted can be brought back where no set is left, too.
QWidget *TasksView::createCentre()
{
    m_pages->addWidget(createEmptyPage());
    auto *page = new QWidget;
    auto *ofSet = new QVBoxLayout(page);
    ofSet->setContentsMargins(0, 0, 0, 0);
    ofSet->addWidget(createHeader());
    ofSet->addWidget(m_panel, 1);
    m_pages->addWidget(page);

    auto *centre = new QWidget;
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 8);
    layout->addWidget(m_pages, 1);
    layout->addWidget(m_undoBar);
    layout->addLayout(m_batchBars);
    return centre;
}

QWidget *TasksView::createSide()
{
    m_runPane->setContentsMargins(8, 8, 8, 0);
    auto *hint = new QLabel(tr("Click a cell: what was run is read here, what runs is watched here."));
    hint->setWordWrap(true);
    hint->setAlignment(Qt::AlignCenter);
    hint->setMargin(16);
    m_runPages->addWidget(hint);
    m_runPages->addWidget(m_runPane);
    m_side->addTab(m_runPages, tr("Run"));
    m_side->addTab(m_taskPane, tr("Task and grade"));
    m_side->setDocumentMode(true);
    m_side->setAccessibleName(tr("The chosen cell"));
    return m_side;
}

void TasksView::connectEngine()
{
    connect(m_list, &SetList::chosen, this, &TasksView::openSet);
    connect(m_list, &SetList::importWanted, this, [this] { importFiles({}); });
    connect(m_list, &SetList::menuWanted, this, &TasksView::showSetMenu);
    connect(m_list, &SetList::deleteWanted, this, &TasksView::deleteSet);
    connect(&m_sets, &TaskSetListModel::refreshed, this, [this] {
        m_pages->setCurrentIndex(m_sets.rowCount() == 0 ? 0 : 1);
        updateBatchBars();
        updateActions();
    });
    connect(&m_sets, &TaskSetListModel::failed, this, &TasksView::failed);
    connect(m_undoBar, &UndoBar::undoRequested, &m_undo, &QUndoStack::undo);
    connect(&m_undo, &QUndoStack::indexChanged, this, &TasksView::showUndo);

    MatrixView &view = m_panel->view();
    connect(m_panel, &MatrixPanel::importRequested, this, &TasksView::importMore);
    connect(m_panel, &MatrixPanel::addModelRequested, this, &TasksView::addModels);
    connect(&view, &MatrixView::cellActivated, this, &TasksView::openCell);
    connect(&view, &MatrixView::menuRequested, this, &TasksView::showMenu);
    connect(&view, &MatrixView::selectedCellsChanged, this, [this] {
        updateActions();
        if (const auto current = m_panel->view().currentCell())
            showCell(current->first, current->second);
    });
    connect(&m_matrix, &MatrixModel::totalsChanged, this, &TasksView::showHeader);

    BatchRunner &batches = m_desk.batches();
    connect(&batches, &BatchRunner::runChanged, this, &TasksView::updateRun);
    connect(&batches, &BatchRunner::queueChanged, this,
            [this](TaskSetId set, const CellPlace &cell, int queued) {
                if (set == m_set)
                    m_matrix.setQueued(cell.taskId, cell.model, queued);
            });
    connect(&batches, &BatchRunner::progressed, this, [this] {
        if (m_bars.size() != m_desk.batches().open().size())
            updateBatchBars();
    });
    connect(&batches, &BatchRunner::ended, this, [this] {
        updateBatchBars();
        m_sets.refresh();
    });
    connect(&m_desk.grading(), &TaskGrading::graded, this, &TasksView::updateRun);
    connect(&m_desk.grading(), &TaskGrading::passedOver, this, &TasksView::readRun);
    for (const auto changed : {&Workbench::taskSetsChanged, &Workbench::libraryOpened}) {
        connect(&m_workbench, changed, this, [this] {
            m_sets.refresh();
            reload();
        });
    }
    connect(&m_workbench, &Workbench::sessionStarted, this, &TasksView::follow);
    connect(&m_workbench, &Workbench::sessionRestarted, this, &TasksView::showRestarted);

    connect(m_taskPane, &TaskPane::runWanted, this, &TasksView::runOne);
    connect(m_taskPane, &TaskPane::attemptChosen, m_runPane, &RunPane::open);
    connect(m_runPane, &RunPane::keyWanted, this, &TasksView::keyWanted);
    connect(m_runPane, &RunPane::editWanted, this, &TasksView::editWanted);
    connect(m_runPane, &RunPane::failed, this, &TasksView::failed);
    connect(m_runPane, &RunPane::stateChanged, this, [this] {
        m_runPages->setCurrentIndex(m_runPane->shownId() == AnalysisId{} ? 0 : 1);
        emit stateChanged();
    });
}

/// What a run is doing is shown in its cell; a run that is of no task here is ignored there.
void TasksView::follow(AnalysisSession *session)
{
    const AnalysisId id = session->id();
    disconnect(session, nullptr, this, nullptr); // it may have begun again
    connect(session, &AnalysisSession::phaseChanged, this,
            [this, id](Phase phase) { m_matrix.setPhase(id, phase); });
}

/// A run that is begun again, from the pane beside the matrix or elsewhere.
void TasksView::showRestarted(AnalysisSession *session)
{
    follow(session);
    std::optional<TaskRun> run = m_matrix.run(session->id());
    if (!run || !m_set)
        return;
    run->status = AnalysisStatus::Running;
    run->verdict.reset();
    updateRun(*m_set, *run);
}

/// A run has ended without an answer; nobody else tells of those that no batch has begun.
void TasksView::readRun(AnalysisId id)
{
    if (!m_set || !m_matrix.run(id))
        return;
    const auto run =
        m_workbench.library().tasks<TaskRun>([id](TaskReader &reader) { return reader.run(id); });
    whenAnswered(run, this, [this, set = *m_set](const Result<TaskRun> &read) {
        if (read)
            updateRun(set, *read);
    });
}

// The set that is shown

void TasksView::showSet(TaskSetId set)
{
    m_list->choose(set);
}

void TasksView::focusFilter()
{
    m_panel->filters().focusSearch();
}

void TasksView::openSet(std::optional<TaskSetId> id)
{
    m_set = id;
    ++m_generation;
    m_shown.reset();
    m_awaited.reset();
    m_taskPane->clear();
    m_runPane->clear();
    if (id)
        reload();
    else
        m_matrix.setMatrix({});
    showHeader();
    updateActions();
}

void TasksView::reload()
{
    if (!m_set)
        return;
    const int generation = ++m_generation;
    const auto matrix = m_workbench.library().tasks<TaskMatrix>(
        [set = *m_set](TaskReader &reader) { return reader.matrix(set); });
    whenAnswered(matrix, this, [this, generation](const Result<TaskMatrix> &answer) {
        if (generation == m_generation)
            take(answer);
    });
}

void TasksView::take(const Result<TaskMatrix> &matrix)
{
    if (!matrix) {
        if (matrix.error().kind != ErrorKind::NotFound)
            emit failed(matrix.error());
        return;
    }
    m_matrix.setMatrix(*matrix);
    for (const TaskRun &run : m_desk.batches().liveRuns(*m_set)) {
        if (!m_matrix.run(run.analysis))
            m_matrix.updateRun(run); // it began after the library was read
    }
    std::vector<QueuedRuns> queues;
    for (const auto &[cell, queued] : m_desk.batches().queuedCells(*m_set))
        queues.push_back({.taskId = cell.taskId, .model = cell.model, .count = queued});
    m_matrix.setQueues(queues);
    for (const AnalysisSession *session : m_workbench.sessions()) {
        if (!isFinal(session->phase()))
            m_matrix.setPhase(session->id(), session->phase());
    }
    showHeader();
    updateActions();
    if (m_shown)
        showCell(m_shown->taskId, m_shown->model);
}

void TasksView::showHeader()
{
    const TaskSet &set = m_matrix.set();
    m_name->setText(set.name);
    QStringList parts{words::taskCount(m_matrix.rowCount()), words::modelCount(m_matrix.columnCount())};
    if (m_matrix.rowCount() > 0)
        parts += words::grader(set.grader.kind);
    m_subtitle->setText(set.id == TaskSetId{} ? QString() : parts.join(u" · "_s));
}

/// What was deleted can be brought back at hand; anything can by the keyboard.
void TasksView::showUndo()
{
    if (m_undo.canUndo() && m_undo.index() == m_undo.count())
        m_undoBar->tell(m_undo.undoText());
    else
        m_undoBar->hide();
}

void TasksView::updateActions()
{
    const bool hasSet = m_set.has_value();
    const bool hasCells = m_matrix.rowCount() > 0 && m_matrix.columnCount() > 0;
    for (QAction *action : {m_run, m_runMissing, m_rerunFailed, m_totals})
        action->setEnabled(hasSet && hasCells);
    for (QAction *action : {m_addModels, m_edit, m_regrade, m_delete, m_export->menuAction()})
        action->setEnabled(hasSet);
    m_merge->setEnabled(hasSet && m_sets.rowCount() > 1);
    const auto selected = m_panel->view().selectedCells();
    m_takeOut->setEnabled(hasSet && !selected.empty());
    m_stop->setEnabled(hasSet && std::ranges::any_of(selected, [this](const MatrixView::CellName &cell) {
                           const int row = m_matrix.rowOf(cell.first);
                           const int column = m_matrix.columnOf(cell.second);
                           if (row < 0 || column < 0)
                               return false;
                           const CellState state = m_matrix.cell(row, column).state;
                           return state == CellState::Running || m_matrix.queued(row, column) > 0;
                       }));
}

void TasksView::updateBatchBars()
{
    const std::vector<BatchId> open = m_desk.batches().open();
    std::erase_if(m_bars, [&open](BatchBar *bar) {
        const bool isOver = std::ranges::find(open, bar->id()) == open.end();
        if (isOver)
            bar->deleteLater();
        return isOver;
    });
    if (!m_sets.isRead())
        return;
    for (const BatchId id : open) {
        const int row = m_sets.rowOf(m_desk.batches().record(id)->set);
        const QString name = row < 0 ? tr("A deleted set") : m_sets.at(row).set.name;
        const auto known = std::ranges::find(m_bars, id, &BatchBar::id);
        if (known != m_bars.end()) {
            (*known)->setName(name);
            continue;
        }
        auto *bar = new BatchBar(m_desk.batches(), id, name);
        connect(bar, &BatchBar::queueWanted, this, [this](BatchId batch) {
            (new QueueDialog(m_desk.batches(), m_workbench.settings(), batch, this))->show();
        });
        m_batchBars->addWidget(bar);
        m_bars.push_back(bar);
    }
}

void TasksView::updateRun(TaskSetId set, const TaskRun &run)
{
    if (set != m_set)
        return;
    m_matrix.updateRun(run);
    if (const AnalysisSession *session = m_workbench.session(run.analysis))
        m_matrix.setPhase(run.analysis, session->phase());
    refreshCell(run);
    updateActions();
}

/// A run that the person waits for is opened as it begins; what is shown of the chosen cell keeps up with it.
void TasksView::refreshCell(const TaskRun &run)
{
    if (m_awaited == placeOf(run)) {
        openCell(run.taskId, run.model, run.analysis);
    } else if (m_shown == placeOf(run)) {
        showCell(run.taskId, run.model);
    }
}

// Cells

void TasksView::showCell(const QString &task, const ModelChoice &model)
{
    const int row = m_matrix.rowOf(task);
    const int column = m_matrix.columnOf(model);
    if (row < 0 || column < 0)
        return;
    m_shown = CellPlace{.taskId = task, .model = model};
    m_taskPane->showCell(m_matrix.set(), task, model, m_matrix.runsOf(row, column));
}

void TasksView::openCell(const QString &task, const ModelChoice &model, AnalysisId latest)
{
    m_awaited.reset(); // whoever goes elsewhere waits no more
    showCell(task, model);
    if (latest == AnalysisId{}) {
        m_runPane->clear();
        m_side->setCurrentWidget(m_taskPane);
        return;
    }
    m_runPane->open(latest);
    m_taskPane->showRun(latest);
    if (m_workbench.session(latest) && !isFinal(m_workbench.session(latest)->phase()))
        m_side->setCurrentWidget(m_runPages); // there is something to watch
}

/// Of the selected cells, or of all that are shown where none is selected or one alone was come to by the
/// keyboard.
std::vector<CellPlace> TasksView::chosenCells(CellAction action) const
{
    std::vector<CellPlace> cells;
    const auto add = [&](const QString &task, const ModelChoice &model) {
        const int row = m_matrix.rowOf(task);
        const int column = m_matrix.columnOf(model);
        if (row < 0 || column < 0)
            return;
        const bool waits = action != CellAction::Run && m_matrix.queued(row, column) > 0; // it is seen to
        if (!waits && concerns(action, m_matrix.cell(row, column).state))
            cells.push_back({.taskId = task, .model = model});
    };
    const auto selected = m_panel->view().selectedCells();
    const bool meansAll = selected.empty() || (selected.size() == 1 && action != CellAction::Run);
    if (!meansAll) {
        for (const auto &[task, model] : selected)
            add(task, model);
        return cells;
    }
    const SpokenMatrix &shown = m_panel->view().rows();
    for (int row = 0; row < shown.rowCount(); ++row) {
        const QString task = m_matrix.task(shown.mapToSource(shown.index(row, 0)).row()).id;
        for (const ModelChoice &model : m_matrix.set().models)
            add(task, model);
    }
    return cells;
}

void TasksView::startCells(CellAction action)
{
    const std::vector<CellPlace> cells = chosenCells(action);
    if (cells.empty()) {
        emit failed({.kind = ErrorKind::Usage,
                     .message = action == CellAction::RerunFailed ? tr("Nothing of this has failed.")
                                                                  : tr("Nothing of this is missing.")});
        return;
    }
    if (cells.size() == 1) {
        runOne(cells.front().taskId, cells.front().model);
        return;
    }
    auto *dialog = new RunDialog(m_desk, m_workbench, m_matrix.set(), cells, this);
    connect(dialog, &RunDialog::keyWanted, this, &TasksView::keyWanted);
    connect(dialog, &RunDialog::started, this, [this] { updateBatchBars(); });
    dialog->show();
}

/// One click, one run: it is shown as soon as it begins.
void TasksView::runOne(const QString &task, const ModelChoice &model)
{
    BatchOptions options{.atOnce = 1, .retries = m_workbench.settings().value(keys::retries)};
    options.allowUnknownPrice = true; // one run was asked for, whatever it costs
    const CellPlace cell{.taskId = task, .model = model};
    m_awaited = cell;
    const auto begun = m_desk.batches().run(m_matrix.set(), {cell}, options);
    if (begun) {
        updateBatchBars();
        return;
    }
    m_awaited.reset();
    if (begun.error().code == "no_key"_L1)
        emit keyWanted(model.providerId);
    emit failed(begun.error());
}

void TasksView::stopSelected()
{
    std::vector<CellPlace> cells;
    for (const auto &[task, model] : m_panel->view().selectedCells())
        cells.push_back({.taskId = task, .model = model});
    if (m_set)
        m_desk.batches().stopCells(*m_set, cells);
}

void TasksView::showMenu(const QPoint &position)
{
    QMenu menu;
    menu.addActions(m_runActions);
    if (m_panel->view().selectedCells().size() == 1) {
        for (QAction *ofAll : {m_runMissing, m_rerunFailed})
            menu.removeAction(ofAll); // a menu of one cell
    }
    menu.addSeparator();
    menu.addActions({m_takeOut, m_addModels, m_edit});
    menu.exec(position);
}

void TasksView::showSetMenu(const QPoint &position)
{
    QMenu menu;
    menu.addActions(m_setActions);
    menu.exec(position);
}

// The set

void TasksView::importFiles(const QStringList &paths)
{
    auto *dialog = new ImportDialog(m_desk, m_workbench, paths, this);
    connect(dialog, &ImportDialog::imported, this, [this](TaskSetId set) { showSet(set); });
    dialog->show();
}

void TasksView::importMore()
{
    auto *dialog = new ImportDialog(m_desk, m_workbench, {}, this);
    if (m_set)
        dialog->setTarget(*m_set);
    connect(dialog, &ImportDialog::imported, this, [this](TaskSetId set) { showSet(set); });
    dialog->show();
}

void TasksView::setModels(const std::vector<ModelChoice> &models, const QString &what)
{
    const TaskSet before = m_matrix.set();
    TaskSet after = before;
    after.models = models;
    m_undo.push(new LibraryCommand(
        LibraryCommand::Kind::Edit, what, [this, after] { m_desk.save(after); },
        [this, before] { m_desk.save(before); }));
}

void TasksView::addModels()
{
    auto *dialog = new ModelChooser(m_workbench, m_matrix.set().models, this);
    connect(dialog, &ModelChooser::chosen, this, [this](const std::vector<ModelChoice> &chosen) {
        std::vector<ModelChoice> models = m_matrix.set().models;
        int added = 0;
        for (const ModelChoice &model : chosen) {
            if (std::ranges::find(models, model) != models.end())
                continue;
            models.push_back(model);
            ++added;
        }
        if (added > 0)
            setModels(models, tr("%1 added").arg(words::modelCount(added)));
    });
    dialog->show();
}

void TasksView::takeModelsOut()
{
    std::vector<ModelChoice> models = m_matrix.set().models;
    const auto before = models.size();
    for (const auto &[task, model] : m_panel->view().selectedCells())
        std::erase(models, model);
    const auto removed = int(before - models.size());
    if (removed > 0)
        setModels(models, tr("%1 taken out; the runs are kept").arg(words::modelCount(removed)));
}

void TasksView::editSet()
{
    if (!m_set)
        return;
    auto *dialog = new SetDialog(m_desk, m_workbench, m_matrix.set(), SetDialog::Page::Prompt, this);
    connect(dialog, &SetDialog::saved, this, [this](const TaskSet &set, const QStringList &removed) {
        if (removed.isEmpty())
            return;
        // They are out already: what is pushed does nothing the first time.
        auto isFirst = std::make_shared<bool>(true);
        m_undo.push(new LibraryCommand(
            LibraryCommand::Kind::Delete, tr("%1 removed").arg(words::taskCount(int(removed.size()))),
            [this, id = set.id, removed, isFirst] {
                if (!std::exchange(*isFirst, false))
                    m_desk.removeTasks(id, removed);
            },
            [this, id = set.id, removed] { m_desk.restoreTasks(id, removed); }));
    });
    dialog->show();
}

void TasksView::regrade()
{
    if (m_set)
        (new RegradeDialog(m_desk.grading(), m_workbench.settings(), *m_set, this))->show();
}

void TasksView::mergeInto()
{
    QStringList names;
    std::vector<TaskSetId> ids;
    for (int row = 0; row < m_sets.rowCount(); ++row) {
        if (m_sets.at(row).set.id == m_set)
            continue;
        names += m_sets.at(row).set.name;
        ids.push_back(m_sets.at(row).set.id);
    }
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Merge into another set"));
    dialog->setLabelText(tr("Add the tasks of “%1” to:").arg(m_matrix.set().name));
    dialog->setComboBoxItems(names);
    connect(dialog, &QInputDialog::textValueSelected, this,
            [this, names, ids, from = m_matrix.set().id](const QString &name) {
                const TaskSetId into = ids[size_t(names.indexOf(name))];
                whenAnswered(m_desk.merge(from, into), this, [this, into](const Result<int> &merged) {
                    if (merged)
                        showSet(into);
                    else
                        emit failed(merged.error());
                });
            });
    dialog->show();
}

void TasksView::deleteSet()
{
    if (!m_set)
        return;
    const TaskSetId id = *m_set;
    m_undo.push(new LibraryCommand(
        LibraryCommand::Kind::Delete, tr("“%1” deleted").arg(m_matrix.set().name),
        [this, id] { m_desk.moveToTrash(id); },
        [this, id] {
            m_desk.restore(id);
            showSet(id);
        }));
}

void TasksView::openTotals()
{
    auto *dialog = new QDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Totals of “%1”").arg(m_matrix.set().name));
    auto *table = new TotalsTable;
    table->setMatrix(&m_matrix);
    auto *layout = new QVBoxLayout(dialog);
    layout->addWidget(table);
    dialog->resize(820, 320);
    dialog->show();
}

void TasksView::exportAs(int format)
{
    if (!m_set)
        return;
    const ExportChoice &choice = exportChoices[size_t(format)];
    ModelChoice model;
    if (const auto current = m_panel->view().currentCell())
        model = current->second;
    else if (!m_matrix.set().models.empty())
        model = m_matrix.set().models.front();
    QString name = m_matrix.set().name;
    if (choice.what == TaskExport::ArcSubmission)
        name += u' ' + model.modelId;                               // of the column that the cursor is in
    name.replace(QRegularExpression(u"[/\\\\:*?\"<>|]"_s), u"-"_s); // a name of a set may be any text
    const TaskSetId set = *m_set;
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Export"), name + choice.ending, tr(choice.filter));
    if (path.isEmpty())
        return;
    whenAnswered(m_desk.exportTo(path, set, choice.what, model), this, [this](const Result<> &done) {
        if (!done)
            emit failed(done.error());
    });
}

// Dropping and showing

void TasksView::dragEnterEvent(QDragEnterEvent *event)
{
    if (!localFiles(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void TasksView::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    importFiles(localFiles(event->mimeData()));
}

/// Another program may have run something meanwhile, and runs may have been deleted.
void TasksView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_sets.refresh();
    reload();
}

} // namespace reasonglass
