#include "base/clock.h"
#include "cli/clibench.h"
#include "replay/backgroundresponses.h"
#include "support/numberedwords.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;
using namespace reasonglass::test;

namespace {

constexpr int words = 60;

} // namespace

/// `analyze --background` and `analyze --resume`: what breaks off is taken up, even by another program.
class tst_ResumeCommand : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void aCutIsBridged();
    void aKilledRunIsResumed();
    void anInterruptedServerIsTold();
    void whatCannotBeResumedIsBadUsage();
    void resumeTakesNoPrompt_data();
    void resumeTakesNoPrompt();

private:
    void serve(BackgroundBehaviour behaviour);
    QJsonObject onlyRow() const
    {
        return m_bench->run({u"list"_s, u"--output"_s, u"json"_s}).array().first().toObject();
    }

    SystemClock m_clock;
    std::unique_ptr<CliBench> m_bench;
    std::unique_ptr<BackgroundResponses> m_responses;
};

void tst_ResumeCommand::init()
{
    m_bench = std::make_unique<CliBench>();
}

void tst_ResumeCommand::cleanup()
{
    m_responses.reset();
    m_bench.reset();
}

void tst_ResumeCommand::serve(BackgroundBehaviour behaviour)
{
    behaviour.recording = numberedStream(words);
    m_responses = std::make_unique<BackgroundResponses>(m_bench->server, std::move(behaviour), m_clock);
}

void tst_ResumeCommand::aCutIsBridged()
{
    const BodyFault cut{.kind = BodyFault::Kind::Reset, .afterBytes = numberedStream(words).size() / 2};
    serve({.betweenEvents = 2ms, .cuts = {cut}});
    const CliResult text = m_bench->run(m_bench->analyze({u"--background"_s}));
    QCOMPARE(text.exitCode, 0);
    QCOMPARE(text.out.trimmed(), numberedWords(words).trimmed().toUtf8());
    QCOMPARE(m_responses->posts(), 1);
    const QJsonObject run =
        m_bench->run({u"show"_s, onlyRow()["id"_L1].toString(), u"--output"_s, u"json"_s}).object();
    QCOMPARE(run["attempts"_L1].toArray().size(), 2);
    QVERIFY(run["attempts"_L1].toArray().last()["resumed"_L1].toBool());
    QCOMPARE(run["status"_L1].toString(), u"completed"_s);
}

void tst_ResumeCommand::aKilledRunIsResumed()
{
    serve({.betweenEvents = 20ms});
    const auto process = m_bench->launch(m_bench->analyze({u"--background"_s}));
    QByteArray seen;
    // Five words at 20 ms each: what the response is called has been on disk for several commits.
    QTRY_VERIFY_WITH_TIMEOUT((seen += process->readAllStandardOutput()).size() > 30, 10'000);
    process->kill();
    CliBench::finish(*process);

    const QJsonObject broken = onlyRow();
    QCOMPARE(broken["status"_L1].toString(), u"interrupted"_s);
    const CliResult resumed =
        m_bench->run({u"analyze"_s, u"--resume"_s, broken["id"_L1].toString(), u"--output"_s, u"json"_s});
    QVERIFY2(resumed.exitCode == 0, resumed.err.constData());
    QCOMPARE(resumed.object()["text"_L1].toString(), numberedWords(words));
    QCOMPARE(resumed.object()["attempts"_L1].toArray().size(), 2);
    QCOMPARE(m_responses->posts(), 1);
    QCOMPARE(m_bench->run({u"verify"_s}).exitCode, 0);
}

void tst_ResumeCommand::anInterruptedServerIsTold()
{
#ifdef Q_OS_WIN
    QSKIP("there is no SIGINT to send");
#else
    serve({.betweenEvents = 50ms});
    const auto process = m_bench->launch(m_bench->analyze({u"--background"_s}));
    QByteArray seen; // by its first word the response has told its name
    QTRY_VERIFY_WITH_TIMEOUT(!(seen += process->readAllStandardOutput()).isEmpty(), 10'000);
    QProcess::execute(u"kill"_s, {u"-INT"_s, QString::number(process->processId())});
    const CliResult result = CliBench::finish(*process);
    QCOMPARE(result.exitCode, 4);
    QCOMPARE(m_responses->cancels(), 1);
    const QJsonObject run =
        m_bench->run({u"show"_s, onlyRow()["id"_L1].toString(), u"--output"_s, u"json"_s}).object();
    QCOMPARE(run["status"_L1].toString(), u"cancelled"_s);
    QVERIFY(run["error"_L1].isNull());
#endif
}

void tst_ResumeCommand::whatCannotBeResumedIsBadUsage()
{
    serve({});
    QCOMPARE(m_bench->run(m_bench->analyze()).exitCode, 0);
    const CliResult refused = m_bench->run({u"analyze"_s, u"--resume"_s, onlyRow()["id"_L1].toString()});
    QCOMPARE(refused.exitCode, 2);
    QCOMPARE(m_responses->posts(), 1);
    QCOMPARE(onlyRow()["status"_L1].toString(), u"completed"_s);
    QCOMPARE(m_bench->run({u"analyze"_s, u"--resume"_s, u"0000000000zz"_s}).exitCode, 2);
}

void tst_ResumeCommand::resumeTakesNoPrompt_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("a prompt") << QStringList{u"--resume"_s, u"0000000000zz"_s, u"--prompt"_s, u"x"_s};
    QTest::newRow("without saving") << QStringList{u"--resume"_s, u"0000000000zz"_s, u"--no-save"_s};
    QTest::newRow("no id") << QStringList{u"--resume"_s, u"!"_s};
}

void tst_ResumeCommand::resumeTakesNoPrompt()
{
    QFETCH(const QStringList, arguments);
    const CliResult refused = m_bench->run(QStringList{u"analyze"_s} + arguments);
    QCOMPARE(refused.exitCode, 2);
    QVERIFY2(refused.err.contains("--resume"), refused.err.constData());
}

QTEST_GUILESS_MAIN(tst_ResumeCommand)
#include "tst_resumecommand.moc"
