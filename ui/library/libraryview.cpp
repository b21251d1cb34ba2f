#include "ui/library/libraryview.h"

#include "app/workbench.h"
#include "base/whenanswered.h"
#include "models/analysislistmodel.h"
#include "ui/library/analysisdelegate.h"
#include "ui/library/exportmenu.h"
#include "ui/library/librarycommand.h"
#include "ui/library/libraryfilters.h"
#include "ui/library/notedialog.h"
#include "ui/library/spokenrows.h"
#include "ui/library/tagsdialog.h"
#include "ui/library/undobar.h"
#include "ui/style/icons.h"
#include "ui/words/words.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reasonglass {

namespace {

constexpr auto refreshPause = 500ms;
constexpr auto choicesPause = 5s;
constexpr auto previewPause = 80ms;

QList<AnalysisId> idsOf(const std::vector<AnalysisRow> &rows)
{
    QList<AnalysisId> ids;
    for (const AnalysisRow &row : rows)
        ids.append(row.id);
    return ids;
}

QStringList sharedTags(const std::vector<AnalysisRow> &rows)
{
    QStringList shared = rows.front().tags;
    for (const AnalysisRow &row : rows)
        shared.removeIf([&row](const QString &tag) { return !row.tags.contains(tag); });
    return shared;
}

} // namespace

LibraryView::LibraryView(Workbench &workbench, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_model(new AnalysisListModel(workbench.library(), this))
    , m_spoken(new SpokenRows(this))
    , m_delegate(new AnalysisDelegate(this))
    , m_filters(new LibraryFilters)
    , m_list(new QListView)
    , m_pages(new QStackedWidget)
    , m_emptyText(new QLabel)
    , m_emptyButton(new QPushButton)
    , m_undoBar(new UndoBar)
{
    setWindowTitle(tr("Library"));
    m_spoken->setSourceModel(m_model);
    m_refreshTimer.setInterval(refreshPause);
    m_choicesTimer.setInterval(choicesPause);
    m_previewTimer.setInterval(previewPause);
    for (QTimer *timer : {&m_refreshTimer, &m_choicesTimer, &m_previewTimer})
        timer->setSingleShot(true);
    createLayout();
    createActions();
    connectList();
    updateActions();

    connect(m_filters, &LibraryFilters::queryChanged, this, &LibraryView::applyQuery);
    connect(m_filters, &LibraryFilters::searchChanged, this, &LibraryView::applySearch);
    connect(m_filters, &LibraryFilters::leaveRequested, m_list, [this] { m_list->setFocus(); });
    connect(&m_undo, &QUndoStack::indexChanged, this, &LibraryView::showUndo);
    connect(m_undoBar, &UndoBar::undoRequested, &m_undo, &QUndoStack::undo);

    connect(&m_workbench, &Workbench::libraryChanged, this, [this] {
        for (QTimer *timer : {&m_refreshTimer, &m_choicesTimer}) {
            if (!timer->isActive()) // not put off by what follows
                timer->start();
        }
    });
    connect(&m_refreshTimer, &QTimer::timeout, this, &LibraryView::refresh);
    connect(&m_choicesTimer, &QTimer::timeout, this, &LibraryView::refreshChoices);
    m_model->refresh();
    refreshChoices();
}

LibraryView::~LibraryView()
{
    // Children go after this object has ceased to be a LibraryView, and some speak up as they go:
    // an open editor hands in its text.
    for (QObject *source :
         std::initializer_list<QObject *>{&m_undo, m_model, m_filters, m_list, m_list->selectionModel()})
        source->disconnect(this);
}

// Construction

void LibraryView::createLayout()
{
    m_list->setModel(m_spoken);
    m_list->setItemDelegate(m_delegate);
    m_list->setUniformItemSizes(true);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setObjectName(u"analyses"_s);
    m_list->setAccessibleName(tr("Saved analyses"));
    m_trashBar = createTrashBar();
    m_pages->addWidget(m_list);
    m_pages->addWidget(createEmptyPage());

    auto *column = new QVBoxLayout(this);
    column->addWidget(m_filters);
    column->addWidget(m_trashBar);
    column->addWidget(m_pages, 1);
    column->addWidget(m_undoBar);
    setTabOrder(m_filters, m_list);
}

QWidget *LibraryView::createEmptyPage()
{
    m_emptyText->setObjectName(u"emptyText"_s);
    m_emptyText->setWordWrap(true);
    m_emptyText->setAlignment(Qt::AlignCenter);
    m_emptyText->setTextFormat(Qt::PlainText);
    m_emptyText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->addStretch(1);
    column->addWidget(m_emptyText);
    column->addWidget(m_emptyButton, 0, Qt::AlignHCenter);
    column->addStretch(2);
    connect(m_emptyButton, &QPushButton::clicked, this, &LibraryView::takeWayOut);
    return page;
}

QWidget *LibraryView::createTrashBar()
{
    auto *bar = new QWidget;
    auto *label = new QLabel(tr("Deleted analyses"));
    m_purge = new QPushButton(tr("Delete all for e&ver…"));
    m_purge->setIcon(outlineIcon(u"trash"_s));
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins({});
    row->addWidget(label, 1);
    row->addWidget(m_purge);
    connect(m_purge, &QPushButton::clicked, this, &LibraryView::purge);
    bar->hide();
    return bar;
}

QAction *LibraryView::addListAction(const QString &text, const QString &icon, const QKeySequence &key,
                                    void (LibraryView::*slot)())
{
    auto *action = new QAction(outlineIcon(icon), text, this);
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetShortcut); // the search field has its own Enter and Delete
    m_list->addAction(action);
    connect(action, &QAction::triggered, this, slot);
    return action;
}

