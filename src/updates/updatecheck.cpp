#include "updates/updatecheck.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

QUrl signatureOf(QUrl file)
{
    file.setPath(file.path() + u".minisig"_s);
    return file;
}

Result<Release> readVerified(const QByteArray &feed, const QByteArray &signatureText,
                             const UpdateSource &source)
{
    const auto signature = parseMinisignSignature(signatureText);
    if (!signature)
        return Unexpected{signature.error()};
    if (const auto genuine = verify(*signature, source.key, feed, source.feed.fileName().toUtf8()); !genuine)
        return Unexpected{genuine.error()};
    return parseFeed(feed, source.pages);
}

} // namespace

UpdateCheck::UpdateCheck(UpdateSource source, DownloadRules rules, Clock &clock, QObject *parent)
    : QObject(parent)
    , m_source(std::move(source))
    , m_rules(std::move(rules))
    , m_clock(clock)
{ }

void UpdateCheck::start()
{
    fetch(m_source.feed, &UpdateCheck::takeFeed);
}

void UpdateCheck::abort()
{
    if (m_download)
        m_download->abort();
}

void UpdateCheck::fetch(const QUrl &url, void (UpdateCheck::*take)(const QByteArray &))
{
    m_download.reset(new SmallDownload(m_rules, {.bytes = FeedLimits{}.bytes}, m_clock));
    connect(m_download.get(), &SmallDownload::done, this, take);
    connect(m_download.get(), &SmallDownload::failed, this, &UpdateCheck::failed);
    m_download->start(url);
}

void UpdateCheck::takeFeed(const QByteArray &feed)
{
    m_feed = feed;
    fetch(signatureOf(m_source.feed), &UpdateCheck::takeSignature);
}

void UpdateCheck::takeSignature(const QByteArray &signature)
{
    const Result<Release> release = readVerified(m_feed, signature, m_source);
    if (release)
        emit found(*release);
    else
        emit failed(release.error());
}

} // namespace reasonglass
