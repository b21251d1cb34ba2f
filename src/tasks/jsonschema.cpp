#include "tasks/jsonschema.h"

#include "tasks/boundedregex.h"
#include "tasks/preparedschema.h"

#include <QJsonArray>
#include <QThread>

#ifndef VALIJSON_USE_EXCEPTIONS
#define VALIJSON_USE_EXCEPTIONS 1 // without it, the validator aborts the program
#endif
#include <cmath>
#include <exception>
#include <functional>
#include <memory>
#include <new>
#include <string>
#include <valijson/adapters/qtjson_adapter.hpp>
#include <valijson/constraint_builder.hpp>
#include <valijson/constraints/concrete_constraints.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>
#include <vector>

using namespace Qt::StringLiterals;

// valijson does the work, in this file alone: it throws, reads patterns with std::regex (whose recursion a
// long string drives through the stack), knows no bound to its work and takes whole numbers for 32 bits wide.
// So it is given a prepared schema, in which constraints of ours stand for what it must not do itself.

namespace reasonglass {

namespace {

constexpr int mostSteps = 300'000;
/// Problems in one value; who wants the first needs no more.
constexpr size_t mostProblems = 20;
/// All pairs are compared.
constexpr size_t mostUniqueItems = 500;
constexpr int deepestWalk = 256;
/// The validator calls itself for every level of schema and value, a few thousand bytes each time, more with
/// sanitizers. Threads have 512 KiB on some systems.
constexpr uint stackBytes = 16 * 1024 * 1024;

const QString noThread = u"The system has no thread left for the check."_s;

using Context = std::vector<std::string>;

/// Ends a validation from within; never leaves this file.
struct Stop
{
    QString why; ///< empty: there are problems enough
};

/// Calls a function as part of a schema.
class Check final : public valijson::constraints::PolyConstraint
{
public:
    using Function = std::function<void(const valijson::adapters::Adapter &, const Context &,
                                        valijson::ValidationResults *, bool &)>;

    explicit Check(Function function)
        : m_function(std::move(function))
    { }

    bool validate(const valijson::adapters::Adapter &target, const Context &context,
                  valijson::ValidationResults *results) const override
    {
        bool isValid = true;
        m_function(target, context, results, isValid);
        return isValid;
    }

private:
    valijson::constraints::Constraint *cloneInto(void *place) const override
    {
        return new (place) Check(*this);
    }
    size_t sizeOf() const override { return sizeof(Check); }

    Function m_function;
};

/// Makes a Check from a keyword's value.
class CheckBuilder final : public valijson::ConstraintBuilder
{
public:
    using Maker = std::function<Check::Function(const valijson::adapters::Adapter &)>;

    explicit CheckBuilder(Maker maker)
        : m_maker(std::move(maker))
    { }

