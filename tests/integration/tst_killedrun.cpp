#include "cli/clibench.h"
#include "replay/pacing.h"
#include "replay/streamevents.h"
#include "support/campaign.h"

#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>
#include <QTimer>

#include <map>
#include <memory>
#include <vector>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;
using namespace reasonglass::test;

namespace {

constexpr int words = 150;
constexpr auto pace = 3ms;
/// What the program may lose of what had been sent: the commit of every 100 ms, and a slow machine.
constexpr qint64 mayLoseMs = 250;

QByteArray word(int number)
{
    return "word " + QByteArray::number(number) + ' ';
}

StreamEvent event(const QString &type, QJsonObject object)
{
    object.insert(u"type"_s, type);
    return withObject({}, object);
}

QJsonObject response(const QString &status, const QJsonArray &output = {})
{
    return {
        {u"response"_s,
         QJsonObject{
             {u"id"_s, u"resp_1"_s}, {u"status"_s, status}, {u"model"_s, u"m"_s}, {u"output"_s, output}}}};
}

/// An item of one part.
QJsonObject item(const QString &type, const QString &list, const QString &partType, const QString &text)
{
    return {{u"type"_s, type}, {list, QJsonArray{QJsonObject{{u"type"_s, partType}, {u"text"_s, text}}}}};
}

/// Half of the words are thought, the other half said; the terminal event has them all again.
QByteArray stream()
{
    std::vector<StreamEvent> events{event(u"response.created"_s, response(u"in_progress"_s))};
    QString thought;
    QString said;
    for (int i = 0; i < words; ++i) {
        const bool isThought = i < words / 2;
        const QString text = QString::fromLatin1(word(i));
        (isThought ? thought : said) += text;
        const QString type =
            isThought ? u"response.reasoning_summary_text.delta"_s : u"response.output_text.delta"_s;
        events.push_back(event(type,
                               {{u"output_index"_s, isThought ? 0 : 1},
                                {isThought ? u"summary_index"_s : u"content_index"_s, 0},
                                {u"delta"_s, text}}));
    }
    const QJsonArray output{item(u"reasoning"_s, u"summary"_s, u"summary_text"_s, thought),
                            item(u"message"_s, u"content"_s, u"output_text"_s, said)};
    events.push_back(event(u"response.completed"_s, response(u"completed"_s, output)));
    return joinedEvents(events);
}

QString wholeText(const QJsonObject &shown)
{
    QString text;
    for (const QJsonValue &part : shown["reasoning"_L1].toArray())
        text += part["text"_L1].toString();
    return text + shown["text"_L1].toString();
}

/// When to kill.
struct Moment
{
    enum class Kind {
        AfterStart, ///< of the program: it may not even have opened the library
        AfterEvent, ///< of the answer
        AfterEnd,   ///< of the answer: the program may have ended by itself
    };
    Kind kind = Kind::AfterStart;
    int event = 0;
    std::chrono::milliseconds delay{0};

    static Moment draw(QRandomGenerator &random)
    {
        const int choice = random.bounded(10);
        if (choice < 3)
            return {.kind = Kind::AfterStart, .delay = std::chrono::milliseconds(random.bounded(200))};
        if (choice < 9)
            return {.kind = Kind::AfterEvent,
                    .event = random.bounded(words),
                    .delay = std::chrono::milliseconds(random.bounded(10))};
        return {.kind = Kind::AfterEnd,
                .event = words + 1,
                .delay = std::chrono::milliseconds(random.bounded(80))};
    }
};

/// One run of the program, killed at its moment.
class Victim : public QObject
{
public:
    Victim(const CliBench &bench, QString own, Moment drawn)
        : prompt(std::move(own))
        , moment(drawn)
    {
        QStringList arguments = bench.analyze();
        arguments.last() = prompt;
        process = bench.launch(arguments);
        m_clock.start();
        if (moment.kind == Moment::Kind::AfterStart)
            killLater();
    }

