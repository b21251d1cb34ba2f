#include "ui/matrix/matrixfilterbar.h"

#include "base/visibletext.h"
#include "ui/matrix/matrixwords.h"
#include "ui/matrix/spokenmatrix.h"
#include "ui/style/icons.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTimer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reasonglass {

namespace {

constexpr auto typingPause = 150ms;
constexpr int leastCharacters = 7;

QComboBox *createCombo(const QString &name)
{
    auto *combo = new QComboBox;
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(leastCharacters);
    combo->setAccessibleName(name);
    combo->setToolTip(name);
    return combo;
}

/// Puts \a entries into \a combo and keeps what is chosen, if it is still among them.
template <typename Value>
void offer(QComboBox *combo, const std::vector<std::pair<QString, Value>> &entries)
{
    const auto chosen = combo->currentData().value<Value>();
    const QSignalBlocker quiet(combo);
    combo->clear();
    for (const auto &[words, value] : entries) {
        combo->addItem(words, QVariant::fromValue(value));
        if (value == chosen)
            combo->setCurrentIndex(combo->count() - 1);
    }
}

} // namespace

MatrixFilterBar::MatrixFilterBar(SpokenMatrix &rows, QWidget *parent)
    : QWidget(parent)
    , m_rows(rows)
    , m_search(new QLineEdit)
    , m_show(createCombo(tr("Show only tasks in this state")))
    , m_tag(createCombo(tr("Show only tasks with this tag")))
    , m_order(createCombo(tr("Sort tasks")))
    , m_detail(createCombo(tr("What cells tell beside their state")))
    , m_count(new QLabel)
    , m_refresh(new QPushButton)
    , m_typing(new QTimer(this))
{
    m_search->setPlaceholderText(tr("Search tasks"));
    m_search->setAccessibleName(tr("Search tasks by id, title and tags"));
    m_search->setToolTip(tr("Search tasks by id, title and tags"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(outlineIcon(u"search"_s), QLineEdit::LeadingPosition);
    m_search->setMinimumWidth(fontMetrics().averageCharWidth() * leastCharacters * 2);
    m_search->installEventFilter(this);
    m_typing->setSingleShot(true);
    m_typing->setInterval(typingPause);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(createChoices());
    column->addWidget(createCount());

    connect(m_search, &QLineEdit::textChanged, m_typing, qOverload<>(&QTimer::start));
    connect(m_typing, &QTimer::timeout, this, &MatrixFilterBar::applyQuery);
    connect(m_show, &QComboBox::currentIndexChanged, this, &MatrixFilterBar::applyQuery);
    connect(m_tag, &QComboBox::currentIndexChanged, this, &MatrixFilterBar::applyQuery);
    connect(m_order, &QComboBox::currentIndexChanged, this, &MatrixFilterBar::applyOrder);
    connect(m_detail, &QComboBox::currentIndexChanged, this, [this] { emit detailChanged(detail()); });
    connect(m_refresh, &QPushButton::clicked, &m_rows, &MatrixFilter::refresh);
    connect(&m_rows, &MatrixFilter::staleRowsChanged, this, &MatrixFilterBar::showStale);
    connect(&m_rows, &MatrixFilter::shownChanged, this, &MatrixFilterBar::showCount);
    const auto offerChoices = [this] {
        offerTags();
        offerOrders();
    };
    connect(&m_rows, &QAbstractItemModel::modelReset, this, offerChoices);
    connect(&m_rows, &QAbstractProxyModel::sourceModelChanged, this, offerChoices);
    connect(&m_rows, &QAbstractItemModel::headerDataChanged, this, &MatrixFilterBar::offerTags);
    offerChoices();
    showCount();
    showStale();
}

QWidget *MatrixFilterBar::createChoices()
{
    using Show = MatrixQuery::Show;
    for (const Show show : {Show::Any, Show::AnyFailed, Show::Differs, Show::NotAttempted, Show::UnderWay,
                            Show::Errors, Show::Ungraded})
        m_show->addItem(words::show(show), QVariant::fromValue(show));
    m_detail->addItem(tr("Time"), QVariant::fromValue(CellDetail::Time));
    m_detail->addItem(tr("Cost"), QVariant::fromValue(CellDetail::Cost));
    m_detail->addItem(tr("Tokens"), QVariant::fromValue(CellDetail::Tokens));

    auto *choices = new QWidget;
    auto *row = new QHBoxLayout(choices);
    row->setContentsMargins({});
    row->addWidget(m_search, 3);
    for (QComboBox *combo : {m_show, m_tag, m_order})
        row->addWidget(combo, 2);
    row->addWidget(m_detail, 1);
    return choices;
}

QWidget *MatrixFilterBar::createCount()
{
    m_count->setTextFormat(Qt::PlainText);
    m_count->setObjectName(u"count"_s);
    m_refresh->setObjectName(u"refresh"_s);
    m_refresh->setIcon(outlineIcon(u"retry"_s));
    m_refresh->setFlat(true);
    QSizePolicy policy = m_refresh->sizePolicy();
    policy.setRetainSizeWhenHidden(true); // nothing moves when it comes and goes
    m_refresh->setSizePolicy(policy);

    auto *line = new QWidget;
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins({});
    row->addWidget(m_count);
    row->addStretch();
    row->addWidget(m_refresh);
    return line;
}

// What can be chosen

void MatrixFilterBar::offerTags()
{
    QStringList tags;
    if (const MatrixModel *matrix = m_rows.matrix()) {
        QSet<QString> known;
        for (int row = 0; row < matrix->rowCount(); ++row) {
            for (const QString &tag : matrix->task(row).tags)
                known.insert(tag);
        }
        tags = known.values();
    }
    tags.sort(Qt::CaseInsensitive);
    std::vector<std::pair<QString, QString>> entries{{tr("All tags"), QString()}};
    for (const QString &tag : tags)
        entries.emplace_back(visibleText(tag), tag);
    offer(m_tag, entries);
    m_tag->setEnabled(!tags.isEmpty());
    applyQuery(); // the chosen tag may be gone
}

void MatrixFilterBar::offerOrders()
{
    using By = MatrixOrder::By;
    std::vector<std::pair<QString, MatrixOrder>> entries{
        {tr("Task order"), {}},
        {tr("Task id"), {.by = By::Id}},
        {tr("Hardest first"), {.by = By::Solved}},
        {tr("Easiest first"), {.by = By::Solved, .descending = true}},
    };
    for (int column = 0; column < m_rows.columnNames().size(); ++column)
        //: %1 a model: sort by what state its cells are in
        entries.emplace_back(tr("State of %1").arg(m_rows.columnName(column)),
                             MatrixOrder{.by = By::State, .model = m_rows.matrix()->choice(column)});
    offer(m_order, entries);
    applyOrder();
}

// What is chosen

void MatrixFilterBar::applyQuery()
{
    m_typing->stop();
    m_rows.setQuery({.text = m_search->text(),
                     .tag = m_tag->currentData().toString(),
                     .show = m_show->currentData().value<MatrixQuery::Show>()});
}

void MatrixFilterBar::applyOrder()
{
    m_rows.setOrder(m_order->currentData().value<MatrixOrder>());
}

bool MatrixFilterBar::isRestricting() const
{
    return !m_search->text().trimmed().isEmpty() || m_tag->currentIndex() > 0 || m_show->currentIndex() > 0;
}

CellDetail MatrixFilterBar::detail() const
{
    return m_detail->currentData().value<CellDetail>();
}

void MatrixFilterBar::setDetail(CellDetail detail)
{
    m_detail->setCurrentIndex(m_detail->findData(QVariant::fromValue(detail)));
}

void MatrixFilterBar::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void MatrixFilterBar::clear()
{
    {
        const QSignalBlocker quietShow(m_show);
        const QSignalBlocker quietTag(m_tag);
        m_show->setCurrentIndex(0);
        m_tag->setCurrentIndex(0);
        m_search->clear();
    }
    applyQuery();
}

void MatrixFilterBar::showCount()
{
    const int all = m_rows.matrix() ? m_rows.matrix()->rowCount() : 0;
    const int shown = m_rows.rowCount();
    const QLocale locale;
    const QString counted = all == 1 ? tr("1 task") : tr("%1 tasks").arg(locale.toString(all));
    m_count->setText(shown == all ? counted : tr("shown %1 of %2").arg(locale.toString(shown), counted));
}

void MatrixFilterBar::showStale()
{
    const int stale = m_rows.staleRows();
    if (stale > 0) {
        const QString changed =
            stale == 1 ? tr("1 task has changed") : tr("%n tasks have changed", "", stale);
        m_refresh->setText(tr("%1 · sort and filter again").arg(changed));
        m_refresh->setAccessibleName(m_refresh->text());
        m_refresh->setToolTip(
            tr("These tasks would be shown, hidden or elsewhere now. Nothing moves until you "
               "ask for it."));
    }
    m_refresh->setVisible(stale > 0);
}

bool MatrixFilterBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Escape && isRestricting()) {
            clear();
            return true;
        }
        if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter) {
            applyQuery();
            emit leaveRequested();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace reasonglass
