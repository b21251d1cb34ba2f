#include "providers/modelcatalog.h"
#include "providers/providerregistry.h"
#include "providers/requestshaping.h"

#include <QTest>

using namespace reasonglass;
using namespace Qt::StringLiterals;

class tst_RequestShaping : public QObject
{
    Q_OBJECT

private slots:
    void shapes_data();
    void shapes();
    void leavesAPlainRequestAlone_data();
    void leavesAPlainRequestAlone();
    void neverTouchesWhatThePersonWrote();
    void warnsOfFilesThatMayBeRefused();
    void streamsOnlyWhereThatIsPossible();

private:
    ShapedRequest shape(const QString &provider, const ResponseRequest &request) const;

    const ProviderRegistry m_providers;
    const ModelCatalog m_catalog;
};

namespace {

/// What of a request can be shaped, as one line.
QString toString(const ResponseRequest &request)
{
    QStringList words;
    const auto add = [&words](const char *name, const QString &value) {
        if (!value.isEmpty())
            words.append(QString::fromLatin1(name) + u'=' + value);
    };
    add("effort", request.effort);
    add("summary", request.summary);
    add("verbosity", request.verbosity);
    add("temperature", request.temperature ? QString::number(*request.temperature) : QString());
    add("store", request.store ? QString::number(int(*request.store)) : QString());
    add("background", request.background ? u"1"_s : QString());
    add("stream", QString::number(int(request.stream)));
    add("plain", request.plainEvents ? u"1"_s : QString());
    add("schema", QString::fromUtf8(request.jsonSchema));
    return words.join(u' ');
}

} // namespace

ShapedRequest tst_RequestShaping::shape(const QString &provider, const ResponseRequest &request) const
{
    const std::optional<ModelInfo> model = m_catalog.find(provider, request.model);
    return shapeRequest(request, *m_providers.find(provider), model ? &*model : nullptr);
}

