#include "analysis/batch.h"

#include <array>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

template <typename State>
struct Word
{
    State state;
    QLatin1StringView word;
};

constexpr std::array batchWords{
    Word<BatchState>{BatchState::Running, "running"_L1},
    Word<BatchState>{BatchState::Paused, "paused"_L1},
    Word<BatchState>{BatchState::Finished, "finished"_L1},
    Word<BatchState>{BatchState::Stopped, "stopped"_L1},
};

constexpr std::array itemWords{
    Word<ItemState>{ItemState::Queued, "queued"_L1},
    Word<ItemState>{ItemState::Running, "running"_L1},
    Word<ItemState>{ItemState::Done, "done"_L1},
    Word<ItemState>{ItemState::Removed, "removed"_L1},
};

template <typename Words, typename State>
QString wordOf(const Words &words, State state)
{
    for (const auto &known : words) {
        if (known.state == state)
            return known.word;
    }
    Q_UNREACHABLE();
}

template <typename State, typename Words>
std::optional<State> stateOf(const Words &words, QStringView word)
{
    for (const auto &known : words) {
        if (known.word == word)
            return known.state;
    }
    return std::nullopt;
}

std::optional<double> amount(const QJsonValue &value)
{
    return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
}

} // namespace

QString batchStateName(BatchState state)
{
    return wordOf(batchWords, state);
}

std::optional<BatchState> batchStateFromName(QStringView name)
{
    return stateOf<BatchState>(batchWords, name);
}

QString itemStateName(ItemState state)
{
    return wordOf(itemWords, state);
}

std::optional<ItemState> itemStateFromName(QStringView name)
{
    return stateOf<ItemState>(itemWords, name);
}

QJsonObject toJson(const BatchOptions &options)
{
    QJsonObject object{{u"at_once"_s, options.atOnce},
                       {u"attempts"_s, options.attempts},
                       {u"allow_unknown_price"_s, options.allowUnknownPrice},
                       {u"retries"_s, options.retries}};
    if (options.runCapUsd)
        object.insert(u"run_cap_usd"_s, *options.runCapUsd);
    if (options.batchCapUsd)
        object.insert(u"batch_cap_usd"_s, *options.batchCapUsd);
    return object;
}

BatchOptions batchOptionsFromJson(const QJsonObject &object)
{
    const BatchOptions usual;
    return {.atOnce = object.value("at_once"_L1).toInt(usual.atOnce),
            .attempts = object.value("attempts"_L1).toInt(usual.attempts),
            .runCapUsd = amount(object.value("run_cap_usd"_L1)),
            .batchCapUsd = amount(object.value("batch_cap_usd"_L1)),
            .allowUnknownPrice = object.value("allow_unknown_price"_L1).toBool(usual.allowUnknownPrice),
            .retries = object.value("retries"_L1).toInt(usual.retries)};
}

} // namespace reasonglass
