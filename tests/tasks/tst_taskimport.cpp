#include "support/recordedstreams.h"
#include "support/zipbytes.h"
#include "tasks/arcgrid.h"
#include "tasks/prompttemplate.h"
#include "tasks/taskimport.h"

#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QtTest>

using namespace reasonglass;
using namespace reasonglass::test;
using namespace Qt::StringLiterals;

class tst_TaskImport : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void readsOneArcTask();
    void readsArcTasksFromAFolderAndAZip();
    void readsAFolderByARelativePath();
    void aDataSetsReadmeIsNoTask();
    void readsChallengesWithSolutions();
    void findsSolutionsBesideChallenges();
    void aWrongSolutionIsSaid();
    void theRecordedTasksAreTheSameFromFilesFolderAndZip();
    void saysWhatIsWrongWithAnArcTask_data();
    void saysWhatIsWrongWithAnArcTask();

    void readsJsonLines();
    void saysWhatIsWrongWithALine_data();
    void saysWhatIsWrongWithALine();
    void readsArcTasksFromJsonLines();
    void readsAttachmentsBesideJsonLines();
    void readsAttachmentsInAZip();
    void refusesAttachments_data();
    void refusesAttachments();

    void readsCsv_data();
    void readsCsv();
    void saysWhatIsWrongWithCsv_data();
    void saysWhatIsWrongWithCsv();
    void mapsColumns();
    void guessesColumns_data();
    void guessesColumns();
    void rowsWithoutAPromptGetATemplateOfAllColumns();
    void mappingsSurviveJson();

    void readsTexts();
    void passesOverHiddenFilesAndLinks();
    void refusesWhatIsNoTask_data();
    void refusesWhatIsNoTask();
    void failsWhereNothingCanBeRead();

    void idsDiffer();
    void equalTasksAreReadOnce();
    void linesOfTwoFilesWithoutIdsDiffer();
    void idsAreOneLine();

    void suggestsAGrader_data();
    void suggestsAGrader();

    void stopsAtTheMostTasks();
    void stopsAtTheMostBytes();
    void aBombIsABadEntry();
    void badEntriesOfAnArchiveAreSaid();
    void manyBadLinesEnd();
    void canBeCancelled();
    void deepNestingIsABadEntry();

    void aSetComesBackAsItWas();
    void aNewerSetIsRefused();
    void comparesWithASet();

private:
    QString write(const QString &name, const QByteArray &bytes)
    {
        const QString path = m_folder->filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write %s", qPrintable(path));
        return path;
    }

    /// Reads what must be readable.
    static ReadTasks read(const QStringList &paths, const ReadOptions &options = {})
    {
        const auto tasks = readTasks(paths, options);
        if (!tasks)
            qFatal("%s", qPrintable(tasks.error().message));
        return *tasks;
    }

    static QStringList idsOf(const ReadTasks &read)
    {
        QStringList ids;
        for (const Task &task : read.tasks)
            ids.append(task.id);
        return ids;
    }

    /// "a.jsonl:3: is not an object", one for each bad entry. What Qt has to say about bad JSON differs from
    /// version to version and is left out.
    static QStringList badOf(const ReadTasks &read)
    {
        QStringList lines;
        for (const BadEntry &entry : read.bad) {
            const QString line = entry.line > 0 ? u":%1"_s.arg(entry.line) : QString();
            const bool isBadJson = entry.reason.startsWith("is not JSON: "_L1);
            const QString reason = isBadJson ? u"is not JSON"_s : entry.reason;
            lines.append(entry.file + line + u": "_s + reason);
        }
        return lines;
    }

    static QJsonValue json(const QByteArray &text)
    {
        return QJsonDocument::fromJson("[" + text + "]").array().first();
    }

    static QByteArray arc(int colour)
    {
        const QByteArray digit = QByteArray::number(colour);
        return "{\"train\":[{\"input\":[[0,1]],\"output\":[[1," + digit + "]]}],\"test\":[{\"input\":[[2,"
            + digit + "]],\"output\":[[3]]}]}";
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void tst_TaskImport::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void tst_TaskImport::readsOneArcTask()
{
    const QString path = write(u"training/0a1b.json"_s, R"({"name":"Halves",
        "train":[{"input":[[0,1]],"output":[[1,0]]}],
        "test":[{"input":[[2]],"output":[[3]]},{"input":[[4]]}]})");
    const ReadTasks tasks = read({path});

    const Task expected{.id = u"0a1b"_s,
                        .fields = {{u"name"_s, u"Halves"_s},
                                   {u"train"_s, json(R"([{"input":[[0,1]],"output":[[1,0]]}])")},
                                   {u"test"_s, json(R"([{"input":[[2]]},{"input":[[4]]}])")}},
                        .expected = json("[[[3]],null]"),
                        .grader = GraderSpec{.kind = GraderKind::Arc},
                        .tags = {u"training"_s},
                        .source = u"0a1b.json"_s};
    QCOMPARE(badOf(tasks), QStringList());
    QCOMPARE(tasks.tasks.size(), size_t(1));
    QVERIFY(tasks.tasks.front() == expected);
    QCOMPARE(tasks.suggestedName, u"0a1b"_s);
    QCOMPARE(tasks.suggestedTemplate, arcTemplate());
    QVERIFY(tasks.suggestedGrader == GraderSpec{.kind = GraderKind::Arc});
    QVERIFY(arcPairs(tasks.tasks.front().fields));
}

