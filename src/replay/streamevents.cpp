#include "replay/streamevents.h"

#include "replay/pacing.h"

#include <QJsonDocument>
#include <QJsonValue>

namespace reasonglass {

using namespace Qt::StringLiterals;

namespace {

/// The value of \a line if it is the field \a name.
std::optional<QByteArray> fieldValue(const QByteArray &line, QByteArrayView name)
{
    if (!line.startsWith(name) || line.size() <= name.size() || line.at(name.size()) != ':')
        return {};
    const QByteArray value = line.mid(name.size() + 1);
    return value.startsWith(' ') ? value.mid(1) : value;
}

StreamEvent parsedBlock(const QByteArray &block)
{
    StreamEvent event;
    bool hasData = false;
    QByteArray lines = block;
    lines.replace("\r\n", "\n");
    for (const QByteArray &line : lines.split('\n')) {
        if (line.isEmpty())
            continue;
        if (const auto name = fieldValue(line, "event")) {
            event.name = *name;
        } else if (const auto data = fieldValue(line, "data")) {
            event.data.append(hasData ? "\n" : "").append(*data);
            hasData = true;
        }
    }
    return hasData && eventBytes(event) == lines ? event : StreamEvent{.verbatim = block};
}

} // namespace

std::vector<StreamEvent> parsedEvents(const QByteArray &body)
{
    std::vector<StreamEvent> events;
    for (const QByteArray &block : splitEvents(body))
        events.push_back(parsedBlock(block));
    return events;
}

QByteArray eventBytes(const StreamEvent &event)
{
    if (!event.verbatim.isEmpty())
        return event.verbatim;
    QByteArray bytes;
    if (!event.name.isEmpty())
        bytes.append("event: ").append(event.name).append('\n');
    for (const QByteArray &line : event.data.split('\n'))
        bytes.append("data: ").append(line).append('\n');
    return bytes.append('\n');
}

QByteArray joinedEvents(const std::vector<StreamEvent> &events)
{
    QByteArray body;
    for (const StreamEvent &event : events)
        body.append(eventBytes(event));
    return body;
}

QJsonObject eventObject(const StreamEvent &event)
{
    return QJsonDocument::fromJson(event.data).object();
}

StreamEvent withObject(const StreamEvent &event, const QJsonObject &object)
{
    return {.name = event.name, .data = QJsonDocument(object).toJson(QJsonDocument::Compact)};
}

QByteArray eventType(const StreamEvent &event)
{
    const QByteArray type = eventObject(event).value("type"_L1).toString().toUtf8();
    return type.isEmpty() ? event.name : type;
}

std::optional<qint64> sequenceNumber(const StreamEvent &event)
{
    const QJsonValue number = eventObject(event).value("sequence_number"_L1);
    return number.isDouble() ? std::optional(number.toInteger()) : std::nullopt;
}

bool isTerminal(const StreamEvent &event)
{
    const QByteArray type = eventType(event);
    return type == "response.completed" || type == "response.incomplete" || type == "response.failed";
}

} // namespace reasonglass
