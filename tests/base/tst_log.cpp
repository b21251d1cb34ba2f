#include "base/log.h"
#include "base/processhardening.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

Q_LOGGING_CATEGORY(logTest, "reasonglass.test", QtDebugMsg)

/// The lines of a log file, after everything that was logged has reached it.
QList<QByteArray> linesOf(const QString &path)
{
    flushLog();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QList<QByteArray> lines = file.readAll().split('\n');
    lines.removeLast(); // behind the last line end
    return lines;
}

} // namespace

class tst_Log : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void redacts_data();
    void redacts();
    void writesOneJsonObjectPerLine();
    void writesNoSecret();
    void addsToTheFileOfTheLastRun();
    void rotatesAndKeepsThree();
    void onlyTheOwnerMayRead();
    void linesOfManyThreadsStayWhole();
    void nobodyWaitsForTheDisk();
    void moreThanTheDiskCanTakeIsDroppedAndCounted();
    void aFatalMessageIsTheLastLine();

private:
    QString logPath(const QString &suffix = {}) const
    {
        return m_directory->filePath(u"logs/reasonglass.log"_s + suffix);
    }
    void begin(qint64 maxBytes = 1'000'000) { startLogging(m_directory->filePath(u"logs"_s), maxBytes); }

    std::unique_ptr<QTemporaryDir> m_directory;
    QtMessageHandler m_testHandler = nullptr;
};

void tst_Log::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    QVERIFY(m_directory->isValid());
    m_testHandler = qInstallMessageHandler(nullptr);
    qInstallMessageHandler(m_testHandler);
}

void tst_Log::cleanup()
{
    qInstallMessageHandler(m_testHandler);
}

void tst_Log::redacts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");

    QTest::newRow("plain words stay")
        << u"task-list of risk-averse desks: 12 s"_s << u"task-list of risk-averse desks: 12 s"_s;
    QTest::newRow("a response's id stays") << u"resp_0123456789abcdef"_s << u"resp_0123456789abcdef"_s;
    QTest::newRow("an OpenAI key") << u"key sk-proj-AbCd_0123456789-x."_s << u"key [redacted]."_s;
    QTest::newRow("an OpenRouter key") << u"sk-or-v1-0123456789abcdef"_s << u"[redacted]"_s;
    QTest::newRow("an xAI key") << u"'xai-0123456789abcdefXYZ'"_s << u"'[redacted]'"_s;
    QTest::newRow("a key in capitals") << u"SK-ABCDEFGH12345678"_s << u"[redacted]"_s;
    QTest::newRow("two keys in a line")
        << u"sk-aaaaaaaaaaaa and gsk-bbbbbbbbbbbb"_s << u"[redacted] and [redacted]"_s;
    QTest::newRow("a header") << u"Authorization: Bearer abc.def/ghi="_s << u"Authorization: [redacted]"_s;
    QTest::newRow("a header in lower case")
        << u"authorization: bearer tokentoken"_s << u"authorization: [redacted]"_s;
    QTest::newRow("a web token") << u"t=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln!"_s << u"t=[redacted]!"_s;
    QTest::newRow("a key within JSON") << uR"({"key":"sk-0123456789ab"})"_s << uR"({"key":"[redacted]"})"_s;
    QTest::newRow("a key in an address")
        << u"http://h/?k=sk-0123456789ab&x=1"_s << u"http://h/?k=[redacted]&x=1"_s;
    QTest::newRow("another scheme") << u"Authorization: Basic dXNlcjpwdw=="_s
                                    << u"Authorization: [redacted]"_s;
    QTest::newRow("a header without a scheme")
        << u"authorization: abc123"_s << u"authorization: [redacted]"_s;
    QTest::newRow("a header in JSON")
        << uR"({"Authorization":"Bearer abc","n":1})"_s << uR"({"Authorization":"[redacted]","n":1})"_s;
    QTest::newRow("an api-key header") << u"api-key: 0123456789abcdef"_s << u"api-key: [redacted]"_s;
    QTest::newRow("its longer name") << u"X-Api-Key: 0123; next"_s << u"X-Api-Key: [redacted]; next"_s;
    QTest::newRow("a key's field") << uR"({"api_key":"abcdef"})"_s << uR"({"api_key":"[redacted]"})"_s;
    QTest::newRow("a key's parameter") << u"?apikey=abc&x=1"_s << u"?apikey=[redacted]&x=1"_s;
    QTest::newRow("a name and a password in an address")
        << u"via http://me:se%40cret@proxy.example:3128/"_s << u"via http://[redacted]@proxy.example:3128/"_s;
    QTest::newRow("an address with an @ in its path")
        << u"https://host.example/a@b"_s << u"https://host.example/a@b"_s;
    QTest::newRow("talk of keys stays") << u"The API key is wrong; see the Authorization header."_s
                                        << u"The API key is wrong; see the Authorization header."_s;
    QTest::newRow("a key of Google's") << u"AIzaSyA0123456789abcdefghijklmnop"_s << u"[redacted]"_s;
    QTest::newRow("a key across other scripts") << u"é sk-0123456789ab 漢"_s << u"é [redacted] 漢"_s;
}

