#include "ui/run/jsonpane.h"

#include <QAction>
#include <QClipboard>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QLabel>
#include <QScrollBar>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

QString clipboard()
{
    return QGuiApplication::clipboard()->text();
}

/// The row that the names lead to; from the top.
QModelIndex row(JsonPane &pane, const QList<int> &rows, int column = 0)
{
    QModelIndex index;
    for (const int at : rows)
        index = pane.tree().model()->index(at, 0, index);
    return index.siblingAtColumn(column);
}

QString manyFields(int count)
{
    QString text = u"{\"rows\": ["_s;
    for (int i = 0; i < count; ++i)
        text += (i > 0 ? u", "_s : QString()) + QString::number(i);
    return text + u"]}";
}

} // namespace

class tst_JsonPane : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void saysHowItStands_data();
    void saysHowItStands();
    void fieldsAppearWhileItArrives();
    void readsOnlyWhileItIsVisible();
    void aTextThatGoesOnKeepsItsRows();
    void anotherTextBeginsAnew();
    void theSchemaIsAskedOnceAboutTheValueAlone();
    void foldingAndSelectionAreTheReaders();
    void followsTheEndUntilARowIsChosen();
    void copiesValuesWhole();
    void copiesWithTheKeyboard();
    void hundredThousandFieldsStayUsable_data();
    void hundredThousandFieldsStayUsable();

private:
    std::unique_ptr<JsonPane> m_pane;
};

void tst_JsonPane::init()
{
    m_pane = std::make_unique<JsonPane>();
    m_pane->resize(500, 300);
    m_pane->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_pane.get()));
}

void tst_JsonPane::saysHowItStands_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("finished");
    QTest::addColumn<QString>("state");

    QTest::newRow("nothing yet") << QString() << false << u"The fields will appear here."_s;
    QTest::newRow("no answer") << QString() << true << u"There is no JSON in the answer."_s;
    QTest::newRow("prose alone") << u"I cannot."_s << true << u"There is no JSON in the answer."_s;
    QTest::newRow("some of it") << uR"({"a":1,"b":[2,)"_s << false << u"arriving · 2 values"_s;
    QTest::newRow("one value") << uR"({"a":1,)"_s << false << u"arriving · 1 value"_s;
    QTest::newRow("all of it") << uR"({"good":1})"_s << true << u"complete · matches the schema"_s;
    QTest::newRow("all of it, before the end is told")
        << uR"({"good":1})"_s << false << u"complete · matches the schema"_s;
    QTest::newRow("not as asked") << uR"({"bad":1})"_s << true
                                  << u"complete, but not as the schema says · /bad: not allowed"_s;
    QTest::newRow("broken off") << uR"({"a":1,"b)"_s << true
                                << u"broken off: the end of the JSON is missing"_s;
    QTest::newRow("no JSON after all")
        << u"{\"a\":1,\n  }"_s << false << u"no valid JSON · line 2, column 3: “}” cannot stand here"_s;
    QTest::newRow("a sign that hides")
        << u"{\u202e}"_s << false << u"no valid JSON · line 1, column 2: “⟦U+202E⟧” cannot stand here"_s;
}

void tst_JsonPane::saysHowItStands()
{
    QFETCH(const QString, text);
    QFETCH(const bool, finished);
    m_pane->setSchema("{}", [](const QByteArray &, const QString &json) {
        return json.contains(u"bad"_s) ? std::optional(u"/bad: not allowed"_s) : std::nullopt;
    });
    m_pane->append(text);
    m_pane->flush();
    if (finished)
        m_pane->finish();
    QTEST(m_pane->state(), "state");
    QVERIFY(m_pane->findChild<QLabel *>(u"jsonState"_s)->text().endsWith(m_pane->state()));
}