    /// Event \a number is on its way.
    void sent(int number)
    {
        sentMs.push_back(m_clock.elapsed());
        if (number == moment.event && moment.kind != Moment::Kind::AfterStart)
            killLater();
    }

    bool isGone() const { return process->state() == QProcess::NotRunning; }
    /// How many events had been sent so long before the end that none of them may be missing.
    int mustBeKept() const
    {
        if (!killedMs)
            return int(sentMs.size()); // it ended by itself
        return int(std::ranges::count_if(sentMs, [this](qint64 at) { return at <= *killedMs - mayLoseMs; }));
    }

    const QString prompt;
    const Moment moment;
    std::unique_ptr<QProcess> process;
    std::vector<qint64> sentMs;
    std::optional<qint64> killedMs;

private:
    void killLater()
    {
        QTimer::singleShot(moment.delay, Qt::PreciseTimer, this, [this] {
            if (isGone())
                return;
            killedMs = m_clock.elapsed();
            process->kill();
        });
    }

    QElapsedTimer m_clock;
};

} // namespace

/// Kills the real program at random moments and looks at what is left. REASONGLASS_KILLS is how many (20),
/// REASONGLASS_SEED where the moments are drawn from (1).
class tst_KilledRun : public QObject
{
    Q_OBJECT

private slots:
    void nothingButTheLastMomentIsLost();

private:
    void killSome(CliBench &bench, QRandomGenerator &random, int count);
    void inspect(CliBench &bench, const std::vector<std::unique_ptr<Victim>> &victims);
    void inspect(CliBench &bench, const Victim &victim, const QJsonArray &list);
    void fail(const Victim &victim, const QString &what);

    const QByteArray m_stream = stream();
    std::vector<qint64> m_eventEnds; ///< in the stream
    int m_round = 0;
    quint32 m_seed = 0;
    QStringList m_failures;
    std::map<QString, int> m_outcomes;
    qint64 m_longestLossMs = 0;
};

void tst_KilledRun::fail(const Victim &victim, const QString &what)
{
    m_failures += u"seed %1, %2, killed at %3 ms with %4 events sent: %5"_s.arg(m_seed)
                      .arg(victim.prompt)
                      .arg(victim.killedMs.value_or(-1))
                      .arg(victim.sentMs.size())
                      .arg(what);
}

void tst_KilledRun::nothingButTheLastMomentIsLost()
{
    const int count = fromEnvironment("REASONGLASS_KILLS", 20);
    m_seed = quint32(fromEnvironment("REASONGLASS_SEED", 1));
    QRandomGenerator random(m_seed);
    qint64 end = 0;
    for (const QByteArray &event : splitEvents(m_stream))
        m_eventEnds.push_back(end += event.size());

    std::unique_ptr<CliBench> bench;
    for (int done = 0; done < count && m_failures.size() < 5; ++m_round) {
        // A new library now and then: its making must survive a kill, too.
        if (m_round % 4 == 0)
            bench = std::make_unique<CliBench>();
        const int together = std::min(count - done, 1 + random.bounded(4));
        killSome(*bench, random, together);
        done += together;
    }
    QStringList outcomes;
    for (const auto &[outcome, times] : m_outcomes)
        outcomes += u"%1 %2"_s.arg(times).arg(outcome);
    qInfo().noquote() << u"%1 kills from seed %2: %3; at most %4 ms lost"_s.arg(count)
                             .arg(m_seed)
                             .arg(outcomes.join(u", "_s))
                             .arg(m_longestLossMs);
    if (!m_failures.isEmpty())
        QFAIL(qPrintable(u'\n' + m_failures.join(u'\n')));
}

