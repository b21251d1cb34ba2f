#include "analysis/budget.h"

#include <algorithm>

namespace reasonglass {

void CostExperience::note(double usd, qint64 runs)
{
    m_highest = std::max(m_highest, usd);
    m_runs += runs;
}

std::optional<double> CostExperience::expected() const
{
    constexpr double doubt = 4; // the second run may cost five times as much as the first
    if (m_runs == 0)
        return std::nullopt;
    return m_highest * (1 + doubt / double(m_runs));
}

double Budget::reserved() const
{
    double sum = 0;
    for (const auto &[run, expected] : m_reserved)
        sum += expected.value_or(0);
    return sum;
}

bool Budget::allows(std::optional<double> expected) const
{
    if (!m_cap)
        return true;
    const bool anyUnforeseen =
        std::ranges::any_of(m_reserved, [](const auto &entry) { return !entry.second.has_value(); });
    if (anyUnforeseen || isUsedUp())
        return false;
    if (!expected)
        return m_reserved.empty();
    return m_spent + reserved() + *expected <= *m_cap;
}

std::optional<double> Budget::roomFor(qint64 run) const
{
    if (!m_cap)
        return std::nullopt;
    double others = 0;
    for (const auto &[other, expected] : m_reserved)
        others += other == run ? 0 : expected.value_or(0);
    return std::max(0.0, *m_cap - m_spent - others);
}

void Budget::reserve(qint64 run, std::optional<double> expected)
{
    m_reserved[run] = expected;
}

void Budget::settle(qint64 run, std::optional<double> cost)
{
    const auto found = m_reserved.find(run);
    if (found == m_reserved.end())
        return;
    m_spent += cost ? *cost : found->second.value_or(0);
    m_reserved.erase(found);
}

} // namespace reasonglass
