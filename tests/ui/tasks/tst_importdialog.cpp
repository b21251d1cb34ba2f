#include "app/taskbench.h"
#include "settings/keys.h"
#include "ui/tasks/dialogtest.h"
#include "ui/tasks/importdialog.h"
#include "ui/tasks/texttable.h"

#include <QCheckBox>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFile>
#include <QGroupBox>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using namespace reasonglass::test;

/// Importing real files into a real library.
class tst_ImportDialog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void init();
    void cleanup();
    void tellsWhatImportingWouldDo();
    void importsIntoANewSet();
    void nothingIsImportedByHalves();
    void aSetNeedsAName();
    void comparesWithASetThatIsThere();
    void nothingToDoForTheSameFile();
    void columnsCanBeChosenAndAreRemembered();
    void takesFilesThatAreDropped();
    void saysWhatCannotBeRead();
    void badEntriesCanBeCopied();
    void readsASetOfItsOwnWithGraderAndTemplate();
    void closingStopsReading();
    void namesEveryControl();

private:
    QString write(const QString &name, const QByteArray &content);
    static bool isDone(const ImportDialog *dialog) { return dialog->findChild<QProgressBar *>()->isHidden(); }
    static QPushButton *importButton(const ImportDialog *dialog)
    {
        return child<QPushButton>(dialog, u"import"_s);
    }
    std::vector<Task> stored(TaskSetId set);

    std::unique_ptr<SystemClock> m_clock;
    std::unique_ptr<TaskBench> m_bench;
};

namespace {

const QByteArray threeTasks = R"({"id":"a","prompt":"What is 1 + 1?","expected":"2","tags":["sum"]}
{"id":"b","prompt":"What is 2 + 2?","expected":"4"}
{"id":"c","prompt":"What is 3 + 3?","expected":"6"}
)";
const QByteArray withBadOnes = threeTasks + "{\"id\":\"d\", broken\n{\"id\":\"a\",\"prompt\":\"Twice\"}\n";

} // namespace

void tst_ImportDialog::init()
{
    m_clock = std::make_unique<SystemClock>();
    m_bench = std::make_unique<TaskBench>(*m_clock);
    m_bench->start();
}

void tst_ImportDialog::cleanup()
{
    m_bench.reset();
    m_clock.reset();
}

