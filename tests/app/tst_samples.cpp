#include "analysis/analysissession.h"
#include "app/samples.h"
#include "net/responsesclient.h"

#include <QFile>
#include <QSignalSpy>
#include <QTest>

#include <numeric>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;

namespace {

QByteArray streamOf(const Sample &sample)
{
    QFile file(sample.file);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void addSampleRows()
{
    QTest::addColumn<QString>("id");
    for (const Sample &sample : bundledSamples())
        QTest::newRow(qUtf8Printable(sample.id)) << sample.id;
}

} // namespace

class tst_Samples : public QObject
{
    Q_OBJECT

private slots:
    void theIndexNamesThreeSamples();
    void theIndexIsComplete_data() { addSampleRows(); }
    void theIndexIsComplete();
    void noSampleTakesLong_data() { addSampleRows(); }
    void noSampleTakesLong();
    void endsAsItsNameSays_data() { addSampleRows(); }
    void endsAsItsNameSays();
    void onlyKnownSamplesAreServed();

private:
    /// Plays what is at \a baseUrl as any other answer is.
    AnalysisRecord play(const QUrl &baseUrl);

    SystemClock m_clock;
};

AnalysisRecord tst_Samples::play(const QUrl &baseUrl)
{
    ResponsesClient client(m_clock);
    SessionSetup setup{.id = newAnalysisId(m_clock.utcUs()),
                       .request = {.providerId = u"sample"_s, .retries = 0},
                       .provider = {.id = u"sample"_s, .baseUrl = baseUrl},
                       .openStream = [&](const Exchange &exchange, const Timeouts &timeouts) {
                           return client.open({.baseUrl = baseUrl, .timeouts = timeouts}, exchange);
                       }};
    AnalysisSession session(std::move(setup), m_clock);
    QSignalSpy finished(&session, &AnalysisSession::finished);
    session.start();
    if (finished.isEmpty())
        finished.wait(20'000);
    return session.record();
}

void tst_Samples::theIndexNamesThreeSamples()
{
    QStringList ids;
    for (const Sample &sample : bundledSamples())
        ids += sample.id;
    QCOMPARE(ids, (QStringList{u"completed"_s, u"refused"_s, u"interrupted"_s}));
    QVERIFY(!findSample(u"none"));
}

void tst_Samples::theIndexIsComplete()
{
    QFETCH(const QString, id);
    const auto sample = findSample(id);
    QVERIFY(sample);
    QVERIFY(!sample->title.isEmpty());
    QVERIFY(!sample->prompt.isEmpty());
    QVERIFY(!sample->model.isEmpty());
    QVERIFY(!sample->description.isEmpty());
    QVERIFY(sample->pace.beforeFirst > 0us);
    QVERIFY(sample->pace.betweenReasoning > 0us);
    QVERIFY(sample->pace.betweenOthers > 0us);
    QCOMPARE(sample->breaksOff, id == "interrupted"_L1);
    QVERIFY2(splitEvents(streamOf(*sample)).size() > 20, qUtf8Printable(sample->file));
}

void tst_Samples::noSampleTakesLong()
{
    QFETCH(const QString, id);
    const auto sample = findSample(id);
    QVERIFY(sample);
    const std::vector<Piece> pieces = pacedByEvents(streamOf(*sample), sample->pace);
    const auto total = std::accumulate(pieces.begin(), pieces.end(), 0us,
                                       [](auto sum, const Piece &piece) { return sum + piece.delay; });
    QVERIFY2(total > 1s, "a sample that is over at once shows nothing");
    QVERIFY2(total < 20s, qPrintable(QString::number(total.count())));
}

void tst_Samples::endsAsItsNameSays()
{
    QFETCH(const QString, id);
    SampleServer server;
    const Result<QUrl> url = server.baseUrl(id, false);
    QVERIFY(url);
    const AnalysisRecord record = play(*url);
    QVERIFY(!reasoningText(record.transcript).isEmpty());
    if (id == "completed"_L1) {
        QCOMPARE(record.status, AnalysisStatus::Completed);
        QVERIFY(!answerText(record.transcript).isEmpty());
        QVERIFY(record.transcript.usage);
    } else if (id == "refused"_L1) {
        QCOMPARE(record.status, AnalysisStatus::Completed);
        QVERIFY(!refusalText(record.transcript).isEmpty());
        QVERIFY(answerText(record.transcript).isEmpty());
    } else {
        QCOMPARE(record.status, AnalysisStatus::Interrupted);
        QVERIFY(!answerText(record.transcript).isEmpty());
        QVERIFY(!record.transcript.usage);
    }
}

void tst_Samples::onlyKnownSamplesAreServed()
{
    SampleServer server;
    const Result<QUrl> url = server.baseUrl(u"none"_s, false);
    QVERIFY(url);
    const AnalysisRecord record = play(*url);
    QCOMPARE(record.status, AnalysisStatus::Failed);
    QVERIFY(record.error);
    QCOMPARE(record.error->httpStatus, 404);
}

QTEST_GUILESS_MAIN(tst_Samples)
#include "tst_samples.moc"
