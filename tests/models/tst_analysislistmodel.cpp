#include "models/analysislistmodel.h"
#include "store/analysislibrary.h"
#include "store/samplerun.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

/// The titles of \a model's rows, in order.
QStringList titles(const AnalysisListModel &model)
{
    QStringList list;
    for (int row = 0; row < model.rowCount(); ++row)
        list.append(model.index(row).data().toString());
    return list;
}

SampleRun titledRun(qint64 id)
{
    return sampleRun(id,
                     {.prompt = u"Question %1"_s.arg(id),
                      .reasoning = id % 10 == 0 ? u"the tenth zebra"_s : u"horses only"_s,
                      .answer = u"Answer"_s});
}

/// Fetches until the library has no more.
bool loadAll(AnalysisListModel &model)
{
    return QTest::qWaitFor([&model] {
        model.fetchMore({});
        return model.isComplete();
    });
}

bool settle(AnalysisListModel &model)
{
    return QTest::qWaitFor([&model] { return !model.isLoading(); });
}

} // namespace

class tst_AnalysisListModel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void isEmptyWithoutAFile();
    void loadsAThousandRowsPageByPage();
    void startsOverWithAnotherQuery();
    void dropsTheAnswerToAnOlderQuestion();
    void insertsNewRowsAboveAndKeepsTheOthers();
    void updatesAndRemovesRowsOnRefresh();
    void bringsBackWhatWasRestoredFarDown();
    void searchesTextsWithSnippets();
    void restrictsASearchByTheQuery();
    void searchesTitlesInTheTrash();
    void asksForARenameAndShowsItAtOnce();
    void saysWhatTheLibrarySays();
    void mayGoWhileAQuestionIsUnderWay();

private:
    void fill(qint64 count);

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
    std::unique_ptr<LibraryWriter> m_writer;
    std::unique_ptr<AnalysisLibrary> m_library;
};

void tst_AnalysisListModel::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(u"library.sqlite"_s);
    m_writer = std::make_unique<LibraryWriter>(m_path);
    m_library = std::make_unique<AnalysisLibrary>(m_path);
}

void tst_AnalysisListModel::cleanup()
{
    m_library.reset();
    m_writer.reset();
}

void tst_AnalysisListModel::fill(qint64 count)
{
    for (qint64 id = 1; id <= count; ++id) {
        const SampleRun run = titledRun(id);
        m_writer->beginAnalysis(beginningOf(run.record));
        m_writer->endAnalysis(run.record);
    }
    m_writer->flush();
}

void tst_AnalysisListModel::isEmptyWithoutAFile()
{
    AnalysisListModel model(*m_library);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy failed(&model, &AnalysisListModel::failed);
    QSignalSpy loaded(&model, &AnalysisListModel::loaded);
    model.refresh();
    QTRY_VERIFY(!loaded.isEmpty());
    QVERIFY(failed.isEmpty());
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(model.isComplete());
}

void tst_AnalysisListModel::loadsAThousandRowsPageByPage()
{
    fill(1000);
    AnalysisListModel model(*m_library);
    QSignalSpy inserted(&model, &AnalysisListModel::rowsInserted);
    model.fetchMore({});
    QCOMPARE(model.rowCount(), 0); // never in the calling thread
    QVERIFY(!model.canFetchMore({}));
    QVERIFY(settle(model));
    QCOMPARE(model.rowCount(), AnalysisListModel::pageSize);
    QCOMPARE(titles(model).first(), u"Question 1000"_s);
    QVERIFY(model.canFetchMore({}));

    QVERIFY(loadAll(model));
    QCOMPARE(model.rowCount(), 1000);
    QCOMPARE(titles(model).last(), u"Question 1"_s);
    QCOMPARE(inserted.count(), 1000 / AnalysisListModel::pageSize + 1);
    QVERIFY(!model.canFetchMore({}));
    QCOMPARE(model.rowOf(AnalysisId(1)), 999);
    QCOMPARE(model.rowOf(AnalysisId(1001)), std::nullopt);
    const auto row = model.index(0).data(AnalysisListModel::RowRole).value<AnalysisRow>();
    QCOMPARE(row.id, AnalysisId(1000));
    QCOMPARE(row.durationMs, 2500);
}

