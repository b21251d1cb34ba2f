#include "ui/spend/spenddialog.h"

#include "base/whenanswered.h"
#include "settings/keys.h"
#include "ui/spend/daybars.h"
#include "ui/spend/sharedelegate.h"
#include "ui/spend/spendmodel.h"
#include "ui/style/colors.h"
#include "ui/style/dollarbox.h"
#include "ui/style/icons.h"
#include "ui/words/words.h"

#include <QClipboard>
#include <QComboBox>
#include <QDateEdit>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QShowEvent>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>
#include <tuple>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int comfortableWidth = 110; // average characters
constexpr int comfortableHeight = 44; // lines
constexpr int weekDays = 7;
constexpr int monthDays = 30;

QLabel *createText(const QString &name)
{
    auto *label = new QLabel;
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

QString pricesNote(QDate asOf)
{
    const QString rule = SpendDialog::tr("A run's cost is computed when it ends, by the prices known then, "
                                         "unless the provider reports it.");
    return asOf.isValid()
        ? SpendDialog::tr("The table in use has %1.").arg(words::pricesAsOf(asOf)) + u' ' + rule
        : rule;
}

} // namespace

SpendDialog::SpendDialog(SpendLoader load, Settings &settings, QDate pricesAsOf, QWidget *parent)
    : QDialog(parent)
    , m_load(std::move(load))
    , m_settings(settings)
    , m_model(new SpendModel(this))
    , m_sorted(new QSortFilterProxyModel(this))
    , m_period(new QComboBox)
    , m_group(new QComboBox)
    , m_from(new QDateEdit)
    , m_to(new QDateEdit)
    , m_bars(new DayBars)
    , m_table(createTable())
    , m_stack(new QStackedWidget)
    , m_message(createText(u"message"_s))
    , m_total(createText(u"total"_s))
    , m_cap(new DollarBox)
    , m_today(createText(u"today"_s))
{
    setWindowTitle(tr("Spend"));
    setModal(false);
    setSizeGripEnabled(true);
    m_dates = createDates();
    createLayout();
    auto *note = findChild<QLabel *>(u"prices"_s);
    note->setText(pricesNote(pricesAsOf));
    resize(fontMetrics().averageCharWidth() * comfortableWidth,
           fontMetrics().lineSpacing() * comfortableHeight);
    showCap();
    connect(&m_settings, &Settings::changed, this, &SpendDialog::followSettings);
}

QWidget *SpendDialog::createChoices()
{
    m_period->setObjectName(u"period"_s);
    m_period->addItem(tr("Last 7 days"), QVariant::fromValue(Period::Week));
    m_period->addItem(tr("Last 30 days"), QVariant::fromValue(Period::Month));
    m_period->addItem(tr("This month"), QVariant::fromValue(Period::ThisMonth));
    m_period->addItem(tr("All"), QVariant::fromValue(Period::All));
    m_period->addItem(tr("Chosen days"), QVariant::fromValue(Period::Chosen));
    m_period->setCurrentIndex(1);
    m_group->setObjectName(u"group"_s);
    m_group->addItem(tr("Day"), int(SpendGroup::Day));
    m_group->addItem(tr("Model"), int(SpendGroup::Model));
    m_group->addItem(tr("Task set"), int(SpendGroup::Set));
    connect(m_period, &QComboBox::currentIndexChanged, this, [this] {
        m_dates->setVisible(period() == Period::Chosen);
        refresh();
    });
    connect(m_group, &QComboBox::currentIndexChanged, this, &SpendDialog::showRows);

    auto *choices = new QWidget;
    auto *line = new QHBoxLayout(choices);
    line->setContentsMargins({});
    const auto add = [line](const QString &name, QComboBox *box) {
        auto *label = new QLabel(name);
        label->setBuddy(box);
        line->addWidget(label);
        line->addWidget(box);
    };
    add(tr("&Period:"), m_period);
    add(tr("&By:"), m_group);
    line->addStretch(1);
    return choices;
}

QWidget *SpendDialog::createDates()
{
    const QDate today = QDate::currentDate();
    m_from->setObjectName(u"from"_s);
    m_to->setObjectName(u"to"_s);
    m_from->setDate(today.addDays(1 - monthDays));
    m_to->setDate(today);
    auto *dates = new QWidget;
    auto *line = new QHBoxLayout(dates);
    line->setContentsMargins({});
    const auto add = [this, line](const QString &name, QDateEdit *edit) {
        edit->setCalendarPopup(true);
        auto *label = new QLabel(name);
        label->setBuddy(edit);
        line->addWidget(label);
        line->addWidget(edit);
        connect(edit, &QDateEdit::dateChanged, this, &SpendDialog::refresh);
    };
    add(tr("&From:"), m_from);
    add(tr("&To:"), m_to);
    line->addStretch(1);
    dates->hide();
    return dates;
}

QTableView *SpendDialog::createTable()
{
    auto *table = new QTableView;
    table->setObjectName(u"spend"_s);
    table->setAccessibleName(tr("What was spent"));
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(SpendModel::SortRole);
    table->setModel(m_sorted);
    table->setItemDelegateForColumn(SpendModel::Share, new ShareDelegate(table));
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setTabKeyNavigation(false);
    table->setWordWrap(false);
    table->setShowGrid(false);
    table->setSortingEnabled(true);
    table->verticalHeader()->hide();
    QHeaderView *header = table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setStretchLastSection(true);
    table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSortIndicatorClearable(true);
    header->setSortIndicator(-1, Qt::AscendingOrder); // as spendLines() has them
    return table;
}

