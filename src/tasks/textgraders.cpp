#include "tasks/textgraders.h"

#include "tasks/gradeparts.h"
#include "tasks/plainwords.h"

#include <QJsonArray>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// Numbers and truth values stand for how they are written.
std::optional<QString> textOf(const QJsonValue &value)
{
    if (value.isString() || value.isDouble() || value.isBool())
        return value.toVariant().toString();
    return std::nullopt;
}

/// One text, or an array of them.
std::optional<QStringList> textsOf(const QJsonValue &expected)
{
    const QJsonArray values = expected.isArray() ? expected.toArray() : QJsonArray{expected};
    QStringList texts;
    for (const auto &value : values) {
        const auto text = textOf(value);
        if (!text)
            return std::nullopt;
        texts += *text;
    }
    return texts;
}

} // namespace

Grade gradeExact(const QJsonValue &expected, const QString &answer)
{
    const auto text = textOf(expected);
    if (!text)
        return badExpected(u"a text"_s);
    const QJsonObject evidence{{u"expected"_s, *text}};
    if (answer.trimmed() == text->trimmed())
        return solved(u"equal"_s, u"The answer is the expected text."_s, evidence);
    if (answer.trimmed().isEmpty())
        return failed(u"empty_answer"_s, u"The answer is empty."_s, evidence);
    return failed(u"differs"_s, u"The answer is not the expected text."_s, evidence);
}

Grade gradeText(const GraderSpec &spec, const QJsonValue &expected, const QString &answer)
{
    const auto texts = textsOf(expected);
    if (!texts)
        return badExpected(u"a text or a list of texts"_s);
    const bool isContained = spec.options.value("contains"_L1).toBool();
    const QString found = plainWords(answer);
    bool hasWords = false;
    for (const QString &text : *texts) {
        const QString wanted = plainWords(text);
        hasWords = hasWords || !wanted.isEmpty();
        const QJsonObject evidence{{u"expected"_s, text}};
        if (!wanted.isEmpty() && found == wanted)
            return solved(u"equal"_s, u"The answer has the expected words."_s, evidence);
        if (isContained && containsWords(found, wanted))
            return solved(u"contained"_s, u"The expected words are in the answer."_s, evidence);
    }
    if (!hasWords)
        return nothingExpected();
    const QJsonObject evidence{{u"expected"_s, expected}};
    if (found.isEmpty())
        return failed(u"empty_answer"_s, u"The answer is empty."_s, evidence);
    if (isContained)
        return failed(u"not_contained"_s, u"The expected words are not in the answer."_s, evidence);
    return failed(u"differs"_s, u"The answer has other words than expected."_s, evidence);
}

} // namespace reasonglass
