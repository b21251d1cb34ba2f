#include "support/recordedstreams.h"
#include "tasks/arcanswer.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace reasonglass;
using namespace Qt::StringLiterals;

class tst_ArcAnswer : public QObject
{
    Q_OBJECT

private slots:
    void readsOneGrid_data();
    void readsOneGrid();
    void readsSeveralGrids_data();
    void readsSeveralGrids();
    void refuses_data();
    void refuses();
    void tellsPlaces_data();
    void tellsPlaces();
    void readsEveryGridOfTheRecordedTasks_data();
    void readsEveryGridOfTheRecordedTasks();
    void takesLinearTime_data();
    void takesLinearTime();
};

namespace {

/// "012/345": rows with a slash between.
QString brief(const ArcGrid &grid)
{
    QString text = toText(grid);
    return text.remove(u' ').replace(u'\n', u'/');
}

/// One grid for each test pair, "-" where none was found.
QString predictions(const QString &answer, int testPairs)
{
    QStringList all;
    for (const auto &each : predictedGrids(answer, testPairs))
        all += each ? brief(each->grid) : u"-"_s;
    return all.join(u' ');
}

} // namespace

void tst_ArcAnswer::readsOneGrid_data()
{
    QTest::addColumn<QString>("answer");
    QTest::addColumn<QString>("grid");

    QTest::newRow("fenced JSON")
        << u"The rule mirrors the grid from left to right.\n\n```json\n[[2, 1, 0],\n [0, 0, 3]]\n```\n\nEvery row keeps its colours."_s
        << u"210/003"_s;
    QTest::newRow("fenced without a language")
        << u"I looked at all three examples.\n```\n[[4,4],[4,0]]\n```"_s << u"44/40"_s;
    QTest::newRow("JSON over many lines, one number on each")
        << u"Result:\n```json\n[\n  [\n    0,\n    1\n  ],\n  [\n    2,\n    3\n  ]\n]\n```\n"_s
        << u"01/23"_s;
    QTest::newRow("trailing commas") << u"Here you go:\n```\n[\n  [1, 1, 2,],\n  [2, 1, 1,],\n]\n```"_s
                                     << u"112/211"_s;
    QTest::newRow("an object with output") << uR"({"output": [[5, 0], [0, 5]]})"_s << u"50/05"_s;
    QTest::newRow("an object with grid")
        << u"Sure.\n```json\n{\n  \"reasoning\": \"Fill every hole with 8.\",\n  \"grid\": [[8,8],[8,8]]\n}\n```"_s
        << u"88/88"_s;
    QTest::newRow("an object with answer, on one line of prose")
        << uR"(I will reply in the asked form: {"answer": [[1,2,3]]} and nothing else.)"_s << u"123"_s;
    QTest::newRow("an object with predicted_output and a list of numbers after it")
        << uR"({"predicted_output": [[7,7],[0,7]], "confidence": 0.9, "steps": [1, 2, 3]})"_s << u"77/07"_s;
    QTest::newRow("an object with its input, too")
        << u"```json\n{\"output\": [[9,9],[9,0]], \"input\": [[1,1],[1,0]]}\n```"_s << u"99/90"_s;
    QTest::newRow("a bare array on one line of prose")
        << u"After applying gravity, the test output is [[0,0],[6,6]]."_s << u"00/66"_s;
    QTest::newRow("a Python list with single quotes for numbers")
        << u"```python\nresult = [['0', '1'], ['1', '0']]\n```"_s << u"01/10"_s;
    QTest::newRow("a Python list of strings of digits")
        << u"```python\noutput = [\n    '0120',\n    '3003',\n]\n```"_s << u"0120/3003"_s;
    QTest::newRow("Python tuples") << u"The function returns:\n((0, 1, 2), (2, 1, 0))\nas expected."_s
                                   << u"012/210"_s;
    QTest::newRow("tuples two wide where the text says that they are the output")
        << u"output = ((0, 1), (2, 3))"_s << u"01/23"_s;
    QTest::newRow("a NumPy array")
        << u"```python\nimport numpy as np\noutput = np.array([[3, 3, 0],\n                   [0, 3, 3]])\nprint(output)\n```"_s
        << u"330/033"_s;
    QTest::newRow("an array as NumPy prints it")
        << u"Running it gives:\n```\n[[0 1 2]\n [3 4 5]]\n```"_s << u"012/345"_s;
    QTest::newRow("comments at the ends of rows")
        << u"```python\ngrid = [\n    [1, 0, 1],  # row 0: the border, 3 cells\n    [0, 2, 0],  # row 1\n]\n```"_s
        << u"101/020"_s;
    QTest::newRow("JSON in a string with escaped line ends")
        << uR"({"answer": "[[0,1],\n[1,0]]"})"_s << u"01/10"_s;
    QTest::newRow("JSON in a string, escaped twice")
        << uR"("{\"output\": \"[[2,1],\\n [1,2]]\"}")"_s << u"21/12"_s;
    QTest::newRow("rows in a string with escaped line ends")
        << uR"({"explanation": "Rotate by 90 degrees.", "output": "0 1 2\n3 4 5\n6 7 8"})"_s
        << u"012/345/678"_s;
    QTest::newRow("joined rows in a string") << uR"({"output": "012\n345\n678"})"_s << u"012/345/678"_s;
    QTest::newRow("rows of digits with spaces")
        << u"The output grid is therefore\n\n0 0 3\n0 3 0\n3 0 0\n\nwhich is the diagonal, turned."_s
        << u"003/030/300"_s;
    QTest::newRow("rows with commas") << u"Output:\n0,1,1\n1,0,1\n"_s << u"011/101"_s;
    QTest::newRow("rows with commas and spaces, fenced as CSV")
        << u"```csv\n4, 4, 4\n4, 0, 4\n4, 4, 4\n```"_s << u"444/404/444"_s;
    QTest::newRow("rows without separators")
        << u"So the picture grows to\n\n0120\n1221\n0120\n\nand stops there."_s << u"0120/1221/0120"_s;
    QTest::newRow("two rows without separators, under a heading")
        << u"**Output**\n\n0120\n2102\n"_s << u"0120/2102"_s;
    QTest::newRow("a Markdown table with its rule after the first row")
        << u"| 1 | 0 | 2 |\n|---|---|---|\n| 0 | 1 | 2 |\n"_s << u"102/012"_s;
    QTest::newRow("a Markdown table with names of columns")
        << u"The answer as a table:\n\n| c0 | c1 | c2 |\n|:--:|:--:|:--:|\n| 5 | 5 | 0 |\n| 0 | 5 | 5 |\n"_s
        << u"550/055"_s;
    QTest::newRow("a Markdown table with an empty heading")
        << u"| | | |\n|---|---|---|\n| 1 | 1 | 0 |\n| 0 | 1 | 1 |\n"_s << u"110/011"_s;
    QTest::newRow("bars without a rule") << u"Output:\n|0|8|0|\n|8|0|8|\n"_s << u"080/808"_s;
    QTest::newRow("rows after Row 1:")
        << u"Filling it in:\nRow 1: 0 0 7\nRow 2: 0 7 0\nRow 3: 7 0 0\nThat is the anti-diagonal."_s
        << u"007/070/700"_s;
    QTest::newRow("arrays after Row 1:")
        << u"Filling it in:\n- **Row 1:** [2, 2, 0]\n- **Row 2:** [0, 2, 2]\n"_s << u"220/022"_s;
    QTest::newRow("bullets") << u"The rows:\n\n- 1 2 1\n- 2 1 2\n- 1 2 1\n"_s << u"121/212/121"_s;
    QTest::newRow("a quotation") << u"You asked for rows, so:\n\n> 6 0 6\n> 0 6 0\n"_s << u"606/060"_s;
    QTest::newRow("rows in brackets without an outer pair")
        << u"Output:\n[1, 0, 0]\n[0, 1, 0]\n[0, 0, 1]\n"_s << u"100/010/001"_s;
    QTest::newRow("coloured squares")
        << u"Here is the picture:\n\n⬛🟦🟥🟩🟨\n⬜🟪🟧🟫⬛\n\nLovely, isn't it?"_s
        << u"01234/56790"_s;
    QTest::newRow("coloured squares with spaces and variation selectors")
        << u"⬛\uFE0F 🟦 ⬛\uFE0F\n🟦 ⬛\uFE0F 🟦"_s << u"010/101"_s;
    QTest::newRow("a LaTeX matrix") << uR"(Thus
\[
\begin{bmatrix}
0 & 1 & 2 \\
3 & 4 & 5
\end{bmatrix}
\])"_s << u"012/345"_s;
    QTest::newRow("a LaTeX matrix on one line")
        << uR"(The output is $\begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}$.)"_s << u"10/01"_s;
    QTest::newRow("a LaTeX array with columns")
        << uR"($$\left[\begin{array}{ccc} 3 & 0 & 3 \\ 0 & 3 & 0 \end{array}\right]$$)"_s << u"303/030"_s;
    QTest::newRow("boxed") << uR"(Hence the answer: $\boxed{[[1, 2], [2, 1]]}$.)"_s << u"12/21"_s;
    QTest::newRow("a boxed matrix") << uR"(\[\boxed{\begin{matrix} 0 & 4 \\ 4 & 0 \end{matrix}}\])"_s
                                    << u"04/40"_s;
    QTest::newRow("Windows line ends") << u"Output:\r\n\r\n1 2 3\r\n3 2 1\r\n\r\nDone.\r\n"_s << u"123/321"_s;
    QTest::newRow("full-width digits") << u"出力：\n０１２\n２１０\n０１２\n"_s << u"012/210/012"_s;
    QTest::newRow("full-width digits in an array") << u"[[０，１],[１，０]]"_s << u"01/10"_s;
    QTest::newRow("several grids, of which the last counts")
        << u"I start with\n[[0,0],[0,0]]\nthen I paint the corner\n[[1,0],[0,0]]\nand the other one\n[[1,0],[0,1]]\n"_s
        << u"10/01"_s;
    QTest::newRow("the input is repeated first")
        << u"**Input:**\n```\n0 0 1\n0 1 0\n```\n\n**Output:**\n```\n1 0 0\n0 1 0\n```\n"_s << u"100/010"_s;
    QTest::newRow("the input is repeated after the output")
        << u"Output grid:\n5 5\n5 0\n\nFor comparison, the test input:\n1 1\n1 0\n"_s << u"55/50"_s;
    QTest::newRow("a draft and a correction")
        << u"Output:\n[[1,1],[1,1]]\n\nWait, correction: the corner stays empty.\n\n[[1,1],[1,0]]\n"_s
        << u"11/10"_s;
    QTest::newRow("a corrected grid before a remark with a small one")
        << u"Output:\n[[2,2,2],[2,2,2]]\n\n**Corrected output:**\n[[2,2,2],[2,0,2]]\n\nThe hole is the pattern\n[[2,0]]\nof the second example."_s
        << u"222/202"_s;
    QTest::newRow("a final answer before an explanation with small grids")
        << u"## Final answer\n\n```\n3 3 3\n3 0 3\n3 3 3\n```\n\n### Explanation\n\nThe repeated tile is\n\n```\n3 3\n3 0\n```\n"_s
        << u"333/303/333"_s;
    QTest::newRow("a final answer before coordinates")
        << u"Final Answer: [[0,2],[2,0]]\n\nThe cells at [[0,1],[1,0]] are red, e.g. (0, 1) and (1, 0)."_s
        << u"02/20"_s;
    QTest::newRow("an output before coordinates in a sentence")
        << u"Output:\n```\n[[0,2],[2,0]]\n```\nI changed the cells [[0,1],[1,0]] only."_s << u"02/20"_s;
    QTest::newRow("an output before a tile with a heading of its own")
        << u"Output:\n4 4 4\n4 1 4\n\nThe repeated tile:\n4 4\n4 1\n"_s << u"444/414"_s;
    QTest::newRow("within answer tags")
        << u"<think>Perhaps [[9,9]] or so.</think>\n<answer>\n[[1,0],[0,1]]\n</answer>\nAs a check, [[1,0],[0,1]] squared is [[1,0],[0,1]]."_s
        << u"10/01"_s;
    QTest::newRow("rows within answer tags") << u"<answer>1 2\n3 4</answer>"_s << u"12/34"_s;
    QTest::newRow("one cell") << u"The majority colour wins.\n\n[[8]]"_s << u"8"_s;
    QTest::newRow("one cell as a plain number after a label")
        << u"There are four shapes.\n\nOutput: 4"_s << u"4"_s;
    QTest::newRow("one cell in a fence") << u"So it is:\n```\n7\n```"_s << u"7"_s;
    QTest::newRow("one row as an array") << u"The colours by frequency: [[3, 1, 2]]"_s << u"312"_s;
    QTest::newRow("one row in a fence") << u"Colours by frequency:\n```\n3 1 2\n```"_s << u"312"_s;
    QTest::newRow("one column in a fence") << u"```\n3\n1\n2\n```"_s << u"3/1/2"_s;
    QTest::newRow("attempt_1 counts") << uR"([{"attempt_1": [[1,1]], "attempt_2": [[2,2]]}])"_s << u"11"_s;
    QTest::newRow("a list of one grid") << uR"({"test_outputs": [[[1,2],[3,4]]]})"_s << u"12/34"_s;
    QTest::newRow("numbered steps, dates and places around it")
        << u"1. Look at the data of 2024-05-01.\n2. Note (3, 4) and (5, 6).\n3. Copy 12 cells.\n\n2024\n\n1.\n2.\n3.\n\n1 0\n0 1\n"_s
        << u"10/01"_s;
    QTest::newRow("an example's output is not the answer")
        << u"Test output:\n6 6\n6 6\n\nThis follows Example 2 output:\n1 1\n1 1\n"_s << u"66/66"_s;
    QTest::newRow("a complete grid after one that was cut off")
        << u"```json\n[[1,1,1],[1,1,\n```\nLet me begin again.\n```json\n[[1,1,1],[1,0,1]]\n```"_s
        << u"111/101"_s;
    QTest::newRow("an interval in prose before rows")
        << u"Each value lies in [0, 5) here.\n\n0 1 2\n2 1 0\n"_s << u"012/210"_s;
    QTest::newRow("a remark after each row") << u"Output:\n1 1 0 (row 0)\n0 1 1 (row 1)\n"_s << u"110/011"_s;
}

