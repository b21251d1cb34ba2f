#include "replay/refusals.h"

#include <QtEndian>

#include <array>

namespace reasonglass {

namespace {

struct Refusal
{
    const char *name = nullptr;
    int status = 0;
    const char *body = nullptr;
    const char *header = nullptr; ///< a name; its value follows
    const char *value = nullptr;
};

constexpr std::array refusals{
    Refusal{"openai unsupported parameter", 400,
            R"({"error":{"message":"Unsupported parameter: 'temperature' is not supported with this model.",)"
            R"("type":"invalid_request_error","param":"temperature","code":"unsupported_parameter"}})"},
    Refusal{"openai unverified organisation", 400,
            R"({"error":{"message":"Your organization must be verified to generate reasoning summaries.",)"
            R"("type":"invalid_request_error","param":"reasoning.summary","code":"unsupported_value"}})"},
    Refusal{"openai context length", 400,
            R"({"error":{"message":"Your input exceeds the context window of this model.",)"
            R"("type":"invalid_request_error","param":"input","code":"context_length_exceeded"}})"},
    Refusal{"xai wrong key", 400,
            R"({"code":"invalid-argument","error":"Incorrect API key provided: xa***"})"},
    Refusal{"xai broken json", 400, "Failed to parse the request body as JSON: expected value at line 1"},
    Refusal{"openai wrong key", 401,
            R"({"error":{"message":"Incorrect API key provided.","type":"invalid_request_error",)"
            R"("param":null,"code":"invalid_api_key"}})"},
    Refusal{"llama.cpp wrong key", 401,
            R"({"error":{"code":401,"message":"Invalid API Key","type":"authentication_error"}})"},
    Refusal{"openrouter credits", 402, R"({"error":{"code":402,"message":"Insufficient credits"}})"},
    Refusal{"openai country", 403,
            R"({"error":{"message":"Country, region, or territory not supported","type":"request_forbidden",)"
            R"("param":null,"code":"unsupported_country_region_territory"}})"},
    Refusal{"xai credits", 403,
            R"({"code":"permission-denied","error":"Your team has used all available credits."})"},
    Refusal{"openai no such model", 404,
            R"({"error":{"message":"The model 'm' does not exist or you do not have access to it.",)"
            R"("type":"invalid_request_error","param":null,"code":"model_not_found"}})"},
    Refusal{
        "ollama no such model", 404,
        R"({"error":{"message":"model 'm' not found","type":"not_found_error","param":null,"code":null}})"},
    Refusal{"gateway empty timeout", 408, ""},
    Refusal{"openai conflict", 409,
            R"({"error":{"message":"Conflict","type":"invalid_request_error","param":null,"code":null}})"},
    Refusal{"nginx too large", 413, "<html><body><h1>413 Request Entity Too Large</h1></body></html>"},
    Refusal{"xai schema", 422, R"({"error":"missing field `input` at line 1 column 14"})"},
    Refusal{"openai rate limit", 429,
            R"({"error":{"message":"Rate limit reached. Please try again in 28ms.","type":"tokens",)"
            R"("param":null,"code":"rate_limit_exceeded"}})",
            "retry-after-ms", "28"},
    Refusal{"openai quota", 429,
            R"({"error":{"message":"You exceeded your current quota.","type":"insufficient_quota",)"
            R"("param":null,"code":"insufficient_quota"}})"},
    Refusal{"openrouter rate limit", 429, R"({"error":{"code":429,"message":"Rate limited upstream"}})",
            "Retry-After", "1"},
    Refusal{"openai server error", 500,
            R"({"error":{"message":"The server had an error while processing your request.",)"
            R"("type":"server_error","param":null,"code":"server_error"}})"},
    Refusal{
        "vllm server error", 500,
        R"({"error":{"message":"EngineDeadError","type":"InternalServerError","param":null,"code":500}})"},
    Refusal{"openrouter upstream", 502, R"({"error":{"code":502,"message":"Provider returned error"}})"},
    Refusal{"openai overloaded", 503,
            R"({"error":{"message":"The server is overloaded.","type":"service_unavailable_error",)"
            R"("param":null,"code":"server_is_overloaded"}})"},
    Refusal{"llama.cpp loading", 503,
            R"({"error":{"code":503,"message":"Loading model","type":"unavailable_error"}})"},
    Refusal{"gateway overloaded", 529,
            R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})"},
};

quint32 crc32(const QByteArray &bytes)
{
    quint32 crc = 0xFFFFFFFFU;
    for (const char byte : bytes) {
        crc ^= quint8(byte);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
    }
    return ~crc;
}

QByteArray littleEndian(quint32 number)
{
    const quint32 ordered = qToLittleEndian(number);
    return QByteArray(reinterpret_cast<const char *>(&ordered), sizeof ordered);
}

} // namespace

std::vector<NamedScript> serverRefusals()
{
    std::vector<NamedScript> scripts;
    for (const Refusal &refusal : refusals) {
        Script script = jsonAnswer(refusal.status, refusal.body);
        if (!script.body.front().bytes.startsWith('{'))
            script.contentType = "text/plain; charset=utf-8";
        if (refusal.header != nullptr)
            script.headers = {{refusal.header, refusal.value}};
        scripts.push_back({.name = refusal.name, .script = std::move(script)});
    }
    return scripts;
}

Script proxyPage(int status)
{
    const QByteArray code = QByteArray::number(status);
    return {.status = status,
            .contentType = "text/html; charset=UTF-8",
            .body = {{.bytes = "<!DOCTYPE html>\r\n<html><head><title>" + code
                          + "</title></head>\r\n<body><center><h1>" + code
                          + "</h1></center><hr><center>proxy</center></body></html>\r\n"}},
            .framing = BodyFraming::ContentLength};
}

Script redirect(int status, const QByteArray &location)
{
    return {.status = status,
            .contentType = "text/html",
            .headers = {{"Location", location}},
            .body = {{.bytes = "<html><body>Moved</body></html>"}},
            .framing = BodyFraming::ContentLength};
}

Script gzipped(Script script)
{
    script.body = {{.bytes = gzip(bodyBytes(script))}};
    script.headers.emplace_back("Content-Encoding", "gzip");
    return script;
}

QByteArray gzip(const QByteArray &bytes)
{
    // Of what qCompress() makes, the length, the zlib header and the checksum go; the deflate stream stays.
    const QByteArray zlib = qCompress(bytes);
    const QByteArray deflated = bytes.isEmpty() ? QByteArray("\x03\x00", 2) : zlib.mid(6).chopped(4);
    static const QByteArray header("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
    return header + deflated + littleEndian(crc32(bytes)) + littleEndian(quint32(bytes.size()));
}

} // namespace reasonglass
