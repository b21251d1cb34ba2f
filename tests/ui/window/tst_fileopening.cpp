#include "app/taskdesk.h"
#include "app/workbench.h"
#include "store/exportedrun.h"
#include "ui/browser/attachmentbar.h"
#include "ui/browser/composer.h"
#include "ui/library/exportmenu.h"
#include "ui/library/libraryview.h"
#include "ui/run/runpane.h"
#include "ui/window/mainwindow.h"
#include "ui/window/transfernotice.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QDropEvent>
#include <QFileDialog>
#include <QFileOpenEvent>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <memory>

using namespace Qt::StringLiterals;
using namespace reasonglass;

/// Files that come into the whole window, from the command line, the mouse or the system; and out of it.
class tst_FileOpening : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void anExportedAnalysisIsImportedAndShown();
    void anImportIsUndone();
    void whatIsThereIsShown();
    void whatWasInTheTrashComesBack();
    void aBadFileSaysWhichLine();
    void ofSeveralTheLastIsShown();
    void progressIsShownAndCanBeStopped();
    void aDropIsOpened_data();
    void aDropIsOpened();
    void otherDropsStayWhereTheyFall();
    void theSystemMayOpenAFileEarly();
    void filesAreChosenFromTheMenu();
    void theShownRunIsExported();
    void theSelectedOnesAreExported();

private:
    void open(MainWindow::Contents contents = MainWindow::Contents::AtOnce);
    QString path(const QString &name) const { return m_folder->filePath(name); }
    QString file(qint64 id, const QString &ending = u".reasonglass"_s);
    TransferNotice &notice() { return *m_window->findChild<TransferNotice *>(); }
    QPushButton *noticeButton();
    RunPane &pane() { return *m_window->findChild<RunPane *>(); }
    std::vector<AnalysisRow> stored(bool trash = false);
    static bool drop(QWidget &target, const QStringList &files);

    std::unique_ptr<QTemporaryDir> m_folder;
    SystemClock m_clock;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<TaskDesk> m_desk;
    std::unique_ptr<MainWindow> m_window;
};

void tst_FileOpening::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    open();
}

void tst_FileOpening::cleanup()
{
    m_window.reset();
    m_desk.reset();
    m_workbench.reset();
}

void tst_FileOpening::open(MainWindow::Contents contents)
{
    cleanup();
    m_workbench = std::make_unique<Workbench>(
        WorkbenchOptions{.profile = findProfile(path(u"profile"_s), {}, {}), .useKeyStore = false}, m_clock);
    m_desk = std::make_unique<TaskDesk>(*m_workbench, m_clock);
    m_window = std::make_unique<MainWindow>(*m_workbench, *m_desk, contents);
    if (contents == MainWindow::Contents::AtOnce)
        m_window->show();
}

QString tst_FileOpening::file(qint64 id, const QString &ending)
{
    const QString name = path(QString::number(id) + ending);
    exportRun(sampleRun(id, {.prompt = u"Question %1"_s.arg(id), .reasoning = u"Hm."_s, .answer = u"42"_s}),
              name);
    return name;
}

QPushButton *tst_FileOpening::noticeButton()
{
    for (QPushButton *button : notice().findChildren<QPushButton *>()) {
        if (button->isVisible())
            return button;
    }
    return nullptr;
}

std::vector<AnalysisRow> tst_FileOpening::stored(bool trash)
{
    m_workbench->flush();
    auto rows = m_workbench->library().list({.trash = trash});
    rows.waitForFinished();
    return rows.result().value_or(std::vector<AnalysisRow>{});
}

/// As the window system does it: whether the drag was taken says whether a drop follows.
bool tst_FileOpening::drop(QWidget &target, const QStringList &files)
{
    QMimeData data;
    QList<QUrl> urls;
    for (const QString &name : files)
        urls += QUrl::fromLocalFile(name);
    data.setUrls(urls);
    const QPoint point = target.rect().center();
    QDragEnterEvent enter(point, Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, Qt::NoModifier);
    enter.ignore();
    QApplication::sendEvent(&target, &enter);
    if (!enter.isAccepted())
        return false;
    QDropEvent dropped(point, Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&target, &dropped);
    return dropped.isAccepted() && dropped.dropAction() == Qt::CopyAction;
}

void tst_FileOpening::anExportedAnalysisIsImportedAndShown()
{
    m_window->openFiles({file(7)});
    QTRY_COMPARE(pane().shownId(), AnalysisId(7));
    QVERIFY(pane().isVisible());
    QVERIFY(notice().isVisible());
    QCOMPARE(notice().text(), u"Imported “Question 7” from 7.reasonglass."_s);
    QCOMPARE(stored().size(), size_t(1));
    m_window->openFiles({file(8, u""_s)}); // nothing but its content says what it is
    QTRY_COMPARE(pane().shownId(), AnalysisId(8));
}

