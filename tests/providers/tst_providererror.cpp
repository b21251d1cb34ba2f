#include "httpsample.h"
#include "providers/providererror.h"

#include <QTest>
#include <QTimeZone>

using namespace reasonglass;
using namespace Qt::StringLiterals;

class tst_ProviderError : public QObject
{
    Q_OBJECT

private slots:
    void classifiesBodies_data();
    void classifiesBodies();
    void obeysHeaders_data();
    void obeysHeaders();
    void classifiesStatusAlone_data();
    void classifiesStatusAlone();
    void classifiesStreamErrors_data();
    void classifiesStreamErrors();
    void findsTheMessage_data();
    void findsTheMessage();
    void leavesNoKeyInTheMessage_data();
    void leavesNoKeyInTheMessage();
    void boundsWhatItReads();
    void findsTheRequestId_data();
    void findsTheRequestId();
    void classifiesRecordedErrors_data();
    void classifiesRecordedErrors();
    void everyRecordedErrorHasARow();
};

namespace {

const QDateTime now(QDate(2026, 11, 22), QTime(10, 0), QTimeZone::utc());

qint64 delayMs(const Error &error)
{
    return error.retryAfter ? error.retryAfter->count() : -1;
}

QByteArray openAiBody(const char *message, const char *type, const char *param, const char *code)
{
    const auto quoted = [](const char *word) {
        return word ? '"' + QByteArray(word) + '"' : QByteArray("null");
    };
    return "{\"error\":{\"message\":" + quoted(message) + ",\"type\":" + quoted(type)
        + ",\"param\":" + quoted(param) + ",\"code\":" + quoted(code) + "}}";
}

} // namespace

