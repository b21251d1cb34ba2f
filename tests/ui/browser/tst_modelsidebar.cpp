#include "models/modelcatalogmodel.h"
#include "settings/keys.h"
#include "ui/browser/modelsidebar.h"
#include "ui/browser/workbenchfixture.h"

#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace reasonglass;
using namespace Qt::StringLiterals;
using reasonglass::test::WorkbenchFixture;

namespace {

class Desk
{
public:
    explicit Desk(bool withKey = true)
        : fixture(withKey)
        , sidebar(fixture.workbench)
        , chosen(&sidebar, &ModelSidebar::modelChosen)
    {
        sidebar.resize(280, 700);
        sidebar.show();
        if (!QTest::qWaitForWindowExposed(&sidebar))
            qFatal("the sidebar does not appear");
    }

    QTreeView *tree() const { return sidebar.findChild<QTreeView *>(); }
    QLineEdit *search() const { return sidebar.findChild<QLineEdit *>(); }
    QListView *runs() const { return sidebar.findChild<QListView *>(); }
    QPushButton *button(const QString &text) const
    {
        for (QPushButton *button : sidebar.findChildren<QPushButton *>()) {
            if (button->isVisible() && button->text().contains(text))
                return button;
        }
        return nullptr;
    }
    QModelIndex find(const QString &text) const
    {
        const QAbstractItemModel *model = tree()->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            const QModelIndex provider = model->index(row, 0);
            if (provider.data().toString() == text)
                return provider;
            for (int child = 0; child < model->rowCount(provider); ++child) {
                if (model->index(child, 0, provider).data().toString() == text)
                    return model->index(child, 0, provider);
            }
        }
        return {};
    }
    void click(const QModelIndex &index) const
    {
        tree()->scrollTo(index);
        QTest::mouseClick(tree()->viewport(), Qt::LeftButton, {}, tree()->visualRect(index).center());
    }

    WorkbenchFixture fixture;
    ModelSidebar sidebar;
    QSignalSpy chosen;
};

} // namespace

class tst_ModelSidebar : public QObject
{
    Q_OBJECT

private slots:
    void listsModelsWithTheirState();
    void choosingEmitsOnce();
    void theKeysChoose();
    void selectingIsSilent();
    void searches();
    void takesAModelNobodyLists();
    void hidesLocalServersUntilFound();
    void offersToAddAKey();
    void listsRuns();
    void saysWhyRefreshingFailed();
};

void tst_ModelSidebar::listsModelsWithTheirState()
{
    const Desk desk;
    const QModelIndex mini = desk.find(u"gpt-5-mini"_s);
    QVERIFY(mini.isValid());
    QCOMPARE(mini.data(ModelCatalogModel::ProviderIdRole).toString(), u"openai"_s);
    const QString spoken = mini.data(Qt::AccessibleTextRole).toString();
    QVERIFY2(spoken.startsWith(u"gpt-5-mini, 400k context · $0.25 / $2.00 per 1M, shuts down on"_s),
             qPrintable(spoken));
    QVERIFY(desk.tree()->isExpanded(desk.find(u"xAI"_s)));
}

void tst_ModelSidebar::choosingEmitsOnce()
{
    const Desk desk;
    desk.click(desk.find(u"gpt-5-mini"_s));
    QCOMPARE(desk.chosen.size(), 1);
    QCOMPARE(desk.chosen[0][0].toString(), u"openai"_s);
    QCOMPARE(desk.chosen[0][1].toString(), u"gpt-5-mini"_s);
    // A run may be shown by now: the same model can be chosen again.
    desk.click(desk.find(u"gpt-5-mini"_s));
    QCOMPARE(desk.chosen.size(), 2);
    desk.click(desk.find(u"OpenAI"_s));
    QCOMPARE(desk.chosen.size(), 2);
}

void tst_ModelSidebar::theKeysChoose()
{
    Desk desk;
    desk.sidebar.selectModel(u"openai"_s, u"gpt-5-mini"_s);
    QTest::keyClick(desk.tree(), Qt::Key_Down);
    QCOMPARE(desk.chosen.size(), 1);
    QCOMPARE(desk.chosen[0][1].toString(), u"gpt-5-nano"_s);
}

void tst_ModelSidebar::selectingIsSilent()
{
    Desk desk;
    desk.search()->setText(u"grok"_s);
    desk.sidebar.selectModel(u"openai"_s, u"gpt-5-mini"_s);
    QCOMPARE(desk.chosen.size(), 0);
    QCOMPARE(desk.tree()->currentIndex().data().toString(), u"gpt-5-mini"_s);
    QCOMPARE(desk.sidebar.currentProvider(), u"openai"_s);
}

