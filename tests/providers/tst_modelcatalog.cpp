#include "providers/modelcatalog.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace reasonglass;
using namespace Qt::StringLiterals;

class tst_ModelCatalog : public QObject
{
    Q_OBJECT

private slots:
    void resolvesNames_data();
    void resolvesNames();
    void knowsItsModels_data();
    void knowsItsModels();
    void knowsWhatTiersCost_data();
    void knowsWhatTiersCost();
    void everyEntryIsDatedAndConsistent();
    void listsNewestFirst();
    void mergesWhatAServerLists();
    void takesOverridesOfAFile();
    void keepsItsDataWhenAFileIsBad_data();
    void keepsItsDataWhenAFileIsBad();
    void anAnnouncedShutdownComesTrue();

private:
    QString write(const QByteArray &content);

    QTemporaryDir m_dir;
};

QString tst_ModelCatalog::write(const QByteArray &content)
{
    QFile file(m_dir.filePath(u"models.json"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        return {};
    return file.fileName();
}

void tst_ModelCatalog::resolvesNames_data()
{
    QTest::addColumn<QString>("provider");
    QTest::addColumn<QString>("asked");
    QTest::addColumn<QString>("found");

    const QString openai = u"openai"_s;
    const QString xai = u"xai"_s;
    QTest::newRow("an id") << openai << u"gpt-5-mini"_s << u"gpt-5-mini"_s;
    QTest::newRow("a dated snapshot") << openai << u"gpt-5-mini-2025-08-07"_s << u"gpt-5-mini"_s;
    QTest::newRow("a short date") << xai << u"grok-4-0709"_s << u"grok-4"_s;
    QTest::newRow("an id that ends like a date")
        << xai << u"grok-4.20-multi-agent-0309"_s << u"grok-4.20-multi-agent-0309"_s;
    QTest::newRow("an alias") << xai << u"grok-4-fast-reasoning"_s << u"grok-4-fast"_s;
    QTest::newRow("an id before an alias") << xai << u"grok-4"_s << u"grok-4"_s;
    QTest::newRow("another size is another model") << openai << u"gpt-5-max"_s << QString();
    QTest::newRow("a model of another provider") << xai << u"gpt-5"_s << QString();
    QTest::newRow("unknown") << openai << u"my-model"_s << QString();
    QTest::newRow("nothing") << openai << QString() << QString();
}

void tst_ModelCatalog::resolvesNames()
{
    QFETCH(const QString, provider);
    QFETCH(const QString, asked);
    QFETCH(const QString, found);
    const std::optional<ModelInfo> model = ModelCatalog().find(provider, asked);
    QCOMPARE(model ? model->id : QString(), found);
}

void tst_ModelCatalog::knowsItsModels_data()
{
    QTest::addColumn<QString>("provider");
    QTest::addColumn<QString>("id");
    QTest::addColumn<double>("in");
    QTest::addColumn<double>("out");
    QTest::addColumn<QString>("efforts");
    QTest::addColumn<QString>("temperature");
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("replacement");

    const auto row = [](const char *id, double in, double out, const char *efforts, const char *temperature,
                        const char *state, const char *replacement = "") {
        QTest::newRow(id) << (QByteArrayView(id).startsWith("grok") ? u"xai"_s : u"openai"_s)
                          << QString::fromLatin1(id) << in << out << QString::fromLatin1(efforts)
                          << QString::fromLatin1(temperature) << QString::fromLatin1(state)
                          << QString::fromLatin1(replacement);
    };
    const char *four = "minimal/low/medium/high";
    row("gpt-5", 1.25, 10, four, "never", "shutdown-announced", "gpt-6.1-sol");
    row("gpt-5-mini", 0.25, 2, four, "never", "shutdown-announced", "gpt-6.1-terra");
    row("gpt-5-nano", 0.05, 0.4, four, "never", "shutdown-announced", "gpt-6-luna");
    row("gpt-5.1", 1.25, 10, "none/low/medium/high", "without-reasoning", "shutdown-announced");
    row("gpt-5.5", 5, 30, "none/low/medium/high/xhigh", "without-reasoning", "served");
    row("gpt-6.1-sol", 2, 10, "low/medium/high/xhigh/max", "never", "served");
    row("gpt-6.2-astra", 8, 40, "low/medium/high/xhigh", "never", "current");
    row("gpt-6-luna", 0.1, 0.5, "none/low/medium/high/xhigh/max", "without-reasoning", "current");
    row("grok-4.7", 2, 6, "low/medium/high", "always", "current");
    row("grok-4.3", 1.25, 2.5, "none/low/medium/high", "always", "served");
    row("grok-4", 1.25, 2.5, "", "always", "redirected", "grok-4.3");
    row("grok-4-fast", 1.25, 2.5, "", "always", "redirected", "grok-4.3");
    row("grok-build-0.1", 1, 2, "", "always", "served");
}

void tst_ModelCatalog::knowsItsModels()
{
    QFETCH(const QString, provider);
    QFETCH(const QString, id);
    QFETCH(const double, in);
    QFETCH(const double, out);
    QFETCH(const QString, efforts);
    QFETCH(const QString, temperature);
    QFETCH(const QString, state);
    QFETCH(const QString, replacement);

    const std::optional<ModelInfo> model = ModelCatalog().find(provider, id);
    QVERIFY(model.has_value());
    QCOMPARE(model->prices.inputPerMillion.value_or(-1), in);
    QCOMPARE(model->prices.outputPerMillion.value_or(-1), out);
    QCOMPARE(model->efforts.join(u'/'), efforts);
    QCOMPARE(temperatureRuleName(model->temperature), temperature);
    QCOMPARE(modelStateName(model->state), state);
    QCOMPARE(model->replacement, replacement);
    QCOMPARE(model->acceptsEffort, !efforts.isEmpty());
}

void tst_ModelCatalog::knowsWhatTiersCost_data()
{
    QTest::addColumn<QString>("provider");
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("tier");
    QTest::addColumn<double>("factor"); // below 0: not known

    const auto row = [](const char *provider, const char *id, const char *tier, double factor) {
        QTest::addRow("%s %s", id, tier) << QString::fromLatin1(provider) << QString::fromLatin1(id)
                                         << QString::fromLatin1(tier) << factor;
    };
    row("openai", "gpt-6.1-sol", "flex", 0.5);
    row("openai", "gpt-6.1-sol", "priority", 2);
    row("openai", "gpt-6.1-sol", "fast", 2);
    row("openai", "gpt-6.1-sol", "ultrafast", -1);
    row("openai", "gpt-6.1-sol", "default", 1);
    row("openai", "gpt-5.5", "priority", 2.5);
    row("openai", "gpt-5.5", "flex", 0.5);
    row("xai", "grok-4.7", "priority", 2);
    row("xai", "grok-4.7", "flex", -1);
}

void tst_ModelCatalog::knowsWhatTiersCost()
{
    QFETCH(const QString, provider);
    QFETCH(const QString, id);
    QFETCH(const QString, tier);
    QFETCH(const double, factor);
    QCOMPARE(tierFactor(ModelCatalog().find(provider, id)->prices, tier).value_or(-1), factor);
}

void tst_ModelCatalog::everyEntryIsDatedAndConsistent()
{
    const ModelCatalog catalog;
    QCOMPARE(catalog.asOf(), QDate(2026, 11, 22));
    for (const QString &provider : {u"openai"_s, u"xai"_s}) {
        for (const ModelInfo &model : catalog.models(provider)) {
            const QByteArray utf8 = model.id.toUtf8();
            const char *id = utf8.constData();
            QVERIFY2(model.asOf.isValid() && !model.source.isEmpty(), id);
            QVERIFY2(model.prices.isKnown() || !model.uncertain.isEmpty(), id);
            QVERIFY2(!model.prices.isKnown()
                         || (model.prices.asOf.isValid() && !model.prices.source.isEmpty()),
                     id);
            QVERIFY2(model.defaultEffort.isEmpty() || model.efforts.contains(model.defaultEffort), id);
            QVERIFY2(model.replacement.isEmpty() || catalog.find(provider, model.replacement), id);
            const bool isEnding = model.state == ModelState::ShutdownAnnounced
                || model.state == ModelState::Retired || model.state == ModelState::Redirected;
            QVERIFY2(isEnding == model.shutdownDate.isValid(), id);
            QVERIFY2(model.state != ModelState::Unknown, id);
        }
    }
}

void tst_ModelCatalog::listsNewestFirst()
{
    const std::vector<ModelInfo> models = ModelCatalog().models(u"openai");
    QCOMPARE(models.front().id, u"gpt-6.2-astra"_s);
    QVERIFY(std::is_sorted(models.begin(), models.end(),
                           [](const ModelInfo &a, const ModelInfo &b) { return a.released > b.released; }));
    QVERIFY(ModelCatalog().models(u"nobody").empty());
}

void tst_ModelCatalog::mergesWhatAServerLists()
{
    ModelCatalog catalog;
    const std::size_t before = catalog.models(u"openai").size();
    catalog.merge(u"openai"_s,
                  {ListedModel{.id = u"gpt-7"_s, .created = QDate(2027, 1, 2), .contextTokens = 2000000},
                   ListedModel{.id = u"gpt-5.4"_s, .shutdownDate = QDate(2027, 5, 1), .contextTokens = 1},
                   ListedModel{.id = u"gpt-5-2025-08-07"_s, .shutdownDate = QDate(2030, 1, 1)},
                   ListedModel{.id = u"gpt-4.1"_s,
                               .contextTokens = 1047576,
                               .prices = {.inputPerMillion = 2, .outputPerMillion = 8}}});

    QCOMPARE(catalog.models(u"openai").size(), before + 1);
    const ModelInfo fresh = catalog.models(u"openai").front();
    QCOMPARE(fresh.id, u"gpt-7"_s);
    QCOMPARE(fresh.state, ModelState::Unknown);
    QVERIFY(!fresh.prices.isKnown());
    QCOMPARE(fresh.contextTokens.value_or(0), 2000000);

    const std::optional<ModelInfo> ending = catalog.find(u"openai", u"gpt-5.4");
    QCOMPARE(ending->state, ModelState::ShutdownAnnounced);
    QCOMPARE(ending->shutdownDate, QDate(2027, 5, 1));
    QCOMPARE(ending->contextTokens.value_or(0), 1050000); // no gap to fill
    QCOMPARE(catalog.find(u"openai", u"gpt-5")->shutdownDate,
             QDate(2026, 12, 11)); // its snapshot's is another's
    QCOMPARE(catalog.find(u"openai", u"gpt-4.1")->prices.outputPerMillion.value_or(0), 8.0);

    catalog.merge(u"openai"_s, {});
    QVERIFY(!catalog.find(u"openai", u"gpt-7"));
    QCOMPARE(catalog.find(u"openai", u"gpt-5.4")->state, ModelState::Served);

    catalog.merge(u"ollama"_s, {ListedModel{.id = u"qwen3:8b"_s}});
    QVERIFY(catalog.find(u"ollama", u"qwen3:8b").has_value());
    QVERIFY(!catalog.find(u"openai", u"qwen3:8b"));
}

void tst_ModelCatalog::takesOverridesOfAFile()
{
    ModelCatalog catalog;
    const Result<> done = catalog.applyOverrides(write(R"({"as_of":"2026-12-24","models":[
        {"provider":"openai","id":"gpt-5-mini","prices":{"output":1.5,"tier_factors":{"Scale":3}}},
        {"provider":"custom","id":"house-model","efforts":["low"],"state":"current"}]})"));
    QVERIFY2(done.has_value(), done ? "" : qPrintable(done.error().message));

    const std::optional<ModelInfo> known = catalog.find(u"openai", u"gpt-5-mini");
    QCOMPARE(known->prices.outputPerMillion.value_or(0), 1.5);
    QCOMPARE(known->prices.inputPerMillion.value_or(0), 0.25); // the rest stays
    QCOMPARE(tierFactor(known->prices, u"scale"_s).value_or(-1), 3.0);
    QCOMPARE(tierFactor(known->prices, u"flex"_s).value_or(-1), 0.5);
    QCOMPARE(known->asOf, QDate(2026, 12, 24));
    const std::optional<ModelInfo> added = catalog.find(u"custom", u"house-model");
    QCOMPARE(added->name, u"house-model"_s);
    QCOMPARE(added->state, ModelState::Current);

    QVERIFY(catalog.applyOverrides(m_dir.filePath(u"not-there.json"_s)).has_value());
}

void tst_ModelCatalog::keepsItsDataWhenAFileIsBad_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("reason");

    QTest::newRow("no JSON") << "{"_ba << u"at byte"_s;
    QTest::newRow("no list") << "{}"_ba << u"\"models\" is missing"_s;
    QTest::newRow("no id") << R"({"models":[{"provider":"openai"}]})"_ba << u"entry 1 needs"_s;
    QTest::newRow("a misspelt field") << R"({"models":[{"provider":"x","id":"y","prize":{}}]})"_ba
                                      << u"model \"y\": there is no field \"prize\""_s;
    QTest::newRow("a text where a number belongs")
        << R"({"models":[{"provider":"x","id":"y","prices":{"input":"2"}}]})"_ba
        << u"model \"y\", prices: \"input\" is not a number"_s;
    QTest::newRow("a price below zero")
        << R"({"models":[{"provider":"x","id":"y","prices":{"input":-2}}]})"_ba << u"at least 0"_s;
    QTest::newRow("a tier that costs a word")
        << R"({"models":[{"provider":"x","id":"y","prices":{"tier_factors":{"flex":"half"}}}]})"_ba
        << u"\"tier_factors\" is not an object of numbers"_s;
    QTest::newRow("an unknown state")
        << R"({"models":[{"provider":"x","id":"y","state":"asleep"}]})"_ba << u"\"state\" is not a word"_s;
    QTest::newRow("no date") << R"({"models":[{"provider":"x","id":"y","released":"soon"}]})"_ba
                             << u"not a date"_s;
}

