#include "sse/ssedecoder.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace reasonglass {

namespace {

constexpr QByteArrayView byteOrderMark("\xEF\xBB\xBF", 3);

const char *find(const char *begin, const char *end, char wanted)
{
    const void *found = begin == end ? nullptr : std::memchr(begin, wanted, size_t(end - begin));
    return found ? static_cast<const char *>(found) : end;
}

bool isKnownField(QByteArrayView name)
{
    return name == "data" || name == "event" || name == "id" || name == "retry";
}

/// Finds line ends without looking at any byte more than once for each of the two characters.
class LineEnds
{
public:
    explicit LineEnds(QByteArrayView bytes)
        : m_end(bytes.end())
        , m_nextLf(find(bytes.begin(), m_end, '\n'))
        , m_nextCr(find(bytes.begin(), m_end, '\r'))
    { }

    /// The first CR or LF at or after \a from, or the end.
    const char *next(const char *from)
    {
        if (m_nextLf < from)
            m_nextLf = find(from, m_end, '\n');
        if (m_nextCr < from)
            m_nextCr = find(from, m_end, '\r');
        return std::min(m_nextLf, m_nextCr);
    }

private:
    const char *m_end;
    const char *m_nextLf;
    const char *m_nextCr;
};

} // namespace

SseDecoder::SseDecoder(QObject *parent)
    : QObject(parent)
{ }

void SseDecoder::feed(QByteArrayView bytes)
{
    LineEnds lineEnds(bytes);
    const char *position = bytes.begin();
    while (position != bytes.end() && !m_stopped) {
        // A CR LF pair may arrive in two pieces: its LF does not end another line.
        if (std::exchange(m_lastWasCr, false) && *position == '\n') {
            ++position;
            continue;
        }

        const char *lineEnd = lineEnds.next(position);
        const QByteArrayView piece(position, lineEnd);
        if (exceedsLimit(piece.size()))
            return;

        if (lineEnd == bytes.end()) {
            m_partialLine.append(piece);
            return;
        }

        m_lastWasCr = *lineEnd == '\r';
        position = lineEnd + 1;

        if (m_partialLine.isEmpty()) {
            processLine(piece); // the common case copies nothing
        } else {
            m_partialLine.append(piece);
            processLine(std::exchange(m_partialLine, {}));
        }
    }
}

std::optional<SseEvent> SseDecoder::finish()
{
    if (!m_partialLine.isEmpty() && !m_stopped)
        processLine(std::exchange(m_partialLine, {}));
    m_partialLine.clear();
    SseEvent event = std::exchange(m_pending, {});
    m_blockStarted = false;
    if (!std::exchange(m_hasData, false) || m_stopped)
        return std::nullopt;
    event.lastEventId = m_idBuffer;
    return event;
}

bool SseDecoder::hasPendingBlock() const
{
    const QByteArrayView line(m_partialLine);
    const qsizetype colon = line.indexOf(':');
    return m_blockStarted || isKnownField(colon < 0 ? line : line.first(colon));
}

void SseDecoder::processLine(QByteArrayView line)
{
    if (std::exchange(m_atStart, false) && line.startsWith(byteOrderMark))
        line = line.sliced(byteOrderMark.size());

    if (line.isEmpty()) {
        dispatchEvent();
        return;
    }

    const qsizetype colon = line.indexOf(':');
    if (colon == 0)
        return; // a comment
    if (colon < 0) {
        processField(line, {});
        return;
    }

    QByteArrayView value = line.sliced(colon + 1);
    if (value.startsWith(' '))
        value = value.sliced(1);
    processField(line.first(colon), value);
}

void SseDecoder::processField(QByteArrayView name, QByteArrayView value)
{
    m_blockStarted |= isKnownField(name);
    if (name == "data") {
        appendData(value);
    } else if (name == "event") {
        m_pending.type = value.toByteArray();
    } else if (name == "id") {
        if (!value.contains('\0'))
            m_idBuffer = value.toByteArray();
    } else if (name == "retry") {
        const bool digitsOnly =
            std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
        bool ok = false;
        const auto time = std::chrono::milliseconds(value.toByteArray().toLongLong(&ok));
        if (digitsOnly && ok)
            emit reconnectionTimeChanged(time);
    }
}

void SseDecoder::appendData(QByteArrayView value)
{
    if (std::exchange(m_hasData, true))
        m_pending.data.append('\n');
    else
        m_pending.data.reserve(value.size() + DataPadding);
    m_pending.data.append(value);
}

void SseDecoder::dispatchEvent()
{
    SseEvent event = std::exchange(m_pending, {});
    m_blockStarted = false;
    m_lastEventId = m_idBuffer;
    if (!std::exchange(m_hasData, false))
        return;
    event.lastEventId = m_lastEventId;
    emit eventDecoded(event);
}

bool SseDecoder::exceedsLimit(qsizetype more)
{
    if (m_partialLine.size() + m_pending.data.size() + more <= m_maxLineBytes)
        return false;
    stop();
    m_partialLine.clear();
    emit lineTooLong(m_maxLineBytes);
    return true;
}

} // namespace reasonglass