void tst_RequestShaping::shapes_data()
{
    QTest::addColumn<QString>("provider");
    QTest::addColumn<ResponseRequest>("asked");
    QTest::addColumn<QString>("sent");
    QTest::addColumn<QString>("dropped");

    const QString openai = u"openai"_s;
    const QString xai = u"xai"_s;

    QTest::newRow("no temperature for gpt-5-mini")
        << openai << ResponseRequest{.model = u"gpt-5-mini"_s, .temperature = 0.5} << u"stream=1"_s
        << u"temperature dropped: gpt-5-mini does not accept it"_s;
    QTest::newRow("nor for its snapshot")
        << openai << ResponseRequest{.model = u"gpt-5-mini-2025-08-07"_s, .temperature = 0.5} << u"stream=1"_s
        << u"temperature dropped: gpt-5-mini-2025-08-07 does not accept it"_s;
    QTest::newRow("a temperature while not reasoning")
        << openai << ResponseRequest{.model = u"gpt-5.1"_s, .effort = u"none"_s, .temperature = 0.5}
        << u"effort=none temperature=0.5 stream=1"_s << QString();
    QTest::newRow("not reasoning by default")
        << openai << ResponseRequest{.model = u"gpt-5.1"_s, .temperature = 0.5}
        << u"temperature=0.5 stream=1"_s << QString();
    QTest::newRow("no temperature while reasoning")
        << openai << ResponseRequest{.model = u"gpt-5.1"_s, .effort = u"low"_s, .temperature = 0.5}
        << u"effort=low stream=1"_s
        << u"temperature dropped: gpt-5.1 accepts it only with reasoning.effort none"_s;
    QTest::newRow("a temperature for Grok")
        << xai << ResponseRequest{.model = u"grok-4.7"_s, .effort = u"high"_s, .temperature = 0.7}
        << u"effort=high temperature=0.7 stream=1"_s << QString();

    QTest::newRow("none becomes low")
        << openai << ResponseRequest{.model = u"gpt-6.1-sol"_s, .effort = u"none"_s}
        << u"effort=low stream=1"_s
        << u"reasoning.effort none replaced by low: gpt-6.1-sol does not accept none"_s;
    QTest::newRow("minimal becomes low")
        << openai << ResponseRequest{.model = u"gpt-5.5"_s, .effort = u"minimal"_s}
        << u"effort=low stream=1"_s
        << u"reasoning.effort minimal replaced by low: gpt-5.5 does not accept minimal"_s;
    QTest::newRow("max becomes xhigh")
        << openai << ResponseRequest{.model = u"gpt-5.2"_s, .effort = u"max"_s} << u"effort=xhigh stream=1"_s
        << u"reasoning.effort max replaced by xhigh: gpt-5.2 does not accept max"_s;
    QTest::newRow("max becomes high where there is no xhigh")
        << xai << ResponseRequest{.model = u"grok-4.7"_s, .effort = u"max"_s} << u"effort=high stream=1"_s
        << u"reasoning.effort max replaced by high: grok-4.7 does not accept max"_s;
    QTest::newRow("a word without a neighbour")
        << openai << ResponseRequest{.model = u"gpt-5"_s, .effort = u"heroic"_s} << u"stream=1"_s
        << u"reasoning.effort dropped: gpt-5 has no such value"_s;
    QTest::newRow("no dial") << xai
                             << ResponseRequest{.model = u"grok-4.20-0309-reasoning"_s,
                                                .effort = u"high"_s,
                                                .summary = u"auto"_s}
                             << u"summary=auto stream=1"_s
                             << u"reasoning.effort dropped: grok-4.20-0309-reasoning does not accept it"_s;
    QTest::newRow("no dial on an old name")
        << xai << ResponseRequest{.model = u"grok-4-0709"_s, .effort = u"low"_s} << u"stream=1"_s
        << u"reasoning.effort dropped: grok-4-0709 does not accept it"_s;

    QTest::newRow("no summary of a model that does not reason")
        << openai << ResponseRequest{.model = u"gpt-4.1"_s, .summary = u"auto"_s} << u"stream=1"_s
        << u"reasoning.summary dropped: gpt-4.1 does not accept it"_s;
    QTest::newRow("no verbosity for xAI")
        << xai << ResponseRequest{.model = u"grok-4.7"_s, .verbosity = u"low"_s} << u"stream=1"_s
        << u"text.verbosity dropped: xAI does not accept it"_s;
    QTest::newRow("no background at xAI")
        << xai << ResponseRequest{.model = u"grok-4.7"_s, .background = true} << u"stream=1"_s
        << u"background dropped: xAI does not accept it"_s;
    QTest::newRow("no background without storing")
        << openai << ResponseRequest{.model = u"gpt-5"_s, .store = false, .background = true}
        << u"store=0 stream=1"_s
        << u"background dropped: OpenAI must be allowed to store the response for it"_s;
    QTest::newRow("padding can be switched off at OpenAI")
        << openai << ResponseRequest{.model = u"gpt-5"_s, .plainEvents = true} << u"stream=1 plain=1"_s
        << QString();
    QTest::newRow("not without a stream")
        << openai << ResponseRequest{.model = u"gpt-5"_s, .stream = false, .plainEvents = true}
        << u"stream=0"_s << QString();
    QTest::newRow("and not elsewhere")
        << xai << ResponseRequest{.model = u"grok-4.7"_s, .plainEvents = true} << u"stream=1"_s << QString();

    const ResponseRequest everything{.model = u"nobody-knows-it"_s,
                                     .effort = u"max"_s,
                                     .summary = u"detailed"_s,
                                     .verbosity = u"low"_s,
                                     .temperature = 1.5,
                                     .jsonSchema = "{}",
                                     .store = true,
                                     .background = true,
                                     .plainEvents = true};
    QTest::newRow("an unknown model gets all that OpenAI takes")
        << openai << everything
        << u"effort=max summary=detailed verbosity=low temperature=1.5 store=1 background=1 stream=1 plain=1 schema={}"_s
        << QString();
    QTest::newRow("and all that an unknown server may take")
        << u"custom"_s << everything
        << u"effort=max summary=detailed verbosity=low temperature=1.5 store=1 background=1 stream=1 schema={}"_s
        << QString();
    QTest::newRow("but only what Ollama takes")
        << u"ollama"_s << everything << u"effort=max temperature=1.5 stream=1 schema={}"_s
        << u"reasoning.summary dropped: Ollama does not accept it\n"
           "text.verbosity dropped: Ollama does not accept it\n"
           "store dropped: Ollama keeps no responses\n"
           "background dropped: Ollama does not accept it"_s;
    QTest::newRow("not storing is what Ollama does anyway")
        << u"ollama"_s << ResponseRequest{.model = u"qwen3:8b"_s, .store = false} << u"stream=1"_s
        << QString();
}

