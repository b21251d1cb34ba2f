#pragma once

#include "tasks/grade.h"

#include <QJsonValue>
#include <QString>

namespace reasonglass {

/// GraderKind::Arc, see predictedGrids(). Evidence: "pairs", as gradeAnswer() says. Solved only if all are
/// right.
Grade gradeArc(const QJsonValue &expected, const QString &answer);

} // namespace reasonglass
