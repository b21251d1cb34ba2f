#include "sampletext.h"
#include "streamview/findbar.h"
#include "streamview/streamview.h"

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QRandomGenerator>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>
#include <QTimer>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <memory>

using namespace Qt::StringLiterals;
using namespace reasonglass;

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

QString htmlOf(const QStringList &parts)
{
    StreamView view;
    view.setParts(parts);
    return view.toHtml();
}

/// Counts what the document asks for.
class WatchedView : public StreamView
{
public:
    int asked = 0;
    bool refused = true;

protected:
    QVariant loadResource(int type, const QUrl &name) override
    {
        ++asked;
        QVariant resource = StreamView::loadResource(type, name);
        refused = refused && resource.toByteArray().isEmpty();
        return resource;
    }
};

} // namespace

class tst_StreamView : public QObject
{
    Q_OBJECT

private slots:
    void doesNotDependOnCuts_data();
    void doesNotDependOnCuts();
    void doesNotDependOnTheOrderOfParts();
    void showsTheSameAfterEveryPiece();
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
    const QString whole = htmlOf({text});
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
        QCOMPARE(view.toHtml(), whole);
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
    QCOMPARE(view.toHtml(), htmlOf(parts));
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
        QCOMPARE(growing.toHtml(), atOnce.toHtml());
    }
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
    QVERIFY(view.document()->isEmpty());
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
        QCOMPARE(view.toHtml(), htmlOf({text + u"\n\n"_s}));
    }
}

void tst_StreamView::leavesEqualTextAlone()
{
    StreamView view;
    view.setParts({paragraphs(3), sampleText()});
    QSignalSpy changes{view.document(), &QTextDocument::contentsChange};
    view.setParts({paragraphs(3), sampleText()});
    view.replacePart(0, paragraphs(3));
    view.finish();
    view.flush();
    QCOMPARE(changes.count(), 0);
}

void tst_StreamView::rebuildsOnlyWhatDiffers()
{
    StreamView view;
    view.setParts({paragraphs(20) + u"the end"_s});
    const int unchanged = view.document()->findBlockByNumber(19).position();
    QSignalSpy changes{view.document(), &QTextDocument::contentsChange};
    view.setParts({paragraphs(20) + u"another end"_s});
    QVERIFY(changes.count() > 0);
    for (const QList<QVariant> &change : std::as_const(changes))
        QVERIFY(change.at(0).toInt() > unchanged);
    QVERIFY(view.toPlainText().endsWith(u"another end"_s));
}

void tst_StreamView::mergesDeltasOfAFrame()
{
    StreamView view;
    QSignalSpy changes{view.document(), &QTextDocument::contentsChanged};
    for (int i = 0; i < 100; ++i)
        view.appendToPart(0, u"word "_s);
    QCOMPARE(changes.count(), 0);
    QTRY_COMPARE(view.toPlainText(), u"word "_s.repeated(100).trimmed());
    QCOMPARE(changes.count(), 1);
}

void tst_StreamView::isIdleWhenNothingChanges()
{
    const auto activeTimers = [](const StreamView &view) {
        const QList<QTimer *> timers = view.findChildren<QTimer *>();
        return std::count_if(timers.begin(), timers.end(),
                             [](const QTimer *timer) { return timer->isActive(); });
    };
    const auto view = shownView();
    QVERIFY(QTest::qWaitForWindowExposed(view.get()));
    QSignalSpy changes{view->document(), &QTextDocument::contentsChanged};
    view->appendToPart(0, sampleText());
    QTRY_VERIFY(changes.count() > 0);
    changes.clear();
    QTRY_COMPARE(activeTimers(*view), 0);
    QTest::qWait(100);
    QCOMPARE(changes.count(), 0);
}

