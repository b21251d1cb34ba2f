#include "app/shortrun.h"
#include "cli/clibench.h"
#include "store/samplerun.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonArray>

#ifdef Q_OS_UNIX
#include <signal.h>
#endif

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;
using namespace reasonglass::test;

Q_DECLARE_METATYPE(reasonglass::Script)

namespace {

const QByteArray canary = "sk-canary-0123456789abcdefghijklmnop";

QStringList words(const char *text)
{
    return QString::fromUtf8(text).split(u' ', Qt::SkipEmptyParts);
}

/// Those of \a names that \a object lacks.
QStringList missing(const QJsonObject &object, const QStringList &names)
{
    QStringList lacking;
    for (const QString &name : names) {
        if (!object.contains(name))
            lacking += name;
    }
    return lacking;
}

Script brokenOff(const QByteArray &body)
{
    Script script = eventStream(body);
    script.fault = {.kind = BodyFault::Kind::Close};
    return script;
}

QByteArray writeFile(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        qFatal("cannot write %s", qUtf8Printable(path));
    file.write(content);
    return content;
}

/// Waits until \a process has written \a text to standard output, and returns all it wrote.
QByteArray outputUntil(QProcess &process, const QByteArray &text)
{
    QByteArray output;
    (void)QTest::qWaitFor(
        [&] {
            output += process.readAllStandardOutput();
            return output.contains(text) || process.state() == QProcess::NotRunning;
        },
        10'000);
    return output;
}

} // namespace

/// reasonglass-cli as a script sees it: arguments in, bytes and an exit status out.
class tst_CommandLine : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_bench = std::make_unique<CliBench>(); }
    void cleanup() { m_bench.reset(); }

    void exitStatuses_data();
    void exitStatuses();
    void aSignalKeepsThePartial_data();
    void aSignalKeepsThePartial();

    void licencesAreToldInFull();
    void badUsageSendsNothing_data();
    void badUsageSendsNothing();
    void badUsageOfOtherCommands_data();
    void badUsageOfOtherCommands();

    void textGoesToItsChannels();
    void aCorrectedAnswerIsWrittenAnew();
    void jsonIsOneObject();
    void eventsAreLines();
    void errorsAreTold();

    void optionsReachTheRequest();
    void attachmentsReachTheRequest();
    void withoutStreamThereIsNone();
    void promptsComeFromFilesAndStandardInput();

    void theKeyIsSentAndNowhereKept();
    void capsAreKept();

    void withoutSavingThereIsNoLibrary();
    void aLibraryFileIsUsed();
    void samplesNeedNoServer();
    void programsShareALibrary();
    void anotherProgramDoesNotEndWhatRuns();

    void listsAndSearchesAndCounts();
    void listsTellTheTaskAndItsGrade();
    void listsAreNarrowed();
    void anEmptyLibraryIsNoError();
    void verifyFindsDamage();
    void modelsAreListed();
    void modelsAreRefreshed();
    void helpAndVersion_data();
    void helpAndVersion();

private:
    /// Runs `analyze --output json` with \a script as the answer.
    QJsonObject analyzed(const Script &script, const QStringList &options = {})
    {
        m_bench->server.enqueue(script);
        return m_bench->run(m_bench->analyze(options + words("--output json"))).object();
    }
    QJsonObject lastBody() const
    {
        return QJsonDocument::fromJson(m_bench->server.requests().back().body).object();
    }
    QStringList toOpenAi(const QByteArray &key = canary) const
    {
        return {u"OPENAI_BASE_URL="_s + m_bench->url(), u"OPENAI_API_KEY="_s + QString::fromLatin1(key)};
    }

    std::unique_ptr<CliBench> m_bench;
};

void tst_CommandLine::exitStatuses_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("status");
    const QByteArray begun = created() + said("Half");
    QTest::newRow("completed") << eventStream(shortRun("Yes.")) << 0 << u"completed"_s;
    QTest::newRow("failed") << eventStream(begun + ended("failed")) << 1 << u"failed"_s;
    QTest::newRow("refused by HTTP") << jsonAnswer(400, R"({"error":{"message":"no","code":"bad"}})") << 1
                                     << u"failed"_s;
    QTest::newRow("a server error, not retried") << jsonAnswer(500, "{}") << 1 << u"failed"_s;
    QTest::newRow("incomplete") << eventStream(begun + ended("incomplete")) << 3 << u"incomplete"_s;
    QTest::newRow("broken off") << brokenOff(begun) << 5 << u"interrupted"_s;
    QTest::newRow("ended without a terminal event") << eventStream(begun) << 5 << u"interrupted"_s;
}

void tst_CommandLine::exitStatuses()
{
    QFETCH(const Script, script);
    QFETCH(const int, exitCode);
    QFETCH(const QString, status);
    m_bench->server.enqueue(script);
    const CliResult result = m_bench->run(m_bench->analyze(words("--output json")));
    QCOMPARE(result.exitCode, exitCode);
    QCOMPARE(result.object()["status"_L1].toString(), status);
    QCOMPARE(m_bench->server.requests().size(), size_t(1));
    const QString id = result.object()["id"_L1].toString();
    const CliResult shown = m_bench->run({u"show"_s, id, u"--output"_s, u"json"_s});
    QCOMPARE(shown.out, result.out);
    QCOMPARE(shown.exitCode, 0);
    QCOMPARE(m_bench->run({u"verify"_s}).exitCode, 0);
}

