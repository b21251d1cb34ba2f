#include "ui/browser/modelcard.h"
#include "ui/browser/workbenchfixture.h"

#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace reasonglass;
using namespace Qt::StringLiterals;
using reasonglass::test::WorkbenchFixture;

namespace {

/// All texts of the labels that are shown.
QString shownText(const QWidget &widget)
{
    QStringList texts;
    for (const QLabel *label : widget.findChildren<QLabel *>()) {
        if (label->isVisible())
            texts.append(label->text());
    }
    return texts.join(u'\n');
}

QPushButton *shownButton(const QWidget &widget, const QString &text)
{
    for (QPushButton *button : widget.findChildren<QPushButton *>()) {
        if (button->isVisible()
            && (button->text().remove(u'&').contains(text) || button->accessibleName().contains(text)))
            return button;
    }
    return nullptr;
}

void show(ModelCard &card)
{
    card.resize(900, 900);
    card.show();
    QVERIFY(QTest::qWaitForWindowExposed(&card));
}

} // namespace

class tst_ModelCard : public QObject
{
    Q_OBJECT

private slots:
    void invitesWhereThereIsNothingYet();
    void offersLocalServers();
    void tellsWhatIsKnown();
    void choosesTheReplacement();
    void copesWithAModelNobodyKnows();
    void listsPastRuns();
};

void tst_ModelCard::invitesWhereThereIsNothingYet()
{
    WorkbenchFixture fixture(false);
    ModelCard card(fixture.workbench);
    QSignalSpy samples(&card, &ModelCard::sampleWanted);
    QSignalSpy keys(&card, &ModelCard::keyWanted);
    show(card);
    QTest::mouseClick(shownButton(card, u"recorded sample"_s), Qt::LeftButton);
    QCOMPARE(samples.size(), 1); // one click and it streams
    QCOMPARE(samples[0][0].toString(), u"completed"_s);
    const QPushButton *others = shownButton(card, u"Other samples"_s);
    QVERIFY(others);
    QCOMPARE(others->menu()->actions().size(), 3);
    others->menu()->actions().constLast()->trigger();
    QCOMPARE(samples[1][0].toString(), u"interrupted"_s);
    QTest::mouseClick(shownButton(card, u"Add an API key"_s), Qt::LeftButton);
    QCOMPARE(keys.size(), 1);
    QCOMPARE(keys[0][0].toString(), u"openai"_s);

    fixture.workbench.secrets().store(u"openai"_s, u"api.openai.com"_s, SecretBytes("sk-test-0123456789"),
                                      SecretStore::Persistence::SessionOnly);
    card.setModel(u"openai"_s, u"gpt-5-mini"_s);
    QVERIFY(!shownButton(card, u"Add an API key"_s));
}

void tst_ModelCard::offersLocalServers()
{
    WorkbenchFixture fixture;
    ModelCard card(fixture.workbench);
    show(card);
    emit fixture.workbench.localServerFound({.id = u"ollama"_s, .name = u"Ollama"_s, .local = true}, 3);
    emit fixture.workbench.localServerFound({.id = u"ollama"_s, .name = u"Ollama"_s, .local = true}, 3);
    QTRY_COMPARE(shownText(card).count(u"Ollama is running on this machine: 3 model"_s), 1);
    QVERIFY(shownButton(card, u"Use Ollama"_s));
}

void tst_ModelCard::tellsWhatIsKnown()
{
    WorkbenchFixture fixture;
    ModelCard card(fixture.workbench);
    card.setModel(u"openai"_s, u"gpt-5-mini"_s);
    show(card);
    const QString text = shownText(card);
    for (const QString &fact : {u"gpt-5-mini · OpenAI"_s, u"400k tokens"_s, u"$0.25 in"_s, u"$2.00 out"_s,
                                u"minimal, low, medium"_s, u"streams · reads images"_s, u"shuts down on"_s,
                                u"developers.openai.com"_s})
        QVERIFY2(text.contains(fact), qPrintable(fact + u" is not in:\n"_s + text));
}

void tst_ModelCard::choosesTheReplacement()
{
    WorkbenchFixture fixture;
    ModelCard card(fixture.workbench);
    card.setModel(u"openai"_s, u"gpt-5-mini"_s);
    show(card);
    QSignalSpy chosen(&card, &ModelCard::modelChosen);
    QPushButton *button = shownButton(card, u"gpt-6.1-terra"_s);
    QVERIFY(button);
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][1].toString(), u"gpt-6.1-terra"_s);
}

void tst_ModelCard::copesWithAModelNobodyKnows()
{
    WorkbenchFixture fixture;
    ModelCard card(fixture.workbench);
    card.setModel(u"custom"_s, u"<b>mine</b>"_s);
    show(card);
    QVERIFY(shownText(card).contains(u"<b>mine</b>"_s));
    QVERIFY(shownText(card).contains(u"unknown"_s));
    for (const QLabel *label : card.findChildren<QLabel *>())
        QVERIFY(!label->text().contains(u"<b>"_s) || label->textFormat() == Qt::PlainText);
}

void tst_ModelCard::listsPastRuns()
{
    WorkbenchFixture fixture(false);
    ModelCard card(fixture.workbench);
    card.setModel(u"custom"_s, u"mine"_s);
    show(card);
    QTRY_VERIFY(shownText(card).contains(u"None yet"_s));

    // It fails at once, and is kept all the same.
    AnalysisRequest request{.providerId = u"custom"_s, .baseUrl = u"http://127.0.0.1:9/v1"_s};
    request.response = {.model = u"mine"_s, .prompt = u"Why is <b>this</b> & that?"_s};
    request.retries = 0;
    const Result<AnalysisSession *> session = fixture.workbench.start(request);
    QVERIFY(session);
    QSignalSpy chosen(&card, &ModelCard::runChosen);
    QTRY_VERIFY(shownButton(card, u"Why is <b>this</b>"_s));
    QTRY_VERIFY(shownButton(card, u"failed"_s));
    QTest::mouseClick(shownButton(card, u"failed"_s), Qt::LeftButton);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].value<AnalysisId>(), (*session)->id());
}

QTEST_MAIN(tst_ModelCard)
#include "tst_modelcard.moc"
