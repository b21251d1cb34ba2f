#include "ui/tasks/queuedialog.h"

#include "ui/library/undobar.h"
#include "ui/style/icons.h"
#include "ui/tasks/capbox.h"
#include "ui/tasks/formparts.h"
#include "ui/tasks/texttable.h"
#include "ui/words/taskwords.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QLocale>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QShortcut>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reasonglass {

namespace {

constexpr auto pause = 200ms;
constexpr int mostAtOnce = 64;
constexpr int comfortableWidth = 90;  // average characters
constexpr int comfortableHeight = 30; // lines
constexpr int tableLines = 5;
constexpr int actionsPerRow = 3;

bool isInQueue(const BatchItem &item)
{
    return item.state == ItemState::Queued || item.state == ItemState::Running;
}

} // namespace

QueueDialog::QueueDialog(BatchRunner &runner, Settings &settings, BatchId batch, QWidget *parent)
    : QDialog(parent)
    , m_runner(runner)
    , m_batch(batch)
    , m_state(new StateLine(u"state"_s))
    , m_table(new TextTable(u"queue"_s, tr("Queue"), {tr("No."), tr("Task"), tr("Model"), tr("State")}, {1}))
    , m_undo(new UndoBar)
    , m_atOnce(new QSpinBox)
    , m_runCap(new CapBox(u"runCap"_s, tr("Cap for each &run")))
    , m_batchCap(new CapBox(u"batchCap"_s, tr("Cap for the &batch")))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setModal(false);
    setWindowTitle(tr("Queue"));
    m_table->setLeastLines(tableLines);
    QDialogButtonBox *buttons = createButtons(nullptr, false);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *column = new QVBoxLayout(this);
    column->addWidget(m_state);
    column->addWidget(m_table, 1);
    column->addWidget(m_undo);
    column->addWidget(createActions());
    column->addWidget(createLimits());
    column->addWidget(buttons);
    keepGeometry(this, settings, u"queue"_s, comfortableWidth, comfortableHeight);

    connect(m_table, &TextTable::selectionChangedByKey, this, &QueueDialog::showActions);
    connect(m_undo, &UndoBar::undoRequested, this, &QueueDialog::putBack);
    m_showLater.setSingleShot(true);
    m_showLater.setInterval(pause);
    connect(&m_showLater, &QTimer::timeout, this, &QueueDialog::showItems);
    const auto showSoon = [this](BatchId id) {
        if (id == m_batch && !m_showLater.isActive())
            m_showLater.start();
    };
    connect(&runner, &BatchRunner::itemsChanged, this, showSoon);
    connect(&runner, &BatchRunner::progressed, this,
            [showSoon](const BatchProgress &progress) { showSoon(progress.id); });
    showItems();
    m_table->setFocus();
}

QPushButton *QueueDialog::addButton(const QString &objectName, const QString &text, const QKeySequence &key,
                                    void (QueueDialog::*action)())
{
    auto *button = new QPushButton(text);
    button->setObjectName(objectName);
    button->setAutoDefault(false);
    button->setToolTip(key.toString(QKeySequence::NativeText));
    auto *shortcut = new QShortcut(key, m_table, nullptr, nullptr, Qt::WidgetShortcut);
    connect(shortcut, &QShortcut::activated, this, action);
    connect(button, &QPushButton::clicked, this, action);
    m_actions.push_back(button);
    return button;
}

QWidget *QueueDialog::createActions()
{
    const std::vector<QPushButton *> all{
        addButton(u"toFront"_s, tr("To &front"), Qt::ALT | Qt::Key_Home, &QueueDialog::toFront),
        addButton(u"up"_s, tr("&Up"), Qt::ALT | Qt::Key_Up, &QueueDialog::up),
        addButton(u"takeOut"_s, tr("&Take out"), Qt::Key_Delete, &QueueDialog::takeOut),
        addButton(u"toBack"_s, tr("To b&ack"), Qt::ALT | Qt::Key_End, &QueueDialog::toBack),
        addButton(u"down"_s, tr("&Down"), Qt::ALT | Qt::Key_Down, &QueueDialog::down)};
    all[2]->setIcon(outlineIcon(u"cross"_s));
    auto *area = new QWidget;
    auto *grid = new QGridLayout(area);
    grid->setContentsMargins({});
    for (size_t i = 0; i < all.size(); ++i)
        grid->addWidget(all[i], int(i) / actionsPerRow, int(i) % actionsPerRow);
    return area;
}

