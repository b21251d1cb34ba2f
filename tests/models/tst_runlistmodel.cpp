#include "models/runlistmodel.h"
#include "support/sessionbench.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace reasonglass;
using namespace Qt::StringLiterals;
using reasonglass::test::SessionBench;

namespace {

constexpr auto opening = R"(event: response.created
data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_1","status":"in_progress","model":"test-model-2026"}}

event: response.output_item.added
data: {"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"id":"msg_1","type":"message","status":"in_progress","content":[]}}

event: response.output_text.delta
data: {"type":"response.output_text.delta","sequence_number":2,"item_id":"msg_1","output_index":0,"content_index":0,"delta":"Two\nwords"}

)";

/// Begins an answer and then sends no more.
Script unendingAnswer()
{
    Script script = eventStream(opening);
    script.fault = {.kind = BodyFault::Kind::Stall};
    return script;
}

QString titles(const RunListModel &model)
{
    QStringList titles;
    for (int row = 0; row < model.rowCount(); ++row)
        titles.append(model.index(row).data().toString());
    return titles.join(u", "_s);
}

Phase phaseAt(const RunListModel &model, int row)
{
    return model.index(row).data(RunListModel::PhaseRole).value<Phase>();
}

} // namespace

class tst_RunListModel : public QObject
{
    Q_OBJECT

private slots:
    void listsNewestFirst();
    void tellsWhatARunIsDoing();
    void isStillWhenNothingRuns();
    void followsARunThatIsRetried();
    void losesTheRowOfASessionThatGoes();

private:
    SystemClock m_clock;
};

void tst_RunListModel::listsNewestFirst()
{
    SessionBench bench(m_clock);
    RunListModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    AnalysisRequest request = bench.request();
    request.response.prompt = u"first"_s;
    const auto first = bench.session(request);
    request.response.prompt = u"second"_s;
    request.sample = true;
    const auto second = bench.session(request);
    model.add(first.get());
    model.add(second.get());
    model.add(first.get());
    QCOMPARE(titles(model), u"second, first"_s);
    QCOMPARE(model.find(first->id()).row(), 1);
    QVERIFY(model.index(0).data(RunListModel::SampleRole).toBool());
    QVERIFY(!model.index(1).data(RunListModel::SampleRole).toBool());
    QCOMPARE(model.index(1).data(RunListModel::IdRole).value<AnalysisId>(), first->id());
    QVERIFY(!model.find(AnalysisId{1}).isValid());
}

void tst_RunListModel::tellsWhatARunIsDoing()
{
    SessionBench bench(m_clock);
    bench.server.enqueue(unendingAnswer());
    RunListModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const auto session = bench.session();
    model.add(session.get());
    QCOMPARE(model.index(0).data(RunListModel::ModelIdRole).toString(), u"test-model"_s);
    QCOMPARE(model.index(0).data(RunListModel::ProviderIdRole).toString(), u"custom"_s);
    QCOMPARE(model.index(0).data(RunListModel::ProgressRole).toString(), QString());

    QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    session->start();
    QTRY_COMPARE(phaseAt(model, 0), Phase::Answering);
    QTRY_COMPARE(model.index(0).data(RunListModel::ProgressRole).toString(), u"Two words"_s);
    QCOMPARE(model.index(0).data(RunListModel::ModelIdRole).toString(), u"test-model-2026"_s);
    QTRY_VERIFY(changes.size() >= 3); // time passes though nothing arrives
    QVERIFY(model.index(0).data(RunListModel::ElapsedRole).toLongLong() > 400);
}

void tst_RunListModel::isStillWhenNothingRuns()
{
    SessionBench bench(m_clock);
    bench.server.enqueue(unendingAnswer());
    RunListModel model;
    const auto session = bench.session();
    model.add(session.get());
    QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    session->start();
    QTRY_COMPARE(phaseAt(model, 0), Phase::Answering);
    changes.clear();
    session->cancel();
    QCOMPARE(changes.size(), 0); // not at once: at most four times a second
    QVERIFY(changes.wait());
    QCOMPARE(phaseAt(model, 0), Phase::Cancelled);
    QVERIFY(!changes.wait(600));
}

void tst_RunListModel::followsARunThatIsRetried()
{
    SessionBench bench(m_clock);
    bench.server.enqueue(unendingAnswer());
    bench.server.enqueue(unendingAnswer());
    RunListModel model;
    const auto session = bench.session();
    model.add(session.get());
    session->start();
    QTRY_COMPARE(phaseAt(model, 0), Phase::Answering);
    session->cancel();
    QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    QVERIFY(changes.wait());
    session->retry();
    QTRY_COMPARE(phaseAt(model, 0), Phase::Answering);
    changes.clear();
    QVERIFY(changes.wait());
    QCOMPARE(model.rowCount(), 1);
}

void tst_RunListModel::losesTheRowOfASessionThatGoes()
{
    SessionBench bench(m_clock);
    RunListModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    auto session = bench.session();
    const auto other = bench.session();
    model.add(session.get());
    model.add(other.get());
    session.reset();
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0).data(RunListModel::IdRole).value<AnalysisId>(), other->id());
}

QTEST_GUILESS_MAIN(tst_RunListModel)
#include "tst_runlistmodel.moc"