void LibraryView::createActions()
{
    m_open = addListAction(tr("&Open"), u"external-link"_s, Qt::Key_Return, &LibraryView::openCurrent);
    m_open->setShortcuts({Qt::Key_Return, Qt::Key_Enter});
    m_rename = addListAction(tr("&Rename"), u"edit"_s, Qt::Key_F2, &LibraryView::renameCurrent);
    m_tags = addListAction(tr("&Tags…"), u"tag"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_T, &LibraryView::editTags);
    m_note = addListAction(tr("&Note…"), u"pin"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_N, &LibraryView::editNote);
    m_delete = addListAction(tr("&Delete"), u"trash"_s, QKeySequence::Delete, &LibraryView::deleteSelected);
#ifdef Q_OS_MACOS
    m_delete->setShortcuts({QKeySequence(Qt::Key_Backspace), QKeySequence(QKeySequence::Delete)});
#endif
    m_export = new ExportMenu(
        m_workbench, [this] { return selectedIds(); }, this);
    connect(m_export, &ExportMenu::exported, this, &LibraryView::exported);
    connect(m_export, &ExportMenu::failed, this, &LibraryView::exportFailed);
    m_restore = addListAction(tr("Re&store"), u"undo"_s, {}, &LibraryView::restoreSelected);

    auto *undo = m_undo.createUndoAction(this);
    undo->setShortcuts(QKeySequence::Undo);
    auto *redo = m_undo.createRedoAction(this);
    redo->setShortcuts(QKeySequence::Redo);
    for (QAction *action : {undo, redo}) {
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        addAction(action);
    }
}