void tst_TaskImport::readsArcTasksFromAFolderAndAZip()
{
    write(u"set/data/training/b.json"_s, arc(1));
    write(u"set/data/training/a.json"_s, arc(2));
    write(u"set/data/evaluation/c.json"_s, arc(3));
    write(u"set/apps/index.html"_s, "<html>");
    const ReadTasks folder = read({m_folder->filePath(u"set"_s)});
    QCOMPARE(badOf(folder), QStringList());
    QCOMPARE(idsOf(folder), QStringList({u"c"_s, u"a"_s, u"b"_s}));
    QCOMPARE(folder.tasks[0].tags, QStringList(u"evaluation"_s));
    QCOMPARE(folder.tasks[1].tags, QStringList(u"training"_s));
    QCOMPARE(folder.tasks[0].source, u"data/evaluation/c.json"_s);
    QCOMPARE(folder.suggestedName, u"set"_s);

    const QString zip =
        write(u"set.zip"_s,
              zipBytes({{.name = "data/training/b.json", .content = arc(1), .isDeflated = true},
                        {.name = "data/training/a.json", .content = arc(2)},
                        {.name = "data/evaluation/c.json", .content = arc(3)},
                        {.name = "apps/index.html", .content = "<html>"}}));
    QVERIFY(read({zip}) == folder);
}

void tst_TaskImport::readsAFolderByARelativePath()
{
    write(u"set/evaluation/c.json"_s, arc(3));
    const ReadTasks byWholePath = read({m_folder->filePath(u"set"_s)});
    const QString before = QDir::currentPath();
    QVERIFY(QDir::setCurrent(m_folder->path()));
    const ReadTasks byRelativePath = read({u"set"_s});
    QVERIFY(QDir::setCurrent(before));
    QCOMPARE(badOf(byRelativePath), QStringList());
    QVERIFY(byRelativePath == byWholePath);
    QCOMPARE(idsOf(byRelativePath), QStringList(u"c"_s));
}

void tst_TaskImport::aDataSetsReadmeIsNoTask()
{
    write(u"set/README.md"_s, "# ARC");
    write(u"set/data/training.txt"_s, "a\nb\n");
    write(u"set/data/training/a.json"_s, arc(2));
    QCOMPARE(idsOf(read({m_folder->filePath(u"set"_s)})), QStringList(u"a"_s));
    // Whoever names it wants it.
    QCOMPARE(idsOf(read({m_folder->filePath(u"set/README.md"_s)})), QStringList(u"README.md"_s));
}

void tst_TaskImport::readsChallengesWithSolutions()
{
    write(u"c/arc-agi_training_challenges.json"_s, R"({
        "a":{"train":[{"input":[[1]],"output":[[2]]}],"test":[{"input":[[3]]},{"input":[[4]]}]},
        "b":{"train":[{"input":[[1]],"output":[[2]]}],"test":[{"input":[[5]]}]}})");
    write(u"c/arc-agi_training_solutions.json"_s, R"({"a":[[[6]],[[7]]]})");
    write(u"c/sample_submission.json"_s, R"({"a":[{"attempt_1":[[0]],"attempt_2":[[0]]}]})");
    const ReadTasks tasks = read({m_folder->filePath(u"c"_s)});
    QCOMPARE(badOf(tasks), QStringList());
    QCOMPARE(idsOf(tasks), QStringList({u"a"_s, u"b"_s}));
    QCOMPARE(tasks.tasks[0].expected, json("[[[6]],[[7]]]"));
    QVERIFY(tasks.tasks[1].expected.isUndefined());
    QCOMPARE(tasks.tasks[0].tags, QStringList(u"training"_s));
    QVERIFY(!tasks.tasks[0].fields.value("test"_L1)[0].toObject().contains("output"_L1));
}

void tst_TaskImport::findsSolutionsBesideChallenges()
{
    const QString challenges =
        write(u"x_challenges.json"_s,
              R"({"a":{"train":[{"input":[[1]],"output":[[2]]}],"test":[{"input":[[3]]}]}})");
    QVERIFY(read({challenges}).tasks.front().expected.isUndefined());
    write(u"x_solutions.json"_s, R"({"a":[[[6]]]})");
    const ReadTasks tasks = read({challenges});
    QCOMPARE(badOf(tasks), QStringList());
    QCOMPARE(tasks.tasks.front().expected, json("[[[6]]]"));
}

void tst_TaskImport::aWrongSolutionIsSaid()
{
    write(u"c/x_challenges.json"_s, R"({
        "a":{"train":[{"input":[[1]],"output":[[2]]}],"test":[{"input":[[3]]}]},
        "b":{"train":[{"input":[[1]],"output":[[2]]}],"test":[{"input":[[5]]}]}})");
    write(u"c/x_solutions.json"_s, R"({"a":[[[6]],[[7]]],"b":[[[10]]]})");
    QStringList bad = badOf(read({m_folder->filePath(u"c"_s)}));
    bad.sort();
    QCOMPARE(bad,
             QStringList({u"x_solutions.json: \"a\": there are 2 solutions for 1 test pairs"_s,
                          u"x_solutions.json: \"b\": cell 1 in row 1 of the solution of test pair 1 is not a "
                          "whole number from 0 to 9"_s}));
    const QString alone = write(u"alone_solutions.json"_s, R"({"a":[[[6]]]})");
    QCOMPARE(badOf(read({alone})),
             QStringList(u"alone_solutions.json: has solutions of tasks that are not there"_s));
}