    valijson::constraints::Constraint *make(const valijson::adapters::Adapter &value) const override
    {
        return new Check(m_maker(value));
    }

private:
    Maker m_maker;
};

void tell(valijson::ValidationResults *results, const Context &context, const char *problem, bool &isValid)
{
    isValid = false;
    if (results)
        results->pushError(context, problem);
}

Check::Function countSteps()
{
    return [steps = std::make_shared<int>(0)](const auto &, const auto &, const auto *results, bool &) {
        if (++*steps > mostSteps)
            throw Stop{u"The answer is too large to be checked against this schema."_s};
        if (results && results->numErrors() > mostProblems)
            throw Stop{};
    };
}

Check::Function demandWhole()
{
    return
        [](const valijson::adapters::Adapter &target, const Context &context, auto *results, bool &isValid) {
            double number = 0;
            if (target.getDouble(number) && number != std::floor(number))
                tell(results, context, "The number is not whole.", isValid);
        };
}

Check::Function demandUniqueItems()
{
    return
        [](const valijson::adapters::Adapter &target, const Context &context, auto *results, bool &isValid) {
            size_t size = 0;
            if (!target.isArray() || !target.getArraySize(size))
                return;
            if (size > mostUniqueItems)
                throw Stop{u"An array is too long for its items to be compared with each other."_s};
            std::vector<std::unique_ptr<valijson::adapters::FrozenValue>> earlier;
            const bool isUnique = target.applyToArray([&earlier](const valijson::adapters::Adapter &item) {
                for (const auto &each : earlier) {
                    if (each->equalTo(item, true))
                        return false;
                }
                earlier.emplace_back(item.freeze());
                return true;
            });
            if (!isUnique)
                tell(results, context, "Two items of the array are equal.", isValid);
        };
}

Check::Function demandPattern(const std::string &pattern)
{
    const auto expression = std::make_shared<BoundedRegex>(QString::fromStdString(pattern));
    return [expression](const valijson::adapters::Adapter &target, const Context &context, auto *results,
                        bool &isValid) {
        std::string text;
        if (!target.isString() || !target.getString(text))
            return;
        const BoundedRegex::Found found = expression->find(QString::fromStdString(text));
        if (found.gaveUp)
            throw Stop{u"A pattern took too long on a string of the answer."_s};
        if (!found.start)
            tell(results, context, "The string does not match the pattern.", isValid);
    };
}

void addCheck(valijson::SchemaParser &parser, const char *keyword, CheckBuilder::Maker maker)
{
    // The parser owns its builders.
    parser.addConstraintBuilder(keyword, new CheckBuilder(std::move(maker)));
}

void readSchema(const QJsonObject &prepared, valijson::Schema &schema)
{
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    // One count for all steps of a validation.
    addCheck(parser, stepKeyword, [count = countSteps()](const auto &) { return count; });
    addCheck(parser, wholeKeyword, [](const auto &) { return demandWhole(); });
    addCheck(parser, uniqueKeyword, [](const auto &) { return demandUniqueItems(); });
    addCheck(parser, patternKeyword,
             [](const valijson::adapters::Adapter &value) { return demandPattern(value.asString()); });
    parser.populateSchema(valijson::adapters::QtJsonAdapter(QJsonValue(prepared)), schema);
}

/// valijson's path, {"<root>", "[\"a\"]", "[0]"}, as a JSON pointer.
QString pointer(const Context &context)
{
    QString path;
    for (size_t i = 1; i < context.size(); ++i) {
        QString step = QString::fromStdString(context[i]);
        if (step.startsWith(R"([")"_L1) && step.endsWith(R"("])"_L1))
            step = step.mid(2, step.size() - 4);
        else if (step.startsWith(u'[') && step.endsWith(u']'))
            step = step.mid(1, step.size() - 2);
        path += u'/';
        path += step.replace(u'~', u"~0"_s).replace(u'/', u"~1"_s);
    }
    return path;
}

/// Ends at \a limit, so that it cannot be driven deep itself.
int depthOf(const QJsonValue &value, int limit)
{
    if (limit == 0 || (!value.isArray() && !value.isObject()))
        return 0;
    int deepest = 0;
    if (value.isArray()) {
        for (const auto &each : value.toArray())
            deepest = std::max(deepest, depthOf(each, limit - 1));
    } else {
        const QJsonObject object = value.toObject();
        for (const auto &each : object)
            deepest = std::max(deepest, depthOf(each, limit - 1));
    }
    return deepest + 1;
}

/// Calls \a function in a thread of its own with a large stack and waits for what it returns; \a fallback
/// where the system has no further thread. \a function must not throw.
template <typename Answer, typename Function>
Answer onLargeStack(Function function, Answer fallback)
{
    const std::unique_ptr<QThread> thread(QThread::create([&] { fallback = function(); }));
    thread->setStackSize(stackBytes);
    thread->start();
    thread->wait();
    return fallback;
}

std::optional<SchemaProblem> firstOf(valijson::ValidationResults &results)
{
    valijson::ValidationResults::Error error;
    if (!results.popError(error))
        return std::nullopt;
    return SchemaProblem{.path = pointer(error.context),
                         .problem = QString::fromStdString(error.description)};
}

/// Empty: \a prepared can be read.
QString readingProblem(const QJsonObject &prepared)
{
    try {
        valijson::Schema schema;
        readSchema(prepared, schema);
    } catch (const std::exception &failure) {
        return QString::fromUtf8(failure.what());
    }
    return {};
}

std::optional<SchemaProblem> validate(const QJsonObject &prepared, const QJsonValue &value)
{
    valijson::ValidationResults results;
    try {
        valijson::Schema schema;
        readSchema(prepared, schema);
        valijson::Validator validator;
        if (validator.validate(schema, valijson::adapters::QtJsonAdapter(value), &results))
            return std::nullopt;
    } catch (const Stop &stop) {
        if (!stop.why.isEmpty())
            return SchemaProblem{.path = {}, .problem = stop.why};
    } catch (const std::exception &failure) {
        return SchemaProblem{.path = {}, .problem = QString::fromUtf8(failure.what())};
    }
    return firstOf(results).value_or(SchemaProblem{.path = {}, .problem = u"The value is not allowed."_s});
}

} // namespace

Result<> checkSchema(const QJsonObject &schema)
{
    const Result<PreparedSchema> prepared = prepareSchema(schema);
    if (!prepared)
        return Unexpected{prepared.error()};
    const QString problem = onLargeStack([&] { return readingProblem(prepared->schema); }, noThread);
    if (!problem.isEmpty())
        return Unexpected{
            Error{.kind = ErrorKind::Usage, .message = u"the schema cannot be read: "_s + problem}};
    return {};
}

std::optional<SchemaProblem> firstProblem(const QJsonObject &schema, const QJsonValue &value)
{
    const Result<PreparedSchema> prepared = prepareSchema(schema);
    if (!prepared)
        return SchemaProblem{.path = {}, .problem = prepared.error().message};
    const int deepest = deepestWalk / prepared->deepestChain;
    if (depthOf(value, deepest + 1) > deepest)
        return SchemaProblem{.path = {}, .problem = u"The answer is nested too deeply to be checked."_s};
    return onLargeStack([&] { return validate(prepared->schema, value); },
                        std::optional(SchemaProblem{.path = {}, .problem = noThread}));
}

} // namespace reasonglass