void tst_ModelSidebar::searches()
{
    const Desk desk;
    QTest::keyClicks(desk.search(), u"MINI openai 5"_s);
    QVERIFY(desk.find(u"gpt-5-mini"_s).isValid());
    QVERIFY(desk.find(u"gpt-5.4-mini"_s).isValid());
    QVERIFY(!desk.find(u"gpt-5-nano"_s).isValid());
    QVERIFY(!desk.find(u"xAI"_s).isValid());
    QCOMPARE(desk.chosen.size(), 0);
    desk.search()->clear();
    QVERIFY(desk.find(u"gpt-5-nano"_s).isValid());
}

void tst_ModelSidebar::takesAModelNobodyLists()
{
    Desk desk;
    desk.sidebar.selectModel(u"xai"_s, u"grok-4.3"_s);
    desk.search()->setText(u"my-own-model"_s);
    QPushButton *use = desk.button(u"my-own-model"_s);
    QVERIFY(use);
    QTest::mouseClick(use, Qt::LeftButton);
    QCOMPARE(desk.chosen.size(), 1);
    QCOMPARE(desk.chosen[0][0].toString(), u"xai"_s);
    QCOMPARE(desk.chosen[0][1].toString(), u"my-own-model"_s);
}

void tst_ModelSidebar::hidesLocalServersUntilFound()
{
    Desk desk;
    QVERIFY(!desk.find(u"Ollama"_s).isValid());
    const auto ollama = desk.fixture.workbench.providers().find(u"ollama");
    QVERIFY(ollama.has_value());
    emit desk.fixture.workbench.localServerFound(*ollama, 0);
    QVERIFY(desk.find(u"Ollama"_s).isValid());
    QVERIFY(!desk.find(u"LM Studio"_s).isValid());
}

void tst_ModelSidebar::offersToAddAKey()
{
    Desk desk;
    QSignalSpy keys(&desk.sidebar, &ModelSidebar::keyWanted);
    desk.sidebar.selectModel(u"openai"_s, u"gpt-5-mini"_s);
    QVERIFY(!desk.button(u"Add a key"_s));
    desk.sidebar.selectModel(u"xai"_s, u"grok-4.3"_s);
    QPushButton *add = desk.button(u"Add a key"_s);
    QVERIFY(add);
    QTest::mouseClick(add, Qt::LeftButton);
    QCOMPARE(keys.size(), 1);
    QCOMPARE(keys[0][0].toString(), u"xai"_s);
    desk.fixture.workbench.secrets().store(u"xai"_s, u"api.x.ai"_s, SecretBytes("xai-test-0123456789"),
                                           SecretStore::Persistence::SessionOnly);
    QVERIFY(!desk.button(u"Add a key"_s));
}

void tst_ModelSidebar::listsRuns()
{
    Desk desk;
    QSignalSpy chosen(&desk.sidebar, &ModelSidebar::runChosen);
    QSignalSpy finished(&desk.fixture.workbench, &Workbench::sessionFinished);
    QVERIFY(!desk.runs()->isVisible());
    const Result<AnalysisSession *> session = desk.fixture.workbench.startSample(u"completed"_s);
    QVERIFY(session);
    QVERIFY(desk.runs()->isVisible());
    QCOMPARE(desk.runs()->model()->rowCount(), 1);
    QVERIFY(finished.wait());
    const QModelIndex run = desk.runs()->model()->index(0, 0);
    const QString spoken = run.data(Qt::AccessibleTextRole).toString();
    QVERIFY2(spoken.contains(u"recorded sample · gpt-5-mini-2025-08-07 · completed"_s), qPrintable(spoken));
    QTest::mouseClick(desk.runs()->viewport(), Qt::LeftButton, {}, desk.runs()->visualRect(run).center());
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].value<AnalysisId>(), (*session)->id());
}

void tst_ModelSidebar::saysWhyRefreshingFailed()
{
    Desk desk;
    desk.fixture.workbench.settings().set(keys::providerBaseUrl(u"openai"_s), u"http://127.0.0.1:9/v1"_s);
    desk.sidebar.selectModel(u"openai"_s, u"gpt-5-mini"_s);
    const auto notice = [&desk] {
        for (const QLabel *label : desk.sidebar.findChildren<QLabel *>()) {
            if (label->isVisible() && label->text().startsWith("OpenAI: "_L1))
                return label->text();
        }
        return QString();
    };
    QTest::keyClick(desk.tree(), Qt::Key_F5);
    QTRY_VERIFY(!notice().isEmpty());
}

QTEST_MAIN(tst_ModelSidebar)
#include "tst_modelsidebar.moc"
