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

/// Compared in place: names are looked at for every line.
template <size_t Size>
bool is(QByteArrayView name, const char (&wanted)[Size]) // NOLINT(modernize-avoid-c-arrays): a literal
{
    return name.size() == qsizetype(Size - 1) && std::memcmp(name.data(), wanted, Size - 1) == 0;
}

bool isKnownField(QByteArrayView name)
{
    return is(name, "data") || is(name, "event") || is(name, "id") || is(name, "retry");
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

    const char *const colon = find(line.begin(), line.end(), ':');
    if (colon == line.begin())
        return; // a comment
    if (colon == line.end()) {
        processField(line, {});
        return;
    }

    const bool padded = colon + 1 != line.end() && colon[1] == ' ';
    processField({line.begin(), colon}, {colon + (padded ? 2 : 1), line.end()});
}

void SseDecoder::processField(QByteArrayView name, QByteArrayView value)
{
    m_blockStarted = m_blockStarted || isKnownField(name);
    if (is(name, "data")) {
        appendData(value);
    } else if (is(name, "event")) {
        setType(value);
    } else if (is(name, "id")) {
        if (!value.contains('\0'))
            m_idBuffer = value.toByteArray();
    } else if (is(name, "retry")) {
        const bool digitsOnly =
            std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
        bool ok = false;
        const auto time = std::chrono::milliseconds(value.toByteArray().toLongLong(&ok));
        if (digitsOnly && ok)
            emit reconnectionTimeChanged(time);
    }
}

/// Most events are of the type of the one before and share its name.
void SseDecoder::setType(QByteArrayView value)
{
    if (value != m_lastType)
        m_lastType = value.toByteArray();
    m_pending.type = m_lastType;
}

void SseDecoder::appendData(QByteArrayView value)
{
    QByteArray &data = m_pending.data;
    if (std::exchange(m_hasData, true)) {
        data.append('\n').append(value);
        return;
    }
    data = QByteArray(value.size() + DataPadding, Qt::Uninitialized);
    std::copy(value.begin(), value.end(), data.begin());
    data.truncate(value.size());
}

void SseDecoder::dispatchEvent()
{
    m_blockStarted = false;
    m_lastEventId = m_idBuffer;
    if (!std::exchange(m_hasData, false)) {
        m_pending.type = {};
        return;
    }
    m_pending.lastEventId = m_lastEventId;
    if (m_receiver)
        m_receiver(std::move(m_pending));
    else
        emit eventDecoded(m_pending);
    m_pending.type.clear();
    m_pending.data.clear();
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
