#include "tasks/preparedschema.h"

#include <QHash>
#include <QJsonArray>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

// The validator calls itself for every level; these keep it far from the end of its stack.
constexpr int deepestSchema = 32;
constexpr int mostSchemas = 2000;
constexpr int longestChain = 16;
constexpr int deepestReading = 480;

constexpr std::array schemaMaps{"properties"_L1, "definitions"_L1, "$defs"_L1, "dependencies"_L1};
constexpr std::array schemaLists{"allOf"_L1, "anyOf"_L1, "oneOf"_L1, "items"_L1};
constexpr std::array singleSchemas{"additionalProperties"_L1, "additionalItems"_L1, "items"_L1, "contains"_L1,
                                   "not"_L1};
/// Those of the above that look at the same place of the value again.
constexpr std::array samePlaceLists{"allOf"_L1, "anyOf"_L1, "oneOf"_L1};

/// The validator passes over these (or, for the first two, does without bounds), so that an answer would seem
/// to satisfy what it does not.
constexpr std::array unsupported{"patternProperties"_L1,     "propertyNames"_L1,     "prefixItems"_L1,
                                 "dependentSchemas"_L1,      "dependentRequired"_L1, "unevaluatedItems"_L1,
                                 "unevaluatedProperties"_L1, "minContains"_L1,       "maxContains"_L1,
                                 "$dynamicRef"_L1,           "$recursiveRef"_L1};

QString escaped(QString token)
{
    return token.replace(u'~', u"~0"_s).replace(u'/', u"~1"_s);
}

QString below(const QString &path, const QString &token)
{
    return QString(path + u'/' + escaped(token));
}

Unexpected<Error> refusal(const QString &path, const QString &why)
{
    const QString where = path.isEmpty() ? u"the schema"_s : QString(u"the schema at "_s + path);
    return Unexpected{Error{.kind = ErrorKind::Usage, .message = where + u' ' + why}};
}

/// Rewrites a schema from the outside inwards.
class Preparation
{
public:
    Result<PreparedSchema> run(const QJsonObject &schema)
    {
        const Result<QJsonValue> prepared = prepare(schema, {}, 0);
        if (!prepared)
            return Unexpected{prepared.error()};
        if ((m_targets.size() + 1) * (m_deepest + 1) > deepestReading)
            return refusal({}, u"is nested too deeply for the number of its references"_s);
        int longest = 1;
        for (const QString &path : m_schemas.keys()) {
            const Result<int> length = chainFrom(path, 1);
            if (!length)
                return Unexpected{length.error()};
            longest = std::max(longest, *length);
        }
        return PreparedSchema{.schema = prepared->toObject(), .deepestChain = longest};
    }

private:
    Result<QJsonValue> prepare(const QJsonValue &value, const QString &path, int depth)
    {
        if (value.isBool())
            return remember(path, value, {});
        if (!value.isObject())
            return refusal(path, u"is neither an object nor true nor false"_s);
        if (depth > deepestSchema || m_schemas.size() >= mostSchemas)
            return refusal(path, u"is too deep or too large"_s);
        m_deepest = std::max<qsizetype>(m_deepest, depth);
        QJsonObject schema = value.toObject();
        for (const QLatin1StringView keyword : unsupported) {
            if (schema.contains(keyword))
                return refusal(path, QString(u"uses "_s + keyword + u", which is not supported"_s));
        }
        for (const auto rewrite : {&Preparation::rewriteReference, &Preparation::rewriteCondition,
                                   &Preparation::rewriteKeywords}) {
            if (const Result<> done = (this->*rewrite)(schema, path); !done)
                return Unexpected{done.error()};
        }
        if (const Result<> done = prepareInner(schema, path, depth); !done)
            return Unexpected{done.error()};
        return remember(path, schema, schema);
    }

    Result<QJsonValue> remember(const QString &path, const QJsonValue &prepared, const QJsonObject &schema)
    {
        m_schemas.insert(path, schema);
        return prepared;
    }

