#include "sampletext.h"
#include "streamview/findbar.h"
#include "streamview/streamview.h"
#include "support/activetimers.h"

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPainter>
#include <QPushButton>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <memory>

using namespace Qt::StringLiterals;
using namespace reasonglass;
using reasonglass::test::activeTimers;

namespace {

QString paragraphs(int count)
{
    QString text;
    for (int i = 0; i < count; ++i)
        text += u"Paragraph %1 says something that is long enough to be read.\n\n"_s.arg(i);
    return text;
}

std::unique_ptr<StreamView> shownView()
{
    auto view = std::make_unique<StreamView>();
    view->resize(500, 300);
    view->show();
    return view;
}

QScrollBar &bar(const StreamView &view)
{
    return *view.verticalScrollBar();
}

bool isAtEnd(const StreamView &view)
{
    return bar(view).value() == bar(view).maximum();
}

void wheel(StreamView &view, int delta, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
{
    const QPointF at = view.viewport()->rect().center();
    QWheelEvent event{
        at,   view.viewport()->mapToGlobal(at), {}, {0, delta}, Qt::NoButton, modifiers, Qt::NoScrollPhase,
        false};
    QApplication::sendEvent(view.viewport(), &event);
}

QString describe(const TextParagraph &paragraph)
{
    QString styles;
    for (const StyledRange &range : paragraph.styles) {
        styles += u"%1+%2:%3%4%5%6%7%8%9"_s.arg(range.start)
                      .arg(range.length)
                      .arg(range.style.bold ? u"b" : u"")
                      .arg(range.style.italic ? u"i" : u"")
                      .arg(range.style.strike ? u"s" : u"")
                      .arg(range.style.code ? u"c" : u"")
                      .arg(range.style.math ? u"m" : u"")
                      .arg(range.style.link)
                      .arg(int(range.token));
        styles += u' ';
    }
    return u"%1 @%2 join=%3 level=%4 quote=%5 list=%6 marker=%7 cell=%8 flags=%9 "_s.arg(int(paragraph.kind))
               .arg(paragraph.start)
               .arg(paragraph.join)
               .arg(paragraph.level)
               .arg(paragraph.quoteDepth)
               .arg(paragraph.listDepth)
               .arg(paragraph.markerLength)
               .arg(u"%1/%2/%3"_s.arg(paragraph.table).arg(paragraph.row).arg(paragraph.column))
               .arg(u"%1%2%3%4"_s.arg(int(paragraph.rightToLeft))
                        .arg(int(paragraph.continues))
                        .arg(int(paragraph.opensCode))
                        .arg(int(paragraph.closesCode)))
        + paragraph.language + u" |"_s + paragraph.text + u"| "_s + styles;
}

/// Everything that is said and how it looks, a line for each paragraph.
QString describe(const StreamView &view)
{
    QStringList lines;
    for (size_t block = 0; block < view.text().blockCount(); ++block) {
        const BlockText text = view.text().read(block);
        for (const TextParagraph &paragraph : text.paragraphs)
            lines += describe(paragraph) + (view.text().beginsPart(block) ? u" part" : u"");
    }
    return lines.join(u'\n');
}

QString describedParts(const QStringList &parts)
{
    StreamView view;
    view.setParts(parts);
    return describe(view);
}

/// What the view shows when it is scrolled to its beginning, and to its end.
std::pair<QImage, QImage> pictures(StreamView &view)
{
    view.showStart();
    const QImage start = view.viewport()->grab().toImage();
    view.followTail();
    return {start, view.viewport()->grab().toImage()};
}

TextPosition positionOf(const StreamView &view, const QString &word)
{
    const qsizetype at = view.plainText().indexOf(word);
    return at < 0 ? TextPosition{} : view.text().positionAt(at);
}

TextPosition after(const StreamView &view, const QString &word)
{
    return view.text().positionAt(view.plainText().indexOf(word) + word.size());
}

} // namespace

class tst_StreamView : public QObject
{
    Q_OBJECT

private slots:
    void doesNotDependOnCuts_data();
    void doesNotDependOnCuts();
    void doesNotDependOnTheOrderOfParts();
    void showsTheSameAfterEveryPiece();
    void looksTheSameHoweverItCame_data();
    void looksTheSameHoweverItCame();
    void laysOutOnlyWhatIsSeen();
    void doesNothingWhileHidden();
    void forgetsNothingOfTheSource();
    void shrinksWithoutATrace_data();
    void shrinksWithoutATrace();
    void leavesEqualTextAlone();
    void rebuildsOnlyWhatDiffers();
    void mergesDeltasOfAFrame();
    void isIdleWhenNothingChanges();
    void keepsASelectionWhileTextArrives();
    void keepsASelectionInTheTail();
    void keepsTheScrollPlaceWhileTextArrives();
    void followsTheTail();
    void letsGo_data();
    void letsGo();
    void takesHoldAgain_data();
    void takesHoldAgain();
    void staysReleasedWhenTextShrinks();
    void offersTheNewLines();
    void keepsTheReadingPlace_data();
    void keepsTheReadingPlace();
    void limitsTheColumn();
    void walksByKeys_data();
    void walksByKeys();
    void walksBackTheWayItCame();
    void doesNotGoBackToAnOldCaret();
    void isTrueBetweenTwoFrames_data();
    void isTrueBetweenTwoFrames();
    void selectsByMouse();
    void selectsWhileScrolling();
    void findsInAllOfALongText();
    void loadsNothing();
    void showsHtmlAsText();
    void showsHiddenCharacters();
    void reportsLinksAndStays();
    void activatesTheLinkAtTheCaret();
    void copiesPlainText();
    void showsTheSource();
    void takesNewColours();
    void zooms();
    void tabMovesOn();
    void isAccessible();
    void finds();
};

void tst_StreamView::doesNotDependOnCuts_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("sample") << sampleText();
    QTest::newRow("table first") << u"|a|b|\n|-|-|\n|1|2|\n|3|4|\n|5\n\n|c|\n|-|\n|d|"_s;
    QTest::newRow("code first") << u"```cpp\na\n\nb\n```\n```\nc\n```"_s;
    QTest::newRow("open emphasis") << u"a **b\n\n- *c\n\n[d](e"_s;
    QTest::newRow("open code") << u"a\n```\nx `y"_s;
    QTest::newRow("vanishing") << u"text\n\n>\n\n- \n\n```\n```\n\n\n"_s;
    QTest::newRow("long") << u"```c\n"_s + u"int i = 0;\n"_s.repeated(700) + u"```\n\n"_s
            + u"many words "_s.repeated(800);
    QTest::newRow("long list and table")
        << u"1. item\n"_s.repeated(900) + u"\n|a|\n|-|\n"_s + u"|b|\n"_s.repeated(1200);
}

