#pragma once

#include <QtGlobal>

#include <map>
#include <optional>

namespace reasonglass {

/// What runs of one model have cost, and so what the next one may.
class CostExperience
{
public:
    void note(double usd, qint64 runs = 1);
    /// The highest cost seen and a margin that shrinks with every run: an average would be passed by half of
    /// all runs. nullopt: nothing has been seen.
    std::optional<double> expected() const;

private:
    double m_highest = 0;
    qint64 m_runs = 0;
};

/// Money against a cap. What runs that are going will cost is reserved before they are sent, since the true
/// figure comes when it is too late to ask. Runs are named by any number that differs. In US dollars.
class Budget
{
public:
    explicit Budget(std::optional<double> cap = {})
        : m_cap(cap)
    { }

    void setCap(std::optional<double> cap) { m_cap = cap; }
    const std::optional<double> &cap() const { return m_cap; }

    /// What was spent before this object was asked.
    void setSpent(double usd) { m_spent = usd; }
    double spent() const { return m_spent; }
    double reserved() const;

    /// Whether a run that is expected to cost so much may begin. One whose cost nobody can foresee (nullopt)
    /// may, while no other is going: then the cap is passed by one run at most.
    bool allows(std::optional<double> expected) const;
    /// Whether nothing at all may begin any more.
    bool isUsedUp() const { return m_cap && m_spent + reserved() >= *m_cap; }
    /// How much \a run, which is going, may cost at most: what the others leave of the cap.
    std::optional<double> roomFor(qint64 run) const;

    void reserve(qint64 run, std::optional<double> expected);
    /// The run is over. A cost that never became known (nullopt) counts as what was expected of it.
    void settle(qint64 run, std::optional<double> cost);

private:
    std::optional<double> m_cap;
    double m_spent = 0;
    std::map<qint64, std::optional<double>> m_reserved;
};

} // namespace reasonglass