void tst_ArcAnswer::readsOneGrid()
{
    QFETCH(const QString, answer);
    QFETCH(const QString, grid);
    QCOMPARE(predictions(answer, 1), grid);
}

void tst_ArcAnswer::readsSeveralGrids_data()
{
    QTest::addColumn<QString>("answer");
    QTest::addColumn<int>("pairs");
    QTest::addColumn<QString>("grids");

    QTest::newRow("an array of grids")
        << u"```json\n[[[1,1],[0,0]], [[2,2],[0,0]]]\n```"_s << 2 << u"11/00 22/00"_s;
    QTest::newRow("an array of NumPy arrays")
        << u"preds = [np.array([[1, 0]]), np.array([[0, 1]])]"_s << 2 << u"10 01"_s;
    QTest::newRow("test_outputs") << uR"({"test_outputs": [[[1]], [[2]], [[3]]]})"_s << 3 << u"1 2 3"_s;
    QTest::newRow("predictions, then a number")
        << uR"({"predictions": [[[1,2]], [[2,1]]], "confidence": 1})"_s << 2 << u"12 21"_s;
    QTest::newRow("members with numbers")
        << uR"({"test_output_1": [[1,1]], "test_output_2": [[2,2]]})"_s << 2 << u"11 22"_s;
    QTest::newRow("members with numbers in the other order")
        << uR"({"output_2": [[2,2]], "output_1": [[1,1]]})"_s << 2 << u"11 22"_s;
    QTest::newRow("members that count from 0")
        << uR"({"output_0": [[3]], "output_1": [[4]]})"_s << 2 << u"3 4"_s;
    QTest::newRow("an array of objects")
        << uR"([{"output": [[1,1]]}, {"output": [[2,2]]}])"_s << 2 << u"11 22"_s;
    QTest::newRow("the public layout of submissions")
        << uR"([{"attempt_1": [[1]], "attempt_2": [[5]]}, {"attempt_1": [[2]], "attempt_2": [[6]]}])"_s << 2
        << u"1 2"_s;
    QTest::newRow("headings with numbers")
        << u"### Test 1 output\n1 2\n2 1\n\n### Test 2 output\n3 4\n4 3\n"_s << 2 << u"12/21 34/43"_s;
    QTest::newRow("a second thought on the first pair only")
        << u"Test 1 output:\n1 2\n2 1\n\nTest 2 output:\n3 4\n4 3\n\nOn reflection, test 1 output:\n1 2\n2 2\n"_s
        << 2 << u"12/22 34/43"_s;
    QTest::newRow("sizes in labels are no numbers of pairs")
        << u"Test output 1 (2x2):\n1 2\n2 1\n\nTest output 2 (1x3):\n```\n3 4 3\n```\n"_s << 2
        << u"12/21 343"_s;
    QTest::newRow("the last ones without labels")
        << u"Training:\n[[9,9]]\n\nThen\n[[1,0]]\nand\n[[0,1]]\n"_s << 2 << u"10 01"_s;
    QTest::newRow("a final answer for both, then a remark")
        << u"Final answer:\n[[1,0],[0,0]]\n[[0,0],[0,1]]\n\nBoth come from\n[[1,1],[1,1]]\n"_s << 2
        << u"10/00 00/01"_s;
    QTest::newRow("two boxes") << uR"(First $\boxed{[[1]]}$, second $\boxed{[[2]]}$.)"_s << 2 << u"1 2"_s;
    QTest::newRow("two blocks of rows") << u"0 1\n1 0\n\n1 0\n0 1\n"_s << 2 << u"01/10 10/01"_s;
    QTest::newRow("only one of two") << u"Output 1:\n[[4,4],[4,4]]\nI do not know the other."_s << 2
                                     << u"44/44 -"_s;
    QTest::newRow("the second was cut off") << u"[[[1,2],[2,1]], [[3,4],[4,"_s << 2 << u"12/21 -"_s;
    QTest::newRow("none of two") << u"I cannot solve this."_s << 2 << u"- -"_s;
}

