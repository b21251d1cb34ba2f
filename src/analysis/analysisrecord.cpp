#include "analysis/analysisrecord.h"

#include <QMetaEnum>

namespace reasonglass {

namespace {

template <typename Enum>
QString word(Enum value)
{
    return QString::fromLatin1(QMetaEnum::fromType<Enum>().valueToKey(int(value))).toLower();
}

} // namespace

QString statusName(AnalysisStatus status)
{
    return word(status);
}

std::optional<AnalysisStatus> statusFromName(QStringView name)
{
    using enum AnalysisStatus;
    for (const AnalysisStatus status : {Running, Completed, Incomplete, Failed, Cancelled, Interrupted}) {
        if (name == statusName(status))
            return status;
    }
    return std::nullopt;
}

bool isFinal(AnalysisStatus status)
{
    return status != AnalysisStatus::Running;
}

QString costBasisName(CostBasis basis)
{
    return word(basis);
}

} // namespace reasonglass
