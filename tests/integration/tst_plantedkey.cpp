#include "app/workbench.h"
#include "base/log.h"
#include "cli/clibench.h"
#include "replay/recordingserver.h"
#include "settings/keys.h"
#include "store/libraryreader.h"

#include <QDirIterator>
#include <QFile>
#include <QLoggingCategory>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <functional>

#ifdef Q_OS_UNIX
#include <sys/stat.h>
#endif

using namespace Qt::StringLiterals;
using namespace reasonglass;
using namespace reasonglass::test;

namespace {

// No pattern of redacted() knows this key: only taking out the very key that was sent can pass.
const QByteArray key = "Zq7/canary+k3y:8f2e5d1c9b0a7766";
const QByteArray promptCanary = "prompt-canary-5bd1e995";
const QByteArray answerCanary = "answer-canary-cc9e2d51";

QList<QByteArray> formsOfTheKey()
{
    return {key, key.toBase64().chopped(2), key.toPercentEncoding(), QByteArray(key).replace('/', "\\/"),
            key.first(key.size() / 2)};
}

QByteArray event(const QByteArray &type, const QByteArray &fields)
{
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + fields + "}\n\n";
}

QByteArray textEvents(const QByteArray &text)
{
    return event("response.created", R"("response":{"id":"resp_1","status":"in_progress","output":[]})")
        + event("response.output_item.added",
                R"("output_index":0,"item":{"id":"m1","type":"message","content":[]})")
        + event("response.output_text.delta",
                R"("item_id":"m1","output_index":0,"content_index":0,"delta":")" + text + R"(")");
}

QByteArray completed(const QByteArray &text)
{
    return event("response.completed",
                 R"("response":{"id":"resp_1","status":"completed","output":[{"id":"m1","type":"message",)"
                 R"("content":[{"type":"output_text","text":")"
                     + text + R"("}]}]})");
}

Script withHeaders(Script script)
{
    script.headers.emplace_back("x-request-id", key);
    script.headers.emplace_back("Set-Cookie", "k=" + key);
    script.headers.emplace_back("x-echo", "Bearer " + key);
    return script;
}

struct Scenario
{
    const char *name;
    QList<Script> answers; ///< one after the other
    bool cancel = false;
};

QList<Scenario> scenarios()
{
    const QByteArray text = answerCanary + " " + key;
    const QByteArray refusal = R"({"error":{"message":"Unsupported parameter: 'reasoning.summary' )" + key
        + R"(","param":"reasoning.summary","code":"unsupported_parameter"}})";
    Script stalled = eventStream(textEvents(text));
    stalled.fault = {.kind = BodyFault::Kind::Stall};
    Script cut =
        eventStream(textEvents(text) + "data: {\"type\":\"response.output_text.delta\",\"delta\":\"" + key);
    cut.fault = {.kind = BodyFault::Kind::Close};
    Script redirect = jsonAnswer(307, key);
    redirect.headers.emplace_back("Location", "https://" + key.toPercentEncoding() + ".example/" + key);
    Script garbage =
        eventStream("data: {broken " + key + "\n\ndata: \xFF\xFE" + key + "\n\n: " + key + "\n\n");
    return {
        {"a whole run", {withHeaders(eventStream(textEvents(text) + completed(text)))}},
        {"a whole answer",
         {jsonAnswer(200, completed(text).mid(completed(text).indexOf("{\"id\"")).chopped(3))}},
        {"an error in the stream",
         {eventStream(textEvents(text)
                      + event("error", R"("code":")" + key + R"(","message":"no )" + key + R"(")"))}},
        {"a wrong key",
         {withHeaders(
             jsonAnswer(401, R"({"error":{"message":"Incorrect API key provided: )" + key + R"("}})"))}},
        {"a fallback", {jsonAnswer(400, refusal), eventStream(textEvents(text) + completed(text))}},
        {"a retry", {withHeaders(jsonAnswer(500, key)), eventStream(textEvents(text) + completed(text))}},
        {"a redirect", {redirect}},
        {"garbage", {garbage}},
        {"a web page",
         {jsonAnswer(502, "<html><body>" + key + " " + key.toPercentEncoding() + "</body></html>")}},
        {"a cut", {cut}},
        {"a cancelled run", {stalled}, true},
    };
}

