#pragma once

#include "tasks/grade.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QString>

namespace reasonglass {

// What all graders say in the same way. Grader and version are filled in by gradeAnswer().

Grade solved(const QString &code, const QString &message, const QJsonObject &evidence);
Grade failed(const QString &code, const QString &message, const QJsonObject &evidence = {});
Grade ungraded(const QString &code, const QString &message);
Grade nothingExpected();
/// The task expects something that this grader cannot compare with.
Grade badExpected(const QString &wanted);

/// {"start": …, "length": …}
QJsonObject placeJson(qsizetype start, qsizetype length);

/// \a text, cut off where it is too long for a grade's evidence.
QString shortened(const QString &text);
/// \a value, or the beginning of its text where it is too large for a grade's evidence.
QJsonValue shortened(const QJsonValue &value);
/// \a value in a sentence: compact JSON, cut off.
QString quoted(const QJsonValue &value);

} // namespace reasonglass
