#pragma once

#include "base/clock.h"
#include "base/error.h"
#include "base/expected.h"

#include <QByteArray>
#include <QFuture>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QObject>
#include <QSslCertificate>
#include <QUrl>

#include <chrono>
#include <functional>

namespace reasonglass {

/// What the program's settings say about connections, see ConnectionRules. Those that are missing say
/// nothing.
struct DownloadRules
{
    std::function<Result<>(const QUrl &)> mayConnect = {};
    std::function<QFuture<QNetworkProxy>(const QUrl &)> proxyFor = {};
    std::function<QList<QSslCertificate>()> authorities = {}; ///< trusted beside the system's own
};

struct DownloadLimits
{
    qint64 bytes = qint64{64} * 1024;
    std::chrono::milliseconds total = std::chrono::seconds(30); ///< from start() to the last byte
    int redirects = 5;
};

/// Fetches one small public file by https: with a request that is the same from everybody, without cookies,
/// cache or query. Plain http goes to this machine only. Redirects lead from https to https or are an error.
///
/// Exactly one of done() and failed() is emitted, after start() has returned; nothing when it is deleted
/// before.
class SmallDownload : public QObject
{
    Q_OBJECT

public:
    /// \a clock must outlive the download.
    SmallDownload(DownloadRules rules, const DownloadLimits &limits, Clock &clock, QObject *parent = nullptr);
    ~SmallDownload() override;

    /// Once.
    void start(const QUrl &url);
    /// Closes the connection at once. Nothing is sent or emitted from then on.
    void abort();

signals:
    void done(const QByteArray &content);
    void failed(const reasonglass::Error &error);

private:
    void open(const QUrl &url);
    void send(const QUrl &url, const QNetworkProxy &proxy);
    QNetworkRequest request(const QUrl &url) const;
    void read();
    void finish();
    void follow(const QUrl &target);
    void fail(const Error &error);
    void letGo();

    const DownloadRules m_rules;
    const DownloadLimits m_limits;
    QNetworkAccessManager m_network;
    Alarm *m_alarm; ///< child
    QNetworkReply *m_reply = nullptr;
    QList<QSslError> m_tlsErrors;
    QByteArray m_content;
    int m_redirects = 0;
    bool m_over = false;
};

} // namespace reasonglass
