#pragma once

#include "analysis/analysissession.h"
#include "app/analysistransfer.h"
#include "app/connectionrules.h"
#include "app/connectiontest.h"
#include "app/connectionwatch.h"
#include "app/daybudget.h"
#include "app/localserverprobe.h"
#include "app/profile.h"
#include "app/refusalmemory.h"
#include "app/runmetrics.h"
#include "app/samples.h"
#include "base/clock.h"
#include "net/responsesclient.h"
#include "providers/modelcatalog.h"
#include "providers/providerregistry.h"
#include "providers/secretstore.h"
#include "settings/settings.h"
#include "store/analysislibrary.h"
#include "store/librarycare.h"
#include "store/librarywriter.h"
#include "store/taskchange.h"
#include "updates/updatewatch.h"

#include <QElapsedTimer>
#include <QFuture>
#include <QObject>
#include <QThread>
#include <QTimer>

#include <memory>
#include <vector>

namespace reasonglass {

struct WorkbenchOptions
{
    Profile profile;
    QProcessEnvironment environment;
    bool save = true;        ///< false: nothing is written to the library
    bool useKeyStore = true; ///< false: keys from the environment and for this session only
    bool pacedSamples = true;
    /// So many ended runs stay in memory, provided that they are saved.
    int endedSessionsKept = 100;
    /// Where new versions are looked for, if a person agrees. nullopt: nowhere, and nobody is asked.
    std::optional<UpdateSource> updateSource = {};
    bool dailyBackups = false;   ///< for programs that stay open for a while
    bool allowPlainHttp = false; ///< to any machine, for this session; otherwise as confirmed in the settings
    /// How long a server that goes on with a response may be out of reach; see ResumePolicy.
    std::chrono::milliseconds resumePatience = ResumePolicy{}.patience;
};

/// What start() may be told beside the request.
struct StartOptions
{
    /// The task that the run is of; its analysis is filled in.
    std::optional<LinkRun> task = {};
    QString title = {};                      ///< empty: the first line of the prompt
    std::optional<double> expectedUsd = 0.0; ///< reserved in the day's budget; nullopt: nobody can foresee it
};

/// What asking for a server's models found out.
struct ModelListReport
{
    int models = 0; ///< how many the server lists
    std::chrono::milliseconds took{0};
};

/// The composition root: builds, owns and connects the parts of the program. Two front ends stand on it,
/// the window and the command line. Lives in the main thread and never blocks it.
class Workbench : public QObject
{
    Q_OBJECT

public:
    /// \a clock must outlive the workbench.
    explicit Workbench(WorkbenchOptions options, Clock &clock, QObject *parent = nullptr);
    /// Stops what still runs here (a response in background mode goes on at its server, see
    /// AnalysisSession::leave()) and writes everything to disk; waits for that.
    ~Workbench() override;

    /// Files of the user's that could not be read, environment variables that make no sense. Empty: all well.
    const std::vector<Error> &startupErrors() const { return m_startupErrors; }

    const Profile &profile() const { return m_options.profile; }
    const QProcessEnvironment &environment() const { return m_options.environment; }
    Settings &settings() { return m_settings; }
    SecretStore &secrets() { return *m_secrets; }
    ConnectionRules &connectionRules() { return *m_connectionRules; }
    /// Null where the program does not look for new versions at all.
    UpdateWatch *updates() { return m_updates.get(); }
    AnalysisLibrary &library() { return *m_library; }
    DayBudget &dayBudget() { return *m_dayBudget; }
    const RunMetrics &metrics() const { return m_metrics; }
    const ModelCatalog &catalog() const { return m_catalog; }
    const ProviderRegistry &providers() const { return m_providers; }