void tst_FileOpening::anImportIsUndone()
{
    m_window->openFiles({file(7)});
    QTRY_COMPARE(pane().shownId(), AnalysisId(7));
    QVERIFY(noticeButton());
    QCOMPARE(noticeButton()->text(), u"&Undo"_s);
    QTest::mouseClick(noticeButton(), Qt::LeftButton);
    QCOMPARE(stored().size(), size_t(0));
    QCOMPARE(stored(true).size(), size_t(1));
    QVERIFY(!pane().isVisible());
    QVERIFY(!noticeButton());
}

void tst_FileOpening::whatIsThereIsShown()
{
    const QString seven = file(7);
    m_window->openFiles({seven});
    QTRY_COMPARE(pane().shownId(), AnalysisId(7));
    m_window->openFiles({file(8)});
    QTRY_COMPARE(pane().shownId(), AnalysisId(8));
    m_window->openFiles({seven});
    QTRY_COMPARE(pane().shownId(), AnalysisId(7));
    QCOMPARE(notice().text(), u"“Question 7” was in the library already."_s);
    QVERIFY(!noticeButton()); // nothing was done that could be undone
    QCOMPARE(stored().size(), size_t(2));
}

void tst_FileOpening::whatWasInTheTrashComesBack()
{
    const QString seven = file(7);
    m_window->openFiles({seven});
    QTRY_COMPARE(pane().shownId(), AnalysisId(7));
    QTest::mouseClick(noticeButton(), Qt::LeftButton);
    m_window->openFiles({seven});
    QTRY_COMPARE(notice().text(), u"“Question 7” was in the trash and is back in the library."_s);
    QCOMPARE(stored().size(), size_t(1));
    QVERIFY(noticeButton());
}

void tst_FileOpening::aBadFileSaysWhichLine()
{
    const QString bad = file(7);
    cutFile(bad, 1);
    m_window->openFiles({bad});
    QTRY_VERIFY(notice().isVisible());
    QVERIFY2(notice().text().startsWith(u"7.reasonglass was not imported: line "_s),
             qPrintable(notice().text()));
    QVERIFY2(notice().text().endsWith(u"Copy or download it once more."_s), qPrintable(notice().text()));
    QCOMPARE(pane().shownId(), AnalysisId{});
    QVERIFY(!noticeButton());
    QVERIFY(stored().empty());
}

void tst_FileOpening::ofSeveralTheLastIsShown()
{
    const QString bad = file(9);
    cutFile(bad, 1);
    m_window->openFiles({file(7), file(8), bad});
    QTRY_COMPARE(pane().shownId(), AnalysisId(8));
    QVERIFY2(notice().text().startsWith(u"2 analyses imported. 9.reasonglass was not imported: line"_s),
             qPrintable(notice().text()));
    QVERIFY(notice().toolTip().contains(u"9.reasonglass"_s));
    QTest::mouseClick(noticeButton(), Qt::LeftButton);
    QCOMPARE(stored(true).size(), size_t(2));
}

