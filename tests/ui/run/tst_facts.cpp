#include "ui/run/facts.h"

#include <QLocale>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

AnalysisRecord someRun()
{
    AnalysisRecord record{.id = AnalysisId(7), .status = AnalysisStatus::Completed};
    record.request.providerId = u"openai"_s;
    record.request.baseUrl = u"https://api.example.org/v1"_s;
    record.request.response.model = u"m-1"_s;
    record.transcript.responseId = u"resp_1"_s;
    record.attempts.push_back(
        {.number = 1, .outcome = AnalysisStatus::Completed, .requestBody = "{\"a\":\"it's\"}"});
    return record;
}

ModelInfo pricedModel()
{
    ModelInfo model{.id = u"m-1"_s, .providerId = u"openai"_s};
    model.prices = {
        .inputPerMillion = 2.0, .cachedPerMillion = 0.5, .outputPerMillion = 8.0, .asOf = QDate(2026, 11, 1)};
    return model;
}

std::optional<QString> valueOf(const std::vector<Fact> &facts, const QString &name)
{
    const auto found = std::ranges::find(facts, name, &Fact::first);
    return found == facts.end() ? std::nullopt : std::optional(found->second);
}

} // namespace

class tst_Facts : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void unknownStaysUnknown();
    void aRunIsNotJudgedBeforeItsEnd();
    void usageInNumbers();
    void pricesAreThoseOfTheTable();
    void aChangedTableIsSaid_data();
    void aChangedTableIsSaid();
    void theTierIsPartOfThePrice();
    void reasoningBesideTheOutputIsNamedSo();
    void theRequestLine();
    void curlTakesTheKeyFromTheEnvironment();
    void curlIsOneCommandToAShell();
    void curlOfAResumption();
};

void tst_Facts::unknownStaysUnknown()
{
    const std::vector<Fact> facts = usageFacts(someRun(), std::nullopt);
    QCOMPARE(valueOf(facts, u"Tokens"_s), u"the server did not say"_s);
    QCOMPARE(valueOf(facts, u"Cost"_s), u"unknown"_s);
    QCOMPARE(valueOf(facts, u"Prices"_s), u"unknown"_s);
    QCOMPARE(usageLine(std::nullopt), u"the server did not say"_s);
    for (const auto &[name, value] : facts)
        QVERIFY2(value != u"0" && !value.contains(u"$0"), qPrintable(name));
}

void tst_Facts::aRunIsNotJudgedBeforeItsEnd()
{
    AnalysisRecord record = someRun();
    record.status = record.attempts[0].outcome = AnalysisStatus::Running;
    record.attempts[0].timing.firstByteMs = 1500;
    const std::vector<Fact> usage = usageFacts(record, std::nullopt);
    QCOMPARE(valueOf(usage, u"Tokens"_s), u"known at the end"_s);
    QCOMPARE(valueOf(usage, u"Cost"_s), u"known at the end"_s);
    std::vector<Fact> timing = timingFacts(record, record.attempts[0], std::nullopt);
    QCOMPARE(valueOf(timing, u"First byte after"_s), u"1.5 s"_s);
    QCOMPARE(valueOf(timing, u"First answer text after"_s), u"not yet"_s);
    QVERIFY(!valueOf(timing, u"Received"_s)); // "0 bytes" would be wrong
    record.attempts[0].outcome = AnalysisStatus::Failed;
    timing = timingFacts(record, record.attempts[0], std::nullopt);
    QCOMPARE(valueOf(timing, u"First answer text after"_s), u"not reached"_s);
}

void tst_Facts::usageInNumbers()
{
    AnalysisRecord record = someRun();
    record.transcript.usage = Usage{.input = 12, .cached = 4, .output = 30, .reasoning = 20, .total = 42};
    std::vector<Fact> facts = usageFacts(record, std::nullopt);
    QCOMPARE(valueOf(facts, u"Input tokens"_s), u"12"_s);
    QCOMPARE(valueOf(facts, u"of them cached"_s), u"4"_s);
    QCOMPARE(valueOf(facts, u"of them reasoning"_s), u"20"_s);
    QVERIFY(!valueOf(facts, u"of them written to the cache"_s));
    record.transcript.usage->cacheWrite = 3;
    facts = usageFacts(record, std::nullopt);
    QCOMPARE(valueOf(facts, u"of them written to the cache"_s), u"3"_s);
    QCOMPARE(usageLine(record.transcript.usage), u"12 in, 4 cached, 30 out, 20 reasoning"_s);
}

void tst_Facts::pricesAreThoseOfTheTable()
{
    const std::vector<Fact> facts = usageFacts(someRun(), pricedModel());
    const QString prices = valueOf(facts, u"Prices"_s).value_or(QString());
    QVERIFY2(prices.contains(u"2") && prices.contains(u"8") && prices.contains(u"per million"),
             qPrintable(prices));
    QCOMPARE(prices.count(u'\n'), 2); // input, cached, output
    QCOMPARE(valueOf(facts, u"Prices as of"_s).value_or(QString()),
             QLocale().toString(QDate(2026, 11, 1), QLocale::ShortFormat));
}

