#include "analysis/phase.h"

#include <QTest>

#include <array>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using enum Phase;

namespace {

struct Named
{
    Phase phase;
    char letter; ///< its column in the table below
};

constexpr std::array all{Named{Idle, 'i'},      Named{Connecting, 'c'}, Named{Waiting, 'w'},
                         Named{Queued, 'q'},    Named{Thinking, 't'},   Named{Answering, 'a'},
                         Named{UsingTool, 'u'}, Named{Finishing, 'f'},  Named{WaitingToRetry, 'r'},
                         Named{Completed, 'C'}, Named{Incomplete, 'I'}, Named{Failed, 'F'},
                         Named{Cancelled, 'X'}, Named{Interrupted, 'N'}};

} // namespace

class tst_Phase : public QObject
{
    Q_OBJECT

private slots:
    void transitions_data();
    void transitions();
    void outcomesAreFinalPhases();
};

void tst_Phase::transitions_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<QByteArray>("to");
    const auto row = [](const char *name, Phase from, const char *to) {
        QTest::newRow(name) << int(from) << QByteArray(to);
    };
    row("idle only begins, or is refused, or given up", Idle, "cFX");
    row("connecting", Connecting, "cwqtaufrCIFXN");
    row("waiting", Waiting, "cqtaufrCIFXN");
    row("queued", Queued, "cqtaufrCIFXN");
    row("thinking", Thinking, "cqtaufrCIFXN");
    row("answering", Answering, "cqtaufrCIFXN");
    row("using a tool", UsingTool, "cqtaufrCIFXN");
    row("finishing", Finishing, "cqtaufrCIFXN");
    row("waiting to retry connects or ends", WaitingToRetry, "cCIFXN");
    row("completed only begins anew", Completed, "c");
    row("incomplete only begins anew", Incomplete, "c");
    row("failed only begins anew", Failed, "c");
    row("cancelled only begins anew", Cancelled, "c");
    row("interrupted only begins anew", Interrupted, "c");
}

void tst_Phase::transitions()
{
    QFETCH(const int, from);
    QFETCH(const QByteArray, to);
    QByteArray allowed;
    for (const auto &[phase, letter] : all) {
        if (isTransition(Phase(from), phase))
            allowed += letter;
    }
    QByteArray expected;
    for (const auto &[phase, letter] : all) {
        if (to.contains(letter))
            expected += letter;
    }
    QCOMPARE(allowed, expected);
}

void tst_Phase::outcomesAreFinalPhases()
{
    int finals = 0;
    for (const auto &[phase, letter] : all) {
        QCOMPARE(isFinal(phase), isFinal(outcomeOf(phase)));
        if (!isFinal(phase))
            continue;
        ++finals;
        QCOMPARE(phaseOf(outcomeOf(phase)), phase);
    }
    QCOMPARE(finals, 5);
    QVERIFY(!isFinal(phaseOf(AnalysisStatus::Running)));
}

QTEST_APPLESS_MAIN(tst_Phase)
#include "tst_phase.moc"