void tst_AnalysisListModel::startsOverWithAnotherQuery()
{
    fill(100);
    m_writer->setTags(AnalysisId(7), {u"lucky"_s});
    m_writer->flush();
    AnalysisListModel model(*m_library);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(loadAll(model));
    QCOMPARE(model.rowCount(), 100);
    model.setQuery({.tag = u"lucky"_s});
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(loadAll(model));
    QCOMPARE(titles(model), QStringList{u"Question 7"_s});
    model.setQuery({.status = AnalysisStatus::Failed});
    QVERIFY(loadAll(model));
    QCOMPARE(model.rowCount(), 0);
}

void tst_AnalysisListModel::dropsTheAnswerToAnOlderQuestion()
{
    fill(5);
    m_writer->setTags(AnalysisId(3), {u"one"_s});
    m_writer->setTags(AnalysisId(4), {u"two"_s});
    m_writer->flush();
    AnalysisListModel model(*m_library);
    QSignalSpy loaded(&model, &AnalysisListModel::loaded);
    model.refresh();
    model.setQuery({.tag = u"one"_s});
    model.setSearch(u"zebra"_s);
    model.setSearch({});
    model.setQuery({.tag = u"two"_s});
    QVERIFY(loadAll(model));
    QCOMPARE(titles(model), QStringList{u"Question 4"_s});
    QCOMPARE(loaded.count(), 1);
    (void)m_library->list({}).result(); // everything asked before is answered
    QCoreApplication::processEvents();
    QCOMPARE(loaded.count(), 1);
    QCOMPARE(model.rowCount(), 1);
}

void tst_AnalysisListModel::insertsNewRowsAboveAndKeepsTheOthers()
{
    fill(100);
    AnalysisListModel model(*m_library);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(loadAll(model));
    const QPersistentModelIndex kept(model.index(10));
    const QVariant id = kept.data(AnalysisListModel::IdRole);
    QSignalSpy inserted(&model, &AnalysisListModel::rowsInserted);
    QSignalSpy changed(&model, &AnalysisListModel::dataChanged);
    QSignalSpy reset(&model, &AnalysisListModel::modelReset);
    write(*m_writer, titledRun(101));
    write(*m_writer, titledRun(102));
    m_writer->flush();
    model.refresh();
    model.refresh(); // once more when the first is done
    QVERIFY(settle(model));
    QCOMPARE(model.rowCount(), 102);
    QCOMPARE(titles(model).first(), u"Question 102"_s);
    QCOMPARE(kept.row(), 12);
    QCOMPARE(kept.data(AnalysisListModel::IdRole), id);
    QCOMPARE(inserted.count(), 1);
    QCOMPARE(changed.count(), 0);
    QCOMPARE(reset.count(), 0);
}

void tst_AnalysisListModel::updatesAndRemovesRowsOnRefresh()
{
    fill(150);
    AnalysisListModel model(*m_library);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(loadAll(model));
    QSignalSpy changed(&model, &AnalysisListModel::dataChanged);
    QSignalSpy removed(&model, &AnalysisListModel::rowsRemoved);
    m_writer->rename(AnalysisId(20), u"Renamed"_s);
    m_writer->moveToTrash({AnalysisId(150), AnalysisId(149), AnalysisId(60), AnalysisId(1)});
    m_writer->flush();
    model.refresh();
    QVERIFY(settle(model));
    QCOMPARE(model.rowCount(), 146);
    QCOMPARE(removed.count(), 3);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(model.index(*model.rowOf(AnalysisId(20))).data().toString(), u"Renamed"_s);
    QCOMPARE(titles(model).last(), u"Question 2"_s);
}

void tst_AnalysisListModel::bringsBackWhatWasRestoredFarDown()
{
    fill(200);
    m_writer->moveToTrash({AnalysisId(5), AnalysisId(6)});
    m_writer->flush();
    AnalysisListModel model(*m_library);
    QVERIFY(loadAll(model));
    QCOMPARE(model.rowCount(), 198);
    m_writer->restore({AnalysisId(5), AnalysisId(6)});
    m_writer->flush();
    model.refresh();
    QVERIFY(settle(model));
    QCOMPARE(model.rowCount(), 200);
    QCOMPARE(model.rowOf(AnalysisId(5)), 195);
}

