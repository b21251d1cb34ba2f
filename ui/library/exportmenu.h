#pragma once

#include "analysis/analysisid.h"
#include "base/error.h"
#include "store/analysisexport.h"

#include <QList>
#include <QMenu>

#include <functional>

namespace reasonglass {

struct AnalysisRecord;
class Workbench;

/// Writes saved analyses to files: the forms to choose from, then the file, or the folder where there are
/// several. Neither reading nor writing is waited for.
class ExportMenu : public QMenu
{
    Q_OBJECT

public:
    /// Says which analyses are to be exported when a form is chosen.
    using Choice = std::function<QList<AnalysisId>()>;

    /// \a workbench must outlive the menu; dialogs stand before \a parent.
    ExportMenu(Workbench &workbench, Choice choice, QWidget *parent);

signals:
    /// All is written.
    void exported(const QStringList &files);
    void failed(const reasonglass::Error &error);

private:
    void choose(AnalysisExport what);
    void chooseFile(const AnalysisRecord &record, AnalysisExport what);
    void chooseFolder(const QList<AnalysisId> &ids, AnalysisExport what);
    void write(const QString &path, const QList<AnalysisId> &ids, AnalysisExport what);

    Workbench &m_workbench;
    Choice m_choice;
};

} // namespace reasonglass