void tst_TaskImport::theRecordedTasksAreTheSameFromFilesFolderAndZip()
{
    const QString folder = recordingsFolder(u"arc"_s);
    if (!QFileInfo::exists(folder))
        QSKIP("the recorded ARC tasks are not beside this checkout");
    QStringList paths;
    QDirIterator files(folder, {u"*.json"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext())
        paths.append(files.next());
    paths.sort();
    std::vector<ZipPart> parts;
    for (const QString &path : std::as_const(paths)) {
        parts.push_back({.name = "data/" + QDir(folder).relativeFilePath(path).toUtf8(),
                         .content = readFile(path),
                         .isDeflated = true});
    }
    const ReadTasks fromFiles = read(paths);
    const ReadTasks fromFolder = read({folder});
    const ReadTasks fromZip = read({write(u"arc.zip"_s, zipBytes(parts))});
    QCOMPARE(badOf(fromFiles), QStringList());
    QCOMPARE(badOf(fromFolder), QStringList());
    QCOMPARE(badOf(fromZip), QStringList());
    QVERIFY(paths.size() >= 20);
    QCOMPARE(fromFiles.tasks.size(), size_t(paths.size()));
    QCOMPARE(idsOf(fromFolder), idsOf(fromFiles));
    QCOMPARE(idsOf(fromZip), idsOf(fromFiles));
    for (size_t i = 0; i < fromFiles.tasks.size(); ++i) {
        const Task &task = fromFiles.tasks[i];
        QCOMPARE(taskHash(fromFolder.tasks[i]), taskHash(task));
        QCOMPARE(taskHash(fromZip.tasks[i]), taskHash(task));
        QCOMPARE(fromZip.tasks[i].tags, task.tags);
        QCOMPARE(task.tags.size(), 1);
        const auto pairs = arcPairs(task.fields);
        QVERIFY(pairs);
        QCOMPARE(task.expected.toArray().size(), qsizetype(pairs->test.size()));
        QVERIFY(expandTemplate(arcTemplate(), task));
    }
}

void tst_TaskImport::saysWhatIsWrongWithAnArcTask_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("reason");

    const QByteArray test = R"("test":[{"input":[[1]]}])";
    const auto train = [&](const QByteArray &pair) -> QByteArray {
        return "{\"train\":[" + pair + "]," + test + "}";
    };
    QTest::newRow("no train") << "{" + test + "}" << u"a.json: has no \"train\""_s;
    QTest::newRow("no test") << QByteArray(R"({"train":[{"input":[[1]],"output":[[1]]}]})")
                             << u"a.json: has no \"test\""_s;
    QTest::newRow("train is no array")
        << "{\"train\":1," + test + "}" << u"a.json: \"train\" is not an array"_s;
    QTest::newRow("no pairs") << train({}) << u"a.json: \"train\" is empty"_s;
    QTest::newRow("a pair that is none") << train("7") << u"a.json: train pair 1 is not an object"_s;
    QTest::newRow("no input") << train(R"({"output":[[1]]})") << u"a.json: train pair 1 has no input"_s;
    QTest::newRow("no output") << train(R"({"input":[[1]]})") << u"a.json: train pair 1 has no output"_s;
    QTest::newRow("no grid") << train(R"({"input":"x","output":[[1]]})")
                             << u"a.json: train pair 1's input is not an array of rows"_s;
    QTest::newRow("no rows") << train(R"({"input":[],"output":[[1]]})")
                             << u"a.json: train pair 1's input has no rows"_s;
    QTest::newRow("an empty row") << train(R"({"input":[[]],"output":[[1]]})")
                                  << u"a.json: row 1 of train pair 1's input is empty"_s;
    QTest::newRow("a short row") << train(
        R"({"input":[[1]],"output":[[1]]},{"input":[[1,2],[1,2],[1]],"output":[[1]]})")
                                 << u"a.json: row 3 of train pair 2's input is shorter than the first"_s;
    QTest::newRow("a long row") << train(R"({"input":[[1]],"output":[[1],[1,2]]})")
                                << u"a.json: row 2 of train pair 1's output is longer than the first"_s;
    QTest::newRow("a row that is none") << train(R"({"input":[[1],2],"output":[[1]]})")
                                        << u"a.json: row 2 of train pair 1's input is not an array"_s;
    QTest::newRow("a colour that is none")
        << train(R"({"input":[[1,10]],"output":[[1]]})")
        << u"a.json: cell 2 in row 1 of train pair 1's input is not a whole number from 0 to 9"_s;
    QTest::newRow("half a colour")
        << train(R"({"input":[[0.5]],"output":[[1]]})")
        << u"a.json: cell 1 in row 1 of train pair 1's input is not a whole number from 0 to 9"_s;
    QTest::newRow("too many rows") << train("{\"input\":[[1]" + QByteArray(",[1]").repeated(30)
                                            + "],\"output\":[[1]]}")
                                   << u"a.json: train pair 1's input has 31 rows; 30 are the most"_s;
    QTest::newRow("too many columns")
        << train("{\"input\":[[1" + QByteArray(",1").repeated(30) + "]],\"output\":[[1]]}")
        << u"a.json: row 1 of train pair 1's input has 31 cells; 30 are the most"_s;
    QTest::newRow("an output that is no grid")
        << QByteArray(R"({"train":[{"input":[[1]],"output":[[1]]}],"test":[{"input":[[1]],"output":7}]})")
        << u"a.json: test pair 1's output is not an array of rows"_s;
    QTest::newRow("no JSON, with its line") << QByteArray("{\n\"train\": [\n}") << u"a.json:3: is not JSON"_s;
    QTest::newRow("a list") << QByteArray(
        "[]") << u"a.json: is not an object; lists of tasks are read from JSON Lines (.jsonl)"_s;
    QTest::newRow("something else") << QByteArray(R"({"version":1})") << u"a.json: has no \"train\""_s;
    QTest::newRow("one of many") << "{\"x\":{" + test + "}}" << u"a.json: \"x\": has no \"train\""_s;
}

void tst_TaskImport::saysWhatIsWrongWithAnArcTask()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, reason);

    const ReadTasks tasks = read({write(u"a.json"_s, bytes)});
    QCOMPARE(badOf(tasks), QStringList(reason));
    QVERIFY(tasks.tasks.empty());
}