void tst_FileOpening::progressIsShownAndCanBeStopped()
{
    const QString seven = file(7);
    QSignalSpy done(&m_workbench->transfer(), &AnalysisTransfer::imported);
    notice().importFiles({seven});
    emit m_workbench->transfer().progressed({.path = seven, .bytes = 1024, .size = 4096});
    QVERIFY(notice().isVisible());
    QVERIFY2(notice().text().startsWith(u"Reading 7.reasonglass: "_s), qPrintable(notice().text()));
    QCOMPARE(noticeButton()->text(), u"&Stop"_s);
    emit m_workbench->transfer().progressed({.path = seven, .bytes = 4096, .size = 4096});
    QVERIFY2(notice().text().startsWith(u"Putting 7.reasonglass"_s), qPrintable(notice().text()));
    QTest::mouseClick(noticeButton(), Qt::LeftButton);
    QVERIFY(done.size() == 1 || done.wait(10'000));
    QVERIFY(!notice().text().startsWith(u"Putting"_s));
}

void tst_FileOpening::aDropIsOpened_data()
{
    QTest::addColumn<QString>("target");
    QTest::newRow("on the window") << u"window"_s;
    QTest::newRow("where the prompt takes files") << u"composer"_s;
    QTest::newRow("where tasks are taken") << u"tasks"_s;
}

void tst_FileOpening::aDropIsOpened()
{
    QFETCH(const QString, target);
    QWidget *widget = m_window.get();
    if (target == "composer"_L1)
        widget = m_window->findChild<Composer *>();
    if (target == "tasks"_L1) {
        m_window->showTasks();
        widget = m_window->findChild<QWidget *>(u"tasksPage"_s);
        for (QWidget *child : m_window->findChildren<QWidget *>()) {
            if (child->inherits("reasonglass::TasksView"))
                widget = child;
        }
    }
    QVERIFY(widget && widget->acceptDrops());
    QVERIFY(drop(*widget, {file(7)}));
    QTRY_COMPARE(m_window->findChildren<RunPane *>().isEmpty(), false);
    QTRY_COMPARE(stored().size(), size_t(1));
    QTRY_VERIFY(notice().text().startsWith(u"Imported"_s));
}

void tst_FileOpening::otherDropsStayWhereTheyFall()
{
    QFile text(path(u"notes.txt"_s));
    QVERIFY(text.open(QIODevice::WriteOnly) && text.write("some notes") > 0);
    text.close();
    auto *composer = m_window->findChild<Composer *>();
    auto *attachments = m_window->findChild<AttachmentBar *>();
    QVERIFY(drop(*composer, {text.fileName()}));
    QTRY_COMPARE(attachments->attachments().size(), size_t(1));
    QVERIFY(drop(*m_window, {text.fileName()})); // and anywhere else it goes along with the prompt
    QTRY_COMPARE(attachments->attachments().size(), size_t(2));
    QVERIFY(!drop(*m_window, {})); // no files, no drop
}

void tst_FileOpening::theSystemMayOpenAFileEarly()
{
    open(MainWindow::Contents::AfterFirstPaint);
    QFileOpenEvent early(file(7));
    QApplication::sendEvent(qApp, &early); // as macOS does at a double click: before there is anything to see
    m_window->show();
    QTRY_VERIFY(m_window->findChild<RunPane *>());
    QTRY_COMPARE(pane().shownId(), AnalysisId(7));
    QFileOpenEvent late(file(8));
    QApplication::sendEvent(qApp, &late);
    QTRY_COMPARE(pane().shownId(), AnalysisId(8));
}

void tst_FileOpening::filesAreChosenFromTheMenu()
{
    notice().chooseFiles();
    auto *dialog = m_window->findChild<QFileDialog *>();
    QVERIFY(dialog);
    emit dialog->filesSelected({file(7), file(8)});
    QTRY_COMPARE(pane().shownId(), AnalysisId(8));
    delete dialog;
}

void tst_FileOpening::theShownRunIsExported()
{
    m_window->openFiles({file(7)});
    QTRY_COMPARE(pane().shownId(), AnalysisId(7));
    auto *menu = m_window->findChild<ExportMenu *>();
    QTRY_VERIFY(menu->menuAction()->isEnabled());
    menu->actions().first()->trigger();
    QTRY_VERIFY(m_window->findChild<QFileDialog *>());
    auto *dialog = m_window->findChild<QFileDialog *>();
    QVERIFY2(dialog->selectedFiles().value(0).endsWith(u"Question 7.reasonglass"_s),
             qPrintable(dialog->selectedFiles().value(0)));
    emit dialog->fileSelected(path(u"again.reasonglass"_s));
    QTRY_VERIFY(notice().text().contains(u"again.reasonglass"_s));
    QFile first(path(u"7.reasonglass"_s));
    QFile again(path(u"again.reasonglass"_s));
    QVERIFY(first.open(QIODevice::ReadOnly) && again.open(QIODevice::ReadOnly));
    QCOMPARE(again.readAll(), first.readAll());
    delete dialog;
}

void tst_FileOpening::theSelectedOnesAreExported()
{
    m_window->openFiles({file(7), file(8)});
    QTRY_COMPARE(pane().shownId(), AnalysisId(8));
    m_window->showLibrary();
    auto *list = m_window->findChild<QAbstractItemView *>(u"analyses"_s);
    QTRY_COMPARE(list->model()->rowCount(), 2);
    list->selectAll();
    auto *menu = m_window->findChild<LibraryView *>()->findChild<ExportMenu *>();
    QVERIFY(menu->isEnabled());
    menu->actions().at(1)->trigger();
    QTRY_VERIFY(m_window->findChild<QFileDialog *>());
    auto *dialog = m_window->findChild<QFileDialog *>();
    QCOMPARE(dialog->fileMode(), QFileDialog::Directory);
    emit dialog->fileSelected(m_folder->path());
    QTRY_VERIFY(notice().text().startsWith(u"2 analyses were exported"_s));
    QCOMPARE(QDir(m_folder->path()).entryList({u"*.md"_s}),
             (QStringList{u"Question 7.md"_s, u"Question 8.md"_s}));
    delete dialog;
}

QTEST_MAIN(tst_FileOpening)
#include "tst_fileopening.moc"
