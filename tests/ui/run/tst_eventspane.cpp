#include "store/analysislibrary.h"
#include "store/samplerun.h"
#include "support/activetimers.h"
#include "ui/run/eventspane.h"
#include "ui/run/raweventview.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using reasonglass::test::activeTimers;

namespace {

constexpr qsizetype longEvent = 4 * 1024 * 1024;

} // namespace

class tst_EventsPane : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void showsTheChosenEventRaw();
    void showsALongEventPieceByPiece();
    void copiesAllOfAnEvent();
    void saysEventsInWordsToScreenReaders();
    void looksForMoreOnlyWhileTheRunGoesOnAndIsSeen();

private:
    void showAttempt(EventsPane &pane, AnalysisId id, bool running = false);
    void choose(const EventsPane &pane, int row);

    QTemporaryDir m_folder;
    std::unique_ptr<AnalysisLibrary> m_library;
    QByteArray m_long;
};

void tst_EventsPane::initTestCase()
{
    const QString path = m_folder.filePath(u"library.sqlite"_s);
    LibraryWriter writer(path);
    const SampleRun run = sampleRun(1);
    begin(writer, run);
    writer.append(AnalysisId(1), 1, {.arrivalUs = 1000, .eventName = "first", .data = R"({"type":"first"})"});
    m_long = R"({"type":"image","data":")" + QByteArray("ü").repeated(longEvent / 2) + "\"}";
    writer.append(AnalysisId(1), 1, {.arrivalUs = 3000, .eventName = "image", .data = m_long});
    writer.flush();
    m_library = std::make_unique<AnalysisLibrary>(path);
}

void tst_EventsPane::showAttempt(EventsPane &pane, AnalysisId id, bool running)
{
    pane.resize(900, 500);
    pane.show();
    pane.setAttempt(id, 1, running);
    QTRY_COMPARE(pane.findChild<QTableView *>()->model()->rowCount(), 2);
}

void tst_EventsPane::choose(const EventsPane &pane, int row)
{
    auto *table = pane.findChild<QTableView *>();
    table->setCurrentIndex(table->model()->index(row, 0));
}

void tst_EventsPane::showsTheChosenEventRaw()
{
    EventsPane pane(*m_library);
    showAttempt(pane, AnalysisId(1));
    const auto *raw = pane.findChild<QPlainTextEdit *>();
    choose(pane, 0);
    QTRY_COMPARE(raw->toPlainText(), uR"({"type":"first"})"_s);
    QVERIFY(!pane.findChild<QLabel *>(u"eventNote"_s)->isVisible());
    QVERIFY(!pane.findChild<QPushButton *>(u"showMore"_s)->isVisible());
}

void tst_EventsPane::showsALongEventPieceByPiece()
{
    EventsPane pane(*m_library);
    showAttempt(pane, AnalysisId(1));
    const auto *raw = pane.findChild<QPlainTextEdit *>();
    auto *more = pane.findChild<QPushButton *>(u"showMore"_s);
    choose(pane, 1);
    QTRY_VERIFY(raw->toPlainText().startsWith(uR"({"type":"image")"_s));
    const auto shown = [raw] { return raw->toPlainText().remove(u'\n').toUtf8(); };
    QVERIFY(shown().size() <= RawEventView::firstPiece);
    QVERIFY(shown().size() > RawEventView::firstPiece - 4);
    QVERIFY(more->isVisible());
    QVERIFY(pane.findChild<QLabel *>(u"eventNote"_s)->isVisible());
    for (int step = 0; more->isVisible() && step < 20; ++step) {
        const qsizetype before = shown().size();
        more->click();
        QTRY_VERIFY(shown().size() > before);
    }
    QVERIFY(!more->isVisible());
    QVERIFY(shown() == m_long);
}

void tst_EventsPane::copiesAllOfAnEvent()
{
    EventsPane pane(*m_library);
    showAttempt(pane, AnalysisId(1));
    auto *copy = pane.findChild<QPushButton *>(u"copyEvent"_s);
    QVERIFY(!copy->isEnabled());
    choose(pane, 1);
    QTRY_VERIFY(copy->isEnabled());
    copy->click();
    QTRY_VERIFY(QGuiApplication::clipboard()->text().toUtf8() == m_long);
}

void tst_EventsPane::saysEventsInWordsToScreenReaders()
{
    EventsPane pane(*m_library);
    showAttempt(pane, AnalysisId(1));
    QVERIFY(!pane.findChild<QTableView *>()->accessibleName().isEmpty());
    QVERIFY(!pane.findChild<QPlainTextEdit *>()->accessibleName().isEmpty());
    for (QPushButton *button : pane.findChildren<QPushButton *>())
        QVERIFY(button->text().contains(u'&'));
}

void tst_EventsPane::looksForMoreOnlyWhileTheRunGoesOnAndIsSeen()
{
    EventsPane pane(*m_library);
    showAttempt(pane, AnalysisId(1), true);
    QCOMPARE(pane.polls(), true);
    pane.hide();
    QCOMPARE(pane.polls(), false);
    pane.show();
    QCOMPARE(pane.polls(), true);
    pane.setAttempt(AnalysisId(1), 1, false); // over: one more look, then none
    QTRY_COMPARE(pane.polls(), false);
    pane.hide();
    pane.show();
    QCOMPARE(pane.polls(), false);
    QVERIFY(activeTimers(pane).isEmpty());
}

QTEST_MAIN(tst_EventsPane)
#include "tst_eventspane.moc"
