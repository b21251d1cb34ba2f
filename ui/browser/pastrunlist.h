#pragma once

#include "analysis/analysisrecord.h"
#include "base/expected.h"

#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace reasonglass {

/// A few saved runs, one button each.
class PastRunList : public QWidget
{
    Q_OBJECT

public:
    explicit PastRunList(QWidget *parent = nullptr);

    void setRuns(const Result<std::vector<AnalysisRow>> &runs);

signals:
    void runChosen(reasonglass::AnalysisId id);

private:
    QWidget *createRow(const AnalysisRow &run);

    QVBoxLayout *m_rows;
};

} // namespace reasonglass
