#include "cli/taskbench.h"
#include "support/campaign.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTimer>

#include <algorithm>
#include <map>
#include <memory>
#include <vector>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;
using namespace reasonglass::test;

namespace {

constexpr int atOnce = 8;
/// An answer that was sent longer ago is in the library: the commit of every 100 ms, and a slow machine.
constexpr qint64 mayLoseMs = 250;
constexpr double cent = 0.01;
constexpr int minutes = 60'000;

QString taskId(int number)
{
    return u"t%1"_s.arg(number, 4, 10, QChar(u'0'));
}

/// What a run with this prompt is answered, and what that costs: up to two cents.
TaskAnswer answerTo(const QString &prompt)
{
    const auto draw = qHash(prompt, 0);
    return {.text = prompt.endsWith(u'3') ? u"I do not know"_s : QString(u"answer to "_s + prompt),
            .outputTokens = 200 + int(draw % 1800),
            .delay = std::chrono::milliseconds(50 + draw / 1800 % 200)};
}

double costOf(const QString &prompt)
{
    return answerTo(prompt).outputTokens * TaskBench::usdPerMillion / 1e6;
}

} // namespace

/// Batches of many runs by the real program. REASONGLASS_RUNS is how many runs a batch has (60),
/// REASONGLASS_SEED where the moments of the kills are drawn from (1).
class tst_BatchCampaign : public QObject
{
    Q_OBJECT

private slots:
    void nothingIsLost();
    void killsLoseNothing();
    void theCapIsKept();
    void theCapIsKeptAcrossKills();

private:
    std::unique_ptr<TaskBench> makeBench() const;
    QByteArray inspect(TaskBench &bench) const;

    const int m_runs = fromEnvironment("REASONGLASS_RUNS", 60);
    const quint32 m_seed = quint32(fromEnvironment("REASONGLASS_SEED", 1));
};

std::unique_ptr<TaskBench> tst_BatchCampaign::makeBench() const
{
    auto bench = std::make_unique<TaskBench>();
    bench->answer = answerTo;
    QByteArray lines;
    for (int i = 0; i < m_runs; ++i)
        lines += QJsonDocument(QJsonObject{{u"id"_s, taskId(i)},
                                           {u"prompt"_s, taskId(i)},
                                           {u"expected"_s, QString(u"answer to "_s + taskId(i))}})
                     .toJson(QJsonDocument::Compact)
            + '\n';
    const QString file = bench->write(u"many.jsonl"_s, lines);
    const CliResult imported =
        bench->run({u"tasks"_s, u"import"_s, file, u"--name"_s, u"many"_s, u"--grader"_s, u"exact"_s});
    if (imported.exitCode != 0)
        qFatal("the tasks cannot be imported: %s", imported.err.constData());
    return bench;
}

/// What is wrong with the library after all is done, or nothing: every task has one answered run, its
/// answer is the one that was sent, and its grade the right one.
QByteArray tst_BatchCampaign::inspect(TaskBench &bench) const
{
    const CliResult verdict = bench.run({u"verify"_s});
    if (verdict.exitCode != 0)
        return "verify: " + verdict.out + verdict.err;
    const CliResult exported = bench.run({u"tasks"_s, u"export"_s, u"many"_s, u"--format"_s, u"runs"_s});
    std::map<QString, int> answered;
    for (const QByteArray &line : exported.out.split('\n')) {
        const QJsonObject run = QJsonDocument::fromJson(line).object();
        if (run["run"_L1]["status"_L1] != "completed"_L1)
            continue;
        const QString id = run["task"_L1].toString();
        ++answered[id];
        if (run["run"_L1]["text"_L1] != answerTo(id).text)
            return "another answer: " + line;
        if (run["grade"_L1]["verdict"_L1] != (id.endsWith(u'3') ? "failed"_L1 : "solved"_L1))
            return "another grade: " + line;
        // Of a run that was killed behind its last event, the cost stays unknown: prices are the session's.
        const QJsonValue cost = run["run"_L1]["cost_usd"_L1];
        if (!cost.isNull() && qAbs(cost.toDouble() - costOf(id)) > 1e-9)
            return "another cost: " + line;
    }
    for (int i = 0; i < m_runs; ++i) {
        if (answered[taskId(i)] != 1)
            return taskId(i).toLatin1() + " has " + QByteArray::number(answered[taskId(i)]) + " answers";
    }
    return {};
}

