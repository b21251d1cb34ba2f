#pragma once

#include "base/expected.h"
#include "tasks/task.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonValue>
#include <QString>

#include <functional>
#include <vector>

namespace reasonglass {

/// Reads a file by its path below the folder of the file that names it, and nowhere else.
using FileLookup = std::function<Result<QByteArray>(const QString &path)>;

/// Attachments with their bytes: [{"name": …, "type": …, "base64": …}].
QJsonArray attachmentsToJson(const std::vector<Attachment> &attachments);

/// Such an array back; an entry may also be the name of a file, or {"file": name, "type": …}, which \a lookup
/// reads. Undefined and null: no attachments. The error says which entry is wrong and how.
Expected<std::vector<Attachment>, QString> attachmentsFromJson(const QJsonValue &value,
                                                               const FileLookup &lookup);

} // namespace reasonglass
