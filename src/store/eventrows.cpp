#include "store/eventrows.h"

#include "base/utf8.h"

namespace reasonglass {

namespace {

/// The JSON's "type" where a server sends no `event:` line: found without reading the whole event.
QString typeOf(const Frame &frame)
{
    if (!frame.eventName.isEmpty())
        return decodeUtf8(frame.eventName);
    if (frame.kind == FrameKind::Body || frame.kind == FrameKind::Refusal)
        return {};
    constexpr qsizetype shown = 32;
    constexpr QByteArrayView key("\"type\"");
    const qsizetype at = frame.data.indexOf(key);
    const qsizetype open = at < 0 ? -1 : frame.data.indexOf('"', at + key.size());
    const qsizetype close = open < 0 ? -1 : frame.data.indexOf('"', open + 1);
    return close < 0 ? decodeUtf8(frame.data.left(shown))
                     : decodeUtf8(frame.data.mid(open + 1, close - open - 1));
}

/// The JSON's "sequence_number": found without reading the whole event. Within a text the quotes would be
/// escaped.
std::optional<qint64> sequenceNumberOf(const QByteArray &data)
{
    constexpr QByteArrayView key("\"sequence_number\":");
    const qsizetype at = data.indexOf(key);
    if (at < 0)
        return {};
    const qsizetype from = at + key.size();
    qsizetype to = from;
    while (to < data.size() && (data[to] == ' ' || (data[to] >= '0' && data[to] <= '9')))
        ++to;
    bool ok = false;
    const qint64 number = data.sliced(from, to - from).trimmed().toLongLong(&ok);
    return ok ? std::optional(number) : std::nullopt;
}

} // namespace

EventRow eventRowOf(const Frame &frame, std::optional<qint64> beforeUs)
{
    return {.kind = frame.kind,
            .arrivalUs = frame.arrivalUs,
            .gapUs = beforeUs ? frame.arrivalUs - *beforeUs : 0,
            .type = typeOf(frame),
            .bytes = frame.data.size(),
            .sequenceNumber = sequenceNumberOf(frame.data)};
}

} // namespace reasonglass
