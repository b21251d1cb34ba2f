#include "app/taskdesk.h"
#include "app/workbench.h"
#include "settings/keys.h"
#include "support/feedserver.h"
#include "support/manualclock.h"
#include "ui/settings/settingsdialog.h"
#include "ui/window/mainwindow.h"
#include "ui/window/updatenotice.h"

#include <QAccessible>
#include <QAction>
#include <QCheckBox>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <memory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;

namespace {

QStringList buttonsOf(const QWidget &notice)
{
    QStringList texts;
    for (const QPushButton *button : notice.findChildren<QPushButton *>()) {
        if (button->isVisible())
            texts.append(button->text());
    }
    return texts;
}

} // namespace

/// The question and the news in the whole window, before a release page that counts who asks.
class tst_UpdateNotice : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void withoutAKeyThereIsNothing();
    void theQuestionComesOnce_data();
    void theQuestionComesOnce();
    void nothingIsSentWithoutAYes();
    void aYesLooksOnceADay();
    void theQuestionSaysWhatIsSent();
    void otherNoticesGoFirst();
    void tellsOfANewVersion();
    void aSkippedVersionIsNotToldAgain();
    void laterIsTomorrow();
    void longNewsIsShort();
    void foreignTextStaysText();
    void theMenuAnswersInAnyCase_data();
    void theMenuAnswersInAnyCase();
    void theSettingIsTheAnswer();
    void everyPartHasANameAndIsReachedByKeys();

private:
    void open(bool withSource = true);
    void pass(std::chrono::milliseconds time);
    void press(const QString &button);
    QAction *menuEntry() const;
    MessageBar *notice() const { return m_window->findChild<UpdateNotice *>(); }
    /// Another line of the window: that of problems.
    MessageBar *problemLine() const;

    test::ManualClock m_clock;
    std::unique_ptr<test::FeedServer> m_feed;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<TaskDesk> m_desk;
    std::unique_ptr<MainWindow> m_window;
};

void tst_UpdateNotice::init()
{
    m_feed = std::make_unique<test::FeedServer>();
    m_folder = std::make_unique<QTemporaryDir>();
    open();
}