    /// The provider \a id with the address that settings and environment give it. For "custom" and other
    /// ids without an address of their own, the address must be set or \a baseUrl given.
    Result<Provider> provider(const QString &id, const QString &baseUrl = {}) const;
    /// A request with the defaults of settings and catalogue for this model: streaming, summary, retries.
    Result<AnalysisRequest> newRequest(const QString &providerId, const QString &modelId,
                                       const QString &baseUrl = {}) const;
    /// Why a run at \a providerId cannot begin (no key, no address), or nothing.
    std::optional<Error> obstacle(const QString &providerId, const QString &baseUrl = {}) const;

    // Runs. Sessions belong to the workbench, so that no view owns one. The latest that have ended stay at
    // hand; older ones go (see QObject::destroyed), for they are in the library.
    /// A Usage error, "cap_day", where the day's cap is used up. While it is not known what was spent today
    /// the run waits, in the phase Idle, and then begins or fails.
    Result<AnalysisSession *> start(const AnalysisRequest &request, const StartOptions &options = {});
    Result<AnalysisSession *> startSample(const QString &sampleId);
    /// A new attempt: of a live session, or of a stored analysis, which is loaded first.
    QFuture<Result<AnalysisSession *>> retry(AnalysisId id);
    /// Takes up the response of an ended run that goes on at the server; nothing is paid for again.
    QFuture<Result<AnalysisSession *>> resume(AnalysisId id);
    /// Whether resume() makes sense for \a record.
    bool mayResume(const AnalysisRecord &record) const;
    AnalysisSession *session(AnalysisId id) const;
    std::vector<AnalysisSession *> sessions() const;
    int runningCount() const;
    void cancelAll() const;

    // Changes to saved analyses; each is undone by its opposite.
    void rename(AnalysisId id, const QString &title);
    /// Changes to task sets, their runs and grades.
    void changeTasks(const TaskChange &change);
    void setTags(AnalysisId id, const QStringList &tags);
    void setNote(AnalysisId id, const QString &note);
    void moveToTrash(const QList<AnalysisId> &ids);
    void restore(const QList<AnalysisId> &ids);
    /// Deletes for ever what is in the trash, texts and events and all.
    void emptyTrash();
    /// Hands to the store what has arrived in the last few milliseconds: it is collected, so that the store
    /// is not woken for every event. Called by whoever is about to show some of it.
    void handOver();
    /// Waits until everything handed to the library so far is on disk (command line, tests).
    void flush();
    /// Backups and checks, in a thread of their own.
    LibraryCare &care() { return *m_care; }
    /// Analyses from files and to files.
    AnalysisTransfer &transfer() { return *m_transfer; }
    /// Makes a new library of what can be read, see repairLibrary(); what is to be written meanwhile waits
    /// in memory. An Error of kind Usage while runs are going. \a progress is called in another thread.
    QFuture<Result<RepairReport>> repairLibrary(const SalvageProgress &progress = {});

    // Servers
    /// Asks for the provider's model list and merges it into the catalogue.
    QFuture<Result<ModelListReport>> refreshModels(const QString &providerId, const QString &baseUrl = {});
    /// A test of what the server really does, which is to be started by the caller and becomes the child
    /// of \a parent. Its tiny requests are paid for.
    Result<ConnectionTest *> testConnection(const QString &providerId, const QString &modelId,
                                            const QString &baseUrl = {}, QObject *parent = nullptr);
    /// Looks for servers on this machine; localServerFound() follows for each.
    void probeLocalServers();

signals:
    void sessionStarted(reasonglass::AnalysisSession *session);
    /// A stored analysis runs again, or a live one does.
    void sessionRestarted(reasonglass::AnalysisSession *session);
    void sessionFinished(reasonglass::AnalysisSession *session);
    /// Lists of saved analyses are out of date.
    void libraryChanged();
    /// The library has been opened for writing, and what a crashed program had left is in order.
    void libraryOpened();
    /// The run has ended, and all of it is in the library now.
    void analysisStored(reasonglass::AnalysisId id);
    /// Task sets, their tasks or their columns are others in the library now. Runs, grades and queues are
    /// told of one by one, see BatchRunner and TaskGrading.
    void taskSetsChanged();
    /// A further grade of this run is in the library.
    void gradeStored(reasonglass::AnalysisId id);
    /// A new batch is in the library, and with it all that was changed before.
    void batchStored(reasonglass::BatchId id);
    /// Runs that were open when the program ended last time without a word; they are interrupted now.
    void unfinishedFound(const QList<reasonglass::AnalysisId> &ids);
    void storageFailed(const reasonglass::Error &error);
    void storageRecovered();
    /// The library is damaged, as a check after an unclean end found; it is used on as far as it goes.
    void libraryDamaged(const reasonglass::Error &error);
    void backupFailed(const reasonglass::Error &error);
    void catalogChanged();
    void localServerFound(const reasonglass::Provider &provider, int models);

private:
    struct ArrivedFrame
    {
        AnalysisId id{};
        int attempt = 1;
        Frame frame;
    };

