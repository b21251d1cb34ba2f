#pragma once

#include "analysis/analysisrecord.h"
#include "base/expected.h"

#include <QElapsedTimer>
#include <QWidget>

#include <optional>

class QAction;
class QComboBox;
class QLabel;
class QPushButton;
class QToolButton;

namespace reasonglass {

class AttachmentBar;
class MessageBar;
class PromptEditor;
class RunOptions;
class Workbench;

/// Where a person writes what a model is to be asked: prompt, instructions, files and how to run it.
/// The draft stays when another model is chosen and after a run has begun.
class Composer : public QWidget
{
    Q_OBJECT

public:
    /// \a workbench must outlive the composer.
    explicit Composer(Workbench &workbench, QWidget *parent = nullptr);

    void setModel(const QString &providerId, const QString &modelId);
    const QString &providerId() const { return m_providerId; }
    const QString &modelId() const { return m_modelId; }

    /// Fills everything as it was in \a request ("Edit and run again"), the model too. That of a
    /// recorded sample leaves the chosen model as it is.
    void setRequest(const AnalysisRequest &request);
    void addFiles(const QStringList &paths);
    void focusPrompt();

public slots:
    /// What the Run button does: emits runRequested() once, or says what is in the way.
    void run();

signals:
    void runRequested(const reasonglass::AnalysisRequest &request);
    void keyWanted(const QString &providerId);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void createEditors();
    void createChoices();
    QWidget *createControls();
    void setCompact(bool compact);
    void connectParts();
    void showInstructions(bool shown);
    void showEfforts();
    void showSummaries();
    void showTarget();
    void showOptionsState();
    void chooseFiles();
    void orderTabs();

    Result<AnalysisRequest> builtRequest() const;
    void carryOver(AnalysisRequest &request) const;
    bool refuses();
    bool isDoubleClick(const AnalysisRequest &request);
    void sayObstacle(const Error &error);

    Workbench &m_workbench;
    QString m_providerId;
    QString m_modelId;
    bool m_compact = false;
    bool m_hasDefaults = false;               ///< choices were set from the settings once
    std::optional<AnalysisRequest> m_carried; ///< what was set and has no control here
    std::optional<AnalysisRequest> m_lastRun;
    QElapsedTimer m_sinceRun;
    bool m_runWhenRead = false; ///< Run was pressed while files were being read

    MessageBar *m_message;
    AttachmentBar *m_attachments;
    PromptEditor *m_prompt;
    PromptEditor *m_instructions;
    QToolButton *m_instructionsButton;
    QToolButton *m_attachButton;
    QLabel *m_target;
    QLabel *m_effortLabel;
    QComboBox *m_effort;
    QLabel *m_summaryLabel;
    QComboBox *m_summary;
    QToolButton *m_optionsButton;
    RunOptions *m_options;
    QPushButton *m_run;
    QAction *m_runAction;
};

} // namespace reasonglass
