#pragma once

#include "analysis/analysisid.h"
#include "analysis/analysisrecord.h"
#include "base/expected.h"
#include "ui/browser/messagebar.h"

#include <QList>

namespace reasonglass {

class Workbench;

/// Says at start that runs were cut off when the program ended without a word, and what can be done about
/// them. Opens none of them by itself: what was open during a crash may be what caused it.
class CrashNotice : public MessageBar
{
    Q_OBJECT

public:
    /// \a workbench must outlive the notice.
    explicit CrashNotice(Workbench &workbench, QWidget *parent = nullptr);

    /// \a ids are those of Workbench::unfinishedFound().
    void tell(const QList<AnalysisId> &ids);

signals:
    void showWanted(const QList<reasonglass::AnalysisId> &ids);
    void resumeWanted(const QList<reasonglass::AnalysisId> &ids);

private:
    void take(const Result<AnalysisRecord> &record);
    void show();

    Workbench &m_workbench;
    QList<AnalysisId> m_ids;
    QList<AnalysisId> m_resumable;
    qsizetype m_unread = 0; ///< of which it is not known yet whether they can be resumed
};

} // namespace reasonglass