void tst_Log::redacts()
{
    QFETCH(const QString, text);
    QFETCH(const QString, expected);
    QCOMPARE(redacted(text), expected);
    QCOMPARE(redacted(expected), expected);
}

void tst_Log::writesOneJsonObjectPerLine()
{
    begin();
    qCInfo(logTest).noquote() << "a \"quoted\" text\nof two lines é";
    qCDebug(logTest) << "second";

    const QList<QByteArray> lines = linesOf(logPath());
    QCOMPARE(lines.size(), 2);
    const QJsonObject first = QJsonDocument::fromJson(lines.at(0)).object();
    QCOMPARE(first["message"_L1].toString(), u"a \"quoted\" text\nof two lines é"_s);
    QCOMPARE(first["level"_L1].toString(), u"info"_s);
    QCOMPARE(first["category"_L1].toString(), u"reasonglass.test"_s);
    const auto time = QDateTime::fromString(first["t"_L1].toString(), Qt::ISODateWithMs);
    QVERIFY(qAbs(time.secsTo(QDateTime::currentDateTimeUtc())) < 600);
    QCOMPARE(time.timeSpec(), Qt::UTC);
    QCOMPARE(QJsonDocument::fromJson(lines.at(1)).object()["level"_L1].toString(), u"debug"_s);
}

void tst_Log::writesNoSecret()
{
    begin();
    qCInfo(logTest) << "sent with"
                    << "Bearer sk-0123456789abcdef";
    QCOMPARE(linesOf(logPath()).size(), 1);
    QVERIFY(!linesOf(logPath()).first().contains("0123456789abcdef"));
    QVERIFY(linesOf(logPath()).first().contains("[redacted]"));
}

void tst_Log::addsToTheFileOfTheLastRun()
{
    begin();
    qCInfo(logTest) << "first run";
    begin();
    qCInfo(logTest) << "second run";
    QCOMPARE(linesOf(logPath()).size(), 2);
}

void tst_Log::rotatesAndKeepsThree()
{
    constexpr qint64 maxBytes = 1000;
    begin(maxBytes);
    constexpr int count = 100;
    for (int i = 0; i < count; ++i)
        qCInfo(logTest) << "message" << i;

    flushLog();
    QDir directory(m_directory->filePath(u"logs"_s));
    const QStringList expected{u"reasonglass.log"_s, u"reasonglass.log.1"_s, u"reasonglass.log.2"_s,
                               u"reasonglass.log.3"_s};
    QCOMPARE(directory.entryList(QDir::Files, QDir::Name), expected);
    int next = count; // no message between the kept ones is missing, and the newest is there
    for (const QString &name : expected) {
        const QList<QByteArray> lines = linesOf(directory.filePath(name));
        QVERIFY(!lines.isEmpty());
        QVERIFY(QFileInfo(directory.filePath(name)).size() <= maxBytes);
        for (auto line = lines.crbegin(); line != lines.crend(); ++line) {
            const QString message = QJsonDocument::fromJson(*line).object()["message"_L1].toString();
            QCOMPARE(message, u"message %1"_s.arg(--next));
        }
    }
}

void tst_Log::onlyTheOwnerMayRead()
{
#ifndef Q_OS_UNIX
    QSKIP("file modes are a thing of Unix");
#endif
    begin(500);
    for (int i = 0; i < 20; ++i)
        qCInfo(logTest) << "message" << i;
    flushLog();
    constexpr auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther
        | QFile::WriteOther | QFile::ExeOther;
    for (const QString &suffix : {QString(), u".1"_s}) {
        const auto permissions = QFile::permissions(logPath(suffix));
        QVERIFY(permissions & QFile::ReadOwner);
        QCOMPARE(permissions & others, QFile::Permissions());
        QVERIFY(!(permissions & QFile::ExeOwner));
    }
}

