#include "tasks/jsoncompare.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

bool isSameNumber(const QJsonValue &one, const QJsonValue &other)
{
    constexpr qint64 noInteger = -1;
    // Whole numbers beyond 53 bits are compared as such; toInteger() gives the default for all others.
    const qint64 oneWhole = one.toInteger(noInteger);
    const qint64 otherWhole = other.toInteger(noInteger);
    if (oneWhole != noInteger && otherWhole != noInteger)
        return oneWhole == otherWhole;
    return one.toDouble() == other.toDouble();
}

/// A digest that is the same for values that differ in the order of arrays only.
QByteArray digest(const QJsonValue &value)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto add = [&hash](const QByteArray &bytes) {
        hash.addData(QByteArray::number(bytes.size()));
        hash.addData(":");
        hash.addData(bytes);
    };
    hash.addData(QByteArray::number(int(value.type())));
    if (value.isArray()) {
        std::vector<QByteArray> items;
        for (const auto &item : value.toArray())
            items.push_back(digest(item));
        std::ranges::sort(items);
        for (const QByteArray &item : items)
            add(item);
    } else if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto member = object.begin(); member != object.end(); ++member) {
            add(member.key().toUtf8());
            add(digest(member.value()));
        }
    } else if (value.isDouble()) {
        const qint64 whole = value.toInteger(-1);
        add(whole != -1 ? QByteArray::number(whole) : QByteArray::number(value.toDouble(), 'g', 17));
    } else {
        add(value.toVariant().toString().toUtf8());
    }
    return hash.result();
}

/// Compares two values and remembers where it is.
class Comparison
{
public:
    explicit Comparison(bool ignoreArrayOrder)
        : m_ignoreArrayOrder(ignoreArrayOrder)
    { }

    std::optional<JsonDifference> compare(const QJsonValue &one, const QJsonValue &other)
    {
        if (one.type() != other.type())
            return here(one, other);
        if (one.isObject())
            return compareObjects(one.toObject(), other.toObject());
        if (one.isArray() && m_ignoreArrayOrder)
            return digest(one) == digest(other) ? std::nullopt : here(one, other);
        if (one.isArray())
            return compareArrays(one.toArray(), other.toArray());
        const bool isSame = one.isDouble() ? isSameNumber(one, other) : one == other;
        return isSame ? std::nullopt : here(one, other);
    }

private:
    std::optional<JsonDifference> here(const QJsonValue &one, const QJsonValue &other) const
    {
        return JsonDifference{.path = m_path, .one = one, .other = other};
    }

    std::optional<JsonDifference> compareObjects(const QJsonObject &one, const QJsonObject &other)
    {
        for (auto member = one.begin(); member != one.end(); ++member) {
            if (auto difference = compareBelow(member.key(), member.value(), other.value(member.key())))
                return difference;
        }
        for (auto member = other.begin(); member != other.end(); ++member) {
            if (!one.contains(member.key()))
                return compareBelow(member.key(), QJsonValue(QJsonValue::Undefined), member.value());
        }
        return std::nullopt;
    }

    std::optional<JsonDifference> compareArrays(const QJsonArray &one, const QJsonArray &other)
    {
        for (qsizetype i = 0; i < std::max(one.size(), other.size()); ++i) {
            if (auto difference = compareBelow(QString::number(i), one.at(i), other.at(i)))
                return difference;
        }
        return std::nullopt;
    }

    std::optional<JsonDifference> compareBelow(QString token, const QJsonValue &one, const QJsonValue &other)
    {
        const qsizetype length = m_path.size();
        m_path += u'/';
        m_path += token.replace(u'~', u"~0"_s).replace(u'/', u"~1"_s);
        auto difference = compare(one, other);
        m_path.truncate(length);
        return difference;
    }

    bool m_ignoreArrayOrder;
    QString m_path;
};

} // namespace

std::optional<JsonDifference> firstDifference(const QJsonValue &one, const QJsonValue &other,
                                              bool ignoreArrayOrder)
{
    return Comparison(ignoreArrayOrder).compare(one, other);
}

} // namespace reasonglass
