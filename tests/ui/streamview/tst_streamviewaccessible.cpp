#include "streamview/streamview.h"

#include <QAccessible>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace reasonglass;

/// Walks the text as a screen reader does.
class tst_StreamViewAccessible : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void tellsWhatItIs();
    void givesTheText();
    void readsUnits_data();
    void readsUnits();
    void readsEveryLineOnce();
    void movesTheCaret();
    void selects();
    void findsPlaces();
    void tellsAttributes();
    void tellsOfNewText();

private:
    QAccessibleTextInterface &text() const { return *m_interface->textInterface(); }

    std::unique_ptr<StreamView> m_view;
    QAccessibleInterface *m_interface = nullptr;
};

namespace {

QList<std::pair<QAccessible::Event, QString>> events;

void listen(QAccessibleEvent *event)
{
    QString said;
    if (event->type() == QAccessible::TextInserted)
        said = static_cast<QAccessibleTextInsertEvent *>(event)->textInserted();
    events.append({event->type(), said});
}

} // namespace

void tst_StreamViewAccessible::init()
{
    m_view = std::make_unique<StreamView>();
    m_view->setAccessibleName(u"Answer"_s);
    m_view->resize(300, 200);
    m_view->show();
    m_view->setParts({u"# Title\n\nSome **bold** words in a paragraph that is long enough for three lines of "
                      "this view, or so one may hope.\n\n- one\n- two\n\n|a|b|\n|-|-|\n|c|d|"_s});
    m_interface = QAccessible::queryAccessibleInterface(m_view.get());
    QVERIFY(m_interface != nullptr);
    QVERIFY(m_interface->textInterface() != nullptr);
}

void tst_StreamViewAccessible::tellsWhatItIs()
{
    QCOMPARE(m_interface->text(QAccessible::Name), u"Answer"_s);
    QCOMPARE(m_interface->role(), QAccessible::EditableText);
    QVERIFY(m_interface->state().readOnly);
    QVERIFY(m_interface->state().multiLine);
    QVERIFY(m_interface->state().focusable);
    m_view->clear();
    m_view->setPlaceholderText(u"Nothing yet."_s);
    QCOMPARE(m_interface->text(QAccessible::Description), u"Nothing yet."_s);
}

void tst_StreamViewAccessible::givesTheText()
{
    const QString whole = m_view->plainText();
    QVERIFY(whole.startsWith(u"Title\n\nSome bold words"_s));
    QVERIFY(whole.endsWith(u"a\tb\nc\td"_s));
    QCOMPARE(text().characterCount(), int(whole.size()));
    QCOMPARE(text().text(0, text().characterCount()), whole);
    for (int i = 0; i < whole.size(); ++i) {
        for (int size = 1; i + size <= whole.size() && size < 40; size += 7)
            QCOMPARE(text().text(i, i + size), whole.mid(i, size));
    }
}

void tst_StreamViewAccessible::readsUnits_data()
{
    QTest::addColumn<QString>("at");
    QTest::addColumn<QAccessible::TextBoundaryType>("unit");
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("here");
    QTest::addColumn<QString>("after");
    QTest::newRow("character") << u"bold"_s << QAccessible::CharBoundary << u" "_s << u"b"_s << u"o"_s;
    QTest::newRow("word") << u"old"_s << QAccessible::WordBoundary << u" "_s << u"bold"_s << u" "_s;
    QTest::newRow("paragraph") << u"one\n"_s << QAccessible::ParagraphBoundary << QString() << u"•\tone\n"_s
                               << u"•\ttwo\n\n"_s;
    QTest::newRow("line of a title") << u"itle"_s << QAccessible::LineBoundary << u""_s << u"Title\n\n"_s
                                     << QString();
}

