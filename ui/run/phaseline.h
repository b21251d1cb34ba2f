#pragma once

#include "analysis/analysissession.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>

class QLabel;

namespace reasonglass {

/// What a run is doing, for how long, how fast, and whether the connection is alive. Looks at the clock
/// four times a second while the run goes on and the line is seen, and never otherwise.
class PhaseLine : public QWidget
{
    Q_OBJECT

public:
    explicit PhaseLine(QWidget *parent = nullptr);

    void follow(AnalysisSession *session);
    void show(const AnalysisRecord &record);
    void clear();

    /// The line as one sentence, as a screen reader hears it.
    QString text() const;

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void update(const AnalysisRecord &record);
    void showLive();
    void setStatus(AnalysisStatus status, const QString &word);
    void applyColors();
    QString liveness() const;

    QPointer<AnalysisSession> m_session;
    AnalysisStatus m_status = AnalysisStatus::Running;
    QLabel *m_state;
    QLabel *m_elapsed;
    QLabel *m_rate;
    QLabel *m_note;
    QTimer m_ticks;
};

} // namespace reasonglass
