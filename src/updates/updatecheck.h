#pragma once

#include "base/clock.h"
#include "base/deferredptr.h"
#include "base/error.h"
#include "updates/smalldownload.h"
#include "updates/updatefeed.h"
#include "updates/updatesource.h"

#include <QObject>

namespace reasonglass {

/// Asks the release page once which version is the newest: fetches the feed and its signature, believes
/// nothing before it is verified, and downloads nothing else.
///
/// Exactly one of found() and failed() is emitted, after start() has returned; nothing when it is deleted
/// before.
class UpdateCheck : public QObject
{
    Q_OBJECT

public:
    /// \a clock must outlive the check.
    UpdateCheck(UpdateSource source, DownloadRules rules, Clock &clock, QObject *parent = nullptr);

    /// Once.
    void start();
    /// Nothing is sent or emitted from then on.
    void abort();

signals:
    /// \a release is the newest one there is, whether or not it is newer than this program.
    void found(const reasonglass::Release &release);
    void failed(const reasonglass::Error &error);

private:
    void fetch(const QUrl &url, void (UpdateCheck::*take)(const QByteArray &));
    void takeFeed(const QByteArray &feed);
    void takeSignature(const QByteArray &signature);

    const UpdateSource m_source;
    const DownloadRules m_rules;
    Clock &m_clock;
    DeferredPtr<SmallDownload> m_download;
    QByteArray m_feed;
};

} // namespace reasonglass
