#include "streamview/streamtext.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

/// The examples of a Markdown specification as text that arrives in pieces. The specifications are not
/// part of the program: REASONGLASS_MARKDOWN_SPECS names the spec.txt files of CommonMark or GFM, joined
/// by ':'.
class tst_MarkdownSpec : public QObject
{
    Q_OBJECT

private slots:
    void readsTheSameHoweverItCame_data();
    void readsTheSameHoweverItCame();
};

namespace {

/// The Markdown of every example: from "```… example" to a line with a dot.
QStringList examplesOf(const QString &file)
{
    QFile spec(file);
    if (!spec.open(QIODevice::ReadOnly))
        return {};
    QStringList examples;
    bool inside = false;
    QString example;
    const QStringList lines = QString::fromUtf8(spec.readAll()).split(u'\n');
    for (const QString &line : lines) {
        if (!inside && line.startsWith("````````"_L1) && line.contains(" example"_L1)) {
            inside = true;
            example.clear();
        } else if (inside && line == "."_L1) {
            inside = false;
            examples += example.replace(u'→', u'\t');
        } else if (inside) {
            example += line + u'\n';
        }
    }
    return examples;
}

std::vector<BlockText> blocksOf(const StreamText &text)
{
    std::vector<BlockText> blocks;
    for (size_t block = 0; block < text.blockCount(); ++block)
        blocks.push_back(text.read(block));
    return blocks;
}

} // namespace

void tst_MarkdownSpec::readsTheSameHoweverItCame_data()
{
    QTest::addColumn<QString>("markdown");
    const QStringList files =
        qEnvironmentVariable("REASONGLASS_MARKDOWN_SPECS").split(u':', Qt::SkipEmptyParts);
    for (int i = 0; i < files.size(); ++i) {
        const QStringList examples = examplesOf(files.at(i));
        for (int number = 0; number < examples.size(); ++number)
            QTest::addRow("%d:%d", i + 1, number + 1) << examples.at(number);
        QTest::addRow("%d: all in one", i + 1) << examples.join(u'\n');
    }
    if (files.isEmpty())
        QTest::newRow("none") << QString();
}

void tst_MarkdownSpec::readsTheSameHoweverItCame()
{
    if (!qEnvironmentVariableIsSet("REASONGLASS_MARKDOWN_SPECS"))
        QSKIP("REASONGLASS_MARKDOWN_SPECS names no specification");
    QFETCH(const QString, markdown);
    QVERIFY(!markdown.isEmpty());
    StreamText whole;
    whole.replace(0, markdown);
    whole.finish();
    const std::vector<BlockText> expected = blocksOf(whole);
    QRandomGenerator random{11};
    for (const int longest : {1, 2, 7, 40}) {
        StreamText growing;
        for (qsizetype at = 0; at < markdown.size();) {
            const qsizetype size = random.bounded(1, longest + 1);
            growing.append(0, markdown.mid(at, size));
            if (markdown.size() < 3000) // what is shown meanwhile is read, too
                growing.read(growing.blockCount() - 1);
            at += size;
        }
        growing.finish();
        QVERIFY(blocksOf(growing) == expected);
        QCOMPARE(growing.plainText(), whole.plainText());
    }
}

QTEST_GUILESS_MAIN(tst_MarkdownSpec)
#include "tst_markdownspec.moc"