/// Every place in which a form of the key stands, and every log with a word of a prompt or an answer.
QStringList leaksIn(const QString &folder)
{
    QStringList leaks;
    QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly))
            leaks += file.fileName() + u" cannot be read"_s;
        const QByteArray content = file.readAll();
        for (const QByteArray &form : formsOfTheKey()) {
            if (content.contains(form))
                leaks += file.fileName() + u" holds "_s + QString::fromUtf8(form);
        }
        const bool isLog = file.fileName().contains("/logs/"_L1);
        if (isLog && (content.contains(promptCanary) || content.contains(answerCanary)))
            leaks += file.fileName() + u" holds what was asked or answered"_s;
    }
    return leaks;
}

/// The same of what is compressed within the library. Returns how many frames there were, or -1.
int cleanFrames(const QString &path)
{
    const auto reader = LibraryReader::open(path);
    if (!reader)
        return -1;
    int count = 0;
    for (const AnalysisRow &row : (*reader)->list({.limit = 1000}).value_or(std::vector<AnalysisRow>{})) {
        const Result<AnalysisRecord> record = (*reader)->load(row.id);
        if (!record)
            return -1;
        for (const Attempt &attempt : record->attempts) {
            const auto frames = (*reader)->frames(row.id, attempt.number, 0, 1000);
            for (const Frame &frame : frames.value_or(std::vector<Frame>{})) {
                ++count;
                for (const QByteArray &form : formsOfTheKey()) {
                    if (frame.data.contains(form) || frame.eventName.contains(form))
                        return -1;
                }
            }
        }
    }
    return count;
}

QString sayAll(const QStringList &lines)
{
    return lines.join(u'\n');
}

} // namespace

/// A key that every server repeats wherever it can must stand in no file and on no screen afterwards.
class tst_PlantedKey : public QObject
{
    Q_OBJECT

private slots:
    void theWorkbenchKeepsNoKey();
    void theCommandLineKeepsNoKey_data();
    void theCommandLineKeepsNoKey();
    void everythingIsForTheOwnerOnly();
    void noMemoryImageIsLeft();

private:
    static QStringList variables(const CliBench &bench)
    {
        return {u"OPENAI_API_KEY="_s + QString::fromUtf8(key), u"OPENAI_BASE_URL="_s + bench.url(),
                u"QT_LOGGING_RULES=*.debug=true"_s};
    }
    static QStringList arguments(const QString &output)
    {
        return {u"analyze"_s,
                u"--provider"_s,
                u"openai"_s,
                u"--model"_s,
                u"gpt-5-mini"_s,
                u"--prompt"_s,
                QString::fromUtf8(promptCanary),
                u"--retries"_s,
                u"1"_s,
                u"--output"_s,
                output};
    }
};