void tst_StreamView::keepsASelectionWhileTextArrives()
{
    const auto view = shownView();
    view->appendToPart(0, paragraphs(20));
    view->flush();
    QTextCursor selection{view->document()};
    selection.setPosition(10);
    selection.setPosition(95, QTextCursor::KeepAnchor);
    view->setTextCursor(selection);
    const QString selected = view->textCursor().selectedText();
    QSignalSpy changes{view.get(), &QTextEdit::selectionChanged};
    for (const QChar c : sampleText()) {
        view->appendToPart(0, c);
        view->flush();
    }
    view->finish();
    QCOMPARE(view->textCursor().selectedText(), selected);
    QCOMPARE(view->textCursor().anchor(), 10);
    QCOMPARE(changes.count(), 0);
}

void tst_StreamView::keepsASelectionInTheTail()
{
    const auto view = shownView();
    view->appendToPart(0, u"first\n\nthe open tail of *this* text"_s);
    view->flush();
    QTextCursor selection = view->document()->find(u"open"_s);
    const int anchor = selection.position();
    const int position = selection.anchor();
    selection.setPosition(anchor);
    selection.setPosition(position, QTextCursor::KeepAnchor); // backwards
    view->setTextCursor(selection);
    view->appendToPart(0, u" grows\n\nand is closed"_s);
    view->flush();
    view->finish();
    QCOMPARE(view->textCursor().selectedText(), u"open"_s);
    QCOMPARE(view->textCursor().anchor(), anchor);
    QCOMPARE(view->textCursor().position(), position);
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
    QTest::newRow("find") << Act{
        [](StreamView &view) { QVERIFY(view.find(u"Paragraph 3"_s, QTextDocument::FindBackward)); }};
}

void tst_StreamView::letsGo()
{
    QFETCH(const Act, act);
    const auto view = shownView();
    view->appendToPart(0, paragraphs(50));
    view->flush();
    view->moveCursor(QTextCursor::End);
    view->followTail();
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
    view->appendToPart(0, u"one\ntwo\nthree\n"_s);
    view->flush();
    QVERIFY(button->isVisible());
    QVERIFY(button->text().contains(u"3"_s));
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
    const auto firstBlock = [&] { return view->cursorForPosition({20, 1}).blockNumber(); };
    const int before = firstBlock();
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
    QVERIFY(view->document()->textWidth() < most);
    QVERIFY(view->document()->textWidth() > most / 2);
    view->resize(300, 300);
    QVERIFY(view->document()->textWidth() <= 300);
}

void tst_StreamView::loadsNothing()
{
    WatchedView view;
    view.resize(400, 300);
    view.show();
    view.setParts(
        {u"![a](file:///etc/hostname) ![b](https://example.org/b.png) ![c](data:image/png;base64,AAAA)\n\n"
         "<img src=\"file:///etc/hostname\"> <style>@import url(file:///x)</style>"_s});
    view.grab();
    QCOMPARE(view.asked, 0); // no picture gets into the document at all
    QVERIFY(view.toPlainText().contains(u"a (file:///etc/hostname)"_s));
    QVERIFY(!view.toHtml().contains(u"<img"_s));
    for (const int type :
         {QTextDocument::HtmlResource, QTextDocument::ImageResource, QTextDocument::StyleSheetResource})
        QVERIFY(view.document()
                    ->resource(type, QUrl::fromLocalFile(QCoreApplication::applicationFilePath()))
                    .toByteArray()
                    .isEmpty());
    QVERIFY(view.asked > 0);
    QVERIFY(view.refused);
}

void tst_StreamView::showsHtmlAsText()
{
    StreamView view;
    const QString text = u"<b>bold?</b> <script>alert(1)</script>"_s;
    view.setParts({text});
    QCOMPARE(view.toPlainText(), text);
}

