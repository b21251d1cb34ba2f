#include "ui/run/patience.h"

#include "analysis/analysissession.h"

using namespace std::chrono_literals;

namespace reasonglass {

namespace {

words::Patience stepOf(const AnalysisSession &session)
{
    using Step = words::Patience::Step;
    const Timeouts &timeouts = session.provider().timeouts;
    const auto chosen = session.request().idleTimeoutSeconds;
    const std::chrono::seconds idle = chosen ? std::chrono::seconds(*chosen) : timeouts.idle;
    const Attempt &attempt = session.attempts().back();
    if (session.phase() == Phase::Connecting)
        return {.step = Step::Connect, .limit = timeouts.connect};
    if (attempt.httpStatus == 0)
        return {.step = Step::Answer, .limit = attempt.streamed ? timeouts.headers : idle};
    return {.step = Step::Silence, .limit = idle};
}

} // namespace

words::Patience patienceOf(const AnalysisSession &session)
{
    if (session.attempts().empty())
        return {};
    words::Patience patience = stepOf(session);
    patience.takesUp = goesOnAtServer(session.attempts(), session.provider(), session.transcript());
    const std::chrono::milliseconds total = session.provider().timeouts.total;
    const auto left = total - session.elapsed();
    const bool totalFirst =
        total > 0ms && (patience.limit == 0ms || left < patience.limit - session.silence());
    if (totalFirst) {
        patience.step = words::Patience::Step::Whole;
        patience.limit = total;
    }
    return patience;
}

} // namespace reasonglass
