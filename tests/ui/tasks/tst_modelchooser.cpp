#include "app/taskbench.h"
#include "ui/tasks/dialogtest.h"
#include "ui/tasks/modelchooser.h"

#include <QPushButton>
#include <QTreeWidget>
#include <QTreeWidgetItemIterator>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using namespace reasonglass::test;

class tst_ModelChooser : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void init();
    void cleanup();
    void choosesModelsAndEfforts();
    void marksWhatIsThereAlready();
    void findsModels();
    void takesAnIdThatNobodyLists();
    void keepsTicksWhenTheCatalogueChanges();
    void namesEveryControl();

private:
    static QTreeWidgetItem *item(const ModelChooser *chooser, const QString &model,
                                 const QString &effort = {});

    std::unique_ptr<SystemClock> m_clock;
    std::unique_ptr<TaskBench> m_bench;
};

void tst_ModelChooser::init()
{
    m_clock = std::make_unique<SystemClock>();
    m_bench = std::make_unique<TaskBench>(*m_clock);
    m_bench->start();
}

void tst_ModelChooser::cleanup()
{
    m_bench.reset();
    m_clock.reset();
}

QTreeWidgetItem *tst_ModelChooser::item(const ModelChooser *chooser, const QString &model,
                                        const QString &effort)
{
    for (QTreeWidgetItemIterator it(child<QTreeWidget>(chooser, u"models"_s)); *it; ++it) {
        if ((*it)->text(0) != model || !(*it)->parent())
            continue;
        for (int i = 0; i < (*it)->childCount() && !effort.isEmpty(); ++i) {
            if ((*it)->child(i)->text(0) == effort)
                return (*it)->child(i);
        }
        return effort.isEmpty() ? *it : nullptr;
    }
    return nullptr;
}

void tst_ModelChooser::choosesModelsAndEfforts()
{
    const Shown<ModelChooser> chooser(*m_bench->workbench, std::vector<ModelChoice>{});
    auto *use = child<QPushButton>(chooser, u"use"_s);
    QVERIFY(!use->isEnabled());
    item(chooser, u"gpt-5-nano"_s)->setCheckState(0, Qt::Checked);
    item(chooser, u"gpt-5-mini"_s, u"high"_s)->setCheckState(0, Qt::Checked);
    QCOMPARE(use->text(), u"Add 2 models"_s);
    QSignalSpy chosen(chooser, &ModelChooser::chosen);
    use->click();
    const auto models = chosen.value(0).value(0).value<std::vector<ModelChoice>>();
    QCOMPARE(models.size(), size_t(2));
    QVERIFY(std::ranges::count(models, m_bench->nano) == 1);
    QVERIFY(
        std::ranges::count(
            models, (ModelChoice{.providerId = u"openai"_s, .modelId = u"gpt-5-mini"_s, .effort = u"high"_s}))
        == 1);
}

void tst_ModelChooser::marksWhatIsThereAlready()
{
    const Shown<ModelChooser> chooser(*m_bench->workbench, std::vector<ModelChoice>{m_bench->nano});
    const QTreeWidgetItem *nano = item(chooser, u"gpt-5-nano"_s);
    QCOMPARE(nano->checkState(0), Qt::Checked);
    QCOMPARE(nano->text(1), u"in the set already"_s);
    QVERIFY(!nano->flags().testFlag(Qt::ItemIsUserCheckable));
    QVERIFY(!child<QPushButton>(chooser, u"use"_s)->isEnabled());
}

void tst_ModelChooser::findsModels()
{
    const Shown<ModelChooser> chooser(*m_bench->workbench, std::vector<ModelChoice>{});
    child<QLineEdit>(chooser, u"search"_s)->setText(u"5 NANO"_s);
    QVERIFY(!item(chooser, u"gpt-5-nano"_s)->isHidden());
    QVERIFY(item(chooser, u"gpt-5-mini"_s)->isHidden());
}

void tst_ModelChooser::takesAnIdThatNobodyLists()
{
    const Shown<ModelChooser> chooser(*m_bench->workbench, std::vector<ModelChoice>{});
    auto *provider = child<QComboBox>(chooser, u"provider"_s);
    provider->setCurrentIndex(provider->findData(u"openai"_s));
    QVERIFY(!child<QPushButton>(chooser, u"add"_s)->isEnabled());
    child<QLineEdit>(chooser, u"modelId"_s)->setText(u"my-tune-7"_s);
    child<QComboBox>(chooser, u"effort"_s)->setCurrentText(u"low"_s);
    child<QPushButton>(chooser, u"add"_s)->click();
    QSignalSpy chosen(chooser, &ModelChooser::chosen);
    child<QPushButton>(chooser, u"use"_s)->click();
    QCOMPARE(chosen.value(0).value(0).value<std::vector<ModelChoice>>(),
             (std::vector<ModelChoice>{
                 {.providerId = u"openai"_s, .modelId = u"my-tune-7"_s, .effort = u"low"_s}}));
}

void tst_ModelChooser::keepsTicksWhenTheCatalogueChanges()
{
    const Shown<ModelChooser> chooser(*m_bench->workbench, std::vector<ModelChoice>{});
    item(chooser, u"gpt-5-nano"_s)->setCheckState(0, Qt::Checked);
    child<QLineEdit>(chooser, u"modelId"_s)->setText(u"my-tune-7"_s);
    child<QPushButton>(chooser, u"add"_s)->click();
    QCOMPARE(child<QPushButton>(chooser, u"use"_s)->text(), u"Add 2 models"_s);
    emit m_bench->workbench->catalogChanged();
    QCOMPARE(item(chooser, u"gpt-5-nano"_s)->checkState(0), Qt::Checked);
    QCOMPARE(item(chooser, u"my-tune-7"_s)->checkState(0), Qt::Checked);
    QCOMPARE(child<QPushButton>(chooser, u"use"_s)->text(), u"Add 2 models"_s);
}

void tst_ModelChooser::namesEveryControl()
{
    const Shown<ModelChooser> chooser(*m_bench->workbench, std::vector<ModelChoice>{});
    QCOMPARE(unnamedControls(chooser), QStringList());
}

QTEST_MAIN(tst_ModelChooser)
#include "tst_modelchooser.moc"
