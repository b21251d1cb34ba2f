#pragma once

#include <QByteArray>

namespace reasonglass {

/// \a json with what JSON does not allow inside strings replaced by U+FFFD: invalid UTF-8 and lone
/// surrogate escapes (`\ud83d` without its partner). Equal to \a json where there was nothing to mend.
QByteArray repairedJson(const QByteArray &json);

} // namespace reasonglass
