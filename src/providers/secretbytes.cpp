#include "providers/secretbytes.h"

#include <algorithm>
#include <utility>

namespace reasonglass {

using namespace Qt::StringLiterals;

void wipe(char *bytes, qsizetype size)
{
    volatile char *end = bytes + size;
    for (volatile char *byte = bytes; byte != end; ++byte)
        *byte = 0;
}

SecretBytes::SecretBytes(QByteArrayView bytes)
    : m_bytes(bytes.begin(), bytes.end())
{ }

SecretBytes::SecretBytes(const SecretBytes &other) = default;

SecretBytes::SecretBytes(SecretBytes &&other) noexcept = default;

SecretBytes &SecretBytes::operator=(SecretBytes other) noexcept
{
    std::swap(m_bytes, other.m_bytes); // what was here is wiped with other
    return *this;
}

SecretBytes::~SecretBytes()
{
    wipe(m_bytes.data(), size());
}

SecretBytes SecretBytes::take(QByteArray &bytes)
{
    SecretBytes secret{QByteArrayView(bytes)};
    // Shared bytes would be copied by a write; then there is nothing here to overwrite.
    if (bytes.isDetached())
        wipe(bytes.data(), bytes.size());
    bytes.clear();
    return secret;
}

bool SecretBytes::operator==(const SecretBytes &other) const
{
    if (m_bytes.size() != other.m_bytes.size())
        return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < m_bytes.size(); ++i)
        difference |= unsigned(m_bytes[i] ^ other.m_bytes[i]);
    return difference == 0;
}

Result<SecretBytes> readKey(QByteArrayView text)
{
    const QByteArrayView key = text.trimmed();
    const bool isClean = std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c <= '~'; });
    if (key.isEmpty() || !isClean) {
        const QString reason = key.isEmpty()
            ? u"the key is empty"_s
            : u"the key holds a character that no key has (a space, a line break, a letter outside ASCII)"_s;
        return Unexpected{Error{.kind = ErrorKind::Usage, .message = reason}};
    }
    return SecretBytes(key);
}

} // namespace reasonglass
