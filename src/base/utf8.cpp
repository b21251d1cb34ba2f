#include "base/utf8.h"

#include <algorithm>

namespace reasonglass {

namespace {

using Byte = unsigned char;

/// How a sequence that begins with some byte goes on: its length, and the range of its second byte
/// (which excludes overlong forms, surrogates and what lies above U+10FFFF).
struct Lead
{
    int length = 0; ///< 0: no sequence begins so
    Byte secondMin = 0x80;
    Byte secondMax = 0xBF;
};

Lead leadOf(Byte byte)
{
    if (byte < 0x80)
        return {.length = 1};
    if (byte >= 0xC2 && byte <= 0xDF)
        return {.length = 2};
    if (byte == 0xE0)
        return {.length = 3, .secondMin = 0xA0};
    if (byte == 0xED)
        return {.length = 3, .secondMax = 0x9F};
    if (byte >= 0xE1 && byte <= 0xEF)
        return {.length = 3};
    if (byte == 0xF0)
        return {.length = 4, .secondMin = 0x90};
    if (byte >= 0xF1 && byte <= 0xF3)
        return {.length = 4};
    if (byte == 0xF4)
        return {.length = 4, .secondMax = 0x8F};
    return {};
}

/// The number of bytes at the start of \a bytes that belong together, and whether they are a character.
struct Sequence
{
    qsizetype size = 1;
    bool valid = false;
};

Sequence sequenceAt(QByteArrayView bytes)
{
    const Lead lead = leadOf(Byte(bytes.front()));
    qsizetype size = 1;
    while (size < lead.length && size < bytes.size()) {
        const auto byte = Byte(bytes[size]);
        const Byte lowest = size == 1 ? lead.secondMin : Byte{0x80};
        const Byte highest = size == 1 ? lead.secondMax : Byte{0xBF};
        if (byte < lowest || byte > highest)
            break;
        ++size;
    }
    return {.size = size, .valid = size == lead.length};
}

QString decodeInvalid(QByteArrayView bytes)
{
    QString text;
    while (!bytes.isEmpty()) {
        qsizetype valid = 0;
        Sequence sequence;
        while (valid < bytes.size() && (sequence = sequenceAt(bytes.sliced(valid))).valid)
            valid += sequence.size;
        text += decodeUtf8(bytes.first(valid));
        bytes = bytes.sliced(valid);
        if (!bytes.isEmpty()) {
            text += QChar::ReplacementCharacter;
            bytes = bytes.sliced(sequence.size);
        }
    }
    return text;
}

} // namespace

QString decodeUtf8(QByteArrayView bytes)
{
    constexpr QByteArrayView byteOrderMark("\xEF\xBB\xBF", 3);
    qsizetype marks = 0; // fromUtf8() swallows the first
    while (bytes.sliced(marks * byteOrderMark.size()).startsWith(byteOrderMark))
        ++marks;
    bytes = bytes.sliced(marks * byteOrderMark.size());
    if (marks > 0)
        return QString(marks, QChar(QChar::ByteOrderMark)) + decodeUtf8(bytes);
    QString text = QString::fromUtf8(bytes);
    if (!text.contains(QChar::ReplacementCharacter) || bytes.isValidUtf8())
        return text;
    return decodeInvalid(bytes);
}

} // namespace reasonglass
