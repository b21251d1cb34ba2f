#include "ui/words/words.h"

#include <QLocale>
#include <QMetaEnum>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;

namespace {

/// Begins like a sentence and ends like one.
bool isSentence(const QString &text)
{
    return text.size() > 10 && text.front().isUpper() && text.endsWith(u'.');
}

} // namespace

class tst_Words : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void everyKindOfErrorIsASentence_data();
    void everyKindOfErrorIsASentence();
    void knownCodesSayMore_data();
    void knownCodesSayMore();
    void unknownCodesFallBackToTheirKind();
    void detailsNameWhatSupportAsksFor();
    void everyStateHasAWordAndAGlyph();
    void everyPhaseHasAWord();
    void durations_data();
    void durations();
    void seconds_data();
    void seconds();
    void tokens_data();
    void tokens();
    void sumsOfMoney_data();
    void sumsOfMoney();
    void thePriceTableHasADate();
    void costs_data();
    void costs();
    void prices_data();
    void prices();
    void efforts();
    void modelStates();
};

void tst_Words::everyKindOfErrorIsASentence_data()
{
    QTest::addColumn<ErrorKind>("kind");
    const auto kinds = QMetaEnum::fromType<ErrorKind>();
    for (int i = 0; i < kinds.keyCount(); ++i)
        QTest::newRow(kinds.key(i)) << ErrorKind(kinds.value(i));
}

void tst_Words::everyKindOfErrorIsASentence()
{
    QFETCH(const ErrorKind, kind);
    const Error error{.kind = kind, .message = u"raw"_s};
    QVERIFY2(isSentence(words::errorSentence(error)), qPrintable(words::errorSentence(error)));
    QVERIFY(!words::errorSentence(error).contains(u"raw"_s));
    const QString advice = words::errorAdvice(error);
    QVERIFY2(advice.isEmpty() || isSentence(advice), qPrintable(advice));
    QVERIFY2(!advice.isEmpty() || kind == ErrorKind::Usage, "a person is told what to do");
}

void tst_Words::knownCodesSayMore_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("word");
    const auto row = [](const char *code, ErrorKind kind, const char *word) {
        QTest::newRow(code) << QString::fromLatin1(code) << kind << QString::fromLatin1(word);
    };
    row("no_key", ErrorKind::Authentication, "key");
    row("no_address", ErrorKind::Usage, "address");
    row("connection_refused", ErrorKind::Network, "address");
    row("host_not_found", ErrorKind::Network, "name");
    row("tls_failed", ErrorKind::Network, "secure");
    row("connection_closed", ErrorKind::Network, "broke");
    row("stream_ended_early", ErrorKind::Interrupted, "stopped");
    row("idle_timeout", ErrorKind::Timeout, "silent");
    row("connect_timeout", ErrorKind::Timeout, "reached");
    row("headers_timeout", ErrorKind::Timeout, "answer");
    row("cap_reached", ErrorKind::Usage, "cap");
    row("total_timeout", ErrorKind::Timeout, "limit");
    row("connection_lost", ErrorKind::Network, "network");
    row("left_running", ErrorKind::Interrupted, "closed");
    row("cancel_unconfirmed", ErrorKind::Timeout, "may go on");
    row("model_not_found", ErrorKind::NotFound, "model");
}

void tst_Words::knownCodesSayMore()
{
    QFETCH(const QString, code);
    QFETCH(const ErrorKind, kind);
    QFETCH(const QString, word);
    const Error error{.kind = kind, .message = {}, .code = code};
    QVERIFY2(isSentence(words::errorSentence(error)), qPrintable(words::errorSentence(error)));
    QVERIFY2(words::errorSentence(error).contains(word), qPrintable(words::errorSentence(error)));
    QVERIFY2(isSentence(words::errorAdvice(error)), qPrintable(words::errorAdvice(error)));
}

