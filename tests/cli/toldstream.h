#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringBuilder>
#include <QStringList>

#include <optional>

namespace reasonglass::test {

/// What a recorded stream says of itself at its end. Read by other means than the program's: split at
/// empty lines, QJsonDocument, and nothing but the terminal snapshot counts.
struct ToldStream
{
    QString status = QStringLiteral("interrupted");
    QString text;
    QString refusal;
    QStringList reasoning;
    std::optional<QJsonObject> usage;
};

inline QList<QJsonObject> recordedEvents(const QByteArray &stream)
{
    QList<QJsonObject> events;
    const QList<QByteArray> lines = QByteArray(stream).replace("\r\n", "\n").split('\n');
    for (const QByteArray &line : lines) {
        if (line.startsWith("data:"))
            events.append(QJsonDocument::fromJson(line.sliced(5).trimmed()).object());
    }
    return events;
}

inline ToldStream toldBySnapshot(const QJsonObject &response)
{
    const auto field = [](const QJsonValue &value, const char *name) {
        return value.toObject().value(QLatin1StringView(name));
    };
    ToldStream told{.status = field(response, "status").toString()};
    QStringList texts;
    for (const QJsonValue &item : field(response, "output").toArray()) {
        for (const QJsonValue &part : field(item, "summary").toArray())
            told.reasoning += field(part, "text").toString();
        QString text;
        for (const QJsonValue &part : field(item, "content").toArray()) {
            const QString type = field(part, "type").toString();
            if (type == QStringLiteral("reasoning_text"))
                told.reasoning += field(part, "text").toString();
            else if (type == QStringLiteral("output_text"))
                text += field(part, "text").toString();
            else if (type == QStringLiteral("refusal"))
                told.refusal += field(part, "refusal").toString();
        }
        if (!text.isEmpty())
            texts += text;
    }
    told.text = texts.join(QStringLiteral("\n\n"));
    if (field(response, "usage").isObject())
        told.usage = field(response, "usage").toObject();
    return told;
}

inline ToldStream toldBy(const QByteArray &stream)
{
    const QStringList terminal{QStringLiteral("response.completed"), QStringLiteral("response.incomplete"),
                               QStringLiteral("response.failed")};
    const auto word = [](const QJsonObject &event, const char *name) {
        return event.value(QLatin1StringView(name)).toString();
    };
    ToldStream told;
    QStringList doneTexts;
    for (const QJsonObject &event : recordedEvents(stream)) {
        const QString type = word(event, "type");
        if (type == QStringLiteral("response.output_text.done"))
            doneTexts += word(event, "text");
        if (type == QStringLiteral("error"))
            told.status = QStringLiteral("failed");
        if (terminal.contains(type))
            told = toldBySnapshot(event.value(u"response").toObject());
        else if (word(event, "object") == QStringLiteral("response"))
            told = toldBySnapshot(event); // a whole response instead of events
    }
    // Some servers leave the output out of their snapshot.
    if (told.status == QStringLiteral("completed") && told.text.isEmpty() && told.reasoning.isEmpty())
        told.text = doneTexts.join(QStringLiteral("\n\n"));
    return told;
}

} // namespace reasonglass::test
