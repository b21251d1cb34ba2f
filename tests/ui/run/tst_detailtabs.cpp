#include "store/analysislibrary.h"
#include "store/librarywriter.h"
#include "store/samplerun.h"
#include "support/activetimers.h"
#include "ui/plot/proportionbar.h"
#include "ui/plot/timeplot.h"
#include "ui/run/detailtabs.h"
#include "ui/run/requestpane.h"
#include "ui/run/timingpane.h"
#include "ui/run/usagepane.h"

#include <QAbstractEventDispatcher>
#include <QClipboard>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using reasonglass::test::activeTimers;

class tst_DetailTabs : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void init();
    void cleanup();

    void everyPaneHasItsTab();
    void timingReadsOnlyWhenLookedAt();
    void timingFollowsARun();
    void anIdlePaneDoesNotTick();
    void theLastEventsAreWaitedFor();
    void nothingStreamedSaysSo();
    void requestIsReadableAndColoured();
    void aPictureIsShortenedAndCopiedWhole();
    void curlIsForRealServersOnly();
    void usageIsABar();
    void usageOfEarlierAttempts();
    void clearingLeavesNothing();

private:
    void openTab(int index);
    /// Whatever was asked of the library before has been answered then: it answers in order.
    void letTheLibraryAnswer();
    template <typename Pane>
    Pane *pane()
    {
        return m_tabs->findChild<Pane *>();
    }
    /// All that labels in \a inside say.
    QStringList texts(const QWidget *inside) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<LibraryWriter> m_writer;
    std::unique_ptr<AnalysisLibrary> m_library;
    std::unique_ptr<DetailTabs> m_tabs;
};

void tst_DetailTabs::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    const QString path = m_folder->filePath(u"library.sqlite"_s);
    m_writer = std::make_unique<LibraryWriter>(path);
    m_writer->flush();
    m_library = std::make_unique<AnalysisLibrary>(path);
    m_tabs = std::make_unique<DetailTabs>(*m_library);
    m_tabs->setLookup({.billedModel =
                           [](const AnalysisRecord &) {
                               ModelInfo model;
                               model.prices = {.inputPerMillion = 2.0, .outputPerMillion = 8.0};
                               return std::optional(model);
                           },
                       .keyVariable = [](const AnalysisRecord &) { return u"SOME_KEY"_s; }});
    m_tabs->resize(900, 320);
    m_tabs->setVisible(true);
    QVERIFY(QTest::qWaitForWindowExposed(m_tabs.get()));
}

void tst_DetailTabs::cleanup()
{
    m_tabs.reset();
    m_library.reset();
    m_writer.reset();
}

void tst_DetailTabs::openTab(int index)
{
    m_tabs->setCurrentIndex(index);
    QCoreApplication::processEvents();
}

void tst_DetailTabs::letTheLibraryAnswer()
{
    const auto answer = m_library->tags();
    QTRY_VERIFY(answer.isFinished());
    QCoreApplication::processEvents();
}

QStringList tst_DetailTabs::texts(const QWidget *inside) const
{
    QStringList all;
    for (const QLabel *label : inside->findChildren<QLabel *>())
        all += label->text();
    return all;
}

void tst_DetailTabs::everyPaneHasItsTab()
{
    QStringList titles;
    for (int i = 0; i < m_tabs->count(); ++i)
        titles += m_tabs->tabText(i);
    QCOMPARE(titles, (QStringList{u"Events"_s, u"Timing"_s, u"Request"_s, u"Usage"_s}));
}

void tst_DetailTabs::timingReadsOnlyWhenLookedAt()
{
    const SampleRun run = sampleRun(1);
    write(*m_writer, run);
    m_writer->flush();
    m_tabs->show(run.record, 1);
    letTheLibraryAnswer();
    QVERIFY(pane<TimingPane>()->series() == RateSeries());
    openTab(1);
    QTRY_COMPARE(pane<TimingPane>()->series().answerChars(), 24);
    QTRY_VERIFY(!pane<TimePlot>()->data().series.empty());
    QVERIFY(pane<TimePlot>()->data().series[1].values.size() > 0);
    QVERIFY(texts(pane<TimingPane>()).contains(u"Longest gap"_s));
    QVERIFY(!pane<TimePlot>()->accessibleDescription().isEmpty());
    QVERIFY(!m_tabs->findChild<QLabel *>(u"scaleNote"_s)->text().isEmpty());
}

