#include "replay/streamfaults.h"

#include <algorithm>
#include <iterator>

namespace reasonglass {

using namespace Qt::StringLiterals;

namespace {

StreamEvents::difference_type position(const StreamEvents &events, size_t index)
{
    return StreamEvents::difference_type(std::min(index, events.size()));
}

bool isEndMark(const StreamEvent &event)
{
    return event.data == "[DONE]";
}

} // namespace

StreamEvents duplicated(StreamEvents events, size_t index, size_t later)
{
    if (index >= events.size())
        return events;
    const StreamEvent copy = events[index];
    events.insert(events.begin() + position(events, index + 1 + later), copy);
    return events;
}

StreamEvents delayed(StreamEvents events, size_t index, size_t later)
{
    if (index >= events.size())
        return events;
    const auto from = events.begin() + position(events, index);
    std::rotate(from, from + 1, events.begin() + position(events, index + 1 + later));
    return events;
}

StreamEvents withoutField(StreamEvents events, const QString &name)
{
    for (StreamEvent &event : events) {
        QJsonObject object = eventObject(event);
        QJsonObject response = object.value("response"_L1).toObject();
        if (!object.contains(name) && !response.contains(name))
            continue;
        object.remove(name);
        response.remove(name);
        if (object.contains("response"_L1))
            object.insert("response"_L1, response);
        event = withObject(event, object);
    }
    return events;
}

StreamEvents withoutTypes(StreamEvents events, QByteArrayView suffix)
{
    std::erase_if(events, [&](const StreamEvent &event) { return eventType(event).endsWith(suffix); });
    return events;
}

StreamEvents withoutTerminal(StreamEvents events)
{
    std::erase_if(events, [](const StreamEvent &event) { return isTerminal(event) || isEndMark(event); });
    return events;
}

StreamEvents withoutNames(StreamEvents events)
{
    for (StreamEvent &event : events)
        event.name.clear();
    return events;
}

StreamEvents withDoneMark(StreamEvents events)
{
    events.push_back({.data = "[DONE]"});
    return events;
}

StreamEvents withInsertion(StreamEvents events, size_t index, const QByteArray &bytes)
{
    events.insert(events.begin() + position(events, index), StreamEvent{.verbatim = bytes});
    return events;
}

StreamEvents withInsertions(StreamEvents events, size_t distance, const QByteArray &bytes)
{
    StreamEvents filled;
    for (size_t i = 0; i < events.size(); ++i) {
        if (distance > 0 && i > 0 && i % distance == 0)
            filled.push_back({.verbatim = bytes});
        filled.push_back(std::move(events[i]));
    }
    return filled;
}

StreamEvents withCutData(StreamEvents events, size_t index, qsizetype bytes)
{
    if (index < events.size())
        events[index].data.truncate(bytes);
    return events;
}

StreamEvents withOverwritten(StreamEvents events, size_t index, qsizetype at, const QByteArray &bytes)
{
    if (index < events.size() && at < events[index].data.size())
        events[index].data.replace(at, bytes.size(), bytes);
    return events;
}

StreamEvents renumbered(StreamEvents events, qint64 first)
{
    for (StreamEvent &event : events) {
        QJsonObject object = eventObject(event);
        if (!object.contains("sequence_number"_L1))
            continue;
        object.insert("sequence_number"_L1, first++);
        event = withObject(event, object);
    }
    return events;
}

QByteArray withByteOrderMark(const QByteArray &body)
{
    return QByteArray("\xEF\xBB\xBF").append(body);
}

QByteArray withLineEnds(QByteArray body, const QByteArray &lineEnd)
{
    return body.replace("\n", lineEnd);
}

} // namespace reasonglass
