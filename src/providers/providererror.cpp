#include "providers/providererror.h"

#include "base/log.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace reasonglass {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestBody = qsizetype{64} * 1024;
constexpr qsizetype longestMessage = 4000;
constexpr qsizetype longestPageText = 200;

/// What could be read out of an error, before it is judged.
struct Complaint
{
    QString message = {};
    QString code = {};
    QString type = {};
    QString param = {};
    bool isPage = false; ///< HTML, so not from the API itself
};

struct WordRule
{
    QLatin1StringView word;
    ErrorKind kind = ErrorKind::Protocol;
};

/// Codes and types, exactly as sent.
constexpr std::array codeRules{
    WordRule{"insufficient_quota"_L1, ErrorKind::Quota},
    WordRule{"credit_balance_exhausted"_L1, ErrorKind::Quota},
    WordRule{"billing_hard_limit_reached"_L1, ErrorKind::Quota},
    WordRule{"usage_not_included"_L1, ErrorKind::Quota},
    WordRule{"usage_limit_reached"_L1, ErrorKind::Quota},
    WordRule{"slow_down"_L1, ErrorKind::Overloaded},
    WordRule{"server_is_overloaded"_L1, ErrorKind::Overloaded},
    WordRule{"engine_overloaded"_L1, ErrorKind::Overloaded},
    WordRule{"overloaded_error"_L1, ErrorKind::Overloaded},
    WordRule{"service_unavailable_error"_L1, ErrorKind::Overloaded},
    WordRule{"unavailable_error"_L1, ErrorKind::Overloaded},
    WordRule{"rate_limit_exceeded"_L1, ErrorKind::RateLimited},
    WordRule{"rate_limit_error"_L1, ErrorKind::RateLimited},
    WordRule{"RateLimitReached"_L1, ErrorKind::RateLimited},
    WordRule{"too_many_requests"_L1, ErrorKind::RateLimited},
    WordRule{"context_length_exceeded"_L1, ErrorKind::TooLong},
    WordRule{"exceed_context_size_error"_L1, ErrorKind::TooLong},
    WordRule{"string_above_max_length"_L1, ErrorKind::TooLong},
    WordRule{"invalid_api_key"_L1, ErrorKind::Authentication},
    WordRule{"authentication_error"_L1, ErrorKind::Authentication},
    WordRule{"permission_error"_L1, ErrorKind::Authentication},
    WordRule{"unsupported_country_region_territory"_L1, ErrorKind::Authentication},
    WordRule{"model_not_found"_L1, ErrorKind::NotFound},
    WordRule{"previous_response_not_found"_L1, ErrorKind::NotFound},
    WordRule{"not_found_error"_L1, ErrorKind::NotFound},
    WordRule{"invalid_prompt"_L1, ErrorKind::Policy},
    WordRule{"content_filter"_L1, ErrorKind::Policy},
    WordRule{"content_policy_violation"_L1, ErrorKind::Policy},
    WordRule{"image_content_policy_violation"_L1, ErrorKind::Policy},
    WordRule{"ResponsibleAIPolicyViolation"_L1, ErrorKind::Policy},
    WordRule{"cyber_policy"_L1, ErrorKind::Policy},
    WordRule{"bio_policy"_L1, ErrorKind::Policy},
    WordRule{"data_residency_mismatch"_L1, ErrorKind::Rejected},
    WordRule{"not_supported_error"_L1, ErrorKind::Rejected},
    WordRule{"invalid_request_error"_L1, ErrorKind::Rejected},
    WordRule{"invalid_value"_L1, ErrorKind::Rejected},
    WordRule{"unsupported_value"_L1, ErrorKind::Rejected},
    WordRule{"unsupported_parameter"_L1, ErrorKind::Rejected},
    WordRule{"missing_required_parameter"_L1, ErrorKind::Rejected},
    WordRule{"failed_to_download_image"_L1, ErrorKind::Rejected},
    WordRule{"vector_store_timeout"_L1, ErrorKind::Server},
    WordRule{"server_error"_L1, ErrorKind::Server},
    WordRule{"internal_error"_L1, ErrorKind::Server},
};