void tst_StreamView::doesNotDependOnCuts()
{
    QFETCH(const QString, text);
    const QString whole = describedParts({text});
    QRandomGenerator random{20};
    for (int run = 0; run < 6; ++run) {
        StreamView view;
        const int longest = text.size() > 4000 ? 700 : 1 << run;
        for (qsizetype i = 0; i < text.size();) {
            const qsizetype size = random.bounded(1, longest + 1);
            view.appendToPart(0, text.mid(i, size));
            if (random.bounded(3) > 0)
                view.flush();
            i += size;
        }
        view.finish();
        QCOMPARE(describe(view), whole);
    }
}

void tst_StreamView::doesNotDependOnTheOrderOfParts()
{
    const QStringList parts{u"**One**\n\nfirst *open"_s, u""_s, u"```\ncode"_s, sampleText()};
    StreamView view;
    view.appendToPart(2, u"```\n"_s);
    view.flush();
    view.appendToPart(0, u"**One**\n\nfirst"_s);
    view.flush();
    view.appendToPart(3, parts.at(3).first(40));
    view.flush();
    view.appendToPart(0, u" *open"_s);
    view.appendToPart(2, u"code"_s);
    view.flush();
    view.appendToPart(3, parts.at(3).sliced(40));
    view.finish();
    QCOMPARE(describe(view), describedParts(parts));
    QCOMPARE(view.sourceText(), parts.join("\n\n"_L1));
}

void tst_StreamView::showsTheSameAfterEveryPiece()
{
    const QString text = sampleText();
    StreamView growing;
    for (qsizetype i = 0; i < text.size(); ++i) {
        growing.appendToPart(0, text.at(i));
        growing.flush();
        if (i % 17 != 0)
            continue;
        StreamView atOnce;
        atOnce.appendToPart(0, text.first(i + 1));
        atOnce.flush();
        QCOMPARE(describe(growing), describe(atOnce));
    }
}

void tst_StreamView::looksTheSameHoweverItCame_data()
{
    doesNotDependOnCuts_data();
    QTest::newRow("both ways") << u"English\n\nשלום עולם **עולם**\n\n- פריט\n- item\n\n> ציטוט\n"_s;
    QTest::newRow("wide characters")
        << u"数据模型→≥ 👩‍👩‍👧 🇪🇺 `数据`\n\n|数据|b|\n|-|-|\n|c|模型|\n"_s;
}

/// The picture, not only the words: what was kept while text grew must be what would be painted anew.
void tst_StreamView::looksTheSameHoweverItCame()
{
    QFETCH(const QString, text);
    const auto whole = shownView();
    whole->setParts({text});
    const auto growing = shownView();
    QRandomGenerator random{5};
    const int longest = text.size() > 4000 ? 300 : 9;
    for (qsizetype i = 0; i < text.size();) {
        const qsizetype size = random.bounded(1, longest);
        growing->appendToPart(0, text.mid(i, size));
        growing->flush();
        QCoreApplication::processEvents(); // moves and paints as it does on a screen
        i += size;
    }
    growing->finish();
    whole->followTail();
    const QImage kept = growing->viewport()->grab().toImage();
    const QImage anew = whole->viewport()->grab().toImage();
    if (kept != anew && qEnvironmentVariableIsSet("REASONGLASS_PICTURES")) {
        kept.save(qEnvironmentVariable("REASONGLASS_PICTURES") + u"/kept.png"_s);
        anew.save(qEnvironmentVariable("REASONGLASS_PICTURES") + u"/anew.png"_s);
    }
    QCOMPARE(kept, anew);
    QCOMPARE(pictures(*growing), pictures(*whole));
    for (StreamView *view : {whole.get(), growing.get()})
        view->resize(330, 400);
    QCOMPARE(pictures(*growing), pictures(*whole));
}