void LibraryView::connectList()
{
    connect(m_list, &QListView::doubleClicked, this, &LibraryView::openCurrent);
    connect(m_list, &QListView::clicked, &m_previewTimer, qOverload<>(&QTimer::start));
    connect(m_list, &QListView::customContextMenuRequested, this, &LibraryView::showMenu);
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &LibraryView::updateActions);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, &m_previewTimer,
            qOverload<>(&QTimer::start));
    connect(&m_previewTimer, &QTimer::timeout, this, &LibraryView::previewCurrent);
    connect(m_model, &AnalysisListModel::loaded, this, &LibraryView::showState);
    // Who reached the end while the list was being refreshed waits there for the next page.
    connect(m_model, &AnalysisListModel::loaded, m_list, [this] {
        const QScrollBar *bar = m_list->verticalScrollBar();
        if (m_list->isVisible() && bar->value() == bar->maximum() && bar->maximum() > 0)
            m_model->fetchMore({});
    });
    connect(m_model, &AnalysisListModel::failed, this, &LibraryView::showFailure);
    connect(m_model, &AnalysisListModel::renameRequested, this, &LibraryView::rename);
}

// What is shown

void LibraryView::focusSearch()
{
    m_filters->focusSearch();
}

void LibraryView::search(const QString &text)
{
    m_filters->setSearchText(text);
}

void LibraryView::showOnly(AnalysisStatus status)
{
    m_filters->showOnly(status);
}

void LibraryView::select(AnalysisId id)
{
    const std::optional<int> row = m_model->rowOf(id);
    m_wanted = row ? std::nullopt : std::optional(id);
    if (row)
        m_list->setCurrentIndex(m_spoken->index(*row, 0));
}

void LibraryView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void LibraryView::applyQuery()
{
    m_trashBar->setVisible(m_filters->showsTrash());
    m_model->setQuery(m_filters->query());
    applySearch(m_filters->searchText());
    updateActions();
}

void LibraryView::applySearch(const QString &text)
{
    m_model->setSearch(text);
    m_delegate->setSearchTerms(m_model->searchWords());
    m_list->doItemsLayout();
}

void LibraryView::refresh()
{
    if (!isVisible())
        return; // showing the view again catches up
    if (m_list->isPersistentEditorOpen(m_list->currentIndex()))
        m_refreshTimer.start(); // a title that is being typed is left alone
    else
        m_model->refresh();
}

void LibraryView::refreshChoices()
{
    whenAnswered(m_workbench.library().tags(), this, [this](const Result<QStringList> &tags) {
        m_tagsInUse = tags.value_or(QStringList());
        m_filters->setTags(m_tagsInUse);
    });
    whenAnswered(m_workbench.library().models(), this, [this](const Result<QStringList> &models) {
        m_filters->setModels(models.value_or(QStringList()));
    });
}

void LibraryView::showState()
{
    const bool isEmpty = m_model->rowCount() == 0;
    m_failures = 0;
    if (m_wanted)
        select(*m_wanted);
    m_purge->setEnabled(!isEmpty);
    if (isEmpty && !m_model->isComplete())
        return; // not known yet
    if (!isEmpty) {
        m_pages->setCurrentIndex(0);
    } else if (m_filters->isRestricting()) {
        const QString text = m_filters->searchText().trimmed();
        showEmptyPage(text.isEmpty() ? tr("Nothing matches these filters.")
                                     : tr("Nothing matches “%1”.").arg(text),
                      WayOut::ClearSearch);
    } else if (m_filters->showsTrash()) {
        showEmptyPage(tr("The trash is empty."), WayOut::None);
    } else {
        showEmptyPage(tr("No saved analyses yet. Run one in the Browser, or watch the recorded sample."),
                      WayOut::WatchSample);
    }
}

void LibraryView::showFailure(const Error &error)
{
    if (m_model->rowCount() > 0)
        return; // what is there can still be read
    // A library that is being created right now cannot be opened for a moment: ask twice.
    if (++m_failures == 1)
        m_refreshTimer.start();
    else
        showEmptyPage(words::errorSentence(error) + u'\n' + words::errorAdvice(error), WayOut::TryAgain);
}

