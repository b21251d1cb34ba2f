#include "analysis/resumepolicy.h"
#include "providers/providererror.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

class tst_ResumePolicy : public QObject
{
    Q_OBJECT

private slots:
    void breaks_data();
    void breaks();
    void refusalsOfServers_data();
    void refusalsOfServers();
    void goesOnOnlyInBackground_data();
    void goesOnOnlyInBackground();
    void aPromptCannotPretend();
    void endsThatMayBeResumed_data();
    void endsThatMayBeResumed();
};

namespace {

Provider ableProvider()
{
    Provider provider;
    provider.capabilities.retrieve = true;
    provider.capabilities.resume = true;
    return provider;
}

AnalysisRecord brokenRecord()
{
    AnalysisRecord record;
    record.status = AnalysisStatus::Interrupted;
    record.transcript.responseId = u"resp_1"_s;
    record.transcript.lastSequenceNumber = 7;
    record.attempts = {{.requestBody = R"({"background":true,"input":"x"})"}, {.number = 2, .resumed = true}};
    return record;
}

} // namespace

void tst_ResumePolicy::breaks_data()
{
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<AfterBreak>("expected");
    QTest::newRow("cut") << ErrorKind::Interrupted << AfterBreak::TakeUp;
    QTest::newRow("no network") << ErrorKind::Network << AfterBreak::TakeUp;
    QTest::newRow("silence") << ErrorKind::Timeout << AfterBreak::TakeUp;
    QTest::newRow("too many requests") << ErrorKind::RateLimited << AfterBreak::TakeUp;
    QTest::newRow("server fault") << ErrorKind::Server << AfterBreak::TakeUp;
    QTest::newRow("a log-in page in between") << ErrorKind::Protocol << AfterBreak::TakeUp;
    QTest::newRow("refused") << ErrorKind::Rejected << AfterBreak::Poll;
    QTest::newRow("gone") << ErrorKind::NotFound << AfterBreak::GiveUp;
    QTest::newRow("key") << ErrorKind::Authentication << AfterBreak::GiveUp;
    QTest::newRow("too large") << ErrorKind::TooLarge << AfterBreak::GiveUp;
}

void tst_ResumePolicy::breaks()
{
    QFETCH(const ErrorKind, kind);
    QFETCH(const AfterBreak, expected);
    QCOMPARE(afterBreak({.kind = kind, .message = u"m"_s}), expected);
}

/// The words of real servers, through the classification that real answers take.
void tst_ResumePolicy::refusalsOfServers_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<AfterBreak>("expected");
    QTest::newRow("older than five minutes")
        << 400
        << QByteArray(
               R"({"error":{"message":"This response can no longer be streamed because it is more than )"
               R"(5 minutes old.","type":"invalid_request_error","param":"stream","code":null}})")
        << AfterBreak::Poll;
    QTest::newRow("not made in background")
        << 400
        << QByteArray(R"({"error":{"message":"This response cannot be streamed because it was not created )"
                      R"(with background=true.","type":"invalid_request_error","param":"stream",)"
                      R"("code":"invalid_request_error"}})")
        << AfterBreak::Poll;
    QTest::newRow("unknown") << 404
                             << QByteArray(R"({"error":{"message":"Response with id 'resp_1' not found.",)"
                                           R"("type":"invalid_request_error","param":null,"code":null}})")
                             << AfterBreak::GiveUp;
    QTest::newRow("bad gateway") << 502 << QByteArray("<html>Bad gateway</html>") << AfterBreak::TakeUp;
    QTest::newRow("bad key") << 401
                             << QByteArray(R"({"error":{"message":"Incorrect API key provided",)"
                                           R"("code":"invalid_api_key"}})")
                             << AfterBreak::GiveUp;
}

void tst_ResumePolicy::refusalsOfServers()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    QFETCH(const AfterBreak, expected);
    QCOMPARE(afterBreak(classifyHttpError(status, {}, body)), expected);
}

void tst_ResumePolicy::goesOnOnlyInBackground_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("responseId");
    QTest::addColumn<bool>("retrieve");
    QTest::addColumn<bool>("terminal");
    QTest::addColumn<bool>("expected");
    const QByteArray background = R"({"background":true,"input":"x"})";
    QTest::newRow("in background") << background << u"resp"_s << true << false << true;
    QTest::newRow("in the foreground")
        << QByteArray(R"({"input":"x"})") << u"resp"_s << true << false << false;
    QTest::newRow("without a name") << background << QString() << true << false << false;
    QTest::newRow("a server that keeps nothing") << background << u"resp"_s << false << false << false;
    QTest::newRow("ended") << background << u"resp"_s << true << true << false;
}

void tst_ResumePolicy::goesOnOnlyInBackground()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QString, responseId);
    QFETCH(const bool, retrieve);
    QFETCH(const bool, terminal);
    QFETCH(const bool, expected);
    Provider provider = ableProvider();
    provider.capabilities.retrieve = retrieve;
    Transcript transcript{.responseId = responseId};
    transcript.terminal = terminal;
    QCOMPARE(goesOnAtServer({{.requestBody = body}}, provider, transcript), expected);
    // A resumed attempt has no body: what was asked for counts.
    QCOMPARE(goesOnAtServer({{.requestBody = body}, {.number = 2, .resumed = true}}, provider, transcript),
             expected);
}

void tst_ResumePolicy::aPromptCannotPretend()
{
    const ResponseRequest request{.model = u"m"_s,
                                  .prompt = u"say {\"background\":true} \\\"background\":true"_s};
    const QByteArray body = QJsonDocument(toJson(request)).toJson(QJsonDocument::Compact);
    QVERIFY(!goesOnAtServer({{.requestBody = body}}, ableProvider(), {.responseId = u"resp"_s}));
}

void tst_ResumePolicy::endsThatMayBeResumed_data()
{
    QTest::addColumn<AnalysisStatus>("status");
    QTest::addColumn<std::optional<ErrorKind>>("error");
    QTest::addColumn<bool>("expected");
    const std::optional<ErrorKind> none;
    QTest::newRow("interrupted") << AnalysisStatus::Interrupted << none << true;
    QTest::newRow("network failed") << AnalysisStatus::Failed << std::optional(ErrorKind::Network) << true;
    QTest::newRow("server failed") << AnalysisStatus::Failed << std::optional(ErrorKind::Server) << false;
    QTest::newRow("completed") << AnalysisStatus::Completed << none << false;
    QTest::newRow("cancelled") << AnalysisStatus::Cancelled << none << false;
    QTest::newRow("running") << AnalysisStatus::Running << none << false;
}

void tst_ResumePolicy::endsThatMayBeResumed()
{
    QFETCH(const AnalysisStatus, status);
    QFETCH(const std::optional<ErrorKind>, error);
    QFETCH(const bool, expected);
    AnalysisRecord record = brokenRecord();
    record.status = status;
    if (error)
        record.error = Error{.kind = *error, .message = u"m"_s};
    QCOMPARE(mayResume(record, ableProvider()), expected);
    QVERIFY(!mayResume(record, Provider{}));
}

QTEST_APPLESS_MAIN(tst_ResumePolicy)
#include "tst_resumepolicy.moc"
