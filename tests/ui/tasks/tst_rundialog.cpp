#include "app/taskbench.h"
#include "settings/keys.h"
#include "ui/tasks/dialogtest.h"
#include "ui/tasks/rundialog.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QPushButton>
#include <QSpinBox>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;
using namespace reasonglass::test;

/// What is asked before a batch, against a real library and a server on this machine.
class tst_RunDialog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void init();
    void cleanup();
    void saysHowManyRunsItIs();
    void neverSaysThatWhatIsNotKnownIsFree();
    void expectsByOwnRuns();
    void modelsOnThisMachineAreFree();
    void aCapNeedsAPriceOrConsent();
    void offersToEnterAMissingKey();
    void showsTheDaysCap();
    void startsAndRemembers();
    void saysWhyATemplateDoesNotFit();
    void sendsNothingBeforeStart();
    void closesOnEscape();
    void namesEveryControl();

private:
    std::vector<CellPlace> cellsOf(const ModelChoice &model, int count) const;
    static QString text(const RunDialog *dialog, const QString &name)
    {
        return child<QLabel>(dialog, name)->text();
    }

    std::unique_ptr<SystemClock> m_clock;
    std::unique_ptr<TaskBench> m_bench;
    TaskSet m_set;
};

void tst_RunDialog::init()
{
    m_clock = std::make_unique<SystemClock>();
    m_bench = std::make_unique<TaskBench>(*m_clock);
    m_bench->start();
    m_bench->answerRightly();
    m_set = m_bench->createSet(12);
    m_bench->workbench->flush();
}

void tst_RunDialog::cleanup()
{
    m_bench.reset();
    m_clock.reset();
}

std::vector<CellPlace> tst_RunDialog::cellsOf(const ModelChoice &model, int count) const
{
    std::vector<CellPlace> cells = m_bench->cells(count);
    for (CellPlace &cell : cells)
        cell.model = model;
    return cells;
}

void tst_RunDialog::saysHowManyRunsItIs()
{
    const Shown<RunDialog> dialog(*m_bench->desk, *m_bench->workbench, m_set, m_bench->cells(12));
    QCOMPARE(text(dialog, u"plan"_s), u"12 runs: 12 tasks × 1 model"_s);
    child<QSpinBox>(dialog, u"attempts"_s)->setValue(3);
    QCOMPARE(text(dialog, u"plan"_s), u"36 runs: 12 tasks × 1 model, 3 attempts each"_s);
}

void tst_RunDialog::neverSaysThatWhatIsNotKnownIsFree()
{
    const ModelChoice unknown{.providerId = u"openai"_s, .modelId = u"nobody-knows-1"_s};
    const Shown<RunDialog> dialog(*m_bench->desk, *m_bench->workbench, m_set, cellsOf(unknown, 2));
    QTRY_COMPARE(text(dialog, u"cost"_s), u"Cost not known: the price of nobody-knows-1 is not known"_s);
    QCOMPARE(text(dialog, u"time"_s), u"Time not known: no run to tell by yet"_s);
    QVERIFY(child<QPushButton>(dialog, u"start"_s)->isEnabled()); // there is no cap
}

void tst_RunDialog::expectsByOwnRuns()
{
    m_bench->server.setResponder([](const ReceivedRequest &) {
        Script script = eventStream(pricedRun("1", 1000, 1000));
        script.headDelay = 5ms; // a run that takes no time says nothing of the next
        return script;
    });
    QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
    QVERIFY(m_bench->batches().run(m_set, m_bench->cells(2), {}).has_value());
    QCOMPARE(waitForEnd(ended).done, 2);
    m_bench->workbench->flush();

    const Shown<RunDialog> dialog(*m_bench->desk, *m_bench->workbench, m_set, m_bench->cells(12));
    QTRY_VERIFY(text(dialog, u"cost"_s).startsWith(u"About $0.0"_s));
    QVERIFY2(text(dialog, u"cost"_s).contains(u"(from 2 own runs)"_s), qPrintable(text(dialog, u"cost"_s)));
    QVERIFY(text(dialog, u"time"_s).endsWith(u"at 4 at once"_s));
    child<QSpinBox>(dialog, u"atOnce"_s)->setValue(1);
    QVERIFY(text(dialog, u"time"_s).endsWith(u"at 1 at once"_s));
}

void tst_RunDialog::modelsOnThisMachineAreFree()
{
    const ModelChoice local{.providerId = u"ollama"_s, .modelId = u"llama"_s};
    const auto provider = m_bench->workbench->providers().find(local.providerId);
    QVERIFY(provider && provider->local);
    const Shown<RunDialog> dialog(*m_bench->desk, *m_bench->workbench, m_set, cellsOf(local, 3));
    QTRY_COMPARE(text(dialog, u"cost"_s), u"Free: the models run on this machine"_s);
}

