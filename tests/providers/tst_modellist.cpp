#include "httpsample.h"
#include "providers/modellist.h"

#include <QTest>

#include <algorithm>

using namespace reasonglass;
using namespace Qt::StringLiterals;

class tst_ModelList : public QObject
{
    Q_OBJECT

private slots:
    void readsShapes_data();
    void readsShapes();
    void refusesWhatIsNoList_data();
    void refusesWhatIsNoList();
    void readsRecordedLists_data();
    void readsRecordedLists();
};

namespace {

QString toString(const ListedModel &model)
{
    QStringList words{model.id};
    const auto add = [&words](const QString &name, const QString &value) {
        if (!value.isEmpty())
            words.append(name + u'=' + value);
    };
    const auto number = [](const auto &value) {
        return value ? QString::number(double(*value), 'g', 6) : QString();
    };
    add(u"name"_s, model.name == model.id ? QString() : model.name);
    add(u"created"_s, model.created.toString(Qt::ISODate));
    add(u"shutdown"_s, model.shutdownDate.toString(Qt::ISODate));
    add(u"context"_s, number(model.contextTokens));
    add(u"out"_s, number(model.maxOutputTokens));
    add(u"image"_s, model.imageInput ? QString::number(int(*model.imageInput)) : QString());
    add(u"efforts"_s, model.efforts.join(u'/'));
    add(u"aliases"_s, model.aliases.join(u'/'));
    add(u"in$"_s, number(model.prices.inputPerMillion));
    add(u"cached$"_s, number(model.prices.cachedPerMillion));
    add(u"out$"_s, number(model.prices.outputPerMillion));
    return words.join(u' ');
}

QString toString(const std::vector<ListedModel> &models)
{
    QStringList lines;
    for (const ListedModel &model : models)
        lines.append(toString(model));
    return lines.join(u" | "_s);
}

} // namespace

void tst_ModelList::readsShapes_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("models");

    QTest::newRow("OpenAI, with and without a shutdown date")
        << R"({"object":"list","data":[
             {"id":"gpt-5","object":"model","created":1754524800,"owned_by":"openai","shutdown_date":"2026-12-11"},
             {"id":"gpt-6-luna","object":"model","created":1790035200,"owned_by":"openai","shutdown_date":null}]})"_ba
        << u"gpt-5 created=2025-08-07 shutdown=2026-12-11 | gpt-6-luna created=2026-09-22"_s;
    QTest::newRow("xAI models with a context")
        << R"({"data":[{"id":"grok-4.7","created":0,"context_length":500000}]})"_ba
        << u"grok-4.7 context=500000"_s;
    QTest::newRow("xAI language models: cents per 100 million tokens")
        << R"({"models":[{"id":"grok-3","created":1743724800,"version":"1.0","input_modalities":["text"],
             "prompt_text_token_price":30000,"cached_prompt_text_token_price":7500,
             "completion_text_token_price":150000,"aliases":["grok-3-latest"]}]})"_ba
        << u"grok-3 created=2025-04-04 image=0 aliases=grok-3-latest in$=3 cached$=0.75 out$=15"_s;
    QTest::newRow("OpenRouter: prices per token as texts")
        << R"({"data":[{"id":"openai/gpt-5-mini","name":"OpenAI: GPT-5 Mini","created":1754587407,"context_length":400000,
             "architecture":{"input_modalities":["text","image"],"output_modalities":["text"]},
             "pricing":{"prompt":"0.00000025","completion":"0.000002","input_cache_read":"0.000000025"},
             "top_provider":{"max_completion_tokens":128000}}]})"_ba
        << u"openai/gpt-5-mini name=OpenAI: GPT-5 Mini created=2025-08-07 context=400000 out=128000 image=1 in$=0.25 cached$=0.025 out$=2"_s;
    QTest::newRow("OpenRouter: prices as numbers, and unknown ones")
        << R"({"data":[{"id":"a","pricing":{"prompt":0.000001,"completion":0.000002}},
                      {"id":"b","pricing":{"prompt":"-1","completion":"-1"}}]})"_ba
        << u"a in$=1 out$=2 | b"_s;
    QTest::newRow("Ollama /api/tags")
        << R"({"models":[{"name":"qwen3:8b","model":"qwen3:8b","modified_at":"2026-01-01T00:00:00Z","size":1,
             "details":{"family":"qwen3","parameter_size":"8B"}}]})"_ba
        << u"qwen3:8b"_s;
    QTest::newRow("Ollama without a model") << R"({"object":"list","data":null})"_ba << QString();
    QTest::newRow("LM Studio of its own kind, embeddings left out")
        << R"({"models":[{"key":"qwen/qwen3-4b","display_name":"Qwen3 4B","type":"llm","max_context_length":40960,
             "capabilities":{"vision":false}},{"key":"nomic","type":"embedding"}]})"_ba
        << u"qwen/qwen3-4b name=Qwen3 4B context=40960 image=0"_s;
    QTest::newRow("vLLM")
        << R"({"object":"list","data":[{"id":"openai/gpt-oss-20b","max_model_len":131072}]})"_ba
        << u"openai/gpt-oss-20b context=131072"_s;
    QTest::newRow("a bare list, names only") << R"(["a",{"id":"b"}])"_ba << u"a | b"_s;
    QTest::newRow("entries that are none are left out")
        << R"({"data":[null,7,{},{"id":""},{"id":"a"}]})"_ba << u"a"_s;
    QTest::newRow("other endpoints only") << R"({"data":[{"id":"a","supported_endpoints":["/v1/messages"]},
             {"id":"b","supported_endpoints":["/chat/completions","/responses"]}]})"_ba
                                          << u"b"_s;
    QTest::newRow("no model at all") << R"({"object":"list","data":[]})"_ba << QString();
}

