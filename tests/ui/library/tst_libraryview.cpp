#include "app/workbench.h"
#include "models/analysislistmodel.h"
#include "store/samplerun.h"
#include "ui/library/libraryview.h"
#include "ui/library/tagsdialog.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace reasonglass;

class tst_LibraryView : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void listsWhatIsSaved();
    void saysWhatToDoWhenNothingIsSaved();
    void saysWhyNothingCanBeRead();
    void loadsPagesAsSomebodyScrolls();
    void searchesAndClearsTheSearch();
    void filtersByTag();
    void opensByEnterAndDoubleClick();
    void previewsByClick();
    void renamesInPlaceAndUndoes();
    void mayGoWhileATitleIsBeingTyped();
    void deletesAndUndoes();
    void hidesTheUndoBarAfterAnotherAction();
    void restoresFromTheTrash();
    void asksBeforeItDeletesForEver();
    void changesOnlySharedTags();
    void splitsTags_data();
    void splitsTags();
    void refreshesOnceForManyChanges();
    void keepsTheSelectionWhenRowsComeIn();
    void namesEveryControl();

private:
    void open(qint64 runs);
    QStringList titlesOnDisk(const ListQuery &query = {});
    void select(std::initializer_list<int> rows);
    void trigger(const QString &text);
    template <typename Widget>
    Widget *named(const QString &accessibleName);

    std::unique_ptr<QTemporaryDir> m_folder;
    Profile m_profile;
    SystemClock m_clock;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<LibraryView> m_view;
    QListView *m_list = nullptr;
};

void tst_LibraryView::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_profile = findProfile(m_folder->path(), {}, {});
    QVERIFY(createFolders(m_profile));
}

void tst_LibraryView::cleanup()
{
    m_view.reset();
    m_workbench.reset();
}

/// Opens a library with \a runs analyses; every tenth speaks of zebras.
void tst_LibraryView::open(qint64 runs)
{
    {
        LibraryWriter writer(m_profile.libraryFile);
        for (qint64 id = 1; id <= runs; ++id) {
            const SampleRun run = sampleRun(id,
                                            {.prompt = u"Question %1"_s.arg(id),
                                             .reasoning = id % 10 == 0 ? u"the tenth zebra"_s : u"horses"_s,
                                             .answer = u"Answer"_s});
            writer.beginAnalysis(beginningOf(run.record));
            writer.endAnalysis(run.record);
        }
    }
    m_workbench =
        std::make_unique<Workbench>(WorkbenchOptions{.profile = m_profile, .useKeyStore = false}, m_clock);
    m_view = std::make_unique<LibraryView>(*m_workbench);
    m_view->resize(420, 600);
    m_view->show();
    m_list = m_view->findChild<QListView *>(u"analyses"_s);
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    QTRY_VERIFY(m_list->model()->rowCount() > 0 || runs == 0);
}

QStringList tst_LibraryView::titlesOnDisk(const ListQuery &query)
{
    m_workbench->flush();
    QStringList titles;
    const auto rows = m_workbench->library().list(query).result();
    for (const AnalysisRow &row : rows ? *rows : std::vector<AnalysisRow>())
        titles.append(row.title);
    return titles;
}

void tst_LibraryView::select(std::initializer_list<int> rows)
{
    m_list->clearSelection();
    for (const int row : rows)
        m_list->selectionModel()->setCurrentIndex(m_list->model()->index(row, 0),
                                                  QItemSelectionModel::Select);
    m_list->setFocus();
}

void tst_LibraryView::trigger(const QString &text)
{
    for (QAction *action : m_list->actions()) {
        if (action->text() == text) {
            QVERIFY(action->isEnabled());
            action->trigger();
            return;
        }
    }
    QFAIL("no such action");
}

template <typename Widget>
Widget *tst_LibraryView::named(const QString &accessibleName)
{
    for (auto *widget : m_view->findChildren<Widget *>()) {
        if (widget->accessibleName() == accessibleName)
            return widget;
    }
    return nullptr;
}

void tst_LibraryView::listsWhatIsSaved()
{
    open(5);
    QTRY_COMPARE(m_list->model()->rowCount(), 5);
    const QModelIndex first = m_list->model()->index(0, 0);
    QCOMPARE(first.data().toString(), u"Question 5"_s);
    const QString spoken = first.data(Qt::AccessibleTextRole).toString();
    QVERIFY2(spoken.contains(u"Question 5"_s) && spoken.contains(u"completed"_s)
                 && spoken.contains(u"$0.25"_s),
             qPrintable(spoken));
    QVERIFY(m_list->isVisible());
}

