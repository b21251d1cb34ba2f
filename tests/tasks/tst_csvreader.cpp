#include "tasks/csvreader.h"

#include <QtTest>

using namespace reasonglass;
using namespace Qt::StringLiterals;

class tst_CsvReader : public QObject
{
    Q_OBJECT

private slots:
    void guessesTheSeparator_data();
    void guessesTheSeparator();
    void readsCells_data();
    void readsCells();
    void rowsKnowTheirLines();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void goesOnBehindABadRow();

private:
    static std::vector<CsvRow> rowsOf(const QString &text)
    {
        CsvReader reader(text, guessSeparator(text));
        std::vector<CsvRow> rows;
        while (auto row = reader.next())
            rows.push_back(*row);
        return rows;
    }
};

void tst_CsvReader::guessesTheSeparator_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QChar>("separator");

    QTest::newRow("commas") << u"a,b,c"_s << QChar(u',');
    QTest::newRow("semicolons") << u"a;b;c"_s << QChar(u';');
    QTest::newRow("tabs") << u"a\tb"_s << QChar(u'\t');
    QTest::newRow("nothing to separate") << u"a"_s << QChar(u',');
    QTest::newRow("nothing at all") << QString() << QChar(u',');
    QTest::newRow("the more frequent one") << u"a;b,c;d"_s << QChar(u';');
    QTest::newRow("what is quoted does not count") << u"\"a;b;c\",d"_s << QChar(u',');
    QTest::newRow("later lines do not count") << u"a,b\n1;2;3;4"_s << QChar(u',');
}

void tst_CsvReader::guessesTheSeparator()
{
    QFETCH(const QString, text);
    QFETCH(const QChar, separator);
    QCOMPARE(guessSeparator(text), separator);
}

void tst_CsvReader::readsCells_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QList<QStringList>>("rows");

    using Rows = QList<QStringList>;
    QTest::newRow("LF") << u"a,b\n1,2\n"_s << Rows{{u"a"_s, u"b"_s}, {u"1"_s, u"2"_s}};
    QTest::newRow("CRLF") << u"a,b\r\n1,2\r\n"_s << Rows{{u"a"_s, u"b"_s}, {u"1"_s, u"2"_s}};
    QTest::newRow("CR") << u"a,b\r1,2"_s << Rows{{u"a"_s, u"b"_s}, {u"1"_s, u"2"_s}};
    QTest::newRow("no line end at the end") << u"a,b\n1,2"_s << Rows{{u"a"_s, u"b"_s}, {u"1"_s, u"2"_s}};
    QTest::newRow("empty lines are no rows") << u"\na\n\n\nb\n\n"_s << Rows{{u"a"_s}, {u"b"_s}};
    QTest::newRow("empty cells are cells") << u",\n"_s << Rows{{QString(), QString()}};
    QTest::newRow("spaces are kept") << u" a , b "_s << Rows{{u" a "_s, u" b "_s}};
    QTest::newRow("a quoted separator") << u"\"a,b\",c"_s << Rows{{u"a,b"_s, u"c"_s}};
    QTest::newRow("quoted line ends are kept as they are")
        << u"\"a\nb\r\nc\",d"_s << Rows{{u"a\nb\r\nc"_s, u"d"_s}};
    QTest::newRow("doubled quotes") << u"\"say \"\"hi\"\"\""_s << Rows{{u"say \"hi\""_s}};
    QTest::newRow("only a doubled quote") << u"\"\"\"\""_s << Rows{{u"\""_s}};
    QTest::newRow("an empty quoted cell") << u"\"\",a"_s << Rows{{QString(), u"a"_s}};
    QTest::newRow("a quote within a plain cell") << u"5\" pipe,a"_s << Rows{{u"5\" pipe"_s, u"a"_s}};
    QTest::newRow("spaces behind a closing quote") << u"\"a\" ,b"_s << Rows{{u"a"_s, u"b"_s}};
}

void tst_CsvReader::readsCells()
{
    QFETCH(const QString, text);
    QFETCH(const QList<QStringList>, rows);

    QList<QStringList> cells;
    for (const CsvRow &row : rowsOf(text)) {
        QCOMPARE(row.problem, QString());
        cells.append(row.cells);
    }
    QCOMPARE(cells, rows);
}

void tst_CsvReader::rowsKnowTheirLines()
{
    QList<int> lines;
    for (const CsvRow &row : rowsOf(u"id,text\r\n1,\"two\r\nlines\"\r\n\r\n2,one\n3,\"a\nb\nc\"\n4,d"_s))
        lines.append(row.line);
    QCOMPARE(lines, QList<int>({1, 2, 5, 6, 9}));
}

void tst_CsvReader::saysWhatIsWrong_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("problem");

    QTest::newRow("a quote that stays open")
        << u"a,\"b\nc\nd"_s << u"the quote that opens cell 2 is never closed"_s;
    QTest::newRow("text behind a quoted cell")
        << u"\"a\"b,c"_s << u"has text behind the closing quote of cell 1"_s;
    QTest::newRow("more cells than anybody has") << QString(20'000, u',') << u"has more than 10000 cells"_s;
}

void tst_CsvReader::saysWhatIsWrong()
{
    QFETCH(const QString, text);
    QFETCH(const QString, problem);
    QCOMPARE(rowsOf(text).front().problem, problem);
}

void tst_CsvReader::goesOnBehindABadRow()
{
    const std::vector<CsvRow> rows = rowsOf(u"\"a\"b,c\nd,e\n"_s);
    QCOMPARE(rows.size(), size_t(2));
    QVERIFY(rows[1] == (CsvRow{.line = 2, .cells = {u"d"_s, u"e"_s}}));
}

QTEST_GUILESS_MAIN(tst_CsvReader)
#include "tst_csvreader.moc"
