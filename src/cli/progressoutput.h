#pragma once

#include "analysis/analysissession.h"
#include "cli/console.h"

#include <QObject>

#include <map>

namespace reasonglass::cli {

/// Writes a run as it arrives: reasoning and notes to standard error, the answer to standard output.
class ProgressOutput : public QObject
{
    Q_OBJECT

public:
    ProgressOutput(AnalysisSession &session, Console &console, QObject *parent = nullptr);

    /// Ends the lines that are open; writes anew what a server corrected after it was written.
    void finish();

private:
    using Place = std::pair<int, int>; ///< item and part

    void show(const TranscriptChange &change);
    void showAll();
    void showPart(const Place &place, const TranscriptPart &part);
    void print(const Place &place, PartKind kind, const QString &rest);
    void beginAttempt(const Attempt &attempt);

    AnalysisSession &m_session;
    Console &m_console;
    std::map<Place, QString> m_written;
    Place m_lastAnswer{-1, -1};
    Place m_lastReasoning{-1, -1};
    bool m_corrected = false;
};

} // namespace reasonglass::cli