void tst_LibraryView::saysWhatToDoWhenNothingIsSaved()
{
    open(0);
    const auto *text = m_view->findChild<QLabel *>(u"emptyText"_s);
    QTRY_VERIFY(text->isVisible());
    QVERIFY2(text->text().startsWith(u"No saved analyses yet."_s), qPrintable(text->text()));
    QSignalSpy opened(m_view.get(), &LibraryView::openRequested);
    for (QPushButton *button : m_view->findChildren<QPushButton *>()) {
        if (button->isVisible())
            button->click();
    }
    QCOMPARE(opened.count(), 1);
    QTRY_COMPARE(m_list->model()->rowCount(), 1);
    QVERIFY(m_list->isVisible());
    QVERIFY(m_list->model()->index(0, 0).data(AnalysisListModel::RowRole).value<AnalysisRow>().sample);
}

void tst_LibraryView::saysWhyNothingCanBeRead()
{
    QFile file(m_profile.libraryFile);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("This is a letter, not a library, and long enough to be looked at closely.\n");
    file.close();
    m_workbench = std::make_unique<Workbench>(
        WorkbenchOptions{.profile = m_profile, .save = false, .useKeyStore = false}, m_clock);
    m_view = std::make_unique<LibraryView>(*m_workbench);
    m_view->show();
    const auto *text = m_view->findChild<QLabel *>(u"emptyText"_s);
    QTRY_VERIFY(text->isVisible());
    QVERIFY2(text->text().startsWith(u"The library is damaged"_s), qPrintable(text->text()));
}

void tst_LibraryView::loadsPagesAsSomebodyScrolls()
{
    open(300);
    QTRY_COMPARE(m_list->model()->rowCount(), AnalysisListModel::pageSize);
    // The view lays its rows out a little later, and before that there is no bottom to scroll to.
    QTRY_VERIFY((m_list->scrollToBottom(), m_list->model()->rowCount() >= 2 * AnalysisListModel::pageSize));
}

void tst_LibraryView::searchesAndClearsTheSearch()
{
    open(25);
    m_view->search(u"zebra"_s);
    QTRY_COMPARE(m_list->model()->rowCount(), 2);
    const QSize row = m_list->sizeHintForIndex(m_list->model()->index(0, 0));
    m_view->search(u"unicorn"_s);
    QTRY_VERIFY(!m_list->isVisible());
    QPushButton *clear = nullptr;
    for (QPushButton *button : m_view->findChildren<QPushButton *>()) {
        if (button->isVisible())
            clear = button;
    }
    QVERIFY(clear);
    clear->click();
    QTRY_COMPARE(m_list->model()->rowCount(), 25);
    QVERIFY(m_list->isVisible());
    QVERIFY(row.height() > m_list->sizeHintForIndex(m_list->model()->index(0, 0)).height());
}

void tst_LibraryView::filtersByTag()
{
    open(5);
    m_workbench->setTags(AnalysisId(3), {u"good"_s});
    auto *tags = named<QComboBox>(u"Show only this tag"_s);
    QTRY_VERIFY_WITH_TIMEOUT(tags->findData(u"good"_s) > 0, 15'000);
    tags->setCurrentIndex(tags->findData(u"good"_s));
    QTRY_COMPARE(m_list->model()->rowCount(), 1);
    QCOMPARE(m_list->model()->index(0, 0).data().toString(), u"Question 3"_s);
}

void tst_LibraryView::opensByEnterAndDoubleClick()
{
    open(3);
    QSignalSpy opened(m_view.get(), &LibraryView::openRequested);
    select({1});
    QTest::keyClick(m_list, Qt::Key_Return);
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened.last().first().value<AnalysisId>(), AnalysisId(2));
    const QPoint third = m_list->visualRect(m_list->model()->index(2, 0)).center();
    QTest::mouseClick(m_list->viewport(), Qt::LeftButton, {}, third);
    QTest::mouseDClick(m_list->viewport(), Qt::LeftButton, {}, third);
    QCOMPARE(opened.count(), 2);
    QCOMPARE(opened.last().first().value<AnalysisId>(), AnalysisId(1));
}

