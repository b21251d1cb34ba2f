#include "sampletext.h"
#include "streamview/markdownblocks.h"
#include "streamview/readablemath.h"
#include "streamview/tailcompletion.h"

#include <QTest>

#include <algorithm>
#include <ctime>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

QString describe(const InlineText &runs)
{
    QString text;
    for (const InlineRun &run : runs) {
        QString marks;
        marks += run.style.bold ? u"b" : u"";
        marks += run.style.italic ? u"i" : u"";
        marks += run.style.strike ? u"s" : u"";
        marks += run.style.code ? u"c" : u"";
        marks += run.style.math ? u"m" : u"";
        if (!run.style.link.isEmpty())
            marks += u'@' + run.style.link;
        text += marks.isEmpty() ? run.text : u'{' + marks + u':' + run.text + u'}';
    }
    return text;
}

QString describeRows(const MarkdownItem &item)
{
    QStringList rows;
    for (const QList<TableCell> &row : item.rows) {
        QStringList cells;
        for (const TableCell &cell : row) {
            const QString side = cell.alignment == Qt::AlignRight ? u">"_s
                : cell.alignment == Qt::AlignHCenter              ? u"^"_s
                                                                  : u""_s;
            cells += side + describe(cell.text);
        }
        rows += cells.join(u'|');
    }
    return rows.join(u'/');
}

/// One line per item: quote and list depth, marker, kind, content.
QString describe(const QList<MarkdownItem> &items)
{
    QStringList lines;
    for (const MarkdownItem &item : items) {
        QString line = QString(item.quoteDepth, u'>') + QString(item.listDepth, u'-') + item.marker;
        if (item.task != MarkdownItem::Task::None)
            line += item.task == MarkdownItem::Task::Done ? u"[x]"_s : u"[ ]"_s;
        if (!line.isEmpty())
            line += u' ';
        switch (item.kind) {
        case MarkdownItem::Kind::Paragraph:
            line += describe(item.text);
            break;
        case MarkdownItem::Kind::Heading:
            line += u'h' + QString::number(item.level) + u' ' + describe(item.text);
            break;
        case MarkdownItem::Kind::Code:
            line += u"code("_s + item.language + u") "_s + item.plain;
            break;
        case MarkdownItem::Kind::Table:
            line += u"table "_s + describeRows(item);
            break;
        case MarkdownItem::Kind::Rule:
            line += u"rule"_s;
            break;
        case MarkdownItem::Kind::Plain:
            line += u"plain "_s + item.plain;
            break;
        }
        lines += line;
    }
    return lines.join(u'\n');
}

struct Split
{
    std::vector<SourceBlock> blocks;
    SourceBlock tail;
};

Split split(const QString &text, qsizetype pieceSize)
{
    BlockSplitter splitter;
    for (qsizetype i = 0; i < text.size(); i += pieceSize)
        splitter.append(QStringView{text}.mid(i, pieceSize));
    return {splitter.finished(), splitter.tail()};
}

QStringList sources(const QString &text)
{
    BlockSplitter splitter;
    splitter.append(text);
    QStringList sources;
    for (const SourceBlock &block : splitter.finished())
        sources += splitter.source(block).toString();
    sources += splitter.source(splitter.tail()).toString();
    return sources;
}

QString render(const QString &text)
{
    BlockSplitter splitter;
    splitter.append(text);
    QList<MarkdownItem> items;
    for (const SourceBlock &block : splitter.finished())
        items += parseBlock(block, splitter.source(block));
    items += parseBlock(splitter.tail(), splitter.source(splitter.tail()));
    return describe(items);
}

/// The least processor time of a few runs, in nanoseconds: what the work costs, not what else the machine
/// did.
template <typename Work>
qint64 cost(Work work)
{
    qint64 best = std::numeric_limits<qint64>::max();
    for (int i = 0; i < 7; ++i) {
        const std::clock_t start = std::clock();
        work();
        best = std::min(best, qint64(double(std::clock() - start) * 1e9 / CLOCKS_PER_SEC));
    }
    return best;
}

} // namespace

class tst_MarkdownBlocks : public QObject
{
    Q_OBJECT

private slots:
    void reads_data();
    void reads();
    void splits_data();
    void splits();
    void doesNotDependOnCuts_data();
    void doesNotDependOnCuts();
    void neverChangesAFinishedBlock();
    void keepsLongBlocksBounded_data();
    void keepsLongBlocksBounded();
    void goesOnCountingInALongList();
    void repeatsTheHeadOfALongTable();
    void readsTooManyMarksAsPlainText();
    void growsLinearlyOnHostileInput_data();
    void growsLinearlyOnHostileInput();
    void completesTails_data();
    void completesTails();
    void makesMathReadable_data();
    void makesMathReadable();
};

