#include "ui/words/runwords.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;

class tst_RunWords : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void waits_data();
    void waits();
    void onlyWaitsAreCountedDown();
    void silences_data();
    void silences();
    void ends_data();
    void ends();
    void stopsAreProven_data();
    void stopsAreProven();
    void fallbacks_data();
    void fallbacks();
    void seams();
};

void tst_RunWords::waits_data()
{
    QTest::addColumn<Phase>("phase");
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QString>("text");
    QTest::newRow("a retry") << Phase::WaitingToRetry << qint64(3000) << u"next attempt in 3 s"_s;
    QTest::newRow("never too early") << Phase::WaitingToRetry << qint64(2001) << u"next attempt in 3 s"_s;
    QTest::newRow("over") << Phase::WaitingToRetry << qint64(0) << u"next attempt now…"_s;
    QTest::newRow("long") << Phase::WaitingToRetry << qint64(90'000) << u"next attempt in 1:30"_s;
    QTest::newRow("a resumption") << Phase::WaitingToResume << qint64(250) << u"taking it up again in 1 s"_s;
    QTest::newRow("a poll") << Phase::Polling << qint64(5000) << u"asking again in 5 s"_s;
    QTest::newRow("being asked") << Phase::Polling << qint64(0) << u"asking now…"_s;
}

void tst_RunWords::waits()
{
    QFETCH(const Phase, phase);
    QFETCH(const qint64, ms);
    QTEST(words::nextStep(phase, std::chrono::milliseconds(ms)), "text");
    QCOMPARE(words::priceOfNextStep(phase),
             phase == Phase::WaitingToRetry ? u"it is a new paid request"_s : u"nothing is paid twice"_s);
}

void tst_RunWords::onlyWaitsAreCountedDown()
{
    for (int phase = int(Phase::Idle); phase <= int(Phase::Interrupted); ++phase) {
        const bool waits = Phase(phase) == Phase::WaitingToRetry || Phase(phase) == Phase::WaitingToResume
            || Phase(phase) == Phase::Polling;
        QCOMPARE(!words::nextStep(Phase(phase), 1s).isEmpty(), waits);
        QCOMPARE(!words::priceOfNextStep(Phase(phase)).isEmpty(), waits);
    }
}

void tst_RunWords::silences_data()
{
    QTest::addColumn<words::Patience>("patience");
    QTest::addColumn<QString>("text");
    using Step = words::Patience::Step;
    const auto row = [](const char *name, const words::Patience &patience, const QString &text) {
        QTest::newRow(name) << patience << text;
    };
    row("between bytes", {.step = Step::Silence, .limit = 900s},
        u"silent for 42 s, connection alive · gives up at 15:00 of silence"_s);
    row("before the answer", {.step = Step::Answer, .limit = 120s},
        u"silent for 42 s, connection alive · gives up at 2:00"_s);
    row("no connection", {.step = Step::Connect, .limit = 60s},
        u"no connection for 42 s · gives up at 1:00"_s);
    row("the whole first", {.step = Step::Whole, .limit = 3600s},
        u"silent for 42 s, connection alive · ends at 1:00:00 of the whole run"_s);
    row("no limit", {.step = Step::Silence},
        u"silent for 42 s, connection alive · waits as long as it takes"_s);
    row("the server goes on", {.step = Step::Silence, .limit = 300s, .takesUp = true},
        u"silent for 42 s, connection alive · takes it up again at 5:00"_s);
}

void tst_RunWords::silences()
{
    QFETCH(const words::Patience, patience);
    QTEST(words::silence(42s, patience), "text");
}

void tst_RunWords::ends_data()
{
    QTest::addColumn<AnalysisStatus>("status");
    QTest::addColumn<QString>("code");
    QTest::addColumn<bool>("mayResume");
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<QStringList>("advice");
    QTest::newRow("to be resumed") << AnalysisStatus::Interrupted << u"stream_ended_early"_s << true
                                   << u"stopped before its end"_s
                                   << QStringList{u"Resume continues"_s, u"not paid for again"_s, u"Retry"_s,
                                                  u"kept as attempt 2"_s};
    QTest::newRow("only to be retried")
        << AnalysisStatus::Interrupted << u"stream_ended_early"_s << false << u"stopped before its end"_s
        << QStringList{u"paid for"_s, u"kept as attempt 2"_s};
    QTest::newRow("left running") << AnalysisStatus::Interrupted << u"left_running"_s << true
                                  << u"The program was closed; the server goes on."_s
                                  << QStringList{u"Resume continues"_s};
    QTest::newRow("perhaps not stopped") << AnalysisStatus::Cancelled << u"cancel_unconfirmed"_s << false
                                         << u"may go on and charge"_s << QStringList{u"kept"_s};
}

void tst_RunWords::ends()
{
    QFETCH(const AnalysisStatus, status);
    QFETCH(const QString, code);
    QFETCH(const bool, mayResume);
    QFETCH(const QString, sentence);
    QFETCH(const QStringList, advice);
    AnalysisRecord record;
    record.status = status;
    record.attempts = {{.number = 1}, {.number = 2}};
    record.error = Error{.kind = ErrorKind::Interrupted, .message = u"m"_s, .code = code};
    const words::End said = words::end(record, mayResume);
    QVERIFY2(said.sentence.contains(sentence), qPrintable(said.sentence));
    for (const QString &part : advice)
        QVERIFY2(said.advice.contains(part), qPrintable(said.advice));
    QCOMPARE(said.advice.contains(u"Resume"_s), mayResume);
}

void tst_RunWords::stopsAreProven_data()
{
    QTest::addColumn<AnalysisRecord>("record");
    QTest::addColumn<QString>("text");
    AnalysisRecord record;
    record.status = AnalysisStatus::Completed;
    QTest::newRow("not stopped") << record << QString();
    record.status = AnalysisStatus::Cancelled;
    QTest::newRow("closing it is all there is") << record << u"connection closed"_s;
    record.transcript.terminal = true;
    record.transcript.status = ResponseStatus::Cancelled;
    QTest::newRow("the server's word") << record << u"connection closed · the server said: cancelled"_s;
    record.transcript = {};
    record.error = Error{.kind = ErrorKind::Timeout, .message = {}, .code = u"cancel_unconfirmed"_s};
    QTest::newRow("not confirmed") << record
                                   << u"connection closed · the server did not confirm that it stopped"_s;
}

void tst_RunWords::stopsAreProven()
{
    QFETCH(const AnalysisRecord, record);
    QTEST(words::stopProof(record), "text");
}

void tst_RunWords::fallbacks_data()
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("text");
    QTest::newRow("refused now")
        << u"reasoning.summary dropped: Your organization must be verified: see the settings"_s
        << u"Sent without asking for a reasoning summary. Reason: Your organization must be verified: see the settings"_s;
    QTest::newRow("refused before")
        << u"temperature dropped: no such parameter (refused before)"_s
        << u"Sent without a temperature. Refused before, so it was not asked again: no such parameter"_s;
    QTest::newRow("streaming") << u"streaming dropped, the answer comes whole: not allowed"_s
                               << u"Not streamed: the answer comes as a whole. Reason: not allowed"_s;
    QTest::newRow("background") << u"background mode dropped, the run cannot be resumed: no"_s
                                << u"Not in background mode: the run cannot be resumed. Reason: no"_s;
    QTest::newRow("of another kind") << u"stream switched on: X only streams"_s
                                     << u"stream switched on: X only streams"_s;
}

void tst_RunWords::fallbacks()
{
    QFETCH(const QString, change);
    QTEST(words::fallback(change), "text");
}

void tst_RunWords::seams()
{
    QCOMPARE(words::seam(2, 117, 2300ms),
             u"attempt 2 took up the response after event 117 · connection lost for 2.3 s"_s);
    QCOMPARE(words::seam(3, {}, {}), u"attempt 3 took up the response"_s);
    QCOMPARE(words::attempt({.number = 2, .outcome = AnalysisStatus::Completed, .resumed = true}),
             u"Attempt 2 (resumed): completed"_s);
    QCOMPARE(words::attempt({.number = 1, .outcome = AnalysisStatus::Interrupted}),
             u"Attempt 1: interrupted"_s);
}

QTEST_GUILESS_MAIN(tst_RunWords)
#include "tst_runwords.moc"