void tst_LibraryView::previewsByClick()
{
    open(3);
    QSignalSpy previewed(m_view.get(), &LibraryView::previewRequested);
    QTest::mouseClick(m_list->viewport(), Qt::LeftButton, {},
                      m_list->visualRect(m_list->model()->index(1, 0)).center());
    QTRY_COMPARE(previewed.count(), 1);
    QCOMPARE(previewed.last().first().value<AnalysisId>(), AnalysisId(2));
    QTest::keyClick(m_list, Qt::Key_Down);
    QTRY_COMPARE(previewed.count(), 2);
    QCOMPARE(previewed.last().first().value<AnalysisId>(), AnalysisId(1));
}

void tst_LibraryView::renamesInPlaceAndUndoes()
{
    open(3);
    select({0});
    QTest::keyClick(m_list, Qt::Key_F2);
    auto *editor = m_list->findChild<QLineEdit *>();
    QVERIFY(editor);
    editor->selectAll();
    QTest::keyClicks(editor, u"About zebras"_s);
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_VERIFY(m_view->undoStack()->canUndo());
    QCOMPARE(titlesOnDisk().first(), u"About zebras"_s);
    m_view->undoStack()->undo();
    QCOMPARE(titlesOnDisk().first(), u"Question 3"_s);
    QTRY_COMPARE(m_list->model()->index(0, 0).data().toString(), u"Question 3"_s);
}

void tst_LibraryView::mayGoWhileATitleIsBeingTyped()
{
    open(3);
    select({0});
    QTest::keyClick(m_list, Qt::Key_F2);
    auto *editor = m_list->findChild<QLineEdit *>();
    QVERIFY(editor);
    QTest::keyClicks(editor, u"half a ti"_s);
    m_view.reset();
    QCOMPARE(titlesOnDisk().first(), u"Question 3"_s);
}

void tst_LibraryView::deletesAndUndoes()
{
    open(4);
    auto *bar = m_view->findChild<QWidget *>(u"undoBar"_s);
    QVERIFY(!bar->isVisible());
    select({0, 2});
    QTest::keyClick(m_list, Qt::Key_Delete);
    QTRY_COMPARE(m_list->model()->rowCount(), 2);
    QCOMPARE(titlesOnDisk(), (QStringList{u"Question 3"_s, u"Question 1"_s}));
    QVERIFY(bar->isVisible());
    QCOMPARE(bar->findChild<QLabel *>()->text(), u"2 analyses deleted"_s);
    QTest::keyClick(m_list, Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(!bar->isVisible());
    QTRY_COMPARE(m_list->model()->rowCount(), 4);
    QCOMPARE(titlesOnDisk().size(), 4);
}

void tst_LibraryView::hidesTheUndoBarAfterAnotherAction()
{
    open(4);
    auto *bar = m_view->findChild<QWidget *>(u"undoBar"_s);
    select({0});
    QTest::keyClick(m_list, Qt::Key_Delete);
    QVERIFY(bar->isVisible());
    QTRY_COMPARE(m_list->model()->rowCount(), 3);
    QVERIFY(m_list->model()->setData(m_list->model()->index(0, 0), u"Another"_s));
    QVERIFY(!bar->isVisible());
}

void tst_LibraryView::restoresFromTheTrash()
{
    open(3);
    m_workbench->moveToTrash({AnalysisId(2)});
    m_workbench->flush();
    named<QToolButton>(u"Show the trash"_s)->click();
    QTRY_COMPARE(m_list->model()->rowCount(), 1);
    select({0});
    trigger(u"Re&store"_s);
    QTRY_COMPARE(m_list->model()->rowCount(), 0);
    QCOMPARE(titlesOnDisk().size(), 3);
}

void tst_LibraryView::asksBeforeItDeletesForEver()
{
    open(3);
    m_workbench->moveToTrash({AnalysisId(2)});
    m_workbench->flush();
    named<QToolButton>(u"Show the trash"_s)->click();
    QTRY_COMPARE(m_list->model()->rowCount(), 1);
    QSignalSpy purged(m_view.get(), &LibraryView::purgeRequested);
    const auto answer = [this](QMessageBox::ButtonRole role) {
        for (QPushButton *button : m_view->findChildren<QPushButton *>()) {
            if (button->text() == u"Delete all for e&ver…"_s)
                button->click();
        }
        auto *question = m_view->findChild<QMessageBox *>();
        QVERIFY(question);
        for (QAbstractButton *button : question->buttons()) {
            if (question->buttonRole(button) == role)
                button->click();
        }
        QTRY_VERIFY(!m_view->findChild<QMessageBox *>());
    };
    answer(QMessageBox::RejectRole);
    QCOMPARE(purged.count(), 0);
    answer(QMessageBox::DestructiveRole);
    QCOMPARE(purged.count(), 1);
}

void tst_LibraryView::changesOnlySharedTags()
{
    open(2);
    m_workbench->setTags(AnalysisId(1), {u"both"_s, u"one"_s});
    m_workbench->setTags(AnalysisId(2), {u"both"_s, u"two"_s});
    const auto tagsOf = [this](int row) {
        return m_list->model()->index(row, 0).data(AnalysisListModel::RowRole).value<AnalysisRow>().tags;
    };
    QTRY_COMPARE(tagsOf(0).size(), 2);
    select({0, 1});
    trigger(u"&Tags…"_s);
    auto *dialog = m_view->findChild<TagsDialog *>();
    QVERIFY(dialog);
    QCOMPARE(dialog->tags(), QStringList{u"both"_s});
    dialog->findChild<QLineEdit *>()->setText(u"new, other"_s);
    dialog->accept();
    QTRY_COMPARE(tagsOf(0), (QStringList{u"new"_s, u"other"_s, u"two"_s}));
    QCOMPARE(tagsOf(1), (QStringList{u"new"_s, u"one"_s, u"other"_s}));
    m_view->undoStack()->undo();
    QTRY_COMPARE(tagsOf(0), (QStringList{u"both"_s, u"two"_s}));
}

void tst_LibraryView::splitsTags_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("tags");
    QTest::newRow("nothing") << QString() << QStringList();
    QTest::newRow("only commas and spaces") << u" , ,, "_s << QStringList();
    QTest::newRow("spaces around are dropped") << u" a ,b  c "_s << QStringList{u"a"_s, u"b c"_s};
    QTest::newRow("each once, whatever its case") << u"Math, math, x"_s << QStringList{u"Math"_s, u"x"_s};
}

