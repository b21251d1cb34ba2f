#pragma once

#include <QMetaType>
#include <QObject>
#include <QString>

#include <chrono>
#include <optional>

namespace reasonglass {
Q_NAMESPACE

/// What went wrong, in the terms the program decides by (retry? ask the person? give up?).
enum class ErrorKind {
    Network,        ///< no usable HTTP response: DNS, TLS, reset, proxy
    Timeout,        ///< nothing arrived for too long
    RateLimited,    ///< too many requests for now; Error::retryAfter may say for how long
    Quota,          ///< out of credit or over a spending limit: waiting does not help
    Authentication, ///< key missing, wrong, or not allowed to do this
    Server,         ///< HTTP 5xx or a server fault told in the stream
    Overloaded,     ///< the server has no capacity now
    Rejected,       ///< any other refusal: the request itself is wrong
    NotFound,       ///< no such model, response or address
    TooLong,        ///< the input does not fit the model's context
    Policy,         ///< refused for its content
    Interrupted,    ///< the stream ended before its terminal event
    TooLarge,       ///< a limit of ours on sizes was exceeded
    Protocol,       ///< bytes that are not the protocol they claim to be
    Usage,          ///< the program was asked for something it cannot do
    Storage,        ///< the library file said no
};
Q_ENUM_NS(ErrorKind)

/// An error as a value. \a message is for logs and details; the sentence a person reads is made in ui/.
struct Error
{
    ErrorKind kind = ErrorKind::Protocol;
    QString message;        ///< the server's own words where it had some; never contains a secret
    QString code = {};      ///< the provider's error code, e.g. "rate_limit_exceeded"
    QString param = {};     ///< the request parameter the provider blames, e.g. "reasoning.summary"
    int httpStatus = 0;     ///< 0 when the error did not come with an HTTP status
    QString requestId = {}; ///< what the provider's support asks for
    std::optional<std::chrono::milliseconds> retryAfter = {}; ///< how long the server asked us to wait

    bool operator==(const Error &) const = default;
};

/// Whether the same request can succeed later without a change.
bool isTransient(const Error &error);

/// The enumerator's name, the form that is stored and logged.
QString kindName(ErrorKind kind);

} // namespace reasonglass

Q_DECLARE_METATYPE(reasonglass::Error)