void tst_KilledRun::killSome(CliBench &bench, QRandomGenerator &random, int count)
{
    bench.server.setResponder([this](const ReceivedRequest &) {
        return Script{.body = pacedByEvents(m_stream, Pace{.betweenReasoning = pace, .betweenOthers = pace})};
    });
    std::vector<std::unique_ptr<Victim>> victims;
    for (int i = 0; i < count; ++i)
        victims.push_back(
            std::make_unique<Victim>(bench, u"run %1.%2"_s.arg(m_round).arg(i), Moment::draw(random)));
    std::map<int, Victim *> byConnection;
    QObject scope;
    connect(&bench.server, &RecordingServer::requestReceived, &scope, [&](const ReceivedRequest &request) {
        for (const auto &victim : victims) {
            const QByteArray quoted = '"' + victim->prompt.toUtf8() + '"';
            if (request.body.contains(quoted))
                byConnection[request.connection] = victim.get();
        }
    });
    connect(&bench.server, &RecordingServer::bodySent, &scope, [&](int connection, qint64 bytes) {
        const auto event = std::ranges::find(m_eventEnds, bytes);
        const auto victim = byConnection.find(connection);
        if (event != m_eventEnds.end() && victim != byConnection.end())
            victim->second->sent(int(event - m_eventEnds.begin()));
    });
    const bool allGone = QTest::qWaitFor(
        [&] { return std::ranges::all_of(victims, [](const auto &victim) { return victim->isGone(); }); },
        60'000);
    QVERIFY(allGone);
    inspect(bench, victims);
}

void tst_KilledRun::inspect(CliBench &bench, const std::vector<std::unique_ptr<Victim>> &victims)
{
    QJsonArray list;
    if (QFile::exists(bench.library())) {
        const CliResult verdict = bench.run({u"verify"_s});
        if (verdict.exitCode != 0)
            fail(*victims.front(),
                 u"verify says %1: %2%3"_s.arg(verdict.exitCode)
                     .arg(QString::fromUtf8(verdict.out), QString::fromUtf8(verdict.err)));
        list = bench.run({u"list"_s, u"--output"_s, u"json"_s}).array();
    }
    for (const auto &victim : victims)
        inspect(bench, *victim, list);
}

void tst_KilledRun::inspect(CliBench &bench, const Victim &victim, const QJsonArray &list)
{
    const auto row = std::ranges::find_if(
        list, [&](const QJsonValue &candidate) { return candidate["title"_L1] == victim.prompt; });
    if (row == list.end()) {
        ++m_outcomes[u"not begun"_s];
        if (victim.mustBeKept() > 0)
            fail(victim, u"the run is not in the library"_s);
        return;
    }
    const QJsonObject shown =
        bench.run({u"show"_s, (*row)["id"_L1].toString(), u"--output"_s, u"json"_s}).object();
    const QString status = shown["status"_L1].toString();
    ++m_outcomes[status];
    const QString text = wholeText(shown);
    QByteArray sent;
    const int events = int(victim.sentMs.size());
    for (int i = 0; i + 1 < events && i < words; ++i)
        sent += word(i);
    if (!text.isEmpty() && !QString::fromLatin1(sent).startsWith(text))
        fail(victim, u"'%1' is no prefix of what was sent"_s.arg(text));
    const int kept = int(shown["events"_L1].toInteger());
    if (kept < victim.mustBeKept())
        fail(victim, u"%1 events are kept, %2 must be"_s.arg(kept).arg(victim.mustBeKept()));
    if (victim.killedMs && kept < events)
        m_longestLossMs = std::max(m_longestLossMs, *victim.killedMs - victim.sentMs[size_t(kept)]);
    if (text.count(u' ') != 2 * std::clamp(kept - 1, 0, words))
        fail(victim, u"%1 events are kept, but '%2' is their text"_s.arg(kept).arg(text));
    const QString expected = kept > words + 1 ? u"completed"_s : u"interrupted"_s;
    if (status != expected)
        fail(victim, u"%1 events are kept, but it is %2"_s.arg(kept).arg(status));
}

int main(int argc, char **argv)
{
    return runCampaign<tst_KilledRun>(argc, argv);
}

#include "tst_killedrun.moc"