void tst_LibraryView::splitsTags()
{
    QFETCH(const QString, text);
    QFETCH(const QStringList, tags);
    QCOMPARE(tagsFromText(text), tags);
}

void tst_LibraryView::refreshesOnceForManyChanges()
{
    open(3);
    auto *model = m_view->findChild<AnalysisListModel *>();
    QTRY_VERIFY(!model->isLoading());
    QSignalSpy loaded(model, &AnalysisListModel::loaded);
    for (int i = 0; i < 50; ++i)
        emit m_workbench->libraryChanged();
    QCOMPARE(loaded.count(), 0);
    QTRY_COMPARE(loaded.count(), 1);
    QTRY_VERIFY(!model->isLoading());
    QCOMPARE(loaded.count(), 1);
}

void tst_LibraryView::keepsTheSelectionWhenRowsComeIn()
{
    open(5);
    m_workbench->moveToTrash({AnalysisId(5)});
    QTRY_COMPARE(m_list->model()->rowCount(), 4);
    select({1});
    QCOMPARE(m_view->selectedIds(), QList{AnalysisId(3)});
    m_workbench->restore({AnalysisId(5)});
    QTRY_COMPARE(m_list->model()->rowCount(), 5);
    QCOMPARE(m_view->selectedIds(), QList{AnalysisId(3)});
    QCOMPARE(m_list->currentIndex().row(), 2);
}

void tst_LibraryView::namesEveryControl()
{
    open(1);
    for (const QWidget *widget : m_view->findChildren<QWidget *>()) {
        const bool isOurs = qobject_cast<const QComboBox *>(widget)
            || qobject_cast<const QToolButton *>(widget) || qobject_cast<const QListView *>(widget);
        const bool isPart = widget->parent()->inherits("QLineEdit") || widget->inherits("QComboBoxListView")
            || widget->parent()->objectName() == u"undoBar"_s;
        if (isOurs && !isPart)
            QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
    }
}

QTEST_MAIN(tst_LibraryView)
#include "tst_libraryview.moc"