void tst_CommandLine::aSignalKeepsThePartial_data()
{
#ifdef Q_OS_UNIX
    QTest::addColumn<int>("signalNumber");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
#else
    QSKIP("signals are Unix's");
#endif
}

void tst_CommandLine::aSignalKeepsThePartial()
{
#ifdef Q_OS_UNIX
    QFETCH(const int, signalNumber);
    m_bench->server.enqueue(stalled(created() + thought("Hm.") + said("Half")));
    const auto process = m_bench->launch(m_bench->analyze());
    QCOMPARE(outputUntil(*process, "Half"), QByteArray("Half"));
    QCOMPARE(::kill(pid_t(process->processId()), signalNumber), 0);
    const CliResult result = CliBench::finish(*process);
    QCOMPARE(result.exitCode, 4);
    QVERIFY(result.err.contains("cancelled"));
    const QJsonArray list = m_bench->run(words("list --output json")).array();
    QCOMPARE(list.size(), 1);
    const QString id = list[0]["id"_L1].toString();
    const QJsonObject kept = m_bench->run({u"show"_s, id, u"--output"_s, u"json"_s}).object();
    QCOMPARE(kept["status"_L1].toString(), u"cancelled"_s);
    QCOMPARE(kept["text"_L1].toString(), u"Half"_s);
    QCOMPARE(m_bench->run({u"verify"_s}).exitCode, 0);
#endif
}

void tst_CommandLine::licencesAreToldInFull()
{
    const CliResult list = m_bench->run(words("licences"));
    QCOMPARE(list.exitCode, 0);
    QVERIFY(list.out.contains("Qt 6: LGPL-3.0-only"));

    const QJsonArray components = m_bench->run(words("licences --output json")).array();
    QCOMPARE(components.size(), list.out.count('\n'));
    for (const auto &component : components) {
        const CliResult one =
            m_bench->run({u"licences"_s, component["id"_L1].toString(), u"--output"_s, u"json"_s});
        QCOMPARE(one.object()["name"_L1], component["name"_L1]);
        QVERIFY2(one.object()["text"_L1].toString().size() > 100, one.out.constData());
    }
    QVERIFY(m_bench->run(words("licences qt 6")).out.contains("GNU LESSER GENERAL PUBLIC LICENSE"));
    QCOMPARE(m_bench->run(words("licences nonsense")).exitCode, 2);
    QVERIFY(!QFile::exists(m_bench->profile()));
}

void tst_CommandLine::badUsageSendsNothing_data()
{
    QTest::addColumn<QStringList>("options"); // URL stands for the server's address
    QTest::addColumn<QStringList>("variables");
    QTest::addColumn<QString>("word");
    const auto add = [&](const char *name, const char *options, const char *word,
                         const QStringList &variables = {}) {
        QTest::newRow(name) << words(options) << variables << QString::fromLatin1(word);
    };
    add("an unknown option", "--base-url URL --model m --prompt x --nonsense", "nonsense");
    add("an option without its value", "--base-url URL --model m --prompt", "prompt");
    add("no model", "--base-url URL --prompt x", "--model");
    add("no prompt", "--base-url URL --model m", "--prompt");
    add("two prompts", "--base-url URL --model m --prompt x --prompt-file -", "either");
    add("loose words", "--base-url URL --model m --prompt x y", "\"y\"");
    add("an unreadable prompt file", "--base-url URL --model m --prompt-file none.txt", "none.txt");
    add("unreadable instructions", "--base-url URL --model m --prompt x --instructions-file none.txt",
        "none.txt");
    add("an unreadable attachment", "--base-url URL --model m --prompt x --attach none.txt", "none.txt");
    add("a folder as attachment", "--base-url URL --model m --prompt x --attach /", "folder");
    add("an empty prompt", "--base-url URL --model m --prompt-file -", "empty");
    add("an address of another kind", "--base-url ftp://127.0.0.1/v1 --model m --prompt x", "address");
    add("plain http to a stranger", "--base-url http://example.com/v1 --model m --prompt x", "http");
    add("an unknown provider", "--provider nobody --model m --prompt x", "nobody");
    add("an unknown effort", "--base-url URL --model m --prompt x --effort huge", "--effort");
    add("an unknown summary", "--base-url URL --model m --prompt x --summary long", "--summary");
    add("an unknown verbosity", "--base-url URL --model m --prompt x --verbosity huge", "--verbosity");
    add("no output tokens", "--base-url URL --model m --prompt x --max-output-tokens 0",
        "--max-output-tokens");
    add("too hot", "--base-url URL --model m --prompt x --temperature 2.1", "--temperature");
    add("a temperature in words", "--base-url URL --model m --prompt x --temperature warm", "--temperature");
    add("retries below none", "--base-url URL --model m --prompt x --retries -1", "--retries");
    add("no patience", "--base-url URL --model m --prompt x --idle-timeout 0", "--idle-timeout");
    add("a cap below nothing", "--base-url URL --model m --prompt x --cap-usd -1", "--cap-usd");
    add("a cap without a price", "--base-url URL --model m --prompt x --cap-usd 1", "price");
    add("an unknown format", "--base-url URL --model m --prompt x --output yaml", "--output");
    add("saved and not saved", "--base-url URL --model m --prompt x --no-save --library a.sqlite",
        "--no-save");
    add("an unknown sample", "--sample none", "--sample");
    add("no key", "--provider openai --model m --prompt x", "key", {u"OPENAI_BASE_URL=URL"_s});
    add("no key in the variable that is named", "--base-url URL --model m --prompt x --key-env MY_KEY",
        "MY_KEY");
    add("a key of two lines", "--base-url URL --model m --prompt x --key-env MY_KEY", "MY_KEY",
        {u"MY_KEY=a\nb"_s});
    add("an unreadable switch", "--base-url URL --model m --prompt x", "REASONGLASS_STREAMING",
        {u"REASONGLASS_STREAMING=maybe"_s});
    add("an unreadable alias", "--base-url URL --model m --prompt x", "ENABLE_SSE_STREAMING",
        {u"ENABLE_SSE_STREAMING=1"_s});
    add("an unreadable address", "--provider openai --model m --prompt x", "OPENAI_BASE_URL",
        {u"OPENAI_BASE_URL=ftp://x"_s, u"OPENAI_API_KEY=sk-x"_s});
}

