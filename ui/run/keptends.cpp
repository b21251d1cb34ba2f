#include "ui/run/keptends.h"

#include "app/workbench.h"

namespace reasonglass {

KeptEnds &KeptEnds::of(Workbench &workbench)
{
    if (auto *known = workbench.findChild<KeptEnds *>(QString(), Qt::FindDirectChildrenOnly))
        return *known;
    return *new KeptEnds(&workbench);
}

void KeptEnds::keep(AnalysisId id, int attempts)
{
    m_attempts[id] = attempts;
    emit kept(id);
}

bool KeptEnds::isKept(AnalysisId id, int attempts) const
{
    const auto known = m_attempts.find(id);
    return known != m_attempts.end() && known->second == attempts;
}

} // namespace reasonglass
