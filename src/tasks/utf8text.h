#pragma once

#include <QByteArray>
#include <QString>

namespace reasonglass {

/// What is wrong with \a bytes as UTF-8, in plain English: "is UTF-16; …", "is not UTF-8, see line 3; …".
/// Empty: nothing. Files of people are refused rather than repaired: they would rather save one again than
/// have replacement characters in a hundred tasks.
QString utf8Problem(const QByteArray &bytes);

/// Whether \a bytes begin with the byte order mark of UTF-16.
bool isUtf16(const QByteArray &bytes);

/// \a bytes, a UTF-8 byte order mark at their start left out; shares their memory.
QByteArrayView withoutMark(const QByteArray &bytes);

/// \a json without a byte order mark at its start, and with \ufeff for those within: QJsonDocument drops them
/// from the beginnings of texts, or keeps them there only half.
QByteArray withMarksEscaped(const QByteArray &json);

/// The line, 1, 2, …, that byte \a offset of \a bytes stands in.
int lineAt(const QByteArray &bytes, qsizetype offset);

} // namespace reasonglass
