#include "replay/backgroundresponses.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QUrl>
#include <QUrlQuery>

#include <algorithm>
#include <utility>

namespace reasonglass {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Script refusal(int status, const QString &message, const QString &param = {}, const QString &code = {})
{
    const auto orNull = [](const QString &text) { return text.isEmpty() ? QJsonValue() : QJsonValue(text); };
    const QJsonObject error{{u"message"_s, message},
                            {u"type"_s, u"invalid_request_error"_s},
                            {u"param"_s, orNull(param)},
                            {u"code"_s, orNull(code)}};
    return jsonAnswer(status, QJsonDocument(QJsonObject{{u"error"_s, error}}).toJson(QJsonDocument::Compact));
}

Script unknownResponse(const QByteArray &id)
{
    return refusal(404, u"Response with id '%1' not found."_s.arg(QString::fromUtf8(id)));
}

Script notStreamable(const QString &why)
{
    return refusal(400, u"This response cannot be streamed because it was not created with %1."_s.arg(why),
                   u"stream"_s, u"invalid_request_error"_s);
}

/// The response that \a recording is of.
QByteArray recordedId(const std::vector<StreamEvent> &events)
{
    for (const StreamEvent &event : events) {
        const QString id = eventObject(event).value("response"_L1).toObject().value("id"_L1).toString();
        if (!id.isEmpty())
            return id.toUtf8();
    }
    return {};
}

/// The object `response` in \a data as it was written: order of keys and numbers stay.
QByteArray rawResponse(const QByteArray &data)
{
    const qsizetype name = data.indexOf("\"response\":");
    const qsizetype start = name < 0 ? -1 : data.indexOf('{', name);
    if (start < 0)
        return {};
    int depth = 0;
    bool inString = false;
    for (qsizetype at = start; at < data.size(); ++at) {
        const char c = data.at(at);
        if (c == '\\' && inString)
            ++at;
        else if (c == '"')
            inString = !inString;
        else if (!inString && (c == '{' || c == '}'))
            depth += c == '{' ? 1 : -1;
        if (depth == 0)
            return data.sliced(start, at + 1 - start);
    }
    return {};
}

/// What follows `/v1/responses` in the path: "", "ID", "ID/cancel"; null for another path.
QByteArray placeOf(const QUrl &url)
{
    const QString path = url.path();
    const qsizetype at = path.indexOf("/responses"_L1);
    if (at < 0)
        return {};
    const QByteArray rest = path.mid(at + 10).toUtf8();
    return rest.isEmpty() ? QByteArray("") : rest.mid(1);
}

} // namespace

BackgroundResponses::BackgroundResponses(RecordingServer &server, BackgroundBehaviour behaviour,
                                         const Clock &clock)
    : m_server(server)
    , m_behaviour(std::move(behaviour))
    , m_clock(clock)
{
    server.setResponder([this](const ReceivedRequest &request) { return answer(request); });
}

BackgroundResponses::~BackgroundResponses()
{
    m_server.setResponder({});
}

Script BackgroundResponses::answer(const ReceivedRequest &request)
{
    const QUrl url = QUrl::fromEncoded(request.path);
    const QByteArray place = placeOf(url);
    if (place.isNull())
        return refusal(404, u"Invalid URL (%1 %2)"_s.arg(QString::fromLatin1(request.method), url.path()));
    if (place.isEmpty())
        return request.method == "POST" ? create(request) : refusal(405, u"Method not allowed"_s);

    const QByteArray id = place.split('/').first();
    const bool isCancel = place.endsWith("/cancel");
    const bool isStream = QUrlQuery(url).queryItemValue(u"stream"_s) == "true"_L1;
    (isCancel ? m_cancels : isStream ? m_resumes : m_polls) += 1;
    const auto found = m_responses.find(id);
    if (found == m_responses.end())
        return unknownResponse(id);
    if (isCancel)
        return cancel(*found);
    return isStream ? resume(*found, request) : fetch(*found);
}

Script BackgroundResponses::create(const ReceivedRequest &request)
{
    ++m_posts;
    const QJsonObject asked = QJsonDocument::fromJson(request.body).object();
    Response response{.id = "resp_" + QByteArray::number(m_posts, 16).rightJustified(16, '0'),
                      .startedUs = m_clock.monotonicUs(),
                      .queued = m_behaviour.queued,
                      .betweenEvents = m_behaviour.betweenEvents,
                      .resumeWindow = m_behaviour.resumeWindow,
                      .background = asked.value("background"_L1).toBool(),
                      .streamed = asked.value("stream"_L1).toBool()};
    if (response.background && !asked.value("store"_L1).toBool(true))
        return refusal(400, u"background=true requires store=true."_s, u"store"_s);

    QByteArray body = m_behaviour.recording;
    if (const QByteArray id = recordedId(parsedEvents(body)); !id.isEmpty())
        body.replace(id, response.id);
    response.events = parsedEvents(body);
    qint64 number = -1;
    for (const StreamEvent &event : response.events)
        response.numbers.push_back(number = sequenceNumber(event).value_or(number));

    m_lastId = response.id;
    Response &kept = *m_responses.insert(m_lastId, response);
    if (kept.streamed)
        return streamFrom(kept, 0, request);
    if (kept.background)
        return jsonAnswer(200, snapshot(kept, kept.startedUs));
    const qint64 endUs = kept.events.empty() ? kept.startedUs : dueUs(kept, kept.events.size() - 1);
    Script whole = jsonAnswer(200, snapshot(kept, endUs));
    whole.headDelay = std::chrono::microseconds(endUs - kept.startedUs);
    return whole;
}

