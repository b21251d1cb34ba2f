#include "app/taskbench.h"
#include "ui/tasks/dialogtest.h"
#include "ui/tasks/expectedtext.h"
#include "ui/tasks/setdialog.h"
#include "ui/tasks/texttable.h"

#include <QCheckBox>
#include <QJsonArray>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabWidget>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using namespace reasonglass::test;

/// Editing a stored set.
class tst_SetDialog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void init();
    void cleanup();
    void previewsTheTemplate();
    void saysWhatIsWrongWithTheTemplate();
    void insertsFields();
    void goesBackToAnEarlierVersion();
    void savesWhatWasEdited();
    void cancelLeavesEverythingAsItWas();
    void oneKeyDoesNotThrowEditsAway();
    void triesAGrader_data();
    void triesAGrader();
    void saysWhatIsWrongWithAGrader();
    void keepsGraderOptions();
    void checksTheSchema();
    void aSchemaGraderTakesTheOutputsSchema();
    void addsATask();
    void editsATask();
    void attachmentsOutliveAnEdit();
    void removesTasksAndBringsThemBack();
    void expectedAnswersAreReadAsWritten_data();
    void expectedAnswersAreReadAsWritten();
    void savesTheTaskThatIsBeingEdited();
    void namesEveryControl();

private:
    void open(SetDialog::Page page = SetDialog::Page::Prompt);
    SetDialog *dialog() const { return *m_dialog; }
    template <typename Widget>
    Widget *find(const QString &name) const
    {
        return child<Widget>(dialog(), name);
    }
    QString state(const QString &name) const { return test::said(dialog(), name); }
    void save();
    TaskSet storedSet();
    std::vector<Task> storedTasks();

    std::unique_ptr<SystemClock> m_clock;
    std::unique_ptr<TaskBench> m_bench;
    std::unique_ptr<Shown<SetDialog>> m_dialog;
    TaskSet m_set;
};

void tst_SetDialog::init()
{
    m_clock = std::make_unique<SystemClock>();
    m_bench = std::make_unique<TaskBench>(*m_clock);
    m_bench->start();
    m_set = m_bench->createSet(3);
    m_bench->workbench->flush();
}

void tst_SetDialog::cleanup()
{
    m_dialog.reset();
    m_bench.reset();
    m_clock.reset();
}

void tst_SetDialog::open(SetDialog::Page page)
{
    m_dialog.reset();
    m_dialog = std::make_unique<Shown<SetDialog>>(*m_bench->desk, *m_bench->workbench, m_set, page);
    QTRY_COMPARE(find<TextTable>(u"tasks"_s)->rowCount(), int(storedTasks().size()));
}

void tst_SetDialog::save()
{
    QSignalSpy saved(dialog(), &SetDialog::saved);
    QVERIFY(find<QPushButton>(u"save"_s)->isEnabled());
    find<QPushButton>(u"save"_s)->click();
    QTRY_COMPARE(saved.size(), 1);
    QTRY_VERIFY(m_dialog->isGone());
}

TaskSet tst_SetDialog::storedSet()
{
    return m_bench->read<TaskSet>([id = m_set.id](TaskReader &reader) { return reader.set(id); })
        .value_or(TaskSet{});
}

std::vector<Task> tst_SetDialog::storedTasks()
{
    return m_bench
        ->read<std::vector<Task>>([id = m_set.id](TaskReader &reader) { return reader.tasks(id, true); })
        .value_or(std::vector<Task>{});
}

void tst_SetDialog::previewsTheTemplate()
{
    open();
    const auto *preview = find<QPlainTextEdit>(u"preview"_s);
    QTRY_COMPARE(preview->toPlainText(), u"Say 1"_s);
    find<QPlainTextEdit>(u"template"_s)->setPlainText(u"Please: {{prompt}}!"_s);
    QTRY_COMPARE(preview->toPlainText(), u"Please: Say 1!"_s);
    auto *task = find<QComboBox>(u"task"_s);
    task->setCurrentText(u"t3"_s);
    QTRY_COMPARE(preview->toPlainText(), u"Please: Say 3!"_s);
}