void tst_DetailTabs::timingFollowsARun()
{
    const SampleRun run = sampleRun(1);
    begin(*m_writer, run);
    const size_t half = run.frames.size() / 2;
    for (size_t i = 0; i < half; ++i)
        m_writer->append(AnalysisId(1), 1, run.frames[i]);
    m_writer->flush();
    AnalysisRecord running = beginningOf(run.record);
    running.attempts = {beginningOf(run.record.attempts.front())};
    openTab(1);
    m_tabs->show(running, 1);
    QTRY_VERIFY(pane<TimingPane>()->series().reasoningChars() > 0);
    const qint64 before = pane<TimingPane>()->series().answerChars();
    QTRY_VERIFY(!texts(pane<TimingPane>()).filter(u"0.0"_s).isEmpty()); // first byte, known from the events
    for (size_t i = half; i < run.frames.size(); ++i)
        m_writer->append(AnalysisId(1), 1, run.frames[i]);
    m_writer->flush();
    QTRY_VERIFY(pane<TimingPane>()->series().answerChars() > before); // by itself
}

/// Neither hidden nor ended does it wake the program.
void tst_DetailTabs::anIdlePaneDoesNotTick()
{
    const SampleRun run = sampleRun(1);
    write(*m_writer, run);
    m_writer->flush();
    openTab(1);
    m_tabs->show(run.record, 1);
    QTRY_COMPARE(pane<TimingPane>()->series().answerChars(), 24);
    QTRY_VERIFY(activeTimers(*pane<TimingPane>()).isEmpty());
    AnalysisRecord running = beginningOf(run.record);
    running.attempts = {beginningOf(run.record.attempts.front())};
    m_tabs->show(running, 1);
    QTRY_COMPARE(activeTimers(*pane<TimingPane>()).size(), 1); // while it runs and is looked at
    openTab(0);
    QVERIFY(activeTimers(*pane<TimingPane>()).isEmpty());
    letTheLibraryAnswer();
    QVERIFY(activeTimers(*pane<TimingPane>()).isEmpty());
}

/// The record may be there before its last events are on disk.
void tst_DetailTabs::theLastEventsAreWaitedFor()
{
    const SampleRun run = sampleRun(1);
    begin(*m_writer, run);
    for (size_t i = 0; i + 2 < run.frames.size(); ++i)
        m_writer->append(AnalysisId(1), 1, run.frames[i]);
    m_writer->flush();
    openTab(1);
    m_tabs->show(run.record, 1);
    QTRY_VERIFY(pane<TimingPane>()->series().answerChars() > 0);
    QVERIFY(pane<TimingPane>()->series().answerChars() < 24);
    for (size_t i = run.frames.size() - 2; i < run.frames.size(); ++i)
        m_writer->append(AnalysisId(1), 1, run.frames[i]);
    m_writer->flush();
    QTRY_COMPARE(pane<TimingPane>()->series().answerChars(), 24);
}

void tst_DetailTabs::nothingStreamedSaysSo()
{
    SampleRun run = sampleRun(1);
    run.frames = {{.kind = FrameKind::Refusal, .data = "{}"}};
    run.record.attempts.front().events = 1;
    write(*m_writer, run);
    m_writer->flush();
    openTab(1);
    m_tabs->show(run.record, 1);
    letTheLibraryAnswer();
    QVERIFY(pane<TimePlot>()->data().series.empty());
    QVERIFY(!pane<TimingPane>()->findChild<QPushButton *>()->isEnabled());
}

void tst_DetailTabs::requestIsReadableAndColoured()
{
    const SampleRun run = sampleRun(1);
    openTab(2);
    m_tabs->show(run.record, 1);
    auto *text = pane<RequestPane>()->findChild<QPlainTextEdit *>();
    QCOMPARE(text->toPlainText(), u"{\n  \"model\": \"m-1\"\n}"_s);
    QCOMPARE(m_tabs->findChild<QLabel *>(u"requestLine"_s)->text(),
             u"POST https://api.example/v1/responses"_s);
    const auto formats = [text] { return text->document()->findBlockByNumber(1).layout()->formats(); };
    QTRY_COMPARE(formats().size(), 2); // the key and the string
    QVERIFY(formats()[0].format.foreground().color() != formats()[1].format.foreground().color());
    QVERIFY(!m_tabs->findChild<QLabel *>(u"shortened"_s)->isVisible());
}

