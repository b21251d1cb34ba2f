#pragma once

#include "app/shortrun.h"
#include "app/taskdesk.h"
#include "app/workbench.h"
#include "replay/recordingserver.h"
#include "store/libraryreader.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace reasonglass::test {

/// The prompt in the body of a request.
inline QString promptOf(const ReceivedRequest &request)
{
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    const QJsonValue input = body.value(u"input");
    return input.isString() ? input.toString() : QString::fromUtf8(request.body);
}

/// A run that says \a answer and used so many tokens.
inline QByteArray pricedRun(const QByteArray &answer, int inputTokens, int outputTokens)
{
    return created("gpt-5-nano") + said(answer)
        + sse(R"({"type":"response.completed","response":{"id":"resp_1","status":"completed",)"
              R"("model":"gpt-5-nano","output":[],"usage":{"input_tokens":)"
              + QByteArray::number(inputTokens) + R"(,"output_tokens":)" + QByteArray::number(outputTokens)
              + R"(,"total_tokens":)" + QByteArray::number(inputTokens + outputTokens) + "}}}");
}

/// A program without a window that knows of tasks: a profile in a temporary folder, a server on this machine.
class TaskBench
{
public:
    explicit TaskBench(Clock &clock)
        : m_clock(clock)
    {
        if (!server.listen())
            qFatal("the loopback server cannot listen");
    }

    QString libraryFile() const { return folder.filePath(QStringLiteral("profile/library.sqlite")); }

    /// Starts the program, or starts it again.
    void start()
    {
        stop();
        QProcessEnvironment environment;
        environment.insert(QStringLiteral("OPENAI_BASE_URL"), server.baseUrl().toString());
        environment.insert(QStringLiteral("OPENAI_API_KEY"), QStringLiteral("sk-test"));
        workbench = std::make_unique<Workbench>(
            WorkbenchOptions{.profile =
                                 findProfile(folder.filePath(QStringLiteral("profile")), {}, environment),
                             .environment = environment,
                             .useKeyStore = false,
                             .pacedSamples = false},
            m_clock);
        desk = std::make_unique<TaskDesk>(*workbench, m_clock);
    }
    void stop()
    {
        desk.reset();
        workbench.reset();
    }

    /// A set of \a count tasks, "t1" to "tN", each of which expects its own number.
    TaskSet createSet(int count)
    {
        std::vector<Task> tasks;
        for (int i = 1; i <= count; ++i) {
            const QString number = QString::number(i);
            tasks.push_back({.id = u't' + number,
                             .fields = {{QStringLiteral("prompt"), QString(QStringLiteral("Say ") + number)}},
                             .expected = number});
        }
        return desk->create(
            {.name = QStringLiteral("Numbers"), .grader = {.kind = GraderKind::Exact}, .models = {nano}},
            tasks);
    }
    std::vector<CellPlace> cells(int count) const
    {
        std::vector<CellPlace> places;
        for (int i = 1; i <= count; ++i)
            places.push_back({.taskId = u't' + QString::number(i), .model = nano});
        return places;
    }
    /// What a program started later would read.
    template <typename Answer>
    Result<Answer> read(const std::function<Result<Answer>(TaskReader &)> &question)
    {
        if (workbench)
            workbench->flush();
        auto reader = LibraryReader::open(libraryFile());
        if (!reader)
            return Unexpected{reader.error()};
        return question((*reader)->tasks());
    }
    TaskMatrix matrix(TaskSetId set)
    {
        return read<TaskMatrix>([set](TaskReader &reader) { return reader.matrix(set); })
            .value_or(TaskMatrix{});
    }
    /// Answers every request with the number its prompt asks for.
    void answerRightly()
    {
        server.setResponder([](const ReceivedRequest &request) {
            const QString prompt = promptOf(request);
            return eventStream(pricedRun(prompt.section(u' ', -1).toUtf8(), 1000, 1000));
        });
    }
    /// Returns when everything asked of the library by now is answered, and what was asked in answer to that:
    /// what was going to happen of itself has begun then.
    void letLibraryAnswer()
    {
        constexpr int rounds = 4; // a batch is read, then its set and runs, then a task, then it is sent
        for (int i = 0; i < rounds; ++i) {
            workbench->flush();
            const auto last = workbench->library().tags(); // one answer after the other
            QTRY_VERIFY(last.isFinished());
            QCoreApplication::processEvents();
        }
    }
    BatchRunner &batches() { return desk->batches(); }

    const ModelChoice nano{.providerId = QStringLiteral("openai"), .modelId = QStringLiteral("gpt-5-nano")};
    QTemporaryDir folder;
    RecordingServer server;
    std::unique_ptr<Workbench> workbench;
    std::unique_ptr<TaskDesk> desk;

private:
    Clock &m_clock;
};

/// Waits for the end of the batch that \a spy, one of BatchRunner::ended(), hears of next.
inline BatchProgress waitForEnd(QSignalSpy &spy, int timeoutMs = 20'000)
{
    if (spy.isEmpty() && !spy.wait(timeoutMs))
        return {};
    return spy.takeFirst().at(0).value<BatchProgress>();
}

} // namespace reasonglass::test
