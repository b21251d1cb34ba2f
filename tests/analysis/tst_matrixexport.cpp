#include "analysis/matrixexport.h"

#include <QLocale>
#include <QtTest>

using namespace reasonglass;
using namespace Qt::StringLiterals;

class tst_MatrixExport : public QObject
{
    Q_OBJECT

private slots:
    void namesModels_data();
    void namesModels();
    void writesCsv();
    void csvKeepsTextsInTheirCells_data();
    void csvKeepsTextsInTheirCells();
    void csvNumbersAreThoseOfC();
    void writesMarkdown();
    void markdownReadsNothingInIds_data();
    void markdownReadsNothingInIds();
    void unknownCostsAreNotNothing();
    void anEmptyMatrixHasItsHeads();

private:
    static ModelChoice model(const QString &provider, const QString &id, const QString &effort = {},
                             const QString &url = {})
    {
        return {.providerId = provider, .modelId = id, .effort = effort, .baseUrl = url};
    }
    static TaskMatrix sample();
};

/// Two tasks and two models; one run each of the first task, and one more that was never priced.
TaskMatrix tst_MatrixExport::sample()
{
    const ModelChoice mini = model(u"openai"_s, u"gpt-5-mini"_s, u"low"_s);
    const ModelChoice grok = model(u"xai"_s, u"grok-4"_s);
    const Cost cost{.usd = 0.0125, .basis = CostBasis::Computed};
    return {.set = {.name = u"ARC"_s, .models = {mini, grok}},
            .tasks = {{.id = u"0a1b"_s, .tags = {u"training"_s, u"easy"_s}}, {.id = u"0c2d"_s}},
            .runs = {{.taskId = u"0a1b"_s,
                      .model = mini,
                      .status = AnalysisStatus::Completed,
                      .verdict = Verdict::Solved,
                      .cost = cost,
                      .durationMs = 41'000,
                      .tokens = 900},
                     {.taskId = u"0a1b"_s,
                      .model = grok,
                      .status = AnalysisStatus::Completed,
                      .verdict = Verdict::Failed,
                      .cost = cost,
                      .durationMs = 1500,
                      .tokens = 100},
                     {.taskId = u"0a1b"_s, .model = grok, .status = AnalysisStatus::Failed},
                     {.taskId = u"removed"_s, .model = grok, .status = AnalysisStatus::Completed}}};
}

void tst_MatrixExport::namesModels_data()
{
    QTest::addColumn<std::vector<ModelChoice>>("models");
    QTest::addColumn<QStringList>("names");

    using Models = std::vector<ModelChoice>;
    QTest::newRow("different models")
        << Models{model(u"openai"_s, u"a"_s), model(u"xai"_s, u"b"_s)} << QStringList({u"a"_s, u"b"_s});
    QTest::newRow("different efforts")
        << Models{model(u"openai"_s, u"a"_s, u"low"_s), model(u"openai"_s, u"a"_s, u"high"_s)}
        << QStringList({u"a (low)"_s, u"a (high)"_s});
    QTest::newRow("the same model at two providers")
        << Models{model(u"openai"_s, u"a"_s), model(u"azure"_s, u"a"_s), model(u"xai"_s, u"b"_s)}
        << QStringList({u"openai/a"_s, u"azure/a"_s, u"b"_s});
    QTest::newRow("the same model at two addresses")
        << Models{model(u"local"_s, u"a"_s, {}, u"http://one/v1"_s), model(u"local"_s, u"a"_s)}
        << QStringList({u"local/a at http://one/v1"_s, u"local/a"_s});
}

void tst_MatrixExport::namesModels()
{
    QFETCH(const std::vector<ModelChoice>, models);
    QFETCH(const QStringList, names);
    QCOMPARE(modelColumnNames(models), names);
}

void tst_MatrixExport::writesCsv()
{
    QCOMPARE(
        matrixCsv(sample()),
        "task,tags,gpt-5-mini (low) state,gpt-5-mini (low) solved,gpt-5-mini (low) attempts,"
        "gpt-5-mini (low) cost_usd,gpt-5-mini (low) cost_partial,gpt-5-mini (low) median_ms,"
        "grok-4 state,grok-4 solved,grok-4 attempts,grok-4 cost_usd,grok-4 cost_partial,grok-4 median_ms\r\n"
        "0a1b,training;easy,solved,1,1,0.012500,,41000,failed,0,2,0.012500,yes,1500\r\n"
        "0c2d,,not_attempted,0,0,,,,not_attempted,0,0,,,\r\n");
}

