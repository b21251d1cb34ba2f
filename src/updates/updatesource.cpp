#include "updates/updatesource.h"

using namespace Qt::StringLiterals;

namespace reasonglass {

std::optional<UpdateSource> builtInUpdateSource()
{
    const auto key = parseMinisignKey(REASONGLASS_UPDATE_KEY);
    if (!key)
        return std::nullopt;
    return UpdateSource{.feed = QUrl(QStringLiteral(REASONGLASS_UPDATE_URL)),
                        .key = *key,
                        .pages = QUrl(QStringLiteral(REASONGLASS_UPDATE_PAGES))};
}

} // namespace reasonglass