void tst_StreamView::laysOutOnlyWhatIsSeen()
{
    const auto view = shownView();
    view->setParts({paragraphs(5000)});
    view->showStart();
    QVERIFY(view->text().blockCount() >= 5000);
    constexpr size_t few = 100;
    QVERIFY2(view->laidOutBlocks() < few, qPrintable(QString::number(view->laidOutBlocks())));
    for (int i = 1; i < 20; ++i) {
        bar(*view).setValue(bar(*view).maximum() / 20 * i);
        QVERIFY(view->laidOutBlocks() < few);
    }
    view->followTail();
    QVERIFY(view->laidOutBlocks() < few);
    view->setZoom(150);
    QVERIFY(view->laidOutBlocks() < few);
}

void tst_StreamView::doesNothingWhileHidden()
{
    StreamView view;
    QSignalSpy changes{&view, &StreamView::changed};
    view.appendToPart(0, sampleText());
    QVERIFY(activeTimers(view).isEmpty());
    QCOMPARE(changes.count(), 0);
    QCOMPARE(view.laidOutBlocks(), size_t{0});
    view.show();
    QCOMPARE(changes.count(), 1);
    QVERIFY(view.laidOutBlocks() > 0);
}

void tst_StreamView::forgetsNothingOfTheSource()
{
    StreamView view;
    QVERIFY(view.isEmpty());
    view.appendToPart(1, u"b"_s);
    view.appendToPart(0, u"a "_s);
    QCOMPARE(view.sourceText(), u"a \n\nb"_s); // at once, not with the next frame
    view.replacePart(1, u"c"_s);
    QCOMPARE(view.sourceText(), u"a \n\nc"_s);
    view.clear();
    QVERIFY(view.isEmpty());
    QCOMPARE(view.plainText(), QString{});
}

void tst_StreamView::shrinksWithoutATrace_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("paragraph") << u"a"_s;
    QTest::newRow("code") << u"```\ncode\n```\n"_s;
    QTest::newRow("table") << u"|a|\n|-|\n|b|\n\n"_s;
    QTest::newRow("list") << u"- x\n\n"_s;
    QTest::newRow("empty item") << u"-\n\n"_s;
    QTest::newRow("nothing") << u""_s;
}

void tst_StreamView::shrinksWithoutATrace()
{
    QFETCH(const QString, text);
    {
        StreamView view;
        view.appendToPart(0, text + u"\n\n"_s);
        view.appendToPart(1, sampleText());
        view.flush();
        view.setParts({text + u"\n\n"_s});
        QCOMPARE(describe(view), describedParts({text + u"\n\n"_s}));
    }
}

void tst_StreamView::leavesEqualTextAlone()
{
    StreamView view;
    view.setParts({paragraphs(3), sampleText()});
    QSignalSpy changes{&view, &StreamView::changed};
    view.setParts({paragraphs(3), sampleText()});
    view.replacePart(0, paragraphs(3));
    view.finish();
    view.flush();
    QCOMPARE(changes.count(), 0);
}

void tst_StreamView::rebuildsOnlyWhatDiffers()
{
    StreamText text;
    text.replace(0, paragraphs(20) + u"the end"_s);
    text.finish();
    text.takeChange();
    text.replace(0, paragraphs(20) + u"another end"_s);
    const TextChange change = text.takeChange();
    QCOMPARE(change.first, size_t{20});
    QCOMPARE(change.keptAtEnd, size_t{0});
    QVERIFY(text.plainText().endsWith(u"another end"_s));

    text.append(1, u"second"_s);
    text.takeChange();
    text.append(0, u"\n\nmore"_s);
    const TextChange before = text.takeChange();
    QCOMPARE(before.first, size_t{20});
    QCOMPARE(before.keptAtEnd, size_t{1}); // the other part only moved
    QCOMPARE(before.count, before.countBefore + 1);
}

void tst_StreamView::mergesDeltasOfAFrame()
{
    const auto view = shownView();
    QSignalSpy changes{view.get(), &StreamView::changed};
    for (int i = 0; i < 100; ++i)
        view->appendToPart(0, u"word "_s);
    QCOMPARE(changes.count(), 0);
    QTRY_COMPARE(changes.count(), 1);
    QCOMPARE(view->plainText(), u"word "_s.repeated(100).trimmed());
}

void tst_StreamView::isIdleWhenNothingChanges()
{
    const auto view = shownView();
    QVERIFY(QTest::qWaitForWindowExposed(view.get()));
    QSignalSpy changes{view.get(), &StreamView::changed};
    view->appendToPart(0, sampleText());
    QCOMPARE(activeTimers(*view).size(), 1); // the frame
    QTRY_VERIFY(changes.count() > 0);
    QVERIFY(activeTimers(*view).isEmpty());
}

void tst_StreamView::keepsASelectionWhileTextArrives()
{
    const auto view = shownView();
    view->appendToPart(0, paragraphs(20));
    view->flush();
    const TextPosition anchor = view->text().positionAt(10);
    const TextPosition caret = view->text().positionAt(195);
    view->select(anchor, caret);
    const QString selected = view->selectedText();
    QVERIFY(selected.contains(u'\n'));
    QSignalSpy changes{view.get(), &StreamView::selectionChanged};
    for (const QChar c : sampleText()) {
        view->appendToPart(0, c);
        view->flush();
    }
    view->appendToPart(1, sampleText());
    view->finish();
    QCOMPARE(view->selectedText(), selected);
    QCOMPARE(view->anchor(), anchor);
    QCOMPARE(view->caret(), caret);
    QCOMPARE(changes.count(), 0);
}

