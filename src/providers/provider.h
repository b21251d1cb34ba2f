#pragma once

#include "base/expected.h"

#include <QMetaType>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <chrono>

namespace reasonglass {

/// What a server can do and which request fields it understands.
struct Capabilities
{
    bool streaming = true;
    bool blocking = true;
    bool background = false; ///< `background: true`
    bool cancel = false;     ///< `POST /responses/{id}/cancel`
    bool retrieve = false;   ///< `GET /responses/{id}`
    bool resume = false;     ///< `GET /responses/{id}?stream=true&starting_after=N`
    bool reasoningSummary = false;
    bool reasoningEffort = false;
    bool verbosity = false;
    bool temperature = false;
    bool store = false;
    bool obfuscationOption = false; ///< `stream_options.include_obfuscation`
    bool imageInput = false;
    bool fileInput = false; ///< `input_file`; text attachments travel as text and need nothing
    bool jsonSchema = false;
    QString modelListPath = QStringLiteral("/models"); ///< below the base URL; empty: there is none

    bool operator==(const Capabilities &) const = default;
};

/// How long to wait. Zero means without end.
struct Timeouts
{
    std::chrono::seconds connect{15};
    std::chrono::seconds headers{120}; ///< until the head of the answer; blocking requests have idle instead
    std::chrono::seconds idle{300};    ///< without a single byte
    std::chrono::seconds total{0};

    bool operator==(const Timeouts &) const = default;
};

/// A service that speaks the Responses API, as data. Nothing in the program asks for a provider by
/// name: what differs between servers is a field here.
struct Provider
{
    QString id;
    QString name;
    QString note = {};               ///< one sentence on what kind of server this is
    QUrl baseUrl = {};               ///< the default, e.g. "https://api.openai.com/v1"; empty for "custom"
    QString keyEnvironment = {};     ///< variable that holds a key, e.g. "OPENAI_API_KEY"
    QString baseUrlEnvironment = {}; ///< variable that replaces the address, e.g. "OPENAI_BASE_URL"
    bool keyRequired = false;
    bool local = false; ///< runs on this machine: no bill, and models load on first use
    Capabilities capabilities = {};
    Timeouts timeouts = {};
    QStringList modelPrefixes = {};   ///< which models of a long list are shown; empty: all
    QStringList modelExclusions = {}; ///< words whose models are not shown all the same ("-tts")
    QStringList quirks = {};          ///< deviations worth knowing, as words ("bad-key-is-400")

    bool hasQuirk(QStringView word) const { return quirks.contains(word); }
    bool operator==(const Provider &) const = default;
};

/// Whether a model of this id belongs in the list that a person chooses from.
bool offersModel(const Provider &provider, QStringView modelId);

/// Reads an address a person typed. Only https and http; user names, queries and fragments are refused. No
/// slash at the end of the result. Whether plain http may be used is for checkTransport() to say.
Result<QUrl> readBaseUrl(const QString &text);

/// Whether \a url names this machine itself.
bool isLoopback(const QUrl &url);

/// Host in ASCII and lower case, and the port unless it is the scheme's usual one.
QString hostAndPort(const QUrl &url);

/// What a key is bound to: hostAndPort(), and that it is plain http where it is. A key entered for https is
/// never sent in the clear because an address has lost its "s".
QString keyHost(const QUrl &url);

/// Plain http to another machine: whatever passes can be read and changed by anyone between.
bool isReadableOnTheWay(const QUrl &url);

/// Plain http is allowed to this machine, and to those of \a confirmedHosts (in the form of hostAndPort()),
/// about which a person was asked. Otherwise a Usage error, `plain_http`.
Result<> checkTransport(const QUrl &url, const QStringList &confirmedHosts);

/// \a provider at the address its environment variable names, if that is set. A value that is no
/// usable address is a Usage error that names the variable.
Result<Provider> atEnvironmentAddress(Provider provider, const QProcessEnvironment &environment);

} // namespace reasonglass

Q_DECLARE_METATYPE(reasonglass::Provider)
