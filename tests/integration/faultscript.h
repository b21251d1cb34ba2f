#pragma once

#include "replay/refusals.h"
#include "support/drawnstream.h"
#include "support/recordedstreams.h"

#include <QRandomGenerator>
#include <QStringBuilder>

#include <vector>

namespace reasonglass::test {

/// An answer as servers and networks make them on a bad day, and what may come of it.
struct FaultScript
{
    enum class Nature {
        Stream,     ///< events, wholly or partly
        Compressed, ///< the same as gzip, unasked
        Body,       ///< one JSON object
        Refusal,    ///< a status, a page, a redirect
        Silence,    ///< no head ever comes whole
        Garbage,    ///< bytes that are no answer: must not be taken for a completed one
    };
    Nature nature = Nature::Stream;
    Script script;
    QString story;         ///< for the report of a failure
    QByteArray inner = {}; ///< of a compressed body
    bool reordered = false;
    bool recorded = false; ///< of a real server: may hold what PlainReading does not know
};

/// Draws fault scripts; the same random numbers, the same script.
class FaultScriptSource
{
public:
    /// \a recordings are mixed in where there are any.
    explicit FaultScriptSource(std::vector<QByteArray> recordings)
        : m_recordings(std::move(recordings))
    { }

    FaultScript draw(QRandomGenerator &random) const
    {
        const int choice = random.bounded(100);
        FaultScript drawn = choice < 64 ? stream(random)
            : choice < 72               ? refusal(random)
            : choice < 76               ? page(random)
            : choice < 79               ? redirected(random)
            : choice < 84               ? silent(random)
            : choice < 88               ? brokenHead(random)
            : choice < 92               ? compressed(random)
            : choice < 97               ? blocking(random)
                                        : misframed(random);
        pieces(drawn, random);
        return drawn;
    }

private:
    using Nature = FaultScript::Nature;

    static bool chance(QRandomGenerator &random, int percent) { return random.bounded(100) < percent; }
    static size_t anyOf(QRandomGenerator &random, size_t count)
    {
        return size_t(random.bounded(qint64(std::max<size_t>(count, 1))));
    }

    FaultScript stream(QRandomGenerator &random) const
    {
        FaultScript drawn{.story = QStringLiteral("stream")};
        drawn.recorded = !m_recordings.empty() && chance(random, 25);
        StreamEvents events;
        if (drawn.recorded) {
            const size_t index = anyOf(random, m_recordings.size());
            drawn.story += QStringLiteral(", recording %1").arg(index);
            events = parsedEvents(m_recordings[index]);
        } else {
            events = DrawnStream(random).draw();
        }
        events = mutated(std::move(events), drawn, random);
        QByteArray body = joinedEvents(events);
        if (chance(random, 5)) {
            body = withByteOrderMark(body);
            drawn.story += QStringLiteral(", byte order mark");
        }
        if (chance(random, 10)) {
            const bool carriageReturns = chance(random, 50);
            body = withLineEnds(body, carriageReturns ? "\r" : "\r\n");
            drawn.story += carriageReturns ? QStringLiteral(", CR") : QStringLiteral(", CR LF");
        }
        drawn.script = eventStream(body);
        if (chance(random, 8)) {
            static const std::vector<QByteArray> types{"application/json", "text/html", "text/plain", "",
                                                       "application/octet-stream"};
            drawn.script.contentType = types[anyOf(random, types.size())];
            drawn.story +=
                QStringLiteral(", content type '%1'").arg(QString::fromLatin1(drawn.script.contentType));
        }
        cut(drawn, random);
        return drawn;
    }

