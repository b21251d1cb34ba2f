#include "ui/run/jsonpane.h"

#include "base/visibletext.h"
#include "ui/run/jsontreemodel.h"
#include "ui/style/colors.h"
#include "ui/style/icons.h"
#include "ui/words/words.h"

#include <QAction>
#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLocale>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int frameMs = 33;
constexpr int restShare = 4;    ///< a frame that took long is followed by so many times as long a rest
constexpr int unfoldDepth = 2;  ///< levels that are unfolded by themselves
constexpr int unfoldMost = 200; ///< rows that are unfolded by themselves

constexpr int rowSpace = 4; ///< logical pixels between the lines of text

/// Counts and indexes step back behind what the model wrote.
class Delegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        return QStyledItemDelegate::sizeHint(option, index) + QSize(0, rowSpace);
    }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const auto *model = static_cast<const JsonTreeModel *>(index.model());
        const bool isName = index.column() == int(JsonTreeModel::Column::Name);
        if (isName ? model->isArrayEntry(index) : model->isContainer(index))
            option->palette.setColor(QPalette::Text, mutedText(option->palette));
    }
};

void copy(const QString &text)
{
    QGuiApplication::clipboard()->setText(text);
}

} // namespace

JsonPane::JsonPane(QWidget *parent)
    : QWidget(parent)
    , m_tree(new QTreeView(this))
    , m_model(new JsonTreeModel(this))
    , m_state(new QLabel(this))
{
    buildTree();
    m_state->setObjectName(u"jsonState"_s);
    m_state->setTextFormat(Qt::PlainText);
    m_state->setWordWrap(true);
    m_state->setMinimumWidth(1); // a long path must not widen the window
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_tree, 1);
    layout->addWidget(m_state);
    setFocusProxy(m_tree);

    m_frame.setSingleShot(true);
    m_frame.setInterval(frameMs);
    connect(&m_frame, &QTimer::timeout, this, &JsonPane::flush);
    connect(m_model, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &below, int first, int last) {
                int depth = 0;
                for (QModelIndex outer = below; outer.isValid(); outer = outer.parent())
                    ++depth;
                unfold(below, first, last, depth);
            });
    clear();
}

void JsonPane::buildTree()
{
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new Delegate(m_tree));
    m_tree->setLayoutDirection(Qt::LeftToRight); // code does not turn round
    m_tree->setAccessibleName(tr("Fields of the answer"));
    m_tree->setUniformRowHeights(true);
    m_tree->setAlternatingRowColors(false);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setTextElideMode(Qt::ElideRight);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->setIndentation(fontMetrics().height());
    m_tree->header()->setSectionsMovable(false);
    m_tree->header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter | Qt::AlignAbsolute);
    m_tree->header()->setHighlightSections(false);
    m_tree->header()->resizeSection(int(JsonTreeModel::Column::Name), fontMetrics().averageCharWidth() * 26);
    m_tree->setContextMenuPolicy(Qt::ActionsContextMenu);
    const auto add = [this](const QString &name, const QKeySequence &keys, void (JsonPane::*copies)()) {
        auto *action = new QAction(outlineIcon(u"copy"_s), name, m_tree);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, copies);
        m_tree->addAction(action);
    };
    add(tr("Copy &value"), QKeySequence::Copy, &JsonPane::copyValue);
    add(tr("Copy &path"), Qt::CTRL | Qt::SHIFT | Qt::Key_C, &JsonPane::copyPath);
    add(tr("Copy &all as JSON"), {}, &JsonPane::copyAll);
}

void JsonPane::setSchema(const QByteArray &schema, SchemaCheck check)
{
    m_schema = schema;
    m_check = std::move(check);
    m_isChecked = false;
    textChanged();
}

void JsonPane::clear()
{
    m_text.clear();
    m_read = 0;
    m_growth = {};
    m_model->clear();
    m_finished = false;
    m_isChecked = false;
    m_mayUnfold = unfoldMost;
    showState();
}

void JsonPane::append(const QString &piece)
{
    m_text += piece;
    m_finished = false;
    textChanged();
}

void JsonPane::setText(const QString &text)
{
    if (!text.startsWith(m_text))
        clear();
    m_text = text;
    m_finished = false;
    textChanged();
}

void JsonPane::finish()
{
    m_finished = true;
    if (isVisible())
        flush();
}

void JsonPane::textChanged()
{
    if (isVisible() && !m_frame.isActive())
        m_frame.start();
}

/// While it is written, who reads at its end stays there; a chosen row stays where it is.
void JsonPane::flush()
{
    m_frame.stop();
    QElapsedTimer timer;
    timer.start();
    const QScrollBar &bar = *m_tree->verticalScrollBar();
    const bool follows = !m_finished && bar.value() == bar.maximum() && !m_tree->currentIndex().isValid();
    if (m_read < m_text.size()) {
        m_model->take(m_growth.append(QStringView(m_text).sliced(m_read)));
        m_read = m_text.size();
        if (follows)
            m_tree->scrollToBottom();
    }
    check();
    showState();
    m_frame.setInterval(std::max(frameMs, int(timer.elapsed()) * restShare));
}