void tst_TaskImport::readsJsonLines()
{
    const ReadTasks tasks =
        read({write(u"q.jsonl"_s,
                    "\xEF\xBB\xBF"
                    R"({"id": " one ", "question": "1+1?", "answer": 2, "tags": "easy; sums", "hint": [1]})"
                    "\r\n\r\n"
                    R"({"id": 2, "question": "2+2?", "answer": null, "tags": ["sums", "", "sums"]})"
                    "\n")});
    QCOMPARE(badOf(tasks), QStringList());
    QCOMPARE(tasks.tasks.size(), size_t(2));
    QVERIFY(tasks.tasks[0]
            == (Task{.id = u"one"_s,
                     .fields = {{u"prompt"_s, u"1+1?"_s}, {u"hint"_s, json("[1]")}},
                     .expected = 2,
                     .tags = {u"easy"_s, u"sums"_s},
                     .source = u"q.jsonl:1"_s}));
    QVERIFY(tasks.tasks[1]
            == (Task{.id = u"2"_s,
                     .fields = {{u"prompt"_s, u"2+2?"_s}},
                     .tags = {u"sums"_s},
                     .source = u"q.jsonl:3"_s}));
    QVERIFY(tasks.mapping
            == (ColumnMapping{
                .id = u"id"_s, .prompt = u"question"_s, .expected = u"answer"_s, .tags = u"tags"_s}));
    QCOMPARE(tasks.columns, QStringList({u"answer"_s, u"hint"_s, u"id"_s, u"question"_s, u"tags"_s}));
    QCOMPARE(tasks.suggestedTemplate, QString());
}

void tst_TaskImport::saysWhatIsWrongWithALine_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("reason");

    QTest::newRow("not JSON") << QByteArray("{\"id\":") << u"is not JSON"_s;
    QTest::newRow("not UTF-8") << QByteArray("{\"id\":\"\xE9\"}") << u"is not JSON"_s;
    QTest::newRow("an array") << QByteArray("[1]") << u"is not an object"_s;
    QTest::newRow("no prompt") << QByteArray(R"({"id":"x"})") << u"has no prompt (\"prompt\" is empty)"_s;
    QTest::newRow("an empty prompt") << QByteArray(R"({"id":"x","prompt":"  "})")
                                     << u"has no prompt (\"prompt\" is empty)"_s;
    QTest::newRow("no id") << QByteArray(R"({"prompt":"x"})") << u"has no id (\"id\" is empty)"_s;
    QTest::newRow("an unknown grader") << QByteArray(R"({"id":"x","prompt":"y","grader":{"kind":"oracle"}})")
                                       << u"there is no grader \"oracle\""_s;
    QTest::newRow("the same id again")
        << QByteArray(R"({"id":"first","prompt":"y"})") << u"id \"first\" stands in line 1 already"_s;
    QTest::newRow("a broken ARC task")
        << QByteArray(R"({"id":"x","train":[{"input":[[1]]}],"test":[{"input":[[1]]}]})")
        << u"train pair 1 has no output"_s;
}

void tst_TaskImport::saysWhatIsWrongWithALine()
{
    QFETCH(const QByteArray, line);
    QFETCH(const QString, reason);

    const ReadTasks tasks = read({write(u"q.jsonl"_s,
                                        R"({"id":"first","prompt":"a"})"
                                        "\n" + line
                                            + "\n" + R"({"id":"last","prompt":"c"})")});
    QCOMPARE(badOf(tasks), QStringList(u"q.jsonl:2: "_s + reason));
    QCOMPARE(idsOf(tasks), QStringList({u"first"_s, u"last"_s}));
}

void tst_TaskImport::readsArcTasksFromJsonLines()
{
    const ReadTasks tasks = read({write(u"arc.jsonl"_s, R"({"task_id":"x",)" + arc(4).mid(1) + "\n")});
    QCOMPARE(badOf(tasks), QStringList());
    QCOMPARE(idsOf(tasks), QStringList(u"x"_s));
    QCOMPARE(tasks.tasks.front().expected, json("[[[3]]]"));
    QCOMPARE(tasks.suggestedTemplate, arcTemplate());
}

void tst_TaskImport::readsAttachmentsBesideJsonLines()
{
    write(u"files/plan.txt"_s, "the plan");
    const ReadTasks tasks = read({write(u"q.jsonl"_s,
                                        QByteArray(R"({"id":"x","prompt":"y","attachments":["files/plan.txt",
        {"file":"files/plan.txt","type":"text/csv"},{"name":"b.bin","type":"image/png","base64":"AQID"}]})")
                                            .replace("\n", ""))});
    QCOMPARE(badOf(tasks), QStringList());
    const std::vector<Attachment> expected{
        {.fileName = u"plan.txt"_s, .mimeType = u"text/plain"_s, .bytes = "the plan"},
        {.fileName = u"plan.txt"_s, .mimeType = u"text/csv"_s, .bytes = "the plan"},
        {.fileName = u"b.bin"_s, .mimeType = u"image/png"_s, .bytes = "\x01\x02\x03"}};
    QVERIFY(tasks.tasks.front().attachments == expected);
    QVERIFY(!tasks.tasks.front().fields.contains("attachments"_L1));
}

void tst_TaskImport::readsAttachmentsInAZip()
{
    const QString zip =
        write(u"q.zip"_s,
              zipBytes({{.name = "set/q.jsonl",
                         .content = "{\"id\":\"x\",\"prompt\":\"y\",\"attachments\":[\"a.txt\"]}\n"
                                    "{\"id\":\"z\",\"prompt\":\"y\",\"attachments\":[\"../b.txt\"]}"},
                        {.name = "set/a.txt", .content = "text"},
                        {.name = "b.txt", .content = "elsewhere"}}));
    const ReadTasks tasks = read({zip});
    QCOMPARE(badOf(tasks),
             QStringList(u"set/q.jsonl:2: the attachment \"../b.txt\" lies outside of the folder"_s));
    QCOMPARE(idsOf(tasks), QStringList(u"x"_s));
    QCOMPARE(tasks.tasks.front().attachments.front().bytes, "text");
}