void tst_MatrixExport::csvKeepsTextsInTheirCells_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QByteArray>("cell");

    QTest::newRow("plain") << u"a-b"_s << QByteArray("a-b");
    QTest::newRow("a comma") << u"a,b"_s << QByteArray("\"a,b\"");
    QTest::newRow("a quote") << u"a\"b"_s << QByteArray("\"a\"\"b\"");
    QTest::newRow("a line end") << u"a\nb"_s << QByteArray("\"a\nb\"");
    QTest::newRow("a formula") << u"=1+1"_s << QByteArray("'=1+1");
    QTest::newRow("a formula with a quote")
        << u"=HYPERLINK(\"x\")"_s << QByteArray("\"'=HYPERLINK(\"\"x\"\")\"");
    QTest::newRow("plus") << u"+1"_s << QByteArray("'+1");
    QTest::newRow("minus") << u"-1"_s << QByteArray("'-1");
    QTest::newRow("at") << u"@cf/meta"_s << QByteArray("'@cf/meta");
    QTest::newRow("a tab in front of a formula") << u"\t=1"_s << QByteArray("'\t=1");
    QTest::newRow("other scripts") << u"ä日"_s << QByteArray("ä日");
}

void tst_MatrixExport::csvKeepsTextsInTheirCells()
{
    QFETCH(const QString, id);
    QFETCH(const QByteArray, cell);
    QCOMPARE(matrixCsv({.tasks = {{.id = id}}}), "task,tags\r\n" + cell + ",\r\n");
    QVERIFY(matrixCsv({.tasks = {{.id = u"x"_s, .tags = {id}}}}).endsWith(QByteArray("x," + cell + "\r\n")));
}

void tst_MatrixExport::csvNumbersAreThoseOfC()
{
    const QLocale before;
    QLocale::setDefault(QLocale(QLocale::German));
    const QByteArray csv = matrixCsv(sample());
    const QByteArray markdown = matrixMarkdown(sample());
    QLocale::setDefault(before);
    QVERIFY(csv.contains(",0.012500,,41000,"));
    QVERIFY(markdown.contains("0.0125"));
}

void tst_MatrixExport::writesMarkdown()
{
    QCOMPARE(
        QString::fromUtf8(matrixMarkdown(sample())),
        u"# ARC\n"
        "\n"
        "| Task | gpt-5-mini \\(low\\) | grok-4 |\n"
        "| --- | --- | --- |\n"
        "| 0a1b | ✓ solved | ✗ failed (0 of 2) |\n"
        "| 0c2d | – not attempted | – not attempted |\n"
        "\n"
        "| Model | Solved | Failed | Not attempted | Other | pass@1 | pass@2 | Cost | Median time | Tokens "
        "|\n"
        "| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |\n"
        "| gpt-5-mini \\(low\\) | 1 | 0 | 1 | 0 | 100.0 % | – | \\$0.0125 | 41.0 s | 900 |\n"
        "| grok-4 | 0 | 1 | 1 | 0 | 0.0 % | – | \\$0.0125, not exact for 1 of 2 | 1.5 s | 100 |\n"_s);
}

void tst_MatrixExport::markdownReadsNothingInIds_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("cell");

    QTest::newRow("a table's bar") << u"a|b"_s << u"a\\|b"_s;
    QTest::newRow("emphasis") << u"*a* _b_"_s << u"\\*a\\* \\_b\\_"_s;
    QTest::newRow("a link") << u"[a](b)"_s << u"\\[a\\]\\(b\\)"_s;
    QTest::newRow("an element") << u"<b>&amp;"_s << u"\\<b\\>\\&amp;"_s;
    QTest::newRow("code") << u"`a`"_s << u"\\`a\\`"_s;
    QTest::newRow("a backslash") << u"a\\|"_s << u"a\\\\\\|"_s;
    QTest::newRow("a line end") << u"a\nb"_s << u"a b"_s;
    QTest::newRow("a turned direction") << u"a\u202Eb"_s << u"a⟦U+202E⟧b"_s;
}

void tst_MatrixExport::markdownReadsNothingInIds()
{
    QFETCH(const QString, id);
    QFETCH(const QString, cell);
    const QString text = QString::fromUtf8(matrixMarkdown({.tasks = {{.id = id}}}));
    QVERIFY2(text.startsWith(QString(u"| Task |\n| --- |\n| "_s + cell + u" |\n"_s)), qPrintable(text));
}

void tst_MatrixExport::unknownCostsAreNotNothing()
{
    TaskMatrix matrix = sample();
    for (TaskRun &run : matrix.runs)
        run.cost = {};
    const QByteArray markdown = matrixMarkdown(matrix);
    QVERIFY(!markdown.contains("$0"));
    QCOMPARE(markdown.count("| unknown |"), qsizetype(2));
    QVERIFY(matrixCsv(matrix).contains("solved,1,1,,yes,41000"));
    matrix.runs.clear();
    QVERIFY(!matrixMarkdown(matrix).contains("$0"));
}

void tst_MatrixExport::anEmptyMatrixHasItsHeads()
{
    QCOMPARE(matrixCsv({}), "task,tags\r\n");
    QVERIFY(matrixMarkdown({}).startsWith("| Task |\n| --- |\n"));
}

QTEST_GUILESS_MAIN(tst_MatrixExport)
#include "tst_matrixexport.moc"
