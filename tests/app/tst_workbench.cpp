#include "app/shortrun.h"
#include "app/workbench.h"
#include "replay/recordingserver.h"
#include "settings/keys.h"
#include "store/libraryreader.h"

#include <QDirIterator>
#include <QFile>
#include <QPointer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>
#include <set>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using namespace reasonglass::test;

namespace {

const QString openai = u"openai"_s;
const QByteArray canary = "sk-canary-0123456789abcdefghijklmnop";

/// Which files below \a folder hold \a bytes.
QStringList filesWith(const QByteArray &bytes, const QString &folder)
{
    QStringList found;
    QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly) || file.readAll().contains(bytes))
            found += file.fileName();
    }
    return found;
}

} // namespace

/// The whole program without a window: a profile in a temporary folder, a server on this machine.
class tst_Workbench : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void requestsBeginWithTheDefaults();
    void requestsFollowTheSettings();
    void timeOutsFollowTheSettings();
    void backgroundModeIsAChoice();
    void theEnvironmentSwitchesStreaming();
    void aKeyIsAnObstacleOnlyWhereOneIsNeeded();
    void addressesComeFromSettingsAndEnvironment();
    void unreadableEnvironmentIsToldAtTheStart();

    void aFinishedRunIsInTheLibrary();
    void aLiveRunIsRetried();
    void aStoredRunIsRetried();
    void retryingWhatDoesNotExistFails();
    void whatArrivesTogetherIsSavedWithoutWaitingForMore();
    void cancelKeepsThePartial();
    void destructionKeepsWhatRuns();
    void withoutSavingNothingIsWritten();
    void samplesRunWithoutAKey();
    void runsAreCounted();
    void oldEndedRunsAreLetGo_data();
    void oldEndedRunsAreLetGo();

    void theTrashIsEmptiedForEver();
    void titlesTagsAndNotesAreKept();

    void modelListsAreTakenIn();
    void aRefusedModelListIsAnError();

    void noFileHoldsTheKey();

private:
    QProcessEnvironment environment(const QByteArray &key = canary) const;
    std::unique_ptr<Workbench> open(const QProcessEnvironment &environment, bool save = true);
    std::unique_ptr<Workbench> open() { return open(environment()); }
    /// Starts a run of a model that no catalogue knows.
    AnalysisSession *start(Workbench &workbench);
    /// The same, to its end.
    AnalysisSession *run(Workbench &workbench);
    AnalysisSession *retry(Workbench &workbench, AnalysisId id);
    /// What a program started later would read.
    Result<AnalysisRecord> stored(AnalysisId id) const;
    Result<Transcript> storedAttempt(AnalysisId id, int number) const;
    QString profileFolder() const { return m_folder->filePath(u"profile"_s); }

    SystemClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<RecordingServer> m_server;
};

void tst_Workbench::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_server = std::make_unique<RecordingServer>();
    QVERIFY(m_server->listen());
}

void tst_Workbench::cleanup()
{
    m_server.reset();
    m_folder.reset();
}

QProcessEnvironment tst_Workbench::environment(const QByteArray &key) const
{
    QProcessEnvironment environment;
    environment.insert(u"OPENAI_BASE_URL"_s, m_server->baseUrl().toString());
    if (!key.isEmpty())
        environment.insert(u"OPENAI_API_KEY"_s, QString::fromLatin1(key));
    return environment;
}

std::unique_ptr<Workbench> tst_Workbench::open(const QProcessEnvironment &environment, bool save)
{
    return std::make_unique<Workbench>(
        WorkbenchOptions{.profile = findProfile(profileFolder(), {}, environment),
                         .environment = environment,
                         .save = save,
                         .useKeyStore = false,
                         .pacedSamples = false},
        m_clock);
}

AnalysisSession *tst_Workbench::start(Workbench &workbench)
{
    Result<AnalysisRequest> request = workbench.newRequest(openai, u"m-1"_s);
    if (!request)
        return nullptr;
    request->response.prompt = u"How far is the moon?"_s;
    request->retries = 0;
    return workbench.start(*request).value_or(nullptr);
}

