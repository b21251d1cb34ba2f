#include "models/modelcatalogmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace reasonglass;
using namespace Qt::StringLiterals;

namespace {

const QDate today(2026, 11, 22);

/// A catalogue file with two providers' models laid over the built-in one would hide nothing of it, so
/// the tests use providers the built-in table does not know.
constexpr auto table = R"({"models": [
    {"provider": "alpha", "id": "old", "released": "2024-01-01", "state": "retired"},
    {"provider": "alpha", "id": "new", "name": "The new one", "released": "2026-01-01", "state": "current",
     "context_tokens": 400000, "prices": {"input": 0.25, "output": 2}, "efforts": ["low", "high"]},
    {"provider": "alpha", "id": "ending", "released": "2025-01-01", "state": "shutdown-announced",
     "shutdown": "2026-12-11", "streaming": false},
    {"provider": "alpha", "id": "moved", "released": "2026-06-01", "state": "redirected", "replacement": "new"}
]})";

ModelCatalog catalog(const QByteArray &json = table)
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"models.json"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size() || !file.flush())
        qFatal("cannot write the catalogue");
    ModelCatalog catalog;
    if (!catalog.applyOverrides(file.fileName()))
        qFatal("the catalogue is not accepted");
    return catalog;
}

std::vector<Provider> providers()
{
    return {{.id = u"alpha"_s, .name = u"Alpha"_s},
            {.id = u"near"_s, .name = u"Near"_s, .local = true, .modelExclusions = {u"embedding"_s}}};
}

QString textDump(const QAbstractItemModel &model, const QModelIndex &parent = {}, int depth = 0)
{
    QString text;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        text += QString(depth * 2, u' ') + index.data().toString();
        if (depth > 0) {
            text += u" "_s + index.data(ModelCatalogModel::StateRole).toString();
            if (!index.data(ModelCatalogModel::AnswersRole).toBool())
                text += u" dimmed"_s;
        }
        text += u'\n' + textDump(model, index, depth + 1);
    }
    return text;
}

} // namespace

class tst_ModelCatalogModel : public QObject
{
    Q_OBJECT

private slots:
    void listsNewestFirstAndWhatIsGoneLast();
    void tellsWhatIsKnownOfAModel();
    void anAnnouncedShutdownComesTrue();
    void keepsRowsThatStay();
    void leavesOutWhatAServerDoesNotOffer();
    void localServersAreFoundOnceTheyAnswer();
    void countsRuns();
};

void tst_ModelCatalogModel::listsNewestFirstAndWhatIsGoneLast()
{
    ModelCatalogModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setProviders(providers());
    model.setCatalog(catalog(), today);
    QCOMPARE(textDump(model),
             u"Alpha\n"
             "  new current\n"
             "  ending shutdown-announced\n"
             "  moved redirected dimmed\n"
             "  old retired dimmed\n"
             "Near\n"_s);
}