void LibraryView::showEmptyPage(const QString &text, WayOut wayOut)
{
    m_wayOut = wayOut;
    m_emptyText->setText(text);
    m_emptyButton->setVisible(wayOut != WayOut::None);
    switch (wayOut) {
    case WayOut::None:
        break;
    case WayOut::ClearSearch:
        m_emptyButton->setText(tr("&Clear search"));
        break;
    case WayOut::WatchSample:
        m_emptyButton->setText(tr("&Watch the sample"));
        break;
    case WayOut::TryAgain:
        m_emptyButton->setText(tr("&Try again"));
        break;
    }
    m_pages->setCurrentIndex(1);
}

void LibraryView::takeWayOut()
{
    switch (m_wayOut) {
    case WayOut::None:
        return;
    case WayOut::ClearSearch:
        m_filters->clearSearch();
        m_filters->focusSearch();
        return;
    case WayOut::WatchSample:
        watchSample();
        return;
    case WayOut::TryAgain:
        m_model->refresh();
        return;
    }
}

void LibraryView::updateActions()
{
    const qsizetype count = m_list->selectionModel()->selectedIndexes().size();
    const bool inTrash = m_filters->showsTrash();
    m_open->setEnabled(count == 1);
    m_rename->setEnabled(count == 1 && !inTrash);
    m_note->setEnabled(count == 1 && !inTrash);
    m_tags->setEnabled(count > 0 && !inTrash);
    m_export->setEnabled(count > 0);
    m_delete->setEnabled(count > 0 && !inTrash);
    m_delete->setVisible(!inTrash);
    m_restore->setEnabled(count > 0 && inTrash);
    m_restore->setVisible(inTrash);
}

void LibraryView::showUndo()
{
    const auto *last = m_undo.index() > 0
        ? static_cast<const LibraryCommand *>(m_undo.command(m_undo.index() - 1))
        : nullptr;
    const bool isNews =
        last && m_undo.index() == m_undo.count() && last->kind() == LibraryCommand::Kind::Delete;
    if (isNews)
        m_undoBar->tell(last->text());
    else
        m_undoBar->hide();
}

void LibraryView::showMenu(const QPoint &position)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions({m_open, m_rename, m_tags, m_note});
    menu->addMenu(m_export);
    menu->addSeparator();
    menu->addActions({m_delete, m_restore});
    menu->popup(m_list->viewport()->mapToGlobal(position));
}

// What is done

void LibraryView::openCurrent()
{
    if (const auto id = currentId()) {
        m_previewTimer.stop();
        emit openRequested(*id);
    }
}

void LibraryView::previewCurrent()
{
    if (const auto id = currentId())
        emit previewRequested(*id);
}

void LibraryView::renameCurrent()
{
    if (m_list->currentIndex().isValid())
        m_list->edit(m_list->currentIndex());
}

void LibraryView::rename(AnalysisId id, const QString &title, const QString &oldTitle)
{
    m_undo.push(new LibraryCommand(
        LibraryCommand::Kind::Edit, tr("Rename"), [this, id, title] { m_workbench.rename(id, title); },
        [this, id, oldTitle] { m_workbench.rename(id, oldTitle); }));
}

void LibraryView::editTags()
{
    const std::vector<AnalysisRow> rows = selectedRows();
    if (rows.empty())
        return;
    const QStringList shared = sharedTags(rows);
    auto *dialog = new TagsDialog(shared, int(rows.size()), m_tagsInUse, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog, rows, shared] { changeTags(rows, shared, dialog->tags()); });
    dialog->open();
}

/// What is no longer among \a shared goes from all \a rows, what is new there comes to all.
void LibraryView::changeTags(const std::vector<AnalysisRow> &rows, const QStringList &shared,
                             const QStringList &wanted)
{
    const auto newTags = [shared, wanted](QStringList tags) {
        tags.removeIf([&](const QString &tag) { return shared.contains(tag) || wanted.contains(tag); });
        return wanted + tags;
    };
    m_undo.push(new LibraryCommand(
        LibraryCommand::Kind::Edit, tr("Change tags"),
        [this, rows, newTags] {
            for (const AnalysisRow &row : rows)
                m_workbench.setTags(row.id, newTags(row.tags));
        },
        [this, rows] {
            for (const AnalysisRow &row : rows)
                m_workbench.setTags(row.id, row.tags);
        }));
    m_choicesTimer.start(0ms);
}

