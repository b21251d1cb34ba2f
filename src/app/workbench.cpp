#include "app/workbench.h"

#include "app/streamingswitch.h"
#include "base/log.h"
#include "base/whenanswered.h"
#include "providers/keystore.h"
#include "settings/keys.h"

#include <QPromise>
#include <QTimer>

#include <algorithm>
#include <limits>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// What arrives within this time is handed to the store together.
constexpr auto together = std::chrono::milliseconds(5);
constexpr auto sampleScheme = "sample:"_L1; ///< the "address" under which a stored sample can be played again

Provider sampleProvider()
{
    Provider provider{.id = u"sample"_s, .name = u"Recorded sample"_s, .local = true};
    provider.capabilities.reasoningSummary = true;
    provider.capabilities.reasoningEffort = true;
    return provider;
}

/// The provider's own time-outs, where the person has not set others.
Timeouts chosenTimeouts(const Settings &settings, const Provider &provider)
{
    const auto choose = [&](const Setting<int> &setting, std::chrono::seconds builtIn) {
        const int seconds = settings.value(setting);
        if (seconds == keys::neverSeconds)
            return std::chrono::seconds(0);
        return seconds > 0 ? std::chrono::seconds(seconds) : builtIn;
    };
    const Timeouts &builtIn = provider.timeouts;
    return {.connect = choose(keys::providerConnectSeconds(provider.id), builtIn.connect),
            .headers = choose(keys::providerHeadersSeconds(provider.id), builtIn.headers),
            .idle = choose(keys::providerIdleSeconds(provider.id), builtIn.idle),
            .total = choose(keys::providerTotalSeconds(provider.id), builtIn.total)};
}

Error usageError(const QString &code, const QString &message)
{
    return {.kind = ErrorKind::Usage, .message = message, .code = code};
}

/// A run that its cap would end at once is not sent.
Result<> checkCap(const AnalysisRequest &request, const std::optional<ModelInfo> &model)
{
    if (!request.capUsd || !model)
        return {};
    const qint64 input = request.response.prompt.size() + request.response.instructions.size();
    if (estimatedCostUsd(input, 0, model->prices).value_or(0) > *request.capUsd)
        return Unexpected{usageError(u"cap_reached"_s, u"the prompt alone costs more than the cap"_s)};
    return {};
}

} // namespace