QWidget *SpendDialog::createCapRow()
{
    m_cap->setObjectName(u"cap"_s);
    m_cap->setAccessibleDescription(tr("No batch begins a run that could bring a day's spending over this"));
    connect(m_cap, &DollarBox::valueChanged, this,
            [this](double usd) { m_settings.set(keys::dayCapUsd, usd); });
    auto *row = new QWidget;
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins({});
    auto *label = new QLabel(tr("&Cap per day:"));
    label->setBuddy(m_cap);
    line->addWidget(label);
    line->addWidget(m_cap);
    line->addWidget(m_today, 1);
    return row;
}

void SpendDialog::createLayout()
{
    auto *numbers = new QSplitter(Qt::Vertical);
    numbers->setChildrenCollapsible(false);
    numbers->addWidget(m_bars);
    numbers->addWidget(m_table);
    numbers->setStretchFactor(0, 2);
    numbers->setStretchFactor(1, 3);
    m_message->setAlignment(Qt::AlignCenter);
    m_stack->addWidget(m_message);
    m_stack->addWidget(numbers);
    QLabel *note = createText(u"prices"_s);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false); // Return is for the fields
    auto *copy = new QPushButton(outlineIcon(u"copy"_s), tr("Copy as CS&V"));
    copy->setObjectName(u"copy"_s);
    copy->setAutoDefault(false);
    buttons->addButton(copy, QDialogButtonBox::ActionRole);
    connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(toCsv()); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);

    auto *column = new QVBoxLayout(this);
    column->addWidget(createChoices());
    column->addWidget(m_dates);
    column->addWidget(m_stack, 1);
    column->addWidget(m_total);
    column->addWidget(createCapRow());
    column->addWidget(note);
    column->addWidget(buttons);
}

SpendDialog::Period SpendDialog::period() const
{
    return m_period->currentData().value<Period>();
}

SpendGroup SpendDialog::group() const
{
    return SpendGroup(m_group->currentData().toInt());
}

void SpendDialog::setPeriod(Period period)
{
    m_period->setCurrentIndex(m_period->findData(QVariant::fromValue(period)));
}

void SpendDialog::setGroup(SpendGroup group)
{
    m_group->setCurrentIndex(m_group->findData(int(group)));
}

std::pair<QDate, QDate> SpendDialog::days() const
{
    const QDate today = QDate::currentDate();
    switch (period()) {
    case Period::Week:
        return {today.addDays(1 - weekDays), today};
    case Period::Month:
        return {today.addDays(1 - monthDays), today};
    case Period::ThisMonth:
        return {QDate(today.year(), today.month(), 1), today};
    case Period::All:
        return {QDate(2000, 1, 1), today}; // before every run
    case Period::Chosen:
        return std::minmax(m_from->date(), m_to->date());
    }
    Q_UNREACHABLE();
}

void SpendDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    if (!event->spontaneous())
        refresh();
}

void SpendDialog::refresh()
{
    if (!isVisible())
        return;
    delete m_reading; // an answer about other days is not waited for
    std::tie(m_first, m_last) = days();
    m_reading = whenAnswered(m_load(m_first, m_last), this,
                             [this](const Result<std::vector<SpendRow>> &answer) { take(answer); });
}

void SpendDialog::take(const Result<std::vector<SpendRow>> &answer)
{
    m_rows = answer ? *answer : std::vector<SpendRow>();
    m_message->setText(
        answer ? tr("Nothing was run in these days. What runs have cost is listed here once they have ended.")
               : words::errorSentence(answer.error()));
    showRows();
}

void SpendDialog::showRows()
{
    m_model->setLines(spendLines(m_rows, group()), group());
    m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    const bool isEmpty = m_rows.empty();
    m_stack->setCurrentIndex(isEmpty ? 0 : 1);
    findChild<QPushButton *>(u"copy"_s)->setEnabled(!isEmpty);
    m_total->setText(isEmpty ? QString() : tr("Total: %1").arg(spokenSpend(spendTotal(m_rows))));
    m_total->setVisible(!isEmpty);

    const std::vector<SpendLine> byDay = spendLines(m_rows, SpendGroup::Day);
    const bool fromTheFirst = period() == Period::All && !byDay.empty();
    m_bars->setDays(byDay, fromTheFirst ? byDay.back().day : m_first, m_last);
    showToday();
}

void SpendDialog::followSettings(const QString &key)
{
    if (key == keys::dayCapUsd.key)
        showCap();
}

void SpendDialog::showCap()
{
    const double usd = m_settings.value(keys::dayCapUsd);
    const QSignalBlocker blocker(m_cap);
    m_cap->setValue(usd);
    m_bars->setCap(usd);
    showToday();
}

/// Only where today is among the days that were read.
void SpendDialog::showToday()
{
    const QDate today = QDate::currentDate();
    if (!(m_first <= today && today <= m_last) || m_rows.empty()) {
        m_today->clear();
        return;
    }
    std::vector<SpendRow> rows;
    std::ranges::copy_if(m_rows, std::back_inserter(rows),
                         [today](const SpendRow &row) { return row.day == today; });
    const SpendLine spent = spendTotal(rows);
    QString text = tr("Today: %1").arg(spentText(spent));
    if (const QString doubts = doubtText(spent); !doubts.isEmpty())
        text += u" ("_s + doubts + u')';
    m_today->setText(text);
}

QString SpendDialog::toCsv() const
{
    std::vector<SpendLine> lines;
    for (int row = 0; row < m_sorted->rowCount(); ++row)
        lines.push_back(m_model->lines()[size_t(m_sorted->mapToSource(m_sorted->index(row, 0)).row())]);
    return spendCsv(lines, group());
}

} // namespace reasonglass
