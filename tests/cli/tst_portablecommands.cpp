#include "cli/clibench.h"
#include "replay/pacing.h"

#include <QElapsedTimer>
#include <QFile>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;
using namespace reasonglass::test;

namespace {

/// JSON is easier to read with single quotes.
QByteArray sse(QByteArray json)
{
    return "data: " + json.replace('\'', '"') + "\n\n";
}

QByteArray answer()
{
    return sse("{'type':'response.created','response':{'id':'resp_1','model':'m-1','status':'in_progress'}}")
        + sse("{'type':'response.reasoning_summary_text.delta','output_index':0,'summary_index':0,'delta':'"
              "Hm.'}")
        + sse("{'type':'response.output_text.delta','output_index':1,'content_index':0,'delta':'Forty-'}")
        + sse("{'type':'response.output_text.delta','output_index':1,'content_index':0,'delta':'two.'}")
        + sse("{'type':'response.completed','response':{'id':'resp_1','model':'m-1','status':'completed'}}");
}

} // namespace

class tst_PortableCommands : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_bench.reset(); }

    void exportedAnalysesAreImported();
    void anExportIsAFileOrAStream();
    void formats_data();
    void formats();
    void aTargetThatCannotBeWrittenIsAnError();
    void badFilesAreNamedAndTheOthersImported();
    void replaysWhatWasSaid();
    void replaysInItsOwnTime();
    void badUsage_data();
    void badUsage();

private:
    QString analyzed(const QStringList &options = {});
    QString path(const QString &name) const { return m_bench->folder.filePath(name); }

    std::unique_ptr<CliBench> m_bench;
};

void tst_PortableCommands::init()
{
    m_bench = std::make_unique<CliBench>();
    m_bench->server.setResponder([](const ReceivedRequest & /*request*/) { return eventStream(answer()); });
}

QString tst_PortableCommands::analyzed(const QStringList &options)
{
    const CliResult run = m_bench->run(m_bench->analyze(QStringList{u"--output"_s, u"json"_s} + options));
    return run.object().value("id"_L1).toString();
}

void tst_PortableCommands::exportedAnalysesAreImported()
{
    const QString id = analyzed();
    QCOMPARE(m_bench->run({u"export"_s, id, u"--to"_s, path(u"a.reasonglass"_s)}).exitCode, 0);
    const QString other = path(u"other.sqlite"_s);
    const CliResult first = m_bench->run(
        {u"import"_s, path(u"a.reasonglass"_s), u"--library"_s, other, u"--output"_s, u"json"_s});
    QCOMPARE(first.exitCode, 0);
    QCOMPARE(first.array().first()["state"_L1].toString(), u"new"_s);
    QCOMPARE(first.array().first()["id"_L1].toString(), id);
    const CliResult again = m_bench->run(
        {u"import"_s, path(u"a.reasonglass"_s), u"--library"_s, other, u"--output"_s, u"json"_s});
    QCOMPARE(again.array().first()["state"_L1].toString(), u"same"_s);
    const QStringList show{u"show"_s, id, u"--output"_s, u"json"_s};
    QCOMPARE(m_bench->run(show + QStringList{u"--library"_s, other}).object(), m_bench->run(show).object());
    QCOMPARE(m_bench->run({u"verify"_s, u"--library"_s, other}).exitCode, 0);
}

void tst_PortableCommands::anExportIsAFileOrAStream()
{
    const QString id = analyzed();
    QCOMPARE(m_bench->run({u"export"_s, id, u"--to"_s, path(u"a"_s)}).exitCode, 0);
    QFile file(path(u"a"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(m_bench->run({u"export"_s, id}).out, file.readAll());
}

void tst_PortableCommands::formats_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QByteArray>("part");
    QTest::newRow("everything") << u"reasonglass"_s << QByteArray("\"format\":\"reasonglass-analysis\"");
    QTest::newRow("markdown") << u"markdown"_s << QByteArray("## Answer\n\nForty-two.\n");
    QTest::newRow("json") << u"json"_s << QByteArray("\"text\": \"Forty-two.\"");
    QTest::newRow("sse") << u"sse"_s << answer();
}

void tst_PortableCommands::formats()
{
    QFETCH(const QString, format);
    QFETCH(const QByteArray, part);
    const CliResult result = m_bench->run({u"export"_s, analyzed(), u"--format"_s, format});
    QCOMPARE(result.exitCode, 0);
    QVERIFY2(result.out.contains(part), result.out.constData());
}

void tst_PortableCommands::aTargetThatCannotBeWrittenIsAnError()
{
    const CliResult result = m_bench->run({u"export"_s, analyzed(), u"--to"_s, path(u"no/such/folder/a"_s)});
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.err.contains("cannot be written"), result.err.constData());
}