void tst_ModelList::readsShapes()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QString, models);
    const Result<std::vector<ListedModel>> list = parseModelList(body);
    QVERIFY(list.has_value());
    QCOMPARE(toString(*list), models);
}

void tst_ModelList::refusesWhatIsNoList_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("empty") << ""_ba;
    QTest::newRow("a page") << "<html>hello</html>"_ba;
    QTest::newRow("an error") << R"({"error":{"message":"no"}})"_ba;
    QTest::newRow("cut short") << R"({"data":[{"id":"a")"_ba;
}

void tst_ModelList::refusesWhatIsNoList()
{
    QFETCH(const QByteArray, body);
    const Result<std::vector<ListedModel>> list = parseModelList(body);
    QVERIFY(!list.has_value());
    QCOMPARE(list.error().kind, ErrorKind::Protocol);
}

void tst_ModelList::readsRecordedLists_data()
{
    QTest::addColumn<int>("models");
    QTest::addColumn<QString>("one"); // how one of them reads

    QTest::newRow("cerebras-models.http") << 3 << u"gpt-oss-120b"_s;
    QTest::newRow("copilot-models.http")
        << 26
        << u"gpt-5.4 name=GPT-5.4 context=400000 out=128000 image=1 efforts=none/low/medium/high/xhigh"_s;
    QTest::newRow("huggingface-router-models.http")
        << 127 << u"MiniMaxAI/MiniMax-M2.1 created=2025-12-20 context=204800 image=0"_s;
    QTest::newRow("llamacpp-models.http")
        << 1
        << u"/REDACTED_PATH/Qwen3-1.7B-Q4_K_M.gguf context=4096 aliases=/REDACTED_PATH/Qwen3-1.7B-Q4_K_M.gguf"_s;
    QTest::newRow("openai-models-2025.http") << 82 << u"o3-pro created=2025-05-28"_s;
    QTest::newRow("openai-models-2026.http") << 135 << u"gpt-5.4-mini created=2026-03-14"_s;
    QTest::newRow("openai-models-dotnet.http") << 96 << u"gpt-4 created=2023-06-27"_s;
}

void tst_ModelList::readsRecordedLists()
{
    const QString folder = streamsFolder(u"models"_s);
    if (!QFileInfo::exists(folder))
        QSKIP("the recorded streams are not beside the checkout");
    QFETCH(const int, models);
    QFETCH(const QString, one);

    const HttpSample sample = readHttpSample(folder + u'/' + QString::fromLatin1(QTest::currentDataTag()));
    const Result<std::vector<ListedModel>> list = parseModelList(sample.body);
    QVERIFY(list.has_value());
    const QStringList lines = toString(*list).split(u" | "_s);
    QVERIFY2(lines.contains(one), qPrintable(lines.filter(one.section(u' ', 0, 0)).join(u'\n')));
    QCOMPARE(int(list->size()), models);
}

QTEST_APPLESS_MAIN(tst_ModelList)
#include "tst_modellist.moc"
