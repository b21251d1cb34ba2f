#include "providers/providerregistry.h"

#include <QTemporaryDir>
#include <QTest>

using namespace reasonglass;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class tst_ProviderRegistry : public QObject
{
    Q_OBJECT

private slots:
    void knowsItsProviders_data();
    void knowsItsProviders();
    void knowsCapabilitiesAndTimeouts();
    void offersTheRightModels_data();
    void offersTheRightModels();
    void readsAddresses_data();
    void readsAddresses();
    void asksAboutPlainHttp_data();
    void asksAboutPlainHttp();
    void takesTheAddressFromTheEnvironment();
    void makesACustomProvider();
    void bindsKeysToHosts_data();
    void bindsKeysToHosts();
    void takesOverridesOfAFile();
    void keepsItsDataWhenAFileIsBad();

private:
    QString write(const QByteArray &content);

    QTemporaryDir m_dir;
};

QString tst_ProviderRegistry::write(const QByteArray &content)
{
    QFile file(m_dir.filePath(u"providers.json"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        return {};
    return file.fileName();
}

void tst_ProviderRegistry::knowsItsProviders_data()
{
    QTest::addColumn<QString>("baseUrl");
    QTest::addColumn<QString>("keyEnvironment");
    QTest::addColumn<bool>("local");

    QTest::newRow("openai") << u"https://api.openai.com/v1"_s << u"OPENAI_API_KEY"_s << false;
    QTest::newRow("xai") << u"https://api.x.ai/v1"_s << u"XAI_API_KEY"_s << false;
    QTest::newRow("openrouter") << u"https://openrouter.ai/api/v1"_s << u"OPENROUTER_API_KEY"_s << false;
    QTest::newRow("ollama") << u"http://127.0.0.1:11434/v1"_s << QString() << true;
    QTest::newRow("lmstudio") << u"http://127.0.0.1:1234/v1"_s << QString() << true;
    QTest::newRow("vllm") << u"http://127.0.0.1:8000/v1"_s << u"VLLM_API_KEY"_s << true;
    QTest::newRow("llamacpp") << u"http://127.0.0.1:8080/v1"_s << u"LLAMA_API_KEY"_s << true;
    QTest::newRow("custom") << QString() << QString() << false;
}

void tst_ProviderRegistry::knowsItsProviders()
{
    QFETCH(const QString, baseUrl);
    QFETCH(const QString, keyEnvironment);
    QFETCH(const bool, local);

    const ProviderRegistry registry;
    QCOMPARE(registry.all().size(), 8U);
    const std::optional<Provider> provider = registry.find(QString::fromLatin1(QTest::currentDataTag()));
    QVERIFY(provider.has_value());
    QCOMPARE(provider->baseUrl.toString(), baseUrl);
    QCOMPARE(provider->keyEnvironment, keyEnvironment);
    QCOMPARE(provider->local, local);
    QCOMPARE(provider->keyRequired, !local && !baseUrl.isEmpty());
    QVERIFY(!provider->name.isEmpty() && !provider->note.isEmpty());
    QVERIFY(provider->capabilities.streaming && provider->capabilities.blocking);
    QVERIFY(!registry.find(u"nobody"));
}

void tst_ProviderRegistry::knowsCapabilitiesAndTimeouts()
{
    const ProviderRegistry registry;
    const Provider openai = *registry.find(u"openai");
    const Provider xai = *registry.find(u"xai");
    const Provider ollama = *registry.find(u"ollama");

    QVERIFY(openai.capabilities.background && openai.capabilities.cancel && openai.capabilities.resume);
    QVERIFY(openai.capabilities.obfuscationOption && openai.capabilities.verbosity);
    QVERIFY(!xai.capabilities.background && !xai.capabilities.verbosity
            && !xai.capabilities.obfuscationOption);
    QVERIFY(xai.capabilities.store && xai.hasQuirk(u"bad-key-is-400"));
    QVERIFY(!ollama.capabilities.store && !ollama.capabilities.reasoningSummary);

    QCOMPARE(openai.timeouts, (Timeouts{.connect = 15s, .headers = 120s, .idle = 300s, .total = 0s}));
    QCOMPARE(xai.timeouts.idle, 900s);
    QCOMPARE(ollama.timeouts.headers, 300s);
}

void tst_ProviderRegistry::offersTheRightModels_data()
{
    QTest::addColumn<QString>("provider");
    QTest::addColumn<bool>("offered");

    QTest::newRow("gpt-6.2-astra") << u"openai"_s << true;
    QTest::newRow("gpt-5-mini-2025-08-07") << u"openai"_s << true;
    QTest::newRow("o4-mini") << u"openai"_s << true;
    QTest::newRow("gpt-5.1-codex") << u"openai"_s << true;
    QTest::newRow("text-embedding-3-small") << u"openai"_s << false;
    QTest::newRow("gpt-image-1") << u"openai"_s << false;
    QTest::newRow("gpt-4o-mini-tts") << u"openai"_s << false;
    QTest::newRow("gpt-4o-transcribe") << u"openai"_s << false;
    QTest::newRow("gpt-realtime") << u"openai"_s << false;
    QTest::newRow("whisper-1") << u"openai"_s << false;
    QTest::newRow("grok-4.7") << u"xai"_s << true;
    QTest::newRow("grok-imagine-image") << u"xai"_s << false;
    QTest::newRow("qwen3:8b") << u"ollama"_s << true;
    QTest::newRow("nomic-embed-text") << u"ollama"_s << false;
    QTest::newRow("anything/at-all") << u"custom"_s << true;
}

void tst_ProviderRegistry::offersTheRightModels()
{
    QFETCH(const QString, provider);
    QFETCH(const bool, offered);
    const Provider found = *ProviderRegistry().find(provider);
    QCOMPARE(offersModel(found, QString::fromLatin1(QTest::currentDataTag())), offered);
}

void tst_ProviderRegistry::readsAddresses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("url"); // empty: refused

    QTest::newRow("as it is") << u"https://api.openai.com/v1"_s << u"https://api.openai.com/v1"_s;
    QTest::newRow("slashes and blanks") << u" https://host/v1// "_s << u"https://host/v1"_s;
    QTest::newRow("no path") << u"https://host"_s << u"https://host"_s;
    QTest::newRow("http to this machine") << u"http://127.0.0.1:8000/v1"_s << u"http://127.0.0.1:8000/v1"_s;
    QTest::newRow("http to localhost") << u"http://localhost:1234/v1"_s << u"http://localhost:1234/v1"_s;
    QTest::newRow("http by IPv6") << u"http://[::1]:8000/v1"_s << u"http://[::1]:8000/v1"_s;
    QTest::newRow("http to another machine")
        << u"http://192.168.1.7:8000/v1"_s << u"http://192.168.1.7:8000/v1"_s; // but see asksAboutPlainHttp()
    QTest::newRow("a password") << u"https://user:pw@host/v1"_s << QString();
    QTest::newRow("a query") << u"https://host/v1?key=1"_s << QString();
    QTest::newRow("another scheme") << u"file:///etc/passwd"_s << QString();
    QTest::newRow("no scheme") << u"api.openai.com"_s << QString();
    QTest::newRow("words") << u"not a url"_s << QString();
    QTest::newRow("empty") << QString() << QString();
}

void tst_ProviderRegistry::readsAddresses()
{
    QFETCH(const QString, text);
    QFETCH(const QString, url);
    const Result<QUrl> read = readBaseUrl(text);
    QCOMPARE(read ? read->toString() : QString(), url);
    if (!read)
        QVERIFY(!read.error().message.contains(u"pw"_s));
}

void tst_ProviderRegistry::asksAboutPlainHttp_data()
{
    QTest::addColumn<QStringList>("confirmed");
    QTest::addColumn<bool>("allowed");

    QTest::newRow("https://api.openai.com/v1") << QStringList() << true;
    QTest::newRow("http://127.0.0.1:8000/v1") << QStringList() << true;
    QTest::newRow("http://127.8.9.1/v1") << QStringList() << true;
    QTest::newRow("http://[::1]:8000/v1") << QStringList() << true;
    QTest::newRow("http://localhost/v1") << QStringList() << true;
    QTest::newRow("http://a.localhost/v1") << QStringList() << true;
    QTest::newRow("http://api.openai.com/v1") << QStringList() << false;
    QTest::newRow("http://192.168.1.7:8000/v1") << QStringList() << false;
    QTest::newRow("http://10.0.0.1/v1") << QStringList() << false;
    QTest::newRow("http://gpu-box/v1") << QStringList() << false;
    QTest::newRow("http://gpu-box.local/v1") << QStringList() << false;
    QTest::newRow("http://127.0.0.1.evil.example/v1") << QStringList() << false;
    QTest::newRow("http://localhost.evil.example/v1") << QStringList() << false;
    QTest::newRow("http://0.0.0.0/v1") << QStringList() << false;
    QTest::newRow("http://GPU-box:80/v1") << QStringList{u"gpu-box"_s} << true;
    QTest::newRow("http://gpu-box:8000/v1") << QStringList{u"a"_s, u"gpu-box:8000"_s} << true;
    QTest::newRow("http://gpu-box:8001/v1") << QStringList{u"gpu-box:8000"_s} << false;
    QTest::newRow("http://gpu-box:8000/v2") << QStringList{u"gpu-box"_s} << false;
}

void tst_ProviderRegistry::asksAboutPlainHttp()
{
    QFETCH(const QStringList, confirmed);
    QFETCH(const bool, allowed);
    const QUrl url(QString::fromUtf8(QTest::currentDataTag()));
    const Result<> checked = checkTransport(url, confirmed);
    QCOMPARE(checked.has_value(), allowed);
    if (!allowed) {
        QCOMPARE(checked.error().kind, ErrorKind::Usage);
        QCOMPARE(checked.error().code, u"plain_http"_s);
        QVERIFY(checked.error().message.contains(hostAndPort(url)));
    }
}

void tst_ProviderRegistry::takesTheAddressFromTheEnvironment()
{
    const Provider openai = *ProviderRegistry().find(u"openai");
    QProcessEnvironment environment;
    QCOMPARE(atEnvironmentAddress(openai, environment)->baseUrl, openai.baseUrl);

    environment.insert(u"OPENAI_BASE_URL"_s, u"http://127.0.0.1:9999/v1/"_s);
    QCOMPARE(atEnvironmentAddress(openai, environment)->baseUrl, QUrl(u"http://127.0.0.1:9999/v1"_s));

    environment.insert(u"OPENAI_BASE_URL"_s, u"nonsense"_s);
    const Result<Provider> refused = atEnvironmentAddress(openai, environment);
    QVERIFY(!refused.has_value());
    QCOMPARE(refused.error().kind, ErrorKind::Usage);
    QVERIFY(refused.error().message.contains(u"OPENAI_BASE_URL"_s));
}

void tst_ProviderRegistry::makesACustomProvider()
{
    const ProviderRegistry registry;
    const Result<Provider> local = registry.custom(u"http://localhost:5000/v1"_s);
    QVERIFY(local.has_value());
    QCOMPARE(local->id, u"custom"_s);
    QCOMPARE(local->baseUrl, QUrl(u"http://localhost:5000/v1"_s));
    QVERIFY(local->local);
    QVERIFY(!local->keyRequired);
    QVERIFY(local->keyEnvironment.isEmpty()); // no one's key goes to an address just typed
    QVERIFY(!registry.custom(u"https://example.org/v1"_s)->local);
    QVERIFY(!registry.custom(u"example"_s));
}

void tst_ProviderRegistry::bindsKeysToHosts_data()
{
    QTest::addColumn<QString>("host");

    QTest::newRow("https://API.OpenAI.com/v1") << u"api.openai.com"_s;
    QTest::newRow("https://api.openai.com:443/v1") << u"api.openai.com"_s;
    QTest::newRow("https://api.openai.com:8443/v1") << u"api.openai.com:8443"_s;
    QTest::newRow("http://127.0.0.1:11434/v1") << u"http://127.0.0.1:11434"_s;
    QTest::newRow("http://localhost/v1") << u"http://localhost"_s;
    QTest::newRow("http://api.openai.com/v1") << u"http://api.openai.com"_s;
    QTest::newRow("http://api.openai.com:443/v1") << u"http://api.openai.com:443"_s;
    QTest::newRow("https://bücher.example/v1") << u"xn--bcher-kva.example"_s;
}

void tst_ProviderRegistry::bindsKeysToHosts()
{
    QFETCH(const QString, host);
    QCOMPARE(keyHost(QUrl(QString::fromUtf8(QTest::currentDataTag()))), host);
}

void tst_ProviderRegistry::takesOverridesOfAFile()
{
    ProviderRegistry registry;
    const Result<> done = registry.applyOverrides(write(R"({"providers":[
        {"id":"openai","timeouts_s":{"idle":1800}},
        {"id":"house","name":"House","base_url":"https://llm.example.org/v1","key_environment":"HOUSE_KEY",
         "capabilities":{"reasoning_effort":true}}]})"));
    QVERIFY2(done.has_value(), done ? "" : qPrintable(done.error().message));
    QCOMPARE(registry.find(u"openai")->timeouts.idle, 1800s);
    QCOMPARE(registry.find(u"openai")->timeouts.connect, 15s);
    QVERIFY(registry.find(u"openai")->capabilities.resume);
    QCOMPARE(registry.all().back().name, u"House"_s);
    QVERIFY(registry.all().back().capabilities.reasoningEffort);

    QVERIFY(registry.applyOverrides(m_dir.filePath(u"not-there.json"_s)).has_value());
}

void tst_ProviderRegistry::keepsItsDataWhenAFileIsBad()
{
    ProviderRegistry registry;
    const std::vector<Provider> before = registry.all();
    for (const QByteArray &content :
         {"nonsense"_ba, "[]"_ba, R"({"providers":7})"_ba, R"({"providers":[{"name":"no id"}]})"_ba,
          R"({"providers":[{"id":"openai","base_url":"ftp://api.openai.com/v1"}]})"_ba,
          R"({"providers":[{"id":"openai","capabilities":{"streamin":true}}]})"_ba,
          R"({"providers":[{"id":"openai","timeouts_s":{"idle":-1}}]})"_ba,
          R"({"providers":[{"id":"openai","quirks":"one"}]})"_ba}) {
        const QString path = write(content);
        const Result<> done = registry.applyOverrides(path);
        QVERIFY2(!done.has_value(), content.constData());
        QCOMPARE(done.error().kind, ErrorKind::Usage);
        QVERIFY2(done.error().message.startsWith(path), qPrintable(done.error().message));
        QCOMPARE(registry.all(), before);
    }
}

QTEST_APPLESS_MAIN(tst_ProviderRegistry)
#include "tst_providerregistry.moc"
