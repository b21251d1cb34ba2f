#include "settings/keys.h"
#include "ui/spend/spenddialog.h"
#include "ui/spend/spendmodel.h"

#include <QClipboard>
#include <QComboBox>
#include <QDateEdit>
#include <QDoubleSpinBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPromise>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>

using namespace Qt::StringLiterals;
using namespace reasonglass;

using Rows = std::vector<SpendRow>;
using Period = SpendDialog::Period;

/// Each question is answered by the test, in any order.
class tst_SpendDialog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault({QLocale::English, QLocale::UnitedStates}); }
    void init();
    void cleanup();

    void asksForThePeriod_data();
    void asksForThePeriod();
    void asksOnlyWhileItIsSeen();
    void chosenDaysMayBeTheWrongWayRound();
    void showsLinesAndTheTotal();
    void groupsWithoutAskingAgain();
    void sortsByNumbers();
    void aLateAnswerAboutOtherDaysIsDropped();
    void saysWhenThereIsNothing();
    void saysWhatWentWrong();
    void theCapIsASetting();
    void aSmallCapIsNotShownAsNone();
    void theDateOfThePricesIsSaid();
    void copiesWhatIsShown();
    void everythingHasAName();

private:
    struct Question
    {
        QDate first;
        QDate last;
        QPromise<Result<Rows>> answer;
    };

    template <typename Widget>
    Widget *child(const QString &name) const
    {
        auto *found = m_dialog->findChild<Widget *>(name);
        if (!found)
            qFatal("no %s", qPrintable(name));
        return found;
    }
    void answer(size_t question, const Result<Rows> &rows)
    {
        m_questions.at(question)->answer.addResult(rows);
        m_questions.at(question)->answer.finish();
    }
    QString shown(const QString &label) const { return child<QLabel>(label)->text(); }
    QStringList column(int number) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Settings> m_settings;
    std::vector<std::unique_ptr<Question>> m_questions;
    std::unique_ptr<SpendDialog> m_dialog;
};

namespace {

QDate today()
{
    return QDate::currentDate();
}

Rows someRows()
{
    return {{.day = today(),
             .providerId = u"openai"_s,
             .model = u"gpt-5-mini"_s,
             .set = TaskSetId(7),
             .setName = u"ARC"_s,
             .runs = 10,
             .unknown = 3,
             .usd = 0.5,
             .tokens = 1000},
            {.day = today().addDays(-1),
             .providerId = u"xai"_s,
             .model = u"grok-4.7"_s,
             .runs = 9,
             .estimated = 2,
             .usd = 1.5,
             .tokens = 20}};
}

} // namespace

void tst_SpendDialog::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<Settings>(m_folder->filePath(u"settings.ini"_s));
    const SpendLoader loader = [this](QDate first, QDate last) {
        auto question = std::make_unique<Question>(Question{first, last, {}});
        question->answer.start();
        m_questions.push_back(std::move(question));
        return m_questions.back()->answer.future();
    };
    m_dialog = std::make_unique<SpendDialog>(loader, *m_settings, QDate(2026, 11, 22));
}

void tst_SpendDialog::cleanup()
{
    m_dialog.reset();
    m_questions.clear();
    m_settings.reset();
}

QStringList tst_SpendDialog::column(int number) const
{
    const QAbstractItemModel *model = child<QTableView>(u"spend"_s)->model();
    QStringList cells;
    for (int row = 0; row < model->rowCount(); ++row)
        cells << model->index(row, number).data().toString();
    return cells;
}

void tst_SpendDialog::asksForThePeriod_data()
{
    QTest::addColumn<Period>("period");
    QTest::addColumn<QDate>("first");
    QTest::newRow("a week") << Period::Week << today().addDays(-6);
    QTest::newRow("this month") << Period::ThisMonth << QDate(today().year(), today().month(), 1);
    QTest::newRow("all") << Period::All << QDate(2000, 1, 1);
    QTest::newRow("chosen days begin as a month") << Period::Chosen << today().addDays(-29);
}

