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
/// Overrides the provider's choice for one model: auto (no override), on, off.
inline Setting<QString> modelStreaming(const QString &providerId, const QString &modelId)
{
    return {QStringLiteral("models/") + providerId + u'/'
                + QString::fromLatin1(modelId.toUtf8().toPercentEncoding()) + QStringLiteral("/streaming"),
            QStringLiteral("auto")};
}

// Window: as it was left
inline const Setting<QByteArray> windowGeometry{QStringLiteral("window/geometry"), QByteArray()};
inline const Setting<QByteArray> windowState{QStringLiteral("window/state"), QByteArray()};
inline const Setting<QByteArray> sideSplitter{QStringLiteral("window/sideSplitter"), QByteArray()};
inline const Setting<QByteArray> textSplitter{QStringLiteral("window/textSplitter"), QByteArray()};
inline const Setting<QByteArray> detailSplitter{QStringLiteral("window/detailSplitter"), QByteArray()};
inline const Setting<bool> detailsShown{QStringLiteral("window/detailsShown"), false};
inline const Setting<QString> page{QStringLiteral("window/page"), QStringLiteral("browser")};
inline const Setting<QString> lastProvider{QStringLiteral("window/provider"), QStringLiteral("openai")};
inline const Setting<QString> lastModel{QStringLiteral("window/model"), QStringLiteral("gpt-5-mini")};

} // namespace reasonglass::keys
