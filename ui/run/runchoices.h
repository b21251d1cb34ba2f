#pragma once

#include "analysis/analysisrecord.h"

namespace reasonglass {

/// What a person is offered at the end of a run that did not end well.
struct RunChoices
{
    bool resume = false; ///< goes on where it broke off; not paid for again
    bool retry = false;  ///< a new paid attempt
    bool keep = false;   ///< leave it as it is
    bool key = false;    ///< look at the key
    bool edit = false;   ///< change the request

    bool operator==(const RunChoices &) const = default;
};

/// What makes sense after \a record. Retry stays possible at any time from the run's header; here it is
/// offered where it can help. \a mayResume as Workbench::mayResume().
RunChoices choicesAfter(const AnalysisRecord &record, bool mayResume);

} // namespace reasonglass
