#pragma once

#include "ui/run/facts.h"

#include <QTabWidget>

#include <functional>

namespace reasonglass {

class AnalysisLibrary;
class EventsPane;
class RequestPane;
class TimingPane;
class UsagePane;

/// What the panes cannot read off a run itself.
struct RunLookup
{
    /// The model whose prices count; nullopt: not known.
    std::function<std::optional<ModelInfo>(const AnalysisRecord &record)> billedModel = {};
    /// The environment variable with the key of the run's provider; empty: it needs none.
    std::function<QString(const AnalysisRecord &record)> keyVariable = {};
};

/// What lies behind the texts: events, timing, request, usage.
class DetailTabs : public QTabWidget
{
    Q_OBJECT

public:
    explicit DetailTabs(AnalysisLibrary &library, QWidget *parent = nullptr);

    void setLookup(RunLookup lookup) { m_lookup = std::move(lookup); }
    /// \a attempt counts from 1.
    void show(const AnalysisRecord &record, int attempt);
    void clear();

private:
    void showSeam(const AnalysisRecord &record, int attempt, const std::optional<Seam> &seam);
    void findSeam(const AnalysisRecord &record, const Seam &seam);

    AnalysisLibrary &m_library;
    RunLookup m_lookup;
    int m_generation = 0; ///< answers about an attempt that is no longer shown are dropped
    EventsPane *m_events;
    TimingPane *m_timing;
    RequestPane *m_request;
    UsagePane *m_usage;
};

} // namespace reasonglass
