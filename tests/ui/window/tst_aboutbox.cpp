#include "app/licences.h"
#include "ui/window/aboutbox.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>
#include <QTest>
#include <QTreeWidget>
#include <QTreeWidgetItemIterator>

#include <memory>

using namespace Qt::StringLiterals;
using namespace reasonglass;

class tst_AboutBox : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_box.reset(); }

    void saysWhatItIs();
    void showsEveryComponentWithItsLicence();
    void partsStandBelowTheirWhole();
    void textIsPlainAndOnlyRead();
    void findsInTheText();
    void enterSearchesAndEscapeCloses();
    void findShortcutLeadsToTheField();
    void linksAreAskedFor();
    void isStackedWhereThereIsLittleRoom();
    void everythingHasANameAndCanBeReached();
    void isGoneOnceClosed();

private:
    template <typename T>
    T *part(const QString &name) const
    {
        return m_box->findChild<T *>(name);
    }
    void showLicences() const { part<QTabWidget>(u"pages"_s)->setCurrentIndex(1); }
    void select(const QString &name) const;

    std::unique_ptr<AboutBox> m_box;
};

void tst_AboutBox::init()
{
    m_box = std::make_unique<AboutBox>();
    m_box->show();
    QVERIFY(QTest::qWaitForWindowActive(m_box.get()));
}

void tst_AboutBox::select(const QString &name) const
{
    auto *list = part<QTreeWidget>(u"components"_s);
    const auto found = list->findItems(name, Qt::MatchExactly | Qt::MatchRecursive);
    QCOMPARE(found.size(), 1);
    list->setCurrentItem(found.first());
}

void tst_AboutBox::saysWhatItIs()
{
    QCOMPARE(part<QLabel>(u"title"_s)->text(), u"Reasonglass " REASONGLASS_VERSION ""_s);
    QVERIFY(part<QLabel>(u"terms"_s)->text().contains("MIT"_L1));
    QVERIFY(part<QLabel>(u"terms"_s)->text().contains("Copyright"_L1));
    const QString qt = part<QLabel>(u"qtTerms"_s)->text();
    QVERIFY(qt.contains("GNU Lesser General Public License"_L1));
    QVERIFY(qt.contains("dynamically"_L1) && qt.contains("replace"_L1) && qt.contains("source code"_L1));
}

void tst_AboutBox::showsEveryComponentWithItsLicence()
{
    showLicences();
    const auto *text = part<QPlainTextEdit>(u"text"_s);
    QCOMPARE(text->toPlainText(), programLicence()); // at the beginning: the program's own
    for (const Component &component : thirdPartyComponents()) {
        select(component.name);
        QCOMPARE(text->toPlainText(), licenceTexts(component));
        const QString summary = part<QLabel>(u"summary"_s)->text();
        QVERIFY2(summary.contains(component.usedUnder) && summary.contains(component.purpose),
                 qPrintable(summary));
        QCOMPARE(text->textCursor().position(), 0);
    }
}

void tst_AboutBox::partsStandBelowTheirWhole()
{
    const auto *list = part<QTreeWidget>(u"components"_s);
    QCOMPARE(list->topLevelItem(0)->text(0), u"Reasonglass"_s);
    QCOMPARE(list->topLevelItem(1)->text(0), u"Qt 6"_s);
    int parts = 0;
    int all = 0;
    for (const Component &component : thirdPartyComponents()) {
        ++all;
        parts += component.partOf == "qt"_L1 ? 1 : 0;
    }
    QCOMPARE(list->topLevelItem(1)->childCount(), parts);
    QCOMPARE(list->topLevelItemCount(), 1 + all - parts);
}

void tst_AboutBox::textIsPlainAndOnlyRead()
{
    const auto *text = part<QPlainTextEdit>(u"text"_s);
    QVERIFY(!text->textInteractionFlags().testAnyFlags(Qt::TextEditable | Qt::LinksAccessibleByMouse));
    QVERIFY(text->textInteractionFlags().testFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard));
    for (const QLabel *label : m_box->findChildren<QLabel *>()) {
        QVERIFY(!label->openExternalLinks());
        QVERIFY2(label->textFormat() == Qt::PlainText || !Qt::mightBeRichText(label->text()),
                 qPrintable(label->text()));
    }
}