void tst_UpdateNotice::cleanup()
{
    m_window.reset();
    m_desk.reset();
    m_workbench.reset();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

void tst_UpdateNotice::open(bool withSource)
{
    m_window.reset();
    m_desk.reset();
    m_workbench.reset();
    m_workbench = std::make_unique<Workbench>(
        WorkbenchOptions{.profile = findProfile(m_folder->path(), {}, {}),
                         .environment = {},
                         .useKeyStore = false,
                         .updateSource = withSource ? std::optional(m_feed->source()) : std::nullopt},
        m_clock);
    m_desk = std::make_unique<TaskDesk>(*m_workbench, m_clock);
    m_window = std::make_unique<MainWindow>(*m_workbench, *m_desk);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void tst_UpdateNotice::pass(std::chrono::milliseconds time)
{
    // In steps that are shorter than a check's patience: what begins on the way also gets to be sent.
    constexpr std::chrono::milliseconds step = 10s;
    for (; time > 0ms; time -= step) {
        m_clock.advance(std::min(step, time));
        QTRY_VERIFY(!m_workbench->updates()->isChecking());
    }
}

void tst_UpdateNotice::press(const QString &button)
{
    for (QPushButton *candidate : notice()->findChildren<QPushButton *>()) {
        if (candidate->isVisible() && candidate->text() == button) {
            candidate->click();
            return;
        }
    }
    QFAIL(qPrintable(u"there is no "_s + button));
}

QAction *tst_UpdateNotice::menuEntry() const
{
    for (const QAction *menu : m_window->menuBar()->actions()) {
        for (QAction *action : menu->menu()->actions()) {
            if (action->text() == "Check for &updates"_L1)
                return action;
        }
    }
    return nullptr;
}

MessageBar *tst_UpdateNotice::problemLine() const
{
    const auto bars = m_window->centralWidget()->findChildren<MessageBar *>(Qt::FindDirectChildrenOnly);
    for (MessageBar *bar : bars) {
        if (qstrcmp(bar->metaObject()->className(), "reasonglass::MessageBar") == 0)
            return bar;
    }
    return nullptr;
}

void tst_UpdateNotice::withoutAKeyThereIsNothing()
{
    open(false);
    m_clock.advance(48h);
    QVERIFY(!notice());
    QVERIFY(!menuEntry());
    SettingsDialog dialog(*m_workbench);
    QVERIFY(!dialog.findChild<QCheckBox *>(u"lookForUpdates"_s));
}

void tst_UpdateNotice::theQuestionComesOnce_data()
{
    QTest::addColumn<QString>("answer"); // empty: closed with the cross
    QTest::addColumn<QString>("stored");
    QTest::newRow("yes") << u"&Yes"_s << u"yes"_s;
    QTest::newRow("no") << u"&No"_s << u"no"_s;
    QTest::newRow("closed") << QString() << u"no"_s;
}

void tst_UpdateNotice::theQuestionComesOnce()
{
    QFETCH(const QString, answer);
    QFETCH(const QString, stored);
    QVERIFY(!notice()->isVisible());
    pass(3s);
    QVERIFY(notice()->isVisible());
    QVERIFY(notice()->text().startsWith("Shall Reasonglass look for new versions once a day?"_L1));
    QCOMPARE(buttonsOf(*notice()), QStringList({u"&Yes"_s, u"&No"_s, u"What is sent?"_s}));

    open(); // not answered: asked at the next start
    pass(3s);
    QVERIFY(notice()->isVisible());
    if (answer.isEmpty())
        notice()->findChild<QToolButton *>()->click();
    else
        press(answer);
    QVERIFY(!notice()->isVisible());
    QCOMPARE(m_workbench->settings().value(keys::updateConsent), stored);

    open();
    pass(3s);
    QVERIFY(!notice()->isVisible());
}

void tst_UpdateNotice::nothingIsSentWithoutAYes()
{
    for (int days = 0; days < 3; ++days)
        pass(24h);
    press(u"&No"_s);
    for (int days = 0; days < 3; ++days)
        pass(24h);
    open();
    for (int days = 0; days < 3; ++days)
        pass(24h);
    QCOMPARE(m_feed->server.connectionsAccepted(), 0);
}

void tst_UpdateNotice::aYesLooksOnceADay()
{
    pass(3s);
    press(u"&Yes"_s);
    QCOMPARE(m_feed->server.connectionsAccepted(), 0);
    for (int hours = 0; hours < 47; ++hours)
        pass(1h);
    QCOMPARE(m_feed->server.requests().size(), size_t(2 * 2)); // a feed and its signature, on two days
}

void tst_UpdateNotice::theQuestionSaysWhatIsSent()
{
    pass(3s);
    press(u"What is sent?"_s);
    const auto *box = m_window->findChild<QMessageBox *>();
    QVERIFY(box && box->isVisible());
    QVERIFY(box->informativeText().contains(m_feed->source().feed.toString()));
    QVERIFY(notice()->isVisible()); // it still waits for an answer
}

void tst_UpdateNotice::otherNoticesGoFirst()
{
    problemLine()->say(u"Something is wrong."_s);
    pass(3s);
    QTest::qWait(0);
    QVERIFY(!notice()->isVisible());
    problemLine()->hide();
    QTRY_VERIFY(notice()->isVisible());
    problemLine()->say(u"Something else is wrong."_s);
    QTRY_VERIFY(!notice()->isVisible());
    problemLine()->hide();
    QTRY_VERIFY(notice()->isVisible());
    press(u"&No"_s);
    problemLine()->say(u"Again."_s);
    problemLine()->hide();
    QTest::qWait(0);
    QVERIFY(!notice()->isVisible());
}

void tst_UpdateNotice::tellsOfANewVersion()
{
    m_workbench->updates()->answer(UpdateWatch::Consent::Given);
    pass(30s);
    QVERIFY(notice()->isVisible());
    QCOMPARE(
        notice()->text(),
        u"Reasonglass 99.0.0 is out (1 Dec 2026). You have %1.\nMuch is new\n• One thing\n• Another"_s.arg(
            QStringLiteral(REASONGLASS_VERSION)));
    QCOMPARE(buttonsOf(*notice()),
             QStringList({u"Show the release &page"_s, u"Skip this versio&n"_s, u"Later"_s}));

    press(u"Show the release &page"_s);
    const auto *box = m_window->findChild<QMessageBox *>();
    QVERIFY(box && box->isVisible()); // no page opens without a question
    QCOMPARE(box->text(), u"This leads to releases.example."_s);
    QCOMPARE(box->informativeText(), u"https://releases.example/tag/v99.0.0"_s);
    QCOMPARE(m_feed->server.requests().size(), size_t(2)); // nothing else is fetched
}

void tst_UpdateNotice::aSkippedVersionIsNotToldAgain()
{
    m_workbench->updates()->answer(UpdateWatch::Consent::Given);
    pass(30s);
    press(u"Skip this versio&n"_s);
    QVERIFY(!notice()->isVisible());
    pass(24h);
    QCOMPARE(m_feed->server.requests().size(), size_t(4));
    QVERIFY(!notice()->isVisible());
    menuEntry()->trigger();
    QTRY_VERIFY(!m_workbench->updates()->isChecking());
    QVERIFY(notice()->text().startsWith("Reasonglass 99.0.0"_L1)); // who asks is told
}

void tst_UpdateNotice::laterIsTomorrow()
{
    m_workbench->updates()->answer(UpdateWatch::Consent::Given);
    pass(30s);
    press(u"Later"_s);
    QVERIFY(!notice()->isVisible());
    pass(23h);
    QVERIFY(!notice()->isVisible());
    pass(1h);
    QVERIFY(notice()->isVisible());
}

void tst_UpdateNotice::longNewsIsShort()
{
    Release release{.version = *parseSemanticVersion(u"2.0.0"_s), .date = QDate(2026, 12, 1)};
    release.notes = {u"long "_s.repeated(60), u"b"_s, u"c"_s, u"d"_s};
    const QStringList lines = releaseText(release, *parseSemanticVersion(u"1.0.0"_s)).split(u'\n');
    QCOMPARE(lines.size(), 5);
    QVERIFY(lines[1].size() <= 110 && lines[1].endsWith(u"long…"_s));
    QCOMPARE(lines[3], u"• c"_s);
    QCOMPARE(lines[4], u"… and more on the release page."_s);
    release.notes.removeLast();
    QCOMPARE(releaseText(release, *parseSemanticVersion(u"1.0.0"_s)).count(u'\n'), 3);
}

void tst_UpdateNotice::foreignTextStaysText()
{
    m_feed->feed.replace("Much is new", "<b>Much</b> \\u202egnihtyna <img src='http://127.0.0.1/x'>");
    m_workbench->updates()->answer(UpdateWatch::Consent::Given);
    pass(30s);
    QVERIFY(notice()->text().contains(u"<b>Much</b> ⟦U+202E⟧gnihtyna <img"_s));
    for (const QLabel *label : notice()->findChildren<QLabel *>()) {
        if (label->text() == notice()->text())
            QCOMPARE(label->textFormat(), Qt::PlainText);
    }
}

void tst_UpdateNotice::theMenuAnswersInAnyCase_data()
{
    QTest::addColumn<QByteArray>("version"); // empty: the page is gone
    QTest::addColumn<QString>("told");
    QTest::newRow("newer") << QByteArray("99.0.0") << u"Reasonglass 99.0.0 is out"_s;
    QTest::newRow("the same") << QByteArray(REASONGLASS_VERSION) << u"There is no newer version. You have "_s;
    QTest::newRow("a failure") << QByteArray()
                               << u"Could not look for a new version. The release page does not say"_s;
}

void tst_UpdateNotice::theMenuAnswersInAnyCase()
{
    QFETCH(const QByteArray, version);
    QFETCH(const QString, told);
    m_feed = std::make_unique<test::FeedServer>(version.isEmpty() ? "99.0.0" : version);
    if (version.isEmpty())
        m_feed->server.setResponder([](const ReceivedRequest &) { return jsonAnswer(404, "{}"); });
    open();
    problemLine()->say(u"Something is wrong."_s); // who asked does not wait for that
    menuEntry()->trigger();
    QCOMPARE(notice()->text(), u"Looking for a new version…"_s);
    QVERIFY(notice()->isVisible());
    QTRY_VERIFY(!m_workbench->updates()->isChecking());
    problemLine()->hide();
    QTRY_VERIFY(notice()->isVisible());
    QVERIFY2(notice()->text().startsWith(told), qPrintable(notice()->text()));
    QCOMPARE(m_workbench->updates()->consent(), UpdateWatch::Consent::NotAsked);
}

void tst_UpdateNotice::theSettingIsTheAnswer()
{
    SettingsDialog dialog(*m_workbench);
    auto *box = dialog.findChild<QCheckBox *>(u"lookForUpdates"_s);
    QVERIFY(box && !box->isChecked());
    pass(3s);
    press(u"&Yes"_s);
    QVERIFY(box->isChecked());
    box->click();
    QCOMPARE(m_workbench->settings().value(keys::updateConsent), u"no"_s);
    pass(48h);
    QCOMPARE(m_feed->server.connectionsAccepted(), 0);
    box->click();
    QCOMPARE(m_workbench->settings().value(keys::updateConsent), u"yes"_s);
    pass(30s);
    QCOMPARE(m_feed->server.requests().size(), size_t(2));
}

void tst_UpdateNotice::everyPartHasANameAndIsReachedByKeys()
{
    pass(3s);
    const auto buttons = notice()->findChildren<QAbstractButton *>();
    QVERIFY(buttons.size() >= 4);
    for (QAbstractButton *button : buttons) {
        QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(button);
        QVERIFY(accessible && !accessible->text(QAccessible::Name).isEmpty());
        QVERIFY(button->focusPolicy() & Qt::TabFocus);
    }
    auto *yes = notice()->findChildren<QPushButton *>().first();
    QTest::keyClick(m_window.get(), Qt::Key_Y, Qt::AltModifier);
    QTRY_VERIFY(!yes->isVisible());
    QCOMPARE(m_workbench->updates()->consent(), UpdateWatch::Consent::Given);
}

QTEST_MAIN(tst_UpdateNotice)
#include "tst_updatenotice.moc"
