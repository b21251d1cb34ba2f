#include "app/taskbench.h"
#include "settings/keys.h"
#include "ui/window/batchwatch.h"

#include <QPushButton>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using namespace reasonglass::test;

/// What the window says of batches, against a real queue and a server on this machine.
class tst_BatchWatch : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void init();
    void cleanup();

    void whatWasCutOffIsOfferedAndNothingIsSent_data();
    void whatWasCutOffIsOfferedAndNothingIsSent();
    void goesOnWhenAsked();
    void showsTheSetWhenAsked();
    void stopsForGoodWhenAsked();
    void anOfferThatIsMootGoes();
    void saysWhyABatchIsHeldUp();
    void sumsUpForTheStatusBar();

private:
    /// A batch of four of which one is done, cut off by the end of the program.
    void cutOff();
    void openWindow();
    QPushButton *button(const QString &text) const;

    std::unique_ptr<SystemClock> m_clock;
    std::unique_ptr<TaskBench> m_bench;
    std::unique_ptr<QWidget> m_window;
    BatchWatch *m_watch = nullptr; ///< the window's
    TaskSet m_set;
    size_t m_sent = 0; ///< requests before the program was started again
};

void tst_BatchWatch::init()
{
    m_clock = std::make_unique<SystemClock>();
    m_bench = std::make_unique<TaskBench>(*m_clock);
    m_bench->start();
    m_bench->workbench->settings().set(keys::batchNotice, false);
    m_bench->workbench->settings().set(keys::preventSleep, false);
}

void tst_BatchWatch::cleanup()
{
    m_window.reset();
    m_bench.reset();
    m_clock.reset();
}

void tst_BatchWatch::openWindow()
{
    m_window = std::make_unique<QWidget>();
    m_window->resize(900, 300);
    m_watch = new BatchWatch(*m_bench->workbench, *m_bench->desk, m_window.get());
    m_window->show();
}

void tst_BatchWatch::cutOff()
{
    m_bench->server.setResponder([](const ReceivedRequest &request) {
        return promptOf(request) == u"Say 1"_s ? eventStream(pricedRun("1", 10, 10))
                                               : stalled(created() + said("1"));
    });
    m_set = m_bench->createSet(4);
    QVERIFY(m_bench->batches().run(m_set, m_bench->cells(4), {.atOnce = 2}).has_value());
    QTRY_COMPARE(m_bench->server.requests().size(), size_t(3));
    QTRY_COMPARE(m_bench->batches().progress(m_bench->batches().open().front())->done, 1);
    m_bench->stop();
    m_sent = m_bench->server.requests().size();
    m_bench->answerRightly();
    m_bench->start();
}

QPushButton *tst_BatchWatch::button(const QString &text) const
{
    for (QPushButton *button : m_watch->findChildren<QPushButton *>()) {
        if (button->text().remove(u'&') == text && button->isVisible())
            return button;
    }
    return nullptr;
}

void tst_BatchWatch::whatWasCutOffIsOfferedAndNothingIsSent_data()
{
    QTest::addColumn<bool>("windowFirst");
    QTest::newRow("the window is there when they are found") << true;
    QTest::newRow("they were found before the window was built") << false;
}

void tst_BatchWatch::whatWasCutOffIsOfferedAndNothingIsSent()
{
    QFETCH(const bool, windowFirst);
    cutOff();
    if (windowFirst)
        openWindow();
    QTRY_COMPARE(m_bench->batches().open().size(), size_t(1));
    if (!windowFirst)
        openWindow();
    QTRY_VERIFY(m_watch->isVisible());
    QVERIFY2(m_watch->text().contains(u"1 of 4 runs are done"_s), qPrintable(m_watch->text()));
    QVERIFY(button(u"Go on"_s) && button(u"Show"_s) && button(u"Stop for good"_s));
    m_bench->letLibraryAnswer();
    QVERIFY(m_bench->workbench->sessions().empty()); // nothing comes of itself
    QCOMPARE(m_bench->server.requests().size(), m_sent);
    QVERIFY(!m_bench->batches().isBusy());
}