void tst_AboutBox::findsInTheText()
{
    showLicences();
    select(u"Qt 6"_s);
    auto *find = part<QLineEdit>(u"find"_s);
    const auto *text = part<QPlainTextEdit>(u"text"_s);
    QTest::keyClicks(find, u"combined work"_s);
    QCOMPARE(text->textCursor().selectedText().toLower(), u"combined work"_s);
    const int first = text->textCursor().position();
    QTest::keyClick(find, Qt::Key_Return);
    QVERIFY(text->textCursor().position() > first);
    int steps = 0;
    while (text->textCursor().position() != first && ++steps < 1000)
        QTest::keyClick(find, Qt::Key_Return);
    QCOMPARE(text->textCursor().position(), first); // round once

    QTest::keyClicks(find, u"zzz"_s);
    QCOMPARE(part<QLabel>(u"findNote"_s)->text(), u"Not found"_s);
    find->clear();
    QTest::keyClicks(find, u"GNU"_s);
    QVERIFY(part<QLabel>(u"findNote"_s)->text().isEmpty());
}

void tst_AboutBox::enterSearchesAndEscapeCloses()
{
    showLicences();
    auto *find = part<QLineEdit>(u"find"_s);
    find->setFocus();
    QTest::keyClick(find, Qt::Key_Return);
    QVERIFY(m_box->isVisible());
    QTest::keyClick(find, Qt::Key_Escape);
    QVERIFY(!m_box->isVisible());
}

void tst_AboutBox::findShortcutLeadsToTheField()
{
    showLicences();
    part<QTreeWidget>(u"components"_s)->setFocus();
    QTest::keySequence(part<QTreeWidget>(u"components"_s), QKeySequence::Find);
    QTRY_VERIFY(part<QLineEdit>(u"find"_s)->hasFocus());
}

void tst_AboutBox::linksAreAskedFor()
{
    showLicences();
    select(u"MD4C"_s);
    part<QPushButton>(u"homepage"_s)->click();
    auto *question = m_box->findChild<QMessageBox *>();
    QVERIFY(question && question->isVisible());
    QCOMPARE(question->text(), u"This leads to github.com."_s);
    QCOMPARE(question->informativeText(), u"https://github.com/mity/md4c"_s);
    QCOMPARE(question->textFormat(), Qt::PlainText);
    question->reject();

    select(u"Reasonglass"_s);
    QVERIFY(!part<QPushButton>(u"homepage"_s)->isVisible());
}

void tst_AboutBox::isStackedWhereThereIsLittleRoom()
{
    showLicences();
    const auto *splitter = part<QSplitter>(u"splitter"_s);
    const int em = m_box->fontMetrics().averageCharWidth();
    m_box->resize(em * 120, m_box->height());
    QTRY_COMPARE(splitter->orientation(), Qt::Horizontal);
    m_box->resize(em * 50, m_box->height());
    QTRY_COMPARE(splitter->orientation(), Qt::Vertical);
    QVERIFY(m_box->width() <= em * 60);
}

void tst_AboutBox::everythingHasANameAndCanBeReached()
{
    showLicences();
    for (const QWidget *widget : m_box->findChildren<QWidget *>()) {
        if (qobject_cast<const QTreeWidget *>(widget) || qobject_cast<const QPlainTextEdit *>(widget)
            || qobject_cast<const QLineEdit *>(widget)) {
            QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
            QVERIFY(widget->focusPolicy() & Qt::TabFocus);
        }
        if (const auto *button = qobject_cast<const QPushButton *>(widget)) {
            QVERIFY(!button->text().isEmpty());
            QVERIFY(!button->autoDefault()); // Enter must search, not leave
        }
    }
}

void tst_AboutBox::isGoneOnceClosed()
{
    QWidget window;
    showAbout(&window);
    const QPointer<AboutBox> box = window.findChild<AboutBox *>();
    QVERIFY(box);
    box->reject();
    QTRY_VERIFY(!box);
}

QTEST_MAIN(tst_AboutBox)
#include "tst_aboutbox.moc"
