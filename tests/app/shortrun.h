#pragma once

#include "replay/script.h"

#include <QByteArray>
#include <QStringBuilder>

namespace reasonglass::test {

// A short run, event by event, for tests that need an answer and not a particular one.

inline QByteArray sse(const QByteArray &json)
{
    return "data: " + json + "\n\n";
}

inline QByteArray created(const QByteArray &model = "m-1")
{
    return sse(R"({"type":"response.created","response":{"id":"resp_1","status":"in_progress","model":")"
               + model + R"("}})");
}

inline QByteArray thought(const QByteArray &text)
{
    return sse(
        R"({"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":0,"delta":")"
        + text + R"("})");
}

inline QByteArray said(const QByteArray &text)
{
    return sse(R"({"type":"response.output_text.delta","output_index":1,"content_index":0,"delta":")" + text
               + R"("})");
}

/// The terminal event; \a status is completed, incomplete or failed.
inline QByteArray ended(const QByteArray &status = "completed")
{
    return sse(R"({"type":"response.)" + status + R"(","response":{"id":"resp_1","status":")" + status
               + R"(","model":"m-1","incomplete_details":{"reason":"max_output_tokens"},"output":[],)"
                 R"("usage":{"input_tokens":10,"output_tokens":20,"total_tokens":30}}})");
}

/// "Hm." is thought, \a answer is said.
inline QByteArray shortRun(const QByteArray &answer)
{
    return created() + thought("Hm.") + said(answer) + ended();
}

/// \a body, and then nothing more on an open connection.
inline Script stalled(const QByteArray &body)
{
    Script script = eventStream(body);
    script.fault = {.kind = BodyFault::Kind::Stall};
    return script;
}

} // namespace reasonglass::test
