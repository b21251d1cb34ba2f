#pragma once

#include <QFuture>
#include <QString>
#include <QStringList>

namespace reasonglass {

/// The last \a lines lines of the log file in \a folder, oldest first, as they are; empty without a
/// file. Reads a bounded piece of its end, in a thread of its own.
QFuture<QStringList> readLogTail(const QString &folder, int lines);

} // namespace reasonglass