void tst_Words::unknownCodesFallBackToTheirKind()
{
    const Error plain{.kind = ErrorKind::RateLimited, .message = {}};
    const Error coded{.kind = ErrorKind::RateLimited, .message = {}, .code = u"something_new"_s};
    QCOMPARE(words::errorSentence(coded), words::errorSentence(plain));
    QCOMPARE(words::errorAdvice(coded), words::errorAdvice(plain));
}

void tst_Words::detailsNameWhatSupportAsksFor()
{
    const Error error{.kind = ErrorKind::RateLimited,
                      .message = u"slow down"_s,
                      .code = u"rate_limit_exceeded"_s,
                      .param = u"model"_s,
                      .httpStatus = 429,
                      .requestId = u"req_12"_s,
                      .retryAfter = 20s};
    const QString details = words::errorDetails(error);
    for (const QString &fact :
         {u"slow down"_s, u"rate_limit_exceeded"_s, u"model"_s, u"429"_s, u"req_12"_s, u"20 s"_s})
        QVERIFY2(details.contains(fact), qPrintable(fact));
    QVERIFY(words::errorDetails({.message = {}}).isEmpty());
}

void tst_Words::everyStateHasAWordAndAGlyph()
{
    QSet<QString> spoken;
    QSet<QString> glyphs;
    for (const auto status :
         {AnalysisStatus::Running, AnalysisStatus::Completed, AnalysisStatus::Incomplete,
          AnalysisStatus::Failed, AnalysisStatus::Cancelled, AnalysisStatus::Interrupted}) {
        QVERIFY(!words::status(status).isEmpty());
        QCOMPARE(words::statusGlyph(status).size(), 1);
        spoken.insert(words::status(status));
        glyphs.insert(words::statusGlyph(status));
    }
    QCOMPARE(spoken.size(), 6);
    QCOMPARE(glyphs.size(), 6); // told apart without colour
}

void tst_Words::everyPhaseHasAWord()
{
    QSet<QString> spoken;
    for (int phase = int(Phase::Idle); phase <= int(Phase::Interrupted); ++phase)
        spoken.insert(words::phase(Phase(phase)));
    QVERIFY(!spoken.contains(QString()));
    QCOMPARE(spoken.size(), int(Phase::Interrupted) + 1);
}

