#include "models/eventlistmodel.h"
#include "store/analysislibrary.h"
#include "store/samplerun.h"

#include <QAbstractItemModelTester>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

Frame numbered(qint64 number, const QByteArray &more = {})
{
    return {.arrivalUs = number * 2000,
            .eventName = "x",
            .data = R"({"type":"x",)" + more + R"("sequence_number":)" + QByteArray::number(number) + '}'};
}

} // namespace

class tst_EventListModel : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void listsTheEventsOfAnAttempt();
    void aSeamStandsBeforeTheEvents();
    void marksWhatHadComeBefore();
    void anotherAttemptHasNoSeam();

private:
    QTemporaryDir m_folder;
    std::unique_ptr<AnalysisLibrary> m_library;
};

/// Attempt 2 took up the response after event 2, and the server sent 2 again.
void tst_EventListModel::initTestCase()
{
    const QString path = m_folder.filePath(u"library.sqlite"_s);
    LibraryWriter writer(path);
    const SampleRun run = sampleRun(1);
    begin(writer, run);
    for (const qint64 number : {0, 1, 2})
        writer.append(AnalysisId(1), 1, numbered(number));
    writer.beginAttempt(AnalysisId(1), {.number = 2, .resumed = true});
    writer.append(AnalysisId(1), 2, numbered(2));
    writer.append(AnalysisId(1), 2, numbered(3, R"("delta":"\"sequence_number\":1",)"));
    writer.append(AnalysisId(1), 2, {.eventName = "y", .data = R"({"type":"y"})"});
    writer.flush();
    m_library = std::make_unique<AnalysisLibrary>(path);
}

void tst_EventListModel::listsTheEventsOfAnAttempt()
{
    EventListModel model(*m_library);
    const QAbstractItemModelTester tester(&model);
    model.setAttempt(AnalysisId(1), 1);
    QTRY_COMPARE(model.rowCount(), 3);
    using Column = EventListModel::Column;
    QCOMPARE(model.index(2, int(Column::Ordinal)).data().toInt(), 2);
    QCOMPARE(model.index(2, int(Column::Time)).data().toInt(), 4);
    QCOMPARE(model.index(2, int(Column::Gap)).data().toInt(), 2);
    QCOMPARE(model.index(2, int(Column::Type)).data().toString(), u"x"_s);
    QVERIFY(!model.index(0, 0).data(EventListModel::SeamRole).toBool());
}

void tst_EventListModel::aSeamStandsBeforeTheEvents()
{
    EventListModel model(*m_library);
    const QAbstractItemModelTester tester(&model);
    model.setAttempt(AnalysisId(1), 2, EventListModel::Begins::AtASeam);
    QCOMPARE(model.rowCount(), 1); // at once
    QVERIFY(model.index(0, 0).data(EventListModel::SeamRole).toBool());
    QTRY_COMPARE(model.rowCount(), 4);
    QVERIFY(!model.index(0, 0).data().isValid());
    QVERIFY(!model.index(1, 0).data(EventListModel::SeamRole).toBool());
    QCOMPARE(model.index(1, 0).data().toInt(), 0);
    QVERIFY(model.index(3, 0).data(EventListModel::RawRole).toString().contains(u"\"y\""_s));
}

void tst_EventListModel::marksWhatHadComeBefore()
{
    EventListModel model(*m_library);
    const QAbstractItemModelTester tester(&model);
    model.setAttempt(AnalysisId(1), 2, EventListModel::Begins::AtASeam);
    QTRY_COMPARE(model.rowCount(), 4);
    const auto repeats = [&model] {
        QList<bool> marks;
        for (int row = 1; row < model.rowCount(); ++row)
            marks += model.index(row, 0).data(EventListModel::RepeatRole).toBool();
        return marks;
    };
    QCOMPARE(repeats(), QList({false, false, false})); // it is not known yet
    model.setLastKnown(2);
    QCOMPARE(repeats(), QList({true, false, false}));
}

void tst_EventListModel::anotherAttemptHasNoSeam()
{
    EventListModel model(*m_library);
    const QAbstractItemModelTester tester(&model);
    model.setAttempt(AnalysisId(1), 2, EventListModel::Begins::AtASeam);
    model.setLastKnown(2);
    QTRY_COMPARE(model.rowCount(), 4);
    model.setAttempt(AnalysisId(1), 1);
    QTRY_COMPARE(model.rowCount(), 3);
    for (int row = 0; row < 3; ++row)
        QVERIFY(!model.index(row, 0).data(EventListModel::RepeatRole).toBool());
}

QTEST_GUILESS_MAIN(tst_EventListModel)
#include "tst_eventlistmodel.moc"
