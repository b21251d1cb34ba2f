#include "tasks/task.h"

#include <QJsonDocument>
#include <QTest>

#include <functional>

using namespace reasonglass;
using namespace Qt::StringLiterals;

class tst_Task : public QObject
{
    Q_OBJECT

private slots:
    void hashFollowsWhatARunDependsOn_data();
    void hashFollowsWhatARunDependsOn();
    void hashForgetsTheOrderOfMembers();
    void hashStaysTheSameOverVersions();
    void titleIsTheFirstLine_data();
    void titleIsTheFirstLine();
};

namespace {

using Change = std::function<void(Task &)>;

Task sampleTask()
{
    return {.id = u"t1"_s,
            .fields = {{u"prompt"_s, u"How many?"_s}},
            .expected = 4,
            .tags = {u"easy"_s},
            .source = u"tasks.jsonl:1"_s};
}

QJsonObject object(const char *json)
{
    return QJsonDocument::fromJson(json).object();
}

} // namespace

Q_DECLARE_METATYPE(Change)

void tst_Task::hashFollowsWhatARunDependsOn_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<bool>("isOther");

    const auto add = [](const char *name, const Change &change, bool isOther) {
        QTest::newRow(name) << change << isOther;
    };
    add(
        "another id", [](Task &task) { task.id = u"t2"_s; }, false);
    add(
        "other tags", [](Task &task) { task.tags = {u"hard"_s}; }, false);
    add(
        "another source", [](Task &task) { task.source = u"other.csv:3"_s; }, false);
    add(
        "another prompt", [](Task &task) { task.fields.insert("prompt"_L1, u"How few?"_s); }, true);
    add(
        "a further field", [](Task &task) { task.fields.insert("hint"_L1, u"Think."_s); }, true);
    add(
        "another expected answer", [](Task &task) { task.expected = 5; }, true);
    add(
        "no expected answer", [](Task &task) { task.expected = QJsonValue(QJsonValue::Undefined); }, true);
    add(
        "null is expected", [](Task &task) { task.expected = QJsonValue::Null; }, true);
    add(
        "a grader of its own", [](Task &task) { task.grader = GraderSpec{.kind = GraderKind::Number}; },
        true);
    add(
        "an attachment",
        [](Task &task) { task.attachments.push_back({.fileName = u"a.txt"_s, .bytes = "x"}); }, true);
}

void tst_Task::hashFollowsWhatARunDependsOn()
{
    QFETCH(const Change, change);
    QFETCH(const bool, isOther);
    Task task = sampleTask();
    change(task);
    QCOMPARE(taskHash(task) != taskHash(sampleTask()), isOther);
}

void tst_Task::hashForgetsTheOrderOfMembers()
{
    const Task one{.id = u"a"_s, .fields = object(R"({"x": 1, "y": {"b": 2, "a": 3}})")};
    const Task other{.id = u"a"_s, .fields = object(R"({"y": {"a": 3, "b": 2}, "x": 1})")};
    QCOMPARE(taskHash(one), taskHash(other));
    const Task ordered{.id = u"a"_s, .fields = object(R"({"x": [1, 2]})")};
    const Task turned{.id = u"a"_s, .fields = object(R"({"x": [2, 1]})")};
    QVERIFY(taskHash(ordered) != taskHash(turned));
}

/// Stored hashes are compared with new ones.
void tst_Task::hashStaysTheSameOverVersions()
{
    QCOMPARE(taskHash({.id = u"t"_s, .fields = {{u"prompt"_s, u"Hi"_s}}}),
             u"9b81a1c9e956180365012b9b7bac37e500b9ec54afc0bafc85a44597a3be25f8"_s);
}

void tst_Task::titleIsTheFirstLine_data()
{
    QTest::addColumn<QJsonObject>("fields");
    QTest::addColumn<QString>("title");

    QTest::newRow("one line") << object(R"({"prompt": "What is 2 + 2?"})") << u"What is 2 + 2?"_s;
    QTest::newRow("several lines") << object(R"({"prompt": "\n  First  \nSecond"})") << u"First"_s;
    QTest::newRow("no prompt") << object(R"({"train": []})") << u"t1"_s;
    QTest::newRow("an empty prompt") << object(R"({"prompt": "  "})") << u"t1"_s;
}

void tst_Task::titleIsTheFirstLine()
{
    QFETCH(const QJsonObject, fields);
    QFETCH(const QString, title);
    QCOMPARE(taskTitle({.id = u"t1"_s, .fields = fields}), title);
}

QTEST_GUILESS_MAIN(tst_Task)
#include "tst_task.moc"
