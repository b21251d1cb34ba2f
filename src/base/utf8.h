#pragma once

#include <QByteArrayView>
#include <QString>

namespace reasonglass {

/// \a bytes as text by the rules of the WHATWG Encoding standard ("UTF-8 decode without BOM"): each maximal
/// part of an invalid sequence becomes one U+FFFD, and a byte order mark is kept as the character it is.
/// QString::fromUtf8() does neither.
QString decodeUtf8(QByteArrayView bytes);

} // namespace reasonglass
