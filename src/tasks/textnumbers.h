#pragma once

#include <QStringView>

#include <optional>
#include <vector>

namespace reasonglass {

/// A number as it stands in a text.
struct TextNumber
{
    double value = 0;
    qsizetype start = 0;
    qsizetype length = 0;

    bool operator==(const TextNumber &) const = default;
};

/// All numbers of \a text, in order: 1,234.5 and 1 234 (digits in threes), 1e-3, 6 × 10^23, −5, 3/4,
/// \frac{3}{4}. Signs of currency and per cent do not count. No numbers are those that are part of a word
/// (x1, 3rd), of a version or a date (1.2.3, 3/4/2024), or longer than any double.
std::vector<TextNumber> numbersIn(QStringView text);

/// The number that \a answer gives: that in its last \boxed{…}, else that after its last "####", else that
/// after its last "answer:" or "answer is", else its last one. After such a mark the first number of the line
/// counts, or where "=" follows, the first after the last of them.
std::optional<TextNumber> answeredNumber(QStringView answer);

} // namespace reasonglass
