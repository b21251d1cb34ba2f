#include "app/streamingswitch.h"
#include "settings/keys.h"
#include "settings/settings.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

const QString provider = u"openai"_s;
const QString model = u"gpt-5-mini"_s;

/// "NAME=value" each.
QProcessEnvironment environmentOf(const QStringList &variables)
{
    QProcessEnvironment environment;
    for (const QString &variable : variables)
        environment.insert(variable.section(u'=', 0, 0), variable.section(u'=', 1));
    return environment;
}

} // namespace

class tst_StreamingSwitch : public QObject
{
    Q_OBJECT

private slots:
    void theNearestWordWins_data();
    void theNearestWordWins();
    void otherModelsAndProvidersKeepTheirOwn();
    void theEnvironmentIsReadInAnyCase_data();
    void theEnvironmentIsReadInAnyCase();
    void unreadableValuesNameTheirVariable_data();
    void unreadableValuesNameTheirVariable();
    void namesAreReadBack_data();
    void namesAreReadBack();
};

void tst_StreamingSwitch::theNearestWordWins_data()
{
    QTest::addColumn<QStringList>("variables");
    QTest::addColumn<QString>("ofModel");
    QTest::addColumn<QString>("ofProvider");
    QTest::addColumn<QString>("global");
    QTest::addColumn<QString>("expected");

    const QStringList none;
    const QString on = u"on"_s;
    const QString off = u"off"_s;
    const QString automatic = u"auto"_s;
    QTest::newRow("nothing is set") << none << automatic << automatic << automatic << automatic;
    QTest::newRow("global only") << none << automatic << automatic << off << off;
    QTest::newRow("the provider's word over the global one") << none << automatic << on << off << on;
    QTest::newRow("the model's word over the provider's") << none << off << on << on << off;
    QTest::newRow("the model's word over the global one") << none << on << automatic << off << on;
    QTest::newRow("the environment over all")
        << QStringList{u"REASONGLASS_STREAMING=off"_s} << on << on << on << off;
    QTest::newRow("the environment can ask for auto")
        << QStringList{u"REASONGLASS_STREAMING=auto"_s} << off << off << off << automatic;
    QTest::newRow("the alias over all settings")
        << QStringList{u"ENABLE_SSE_STREAMING=false"_s} << on << on << on << off;
    QTest::newRow("the alias switches on")
        << QStringList{u"ENABLE_SSE_STREAMING=true"_s} << off << off << off << on;
    QTest::newRow("the variable over its alias")
        << QStringList{u"ENABLE_SSE_STREAMING=true"_s, u"REASONGLASS_STREAMING=off"_s} << on << on << on
        << off;
    QTest::newRow("empty variables say nothing")
        << QStringList{u"REASONGLASS_STREAMING="_s, u"ENABLE_SSE_STREAMING="_s} << automatic << off << on
        << off;
}

void tst_StreamingSwitch::theNearestWordWins()
{
    QFETCH(const QStringList, variables);
    QFETCH(const QString, ofModel);
    QFETCH(const QString, ofProvider);
    QFETCH(const QString, global);
    QFETCH(const QString, expected);
    const QTemporaryDir folder;
    Settings settings(folder.filePath(u"settings.ini"_s));
    settings.set(keys::modelStreaming(provider, model), ofModel);
    settings.set(keys::providerStreaming(provider), ofProvider);
    settings.set(keys::streaming, global);
    const auto chosen = chooseStreaming(environmentOf(variables), settings, provider, model);
    QVERIFY(chosen);
    QCOMPARE(streamingName(*chosen), expected);
}

void tst_StreamingSwitch::otherModelsAndProvidersKeepTheirOwn()
{
    const QTemporaryDir folder;
    Settings settings(folder.filePath(u"settings.ini"_s));
    settings.set(keys::modelStreaming(provider, model), u"off"_s);
    settings.set(keys::providerStreaming(u"xai"_s), u"on"_s);
    const auto chosen = [&](const QString &providerId, const QString &modelId) {
        return streamingName(
            chooseStreaming({}, settings, providerId, modelId).value_or(StreamingMode::Auto));
    };
    QCOMPARE(chosen(provider, model), u"off"_s);
    QCOMPARE(chosen(provider, u"gpt-5-nano"_s), u"auto"_s);
    QCOMPARE(chosen(u"xai"_s, model), u"on"_s);
}

void tst_StreamingSwitch::theEnvironmentIsReadInAnyCase_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<StreamingMode>("expected");
    QTest::newRow("On") << u"REASONGLASS_STREAMING=On"_s << StreamingMode::On;
    QTest::newRow("OFF") << u"REASONGLASS_STREAMING=OFF"_s << StreamingMode::Off;
    QTest::newRow("TRUE") << u"ENABLE_SSE_STREAMING=TRUE"_s << StreamingMode::On;
    QTest::newRow("False") << u"ENABLE_SSE_STREAMING=False"_s << StreamingMode::Off;
}

void tst_StreamingSwitch::theEnvironmentIsReadInAnyCase()
{
    QFETCH(const QString, variable);
    QFETCH(const StreamingMode, expected);
    const auto said = environmentStreaming(environmentOf({variable}));
    QVERIFY(said);
    QCOMPARE(*said, std::optional(expected));
}

void tst_StreamingSwitch::unreadableValuesNameTheirVariable_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("name");
    QTest::newRow("maybe") << u"REASONGLASS_STREAMING=maybe"_s << u"REASONGLASS_STREAMING"_s;
    QTest::newRow("the alias's word in the variable")
        << u"REASONGLASS_STREAMING=true"_s << u"REASONGLASS_STREAMING"_s;
    QTest::newRow("the variable's word in the alias")
        << u"ENABLE_SSE_STREAMING=on"_s << u"ENABLE_SSE_STREAMING"_s;
    QTest::newRow("a number") << u"ENABLE_SSE_STREAMING=1"_s << u"ENABLE_SSE_STREAMING"_s;
}

void tst_StreamingSwitch::unreadableValuesNameTheirVariable()
{
    QFETCH(const QString, variable);
    QFETCH(const QString, name);
    const QTemporaryDir folder;
    const Settings settings(folder.filePath(u"settings.ini"_s));
    const auto chosen = chooseStreaming(environmentOf({variable}), settings, provider, model);
    QVERIFY(!chosen);
    QCOMPARE(chosen.error().kind, ErrorKind::Usage);
    QCOMPARE(chosen.error().param, name);
    QVERIFY2(chosen.error().message.contains(name), qUtf8Printable(chosen.error().message));
    QVERIFY(chosen.error().message.contains(variable.section(u'=', 1)));
}

void tst_StreamingSwitch::namesAreReadBack_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("known");
    for (const char *name : {"auto", "on", "off"})
        QTest::newRow(name) << QString::fromLatin1(name) << true;
    for (const char *name : {"", "On", "true", "onn"})
        QTest::addRow("not \"%s\"", name) << QString::fromLatin1(name) << false;
}

void tst_StreamingSwitch::namesAreReadBack()
{
    QFETCH(const QString, name);
    QFETCH(const bool, known);
    const auto mode = streamingFromName(name);
    QCOMPARE(mode.has_value(), known);
    if (mode)
        QCOMPARE(streamingName(*mode), name);
}

QTEST_GUILESS_MAIN(tst_StreamingSwitch)
#include "tst_streamingswitch.moc"