void tst_CommandLine::badUsageSendsNothing()
{
    QFETCH(QStringList, options);
    QFETCH(QStringList, variables);
    QFETCH(const QString, word);
    options.replaceInStrings(u"URL"_s, m_bench->url());
    for (QString &variable : variables)
        variable.replace(u"=URL"_s, u'=' + m_bench->url());
    m_bench->server.enqueue(eventStream(shortRun("It was sent.")));
    const CliResult result = m_bench->run(QStringList{u"analyze"_s} + options, variables);
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.contains(word.toUtf8()), result.err.constData());
    QCOMPARE(result.out, QByteArray());
    QVERIFY(m_bench->server.requests().empty());
    QCOMPARE(m_bench->run(words("list --output json")).array(), QJsonArray());
}

void tst_CommandLine::badUsageOfOtherCommands_data()
{
    QTest::addColumn<QStringList>("arguments");
    for (const char *arguments : {"",
                                  "dance",
                                  "list --nonsense",
                                  "list --limit 0",
                                  "list --limit many",
                                  "list --before ?",
                                  "list --status good",
                                  "list --output yaml",
                                  "list --output events",
                                  "list more",
                                  "search",
                                  "search x --limit 0",
                                  "search x --output events",
                                  "show",
                                  "show ?",
                                  "show 6ak91xwzvhn9",
                                  "show 6ak91xwzvhn9 6ak91xwzvhn9",
                                  "verify more",
                                  "verify --output events",
                                  "stats more",
                                  "stats --output events",
                                  "models more",
                                  "models --output events",
                                  "models --provider nobody",
                                  "models --refresh"})
        QTest::newRow(arguments) << words(arguments);
}

void tst_CommandLine::badUsageOfOtherCommands()
{
    QFETCH(const QStringList, arguments);
    const CliResult result = m_bench->run(arguments);
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.startsWith("reasonglass-cli: "), result.err.constData());
    QCOMPARE(result.out, QByteArray());
}

void tst_CommandLine::textGoesToItsChannels()
{
    m_bench->server.enqueue(eventStream(created() + thought("Hm. ") + thought("So.") + said("Half")
                                        + said(" and half") + ended()));
    const CliResult result = m_bench->run(m_bench->analyze());
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.out, QByteArray("Half and half\n"));
    QVERIFY2(result.err.startsWith("Hm. So.\n"), result.err.constData());
    QVERIFY(!result.err.contains("Half"));
    const QByteArray id = m_bench->run(words("list --output json")).array()[0]["id"_L1].toString().toUtf8();
    QVERIFY2(result.err.contains(QByteArray("saved as " + id)), result.err.constData());
    QVERIFY(!result.err.contains("\x1b["));

    const CliResult shown = m_bench->run({u"show"_s, QString::fromLatin1(id)});
    QCOMPARE(shown.out, QByteArray("Half and half\n"));
    QVERIFY(shown.err.contains("Hm. So."));
}

void tst_CommandLine::aCorrectedAnswerIsWrittenAnew()
{
    const QByteArray correction =
        sse(R"({"type":"response.output_text.done","output_index":1,"content_index":0,"text":"Whole"})");
    m_bench->server.enqueue(eventStream(created() + said("Hole") + correction + ended()));
    const CliResult result = m_bench->run(m_bench->analyze());
    QCOMPARE(result.out, QByteArray("Hole\nWhole\n"));
    QVERIFY2(result.err.contains("corrected"), result.err.constData());
}

