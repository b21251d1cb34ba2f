#include "ui/grid/rungrid.h"

#include "app/workbench.h"
#include "settings/keys.h"
#include "streamview/streamview.h"
#include "ui/grid/runcell.h"
#include "ui/run/readingfonts.h"

#include <QDateTime>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

using namespace std::chrono_literals;

namespace reasonglass {

namespace {

constexpr auto frame = 33ms;
/// So many texts are brought up per frame: with more in sight, each gets its turn less often.
constexpr int cellsPerFrame = 3;
constexpr int spacing = 8; ///< pixels
/// An ended run stays for so long; the page is cleared of older ones when it is shown.
constexpr auto justEnded = 10min;

bool endedLately(const AnalysisSession &session, qint64 nowUtcUs)
{
    const auto &attempts = session.attempts();
    return !attempts.empty()
        && nowUtcUs - attempts.back().endedUtcUs < std::chrono::microseconds(justEnded).count();
}

} // namespace

RunGrid::RunGrid(Workbench &workbench, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_pages(new QStackedLayout(this))
    , m_scroll(new QScrollArea(this))
    , m_board(new QWidget(m_scroll))
    , m_grid(new QGridLayout(m_board))
    , m_frame(this)
{
    m_grid->setContentsMargins(spacing, 0, spacing, spacing);
    m_grid->setSpacing(spacing);
    m_scroll->setWidget(m_board);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_pages->addWidget(createHint());
    m_pages->addWidget(m_scroll);
    m_board->installEventFilter(this);
    connect(m_scroll->verticalScrollBar(), &QScrollBar::valueChanged, this, &RunGrid::lookWhatIsInSight);

    m_frame.setSingleShot(true);
    m_frame.setInterval(frame);
    connect(&m_frame, &QTimer::timeout, this, &RunGrid::bringUpSome);
    connect(&workbench, &Workbench::sessionStarted, this, &RunGrid::take);
    connect(&workbench, &Workbench::sessionRestarted, this, &RunGrid::take);
    connect(&workbench.settings(), &Settings::changed, this, [this](const QString &key) {
        if (key != keys::textZoom.key && key != keys::textFont.key && key != keys::codeFont.key)
            return;
        for (RunCell *cell : m_cells)
            applySettings(*cell);
    });
    for (AnalysisSession *session : workbench.sessions())
        take(session);
}

QWidget *RunGrid::createHint()
{
    auto *page = new QWidget(this);
    auto *text =
        new QLabel(tr("No run is going. Those that are stand here side by side, each with what it "
                      "says at the moment.\nStart one with a prompt, or watch a recorded sample from "
                      "the File menu."),
                   page);
    text->setAlignment(Qt::AlignCenter);
    text->setWordWrap(true);
    auto *prompt = new QPushButton(tr("&New prompt"), page);
    connect(prompt, &QPushButton::clicked, this, &RunGrid::promptWanted);
    auto *column = new QVBoxLayout(page);
    column->addStretch(1);
    column->addWidget(text);
    column->addSpacing(spacing);
    column->addWidget(prompt, 0, Qt::AlignHCenter);
    column->addStretch(1);
    return page;
}

void RunGrid::take(AnalysisSession *session)
{
    const bool isShown = std::ranges::find(m_cells, session->id(), &RunCell::id) != m_cells.end();
    if (isShown
        || (isFinal(session->phase()) && !endedLately(*session, QDateTime::currentMSecsSinceEpoch() * 1000)))
        return;
    add(session);
    place();
}

RunCell *RunGrid::add(AnalysisSession *session)
{
    auto *cell = new RunCell(*session, m_board);
    m_cells.push_back(cell);
    applySettings(*cell);
    connect(cell, &RunCell::fellBehind, this, &RunGrid::scheduleFrame);
    connect(cell, &RunCell::openRequested, this, [this, cell] { emit openRequested(cell->id()); });
    connect(cell, &RunCell::moveRequested, this,
            [this, cell](int columns, int rows) { moveFocus(cell, columns, rows); });
    connect(session, &QObject::destroyed, cell, [this, cell] {
        std::erase(m_cells, cell);
        delete cell; // it looks at its run when it is painted
        place();
    });
    return cell;
}

void RunGrid::applySettings(RunCell &cell)
{
    cell.view().setFonts(readingFonts(m_workbench.settings()));
    cell.view().setZoom(m_workbench.settings().value(keys::textZoom));
}

void RunGrid::dropOld()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch() * 1000;
    std::erase_if(m_cells, [&](RunCell *cell) {
        const AnalysisSession *session = m_workbench.session(cell->id());
        const bool isOld = !session || (isFinal(session->phase()) && !endedLately(*session, now));
        if (isOld)
            delete cell;
        return isOld;
    });
}

/// As square as the width allows: what one looks at together is near each other.
int RunGrid::columnsFor(int width) const
{
    const int fitting = std::max(1, (width - spacing) / (RunCell::minimumWidth + spacing));
    const int square = int(std::ceil(std::sqrt(double(m_cells.size()))));
    return std::clamp(square, 1, fitting);
}

void RunGrid::place()
{
    m_columns = 0; // all anew
    arrange();
}

void RunGrid::arrange()
{
    m_pages->setCurrentIndex(m_cells.empty() ? 0 : 1);
    const int columns = columnsFor(m_scroll->viewport()->width());
    if (columns != m_columns) {
        m_columns = columns;
        for (int i = 0; i < int(m_cells.size()); ++i)
            m_grid->addWidget(m_cells[size_t(i)], i / columns, i % columns);
        for (int column = 0; column < m_grid->columnCount(); ++column)
            m_grid->setColumnStretch(column, column < columns ? 1 : 0);
    }
    for (RunCell *cell : m_cells)
        cell->show();
    lookWhatIsInSight();
}

void RunGrid::lookWhatIsInSight()
{
    const QRect seen(-m_board->pos(), m_scroll->viewport()->size());
    for (RunCell *cell : m_cells)
        cell->setInSight(isVisible() && cell->geometry().intersects(seen));
    scheduleFrame();
}

void RunGrid::scheduleFrame()
{
    const auto waits = [](const RunCell *cell) { return cell->isBehind() && cell->isInSight(); };
    if (!m_frame.isActive() && std::ranges::any_of(m_cells, waits))
        m_frame.start();
}

void RunGrid::bringUpSome()
{
    m_workbench.handOver();
    int left = cellsPerFrame;
    for (size_t looked = 0; looked < m_cells.size() && left > 0; ++looked) {
        RunCell *cell = m_cells[m_next++ % m_cells.size()];
        if (!cell->isBehind() || !cell->isInSight())
            continue;
        cell->bringUp();
        --left;
    }
    scheduleFrame();
}

void RunGrid::moveFocus(const RunCell *from, int columns, int rows)
{
    const auto at = std::ranges::find(m_cells, from) - m_cells.begin();
    const auto to = at + columns + std::ptrdiff_t{rows} * m_columns;
    if (to < 0 || to >= std::ssize(m_cells))
        return;
    RunCell *cell = m_cells[size_t(to)];
    cell->setFocus(Qt::OtherFocusReason);
    m_scroll->ensureWidgetVisible(cell, 0, spacing);
}

bool RunGrid::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_board && (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest))
        QMetaObject::invokeMethod(this, &RunGrid::lookWhatIsInSight, Qt::QueuedConnection);
    return QWidget::eventFilter(watched, event);
}

void RunGrid::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void RunGrid::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    dropOld();
    place();
}

void RunGrid::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_frame.stop();
    lookWhatIsInSight();
}

} // namespace reasonglass