void tst_BatchCampaign::nothingIsLost()
{
    const auto bench = makeBench();
    QElapsedTimer clock;
    clock.start();
    const auto process = bench->launch(
        bench->runTasks(u"many"_s, {u"--at-once"_s, QString::number(atOnce), u"--output"_s, u"json"_s}));
    const CliResult result = CliBench::finish(*process, 10 * minutes);
    qInfo().noquote() << u"%1 runs, %2 at once: %3 s"_s.arg(m_runs).arg(atOnce).arg(
        double(clock.elapsed()) / 1000, 0, 'f', 1);
    QVERIFY2(result.exitCode == 0, result.err.constData());
    QCOMPARE(result.object()["done"_L1], m_runs);
    QCOMPARE(result.object()["errors"_L1], 0);
    QCOMPARE(int(bench->server.requests().size()), m_runs);
    QCOMPARE(int(bench->asked.size()), m_runs);
    const QByteArray wrong = inspect(*bench);
    QVERIFY2(wrong.isEmpty(), wrong.constData());
}

namespace {

/// A batch that is killed now and then and continued until it is done.
class KilledBatch : public QObject
{
public:
    KilledBatch(TaskBench &bench, QRandomGenerator &random, int runs)
        : m_bench(bench)
        , m_random(random)
        , m_runs(runs)
    {
        m_clock.start();
        connect(&bench.server, &RecordingServer::requestReceived, this,
                [this](const ReceivedRequest &request) {
                    const QString prompt = TaskBench::promptOf(request);
                    qint64 bytes = 0;
                    for (const Piece &piece : TaskBench::scriptFor(answerTo(prompt)).body)
                        bytes += piece.bytes.size();
                    m_onConnection[request.connection] = m_requests.size();
                    m_requests.push_back({.bytes = bytes});
                    if (int(m_requests.size()) == m_killAtRequest)
                        killLater();
                });
        connect(&bench.server, &RecordingServer::bodySent, this, [this](int connection, qint64 bytes) {
            Request &request = m_requests[m_onConnection[connection]];
            if (bytes == request.bytes)
                request.sentMs = m_clock.elapsed();
        });
    }

    /// The exit status of the last program; each of \a kills programs before it was killed, unless it was
    /// done too soon.
    int finish(int kills, const QStringList &options)
    {
        const QStringList more = options + QStringList{u"--at-once"_s, QString::number(atOnce)};
        for (int round = 0; round < 2 * kills + 3; ++round) {
            const bool isToBeKilled = killsDone < kills;
            launch(QStringList{u"tasks"_s, u"run"_s, u"many"_s, u"--continue"_s} + more, isToBeKilled);
            if (m_code == 2) // there is no batch yet, or the kill came right before the end
                launch(m_bench.runTasks(u"many"_s, more), isToBeKilled);
            if (m_code != -1)
                return m_code;
        }
        return -1;
    }

    int killsDone = 0;
    /// Requests whose answers the library may not have had when the program was killed.
    int mayBeAskedAgain = 0;
    QByteArray lastWords;

private:
    struct Request
    {
        qint64 bytes = 0;
        std::optional<qint64> sentMs = {};
        bool wasCounted = false;
    };

    void launch(const QStringList &arguments, bool isToBeKilled)
    {
        m_process = m_bench.launch(arguments);
        m_killAtRequest = -1;
        if (isToBeKilled && m_random.bounded(4) == 0)
            killLater(); // it may not even have opened the library
        else if (isToBeKilled)
            m_killAtRequest = int(m_requests.size()) + 1 + m_random.bounded(std::max(2, m_runs / 4));
        const CliResult result = CliBench::finish(*m_process, 10 * minutes);
        m_code = result.exitCode;
        lastWords = result.err;
        m_killAtRequest = -1;
    }

    void killLater()
    {
        const auto delay = std::chrono::milliseconds(m_random.bounded(250));
        QTimer::singleShot(delay, Qt::PreciseTimer, m_process.get(), [this, process = m_process.get()] {
            if (process->state() == QProcess::NotRunning)
                return;
            process->kill();
            ++killsDone;
            for (Request &request : m_requests) {
                const bool mayBeLost = !request.sentMs || *request.sentMs > m_clock.elapsed() - mayLoseMs;
                mayBeAskedAgain += mayBeLost && !request.wasCounted ? 1 : 0;
                request.wasCounted = true;
            }
        });
    }

    TaskBench &m_bench;
    QRandomGenerator &m_random;
    int m_runs;
    QElapsedTimer m_clock;
    std::unique_ptr<QProcess> m_process;
    int m_code = -1;
    int m_killAtRequest = -1;
    std::vector<Request> m_requests;
    std::map<int, size_t> m_onConnection;
};

} // namespace