QWidget *QueueDialog::createLimits()
{
    m_atOnce->setObjectName(u"atOnce"_s);
    m_atOnce->setRange(1, mostAtOnce);
    m_atOnce->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    auto *area = new QWidget;
    QFormLayout *form = createForm();
    form->setContentsMargins({});
    form->addRow(tr("Runs at &once:"), m_atOnce);
    form->addRow(m_runCap);
    form->addRow(m_batchCap);
    area->setLayout(form);
    connect(m_atOnce, &QSpinBox::valueChanged, this, &QueueDialog::takeLimits);
    connect(m_runCap, &CapBox::valueChanged, this, &QueueDialog::takeLimits);
    connect(m_batchCap, &CapBox::valueChanged, this, &QueueDialog::takeLimits);
    return area;
}

void QueueDialog::takeLimits()
{
    const BatchRecord *record = m_runner.record(m_batch);
    if (!record || m_isFilling)
        return;
    BatchOptions options = record->options;
    options.atOnce = m_atOnce->value();
    options.runCapUsd = m_runCap->value();
    options.batchCapUsd = m_batchCap->value();
    m_runner.setOptions(m_batch, options);
    showState();
}

void QueueDialog::showItems()
{
    const QLocale locale;
    const BatchRecord *record = m_runner.record(m_batch);
    std::vector<TextRow> rows;
    if (record) {
        for (const BatchItem &item : record->items) {
            if (isInQueue(item))
                rows.push_back(
                    {item.number,
                     {locale.toString(rows.size() + 1), item.taskId, words::modelChoice(item.model),
                      item.state == ItemState::Running ? tr("● running") : tr("waiting")}});
        }
        const QScopedValueRollback filling(m_isFilling, true);
        m_atOnce->setValue(record->options.atOnce);
        m_runCap->setValue(record->options.runCapUsd);
        m_batchCap->setValue(record->options.batchCapUsd);
    }
    m_table->setRows(std::move(rows));
    for (QWidget *control : {static_cast<QWidget *>(m_atOnce), static_cast<QWidget *>(m_runCap),
                             static_cast<QWidget *>(m_batchCap)})
        control->setEnabled(record);
    showState();
    showActions();
}

void QueueDialog::showState()
{
    const auto progress = m_runner.progress(m_batch);
    if (!progress)
        m_state->say(StateLine::Tone::Quiet, tr("This batch has ended: nothing waits."));
    else
        m_state->say(progress->state == BatchState::Paused ? StateLine::Tone::Caution
                                                           : StateLine::Tone::Quiet,
                     words::progressLine(*progress));
}

void QueueDialog::showActions()
{
    const bool isAny = !selectedWaiting().empty();
    for (QPushButton *button : m_actions)
        button->setEnabled(isAny);
}

std::vector<qint64> QueueDialog::selectedWaiting() const
{
    const BatchRecord *record = m_runner.record(m_batch);
    std::vector<qint64> keys = record ? m_table->selectedKeys() : std::vector<qint64>{};
    std::erase_if(keys, [record](qint64 key) {
        const auto item = std::ranges::find(record->items, key, &BatchItem::number);
        return item == record->items.end() || item->state != ItemState::Queued;
    });
    return keys;
}

void QueueDialog::move(BatchRunner::Direction direction)
{
    const std::vector<qint64> items = selectedWaiting();
    if (items.empty())
        return;
    m_runner.move(m_batch, items, direction);
    showItems();
    m_table->scrollTo(m_table->selectionModel()->selectedRows().value(0));
}

void QueueDialog::takeOut()
{
    const std::vector<qint64> items = selectedWaiting();
    if (items.empty())
        return;
    m_takenOut = items;
    m_runner.remove(m_batch, items);
    showItems();
    m_table->selectRow(m_table->currentIndex().row()); // so that Del may be pressed again
    m_undo->tell(items.size() == 1 ? tr("1 run was taken out.")
                                   : tr("%n runs were taken out.", nullptr, int(items.size())));
}

void QueueDialog::putBack()
{
    m_runner.putBack(m_batch, m_takenOut);
    m_undo->hide();
    showItems();
    m_table->selectKeys(m_takenOut);
    m_takenOut.clear();
}

} // namespace reasonglass