void tst_ModelCatalog::keepsItsDataWhenAFileIsBad()
{
    QFETCH(const QByteArray, content);
    QFETCH(const QString, reason);
    ModelCatalog catalog;
    const std::vector<ModelInfo> before = catalog.models(u"openai");
    const QString path = write(content);
    const Result<> done = catalog.applyOverrides(path);

    QVERIFY(!done.has_value());
    QCOMPARE(done.error().kind, ErrorKind::Usage);
    QVERIFY2(done.error().message.startsWith(path), qPrintable(done.error().message));
    QVERIFY2(done.error().message.contains(reason), qPrintable(done.error().message));
    QCOMPARE(catalog.models(u"openai"), before);
}

void tst_ModelCatalog::anAnnouncedShutdownComesTrue()
{
    const ModelCatalog catalog;
    const ModelInfo mini = *catalog.find(u"openai", u"gpt-5-mini");
    QCOMPARE(stateOn(mini, QDate(2026, 12, 10)), ModelState::ShutdownAnnounced);
    QCOMPARE(stateOn(mini, QDate(2026, 12, 11)), ModelState::Retired);
    QCOMPARE(stateOn(*catalog.find(u"xai", u"grok-4"), QDate(2026, 12, 11)), ModelState::Redirected);
}

QTEST_APPLESS_MAIN(tst_ModelCatalog)
#include "tst_modelcatalog.moc"