void tst_TaskImport::refusesAttachments_data()
{
    QTest::addColumn<QByteArray>("attachments");
    QTest::addColumn<QString>("reason");

    QTest::newRow("a missing file") << QByteArray(R"(["none.txt"])")
                                    << u"the attachment \"none.txt\" does not exist"_s;
    QTest::newRow("a file outside of the folder")
        << QByteArray(R"(["../secret.txt"])")
        << u"the attachment \"../secret.txt\" lies outside of the folder"_s;
    QTest::newRow("a way round to it")
        << QByteArray(R"(["files/../../secret.txt"])")
        << u"the attachment \"files/../../secret.txt\" lies outside of the folder"_s;
    QTest::newRow("a folder") << QByteArray(R"(["files"])") << u"the attachment \"files\" is not a file"_s;
    QTest::newRow("a link outwards") << QByteArray(R"(["link.txt"])")
                                     << u"the attachment \"link.txt\" lies outside of the folder"_s;
    QTest::newRow("no array") << QByteArray("7") << u"\"attachments\" is not an array"_s;
    QTest::newRow("no file") << QByteArray("[7]")
                             << u"an attachment is neither the name of a file nor a name and \"base64\""_s;
    QTest::newRow("bad base64") << QByteArray(R"([{"name":"a","base64":"*"}])")
                                << u"the attachment \"a\" is not base64"_s;
}

void tst_TaskImport::refusesAttachments()
{
    QFETCH(const QByteArray, attachments);
    QFETCH(const QString, reason);

    write(u"secret.txt"_s, "secret");
    write(u"set/files/plan.txt"_s, "the plan");
#ifdef Q_OS_WIN
    if (attachments.contains("link"))
        QSKIP("links need rights that tests do not have here");
#else
    QVERIFY(QFile::link(m_folder->filePath(u"secret.txt"_s), m_folder->filePath(u"set/link.txt"_s)));
#endif
    const ReadTasks tasks =
        read({write(u"set/q.jsonl"_s, R"({"id":"x","prompt":"y","attachments":)" + attachments + "}")});
    QCOMPARE(badOf(tasks), QStringList(u"q.jsonl:1: "_s + reason));
    QVERIFY(tasks.tasks.empty());
}

void tst_TaskImport::readsCsv_data()
{
    QTest::addColumn<QByteArray>("bytes");

    QTest::newRow("commas") << QByteArray("id,question,answer,hint\nx,\"Why, then?\",because,h\n");
    QTest::newRow("semicolons and CRLF")
        << QByteArray("id;question;answer;hint\r\nx;Why, then?;because;h\r\n");
    QTest::newRow("tabs") << QByteArray("id\tquestion\tanswer\thint\nx\tWhy, then?\tbecause\th");
    QTest::newRow("a byte order mark")
        << QByteArray("\xEF\xBB\xBFid,question,answer,hint\nx,\"Why, then?\",because,h\n");
    QTest::newRow("an empty last column, as spreadsheets leave it")
        << QByteArray("id,question,answer,hint,\nx,\"Why, then?\",because,h,\n");
}

void tst_TaskImport::readsCsv()
{
    QFETCH(const QByteArray, bytes);

    const ReadTasks tasks = read({write(u"q.csv"_s, bytes)});
    QCOMPARE(badOf(tasks), QStringList());
    QCOMPARE(tasks.tasks.size(), size_t(1));
    QVERIFY(tasks.tasks[0]
            == (Task{.id = u"x"_s,
                     .fields = {{u"prompt"_s, u"Why, then?"_s}, {u"hint"_s, u"h"_s}},
                     .expected = u"because"_s,
                     .source = u"q.csv:2"_s}));
    QCOMPARE(tasks.columns, QStringList({u"id"_s, u"question"_s, u"answer"_s, u"hint"_s}));
}

void tst_TaskImport::saysWhatIsWrongWithCsv_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("reason");

    QTest::newRow("an empty file") << QByteArray() << u"q.csv: is empty"_s;
    QTest::newRow("Latin-1") << QByteArray("id,prompt\nx,caf\xE9\n")
                             << u"q.csv: is not UTF-8, see line 2; please save it as UTF-8"_s;
    QTest::newRow("UTF-16") << QByteArray("\xFF\xFEi\0d\0", 6)
                            << u"q.csv: is UTF-16; please save it as UTF-8"_s;
    QTest::newRow("a column twice") << QByteArray("id,prompt,id\nx,y,z\n")
                                    << u"q.csv:1: there are two columns \"id\""_s;
    QTest::newRow("too few cells") << QByteArray("id,prompt\nx\n")
                                   << u"q.csv:2: has 1 cells where the first line names 2 columns"_s;
    QTest::newRow("an open quote") << QByteArray("id,prompt\nx,\"y\n")
                                   << u"q.csv:2: the quote that opens cell 2 is never closed"_s;
}

void tst_TaskImport::saysWhatIsWrongWithCsv()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, reason);
    QCOMPARE(badOf(read({write(u"q.csv"_s, bytes)})), QStringList(reason));
}

void tst_TaskImport::mapsColumns()
{
    const QString path = write(u"q.csv"_s, "nr,text,prompt,result,kind\n7,shown,not shown,4,\"a,b\"\n");
    const ColumnMapping mapping{
        .id = u"nr"_s, .prompt = u"text"_s, .expected = u"result"_s, .tags = u"kind"_s};
    const ReadTasks tasks = read({path}, {.mapping = mapping});
    QCOMPARE(badOf(tasks), QStringList());
    QVERIFY(tasks.tasks.front()
            == (Task{.id = u"7"_s,
                     .fields = {{u"prompt"_s, u"shown"_s}},
                     .expected = u"4"_s,
                     .tags = {u"a"_s, u"b"_s},
                     .source = u"q.csv:2"_s}));
    QVERIFY(tasks.mapping == mapping);

    const ReadTasks none = read({path}, {.mapping = {.id = u"number"_s}});
    QCOMPARE(badOf(none),
             QStringList(u"q.csv: there is no column \"number\", only nr, text, prompt, result, kind"_s));
    QCOMPARE(none.columns, QStringList({u"nr"_s, u"text"_s, u"prompt"_s, u"result"_s, u"kind"_s}));
}

