#pragma once

#include "analysis/analysissession.h"
#include "net/responsesclient.h"
#include "providers/providerregistry.h"
#include "replay/recordingserver.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>
#include <optional>

namespace reasonglass::test {

/// A loopback server, a client and what it takes to run sessions against it.
class SessionBench
{
public:
    explicit SessionBench(Clock &clock)
        : client(clock)
        , m_clock(clock)
    {
        if (!server.listen())
            qFatal("the loopback server cannot listen");
    }

    AnalysisRequest request() const
    {
        AnalysisRequest request;
        request.providerId = QStringLiteral("custom");
        request.baseUrl = server.baseUrl().toString();
        request.response = {.model = QStringLiteral("test-model"), .prompt = QStringLiteral("a prompt")};
        request.retries = 0;
        return request;
    }

    SessionSetup setup(const AnalysisRequest &request)
    {
        const Endpoint endpoint{.baseUrl = server.baseUrl()};
        return {.id = newAnalysisId(m_clock.utcUs()),
                .request = request,
                .provider = ProviderRegistry().custom(request.baseUrl).value_or(Provider{}),
                .openStream = [this, endpoint](const Exchange &exchange, const Timeouts &timeouts) {
                    Endpoint patient = endpoint;
                    patient.timeouts = timeouts;
                    return client.open(patient, exchange);
                }};
    }
    std::unique_ptr<AnalysisSession> session(const AnalysisRequest &request,
                                             const std::optional<ModelInfo> &model = {})
    {
        SessionSetup all = setup(request);
        all.model = model;
        return std::make_unique<AnalysisSession>(std::move(all), m_clock);
    }
    std::unique_ptr<AnalysisSession> session() { return session(request()); }
    /// Takes up a stored analysis.
    std::unique_ptr<AnalysisSession> session(const AnalysisRecord &stored)
    {
        return std::make_unique<AnalysisSession>(setup(stored.request), stored, m_clock);
    }

    RecordingServer server;
    ResponsesClient client;

private:
    Clock &m_clock;
};

/// Starts \a session and waits for its outcome.
inline bool runToEnd(AnalysisSession &session, int timeoutMs = 20'000)
{
    QSignalSpy finished(&session, &AnalysisSession::finished);
    session.start();
    return !finished.isEmpty() || finished.wait(timeoutMs);
}

} // namespace reasonglass::test
