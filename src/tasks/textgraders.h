#pragma once

#include "tasks/grade.h"

#include <QJsonValue>
#include <QString>

namespace reasonglass {

/// GraderKind::Exact. Evidence: "expected".
Grade gradeExact(const QJsonValue &expected, const QString &answer);
/// GraderKind::Text, see plainWords(). Evidence: "expected", the one that fits or all of them.
Grade gradeText(const GraderSpec &spec, const QJsonValue &expected, const QString &answer);

} // namespace reasonglass