QString tst_ImportDialog::write(const QString &name, const QByteArray &content)
{
    QFile file(m_bench->folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("a file of the test cannot be written");
    return file.fileName();
}

std::vector<Task> tst_ImportDialog::stored(TaskSetId set)
{
    return m_bench->read<std::vector<Task>>([set](TaskReader &reader) { return reader.tasks(set, true); })
        .value_or(std::vector<Task>{});
}

void tst_ImportDialog::tellsWhatImportingWouldDo()
{
    const Shown<ImportDialog> dialog(*m_bench->desk, *m_bench->workbench,
                                     QStringList{write(u"tasks.jsonl"_s, threeTasks)});
    QVERIFY(!importButton(dialog)->isEnabled());
    QTRY_COMPARE(said(dialog, u"state"_s), u"3 new"_s);
    const auto *preview = child<TextTable>(dialog, u"preview"_s);
    QCOMPARE(preview->rowCount(), 3);
    QCOMPARE(preview->textAt(0, 0), u"a"_s);
    QCOMPARE(preview->textAt(0, 1), u"What is 1 + 1?"_s);
    QCOMPARE(preview->textAt(0, 3), u"sum"_s);
    QVERIFY(!child<TextTable>(dialog, u"bad"_s)->isVisible());
    QCOMPARE(child<QLineEdit>(dialog, u"name"_s)->text(), u"tasks"_s);
    QCOMPARE(importButton(dialog)->text(), u"&Import 3 tasks"_s);
    QVERIFY(importButton(dialog)->isEnabled());
    const auto sets =
        m_bench->read<std::vector<TaskSetRow>>([](TaskReader &reader) { return reader.sets(); });
    QVERIFY(!sets || sets->empty()); // a dry run
}

void tst_ImportDialog::importsIntoANewSet()
{
    const Shown<ImportDialog> dialog(*m_bench->desk, *m_bench->workbench,
                                     QStringList{write(u"tasks.jsonl"_s, threeTasks)});
    QSignalSpy imported(dialog, &ImportDialog::imported);
    QTRY_VERIFY(importButton(dialog)->isEnabled());
    child<QLineEdit>(dialog, u"name"_s)->setText(u"Sums"_s);
    importButton(dialog)->click();
    QCOMPARE(imported.size(), 1);
    QCOMPARE(imported.at(0).at(1).toInt(), 3);
    const auto id = imported.at(0).at(0).value<TaskSetId>();
    QTRY_VERIFY(dialog.isGone());
    const auto set = m_bench->read<TaskSet>([id](TaskReader &reader) { return reader.set(id); });
    QVERIFY(set.has_value());
    QCOMPARE(set->name, u"Sums"_s);
    QVERIFY(set->source.endsWith(u"tasks.jsonl"_s));
    QCOMPARE(stored(id).size(), size_t(3));
}

void tst_ImportDialog::nothingIsImportedByHalves()
{
    const Shown<ImportDialog> dialog(*m_bench->desk, *m_bench->workbench,
                                     QStringList{write(u"tasks.jsonl"_s, withBadOnes)});
    QSignalSpy imported(dialog, &ImportDialog::imported);
    const auto *bad = child<TextTable>(dialog, u"bad"_s);
    QTRY_VERIFY(bad->isVisible());
    QCOMPARE(bad->rowCount(), 2);
    QCOMPARE(bad->textAt(0, 1), u"4"_s);
    QVERIFY(!bad->textAt(0, 2).isEmpty());
    QCOMPARE(said(dialog, u"state"_s).section(u'.', 0, 0), u"3 new · 2 bad"_s);
    QVERIFY(!importButton(dialog)->isEnabled());

    auto *leaveOut = child<QCheckBox>(dialog, u"leaveOut"_s);
    QVERIFY(leaveOut->text().contains(u"3 &good"_s));
    leaveOut->click();
    QVERIFY(importButton(dialog)->isEnabled());
    leaveOut->click();
    QVERIFY(!importButton(dialog)->isEnabled());
    leaveOut->click();
    importButton(dialog)->click();
    QCOMPARE(imported.size(), 1);
    QCOMPARE(stored(imported.at(0).at(0).value<TaskSetId>()).size(), size_t(3));
}

void tst_ImportDialog::aSetNeedsAName()
{
    const Shown<ImportDialog> dialog(*m_bench->desk, *m_bench->workbench,
                                     QStringList{write(u"tasks.jsonl"_s, threeTasks)});
    QTRY_VERIFY(importButton(dialog)->isEnabled());
    child<QLineEdit>(dialog, u"name"_s)->setText(u"  "_s);
    QVERIFY(!importButton(dialog)->isEnabled());
    child<QLineEdit>(dialog, u"name"_s)->setText(u"x"_s);
    QVERIFY(importButton(dialog)->isEnabled());
}

void tst_ImportDialog::comparesWithASetThatIsThere()
{
    const TaskSet set = m_bench->desk->create(
        {.name = u"Sums"_s, .grader = {.kind = GraderKind::Exact}},
        {{.id = u"a"_s, .fields = {{u"prompt"_s, u"Something else"_s}}, .expected = u"2"_s}});
    m_bench->workbench->flush();
    const Shown<ImportDialog> dialog(*m_bench->desk, *m_bench->workbench,
                                     QStringList{write(u"tasks.jsonl"_s, threeTasks)});
    dialog->setTarget(set.id);
    QTRY_COMPARE(said(dialog, u"state"_s), u"2 new · 1 changed"_s);
    QVERIFY(!child<QLineEdit>(dialog, u"name"_s)->isVisible());
    QSignalSpy imported(dialog, &ImportDialog::imported);
    importButton(dialog)->click();
    QCOMPARE(imported.size(), 1);
    QCOMPARE(imported.at(0).at(0).value<TaskSetId>(), set.id);
    const std::vector<Task> tasks = stored(set.id);
    QCOMPARE(tasks.size(), size_t(3));
    QCOMPARE(taskTitle(tasks.front()), u"What is 1 + 1?"_s);
}

void tst_ImportDialog::nothingToDoForTheSameFile()
{
    const QString file = write(u"tasks.jsonl"_s, threeTasks);
    TaskSetId id{};
    {
        const Shown<ImportDialog> first(*m_bench->desk, *m_bench->workbench, QStringList{file});
        QSignalSpy imported(first, &ImportDialog::imported);
        QTRY_VERIFY(importButton(first)->isEnabled());
        importButton(first)->click();
        id = imported.at(0).at(0).value<TaskSetId>();
    }
    m_bench->workbench->flush();
    const Shown<ImportDialog> again(*m_bench->desk, *m_bench->workbench, QStringList{file});
    again->setTarget(id);
    QTRY_COMPARE(said(again, u"state"_s), u"3 the same. There is nothing to import: the set has them all."_s);
    QVERIFY(!importButton(again)->isEnabled());
}

void tst_ImportDialog::columnsCanBeChosenAndAreRemembered()
{
    const QString file =
        write(u"tasks.csv"_s, "nr,question,hint,answer\n1,What is 1 + 1?,easy,2\n2,And 2 + 2?,easy,4\n");
    {
        const Shown<ImportDialog> dialog(*m_bench->desk, *m_bench->workbench, QStringList{file});
        QTRY_VERIFY(importButton(dialog)->isEnabled());
        auto *prompt = child<QComboBox>(dialog, u"promptColumn"_s);
        QVERIFY(prompt->isVisible());
        QCOMPARE(prompt->currentText(), u"question"_s); // guessed
        auto *id = child<QComboBox>(dialog, u"idColumn"_s);
        id->setCurrentIndex(id->findData(u"nr"_s));
        emit id->activated(id->currentIndex());
        auto *tags = child<QComboBox>(dialog, u"tagsColumn"_s);
        QTRY_VERIFY(isDone(dialog) && importButton(dialog)->isEnabled());
        tags->setCurrentIndex(tags->findData(u"hint"_s));
        emit tags->activated(tags->currentIndex());
        QTRY_VERIFY(isDone(dialog) && importButton(dialog)->isEnabled());
        QCOMPARE(child<TextTable>(dialog, u"preview"_s)->textAt(1, 0), u"2"_s);
        QCOMPARE(child<TextTable>(dialog, u"preview"_s)->textAt(1, 3), u"easy"_s);
        importButton(dialog)->click();
    }
    const Shown<ImportDialog> again(*m_bench->desk, *m_bench->workbench, QStringList{file});
    QTRY_COMPARE(child<QComboBox>(again, u"tagsColumn"_s)->currentText(), u"hint"_s);
    QTRY_COMPARE(child<TextTable>(again, u"preview"_s)->rowCount(), 2);
    QCOMPARE(child<TextTable>(again, u"preview"_s)->textAt(1, 3), u"easy"_s);
}

void tst_ImportDialog::takesFilesThatAreDropped()
{
    const Shown<ImportDialog> dialog(*m_bench->desk, *m_bench->workbench, QStringList());
    QVERIFY(!importButton(dialog)->isEnabled());
    QMimeData files;
    files.setUrls({QUrl::fromLocalFile(write(u"tasks.jsonl"_s, threeTasks))});
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &files, Qt::LeftButton, {});
    QCoreApplication::sendEvent(dialog, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPoint(5, 5), Qt::CopyAction, &files, Qt::LeftButton, {});
    QCoreApplication::sendEvent(dialog, &drop);
    QTRY_COMPARE(said(dialog, u"state"_s), u"3 new"_s);
}