void tst_JsonPane::fieldsAppearWhileItArrives()
{
    m_pane->append(uR"(```json
{"name": "Ada", "children": [)"_s);
    QTRY_COMPARE(row(*m_pane, {0}, 1).data().toString(), u"\"Ada\""_s);
    QCOMPARE(row(*m_pane, {1}, 1).data().toString(), u"[…"_s);
    QVERIFY(m_pane->tree().isExpanded(row(*m_pane, {1})));
    m_pane->append(uR"("one", "two"]})"_s);
    QTRY_COMPARE(row(*m_pane, {1}, 1).data().toString(), u"2 entries"_s);
    QVERIFY(m_pane->tree().visualRect(row(*m_pane, {1, 1})).isValid());
    m_pane->append(u"\n```\n"_s);
    m_pane->finish();
    QCOMPARE(m_pane->state(), u"complete"_s);
}

void tst_JsonPane::readsOnlyWhileItIsVisible()
{
    m_pane->hide();
    m_pane->append(uR"({"a":1,)"_s);
    m_pane->append(uR"("b":2})"_s);
    m_pane->finish();
    QCOMPARE(m_pane->tree().model()->rowCount(), 0);
    m_pane->show();
    QCOMPARE(m_pane->tree().model()->rowCount(), 2);
    QCOMPARE(m_pane->state(), u"complete"_s);
}

void tst_JsonPane::aTextThatGoesOnKeepsItsRows()
{
    m_pane->setText(uR"({"a":1,)"_s);
    m_pane->flush();
    m_pane->tree().setCurrentIndex(row(*m_pane, {0}));
    m_pane->setText(uR"({"a":1,"b":2})"_s);
    m_pane->flush();
    QCOMPARE(m_pane->tree().model()->rowCount(), 2);
    QCOMPARE(m_pane->tree().currentIndex(), row(*m_pane, {0}));
}

void tst_JsonPane::anotherTextBeginsAnew()
{
    m_pane->setText(uR"({"a":1,"b":2,)"_s);
    m_pane->flush();
    m_pane->setText(uR"({"c":3})"_s);
    m_pane->flush();
    QCOMPARE(m_pane->tree().model()->rowCount(), 1);
    QCOMPARE(row(*m_pane, {0}).data().toString(), u"c"_s);
    m_pane->clear();
    QCOMPARE(m_pane->tree().model()->rowCount(), 0);
    QCOMPARE(m_pane->text(), QString());
}

void tst_JsonPane::theSchemaIsAskedOnceAboutTheValueAlone()
{
    QStringList asked;
    m_pane->setSchema(R"({"type":"object"})", [&](const QByteArray &schema, const QString &json) {
        asked += QString::fromUtf8(schema) + u' ' + json;
        return std::optional<QString>();
    });
    m_pane->append(u"Here: {\"a\":"_s);
    m_pane->flush();
    QVERIFY(asked.isEmpty());
    m_pane->append(u"1} Done."_s);
    m_pane->flush();
    m_pane->append(u" Really."_s);
    m_pane->finish();
    QCOMPARE(asked, QStringList{uR"({"type":"object"} {"a":1})"_s});
}

void tst_JsonPane::foldingAndSelectionAreTheReaders()
{
    m_pane->append(uR"({"a":{"b":1,)"_s);
    m_pane->flush();
    QTreeView &tree = m_pane->tree();
    QVERIFY(tree.isExpanded(row(*m_pane, {0})));
    tree.collapse(row(*m_pane, {0}));
    tree.setCurrentIndex(row(*m_pane, {0}));
    m_pane->append(uR"("c":{"d":2}},"e":3})"_s);
    m_pane->finish();
    QVERIFY(!tree.isExpanded(row(*m_pane, {0})));
    QCOMPARE(tree.currentIndex(), row(*m_pane, {0}));
    QCOMPARE(tree.selectionModel()->selectedRows(), QModelIndexList{row(*m_pane, {0})});
}

void tst_JsonPane::followsTheEndUntilARowIsChosen()
{
    QString text = u"{"_s;
    const auto more = [&](int count) {
        QString piece;
        for (int i = 0; i < count; ++i)
            piece += u"\"x\": 1, "_s;
        m_pane->append(piece);
        m_pane->flush();
    };
    m_pane->append(text);
    more(100);
    const QScrollBar &bar = *m_pane->tree().verticalScrollBar();
    QVERIFY(bar.maximum() > 0);
    QCOMPARE(bar.value(), bar.maximum());
    more(100);
    QCOMPARE(bar.value(), bar.maximum());
    m_pane->tree().setCurrentIndex(row(*m_pane, {150}));
    const int before = bar.value();
    more(100);
    QTRY_VERIFY(bar.maximum() > before);
    QCOMPARE(bar.value(), before);
}

void tst_JsonPane::copiesValuesWhole()
{
    const QString essay = u"long \"text\"\n"_s.repeated(2000);
    QString escaped = essay;
    escaped.replace(u'"', u"\\\""_s).replace(u'\n', u"\\n"_s);
    m_pane->append(u"So: {\"text\": \""_s + escaped + u"\", \"list\": [1, \"\u202e\"], \"open\": [2,"_s);
    m_pane->flush();
    const auto copied = [&](const QList<int> &rows) {
        m_pane->tree().setCurrentIndex(row(*m_pane, rows));
        m_pane->copyValue();
        return clipboard();
    };
    QCOMPARE(copied({0}), essay);
    QCOMPARE(copied({1}), u"[1, \"\\u202e\"]"_s);
    QCOMPARE(copied({1, 0}), u"1"_s);
    QCOMPARE(copied({1, 1}), u"⟦U+202E⟧"_s);
    QCOMPARE(copied({2}), u"[2,"_s);
    m_pane->append(u"3]} That was all."_s);
    m_pane->copyAll();
    QVERIFY(clipboard().startsWith(u"{\"text\""_s));
    QVERIFY(clipboard().endsWith(u"\"open\": [2,3]}"_s));
}

void tst_JsonPane::copiesWithTheKeyboard()
{
    m_pane->append(uR"({"a":[{"b":"c"}]})"_s);
    m_pane->finish();
    QTreeView &tree = m_pane->tree();
    tree.setFocus();
    QTest::keyClick(&tree, Qt::Key_Home);
    QTest::keyClick(&tree, Qt::Key_Down);
    QTest::keyClick(&tree, Qt::Key_Down);
    QTest::keyClick(&tree, Qt::Key_C, Qt::ControlModifier);
    QTRY_COMPARE(clipboard(), u"c"_s);
    QTest::keyClick(&tree, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(clipboard(), u"/a/0/b"_s);
    for (const QAction *action : tree.actions())
        QVERIFY(!action->text().isEmpty());
}

void tst_JsonPane::hundredThousandFieldsStayUsable_data()
{
    QTest::addColumn<qsizetype>("piece");

    QTest::newRow("at once") << (qsizetype(1) << 20);
    QTest::newRow("in pieces") << qsizetype(2000);
}

void tst_JsonPane::hundredThousandFieldsStayUsable()
{
    QFETCH(const qsizetype, piece);
    const QString text = manyFields(100'000);
    qint64 longest = 0;
    for (qsizetype at = 0; at < text.size(); at += piece) {
        QElapsedTimer timer;
        timer.start();
        m_pane->append(text.mid(at, piece));
        m_pane->flush();
        QCoreApplication::processEvents(QEventLoop::ExcludeUserInputEvents);
        longest = std::max(longest, timer.elapsed());
    }
    m_pane->finish();
    QElapsedTimer timer;
    timer.start();
    m_pane->tree().scrollToBottom();
    m_pane->grab();
    const qint64 toEnd = timer.elapsed();
    qInfo("longest frame %lld ms, to the end %lld ms", longest, toEnd);
    QCOMPARE(m_pane->tree().model()->rowCount(row(*m_pane, {0})), 100'000);
    QVERIFY(longest < 2000);
    QVERIFY(toEnd < 2000);
}

QTEST_MAIN(tst_JsonPane)
#include "tst_jsonpane.moc"