void tst_TaskImport::guessesColumns_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QStringList>("mapping");

    QTest::newRow("the plain names") << QByteArray("id,prompt,expected,tags")
                                     << QStringList({u"id"_s, u"prompt"_s, u"expected"_s, u"tags"_s});
    QTest::newRow("other names") << QByteArray("task_id,problem,solution,x")
                                 << QStringList({u"task_id"_s, u"problem"_s, u"solution"_s, {}});
    QTest::newRow("capitals") << QByteArray("ID,Question,Answer,x")
                              << QStringList({u"ID"_s, u"Question"_s, u"Answer"_s, {}});
    QTest::newRow("the better name wins")
        << QByteArray("name,text,prompt,id") << QStringList({u"id"_s, u"prompt"_s, {}, {}});
    QTest::newRow("input and output")
        << QByteArray("input,output,x,y") << QStringList({{}, u"input"_s, u"output"_s, {}});
}

void tst_TaskImport::guessesColumns()
{
    QFETCH(const QByteArray, head);
    QFETCH(const QStringList, mapping);

    const ReadTasks tasks = read({write(u"q.csv"_s, head + "\na,b,c,d\n")});
    QCOMPARE(badOf(tasks), QStringList());
    QCOMPARE(
        QStringList({tasks.mapping.id, tasks.mapping.prompt, tasks.mapping.expected, tasks.mapping.tags}),
        mapping);
    if (mapping.front().isEmpty())
        QCOMPARE(idsOf(tasks), QStringList(u"2"_s));
}

void tst_TaskImport::rowsWithoutAPromptGetATemplateOfAllColumns()
{
    const ReadTasks tasks = read({write(u"q.csv"_s, "animal,legs\ncat,4\n")});
    const auto prompt = expandTemplate(tasks.suggestedTemplate, tasks.tasks.front());
    QVERIFY(prompt);
    QCOMPARE(*prompt, u"animal: cat\nlegs: 4\n"_s);
}

void tst_TaskImport::mappingsSurviveJson()
{
    const ColumnMapping mapping{.id = u"a"_s, .expected = u"b"_s};
    QVERIFY(columnMappingFromJson(toJson(mapping)) == mapping);
    QCOMPARE(toJson(mapping), QJsonObject({{u"id"_s, u"a"_s}, {u"expected"_s, u"b"_s}}));
}

void tst_TaskImport::readsTexts()
{
    write(u"set/b.txt"_s, "\xEF\xBB\xBFWhat is 2+2?\n");
    write(u"set/a.md"_s, "---\ntitle: x\n---\n# Why?\n");
    const ReadTasks tasks = read({m_folder->filePath(u"set"_s)});
    QCOMPARE(badOf(tasks), QStringList());
    QCOMPARE(idsOf(tasks), QStringList({u"a.md"_s, u"b.txt"_s}));
    QCOMPARE(tasks.tasks[0].fields.value("prompt"_L1).toString(), u"---\ntitle: x\n---\n# Why?\n"_s);
    QCOMPARE(tasks.tasks[1].fields.value("prompt"_L1).toString(), u"What is 2+2?\n"_s);
    QCOMPARE(tasks.tasks[1].source, u"b.txt"_s);
    QVERIFY(tasks.suggestedGrader == GraderSpec{});
}

void tst_TaskImport::passesOverHiddenFilesAndLinks()
{
    write(u"secret.txt"_s, "secret");
    write(u"set/.hidden.txt"_s, "x");
    write(u"set/.git/a.txt"_s, "x");
    write(u"set/shown.txt"_s, "x");
    write(u"set/more.zip"_s, "no zip");
#ifndef Q_OS_WIN
    QVERIFY(QFile::link(m_folder->filePath(u"secret.txt"_s), m_folder->filePath(u"set/outside.txt"_s)));
    QVERIFY(QFile::link(m_folder->filePath(u"set"_s), m_folder->filePath(u"set/round"_s)));
#endif
    const ReadTasks tasks = read({m_folder->filePath(u"set"_s)});
    QCOMPARE(badOf(tasks), QStringList());
    QCOMPARE(idsOf(tasks), QStringList(u"shown.txt"_s));
}

void tst_TaskImport::refusesWhatIsNoTask_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("reason");

    QTest::newRow("a picture")
        << u"a.png"_s << QByteArray("x")
        << u"a.png: is of no kind that tasks are read from (JSON, JSON Lines, CSV, text, "
           "Markdown, zip)"_s;
    QTest::newRow("an empty text") << u"a.txt"_s << QByteArray(" \n") << u"a.txt: is empty"_s;
    QTest::newRow("bytes") << u"a.txt"_s << QByteArray("a\0b", 3) << u"a.txt: is no text"_s;
    QTest::newRow("a submission") << u"a.json"_s << QByteArray(R"({"a":[{"attempt_1":[[0]]}]})")
                                  << u"a.json: is a submission: answers, no tasks"_s;
}

void tst_TaskImport::refusesWhatIsNoTask()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, reason);

    const ReadTasks tasks = read({write(name, bytes)});
    QCOMPARE(badOf(tasks), QStringList(reason));
    QVERIFY(tasks.tasks.empty());
}

void tst_TaskImport::failsWhereNothingCanBeRead()
{
    QVERIFY(!readTasks({}));
    const QString none = m_folder->filePath(u"none.json"_s);
    const auto tasks = readTasks({none});
    QVERIFY(!tasks);
    QCOMPARE(tasks.error().kind, ErrorKind::Usage);
    QVERIFY(tasks.error().message.endsWith("none.json does not exist"_L1));

    const ReadTasks other = read({none, write(u"a.txt"_s, "x")});
    QCOMPARE(idsOf(other), QStringList(u"a.txt"_s));
    QCOMPARE(badOf(other), QStringList(u"none.json: does not exist"_s));

    QVERIFY(badOf(read({write(u"a.zip"_s, "no zip")})).front().startsWith("a.zip: is no zip archive"_L1));
}