void tst_BatchWatch::goesOnWhenAsked()
{
    cutOff();
    openWindow();
    QTRY_VERIFY(m_watch->isVisible());
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    QSignalSpy shown(m_watch, &BatchWatch::showWanted);
    button(u"Go on"_s)->click();
    QVERIFY(!m_watch->isVisible());
    QCOMPARE(shown.size(), 1);
    QCOMPARE(shown.first().first().value<TaskSetId>(), m_set.id);
    const BatchProgress last = waitForEnd(ended);
    QCOMPARE(last.state, BatchState::Finished);
    QCOMPARE(last.done, 4);
    QCOMPARE(m_bench->server.requests().size(), m_sent + 3);
}

void tst_BatchWatch::showsTheSetWhenAsked()
{
    cutOff();
    openWindow();
    QTRY_VERIFY(m_watch->isVisible());
    QSignalSpy shown(m_watch, &BatchWatch::showWanted);
    button(u"Show"_s)->click();
    QVERIFY(!m_watch->isVisible());
    QCOMPARE(shown.size(), 1);
    QCOMPARE(m_bench->batches().progress(m_bench->batches().open().front())->state, BatchState::Paused);
    QCOMPARE(m_bench->server.requests().size(), m_sent);
}

void tst_BatchWatch::stopsForGoodWhenAsked()
{
    cutOff();
    openWindow();
    QTRY_VERIFY(m_watch->isVisible());
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    button(u"Stop for good"_s)->click();
    QCOMPARE(waitForEnd(ended).state, BatchState::Stopped);
    QCOMPARE(m_bench->server.requests().size(), m_sent);
    m_bench->workbench->flush();
    m_window.reset();
    QSignalSpy found(&m_bench->batches(), &BatchRunner::leftOverFound);
    m_bench->start(); // nobody is asked again
    openWindow();
    QSignalSpy opened(m_bench->workbench.get(), &Workbench::libraryOpened);
    QVERIFY(opened.wait());
    m_bench->letLibraryAnswer();
    QVERIFY(!m_watch->isVisible());
    QVERIFY(m_bench->batches().open().empty());
}

void tst_BatchWatch::anOfferThatIsMootGoes()
{
    cutOff();
    openWindow();
    QTRY_VERIFY(m_watch->isVisible());
    m_bench->batches().resume(m_bench->batches().open().front()); // by its own line
    QTRY_VERIFY(!m_watch->isVisible());
}

void tst_BatchWatch::saysWhyABatchIsHeldUp()
{
    m_bench->server.setResponder([](const ReceivedRequest &) {
        return jsonAnswer(401, R"({"error":{"type":"invalid_request_error","message":"bad key"}})");
    });
    openWindow();
    QVERIFY(!m_watch->isVisible());
    m_set = m_bench->createSet(2);
    QVERIFY(m_bench->batches().run(m_set, m_bench->cells(2), {.atOnce = 1, .retries = 0}).has_value());
    QTRY_VERIFY(m_watch->isVisible());
    QVERIFY2(m_watch->text().contains(u"paused"_s) && m_watch->text().contains(u"key"_s),
             qPrintable(m_watch->text()));
    m_bench->answerRightly();
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    button(u"Go on"_s)->click();
    QCOMPARE(waitForEnd(ended).done, 2);
    QVERIFY(!m_watch->isVisible());
}

void tst_BatchWatch::sumsUpForTheStatusBar()
{
    m_bench->server.setResponder([](const ReceivedRequest &) { return stalled(created() + said("1")); });
    openWindow();
    QCOMPARE(m_watch->summary(), QString());
    QSignalSpy changed(m_watch, &BatchWatch::summaryChanged);
    m_set = m_bench->createSet(5);
    const auto batch = m_bench->batches().run(m_set, m_bench->cells(5), {.atOnce = 2});
    QVERIFY(batch.has_value());
    QTRY_COMPARE(m_watch->summary(), u"1 batch · 2 running · 3 queued"_s);
    QTRY_VERIFY(!changed.isEmpty());
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    m_bench->batches().stop(*batch);
    QCOMPARE(waitForEnd(ended).state, BatchState::Stopped);
    QCOMPARE(m_watch->summary(), QString());
}

QTEST_MAIN(tst_BatchWatch)
#include "tst_batchwatch.moc"
