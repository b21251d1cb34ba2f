#pragma once

#include "replay/backgroundresponses.h"
#include "replay/script.h"

#include <QByteArray>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <vector>

/// Pieces of event streams as a Responses server sends them.
namespace reasonglass::test {

inline QByteArray event(const QJsonObject &object)
{
    return "data: " + QJsonDocument(object).toJson(QJsonDocument::Compact) + "\n\n";
}

inline QByteArray created()
{
    return "data: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\",\"model\":\"test-model\","
           "\"status\":\"in_progress\"}}\n\n";
}

/// More of a text: of a summary part, of an answer, of a refusal.
inline QByteArray delta(const char *type, int item, const char *indexName, int index, const QString &text)
{
    return event({{QStringLiteral("type"), QLatin1StringView(type)},
                  {QStringLiteral("output_index"), item},
                  {QLatin1StringView(indexName), index},
                  {QStringLiteral("delta"), text}});
}

inline QByteArray reasoning(const QString &text, int part = 0, int item = 0)
{
    return delta("response.reasoning_summary_text.delta", item, "summary_index", part, text);
}

inline QByteArray answer(const QString &text, int item = 1)
{
    return delta("response.output_text.delta", item, "content_index", 0, text);
}

inline QByteArray refusal(const QString &text, int item = 1)
{
    return delta("response.refusal.delta", item, "content_index", 0, text);
}

/// The terminal event, with usage and without a snapshot of the texts.
inline QByteArray completed()
{
    return "data: {\"type\":\"response.completed\",\"response\":{\"id\":\"resp_1\",\"model\":\"test-model\","
           "\"status\":\"completed\",\"usage\":{\"input_tokens\":10,\"output_tokens\":20,\"total_tokens\":30}"
           "}}\n\n";
}

/// An answer of \a words in a stream whose events have the numbers that resuming needs: 0 says that it
/// has begun, 1 opens the message, the words follow, then the last event.
inline QByteArray numberedStream(const QStringList &words)
{
    int number = 0;
    const auto numbered = [&number](const char *type, QJsonObject object) {
        object.insert(QStringLiteral("type"), QLatin1StringView(type));
        object.insert(QStringLiteral("sequence_number"), number++);
        return event(object);
    };
    const auto response = [](const char *status) {
        return QJsonObject{{QStringLiteral("id"), QStringLiteral("resp_1")},
                           {QStringLiteral("model"), QStringLiteral("test-model")},
                           {QStringLiteral("status"), QLatin1StringView(status)}};
    };
    const QJsonObject message{{QStringLiteral("id"), QStringLiteral("msg_1")},
                              {QStringLiteral("type"), QStringLiteral("message")}};
    QByteArray body = numbered("response.created", {{QStringLiteral("response"), response("in_progress")}});
    body += numbered("response.output_item.added",
                     {{QStringLiteral("output_index"), 0}, {QStringLiteral("item"), message}});
    for (const QString &word : words)
        body += numbered("response.output_text.delta",
                         {{QStringLiteral("item_id"), QStringLiteral("msg_1")},
                          {QStringLiteral("output_index"), 0},
                          {QStringLiteral("content_index"), 0},
                          {QStringLiteral("delta"), word}});
    return body + numbered("response.completed", {{QStringLiteral("response"), response("completed")}});
}

/// Sends \a body and then nothing more, with the connection left open.
inline Script stalledAfter(const QByteArray &body)
{
    Script script = eventStream(body);
    script.fault = {.kind = BodyFault::Kind::Stall};
    return script;
}

/// Sends the streams in \a pieces, \a pause apart.
inline Script paced(const std::vector<QByteArray> &pieces, std::chrono::milliseconds pause)
{
    Script script = eventStream({});
    script.body.clear();
    for (const QByteArray &piece : pieces)
        script.body.push_back(
            {.bytes = piece, .delay = script.body.empty() ? std::chrono::milliseconds(0) : pause});
    return script;
}

/// A server that goes on by itself, slowly enough to be left in the middle of an answer.
class BackgroundServer
{
public:
    BackgroundServer(RecordingServer &server, const Clock &clock)
        : m_responses(server,
                      {.recording = numberedStream(words()), .betweenEvents = std::chrono::milliseconds(40)},
                      clock)
    { }

    BackgroundResponses &responses() { return m_responses; }
    QString text() const { return words().join(QString()); }

private:
    static QStringList words()
    {
        QStringList words;
        for (int i = 0; i < 25; ++i)
            words += QStringLiteral("word %1 ").arg(i);
        return words;
    }

    BackgroundResponses m_responses;
};

/// The bytes of a bundled sample.
inline QByteArray sampleStream(const QString &name)
{
    QFile file(QStringLiteral(":/samples/sample-") + name + QStringLiteral(".sse"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace reasonglass::test