void tst_SpendDialog::asksForThePeriod()
{
    QFETCH(const Period, period);
    QFETCH(const QDate, first);
    m_dialog->show();
    QCOMPARE(m_questions.size(), size_t(1));
    QCOMPARE(m_questions.back()->first, today().addDays(-29));
    m_dialog->setPeriod(period);
    QCOMPARE(m_questions.size(), size_t(2));
    QCOMPARE(m_questions.back()->first, first);
    QCOMPARE(m_questions.back()->last, today());
    QCOMPARE(child<QDateEdit>(u"from"_s)->isVisible(), period == Period::Chosen);
}

void tst_SpendDialog::asksOnlyWhileItIsSeen()
{
    m_dialog->refresh();
    m_dialog->setPeriod(Period::Week);
    QCOMPARE(m_questions.size(), size_t(0));
    m_dialog->show();
    QCOMPARE(m_questions.size(), size_t(1));
    m_dialog->refresh();
    QCOMPARE(m_questions.size(), size_t(2));
}

void tst_SpendDialog::chosenDaysMayBeTheWrongWayRound()
{
    m_dialog->show();
    m_dialog->setPeriod(Period::Chosen);
    child<QDateEdit>(u"from"_s)->setDate(QDate(2026, 3, 9));
    child<QDateEdit>(u"to"_s)->setDate(QDate(2026, 2, 1));
    QCOMPARE(m_questions.back()->first, QDate(2026, 2, 1));
    QCOMPARE(m_questions.back()->last, QDate(2026, 3, 9));
}

void tst_SpendDialog::showsLinesAndTheTotal()
{
    m_dialog->show();
    m_dialog->setGroup(SpendGroup::Model);
    answer(0, someRows());
    const QStringList models{u"grok-4.7 · xai"_s, u"gpt-5-mini · openai"_s};
    QTRY_COMPARE(column(SpendModel::Name), models);
    QCOMPARE(column(SpendModel::Runs), (QStringList{u"9"_s, u"10"_s}));
    QCOMPARE(column(SpendModel::Spent), (QStringList{u"about $1.50"_s, u"$0.5000"_s}));
    QCOMPARE(column(SpendModel::Doubt), (QStringList{u"2 estimated"_s, u"3 unknown"_s}));
    QCOMPARE(column(SpendModel::Share), (QStringList{u"75 %"_s, u"25 %"_s}));
    QCOMPARE(shown(u"total"_s), u"Total: 19 runs, about $2.00, 2 estimated, 3 unknown, 1,020 tokens"_s);
    QCOMPARE(shown(u"today"_s), u"Today: $0.5000 (3 unknown)"_s);
}

void tst_SpendDialog::groupsWithoutAskingAgain()
{
    m_dialog->show();
    answer(0, someRows());
    QTRY_COMPARE(column(SpendModel::Name).size(), 2);
    m_dialog->setGroup(SpendGroup::Set);
    QCOMPARE(column(SpendModel::Name), (QStringList{u"Runs of no task"_s, u"ARC"_s}));
    QCOMPARE(m_questions.size(), size_t(1));
}

void tst_SpendDialog::sortsByNumbers()
{
    m_dialog->show();
    m_dialog->setGroup(SpendGroup::Model);
    answer(0, someRows());
    QTRY_COMPARE(column(SpendModel::Runs), (QStringList{u"9"_s, u"10"_s}));
    child<QTableView>(u"spend"_s)->sortByColumn(SpendModel::Runs, Qt::DescendingOrder);
    QCOMPARE(column(SpendModel::Runs), (QStringList{u"10"_s, u"9"_s})); // not as texts
    child<QTableView>(u"spend"_s)->sortByColumn(SpendModel::Tokens, Qt::AscendingOrder);
    QCOMPARE(column(SpendModel::Tokens), (QStringList{u"20"_s, u"1,000"_s}));
}

void tst_SpendDialog::aLateAnswerAboutOtherDaysIsDropped()
{
    m_dialog->show();
    m_dialog->setPeriod(Period::Week);
    answer(1, Rows{someRows().front()});
    QTRY_COMPARE(column(SpendModel::Name).size(), 1);
    answer(0, someRows());
    QCoreApplication::processEvents();
    QCOMPARE(column(SpendModel::Name).size(), 1);
}

