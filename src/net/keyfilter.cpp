#include "net/keyfilter.h"

#include "base/utf8.h"

#include <algorithm>

namespace reasonglass {

namespace {

constexpr qsizetype shortestSecret = 8;
constexpr qsizetype longestWord = 20;

bool isSecret(QByteArrayView key)
{
    const auto isWord = [](char c) { return (c >= 'a' && c <= 'z') || c == '-' || c == '_'; };
    return key.size() >= shortestSecret
        && (key.size() > longestWord || key.startsWith("sk-")
            || !std::all_of(key.begin(), key.end(), isWord));
}

} // namespace

KeyFilter::KeyFilter(QByteArrayView authorization)
{
    constexpr QByteArrayView scheme("Bearer ");
    const QByteArray key =
        (authorization.startsWith(scheme) ? authorization.sliced(scheme.size()) : authorization)
            .toByteArray();
    if (!isSecret(key))
        return;
    m_forms.emplace_back(key);
    for (const QByteArray &form : {key.toPercentEncoding(), QByteArray(key).replace('/', "\\/")}) {
        if (form != key)
            m_forms.emplace_back(form);
    }
}

QByteArray KeyFilter::without(QByteArray bytes) const
{
    for (const QByteArrayMatcher &form : m_forms) {
        if (form.indexIn(bytes) >= 0)
            bytes.replace(form.pattern(), "[redacted]");
    }
    return bytes;
}

QString KeyFilter::without(const QString &text) const
{
    if (m_forms.empty() || text.isEmpty())
        return text;
    const QByteArray bytes = text.toUtf8();
    const QByteArray clean = without(bytes);
    return clean == bytes ? text : decodeUtf8(clean);
}

} // namespace reasonglass
