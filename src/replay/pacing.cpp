#include "replay/pacing.h"

#include <algorithm>

namespace reasonglass {

namespace {

/// The length of the line end at \a at: 0 when there is none.
qsizetype lineEndLength(const QByteArray &body, qsizetype at)
{
    if (at >= body.size())
        return 0;
    if (body.at(at) == '\n')
        return 1;
    if (body.at(at) != '\r')
        return 0;
    return at + 1 < body.size() && body.at(at + 1) == '\n' ? 2 : 1;
}

/// Where the event that starts at \a from ends, its empty line included.
qsizetype eventEnd(const QByteArray &body, qsizetype from)
{
    for (qsizetype at = from; at < body.size();) {
        const qsizetype lineEnd = lineEndLength(body, at);
        if (lineEnd == 0) {
            ++at;
            continue;
        }
        at += lineEnd;
        if (const qsizetype emptyLine = lineEndLength(body, at); emptyLine > 0)
            return at + emptyLine;
    }
    return body.size();
}

bool isReasoning(const QByteArray &event)
{
    return event.startsWith("event: response.reasoning");
}

} // namespace

std::vector<QByteArray> splitEvents(const QByteArray &body)
{
    std::vector<QByteArray> events;
    for (qsizetype from = 0; from < body.size();) {
        const qsizetype end = eventEnd(body, from);
        events.push_back(body.mid(from, end - from));
        from = end;
    }
    return events;
}

std::vector<Piece> pacedByEvents(const QByteArray &body, const std::vector<std::chrono::milliseconds> &delays)
{
    std::vector<Piece> pieces;
    for (const QByteArray &event : splitEvents(body)) {
        const auto delay = delays.empty() ? std::chrono::milliseconds{0}
                                          : delays[std::min(pieces.size(), delays.size() - 1)];
        pieces.push_back({.bytes = event, .delay = delay});
    }
    return pieces;
}

std::vector<Piece> pacedByEvents(const QByteArray &body, const Pace &pace)
{
    std::vector<Piece> pieces;
    for (const QByteArray &event : splitEvents(body)) {
        const auto usual = isReasoning(event) ? pace.betweenReasoning : pace.betweenOthers;
        pieces.push_back({.bytes = event, .delay = pieces.empty() ? pace.beforeFirst : usual});
    }
    return pieces;
}

} // namespace reasonglass