void tst_DetailTabs::aPictureIsShortenedAndCopiedWhole()
{
    SampleRun run = sampleRun(1);
    const QByteArray body = R"({"image":")" + QByteArray(10'000'000, 'A') + R"("})";
    run.record.attempts.front().requestBody = body;
    openTab(2);
    QElapsedTimer timer;
    timer.start();
    m_tabs->show(run.record, 1);
    QCoreApplication::processEvents();
    const qint64 took = timer.elapsed();
    qInfo() << "10 MB shown in" << took << "ms";
    QVERIFY(took < 1000);
    auto *text = pane<RequestPane>()->findChild<QPlainTextEdit *>();
    QVERIFY(text->toPlainText().size() < 10'000);
    QVERIFY(m_tabs->findChild<QLabel *>(u"shortened"_s)->isVisible());
    m_tabs->findChild<QPushButton *>(u"copyJson"_s)->click();
    QCOMPARE(QGuiApplication::clipboard()->text().size(), body.size());
    m_tabs->findChild<QPushButton *>(u"copyCurl"_s)->click();
    QVERIFY(QGuiApplication::clipboard()->text().contains(u"Bearer $SOME_KEY"_s));
}

void tst_DetailTabs::curlIsForRealServersOnly()
{
    SampleRun run = sampleRun(1);
    auto *curl = m_tabs->findChild<QPushButton *>(u"copyCurl"_s);
    m_tabs->show(run.record, 1);
    QVERIFY(curl->isEnabled());
    run.record.request.sample = true;
    m_tabs->show(run.record, 1);
    QVERIFY(!curl->isEnabled());
    QVERIFY(m_tabs->findChild<QPushButton *>(u"copyJson"_s)->isEnabled());
}

void tst_DetailTabs::usageIsABar()
{
    const SampleRun run = sampleRun(1);
    openTab(3);
    m_tabs->show(run.record, 1);
    const auto *bar = pane<ProportionBar>();
    QTRY_VERIFY(bar->isVisible());
    QCOMPARE(bar->accessibleDescription(),
             u"Input: 6 (20 %), Cached input: 4 (13 %), Reasoning: 5 (17 %), Answer: 15 (50 %)"_s);
    QVERIFY(!texts(pane<UsagePane>()).filter(u"per million"_s).isEmpty());
    SampleRun silent = sampleRun(2);
    silent.record.transcript.usage.reset();
    m_tabs->show(silent.record, 1);
    QVERIFY(!bar->isVisible());
    QVERIFY(texts(pane<UsagePane>()).contains(u"the server did not say"_s));
}

void tst_DetailTabs::usageOfEarlierAttempts()
{
    SampleRun run = sampleRun(1);
    write(*m_writer, run);
    Attempt second = run.record.attempts.front();
    second.number = 2;
    m_writer->beginAttempt(AnalysisId(1), beginningOf(second));
    m_writer->endAttempt(AnalysisId(1), second);
    m_writer->flush();
    run.record.attempts.push_back(second);
    m_tabs->show(run.record, 2);
    openTab(3);
    QTRY_VERIFY(texts(pane<UsagePane>()).contains(u"Attempt 1 used"_s));
    QVERIFY(texts(pane<UsagePane>()).contains(u"10 in, 4 cached, 20 out, 5 reasoning"_s));
}

void tst_DetailTabs::clearingLeavesNothing()
{
    const SampleRun run = sampleRun(1);
    write(*m_writer, run);
    m_writer->flush();
    openTab(1);
    m_tabs->show(run.record, 1);
    QTRY_VERIFY(pane<TimingPane>()->series().answerChars() > 0);
    m_tabs->clear();
    QVERIFY(pane<TimePlot>()->data().series.empty());
    QVERIFY(pane<RequestPane>()->findChild<QPlainTextEdit *>()->toPlainText().isEmpty());
    QVERIFY(texts(pane<UsagePane>()).filter(u"okens"_s).isEmpty());
    QVERIFY(!m_tabs->findChild<QPushButton *>(u"copyCurl"_s)->isEnabled());
}

QTEST_MAIN(tst_DetailTabs)
#include "tst_detailtabs.moc"