/// Phrases that tell more than the code beside them, in lower case, the surest first.
constexpr std::array phraseRules{
    WordRule{"used all available credits"_L1, ErrorKind::Quota},
    WordRule{"monthly spending limit"_L1, ErrorKind::Quota},
    WordRule{"insufficient credits"_L1, ErrorKind::Quota},
    WordRule{"exceeded your current quota"_L1, ErrorKind::Quota},
    WordRule{"incorrect api key"_L1, ErrorKind::Authentication},
    WordRule{"invalid api key"_L1, ErrorKind::Authentication},
    WordRule{"violates usage guidelines"_L1, ErrorKind::Policy},
    WordRule{"content management policy"_L1, ErrorKind::Policy},
    WordRule{"requires moderation"_L1, ErrorKind::Policy},
    WordRule{"flagged"_L1, ErrorKind::Policy},
    WordRule{"context window"_L1, ErrorKind::TooLong},
    WordRule{"context length"_L1, ErrorKind::TooLong},
    WordRule{"context size"_L1, ErrorKind::TooLong},
    WordRule{"maximum prompt length"_L1, ErrorKind::TooLong},
    WordRule{"prompt too long"_L1, ErrorKind::TooLong},
    WordRule{"prompt is too long"_L1, ErrorKind::TooLong},
    WordRule{"model not found"_L1, ErrorKind::NotFound},
};

template <typename Rules, typename Fits>
std::optional<ErrorKind> firstFit(const Rules &rules, Fits fits)
{
    const auto found = std::find_if(rules.begin(), rules.end(), fits);
    return found == rules.end() ? std::nullopt : std::optional(found->kind);
}

std::optional<ErrorKind> kindOfCode(const QString &code)
{
    return firstFit(codeRules, [&code](const WordRule &rule) { return code == rule.word; });
}

std::optional<ErrorKind> kindOfMessage(const QString &message)
{
    const QString lower = message.toLower();
    return firstFit(phraseRules, [&lower](const WordRule &rule) { return lower.contains(rule.word); });
}

ErrorKind kindOfStatus(int status)
{
    switch (status) {
    case 401:
    case 403:
        return ErrorKind::Authentication;
    case 402:
        return ErrorKind::Quota;
    case 404:
        return ErrorKind::NotFound;
    case 408:
        return ErrorKind::Timeout;
    case 409:
    case 425:
        return ErrorKind::Server; // the same request may pass later
    case 413:
        return ErrorKind::TooLong;
    case 429:
        return ErrorKind::RateLimited;
    case 501:
        return ErrorKind::Rejected;
    case 503:
    case 529:
        return ErrorKind::Overloaded;
    default:
        break;
    }
    if (status >= 500)
        return ErrorKind::Server;
    return status >= 300 ? ErrorKind::Rejected : ErrorKind::Protocol;
}

/// \a status is 0 when there was none. What is said plainly beats the status; the status beats the
/// codes that servers use for everything.
ErrorKind judge(int status, const Complaint &complaint)
{
    if (complaint.isPage)
        return status == 403 ? ErrorKind::Rejected : kindOfStatus(status); // a gateway's block, not the key
    // A limit of tokens per minute also speaks of lengths: there only the credit phrases count.
    const std::optional<ErrorKind> told = kindOfMessage(complaint.message);
    if (told && (status != 429 || *told == ErrorKind::Quota))
        return *told;
    for (const QString &word : {complaint.code, complaint.type}) {
        const std::optional<ErrorKind> kind = kindOfCode(word);
        const bool isVague = kind == ErrorKind::Rejected && status >= 401;
        if (kind && !isVague)
            return *kind;
    }
    return kindOfStatus(status);
}

/// Servers echo the key they refuse, sometimes whole and in a form that does not look like a key.
QString withoutSecrets(QString text)
{
    static const QRegularExpression echoedKey(uR"((key provided:\s*)\S+?(?=\.?(\s|$)))"_s,
                                              QRegularExpression::CaseInsensitiveOption);
    text.replace(echoedKey, u"\\1[redacted]"_s);
    return redacted(text);
}

QString textOf(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isDouble())
        return QString::number(value.toInteger());
    if (value.isArray())
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    return {};
}

/// What the server behind a gateway said, where the gateway passes it on.
QString upstreamText(const QJsonObject &error)
{
    const QString raw = error.value("metadata"_L1)["raw"_L1].toString();
    const QJsonObject inner = QJsonDocument::fromJson(raw.toUtf8()).object();
    for (const QJsonValue &text :
         {inner.value("error"_L1)["message"_L1], inner.value("error"_L1), inner.value("message"_L1)}) {
        if (text.isString())
            return text.toString();
    }
    return inner.isEmpty() ? raw : QString();
}

Complaint readErrorObject(const QJsonObject &error)
{
    Complaint complaint{.message = textOf(error.value("message"_L1)),
                        .code = textOf(error.value("code"_L1)),
                        .type = textOf(error.value("type"_L1)),
                        .param = textOf(error.value("param"_L1))};
    const QString upstream = upstreamText(error);
    if (!upstream.isEmpty())
        complaint.message += u": "_s + upstream;
    return complaint;
}

Complaint readObject(const QJsonObject &object)
{
    const QJsonValue error = object.value("error"_L1);
    if (error.isObject())
        return readErrorObject(error.toObject());
    Complaint complaint = readErrorObject(object);
    for (const QJsonValue &text : {error, object.value("message"_L1), object.value("detail"_L1)}) {
        complaint.message = textOf(text);
        if (!complaint.message.isEmpty())
            break;
    }
    return complaint;
}

