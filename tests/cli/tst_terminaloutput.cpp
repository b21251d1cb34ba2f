#include "cli/clibench.h"
#include "support/proxyserver.h"

#include <QFile>
#include <QTest>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;
using namespace reasonglass;
using namespace reasonglass::test;

namespace {

/// Colours, a window title, a C1 introducer, an override of the writing direction, a tag character.
const QByteArray hostile = "a\\u001b[31m\\u001b]0;title\\u0007b\xC2\x9B"
                           "2J\xE2\x80\xAE"
                           "c\xF3\xA0\x81\x81"
                           "d";

Script answering(const QByteArray &text)
{
    return eventStream(
        R"(data: {"type":"response.completed","response":{"id":"r","status":"completed","model":"m","output":)"
        R"([{"id":"m1","type":"message","content":[{"type":"output_text","text":")"
        + text + "\"}]}]}}\n\n");
}

} // namespace

/// What the command line refuses to send in the clear, and what it refuses to let a model do to a terminal.
class tst_TerminalOutput : public QObject
{
    Q_OBJECT

private slots:
    void nothingSteersATerminal_data();
    void nothingSteersATerminal();
    void pipesGetTheTextAsItIs();
    void plainHttpIsRefused_data();
    void plainHttpIsRefused();
    void plainHttpIsAllowedByOption();
};

void tst_TerminalOutput::nothingSteersATerminal_data()
{
    QTest::addColumn<QString>("output");
    for (const char *output : {"text", "json", "events"})
        QTest::newRow(output) << QString::fromLatin1(output);
}

void tst_TerminalOutput::nothingSteersATerminal()
{
#ifdef Q_OS_UNIX
    QFETCH(const QString, output);
    const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    QVERIFY(terminal >= 0 && grantpt(terminal) == 0 && unlockpt(terminal) == 0);
    const QByteArray name = ptsname(terminal);
    const int otherEnd = open(name.constData(), O_RDWR | O_NOCTTY); // keeps what was written readable
    QVERIFY(otherEnd >= 0);

    CliBench bench;
    bench.server.enqueue(answering(hostile));
    QProcess process;
    process.setProcessEnvironment([&] {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"REASONGLASS_PROFILE"_s, bench.profile());
        environment.insert(u"HOME"_s, bench.folder.path());
        return environment;
    }());
    process.setStandardOutputFile(QFile::decodeName(name), QIODevice::Append);
    process.start(QStringLiteral(REASONGLASS_CLI), bench.analyze({u"--output"_s, output}));
    QCOMPARE(CliBench::finish(process).exitCode, 0);

    QCOMPARE(fcntl(terminal, F_SETFL, O_NONBLOCK), 0);
    QByteArray shown(16'384, '\0');
    shown.truncate(std::max(read(terminal, shown.data(), size_t(shown.size())), ssize_t{0}));
    close(otherEnd);
    close(terminal);
    QVERIFY(shown.contains("title"));
    for (const QByteArray &character :
         {"\x1B"_ba, "\x07"_ba, "\xC2\x9B"_ba, "\xE2\x80\xAE"_ba, "\xF3\xA0\x81\x81"_ba})
        QVERIFY2(!shown.contains(character), shown.toPercentEncoding().constData());
    if (output == "text"_L1)
        QVERIFY2(shown.contains("a⟦U+001B⟧[31m"), shown.constData());
    if (output == "json"_L1)
        QVERIFY(QJsonDocument::fromJson(shown).object()["text"_L1].toString().contains(QChar(u'\u202e')));
#else
    QSKIP("needs a pseudo terminal");
#endif
}

void tst_TerminalOutput::pipesGetTheTextAsItIs()
{
    CliBench bench;
    bench.server.enqueue(answering(hostile));
    const CliResult result = bench.run(bench.analyze());
    QCOMPARE(result.exitCode, 0);
    QVERIFY(result.out.contains("a\x1B[31m") && result.out.contains("\xE2\x80\xAE"));
}

void tst_TerminalOutput::plainHttpIsRefused_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QStringList>("variables");
    const QString address = u"http://192.0.2.1:9/v1"_s; // nobody's
    const QStringList environment{u"OPENAI_BASE_URL="_s + address, u"OPENAI_API_KEY=sk-0123456789"_s};
    QTest::newRow("--base-url") << QStringList{u"analyze"_s, u"--base-url"_s, address, u"--model"_s,
                                               u"m"_s,       u"--prompt"_s,   u"x"_s}
                                << QStringList();
    QTest::newRow("the environment") << QStringList{u"analyze"_s, u"--provider"_s, u"openai"_s,
                                                    u"--model"_s, u"gpt-5-mini"_s, u"--prompt"_s,
                                                    u"x"_s}
                                     << environment;
    QTest::newRow("models") << QStringList{u"models"_s, u"--provider"_s, u"openai"_s, u"--refresh"_s}
                            << environment;
}

void tst_TerminalOutput::plainHttpIsRefused()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QStringList, variables);
    const CliBench bench;
    const CliResult result = bench.run(arguments, variables);
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.contains("--allow-http") && result.err.contains("192.0.2.1:9"),
             result.err.constData());
    QVERIFY(result.out.isEmpty());
}

void tst_TerminalOutput::plainHttpIsAllowedByOption()
{
    const ProxyServer network(ProxyServer::Protocol::Http); // so that the name need not exist
    CliBench bench;
    bench.server.enqueue(answering("yes"));
    const QStringList variables{u"http_proxy=http://127.0.0.1:%1"_s.arg(network.port())};
    QStringList arguments = bench.analyze({u"--allow-http"_s});
    arguments.replaceInStrings(u"127.0.0.1"_s, u"gpu-box.test"_s);
    const CliResult result = bench.run(arguments, variables);
    QVERIFY2(result.exitCode == 0, result.err.constData());
    QVERIFY(result.out.contains("yes"));
    QCOMPARE(network.targets().size(), 1);
}

QTEST_GUILESS_MAIN(tst_TerminalOutput)
#include "tst_terminaloutput.moc"
