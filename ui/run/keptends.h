#pragma once

#include "analysis/analysisid.h"

#include <QObject>

#include <map>

namespace reasonglass {

class Workbench;

/// Which ends of runs the person has taken note of, so that no pane brings them up again. Remembered as
/// long as the program runs; the next end of the same run is another one.
class KeptEnds : public QObject
{
    Q_OBJECT

public:
    /// Those of \a workbench, which owns them: one answer for all panes.
    static KeptEnds &of(Workbench &workbench);

    /// \a attempts is how many the run has had when it ended.
    void keep(AnalysisId id, int attempts);
    bool isKept(AnalysisId id, int attempts) const;

signals:
    void kept(reasonglass::AnalysisId id);

private:
    using QObject::QObject;

    std::map<AnalysisId, int> m_attempts;
};

} // namespace reasonglass