void tst_ModelCatalogModel::tellsWhatIsKnownOfAModel()
{
    ModelCatalogModel model;
    model.setProviders(providers());
    model.setCatalog(catalog(), today);
    const QModelIndex known = model.find(u"alpha"_s, u"new"_s);
    QCOMPARE(known.data(ModelCatalogModel::ProviderIdRole).toString(), u"alpha"_s);
    QCOMPARE(known.data(ModelCatalogModel::ProviderRole).value<Provider>().name, u"Alpha"_s);
    QCOMPARE(known.data(ModelCatalogModel::ModelIdRole).toString(), u"new"_s);
    QCOMPARE(known.data(ModelCatalogModel::InfoRole).value<ModelInfo>().name, u"The new one"_s);
    QCOMPARE(known.data(ModelCatalogModel::ContextRole).toLongLong(), 400'000);
    QCOMPARE(known.data(ModelCatalogModel::InputPriceRole).toDouble(), 0.25);
    QCOMPARE(known.data(ModelCatalogModel::OutputPriceRole).toDouble(), 2.0);
    QCOMPARE(known.data(ModelCatalogModel::EffortsRole).toStringList(), QStringList({u"low"_s, u"high"_s}));
    QVERIFY(known.data(ModelCatalogModel::StreamingRole).toBool());

    const QModelIndex other = model.find(u"alpha"_s, u"ending"_s);
    QVERIFY(!other.data(ModelCatalogModel::StreamingRole).toBool());
    QVERIFY(!other.data(ModelCatalogModel::ContextRole).isValid());
    QVERIFY(!other.data(ModelCatalogModel::InputPriceRole).isValid());

    QVERIFY(!model.find(u"alpha"_s, u"missing"_s).isValid());
    QVERIFY(!model.find(u"missing"_s).isValid());
}

void tst_ModelCatalogModel::anAnnouncedShutdownComesTrue()
{
    ModelCatalogModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setProviders(providers());
    model.setCatalog(catalog(), QDate(2026, 12, 24));
    const QModelIndex ended = model.find(u"alpha"_s, u"ending"_s);
    QVERIFY(!ended.data(ModelCatalogModel::AnswersRole).toBool());
    QCOMPARE(ended.data(ModelCatalogModel::InfoRole).value<ModelInfo>().state, ModelState::Retired);
}

void tst_ModelCatalogModel::keepsRowsThatStay()
{
    ModelCatalogModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setProviders(providers());
    ModelCatalog growing = catalog();
    model.setCatalog(growing, today);
    const QPersistentModelIndex ending(model.find(u"alpha"_s, u"ending"_s));
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    QSignalSpy removals(&model, &QAbstractItemModel::rowsRemoved);

    // It is shut down and moves to the end; a model nobody knew comes in from the server's list.
    growing.merge(u"alpha"_s, {{.id = u"brand-new"_s}});
    model.setCatalog(growing, QDate(2026, 12, 24));
    QCOMPARE(textDump(model),
             u"Alpha\n"
             "  new current\n"
             "  brand-new unknown\n"
             "  moved redirected dimmed\n"
             "  ending retired dimmed\n"
             "  old retired dimmed\n"
             "Near\n"_s);
    QVERIFY(ending.isValid());
    QCOMPARE(ending.row(), 3);

    growing.merge(u"alpha"_s, {});
    model.setCatalog(growing, today);
    QCOMPARE(ending.row(), 1);
    QCOMPARE(removals.size(), 1);
    QVERIFY(resets.isEmpty());
}

void tst_ModelCatalogModel::leavesOutWhatAServerDoesNotOffer()
{
    ModelCatalogModel model;
    model.setProviders(providers());
    ModelCatalog listed = catalog();
    listed.merge(u"near"_s, {{.id = u"words"_s}, {.id = u"some-embedding"_s}});
    model.setCatalog(listed, today);
    QVERIFY(model.find(u"near"_s, u"words"_s).isValid());
    QVERIFY(!model.find(u"near"_s, u"some-embedding"_s).isValid());
}

void tst_ModelCatalogModel::localServersAreFoundOnceTheyAnswer()
{
    ModelCatalogModel model;
    model.setProviders(providers());
    QVERIFY(model.find(u"alpha"_s).data(ModelCatalogModel::FoundRole).toBool());
    QVERIFY(!model.find(u"near"_s).data(ModelCatalogModel::FoundRole).toBool());
    QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    model.setFound(u"near"_s);
    model.setFound(u"near"_s);
    QVERIFY(model.find(u"near"_s).data(ModelCatalogModel::FoundRole).toBool());
    QCOMPARE(changes.size(), 1);
}

void tst_ModelCatalogModel::countsRuns()
{
    ModelCatalogModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setProviders(providers());
    model.setCatalog(catalog(), today);
    QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    model.setRunning({{{u"alpha"_s, u"new"_s}, 2}, {{u"alpha"_s, u"not listed"_s}, 1}});
    model.setPastRuns({{{u"alpha"_s, u"old"_s}, 7}});
    QCOMPARE(changes.size(), 2);
    QCOMPARE(model.find(u"alpha"_s, u"new"_s).data(ModelCatalogModel::RunningRole).toInt(), 2);
    QCOMPARE(model.find(u"alpha"_s, u"old"_s).data(ModelCatalogModel::PastRunsRole).toLongLong(), 7);
    model.setRunning({});
    QCOMPARE(model.find(u"alpha"_s, u"new"_s).data(ModelCatalogModel::RunningRole).toInt(), 0);
    QCOMPARE(changes.size(), 3);
}

QTEST_GUILESS_MAIN(tst_ModelCatalogModel)
#include "tst_modelcatalogmodel.moc"