void tst_SetDialog::saysWhatIsWrongWithTheTemplate()
{
    open();
    find<QPlainTextEdit>(u"template"_s)->setPlainText(u"One\n{{#prompt}}\nnever closed"_s);
    QTRY_VERIFY(state(u"templateState"_s).startsWith(u"Line 2"_s));
    QVERIFY(!find<QPushButton>(u"save"_s)->isEnabled());
    QVERIFY(state(u"state"_s).isEmpty()); // it is said where it is mended
    dialog()->showPage(SetDialog::Page::Tasks);
    QVERIFY(state(u"state"_s).startsWith(u"Prompt: Line 2"_s));
    dialog()->showPage(SetDialog::Page::Prompt);
    find<QPlainTextEdit>(u"template"_s)->setPlainText(u"{{prompt}}\n{{hint}}"_s);
    QTRY_VERIFY(state(u"templateState"_s).contains(u"hint"_s)); // of this task only: it may be saved
    QVERIFY(find<QPushButton>(u"save"_s)->isEnabled());
}

void tst_SetDialog::insertsFields()
{
    m_bench->desk->addTasks(m_set.id,
                            {{.id = u"t1"_s,
                              .fields = {{u"prompt"_s, u"Say 1"_s},
                                         {u"grid"_s, QJsonArray{QJsonArray{1, 2}, QJsonArray{3, 4}}},
                                         {u"hints"_s, QJsonArray{u"a"_s, u"b"_s}}}}});
    m_bench->workbench->flush();
    open();
    find<QPlainTextEdit>(u"template"_s)->clear();
    QMenu *menu = find<QPushButton>(u"insertField"_s)->menu();
    emit menu->aboutToShow();
    QCOMPARE(menu->actions().size(), 3);
    for (QAction *action : menu->actions())
        action->trigger();
    QCOMPARE(find<QPlainTextEdit>(u"template"_s)->toPlainText(),
             u"{{grid|grid}}\n{{#hints}}\n{{.}}\n{{/hints}}\n{{prompt}}"_s);
    QTRY_COMPARE(find<QPlainTextEdit>(u"preview"_s)->toPlainText(), u"1 2\n3 4\na\nb\nSay 1"_s);
}

void tst_SetDialog::goesBackToAnEarlierVersion()
{
    m_set.prompt.text = u"Second: {{prompt}}"_s;
    m_bench->desk->save(m_set);
    m_bench->workbench->flush();
    open();
    auto *versions = find<QComboBox>(u"versions"_s);
    QTRY_COMPARE(versions->count(), 2);
    QVERIFY(versions->itemText(0).startsWith(u"Version 2"_s));
    versions->setCurrentIndex(1);
    find<QPushButton>(u"useVersion"_s)->click();
    QCOMPARE(find<QPlainTextEdit>(u"template"_s)->toPlainText(), u"{{prompt}}"_s);
}

void tst_SetDialog::savesWhatWasEdited()
{
    open();
    QVERIFY(!find<QPushButton>(u"save"_s)->isEnabled()); // nothing to save
    find<QLineEdit>(u"name"_s)->setText(u"Numerals"_s);
    find<QPlainTextEdit>(u"template"_s)->setPlainText(u"{{prompt}}, please"_s);
    find<QPlainTextEdit>(u"instructions"_s)->setPlainText(u"Be brief."_s);
    find<QComboBox>(u"grader"_s)->setCurrentText(u"Number"_s);
    find<QCheckBox>(u"useSchema"_s)->click();
    find<QPlainTextEdit>(u"schema"_s)->setPlainText(u"{\"type\": \"object\"}"_s);
    save();
    const TaskSet set = storedSet();
    QCOMPARE(set.name, u"Numerals"_s);
    QCOMPARE(set.prompt.text, u"{{prompt}}, please"_s);
    QCOMPARE(set.prompt.version, 2);
    QCOMPARE(set.instructions, u"Be brief."_s);
    QCOMPARE(set.grader, (GraderSpec{.kind = GraderKind::Number}));
    QCOMPARE(set.jsonSchema, R"({"type":"object"})");
    QCOMPARE(set.models, m_set.models);
}

void tst_SetDialog::cancelLeavesEverythingAsItWas()
{
    const TaskSet before = storedSet();
    const std::vector<Task> tasks = storedTasks();
    open(SetDialog::Page::Tasks);
    find<QLineEdit>(u"name"_s)->setText(u"Numerals"_s);
    find<TextTable>(u"tasks"_s)->selectAll();
    find<QPushButton>(u"removeTasks"_s)->click();
    QCOMPARE(find<TextTable>(u"tasks"_s)->rowCount(), 0);
    dialog()->close();
    QTest::keyClick(dialog(), Qt::Key_Escape);
    QTRY_VERIFY(m_dialog->isGone());
    QCOMPARE(storedSet(), before);
    QCOMPARE(storedTasks(), tasks);
}