void tst_ImportDialog::saysWhatCannotBeRead()
{
    const Shown<ImportDialog> dialog(*m_bench->desk, *m_bench->workbench,
                                     QStringList{u"/nowhere/at/all.jsonl"_s});
    QTRY_VERIFY(said(dialog, u"state"_s).startsWith(u"This cannot be read: "_s));
    QVERIFY(!importButton(dialog)->isEnabled());
    dialog->read({write(u"tasks.jsonl"_s, threeTasks)});
    QTRY_COMPARE(said(dialog, u"state"_s), u"3 new"_s);
}

void tst_ImportDialog::badEntriesCanBeCopied()
{
    const Shown<ImportDialog> dialog(*m_bench->desk, *m_bench->workbench,
                                     QStringList{write(u"tasks.jsonl"_s, withBadOnes)});
    auto *bad = child<TextTable>(dialog, u"bad"_s);
    QTRY_COMPARE(bad->rowCount(), 2);
    QCOMPARE(bad->copiedText().count(u'\n'), 1);
    QVERIFY(bad->copiedText().startsWith(u"tasks.jsonl\t4\t"_s));
    bad->selectRow(1);
    QVERIFY(bad->copiedText().startsWith(u"tasks.jsonl\t5\t"_s));
}

void tst_ImportDialog::readsASetOfItsOwnWithGraderAndTemplate()
{
    TaskSet exported{.name = u"Sums"_s,
                     .instructions = u"Be brief."_s,
                     .grader = {.kind = GraderKind::Number, .options = {{u"tolerance"_s, 0.5}}},
                     .jsonSchema = R"({"type":"object"})"};
    exported.prompt.text = u"Q: {{prompt}}"_s;
    const Task task{.id = u"a"_s, .fields = {{u"prompt"_s, u"1 + 1"_s}}, .expected = 2};
    const Shown<ImportDialog> dialog(*m_bench->desk, *m_bench->workbench,
                                     QStringList{write(u"set.jsonl"_s, toJsonLines(exported, {task}))});
    QTRY_VERIFY(importButton(dialog)->isEnabled());
    QCOMPARE(child<QLineEdit>(dialog, u"name"_s)->text(), u"Sums"_s);
    QCOMPARE(child<QPlainTextEdit>(dialog, u"template"_s)->toPlainText(), u"Q: {{prompt}}"_s);
    QCOMPARE(child<QComboBox>(dialog, u"grader"_s)->currentText(), u"Number"_s);
    QSignalSpy imported(dialog, &ImportDialog::imported);
    importButton(dialog)->click();
    const auto id = imported.at(0).at(0).value<TaskSetId>();
    const auto set = m_bench->read<TaskSet>([id](TaskReader &reader) { return reader.set(id); });
    QCOMPARE(set->grader, exported.grader);
    QCOMPARE(set->instructions, exported.instructions);
    QCOMPARE(set->prompt.text, exported.prompt.text);
    QVERIFY(!set->jsonSchema.isEmpty());
}

void tst_ImportDialog::closingStopsReading()
{
    QByteArray many;
    for (int i = 0; i < 20'000; ++i)
        many +=
            R"({"id":"t)" + QByteArray::number(i) + R"(","prompt":"Say )" + QByteArray::number(i) + "\"}\n";
    const Shown<ImportDialog> dialog(*m_bench->desk, *m_bench->workbench,
                                     QStringList{write(u"many.jsonl"_s, many)});
    QVERIFY(!isDone(dialog));
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(dialog.isGone());
}

void tst_ImportDialog::namesEveryControl()
{
    const Shown<ImportDialog> dialog(*m_bench->desk, *m_bench->workbench,
                                     QStringList{write(u"tasks.csv"_s, "id,prompt\n1,x\n")});
    QTRY_VERIFY(importButton(dialog)->isEnabled());
    QCOMPARE(unnamedControls(dialog), QStringList());
}

QTEST_MAIN(tst_ImportDialog)
#include "tst_importdialog.moc"
