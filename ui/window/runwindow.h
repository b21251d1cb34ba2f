#pragma once

#include "analysis/analysisid.h"

#include <QMainWindow>

namespace reasonglass {

class RunPane;
class Workbench;

/// A run torn off into a window of its own. Closing it changes nothing about the run.
class RunWindow : public QMainWindow
{
    Q_OBJECT

public:
    RunWindow(Workbench &workbench, AnalysisId id, QWidget *parent = nullptr);

    RunPane &pane() { return *m_pane; }

private:
    RunPane *m_pane;
};

} // namespace reasonglass