void tst_RunDialog::aCapNeedsAPriceOrConsent()
{
    const ModelChoice unknown{.providerId = u"openai"_s, .modelId = u"nobody-knows-1"_s};
    const Shown<RunDialog> dialog(*m_bench->desk, *m_bench->workbench, m_set, cellsOf(unknown, 2));
    auto *consent = child<QCheckBox>(dialog, u"allowUnpriced"_s);
    auto *start = child<QPushButton>(dialog, u"start"_s);
    QVERIFY(!consent->isVisible());
    child<QCheckBox>(dialog, u"batchCapOn"_s)->click();
    QVERIFY(consent->isVisible());
    QVERIFY(!said(dialog, u"unpriced"_s).isEmpty());
    QVERIFY(!start->isEnabled());
    consent->click();
    QVERIFY(start->isEnabled());
    QVERIFY(dialog->options().allowUnknownPrice);
    child<QCheckBox>(dialog, u"batchCapOn"_s)->click();
    QVERIFY(!consent->isVisible());
    QVERIFY(!dialog->options().allowUnknownPrice); // it was said of a cap
}

void tst_RunDialog::offersToEnterAMissingKey()
{
    const ModelChoice keyless{.providerId = u"xai"_s, .modelId = u"grok-4"_s};
    const Shown<RunDialog> dialog(*m_bench->desk, *m_bench->workbench, m_set, cellsOf(keyless, 2));
    QVERIFY(!child<QPushButton>(dialog, u"start"_s)->isEnabled());
    QCOMPARE(said(dialog, u"obstacle"_s), u"There is no API key for xAI yet."_s);
    QSignalSpy wanted(dialog, &RunDialog::keyWanted);
    auto *enter = child<QPushButton>(dialog, u"enterKey"_s);
    QVERIFY(enter->isVisible());
    enter->click();
    QCOMPARE(wanted.value(0).value(0).toString(), u"xai"_s);
}

void tst_RunDialog::showsTheDaysCap()
{
    const Shown<RunDialog> dialog(*m_bench->desk, *m_bench->workbench, m_set, m_bench->cells(2));
    QVERIFY(text(dialog, u"dayCap"_s).startsWith(u"There is no cap for the day."_s));
    m_bench->workbench->settings().set(keys::dayCapUsd, 5.0);
    QTRY_COMPARE(text(dialog, u"dayCap"_s),
                 u"Today $0.00 of $5.00 are spent. The day's cap is set in Settings, Runs."_s);
}

void tst_RunDialog::startsAndRemembers()
{
    {
        const Shown<RunDialog> dialog(*m_bench->desk, *m_bench->workbench, m_set, m_bench->cells(3));
        child<QSpinBox>(dialog, u"attempts"_s)->setValue(2);
        child<QSpinBox>(dialog, u"atOnce"_s)->setValue(7);
        child<QCheckBox>(dialog, u"runCapOn"_s)->click();
        child<QDoubleSpinBox>(dialog, u"runCapUsd"_s)->setValue(0.25);
        QSignalSpy started(dialog, &RunDialog::started);
        QSignalSpy ended(&m_bench->batches(), &BatchRunner::ended);
        child<QPushButton>(dialog, u"start"_s)->click();
        QCOMPARE(started.size(), 1);
        const BatchRecord *record = m_bench->batches().record(started.at(0).at(0).value<BatchId>());
        QVERIFY(record);
        QCOMPARE(record->items.size(), size_t(6));
        QCOMPARE(record->options.atOnce, 7);
        QCOMPARE(record->options.runCapUsd, std::optional(0.25));
        QCOMPARE(record->options.batchCapUsd, std::nullopt);
        QTRY_VERIFY(dialog.isGone());
        QCOMPARE(waitForEnd(ended).done, 6);
    }
    const Shown<RunDialog> next(*m_bench->desk, *m_bench->workbench, m_set, m_bench->cells(3));
    QCOMPARE(child<QSpinBox>(next, u"attempts"_s)->value(), 2);
    QCOMPARE(child<QSpinBox>(next, u"atOnce"_s)->value(), 7);
    QCOMPARE(next->options().runCapUsd, std::optional(0.25));
    QCOMPARE(next->options().batchCapUsd, std::nullopt);
}

void tst_RunDialog::saysWhyATemplateDoesNotFit()
{
    m_set.prompt.text = u"{{nothing_of_that_name}}"_s;
    const Shown<RunDialog> dialog(*m_bench->desk, *m_bench->workbench, m_set, m_bench->cells(3));
    QTRY_VERIFY(said(dialog, u"obstacle"_s).contains(u"nothing_of_that_name"_s));
    QVERIFY(!child<QPushButton>(dialog, u"start"_s)->isEnabled());
}

void tst_RunDialog::sendsNothingBeforeStart()
{
    const Shown<RunDialog> dialog(*m_bench->desk, *m_bench->workbench, m_set, m_bench->cells(3));
    QTRY_VERIFY(!text(dialog, u"cost"_s).startsWith(u"Looking"_s));
    QVERIFY(m_bench->server.requests().empty());
    QVERIFY(m_bench->batches().open().empty());
}

void tst_RunDialog::closesOnEscape()
{
    const Shown<RunDialog> dialog(*m_bench->desk, *m_bench->workbench, m_set, m_bench->cells(3));
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(dialog.isGone());
    QVERIFY(m_bench->batches().open().empty());
}

void tst_RunDialog::namesEveryControl()
{
    const Shown<RunDialog> dialog(*m_bench->desk, *m_bench->workbench, m_set, m_bench->cells(3));
    QCOMPARE(unnamedControls(dialog), QStringList());
}

QTEST_MAIN(tst_RunDialog)
#include "tst_rundialog.moc"
