#include "cli/clibench.h"
#include "cli/toldstream.h"
#include "support/recordedstreams.h"

#include <QDir>
#include <QJsonArray>
#include <QMap>
#include <QTestEventLoop>

#include <algorithm>
#include <functional>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using namespace reasonglass::test;

namespace {

constexpr qsizetype smallEnoughForSingleBytes = 30'000;
constexpr size_t programsAtATime = 4;

/// A recording, and how it is cut on its way.
struct Case
{
    QString name;
    QByteArray stream;
    PieceSizes sizes;
};

std::vector<Case> casesOf(const QDir &folder)
{
    std::vector<Case> cases;
    for (const QString &name : folder.entryList({u"*.sse"_s}, QDir::Files)) {
        const QByteArray stream = readFile(folder.filePath(name));
        cases.push_back({.name = name + u", whole"_s, .stream = stream, .sizes = PieceSizes::whole()});
        cases.push_back(
            {.name = name + u", random pieces"_s, .stream = stream, .sizes = PieceSizes::random(11, 900)});
        if (stream.size() < smallEnoughForSingleBytes)
            cases.push_back(
                {.name = name + u", single bytes"_s, .stream = stream, .sizes = PieceSizes::fixed(1)});
    }
    return cases;
}

QJsonValue usageOf(const ToldStream &told)
{
    if (!told.usage)
        return {};
    const auto detail = [&](QLatin1StringView group, QLatin1StringView name) {
        return told.usage->value(group).toObject().value(name).toInteger();
    };
    const qint64 input = told.usage->value("input_tokens"_L1).toInteger();
    const qint64 output = told.usage->value("output_tokens"_L1).toInteger();
    return QJsonObject{{u"input"_s, input},
                       {u"cached"_s, detail("input_tokens_details"_L1, "cached_tokens"_L1)},
                       {u"cache_write"_s, detail("input_tokens_details"_L1, "cache_write_tokens"_L1)},
                       {u"output"_s, output},
                       {u"reasoning"_s, detail("output_tokens_details"_L1, "reasoning_tokens"_L1)},
                       {u"total"_s, told.usage->value("total_tokens"_L1).toInteger()}};
}

int exitCodeOf(const QString &status)
{
    static const QMap<QString, int> codes{
        {u"completed"_s, 0}, {u"failed"_s, 1}, {u"incomplete"_s, 3}, {u"interrupted"_s, 5}};
    return codes.value(status, -1);
}

/// The fields in which \a result is not what \a told says; empty when there are none.
QStringList differences(const CliResult &result, const ToldStream &told)
{
    const QJsonObject object = result.object();
    QJsonArray reasoning;
    for (const QJsonValue &part : object["reasoning"_L1].toArray())
        reasoning.append(part["text"_L1]);
    QStringList fields;
    const auto expect = [&](const QString &field, const QJsonValue &actual, const QJsonValue &expected) {
        if (actual != expected)
            fields += u"%1: %2 is not %3"_s.arg(field, QDebug::toString(actual), QDebug::toString(expected));
    };
    expect(u"status"_s, object["status"_L1], told.status);
    expect(u"text"_s, object["text"_L1], told.text);
    expect(u"refusal"_s, object["refusal"_L1], told.refusal);
    expect(u"reasoning"_s, reasoning, QJsonArray::fromStringList(told.reasoning));
    expect(u"usage"_s, object["usage"_L1], usageOf(told));
    expect(u"exit status"_s, result.exitCode, exitCodeOf(told.status));
    return fields;
}

} // namespace

/// Recordings of real servers through the program as a shell starts it. All share one library, several
/// programs at a time.
class tst_CommandLineStreams : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void analyzePrintsWhatTheServerSaid();
    void showPrintsTheSame();
    void theLibraryIsWhole();

private:
    struct Launched
    {
        size_t index;
        std::unique_ptr<QProcess> process;
    };

    /// Runs the program once for each of \a count sets of arguments and hands each result to \a take.
    void runAll(size_t count, const std::function<QStringList(size_t)> &argumentsOf,
                const std::function<void(size_t, const CliResult &)> &take);

    CliBench m_bench;
    std::vector<Case> m_cases;
    QMap<QString, QByteArray> m_printed; ///< by id
};