void tst_CommandLine::jsonIsOneObject()
{
    m_bench->server.enqueue(eventStream(shortRun("Yes.")));
    const CliResult result = m_bench->run(m_bench->analyze(words("--output json")));
    QCOMPARE(result.out.count('\n'), 1);
    QVERIFY(result.out.endsWith('\n'));
    const QJsonObject object = result.object();
    QCOMPARE(
        missing(
            object,
            words("id status provider model_requested model response_id reasoning text refusal tool_calls "
                  "annotations usage cost_usd cost_is incomplete_reason error attempts fallbacks events "
                  "unknown_events timing")),
        QStringList());
    QCOMPARE(missing(object["usage"_L1].toObject(), words("input cached cache_write output reasoning total")),
             QStringList());
    QCOMPARE(
        missing(object["timing"_L1].toObject(),
                words("connect_ms first_byte_ms first_reasoning_ms first_text_ms longest_gap_ms total_ms")),
        QStringList());
    QCOMPARE(missing(object["attempts"_L1][0].toObject(), words("number outcome events bytes resumed")),
             QStringList());
    QCOMPARE(missing(object["reasoning"_L1][0].toObject(), words("kind item part text")), QStringList());
    QCOMPARE(object["reasoning"_L1][0]["kind"_L1].toString(), u"summary"_s);
    QCOMPARE(object["reasoning"_L1][0]["text"_L1].toString(), u"Hm."_s);
    QCOMPARE(object["text"_L1].toString(), u"Yes."_s);
    QCOMPARE(object["provider"_L1].toString(), u"custom"_s);
    QCOMPARE(object["model_requested"_L1].toString(), u"m"_s);
    QCOMPARE(object["model"_L1].toString(), u"m-1"_s);
    QCOMPARE(object["usage"_L1]["output"_L1].toInt(), 20);
    QCOMPARE(object["cost_is"_L1].toString(), u"unknown"_s);
    QVERIFY(object["cost_usd"_L1].isNull());
    QVERIFY(object["error"_L1].isNull());
    QCOMPARE(object["events"_L1].toInt(), 4);
}

void tst_CommandLine::eventsAreLines()
{
    m_bench->server.enqueue(
        eventStream(shortRun("Yes.") + sse(R"({"type":"response.novel","sequence_number":7})")));
    const CliResult result = m_bench->run(m_bench->analyze(words("--output events")));
    QCOMPARE(result.exitCode, 0);
    const QList<QByteArray> lines = result.out.trimmed().split('\n');
    QVERIFY(lines.size() >= 4); // what follows the terminal event need not arrive
    qint64 before = 0;
    for (qsizetype i = 0; i < 4; ++i) {
        const QJsonObject line = QJsonDocument::fromJson(lines[i]).object();
        QCOMPARE(line.keys(), words("raw seq t_us type"));
        QVERIFY(line["t_us"_L1].toInteger() >= before);
        before = line["t_us"_L1].toInteger();
        QCOMPARE(line["seq"_L1].toInteger(), i);
        const QByteArray data = shortRun("Yes.").split('\n').at(i * 2);
        QCOMPARE(QString(u"data: "_s + line["raw"_L1].toString()), QString::fromUtf8(data));
        QCOMPARE(line["type"_L1],
                 QJsonDocument::fromJson(line["raw"_L1].toString().toUtf8()).object()["type"_L1]);
    }
    const QString id = m_bench->run(words("list --output json")).array()[0]["id"_L1].toString();
    QCOMPARE(m_bench->run({u"show"_s, id, u"--output"_s, u"events"_s}).out, result.out);
}

void tst_CommandLine::errorsAreTold()
{
    Script limited = jsonAnswer(429, R"({"error":{"message":"Slow down.","code":"rate_limit_exceeded"}})");
    limited.headers = {{"retry-after", "3"}, {"x-request-id", "req_7"}};
    m_bench->server.enqueue(limited);
    const CliResult result = m_bench->run(m_bench->analyze(words("--output json")));
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.err.contains("Slow down.") && result.err.contains("HTTP 429")
                 && result.err.contains("req_7"),
             result.err.constData());
    const QJsonObject error = result.object()["error"_L1].toObject();
    QCOMPARE(missing(error, words("code message http_status retryable retry_after_ms")), QStringList());
    QCOMPARE(error["code"_L1].toString(), u"rate_limit_exceeded"_s);
    QCOMPARE(error["message"_L1].toString(), u"Slow down."_s);
    QCOMPARE(error["http_status"_L1].toInt(), 429);
    QCOMPARE(error["retryable"_L1].toBool(), true);
    QCOMPARE(error["retry_after_ms"_L1].toInt(), 3000);
}