void tst_ArcAnswer::readsSeveralGrids()
{
    QFETCH(const QString, answer);
    QFETCH(const int, pairs);
    QFETCH(const QString, grids);
    QCOMPARE(predictions(answer, pairs), grids);
}

void tst_ArcAnswer::refuses_data()
{
    QTest::addColumn<QString>("answer");

    const QString row = u"[0,1],"_s;
    QTest::newRow("an empty answer") << QString();
    QTest::newRow("white space") << u" \n\n\t"_s;
    QTest::newRow("no grid") << u"The pattern is a spiral. I am not able to continue it."_s;
    QTest::newRow("JSON cut off in its last row") << u"```json\n[[0,1,2],\n [1,2,0],\n [2,0"_s;
    QTest::newRow("JSON cut off between rows") << u"[\n  [0, 1, 2],\n  [1, 2, 0],\n"_s;
    QTest::newRow("JSON cut off, one number on a line")
        << u"```json\n[\n  [\n    0,\n    1\n  ],\n  [\n    2,\n"_s;
    QTest::newRow("the outer bracket is missing") << u"```\n[[0, 1],\n[1, 0],\n[1, 1]\n```\nThat is all."_s;
    QTest::newRow("rows that are not equally long") << u"Output:\n[[0,1,2],[1,2]]"_s;
    QTest::newRow("lines that are not equally long") << u"```\n0 1 2\n1 2 0\n2 0\n```"_s;
    QTest::newRow("a number over 9") << u"Output: [[0,10],[1,2]]"_s;
    QTest::newRow("a number over 9 in lines") << u"```\n0 1 2\n1 10 0\n2 0 1\n```"_s;
    QTest::newRow("a negative number") << u"[[0,-1],[1,2]]"_s;
    QTest::newRow("a negative number in lines") << u"```\n0 1\n0 -1\n1 1\n```"_s;
    QTest::newRow("a fraction") << u"[[0.5,1],[1,2]]"_s;
    QTest::newRow("null in a row") << u"[[0,null],[1,2]]"_s;
    QTest::newRow("an ellipsis in a row") << u"[[0,1,...,5],[1,2,...,5]]"_s;
    QTest::newRow("an ellipsis between lines") << u"```\n0 1 2\n...\n2 1 0\n```"_s;
    QTest::newRow("31 rows") << QString(u"["_s + row.repeated(31) + u"]"_s);
    QTest::newRow("31 columns") << QString(u"[["_s + u"0,"_s.repeated(31) + u"]]"_s);
    QTest::newRow("31 lines") << QString(u"```\n"_s + u"0 1\n"_s.repeated(31) + u"```"_s);
    QTest::newRow("lines of 31") << QString(u"```\n"_s + u"01234567890123456789012345678901\n"_s.repeated(4)
                                            + u"```"_s);
    QTest::newRow("a row alone") << u"I paint columns [3, 4] and [5, 6]."_s;
    QTest::newRow("an empty array") << u"[] and [[]] and [[],[]]"_s;
    QTest::newRow("a numbered list") << u"1.\n2.\n3.\n\n1. First\n2. Second\n3. Third"_s;
    QTest::newRow("a list with bullets and numbers") << u"- 1\n- 2\n- 3\n"_s;
    QTest::newRow("a year") << u"In\n2024\nthis was unsolved."_s;
    QTest::newRow("dates") << u"2024-01-05\n2024-01-06\n2024-01-07\n"_s;
    QTest::newRow("coordinates") << u"The cells (3, 4), (5, 6) and [(1, 2), (3, 4)] are blue."_s;
    QTest::newRow("a pair of corners") << u"The box spans ((0, 0), (4, 4))."_s;
    QTest::newRow("references") << u"See [1], [2] and [3]."_s;
    QTest::newRow("sizes") << u"Rows: 3\nColumns: 4\n\n3 x 4\n"_s;
    QTest::newRow("objects in a row") << uR"([[{"a":1},2],[3,4]])"_s;
    QTest::newRow("three deep where two are numbers") << u"[[0,1],2]"_s;
}