void tst_CommandLineStreams::initTestCase()
{
    const QDir folder(recordingsFolder(u"sse"_s));
    if (!folder.exists())
        QSKIP("no recordings beside this checkout");
    m_cases = casesOf(folder);
    QVERIFY(m_cases.size() > 1);
    // The address says which case is asked for: /v1/17/responses
    m_bench.server.setResponder([this](const RecordingServer::Request &request) {
        const Case &asked = m_cases.at(request.path.split('/').value(2).toULongLong());
        Script script = eventStream(asked.stream);
        script.bodySizes = asked.sizes;
        return script;
    });
}

void tst_CommandLineStreams::runAll(size_t count, const std::function<QStringList(size_t)> &argumentsOf,
                                    const std::function<void(size_t, const CliResult &)> &take)
{
    QTestEventLoop loop; // runs freely, as qWaitFor() does not: the server has many small pieces to send
    std::vector<Launched> running;
    const auto hasEnded = [](const Launched &one) { return one.process->state() == QProcess::NotRunning; };
    for (size_t next = 0; next < count || !running.empty();) {
        while (next < count && running.size() < programsAtATime) {
            running.push_back({.index = next, .process = m_bench.launch(argumentsOf(next))});
            connect(running.back().process.get(), &QProcess::finished, &loop, &QTestEventLoop::exitLoop);
            ++next;
        }
        if (std::ranges::none_of(running, hasEnded))
            loop.enterLoopMSecs(30'000);
        const auto ended = std::ranges::find_if(running, hasEnded);
        const auto one = ended == running.end() ? running.begin() : ended; // the first one hangs
        take(one->index, CliBench::finish(*one->process, 1));
        running.erase(one);
    }
}

void tst_CommandLineStreams::analyzePrintsWhatTheServerSaid()
{
    const auto argumentsOf = [this](size_t index) {
        return QStringList{u"analyze"_s, u"--base-url"_s, m_bench.url() + u'/' + QString::number(index),
                           u"--model"_s, u"m"_s,          u"--prompt"_s,
                           u"x"_s,       u"--output"_s,   u"json"_s};
    };
    QStringList wrong;
    runAll(m_cases.size(), argumentsOf, [&](size_t index, const CliResult &result) {
        for (const QString &difference : differences(result, toldBy(m_cases[index].stream)))
            wrong += m_cases[index].name + u": "_s + difference.left(400);
        m_printed.insert(result.object()["id"_L1].toString(), result.out);
    });
    QVERIFY2(wrong.isEmpty(), qUtf8Printable(wrong.join(u'\n')));
    QCOMPARE(size_t(m_printed.size()), m_cases.size());
    QCOMPARE(m_bench.server.requests().size(), m_cases.size());
}

void tst_CommandLineStreams::showPrintsTheSame()
{
    const QStringList ids = m_printed.keys();
    const auto argumentsOf = [&](size_t index) {
        return QStringList{u"show"_s, ids[qsizetype(index)], u"--output"_s, u"json"_s};
    };
    QStringList wrong;
    runAll(size_t(ids.size()), argumentsOf, [&](size_t index, const CliResult &result) {
        const QString &id = ids[qsizetype(index)];
        if (result.exitCode != 0 || result.out != m_printed[id])
            wrong += QString::fromUtf8(result.err + "\n" + m_printed[id].left(2000) + result.out.left(2000));
    });
    QVERIFY2(wrong.isEmpty(), qUtf8Printable(wrong.join(u'\n')));
}

void tst_CommandLineStreams::theLibraryIsWhole()
{
    const CliResult result = m_bench.run({u"verify"_s, u"--output"_s, u"json"_s});
    QCOMPARE(result.err, QByteArray());
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.object()["checked"_L1].toInteger(), qint64(m_cases.size()));
}

QTEST_GUILESS_MAIN(tst_CommandLineStreams)
#include "tst_commandlinestreams.moc"