    static StreamEvents mutated(StreamEvents events, FaultScript &drawn, QRandomGenerator &random)
    {
        const int faults = random.bounded(4);
        bool numbered = true;
        for (int i = 0; i < faults; ++i) {
            const size_t at = anyOf(random, events.size());
            const size_t later = anyOf(random, 4);
            switch (random.bounded(drawn.recorded ? 5 : 13)) {
            case 0:
                events = withInsertions(std::move(events), 1 + anyOf(random, 5), ": keep-alive\n\n");
                drawn.story += QStringLiteral(", comments");
                break;
            case 1:
                events = withInsertion(std::move(events), at,
                                       "event: keepalive\ndata: {\"type\":\"keepalive\"}\n\n");
                drawn.story += QStringLiteral(", keepalive at %1").arg(at);
                break;
            case 2:
                events = withInsertion(std::move(events), at, "this is: no field\n\xff\xfe\n\n");
                drawn.story += QStringLiteral(", garbage lines at %1").arg(at);
                break;
            case 3:
                events = withoutNames(std::move(events));
                drawn.story += QStringLiteral(", without event names");
                break;
            case 4:
                events = withoutTerminal(std::move(events));
                drawn.story += QStringLiteral(", without terminal event");
                if (chance(random, 50)) {
                    events = withDoneMark(std::move(events));
                    drawn.story += QStringLiteral(" but [DONE]");
                }
                break;
            case 5:
                if (!numbered)
                    break;
                events = duplicated(std::move(events), at, later);
                drawn.story += QStringLiteral(", event %1 again %2 later").arg(at).arg(later);
                break;
            case 6: {
                static const QStringList fields{QStringLiteral("output_index"), QStringLiteral("item_id"),
                                                QStringLiteral("usage"), QStringLiteral("model"),
                                                QStringLiteral("error")};
                const QString &field = fields.at(qsizetype(anyOf(random, size_t(fields.size()))));
                // With neither there is nothing left to tell items by.
                if (drawn.story.contains(QStringLiteral("_i")))
                    break;
                events = withoutField(std::move(events), field);
                drawn.story += QStringLiteral(", without %1").arg(field);
                break;
            }
            case 7:
                if (drawn.story.contains(QStringLiteral("again")))
                    break; // nothing is left that tells a repeated event from another
                events = withoutField(std::move(events), QStringLiteral("sequence_number"));
                numbered = false;
                drawn.story += QStringLiteral(", without numbers");
                break;
            case 8:
                events = withoutTypes(std::move(events), "text.done");
                drawn.story += QStringLiteral(", without text.done");
                break;
            case 9:
                if (at == 0)
                    break; // what `created` follows is another round
                events = delayed(std::move(events), at, later);
                drawn.reordered = true;
                drawn.story += QStringLiteral(", event %1 late by %2").arg(at).arg(later);
                break;
            case 10:
                events = withCutData(std::move(events), at, qsizetype(anyOf(random, 40)));
                drawn.reordered = true; // the item may first be mentioned later
                drawn.story += QStringLiteral(", broken JSON in %1").arg(at);
                break;
            case 11: {
                const qsizetype delta = events[at].data.indexOf("\"delta\":\"");
                if (delta < 0)
                    break;
                events = withOverwritten(std::move(events), at, delta + 9, "\xff");
                drawn.story += QStringLiteral(", invalid UTF-8 in %1").arg(at);
                break;
            }
            default:
                events = withInsertion(std::move(events), at, "data: {\"type\":\"response.new.thing\"}\n\n");
                drawn.story += QStringLiteral(", unknown event at %1").arg(at);
            }
        }
        return events;
    }

    /// How the body ends: mostly as it should.
    static void cut(FaultScript &drawn, QRandomGenerator &random)
    {
        const int choice = random.bounded(100);
        if (choice < 40)
            return;
        BodyFault &fault = drawn.script.fault;
        fault.kind = choice < 62 ? BodyFault::Kind::Close
            : choice < 82        ? BodyFault::Kind::Reset
                                 : BodyFault::Kind::Stall;
        if (chance(random, 85))
            fault.afterBytes = random.bounded(qint64(bodyBytes(drawn.script).size()) + 1);
        static const QStringList names{QString(), QStringLiteral("closed"), QStringLiteral("reset"),
                                       QStringLiteral("stalled")};
        drawn.story += QStringLiteral(", %1 after %2 bytes")
                           .arg(names.at(int(fault.kind)))
                           .arg(fault.afterBytes.value_or(-1));
    }

    static FaultScript refusal(QRandomGenerator &random)
    {
        static const std::vector<NamedScript> refusals = serverRefusals();
        const NamedScript &chosen = refusals[anyOf(random, refusals.size())];
        FaultScript drawn{.nature = Nature::Refusal,
                          .script = chosen.script,
                          .story = QStringLiteral("refusal: ") + QString::fromLatin1(chosen.name)};
        if (chance(random, 20))
            cut(drawn, random);
        return drawn;
    }

    static FaultScript page(QRandomGenerator &random)
    {
        static const std::vector<int> statuses{200, 403, 502, 503, 504};
        const int status = statuses[anyOf(random, statuses.size())];
        FaultScript drawn{.nature = Nature::Refusal,
                          .script = proxyPage(status),
                          .story = QStringLiteral("page of a proxy, %1").arg(status)};
        if (chance(random, 20))
            cut(drawn, random);
        return drawn;
    }

