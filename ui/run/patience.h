#pragma once

#include "ui/words/runwords.h"

namespace reasonglass {

class AnalysisSession;

/// What would end the run that \a session is, if the server said nothing more.
words::Patience patienceOf(const AnalysisSession &session);

} // namespace reasonglass