void tst_ArcAnswer::refuses()
{
    QFETCH(const QString, answer);
    QCOMPARE(predictions(answer, 1), u"-"_s);
    QVERIFY(findGrids(answer).empty());
}

void tst_ArcAnswer::tellsPlaces_data()
{
    QTest::addColumn<QString>("answer");
    QTest::addColumn<QStringList>("places");
    QTest::addColumn<QStringList>("how");

    QTest::newRow("arrays") << u"a [[1]] b [[2],[3]] c"_s << QStringList{u"[[1]]"_s, u"[[2],[3]]"_s}
                            << QStringList{u"array"_s, u"array"_s};
    QTest::newRow("lines") << u"Output:\n0 1\n1 0 \nEnd"_s << QStringList{u"0 1\n1 0"_s}
                           << QStringList{u"digits with spaces"_s};
    QTest::newRow("lines with labels") << u"Row 1: 0 1\nRow 2: 1 0\n"_s << QStringList{u"0 1\nRow 2: 1 0"_s}
                                       << QStringList{u"digits with spaces"_s};
    QTest::newRow("a table, then an array")
        << u"|1|2|\n|3|4|\n\n[[5]]"_s << QStringList{u"|1|2|\n|3|4"_s, u"[[5]]"_s}
        << QStringList{u"table"_s, u"array"_s};
    QTest::newRow("squares") << u"x\n🟦🟥\n🟥🟦\ny"_s << QStringList{u"🟦🟥\n🟥🟦"_s}
                             << QStringList{u"coloured squares"_s};
}