void tst_StreamView::keepsASelectionInTheTail()
{
    const auto view = shownView();
    view->appendToPart(0, u"first\n\nthe open tail of *this* text"_s);
    view->flush();
    view->select(after(*view, u"open"_s), positionOf(*view, u"open"_s)); // backwards
    view->appendToPart(0, u" grows\n\nand is closed"_s);
    view->flush();
    view->finish();
    QCOMPARE(view->selectedText(), u"open"_s);
    QVERIFY(view->caret() < view->anchor());
}

void tst_StreamView::keepsTheScrollPlaceWhileTextArrives()
{
    const auto view = shownView();
    view->appendToPart(0, paragraphs(50));
    view->flush();
    bar(*view).setValue(200);
    QVERIFY(!view->followsTail());
    for (const QChar c : sampleText()) {
        view->appendToPart(0, c);
        view->flush();
        QCOMPARE(bar(*view).value(), 200);
    }
    view->finish();
    QCOMPARE(bar(*view).value(), 200);
}

void tst_StreamView::followsTheTail()
{
    const auto view = shownView();
    QVERIFY(view->followsTail());
    for (int i = 0; i < 40; ++i) {
        view->appendToPart(0, paragraphs(1));
        view->flush();
        QVERIFY(isAtEnd(*view));
    }
    QVERIFY(bar(*view).maximum() > 300);
    view->finish();
    QVERIFY(view->followsTail());
    QTRY_VERIFY(isAtEnd(*view));
}

using Act = std::function<void(StreamView &)>;

void tst_StreamView::letsGo_data()
{
    QTest::addColumn<Act>("act");
    const auto key = [](Qt::Key code, Qt::KeyboardModifiers modifiers = {}) {
        return Act{[=](StreamView &view) { QTest::keyClick(&view, code, modifiers); }};
    };
    QTest::newRow("wheel") << Act{[](StreamView &view) { wheel(view, 120); }};
    QTest::newRow("thumb") << Act{
        [](StreamView &view) { bar(view).setSliderPosition(bar(view).maximum() - 40); }};
    QTest::newRow("page up") << key(Qt::Key_PageUp);
    QTest::newRow("home") << key(Qt::Key_Home);
    QTest::newRow("ctrl home") << key(Qt::Key_Home, Qt::ControlModifier);
    QTest::newRow("up") << key(Qt::Key_Up);
    QTest::newRow("left") << key(Qt::Key_Left);
    QTest::newRow("selection by key") << key(Qt::Key_Left, Qt::ShiftModifier);
    QTest::newRow("select all") << Act{[](StreamView &view) { view.selectAll(); }};
    QTest::newRow("find") << Act{[](StreamView &view) {
        view.search(u"Paragraph 3"_s);
        view.selectMatch(StreamView::Direction::Backward);
    }};
}

void tst_StreamView::letsGo()
{
    QFETCH(const Act, act);
    const auto view = shownView();
    view->appendToPart(0, paragraphs(50));
    view->flush();
    QTest::keyClick(view.get(), Qt::Key_End);
    QVERIFY(isAtEnd(*view));
    QSignalSpy changes{view.get(), &StreamView::followsTailChanged};
    act(*view);
    QVERIFY(!view->followsTail());
    QCOMPARE(changes.count(), 1);
    const int place = bar(*view).value();
    view->appendToPart(0, paragraphs(5));
    view->flush();
    view->finish();
    QVERIFY(!view->followsTail());
    QCOMPARE(bar(*view).value(), place);
}

void tst_StreamView::takesHoldAgain_data()
{
    QTest::addColumn<Act>("act");
    QTest::newRow("end") << Act{[](StreamView &view) { QTest::keyClick(&view, Qt::Key_End); }};
    QTest::newRow("ctrl end") << Act{
        [](StreamView &view) { QTest::keyClick(&view, Qt::Key_End, Qt::ControlModifier); }};
    QTest::newRow("wheel") << Act{[](StreamView &view) {
        for (int i = 0; i < 100 && !isAtEnd(view); ++i)
            wheel(view, -120);
    }};
    QTest::newRow("thumb") << Act{[](StreamView &view) { bar(view).setSliderPosition(bar(view).maximum()); }};
    QTest::newRow("page down") << Act{[](StreamView &view) {
        for (int i = 0; i < 100 && !view.followsTail(); ++i)
            QTest::keyClick(&view, Qt::Key_PageDown);
    }};
    QTest::newRow("call") << Act{[](StreamView &view) { view.followTail(); }};
}

void tst_StreamView::takesHoldAgain()
{
    QFETCH(const Act, act);
    const auto view = shownView();
    view->appendToPart(0, paragraphs(50));
    view->flush();
    bar(*view).setValue(0);
    QVERIFY(!view->followsTail());
    act(*view);
    QVERIFY(view->followsTail());
    view->appendToPart(0, paragraphs(5));
    view->flush();
    QVERIFY(isAtEnd(*view));
}

