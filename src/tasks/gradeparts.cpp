#include "tasks/gradeparts.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr qsizetype longestEvidence = 1000;
constexpr qsizetype longestQuotation = 60;

QString compact(const QJsonValue &value)
{
    const QByteArray inArray = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(inArray.mid(1, inArray.size() - 2));
}

QString cut(const QString &text, qsizetype length)
{
    if (text.size() <= length)
        return text;
    const bool isWithinPair = text.at(length - 1).isHighSurrogate();
    return text.first(isWithinPair ? length - 1 : length) + u'…';
}

} // namespace

Grade solved(const QString &code, const QString &message, const QJsonObject &evidence)
{
    return {.verdict = Verdict::Solved, .code = code, .message = message, .evidence = evidence};
}

Grade failed(const QString &code, const QString &message, const QJsonObject &evidence)
{
    return {.verdict = Verdict::Failed, .code = code, .message = message, .evidence = evidence};
}

Grade ungraded(const QString &code, const QString &message)
{
    return {.verdict = Verdict::Ungraded, .code = code, .message = message};
}

Grade nothingExpected()
{
    return ungraded(u"nothing_expected"_s, u"The task does not say what a right answer is."_s);
}

Grade badExpected(const QString &wanted)
{
    return ungraded(u"bad_expected"_s,
                    QString(u"The task's expected answer must be "_s + wanted + u" for this grader."_s));
}

QJsonObject placeJson(qsizetype start, qsizetype length)
{
    return {{u"start"_s, qint64(start)}, {u"length"_s, qint64(length)}};
}

QString shortened(const QString &text)
{
    return cut(text, longestEvidence);
}

QJsonValue shortened(const QJsonValue &value)
{
    if (value.isString())
        return shortened(value.toString());
    if (!value.isArray() && !value.isObject())
        return value;
    const QString text = compact(value);
    return text.size() <= longestEvidence ? value : QJsonValue(shortened(text));
}

QString quoted(const QJsonValue &value)
{
    return cut(compact(value), longestQuotation);
}

} // namespace reasonglass
