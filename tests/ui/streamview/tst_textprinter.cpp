#include "sampletext.h"
#include "streamview/textprinter.h"

#include <QBuffer>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QPdfWriter>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

class tst_TextPrinter : public QObject
{
    Q_OBJECT

private slots:
    void printsPages_data();
    void printsPages();
    void stopsWhenAsked();
};

namespace {

StreamText textOf(const QString &markdown)
{
    StreamText text;
    text.replace(0, markdown);
    text.finish();
    return text;
}

TextFonts fonts()
{
    return {QGuiApplication::font(), QFontDatabase::systemFont(QFontDatabase::FixedFont)};
}

/// How many pages a PDF says it has.
qsizetype pagesOf(const QByteArray &pdf)
{
    return pdf.count("/Type /Page\n") + pdf.count("/Type /Page ");
}

} // namespace

void tst_TextPrinter::printsPages_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("least");
    QTest::addColumn<int>("most");
    QTest::newRow("nothing") << u""_s << 1 << 1;
    QTest::newRow("a page") << sampleText() << 1 << 3;
    QTest::newRow("lines") << u"A line that stands alone.\n\n"_s.repeated(300) << 5 << 40;
    QTest::newRow("one long piece of code") << u"```\n"_s + u"line\n"_s.repeated(500) << 5 << 30;
    QTest::newRow("a long table") << u"|a|b|\n|-|-|\n"_s + u"|c|d|\n"_s.repeated(300) << 4 << 30;
}

void tst_TextPrinter::printsPages()
{
    QFETCH(const QString, text);
    QFETCH(const int, least);
    QFETCH(const int, most);
    const StreamText shown = textOf(text);
    QBuffer buffer;
    QVERIFY(buffer.open(QIODevice::WriteOnly));
    size_t done = 0;
    {
        QPdfWriter writer(&buffer);
        QVERIFY(
            printTexts({{u"Answer"_s, &shown}}, u"A title"_s, fonts(), writer, [&done](size_t now, size_t) {
                done = now;
                return true;
            }));
    }
    QCOMPARE(done, shown.blockCount());
    QVERIFY(buffer.data().startsWith("%PDF"));
    const qsizetype pages = pagesOf(buffer.data());
    QVERIFY2(pages >= least && pages <= most, qPrintable(QString::number(pages)));
}

void tst_TextPrinter::stopsWhenAsked()
{
    const StreamText shown = textOf(u"A paragraph.\n\n"_s.repeated(100));
    QBuffer buffer;
    QVERIFY(buffer.open(QIODevice::WriteOnly));
    QPdfWriter writer(&buffer);
    int told = 0;
    QVERIFY(!printTexts({{QString(), &shown}}, QString(), fonts(), writer,
                        [&told](size_t, size_t) { return ++told < 3; }));
    QCOMPARE(told, 3);
}

QTEST_MAIN(tst_TextPrinter)
#include "tst_textprinter.moc"