void tst_StreamView::staysReleasedWhenTextShrinks()
{
    const auto view = shownView();
    view->setParts({paragraphs(30) + paragraphs(10)});
    bar(*view).setValue(bar(*view).maximum() - 20);
    QVERIFY(!view->followsTail());
    view->setParts({paragraphs(30)});
    QVERIFY(!view->followsTail());
}

void tst_StreamView::offersTheNewLines()
{
    const auto view = shownView();
    auto *button = view->findChild<QPushButton *>();
    QVERIFY(button != nullptr);
    view->appendToPart(0, paragraphs(50));
    view->flush();
    QVERIFY(button->isHidden());
    wheel(*view, 240);
    QVERIFY(button->isHidden()); // nothing new yet
    view->appendToPart(0, u"```\none\ntwo\nthree\nfour\nfive\nsix\n"_s);
    view->flush();
    QVERIFY(button->isVisible());
    QVERIFY2(QRegularExpression{u"[5-9]"_s}.match(button->text()).hasMatch(), qPrintable(button->text()));
    QVERIFY(view->viewport()->geometry().contains(button->geometry()));
    wheel(*view, 120);
    const QPoint before = button->pos();
    QCOMPARE(button->pos(), before);
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(view->followsTail());
    QVERIFY(isAtEnd(*view));
    QVERIFY(button->isHidden());
}

void tst_StreamView::keepsTheReadingPlace_data()
{
    QTest::addColumn<Act>("act");
    QTest::newRow("narrower") << Act{[](StreamView &view) { view.resize(300, 300); }};
    QTest::newRow("wider") << Act{[](StreamView &view) { view.resize(1200, 400); }};
    QTest::newRow("larger") << Act{[](StreamView &view) { view.setZoom(170); }};
    QTest::newRow("other colours") << Act{[](StreamView &view) {
        QPalette palette = view.palette();
        palette.setColor(QPalette::Text, Qt::darkGreen);
        view.setPalette(palette);
    }};
    QTest::newRow("to the source and back") << Act{[](StreamView &view) {
        view.setShowsSource(true);
        view.setShowsSource(false);
    }};
}

void tst_StreamView::keepsTheReadingPlace()
{
    QFETCH(const Act, act);
    const auto view = shownView();
    QVERIFY(QTest::qWaitForWindowExposed(view.get()));
    view->setParts({paragraphs(200)});
    bar(*view).setValue(bar(*view).maximum() / 2);
    const auto firstBlock = [&] { return view->positionAt({20, 12}).block; };
    const size_t before = firstBlock();
    QVERIFY(before > 20);
    act(*view);
    QCOMPARE(firstBlock(), before);
    QVERIFY(!view->followsTail());
}

void tst_StreamView::limitsTheColumn()
{
    const auto view = shownView();
    view->setParts({u"many words "_s.repeated(100)});
    view->resize(3000, 300);
    const double most = view->fontMetrics().averageCharWidth() * 100.0;
    QVERIFY(view->columnWidth() < most);
    QVERIFY(view->columnWidth() > most / 2);
    view->resize(300, 300);
    QVERIFY(view->columnWidth() <= 300);
}

void tst_StreamView::walksByKeys_data()
{
    QTest::addColumn<QString>("from"); // the caret is put before this
    QTest::addColumn<int>("key");
    QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
    QTest::addColumn<QString>("to"); // and is then before this
    const auto row = [](const char *name, const QString &from, Qt::Key key, Qt::KeyboardModifiers modifiers,
                        const QString &to) { QTest::newRow(name) << from << int(key) << modifiers << to; };
    row("right", u"alpha"_s, Qt::Key_Right, {}, u"lpha"_s);
    row("left", u"lpha"_s, Qt::Key_Left, {}, u"alpha"_s);
    row("over an emoji of many parts", u"👩‍👩‍👧 beta"_s, Qt::Key_Right, {}, u" beta"_s);
    row("word", u"alpha"_s, Qt::Key_Right, Qt::ControlModifier, u"beta"_s);
    row("word back", u"eta"_s, Qt::Key_Left, Qt::ControlModifier, u"beta"_s);
    row("down", u"alpha"_s, Qt::Key_Down, {}, u"gamma"_s);
    row("up", u"gamma"_s, Qt::Key_Up, {}, u"alpha"_s);
    row("down into a list", u"gamma"_s, Qt::Key_Down, {}, u"•\tdelta"_s);
    row("down in a table", u"one"_s, Qt::Key_Down, {}, u"three"_s);
    row("right into the next cell", u"\ttwo"_s, Qt::Key_Right, {}, u"two"_s);
    row("start", u"gamma"_s, Qt::Key_Home, {}, u"alpha"_s);
    row("line start", u"beta"_s, Qt::Key_Home, Qt::ShiftModifier, u"alpha"_s);
    row("line end", u"alpha"_s, Qt::Key_End, Qt::ShiftModifier, u"\n\ngamma"_s);
    row("page up", u"gamma"_s, Qt::Key_PageUp, {}, u"alpha"_s);
}

