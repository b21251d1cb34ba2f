#include "analysis/transcriptfold.h"

#include <QList>

#include <cstdint>
#include <cstdlib>

using namespace reasonglass;

namespace {

/// A line "~" is where one exchange ends and another takes up the response.
constexpr QByteArrayView seam = "~";

void feed(TranscriptFold &fold, const QByteArray &line)
{
    if (line == seam)
        fold.resume();
    else
        (void)fold.feed({.data = line});
}

} // namespace

/// Lines are events. Taking a fold up again from its transcript, at a seam, is the same as going on with it;
/// and what a server repeats of numbered events after a seam changes no text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), qsizetype(size));
    TranscriptFold through;
    TranscriptFold taken;
    for (const QByteArray &line : input.split('\n')) {
        feed(through, line);
        if (line == seam)
            taken = TranscriptFold(taken.transcript());
        feed(taken, line);
    }
    if (through.transcript() != taken.transcript())
        std::abort();

    // The last stretch again, as a server does that begins a little too early.
    const Transcript before = through.transcript();
    ResponseParser parser;
    through.resume();
    for (const QByteArray &line : input.mid(input.lastIndexOf('\n') + 1).split('\n')) {
        const auto event = parser.parseEvent(line);
        const bool isNumbered = event && event->sequenceNumber >= 0;
        const auto *lifecycle = event ? std::get_if<LifecycleEvent>(&event->payload) : nullptr;
        if (!isNumbered || (lifecycle && lifecycle->isTerminal()))
            continue;
        feed(through, line);
        if (through.transcript().items != before.items)
            std::abort();
    }
    return 0;
}
