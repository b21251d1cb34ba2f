#include "updates/updatefeed.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int knownFormat = 1;
constexpr qsizetype longestAddress = 300;

Unexpected<Error> badFeed(const QString &message)
{
    return Unexpected{Error{.kind = ErrorKind::Protocol, .message = message, .code = u"update_feed"_s}};
}

bool isLine(const QJsonValue &value, qsizetype longest)
{
    const QString text = value.toString();
    return value.isString() && text.size() <= longest && !text.contains(u'\n') && !text.contains(u'\r');
}

/// Only what lies below \a pages, written without detours: whoever signs chooses the release, not the site.
std::optional<QUrl> pageBelow(const QUrl &pages, const QString &address)
{
    const QUrl page(address, QUrl::StrictMode);
    const QString path = page.path(QUrl::FullyEncoded);
    const bool straight = !path.contains("/.."_L1) && !path.contains("/./"_L1)
        && !path.contains("%2e"_L1, Qt::CaseInsensitive) && !path.contains("%2f"_L1, Qt::CaseInsensitive)
        && !path.contains(u'\\') && !path.contains("%5c"_L1, Qt::CaseInsensitive);
    if (address.size() > longestAddress || !page.isValid() || page.scheme() != "https"_L1
        || !page.userInfo().isEmpty() || page.hasQuery() || page.hasFragment() || !straight
        || page.host(QUrl::FullyEncoded) != pages.host(QUrl::FullyEncoded) || page.port() != pages.port()
        || !path.startsWith(pages.path(QUrl::FullyEncoded)))
        return std::nullopt;
    return page;
}

std::optional<QStringList> readNotes(const QJsonValue &value, const FeedLimits &limits)
{
    const QJsonArray lines = value.toArray();
    if (!(value.isArray() || value.isUndefined()) || lines.size() > limits.notes)
        return std::nullopt;
    QStringList notes;
    for (const auto &line : lines) {
        if (!isLine(line, limits.note))
            return std::nullopt;
        notes.append(line.toString());
    }
    return notes;
}

} // namespace

Result<Release> parseFeed(const QByteArray &json, const QUrl &pages, const FeedLimits &limits)
{
    if (json.size() > limits.bytes)
        return badFeed(u"the feed is longer than any"_s);
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isObject())
        return badFeed(u"the feed is no JSON object"_s);
    const QJsonObject feed = document.object();
    if (feed.value("product"_L1).toString() != "reasonglass"_L1)
        return badFeed(u"the feed is not about this program"_s);
    if (feed.value("format"_L1) != QJsonValue(knownFormat))
        return badFeed(u"the feed is of a format that is not known here"_s);
    const auto version = parseSemanticVersion(feed.value("version"_L1).toString());
    if (!version)
        return badFeed(u"the feed names no version"_s);
    const QDate date = QDate::fromString(feed.value("date"_L1).toString(), Qt::ISODate);
    if (!date.isValid())
        return badFeed(u"the feed names no date"_s);
    const QJsonValue summary = feed.value("summary"_L1);
    const auto notes = readNotes(feed.value("notes"_L1), limits);
    if (!(isLine(summary, limits.summary) || summary.isUndefined()) || !notes)
        return badFeed(u"what the feed says is new is too long, or no text"_s);
    const auto page = pageBelow(pages, feed.value("page"_L1).toString());
    if (!page)
        return badFeed(u"the feed names a page that is none of a release"_s);
    return Release{
        .version = *version, .date = date, .summary = summary.toString(), .notes = *notes, .page = *page};
}

bool isNewer(const Release &release, const SemanticVersion &installed)
{
    return release.version > installed && (installed.isPreRelease() || !release.version.isPreRelease());
}

} // namespace reasonglass
