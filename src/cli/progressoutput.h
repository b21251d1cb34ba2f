#pragma once

#include "analysis/analysissession.h"
#include "cli/console.h"
#include "cli/transcriptoutput.h"

#include <QObject>

namespace reasonglass::cli {

/// Writes a run as it arrives: its texts, and notes on what happens to it on standard error.
class ProgressOutput : public QObject
{
    Q_OBJECT

public:
    ProgressOutput(AnalysisSession &session, Console &console, QObject *parent = nullptr);

    /// Ends the lines that are open; writes anew what a server corrected after it was written.
    void finish();

private:
    void beginAttempt(const Attempt &attempt);

    AnalysisSession &m_session;
    Console &m_console;
    TranscriptOutput m_texts;
};

} // namespace reasonglass::cli
