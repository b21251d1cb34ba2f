#pragma once

#include "analysis/analysissession.h"
#include "analysis/serverbehaviour.h"
#include "net/responsesclient.h"

#include <QObject>

#include <memory>
#include <optional>

namespace reasonglass {

/// What a connection test found out. What was not tried is nullopt.
struct ConnectionReport
{
    std::optional<int> models = {}; ///< how many the server lists
    std::optional<ServerBehaviour> behaviour = {};
    std::optional<bool> background = {}; ///< accepts background mode
    std::optional<bool> resumes = {};    ///< goes on with a stream after the last known event
    std::optional<bool> cancels = {};    ///< confirms that it stopped
    QStringList fallbacks = {};          ///< what had to be left out of the request
    std::optional<std::chrono::milliseconds> firstByte = {};
    std::chrono::milliseconds took{0};
    std::optional<Error> error = {}; ///< why the test ended where it did
};

/// Asks a server for its models and for a tiny answer, and watches what it really does; where the server
/// is said to have background mode, also breaks a stream off, takes it up and stops it. The tiny answers
/// are paid for. Nothing is kept of them. Lives in one thread; deletes itself never: its owner does.
class ConnectionTest : public QObject
{
    Q_OBJECT

public:
    enum class Step { Models, Stream, Background };
    Q_ENUM(Step)

    /// \a setup is that of a run with a tiny prompt; \a client must outlive the test.
    ConnectionTest(SessionSetup setup, Endpoint endpoint, ResponsesClient &client, Clock &clock,
                   QObject *parent = nullptr);
    ~ConnectionTest() override;

    void start();
    /// Ends the test at once with what is known.
    void cancel();
    const ConnectionReport &report() const { return m_report; }

signals:
    void stepBegun(reasonglass::ConnectionTest::Step step);
    void finished(const reasonglass::ConnectionReport &report);

private:
    void askForModels();
    void tryStream();
    void tryBackground();
    void breakOff();
    void concludeBackground(AnalysisStatus outcome);
    void finish(const std::optional<Error> &error);
    AnalysisSession &startSession(bool background);

    SessionSetup m_setup;
    Endpoint m_endpoint;
    ResponsesClient &m_client;
    Clock &m_clock;
    qint64 m_startedUs = 0;
    bool m_over = false;
    bool m_broken = false;
    std::vector<Frame> m_frames;
    std::unique_ptr<AnalysisSession> m_session;
    ConnectionReport m_report;
};

} // namespace reasonglass