void tst_ArcAnswer::tellsPlaces()
{
    QFETCH(const QString, answer);
    QFETCH(const QStringList, places);
    QFETCH(const QStringList, how);
    QStringList foundPlaces;
    QStringList foundHow;
    for (const FoundGrid &each : findGrids(answer)) {
        foundPlaces += answer.mid(each.start, each.length);
        foundHow += each.how;
    }
    QCOMPARE(foundPlaces, places);
    QCOMPARE(foundHow, how);
}

void tst_ArcAnswer::readsEveryGridOfTheRecordedTasks_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("beforeRow");
    QTest::addColumn<QString>("between");
    QTest::addColumn<QString>("afterRow");
    QTest::addColumn<QString>("after");

    const auto add = [](const char *name, const QString &before, const QString &beforeRow,
                        const QString &between, const QString &afterRow, const QString &after) {
        QTest::newRow(name) << before << beforeRow << between << afterRow << after;
    };
    add("JSON", u"```json\n["_s, u"["_s, u","_s, u"],\n"_s, u"]\n```"_s);
    add("spaces", u"Output:\n\n"_s, {}, u" "_s, u"\n"_s, u"\nDone."_s);
    add("commas", u"Output:\n\n"_s, {}, u","_s, u"\r\n"_s, u"\r\nDone."_s);
    add("joined", u"Output:\n\n"_s, {}, {}, u"\n"_s, u"\nDone."_s);
    add("a table", u"Output:\n\n"_s, u"| "_s, u" | "_s, u" |\n"_s, u"\nDone."_s);
    add("LaTeX", u"Output:\n\\[\\begin{bmatrix}\n"_s, {}, u" & "_s, u" \\\\\n"_s, u"\\end{bmatrix}\\]"_s);
    add("a string", uR"({"output": ")"_s, {}, u" "_s, u"\\n"_s, u"\"}"_s);
}