Workbench::Workbench(WorkbenchOptions options, Clock &clock, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_clock(clock)
    , m_settings(m_options.profile.settingsFile)
    , m_refusals(m_settings)
    , m_connectionWatch(clock)
    , m_client(clock)
{
    m_handOver.setSingleShot(true);
    m_handOver.setTimerType(Qt::PreciseTimer);
    m_handOver.setInterval(together);
    connect(&m_handOver, &QTimer::timeout, this, &Workbench::handOver);
    loadOverrides();
    connect(&m_connectionWatch, &ConnectionWatch::connectionsLost, this, [this] {
        for (AnalysisSession *session : sessions())
            session->connectionLost();
    });
    connect(&m_connectionWatch, &ConnectionWatch::networkReturned, this, [this] {
        for (AnalysisSession *session : sessions()) {
            if (session->phase() == Phase::WaitingToResume || session->phase() == Phase::Polling)
                session->tryNow();
        }
    });
    m_secrets = std::make_unique<SecretStore>(m_providers, m_options.environment,
                                              m_options.useKeyStore ? createSystemKeyStore() : nullptr);
    applyConnectionRules();
    watchForUpdates();
    openLibrary();
}

Workbench::~Workbench()
{
    for (AnalysisSession *session : sessions())
        session->leave();
    m_sessions.clear();
    m_transfer.reset();
    flush(); // what is still on its way to the store thread would be dropped with its event loop
    m_storeThread.quit();
    m_storeThread.wait();
}

void Workbench::loadOverrides()
{
    const auto note = [this](const Result<> &result) {
        if (!result)
            m_startupErrors.push_back(result.error());
    };
    note(createFolders(m_options.profile));
    note(m_providers.applyOverrides(m_options.profile.providerOverrides));
    note(m_catalog.applyOverrides(m_options.profile.modelOverrides));
    note(checkEnvironment(m_providers, m_options.environment));
    if (const auto streaming = environmentStreaming(m_options.environment); !streaming)
        m_startupErrors.push_back(streaming.error());
}

void Workbench::applyConnectionRules()
{
    m_connectionRules = std::make_unique<ConnectionRules>(m_settings, *m_secrets, m_options.environment);
    if (m_options.allowPlainHttp)
        m_connectionRules->allowPlainHttp();
    for (const Error &error : m_connectionRules->environmentErrors())
        m_startupErrors.push_back(error);
    m_client.setAuthorities(m_connectionRules->authorities());
    m_client.setProxyLookup([this](const QUrl &url) { return m_connectionRules->proxyFor(url); });
    m_client.setAddressRule([this](const QUrl &url) { return m_connectionRules->mayConnect(url); });
    connect(m_connectionRules.get(), &ConnectionRules::authoritiesChanged, this,
            [this] { m_client.setAuthorities(m_connectionRules->authorities()); });
}

void Workbench::watchForUpdates()
{
    if (!m_options.updateSource)
        return;
    const DownloadRules rules{
        .mayConnect = [this](const QUrl &url) { return m_connectionRules->mayConnect(url); },
        .proxyFor = [this](const QUrl &url) { return m_connectionRules->proxyFor(url); },
        .authorities = [this] { return m_connectionRules->authorities(); }};
    const auto installed = parseSemanticVersion(QStringLiteral(REASONGLASS_VERSION));
    Q_ASSERT(installed);
    m_updates =
        std::make_unique<UpdateWatch>(*m_options.updateSource, *installed, rules, m_settings, m_clock);
}

void Workbench::openLibrary()
{
    m_library = std::make_unique<AnalysisLibrary>(m_options.profile.libraryFile);
    m_dayBudget = std::make_unique<DayBudget>(
        m_settings, *m_library, m_clock, [this](const std::function<void()> &next) { afterWriting(next); });
    m_care = std::make_unique<LibraryCare>(m_options.profile.libraryFile);
    m_transfer = std::make_unique<AnalysisTransfer>(
        m_options.profile.libraryFile,
        [this](const std::shared_ptr<const PortableAnalysis> &analysis) { return bringIn(analysis); });
    if (!m_options.save)
        return;
    m_writer = new LibraryWriter(m_options.profile.libraryFile);
    m_writer->moveToThread(&m_storeThread);
    connect(&m_storeThread, &QThread::finished, m_writer, &QObject::deleteLater);
    connect(m_writer, &LibraryWriter::changed, this, &Workbench::libraryChanged);
    connect(m_writer, &LibraryWriter::opened, this, &Workbench::libraryChanged);
    connect(m_writer, &LibraryWriter::inOrder, this, &Workbench::libraryOpened);
    connect(m_writer, &LibraryWriter::inOrder, m_dayBudget.get(), &DayBudget::readAhead);
    connect(m_writer, &LibraryWriter::analysisEnded, this, &Workbench::analysisStored);
    connect(m_writer, &LibraryWriter::taskSetsChanged, this, &Workbench::taskSetsChanged);
    connect(m_writer, &LibraryWriter::batchStored, this, &Workbench::batchStored);
    connect(m_writer, &LibraryWriter::gradeStored, this, &Workbench::gradeStored);
    connect(m_writer, &LibraryWriter::failed, this, &Workbench::storageFailed);
    connect(m_writer, &LibraryWriter::failed, this, [this] { m_storageRefuses = true; });
    connect(m_writer, &LibraryWriter::recovered, this, [this] { m_storageRefuses = false; });
    connect(m_writer, &LibraryWriter::rejected, this,
            [](const Error &error) { qCWarning(logStore) << "a change was refused:" << error.message; });
    connect(m_writer, &LibraryWriter::unfinishedEnded, this, &Workbench::unfinishedFound);
    connect(m_writer, &LibraryWriter::recovered, this, &Workbench::storageRecovered);
    startCare();
    m_storeThread.setObjectName(u"library"_s);
    m_storeThread.start();
    write([](LibraryWriter &writer) { writer.open(); });
}

/// By the one who writes: no other connection holds a lock that what arrives would wait for.
QFuture<Result<ImportOutcome>> Workbench::bringIn(const std::shared_ptr<const PortableAnalysis> &analysis)
{
    auto promise = std::make_shared<QPromise<Result<ImportOutcome>>>();
    promise->start();
    const auto answer = [promise](const Result<ImportOutcome> &outcome) {
        promise->addResult(outcome);
        promise->finish();
    };
    if (m_writer)
        write([answer, analysis](LibraryWriter &writer) { answer(writer.importAnalysis(*analysis)); });
    else
        answer(Unexpected{usageError(u"not_saved"_s, u"this program was started without a library"_s)});
    return promise->future();
}

/// A library that is being made or migrated is ready then.
void Workbench::afterWriting(const std::function<void()> &next)
{
    if (!m_writer) {
        QMetaObject::invokeMethod(this, next, Qt::QueuedConnection);
        return;
    }
    write([this, next](LibraryWriter &writer) {
        writer.writeNow();
        QMetaObject::invokeMethod(this, next, Qt::QueuedConnection); // this outlives the store thread
    });
}

void Workbench::startCare()
{
    connect(m_writer, &LibraryWriter::leftUncleanly, this, [this] {
        whenAnswered(m_care->check(), this, [this](const Result<> &verdict) {
            if (!verdict)
                emit libraryDamaged(verdict.error());
        });
    });
    if (!m_options.dailyBackups)
        return;
    m_backupTimer.setSingleShot(true);
    m_backupTimer.setTimerType(Qt::VeryCoarseTimer); // it has hours of time and should wake nobody
    connect(&m_backupTimer, &QTimer::timeout, this, &Workbench::backUpIfDue);
    connect(m_writer, &LibraryWriter::opened, this, [this](OpenMode mode) {
        constexpr auto afterTheStart = std::chrono::seconds(20);
        if (mode == OpenMode::ReadWrite)
            m_backupTimer.start(afterTheStart);
    });
}

void Workbench::backUpIfDue()
{
    m_backupTimer.start(std::chrono::hours(1));
    whenAnswered(m_care->backUpIfDue(), this, [this](const Result<std::optional<QString>> &made) {
        if (!made)
            emit backupFailed(made.error());
        else if (*made)
            qCInfo(logApp) << "the daily backup was made";
    });
}

QFuture<Result<RepairReport>> Workbench::repairLibrary(const SalvageProgress &progress)
{
    if (runningCount() > 0) {
        const Error busy = usageError(u"runs_going"_s, u"the library can be repaired when no run is going"_s);
        return QtFuture::makeReadyFuture(Result<RepairReport>(Unexpected{busy}));
    }
    auto promise = std::make_shared<QPromise<Result<RepairReport>>>();
    promise->start();
    const auto repair = [this, promise, progress] {
        whenAnswered(m_care->repair(progress), this, [this, promise](const Result<RepairReport> &report) {
            m_library->release(); // it may have looked at the old file meanwhile
            write([](LibraryWriter &writer) { writer.resume(); });
            promise->addResult(report);
            promise->finish();
        });
    };
    whenAnswered(m_library->release(), this, [this, repair](const Result<> &) {
        if (!m_writer) {
            repair();
            return;
        }
        write([this, repair](LibraryWriter &writer) {
            writer.suspend();
            QMetaObject::invokeMethod(this, repair); // this outlives the store thread
        });
    });
    return promise->future();
}

/// Runs \a call in the store thread, behind everything that came before.
template <typename Call>
void Workbench::write(Call &&call)
{
    handOver();
    post(std::forward<Call>(call));
}

template <typename Call>
void Workbench::post(Call &&call)
{
    if (m_writer)
        QMetaObject::invokeMethod(m_writer,
                                  [writer = m_writer, call = std::forward<Call>(call)] { call(*writer); });
}

void Workbench::handOver()
{
    m_handOver.stop();
    if (m_arrived.empty())
        return;
    m_sinceHandOver.start();
    post([frames = std::exchange(m_arrived, {})](LibraryWriter &writer) {
        for (const ArrivedFrame &arrived : frames)
            writer.append(arrived.id, arrived.attempt, arrived.frame);
    });
}

/// At once after a pause; then what comes within a few milliseconds goes together.
void Workbench::collect(AnalysisId id, const StreamRecord &record)
{
    if (!m_writer)
        return;
    m_arrived.push_back({.id = id, .attempt = record.attempt, .frame = record.frame});
    if (!m_sinceHandOver.isValid() || m_sinceHandOver.hasExpired(std::chrono::milliseconds(together).count()))
        handOver();
    else if (!m_handOver.isActive())
        m_handOver.start();
}

void Workbench::flush()
{
    handOver();
    if (m_writer)
        QMetaObject::invokeMethod(m_writer, &LibraryWriter::flush, Qt::BlockingQueuedConnection);
}

/// The answer of \a question, made into another one by \a map in this thread.
template <typename Answer, typename Question, typename Map>
QFuture<Result<Answer>> Workbench::answered(const QFuture<Question> &question, Map map)
{
    auto promise = std::make_shared<QPromise<Result<Answer>>>();
    promise->start();
    whenAnswered(question, this, [promise, map = std::move(map)](const Question &answer) {
        promise->addResult(map(answer));
        promise->finish();
    });
    return promise->future();
}

// Providers and requests

Result<Provider> Workbench::provider(const QString &id, const QString &baseUrl) const
{
    if (id == sampleProvider().id)
        return sampleProvider();
    auto found = m_providers.find(id);
    if (!found)
        return Unexpected{usageError(u"unknown_provider"_s, u"there is no provider called \"%1\""_s.arg(id))};
    found->timeouts = chosenTimeouts(m_settings, *found);
    const QString chosen = baseUrl.isEmpty() ? m_settings.value(keys::providerBaseUrl(id)) : baseUrl;
    if (!chosen.isEmpty()) {
        const Result<QUrl> url = readBaseUrl(chosen);
        if (!url)
            return Unexpected{url.error()};
        found->baseUrl = *url;
        return *found;
    }
    Result<Provider> placed = atEnvironmentAddress(*found, m_options.environment);
    if (placed && placed->baseUrl.isEmpty())
        return Unexpected{usageError(u"no_address"_s, u"%1 has no address yet"_s.arg(placed->name))};
    return placed;
}

Result<AnalysisRequest> Workbench::newRequest(const QString &providerId, const QString &modelId,
                                              const QString &baseUrl) const
{
    const Result<Provider> chosen = provider(providerId, baseUrl);
    if (!chosen)
        return Unexpected{chosen.error()};
    const auto streaming = chooseStreaming(m_options.environment, m_settings, providerId, modelId);
    if (!streaming)
        return Unexpected{streaming.error()};
    const auto model = m_catalog.find(providerId, modelId);
    const bool summaries = chosen->capabilities.reasoningSummary && (!model || model->summary);
    const QString summary = m_settings.value(keys::summary);

    AnalysisRequest request{.providerId = providerId, .baseUrl = chosen->baseUrl.toString()};
    request.response.model = modelId;
    request.response.effort = m_settings.value(keys::effort);
    request.response.summary = summaries && summary != "none"_L1 ? summary : QString();
    if (chosen->capabilities.store)
        request.response.store = m_settings.value(keys::storeOnServer);
    if (chosen->capabilities.background && m_settings.value(keys::background)) {
        request.response.background = true;
        request.response.store = true;
    }
    request.streaming = *streaming;
    request.retries = m_settings.value(keys::retries);
    request.allowFallback = m_settings.value(keys::fallbacks);
    return request;
}

std::optional<Error> Workbench::obstacle(const QString &providerId, const QString &baseUrl) const
{
    const Result<Provider> chosen = provider(providerId, baseUrl);
    if (!chosen)
        return chosen.error();
    if (const Result<> allowed = m_connectionRules->mayConnect(chosen->baseUrl); !allowed)
        return allowed.error();
    const bool hasKey = m_secrets->key(providerId, keyHost(chosen->baseUrl)).has_value();
    if (chosen->keyRequired && !hasKey)
        return Error{.kind = ErrorKind::Authentication,
                     .message = u"there is no key for %1"_s.arg(chosen->name),
                     .code = u"no_key"_s};
    return std::nullopt;
}

Result<Endpoint> Workbench::endpoint(const Provider &provider) const
{
    return Endpoint{.baseUrl = provider.baseUrl,
                    .key = m_secrets->key(provider.id, keyHost(provider.baseUrl)).value_or(SecretBytes{}),
                    .timeouts = provider.timeouts};
}

// Runs

Result<SessionSetup> Workbench::setupFor(AnalysisId id, const AnalysisRequest &request)
{
    SessionSetup setup{.id = id, .request = request};
    if (request.sample) {
        const QString sampleId = request.baseUrl.mid(sampleScheme.size());
        setup.provider = sampleProvider();
        const Result<QUrl> url = m_samples.baseUrl(sampleId, m_options.pacedSamples);
        if (!url)
            return Unexpected{url.error()};
        setup.provider.baseUrl = *url;
    } else {
        const Result<Provider> chosen = provider(request.providerId, request.baseUrl);
        if (!chosen)
            return Unexpected{chosen.error()};
        if (const Result<> allowed = m_connectionRules->mayConnect(chosen->baseUrl); !allowed)
            return Unexpected{allowed.error()};
        setup.provider = *chosen;
    }
    setup.model = m_catalog.find(request.providerId, request.response.model);
    setup.findModel = [this, providerId = request.providerId](const QString &modelId) {
        return m_catalog.find(providerId, modelId);
    };
    setup.openStream = [this, provider = setup.provider](const Exchange &exchange, const Timeouts &timeouts) {
        Endpoint target = endpoint(provider).value_or(Endpoint{});
        target.timeouts = timeouts;
        return m_client.open(target, exchange);
    };
    setup.resumePolicy.patience = m_options.resumePatience;
    if (m_options.save && !request.sample)
        setup.knownRefusals =
            m_refusals.at(refusalPlace(setup.provider, request.response.model), m_clock.utcUs());
    return setup;
}

RefusalPlace Workbench::refusalPlace(const Provider &provider, const QString &modelId) const
{
    const QString host = keyHost(provider.baseUrl);
    return {.providerId = provider.id,
            .host = host,
            .modelId = modelId,
            .keyMark = keyMark(m_secrets->key(provider.id, host).value_or(SecretBytes{}))};
}

/// What had to be left out is remembered once the server has answered without it.
void Workbench::rememberRefusals(AnalysisSession *session)
{
    if (!m_options.save || session->request().sample)
        return;
    auto refused = std::make_shared<std::vector<KnownRefusal>>();
    connect(session, &AnalysisSession::fellBack, this, [refused](const Fallback &fallback) {
        refused->push_back({fallback.param, fallback.reason});
    });
    connect(session, &AnalysisSession::finished, this, [this, session, refused](AnalysisStatus outcome) {
        const auto learnt = std::exchange(*refused, {});
        if (outcome != AnalysisStatus::Completed && outcome != AnalysisStatus::Incomplete)
            return;
        const RefusalPlace place = refusalPlace(session->provider(), session->request().response.model);
        for (const KnownRefusal &refusal : learnt)
            m_refusals.note(place, refusal, m_clock.utcUs());
    });
}

/// Only a response that goes on at its server gains from knowing that a connection is dead.
void Workbench::watchConnections()
{
    m_connectionWatch.setActive(std::ranges::any_of(m_sessions, [](const auto &session) {
        return !isFinal(session->phase()) && session->request().response.background;
    }));
}

Result<AnalysisSession *> Workbench::start(const AnalysisRequest &request, const StartOptions &options)
{
    if (const auto refused = request.sample ? std::nullopt : m_dayBudget->refusal())
        return Unexpected{*refused};
    Result<SessionSetup> setup = setupFor(newAnalysisId(m_clock.utcUs()), request);
    if (!setup)
        return Unexpected{setup.error()};
    setup->title = options.title;
    const bool isHeld = !request.sample && m_dayBudget->isAwaited();
    if (const auto room = request.sample || isHeld ? std::nullopt : m_dayBudget->room())
        setup->request.capUsd = std::min(request.capUsd.value_or(*room), *room);
    if (const Result<> cap = checkCap(setup->request, setup->model); !cap)
        return Unexpected{cap.error()};
    AnalysisSession *session = adopt(std::make_unique<AnalysisSession>(*std::move(setup), m_clock));
    m_dayBudget->follow(session, options.expectedUsd);
    write([record = session->record()](LibraryWriter &writer) { writer.beginAnalysis(record); });
    if (options.task) {
        LinkRun link = *options.task;
        link.analysis = session->id();
        changeTasks(link);
    }
    emit sessionStarted(session);
    if (isHeld)
        m_dayBudget->onceKnown(session, [this, session] { startHeld(session); });
    else
        session->start();
    return session;
}

/// It is known now what was spent today, or that nobody can know.
void Workbench::startHeld(AnalysisSession *session)
{
    if (session->phase() != Phase::Idle)
        return; // cancelled meanwhile
    if (const auto refused = m_dayBudget->refusal()) {
        session->refuse(*refused);
        return;
    }
    if (const auto room = m_dayBudget->room(session))
        session->limitCost(*room);
    const AnalysisRequest &request = session->request();
    const auto model = m_catalog.find(request.providerId, request.response.model);
    if (const Result<> cap = checkCap(request, model); !cap)
        session->refuse(cap.error());
    else
        session->start();
}

Result<AnalysisSession *> Workbench::startSample(const QString &sampleId)
{
    const auto sample = findSample(sampleId);
    if (!sample)
        return Unexpected{
            usageError(u"unknown_sample"_s, u"there is no sample called \"%1\""_s.arg(sampleId))};
    AnalysisRequest request{.providerId = sampleProvider().id, .baseUrl = sampleScheme + sampleId};
    request.response = {
        .model = sample->model, .prompt = sample->prompt, .effort = sample->effort, .summary = u"auto"_s};
    request.streaming = StreamingMode::On;
    request.retries = 0;
    request.sample = true;
    return start(request);
}

QFuture<Result<AnalysisSession *>> Workbench::retry(AnalysisId id)
{
    return runAgain(id, &AnalysisSession::retry);
}

QFuture<Result<AnalysisSession *>> Workbench::resume(AnalysisId id)
{
    return runAgain(id, &AnalysisSession::resume);
}

/// An analysis that is begun again must also end again: what cannot be resumed is not begun.
Result<> Workbench::checkResumable(const AnalysisRecord &record, RunAgain how) const
{
    if (how != &AnalysisSession::resume || !isFinal(record.status) || mayResume(record))
        return {};
    return Unexpected{usageError(u"not_resumable"_s,
                                 u"this run cannot be taken up again: it did not break off, or its server "
                                 "does not go on without us"_s)};
}

bool Workbench::mayResume(const AnalysisRecord &record) const
{
    const Result<Provider> chosen = provider(record.request.providerId, record.request.baseUrl);
    return chosen && reasonglass::mayResume(record, *chosen);
}

QFuture<Result<AnalysisSession *>> Workbench::runAgain(AnalysisId id, RunAgain how)
{
    if (how == &AnalysisSession::retry && m_dayBudget->isAwaited()) {
        auto promise = std::make_shared<QPromise<Result<AnalysisSession *>>>();
        promise->start();
        m_dayBudget->onceKnown(this, [this, promise, id, how] {
            whenAnswered(runAgain(id, how), this, [promise](const Result<AnalysisSession *> &session) {
                promise->addResult(session);
                promise->finish();
            });
        });
        return promise->future();
    }
    if (const auto refused = how == &AnalysisSession::retry ? m_dayBudget->refusal() : std::nullopt)
        return QtFuture::makeReadyFuture(Result<AnalysisSession *>(Unexpected{*refused}));
    if (AnalysisSession *live = session(id)) {
        if (const Result<> fine = checkResumable(live->record(), how); !fine)
            return QtFuture::makeReadyFuture(Result<AnalysisSession *>(Unexpected{fine.error()}));
        const bool wasFinal = isFinal(live->phase());
        if (wasFinal) {
            countAgain(live, how);
            write([id](LibraryWriter &writer) { writer.reopenAnalysis(id); });
        }
        (live->*how)();
        if (wasFinal)
            emit sessionRestarted(live);
        return QtFuture::makeReadyFuture(Result<AnalysisSession *>(live));
    }
    return answered<AnalysisSession *>(
        m_library->load(id),
        [this, how](const Result<AnalysisRecord> &stored) { return takeUp(stored, how); });
}

Result<AnalysisSession *> Workbench::takeUp(const Result<AnalysisRecord> &stored, RunAgain how)
{
    if (!stored)
        return Unexpected{stored.error()};
    if (AnalysisSession *live = session(stored->id))
        return live; // asked for twice
    if (const Result<> fine = checkResumable(*stored, how); !fine)
        return Unexpected{fine.error()};
    Result<SessionSetup> setup = setupFor(stored->id, stored->request);
    if (!setup)
        return Unexpected{setup.error()};
    AnalysisSession *session = adopt(std::make_unique<AnalysisSession>(*std::move(setup), *stored, m_clock));
    countAgain(session, how);
    write([id = stored->id](LibraryWriter &writer) { writer.reopenAnalysis(id); });
    emit sessionRestarted(session);
    (session->*how)();
    return session;
}

/// A new attempt is paid for once more; a response that is taken up is not.
void Workbench::countAgain(AnalysisSession *session, RunAgain how)
{
    const bool isPaidForAgain = how == &AnalysisSession::retry;
    m_dayBudget->follow(session, 0.0, isPaidForAgain ? 0.0 : session->record().cost.usd.value_or(0.0));
}

AnalysisSession *Workbench::adopt(std::unique_ptr<AnalysisSession> adopted)
{
    AnalysisSession *session = adopted.get();
    m_sessions.push_back(std::move(adopted));
    recordToLibrary(session);
    rememberRefusals(session);
    connect(session, &AnalysisSession::phaseChanged, this, &Workbench::watchConnections);
    connect(session, &AnalysisSession::attemptEnded, this, [this, session](const Attempt &attempt) {
        m_metrics.addAttempt(session->request(), attempt, session->transcript());
    });
    connect(session, &AnalysisSession::fellBack, this,
            [this, session] { m_metrics.addFallback(session->request()); });
    connect(session, &AnalysisSession::finished, this, [this, session](AnalysisStatus outcome) {
        m_metrics.addOutcome(session->request(), outcome);
        qCInfo(logApp).noquote() << "run" << toText(session->id()) << session->request().providerId
                                 << session->request().response.model << statusName(outcome);
        emit sessionFinished(session);
        letGoOfOldSessions(session);
    });
    return session;
}

/// What is not saved, or not yet, has no other place than memory.
void Workbench::letGoOfOldSessions(const AnalysisSession *exceptFor)
{
    if (!m_writer || m_storageRefuses)
        return;
    auto ended =
        std::ranges::count_if(m_sessions, [](const auto &session) { return isFinal(session->phase()); });
    for (auto session = m_sessions.begin();
         session != m_sessions.end() && ended > m_options.endedSessionsKept;) {
        if (!isFinal((*session)->phase()) || session->get() == exceptFor) {
            ++session;
            continue;
        }
        session->release()->deleteLater();
        session = m_sessions.erase(session);
        --ended;
    }
}

/// Connected before any view can be, and views call handOver() before they show anything: what arrives is
/// handed to the store first.
void Workbench::recordToLibrary(AnalysisSession *session)
{
    const AnalysisId id = session->id();
    connect(session, &AnalysisSession::attemptStarted, this, [this, id](const Attempt &attempt) {
        write([id, attempt](LibraryWriter &writer) { writer.beginAttempt(id, attempt); });
    });
    connect(session, &AnalysisSession::recorded, this,
            [this, id](const StreamRecord &record) { collect(id, record); });
    connect(session, &AnalysisSession::attemptEnded, this, [this, id](const Attempt &attempt) {
        write([id, attempt](LibraryWriter &writer) { writer.endAttempt(id, attempt); });
    });
    connect(session, &AnalysisSession::finished, this, [this, session] {
        write([record = session->record()](LibraryWriter &writer) { writer.endAnalysis(record); });
    });
}

AnalysisSession *Workbench::session(AnalysisId id) const
{
    const auto found =
        std::ranges::find_if(m_sessions, [id](const auto &session) { return session->id() == id; });
    return found == m_sessions.end() ? nullptr : found->get();
}

std::vector<AnalysisSession *> Workbench::sessions() const
{
    std::vector<AnalysisSession *> sessions;
    sessions.reserve(m_sessions.size());
    for (const auto &session : m_sessions)
        sessions.push_back(session.get());
    return sessions;
}

int Workbench::runningCount() const
{
    return int(
        std::ranges::count_if(m_sessions, [](const auto &session) { return !isFinal(session->phase()); }));
}

void Workbench::cancelAll() const
{
    for (AnalysisSession *session : sessions())
        session->cancel();
}

// The library

void Workbench::rename(AnalysisId id, const QString &title)
{
    write([id, title](LibraryWriter &writer) { writer.rename(id, title); });
}

void Workbench::changeTasks(const TaskChange &change)
{
    write([change](LibraryWriter &writer) { writer.changeTasks(change); });
}

void Workbench::setTags(AnalysisId id, const QStringList &tags)
{
    write([id, tags](LibraryWriter &writer) { writer.setTags(id, tags); });
}

void Workbench::setNote(AnalysisId id, const QString &note)
{
    write([id, note](LibraryWriter &writer) { writer.setNote(id, note); });
}

void Workbench::moveToTrash(const QList<AnalysisId> &ids)
{
    write([ids](LibraryWriter &writer) { writer.moveToTrash(ids); });
}

void Workbench::restore(const QList<AnalysisId> &ids)
{
    write([ids](LibraryWriter &writer) { writer.restore(ids); });
}

void Workbench::emptyTrash()
{
    // No time but the order of changes says what is in it: the store has a clock of its own.
    constexpr qint64 everything = std::numeric_limits<qint64>::max();
    write([](LibraryWriter &writer) { writer.purgeTrash(everything); });
}

// Servers

Result<ConnectionTest *> Workbench::testConnection(const QString &providerId, const QString &modelId,
                                                   const QString &baseUrl, QObject *parent)
{
    constexpr int fewTokens = 1000; // some models think before they say one word
    Result<AnalysisRequest> request = newRequest(providerId, modelId, baseUrl);
    if (!request)
        return Unexpected{request.error()};
    request->streaming = StreamingMode::On;
    request->retries = 0;
    request->response.effort.clear();
    request->response.maxOutputTokens = fewTokens;
    Result<SessionSetup> setup = setupFor(AnalysisId{}, *request);
    if (!setup)
        return Unexpected{setup.error()};
    setup->knownRefusals.clear();
    const Result<Endpoint> target = endpoint(setup->provider);
    if (!target)
        return Unexpected{target.error()};
    return new ConnectionTest(*std::move(setup), *target, m_client, m_clock, parent);
}

QFuture<Result<ModelListReport>> Workbench::refreshModels(const QString &providerId, const QString &baseUrl)
{
    const Result<Provider> chosen = provider(providerId, baseUrl);
    if (!chosen)
        return QtFuture::makeReadyFuture(Result<ModelListReport>(Unexpected{chosen.error()}));
    const qint64 started = m_clock.monotonicUs();
    const Endpoint target = endpoint(*chosen).value_or(Endpoint{});
    return answered<ModelListReport>(m_client.listModels(target, chosen->capabilities.modelListPath),
                                     [this, provider = *chosen, started](const Result<QByteArray> &answer) {
                                         return takeModels(provider, answer, started);
                                     });
}

Result<ModelListReport> Workbench::takeModels(const Provider &provider, const Result<QByteArray> &answer,
                                              qint64 startedUs)
{
    if (!answer)
        return Unexpected{answer.error()};
    auto listed = parseModelList(*answer);
    if (!listed)
        return Unexpected{listed.error()};
    std::erase_if(*listed, [&](const ListedModel &model) { return !offersModel(provider, model.id); });
    m_catalog.merge(provider.id, *listed);
    emit catalogChanged();
    const std::chrono::microseconds took(m_clock.monotonicUs() - startedUs);
    return ModelListReport{.models = int(listed->size()),
                           .took = std::chrono::duration_cast<std::chrono::milliseconds>(took)};
}

void Workbench::probeLocalServers()
{
    auto *probe = new LocalServerProbe(m_client, m_providers, this);
    connect(probe, &LocalServerProbe::found, this,
            [this](const Provider &provider, const std::vector<ListedModel> &models) {
                m_catalog.merge(provider.id, models);
                emit catalogChanged();
                emit localServerFound(provider, int(models.size()));
            });
    probe->run();
    constexpr auto longEnough = std::chrono::seconds(10);
    QTimer::singleShot(longEnough, probe, &QObject::deleteLater);
}

} // namespace reasonglass