Complaint readPage(QString page)
{
    static const QRegularExpression unseen(uR"(<(script|style)\b.*?(</\1>|$)|<!--.*?(-->|$))"_s,
                                           QRegularExpression::CaseInsensitiveOption
                                               | QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression tag(uR"(<[^>]*>)"_s);
    page.replace(unseen, u" "_s);
    page.replace(tag, u" "_s);
    return {.message = page.simplified().left(longestPageText), .isPage = true};
}

bool isPage(const HttpHeaders &headers, const QByteArray &body)
{
    const QByteArray start = body.left(200).trimmed().toLower();
    return start.startsWith("<!doctype html") || start.startsWith("<html")
        || (headerValue(headers, "content-type").startsWith("text/html") && start.startsWith('<'));
}

Complaint readBody(const HttpHeaders &headers, const QByteArray &body)
{
    if (isPage(headers, body))
        return readPage(QString::fromUtf8(body));
    const QJsonDocument document = QJsonDocument::fromJson(body);
    const QJsonValue first = document.isArray() ? document.array().at(0) : QJsonValue(document.object());
    Complaint complaint = readObject(first.toObject());
    if (complaint.message.isEmpty() && complaint.code.isEmpty())
        complaint.message = QString::fromUtf8(body).trimmed();
    return complaint;
}

/// xAI names the parameter only in its sentence, and by another name than the request's.
QString blamedParameter(const Complaint &complaint)
{
    if (complaint.param.isEmpty() && complaint.message.contains("support parameter reasoningEffort"_L1))
        return u"reasoning.effort"_s;
    return complaint.param;
}

/// A code that only repeats the status says less than the type.
QString tellingCode(const Complaint &complaint, int status)
{
    const bool isEmptyWord = complaint.code.isEmpty() || complaint.code == QString::number(status);
    return isEmptyWord && !complaint.type.isEmpty() ? complaint.type : complaint.code;
}

/// `x-should-retry` is the server's own judgement.
ErrorKind obeying(const QByteArray &shouldRetry, const Error &error)
{
    if (shouldRetry == "true" && error.kind == ErrorKind::Rejected)
        return ErrorKind::Server;
    if (shouldRetry == "false" && isTransient(error))
        return error.kind == ErrorKind::RateLimited ? ErrorKind::Quota : ErrorKind::Rejected;
    return error.kind;
}

Error errorOf(int status, const Complaint &complaint)
{
    return {.kind = judge(status, complaint),
            .message = withoutSecrets(complaint.message.left(longestMessage)),
            .code = withoutSecrets(tellingCode(complaint, status)),
            .param = blamedParameter(complaint),
            .httpStatus = status};
}

} // namespace

Error classifyHttpError(int status, const HttpHeaders &headers, const QByteArray &body, const QDateTime &now)
{
    const Complaint complaint = readBody(headers, body.left(longestBody));
    Error error = errorOf(status, complaint);
    if (error.message.isEmpty())
        error.message = u"HTTP %1 without a text"_s.arg(status);
    else if (complaint.isPage)
        error.message.prepend(u"HTTP %1: "_s.arg(status));
    error.kind = obeying(headerValue(headers, "x-should-retry").trimmed().toLower(), error);
    error.requestId = requestIdOf(headers);
    if (isTransient(error))
        error.retryAfter = retryDelay(headers, error.message, now);
    return error;
}

Error classifyStreamError(const ResponseError &error)
{
    const Complaint complaint{
        .message = error.message, .code = error.code, .type = error.type, .param = error.param};
    // Gateways give the status of the server behind them as the code.
    const int status = error.code.toInt();
    const bool isStatus = status >= 300 && status < 600;
    Error result = errorOf(isStatus ? status : 0, complaint);
    if (result.kind == ErrorKind::Protocol)
        result.kind = ErrorKind::Server; // said in the protocol's own words, only not which fault
    if (error.code.startsWith("image_"_L1) || error.code.contains("_image"_L1))
        result.kind = result.kind == ErrorKind::Policy ? ErrorKind::Policy : ErrorKind::Rejected;
    result.httpStatus = 0;
    if (isTransient(result))
        result.retryAfter = parseRetryDelay(error.message);
    return result;
}

QString requestIdOf(const HttpHeaders &headers)
{
    constexpr std::array names{"x-request-id",    "x-oai-request-id", "apim-request-id",
                               "x-generation-id", "request-id",       "cf-ray"};
    for (const char *name : names) {
        const QByteArray value = headerValue(headers, name);
        if (!value.isEmpty())
            return QString::fromLatin1(value);
    }
    return {};
}

} // namespace reasonglass