void tst_ProviderError::classifiesBodies_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("param");
    QTest::addColumn<qint64>("delay");

    const qint64 none = -1;
    const char *invalid = "invalid_request_error";
    QTest::newRow("OpenAI: summary needs a verified organisation")
        << 400
        << openAiBody("Your organization must be verified to generate reasoning summaries.", invalid,
                      "reasoning.summary", "unsupported_value")
        << u"Rejected"_s << u"unsupported_value"_s << u"reasoning.summary"_s << none;
    QTest::newRow("OpenAI: streaming needs a verified organisation")
        << 400
        << openAiBody("Your organization must be verified to stream this model.", invalid, "stream",
                      "unsupported_value")
        << u"Rejected"_s << u"unsupported_value"_s << u"stream"_s << none;
    QTest::newRow("OpenAI: context") << 400
                                     << openAiBody("Too long.", invalid, "input", "context_length_exceeded")
                                     << u"TooLong"_s << u"context_length_exceeded"_s << u"input"_s << none;
    QTest::newRow("OpenAI: policy") << 400 << openAiBody("No.", invalid, nullptr, "cyber_policy")
                                    << u"Policy"_s << u"cyber_policy"_s << QString() << none;
    QTest::newRow("OpenAI: country") << 403
                                     << openAiBody("Not supported.", "request_forbidden", nullptr,
                                                   "unsupported_country_region_territory")
                                     << u"Authentication"_s << u"unsupported_country_region_territory"_s
                                     << QString() << none;
    QTest::newRow("OpenAI: model") << 404
                                   << openAiBody("The model `x` does not exist", invalid, nullptr,
                                                 "model_not_found")
                                   << u"NotFound"_s << u"model_not_found"_s << QString() << none;
    QTest::newRow("OpenAI: rate limit")
        << 429
        << openAiBody("Rate limit reached on tokens per min (TPM). Please try again in 11.054s.", "tokens",
                      nullptr, "rate_limit_exceeded")
        << u"RateLimited"_s << u"rate_limit_exceeded"_s << QString() << qint64{11054};
    QTest::newRow("OpenAI: slow down")
        << 429 << openAiBody("Slow down.", "rate_limit_error", nullptr, "slow_down") << u"Overloaded"_s
        << u"slow_down"_s << QString() << none;
    QTest::newRow("OpenAI: quota") << 429
                                   << openAiBody("You exceeded your current quota.", "insufficient_quota",
                                                 nullptr, "insufficient_quota")
                                   << u"Quota"_s << u"insufficient_quota"_s << QString() << none;
    QTest::newRow("OpenAI: credit by its newer name")
        << 429 << openAiBody("Top up.", "insufficient_quota", nullptr, "credit_balance_exhausted")
        << u"Quota"_s << u"credit_balance_exhausted"_s << QString() << none;
    QTest::newRow("OpenAI: overloaded")
        << 503 << openAiBody("Overloaded.", "service_unavailable_error", nullptr, "server_is_overloaded")
        << u"Overloaded"_s << u"server_is_overloaded"_s << QString() << none;
    QTest::newRow("OpenAI: server") << 500 << openAiBody("Sorry.", "server_error", nullptr, nullptr)
                                    << u"Server"_s << u"server_error"_s << QString() << none;
    QTest::newRow("OpenAI: cannot be streamed any more")
        << 400
        << openAiBody("This response can no longer be streamed because it is more than 5 minutes old",
                      invalid, "stream", invalid)
        << u"Rejected"_s << u"invalid_request_error"_s << u"stream"_s << none;

    QTest::newRow("xAI: bad key")
        << 400
        << R"({"code":"invalid-argument","error":"Incorrect API key provided: xa***1. See https://console.x.ai."})"_ba
        << u"Authentication"_s << u"invalid-argument"_s << QString() << none;
    QTest::newRow("xAI: no dial")
        << 400
        << R"({"code":"invalid-argument","error":"Model grok-4 does not support parameter reasoningEffort."})"_ba
        << u"Rejected"_s << u"invalid-argument"_s << u"reasoning.effort"_s << none;
    QTest::newRow("xAI: unknown model")
        << 400 << R"({"code":"invalid-argument","error":"Model not found: latest"})"_ba << u"NotFound"_s
        << u"invalid-argument"_s << QString() << none;
    const auto credits = [](const char *code) -> QByteArray {
        return "{\"code\":\"" + QByteArray(code)
            + "\",\"error\":\"Your team t has either used all available credits or reached its monthly "
              "spending limit.\"}";
    };
    QTest::newRow("xAI: credits, 403")
        << 403 << credits("permission-denied") << u"Quota"_s << u"permission-denied"_s << QString() << none;
    QTest::newRow("xAI: credits, 429") << 429 << credits("Some resource has been exhausted") << u"Quota"_s
                                       << u"Some resource has been exhausted"_s << QString() << none;
    QTest::newRow("xAI: too many requests")
        << 429 << R"({"code":"resource-exhausted","error":"Too many requests"})"_ba << u"RateLimited"_s
        << u"resource-exhausted"_s << QString() << none;
    QTest::newRow("xAI: broken JSON") << 400 << "Failed to parse the request body as JSON"_ba << u"Rejected"_s
                                      << QString() << QString() << none;
    QTest::newRow("xAI: schema") << 422 << R"({"error":"missing field `input`"})"_ba << u"Rejected"_s
                                 << QString() << QString() << none;
    QTest::newRow("xAI: search parameters are gone") << 410 << R"({"error":"Live search is deprecated"})"_ba
                                                     << u"Rejected"_s << QString() << QString() << none;

    QTest::newRow("OpenRouter: credits")
        << 402 << R"({"error":{"code":402,"message":"Insufficient credits"}})"_ba << u"Quota"_s << u"402"_s
        << QString() << none;
    QTest::newRow("OpenRouter: moderation")
        << 403
        << R"({"error":{"code":403,"message":"Your input was flagged","metadata":{"reasons":["x"]}}})"_ba
        << u"Policy"_s << u"403"_s << QString() << none;
    QTest::newRow("OpenRouter: upstream")
        << 502 << R"({"error":{"code":502,"message":"Provider returned error"}})"_ba << u"Server"_s
        << u"502"_s << QString() << none;
    QTest::newRow("OpenRouter: nobody serves it")
        << 503 << R"({"error":{"code":503,"message":"No provider"}})"_ba << u"Overloaded"_s << u"503"_s
        << QString() << none;
    QTest::newRow("OpenRouter: too slow") << 408 << R"({"error":{"code":408,"message":"Timed out"}})"_ba
                                          << u"Timeout"_s << u"408"_s << QString() << none;

    QTest::newRow("Ollama: model missing")
        << 404 << openAiBody("model 'x' not found", "not_found_error", nullptr, nullptr) << u"NotFound"_s
        << u"not_found_error"_s << QString() << none;
    QTest::newRow("Ollama: fault") << 500 << openAiBody("runner crashed", "api_error", nullptr, nullptr)
                                   << u"Server"_s << u"api_error"_s << QString() << none;
    QTest::newRow("vLLM: background without the store")
        << 400
        << R"({"error":{"message":"background needs store","type":"invalid_request_error","param":"background","code":400}})"_ba
        << u"Rejected"_s << u"invalid_request_error"_s << u"background"_s << none;
    QTest::newRow("llama.cpp: loading")
        << 503 << R"({"error":{"code":503,"message":"Loading model","type":"unavailable_error"}})"_ba
        << u"Overloaded"_s << u"unavailable_error"_s << QString() << none;
    QTest::newRow("llama.cpp: key")
        << 401 << R"({"error":{"code":401,"message":"Invalid API Key","type":"authentication_error"}})"_ba
        << u"Authentication"_s << u"authentication_error"_s << QString() << none;
    QTest::newRow("llama.cpp: not built in")
        << 501
        << R"({"error":{"code":501,"message":"This server does not support it","type":"not_supported_error"}})"_ba
        << u"Rejected"_s << u"not_supported_error"_s << QString() << none;
    QTest::newRow("LM Studio: a text")
        << 400 << R"({"error":"No models loaded"})"_ba << u"Rejected"_s << QString() << QString() << none;
    QTest::newRow("a page of Cloudflare's is not about the key")
        << 403 << "<!DOCTYPE html><html><title>Attention Required!</title></html>"_ba << u"Rejected"_s
        << QString() << QString() << none;
    QTest::newRow("a page of a gateway's")
        << 502 << "<html><h1>502 Bad Gateway</h1></html>"_ba << u"Server"_s << QString() << QString() << none;
    QTest::newRow("a page where an answer should be") << 200 << "<html>Please log in to the hotel</html>"_ba
                                                      << u"Protocol"_s << QString() << QString() << none;
}

