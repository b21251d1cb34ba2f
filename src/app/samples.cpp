#include "app/samples.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

QByteArray readResource(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::chrono::microseconds interval(const QJsonValue &perSecond)
{
    constexpr double microsecondsPerSecond = 1e6;
    const double rate = perSecond.toDouble();
    return std::chrono::microseconds(rate > 0 ? qint64(microsecondsPerSecond / rate) : 0);
}

Sample readSample(const QJsonObject &object)
{
    const QJsonObject pacing = object["pacing"_L1].toObject();
    return {.id = object["id"_L1].toString(),
            .title = object["title"_L1].toString(),
            .prompt = object["prompt"_L1].toString(),
            .model = object["model"_L1].toString(),
            .effort = object["effort"_L1].toString(),
            .description = object["description"_L1].toString(),
            .file = ":/samples/"_L1 + object["file"_L1].toString(),
            .pace = {.beforeFirst = std::chrono::milliseconds(pacing["before_first_ms"_L1].toInt()),
                     .betweenReasoning = interval(pacing["reasoning_events_per_second"_L1]),
                     .betweenOthers = interval(pacing["text_events_per_second"_L1])},
            .breaksOff = object["ending"_L1] == "interrupted"_L1};
}

} // namespace

std::vector<Sample> bundledSamples()
{
    std::vector<Sample> samples;
    const QJsonObject index = QJsonDocument::fromJson(readResource(u":/samples/samples.json"_s)).object();
    const QJsonArray entries = index["samples"_L1].toArray();
    for (const auto &entry : entries)
        samples.push_back(readSample(entry.toObject()));
    return samples;
}

std::optional<Sample> findSample(QStringView id)
{
    const auto samples = bundledSamples();
    const auto sample = std::ranges::find_if(samples, [&](const Sample &s) { return s.id == id; });
    return sample == samples.end() ? std::nullopt : std::optional(*sample);
}

SampleServer::SampleServer(QObject *parent)
    : QObject(parent)
{
    m_server.setResponder([this](const ReceivedRequest &request) { return scriptFor(request); });
}

/// The sample and its speed are part of the address: …/v1/completed/paced
Result<QUrl> SampleServer::baseUrl(const QString &sampleId, bool paced)
{
    if (m_server.port() == 0) {
        if (auto listening = m_server.listen(); !listening)
            return Unexpected{listening.error()};
    }
    return QUrl(m_server.baseUrl().toString() + u'/' + sampleId + (paced ? "/paced"_L1 : "/fast"_L1));
}

Script SampleServer::scriptFor(const ReceivedRequest &request) const
{
    const QStringList path = QString::fromLatin1(request.path).split(u'/', Qt::SkipEmptyParts);
    const auto sample = path.size() < 3 ? std::nullopt : findSample(path.at(1));
    if (!sample)
        return jsonAnswer(404, R"({"error":{"message":"there is no such sample","code":"not_found"}})");
    const QByteArray stream = readResource(sample->file);
    Script script = eventStream(stream);
    if (path.at(2) == "paced"_L1)
        script.body = pacedByEvents(stream, sample->pace);
    if (sample->breaksOff)
        script.fault = {.kind = BodyFault::Kind::Close};
    return script;
}

} // namespace reasonglass
