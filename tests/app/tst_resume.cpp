#include "app/workbench.h"
#include "replay/backgroundresponses.h"
#include "replay/recordingserver.h"
#include "store/libraryreader.h"
#include "support/numberedwords.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;
using namespace reasonglass::test;

namespace {

constexpr int words = 60;

QByteArray json(QByteArray text)
{
    return text.replace('\'', '"');
}

} // namespace

/// Runs that outlive the program, seen through the whole of it: settings, library file, loopback server.
class tst_Resume : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void aRunIsResumedAfterARestart();
    void anEndedRunIsNotBegunAgain();
    void aRefusalIsRememberedForTheNextRun();
    void aRefusalIsNotRememberedWhereNothingIsSaved();
    void aRefusalThatDidNotHelpIsForgotten();

private:
    std::unique_ptr<Workbench> open(bool save = true);
    AnalysisSession *start(Workbench &workbench, bool background);
    Result<AnalysisSession *> resume(Workbench &workbench, AnalysisId id);
    Result<AnalysisRecord> stored(AnalysisId id) const;
    QString libraryFile() const { return findProfile(m_folder->path(), {}, {}).libraryFile; }

    SystemClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<RecordingServer> m_server;
};

void tst_Resume::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_server = std::make_unique<RecordingServer>();
    QVERIFY(m_server->listen());
}

void tst_Resume::cleanup()
{
    m_server.reset();
    m_folder.reset();
}

std::unique_ptr<Workbench> tst_Resume::open(bool save)
{
    return std::make_unique<Workbench>(WorkbenchOptions{.profile = findProfile(m_folder->path(), {}, {}),
                                                        .save = save,
                                                        .useKeyStore = false},
                                       m_clock);
}

AnalysisSession *tst_Resume::start(Workbench &workbench, bool background)
{
    Result<AnalysisRequest> request =
        workbench.newRequest(u"custom"_s, u"m"_s, m_server->baseUrl().toString());
    if (!request)
        qFatal("no request: %s", qPrintable(request.error().message));
    request->response.prompt = u"a prompt"_s;
    request->response.summary = u"auto"_s;
    request->response.background = background;
    if (background)
        request->response.store = true;
    request->retries = 0;
    return workbench.start(*request).value_or(nullptr);
}

Result<AnalysisSession *> tst_Resume::resume(Workbench &workbench, AnalysisId id)
{
    auto future = workbench.resume(id);
    if (!QTest::qWaitFor([&] { return future.isFinished(); }))
        return Unexpected{Error{.message = u"no answer"_s}};
    return future.result();
}

Result<AnalysisRecord> tst_Resume::stored(AnalysisId id) const
{
    auto reader = LibraryReader::open(libraryFile());
    return reader ? (*reader)->load(id) : Result<AnalysisRecord>(Unexpected{reader.error()});
}

void tst_Resume::aRunIsResumedAfterARestart()
{
    BackgroundResponses responses(*m_server, {.recording = numberedStream(words), .betweenEvents = 5ms},
                                  m_clock);
    AnalysisId id{};
    {
        const auto workbench = open();
        AnalysisSession *session = start(*workbench, true);
        QVERIFY(session);
        id = session->id();
        QTRY_VERIFY(answerText(session->transcript()).size() > 20);
    }
    QCOMPARE(responses.cancels(), 0);
    const auto left = stored(id);
    QVERIFY(left);
    QCOMPARE(left->status, AnalysisStatus::Interrupted);
    QVERIFY(numberedWords(words).startsWith(answerText(left->transcript)));

    const auto workbench = open();
    QVERIFY(workbench->mayResume(*left));
    QVERIFY2(workbench->sessions().empty(), "nothing is taken up unasked");
    const auto session = resume(*workbench, id);
    QVERIFY2(session, session ? "" : qPrintable(session.error().message));
    QTRY_COMPARE((*session)->phase(), Phase::Completed);
    workbench->flush();
    const auto whole = stored(id);
    QVERIFY(whole);
    QCOMPARE(whole->status, AnalysisStatus::Completed);
    QCOMPARE(answerText(whole->transcript), numberedWords(words));
    QCOMPARE(whole->transcript, (*session)->transcript());
    QCOMPARE(whole->attempts.size(), size_t(2));
    QVERIFY(whole->attempts.back().resumed);
    QCOMPARE(responses.posts(), 1);
    auto reader = LibraryReader::open(libraryFile());
    QVERIFY(reader && (*reader)->verify(id));
}

void tst_Resume::anEndedRunIsNotBegunAgain()
{
    m_server->setResponder(
        [](const ReceivedRequest & /*request*/) { return eventStream(numberedStream(words)); });
    const auto workbench = open();
    AnalysisSession *session = start(*workbench, false);
    QTRY_COMPARE(session->phase(), Phase::Completed);
    const auto refused = resume(*workbench, session->id());
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, u"not_resumable"_s);
    workbench->flush();
    QCOMPARE(stored(session->id())->status, AnalysisStatus::Completed);
}

void tst_Resume::aRefusalIsRememberedForTheNextRun()
{
    m_server->setResponder([](const ReceivedRequest &request) {
        if (request.body.contains("\"summary\""))
            return jsonAnswer(400,
                              json("{'error':{'message':'Your organization must be verified to generate "
                                   "reasoning summaries.','param':'reasoning.summary',"
                                   "'code':'unsupported_value'}}"));
        return eventStream(numberedStream(words));
    });
    for (const int requests : {2, 3, 4}) { // two for the first run, one for each of the others
        const auto workbench = open();
        AnalysisSession *session = start(*workbench, false);
        QTRY_COMPARE(session->phase(), Phase::Completed);
        QCOMPARE(m_server->requests().size(), size_t(requests));
        const QStringList fallbacks = session->record().fallbacks;
        QCOMPARE(fallbacks.size(), 1);
        QVERIFY2(fallbacks.first().contains(u"must be verified"_s), qPrintable(fallbacks.first()));
        QCOMPARE(fallbacks.first().endsWith(u"(refused before)"_s), requests > 2);
    }
}

void tst_Resume::aRefusalIsNotRememberedWhereNothingIsSaved()
{
    m_server->setResponder([](const ReceivedRequest &request) {
        return request.body.contains("\"summary\"")
            ? jsonAnswer(400, json("{'error':{'message':'m','param':'reasoning.summary'}}"))
            : eventStream(numberedStream(words));
    });
    for (const int requests : {2, 4}) {
        const auto workbench = open(false);
        AnalysisSession *session = start(*workbench, false);
        QTRY_COMPARE(session->phase(), Phase::Completed);
        QCOMPARE(m_server->requests().size(), size_t(requests));
    }
}

/// A server that blames a parameter and then refuses all the same has not told the truth.
void tst_Resume::aRefusalThatDidNotHelpIsForgotten()
{
    m_server->setResponder([](const ReceivedRequest & /*request*/) {
        return jsonAnswer(400, json("{'error':{'message':'m','param':'reasoning.summary'}}"));
    });
    for (const int requests : {2, 4}) {
        const auto workbench = open();
        AnalysisSession *session = start(*workbench, false);
        QTRY_COMPARE(session->phase(), Phase::Failed);
        QCOMPARE(m_server->requests().size(), size_t(requests));
    }
}

QTEST_GUILESS_MAIN(tst_Resume)
#include "tst_resume.moc"
