#pragma once

#include "app/analysistransfer.h"
#include "ui/browser/messagebar.h"

#include <QList>

#include <vector>

namespace reasonglass {

class Workbench;

/// Imports exported analyses and says what became of them: how far it is while that takes time, what is new
/// (which can be undone), what was there, and which line of a bad file is wrong. Says as well what was
/// exported.
class TransferNotice : public MessageBar
{
    Q_OBJECT

public:
    /// \a workbench must outlive the notice.
    explicit TransferNotice(Workbench &workbench, QWidget *parent = nullptr);

    void importFiles(const QStringList &paths);
    /// Asks for the files first.
    void chooseFiles();
    void tellExported(const QStringList &files);

signals:
    /// The last of the analyses that were imported, or were there.
    void showWanted(reasonglass::AnalysisId id);
    /// These have been moved to the trash.
    void undone(const QList<reasonglass::AnalysisId> &ids);

private:
    void showProgress(const ImportProgress &progress);
    void tell(const std::vector<ImportedFile> &files);
    void act();
    void undo();

    Workbench &m_workbench;
    QList<AnalysisId> m_new; ///< by the latest import, or brought back by it
};

} // namespace reasonglass