void tst_StreamView::walksByKeys()
{
    QFETCH(const QString, from);
    QFETCH(const int, key);
    QFETCH(const Qt::KeyboardModifiers, modifiers);
    QFETCH(const QString, to);
    const auto view = shownView();
    view->setParts(
        {u"alpha 👩‍👩‍👧 beta\n\ngamma\n\n- delta\n\n|one|two|\n|-|-|\n|three|four|\n"_s});
    const TextPosition start = positionOf(*view, from);
    view->select(start, start);
    QTest::keyClick(view.get(), Qt::Key(key), modifiers);
    const qsizetype at = view->text().offsetOf(view->caret());
    QCOMPARE(view->plainText().sliced(at).first(to.size()), to);
    QCOMPARE(view->hasSelection(), modifiers.testFlag(Qt::ShiftModifier));
}

void tst_StreamView::walksBackTheWayItCame()
{
    const auto view = shownView();
    view->setParts({sampleText(), u"another part"_s});
    const CaretWalk walk = view->walk();
    std::vector<TextPosition> way{walk.start()};
    for (TextPosition next = walk.nextCharacter(way.back()); next != way.back();
         next = walk.nextCharacter(way.back())) {
        QVERIFY(way.back() < next);
        way.push_back(next);
    }
    QCOMPARE(way.back(), walk.end());
    QVERIFY(std::ssize(way) > 500);
    for (size_t i = way.size() - 1; i > 0; --i)
        QCOMPARE(walk.previousCharacter(way[i]), way[i - 1]);
    for (const TextPosition position : way) {
        QCOMPARE(view->text().positionAt(view->text().offsetOf(position)), position);
        const QRectF caret = walk.caretRect(position);
        QVERIFY(caret.height() > 0);
    }
}

void tst_StreamView::doesNotGoBackToAnOldCaret()
{
    const auto view = shownView();
    view->setParts({paragraphs(300)});
    view->showStart();
    bar(*view).setValue(bar(*view).maximum() / 2);
    const int place = bar(*view).value();
    for (const Qt::Key key : {Qt::Key_Down, Qt::Key_Up, Qt::Key_Right}) {
        view->select({}, {});
        QTest::keyClick(view.get(), key);
        QVERIFY2(qAbs(bar(*view).value() - place) < 60, qPrintable(QString::number(bar(*view).value())));
    }
}

void tst_StreamView::isTrueBetweenTwoFrames_data()
{
    letsGo_data();
    takesHoldAgain_data();
    keepsTheReadingPlace_data();
    QTest::newRow("paint") << Act{[](StreamView &view) { view.grab(); }};
    QTest::newRow("mouse") << Act{[](StreamView &view) {
        QTest::mouseMove(view.viewport(), {50, 50});
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {60, 120});
    }};
    QTest::newRow("copy") << Act{[](StreamView &view) {
        view.selectAll();
        view.copy();
    }};
}

/// Between the arrival of a text and its frame whatever is done sees the new text, never half of each.
void tst_StreamView::isTrueBetweenTwoFrames()
{
    QFETCH(const Act, act);
    const auto view = shownView();
    view->setParts({paragraphs(300), sampleText()});
    bar(*view).setValue(bar(*view).maximum() - 200);
    view->replacePart(1, u"short"_s);
    act(*view);
    view->replacePart(0, paragraphs(2));
    act(*view);
    view->replacePart(0, paragraphs(50));
    view->appendToPart(2, sampleText());
    act(*view);
    view->finish();
    QCOMPARE(describe(*view), describedParts({paragraphs(50), u"short"_s, sampleText()}));
    StreamView anew;
    anew.resize(view->size());
    anew.setZoom(view->zoom());
    anew.setPalette(view->palette());
    anew.show();
    anew.setParts({paragraphs(50), u"short"_s, sampleText()});
    view->select({}, {});
    view->search({});
    view->clearFocus();
    QCoreApplication::processEvents(); // scroll bars come and go with events
    QCOMPARE(pictures(*view), pictures(anew));
}

void tst_StreamView::selectsByMouse()
{
    const auto view = shownView();
    view->setParts({u"first words here\n\nsecond paragraph\n\nthird"_s});
    const auto at = [&](const QString &word) { return view->caretRect(positionOf(*view, word)).center(); };
    QTest::mousePress(view->viewport(), Qt::LeftButton, {}, at(u"words"_s));
    QTest::mouseMove(view->viewport(), at(u"paragraph"_s));
    QTest::mouseRelease(view->viewport(), Qt::LeftButton, {}, at(u"paragraph"_s));
    QCOMPARE(view->selectedText(), u"words here\n\nsecond "_s);
    QTest::mouseClick(view->viewport(), Qt::LeftButton, Qt::ShiftModifier, at(u"third"_s));
    QCOMPARE(view->selectedText(), u"words here\n\nsecond paragraph\n\n"_s);
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, at(u"aragraph"_s));
    QVERIFY(!view->hasSelection());
    QTest::mouseDClick(view->viewport(), Qt::LeftButton, {}, at(u"econd"_s));
    QCOMPARE(view->selectedText(), u"second"_s);
    QTest::mousePress(view->viewport(), Qt::LeftButton, {}, at(u"econd"_s));
    QCOMPARE(view->selectedText(), u"second paragraph"_s);
}

