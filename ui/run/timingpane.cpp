#include "ui/run/timingpane.h"

#include "ui/plot/timeplot.h"
#include "ui/run/factlist.h"
#include "ui/run/ratewords.h"
#include "ui/style/colors.h"
#include "ui/style/icons.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QStyle>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reasonglass {

namespace {

constexpr int besideFrom =
    90; ///< widths of a character, from which on facts and plot stand beside each other
constexpr int factsWidth = 58;   ///< of the facts then
constexpr auto pace = 500ms;     ///< between two looks at a run that goes on
constexpr int mostPatience = 20; ///< looks for events that are still on their way to the disk

} // namespace

TimingPane::TimingPane(AnalysisLibrary &library, QWidget *parent)
    : QScrollArea(parent)
    , m_reading(library)
    , m_again(this)
    , m_columns(new QBoxLayout(QBoxLayout::LeftToRight))
    , m_facts(new FactList)
    , m_factsArea(new QScrollArea(this))
    , m_plot(new TimePlot(this))
    , m_note(new QLabel(this))
    , m_copy(new QPushButton(outlineIcon(u"copy"_s), tr("Copy as CS&V"), this))
{
    auto *content = new QWidget(this);
    m_factsArea->setWidget(m_facts);
    m_facts->installEventFilter(this);
    m_factsArea->setWidgetResizable(true);
    m_factsArea->setFrameShape(QFrame::NoFrame);
    m_factsArea->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_columns->setContentsMargins(0, 0, 8, 8);
    m_columns->setSpacing(8);
    m_columns->addWidget(m_factsArea);
    m_columns->addWidget(createPlotSide(), 1);
    content->setLayout(m_columns);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setWidget(content);

    applyColors();
    m_again.setSingleShot(true);
    m_again.setInterval(pace);
    connect(&m_again, &QTimer::timeout, this, &TimingPane::read);
    connect(&m_reading, &RateReading::changed, this, &TimingPane::onChanged);
    connect(&m_reading, &RateReading::settled, this, &TimingPane::onSettled);
    connect(&m_reading, &RateReading::failed, this, [this] {
        m_plot->setData({});
        m_plot->setPlaceholderText(tr("The events could not be read."));
        if (isRunning() && isVisible())
            m_again.start();
    });
}

QWidget *TimingPane::createPlotSide()
{
    m_plot->setAccessibleName(tr("Tokens per second over time; the arrow keys read values"));
    m_note->setObjectName(u"scaleNote"_s);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_copy->setToolTip(tr("All values of the plot as comma-separated text"));
    connect(m_copy, &QPushButton::clicked, m_plot, &TimePlot::copyAsCsv);
    auto *side = new QWidget(this);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(8, 8, 0, 0);
    column->addWidget(m_plot, 1);
    auto *below = new QHBoxLayout;
    below->setSpacing(12);
    below->addWidget(m_note, 1);
    below->addWidget(m_copy, 0, Qt::AlignTop);
    column->addLayout(below);
    return side;
}

bool TimingPane::isRunning() const
{
    return m_record && !isFinal(m_record->attempts.at(size_t(m_attempt) - 1).outcome);
}

/// Of the attempts that are read, as far as the record knows.
qint64 TimingPane::expectedEvents() const
{
    qint64 events = 0;
    for (int i = m_attempt; i >= 1; --i) {
        const Attempt &attempt = m_record->attempts.at(size_t(i) - 1);
        events += attempt.events;
        if (!attempt.resumed)
            break;
    }
    return events;
}

void TimingPane::show(const AnalysisRecord &record, int attempt, const std::optional<Seam> &seam)
{
    const bool isOther = !m_record || m_record->id != record.id || m_attempt != attempt;
    m_record = record;
    m_attempt = attempt;
    m_seam = seam;
    m_patience = mostPatience;
    if (isOther) {
        m_again.stop();
        m_reading.clear();
    }
    showFacts();
    showPlot();
    read();
}

void TimingPane::clear()
{
    m_again.stop();
    m_reading.clear();
    m_record.reset();
    m_attempt = 0;
    m_seam.reset();
    m_facts->setFacts({});
    showPlot();
}

void TimingPane::read()
{
    if (m_record && isVisible())
        m_reading.read(*m_record, m_attempt);
}

/// A long log grows in, at the pace of a live run.
void TimingPane::onChanged()
{
    if (!m_lastShown.isValid() || m_lastShown.hasExpired(std::chrono::milliseconds(pace).count()))
        showPlot();
}