void tst_TaskImport::idsDiffer()
{
    const QString one = write(u"one.jsonl"_s, R"({"id":"x","prompt":"a"})");
    const QString two = write(u"two.jsonl"_s,
                              "\n"
                              R"({"id":"x","prompt":"b"})");
    const ReadTasks tasks = read({one, two});
    QCOMPARE(idsOf(tasks), QStringList(u"x"_s));
    QCOMPARE(badOf(tasks), QStringList(u"two.jsonl:2: id \"x\" stands in one.jsonl, line 1 already"_s));
    QCOMPARE(badOf(read({write(u"a/t.md"_s, "x"), write(u"b/t.md"_s, "y")})),
             QStringList(u"t.md: id \"t.md\" stands in t.md already"_s));
}

void tst_TaskImport::equalTasksAreReadOnce()
{
    const QByteArray line = R"({"id":"x","prompt":"a","tags":"first"})"
                            "\n";
    const ReadTasks tasks = read({write(u"q.jsonl"_s, line + QByteArray(line).replace("first", "second"))});
    QCOMPARE(badOf(tasks), QStringList());
    QCOMPARE(tasks.tasks.size(), size_t(1));
    QCOMPARE(tasks.tasks.front().tags, QStringList(u"first"_s));
}

void tst_TaskImport::linesOfTwoFilesWithoutIdsDiffer()
{
    const ReadTasks tasks = read({write(u"a.csv"_s, "prompt\nx\n"), write(u"b.csv"_s, "prompt\ny\n")});
    QCOMPARE(badOf(tasks), QStringList());
    QCOMPARE(idsOf(tasks), QStringList({u"2"_s, u"b.csv:2"_s}));
}

void tst_TaskImport::idsAreOneLine()
{
    const ReadTasks tasks = read({write(u"q.jsonl"_s,
                                        R"({"id":"a\nb","prompt":"x"})"
                                        "\n"
                                        R"({"id":")"
                                            + QByteArray(201, 'x') + R"(","prompt":"x"})")});
    QCOMPARE(badOf(tasks),
             QStringList({u"q.jsonl:1: its id is more than one line, or has control characters in it"_s,
                          u"q.jsonl:2: its id is longer than 200 characters"_s}));
}

void tst_TaskImport::suggestsAGrader_data()
{
    QTest::addColumn<QByteArrayList>("expected");
    QTest::addColumn<GraderKind>("kind");

    QTest::newRow("numbers") << QByteArrayList{"1", "2.5"} << GraderKind::Number;
    QTest::newRow("numbers as text") << QByteArrayList{"\"1\"", "\" -2e3 \""} << GraderKind::Number;
    QTest::newRow("numbers and a text") << QByteArrayList{"1", "\"x\""} << GraderKind::Text;
    QTest::newRow("a number and nothing") << QByteArrayList{"1", "null"} << GraderKind::Number;
    QTest::newRow("texts") << QByteArrayList{"\"a\"", "\"b\""} << GraderKind::Text;
    QTest::newRow("objects and arrays") << QByteArrayList{"{}", "[1]"} << GraderKind::Json;
    QTest::newRow("nothing") << QByteArrayList{"null"} << GraderKind::Manual;
}

void tst_TaskImport::suggestsAGrader()
{
    QFETCH(const QByteArrayList, expected);
    QFETCH(const GraderKind, kind);

    QByteArray lines;
    for (const QByteArray &value : expected)
        lines += R"({"prompt":"x","expected":)" + value + "}\n";
    QCOMPARE(read({write(u"q.jsonl"_s, lines)}).suggestedGrader.kind, kind);
}

void tst_TaskImport::stopsAtTheMostTasks()
{
    const QByteArray line = "{\"prompt\":\"x\"}\n";
    const QString path = write(u"q.jsonl"_s, line.repeated(20));
    const ReadTasks tasks = read({path}, {.mostTasks = 5});
    QCOMPARE(tasks.tasks.size(), size_t(5));
    QCOMPARE(tasks.bad.size(), size_t(1));
    QCOMPARE(tasks.bad.front().reason, u"there are more than 5 tasks; what follows was not read"_s);
    QCOMPARE(read({path}, {.mostTasks = 20}).bad.size(), size_t(0));
    QCOMPARE(read({path}, {.mostTasks = 19}).bad.size(), size_t(1));
    const QString table = write(u"q.csv"_s, "prompt\n" + QByteArray("x\n").repeated(20));
    QCOMPARE(read({table}, {.mostTasks = 5}).bad.size(), size_t(1));
    QCOMPARE(read({table}, {.mostTasks = 20}).bad.size(), size_t(0));
}

void tst_TaskImport::stopsAtTheMostBytes()
{
    const QString large = write(u"large.txt"_s, QByteArray(2000, 'x'));
    const QString small = write(u"small.txt"_s, QByteArray(900, 'x'));
    const ReadTasks tasks = read({large, small, small}, {.mostBytes = 1000});
    QCOMPARE(idsOf(tasks), QStringList(u"small.txt"_s));
    QCOMPARE(badOf(tasks),
             QStringList({u"large.txt: is too large: all files together may have 1000 bytes"_s,
                          u"small.txt: is too large: all files together may have 1000 bytes"_s}));
}

void tst_TaskImport::aBombIsABadEntry()
{
    const QString zip =
        write(u"bomb.zip"_s,
              zipBytes({{.name = "a.txt", .content = QByteArray(8 << 20, 'x'), .isDeflated = true},
                        {.name = "b.txt", .content = "fine"}}));
    const ReadTasks tasks = read({zip}, {.mostBytes = 1 << 20});
    QCOMPARE(badOf(tasks), QStringList(u"a.txt: is too large: all files together may have 1048576 bytes"_s));
    QCOMPARE(idsOf(tasks), QStringList(u"b.txt"_s));
}