    static FaultScript redirected(QRandomGenerator &random)
    {
        static const std::vector<int> statuses{301, 302, 303, 307, 308};
        const int status = statuses[anyOf(random, statuses.size())];
        return {.nature = Nature::Refusal,
                .script = redirect(status, chance(random, 50) ? "/v1/elsewhere" : "http://localhost:1/v1"),
                .story = QStringLiteral("redirect %1").arg(status)};
    }

    static FaultScript silent(QRandomGenerator &random)
    {
        static const std::vector<Opening> openings{Opening::Silence, Opening::Close, Opening::Reset};
        const Opening opening = openings[anyOf(random, openings.size())];
        return {.nature = Nature::Silence,
                .script = {.opening = opening},
                .story = QStringLiteral("no answer, opening %1").arg(int(opening))};
    }

    static FaultScript brokenHead(QRandomGenerator &random)
    {
        static const QByteArray head =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 10\r\n\r\n";
        FaultScript drawn{.nature = Nature::Silence, .story = QStringLiteral("broken head")};
        if (chance(random, 70)) {
            const auto length = 1 + random.bounded(qint64(head.size()) - 3);
            drawn.script.rawHead = head.left(length);
            drawn.story += QStringLiteral(", cut after %1 bytes").arg(length);
        } else {
            drawn.script.rawHead = "SSH-2.0-OpenSSH_9.2\r\n\x00\xff garbage\r\n\r\n";
            drawn.nature = Nature::Garbage;
        }
        drawn.script.framing = BodyFraming::UntilClose;
        drawn.script.fault = {.kind = chance(random, 50) ? BodyFault::Kind::Close : BodyFault::Kind::Reset};
        return drawn;
    }

    FaultScript compressed(QRandomGenerator &random) const
    {
        const QByteArray body = joinedEvents(DrawnStream(random).draw());
        FaultScript drawn{.nature = Nature::Compressed,
                          .script = gzipped(eventStream(body)),
                          .story = QStringLiteral("gzip"),
                          .inner = body};
        cut(drawn, random);
        return drawn;
    }

    static FaultScript blocking(QRandomGenerator &random)
    {
        const StreamEvents events = DrawnStream(random).draw();
        const QJsonObject response =
            eventObject(events.back()).value(QLatin1StringView("response")).toObject();
        FaultScript drawn{.nature = Nature::Body,
                          .script = jsonAnswer(200, QJsonDocument(response).toJson()),
                          .story = QStringLiteral("blocking answer")};
        if (chance(random, 30))
            drawn.script.framing = BodyFraming::Chunked;
        cut(drawn, random);
        return drawn;
    }

    /// Says that chunks come, and sends something else.
    static FaultScript misframed(QRandomGenerator &random)
    {
        FaultScript drawn{.nature = Nature::Garbage,
                          .script = eventStream(joinedEvents(DrawnStream(random).draw())),
                          .story = QStringLiteral("no chunks where chunks were promised")};
        drawn.script.rawHead =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
        drawn.script.framing = BodyFraming::UntilClose;
        return drawn;
    }

    static void pieces(FaultScript &drawn, QRandomGenerator &random)
    {
        Script &script = drawn.script;
        if (drawn.nature == Nature::Stream && chance(random, 15)) {
            script.framing = BodyFraming::UntilClose;
            drawn.story += QStringLiteral(", HTTP/1.0");
        } else if (drawn.nature == Nature::Stream && chance(random, 10)) {
            script.framing = BodyFraming::ContentLength;
            drawn.story += QStringLiteral(", with a length");
        }
        const int choice = random.bounded(10);
        const qint64 size = bodyBytes(script).size();
        // Enough pieces to see every seam, few enough to be quick.
        if (choice < 4 && size > 0)
            script.bodySizes = PieceSizes::random(random.generate(), std::max<qsizetype>(size / 20, 1));
        else if (choice == 4)
            script.bodySizes = PieceSizes::fixed(std::max<qsizetype>(1, size / 200));
        if (choice == 5) {
            script.headSizes = PieceSizes::fixed(7);
            drawn.story += QStringLiteral(", slow head");
        }
        script.headers.emplace_back("x-request-id", "req_1");
    }

    std::vector<QByteArray> m_recordings;
};

/// The recordings that are small enough to be played often; none where there are no recordings.
inline std::vector<QByteArray> smallRecordings(qsizetype largest = 30'000)
{
    std::vector<QByteArray> recordings;
    const QDir folder(recordingsFolder(QStringLiteral("sse")));
    for (const QString &name : folder.entryList({QStringLiteral("*.sse")}, QDir::Files)) {
        const QByteArray body = readFile(folder.filePath(name));
        if (body.size() <= largest)
            recordings.push_back(body);
    }
    return recordings;
}

} // namespace reasonglass::test