void tst_ProviderError::classifiesBodies()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    QFETCH(const QString, kind);
    QFETCH(const QString, code);
    QFETCH(const QString, param);
    QFETCH(const qint64, delay);

    const Error error = classifyHttpError(status, {}, body, now);
    QCOMPARE(kindName(error.kind), kind);
    QCOMPARE(error.code, code);
    QCOMPARE(error.param, param);
    QCOMPARE(error.httpStatus, status);
    QCOMPARE(delayMs(error), delay);
}

void tst_ProviderError::obeysHeaders_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<HttpHeaders>("headers");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<qint64>("delay");

    QTest::newRow("retry-after on 429")
        << 429 << HttpHeaders{{"Retry-After", "7"}} << u"RateLimited"_s << qint64{7000};
    QTest::newRow("retry-after on 503")
        << 503 << HttpHeaders{{"retry-after", "Sun, 22 Nov 2026 10:01:00 GMT"}} << u"Overloaded"_s
        << qint64{60000};
    QTest::newRow("retry-after on a refusal means nothing")
        << 400 << HttpHeaders{{"retry-after", "7"}} << u"Rejected"_s << qint64{-1};
    QTest::newRow("must not try again")
        << 500 << HttpHeaders{{"x-should-retry", "false"}, {"retry-after", "7"}} << u"Rejected"_s
        << qint64{-1};
    QTest::newRow("waiting will not help")
        << 429 << HttpHeaders{{"X-Should-Retry", "false"}} << u"Quota"_s << qint64{-1};
    QTest::newRow("may try again") << 400 << HttpHeaders{{"x-should-retry", "true"}} << u"Server"_s
                                   << qint64{-1};
    QTest::newRow("a wrong key stays wrong")
        << 401 << HttpHeaders{{"x-should-retry", "true"}} << u"Authentication"_s << qint64{-1};
}

void tst_ProviderError::obeysHeaders()
{
    QFETCH(const int, status);
    QFETCH(const HttpHeaders, headers);
    QFETCH(const QString, kind);
    QFETCH(const qint64, delay);
    const Error error = classifyHttpError(status, headers, R"({"error":{"message":"no"}})", now);
    QCOMPARE(kindName(error.kind), kind);
    QCOMPARE(delayMs(error), delay);
}

void tst_ProviderError::classifiesStatusAlone_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("kind");
    const QList<std::pair<int, QString>> rows{
        {200, u"Protocol"_s},       {302, u"Rejected"_s}, {307, u"Rejected"_s},       {400, u"Rejected"_s},
        {401, u"Authentication"_s}, {402, u"Quota"_s},    {403, u"Authentication"_s}, {404, u"NotFound"_s},
        {405, u"Rejected"_s},       {408, u"Timeout"_s},  {409, u"Server"_s},         {410, u"Rejected"_s},
        {413, u"TooLong"_s},        {422, u"Rejected"_s}, {429, u"RateLimited"_s},    {500, u"Server"_s},
        {501, u"Rejected"_s},       {502, u"Server"_s},   {503, u"Overloaded"_s},     {504, u"Server"_s},
        {520, u"Server"_s},         {524, u"Server"_s},   {529, u"Overloaded"_s}};
    for (const auto &[status, kind] : rows)
        QTest::newRow(qPrintable(QString::number(status))) << status << kind;
}

