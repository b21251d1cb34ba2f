#pragma once

#include "analysis/analysissession.h"
#include "base/expected.h"

#include <QFuture>
#include <QPointer>
#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QSplitter;
class QToolButton;

namespace reasonglass {

class DetailTabs;
class ErrorBanner;
class KeptEnds;
class PhaseLine;
class TranscriptPanes;
class WaitBanner;
class Workbench;

/// One run, live or from the library: its phase, its texts as they arrive, Cancel and Retry always at hand,
/// what went wrong below the text that was kept. Owns nothing of the run: closing it changes nothing.
class RunPane : public QWidget
{
    Q_OBJECT

public:
    /// \a workbench must outlive the pane.
    explicit RunPane(Workbench &workbench, QWidget *parent = nullptr);

    void showSession(AnalysisSession *session);
    void showRecord(const AnalysisRecord &record);
    /// Loads a stored analysis, or shows the live one if there is such.
    void open(AnalysisId id);
    void clear();

    /// 0 while nothing is shown.
    AnalysisId shownId() const { return m_id; }
    bool isRunning() const;
    /// Whether the shown run can be taken up where it broke off.
    bool mayResume() const;
    TranscriptPanes &texts() { return *m_texts; }
    QSplitter &detailSplitter() { return *m_splitter; }
    bool detailsShown() const;
    QString answerMarkdown() const;

public slots:
    void cancel();
    void retry();
    void resume();
    void setDetailsShown(bool shown);
    void find();
    void copyAnswer();
    void copyAsMarkdown();
    void print();
    void saveAsPdf();

signals:
    /// Another run is shown, or its state has changed: actions want to look again.
    void stateChanged();
    void keyWanted(const QString &providerId);
    /// The person wants to change the request and run it again.
    void editWanted(const reasonglass::AnalysisRequest &request);
    void detailsShownChanged(bool shown);
    void failed(const reasonglass::Error &error);

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void buildHeader();
    void applyColors();
    void connectSession();
    void detach();
    void showHeader(const AnalysisRecord &record);
    void showAttempts(const AnalysisRecord &record);
    void showAttempt(int number);
    void showEnd(const AnalysisRecord &record);
    void keepEnd();
    void showPhase();
    void showWhenBegun(const QFuture<Result<AnalysisSession *>> &begun);
    void onRecorded(const StreamRecord &record);
    void onAttemptStarted(const Attempt &attempt);
    void onFinished();
    int chosenAttempt() const;

    Workbench &m_workbench;
    KeptEnds &m_kept;
    AnalysisId m_id{};
    QPointer<AnalysisSession> m_session; ///< null when the run comes from the library
    AnalysisRecord m_record;             ///< as it was shown last; the session's is fresher while it runs
    bool m_isBehind = false;             ///< texts came while it was hidden
    int m_generation = 0;                ///< answers for a run that is no longer shown are dropped

    QLabel *m_title;
    QLabel *m_subtitle;
    QLabel *m_sampleBadge;
    PhaseLine *m_phase;
    QComboBox *m_attempts;
    QPushButton *m_cancel;
    QPushButton *m_retry;
    QPushButton *m_more;
    TranscriptPanes *m_texts;
    WaitBanner *m_wait;
    ErrorBanner *m_error;
    QToolButton *m_detailsToggle;
    DetailTabs *m_details;
    QSplitter *m_splitter;
};

} // namespace reasonglass
