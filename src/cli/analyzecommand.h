#pragma once

#include "app/workbench.h"
#include "cli/analyzeoptions.h"
#include "cli/console.h"
#include "cli/exitcodes.h"
#include "cli/interrupt.h"
#include "cli/progressoutput.h"

#include <QObject>

#include <memory>

namespace reasonglass::cli {

/// `analyze`: one run from options to exit status.
class AnalyzeCommand : public QObject
{
    Q_OBJECT

public:
    AnalyzeCommand(AnalyzeOptions options, Workbench &workbench, Console &console, QObject *parent = nullptr);

    /// Looks up the key and begins; finished() follows in every case.
    void start();

signals:
    void finished(reasonglass::cli::ExitCode code);

private:
    void startWith(const QString &providerId);
    void loadBroken(AnalysisId id);
    QString provider() const;
    Result<AnalysisRequest> buildRequest(const QString &providerId) const;
    Result<> checkCap(const AnalysisRequest &request) const;
    void run();
    void follow(AnalysisSession *session);
    void conclude(AnalysisSession *session);
    void refuse(const Error &error);

    AnalyzeOptions m_options;
    Workbench &m_workbench;
    Console &m_console;
    Interrupt m_interrupt;
    std::unique_ptr<ProgressOutput> m_progress;
};

/// Runs `analyze` with \a arguments in an event loop of its own.
ExitCode analyze(const QStringList &arguments, Console &console);

} // namespace reasonglass::cli
