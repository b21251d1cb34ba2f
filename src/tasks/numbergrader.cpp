#include "tasks/numbergrader.h"

#include "tasks/gradeparts.h"
#include "tasks/textnumbers.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

std::optional<double> expectedNumber(const QJsonValue &expected)
{
    if (expected.isDouble())
        return expected.toDouble();
    const std::vector<TextNumber> numbers = numbersIn(expected.toString());
    return numbers.empty() ? std::nullopt : std::optional(numbers.back().value);
}

QString written(double number)
{
    return QString::number(number, 'g', QLocale::FloatingPointShortest);
}

} // namespace

QString toleranceProblem(const GraderSpec &spec)
{
    for (const auto option : {"tolerance"_L1, "relative"_L1}) {
        const QJsonValue value = spec.options.value(option);
        if (!value.isUndefined() && !(value.isDouble() && value.toDouble() >= 0))
            return QString(u"The option \""_s + option + u"\" must be a number that is not negative."_s);
    }
    return {};
}

Grade gradeNumber(const GraderSpec &spec, const QJsonValue &expected, const QString &answer)
{
    if (const QString problem = toleranceProblem(spec); !problem.isEmpty())
        return ungraded(u"bad_tolerance"_s, problem);
    const auto wanted = expectedNumber(expected);
    if (!wanted)
        return badExpected(u"a number"_s);
    QJsonObject evidence{{u"expected"_s, *wanted}};
    const auto found = answeredNumber(answer);
    if (!found)
        return failed(u"no_number"_s, u"There is no number in the answer."_s, evidence);
    evidence.insert("found"_L1, found->value);
    evidence.insert("place"_L1, placeJson(found->start, found->length));
    const double absolute = spec.options.value("tolerance"_L1).toDouble(1e-9);
    const double relative = spec.options.value("relative"_L1).toDouble(0) * std::abs(*wanted);
    const double difference = std::abs(found->value - *wanted);
    if (difference == 0)
        return solved(u"equal"_s, QString(u"The number is "_s + written(*wanted) + u'.'), evidence);
    if (difference <= std::max(absolute, relative)) {
        const QString message =
            u"The number is near enough: "_s + written(found->value) + u" for "_s + written(*wanted) + u'.';
        return solved(u"within_tolerance"_s, message, evidence);
    }
    const QString message =
        u"The number is "_s + written(found->value) + u" instead of "_s + written(*wanted) + u'.';
    return failed(u"number_differs"_s, message, evidence);
}

} // namespace reasonglass