void JsonPane::check()
{
    if (m_isChecked || !m_growth.isComplete() || !m_check || m_schema.isEmpty())
        return;
    m_isChecked = true;
    m_problem = m_check(m_schema, m_text.sliced(m_growth.begin(), m_growth.end() - m_growth.begin()));
}

/// Unfolds new rows, as long as they are few: what is large is for the reader to open.
void JsonPane::unfold(const QModelIndex &parent, int first, int last, int depth)
{
    if (depth >= unfoldDepth)
        return;
    for (int row = first; row <= last && m_mayUnfold > 0; ++row) {
        const QModelIndex index = m_model->index(row, 0, parent);
        if (!m_model->isContainer(index))
            continue;
        --m_mayUnfold;
        m_tree->expand(index);
        unfold(index, 0, m_model->rowCount(index) - 1, depth + 1);
    }
}

JsonPane::Standing JsonPane::standing() const
{
    if (m_growth.fault())
        return Standing::Faulty;
    if (m_growth.isComplete())
        return m_isChecked && m_problem ? Standing::Unfitting : Standing::Complete;
    if (m_growth.hasBegun())
        return m_finished ? Standing::BrokenOff : Standing::Arriving;
    return m_finished ? Standing::Missing : Standing::Waiting;
}

QString JsonPane::words(Standing standing) const
{
    switch (standing) {
    case Standing::Waiting:
        return tr("The fields will appear here.");
    case Standing::Missing:
        return tr("There is no JSON in the answer.");
    case Standing::Arriving: {
        const auto count = int(m_model->completeCount());
        return count == 1 ? tr("arriving · 1 value") : tr("arriving · %n values", nullptr, count);
    }
    case Standing::Complete:
        return m_isChecked ? tr("complete · matches the schema") : tr("complete");
    case Standing::Unfitting:
        return tr("complete, but not as the schema says · %1").arg(visibleText(m_problem->left(500)));
    case Standing::Faulty:
        return faultText(*m_growth.fault());
    case Standing::BrokenOff:
        return tr("broken off: the end of the JSON is missing");
    }
    Q_UNREACHABLE();
}

QString JsonPane::faultText(const JsonFault &fault) const
{
    const auto reason = [&] {
        using Reason = JsonFault::Reason;
        switch (fault.reason) {
        case Reason::Unexpected:
            return tr("“%1” cannot stand here").arg(visibleText(QStringView(m_text).sliced(fault.at, 1)));
        case Reason::BadEscape:
            return tr("a backslash that means nothing");
        case Reason::ControlCharacter:
            return tr("a line break or control character within a string");
        case Reason::BadNumber:
            return tr("this is no number");
        case Reason::BadWord:
            return tr("neither true, false nor null");
        case Reason::TooDeep:
            return tr("more than %1 levels").arg(JsonGrowth::deepest);
        }
        Q_UNREACHABLE();
    };
    const QLocale locale;
    return tr("no valid JSON · line %1, column %2: %3")
        .arg(locale.toString(fault.line), locale.toString(fault.column), reason());
}

void JsonPane::showState()
{
    const Standing now = standing();
    AnalysisStatus like = AnalysisStatus::Cancelled;
    if (now == Standing::Arriving)
        like = AnalysisStatus::Running;
    else if (now == Standing::Complete)
        like = AnalysisStatus::Completed;
    else if (now == Standing::BrokenOff)
        like = AnalysisStatus::Interrupted;
    else if (now == Standing::Unfitting || now == Standing::Faulty)
        like = AnalysisStatus::Failed;
    const bool hasGlyph = now != Standing::Waiting && now != Standing::Missing;
    const QString said = hasGlyph ? QString(words::statusGlyph(like) + u' ' + words(now)) : words(now);
    if (m_state->text() != said)
        m_state->setText(said);
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, statusColor(like, colors));
    if (m_state->palette() != colors)
        m_state->setPalette(colors);
}

QString JsonPane::state() const
{
    return words(standing());
}

/// A string as what it says, anything else as it was written.
void JsonPane::copyValue()
{
    const QModelIndex index = m_tree->currentIndex();
    if (!index.isValid())
        return;
    const auto [begin, end] = m_model->placeOf(index);
    const QString written = m_model->isOpen(index) ? m_text.sliced(begin) : m_text.sliced(begin, end - begin);
    if (!m_model->isString(index)) {
        copy(QString::fromUtf8(visibleJson(written.toUtf8())));
        return;
    }
    const QJsonDocument whole = QJsonDocument::fromJson("[" + written.toUtf8() + "]");
    copy(visibleText(whole.array().first().toString()));
}

void JsonPane::copyPath()
{
    if (m_tree->currentIndex().isValid())
        copy(visibleText(m_model->pathOf(m_tree->currentIndex())));
}

void JsonPane::copyAll()
{
    flush();
    if (m_growth.hasBegun()) {
        const qsizetype end = m_growth.isComplete() ? m_growth.end() : m_text.size();
        copy(
            QString::fromUtf8(visibleJson(m_text.sliced(m_growth.begin(), end - m_growth.begin()).toUtf8())));
    }
}

void JsonPane::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    flush(); // what came while nobody looked
}

void JsonPane::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_frame.stop();
}

void JsonPane::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showState();
}

} // namespace reasonglass
