#pragma once

#include "base/error.h"
#include "responses/transcript.h"
#include "sse/frame.h"

#include <QStringList>

#include <chrono>
#include <optional>
#include <vector>

namespace reasonglass {

/// What a server was seen to do, whatever it is said to do. The result of a connection test.
struct ServerBehaviour
{
    enum class Delivery {
        Nothing,  ///< no event came
        Whole,    ///< one JSON answer instead of a stream
        Streamed, ///< events came as they were made
        Held,     ///< events came all at once at the end: something on the way holds them back
    };
    enum class Reasoning {
        None,    ///< no reasoning item
        Hidden,  ///< reasoning tokens or items without a text
        Summary, ///< summaries
        Raw,     ///< the chain of thought itself
    };

    Delivery delivery = Delivery::Nothing;
    Reasoning reasoning = Reasoning::None;
    qint64 events = 0;
    bool sequenceNumbers = false; ///< what the rest of the protocol promises, each optional in the wild
    bool outputIndices = false;
    bool itemIds = false;
    bool doneEvents = false;
    bool doneMark = false;      ///< `[DONE]` at the end
    bool terminalEvent = false; ///< without one no run is ever called complete
    bool usage = false;
    bool reportsCost = false;
    QString model = {};             ///< as the server names it
    QStringList unknownEvents = {}; ///< types this program does not know, each once
    QString answer = {};            ///< the beginning of the text

    bool operator==(const ServerBehaviour &) const = default;
};

/// Reads off \a frames, those of one exchange, what their server does.
ServerBehaviour observe(const std::vector<Frame> &frames);

} // namespace reasonglass
