#pragma once

#include "responses/transcript.h"
#include "support/plainreading.h"

#include <algorithm>

namespace reasonglass::test {

/// Everything the person sees of a transcript, in the form PlainReading has.
inline QStringList textsOf(const Transcript &transcript)
{
    QStringList texts;
    for (const TranscriptItem &item : transcript.items) {
        for (const TranscriptPart &part : item.parts) {
            if (!part.text.isEmpty())
                texts += PlainReading::labels().value(std::min(int(part.kind), 4)) + part.text;
        }
    }
    return texts;
}

} // namespace reasonglass::test
