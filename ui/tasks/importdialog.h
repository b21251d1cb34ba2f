#pragma once

#include "app/taskdesk.h"
#include "base/expected.h"
#include "store/taskreader.h"
#include "tasks/taskimport.h"
#include "tasks/taskset.h"

#include <QDialog>
#include <QFuture>
#include <QHash>
#include <QStringList>

#include <optional>
#include <vector>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QGridLayout;
class QGroupBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace reasonglass {

class CodeEdit;
class StateLine;
class TextTable;
class Workbench;

/// Imports task files: reads them in the background, says what importing would do before anything is done,
/// and imports all or, when the person says so, all that can be read. Nothing is imported by halves.
class ImportDialog : public QDialog
{
    Q_OBJECT

public:
    /// Reads \a paths at once; with none, asks for files. \a desk and \a workbench must outlive the dialog,
    /// which deletes itself when it is closed, and stops reading then.
    ImportDialog(TaskDesk &desk, Workbench &workbench, const QStringList &paths, QWidget *parent = nullptr);
    ~ImportDialog() override;

    /// Reads other files instead.
    void read(const QStringList &paths);
    /// Chooses the set that is imported into; {}: a new one.
    void setTarget(TaskSetId set);

signals:
    void imported(reasonglass::TaskSetId set, int tasks);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    struct ColumnChoice
    {
        QComboBox *combo;
        QString ColumnMapping::*column;
    };

    QWidget *createHead();
    QWidget *createBadArea();
    QWidget *createColumnsArea();
    QWidget *createTargetArea();
    void addColumnChoice(QGridLayout *grid, const QString &name, const QString &label,
                         QString ColumnMapping::*column);
    void chooseFiles();
    void chooseFolder();

    void readAgain(const ColumnMapping &mapping);
    void take(const Result<ReadTasks> &answer);
    void takeColumns();
    void learnSets();
    void followTarget();
    void compare(const QHash<QString, QString> &knownHashes);
    void showReport();
    void showPreview();
    void showSuggestions();
    void showImportButton();
    void import();
    std::vector<Task> tasksToImport() const;
    int countToImport() const;
    TaskSetId target() const;

    TaskDesk &m_desk;
    Workbench &m_workbench;
    QStringList m_paths;
    QFuture<Result<ReadTasks>> m_reading;
    QObject *m_awaited = nullptr; ///< hears of m_reading, and nothing else does
    std::optional<ReadTasks> m_read;
    std::optional<ImportReport> m_report; ///< of m_read and the set that is chosen
    std::vector<TaskSetRow> m_sets;
    TaskSetId m_wantedTarget{};
    int m_compared = 0; ///< counts questions about a set, so that a late answer to an old one is not taken
    bool m_isNameOwn = false; ///< the person has written it
    bool m_hasTriedMemory = false;

    QLabel *m_source;
    QProgressBar *m_busy;
    StateLine *m_state;
    QWidget *m_badArea;
    TextTable *m_bad;
    QCheckBox *m_leaveOut;
    QLabel *m_previewHeading;
    TextTable *m_preview;
    QGroupBox *m_columnsArea;
    std::vector<ColumnChoice> m_columns;
    QWidget *m_targetArea;
    QComboBox *m_target;
    QLineEdit *m_name;
    QComboBox *m_grader;
    CodeEdit *m_template;
    QLabel *m_ownRules;
    QFormLayout *m_targetForm;
    QPushButton *m_import;
};

} // namespace reasonglass
