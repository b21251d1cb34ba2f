#pragma once

#include "analysis/analysisid.h"
#include "providers/modelinfo.h"
#include "providers/provider.h"

#include <QPointer>
#include <QScrollArea>

class QFrame;
class QFormLayout;
class QFutureWatcherBase;
class QLabel;
class QPushButton;

namespace reasonglass {

class PastRunList;
class WelcomePanel;
class Workbench;

/// The centre of the window while no run is shown: what to do first, and what is known of the chosen
/// model.
class ModelCard : public QScrollArea
{
    Q_OBJECT

public:
    /// \a workbench must outlive the card.
    explicit ModelCard(Workbench &workbench, QWidget *parent = nullptr);

    void setModel(const QString &providerId, const QString &modelId);

signals:
    void modelChosen(const QString &providerId, const QString &modelId);
    void sampleWanted(const QString &sampleId);
    void keyWanted(const QString &providerId);
    void runChosen(reasonglass::AnalysisId id);
    void pastRunsWanted(const QString &providerId, const QString &modelId);

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *createCard();
    QWidget *createRuns();
    void connectParts();
    void showModel();
    void showState(const ModelInfo &model);
    void showFacts(const Provider &provider, const ModelInfo &model);
    void addFact(const QString &name, const QString &value);
    void showKey();
    void askForRuns();
    void useServer(const QString &providerId);

    Workbench &m_workbench;
    QString m_providerId;
    QString m_modelId;
    QPointer<QObject> m_question; ///< the runs that are being looked up

    QWidget *m_page;
    WelcomePanel *m_welcome;
    QFrame *m_card;
    QLabel *m_name;
    QLabel *m_provider;
    QLabel *m_state;
    QPushButton *m_replacement;
    QFormLayout *m_facts;
    PastRunList *m_runs;
    QPushButton *m_allRuns;
};

} // namespace reasonglass