    void loadOverrides();
    void applyConnectionRules();
    void watchForUpdates();
    void openLibrary();
    void startCare();
    void afterWriting(const std::function<void()> &next);
    QFuture<Result<ImportOutcome>> bringIn(const std::shared_ptr<const PortableAnalysis> &analysis);
    void backUpIfDue();
    AnalysisSession *adopt(std::unique_ptr<AnalysisSession> adopted);
    void recordToLibrary(AnalysisSession *session);
    void collect(AnalysisId id, const StreamRecord &record);
    void rememberRefusals(AnalysisSession *session);
    RefusalPlace refusalPlace(const Provider &provider, const QString &modelId) const;
    void watchConnections();
    void letGoOfOldSessions(const AnalysisSession *exceptFor);
    Result<SessionSetup> setupFor(AnalysisId id, const AnalysisRequest &request);
    Result<Endpoint> endpoint(const Provider &provider) const;
    Result<ModelListReport> takeModels(const Provider &provider, const Result<QByteArray> &answer,
                                       qint64 startedUs);
    using RunAgain = void (AnalysisSession::*)();
    QFuture<Result<AnalysisSession *>> runAgain(AnalysisId id, RunAgain how);
    Result<> checkResumable(const AnalysisRecord &record, RunAgain how) const;
    void countAgain(AnalysisSession *session, RunAgain how);
    void startHeld(AnalysisSession *session);
    Result<AnalysisSession *> takeUp(const Result<AnalysisRecord> &stored, RunAgain how);
    template <typename Call>
    void write(Call &&call);
    template <typename Call>
    void post(Call &&call);
    template <typename Answer, typename Question, typename Map>
    QFuture<Result<Answer>> answered(const QFuture<Question> &question, Map map);

    WorkbenchOptions m_options;
    Clock &m_clock;
    Settings m_settings;
    ProviderRegistry m_providers;
    ModelCatalog m_catalog;
    std::vector<Error> m_startupErrors;
    std::unique_ptr<SecretStore> m_secrets;
    std::unique_ptr<ConnectionRules> m_connectionRules;
    std::unique_ptr<UpdateWatch> m_updates;
    RunMetrics m_metrics;
    RefusalMemory m_refusals;
    ConnectionWatch m_connectionWatch;
    ResponsesClient m_client;
    SampleServer m_samples;
    QThread m_storeThread;
    std::vector<ArrivedFrame> m_arrived; ///< not handed over yet
    QTimer m_handOver;
    QElapsedTimer m_sinceHandOver;
    bool m_storageRefuses = false;
    LibraryWriter *m_writer = nullptr; ///< lives in m_storeThread; null when nothing is saved
    std::unique_ptr<AnalysisLibrary> m_library;
    std::unique_ptr<DayBudget> m_dayBudget;
    std::unique_ptr<LibraryCare> m_care;
    std::unique_ptr<AnalysisTransfer> m_transfer;
    QTimer m_backupTimer;
    std::vector<std::unique_ptr<AnalysisSession>> m_sessions;
};

} // namespace reasonglass
