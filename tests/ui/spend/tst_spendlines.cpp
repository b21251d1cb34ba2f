#include "ui/spend/spendlines.h"

#include <QLocale>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

const QDate monday(2026, 11, 23);
const QDate tuesday(2026, 11, 24);

std::vector<SpendRow> someRows()
{
    return {{.day = tuesday,
             .providerId = u"openai"_s,
             .model = u"gpt-5-mini"_s,
             .set = TaskSetId(7),
             .setName = u"ARC"_s,
             .runs = 10,
             .unknown = 1,
             .usd = 0.75,
             .tokens = 1000},
            {.day = tuesday,
             .providerId = u"xai"_s,
             .model = u"grok-4.7"_s,
             .runs = 2,
             .estimated = 1,
             .usd = 1.5,
             .tokens = 500},
            {.day = monday,
             .providerId = u"openai"_s,
             .model = u"gpt-5-mini"_s,
             .set = TaskSetId(8),
             .setName = u"ARC"_s, // another set of the same name
             .runs = 4,
             .usd = 0.75,
             .tokens = 100},
            {.day = monday, .providerId = u"custom"_s, .model = u"house"_s, .runs = 3, .unknown = 3}};
}

QStringList spoken(const std::vector<SpendLine> &lines)
{
    QStringList all;
    for (const SpendLine &line : lines)
        all += spokenSpend(line);
    return all;
}

} // namespace

class tst_SpendLines : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault({QLocale::English, QLocale::UnitedStates}); }
    void groups_data();
    void groups();
    void theTotal();
    void nothingIsNothing();
    void unknownIsNeverZero_data();
    void unknownIsNeverZero();
    void csv();
    void csvIsNoProgram_data();
    void csvIsNoProgram();
    void namesShowWhatIsInThem();
};

void tst_SpendLines::groups_data()
{
    QTest::addColumn<SpendGroup>("group");
    QTest::addColumn<QStringList>("lines");
    const auto day = [](QDate date) { return QLocale().toString(date, QLocale::ShortFormat); };
    QTest::newRow("by day, the newest first")
        << SpendGroup::Day
        << QStringList{day(tuesday) + u": 12 runs, about $2.25, 1 estimated, 1 unknown, 1,500 tokens, 75 %"_s,
                       day(monday) + u": 7 runs, $0.7500, 3 unknown, 100 tokens, 25 %"_s};
    QTest::newRow("by model, the dearest first")
        << SpendGroup::Model
        << QStringList{u"gpt-5-mini · openai: 14 runs, $1.50, 1 unknown, 1,100 tokens, 50 %"_s,
                       u"grok-4.7 · xai: 2 runs, about $1.50, 1 estimated, 500 tokens, 50 %"_s,
                       u"house · custom: 3 runs, unknown, 3 unknown, 0 tokens"_s};
    QTest::newRow("by set, two of the same name apart")
        << SpendGroup::Set
        << QStringList{u"Runs of no task: 5 runs, about $1.50, 1 estimated, 3 unknown, 500 tokens, 50 %"_s,
                       u"ARC: 10 runs, $0.7500, 1 unknown, 1,000 tokens, 25 %"_s,
                       u"ARC: 4 runs, $0.7500, 100 tokens, 25 %"_s};
}

void tst_SpendLines::groups()
{
    QFETCH(const SpendGroup, group);
    QFETCH(const QStringList, lines);
    QCOMPARE(spoken(spendLines(someRows(), group)), lines);
}

void tst_SpendLines::theTotal()
{
    QCOMPARE(spokenSpend(spendTotal(someRows())),
             u"19 runs, about $3.00, 1 estimated, 4 unknown, 1,600 tokens"_s);
}

void tst_SpendLines::nothingIsNothing()
{
    QVERIFY(spendLines({}, SpendGroup::Day).empty());
    QVERIFY(spendTotal({}) == SpendLine());
}

void tst_SpendLines::unknownIsNeverZero_data()
{
    QTest::addColumn<qint64>("unknown");
    QTest::addColumn<QString>("text");
    QTest::newRow("no cost is known") << qint64{3} << u"unknown"_s;
    QTest::newRow("some were free") << qint64{2} << u"$0.00"_s;
    QTest::newRow("all were free") << qint64{0} << u"$0.00"_s;
}

void tst_SpendLines::unknownIsNeverZero()
{
    QFETCH(const qint64, unknown);
    QFETCH(const QString, text);
    QCOMPARE(spentText({.runs = 3, .unknown = unknown}), text);
}

void tst_SpendLines::csv()
{
    QCOMPARE(spendCsv(spendLines(someRows(), SpendGroup::Day), SpendGroup::Day),
             u"day,runs,usd,estimated_runs,unknown_runs,tokens,share\n"
             "2026-11-24,12,2.250000,1,1,1500,0.7500\n"
             "2026-11-23,7,0.750000,0,3,100,0.2500\n"_s);
    QCOMPARE(spendCsv({{.name = u"a \"b\", c"_s, .runs = 1, .unknown = 1}}, SpendGroup::Set),
             u"set,runs,usd,estimated_runs,unknown_runs,tokens,share\n"
             "\"a \"\"b\"\", c\",1,,0,1,0,0.0000\n"_s);
}

void tst_SpendLines::csvIsNoProgram_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void tst_SpendLines::csvIsNoProgram()
{
    QFETCH(const QString, name);
    const QString line = spendCsv({{.name = name, .runs = 1}}, SpendGroup::Set).section(u'\n', 1, 1);
    QVERIFY2(line.startsWith(QString(u"\"'"_s + name)), qPrintable(line));
}

void tst_SpendLines::namesShowWhatIsInThem()
{
    const SpendRow row{.day = monday, .set = TaskSetId(1), .setName = u"evil\u202Eset"_s, .runs = 1};
    QVERIFY(!spendLines({row}, SpendGroup::Set).front().name.contains(QChar(0x202E)));
}

QTEST_GUILESS_MAIN(tst_SpendLines)
#include "tst_spendlines.moc"