void tst_SpendDialog::saysWhenThereIsNothing()
{
    m_dialog->show();
    answer(0, Rows{});
    QTRY_VERIFY(shown(u"message"_s).startsWith(u"Nothing was run in these days."_s));
    QVERIFY(child<QLabel>(u"message"_s)->isVisible());
    QVERIFY(!child<QTableView>(u"spend"_s)->isVisible());
    QVERIFY(!child<QLabel>(u"total"_s)->isVisible());
    QVERIFY(!child<QPushButton>(u"copy"_s)->isEnabled());
}

void tst_SpendDialog::saysWhatWentWrong()
{
    m_dialog->show();
    answer(0, Unexpected{Error{.kind = ErrorKind::Storage, .message = u"no such table"_s}});
    QTRY_VERIFY(!shown(u"message"_s).isEmpty());
    QVERIFY(!shown(u"message"_s).startsWith(u"Nothing was run"_s));
}

void tst_SpendDialog::theCapIsASetting()
{
    m_dialog->show();
    QVERIFY(QTest::qWaitForWindowActive(m_dialog.get()));
    auto *cap = child<QDoubleSpinBox>(u"cap"_s);
    QCOMPARE(cap->text(), u"none"_s);
    cap->setFocus();
    cap->selectAll();
    QTest::keyClicks(cap, u"12.5"_s);
    QCOMPARE(m_settings->value(keys::dayCapUsd), 0.0); // not before it has been entered
    QTest::keyClick(cap, Qt::Key_Return);
    QCOMPARE(m_settings->value(keys::dayCapUsd), 12.5);
    QVERIFY(m_dialog->isVisible()); // Return enters the amount and no more
    m_settings->set(keys::dayCapUsd, 3.0);
    QCOMPARE(cap->text(), u"$3.00"_s);
}

void tst_SpendDialog::aSmallCapIsNotShownAsNone()
{
    m_settings->set(keys::dayCapUsd, 0.0015);
    QCOMPARE(child<QDoubleSpinBox>(u"cap"_s)->text(), u"$0.0015"_s);
}

void tst_SpendDialog::theDateOfThePricesIsSaid()
{
    QVERIFY2(shown(u"prices"_s).contains(u"prices as of 22 Nov 2026"_s), qPrintable(shown(u"prices"_s)));
}

void tst_SpendDialog::copiesWhatIsShown()
{
    m_dialog->show();
    m_dialog->setGroup(SpendGroup::Model);
    answer(0, someRows());
    QTRY_COMPARE(column(SpendModel::Name).size(), 2);
    child<QTableView>(u"spend"_s)->sortByColumn(SpendModel::Runs, Qt::DescendingOrder);
    child<QPushButton>(u"copy"_s)->click();
    QCOMPARE(QGuiApplication::clipboard()->text(),
             u"model,runs,usd,estimated_runs,unknown_runs,tokens,share\n"
             "\"gpt-5-mini · openai\",10,0.500000,0,3,1000,0.2500\n"
             "\"grok-4.7 · xai\",9,1.500000,2,0,20,0.7500\n"_s);
}

void tst_SpendDialog::everythingHasAName()
{
    m_dialog->show();
    for (const QString &name : {u"period"_s, u"group"_s, u"from"_s, u"to"_s, u"cap"_s, u"spend"_s}) {
        const auto *control = child<QWidget>(name);
        const QList<QLabel *> labels = m_dialog->findChildren<QLabel *>();
        const bool isLabelled =
            std::ranges::any_of(labels, [control](const QLabel *label) { return label->buddy() == control; });
        QVERIFY2(isLabelled || !control->accessibleName().isEmpty(), qPrintable(name));
        QVERIFY2(control->focusPolicy() & Qt::TabFocus, qPrintable(name));
    }
}

QTEST_MAIN(tst_SpendDialog)
#include "tst_spenddialog.moc"