void tst_ProviderError::classifiesStatusAlone()
{
    QFETCH(const int, status);
    QFETCH(const QString, kind);
    const Error error = classifyHttpError(status, {}, {}, now);
    QCOMPARE(kindName(error.kind), kind);
    QCOMPARE(error.message, u"HTTP %1 without a text"_s.arg(status));
}

void tst_ProviderError::classifiesStreamErrors_data()
{
    QTest::addColumn<ResponseError>("told");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<qint64>("delay");

    const auto row = [](const char *name, const ResponseError &told, const QString &kind, qint64 delay = -1) {
        QTest::newRow(name) << told << kind << delay;
    };
    row("server_error", {.code = u"server_error"_s, .message = u"Sorry"_s}, u"Server"_s);
    row("rate limit with a delay",
        {.code = u"rate_limit_exceeded"_s, .message = u"Please try again in 28ms."_s, .type = u"tokens"_s},
        u"RateLimited"_s, 28);
    row("quota within a 200",
        {.code = u"insufficient_quota"_s,
         .message = u"You exceeded your current quota"_s,
         .type = u"insufficient_quota"_s},
        u"Quota"_s);
    row("usage", {.code = u"usage_not_included"_s, .message = u"Upgrade"_s}, u"Quota"_s);
    row("context", {.code = u"context_length_exceeded"_s, .message = u"Your input exceeds …"_s},
        u"TooLong"_s);
    row("prompt", {.code = u"invalid_prompt"_s, .message = u"Invalid prompt"_s}, u"Policy"_s);
    row("cyber policy", {.code = u"cyber_policy"_s, .message = u"No"_s}, u"Policy"_s);
    row("bio policy", {.code = u"bio_policy"_s, .message = u"No"_s}, u"Policy"_s);
    row("overloaded",
        {.code = u"server_is_overloaded"_s, .message = u"Later"_s, .type = u"service_unavailable_error"_s},
        u"Overloaded"_s);
    row("slow down", {.code = u"slow_down"_s, .message = u"Later"_s}, u"Overloaded"_s);
    row("an image", {.code = u"image_too_large"_s, .message = u"Too large"_s}, u"Rejected"_s);
    row("an image that is no image", {.code = u"invalid_base64_image"_s, .message = u"Bad"_s}, u"Rejected"_s);
    row("an image's content", {.code = u"image_content_policy_violation"_s, .message = u"No"_s}, u"Policy"_s);
    row("an image not found", {.code = u"failed_to_download_image"_s, .message = u"404"_s}, u"Rejected"_s);
    row("residency", {.code = u"data_residency_mismatch"_s, .message = u"No"_s}, u"Rejected"_s);
    row("vector store", {.code = u"vector_store_timeout"_s, .message = u"Slow"_s}, u"Server"_s);
    row("OpenRouter's numbers", {.code = u"502"_s, .message = u"Provider returned error"_s}, u"Server"_s);
    row("OpenRouter's rate limit", {.code = u"429"_s, .message = u"Slow"_s}, u"RateLimited"_s);
    row("llama.cpp's", {.code = u"400"_s, .message = u"too big"_s, .type = u"exceed_context_size_error"_s},
        u"TooLong"_s);
    row("a type alone", {.message = u"No"_s, .type = u"invalid_request_error"_s}, u"Rejected"_s);
    row("a message alone", {.message = u"Something broke"_s}, u"Server"_s);
    row("nothing", {}, u"Server"_s);
}

void tst_ProviderError::classifiesStreamErrors()
{
    QFETCH(const ResponseError, told);
    QFETCH(const QString, kind);
    QFETCH(const qint64, delay);
    const Error error = classifyStreamError(told);
    QCOMPARE(kindName(error.kind), kind);
    QCOMPARE(error.message, told.message);
    QCOMPARE(error.httpStatus, 0);
    QCOMPARE(delayMs(error), delay);
}

