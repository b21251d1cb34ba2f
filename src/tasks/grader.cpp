#include "tasks/grader.h"

#include "tasks/arcgrader.h"
#include "tasks/boundedregex.h"
#include "tasks/gradeparts.h"
#include "tasks/jsongraders.h"
#include "tasks/numbergrader.h"
#include "tasks/regexgrader.h"
#include "tasks/textgraders.h"

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

bool needsExpected(GraderKind kind)
{
    return kind != GraderKind::Manual && kind != GraderKind::JsonSchema && kind != GraderKind::Regex;
}

/// null is an answer that JSON can have; to the others it is none.
bool isNothing(GraderKind kind, const QJsonValue &expected)
{
    return expected.isUndefined() || (expected.isNull() && kind != GraderKind::Json);
}

Grade gradeBy(const GraderSpec &spec, const QJsonValue &expected, const QString &answer)
{
    if (needsExpected(spec.kind) && isNothing(spec.kind, expected))
        return nothingExpected();
    switch (spec.kind) {
    case GraderKind::Exact:
        return gradeExact(expected, answer);
    case GraderKind::Text:
        return gradeText(spec, expected, answer);
    case GraderKind::Number:
        return gradeNumber(spec, expected, answer);
    case GraderKind::Regex:
        return gradeRegex(spec, expected, answer);
    case GraderKind::Json:
        return gradeJson(spec, expected, answer);
    case GraderKind::JsonSchema:
        return gradeJsonSchema(spec, answer);
    case GraderKind::Arc:
        return gradeArc(expected, answer);
    case GraderKind::Manual:
        return ungraded(u"person_decides"_s, u"A person has to say whether the answer is right."_s);
    }
    Q_UNREACHABLE();
}

} // namespace

int graderVersion(GraderKind kind)
{
    switch (kind) {
    case GraderKind::Exact:
    case GraderKind::Text:
    case GraderKind::Number:
    case GraderKind::Regex:
    case GraderKind::Json:
    case GraderKind::JsonSchema:
    case GraderKind::Arc:
    case GraderKind::Manual:
        return 1;
    }
    Q_UNREACHABLE();
}

QString graderProblem(const GraderSpec &spec)
{
    switch (spec.kind) {
    case GraderKind::Number:
        return toleranceProblem(spec);
    case GraderKind::Regex: {
        const QJsonValue pattern = spec.options.value("pattern"_L1);
        if (!pattern.isUndefined() && !pattern.isString())
            return u"The option \"pattern\" must be a text."_s;
        const QString problem = BoundedRegex(pattern.toString()).problem();
        return problem.isEmpty() ? QString() : QString(u"The pattern cannot be read: "_s + problem + u'.');
    }
    case GraderKind::JsonSchema:
        return schemaProblem(spec);
    case GraderKind::Exact:
    case GraderKind::Text:
    case GraderKind::Json:
    case GraderKind::Arc:
    case GraderKind::Manual:
        return {};
    }
    Q_UNREACHABLE();
}

Grade gradeAnswer(const GraderSpec &spec, const QJsonValue &expected, const QString &answer)
{
    Grade grade = gradeBy(spec, expected, answer);
    grade.grader = spec.kind;
    grade.graderVersion = graderVersion(spec.kind);
    return grade;
}

} // namespace reasonglass
