#include "analysis/fallbackpolicy.h"
#include "providers/providererror.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

/// A request that asks for all that can be left out.
ResponseRequest full()
{
    return {.model = u"m"_s,
            .prompt = u"p"_s,
            .instructions = u"i"_s,
            .effort = u"minimal"_s,
            .summary = u"auto"_s,
            .verbosity = u"low"_s,
            .maxOutputTokens = 100,
            .temperature = 0.5,
            .store = false,
            .stream = true,
            .plainEvents = true};
}

/// What differs from the full request, in words.
QString leftOut(const ResponseRequest &request)
{
    QStringList words;
    const auto note = [&](bool differs, const QString &word) {
        if (differs)
            words += word;
    };
    note(request.effort.isEmpty(), u"effort"_s);
    note(request.summary.isEmpty(), u"summary"_s);
    note(request.verbosity.isEmpty(), u"verbosity"_s);
    note(!request.temperature, u"temperature"_s);
    note(!request.stream, u"stream"_s);
    note(!request.plainEvents, u"plainEvents"_s);
    note(request.prompt != full().prompt || request.instructions != full().instructions
             || request.model != full().model || request.maxOutputTokens != full().maxOutputTokens
             || request.store != full().store,
         u"what must never change"_s);
    return words.join(u' ');
}

} // namespace

class tst_FallbackPolicy : public QObject
{
    Q_OBJECT

private slots:
    void answers_data();
    void answers();
    void leavesOutOnlyWhatWasSent();
    void ends();
};

void tst_FallbackPolicy::answers_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("expected"); // empty: no fallback

    const auto openai = [](const char *message, const char *param, const char *code) {
        const auto quoted = [](const char *text) {
            return text ? QByteArray('"' + QByteArray(text) + '"') : "null";
        };
        return QByteArray(R"({"error":{"message":")" + QByteArray(message)
                          + R"(","type":"invalid_request_error","param":)" + quoted(param) + R"(,"code":)"
                          + quoted(code) + "}}");
    };
    const auto row = [](const char *name, int status, const QByteArray &body, const char *expected) {
        QTest::newRow(name) << status << body << QString::fromLatin1(expected);
    };

    row("OpenAI: not verified for summaries", 400,
        openai(
            "Your organization must be verified to generate reasoning summaries. Please go to the settings.",
            "reasoning.summary", "unsupported_value"),
        "summary");
    row("the same without a parameter's name", 400,
        openai("Your organization must be verified to generate reasoning summaries.", nullptr, nullptr),
        "summary");
    row("OpenAI: not verified for streaming", 400,
        openai("Your organization must be verified to stream this model. Please go to the settings.",
               "stream", "unsupported_value"),
        "stream");
    row("OpenAI: an effort this model lacks", 400,
        openai("Unsupported value: 'minimal' is not supported with the 'gpt-5.1' model. Supported values "
               "are: 'none', "
               "'low', 'medium', and 'high'.",
               "reasoning.effort", "unsupported_value"),
        "effort");
    row("OpenAI: a model without reasoning", 400,
        openai("Unsupported parameter: 'reasoning.effort' is not supported with this model.",
               "reasoning.effort", "unsupported_parameter"),
        "effort");
    row("the same from a gateway that drops the parameter's name", 400,
        openai("Unsupported parameter: 'reasoning.effort' is not supported with this model.", nullptr,
               "unsupported_parameter"),
        "effort");
    row("xAI: a model without efforts", 400,
        R"({"code":"Client specified an invalid argument","error":"Model grok-code-fast-1 does not support parameter reasoningEffort."})",
        "effort");
    row("OpenAI: a temperature for a reasoning model", 400,
        openai("Unsupported parameter: 'temperature' is not supported with this model.", "temperature",
               nullptr),
        "temperature");
    row("OpenAI: a verbosity this model lacks", 400,
        openai("Unsupported value: 'low' is not supported with the 'gpt-4.1' model. Supported values are: "
               "'medium'.",
               "text.verbosity", "unsupported_value"),
        "verbosity");
    row("a server that does not know stream options", 400,
        openai("Unknown parameter: 'stream_options'.", "stream_options", "unknown_parameter"), "plainEvents");
    row("a part of the stream options", 400,
        openai("Unknown parameter: 'stream_options.include_obfuscation'.",
               "stream_options.include_obfuscation", "unknown_parameter"),
        "plainEvents");
    row("a validation error with status 422", 422,
        R"({"detail":"stream_options: Extra inputs are not permitted"})", "plainEvents");

    row("an unknown model", 400,
        openai("The requested model 'm' does not exist.", "model", "model_not_found"), "");
    row("too long an input", 400,
        openai("Your input exceeds the context window of this model. The temperature does not matter.",
               "input", "context_length_exceeded"),
        "");
    row("a wrong key", 401, openai("Incorrect API key provided: temperature", nullptr, "invalid_api_key"),
        "");
    row("no credit", 403,
        R"({"code":"permission-denied","error":"Your team has either used all available credits or reached its monthly spending limit. temperature"})",
        "");
    row("a rate limit", 429, openai("Rate limit reached for temperature", nullptr, "rate_limit_exceeded"),
        "");
    row("a server's fault", 500, openai("reasoning summary worker died", "reasoning.summary", "server_error"),
        "");
    row("another parameter is to blame", 400,
        openai("Invalid 'max_output_tokens': reasoning summaries and temperature are innocent.",
               "max_output_tokens", "integer_below_min_value"),
        "");
}

void tst_FallbackPolicy::answers()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    QFETCH(const QString, expected);
    const Error error = classifyHttpError(status, {}, body);
    const auto fallback = fallbackAfter(error, full());
    QCOMPARE(fallback ? leftOut(fallback->request) : QString(), expected);
    if (fallback) {
        QVERIFY2(fallback->change.contains(u"dropped"_s), qPrintable(fallback->change));
        QVERIFY2(fallback->change.contains(error.message), qPrintable(fallback->change));
    }
}

void tst_FallbackPolicy::leavesOutOnlyWhatWasSent()
{
    const ResponseRequest plain{.model = u"m"_s, .prompt = u"p"_s, .stream = false};
    for (const QString &param : {u"reasoning.summary"_s, u"reasoning.effort"_s, u"text.verbosity"_s,
                                 u"temperature"_s, u"stream_options"_s, u"stream"_s}) {
        const Error error{.kind = ErrorKind::Rejected, .message = u"m"_s, .param = param, .httpStatus = 400};
        QVERIFY(fallbackAfter(error, full()));
        QVERIFY2(!fallbackAfter(error, plain), qPrintable(param));
    }
}

/// A server that always complains is asked a bounded number of times, and never twice the same.
void tst_FallbackPolicy::ends()
{
    const Error error{.kind = ErrorKind::Rejected,
                      .message =
                          u"reasoning summaries, reasoningEffort, verbosity, temperature, stream_options; "
                          u"not allowed to stream this model"_s,
                      .httpStatus = 400};
    ResponseRequest request = full();
    int steps = 0;
    while (const auto fallback = fallbackAfter(error, request)) {
        QVERIFY(fallback->request != request);
        request = fallback->request;
        QVERIFY(++steps <= 6);
    }
    QCOMPARE(steps, 6);
    QCOMPARE(leftOut(request), u"effort summary verbosity temperature stream plainEvents"_s);
}

QTEST_APPLESS_MAIN(tst_FallbackPolicy)
#include "tst_fallbackpolicy.moc"