void tst_StreamViewAccessible::readsUnits()
{
    QFETCH(const QString, at);
    QFETCH(const QAccessible::TextBoundaryType, unit);
    QFETCH(const QString, before);
    QFETCH(const QString, after);
    const int offset = int(m_view->plainText().indexOf(at));
    int begin = -1;
    int end = -1;
    QTEST(text().textAtOffset(offset, unit, &begin, &end), "here");
    QVERIFY(begin <= offset && offset < end);
    if (!before.isNull())
        QCOMPARE(text().textBeforeOffset(offset, unit, &begin, &end), before);
    if (!after.isNull())
        QCOMPARE(text().textAfterOffset(offset, unit, &begin, &end), after);
}

void tst_StreamViewAccessible::readsEveryLineOnce()
{
    QString read;
    int lines = 0;
    for (int at = 0; at < text().characterCount(); ++lines) {
        int begin = -1;
        int end = -1;
        const QString line = text().textAtOffset(at, QAccessible::LineBoundary, &begin, &end);
        QCOMPARE(begin, at);
        QVERIFY(end > at);
        QCOMPARE(line, m_view->plainText().mid(begin, end - begin));
        read += line;
        at = end;
    }
    QCOMPARE(read, m_view->plainText());
    QVERIFY2(lines >= 10, qPrintable(QString::number(lines)));
}

void tst_StreamViewAccessible::movesTheCaret()
{
    const int there = int(m_view->plainText().indexOf(u"two"_s));
    text().setCursorPosition(there);
    QCOMPARE(text().cursorPosition(), there);
    QVERIFY(m_view->viewport()->rect().intersects(m_view->caretRect(m_view->caret())));
    QTest::keyClick(m_view.get(), Qt::Key_Right);
    QCOMPARE(text().cursorPosition(), there + 1);
}

void tst_StreamViewAccessible::selects()
{
    QCOMPARE(text().selectionCount(), 0);
    text().setSelection(0, 7, 11);
    QCOMPARE(text().selectionCount(), 1);
    int begin = 0;
    int end = 0;
    text().selection(0, &begin, &end);
    QCOMPARE(begin, 7);
    QCOMPARE(end, 11);
    QCOMPARE(m_view->selectedText(), u"Some"_s);
    text().removeSelection(0);
    QCOMPARE(text().selectionCount(), 0);
}

void tst_StreamViewAccessible::findsPlaces()
{
    text().scrollToSubstring(0, 1);
    for (int offset = 0; offset < 12; ++offset) {
        const QRect rect = text().characterRect(offset);
        QVERIFY(rect.height() > 0);
        if (m_view->plainText().at(offset) != u'\n')
            QCOMPARE(text().offsetAtPoint(rect.center() - QPoint(rect.width() / 3, 0)), offset);
    }
    QCOMPARE(text().offsetAtPoint(QPoint(-5000, -5000)), -1);
}

void tst_StreamViewAccessible::tellsAttributes()
{
    const int bold = int(m_view->plainText().indexOf(u"bold"_s));
    int begin = 0;
    int end = 0;
    QVERIFY(text().attributes(bold, &begin, &end).contains(u"font-weight:bold"_s));
    QCOMPARE(begin, bold);
    QCOMPARE(end, bold + 4);
    QVERIFY(text().attributes(bold + 5, &begin, &end).isEmpty());
    QCOMPARE(begin, bold + 4);
}

void tst_StreamViewAccessible::tellsOfNewText()
{
    if (!QAccessible::isActive())
        QSKIP("nobody listens on this platform: run on a desktop with QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1");
    m_view->setParts({u"known"_s});
    m_view->appendToPart(1, u"w"_s);
    m_view->flush();
    events.clear();
    const auto before = QAccessible::installUpdateHandler(listen);
    m_view->appendToPart(1, u"ords that are new"_s);
    m_view->flush();
    m_view->selectAll();
    QAccessible::installUpdateHandler(before);
    QVERIFY(events.contains({QAccessible::TextInserted, u"ords that are new"_s}));
    const auto selected = [](const auto &event) { return event.first == QAccessible::TextSelectionChanged; };
    QVERIFY(std::any_of(events.cbegin(), events.cend(), selected));
}

QTEST_MAIN(tst_StreamViewAccessible)
#include "tst_streamviewaccessible.moc"