AnalysisSession *tst_Workbench::run(Workbench &workbench)
{
    QSignalSpy finished(&workbench, &Workbench::sessionFinished);
    AnalysisSession *session = start(workbench);
    return session && (!finished.isEmpty() || finished.wait(10'000)) ? session : nullptr;
}

AnalysisSession *tst_Workbench::retry(Workbench &workbench, AnalysisId id)
{
    QSignalSpy finished(&workbench, &Workbench::sessionFinished);
    const auto retried = workbench.retry(id);
    if (finished.isEmpty() && !finished.wait(10'000))
        return nullptr;
    return retried.isFinished() ? retried.result().value_or(nullptr) : nullptr;
}

Result<AnalysisRecord> tst_Workbench::stored(AnalysisId id) const
{
    auto reader = LibraryReader::open(profileFolder() + u"/library.sqlite"_s);
    if (!reader)
        return Unexpected{reader.error()};
    return (*reader)->load(id);
}

Result<Transcript> tst_Workbench::storedAttempt(AnalysisId id, int number) const
{
    auto reader = LibraryReader::open(profileFolder() + u"/library.sqlite"_s);
    if (!reader)
        return Unexpected{reader.error()};
    return (*reader)->transcriptOf(id, number);
}

void tst_Workbench::requestsBeginWithTheDefaults()
{
    const auto workbench = open();
    QVERIFY(workbench->startupErrors().empty());
    const Result<AnalysisRequest> request = workbench->newRequest(openai, u"gpt-5-mini"_s);
    QVERIFY(request);
    QCOMPARE(request->providerId, openai);
    QCOMPARE(request->baseUrl, m_server->baseUrl().toString());
    QCOMPARE(request->response.model, u"gpt-5-mini"_s);
    QCOMPARE(request->response.summary, u"auto"_s);
    QCOMPARE(request->response.effort, QString());
    QCOMPARE(request->response.store, std::optional(false));
    QCOMPARE(request->streaming, StreamingMode::Auto);
    QCOMPARE(request->retries, 2);
    QVERIFY(request->allowFallback);
    QVERIFY(!request->idleTimeoutSeconds);
    QVERIFY(!request->sample);

    const Result<AnalysisRequest> local = workbench->newRequest(u"ollama"_s, u"qwen3"_s);
    QVERIFY(local);
    QCOMPARE(local->response.summary, QString()); // no summaries there
    QVERIFY(!local->response.store);
    QVERIFY(!workbench->newRequest(u"nobody"_s, u"m"_s));
}

void tst_Workbench::requestsFollowTheSettings()
{
    const auto workbench = open();
    Settings &settings = workbench->settings();
    settings.set(keys::summary, u"none"_s);
    settings.set(keys::effort, u"high"_s);
    settings.set(keys::retries, 5);
    settings.set(keys::fallbacks, false);
    settings.set(keys::storeOnServer, true);
    settings.set(keys::providerIdleSeconds(openai), 40);
    settings.set(keys::providerStreaming(openai), u"off"_s);
    const Result<AnalysisRequest> request = workbench->newRequest(openai, u"gpt-5-mini"_s);
    QVERIFY(request);
    QCOMPARE(request->response.summary, QString());
    QCOMPARE(request->response.effort, u"high"_s);
    QCOMPARE(request->response.store, std::optional(true));
    QCOMPARE(request->retries, 5);
    QCOMPARE(request->allowFallback, false);
    QVERIFY2(!request->idleTimeoutSeconds, "only a run of its own has one");
    QCOMPARE(request->streaming, StreamingMode::Off);
}

void tst_Workbench::timeOutsFollowTheSettings()
{
    const auto workbench = open();
    const Timeouts builtIn = workbench->provider(u"xai"_s)->timeouts;
    QVERIFY2(builtIn.idle >= std::chrono::seconds(900), "xAI asks for at least this much patience");
    Settings &settings = workbench->settings();
    settings.set(keys::providerConnectSeconds(u"xai"_s), 7);
    settings.set(keys::providerHeadersSeconds(u"xai"_s), keys::neverSeconds);
    settings.set(keys::providerTotalSeconds(u"xai"_s), 3600);
    const Timeouts chosen = workbench->provider(u"xai"_s)->timeouts;
    QCOMPARE(chosen.connect, std::chrono::seconds(7));
    QCOMPARE(chosen.headers, std::chrono::seconds(0));
    QCOMPARE(chosen.idle, builtIn.idle);
    QCOMPARE(chosen.total, std::chrono::seconds(3600));
    QCOMPARE(workbench->provider(openai)->timeouts.total, std::chrono::seconds(0));
}

void tst_Workbench::backgroundModeIsAChoice()
{
    const auto workbench = open();
    QVERIFY(!workbench->newRequest(openai, u"gpt-5-mini"_s)->response.background);
    workbench->settings().set(keys::background, true);
    const Result<AnalysisRequest> request = workbench->newRequest(openai, u"gpt-5-mini"_s);
    QVERIFY(request->response.background);
    QCOMPARE(request->response.store, std::optional(true));
    const Result<AnalysisRequest> elsewhere = workbench->newRequest(u"xai"_s, u"grok-4.7"_s);
    QVERIFY2(!elsewhere->response.background, "xAI has no background mode");
}

void tst_Workbench::theEnvironmentSwitchesStreaming()
{
    QProcessEnvironment variables = environment();
    variables.insert(u"REASONGLASS_STREAMING"_s, u"off"_s);
    const auto workbench = open(variables);
    m_server->enqueue(
        jsonAnswer(200,
                   R"({"id":"resp_1","object":"response","status":"completed","model":"m-1","output":[)"
                   R"({"type":"message","content":[{"type":"output_text","text":"Whole"}]}]})"));
    const AnalysisSession *session = run(*workbench);
    QVERIFY(session);
    QCOMPARE(answerText(session->transcript()), u"Whole"_s);
    QVERIFY(!m_server->requests().front().body.contains("\"stream\""));
}

void tst_Workbench::aKeyIsAnObstacleOnlyWhereOneIsNeeded()
{
    const auto without = open(environment({}));
    const auto obstacle = without->obstacle(openai);
    QVERIFY(obstacle);
    QCOMPARE(obstacle->kind, ErrorKind::Authentication);
    QCOMPARE(obstacle->code, u"no_key"_s);
    QVERIFY(!without->obstacle(u"ollama"_s));
    QCOMPARE(without->obstacle(u"custom"_s).value_or(Error{}).code, u"no_address"_s);
    QVERIFY(!without->obstacle(u"custom"_s, u"http://127.0.0.1:9/v1"_s));
    QCOMPARE(without->obstacle(u"nobody"_s).value_or(Error{}).code, u"unknown_provider"_s);

    const auto with = open();
    QVERIFY(!with->obstacle(openai));
    // The key belongs to the address the environment names, and to no other.
    QCOMPARE(with->obstacle(openai, u"https://elsewhere.example/v1"_s).value_or(Error{}).code, u"no_key"_s);
}

void tst_Workbench::addressesComeFromSettingsAndEnvironment()
{
    const auto workbench = open();
    const auto address = [&](const QString &baseUrl = {}) {
        return workbench->provider(openai, baseUrl).value_or(Provider{}).baseUrl.toString();
    };
    QCOMPARE(address(), m_server->baseUrl().toString());
    workbench->settings().set(keys::providerBaseUrl(openai), u"https://set.example/v1"_s);
    QCOMPARE(address(), u"https://set.example/v1"_s);
    QCOMPARE(address(u"https://given.example/v1"_s), u"https://given.example/v1"_s);
    QVERIFY(!workbench->provider(openai, u"ftp://given.example"_s));
}

void tst_Workbench::unreadableEnvironmentIsToldAtTheStart()
{
    QProcessEnvironment variables = environment();
    variables.insert(u"REASONGLASS_STREAMING"_s, u"maybe"_s);
    const auto workbench = open(variables);
    QCOMPARE(workbench->startupErrors().size(), size_t(1));
    QCOMPARE(workbench->startupErrors().front().kind, ErrorKind::Usage);
    QVERIFY(workbench->startupErrors().front().message.contains(u"REASONGLASS_STREAMING"_s));
    QVERIFY(!workbench->newRequest(openai, u"m-1"_s));
}

void tst_Workbench::aFinishedRunIsInTheLibrary()
{
    const auto workbench = open();
    m_server->enqueue(eventStream(shortRun("About 384,400 km.")));
    const AnalysisSession *session = run(*workbench);
    QVERIFY(session);
    workbench->flush();
    const Result<AnalysisRecord> record = stored(session->id());
    QVERIFY2(record, record ? "" : qUtf8Printable(record.error().message));
    QCOMPARE(record->status, AnalysisStatus::Completed);
    QCOMPARE(answerText(record->transcript), u"About 384,400 km."_s);
    QCOMPARE(record->transcript, session->transcript());
    QVERIFY(*record == session->record());
    QCOMPARE(m_server->requests().front().header("Authorization"), QByteArray("Bearer " + canary));
}

void tst_Workbench::aLiveRunIsRetried()
{
    const auto workbench = open();
    m_server->enqueue(eventStream(shortRun("first")));
    m_server->enqueue(eventStream(shortRun("second")));
    const QSignalSpy restarted(workbench.get(), &Workbench::sessionRestarted);
    AnalysisSession *session = run(*workbench);
    QVERIFY(session);
    QCOMPARE(retry(*workbench, session->id()), session);
    QCOMPARE(restarted.size(), 1);
    QCOMPARE(workbench->sessions().size(), size_t(1));
    workbench->flush();
    const Result<AnalysisRecord> record = stored(session->id());
    QVERIFY(record);
    QCOMPARE(record->attempts.size(), size_t(2));
    QCOMPARE(answerText(record->transcript), u"second"_s);
    QVERIFY(*record == session->record());
    const Result<Transcript> first = storedAttempt(session->id(), 1);
    QVERIFY(first);
    QCOMPARE(answerText(*first), u"first"_s);
}

void tst_Workbench::aStoredRunIsRetried()
{
    AnalysisId id{};
    m_server->enqueue(eventStream(shortRun("first")));
    m_server->enqueue(eventStream(shortRun("second")));
    {
        const auto earlier = open();
        const AnalysisSession *session = run(*earlier);
        QVERIFY(session);
        id = session->id();
    }
    const auto workbench = open();
    QCOMPARE(workbench->session(id), nullptr);
    const AnalysisSession *session = retry(*workbench, id);
    QVERIFY(session);
    QCOMPARE(session->id(), id);
    QCOMPARE(session->attempts().size(), size_t(2));
    QCOMPARE(m_server->requests().size(), size_t(2));
    QCOMPARE(m_server->requests()[0].body, m_server->requests()[1].body);
    workbench->flush();
    const Result<AnalysisRecord> record = stored(id);
    QVERIFY(record);
    QCOMPARE(answerText(record->transcript), u"second"_s);
    QVERIFY(*record == session->record());
    const Result<Transcript> first = storedAttempt(id, 1);
    QVERIFY(first);
    QCOMPARE(answerText(*first), u"first"_s);
}

void tst_Workbench::retryingWhatDoesNotExistFails()
{
    const auto workbench = open();
    workbench->flush(); // now there is a library
    const auto retried = workbench->retry(newAnalysisId(m_clock.utcUs()));
    QTRY_VERIFY(retried.isFinished());
    QVERIFY(!retried.result());
    QCOMPARE(retried.result().error().kind, ErrorKind::NotFound);
    QVERIFY(m_server->requests().empty());
}

/// A run that says nothing more for now: what it has said is in the library all the same.
void tst_Workbench::whatArrivesTogetherIsSavedWithoutWaitingForMore()
{
    const auto workbench = open();
    QByteArray body = created();
    for (int i = 0; i < 100; ++i)
        body += said("word ");
    m_server->enqueue(stalled(body));
    const AnalysisSession *session = start(*workbench);
    QVERIFY(session);
    const QString whole = u"word "_s.repeated(100);
    QTRY_COMPARE(answerText(session->transcript()), whole);
    QTRY_COMPARE(answerText(storedAttempt(session->id(), 1).value_or(Transcript{})), whole);
}

void tst_Workbench::cancelKeepsThePartial()
{
    const auto workbench = open();
    m_server->enqueue(stalled(created() + thought("Hm.") + said("Half")));
    AnalysisSession *session = start(*workbench);
    QVERIFY(session);
    QTRY_COMPARE(answerText(session->transcript()), u"Half"_s);
    QCOMPARE(workbench->runningCount(), 1);
    session->cancel();
    QCOMPARE(workbench->runningCount(), 0);
    workbench->flush();
    const Result<AnalysisRecord> record = stored(session->id());
    QVERIFY(record);
    QCOMPARE(record->status, AnalysisStatus::Cancelled);
    QCOMPARE(answerText(record->transcript), u"Half"_s);
    QCOMPARE(reasoningText(record->transcript), u"Hm."_s);
    QTRY_COMPARE(m_server->answersBrokenOff(), 1);
}

void tst_Workbench::destructionKeepsWhatRuns()
{
    auto workbench = open();
    m_server->enqueue(stalled(created() + thought("Hm.") + said("Half")));
    AnalysisSession *session = start(*workbench);
    QVERIFY(session);
    QTRY_COMPARE(answerText(session->transcript()), u"Half"_s);
    const AnalysisId id = session->id();
    workbench.reset();
    const Result<AnalysisRecord> record = stored(id);
    QVERIFY(record);
    QCOMPARE(record->status, AnalysisStatus::Cancelled);
    QCOMPARE(answerText(record->transcript), u"Half"_s);
    QCOMPARE(record->attempts.front().outcome, AnalysisStatus::Cancelled);
    QVERIFY(record->endedUtcUs > 0);
}

void tst_Workbench::withoutSavingNothingIsWritten()
{
    const auto workbench = open(environment(), false);
    m_server->enqueue(eventStream(shortRun("gone")));
    QVERIFY(run(*workbench));
    workbench->flush();
    QVERIFY(!QFile::exists(workbench->profile().libraryFile));
    QCOMPARE(filesWith("gone", profileFolder()), QStringList());
}

void tst_Workbench::samplesRunWithoutAKey()
{
    const auto workbench = open(environment({}));
    QSignalSpy finished(workbench.get(), &Workbench::sessionFinished);
    const Result<AnalysisSession *> session = workbench->startSample(u"completed"_s);
    QVERIFY(session);
    QVERIFY(!finished.isEmpty() || finished.wait(20'000));
    QCOMPARE(statusName((*session)->record().status), u"completed"_s);
    QVERIFY((*session)->request().sample);
    QVERIFY(m_server->requests().empty());
    QVERIFY(!workbench->startSample(u"none"_s));

    QVERIFY(retry(*workbench, (*session)->id()));
    workbench->flush();
    const Result<AnalysisRecord> record = stored((*session)->id());
    QVERIFY(record);
    QVERIFY(record->request.sample);
    QCOMPARE(record->attempts.size(), size_t(2));
}

void tst_Workbench::runsAreCounted()
{
    const auto workbench = open();
    m_server->enqueue(eventStream(shortRun("yes")));
    m_server->enqueue(jsonAnswer(400, R"({"error":{"message":"no","code":"bad"}})"));
    QVERIFY(run(*workbench));
    QVERIFY(run(*workbench));
    const auto &byModel = workbench->metrics().byModel();
    QCOMPARE(byModel.size(), size_t(1));
    const ModelMetrics &counted = byModel.begin()->second;
    const std::map<AnalysisStatus, qint64> expected{{AnalysisStatus::Completed, 1},
                                                    {AnalysisStatus::Failed, 1}};
    QVERIFY(counted.outcomes == expected);
    QCOMPARE(counted.attempts, 2);
}

void tst_Workbench::oldEndedRunsAreLetGo_data()
{
    QTest::addColumn<bool>("save");
    QTest::addColumn<int>("kept");
    QTest::newRow("saved") << true << 3;
    QTest::newRow("nothing is saved") << false << 5;
}

/// A program that runs for weeks does not grow, and loses nothing by that.
void tst_Workbench::oldEndedRunsAreLetGo()
{
    QFETCH(const bool, save);
    QFETCH(const int, kept);
    m_server->setResponder([](const ReceivedRequest &) { return eventStream(shortRun("Yes.")); });
    Workbench workbench({.profile = findProfile(profileFolder(), {}, {}),
                         .environment = environment(),
                         .save = save,
                         .useKeyStore = false,
                         .endedSessionsKept = 3},
                        m_clock);
    std::vector<QPointer<AnalysisSession>> runs;
    for (int i = 0; i < 5; ++i)
        runs.emplace_back(run(workbench));
    QCOMPARE(workbench.sessions().size(), size_t(kept));
    QTRY_COMPARE(std::ranges::count_if(runs, [](const auto &session) { return !session.isNull(); }), kept);
    QVERIFY2(runs.back(), "the latest stays");
    workbench.flush();
    QCOMPARE(workbench.runningCount(), 0);
}

void tst_Workbench::theTrashIsEmptiedForEver()
{
    const auto workbench = open();
    m_server->enqueue(eventStream(shortRun("a thing to forget")));
    m_server->enqueue(eventStream(shortRun("a thing to keep")));
    const AnalysisSession *unwanted = run(*workbench);
    const AnalysisSession *wanted = run(*workbench);
    QVERIFY(unwanted && wanted);
    using Ids = std::set<AnalysisId>;
    const auto ids = [&](bool trash) {
        workbench->flush();
        Ids found; // two runs of one millisecond have no order
        auto reader = LibraryReader::open(workbench->profile().libraryFile);
        for (const AnalysisRow &row : (*reader)->list({.trash = trash}).value_or(std::vector<AnalysisRow>()))
            found.insert(row.id);
        return found;
    };
    QVERIFY(ids(false) == (Ids{wanted->id(), unwanted->id()}));

    workbench->moveToTrash({unwanted->id()});
    QVERIFY(ids(false) == Ids{wanted->id()});
    QVERIFY(ids(true) == Ids{unwanted->id()});

    workbench->restore({unwanted->id()});
    QVERIFY(ids(true).empty());
    QCOMPARE(ids(false).size(), size_t(2));

    workbench->moveToTrash({unwanted->id()});
    workbench->emptyTrash();
    QVERIFY(ids(true).empty());
    QVERIFY(ids(false) == Ids{wanted->id()});
    QVERIFY(!stored(unwanted->id()));
    QVERIFY(stored(wanted->id()));
}

void tst_Workbench::titlesTagsAndNotesAreKept()
{
    const auto workbench = open();
    m_server->enqueue(eventStream(shortRun("yes")));
    const AnalysisSession *session = run(*workbench);
    QVERIFY(session);
    workbench->rename(session->id(), u"Moon"_s);
    workbench->setTags(session->id(), {u"space"_s, u"easy"_s});
    workbench->setNote(session->id(), u"ask again"_s);
    workbench->flush();
    const Result<AnalysisRecord> record = stored(session->id());
    QVERIFY(record);
    QCOMPARE(record->title, u"Moon"_s);
    QCOMPARE(QSet<QString>(record->tags.begin(), record->tags.end()), (QSet<QString>{u"space"_s, u"easy"_s}));
    QCOMPARE(record->note, u"ask again"_s);
}

void tst_Workbench::modelListsAreTakenIn()
{
    const auto workbench = open();
    const QSignalSpy changed(workbench.get(), &Workbench::catalogChanged);
    m_server->enqueue(jsonAnswer(200,
                                 R"({"object":"list","data":[{"id":"gpt-99-new","object":"model"},)"
                                 R"({"id":"gpt-5-mini","object":"model"}]})"));
    QVERIFY(!workbench->catalog().find(openai, u"gpt-99-new"_s));
    const auto report = workbench->refreshModels(openai);
    QTRY_VERIFY(report.isFinished());
    QVERIFY(report.result());
    QCOMPARE(report.result()->models, 2);
    QVERIFY(workbench->catalog().find(openai, u"gpt-99-new"_s));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(m_server->requests().front().method, "GET");
    QCOMPARE(m_server->requests().front().path, "/v1/models");
    QCOMPARE(m_server->requests().front().header("Authorization"), QByteArray("Bearer " + canary));
}

void tst_Workbench::aRefusedModelListIsAnError()
{
    const auto workbench = open();
    const QSignalSpy changed(workbench.get(), &Workbench::catalogChanged);
    m_server->enqueue(
        jsonAnswer(401, R"({"error":{"message":"Incorrect API key.","code":"invalid_api_key"}})"));
    const auto report = workbench->refreshModels(openai);
    QTRY_VERIFY(report.isFinished());
    QVERIFY(!report.result());
    QCOMPARE(report.result().error().kind, ErrorKind::Authentication);
    QCOMPARE(report.result().error().httpStatus, 401);
    QCOMPARE(changed.size(), 0);
}

void tst_Workbench::noFileHoldsTheKey()
{
    auto workbench = open();
    m_server->enqueue(eventStream(shortRun("yes")));
    // Some servers repeat the key that they refuse.
    m_server->enqueue(jsonAnswer(
        401, R"({"error":{"message":"Incorrect API key: )" + canary + R"(","code":"invalid_api_key"}})"));
    QVERIFY(run(*workbench));
    QVERIFY(run(*workbench));
    workbench->settings().set(keys::theme, u"dark"_s);
    for (const RecordingServer::Request &request : m_server->requests())
        QCOMPARE(request.header("Authorization"),
                 QByteArray("Bearer " + canary)); // or the search below shows nothing
    workbench->flush();
    QCOMPARE(filesWith(canary, profileFolder()), QStringList());
    workbench.reset();
    QCOMPARE(filesWith(canary, profileFolder()), QStringList());
    QVERIFY2(!filesWith("How far is the moon?", profileFolder()).isEmpty(),
             "the search finds nothing at all");
    QCOMPARE(filesWith(canary.first(20), m_folder->path()), QStringList());
}

QTEST_GUILESS_MAIN(tst_Workbench)
#include "tst_workbench.moc"