void tst_Words::durations_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << qint64(0) << u"0:00"_s;
    QTest::newRow("not yet a second") << qint64(999) << u"0:00"_s;
    QTest::newRow("seconds") << qint64(42'900) << u"0:42"_s;
    QTest::newRow("a minute") << qint64(60'000) << u"1:00"_s;
    QTest::newRow("minutes") << qint64(754'000) << u"12:34"_s;
    QTest::newRow("just under an hour") << qint64(3'599'999) << u"59:59"_s;
    QTest::newRow("hours") << qint64(3'723'000) << u"1:02:03"_s;
    QTest::newRow("more than a day") << qint64(90'000'000) << u"25:00:00"_s;
}

void tst_Words::durations()
{
    QFETCH(const qint64, ms);
    QTEST(words::duration(std::chrono::milliseconds(ms)), "text");
}

void tst_Words::seconds_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QString>("text");
    QTest::newRow("a part of a second") << qint64(780) << u"0.8 s"_s;
    QTest::newRow("a few") << qint64(9'040) << u"9.0 s"_s;
    QTest::newRow("many") << qint64(42'300) << u"42 s"_s;
    QTest::newRow("hundreds") << qint64(1'500'000) << u"1,500 s"_s;
}

void tst_Words::seconds()
{
    QFETCH(const qint64, ms);
    QTEST(words::seconds(std::chrono::milliseconds(ms)), "text");
}

void tst_Words::tokens_data()
{
    QTest::addColumn<qint64>("count");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << qint64(0) << u"0"_s;
    QTest::newRow("thousands") << qint64(1234) << u"1,234"_s;
    QTest::newRow("the last exact one") << qint64(99'999) << u"99,999"_s;
    QTest::newRow("a context") << qint64(400'000) << u"400k"_s;
    QTest::newRow("a large context") << qint64(1'050'000) << u"1.05M"_s;
}

void tst_Words::tokens()
{
    QFETCH(const qint64, count);
    QTEST(words::tokens(count), "text");
}

void tst_Words::sumsOfMoney_data()
{
    QTest::addColumn<double>("usd");
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << 0.0 << u"$0.00"_s;
    QTest::newRow("very little") << 0.00012 << u"$0.00012"_s;
    QTest::newRow("less than a dollar") << 0.12345 << u"$0.1235"_s;
    QTest::newRow("a dollar") << 1.0 << u"$1.00"_s;
    QTest::newRow("much") << 123.456 << u"$123.46"_s;
}

void tst_Words::sumsOfMoney()
{
    QFETCH(const double, usd);
    QTEST(words::dollars(usd), "text");
}

void tst_Words::thePriceTableHasADate()
{
    QCOMPARE(words::pricesAsOf(QDate(2026, 11, 22)), u"prices as of 22 Nov 2026"_s);
    QCOMPARE(words::pricesAsOf({}), QString());
}

void tst_Words::costs_data()
{
    QTest::addColumn<std::optional<double>>("usd");
    QTest::addColumn<CostBasis>("basis");
    QTest::addColumn<QString>("text");
    using Usd = std::optional<double>;
    QTest::newRow("reported") << Usd(0.5) << CostBasis::Reported << u"$0.5000"_s;
    QTest::newRow("computed") << Usd(0.01234) << CostBasis::Computed << u"$0.0123"_s;
    QTest::newRow("tiny") << Usd(0.00012) << CostBasis::Computed << u"$0.00012"_s;
    QTest::newRow("estimated") << Usd(0.02) << CostBasis::Estimated << u"about $0.02 (estimated)"_s;
    QTest::newRow("really free") << Usd(0.0) << CostBasis::Computed << u"$0.00000"_s;
    for (const auto basis :
         {CostBasis::Unknown, CostBasis::Reported, CostBasis::Computed, CostBasis::Estimated})
        QTest::addRow("unknown, basis %d", int(basis)) << Usd() << basis << u"cost unknown"_s; // never $0
}

void tst_Words::costs()
{
    QFETCH(const std::optional<double>, usd);
    QFETCH(const CostBasis, basis);
    QTEST(words::cost({.usd = usd, .basis = basis}), "text");
}

void tst_Words::prices_data()
{
    QTest::addColumn<std::optional<double>>("usd");
    QTest::addColumn<QString>("text");
    using Usd = std::optional<double>;
    QTest::newRow("whole") << Usd(2.0) << u"$2.00"_s;
    QTest::newRow("cents") << Usd(0.25) << u"$0.25"_s;
    QTest::newRow("less than cents") << Usd(0.025) << u"$0.025"_s;
    QTest::newRow("large") << Usd(168.0) << u"$168.00"_s;
    QTest::newRow("unknown") << Usd() << u"unknown"_s;
}

void tst_Words::prices()
{
    QFETCH(const std::optional<double>, usd);
    QTEST(words::pricePerMillion(usd), "text");
}

void tst_Words::efforts()
{
    QCOMPARE(words::effort({}), u"model's default"_s);
    QCOMPARE(words::effort(u"xhigh"_s), u"extra high"_s);
    QCOMPARE(words::effort(u"brand-new"_s), u"brand-new"_s); // as the server names it
}

void tst_Words::modelStates()
{
    const QDate today = QDate::currentDate();
    const ModelInfo leaving{.id = u"a"_s, .shutdownDate = today.addDays(30), .replacement = u"b"_s};
    const ModelInfo gone{.id = u"a"_s, .shutdownDate = today.addDays(-30), .replacement = u"b"_s};
    QVERIFY2(words::modelState(leaving).contains(u'b'), qPrintable(words::modelState(leaving)));
    QVERIFY2(words::modelState(gone).contains(u'b'), qPrintable(words::modelState(gone)));
    QVERIFY(words::modelState(leaving) != words::modelState(gone));
}

QTEST_GUILESS_MAIN(tst_Words)
#include "tst_words.moc"
