#include "cli/analyzecommand.h"

#include "analysis/analysisjson.h"
#include "base/log.h"
#include "base/whenanswered.h"
#include "cli/providerchoice.h"
#include "providers/price.h"

#include <QEventLoop>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace reasonglass::cli {

namespace {

/// A script is not to wait for hours: `analyze --resume` goes on later.
constexpr auto longestSilence = std::chrono::seconds(30);

Unexpected<Error> usage(const QString &message, const QString &code)
{
    return Unexpected{Error{.kind = ErrorKind::Usage, .message = message, .code = code}};
}

} // namespace

AnalyzeCommand::AnalyzeCommand(AnalyzeOptions options, Workbench &workbench, Console &console,
                               QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_workbench(workbench)
    , m_console(console)
{
    connect(&workbench, &Workbench::storageFailed, this, [this](const Error &error) {
        m_console.report(error);
        m_console.errLine(u"reasonglass-cli: the run goes on, but is not saved until that is mended"_s);
    });
}

void AnalyzeCommand::start()
{
    if (!m_options.sample.isEmpty()) {
        run();
        return;
    }
    if (m_options.resume)
        loadBroken(*m_options.resume);
    else
        startWith(provider());
}

/// Provider and address are those of the run that is taken up.
void AnalyzeCommand::loadBroken(AnalysisId id)
{
    m_workbench.flush(); // a run that a crash left open is ended by the store first
    whenAnswered(m_workbench.library().load(id), this, [this](const Result<AnalysisRecord> &stored) {
        if (!stored) {
            refuse(stored.error());
            return;
        }
        m_options.baseUrl = stored->request.baseUrl;
        startWith(stored->request.providerId);
    });
}

void AnalyzeCommand::startWith(const QString &providerId)
{
    const Result<> key = takeKey(m_workbench, m_options.keyEnvironment, providerId, m_options.baseUrl);
    if (!key) {
        refuse(key.error());
        return;
    }
    const auto obstacle = m_workbench.obstacle(providerId, m_options.baseUrl);
    const Result<Provider> provider = m_workbench.provider(providerId, m_options.baseUrl);
    if (!provider || !obstacle || obstacle->code != "no_key"_L1) {
        run();
        return;
    }
    // Only now is the key store asked: where the environment has a key, nothing unlocks a key ring.
    connect(&m_workbench.secrets(), &SecretStore::changed, this, &AnalyzeCommand::run,
            Qt::SingleShotConnection);
    m_workbench.secrets().load(providerId, keyHost(provider->baseUrl));
}

QString AnalyzeCommand::provider() const
{
    return chooseProvider(m_workbench, m_options.provider, m_options.baseUrl, m_options.request.model);
}

Result<AnalysisRequest> AnalyzeCommand::buildRequest(const QString &providerId) const
{
    if (const auto obstacle = m_workbench.obstacle(providerId, m_options.baseUrl))
        return Unexpected{*obstacle};
    Result<AnalysisRequest> request =
        m_workbench.newRequest(providerId, m_options.request.model, m_options.baseUrl);
    if (!request)
        return request;
    const ResponseRequest defaults = request->response;
    request->response = m_options.request;
    request->response.store = defaults.store;
    if (request->response.background)
        request->response.store = true; // background mode needs it
    if (m_options.request.effort.isEmpty())
        request->response.effort = defaults.effort;
    if (m_options.request.summary.isEmpty())
        request->response.summary = defaults.summary;
    else if (m_options.request.summary == "none"_L1)
        request->response.summary.clear();
    if (m_options.noStream)
        request->streaming = StreamingMode::Off;
    request->allowFallback = !m_options.noFallback;
    request->retries = m_options.retries;
    request->capUsd = m_options.capUsd;
    if (m_options.idleTimeoutSeconds)
        request->idleTimeoutSeconds = m_options.idleTimeoutSeconds;
    return request;
}

Result<> AnalyzeCommand::checkCap(const AnalysisRequest &request) const
{
    if (!request.capUsd)
        return {};
    const auto model = m_workbench.catalog().find(request.providerId, request.response.model);
    if (!model || !model->prices.isKnown())
        return usage(
            u"the price of %1 is not known, so --cap-usd cannot be kept"_s.arg(request.response.model),
            u"price_unknown"_s);
    return {};
}

void AnalyzeCommand::run()
{
    if (!m_options.sample.isEmpty()) {
        const auto session = m_workbench.startSample(m_options.sample);
        session ? follow(*session) : refuse(session.error());
        return;
    }
    if (m_options.resume) {
        whenAnswered(m_workbench.resume(*m_options.resume), this,
                     [this](const Result<AnalysisSession *> &session) {
                         session ? follow(*session) : refuse(session.error());
                     });
        return;
    }
    const Result<AnalysisRequest> request = buildRequest(provider());
    if (!request)
        return refuse(request.error());
    if (const Result<> cap = checkCap(*request); !cap)
        return refuse(cap.error());
    const auto session = m_workbench.start(*request);
    session ? follow(*session) : refuse(session.error());
}

void AnalyzeCommand::follow(AnalysisSession *session)
{
    if (m_options.output != OutputFormat::Json) // an event is handed to the store before it is printed
        connect(session, &AnalysisSession::recorded, &m_workbench, &Workbench::handOver);
    if (m_options.output == OutputFormat::Text) {
        m_progress = std::make_unique<ProgressOutput>(*session, m_console);
    } else if (m_options.output == OutputFormat::Events) {
        connect(session, &AnalysisSession::recorded, this, [this](const StreamRecord &record) {
            m_console.outJson(toJson(record.frame, record.ordinal));
        });
    }
    connect(&m_interrupt, &Interrupt::requested, session, &AnalysisSession::cancel);
    connect(session, &AnalysisSession::finished, this, [this, session] { conclude(session); });
    if (isFinal(session->phase()))
        conclude(session);
}

void AnalyzeCommand::conclude(AnalysisSession *session)
{
    const AnalysisRecord record = session->record();
    if (m_progress)
        m_progress->finish();
    if (m_options.output == OutputFormat::Json)
        m_console.outJson(toJson(record));
    if (record.error)
        m_console.report(*record.error);
    if (m_options.output == OutputFormat::Text) {
        m_console.errLine(u"[%1 · %2 · %3 ms · %4]"_s.arg(
            statusName(record.status), record.transcript.model,
            QString::number(runTiming(record.attempts).totalMs.value_or(0)),
            m_options.save ? u"saved as "_s + toText(record.id) : u"not saved"_s));
    }
    emit finished(exitCode(record.status));
}

void AnalyzeCommand::refuse(const Error &error)
{
    m_console.report(withHttpOption(error));
    emit finished(ExitCode::BadUsage);
}

ExitCode analyze(const QStringList &arguments, Console &console)
{
    Result<AnalyzeOptions> options = readAnalyzeOptions(arguments);
    if (!options) {
        console.report(options.error());
        return ExitCode::BadUsage;
    }
    SystemClock clock;
    const auto environment = QProcessEnvironment::systemEnvironment();
    const Profile profile = findProfile(options->profile, options->library, environment);
    Workbench workbench({.profile = profile,
                         .environment = environment,
                         .save = options->save,
                         .pacedSamples = false,
                         .allowPlainHttp = options->allowHttp,
                         .resumePatience = longestSilence},
                        clock);
    startLogging(profile.logFolder);
    for (const Error &error : workbench.startupErrors()) {
        console.report(error);
        if (error.kind == ErrorKind::Usage)
            return ExitCode::BadUsage;
    }
    AnalyzeCommand command(*std::move(options), workbench, console);
    QEventLoop loop;
    ExitCode code = ExitCode::Failed;
    QObject::connect(&command, &AnalyzeCommand::finished, &loop, [&](ExitCode result) {
        code = result;
        loop.quit();
    });
    QTimer::singleShot(0, &command, &AnalyzeCommand::start);
    loop.exec();
    workbench.flush();
    return code;
}

} // namespace reasonglass::cli