void tst_Facts::aChangedTableIsSaid_data()
{
    QTest::addColumn<double>("cost");
    QTest::addColumn<CostBasis>("basis");
    QTest::addColumn<bool>("said");
    QTest::newRow("as then") << 10.0 << CostBasis::Computed << false;
    QTest::newRow("cheaper then") << 9.0 << CostBasis::Computed << true;
    QTest::newRow("the provider's own") << 9.0 << CostBasis::Reported << false;
}

void tst_Facts::aChangedTableIsSaid()
{
    QFETCH(double, cost);
    QFETCH(CostBasis, basis);
    QFETCH(bool, said);
    AnalysisRecord record = someRun();
    record.transcript.usage = Usage{.input = 1'000'000, .output = 1'000'000};
    record.cost = {.usd = cost, .basis = basis};
    QCOMPARE(valueOf(usageFacts(record, pricedModel()), u"Since then"_s).has_value(), said);
}

void tst_Facts::theTierIsPartOfThePrice()
{
    ModelInfo model = pricedModel();
    model.prices.tierFactors = {{u"flex"_s, 0.5}};
    AnalysisRecord record = someRun();
    record.transcript.usage = Usage{.input = 1'000'000, .output = 1'000'000};
    record.transcript.serviceTier = u"flex"_s;
    record.cost = {.usd = 5.0, .basis = CostBasis::Computed};
    std::vector<Fact> facts = usageFacts(record, model);
    QVERIFY(valueOf(facts, u"Prices"_s)->contains(u"“flex”: all × 0.5"_s));
    QVERIFY(!valueOf(facts, u"Since then"_s));
    record.transcript.serviceTier = u"ultrafast"_s;
    facts = usageFacts(record, model);
    QVERIFY(valueOf(facts, u"Prices"_s)->contains(u"“ultrafast”: what it costs is not known"_s));
}

void tst_Facts::reasoningBesideTheOutputIsNamedSo()
{
    AnalysisRecord record = someRun();
    record.transcript.usage = Usage{.input = 1, .output = 10, .reasoning = 20};
    QCOMPARE(valueOf(usageFacts(record, std::nullopt), u"and beside them reasoning"_s), u"20"_s);
}

void tst_Facts::theRequestLine()
{
    AnalysisRecord record = someRun();
    QCOMPARE(requestLine(record, record.attempts[0], std::nullopt),
             u"POST https://api.example.org/v1/responses"_s);
    const Attempt resumed{.number = 2, .resumed = true};
    QCOMPARE(requestLine(record, resumed, Seam{.attempt = 2, .after = 41}),
             u"GET https://api.example.org/v1/responses/resp_1?stream=true&starting_after=41"_s);
    QVERIFY(requestLine(record, resumed, Seam{.attempt = 2}).endsWith(u"starting_after=…"_s));
    record.request.sample = true;
    QVERIFY(!requestLine(record, record.attempts[0], std::nullopt).contains(u"https"_s));
}

void tst_Facts::curlTakesTheKeyFromTheEnvironment()
{
    const AnalysisRecord record = someRun();
    const QString command = curlCommand(record, record.attempts[0], std::nullopt, u"OPENAI_API_KEY"_s);
    QVERIFY(command.startsWith(u"curl -N 'https://api.example.org/v1/responses'"_s));
    QVERIFY(command.contains(u"-H \"Authorization: Bearer $OPENAI_API_KEY\""_s));
    QVERIFY(command.contains(u"\n{\"a\":\"it's\"}\n"_s));
    QVERIFY(!curlCommand(record, record.attempts[0], std::nullopt, {}).contains(u"Authorization"_s));
}

/// What a shell makes of it, with a curl that says what it was given.
void tst_Facts::curlIsOneCommandToAShell()
{
    const QString shell = QStandardPaths::findExecutable(u"sh"_s);
    if (shell.isEmpty())
        QSKIP("there is no sh here");
    AnalysisRecord record = someRun();
    record.request.baseUrl = u"https://x.org/it's $HOME `id`"_s;
    record.attempts[0].requestBody = "{\"a\":\"it's $HOME `id` \\\\ !\"}";
    const QString command = curlCommand(record, record.attempts[0], std::nullopt, u"SOME_KEY"_s);
    QProcess process;
    process.start(
        shell,
        {u"-c"_s,
         u"SOME_KEY=k; curl() { for a in \"$@\"; do printf '%s\\n' \"$a\"; done; cat; }\n"_s + command});
    QVERIFY(process.waitForFinished());
    QCOMPARE(QString::fromUtf8(process.readAllStandardOutput()),
             u"-N\nhttps://x.org/it's $HOME `id`/responses\n-H\nAuthorization: Bearer k\n-H\n"
             "Content-Type: application/json\n--data-binary\n@-\n{\"a\":\"it's $HOME `id` \\\\ !\"}\n"_s);
}

void tst_Facts::curlOfAResumption()
{
    const AnalysisRecord record = someRun();
    const QString command =
        curlCommand(record, {.number = 2, .resumed = true}, Seam{.attempt = 2, .after = 3}, u"K"_s);
    QVERIFY(
        command.contains(u"'https://api.example.org/v1/responses/resp_1?stream=true&starting_after=3'"_s));
    QVERIFY(!command.contains(u"data-binary"_s));
}

QTEST_APPLESS_MAIN(tst_Facts)
#include "tst_facts.moc"
