#pragma once

#include "cli/console.h"
#include "responses/responseaccumulator.h"

#include <map>
#include <utility>

namespace reasonglass::cli {

/// Writes a transcript as it grows: reasoning to standard error, the answer to standard output.
class TranscriptOutput
{
public:
    explicit TranscriptOutput(const Console &console)
        : m_console(console)
    { }

    /// Writes what \a change added to \a transcript.
    void show(const Transcript &transcript, const TranscriptChange &change);
    /// Writes all of \a transcript that has not been written.
    void showAll(const Transcript &transcript);
    /// What follows is another transcript.
    void beginAnew();
    /// Ends the lines that are open; writes anew what a server corrected after it was written.
    void finish(const Transcript &transcript);

private:
    using Place = std::pair<int, int>; ///< item and part

    void showPart(const Place &place, const TranscriptPart &part);
    void print(const Place &place, PartKind kind, const QString &rest);

    const Console &m_console;
    std::map<Place, QString> m_written;
    Place m_lastAnswer{-1, -1};
    Place m_lastReasoning{-1, -1};
    bool m_corrected = false;
};

} // namespace reasonglass::cli