    /// What stands beside a reference counts, too (since draft 2019-09).
    Result<> rewriteReference(QJsonObject &schema, const QString &path)
    {
        const QJsonValue reference = schema.value("$ref"_L1);
        if (reference.isUndefined())
            return {};
        const QString text = reference.toString();
        if (!reference.isString() || (text != "#"_L1 && !text.startsWith("#/"_L1)))
            return refusal(path, u"refers to something outside of it, which is never fetched"_s);
        const QString target = targetOf(text);
        if (!m_targets.contains(target))
            m_targets.append(target);
        if (schema.size() == 1)
            return {};
        schema.remove("$ref"_L1);
        appendAllOf(schema, QJsonObject{{u"$ref"_s, text}});
        return {};
    }

    /// "if" in other words: either both it and "then", or not it and "else". (The validator takes an "if" in
    /// a schema that is referred to for that schema itself.)
    Result<> rewriteCondition(QJsonObject &schema, const QString & /*path*/)
    {
        const QJsonValue condition = schema.take("if"_L1);
        const QJsonValue then = schema.take("then"_L1);
        const QJsonValue otherwise = schema.take("else"_L1);
        if (condition.isUndefined())
            return {};
        const auto orTrue = [](const QJsonValue &value) {
            return value.isUndefined() ? QJsonValue(true) : value;
        };
        const QJsonObject holds{{u"allOf"_s, QJsonArray{condition, orTrue(then)}}};
        const QJsonObject fails{
            {u"allOf"_s, QJsonArray{QJsonObject{{u"not"_s, condition}}, orTrue(otherwise)}}};
        appendAllOf(schema, QJsonObject{{u"anyOf"_s, QJsonArray{holds, fails}}});
        return {};
    }

    static void appendAllOf(QJsonObject &schema, const QJsonObject &part)
    {
        QJsonArray all = schema.value("allOf"_L1).toArray();
        all.append(part);
        schema.insert("allOf"_L1, all);
    }

    Result<> rewriteKeywords(QJsonObject &schema, const QString &path)
    {
        // References are to places of the whole schema; formats are remarks.
        for (const auto keyword : {"$id"_L1, "id"_L1, "format"_L1})
            schema.remove(keyword);
        const bool isReference = schema.contains("$ref"_L1);
        if (!isReference)
            schema.insert(QLatin1StringView(stepKeyword), true);
        rewriteType(schema);
        if (schema.take("uniqueItems"_L1).toBool())
            schema.insert(QLatin1StringView(uniqueKeyword), true);
        const QJsonValue pattern = schema.take("pattern"_L1);
        if (pattern.isUndefined())
            return {};
        if (!pattern.isString() || !QRegularExpression(pattern.toString()).isValid())
            return refusal(path, u"has a pattern that cannot be read"_s);
        schema.insert(QLatin1StringView(patternKeyword), pattern);
        return {};
    }

    /// The validator takes whole numbers beyond 32 bits for fractions.
    static void rewriteType(QJsonObject &schema)
    {
        const QJsonValue type = schema.value("type"_L1);
        QJsonArray types = type.isArray() ? type.toArray() : QJsonArray{type};
        const QJsonValue integer = u"integer"_s;
        if (!types.contains(integer))
            return;
        if (!types.contains(u"number"_s)) {
            types.append(u"number"_s);
            schema.insert(QLatin1StringView(wholeKeyword), true);
        }
        for (qsizetype i = types.size() - 1; i >= 0; --i) {
            if (types.at(i) == integer)
                types.removeAt(i);
        }
        schema.insert("type"_L1, types);
    }

    Result<> prepareInner(QJsonObject &schema, const QString &path, int depth)
    {
        for (const auto prepareSome :
             {&Preparation::prepareMaps, &Preparation::prepareLists, &Preparation::prepareSingles}) {
            Result<> done = (this->*prepareSome)(schema, path, depth);
            if (!done)
                return done;
        }
        return {};
    }

