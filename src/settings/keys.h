#pragma once

#include "settings/settings.h"

#include <QByteArray>
#include <QStringList>

/// Every setting of the program with its default. Groups (the part before the slash) are the pages of
/// the settings dialog, which resets page by page. Values that are one of a few words are stored as words.
namespace reasonglass::keys {

// General (not "general/": QSettings keeps that group of INI files for itself)
inline const Setting<QString> theme{QStringLiteral("program/theme"),
                                    QStringLiteral("system")};               ///< system, light, dark
inline const Setting<int> textZoom{QStringLiteral("program/textZoom"), 100}; ///< per cent, 50–300
inline const Setting<QString> textFont{QStringLiteral("program/textFont"),
                                       QString()}; ///< family; empty: the system's
inline const Setting<QString> codeFont{QStringLiteral("program/codeFont"), QString()}; ///< the same, fixed
inline const Setting<bool> probeLocalServers{QStringLiteral("program/probeLocalServers"), true};

// Runs
inline const Setting<QString> streaming{QStringLiteral("runs/streaming"),
                                        QStringLiteral("auto")}; ///< auto, on, off
inline const Setting<QString> effort{QStringLiteral("runs/effort"),
                                     QString()}; ///< empty: the model's default
inline const Setting<QString> summary{QStringLiteral("runs/summary"),
                                      QStringLiteral("auto")};        ///< none, auto, concise, detailed
inline const Setting<int> retries{QStringLiteral("runs/retries"), 2}; ///< automatic ones, before any text
inline const Setting<bool> fallbacks{QStringLiteral("runs/fallbacks"), true};
inline const Setting<bool> storeOnServer{QStringLiteral("runs/storeOnServer"), false};
/// Runs go on at the server by themselves, where it can do that; implies storing.
inline const Setting<bool> background{QStringLiteral("runs/background"), false};
/// While a batch runs, the computer does not go to sleep by itself.
inline const Setting<bool> preventSleep{QStringLiteral("runs/preventSleep"), true};
/// The desktop tells when a batch has ended, unless the window is looked at.
inline const Setting<bool> batchNotice{QStringLiteral("runs/batchNotice"), true};
/// What all runs of a day may cost, in US dollars; 0: no cap. The page's reset leaves it.
inline const Setting<double> dayCapUsd{QStringLiteral("spend/dayCapUsd"), 0.0};
/// Runs of batches that go at once, in all, where the batch says nothing else.
inline const Setting<int> atOnce{QStringLiteral("runs/atOnce"), 4};

// Providers: one group each, "providers/<id>/…"
inline Setting<QString> providerStreaming(const QString &id)
{
    return {QStringLiteral("providers/") + id + QStringLiteral("/streaming"), QStringLiteral("auto")};
}
inline Setting<QString> providerBaseUrl(const QString &id)
{
    return {QStringLiteral("providers/") + id + QStringLiteral("/baseUrl"),
            QString()}; ///< empty: the built-in one
}
inline Setting<int> providerIdleSeconds(const QString &id)
{
    return {QStringLiteral("providers/") + id + QStringLiteral("/idleSeconds"), 0}; ///< 0: the built-in one
}
/// Time-outs in seconds. 0: the built-in one; neverSeconds: no limit.
constexpr int neverSeconds = -1;
inline Setting<int> providerConnectSeconds(const QString &id)
{
    return {QStringLiteral("providers/") + id + QStringLiteral("/connectSeconds"), 0};
}
inline Setting<int> providerHeadersSeconds(const QString &id)
{
    return {QStringLiteral("providers/") + id + QStringLiteral("/headersSeconds"), 0};
}
/// Runs of batches that go at once at this provider; 0: as many as in all.
inline Setting<int> providerAtOnce(const QString &id)
{
    return {QStringLiteral("providers/") + id + QStringLiteral("/atOnce"), 0};
}
inline Setting<int> providerTotalSeconds(const QString &id)
{
    return {QStringLiteral("providers/") + id + QStringLiteral("/totalSeconds"), 0};
}
/// Overrides the provider's choice for one model: auto (no override), on, off.
inline Setting<QString> modelStreaming(const QString &providerId, const QString &modelId)
{
    return {QStringLiteral("models/") + providerId + u'/'
                + QString::fromLatin1(modelId.toUtf8().toPercentEncoding()) + QStringLiteral("/streaming"),
            QStringLiteral("auto")};
}

// Network. The proxy's password is in the key store.
inline const Setting<QString> proxy{QStringLiteral("network/proxy"),
                                    QStringLiteral("system")}; ///< system, none, http, socks5
inline const Setting<QString> proxyHost{QStringLiteral("network/proxyHost"), QString()};
inline const Setting<int> proxyPort{QStringLiteral("network/proxyPort"), 8080};
inline const Setting<QString> proxyUser{QStringLiteral("network/proxyUser"), QString()};
/// A file of certificates (PEM) that are trusted beside the system's; empty: none.
inline const Setting<QString> caFile{QStringLiteral("network/caFile"), QString()};
/// Hosts ("host" or "host:port") to which plain http was allowed when asked.
inline const Setting<QStringList> plainHttpHosts{QStringLiteral("network/plainHttpHosts"), QStringList()};

/// What servers refused, for one key and model each; see RefusalMemory. Reset with the runs page.
inline const Setting<QByteArray> knownRefusals{QStringLiteral("runs/knownRefusals"), QByteArray()};

// New versions. No page's reset touches these: a yes or a no stays given.
inline const Setting<QString> updateConsent{QStringLiteral("updates/consent"),
                                            QStringLiteral("unasked")}; ///< unasked, yes, no
/// When a new version was looked for last: milliseconds since 1970 in UTC; 0: never.
inline const Setting<qint64> lastUpdateCheck{QStringLiteral("updates/lastCheck"), 0};
inline const Setting<QString> skippedVersion{QStringLiteral("updates/skippedVersion"), QString()};

// Task sets
/// What was chosen for the last batch. Caps in US dollars; 0: none.
inline const Setting<int> batchAttempts{QStringLiteral("tasks/batchAttempts"), 1};
inline const Setting<double> batchCapUsd{QStringLiteral("tasks/batchCapUsd"), 0.0};
inline const Setting<double> runCapUsd{QStringLiteral("tasks/runCapUsd"), 0.0};
/// Which column became what when tasks were imported, by the names of the columns: a JSON object.
inline const Setting<QByteArray> columnMappings{QStringLiteral("tasks/columnMappings"), QByteArray()};
// ARC tasks
inline const Setting<bool> arcDigits{QStringLiteral("tasks/arcDigits"), false}; ///< numbers in the cells
inline const Setting<bool> arcColourBlind{QStringLiteral("tasks/arcColourBlind"), false};

// Window: as it was left
inline const Setting<QByteArray> windowGeometry{QStringLiteral("window/geometry"), QByteArray()};
inline Setting<QByteArray> dialogGeometry(const QString &dialog)
{
    return {QStringLiteral("window/dialogs/") + dialog, QByteArray()};
}
inline const Setting<QByteArray> windowState{QStringLiteral("window/state"), QByteArray()};
inline const Setting<QByteArray> sideSplitter{QStringLiteral("window/sideSplitter"), QByteArray()};
inline const Setting<QByteArray> textSplitter{QStringLiteral("window/textSplitter"), QByteArray()};
inline const Setting<QByteArray> tasksSplitter{QStringLiteral("window/tasksSplitter"), QByteArray()};
inline const Setting<QByteArray> detailSplitter{QStringLiteral("window/detailSplitter"), QByteArray()};
inline const Setting<bool> detailsShown{QStringLiteral("window/detailsShown"), false};
inline const Setting<QString> page{QStringLiteral("window/page"), QStringLiteral("browser")};
inline const Setting<QString> lastProvider{QStringLiteral("window/provider"), QStringLiteral("openai")};
inline const Setting<QString> lastModel{QStringLiteral("window/model"), QStringLiteral("gpt-5-mini")};

} // namespace reasonglass::keys
