#pragma once

#include "analysis/analysisrecord.h"
#include "ui/run/facts.h"

#include <QScrollArea>

#include <optional>

namespace reasonglass {

class AnalysisLibrary;
class FactList;
class ProportionBar;

/// What a run used and what that costs: as a bar, in numbers, and for each attempt where there are several.
class UsagePane : public QScrollArea
{
    Q_OBJECT

public:
    explicit UsagePane(AnalysisLibrary &library, QWidget *parent = nullptr);

    /// \a model: whose prices count; nullopt: not known.
    void show(const AnalysisRecord &record, const std::optional<ModelInfo> &model);
    void clear();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void showFacts();
    void askForEarlierAttempts();

    AnalysisLibrary &m_library;
    std::optional<AnalysisRecord> m_record; ///< nullopt: nothing is shown
    std::optional<ModelInfo> m_model;
    std::vector<Fact> m_earlier; ///< what attempts before the last one used
    int m_asked = 0;             ///< attempts that were asked for
    int m_generation = 0;        ///< answers about another run are dropped
    ProportionBar *m_bar;
    FactList *m_facts;
};

} // namespace reasonglass
