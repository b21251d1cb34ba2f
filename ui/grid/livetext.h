#pragma once

#include "responses/transcript.h"

#include <vector>

namespace reasonglass {

class StreamView;

/// Keeps a view at what a run says now: its reasoning until the answer begins, then the answer.
///
/// Nothing is done for a single event. bringUp() gives the view whatever has come since the last time, so
/// its cost follows the new text and how often it is called.
class LiveText
{
public:
    /// \a view must outlive this.
    explicit LiveText(StreamView &view)
        : m_view(view)
    { }

    /// Something other than an end was changed: the next bringUp() compares whole texts.
    void invalidate() { m_valid = false; }
    void bringUp(const Transcript &transcript);
    void clear();

    bool showsAnswer() const { return m_showsAnswer; }

private:
    StreamView &m_view;
    bool m_showsAnswer = false;
    bool m_valid = true;
    std::vector<qsizetype> m_given; ///< characters of each part that the view has
};

} // namespace reasonglass