void tst_MarkdownBlocks::reads_data()
{
    QTest::addColumn<QString>("markdown");
    QTest::addColumn<QString>("expected");

    QTest::newRow("emphasis") << u"a *b* **c** ~~d~~ `e`"_s << u"a {i:b} {b:c} {s:d} {c:e}"_s;
    QTest::newRow("nested emphasis") << u"***x** y*"_s << u"{bi:x}{i: y}"_s;
    QTest::newRow("headings") << u"# A\n### B"_s << u"h1 A\nh3 B"_s;
    QTest::newRow("soft and hard break") << u"a\nb  \nc"_s << u"a b\nc"_s;
    QTest::newRow("link") << u"[t](javascript:x)"_s << u"{@javascript:x:t}"_s;
    QTest::newRow("autolink") << u"see https://a.example/b"_s
                              << u"see {@https://a.example/b:https://a.example/b}"_s;
    QTest::newRow("image is words") << u"![cat](file:///c.png)"_s
                                    << u"cat ({@file:///c.png:file:///c.png})"_s;
    QTest::newRow("html is text") << u"<b>x</b> <script>"_s << u"<b>x</b> <script>"_s;
    QTest::newRow("block html is text") << u"<div>\nx"_s << u"<div> x"_s;
    QTest::newRow("entities") << u"&lt;&#x41;&unknown;"_s << u"<A&unknown;"_s;
    QTest::newRow("bullets") << u"- a\n  - b\n- c"_s << u"-• a\n--• b\n-• c"_s;
    QTest::newRow("numbers go on") << u"3. a\n3. b"_s << u"-3. a\n-4. b"_s;
    QTest::newRow("other delimiter") << u"1) a"_s << u"-1) a"_s;
    QTest::newRow("second paragraph of an item") << u"- a\n\n  b"_s << u"-• a\n- b"_s;
    QTest::newRow("empty item") << u"- a\n-\n- c"_s << u"-• a\n-• \n-• c"_s;
    QTest::newRow("tasks") << u"- [x] a\n- [ ] b"_s << u"-•[x] a\n-•[ ] b"_s;
    QTest::newRow("quote") << u"> a\n> > b"_s << u"> a\n>> b"_s;
    QTest::newRow("list in a quote") << u"> - a"_s << u">-• a"_s;
    QTest::newRow("code") << u"```cpp x\na\n\nb\n```"_s << u"code(cpp) a\n\nb\n"_s;
    QTest::newRow("code without end") << u"```\na"_s << u"code() a\n"_s;
    QTest::newRow("code in a list") << u"- a\n  ```\n  x\n  ```"_s << u"-• a\n- code() x\n"_s;
    QTest::newRow("table") << u"|a|b|c|\n|--|-:|:-:|\n|1|*2*|3|"_s << u"table a|>b|^c/1|>{i:2}|^3"_s;
    QTest::newRow("rule") << u"a\n\n***"_s << u"a\nrule"_s;
    QTest::newRow("dollar math") << u"$\\alpha^2$"_s << u"{m:α²}"_s;
    QTest::newRow("bracket math") << u"so \\(x_1\\) and \\[y\\]"_s << u"so {m:x₁} and {m:y}"_s;
    QTest::newRow("brackets in code stay") << u"`\\(x\\)`"_s << u"{c:\\(x\\)}"_s;
    QTest::newRow("prices are no math") << u"$5 and $10"_s << u"$5 and $10"_s;
    QTest::newRow("math beside prices") << u"$5 or $x$, $ 3"_s << u"$5 or {m:x}, $ 3"_s;
    QTest::newRow("a link definition is not lost")
        << u"[1]: https://a.example"_s << u"[1]: {@https://a.example:https://a.example}"_s;
    QTest::newRow("but code is left alone")
        << u"```\n[1]: x\n\\(y\\)\n```"_s << u"code() [1]: x\n\\(y\\)\n"_s;
    QTest::newRow("NUL") << u"a"_s + QChar{QChar::Null} + u"b"_s << u"a"_s + QChar{QChar::Null} + u"b"_s;
    QTest::newRow("nothing") << u" \n\n"_s << u""_s;
}

void tst_MarkdownBlocks::reads()
{
    QFETCH(const QString, markdown);
    QFETCH(const QString, expected);
    QCOMPARE(describe(parseMarkdown(markdown)), expected);
    QCOMPARE(render(markdown), expected);
}

