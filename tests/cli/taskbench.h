#pragma once

#include "cli/clibench.h"

#include <QDir>
#include <QFile>

#include <chrono>
#include <functional>
#include <map>

namespace reasonglass::test {

/// What the model at a TaskBench says to a prompt.
struct TaskAnswer
{
    QString text;
    int outputTokens = 1000;             ///< a cent, see TaskBench::usdPerMillion
    std::chrono::milliseconds delay{0};  ///< before the first word
    QString model = QStringLiteral("m"); ///< the one that the server says it is
};

/// A CliBench whose server answers by the prompt, whose model "m" has a price, and whose files are written by
/// the test.
class TaskBench : public CliBench
{
public:
    static constexpr double usdPerMillion = 10; ///< of output; input costs nothing

    TaskBench()
    {
        write(QStringLiteral("profile/models.json"),
              R"({"as_of": "2026-01-01", "models": [{"provider": "custom", "id": "m", "name": "M",
                  "prices": {"input": 0, "cached": 0, "output": 10}, "state": "current"}]})");
        server.setResponder([this](const ReceivedRequest &request) {
            const QString prompt = promptOf(request);
            ++asked[prompt];
            return scriptFor(answer(prompt));
        });
        answer = [](const QString &prompt) { return TaskAnswer{.text = prompt}; };
    }

    /// Writes a file below the bench's folder and returns its path.
    QString write(const QString &name, const QByteArray &content) const
    {
        const QString path = folder.filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("a file of the test cannot be written");
        return path;
    }

    /// `tasks run` of the model "m" at the bench's server.
    QStringList runTasks(const QString &set, const QStringList &options = {}) const
    {
        return QStringList{
                   QStringLiteral("tasks"),   QStringLiteral("run"), set, QStringLiteral("--base-url"), url(),
                   QStringLiteral("--model"), QStringLiteral("m")}
        + options;
    }

    QJsonObject json(const QStringList &arguments) const
    {
        return run(arguments + QStringList{QStringLiteral("--output"), QStringLiteral("json")}).object();
    }

    static QString promptOf(const ReceivedRequest &request)
    {
        const QJsonValue input = QJsonDocument::fromJson(request.body).object()[QLatin1StringView("input")];
        if (input.isString())
            return input.toString();
        for (const QJsonValue part : input[0][QLatin1StringView("content")].toArray()) {
            if (part[QLatin1StringView("type")] == QLatin1StringView("input_text"))
                return part[QLatin1StringView("text")].toString();
        }
        return {};
    }

    static Script scriptFor(const TaskAnswer &answer)
    {
        const auto event = [](const QJsonObject &object) -> QByteArray {
            return "data: " + QJsonDocument(object).toJson(QJsonDocument::Compact) + "\n\n";
        };
        const QJsonObject created{{QStringLiteral("id"), QStringLiteral("resp_1")},
                                  {QStringLiteral("model"), answer.model},
                                  {QStringLiteral("status"), QStringLiteral("in_progress")}};
        QJsonObject ended = created;
        ended[QStringLiteral("status")] = QStringLiteral("completed");
        ended[QStringLiteral("output")] = QJsonArray{};
        ended[QStringLiteral("usage")] =
            QJsonObject{{QStringLiteral("input_tokens"), 10},
                        {QStringLiteral("output_tokens"), answer.outputTokens},
                        {QStringLiteral("total_tokens"), answer.outputTokens + 10}};
        const QByteArray begin = event({{QStringLiteral("type"), QStringLiteral("response.created")},
                                        {QStringLiteral("response"), created}});
        const QByteArray end = event({{QStringLiteral("type"), QStringLiteral("response.output_text.delta")},
                                      {QStringLiteral("output_index"), 0},
                                      {QStringLiteral("content_index"), 0},
                                      {QStringLiteral("delta"), answer.text}})
            + event({{QStringLiteral("type"), QStringLiteral("response.completed")},
                     {QStringLiteral("response"), ended}});
        return Script{.body = {{.bytes = begin}, {.bytes = end, .delay = answer.delay}}};
    }

    std::function<TaskAnswer(const QString &prompt)> answer;
    std::map<QString, int> asked; ///< how many requests each prompt came with
};

} // namespace reasonglass::test