void tst_SetDialog::oneKeyDoesNotThrowEditsAway()
{
    open();
    find<QLineEdit>(u"name"_s)->setText(u"Numerals"_s);
    QTest::keyClick(dialog(), Qt::Key_Escape);
    QVERIFY(!m_dialog->isGone());
    QTest::keyClick(dialog(), Qt::Key_Escape);
    QTRY_VERIFY(m_dialog->isGone());
    open();
    QTest::keyClick(dialog(), Qt::Key_Escape); // nothing was edited
    QTRY_VERIFY(m_dialog->isGone());
}

void tst_SetDialog::triesAGrader_data()
{
    QTest::addColumn<QString>("grader");
    QTest::addColumn<QString>("answer");
    QTest::addColumn<QString>("grade");
    QTest::newRow("right") << u"Exact text"_s << u" 1 "_s << u"Solved. The answer is the expected text."_s;
    QTest::newRow("wrong") << u"Number"_s << u"It is 7."_s << u"Failed. The number is 7 instead of 1."_s;
    QTest::newRow("no answer is tried") << u"Number"_s << QString() << QString();
    QTest::newRow("a person") << u"By a person"_s << u"1"_s
                              << u"Not graded. A person has to say whether the answer is right."_s;
}

void tst_SetDialog::triesAGrader()
{
    QFETCH(const QString, grader);
    QFETCH(const QString, answer);
    QFETCH(const QString, grade);
    open(SetDialog::Page::Grading);
    find<QComboBox>(u"grader"_s)->setCurrentText(grader);
    find<QPlainTextEdit>(u"answer"_s)->setPlainText(answer);
    QTRY_COMPARE(state(u"grade"_s), grade);
    QVERIFY(find<QLabel>(u"expected"_s)->text().startsWith(u"Expected: "_s));
}

void tst_SetDialog::saysWhatIsWrongWithAGrader()
{
    open(SetDialog::Page::Grading);
    find<QComboBox>(u"grader"_s)->setCurrentText(u"Regular expression"_s);
    find<QLineEdit>(u"pattern"_s)->setText(u"(open"_s);
    QTRY_VERIFY(!state(u"graderState"_s).isEmpty());
    QVERIFY(!find<QPushButton>(u"save"_s)->isEnabled());
    dialog()->showPage(SetDialog::Page::Tasks);
    QVERIFY(state(u"state"_s).startsWith(u"Grading: "_s));
    find<QLineEdit>(u"pattern"_s)->setText(u"(closed)"_s);
    QTRY_VERIFY(state(u"graderState"_s).isEmpty());
    find<QComboBox>(u"grader"_s)->setCurrentText(u"Number"_s);
    find<QLineEdit>(u"tolerance"_s)->setText(u"a bit"_s);
    QTRY_VERIFY(!state(u"graderState"_s).isEmpty());
}

void tst_SetDialog::keepsGraderOptions()
{
    m_set.grader = {.kind = GraderKind::Regex,
                    .options = {{u"pattern"_s, u"^\\d+$"_s}, {u"ignore_case"_s, true}}};
    m_bench->desk->save(m_set);
    m_bench->workbench->flush();
    open(SetDialog::Page::Grading);
    QCOMPARE(find<QLineEdit>(u"pattern"_s)->text(), u"^\\d+$"_s);
    QVERIFY(find<QCheckBox>(u"ignoreCase"_s)->isChecked());
    find<QLineEdit>(u"name"_s)->setText(u"Numerals"_s);
    save();
    QCOMPARE(storedSet().grader, m_set.grader);
}

void tst_SetDialog::checksTheSchema()
{
    open(SetDialog::Page::Schema);
    auto *edit = find<QPlainTextEdit>(u"schema"_s);
    QVERIFY(!edit->isEnabled());
    find<QCheckBox>(u"useSchema"_s)->click();
    QCOMPARE(state(u"schemaState"_s), u"There is no schema yet."_s);
    edit->setPlainText(u"{\n\"type\": \"object\",\n}"_s);
    QVERIFY(state(u"schemaState"_s).startsWith(u"This is not JSON: line 3"_s));
    edit->setPlainText(u"[]"_s);
    QCOMPARE(state(u"schemaState"_s), u"A schema is a JSON object."_s);
    edit->setPlainText(u"{\"type\": \"obelisk\"}"_s);
    QVERIFY(state(u"schemaState"_s).startsWith(u"This schema cannot be used: "_s));
    QVERIFY(!find<QPushButton>(u"save"_s)->isEnabled());
    edit->setPlainText(u"{\"type\": \"object\"}"_s);
    QCOMPARE(state(u"schemaState"_s), u"This is a schema."_s);
    QVERIFY(find<QPushButton>(u"save"_s)->isEnabled());
}

