#include "models/eventlistmodel.h"
#include "store/analysislibrary.h"
#include "store/samplerun.h"

#include <QAbstractItemModelTester>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

constexpr int manyEvents = 50'000;

Frame numbered(qint64 number, const QByteArray &more = {})
{
    return {.arrivalUs = number * 2000,
            .eventName = "x",
            .data = R"({"type":"x",)" + more + R"("sequence_number":)" + QByteArray::number(number) + '}'};
}

/// Asks for a row, as a view does, until it is there.
bool load(const EventListModel &model, int row)
{
    return QTest::qWaitFor([&] { return model.index(row, 0).data(EventListModel::LoadedRole).toBool(); });
}

QString cell(const EventListModel &model, int row, EventListModel::Column column)
{
    return model.index(row, int(column)).data().toString();
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
    void knowsTheCountBeforeAnyPage();
    void jumpsAnywhereWithoutReadingWhatIsBefore();
    void forgetsPagesThatWereLookedAtLongAgo();
    void growsWhileTheRunGoesOn();
    void dropsWhatWasAskedForAnotherAttempt();

private:
    QString m_path;
    QTemporaryDir m_folder;
    std::unique_ptr<AnalysisLibrary> m_library;
};

/// Attempt 2 took up the response after event 2, and the server sent 2 again.
void tst_EventListModel::initTestCase()
{
    m_path = m_folder.filePath(u"library.sqlite"_s);
    LibraryWriter writer(m_path);
    const SampleRun run = sampleRun(1);
    begin(writer, run);
    for (const qint64 number : {0, 1, 2})
        writer.append(AnalysisId(1), 1, numbered(number));
    writer.beginAttempt(AnalysisId(1), {.number = 2, .resumed = true});
    writer.append(AnalysisId(1), 2, numbered(2));
    writer.append(AnalysisId(1), 2, numbered(3, R"("delta":"\"sequence_number\":1",)"));
    writer.append(AnalysisId(1), 2, {.eventName = "y", .data = R"({"type":"y"})"});
    const SampleRun longRun = sampleRun(2);
    begin(writer, longRun);
    for (qint64 number = 0; number < manyEvents; ++number)
        writer.append(AnalysisId(2), 1, numbered(number));
    writer.endAttempt(AnalysisId(2), {.number = 1, .events = manyEvents});
    writer.flush();
    m_library = std::make_unique<AnalysisLibrary>(m_path);
}

void tst_EventListModel::listsTheEventsOfAnAttempt()
{
    EventListModel model(*m_library);
    const QAbstractItemModelTester tester(&model);
    model.setAttempt(AnalysisId(1), 1);
    QTRY_COMPARE(model.rowCount(), 3);
    using Column = EventListModel::Column;
    QVERIFY(load(model, 2));
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
    QVERIFY(!model.index(0, 0).data(EventListModel::OrdinalRole).isValid());
    QVERIFY(!model.index(1, 0).data(EventListModel::SeamRole).toBool());
    QCOMPARE(model.index(1, 0).data().toInt(), 0);
    QCOMPARE(model.index(3, 0).data(EventListModel::OrdinalRole).toInt(), 2);
    QVERIFY(load(model, 3));
    QCOMPARE(cell(model, 3, EventListModel::Column::Type), u"y"_s);
}

void tst_EventListModel::marksWhatHadComeBefore()
{
    EventListModel model(*m_library);
    const QAbstractItemModelTester tester(&model);
    model.setAttempt(AnalysisId(1), 2, EventListModel::Begins::AtASeam);
    QTRY_COMPARE(model.rowCount(), 4);
    QVERIFY(load(model, 3));
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
    QVERIFY(load(model, 2));
    for (int row = 0; row < 3; ++row)
        QVERIFY(!model.index(row, 0).data(EventListModel::RepeatRole).toBool());
}

void tst_EventListModel::knowsTheCountBeforeAnyPage()
{
    EventListModel model(*m_library);
    model.setAttempt(AnalysisId(2), 1);
    QTRY_COMPARE(model.rowCount(), manyEvents);
    using Column = EventListModel::Column;
    QCOMPARE(cell(model, 40'000, Column::Ordinal), u"40000"_s);
    QCOMPARE(cell(model, 40'000, Column::Time), EventListModel::placeholder());
    QCOMPARE(cell(model, 40'000, Column::Type), EventListModel::placeholder());
    QVERIFY(!model.index(40'000, 0).data(EventListModel::LoadedRole).toBool());
    QVERIFY(load(model, 40'000));
    QCOMPARE(cell(model, 40'000, Column::Type), u"x"_s);
    QCOMPARE(cell(model, 40'000, Column::Time), u"80000"_s);
}

void tst_EventListModel::jumpsAnywhereWithoutReadingWhatIsBefore()
{
    EventListModel model(*m_library);
    QList<std::pair<int, int>> arrived;
    connect(&model, &EventListModel::dataChanged, this,
            [&](const QModelIndex &first, const QModelIndex &last) {
                arrived.append({first.row(), last.row()});
            });
    model.setAttempt(AnalysisId(2), 1);
    QTRY_COMPARE(model.rowCount(), manyEvents);
    const int last = manyEvents - 1;
    for (const int row : {last, 25'000}) {
        QVERIFY(load(model, row));
        using Column = EventListModel::Column;
        QCOMPARE(cell(model, row, Column::Time).toInt(), row * 2);
        QCOMPARE(cell(model, row - row % int(EventPages::pageSize), Column::Gap),
                 u"2"_s); // over the page's edge
    }
    QCOMPARE(arrived.size(), 2); // two pages, nothing else
    QCOMPARE(arrived.front().second, last);
}

void tst_EventListModel::forgetsPagesThatWereLookedAtLongAgo()
{
    EventPages pages(*m_library);
    pages.setAttempt(AnalysisId(2), 1);
    const auto pageTotal = int(manyEvents / EventPages::pageSize);
    QVERIFY(pageTotal > int(EventPages::mostPages) * 2);
    for (int page = 0; page < pageTotal; ++page) {
        const qint64 index = page * EventPages::pageSize;
        QVERIFY(QTest::qWaitFor([&] { return pages.at(index) != nullptr; }));
        QVERIFY(pages.at(0) != nullptr || page > int(EventPages::mostPages)); // what is looked at stays
        QVERIFY(pages.pageCount() <= EventPages::mostPages);
    }
    QVERIFY(pages.at(0));
    QVERIFY(!pages.at(EventPages::pageSize));
}

void tst_EventListModel::growsWhileTheRunGoesOn()
{
    LibraryWriter writer(m_path);
    SampleRun run = sampleRun(3);
    begin(writer, run);
    writer.append(AnalysisId(3), 1, numbered(0));
    writer.flush();
    EventListModel model(*m_library);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setAttempt(AnalysisId(3), 1);
    QTRY_COMPARE(model.rowCount(), 1);
    QVERIFY(load(model, 0));
    for (const qint64 number : {1, 2})
        writer.append(AnalysisId(3), 1, numbered(number));
    writer.flush();
    model.poll();
    QTRY_COMPARE(model.rowCount(), 3);
    QVERIFY(load(model, 2)); // the page that was not full is read again
    QCOMPARE(cell(model, 2, EventListModel::Column::Gap), u"2"_s);
}

void tst_EventListModel::dropsWhatWasAskedForAnotherAttempt()
{
    EventListModel model(*m_library);
    model.setAttempt(AnalysisId(2), 1);
    QTRY_COMPARE(model.rowCount(), manyEvents);
    (void)cell(model, 30'000, EventListModel::Column::Type); // under way
    model.setAttempt(AnalysisId(1), 1);
    QCOMPARE(model.rowCount(), 0);
    QTRY_COMPARE(model.rowCount(), 3);
    QVERIFY(load(model, 1));
    QCOMPARE(cell(model, 1, EventListModel::Column::Time), u"2"_s);
    model.clear();
    QCOMPARE(model.rowCount(), 0);
}

QTEST_GUILESS_MAIN(tst_EventListModel)
#include "tst_eventlistmodel.moc"
