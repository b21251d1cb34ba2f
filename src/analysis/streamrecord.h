#pragma once

#include "responses/responseaccumulator.h"
#include "sse/frame.h"

#include <QMetaType>

namespace reasonglass {

/// One frame on its way to the disk and to the screen: as received, and what it changed.
struct StreamRecord
{
    int attempt = 1;
    qint64 ordinal = 0; ///< counts the frames of the attempt from 0
    Frame frame;
    TranscriptChange change;
};

} // namespace reasonglass

Q_DECLARE_METATYPE(reasonglass::StreamRecord)
