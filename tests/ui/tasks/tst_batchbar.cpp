#include "app/taskbench.h"
#include "ui/style/colors.h"
#include "ui/tasks/batchbar.h"

#include <QApplication>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using namespace reasonglass::test;

/// The line of a batch, against a real queue and a server on this machine.
class tst_BatchBar : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void init();
    void cleanup();

    void saysHowFarItIs();
    void pausesAndGoesOn();
    void stops();
    void asksForTheQueue();
    void followsTheTheme();
    void namesItsControls();
    void namesOfSetsArePlainText();

private:
    QToolButton *button(const QString &text) const;
    QStringList texts() const;

    std::unique_ptr<SystemClock> m_clock;
    std::unique_ptr<TaskBench> m_bench;
    std::unique_ptr<BatchBar> m_bar;
    BatchId m_batch{};
};

/// Of four tasks one is done, two run and never end, and one waits.
void tst_BatchBar::init()
{
    m_clock = std::make_unique<SystemClock>();
    m_bench = std::make_unique<TaskBench>(*m_clock);
    m_bench->start();
    m_bench->server.setResponder([](const ReceivedRequest &request) {
        return promptOf(request) == u"Say 1"_s ? eventStream(pricedRun("1", 10, 10))
                                               : stalled(created() + said("1"));
    });
    const TaskSet set = m_bench->createSet(4);
    const auto batch = m_bench->batches().run(set, m_bench->cells(4), {.atOnce = 2});
    QVERIFY(batch.has_value());
    m_batch = *batch;
    m_bar = std::make_unique<BatchBar>(m_bench->batches(), m_batch, u"<b>Numbers</b>"_s);
    m_bar->show();
    QTRY_COMPARE(m_bench->server.requests().size(), size_t(3));
}

void tst_BatchBar::cleanup()
{
    m_bar.reset();
    m_bench.reset();
    m_clock.reset();
}

QToolButton *tst_BatchBar::button(const QString &text) const
{
    for (QToolButton *button : m_bar->findChildren<QToolButton *>()) {
        if (button->text() == text)
            return button;
    }
    return nullptr;
}

QStringList tst_BatchBar::texts() const
{
    QStringList texts;
    for (const QLabel *label : m_bar->findChildren<QLabel *>())
        texts += label->text();
    return texts;
}

void tst_BatchBar::saysHowFarItIs()
{
    auto *progress = m_bar->findChild<QProgressBar *>();
    QTRY_COMPARE(progress->value(), 1);
    QCOMPARE(progress->maximum(), 4);
    QTRY_VERIFY2(texts().last().startsWith(u"1 of 4 · 2 running"_s), qPrintable(texts().last()));
}

void tst_BatchBar::pausesAndGoesOn()
{
    QVERIFY(button(u"Pause"_s));
    button(u"Pause"_s)->click();
    QTRY_VERIFY(button(u"Go on"_s));
    QCOMPARE(m_bench->batches().progress(m_batch)->state, BatchState::Paused);
    QVERIFY2(texts().last().count(u"paused"_s) == 1, qPrintable(texts().last()));
    QCOMPARE(m_bench->workbench->runningCount(), 2); // those go on
    button(u"Go on"_s)->click();
    QTRY_VERIFY(button(u"Pause"_s));
    QCOMPARE(m_bench->batches().progress(m_batch)->state, BatchState::Running);
}

void tst_BatchBar::stops()
{
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    button(u"Stop"_s)->click();
    QCOMPARE(waitForEnd(ended).state, BatchState::Stopped);
    QCOMPARE(m_bench->workbench->runningCount(), 0);
    QCOMPARE(m_bench->server.requests().size(), size_t(3));
}

void tst_BatchBar::asksForTheQueue()
{
    QSignalSpy wanted(m_bar.get(), &BatchBar::queueWanted);
    button(u"Queue…"_s)->click();
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.first().first().value<BatchId>(), m_batch);
}

void tst_BatchBar::followsTheTheme()
{
    const QPalette before = QApplication::palette();
    const auto isRaised = [this] {
        return m_bar->palette().color(QPalette::Window) == raised(QApplication::palette())
            && m_bar->palette().color(QPalette::WindowText)
            == QApplication::palette().color(QPalette::WindowText);
    };
    QVERIFY(isRaised());
    QPalette dark = before;
    dark.setColor(QPalette::Window, Qt::black);
    dark.setColor(QPalette::Base, Qt::black);
    dark.setColor(QPalette::WindowText, Qt::white);
    QApplication::setPalette(dark);
    QTRY_VERIFY(isRaised());
    QApplication::setPalette(before);
    QTRY_VERIFY(isRaised());
}

void tst_BatchBar::namesItsControls()
{
    QVERIFY(!m_bar->findChild<QProgressBar *>()->accessibleName().isEmpty());
    for (const QToolButton *button : m_bar->findChildren<QToolButton *>()) {
        QVERIFY(!button->text().isEmpty());
        QVERIFY(button->focusPolicy() & Qt::TabFocus);
    }
}

void tst_BatchBar::namesOfSetsArePlainText()
{
    const QLabel *name = m_bar->findChild<QLabel *>();
    QCOMPARE(name->text(), u"<b>Numbers</b>"_s);
    QCOMPARE(name->textFormat(), Qt::PlainText);
    m_bar->setName(u"Others"_s);
    QCOMPARE(name->text(), u"Others"_s);
}

QTEST_MAIN(tst_BatchBar)
#include "tst_batchbar.moc"