void tst_CommandLine::optionsReachTheRequest()
{
    const QString schema = m_bench->folder.filePath(u"schema.json"_s);
    const QString instructions = m_bench->folder.filePath(u"system.txt"_s);
    writeFile(schema, R"({"type":"object","properties":{"answer":{"type":"string"}}})");
    writeFile(instructions, "Be brief, Zoë.");
    const QJsonObject object = analyzed(
        eventStream(shortRun("Yes.")),
        words("--effort high --summary detailed --verbosity low --max-output-tokens 900 --temperature 0.5")
            + QStringList{u"--schema"_s, schema, u"--instructions-file"_s, instructions});
    QCOMPARE(object["status"_L1].toString(), u"completed"_s);
    const QJsonObject body = lastBody();
    QCOMPARE(body["model"_L1].toString(), u"m"_s);
    QCOMPARE(body["input"_L1].toString(), u"x"_s);
    QCOMPARE(body["stream"_L1].toBool(), true);
    QCOMPARE(body["reasoning"_L1]["effort"_L1].toString(), u"high"_s);
    QCOMPARE(body["reasoning"_L1]["summary"_L1].toString(), u"detailed"_s);
    QCOMPARE(body["text"_L1]["verbosity"_L1].toString(), u"low"_s);
    QCOMPARE(body["text"_L1]["format"_L1]["type"_L1].toString(), u"json_schema"_s);
    QVERIFY(body["text"_L1]["format"_L1]["schema"_L1]["properties"_L1]["answer"_L1].isObject());
    QCOMPARE(body["max_output_tokens"_L1].toInt(), 900);
    QCOMPARE(body["temperature"_L1].toDouble(), 0.5);
    QCOMPARE(body["instructions"_L1].toString(), u"Be brief, Zoë."_s);
    QCOMPARE(m_bench->server.requests().back().path, QByteArray("/v1/responses"));

    analyzed(eventStream(shortRun("Yes.")));
    QCOMPARE(lastBody()["reasoning"_L1].toObject(),
             (QJsonObject{{u"summary"_s, u"auto"_s}})); // the settings' defaults
    analyzed(eventStream(shortRun("Yes.")), words("--summary none"));
    QVERIFY(!lastBody().contains("reasoning"_L1));
    analyzed(eventStream(shortRun("Yes.")), words("--background"));
    QCOMPARE(lastBody()["background"_L1].toBool(), true);
    QCOMPARE(lastBody()["store"_L1].toBool(), true);
}

void tst_CommandLine::attachmentsReachTheRequest()
{
    const QString text = m_bench->folder.filePath(u"notes.txt"_s);
    const QString image = m_bench->folder.filePath(u"dot.png"_s);
    writeFile(text, "Grüße aus der Datei");
    const QByteArray png = writeFile(image, QByteArray::fromHex("89504e470d0a1a0a0000000d49484452"));
    analyzed(eventStream(shortRun("Yes.")), {u"--attach"_s, text, u"--attach"_s, image});
    const QJsonArray content = lastBody()["input"_L1][0]["content"_L1].toArray();
    QCOMPARE(content.size(), 3);
    QCOMPARE(content[0]["text"_L1].toString(), u"x"_s);
    QVERIFY(content[1]["text"_L1].toString().contains(u"notes.txt"_s));
    QVERIFY(content[1]["text"_L1].toString().contains(u"Grüße aus der Datei"_s));
    QCOMPARE(content[2]["type"_L1].toString(), u"input_image"_s);
    QCOMPARE(content[2]["image_url"_L1].toString(),
             QString::fromLatin1("data:image/png;base64," + png.toBase64()));
}

void tst_CommandLine::withoutStreamThereIsNone()
{
    const Script whole =
        jsonAnswer(200,
                   R"({"id":"resp_1","object":"response","status":"completed","model":"m-1","output":[)"
                   R"({"type":"message","content":[{"type":"output_text","text":"Whole"}]}]})");
    const QJsonObject object = analyzed(whole, words("--no-stream"));
    QCOMPARE(object["text"_L1].toString(), u"Whole"_s);
    QVERIFY(!lastBody().contains("stream"_L1));

    m_bench->server.enqueue(whole);
    QCOMPARE(m_bench->run(m_bench->analyze(), {u"REASONGLASS_STREAMING=off"_s}).out, QByteArray("Whole\n"));
    QVERIFY(!lastBody().contains("stream"_L1));
}

void tst_CommandLine::promptsComeFromFilesAndStandardInput()
{
    const QString file = m_bench->folder.filePath(u"prompt.txt"_s);
    writeFile(file, "Aus der Datei: ÄÖÜ");
    const QStringList arguments{u"analyze"_s, u"--base-url"_s, m_bench->url(),
                                u"--model"_s, u"m"_s,          u"--prompt-file"_s};
    m_bench->server.enqueue(eventStream(shortRun("Yes.")));
    QCOMPARE(m_bench->run(arguments + QStringList{file}).exitCode, 0);
    QCOMPARE(lastBody()["input"_L1].toString(), u"Aus der Datei: ÄÖÜ"_s);

    m_bench->server.enqueue(eventStream(shortRun("Yes.")));
    QCOMPARE(m_bench->run(arguments + QStringList{u"-"_s}, {}, "Von der Eingabe: 日本").exitCode, 0);
    QCOMPARE(lastBody()["input"_L1].toString(), u"Von der Eingabe: 日本"_s);
}

