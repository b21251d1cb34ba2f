#pragma once

#include "providers/price.h"

#include <QDate>
#include <QMetaType>
#include <QString>
#include <QStringList>

#include <optional>

namespace reasonglass {

/// When a model takes `temperature`.
enum class TemperatureRule {
    Never,                ///< refused with 400
    OnlyWithoutReasoning, ///< only together with effort "none"
    Always,
};

/// Where a model stands in its life.
enum class ModelState {
    Served,            ///< answers, but something newer has its place
    Current,           ///< what the provider recommends in its class
    ShutdownAnnounced, ///< answers until ModelInfo::shutdownDate
    Retired,           ///< requests fail
    Redirected,        ///< the name is answered by ModelInfo::replacement
    Unknown,           ///< listed by a server, not in the catalogue
};

/// The word that is stored and printed: "served", "shutdown-announced", ….
QString modelStateName(ModelState state);
std::optional<ModelState> modelStateFromName(QStringView name);
/// "never", "without-reasoning", "always".
QString temperatureRuleName(TemperatureRule rule);
std::optional<TemperatureRule> temperatureRuleFromName(QStringView name);

/// What is known of one model. The defaults are those of a model nobody knows: everything is tried.
struct ModelInfo
{
    QString id;
    QString providerId;
    QString name = {};
    QDate released = {}; ///< invalid when not known
    std::optional<qint64> contextTokens = {};
    std::optional<qint64> maxInputTokens = {};
    std::optional<qint64> maxOutputTokens = {};
    Prices prices = {};
    QStringList efforts = {};   ///< values of reasoning.effort, least first; empty: not known, or none
    QString defaultEffort = {}; ///< empty: not known
    bool acceptsEffort = true;
    bool summary = true; ///< takes `reasoning.summary`
    bool verbosity = true;
    TemperatureRule temperature = TemperatureRule::Always;
    bool streaming = true;
    bool imageInput = true;
    ModelState state = ModelState::Unknown;
    QDate shutdownDate = {};
    QString replacement = {};
    QStringList aliases = {};
    QString source = {};
    QDate asOf = {};        ///< the day the source was read
    QString uncertain = {}; ///< what of this is not sure; empty when nothing

    bool operator==(const ModelInfo &) const = default;
};

/// The model's state on the day \a today: an announced shutdown comes true.
ModelState stateOn(const ModelInfo &model, QDate today);

} // namespace reasonglass

Q_DECLARE_METATYPE(reasonglass::ModelInfo)