void tst_ArcAnswer::readsEveryGridOfTheRecordedTasks()
{
    QFETCH(const QString, before);
    QFETCH(const QString, beforeRow);
    QFETCH(const QString, between);
    QFETCH(const QString, afterRow);
    QFETCH(const QString, after);
    const QString folder = test::recordingsFolder(u"arc"_s);
    if (!QDir(folder).exists())
        QSKIP("the recorded ARC tasks are not on this machine");
    QDirIterator files(folder, {u"*.json"_s}, QDir::Files, QDirIterator::Subdirectories);
    int grids = 0;
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto pairs = arcPairs(QJsonDocument::fromJson(file.readAll()).object());
        QVERIFY2(pairs, qPrintable(file.fileName()));
        for (const ArcPair &pair : pairs->train) {
            QString text = before;
            for (int row = 0; row < pair.output.rows(); ++row) {
                QStringList cells;
                for (int column = 0; column < pair.output.columns(); ++column)
                    cells += QString::number(pair.output.at(row, column));
                text += beforeRow;
                text += cells.join(between);
                text += afterRow;
            }
            text += after;
            QCOMPARE(predictions(text, 1), brief(pair.output));
            ++grids;
        }
    }
    QVERIFY(grids > 0);
}

void tst_ArcAnswer::takesLinearTime_data()
{
    QTest::addColumn<QString>("piece");

    QTest::newRow("opening brackets") << u"["_s;
    QTest::newRow("closing brackets") << u"]"_s;
    QTest::newRow("braces and brackets") << u"{["_s;
    QTest::newRow("parentheses") << u"("_s;
    QTest::newRow("digits") << u"1"_s;
    QTest::newRow("digits with spaces") << u"1 "_s;
    QTest::newRow("lines of digits") << u"1 2 3\n"_s;
    QTest::newRow("small grids") << u"[[1]]"_s;
    QTest::newRow("small grids on lines of their own") << u"\n[[1]]\n"_s;
    QTest::newRow("quotes") << u"\""_s;
    QTest::newRow("quotes in arrays") << u"['1"_s;
    QTest::newRow("backslashes") << u"\\"_s;
    QTest::newRow("boxes") << u"\\boxed{"_s;
    QTest::newRow("tags") << u"<answer>"_s;
    QTest::newRow("announcements") << u"Final answer:\n"_s;
    QTest::newRow("announcements with a grid") << u"Final answer:\n[[1]]\n"_s;
    QTest::newRow("empty lines") << u"\n"_s;
    QTest::newRow("fences") << u"```\n"_s;
    QTest::newRow("bars") << u"|"_s;
    QTest::newRow("LaTeX") << u"\\begin{"_s;
    QTest::newRow("letters") << u"a"_s;
    QTest::newRow("squares") << u"🟦"_s;
    QTest::newRow("row labels") << u"Row 1:"_s;
}

void tst_ArcAnswer::takesLinearTime()
{
    QFETCH(const QString, piece);
    const QString answer = piece.repeated(1'000'000 / piece.size());
    QElapsedTimer timer;
    timer.start();
    predictedGrids(answer, 3);
    // A hundredfold of what it takes; what is quadratic takes minutes.
    QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_GUILESS_MAIN(tst_ArcAnswer)
#include "tst_arcanswer.moc"
