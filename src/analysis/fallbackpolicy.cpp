#include "analysis/fallbackpolicy.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

struct Rule
{
    QLatin1StringView param;  ///< what the provider calls it in `param`
    QLatin1StringView phrase; ///< what stands in the message of providers that send no `param`
    bool (*isSent)(const ResponseRequest &request) = nullptr;
    void (*leaveOut)(ResponseRequest &request) = nullptr;
    QLatin1StringView change;
};

constexpr std::array rules{
    Rule{"reasoning.summary"_L1, "reasoning summar"_L1,
         [](const ResponseRequest &r) { return !r.summary.isEmpty(); },
         [](ResponseRequest &r) { r.summary.clear(); }, "reasoning.summary dropped"_L1},
    Rule{"reasoning.effort"_L1, "reasoningeffort"_L1,
         [](const ResponseRequest &r) { return !r.effort.isEmpty(); },
         [](ResponseRequest &r) { r.effort.clear(); }, "reasoning.effort dropped"_L1},
    Rule{"text.verbosity"_L1, "verbosity"_L1, [](const ResponseRequest &r) { return !r.verbosity.isEmpty(); },
         [](ResponseRequest &r) { r.verbosity.clear(); }, "text.verbosity dropped"_L1},
    Rule{"temperature"_L1, "temperature"_L1,
         [](const ResponseRequest &r) { return r.temperature.has_value(); },
         [](ResponseRequest &r) { r.temperature.reset(); }, "temperature dropped"_L1},
    Rule{"stream_options"_L1, "stream_options"_L1, [](const ResponseRequest &r) { return r.plainEvents; },
         [](ResponseRequest &r) { r.plainEvents = false; }, "stream_options dropped"_L1},
    Rule{"stream"_L1, "to stream this model"_L1, [](const ResponseRequest &r) { return r.stream; },
         [](ResponseRequest &r) { r.stream = false; }, "streaming dropped, the answer comes whole"_L1},
    Rule{"background"_L1, "background"_L1, [](const ResponseRequest &r) { return r.background; },
         [](ResponseRequest &r) { r.background = false; },
         "background mode dropped, the run cannot be resumed"_L1},
};

/// How servers without a `param` say that they do not stream.
const QRegularExpression &saysItDoesNotStream()
{
    static const QRegularExpression phrase(
        uR"(\bstream(ing)?\b.{0,40}\b(not|un)[ -]?(supported|available|allowed|enabled|implemented)|\b(not|n't) support\w*\b.{0,20}\bstream)"_s,
        QRegularExpression::CaseInsensitiveOption);
    return phrase;
}

bool names(const Error &error, const Rule &rule)
{
    if (!error.param.isEmpty())
        return error.param == rule.param || error.param.startsWith(rule.param + u'.');
    if (rule.param == "stream"_L1 && saysItDoesNotStream().match(error.message).hasMatch())
        return true;
    return error.message.contains(rule.phrase, Qt::CaseInsensitive)
        || error.message.contains(u'\'' + rule.param + u'\'');
}

bool isRefusedRequest(const Error &error)
{
    constexpr std::array refusals{400, 403, 405, 422, 501};
    return std::ranges::count(refusals, error.httpStatus) > 0 && error.kind != ErrorKind::Quota
        && error.kind != ErrorKind::TooLong;
}

Fallback apply(const Rule &rule, const ResponseRequest &request, const QString &reason)
{
    Fallback fallback{
        .param = rule.param, .request = request, .change = rule.change + u": "_s + reason, .reason = reason};
    rule.leaveOut(fallback.request);
    return fallback;
}

} // namespace

std::optional<Fallback> fallbackAfter(const Error &error, const ResponseRequest &request)
{
    if (!isRefusedRequest(error))
        return std::nullopt;
    const auto rule = std::ranges::find_if(
        rules, [&](const Rule &candidate) { return candidate.isSent(request) && names(error, candidate); });
    if (rule == rules.end())
        return std::nullopt;
    return apply(*rule, request, error.message);
}

std::optional<Fallback> fallbackFor(const KnownRefusal &refusal, const ResponseRequest &request)
{
    const auto rule =
        std::ranges::find_if(rules, [&](const Rule &candidate) { return candidate.param == refusal.param; });
    if (rule == rules.end() || !rule->isSent(request))
        return std::nullopt;
    return apply(*rule, request, refusal.reason);
}

} // namespace reasonglass
