#pragma once

#include "tasks/grade.h"

#include <QJsonValue>
#include <QString>

namespace reasonglass {

/// GraderKind::Regex, see BoundedRegex. Evidence: "pattern", "found", "place".
Grade gradeRegex(const GraderSpec &spec, const QJsonValue &expected, const QString &answer);

} // namespace reasonglass