void tst_MarkdownBlocks::splits_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("expected"); // the last is the open tail

    QTest::newRow("nothing") << u""_s << QStringList{u""_s};
    QTest::newRow("a blank line ends a paragraph") << u"a\n\nb"_s << QStringList{u"a\n\n"_s, u"b"_s};
    QTest::newRow("more blank lines belong to what follows")
        << u"a\n\n\nb"_s << QStringList{u"a\n\n"_s, u"\nb"_s};
    QTest::newRow("a heading ends with its line") << u"# a\nb"_s << QStringList{u"# a\n"_s, u"b"_s};
    QTest::newRow("a half line is never finished") << u"# a"_s << QStringList{u"# a"_s};
    QTest::newRow("an underline makes a heading") << u"a\n---\nb"_s << QStringList{u"a\n---\n"_s, u"b"_s};
    QTest::newRow("a rule interrupts") << u"a\n***\n"_s << QStringList{u"a\n"_s, u"***\n"_s, u""_s};
    QTest::newRow("blank lines stay in code")
        << u"```\na\n\nb\n```\nc"_s << QStringList{u"```\na\n\nb\n```\n"_s, u"c"_s};
    QTest::newRow("a longer fence closes")
        << u"```\n``\n````\n"_s << QStringList{u"```\n``\n````\n"_s, u""_s};
    QTest::newRow("another fence does not") << u"```\n~~~\n"_s << QStringList{u"```\n~~~\n"_s};
    QTest::newRow("a list stays together")
        << u"- a\n\n- b\n\n  c\n"_s << QStringList{u"- a\n\n- b\n\n  c\n"_s};
    QTest::newRow("text after a gap ends it") << u"- a\n\nb"_s << QStringList{u"- a\n\nb"_s};
    QTest::newRow("once its line is whole") << u"- a\n\nb\n"_s << QStringList{u"- a\n\n"_s, u"b\n"_s};
    QTest::newRow("a fence ends a list")
        << u"1. a\n```\nx\n```\n"_s << QStringList{u"1. a\n"_s, u"```\nx\n```\n"_s, u""_s};
    QTest::newRow("a quote goes on lazily") << u"> a\nb\n\nc"_s << QStringList{u"> a\nb\n\n"_s, u"c"_s};
    QTest::newRow("a table is a block")
        << u"|a|\n|-|\n|b|\n\nc"_s << QStringList{u"|a|\n|-|\n|b|\n\n"_s, u"c"_s};
    QTest::newRow("only 1. interrupts a paragraph")
        << u"in\n1984. x\n1. y\n"_s << QStringList{u"in\n1984. x\n"_s, u"1. y\n"_s};
}

void tst_MarkdownBlocks::splits()
{
    QFETCH(const QString, text);
    QTEST(sources(text), "expected");
}

void tst_MarkdownBlocks::doesNotDependOnCuts_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("sample") << sampleText();
    QTest::newRow("windows line ends") << sampleText().replace(u'\n', u"\r\n"_s);
    QTest::newRow("a very long line") << u"word "_s.repeated(3000) + u"\n\nend"_s;
    QTest::newRow("a long line without blanks") << u"# "_s + QString(9000, u'x') + u"\nb"_s;
    QTest::newRow("long code") << u"```c\n"_s + u"int i = 0;\n"_s.repeated(1000) + u"```\nafter"_s;
    QTest::newRow("surrogates") << u"\U0001F600"_s.repeated(5000);
}

void tst_MarkdownBlocks::doesNotDependOnCuts()
{
    QFETCH(const QString, text);
    const Split whole = split(text, text.size());
    for (const qsizetype size : {1, 2, 3, 5, 7, 16, 100, 1000, 4095, 4096, 4097}) {
        const Split pieces = split(text, size);
        QCOMPARE(pieces.blocks.size(), whole.blocks.size());
        QVERIFY(pieces.blocks == whole.blocks);
        QVERIFY(pieces.tail == whole.tail);
    }
    if (text.size() > 2000)
        return;
    for (qsizetype at = 0; at <= text.size(); ++at) {
        BlockSplitter splitter;
        splitter.append(QStringView{text}.first(at));
        splitter.append(QStringView{text}.sliced(at));
        QVERIFY2(splitter.finished() == whole.blocks, qPrintable(QString::number(at)));
    }
}

