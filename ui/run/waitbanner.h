#pragma once

#include "analysis/analysissession.h"
#include "ui/run/banner.h"

#include <QPointer>
#include <QTimer>

namespace reasonglass {

/// What a run waits for, counted down, with the means to wait no longer or to give it up. Shown only for
/// waits that a person would notice; then it stays until the run goes on, so that nothing jumps.
class WaitBanner : public Banner
{
    Q_OBJECT

public:
    explicit WaitBanner(QWidget *parent = nullptr);

    void follow(AnalysisSession *session);
    void clear();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void followPhase();
    void appear();
    void update();

    QPointer<AnalysisSession> m_session;
    QPushButton *m_tryNow;
    QPushButton *m_stop;
    QTimer m_beforeShown; ///< short waits are not worth a word
    QTimer m_ticks;
};

} // namespace reasonglass