void LibraryView::editNote()
{
    const auto id = currentId();
    if (!id)
        return;
    whenAnswered(m_workbench.library().load(*id), this, [this](const Result<AnalysisRecord> &record) {
        if (record)
            showNoteDialog(*record);
    });
}

void LibraryView::showNoteDialog(const AnalysisRecord &record)
{
    auto *dialog = new NoteDialog(record.title, record.note, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, id = record.id, old = record.note] {
        const QString note = dialog->note();
        if (note == old)
            return;
        m_undo.push(new LibraryCommand(
            LibraryCommand::Kind::Edit, tr("Change note"),
            [this, id, note] { m_workbench.setNote(id, note); },
            [this, id, old] { m_workbench.setNote(id, old); }));
    });
    dialog->open();
}

void LibraryView::deleteSelected()
{
    std::vector<AnalysisRow> rows = selectedRows();
    // What still runs is stopped first, by the person.
    std::erase_if(rows, [](const AnalysisRow &row) { return !isFinal(row.status); });
    if (rows.empty())
        return;
    const QList<AnalysisId> ids = idsOf(rows);
    m_undo.push(new LibraryCommand(
        LibraryCommand::Kind::Delete,
        ids.size() == 1 ? tr("One analysis deleted") : tr("%n analyses deleted", nullptr, int(ids.size())),
        [this, ids] { m_workbench.moveToTrash(ids); }, [this, ids] { m_workbench.restore(ids); }));
}

void LibraryView::restoreSelected()
{
    const QList<AnalysisId> ids = idsOf(selectedRows());
    if (ids.isEmpty())
        return;
    m_undo.push(new LibraryCommand(
        LibraryCommand::Kind::Restore,
        ids.size() == 1 ? tr("One analysis restored") : tr("%n analyses restored", nullptr, int(ids.size())),
        [this, ids] { m_workbench.restore(ids); }, [this, ids] { m_workbench.moveToTrash(ids); }));
}

void LibraryView::purge()
{
    auto *question = new QMessageBox(
        QMessageBox::Warning, tr("Delete for ever"),
        tr("Delete everything in the trash for ever? It cannot be brought back."), QMessageBox::Cancel, this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    const QPushButton *confirm = question->addButton(tr("Delete for ever"), QMessageBox::DestructiveRole);
    question->setDefaultButton(QMessageBox::Cancel);
    connect(confirm, &QPushButton::clicked, this, [this] {
        m_undo.clear(); // what it could bring back is gone
        emit purgeRequested();
    });
    question->open();
}

void LibraryView::watchSample()
{
    const std::vector<Sample> samples = bundledSamples();
    if (samples.empty())
        return;
    const Result<AnalysisSession *> session = m_workbench.startSample(samples.front().id);
    if (session)
        emit openRequested((*session)->id());
    else
        showEmptyPage(words::errorSentence(session.error()), WayOut::WatchSample);
}

// Selection

QList<AnalysisId> LibraryView::selectedIds() const
{
    return idsOf(selectedRows());
}

std::vector<AnalysisRow> LibraryView::selectedRows() const
{
    QModelIndexList indexes = m_list->selectionModel()->selectedIndexes();
    std::sort(indexes.begin(), indexes.end());
    std::vector<AnalysisRow> rows;
    for (const QModelIndex &index : indexes)
        rows.push_back(m_model->rowAt(index.row()));
    return rows;
}

std::optional<AnalysisId> LibraryView::currentId() const
{
    const QModelIndex current = m_list->currentIndex();
    return current.isValid() ? std::optional(m_model->idAt(current.row())) : std::nullopt;
}

} // namespace reasonglass
