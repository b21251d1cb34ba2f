#include "ui/run/detailtabs.h"

#include "base/whenanswered.h"
#include "store/analysislibrary.h"
#include "ui/run/eventspane.h"
#include "ui/run/requestpane.h"
#include "ui/run/timingpane.h"
#include "ui/run/usagepane.h"

namespace reasonglass {

DetailTabs::DetailTabs(AnalysisLibrary &library, QWidget *parent)
    : QTabWidget(parent)
    , m_library(library)
    , m_events(new EventsPane(library, this))
    , m_timing(new TimingPane(library, this))
    , m_request(new RequestPane(this))
    , m_usage(new UsagePane(library, this))
{
    setDocumentMode(true);
    addTab(m_events, tr("Events"));
    addTab(m_timing, tr("Timing"));
    addTab(m_request, tr("Request"));
    addTab(m_usage, tr("Usage"));
}

void DetailTabs::show(const AnalysisRecord &record, int attempt)
{
    if (attempt < 1 || attempt > int(record.attempts.size())) {
        clear();
        return;
    }
    ++m_generation;
    const Attempt &shown = record.attempts[size_t(attempt) - 1];
    const std::optional<Seam> seam = seamOf(record, attempt);
    m_events->setAttempt(record.id, attempt, !isFinal(shown.outcome), seam ? seamText(*seam) : QString());
    showSeam(record, attempt, seam);
    m_usage->show(record, m_lookup.billedModel ? m_lookup.billedModel(record) : std::nullopt);
    if (seam)
        findSeam(record, *seam);
}

void DetailTabs::showSeam(const AnalysisRecord &record, int attempt, const std::optional<Seam> &seam)
{
    m_timing->show(record, attempt, seam);
    m_request->show(record, record.attempts.at(size_t(attempt) - 1), seam,
                    m_lookup.keyVariable ? m_lookup.keyVariable(record) : QString());
}

/// The last event before the seam is the one that the attempt before ends with.
void DetailTabs::findSeam(const AnalysisRecord &record, const Seam &seam)
{
    const auto take = [this, generation = m_generation, record, seam](const Result<Transcript> &before) {
        if (generation != m_generation || !before || before->lastSequenceNumber < 0)
            return;
        Seam found = seam;
        found.after = before->lastSequenceNumber;
        showSeam(record, seam.attempt, found);
        m_events->setSeam(seamText(found), before->lastSequenceNumber);
    };
    whenAnswered(m_library.transcriptOf(record.id, seam.attempt - 1), this, take);
}

void DetailTabs::clear()
{
    ++m_generation;
    m_events->clear();
    m_timing->clear();
    m_request->clear();
    m_usage->clear();
}

} // namespace reasonglass