    Result<> prepareMaps(QJsonObject &schema, const QString &path, int depth)
    {
        for (const QLatin1StringView keyword : schemaMaps) {
            if (!schema.value(keyword).isObject())
                continue;
            QJsonObject map = schema.value(keyword).toObject();
            for (const QString &name : map.keys()) {
                Result<> done = prepareMember(map, name, below(path, keyword), depth);
                if (!done)
                    return done;
            }
            schema.insert(keyword, map);
        }
        return {};
    }

    Result<> prepareLists(QJsonObject &schema, const QString &path, int depth)
    {
        for (const QLatin1StringView keyword : schemaLists) {
            if (!schema.value(keyword).isArray())
                continue;
            QJsonArray list = schema.value(keyword).toArray();
            for (qsizetype i = 0; i < list.size(); ++i) {
                const QString inner = below(below(path, keyword), QString::number(i));
                const Result<QJsonValue> prepared = prepare(list.at(i), inner, depth + 1);
                if (!prepared)
                    return Unexpected{prepared.error()};
                list[i] = *prepared;
            }
            schema.insert(keyword, list);
        }
        return {};
    }

    Result<> prepareSingles(QJsonObject &schema, const QString &path, int depth)
    {
        for (const QLatin1StringView keyword : singleSchemas) {
            if (schema.contains(keyword) && !schema.value(keyword).isArray()) {
                Result<> done = prepareMember(schema, keyword, path, depth);
                if (!done)
                    return done;
            }
        }
        return {};
    }

    /// A dependency may be a list of names instead of a schema.
    Result<> prepareMember(QJsonObject &object, const QString &name, const QString &path, int depth)
    {
        if (path.endsWith("/dependencies"_L1) && object.value(name).isArray())
            return {};
        const Result<QJsonValue> prepared = prepare(object.value(name), below(path, name), depth + 1);
        if (!prepared)
            return Unexpected{prepared.error()};
        object.insert(name, *prepared);
        return {};
    }

    /// The path that a reference "#/…" leads to.
    static QString targetOf(const QString &reference)
    {
        return QUrl::fromPercentEncoding(reference.mid(1).toUtf8());
    }

    /// How many schemas from that at \a path on look at the same place of a value, one within the other.
    Result<int> chainFrom(const QString &path, int length)
    {
        if (length > longestChain)
            return refusal(path, u"leads back to itself or to too many others at the same place"_s);
        const auto known = m_chains.constFind(path);
        if (known != m_chains.constEnd())
            return *known;
        const auto found = m_schemas.constFind(path);
        if (found == m_schemas.constEnd())
            return refusal(path, u"does not exist, but is referred to"_s);
        int longest = 0;
        for (const QString &next : samePlaceFrom(*found, path)) {
            Result<int> rest = chainFrom(next, length + 1);
            if (!rest)
                return rest;
            longest = std::max(longest, *rest);
        }
        if (longest + 1 > longestChain)
            return refusal(path, u"applies too many schemas at the same place"_s);
        m_chains.insert(path, longest + 1);
        return longest + 1;
    }

    static QStringList samePlaceFrom(const QJsonObject &schema, const QString &path)
    {
        QStringList next;
        if (schema.contains("$ref"_L1))
            next += targetOf(schema.value("$ref"_L1).toString());
        if (schema.contains("not"_L1))
            next += below(path, u"not"_s);
        for (const QLatin1StringView keyword : samePlaceLists) {
            for (qsizetype i = 0; i < schema.value(keyword).toArray().size(); ++i)
                next += below(below(path, keyword), QString::number(i));
        }
        const QJsonObject dependencies = schema.value("dependencies"_L1).toObject();
        for (const QString &name : dependencies.keys()) {
            if (!dependencies.value(name).isArray())
                next += below(below(path, u"dependencies"_s), name);
        }
        return next;
    }

    QHash<QString, QJsonObject> m_schemas; ///< all, by path
    QHash<QString, int> m_chains;
    QStringList m_targets;
    qsizetype m_deepest = 0;
};

} // namespace

Result<PreparedSchema> prepareSchema(const QJsonObject &schema)
{
    return Preparation().run(schema);
}

} // namespace reasonglass