Script BackgroundResponses::fetch(const Response &response) const
{
    const qint64 nowUs = m_clock.monotonicUs();
    const bool ended = response.events.empty() || dueUs(response, response.events.size() - 1) <= nowUs;
    // What is generated for its connection only is stored when it is complete.
    if (!response.background && !ended)
        return unknownResponse(response.id);
    return jsonAnswer(200, snapshot(response, nowUs));
}

Script BackgroundResponses::resume(Response &response, const ReceivedRequest &request)
{
    if (!response.background)
        return notStreamable(u"background=true"_s);
    if (!response.streamed)
        return notStreamable(u"stream=true"_s);
    const auto age = std::chrono::microseconds(m_clock.monotonicUs() - response.startedUs);
    if (age > response.resumeWindow)
        return refusal(400,
                       u"This response can no longer be streamed because it is more than 5 minutes old."_s,
                       u"stream"_s, u"invalid_request_error"_s);

    const QUrlQuery query(QUrl::fromEncoded(request.path));
    const QString after = query.queryItemValue(u"starting_after"_s);
    const auto known = std::ranges::upper_bound(response.numbers, after.isEmpty() ? -1 : after.toLongLong());
    const auto first = size_t(known - response.numbers.begin());
    const auto repeated = size_t(std::max(m_behaviour.repeatedOnResume, 0));
    return streamFrom(response, first - std::min(first, repeated), request);
}

Script BackgroundResponses::cancel(Response &response)
{
    if (!response.background)
        return refusal(400, u"Cannot cancel a synchronous response."_s);
    const qint64 nowUs = m_clock.monotonicUs();
    const bool ended = response.events.empty() || dueUs(response, response.events.size() - 1) <= nowUs;
    if (!ended && !response.cancelledUs) {
        response.cancelledUs = nowUs;
        for (const int connection : std::exchange(response.listeners, {}))
            m_server.endAnswer(connection);
    }
    return jsonAnswer(200, snapshot(response, nowUs));
}

Script BackgroundResponses::streamFrom(Response &response, size_t first, const ReceivedRequest &request)
{
    Script script{.bodySizes = m_behaviour.sizes};
    const qint64 nowUs = m_clock.monotonicUs();
    qint64 sentUs = nowUs;
    for (size_t i = first; i < response.events.size(); ++i) {
        const qint64 due = dueUs(response, i);
        if (response.cancelledUs && due > *response.cancelledUs)
            break;
        const qint64 sendUs = std::max(due, sentUs);
        script.body.push_back(
            {.bytes = eventBytes(response.events[i]), .delay = std::chrono::microseconds(sendUs - sentUs)});
        sentUs = sendUs;
    }
    if (m_streamsServed < m_behaviour.cuts.size())
        script.fault = m_behaviour.cuts[m_streamsServed];
    ++m_streamsServed;
    response.listeners.push_back(request.connection);
    return script;
}

/// The response as it stands at \a atUs: as its last lifecycle event has it until it ends.
QByteArray BackgroundResponses::snapshot(const Response &response, qint64 atUs) const
{
    const qint64 untilUs = std::min(atUs, response.cancelledUs.value_or(atUs));
    QJsonObject object{{u"id"_s, QString::fromLatin1(response.id)},
                       {u"object"_s, u"response"_s},
                       {u"status"_s, u"queued"_s},
                       {u"output"_s, QJsonArray()}};
    for (size_t i = 0; i < response.events.size() && dueUs(response, i) <= untilUs; ++i) {
        const StreamEvent &event = response.events[i];
        if (isTerminal(event))
            return rawResponse(event.data);
        const QJsonObject told = eventObject(event).value("response"_L1).toObject();
        if (!told.isEmpty())
            object = told;
        else if (object.value("status"_L1) == "queued"_L1)
            object.insert(u"status"_s, u"in_progress"_s);
    }
    if (response.cancelledUs)
        object.insert(u"status"_s, u"cancelled"_s);
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

qint64 BackgroundResponses::dueUs(const Response &response, size_t event) const
{
    const auto sinceStart = response.queued + qint64(event) * response.betweenEvents;
    return response.startedUs + sinceStart.count();
}

std::vector<BodyFault> randomCuts(quint32 seed, int count, qint64 bodyBytes)
{
    QRandomGenerator random(seed);
    std::vector<BodyFault> cuts;
    cuts.reserve(size_t(std::max(count, 0)));
    for (int i = 0; i < count; ++i) {
        cuts.push_back({.kind = random.bounded(2) == 0 ? BodyFault::Kind::Close : BodyFault::Kind::Reset,
                        .afterBytes = random.bounded(bodyBytes + 1)});
    }
    return cuts;
}

} // namespace reasonglass
