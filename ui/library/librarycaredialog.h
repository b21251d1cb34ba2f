#pragma once

#include "base/expected.h"
#include "store/libraryrepair.h"

#include <QDialog>

#include <atomic>
#include <memory>

class QDialogButtonBox;
class QLabel;
class QProgressBar;

namespace reasonglass {

class Workbench;

/// Backs the library up, checks or repairs it, in the background, and says in a sentence what came of it:
/// what was found, where the files are, what to do. Closing it does not stop a backup or a repair.
class LibraryCareDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Task { BackUp, Verify, Repair };

    /// Begins at once; a backup goes to \a target, or into the folder of backups if that is empty.
    /// \a workbench must outlive the dialog, which deletes itself when it is closed.
    LibraryCareDialog(Workbench &workbench, Task task, const QString &target = {}, QWidget *parent = nullptr);
    ~LibraryCareDialog() override;

signals:
    /// The damage that was found is to be repaired.
    void repairWanted();

private:
    void backUp(const QString &target);
    void verify();
    void repair();
    /// A progress that arrives here from another thread; false once this dialog is gone and may be left.
    SalvageProgress progress(bool stopsWithDialog);
    void showProgress(qint64 done, qint64 total);
    void finish(const QString &sentence, const QString &details = {});
    void fail(const Error &error);

    Workbench &m_workbench;
    QLabel *m_sentence;
    QLabel *m_details;
    QProgressBar *m_bar;
    QDialogButtonBox *m_buttons;
    std::shared_ptr<std::atomic_bool> m_gone;
};

/// Asks whether to repair, saying what will happen.
bool confirmRepair(QWidget *parent);

} // namespace reasonglass
