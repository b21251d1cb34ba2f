#pragma once

#include "base/expected.h"
#include "responses/responserequest.h"

#include <QFuture>
#include <QImage>

namespace reasonglass {

/// More than this is not sent along.
constexpr qint64 largestAttachment = 20LL * 1024 * 1024;

/// Reads \a path in another thread. Text of any kind becomes UTF-8 of a text type, images of the kinds
/// servers take and PDF stay as they are; everything else, folders, and what is too large or cannot be
/// read is an error with one of these codes: "folder", "too_large", "unreadable", "unknown_kind".
QFuture<Result<Attachment>> readAttachment(const QString &path);
/// \a image as PNG, encoded in another thread; codes as above.
QFuture<Result<Attachment>> encodeAttachment(const QImage &image, const QString &fileName);

} // namespace reasonglass
