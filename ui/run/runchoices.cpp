#include "ui/run/runchoices.h"

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

RunChoices choicesAfter(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Network:
    case ErrorKind::Timeout:
    case ErrorKind::RateLimited:
    case ErrorKind::Server:
    case ErrorKind::Overloaded:
    case ErrorKind::Interrupted:
    case ErrorKind::Protocol:
    case ErrorKind::Storage:
        return {.retry = true};
    case ErrorKind::Authentication:
        return {.retry = true, .key = true};
    case ErrorKind::Rejected:
    case ErrorKind::NotFound:
    case ErrorKind::TooLong:
    case ErrorKind::Policy:
    case ErrorKind::Usage:
        return {.edit = true};
    case ErrorKind::Quota: // waiting does not help, and neither does asking again
    case ErrorKind::TooLarge:
        return {};
    }
    Q_UNREACHABLE();
}

} // namespace

RunChoices choicesAfter(const AnalysisRecord &record, bool mayResume)
{
    const Error error = record.error.value_or(Error{.kind = ErrorKind::Interrupted, .message = {}});
    switch (record.status) {
    case AnalysisStatus::Interrupted:
        return {.resume = mayResume, .retry = true, .keep = true};
    case AnalysisStatus::Failed: {
        RunChoices choices = choicesAfter(error);
        choices.resume = mayResume;
        return choices;
    }
    case AnalysisStatus::Cancelled: // by the person, or by a cap
        return {.keep = true, .edit = error.code == "cap_reached"_L1};
    case AnalysisStatus::Running:
    case AnalysisStatus::Completed:
    case AnalysisStatus::Incomplete:
        return {};
    }
    Q_UNREACHABLE();
}

} // namespace reasonglass
