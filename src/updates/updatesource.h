#pragma once

#include "updates/minisignature.h"

#include <QUrl>

#include <optional>

namespace reasonglass {

/// Where a build of the program looks for new versions, and by which key it knows them.
struct UpdateSource
{
    QUrl feed; ///< of `update.json`; the signature lies beside it, with `.minisig` at its end
    MinisignKey key;
    QUrl pages; ///< below this address are the pages of releases
};

/// What was chosen when the program was built (`REASONGLASS_UPDATE_KEY` and its companions). nullopt where no
/// key was: such a build, as a distribution makes it, has no update check at all.
std::optional<UpdateSource> builtInUpdateSource();

} // namespace reasonglass