void tst_StreamView::selectsWhileScrolling()
{
    const auto view = shownView();
    view->setParts({paragraphs(1000)});
    view->showStart();
    const TextPosition begin = positionOf(*view, u"Paragraph 3 "_s);
    const TextPosition end = positionOf(*view, u"Paragraph 900 "_s);
    view->select(begin, end);
    const QString selected = view->selectedText();
    QVERIFY(selected.contains(u"Paragraph 500 "_s));
    view->followTail();
    QVERIFY(!view->caretRect(begin).intersects(view->viewport()->rect()));
    bar(*view).setValue(0);
    QCOMPARE(view->selectedText(), selected);
    QCOMPARE(view->selection(), (TextRange{begin, end}));
}

void tst_StreamView::findsInAllOfALongText()
{
    const auto view = shownView();
    view->setParts({paragraphs(4000) + u"the needle\n\n"_s + u"needle "_s.repeated(1000)});
    view->showStart();
    view->search(u"NEEDLE"_s);
    view->selectMatch(StreamView::Direction::Forward);
    QTRY_VERIFY(view->currentSearch().isDone());
    QCOMPARE(view->currentSearch().matches().size(), size_t{1001});
    QTRY_COMPARE(view->selectedText(), u"needle"_s); // what was far away is selected once it is found
    QVERIFY(view->viewport()->rect().intersects(view->caretRect(view->caret())));
    view->search(u"end of nothing"_s);
    QTRY_VERIFY(view->currentSearch().isDone());
    QVERIFY(view->currentSearch().matches().empty());

    // Also what a cut of a very long paragraph went through.
    view->setParts({u"abcdefgh "_s.repeated(2000)});
    view->search(u"abcdefgh abcdefgh"_s);
    QTRY_VERIFY(view->currentSearch().isDone());
    QCOMPARE(view->currentSearch().matches().size(), size_t{1000});
}

void tst_StreamView::loadsNothing()
{
    StreamView view;
    view.resize(400, 300);
    view.show();
    view.setParts(
        {u"![a](file:///etc/hostname) ![b](https://example.org/b.png) ![c](data:image/png;base64,AAAA)\n\n"
         "<img src=\"file:///etc/hostname\"> <style>@import url(file:///x)</style>"_s});
    QVERIFY(view.plainText().contains(u"a (file:///etc/hostname)"_s));
    view.selectAll();
    const std::unique_ptr<QMimeData> copied{view.copied()};
    QVERIFY(!copied->html().contains(u"<img"_s));
    QVERIFY(!copied->html().contains(u"<style"_s));
    QVERIFY(!copied->html().contains(u"href=\"file:"_s));
}

void tst_StreamView::showsHtmlAsText()
{
    StreamView view;
    const QString text = u"<b>bold?</b> <script>alert(1)</script>"_s;
    view.setParts({text});
    QCOMPARE(view.plainText(), text);
}

void tst_StreamView::showsHiddenCharacters()
{
    StreamView view;
    view.setParts({u"a\u202eb `c\u200bd`\n\n```\ne\u2066f\n```\n\n[t](https://a.example/\u202e)"_s});
    const QString shown = view.plainText();
    QVERIFY(shown.contains(u"a⟦U+202E⟧b c⟦U+200B⟧d"_s));
    QVERIFY(shown.contains(u"e⟦U+2066⟧f"_s));
    view.setShowsSource(true);
    QVERIFY(view.plainText().contains(u"a⟦U+202E⟧b `c⟦U+200B⟧d`"_s));
    QVERIFY(!view.plainText().contains(QChar{0x202e}));
}

void tst_StreamView::reportsLinksAndStays()
{
    const auto view = shownView();
    view->setParts({u"[click me](file:///etc/hostname) please"_s});
    QVERIFY(QTest::qWaitForWindowExposed(view.get()));
    QSignalSpy links{view.get(), &StreamView::linkActivated};
    const QString before = describe(*view);
    const QPoint inside = view->caretRect(positionOf(*view, u"k me"_s)).center();
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, inside);
    QCOMPARE(links.count(), 1);
    QCOMPARE(links.first().first().toUrl(), QUrl{u"file:///etc/hostname"_s});
    QCOMPARE(describe(*view), before);
    const QPoint beside = view->caretRect(positionOf(*view, u"ease"_s)).center();
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, beside);
    QCOMPARE(links.count(), 1);
}

void tst_StreamView::activatesTheLinkAtTheCaret()
{
    const auto view = shownView();
    view->setParts({u"see [here](https://a.example/) now"_s});
    QSignalSpy links{view.get(), &StreamView::linkActivated};
    QTest::keyClick(view.get(), Qt::Key_Return);
    QCOMPARE(links.count(), 0);
    const TextPosition inside = positionOf(*view, u"ere"_s);
    view->select(inside, inside);
    QTest::keyClick(view.get(), Qt::Key_Return);
    QCOMPARE(links.count(), 1);
}

void tst_StreamView::copiesPlainText()
{
    const auto view = shownView();
    view->setParts({u"a **b**\n\n- c\n\n|d|e|\n|-|-|\n|f|g|\n\n```sh\nh\n\ni\n```\n"_s});
    view->selectAll();
    QTest::keySequence(view.get(), QKeySequence::Copy);
    const QMimeData *copied = QApplication::clipboard()->mimeData();
    QCOMPARE(copied->text(), u"a b\n\n•\tc\n\nd\te\nf\tg\n\nh\n\ni"_s);
    QVERIFY(copied->hasHtml());
    const QString longLine = u"word "_s.repeated(3000).trimmed();
    view->setParts({longLine});
    view->selectAll();
    view->copy();
    QCOMPARE(QApplication::clipboard()->text(), longLine);
}

