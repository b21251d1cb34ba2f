#pragma once

#include "tasks/grade.h"

#include <QJsonValue>
#include <QString>

namespace reasonglass {

/// GraderKind::Number, see answeredNumber(). Evidence: "expected", "found", "place".
Grade gradeNumber(const GraderSpec &spec, const QJsonValue &expected, const QString &answer);

/// Empty: the tolerances of \a spec can be used; else what is wrong.
QString toleranceProblem(const GraderSpec &spec);

} // namespace reasonglass