void tst_PortableCommands::badFilesAreNamedAndTheOthersImported()
{
    const QString id = analyzed();
    QCOMPARE(m_bench->run({u"export"_s, id, u"--to"_s, path(u"good"_s)}).exitCode, 0);
    QFile bad(path(u"bad"_s));
    QVERIFY(bad.open(QIODevice::WriteOnly));
    bad.write("{\"format\":\"another\"}\n");
    bad.close();
    const QString other = path(u"other.sqlite"_s);
    const CliResult result = m_bench->run({u"import"_s, path(u"bad"_s), path(u"missing"_s), path(u"good"_s),
                                           u"--library"_s, other, u"--output"_s, u"json"_s});
    QCOMPARE(result.exitCode, 1);
    QStringList states;
    for (const QJsonValue &row : result.array())
        states += row["state"_L1].toString();
    QCOMPARE(states, (QStringList{u"bad"_s, u"bad"_s, u"new"_s}));
    QVERIFY2(result.err.contains("line 1"), result.err.constData());
    QCOMPARE(m_bench->run({u"list"_s, u"--library"_s, other, u"--output"_s, u"json"_s}).array().size(), 1);
}

void tst_PortableCommands::replaysWhatWasSaid()
{
    const QString id = analyzed();
    const CliResult text = m_bench->run({u"replay"_s, id, u"--speed"_s, u"0"_s});
    QCOMPARE(text.exitCode, 0);
    QCOMPARE(text.out, QByteArray("Forty-two.\n"));
    QVERIFY(text.err.contains("Hm."));
    const QStringList events{u"--output"_s, u"events"_s};
    QCOMPARE(m_bench->run(QStringList{u"replay"_s, id, u"--speed"_s, u"0"_s} + events).out,
             m_bench->run(QStringList{u"show"_s, id} + events).out);
}

void tst_PortableCommands::replaysInItsOwnTime()
{
    m_bench->server.setResponder([](const ReceivedRequest & /*request*/) {
        Script script = eventStream({});
        script.body = pacedByEvents(answer(), Pace{.betweenReasoning = 200ms, .betweenOthers = 200ms});
        return script;
    });
    const QString id = analyzed();
    const auto time = [&](const QString &speed) {
        QElapsedTimer timer;
        timer.start();
        m_bench->run({u"replay"_s, id, u"--speed"_s, speed});
        return timer.elapsed();
    };
    const qint64 atOnce = time(u"0"_s);
    QVERIFY2(time(u"1"_s) >= atOnce + 500, "five events, 200 ms apart");
}

void tst_PortableCommands::badUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("export without an id") << QStringList{u"export"_s};
    QTest::newRow("export of nothing") << QStringList{u"export"_s, u"0000000000zz"_s};
    QTest::newRow("unknown format") << QStringList{u"export"_s, u"0000000000zz"_s, u"--format"_s, u"docx"_s};
    QTest::newRow("import of nothing") << QStringList{u"import"_s};
    QTest::newRow("replay without an id") << QStringList{u"replay"_s};
    QTest::newRow("backwards") << QStringList{u"replay"_s, u"0000000000zz"_s, u"--speed"_s, u"-1"_s};
}

void tst_PortableCommands::badUsage()
{
    QFETCH(const QStringList, arguments);
    analyzed();
    const CliResult result = m_bench->run(arguments);
    QCOMPARE(result.exitCode, 2);
    QVERIFY(result.err.startsWith("reasonglass-cli: "));
}

QTEST_GUILESS_MAIN(tst_PortableCommands)
#include "tst_portablecommands.moc"