void tst_SetDialog::aSchemaGraderTakesTheOutputsSchema()
{
    open(SetDialog::Page::Schema);
    find<QCheckBox>(u"useSchema"_s)->click();
    find<QPlainTextEdit>(u"schema"_s)->setPlainText(u"{\"type\": \"object\", \"required\": [\"answer\"]}"_s);
    dialog()->showPage(SetDialog::Page::Grading);
    find<QComboBox>(u"grader"_s)->setCurrentText(u"JSON schema"_s);
    find<QPlainTextEdit>(u"answer"_s)->setPlainText(u"{\"answer\": 1}"_s);
    QTRY_COMPARE(state(u"grade"_s), u"Solved. The JSON satisfies the schema."_s);
    find<QPlainTextEdit>(u"answer"_s)->setPlainText(u"{\"guess\": 1}"_s);
    QTRY_VERIFY(state(u"grade"_s).startsWith(u"Failed. "_s));
}

void tst_SetDialog::addsATask()
{
    open(SetDialog::Page::Tasks);
    find<QPushButton>(u"addTask"_s)->click();
    auto *keep = find<QPushButton>(u"keepTask"_s);
    QVERIFY(!keep->isEnabled());
    find<QLineEdit>(u"id"_s)->setText(u"t1"_s);
    QCOMPARE(state(u"taskState"_s), u"There is a task of this id already."_s);
    find<QLineEdit>(u"id"_s)->setText(u"t4"_s);
    find<QPlainTextEdit>(u"prompt"_s)->setPlainText(u"Say 4"_s);
    find<QPlainTextEdit>(u"expectedAnswer"_s)->setPlainText(u"four"_s);
    find<QLineEdit>(u"tags"_s)->setText(u"new, even"_s);
    keep->click();
    QCOMPARE(find<TextTable>(u"tasks"_s)->rowCount(), 4);
    save();
    const Task task = storedTasks().back();
    QCOMPARE(task.id, u"t4"_s);
    QCOMPARE(task.fields, (QJsonObject{{u"prompt"_s, u"Say 4"_s}}));
    QCOMPARE(task.expected, QJsonValue(u"four"_s));
    QCOMPARE(task.tags, (QStringList{u"new"_s, u"even"_s}));
}

void tst_SetDialog::editsATask()
{
    open(SetDialog::Page::Tasks);
    find<TextTable>(u"tasks"_s)->selectRow(1);
    find<QPushButton>(u"editTask"_s)->click();
    QVERIFY(find<QLineEdit>(u"id"_s)->isReadOnly());
    QCOMPARE(find<QPlainTextEdit>(u"prompt"_s)->toPlainText(), u"Say 2"_s);
    find<QCheckBox>(u"asJson"_s)->click();
    auto *fields = find<QPlainTextEdit>(u"fields"_s);
    fields->setPlainText(u"{\"prompt\": \"Say 2\""_s);
    QCOMPARE(state(u"taskState"_s), u"The fields are no JSON object."_s);
    fields->setPlainText(u"{\"prompt\": \"Say 2\", \"hint\": \"even\"}"_s);
    find<QCheckBox>(u"asJson"_s)->click();
    QVERIFY(find<QCheckBox>(u"asJson"_s)->isChecked()); // there is more than a prompt
    find<QPushButton>(u"keepTask"_s)->click();
    save();
    const std::vector<Task> tasks = storedTasks();
    QCOMPARE(tasks.size(), size_t(3));
    QCOMPARE(tasks[1].fields.value("hint"_L1).toString(), u"even"_s);
    QCOMPARE(tasks[1].expected, QJsonValue(u"2"_s)); // a text, as it was, and not a number
}

