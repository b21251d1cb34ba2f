#include "analysis/resumepolicy.h"

#include <algorithm>

namespace reasonglass {

AfterBreak afterBreak(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Authentication:
    case ErrorKind::NotFound:
    case ErrorKind::Quota:
    case ErrorKind::Policy:
    case ErrorKind::TooLarge:
    case ErrorKind::Usage:
    case ErrorKind::Storage:
        return AfterBreak::GiveUp;
    case ErrorKind::Rejected: // "… can no longer be streamed because it is more than 5 minutes old"
    case ErrorKind::TooLong:
        return AfterBreak::Poll;
    case ErrorKind::Network:
        return isTransient(error) ? AfterBreak::TakeUp : AfterBreak::GiveUp;
    case ErrorKind::Timeout:
    case ErrorKind::RateLimited:
    case ErrorKind::Server:
    case ErrorKind::Overloaded:
    case ErrorKind::Interrupted:
    case ErrorKind::Protocol: // a hotel's log-in page, say
        return AfterBreak::TakeUp;
    }
    Q_UNREACHABLE();
}

bool goesOnAtServer(const std::vector<Attempt> &attempts, const Provider &provider,
                    const Transcript &transcript)
{
    if (!provider.capabilities.retrieve || transcript.responseId.isEmpty() || transcript.terminal)
        return false;
    const auto asked = std::find_if(attempts.rbegin(), attempts.rend(),
                                    [](const Attempt &attempt) { return !attempt.requestBody.isEmpty(); });
    // Within a JSON string the quotes would be escaped, so no prompt can say this.
    return asked != attempts.rend() && asked->requestBody.contains("\"background\":true");
}

bool canTakeUpStream(const Provider &provider, const Transcript &transcript)
{
    return provider.capabilities.resume && transcript.lastSequenceNumber >= 0;
}

bool mayResume(const AnalysisRecord &record, const Provider &provider)
{
    const bool broken = record.status == AnalysisStatus::Interrupted
        || (record.status == AnalysisStatus::Failed && record.error
            && (record.error->kind == ErrorKind::Network || record.error->kind == ErrorKind::Timeout));
    return broken && goesOnAtServer(record.attempts, provider, record.transcript);
}

} // namespace reasonglass
