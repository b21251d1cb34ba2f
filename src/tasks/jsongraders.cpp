#include "tasks/jsongraders.h"

#include "tasks/gradeparts.h"
#include "tasks/jsonanswer.h"
#include "tasks/jsoncompare.h"
#include "tasks/jsonschema.h"

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

Grade noJson()
{
    return failed(u"no_json"_s, u"There is no JSON in the answer."_s);
}

/// Tables hold JSON as text.
QJsonValue unpacked(const QJsonValue &expected)
{
    if (!expected.isString())
        return expected;
    const auto inner = parsedJson(expected.toString());
    return inner && (inner->isObject() || inner->isArray()) ? *inner : expected;
}

QString at(const QString &path)
{
    return path.isEmpty() ? QString() : QString(u" at "_s + shortened(path));
}

QString messageFor(const JsonDifference &difference)
{
    if (difference.one.isUndefined())
        return QString(u"The JSON has "_s + quoted(difference.other) + at(difference.path)
                       + u", where nothing is expected."_s);
    if (difference.other.isUndefined())
        return QString(u"The JSON has nothing"_s + at(difference.path) + u", where "_s
                       + quoted(difference.one) + u" is expected."_s);
    return QString(u"The JSON has "_s + quoted(difference.other) + u" instead of "_s + quoted(difference.one)
                   + at(difference.path) + u'.');
}

/// What is not there is left out.
void insertValue(QJsonObject &evidence, const QString &name, const QJsonValue &value)
{
    if (!value.isUndefined())
        evidence.insert(name, shortened(value));
}

} // namespace

Grade gradeJson(const GraderSpec &spec, const QJsonValue &expected, const QString &answer)
{
    const auto found = answeredJson(answer);
    if (!found)
        return noJson();
    const bool ignoreArrayOrder = spec.options.value("ignore_array_order"_L1).toBool();
    const auto difference = firstDifference(unpacked(expected), found->value, ignoreArrayOrder);
    QJsonObject evidence{{u"place"_s, placeJson(found->start, found->length)}};
    if (!difference)
        return solved(u"equal"_s, u"The JSON is the expected one."_s, evidence);
    evidence.insert("path"_L1, difference->path);
    insertValue(evidence, u"expected"_s, difference->one);
    insertValue(evidence, u"found"_s, difference->other);
    return failed(u"json_differs"_s, messageFor(*difference), evidence);
}

QString schemaProblem(const GraderSpec &spec)
{
    const QJsonValue schema = spec.options.value("schema"_L1);
    if (!schema.isObject())
        return u"The option \"schema\" must be a JSON schema."_s;
    const Result<> checked = checkSchema(schema.toObject());
    return checked ? QString() : QString(u"The schema cannot be used: "_s + checked.error().message + u'.');
}

Grade gradeJsonSchema(const GraderSpec &spec, const QString &answer)
{
    if (spec.options.value("schema"_L1).isUndefined())
        return nothingExpected();
    if (const QString problem = schemaProblem(spec); !problem.isEmpty())
        return ungraded(u"bad_schema"_s, problem);
    const auto found = answeredJson(answer);
    if (!found)
        return noJson();
    QJsonObject evidence{{u"place"_s, placeJson(found->start, found->length)}};
    const auto problem = firstProblem(spec.options.value("schema"_L1).toObject(), found->value);
    if (!problem)
        return solved(u"valid"_s, u"The JSON satisfies the schema."_s, evidence);
    evidence.insert("path"_L1, problem->path);
    evidence.insert("problem"_L1, problem->problem);
    return failed(
        u"schema_violated"_s,
        QString(u"The JSON does not satisfy the schema"_s + at(problem->path) + u": "_s + problem->problem),
        evidence);
}

} // namespace reasonglass