void tst_ProviderError::findsTheMessage_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("message");

    QTest::newRow("error.message") << R"({"error":{"message":"a"},"message":"b"})"_ba << u"a"_s;
    QTest::newRow("error") << R"({"error":"a","message":"b"})"_ba << u"a"_s;
    QTest::newRow("message") << R"({"message":"b","detail":"c"})"_ba << u"b"_s;
    QTest::newRow("detail") << R"({"detail":"c"})"_ba << u"c"_s;
    QTest::newRow("a list of details")
        << R"({"detail":[{"loc":["body"],"msg":"m"}]})"_ba << uR"([{"loc":["body"],"msg":"m"}])"_s;
    QTest::newRow("the upstream's words")
        << R"({"error":{"message":"Provider returned error","metadata":{"raw":"{\"error\":{\"message\":\"why\"}}"}}})"_ba
        << u"Provider returned error: why"_s;
    QTest::newRow("the upstream's plain text")
        << R"({"error":{"message":"Provider returned error","metadata":{"raw":"why"}}})"_ba
        << u"Provider returned error: why"_s;
    QTest::newRow("in a list") << R"([{"error":{"message":"a"}}])"_ba << u"a"_s;
    QTest::newRow("plain text") << " upstream connect error \n"_ba << u"upstream connect error"_s;
    QTest::newRow("JSON that says nothing known") << R"({"ok":false})"_ba << uR"({"ok":false})"_s;
    QTest::newRow("a page") << R"(<!DOCTYPE html><html><head><title>502</title><style>b{}</style>
        <script>if (a<b) alert(1)</script></head><body><!-- x --><h1>Bad   gateway</h1>cloudflare</body></html>)"_ba
                            << u"HTTP 502: 502 Bad gateway cloudflare"_s;
    QTest::newRow("a long page") << "<html>" + QByteArray(5000, 'x') + "</html>"
                                 << u"HTTP 502: "_s + QString(200, u'x');
}

void tst_ProviderError::findsTheMessage()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QString, message);
    QCOMPARE(classifyHttpError(502, {}, body, now).message, message);
}

void tst_ProviderError::leavesNoKeyInTheMessage_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("OpenAI's echo") << openAiBody("Incorrect API key provided: canary. You can find …", "x",
                                                 nullptr, nullptr);
    QTest::newRow("a key anywhere") << R"({"error":"bad sk-proj-canary12345678 given"})"_ba;
    QTest::newRow("a bearer header in a page") << "<html>Authorization: Bearer canary-0123456789</html>"_ba;
    QTest::newRow("in plain text") << "xai-canary1234567890 refused"_ba;
}

void tst_ProviderError::leavesNoKeyInTheMessage()
{
    QFETCH(const QByteArray, body);
    const Error error = classifyHttpError(401, {}, body, now);
    QVERIFY2(!error.message.contains(u"canary"_s), qPrintable(error.message));
    QVERIFY(error.message.contains(u"[redacted]"_s));
}

void tst_ProviderError::boundsWhatItReads()
{
    const QByteArray huge = "{\"error\":\"" + QByteArray(1 << 20, 'x') + "\"}";
    QVERIFY(classifyHttpError(500, {}, huge, now).message.size() <= 4000);
}

void tst_ProviderError::findsTheRequestId_data()
{
    QTest::addColumn<HttpHeaders>("headers");
    QTest::addColumn<QString>("id");

    QTest::newRow("none") << HttpHeaders{} << QString();
    QTest::newRow("x-request-id first") << HttpHeaders{{"CF-Ray", "r"}, {"X-Request-Id", "q"}} << u"q"_s;
    QTest::newRow("OpenAI's other name") << HttpHeaders{{"x-oai-request-id", "o"}} << u"o"_s;
    QTest::newRow("OpenRouter's") << HttpHeaders{{"X-Generation-Id", "gen-1"}, {"cf-ray", "r"}} << u"gen-1"_s;
    QTest::newRow("the last resort") << HttpHeaders{{"cf-ray", "r"}} << u"r"_s;
}

void tst_ProviderError::findsTheRequestId()
{
    QFETCH(const HttpHeaders, headers);
    QFETCH(const QString, id);
    QCOMPARE(requestIdOf(headers), id);
    QCOMPARE(classifyHttpError(500, headers, {}, now).requestId, id);
}

