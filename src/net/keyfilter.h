#pragma once

#include <QByteArray>
#include <QByteArrayMatcher>
#include <QByteArrayView>
#include <QString>

#include <vector>

namespace reasonglass {

/// Takes one key out of whatever a server sends back, before anything is recorded or shown.
///
/// Knows the key as it is, percent-encoded, and as JSON with escaped slashes. Keys that are no secret (short
/// ones, and plain words such as "ollama" and "lm-studio" that local servers are given) are left alone, for
/// an answer may hold them as words.
class KeyFilter
{
public:
    KeyFilter() = default;
    /// For the value of an Authorization header.
    explicit KeyFilter(QByteArrayView authorization);

    /// \a bytes with "[redacted]" in the key's place; the very same, uncopied, where the key is not in there.
    QByteArray without(QByteArray bytes) const;
    QString without(const QString &text) const;

private:
    std::vector<QByteArrayMatcher> m_forms;
};

} // namespace reasonglass
