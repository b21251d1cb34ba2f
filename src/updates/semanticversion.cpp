#include "updates/semanticversion.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr qsizetype longestVersion = 64;
constexpr qsizetype longestNumber = 9; ///< digits that fit an int, whatever they are

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

bool isNumber(QStringView text)
{
    return !text.isEmpty() && std::ranges::all_of(text, isDigit);
}

bool isIdentifier(QStringView text)
{
    const auto allowed = [](QChar c) {
        return isDigit(c) || (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'-';
    };
    return !text.isEmpty() && std::ranges::all_of(text, allowed);
}

bool hasLeadingZero(QStringView number)
{
    return number.size() > 1 && number.startsWith(u'0');
}

std::optional<int> parseNumber(QStringView text)
{
    if (!isNumber(text) || hasLeadingZero(text) || text.size() > longestNumber)
        return std::nullopt;
    return text.toInt();
}

bool isPreReleaseIdentifier(QStringView text)
{
    return isIdentifier(text) && !(isNumber(text) && hasLeadingZero(text));
}

/// Numbers by value and before words; words by their ASCII letters.
std::strong_ordering compareIdentifiers(const QString &left, const QString &right)
{
    const bool leftIsNumber = isNumber(left);
    const bool rightIsNumber = isNumber(right);
    if (leftIsNumber != rightIsNumber)
        return leftIsNumber ? std::strong_ordering::less : std::strong_ordering::greater;
    if (leftIsNumber && left.size() != right.size())
        return left.size() <=> right.size(); // without leading zeros, the longer number is the larger
    return left.compare(right) <=> 0;
}

} // namespace

std::strong_ordering SemanticVersion::operator<=>(const SemanticVersion &other) const
{
    if (const auto order = major <=> other.major; std::is_neq(order))
        return order;
    if (const auto order = minor <=> other.minor; std::is_neq(order))
        return order;
    if (const auto order = patch <=> other.patch; std::is_neq(order))
        return order;
    if (isPreRelease() != other.isPreRelease())
        return isPreRelease() ? std::strong_ordering::less : std::strong_ordering::greater;
    const qsizetype common = std::min(preRelease.size(), other.preRelease.size());
    for (qsizetype i = 0; i < common; ++i) {
        if (const auto order = compareIdentifiers(preRelease[i], other.preRelease[i]); std::is_neq(order))
            return order;
    }
    return preRelease.size() <=> other.preRelease.size();
}

QString SemanticVersion::toString() const
{
    const QString core = u"%1.%2.%3"_s.arg(major).arg(minor).arg(patch);
    return preRelease.isEmpty() ? core : core + u'-' + preRelease.join(u'.');
}

std::optional<SemanticVersion> parseSemanticVersion(QStringView text)
{
    if (text.size() > longestVersion)
        return std::nullopt;
    if (const qsizetype plus = text.indexOf(u'+'); plus >= 0) {
        const auto build = text.sliced(plus + 1).split(u'.');
        if (!std::ranges::all_of(build, isIdentifier))
            return std::nullopt;
        text.truncate(plus);
    }
    SemanticVersion version;
    if (const qsizetype dash = text.indexOf(u'-'); dash >= 0) {
        const auto identifiers = text.sliced(dash + 1).split(u'.');
        if (!std::ranges::all_of(identifiers, isPreReleaseIdentifier))
            return std::nullopt;
        for (const QStringView identifier : identifiers)
            version.preRelease.append(identifier.toString());
        text.truncate(dash);
    }
    const auto parts = text.split(u'.');
    const std::array targets{&version.major, &version.minor, &version.patch};
    if (parts.size() != qsizetype(targets.size()))
        return std::nullopt;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const auto number = parseNumber(parts[qsizetype(i)]);
        if (!number)
            return std::nullopt;
        *targets[i] = *number;
    }
    return version;
}

} // namespace reasonglass
