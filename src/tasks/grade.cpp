#include "tasks/grade.h"

#include <array>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

struct GraderWord
{
    GraderKind kind;
    QLatin1StringView word;
};

constexpr std::array graderWords{
    GraderWord{GraderKind::Exact, "exact"_L1},   GraderWord{GraderKind::Text, "text"_L1},
    GraderWord{GraderKind::Number, "number"_L1}, GraderWord{GraderKind::Regex, "regex"_L1},
    GraderWord{GraderKind::Json, "json"_L1},     GraderWord{GraderKind::JsonSchema, "json_schema"_L1},
    GraderWord{GraderKind::Arc, "arc"_L1},       GraderWord{GraderKind::Manual, "manual"_L1},
};

constexpr auto kindField = "kind"_L1;

} // namespace

QString graderName(GraderKind kind)
{
    for (const GraderWord &known : graderWords) {
        if (known.kind == kind)
            return known.word;
    }
    Q_UNREACHABLE();
}

std::optional<GraderKind> graderFromName(QStringView name)
{
    for (const GraderWord &known : graderWords) {
        if (known.word == name)
            return known.kind;
    }
    return std::nullopt;
}

QJsonObject toJson(const GraderSpec &spec)
{
    QJsonObject object = spec.options;
    object.insert(kindField, graderName(spec.kind));
    return object;
}

std::optional<GraderSpec> graderSpecFromJson(const QJsonObject &object)
{
    const std::optional<GraderKind> kind = graderFromName(object.value(kindField).toString());
    if (!kind)
        return std::nullopt;
    GraderSpec spec{.kind = *kind, .options = object};
    spec.options.remove(kindField);
    return spec;
}

QString verdictName(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Solved:
        return u"solved"_s;
    case Verdict::Failed:
        return u"failed"_s;
    case Verdict::Ungraded:
        return u"ungraded"_s;
    }
    Q_UNREACHABLE();
}

std::optional<Verdict> verdictFromName(QStringView name)
{
    for (const Verdict verdict : {Verdict::Solved, Verdict::Failed, Verdict::Ungraded}) {
        if (verdictName(verdict) == name)
            return verdict;
    }
    return std::nullopt;
}

} // namespace reasonglass
