#include "ui/window/crashnotice.h"

#include "app/workbench.h"
#include "base/whenanswered.h"
#include "ui/words/runwords.h"

namespace reasonglass {

CrashNotice::CrashNotice(Workbench &workbench, QWidget *parent)
    : MessageBar(parent)
    , m_workbench(workbench)
{
    connect(this, &MessageBar::actionWanted, this, [this](int index) {
        hide();
        if (index == 0)
            emit showWanted(m_ids);
        else
            emit resumeWanted(m_resumable);
    });
}

void CrashNotice::tell(const QList<AnalysisId> &ids)
{
    m_ids += ids;
    m_unread += ids.size();
    for (const AnalysisId id : ids)
        whenAnswered(m_workbench.library().load(id), this,
                     [this](const Result<AnalysisRecord> &record) { take(record); });
}

void CrashNotice::take(const Result<AnalysisRecord> &record)
{
    if (record && m_workbench.mayResume(*record))
        m_resumable.append(record->id);
    if (--m_unread == 0)
        show();
}

void CrashNotice::show()
{
    QStringList actions{tr("&Show")};
    if (m_resumable.size() == 1)
        actions += tr("Res&ume");
    else if (!m_resumable.isEmpty())
        actions += tr("Res&ume all");
    offer(words::endedByACrash(int(m_ids.size()), int(m_resumable.size())), actions, Tone::Quiet);
}

} // namespace reasonglass