void tst_CommandLine::theKeyIsSentAndNowhereKept()
{
    m_bench->server.enqueue(eventStream(shortRun("Yes.")));
    m_bench->server.enqueue(
        jsonAnswer(401, R"({"error":{"message":"Incorrect API key.","code":"invalid_api_key"}})"));
    m_bench->server.enqueue(eventStream(shortRun("Yes.")));
    const QStringList mine{u"MY_KEY="_s + QString::fromLatin1(canary)};
    QByteArray printed;
    for (const QString &format : {u"json"_s, u"text"_s}) {
        const CliResult result =
            m_bench->run(m_bench->analyze({u"--key-env"_s, u"MY_KEY"_s, u"--output"_s, format}), mine);
        printed += result.out + result.err;
    }
    const CliResult result =
        m_bench->run(words("analyze --provider openai --model gpt-5-mini --prompt x"), toOpenAi());
    printed += result.out + result.err;
    QCOMPARE(m_bench->server.requests().size(), size_t(3));
    for (const RecordingServer::Request &request : m_bench->server.requests())
        QCOMPARE(request.header("Authorization"), QByteArray("Bearer " + canary));

    QVERIFY(!printed.contains(canary));
    qsizetype files = 0;
    QDirIterator below(m_bench->folder.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (below.hasNext()) {
        QFile file(below.next());
        QVERIFY2(file.open(QIODevice::ReadOnly), qUtf8Printable(file.fileName()));
        QVERIFY2(!file.readAll().contains(canary.first(20)), qUtf8Printable(file.fileName()));
        ++files;
    }
    QVERIFY2(files >= 2, "library and log should be there");
}

void tst_CommandLine::capsAreKept()
{
    const QStringList arguments =
        words("analyze --provider openai --model gpt-5-mini --prompt x --output json");
    const CliResult tooDear = m_bench->run(arguments + words("--cap-usd 0.00000001"), toOpenAi());
    QCOMPARE(tooDear.exitCode, 2);
    QVERIFY2(tooDear.err.contains("cap"), tooDear.err.constData());
    QVERIFY(m_bench->server.requests().empty());

    m_bench->server.enqueue(eventStream(shortRun("Yes.")));
    const CliResult within = m_bench->run(arguments + words("--cap-usd 1"), toOpenAi());
    QCOMPARE(within.exitCode, 0);
    QCOMPARE(within.object()["cost_is"_L1].toString(), u"computed"_s);
    QVERIFY(within.object()["cost_usd"_L1].toDouble() > 0);

    m_bench->server.enqueue(stalled(created() + said(QByteArray(20'000, 'a'))));
    const CliResult stopped = m_bench->run(arguments + words("--cap-usd 0.001"), toOpenAi());
    QCOMPARE(stopped.exitCode, 4);
    QCOMPARE(stopped.object()["error"_L1]["code"_L1].toString(), u"cap_reached"_s);
    QCOMPARE(stopped.object()["text"_L1].toString().size(), 20'000);
}

void tst_CommandLine::withoutSavingThereIsNoLibrary()
{
    const QJsonObject object = analyzed(eventStream(shortRun("Yes.")), words("--no-save"));
    QCOMPARE(object["text"_L1].toString(), u"Yes."_s);
    QDirIterator files(m_bench->folder.path(), {u"*.sqlite*"_s}, QDir::Files | QDir::Hidden,
                       QDirIterator::Subdirectories);
    QVERIFY(!files.hasNext());
}

void tst_CommandLine::aLibraryFileIsUsed()
{
    const QString mine = m_bench->folder.filePath(u"mine/own.sqlite"_s);
    analyzed(eventStream(shortRun("Yes.")), {u"--library"_s, mine});
    QVERIFY(QFile::exists(mine));
    QVERIFY(!QFile::exists(m_bench->library()));
    QCOMPARE(m_bench->run({u"list"_s, u"--library"_s, mine, u"--output"_s, u"json"_s}).array().size(), 1);
    QCOMPARE(m_bench->run(words("list --output json")).array().size(), 0);
}

void tst_CommandLine::samplesNeedNoServer()
{
    const CliResult completed = m_bench->run(words("analyze --sample completed --output json"));
    QCOMPARE(completed.exitCode, 0);
    QCOMPARE(completed.object()["sample"_L1].toBool(), true);
    QCOMPARE(m_bench->run(words("analyze --sample interrupted")).exitCode, 5);
    QCOMPARE(m_bench->run(words("analyze --sample")).exitCode, 0); // what ./dev run does without a display
    QVERIFY(!m_bench->run(words("analyze --sample refused --output json"))
                 .object()["refusal"_L1]
                 .toString()
                 .isEmpty());
    QVERIFY(m_bench->server.requests().empty());
}

void tst_CommandLine::programsShareALibrary()
{
    for (const char *answer : {"one", "two"}) {
        Script script = eventStream(shortRun(answer));
        script.headDelay = 300ms; // both run by then
        m_bench->server.enqueue(script);
    }
    const auto first = m_bench->launch(m_bench->analyze());
    const auto second = m_bench->launch(m_bench->analyze());
    const QSet<QByteArray> answers{CliBench::finish(*first).out, CliBench::finish(*second).out};
    QCOMPARE(answers, (QSet<QByteArray>{"one\n", "two\n"}));
    QCOMPARE(first->exitCode(), 0);
    QCOMPARE(second->exitCode(), 0);
    QCOMPARE(m_bench->run(words("list --status completed --output json")).array().size(), 2);
    QCOMPARE(m_bench->run({u"verify"_s}).exitCode, 0);
}

void tst_CommandLine::anotherProgramDoesNotEndWhatRuns()
{
    Script slow = eventStream({});
    slow.body = {{.bytes = created() + said("Half")}, {.bytes = said(" and half") + ended(), .delay = 2s}};
    m_bench->server.enqueue(slow);
    m_bench->server.enqueue(eventStream(shortRun("quick")));
    const auto running = m_bench->launch(m_bench->analyze());
    QByteArray output = outputUntil(*running, "Half");
    QCOMPARE(m_bench->run(m_bench->analyze()).out, QByteArray("quick\n"));
    QCOMPARE(running->state(), QProcess::Running);
    const CliResult result = CliBench::finish(*running);
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(output + result.out, QByteArray("Half and half\n"));
    QCOMPARE(m_bench->run(words("list --status completed --output json")).array().size(), 2);
}

void tst_CommandLine::listsTellTheTaskAndItsGrade()
{
    constexpr auto set = TaskSetId(1);
    {
        LibraryWriter writer(m_bench->library());
        const Task task{.id = u"0a1b"_s, .fields = {{u"prompt"_s, u"How far?"_s}}};
        writer.changeTasks(SaveTaskSet{{.id = set, .name = u"Distances"_s}, 1});
        writer.changeTasks(SaveTasks{set, {task}});
        for (qint64 id = 1; id <= 3; ++id)
            write(writer, sampleRun(id));
        for (qint64 id = 2; id <= 3; ++id) {
            writer.changeTasks(LinkRun{
                .analysis = AnalysisId(id), .set = set, .taskId = task.id, .taskHash = taskHash(task)});
        }
        writer.changeTasks(AddGrade{AnalysisId(3), {.verdict = Verdict::Failed}, 1});
    }
    const QJsonArray list = m_bench->run(words("list --output json")).array();
    QCOMPARE(list.size(), 3);
    QCOMPARE(list[0]["task"_L1].toString(), u"0a1b"_s);
    QCOMPARE(list[0]["grade"_L1].toString(), u"failed"_s);
    QCOMPARE(list[1]["task"_L1].toString(), u"0a1b"_s);
    QVERIFY(list[1]["grade"_L1].isNull()); // not graded yet
    QVERIFY(list[2]["task"_L1].isNull());
    QVERIFY(list[2]["grade"_L1].isNull());
    const QJsonArray found = m_bench->run(words("search turtle --output json")).array();
    QCOMPARE(found[0]["task"_L1].toString(), u"0a1b"_s);
    QCOMPARE(found[0]["grade"_L1].toString(), u"failed"_s);
    QVERIFY(found[2]["task"_L1].isNull());
}

void tst_CommandLine::listsAndSearchesAndCounts()
{
    const QString first = analyzed(eventStream(shortRun("The turtle arrives.")))["id"_L1].toString();
    const QString second = analyzed(eventStream(shortRun("The hare sleeps.")))["id"_L1].toString();

    const QJsonArray list = m_bench->run(words("list --output json")).array();
    QCOMPARE(list.size(), 2);
    QCOMPARE(list[0]["id"_L1].toString(), second);
    QCOMPARE(list[1]["id"_L1].toString(), first);
    QCOMPARE(missing(list[0].toObject(),
                     words("id created status provider model title task cost_usd usage grade")),
             QStringList());
    QVERIFY(QDateTime::fromString(list[0]["created"_L1].toString(), Qt::ISODateWithMs).isValid());
    const QByteArray rows = m_bench->run(words("list")).out;
    QCOMPARE(rows.count('\n'), 2);
    QVERIFY(rows.startsWith(second.toUtf8()));

    const QJsonArray found = m_bench->run(words("search turtle --output json")).array();
    QCOMPARE(found.size(), 1);
    QCOMPARE(found[0]["id"_L1].toString(), first);
    QCOMPARE(found[0]["hits"_L1][0]["where"_L1].toString(), u"answer"_s);
    QVERIFY(found[0]["hits"_L1][0]["snippet"_L1].toString().contains(u"turtle"_s));
    QCOMPARE(m_bench->run(words("search Hm. --output json")).array()[0]["hits"_L1][0]["where"_L1].toString(),
             u"reasoning"_s);
    const CliResult nothing = m_bench->run(words("search elephant --output json"));
    QCOMPARE(nothing.exitCode, 0);
    QCOMPARE(nothing.array(), QJsonArray());

    const QJsonObject statistics = m_bench->run(words("stats --output json")).object();
    QCOMPARE(statistics["analyses"_L1].toInt(), 2);
    QCOMPARE(statistics["by_status"_L1]["completed"_L1].toInt(), 2);
    QCOMPARE(statistics["usage"_L1]["output"_L1].toInt(), 40);
    QCOMPARE(statistics["cost_unknown"_L1].toInt(), 2);
    QCOMPARE(statistics["models"_L1][0]["runs"_L1].toInt(), 2);
    QVERIFY(m_bench->run(words("stats")).out.startsWith("2 analyses"));
}

void tst_CommandLine::listsAreNarrowed()
{
    const QString first = analyzed(eventStream(shortRun("one")))["id"_L1].toString();
    const QString second = analyzed(brokenOff(created()))["id"_L1].toString();
    const auto ids = [this](const QStringList &options) {
        QStringList found;
        for (const QJsonValue &row : m_bench->run(words("list --output json") + options).array())
            found += row["id"_L1].toString();
        return found;
    };
    QCOMPARE(ids({}), (QStringList{second, first}));
    QCOMPARE(ids(words("--limit 1")), QStringList{second});
    QCOMPARE(ids({u"--before"_s, second}), QStringList{first});
    QCOMPARE(ids(words("--status interrupted")), QStringList{second});
    QCOMPARE(ids(words("--provider openai")), QStringList());
    QCOMPARE(ids(words("--provider custom --model m")), (QStringList{second, first}));
    QCOMPARE(ids(words("--tag none")), QStringList());
}

void tst_CommandLine::anEmptyLibraryIsNoError()
{
    QCOMPARE(m_bench->run(words("list --output json")).out, QByteArray("[]\n"));
    QCOMPARE(m_bench->run(words("search x --output json")).out, QByteArray("[]\n"));
    QCOMPARE(m_bench->run(words("verify")).exitCode, 0);
    QCOMPARE(m_bench->run(words("stats --output json")).object()["analyses"_L1].toInt(-1), 0);
    QVERIFY(!QFile::exists(m_bench->library()));
}

void tst_CommandLine::verifyFindsDamage()
{
    const QString id = analyzed(eventStream(shortRun("The turtle arrives.")))["id"_L1].toString();
    QCOMPARE(m_bench->run(words("verify --output json")).object()["checked"_L1].toInt(), 1);
    {
        PlainConnection connection(m_bench->library());
        QVERIFY(
            connection.execute(u"UPDATE part SET text = 'The hare arrives.' WHERE kind = 'output_text'"_s));
    }
    const CliResult result = m_bench->run(words("verify --output json"));
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.object()["ok"_L1].toBool(true), false);
    QVERIFY2(result.object()["damage"_L1].toString().contains(id), result.out.constData());
    QVERIFY2(result.err.contains(id.toUtf8()), result.err.constData());
}

void tst_CommandLine::modelsAreListed()
{
    const CliResult result = m_bench->run(words("models --provider openai --output json"));
    QCOMPARE(result.exitCode, 0);
    QVERIFY(!result.array().isEmpty());
    for (const QJsonValue &model : result.array()) {
        QCOMPARE(missing(model.toObject(),
                         words("id provider name state shutdown_date replacement released context max_output "
                               "efforts default_effort streaming usd_per_million source as_of uncertain")),
                 QStringList());
        QCOMPARE(model["provider"_L1].toString(), u"openai"_s);
    }
    QVERIFY(m_bench->run(words("models")).out.contains("gpt-5-mini"));
    QVERIFY(m_bench->server.requests().empty());
}

void tst_CommandLine::modelsAreRefreshed()
{
    const QStringList arguments = words("models --provider openai --refresh --output json");
    m_bench->server.enqueue(
        jsonAnswer(200, R"({"object":"list","data":[{"id":"gpt-99-new","object":"model"}]})"));
    const CliResult result = m_bench->run(arguments, toOpenAi());
    QCOMPARE(result.exitCode, 0);
    QVERIFY(result.out.contains("gpt-99-new"));
    QCOMPARE(m_bench->server.requests().back().header("Authorization"), QByteArray("Bearer " + canary));

    m_bench->server.enqueue(
        jsonAnswer(401, R"({"error":{"message":"Incorrect API key.","code":"invalid_api_key"}})"));
    const CliResult refused = m_bench->run(arguments, toOpenAi());
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.contains("Incorrect API key."), refused.err.constData());
}

void tst_CommandLine::helpAndVersion_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("word");
    for (const char *command : {"analyze", "list", "search", "show", "verify", "stats", "models", "licences"})
        QTest::newRow(command) << QStringList{QString::fromLatin1(command), u"--help"_s}
                               << QByteArray("Usage: reasonglass-cli " + QByteArray(command) + " [options]");
    QTest::newRow("--help") << words("--help") << QByteArray("analyze");
    QTest::newRow("--version") << words("--version") << QByteArray(REASONGLASS_VERSION);
}

void tst_CommandLine::helpAndVersion()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, word);
    const CliResult result = m_bench->run(arguments);
    QCOMPARE(result.exitCode, 0);
    QVERIFY2(result.out.contains(word), result.out.constData());
    QCOMPARE(result.err, QByteArray());
}

QTEST_GUILESS_MAIN(tst_CommandLine)
#include "tst_commandline.moc"