void tst_RequestShaping::shapes()
{
    QFETCH(const QString, provider);
    QFETCH(const ResponseRequest, asked);
    QFETCH(const QString, sent);
    QFETCH(const QString, dropped);

    const ShapedRequest shaped = shape(provider, asked);
    QCOMPARE(toString(shaped.request), sent);
    QCOMPARE(shaped.dropped.join(u'\n'), dropped);
}

void tst_RequestShaping::leavesAPlainRequestAlone_data()
{
    QTest::addColumn<QString>("provider");
    for (const Provider &provider : m_providers.all())
        QTest::newRow(qPrintable(provider.id)) << provider.id;
}

void tst_RequestShaping::leavesAPlainRequestAlone()
{
    QFETCH(const QString, provider);
    const ResponseRequest plain{.model = u"any"_s, .prompt = u"Why?"_s, .maxOutputTokens = 100};
    QCOMPARE(shape(provider, plain), (ShapedRequest{.request = plain}));
}

void tst_RequestShaping::neverTouchesWhatThePersonWrote()
{
    const ResponseRequest asked{.model = u"gpt-5-mini"_s,
                                .prompt = u"Why?"_s,
                                .instructions = u"Be brief."_s,
                                .attachments = {{u"a.bin"_s, u"application/x-thing"_s, "123"}},
                                .maxOutputTokens = 1000000,
                                .temperature = 1};
    const ResponseRequest sent = shape(u"llamacpp"_s, asked).request;
    QCOMPARE(sent.model, asked.model);
    QCOMPARE(sent.prompt, asked.prompt);
    QCOMPARE(sent.instructions, asked.instructions);
    QCOMPARE(sent.attachments, asked.attachments);
    QCOMPARE(sent.maxOutputTokens, asked.maxOutputTokens);
}

void tst_RequestShaping::warnsOfFilesThatMayBeRefused()
{
    ResponseRequest asked{.model = u"gpt-4"_s,
                          .attachments = {{u"a.txt"_s, u"text/plain"_s, "a"},
                                          {u"b.png"_s, u"image/png"_s, "b"},
                                          {u"c.pdf"_s, u"application/pdf"_s, "c"}}};
    QCOMPARE(shape(u"openai"_s, asked).warnings,
             QStringList{u"b.png: gpt-4 may not accept files of type image/png"_s});
    asked.model = u"qwen3:8b"_s;
    QCOMPARE(shape(u"ollama"_s, asked).warnings,
             QStringList{u"c.pdf: qwen3:8b may not accept files of type application/pdf"_s});
}

void tst_RequestShaping::streamsOnlyWhereThatIsPossible()
{
    Provider provider = *m_providers.find(u"custom");
    ModelInfo model{.id = u"slow"_s, .providerId = provider.id, .streaming = false};
    const ResponseRequest streamed{.model = model.id};

    ShapedRequest shaped = shapeRequest(streamed, provider, &model);
    QVERIFY(!shaped.request.stream);
    QCOMPARE(shaped.dropped, QStringList{u"stream dropped: slow answers only as a whole"_s});

    provider.capabilities.streaming = false;
    shaped = shapeRequest(streamed, provider, nullptr);
    QVERIFY(!shaped.request.stream);
    QCOMPARE(shaped.dropped, QStringList{u"stream dropped: Other server answers only as a whole"_s});

    provider.capabilities = {.streaming = true, .blocking = false};
    shaped = shapeRequest({.model = u"slow"_s, .stream = false}, provider, nullptr);
    QVERIFY(shaped.request.stream);
    QCOMPARE(shaped.dropped, QStringList{u"stream switched on: Other server only streams"_s});
}

QTEST_APPLESS_MAIN(tst_RequestShaping)
#include "tst_requestshaping.moc"