void tst_TaskImport::badEntriesOfAnArchiveAreSaid()
{
    const QString zip =
        write(u"a.zip"_s,
              zipBytes({{.name = "../up.txt", .content = "x"},
                        {.name = "secret.txt", .content = "123456789012", .isEncrypted = true},
                        {.name = "fine.txt", .content = "x"},
                        {.name = "__MACOSX/._fine.txt", .content = "x"},
                        {.name = "../other.exe", .content = "x"}}));
    const ReadTasks tasks = read({zip});
    QCOMPARE(badOf(tasks),
             QStringList({u"../up.txt: its path leads out of the archive"_s, u"secret.txt: is encrypted"_s}));
    QCOMPARE(idsOf(tasks), QStringList(u"fine.txt"_s));
}

void tst_TaskImport::manyBadLinesEnd()
{
    const ReadTasks tasks = read({write(u"q.jsonl"_s, QByteArray("x\n").repeated(5000))});
    QCOMPARE(tasks.bad.size(), size_t(1001));
    QCOMPARE(tasks.bad.back().reason, u"these are more than 1000 bad entries; what follows was not read"_s);
}

void tst_TaskImport::canBeCancelled()
{
    QByteArray lines;
    for (int i = 0; i < 10'000; ++i)
        lines += "{\"id\":" + QByteArray::number(i) + ",\"prompt\":\"x\"}\n";
    int asked = 0;
    const ReadTasks tasks =
        read({write(u"q.jsonl"_s, lines)}, {.isCancelled = [&asked] { return ++asked > 3; }});
    QCOMPARE(asked, 4);
    QVERIFY(tasks.tasks.size() < 10'000);
}

void tst_TaskImport::deepNestingIsABadEntry()
{
    const QByteArray deep = QByteArray("[").repeated(1'000'000);
    QCOMPARE(badOf(read({write(u"a.json"_s, deep)})), QStringList(u"a.json:1: is not JSON"_s));
    QCOMPARE(read({write(u"a.jsonl"_s, deep + "\n" + deep)}).bad.size(), size_t(2));
    QCOMPARE(read({write(u"b.jsonl"_s, "{\"id\":\"x\",\"prompt\":" + deep)}).bad.size(), size_t(1));
}

void tst_TaskImport::aSetComesBackAsItWas()
{
    const std::vector<Task> tasks{
        {.id = u"plain"_s, .fields = {{u"prompt"_s, u"\uFEFFa\nb \u202E \U0001F600"_s}}},
        {.id = u"full \" id"_s,
         .fields = {{u"a"_s, json(R"({"b":[1,2.5,null,true,"x"],"c":{}})")},
                    {u"n"_s, qint64(9007199254740993)}},
         .attachments = {{.fileName = u"a.bin"_s,
                          .mimeType = u"image/png"_s,
                          .bytes = QByteArray("\0\xFF\n", 3)},
                         {.fileName = u"empty"_s, .mimeType = {}, .bytes = {}}},
         .expected = json("[[[1]],null]"),
         .grader = GraderSpec{.kind = GraderKind::Number, .options = {{u"tolerance"_s, 0.1}}},
         .tags = {u"x;y"_s, u"z, z"_s},
         .source = u"arc.zip:3"_s},
        {.id = u"null"_s, .fields = {}, .expected = QJsonValue(QJsonValue::Null)},
        {.id = u"empty"_s, .fields = {}, .expected = QString()}};
    const TaskSet set{.name = u"Näme \n of it"_s,
                      .prompt = {.text = u"{{prompt}}!\n"_s},
                      .instructions = u"Be brief."_s,
                      .grader = {.kind = GraderKind::Regex, .options = {{u"pattern"_s, u"^a"_s}}},
                      .jsonSchema = "{ \"type\" :\n \"object\" }"};
    const QByteArray lines = toJsonLines(set, tasks);
    QCOMPARE(lines.count('\n'), qsizetype(5));

    const ReadTasks back = read({write(u"q.jsonl"_s, lines)});
    QCOMPARE(badOf(back), QStringList());
    QCOMPARE(back.tasks.size(), tasks.size());
    for (size_t i = 0; i < tasks.size(); ++i) {
        QVERIFY2(back.tasks[i] == tasks[i], qPrintable(tasks[i].id));
        QCOMPARE(taskHash(back.tasks[i]), taskHash(tasks[i]));
    }
    QCOMPARE(back.suggestedName, set.name);
    QCOMPARE(back.suggestedTemplate, set.prompt.text);
    QCOMPARE(back.suggestedInstructions, set.instructions);
    QVERIFY(back.suggestedGrader == set.grader);
    QCOMPARE(back.suggestedSchema, set.jsonSchema);
    QCOMPARE(toJsonLines(set, back.tasks), lines);
}

void tst_TaskImport::aNewerSetIsRefused()
{
    const ReadTasks tasks =
        read({write(u"q.jsonl"_s, "{\"reasonglass_task_set\":2}\n{\"id\":\"x\",\"fields\":{}}\n")});
    QCOMPARE(badOf(tasks),
             QStringList(u"q.jsonl:1: is a task set of another version than this program reads"_s));
    QVERIFY(tasks.tasks.empty());
}

void tst_TaskImport::comparesWithASet()
{
    const ReadTasks tasks = read({write(u"q.jsonl"_s,
                                        R"({"id":"new","prompt":"a"})"
                                        "\n"
                                        R"({"id":"same","prompt":"b"})"
                                        "\n"
                                        R"({"id":"changed","prompt":"c"})"
                                        "\nx\n")});
    const ImportReport report = compareWithSet(
        tasks, {{u"same"_s, taskHash(tasks.tasks[1])}, {u"changed"_s, u"?"_s}, {u"other"_s, u"?"_s}});
    QCOMPARE(report.fresh, QStringList(u"new"_s));
    QCOMPARE(report.same, QStringList(u"same"_s));
    QCOMPARE(report.changed, QStringList(u"changed"_s));
    QVERIFY(report.bad == tasks.bad);
    QVERIFY(!report.isClean());
}

QTEST_GUILESS_MAIN(tst_TaskImport)
#include "tst_taskimport.moc"
