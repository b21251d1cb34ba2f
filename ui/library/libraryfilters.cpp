#include "ui/library/libraryfilters.h"

#include "ui/style/icons.h"
#include "ui/words/words.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reasonglass {

namespace {

constexpr auto typingPause = 150ms;

/// A combo whose first entry stands for no restriction.
QComboBox *createCombo(const QString &everything, const QString &name)
{
    auto *combo = new QComboBox;
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(7);
    combo->addItem(everything, QString());
    combo->setAccessibleName(name);
    combo->setToolTip(name);
    return combo;
}

/// Offers \a values below the first entry and keeps what is chosen.
void offer(QComboBox *combo, const QStringList &values)
{
    const QString chosen = combo->currentData().toString();
    const QSignalBlocker quiet(combo);
    while (combo->count() > 1)
        combo->removeItem(1);
    for (const QString &value : values)
        combo->addItem(value, value);
    if (combo->findData(chosen) < 0)
        combo->addItem(chosen, chosen);
    combo->setCurrentIndex(combo->findData(chosen));
}

} // namespace

LibraryFilters::LibraryFilters(QWidget *parent)
    : QWidget(parent)
    , m_search(new QLineEdit)
    , m_status(createCombo(tr("All outcomes"), tr("Show only this outcome")))
    , m_model(createCombo(tr("All models"), tr("Show only this model")))
    , m_tag(createCombo(tr("All tags"), tr("Show only this tag")))
    , m_trash(new QToolButton)
    , m_typing(new QTimer(this))
{
    m_search->setPlaceholderText(tr("Search prompts, reasoning, answers, notes"));
    m_search->setAccessibleName(tr("Search prompts, reasoning, answers, notes"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(outlineIcon(u"search"_s), QLineEdit::LeadingPosition);
    m_search->installEventFilter(this);
    m_typing->setSingleShot(true);
    m_typing->setInterval(typingPause);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_search);
    column->addWidget(createFilterRow());

    connect(m_search, &QLineEdit::textChanged, m_typing, qOverload<>(&QTimer::start));
    connect(m_typing, &QTimer::timeout, this, &LibraryFilters::tellSearch);
    for (const QComboBox *combo : {m_status, m_model, m_tag})
        connect(combo, &QComboBox::currentIndexChanged, this, &LibraryFilters::queryChanged);
    connect(m_trash, &QToolButton::toggled, this, &LibraryFilters::queryChanged);
}

QWidget *LibraryFilters::createFilterRow()
{
    for (const AnalysisStatus status :
         {AnalysisStatus::Completed, AnalysisStatus::Incomplete, AnalysisStatus::Failed,
          AnalysisStatus::Cancelled, AnalysisStatus::Interrupted, AnalysisStatus::Running})
        m_status->addItem(words::statusGlyph(status) + u' ' + words::status(status), statusName(status));
    m_trash->setIcon(outlineIcon(u"trash"_s));
    m_trash->setCheckable(true);
    m_trash->setToolTip(tr("Show the trash"));
    m_trash->setAccessibleName(tr("Show the trash"));

    auto *filters = new QWidget;
    auto *row = new QHBoxLayout(filters);
    row->setContentsMargins({});
    for (QComboBox *combo : {m_status, m_model, m_tag})
        row->addWidget(combo, 1);
    row->addWidget(m_trash);
    return filters;
}

QString LibraryFilters::searchText() const
{
    return m_search->text();
}

ListQuery LibraryFilters::query() const
{
    return {.status = statusFromName(m_status->currentData().toString()),
            .model = m_model->currentData().toString(),
            .tag = m_tag->currentData().toString(),
            .trash = m_trash->isChecked()};
}

bool LibraryFilters::showsTrash() const
{
    return m_trash->isChecked();
}

bool LibraryFilters::isRestricting() const
{
    ListQuery everything;
    everything.trash = m_trash->isChecked();
    return !searchText().trimmed().isEmpty() || query() != everything;
}

void LibraryFilters::setModels(const QStringList &models)
{
    offer(m_model, models);
}

void LibraryFilters::setTags(const QStringList &tags)
{
    offer(m_tag, tags);
}

void LibraryFilters::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void LibraryFilters::setSearchText(const QString &text)
{
    m_search->setText(text);
    tellSearch();
}

void LibraryFilters::clearSearch()
{
    for (QComboBox *combo : {m_status, m_model, m_tag})
        combo->setCurrentIndex(0);
    setSearchText({});
}

void LibraryFilters::showOnly(AnalysisStatus status)
{
    m_trash->setChecked(false);
    clearSearch();
    m_status->setCurrentIndex(m_status->findData(statusName(status)));
}

void LibraryFilters::tellSearch()
{
    m_typing->stop();
    emit searchChanged(searchText());
}

bool LibraryFilters::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Escape && !m_search->text().isEmpty()) {
            setSearchText({});
            return true;
        }
        if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter) {
            tellSearch();
            emit leaveRequested();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace reasonglass