void tst_StreamView::showsHiddenCharacters()
{
    StreamView view;
    view.setParts({u"a\u202eb `c\u200bd`\n\n```\ne\u2066f\n```\n\n[t](https://a.example/\u202e)"_s});
    const QString shown = view.toPlainText();
    QVERIFY(shown.contains(u"a⟦U+202E⟧b c⟦U+200B⟧d"_s));
    QVERIFY(shown.contains(u"e⟦U+2066⟧f"_s));
    view.setShowsSource(true);
    QVERIFY(view.toPlainText().contains(u"a⟦U+202E⟧b `c⟦U+200B⟧d`"_s));
    QVERIFY(!view.toPlainText().contains(QChar{0x202e}));
}

void tst_StreamView::reportsLinksAndStays()
{
    const auto view = shownView();
    view->setParts({u"[click me](file:///etc/hostname) please"_s});
    QVERIFY(QTest::qWaitForWindowExposed(view.get()));
    QSignalSpy links{view.get(), &StreamView::linkActivated};
    QSignalSpy sources{view.get(), &QTextBrowser::sourceChanged};
    QTextCursor inside{view->document()};
    inside.setPosition(3);
    const QString before = view->toHtml();
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->cursorRect(inside).center());
    QCOMPARE(links.count(), 1);
    QCOMPARE(links.first().first().toUrl(), QUrl{u"file:///etc/hostname"_s});
    QCOMPARE(sources.count(), 0);
    QVERIFY(view->source().isEmpty());
    view->setSource(QUrl{u"file:///etc/hostname"_s});
    QCOMPARE(view->toHtml(), before);
}

void tst_StreamView::activatesTheLinkAtTheCaret()
{
    const auto view = shownView();
    view->setParts({u"see [here](https://a.example/) now"_s});
    QSignalSpy links{view.get(), &StreamView::linkActivated};
    QTest::keyClick(view.get(), Qt::Key_Return);
    QCOMPARE(links.count(), 0);
    QTextCursor inside{view->document()};
    inside.setPosition(4);
    view->setTextCursor(inside);
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
    QCOMPARE(copied->text(), u"a b\n•\tc\nd\te\nf\tg\nh\n\ni"_s);
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
    const QString rendered = view->toHtml();
    QSignalSpy changes{view.get(), &StreamView::showsSourceChanged};
    view->setShowsSource(true);
    QVERIFY(view->toPlainText().startsWith(u"# Title with `code`\n\nA *first* paragraph with **bold**"_s));
    view->selectAll();
    view->copy();
    QVERIFY(QApplication::clipboard()->text().contains(longLine.trimmed()));
    view->appendToPart(1, u"**more"_s);
    view->flush();
    QVERIFY(view->toPlainText().endsWith(u"**more"_s));
    view->replacePart(1, longLine);
    view->setShowsSource(false);
    QCOMPARE(view->toHtml(), rendered);
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
    QTextCursor inside{view->document()};
    inside.setPosition(1);
    QCOMPARE(inside.charFormat().foreground().color(), QColor{Qt::yellow});
}

void tst_StreamView::zooms()
{
    const auto view = shownView();
    view->setParts({u"text"_s});
    const double normal = view->document()->defaultFont().pointSizeF();
    QSignalSpy changes{view.get(), &StreamView::zoomChanged};
    QTest::keyClick(view.get(), Qt::Key_Plus, Qt::ControlModifier);
    QCOMPARE(view->zoom(), 110);
    QVERIFY(view->document()->defaultFont().pointSizeF() > normal);
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
    QCOMPARE(view->extraSelections().size(), 3);
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
    QCOMPARE(view->textCursor().selectedText(), u"Needle"_s);
    QTest::keyClicks(what, u"x"_s);
    QCOMPARE(count->text(), u"no match"_s);
    QTest::keyClick(what, Qt::Key_Escape);
    QVERIFY(findBar->isHidden());
    QVERIFY(view->extraSelections().isEmpty());
    QVERIFY(view->hasFocus());
}

QTEST_MAIN(tst_StreamView)
#include "tst_streamview.moc"
