#include "providers/retrydelay.h"

#include <QLocale>
#include <QRegularExpression>
#include <QTimeZone>

#include <algorithm>
#include <cmath>

namespace reasonglass {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

/// Beyond a day a number is a mistake (a time stamp, say), not a delay.
constexpr milliseconds longestDelay = std::chrono::hours(24);

std::optional<milliseconds> delayOf(double count, double unitMs)
{
    const double ms = count * unitMs;
    if (!std::isfinite(ms) || ms < 0 || ms > double(longestDelay.count()))
        return std::nullopt;
    return milliseconds(qint64(std::ceil(ms)));
}

double unitMs(QStringView unit)
{
    if (unit == "ms"_L1 || unit.startsWith("milli"_L1))
        return 1;
    if (unit == "us"_L1 || unit == u"µs")
        return 1e-3;
    if (unit.startsWith(u's'))
        return 1e3;
    return unit.startsWith(u'm') ? 60e3 : 3600e3;
}

std::optional<milliseconds> fromMilliseconds(const QByteArray &value)
{
    bool ok = false;
    const double count = value.trimmed().toDouble(&ok);
    return ok ? delayOf(count, 1) : std::nullopt;
}

std::optional<milliseconds> fromHttpDate(const QByteArray &value, const QDateTime &now)
{
    QDateTime date =
        QLocale::c().toDateTime(QString::fromLatin1(value).trimmed(), u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
    if (!date.isValid())
        return std::nullopt;
    date.setTimeZone(QTimeZone::utc());
    return delayOf(double(std::max<qint64>(0, now.msecsTo(date))), 1);
}

std::optional<milliseconds> fromRetryAfter(const QByteArray &value, const QDateTime &now)
{
    bool ok = false;
    const double seconds = value.trimmed().toDouble(&ok);
    return ok ? delayOf(seconds, 1e3) : fromHttpDate(value, now);
}

std::optional<milliseconds> fromUsedUpLimits(const HttpHeaders &headers)
{
    std::optional<milliseconds> longest;
    for (const QByteArray &limit : {QByteArray("requests"), QByteArray("tokens")}) {
        if (headerValue(headers, QByteArray("x-ratelimit-remaining-").append(limit)).trimmed() == "0") {
            const QByteArray reset = headerValue(headers, QByteArray("x-ratelimit-reset-").append(limit));
            longest = std::max(longest, parseDuration(QString::fromLatin1(reset)));
        }
    }
    return longest;
}

bool isPositive(const std::optional<milliseconds> &delay)
{
    return delay && delay->count() > 0;
}

} // namespace

QByteArray headerValue(const HttpHeaders &headers, QByteArrayView name)
{
    const auto found = std::find_if(headers.begin(), headers.end(), [name](const auto &header) {
        return header.first.compare(name, Qt::CaseInsensitive) == 0;
    });
    return found == headers.end() ? QByteArray() : found->second;
}

std::optional<milliseconds> parseDuration(QStringView text)
{
    static const QRegularExpression whole(
        uR"(^(\d+(\.\d+)?\s*(milliseconds?|seconds?|minutes?|hours?|ms|us|µs|s|m|h)\s*)+$)"_s);
    static const QRegularExpression step(uR"((\d+(?:\.\d+)?)\s*([a-zµ]+))"_s);
    const QString trimmed = text.trimmed().toString().toLower();
    if (!whole.match(trimmed).hasMatch())
        return std::nullopt;
    double ms = 0;
    for (auto steps = step.globalMatch(trimmed); steps.hasNext();) {
        const QRegularExpressionMatch match = steps.next();
        ms += match.capturedView(1).toDouble() * unitMs(match.capturedView(2));
    }
    return delayOf(ms, 1);
}

std::optional<milliseconds> parseRetryDelay(const QString &message)
{
    static const QRegularExpression phrase(
        uR"((?:again|retry|retrying)\s+(?:in|after)\s+((?:\d+(?:\.\d+)?\s*(?:milliseconds?|seconds?|minutes?|hours?|ms|s|m|h)(?![a-z])\s*)+))"_s,
        QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = phrase.match(message);
    return match.hasMatch() ? parseDuration(match.capturedView(1)) : std::nullopt;
}

std::optional<milliseconds> retryDelay(const HttpHeaders &headers, const QString &message,
                                       const QDateTime &now)
{
    // Zero is what some gateways send beside a true value: it says nothing.
    const std::optional<milliseconds> exact = fromMilliseconds(headerValue(headers, "retry-after-ms"));
    if (isPositive(exact))
        return exact;
    const std::optional<milliseconds> header = fromRetryAfter(headerValue(headers, "retry-after"), now);
    if (isPositive(header))
        return header;
    const std::optional<milliseconds> told = parseRetryDelay(message);
    return told ? told : fromUsedUpLimits(headers);
}

} // namespace reasonglass
