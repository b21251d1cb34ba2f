#pragma once

#include "sse/sseevent.h"

#include <QByteArrayView>
#include <QObject>

#include <chrono>
#include <functional>
#include <optional>

namespace reasonglass {

/// Turns the bytes of a `text/event-stream` body into events, in whatever pieces they arrive.
///
/// Follows the WHATWG HTML standard, section 9.2.6 "Interpreting an event stream". Every byte is
/// looked at a fixed number of times however the body is cut. Knows nothing of HTTP, JSON or the
/// Responses API. A slot or receiver may call stop().
class SseDecoder : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype DefaultMaxLineBytes = qsizetype{64} * 1024 * 1024;

    /// Spare bytes behind the data of every event, so that a JSON parser that reads in blocks may
    /// work on it in place (simdjson wants 64).
    static constexpr qsizetype DataPadding = 64;

    explicit SseDecoder(QObject *parent = nullptr);

    using Receiver = std::function<void(SseEvent &&event)>;
    /// Gives every event to \a receiver, to keep, instead of emitting eventDecoded(): a long stream is
    /// decoded in two thirds of the time when nothing is shared that could be handed over.
    void setReceiver(Receiver receiver) { m_receiver = std::move(receiver); }

    /// The limit for one line and for the joined data of one event.
    void setMaxLineBytes(qsizetype bytes) { m_maxLineBytes = bytes; }
    /// The id of the last complete block that had one.
    const QByteArray &lastEventId() const { return m_lastEventId; }

    /// Decodes \a bytes and emits every event that they complete.
    void feed(QByteArrayView bytes);

    /// The body has ended. The standard discards a last block that lacks its empty line; it is
    /// returned instead, because real recordings end so and their JSON is whole. nullopt if nothing
    /// with data was pending. The decoder is then empty.
    std::optional<SseEvent> finish();

    /// Whether the fields of an unfinished event are pending.
    bool hasPendingBlock() const;

    /// Emits nothing more, not even for the rest of the chunk being fed.
    void stop() { m_stopped = true; }

signals:
    /// Without a receiver.
    void eventDecoded(const reasonglass::SseEvent &event);
    void reconnectionTimeChanged(std::chrono::milliseconds time);
    /// A line or event grew past the limit; the decoder has stopped.
    void lineTooLong(qsizetype limit);

private:
    void processLine(QByteArrayView line);
    void processField(QByteArrayView name, QByteArrayView value);
    void setType(QByteArrayView value);
    void appendData(QByteArrayView value);
    void dispatchEvent();
    bool exceedsLimit(qsizetype more);

    Receiver m_receiver;
    QByteArray m_partialLine;
    SseEvent m_pending;
    QByteArray m_lastType;
    bool m_hasData = false;
    bool m_blockStarted = false;
    QByteArray m_idBuffer; ///< becomes the last event id when its block is complete
    QByteArray m_lastEventId;
    qsizetype m_maxLineBytes = DefaultMaxLineBytes;
    bool m_atStart = true;
    bool m_lastWasCr = false;
    bool m_stopped = false;
};

} // namespace reasonglass