namespace {

struct Recorded
{
    const char *file;
    int status;
    const char *kind;
    const char *code;
};

/// What is in the folder, and how each file must read. Files without a head say no status.
constexpr Recorded recorded[]{
    {"azure-400-content-filter-quoted.json", 400, "Policy", "content_filter"},
    {"azure-401.http", 401, "Authentication", "401"},
    {"azure-429-grok.http", 429, "RateLimited", "RateLimitReached"},
    {"deepseek-400-responses.http", 400, "Rejected", "invalid_request_error"},
    {"groq-400-tool-use-failed.http", 400, "Rejected", "tool_use_failed"},
    {"groq-401.http", 401, "Authentication", "invalid_api_key"},
    {"llamacpp-400-context.http", 400, "TooLong", "exceed_context_size_error"},
    {"llamacpp-500-jinja.http", 500, "Server", "server_error"},
    {"ollamacloud-400-context.http", 400, "TooLong", "invalid_request_error"},
    {"openai-400-context-length.http", 400, "TooLong", "context_length_exceeded"},
    {"openai-400-invalid-file-data.http", 400, "Rejected", "invalid_value"},
    {"openai-400-invalid-role.http", 400, "Rejected", "invalid_value"},
    {"openai-400-missing-tool-name.http", 400, "Rejected", "missing_required_parameter"},
    {"openai-400-model-not-found-stream.http", 400, "NotFound", "model_not_found"},
    {"openai-400-model-not-found.http", 400, "NotFound", "model_not_found"},
    {"openai-400-previous-response-not-found.http", 400, "NotFound", "previous_response_not_found"},
    {"openai-400-temperature-unsupported.json", 400, "Rejected", "invalid_request_error"},
    {"openai-400-unsupported-file.http", 400, "Rejected", "unsupported_file"},
    {"openai-401-invalid-key.http", 401, "Authentication", "invalid_api_key"},
    {"openai-401-masked-key.http", 401, "Authentication", "invalid_api_key"},
    {"openai-401-models.http", 401, "Authentication", "invalid_api_key"},
    {"openai-403-not-allowed.http", 403, "Authentication", "invalid_request_error"},
    {"openai-429-insufficient-quota.json", 429, "Quota", "insufficient_quota"},
    {"openai-500-server-error.http", 500, "Server", "server_error"},
    {"openrouter-400-context-length.http", 400, "TooLong", "400"},
    {"openrouter-401-missing-auth.http", 401, "Authentication", "401"},
    {"openrouter-403-xai-content-violation.http", 403, "Policy", "403"},
    {"openrouter-404-no-endpoints.http", 404, "NotFound", "404"},
    {"xai-400-invalid-key.http", 400, "Authentication", "invalid-argument"},
    {"xai-400-reasoning-effort.http", 400, "Rejected", "Client specified an invalid argument"},
    {"xai-404-model-deprecated.http", 404, "NotFound", "Some requested entity was not found"},
    {"xai-429-credits-quoted.txt", 429, "Quota", ""},
};

} // namespace

void tst_ProviderError::classifiesRecordedErrors_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("code");
    for (const Recorded &row : recorded)
        QTest::newRow(row.file) << row.status << QString::fromLatin1(row.kind)
                                << QString::fromLatin1(row.code);
}

void tst_ProviderError::classifiesRecordedErrors()
{
    QFETCH(const int, status);
    QFETCH(const QString, kind);
    QFETCH(const QString, code);
    const QString path = streamsFolder(u"errors/"_s + QString::fromLatin1(QTest::currentDataTag()));
    if (!QFileInfo::exists(streamsFolder(u"errors"_s)))
        QSKIP("the recorded streams are not beside the checkout");

    const bool hasHead = path.endsWith(u".http"_s);
    const HttpSample sample = hasHead ? readHttpSample(path) : HttpSample{status, {}, readAll(path)};
    QCOMPARE(sample.status, status);
    const Error error = classifyHttpError(sample.status, sample.headers, sample.body, now);
    QCOMPARE(kindName(error.kind), kind);
    QCOMPARE(error.code, code);
    QVERIFY(error.message.size() > 10);
    QCOMPARE(error.requestId.isEmpty(), requestIdOf(sample.headers).isEmpty());
}

void tst_ProviderError::everyRecordedErrorHasARow()
{
    const QDir folder(streamsFolder(u"errors"_s));
    if (!folder.exists())
        QSKIP("the recorded streams are not beside the checkout");
    QStringList rows;
    for (const Recorded &row : recorded)
        rows.append(QString::fromLatin1(row.file));
    QCOMPARE(folder.entryList(QDir::Files, QDir::Name), rows);
}

QTEST_APPLESS_MAIN(tst_ProviderError)
#include "tst_providererror.moc"