void tst_SetDialog::attachmentsOutliveAnEdit()
{
    const Attachment picture{.fileName = u"a.png"_s, .mimeType = u"image/png"_s, .bytes = "\x89PNG"};
    m_bench->desk->addTasks(m_set.id,
                            {{.id = u"t2"_s, .fields = {{u"prompt"_s, u"See"_s}}, .attachments = {picture}}});
    m_bench->workbench->flush();
    open(SetDialog::Page::Tasks);
    find<TextTable>(u"tasks"_s)->selectRow(1);
    find<QPushButton>(u"editTask"_s)->click();
    find<QPlainTextEdit>(u"prompt"_s)->setPlainText(u"Look"_s);
    find<QPushButton>(u"keepTask"_s)->click();
    save();
    const Task task = storedTasks()[1];
    QCOMPARE(taskTitle(task), u"Look"_s);
    QCOMPARE(task.attachments, std::vector{picture});
}

void tst_SetDialog::removesTasksAndBringsThemBack()
{
    open(SetDialog::Page::Tasks);
    auto *table = find<TextTable>(u"tasks"_s);
    table->selectRow(1);
    find<QPushButton>(u"removeTasks"_s)->click();
    QCOMPARE(table->rowCount(), 2);
    for (auto *button : dialog()->findChildren<QToolButton *>()) {
        if (button->text() == u"&Undo"_s)
            button->click();
    }
    QCOMPARE(table->rowCount(), 3);
    QCOMPARE(table->textAt(1, 0), u"t2"_s); // where it was
    QVERIFY(!find<QPushButton>(u"save"_s)->isEnabled());

    table->selectRow(1);
    find<QPushButton>(u"removeTasks"_s)->click();
    QSignalSpy saved(dialog(), &SetDialog::saved);
    find<QPushButton>(u"save"_s)->click();
    QTRY_COMPARE(saved.size(), 1);
    QCOMPARE(saved.at(0).at(1).toStringList(), QStringList{u"t2"_s});
    QCOMPARE(storedTasks().size(), size_t(2));
    m_bench->desk->restoreTasks(m_set.id, saved.at(0).at(1).toStringList());
    QCOMPARE(storedTasks().size(), size_t(3));
}

void tst_SetDialog::expectedAnswersAreReadAsWritten_data()
{
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isJson");
    QTest::newRow("nothing") << QJsonValue(QJsonValue::Undefined) << QString() << false;
    QTest::newRow("a text") << QJsonValue(u"two words"_s) << u"two words"_s << false;
    QTest::newRow("a text that looks like a number") << QJsonValue(u"42"_s) << u"42"_s << false;
    QTest::newRow("a number") << QJsonValue(42) << u"42"_s << true;
    QTest::newRow("null is an answer") << QJsonValue(QJsonValue::Null) << u"null"_s << true;
    QTest::newRow("a list") << QJsonValue(QJsonArray{1, u"a"_s}) << u"[1,\"a\"]"_s << true;
}

void tst_SetDialog::expectedAnswersAreReadAsWritten()
{
    QFETCH(const QJsonValue, value);
    QFETCH(const QString, text);
    QFETCH(const bool, isJson);
    QCOMPARE(expectedText(value), text);
    QCOMPARE(isExpectedJson(value), isJson);
    QCOMPARE(expectedFromText(text, isJson), std::optional(value));
    QCOMPARE(expectedFromText(u"[1, 2"_s, true), std::nullopt);
    QCOMPARE(expectedFromText(u"1, 2"_s, true), std::nullopt); // two values
}

void tst_SetDialog::savesTheTaskThatIsBeingEdited()
{
    open(SetDialog::Page::Tasks);
    find<TextTable>(u"tasks"_s)->selectRow(0);
    find<QPushButton>(u"editTask"_s)->click();
    find<QCheckBox>(u"expectedIsJson"_s)->click();
    find<QPlainTextEdit>(u"expectedAnswer"_s)->setPlainText(u"[1,"_s);
    QVERIFY(!find<QPushButton>(u"save"_s)->isEnabled());
    QCOMPARE(state(u"taskState"_s), u"The expected answer is no JSON."_s);
    find<QPlainTextEdit>(u"expectedAnswer"_s)->setPlainText(u"[1]"_s);
    save(); // without OK first
    QCOMPARE(storedTasks().front().expected, QJsonValue(QJsonArray{1}));
}

void tst_SetDialog::namesEveryControl()
{
    open();
    QCOMPARE(unnamedControls(dialog()), QStringList());
}

QTEST_MAIN(tst_SetDialog)
#include "tst_setdialog.moc"
