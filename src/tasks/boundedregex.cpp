#include "tasks/boundedregex.h"

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// PCRE's own limit, ten million, lets hostile texts cost a second. "(*LIMIT_MATCH=" in the pattern itself
/// can only lower what stands before it.
constexpr auto limit = "(*LIMIT_MATCH=1000000)"_L1;

QRegularExpression::PatternOptions options(bool ignoreCase)
{
    const QRegularExpression::PatternOptions always =
        QRegularExpression::MultilineOption | QRegularExpression::UseUnicodePropertiesOption;
    return ignoreCase ? always | QRegularExpression::CaseInsensitiveOption : always;
}

} // namespace

BoundedRegex::BoundedRegex(const QString &pattern, bool ignoreCase)
    : m_expression(limit + pattern, options(ignoreCase))
{ }

QString BoundedRegex::problem() const
{
    if (m_expression.isValid())
        return {};
    const qsizetype at = std::max<qsizetype>(0, m_expression.patternErrorOffset() - limit.size());
    return m_expression.errorString() + u" at character "_s + QString::number(at + 1);
}

BoundedRegex::Found BoundedRegex::find(const QString &text) const
{
    const qsizetype skipped = std::max<qsizetype>(0, text.size() - longest);
    const QString end = skipped > 0 ? text.sliced(skipped) : text;
    const QRegularExpressionMatch match = m_expression.match(end);
    if (!match.isValid())
        return {.gaveUp = true};
    if (!match.hasMatch())
        return {};
    return {.start = skipped + match.capturedStart(), .length = match.capturedLength()};
}

} // namespace reasonglass