void TimingPane::onSettled()
{
    showPlot();
    showFacts();
    if (!isVisible())
        return;
    const bool isBehind = m_reading.eventsRead() < expectedEvents() && m_patience-- > 0;
    if (isRunning() || isBehind)
        m_again.start();
}

void TimingPane::showFacts()
{
    if (!m_record)
        return;
    const RateSeries &known = m_reading.series();
    AnalysisRecord record = *m_record;
    Attempt &attempt = record.attempts.at(size_t(m_attempt) - 1);
    if (isRunning()) {
        const std::vector<RateSeries::Seam> &seams = known.seams();
        const auto offset = seams.empty() || seams.back().attempt != m_attempt ? 0us : seams.back().at;
        attempt.timing = timingSoFar(attempt.timing, known, offset);
        attempt.events = std::max(attempt.events, m_reading.eventsRead());
    }
    std::vector<Fact> facts = timingFacts(record, attempt, m_seam);
    if (m_reading.eventsRead() > 0) {
        const bool isLatest = m_attempt == int(record.attempts.size());
        const TokenScale scale = tokenScale(known, isLatest ? record.transcript.usage : std::nullopt);
        const std::vector<Fact> more = rateFacts(known, scale);
        facts.insert(facts.end(), more.begin(), more.end());
    }
    m_facts->setFacts(facts);
}

void TimingPane::showPlot()
{
    m_lastShown.start();
    const RateSeries &series = m_reading.series();
    const bool hasText = series.reasoningChars() + series.answerChars() > 0;
    m_note->setVisible(hasText);
    m_copy->setEnabled(hasText);
    if (hasText && m_record) {
        const bool isLatest = m_attempt == int(m_record->attempts.size());
        const TokenScale scale = tokenScale(series, isLatest ? m_record->transcript.usage : std::nullopt);
        const std::vector<Attempt> upTo(m_record->attempts.begin(), m_record->attempts.begin() + m_attempt);
        m_plot->setData(ratePlot(series, runTiming(upTo), scale));
        m_plot->setSummary(rateSummary(series, scale));
        const QString progress = m_reading.isReading() && m_reading.eventsRead() < expectedEvents()
            ? tr("Reading the events: %1 of %2 so far.")
                    .arg(QLocale().toString(m_reading.eventsRead()), QLocale().toString(expectedEvents()))
                + u' '
            : QString();
        m_note->setText(progress + scaleNote(series, scale));
        return;
    }
    m_plot->setData({});
    m_plot->setSummary({});
    if (m_reading.isReading())
        m_plot->setPlaceholderText(tr("Reading the events…"));
    else if (isRunning())
        m_plot->setPlaceholderText(tr("Nothing has been written yet."));
    else
        m_plot->setPlaceholderText(tr("There is no speed to show: no text came, or all of it came at once."));
}

void TimingPane::showEvent(QShowEvent *event)
{
    QScrollArea::showEvent(event);
    read();
    showPlot();
}

void TimingPane::hideEvent(QHideEvent *event)
{
    QScrollArea::hideEvent(event);
    m_again.stop();
    m_reading.stop();
}

void TimingPane::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    arrange();
}

/// Beside each other the facts scroll alone; one above the other the whole pane does.
void TimingPane::arrange()
{
    const int character = fontMetrics().averageCharWidth();
    const bool beside = viewport()->width() >= besideFrom * character;
    m_columns->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    const int right = m_columns->contentsMargins().right();
    m_factsArea->setMinimumHeight(
        beside ? 0 : m_facts->layout()->totalHeightForWidth(viewport()->width() - right));
    constexpr int plotLines = 12;
    m_plot->setMinimumHeight(beside ? 0 : plotLines * fontMetrics().height());
    const int least = m_facts->minimumSizeHint().width() + style()->pixelMetric(QStyle::PM_ScrollBarExtent);
    const int usual = std::min(factsWidth * character, viewport()->width() * 2 / 5);
    m_factsArea->setMinimumWidth(beside ? std::max(least, usual) : 0);
    m_factsArea->setMaximumWidth(beside ? m_factsArea->minimumWidth() : QWIDGETSIZE_MAX);
}

bool TimingPane::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_facts && event->type() == QEvent::LayoutRequest)
        arrange(); // there are other facts now
    return QScrollArea::eventFilter(watched, event);
}

void TimingPane::changeEvent(QEvent *event)
{
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColors();
}

void TimingPane::applyColors()
{
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, mutedText(muted));
    m_note->setPalette(muted);
}

} // namespace reasonglass
