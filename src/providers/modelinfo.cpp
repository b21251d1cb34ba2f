#include "providers/modelinfo.h"

#include <algorithm>
#include <array>
#include <utility>

namespace reasonglass {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array stateNames{
    std::pair{ModelState::Served, "served"_L1},
    std::pair{ModelState::Current, "current"_L1},
    std::pair{ModelState::ShutdownAnnounced, "shutdown-announced"_L1},
    std::pair{ModelState::Retired, "retired"_L1},
    std::pair{ModelState::Redirected, "redirected"_L1},
    std::pair{ModelState::Unknown, "unknown"_L1},
};

constexpr std::array ruleNames{
    std::pair{TemperatureRule::Never, "never"_L1},
    std::pair{TemperatureRule::OnlyWithoutReasoning, "without-reasoning"_L1},
    std::pair{TemperatureRule::Always, "always"_L1},
};

template <typename Names, typename Value>
QString nameIn(const Names &names, Value value)
{
    const auto found =
        std::find_if(names.begin(), names.end(), [value](const auto &entry) { return entry.first == value; });
    return found == names.end() ? QString() : QString(found->second);
}

template <typename Value, typename Names>
std::optional<Value> valueIn(const Names &names, QStringView name)
{
    const auto found =
        std::find_if(names.begin(), names.end(), [name](const auto &entry) { return name == entry.second; });
    return found == names.end() ? std::nullopt : std::optional<Value>(found->first);
}

} // namespace

QString modelStateName(ModelState state)
{
    return nameIn(stateNames, state);
}

std::optional<ModelState> modelStateFromName(QStringView name)
{
    return valueIn<ModelState>(stateNames, name);
}

QString temperatureRuleName(TemperatureRule rule)
{
    return nameIn(ruleNames, rule);
}

std::optional<TemperatureRule> temperatureRuleFromName(QStringView name)
{
    return valueIn<TemperatureRule>(ruleNames, name);
}

ModelState stateOn(const ModelInfo &model, QDate today)
{
    const bool over = model.shutdownDate.isValid() && model.shutdownDate <= today;
    return over && model.state != ModelState::Redirected ? ModelState::Retired : model.state;
}

} // namespace reasonglass