void tst_MarkdownBlocks::neverChangesAFinishedBlock()
{
    const QString text = sampleText();
    BlockSplitter splitter;
    std::vector<SourceBlock> before;
    for (const QChar c : text) {
        splitter.append(QStringView{&c, 1});
        QVERIFY(splitter.finished().size() >= before.size());
        QVERIFY(std::equal(before.begin(), before.end(), splitter.finished().begin()));
        before = splitter.finished();
        qsizetype end = 0;
        for (const SourceBlock &block : before) {
            QCOMPARE(block.start, end);
            end += block.length;
        }
        QCOMPARE(splitter.tail().start, end);
        QCOMPARE(end + splitter.tail().length, splitter.text().size());
    }
    QVERIFY(before.size() > 10);
}

void tst_MarkdownBlocks::keepsLongBlocksBounded_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("paragraph of lines") << u"some words in a line\n"_s.repeated(3000);
    QTest::newRow("paragraph of one line") << u"some words in a line "_s.repeated(3000);
    QTest::newRow("no blank") << QString(60'000, u'x');
    QTest::newRow("code") << u"```\n"_s + u"line\n"_s.repeated(9000);
    QTest::newRow("code of one line") << u"```\n"_s + QString(60'000, u'x');
    QTest::newRow("list") << u"- item\n"_s.repeated(9000);
    QTest::newRow("list item") << u"- item\n"_s + u"  more\n"_s.repeated(9000);
    QTest::newRow("quote") << u"> quoted\n"_s.repeated(9000);
    QTest::newRow("table") << u"|a|b|\n|-|-|\n"_s + u"|c|d|\n"_s.repeated(9000);
    QTest::newRow("indented code") << u"    code\n"_s.repeated(9000);
    QTest::newRow("blank lines") << u"a\n"_s + u"\n"_s.repeated(40'000) + u"b\n"_s;
}

void tst_MarkdownBlocks::keepsLongBlocksBounded()
{
    QFETCH(const QString, text);
    const Split result = split(text, 777);
    const auto visible = [&](const SourceBlock &block) {
        return QStringView{text}.sliced(block.start, block.length).trimmed().size();
    };
    for (const SourceBlock &block : result.blocks)
        QVERIFY2(visible(block) <= 4 * BlockSplitter::softLimit, qPrintable(QString::number(block.length)));
    QVERIFY(visible(result.tail) <= 4 * BlockSplitter::softLimit);
}

void tst_MarkdownBlocks::goesOnCountingInALongList()
{
    QString text;
    for (int i = 0; i < 1000; ++i)
        text += u"1. item\n"_s;
    const QString last = render(text).section(u'\n', -1);
    QCOMPARE(last, u"-1000. item"_s);
}

void tst_MarkdownBlocks::repeatsTheHeadOfALongTable()
{
    BlockSplitter splitter;
    splitter.append(QString{u"|head|\n|-:|\n"_s + u"|row|\n"_s.repeated(1000)});
    QVERIFY(splitter.finished().size() >= 1);
    for (const SourceBlock &block : splitter.finished()) {
        const QList<MarkdownItem> items = parseBlock(block, splitter.source(block));
        QCOMPARE(items.size(), 1);
        QVERIFY(items.first().rows.size() <= BlockSplitter::rowLimit + 1);
        QCOMPARE(describe(items.first().rows.first().first().text), u"head"_s);
        QCOMPARE(describe(items.first().rows.at(1).first().text), u"row"_s);
    }
}

void tst_MarkdownBlocks::readsTooManyMarksAsPlainText()
{
    const QString few = u"`a` "_s.repeated(50);
    QCOMPARE(parseMarkdown(few).first().kind, MarkdownItem::Kind::Paragraph);
    const QString many = u"`a` "_s.repeated(markLimit);
    QCOMPARE(parseMarkdown(many).first().kind, MarkdownItem::Kind::Plain);
    QCOMPARE(parseMarkdown(many).first().plain, many.trimmed());
    QCOMPARE(parseMarkdown(QString(parseLimit + 1, u'x')).first().kind, MarkdownItem::Kind::Plain);
}

void tst_MarkdownBlocks::growsLinearlyOnHostileInput_data()
{
    QTest::addColumn<QString>("unit");
    QTest::newRow("alternating backticks") << u"a``b`"_s;
    QTest::newRow("few backticks") << u"`aaaaaaaaaaaa`` "_s;
    QTest::newRow("entities") << u"&amp;"_s;
    QTest::newRow("open images") << u"![[]()"_s;
    QTest::newRow("open brackets") << u"["_s;
    QTest::newRow("stars") << u"*a **b "_s;
    QTest::newRow("quotes") << u">"_s;
    QTest::newRow("nested list marks") << u"- "_s;
    QTest::newRow("dollars") << u"$a $$b "_s;
    QTest::newRow("addresses") << u"a@b.c:"_s;
    QTest::newRow("bars") << u"|-"_s;
    QTest::newRow("tildes on lines") << u"~~~\n"_s;
}

void tst_MarkdownBlocks::growsLinearlyOnHostileInput()
{
    QFETCH(const QString, unit);
    const auto hostile = [&](qsizetype size) { return unit.repeated(size / unit.size()); };
    const QString small = hostile(30'000);
    const QString large = hostile(120'000);
    const qint64 before = cost([&] { render(small); });
    const qint64 after = cost([&] { render(large); });
    // Four times the text: a quadratic reader would need sixteen times as long.
    QVERIFY2(after < 10 * before + 2'000'000,
             qPrintable(u"%1 µs, then %2 µs"_s.arg(before / 1000).arg(after / 1000)));
}

void tst_MarkdownBlocks::completesTails_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");

    QTest::newRow("nothing open") << u"a b"_s << u"a b"_s;
    QTest::newRow("bold") << u"a **bo"_s << u"a **bo**"_s;
    QTest::newRow("bold in italic") << u"*a **b"_s << u"*a **b***"_s;
    QTest::newRow("half a closing mark") << u"a **bo*"_s << u"a **bo**"_s;
    QTest::newRow("a mark just opened") << u"a **"_s << u"a"_s;
    QTest::newRow("space before the end") << u"**a "_s << u"**a**"_s;
    QTest::newRow("code") << u"a `b*"_s << u"a `b*`"_s;
    QTest::newRow("closed") << u"a **b** `c`"_s << u"a **b** `c`"_s;
    QTest::newRow("multiplication") << u"2 * 3 * 4"_s << u"2 * 3 * 4"_s;
    QTest::newRow("snake_case") << u"my_name"_s << u"my_name"_s;
    QTest::newRow("half a link") << u"see [docs](https://exa"_s << u"see docs"_s;
    QTest::newRow("half a link in bold") << u"**see [docs](https://e"_s << u"**see docs**"_s;
    QTest::newRow("a dash may become a list") << u"text\n-"_s << u"text\n"_s;
    QTest::newRow("a fence may become code") << u"text\n``"_s << u"text\n"_s;
    QTest::newRow("a number may become a list") << u"text\n12"_s << u"text\n"_s;
    QTest::newRow("emphasis ends with its paragraph") << u"- *a\n- b"_s << u"- *a\n- b"_s;
    QTest::newRow("code block") << u"```\na **b"_s << u"```\na **b"_s;
    QTest::newRow("half a closing fence") << u"```\na\n``"_s << u"```\na\n"_s;
    QTest::newRow("code in a list") << u"- a\n  ```\n  **x"_s << u"- a\n  ```\n  **x"_s;
}

void tst_MarkdownBlocks::completesTails()
{
    QFETCH(const QString, text);
    BlockSplitter splitter;
    splitter.append(text);
    QTEST(completedTail(splitter.tail(), splitter.source(splitter.tail())), "shown");
}

void tst_MarkdownBlocks::makesMathReadable_data()
{
    QTest::addColumn<QString>("latex");
    QTest::addColumn<QString>("readable");

    QTest::newRow("symbols") << u"\\alpha \\leq \\infty"_s << u"α ≤ ∞"_s;
    QTest::newRow("fraction") << u"\\frac{a+1}{2}"_s << u"(a+1)/2"_s;
    QTest::newRow("scripts") << u"x_{12}^2 + y^{k+1}"_s << u"x₁₂² + y^(k+1)"_s;
    QTest::newRow("text") << u"\\text{if } x"_s << u"if x"_s;
    QTest::newRow("root") << u"\\sqrt{n}"_s << u"√n"_s;
    QTest::newRow("unknown stays") << u"\\mystery{x}"_s << u"\\mystery{x}"_s;
    QTest::newRow("half written") << u"\\frac{a"_s << u"a/()"_s;
    QTest::newRow("escaped") << u"50\\% \\{x\\}"_s << u"50% {x}"_s;
}

void tst_MarkdownBlocks::makesMathReadable()
{
    QFETCH(const QString, latex);
    QTEST(readableMath(latex), "readable");
}

QTEST_APPLESS_MAIN(tst_MarkdownBlocks)
#include "tst_markdownblocks.moc"
