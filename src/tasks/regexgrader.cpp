#include "tasks/regexgrader.h"

#include "tasks/boundedregex.h"
#include "tasks/gradeparts.h"

using namespace Qt::StringLiterals;

namespace reasonglass {

Grade gradeRegex(const GraderSpec &spec, const QJsonValue &expected, const QString &answer)
{
    const QJsonValue wanted =
        expected.isUndefined() || expected.isNull() ? spec.options.value("pattern"_L1) : expected;
    if (wanted.isUndefined() || wanted.isNull())
        return nothingExpected();
    if (!wanted.isString())
        return badExpected(u"a pattern"_s);
    const QString pattern = wanted.toString();
    const BoundedRegex expression(pattern, spec.options.value("ignore_case"_L1).toBool());
    if (const QString problem = expression.problem(); !problem.isEmpty())
        return ungraded(u"bad_pattern"_s, QString(u"The pattern cannot be read: "_s + problem + u'.'));
    const BoundedRegex::Found found = expression.find(answer);
    if (found.gaveUp)
        return ungraded(u"pattern_gave_up"_s, u"The pattern takes too long on this answer."_s);
    QJsonObject evidence{{u"pattern"_s, pattern}};
    if (!found.start)
        return failed(u"no_match"_s, u"The pattern matches nothing in the answer."_s, evidence);
    evidence.insert("found"_L1, shortened(answer.mid(*found.start, found.length)));
    evidence.insert("place"_L1, placeJson(*found.start, found.length));
    return solved(u"match"_s, u"The pattern matches in the answer."_s, evidence);
}

} // namespace reasonglass
