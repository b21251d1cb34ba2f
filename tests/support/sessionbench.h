#pragma once

#include "analysis/analysissession.h"
#include "net/responsesclient.h"
#include "providers/providerregistry.h"
#include "replay/recordingserver.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

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

    std::unique_ptr<AnalysisSession> session(const AnalysisRequest &request)
    {
        const Endpoint endpoint{.baseUrl = server.baseUrl()};
        SessionSetup setup{.id = newAnalysisId(m_clock.utcUs()),
                           .request = request,
                           .provider = ProviderRegistry().custom(request.baseUrl).value_or(Provider{}),
                           .openStream = [this, endpoint](const QByteArray &body, const Timeouts &timeouts) {
                               Endpoint patient = endpoint;
                               patient.timeouts = timeouts;
                               return client.create(patient, body);
                           }};
        return std::make_unique<AnalysisSession>(std::move(setup), m_clock);
    }
    std::unique_ptr<AnalysisSession> session() { return session(request()); }

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
