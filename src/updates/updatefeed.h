#pragma once

#include "base/expected.h"
#include "updates/semanticversion.h"

#include <QByteArray>
#include <QDate>
#include <QMetaType>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <optional>

namespace reasonglass {

/// A released version, as the signed `update.json` of its release page tells of it. Texts are of the feed's
/// author and shown as text only.
struct Release
{
    SemanticVersion version;
    QDate date;
    QString summary;   ///< one line; may be empty
    QStringList notes; ///< what is new, a line each
    QUrl page;         ///< where a person reads on and downloads

    bool operator==(const Release &) const = default;
};

/// What a feed may hold at most. More is an error, for no honest feed has it.
struct FeedLimits
{
    qsizetype bytes = qsizetype{64} * 1024; ///< of the feed, and of its signature
    qsizetype summary = 200;                ///< characters
    qsizetype notes = 20;
    qsizetype note = 300; ///< characters of each
};

/// Reads a feed whose signature has been verified; see docs/RELEASING.md for its fields. Those that are not
/// known are passed over. The page must lie below \a pages. A Protocol error, `update_feed`, otherwise.
Result<Release> parseFeed(const QByteArray &json, const QUrl &pages, const FeedLimits &limits = {});

/// Whether \a release is news for who has \a installed: a later version, and no pre-release unless the
/// installed one is such itself. So neither an old feed nor one that is played again leads anybody back.
bool isNewer(const Release &release, const SemanticVersion &installed);

} // namespace reasonglass

Q_DECLARE_METATYPE(reasonglass::Release)