void tst_PlantedKey::theWorkbenchKeepsNoKey()
{
    const QTemporaryDir folder;
    RecordingServer server;
    QVERIFY(server.listen());
    const Profile profile = findProfile(folder.path(), {}, {});
    const QtMessageHandler before = qInstallMessageHandler(nullptr);
    startLogging(profile.logFolder);
    QLoggingCategory::setFilterRules(u"*.debug=true"_s);
    SystemClock clock;
    {
        Workbench workbench({.profile = profile, .useKeyStore = false}, clock);
        workbench.settings().set(keys::providerBaseUrl(u"openai"_s), server.baseUrl().toString());
        workbench.secrets().store(u"openai"_s, keyHost(server.baseUrl()), SecretBytes(key),
                                  SecretStore::Persistence::SessionOnly);
        for (const Scenario &scenario : scenarios()) {
            for (const Script &script : scenario.answers)
                server.enqueue(script);
            Result<AnalysisRequest> request = workbench.newRequest(u"openai"_s, u"gpt-5-mini"_s);
            QVERIFY(request.has_value());
            request->response.prompt = QString::fromUtf8(promptCanary);
            request->retries = 1;
            const auto session = workbench.start(*request);
            QVERIFY(session.has_value());
            if (scenario.cancel) {
                QTRY_VERIFY((*session)->transcript().events >= 3);
                (*session)->cancel();
            }
            QTRY_VERIFY2_WITH_TIMEOUT(isFinal((*session)->phase()), scenario.name, 20'000);
            const std::optional<Error> error = (*session)->record().error;
            for (const QByteArray &form : formsOfTheKey())
                QVERIFY2(!error || !error->message.contains(QString::fromUtf8(form)), scenario.name);
        }
        QCOMPARE(server.queued(), qsizetype(0));
        for (const ReceivedRequest &request : server.requests())
            QCOMPARE(request.header("authorization"), QByteArray("Bearer " + key));
        QVERIFY(workbench.settings().sync());
        workbench.flush();
        flushLog();
        QCOMPARE(sayAll(leaksIn(folder.path())), QString()); // while the write-ahead log is still there
    }
    qInstallMessageHandler(before);
    flushLog();
    QCOMPARE(sayAll(leaksIn(folder.path())), QString());
    QVERIFY(cleanFrames(profile.libraryFile) > 20);
    QVERIFY(QFile::exists(profile.logFolder + u"/reasonglass.log"_s));
}

void tst_PlantedKey::theCommandLineKeepsNoKey_data()
{
    QTest::addColumn<QString>("output");
    for (const char *output : {"text", "json", "events"})
        QTest::newRow(output) << QString::fromLatin1(output);
}

void tst_PlantedKey::theCommandLineKeepsNoKey()
{
    QFETCH(const QString, output);
    CliBench bench;
    for (const Scenario &scenario : scenarios()) {
        for (const Script &script : scenario.answers)
            bench.server.enqueue(script);
        const auto process = bench.launch(arguments(output), variables(bench));
        if (scenario.cancel) {
#ifdef Q_OS_UNIX
            const auto requests = bench.server.requests().size();
            QTRY_VERIFY(bench.server.requests().size() > requests);
            QTest::qWait(300);
            ::kill(pid_t(process->processId()), SIGINT);
#else
            process->kill();
#endif
        }
        const CliResult result = CliBench::finish(*process);
        QVERIFY2(result.exitCode >= 0 || scenario.cancel, scenario.name);
        for (const QByteArray &form : formsOfTheKey()) {
            QVERIFY2(!result.out.contains(form), result.out.constData());
            QVERIFY2(!result.err.contains(form), result.err.constData());
        }
    }
    QCOMPARE(bench.server.queued(), qsizetype(0));
    QCOMPARE(bench.server.requests().front().header("authorization"), QByteArray("Bearer " + key));
    QCOMPARE(sayAll(leaksIn(bench.folder.path())), QString());
    QVERIFY(cleanFrames(bench.library()) > 20);
}

void tst_PlantedKey::everythingIsForTheOwnerOnly()
{
#ifdef Q_OS_UNIX
    const mode_t before = umask(0); // the program's own doing, not that of a careful shell
    CliBench bench;
    bench.server.enqueue(eventStream(textEvents("x") + completed("x")));
    const CliResult result = bench.run(arguments(u"text"_s), variables(bench));
    umask(before);
    QCOMPARE(result.exitCode, 0);
    int files = 0;
    QDirIterator found(bench.profile(), QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                       QDirIterator::Subdirectories);
    while (found.hasNext()) {
        const QFileInfo info(found.next());
        struct stat status = {};
        QCOMPARE(stat(QFile::encodeName(info.filePath()).constData(), &status), 0);
        QVERIFY2((status.st_mode & (S_IRWXG | S_IRWXO)) == 0, qPrintable(info.filePath()));
        files += info.isFile() ? 1 : 0;
    }
    QVERIFY(files >= 2); // library and log
    struct stat profile = {};
    QCOMPARE(stat(QFile::encodeName(bench.profile()).constData(), &profile), 0);
    QCOMPARE(profile.st_mode & 0777U, unsigned(S_IRWXU));
#else
    QSKIP("file modes are a thing of Unix");
#endif
}

void tst_PlantedKey::noMemoryImageIsLeft()
{
#ifdef Q_OS_LINUX
    CliBench bench;
    Script silent;
    silent.opening = Opening::Silence;
    bench.server.enqueue(silent);
    const auto process = bench.launch(arguments(u"text"_s), variables(bench));
    QTRY_COMPARE(bench.server.requests().size(), size_t(1));
    QFile limits(u"/proc/%1/limits"_s.arg(process->processId()));
    QVERIFY(limits.open(QIODevice::ReadOnly));
    const QByteArray text = limits.readAll();
    const QByteArray line = text.mid(text.indexOf("Max core file size")).split('\n').first().simplified();
    QCOMPARE(line, QByteArray("Max core file size 0 0 bytes"));
    process->kill();
    process->waitForFinished();
#else
    QSKIP("reads /proc");
#endif
}

QTEST_GUILESS_MAIN(tst_PlantedKey)
#include "tst_plantedkey.moc"
