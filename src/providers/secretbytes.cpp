#include "providers/secretbytes.h"

#include <algorithm>
#include <cstring>
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
    : m_bytes(bytes.isEmpty() ? nullptr : std::make_unique<char[]>(std::size_t(bytes.size())))
    , m_size(bytes.size())
{
    std::copy(bytes.begin(), bytes.end(), m_bytes.get());
}

SecretBytes::SecretBytes(const SecretBytes &other)
    : SecretBytes(other.view())
{ }

SecretBytes::SecretBytes(SecretBytes &&other) noexcept
    : m_bytes(std::move(other.m_bytes))
    , m_size(std::exchange(other.m_size, 0))
{ }

SecretBytes &SecretBytes::operator=(SecretBytes other) noexcept
{
    std::swap(m_bytes, other.m_bytes);
    std::swap(m_size, other.m_size);
    return *this;
}

SecretBytes::~SecretBytes()
{
    wipe(m_bytes.get(), m_size);
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
    if (m_size != other.m_size)
        return false;
    unsigned difference = 0;
    for (qsizetype i = 0; i < m_size; ++i)
        difference |= unsigned(m_bytes[std::size_t(i)] ^ other.m_bytes[std::size_t(i)]);
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
