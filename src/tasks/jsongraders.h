#pragma once

#include "tasks/grade.h"

#include <QJsonValue>
#include <QString>

namespace reasonglass {

/// GraderKind::Json, see answeredJson() and firstDifference(). Evidence: "path", "expected" and "found"
/// there, "place" of the JSON in the answer.
Grade gradeJson(const GraderSpec &spec, const QJsonValue &expected, const QString &answer);
/// GraderKind::JsonSchema, see jsonschema.h. Evidence: "path", "problem", "place".
Grade gradeJsonSchema(const GraderSpec &spec, const QString &answer);

/// Empty: the schema of \a spec can be used; else what is wrong with it.
QString schemaProblem(const GraderSpec &spec);

} // namespace reasonglass
