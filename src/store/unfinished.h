#pragma once

#include "base/expected.h"
#include "store/changewriter.h"

#include <QList>

namespace reasonglass {

/// Ends what a program that is gone has left running: status, texts and search row are made from the
/// frames that were stored. What another live program runs is left alone. Returns what was ended.
Result<QList<AnalysisId>> endUnfinished(ChangeWriter &writer, const QString &libraryPath,
                                        const QString &ownName);

} // namespace reasonglass