void tst_AnalysisListModel::searchesTextsWithSnippets()
{
    fill(700);
    AnalysisListModel model(*m_library);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSearch(u"  zebra "_s);
    QVERIFY(loadAll(model));
    QCOMPARE(model.searchWords(), QStringList{u"zebra"_s});
    QCOMPARE(model.rowCount(), 70);
    QCOMPARE(titles(model).first(), u"Question 700"_s);
    const auto snippets = model.index(0).data(AnalysisListModel::SnippetsRole).value<std::vector<Snippet>>();
    QCOMPARE(snippets.size(), std::size_t(1));
    QCOMPARE(snippets.front().where, SearchField::Reasoning);
    QVERIFY(snippets.front().text.contains(u"zebra"_s));
    model.setSearch(u" "_s);
    QVERIFY(loadAll(model));
    QCOMPARE(model.rowCount(), 700);
}

void tst_AnalysisListModel::restrictsASearchByTheQuery()
{
    fill(900); // 90 with zebras: more than a page of hits lies above the tagged one
    m_writer->setTags(AnalysisId(10), {u"old"_s});
    m_writer->flush();
    AnalysisListModel model(*m_library);
    model.setQuery({.tag = u"old"_s});
    model.setSearch(u"zebra"_s);
    QTRY_COMPARE(titles(model), QStringList{u"Question 10"_s}); // without anybody scrolling
    QVERIFY(model.isComplete());
}

void tst_AnalysisListModel::searchesTitlesInTheTrash()
{
    fill(20);
    m_writer->moveToTrash({AnalysisId(10), AnalysisId(11)});
    m_writer->flush();
    AnalysisListModel model(*m_library);
    model.setQuery({.trash = true});
    model.setSearch(u"question 1"_s);
    QVERIFY(loadAll(model));
    QCOMPARE(titles(model), (QStringList{u"Question 11"_s, u"Question 10"_s}));
    QVERIFY(!model.index(0).flags().testFlag(Qt::ItemIsEditable));
}

void tst_AnalysisListModel::asksForARenameAndShowsItAtOnce()
{
    fill(3);
    AnalysisListModel model(*m_library);
    QVERIFY(loadAll(model));
    QSignalSpy renames(&model, &AnalysisListModel::renameRequested);
    QVERIFY(!model.setData(model.index(1), u"  \n "_s));
    QVERIFY(model.setData(model.index(1), u"Question 2"_s));
    QCOMPARE(renames.count(), 0);
    QVERIFY(model.setData(model.index(1), u" The second\nquestion "_s));
    QCOMPARE(renames.count(), 1);
    QCOMPARE(renames.first().first().value<AnalysisId>(), AnalysisId(2));
    QCOMPARE(renames.first().at(1).toString(), u"The second question"_s);
    QCOMPARE(renames.first().at(2).toString(), u"Question 2"_s);
    QCOMPARE(model.index(1).data().toString(), u"The second question"_s);
}

void tst_AnalysisListModel::saysWhatTheLibrarySays()
{
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("This is a letter, not a library, and long enough to be looked at closely.\n");
    file.close();
    AnalysisListModel model(*m_library);
    QSignalSpy failed(&model, &AnalysisListModel::failed);
    model.refresh();
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(!model.canFetchMore({})); // does not ask for ever
    QVERIFY(!model.isLoading());
    model.refresh();
    QTRY_COMPARE(failed.count(), 2);
}

void tst_AnalysisListModel::mayGoWhileAQuestionIsUnderWay()
{
    fill(10);
    {
        AnalysisListModel model(*m_library);
        model.refresh();
    }
    QCOMPARE(m_library->list({}).result()->size(), std::size_t(10));
    QCoreApplication::processEvents();
}

QTEST_GUILESS_MAIN(tst_AnalysisListModel)
#include "tst_analysislistmodel.moc"
