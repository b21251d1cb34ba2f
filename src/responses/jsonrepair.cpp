#include "responses/jsonrepair.h"

#include "base/utf8.h"

#include <optional>

namespace reasonglass {

namespace {

constexpr qsizetype escapeLength = 6; // \uXXXX

/// The code unit of the escape at \a position, if one stands there.
std::optional<char16_t> unitAt(const QByteArray &json, qsizetype position)
{
    if (position + escapeLength > json.size() || json.at(position) != '\\' || json.at(position + 1) != 'u')
        return std::nullopt;
    bool ok = false;
    const uint unit = json.mid(position + 2, 4).toUInt(&ok, 16);
    return ok ? std::optional(char16_t(unit)) : std::nullopt;
}

void replaceLoneSurrogates(QByteArray &json)
{
    for (qsizetype i = json.indexOf('\\'); i >= 0 && i + 1 < json.size(); i = json.indexOf('\\', i)) {
        const auto unit = unitAt(json, i);
        if (!unit) {
            i += 2; // another escape, such as \\ or \"
            continue;
        }
        const auto next = unitAt(json, i + escapeLength);
        if (QChar::isHighSurrogate(*unit) && next && QChar::isLowSurrogate(*next)) {
            i += 2 * escapeLength;
            continue;
        }
        if (QChar::isSurrogate(*unit))
            json.replace(i + 2, 4, "fffd");
        i += escapeLength;
    }
}

} // namespace

QByteArray repairedJson(const QByteArray &json)
{
    QByteArray repaired = decodeUtf8(json).toUtf8();
    replaceLoneSurrogates(repaired);
    return repaired;
}

} // namespace reasonglass
