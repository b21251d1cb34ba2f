#pragma once

#include <QRegularExpression>
#include <QString>

#include <optional>

namespace reasonglass {

/// A regular expression that gives up rather than take long: somebody else's pattern meets a model's text.
/// A limit on backtracking holds, and of very long texts only the end is searched, since even patterns that
/// do not backtrack can take time quadratic in the length.
class BoundedRegex
{
public:
    struct Found
    {
        std::optional<qsizetype> start = {}; ///< nullopt: nothing matches
        qsizetype length = 0;
        bool gaveUp = false; ///< whether anything matches is not known

        bool operator==(const Found &) const = default;
    };

    /// Of a longer text only so much of its end is searched, in UTF-16 code units.
    static constexpr qsizetype longest = 50'000;

    explicit BoundedRegex(const QString &pattern, bool ignoreCase = false);

    /// Empty: the pattern can be read; else what is wrong with it.
    QString problem() const;
    /// The first match in \a text.
    Found find(const QString &text) const;

private:
    QRegularExpression m_expression;
};

} // namespace reasonglass