void tst_BatchCampaign::killsLoseNothing()
{
    QRandomGenerator random(m_seed);
    const auto bench = makeBench();
    KilledBatch batch(*bench, random, m_runs);
    const int kills = std::max(5, m_runs / 50);
    const int code = batch.finish(kills, {});
    const int extra = int(bench->server.requests().size()) - m_runs;
    qInfo().noquote() << u"%1 runs, %2 kills from seed %3: %4 requests more, %5 were going or just done"_s
                             .arg(m_runs)
                             .arg(batch.killsDone)
                             .arg(m_seed)
                             .arg(extra)
                             .arg(batch.mayBeAskedAgain);
    QVERIFY2(code == 0, batch.lastWords.constData());
    QCOMPARE_GE(batch.killsDone, 1);
    QCOMPARE_LE(extra, batch.mayBeAskedAgain);
    const QByteArray wrong = inspect(*bench);
    QVERIFY2(wrong.isEmpty(), wrong.constData());
}

void tst_BatchCampaign::theCapIsKept()
{
    const auto bench = makeBench();
    const double cap = m_runs * cent / 3; // about a third of what all would cost
    const QStringList options{u"--at-once"_s,       QString::number(atOnce), u"--cap-usd"_s,
                              QString::number(cap), u"--output"_s,           u"json"_s};
    const auto process = bench->launch(bench->runTasks(u"many"_s, options));
    const CliResult result = CliBench::finish(*process, 10 * minutes);
    const QJsonObject first = result.object();
    qInfo().noquote() << u"cap $%1: %2 runs for $%3"_s.arg(cap)
                             .arg(first["done"_L1].toInt())
                             .arg(first["cost_usd"_L1].toDouble());
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(first["state"_L1], "paused"_L1);
    QCOMPARE(first["reason"_L1], "cap_batch"_L1);
    QVERIFY2(result.err.contains("it has come to its cap"), result.err.constData());
    QCOMPARE_LE(first["cost_usd"_L1].toDouble(), cap + 2 * cent);
    QCOMPARE_GE(first["cost_usd"_L1].toDouble(), cap / 2); // it is used, too

    // Continued under the same cap, it stays where it is but for what the cap still allows.
    const QJsonObject second =
        bench->json({u"tasks"_s, u"run"_s, u"many"_s, u"--continue"_s, u"--at-once"_s, u"8"_s});
    QCOMPARE(second["reason"_L1], "cap_batch"_L1);
    QCOMPARE_LE(second["cost_usd"_L1].toDouble(), cap + 2 * cent);

    // With a higher one, it ends.
    const auto rest = bench->launch({u"tasks"_s, u"run"_s, u"many"_s, u"--continue"_s, u"--at-once"_s, u"8"_s,
                                     u"--cap-usd"_s, u"1000"_s});
    const CliResult ended = CliBench::finish(*rest, 10 * minutes);
    QVERIFY2(ended.exitCode == 0, ended.err.constData());
    QCOMPARE(int(bench->server.requests().size()), m_runs);
    const QByteArray wrong = inspect(*bench);
    QVERIFY2(wrong.isEmpty(), wrong.constData());
}

void tst_BatchCampaign::theCapIsKeptAcrossKills()
{
    QRandomGenerator random(m_seed);
    const auto bench = makeBench();
    const double cap = m_runs * cent / 2;
    KilledBatch batch(*bench, random, m_runs);
    const int code = batch.finish(4, {u"--cap-usd"_s, QString::number(cap)});
    const QJsonObject shown = bench->json({u"tasks"_s, u"show"_s, u"many"_s});
    const double cost = shown["models"_L1][0]["cost_usd"_L1].toDouble();
    qInfo().noquote() << u"cap $%1, %2 kills from seed %3: $%4 known to the library"_s.arg(cap)
                             .arg(batch.killsDone)
                             .arg(m_seed)
                             .arg(cost);
    QVERIFY2(code == 1, batch.lastWords.constData());
    QVERIFY2(batch.lastWords.contains("it has come to its cap"), batch.lastWords.constData());
    QCOMPARE_LE(cost, cap + 2 * cent);
    const CliResult verdict = bench->run({u"verify"_s});
    QVERIFY2(verdict.exitCode == 0, verdict.out.constData());
}

int main(int argc, char **argv)
{
    return runCampaign<tst_BatchCampaign>(argc, argv);
}

#include "tst_batchcampaign.moc"
