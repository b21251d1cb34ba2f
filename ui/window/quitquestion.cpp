#include "ui/window/quitquestion.h"

#include "app/batchrunner.h"
#include "app/workbench.h"
#include "providers/price.h"
#include "ui/words/runwords.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

struct QuitQuestion
{
    Q_DECLARE_TR_FUNCTIONS(QuitQuestion)
};

/// Usage comes at the end, so what has come is counted; hidden reasoning cannot be.
Cost costSoFar(const AnalysisSession &session, const ModelCatalog &catalog)
{
    const AnalysisRequest &request = session.request();
    const Transcript &transcript = session.transcript();
    const qint64 output = answerText(transcript).size() + reasoningText(transcript).size();
    const auto model = catalog.find(request.providerId, request.response.model);
    if (!model || output == 0)
        return {};
    const qint64 input = request.response.prompt.size() + request.response.instructions.size();
    const auto usd = estimatedCostUsd(input, output, model->prices, transcript.serviceTier);
    return {.usd = usd, .basis = usd ? CostBasis::Estimated : CostBasis::Unknown};
}

std::vector<words::Leaving> leavingRuns(const Workbench &workbench)
{
    std::vector<words::Leaving> runs;
    for (const AnalysisSession *session : workbench.sessions()) {
        if (isFinal(session->phase()))
            continue;
        const bool goesOn = session->phase() != Phase::Cancelling
            && goesOnAtServer(session->attempts(), session->provider(), session->transcript());
        runs.push_back({.title = session->record().title,
                        .goesOn = goesOn,
                        .cost = costSoFar(*session, workbench.catalog()),
                        .sample = session->request().sample});
    }
    return runs;
}

} // namespace

bool mayQuit(const Workbench &workbench, const BatchRunner &batches, QWidget *parent)
{
    const std::vector<words::Leaving> runs = leavingRuns(workbench);
    if (runs.empty())
        return true;
    const int count = int(runs.size());
    const bool allGoOn = std::ranges::all_of(runs, &words::Leaving::goesOn);
    QMessageBox box(parent);
    box.setIcon(QMessageBox::Question);
    box.setWindowTitle(QuitQuestion::tr("Runs are still going"));
    box.setTextFormat(Qt::PlainText); // titles are what people wrote
    box.setText(count == 1 ? QuitQuestion::tr("One run is still going. Quit?")
                           : QuitQuestion::tr("%n runs are still going. Quit?", nullptr, count));
    QString consequences = words::leavingRuns(runs);
    if (batches.isBusy())
        consequences +=
            u"\n\n"_s
            + QuitQuestion::tr(
                "What the batch has not run yet stays queued; at the next start you are asked whether "
                "it goes on.");
    box.setInformativeText(consequences);
    box.setStandardButtons(QMessageBox::Yes | QMessageBox::Cancel);
    box.button(QMessageBox::Yes)
        ->setText(allGoOn ? QuitQuestion::tr("&Quit") : QuitQuestion::tr("&Stop and quit"));
    box.setDefaultButton(QMessageBox::Cancel);
    return box.exec() == QMessageBox::Yes;
}

} // namespace reasonglass