void tst_StreamView::showsTheSource()
{
    const auto view = shownView();
    const QString longLine = u"word "_s.repeated(3000);
    view->appendToPart(0, sampleText());
    view->appendToPart(1, longLine);
    view->flush();
    const QString rendered = describe(*view);
    QSignalSpy changes{view.get(), &StreamView::showsSourceChanged};
    view->setShowsSource(true);
    QVERIFY(view->plainText().startsWith(u"# Title with `code`\n\nA *first* paragraph with **bold**"_s));
    view->selectAll();
    view->copy();
    QVERIFY(QApplication::clipboard()->text().contains(longLine.trimmed()));
    view->appendToPart(1, u"**more"_s);
    view->flush();
    QVERIFY(view->plainText().endsWith(u"**more"_s));
    view->replacePart(1, longLine);
    view->setShowsSource(false);
    QCOMPARE(describe(*view), rendered);
    QCOMPARE(changes.count(), 2);
}

void tst_StreamView::takesNewColours()
{
    const auto view = shownView();
    view->setParts({u"text"_s});
    QPalette dark = view->palette();
    dark.setColor(QPalette::Base, Qt::black);
    dark.setColor(QPalette::Text, Qt::yellow);
    view->setPalette(dark);
    QCOMPARE(view->theme().text, QColor{Qt::yellow});
    QCOMPARE(view->grab().toImage().pixelColor(view->viewport()->geometry().bottomLeft()), QColor{Qt::black});
}

void tst_StreamView::zooms()
{
    const auto view = shownView();
    view->setParts({u"text"_s});
    const double normal = view->theme().font.pointSizeF();
    QSignalSpy changes{view.get(), &StreamView::zoomChanged};
    QTest::keyClick(view.get(), Qt::Key_Plus, Qt::ControlModifier);
    QCOMPARE(view->zoom(), 110);
    QVERIFY(view->theme().font.pointSizeF() > normal);
    wheel(*view, -120, Qt::ControlModifier);
    wheel(*view, -120, Qt::ControlModifier);
    QCOMPARE(view->zoom(), 90);
    QTest::keyClick(view.get(), Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(view->zoom(), 100);
    view->setZoom(1000);
    QCOMPARE(view->zoom(), StreamView::maximumZoom);
    view->setZoom(1);
    QCOMPARE(view->zoom(), StreamView::minimumZoom);
    QCOMPARE(changes.count(), 6);
}

void tst_StreamView::tabMovesOn()
{
    QWidget window;
    auto *layout = new QVBoxLayout(&window);
    auto *view = new StreamView;
    auto *after = new QLineEdit;
    layout->addWidget(view);
    layout->addWidget(after);
    view->setParts({u"[a](https://a.example) [b](https://b.example)"_s});
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    view->setFocus();
    QTest::keyClick(view, Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), after);
}

void tst_StreamView::isAccessible()
{
    const auto view = shownView();
    view->setAccessibleName(u"Reasoning"_s);
    view->setParts({u"some **text**"_s});
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(view.get());
    QVERIFY(interface != nullptr);
    QCOMPARE(interface->text(QAccessible::Name), u"Reasoning"_s);
    QVERIFY(interface->textInterface() != nullptr);
    QCOMPARE(interface->textInterface()->text(0, 9), u"some text"_s);
}

void tst_StreamView::finds()
{
    QWidget window;
    auto *layout = new QVBoxLayout(&window);
    auto *view = new StreamView;
    auto *findBar = new FindBar(view);
    layout->addWidget(view);
    layout->addWidget(findBar);
    view->setParts({u"Needle one\n\n**need**le two\n\n```\nneedle three\n```"_s});
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QVERIFY(findBar->isHidden());
    view->setFocus();
    QTest::keySequence(view, QKeySequence::Find);
    QVERIFY(findBar->isVisible());
    auto *what = findBar->findChild<QLineEdit *>();
    auto *count = findBar->findChild<QLabel *>();
    QTest::keyClicks(what, u"needle"_s);
    QCOMPARE(count->text(), u"1 of 3"_s);
    QCOMPARE(view->currentSearch().matches().size(), size_t{3});
    QVERIFY(!view->followsTail());
    findBar->findNext();
    QCOMPARE(count->text(), u"2 of 3"_s);
    findBar->findPrevious();
    findBar->findPrevious();
    QCOMPARE(count->text(), u"3 of 3"_s);
    QTest::keyClick(what, Qt::Key_F3);
    QCOMPARE(count->text(), u"1 of 3"_s);
    view->appendToPart(0, u"\n\na needle that came later"_s);
    QTRY_COMPARE(count->text(), u"1 of 4"_s);
    QCOMPARE(view->selectedText(), u"Needle"_s);
    QTest::keyClicks(what, u"x"_s);
    QCOMPARE(count->text(), u"no match"_s);
    QTest::keyClick(what, Qt::Key_Escape);
    QVERIFY(findBar->isHidden());
    QVERIFY(view->currentSearch().matches().empty());
    QVERIFY(view->hasFocus());
}

QTEST_MAIN(tst_StreamView)
#include "tst_streamview.moc"