void tst_Log::linesOfManyThreadsStayWhole()
{
    begin();
    constexpr int threads = 4;
    constexpr int perThread = 200;
    {
        std::vector<std::thread> writers;
        for (int t = 0; t < threads; ++t) {
            writers.emplace_back([t] {
                for (int i = 0; i < perThread; ++i)
                    qCInfo(logTest) << "thread" << t << "message" << i;
            });
        }
        for (std::thread &writer : writers)
            writer.join();
    }
    const QList<QByteArray> lines = linesOf(logPath());
    QCOMPARE(lines.size(), threads * perThread);
    for (const QByteArray &line : lines)
        QVERIFY(!QJsonDocument::fromJson(line).object().isEmpty());
}

#ifdef Q_OS_UNIX

namespace {

/// What comes out of the named pipe \a path until \a isEnough says so, or its writer has gone.
QByteArray readPipe(const QByteArray &path, const std::function<bool(const QByteArray &)> &isEnough)
{
    const int pipe = open(path.constData(), O_RDONLY);
    QByteArray text;
    std::array<char, 65'536> buffer;
    while (!isEnough(text)) {
        const ssize_t size = read(pipe, buffer.data(), buffer.size());
        if (size <= 0)
            break;
        text.append(buffer.data(), size);
    }
    close(pipe);
    return text;
}

} // namespace

/// A pipe without a reader: whoever opens it for writing waits, as on a disk that has gone away.
void tst_Log::nobodyWaitsForTheDisk()
{
    QVERIFY(QDir(m_directory->path()).mkpath(u"logs"_s));
    const QByteArray path = QFile::encodeName(logPath());
    QCOMPARE(mkfifo(path.constData(), S_IRUSR | S_IWUSR), 0);
    begin();
    constexpr int count = 100;
    for (int i = 0; i < count; ++i)
        qCInfo(logTest) << "message" << i;

    // Reaching this line is the proof; now someone reads.
    const QByteArray read = readPipe(path, [](const QByteArray &text) { return text.count('\n') >= count; });
    QVERIFY(read.contains("message 99"));
}

void tst_Log::moreThanTheDiskCanTakeIsDroppedAndCounted()
{
    QVERIFY(QDir(m_directory->path()).mkpath(u"logs"_s));
    const QByteArray path = QFile::encodeName(logPath());
    QCOMPARE(mkfifo(path.constData(), S_IRUSR | S_IWUSR), 0);
    begin(100'000'000);
    constexpr int kept = 10'000;
    for (int i = 0; i < kept + 500; ++i)
        qCInfo(logTest) << "message" << i;
    const QByteArray read =
        readPipe(path, [](const QByteArray &text) { return text.contains(" lines dropped"); });
    const QByteArray dropped = read.mid(read.lastIndexOf(":\"") + 2);
    const int droppedLines = dropped.first(dropped.indexOf(' ')).toInt();
    QVERIFY(droppedLines >= 500);
    const qsizetype told = read.count("\"message\":\"message ") + droppedLines;
    QVERIFY(told >= kept + 500 && told <= kept + 502); // Qt has a word to say about pipes, too
}

#else

void tst_Log::nobodyWaitsForTheDisk()
{
    QSKIP("needs a named pipe");
}
void tst_Log::moreThanTheDiskCanTakeIsDroppedAndCounted()
{
    QSKIP("needs a named pipe");
}
#endif

/// In a process of its own, for it does not survive: this program again, with a folder to log into.
void tst_Log::aFatalMessageIsTheLastLine()
{
    if (qEnvironmentVariableIsSet("TST_LOG_FATAL")) {
        hardenProcess(); // no memory image of a crash that is meant
        startLogging(qEnvironmentVariable("TST_LOG_FATAL"));
        qCInfo(logTest) << "before";
        qFatal("the end");
    }
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"TST_LOG_FATAL"_s, m_directory->filePath(u"logs"_s));
    process.setProcessEnvironment(environment);
    process.start(QCoreApplication::applicationFilePath(),
                  {u"-nocrashhandler"_s, u"aFatalMessageIsTheLastLine"_s});
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitStatus(), QProcess::CrashExit);
    const QList<QByteArray> lines = linesOf(logPath());
    QCOMPARE(lines.size(), 2);
    QVERIFY(lines.at(0).contains("before"));
    QVERIFY(lines.at(1).contains("the end"));
}

QTEST_GUILESS_MAIN(tst_Log)
#include "tst_log.moc"
