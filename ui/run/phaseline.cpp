#include "ui/run/phaseline.h"

#include "ui/run/elidedlabel.h"
#include "ui/run/patience.h"
#include "ui/style/colors.h"
#include "ui/words/runwords.h"
#include "ui/words/words.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>

#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reasonglass {

namespace {

constexpr auto tick = 250ms;
constexpr auto silenceShownFrom = 5s;
constexpr int charactersPerToken = 4;

/// Tokens a second over the time in which text arrived: reported where the server did, else estimated.
QString rate(const Transcript &transcript, const AttemptTiming &timing, std::chrono::milliseconds elapsed)
{
    const auto first = timing.firstReasoningMs ? timing.firstReasoningMs : timing.firstTextMs;
    if (!first || elapsed.count() - *first < 1000)
        return {};
    qint64 characters = 0;
    for (const TranscriptItem &item : transcript.items) {
        for (const TranscriptPart &part : item.parts)
            characters += part.text.size();
    }
    const double seconds = double(elapsed.count() - *first) / 1000.0;
    const double perSecond = double(characters) / charactersPerToken / seconds;
    return PhaseLine::tr("about %1 tok/s").arg(QLocale().toString(perSecond, 'f', 0));
}

QLabel *label(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    return label;
}

/// An empty label would leave a gap between its neighbours.
void say(QLabel *label, const QString &text)
{
    label->setText(text);
    label->setVisible(!text.isEmpty());
}

} // namespace

PhaseLine::PhaseLine(QWidget *parent)
    : QWidget(parent)
    , m_state(new ElidedLabel(this))
    , m_elapsed(label(this))
    , m_rate(label(this))
    , m_note(new ElidedLabel(this))
    , m_ticks(this)
{
    QFont font = m_state->font();
    font.setBold(true);
    m_state->setFont(font);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addWidget(m_state);
    layout->addWidget(m_elapsed);
    layout->addWidget(m_rate);
    layout->addWidget(m_note, 1);
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_ticks.setInterval(tick);
    applyColors();
    connect(&m_ticks, &QTimer::timeout, this, &PhaseLine::showLive);
}

void PhaseLine::follow(AnalysisSession *session)
{
    clear();
    m_session = session;
    connect(session, &AnalysisSession::phaseChanged, this, [this] {
        if (!isVisible())
            return; // it looks when it is shown
        showLive();
        // Phases are announced, single words are not.
        QAccessibleEvent announcement(m_state, QAccessible::NameChanged);
        QAccessible::updateAccessibility(&announcement);
    });
    showLive();
}

void PhaseLine::clear()
{
    if (m_session)
        m_session->disconnect(this);
    m_session.clear();
    m_ticks.stop();
    for (QLabel *part : {m_state, m_elapsed, m_rate, m_note})
        part->clear();
}

void PhaseLine::show(const AnalysisRecord &record)
{
    clear();
    update(record);
}

void PhaseLine::showLive()
{
    if (!m_session) {
        m_ticks.stop(); // the session has gone
        return;
    }
    const Phase phase = m_session->phase();
    if (isFinal(phase)) {
        m_ticks.stop();
        update(m_session->record());
        return;
    }
    if (!m_ticks.isActive() && isVisible())
        m_ticks.start();
    setStatus(AnalysisStatus::Running, words::phase(phase));
    say(m_elapsed, words::duration(m_session->elapsed()));
    m_note->setText(liveness());
    m_note->setToolTip(m_note->text());
    const auto &attempts = m_session->attempts();
    say(m_rate, // while nothing comes it says nothing
        attempts.empty() || !m_note->text().isEmpty()
            ? QString()
            : rate(m_session->transcript(), runTiming(attempts), m_session->elapsed()));
}

QString PhaseLine::liveness() const
{
    const Phase phase = m_session->phase();
    if (const QString next = words::nextStep(phase, m_session->untilRetry()); !next.isEmpty())
        return next + u" · "_s + words::priceOfNextStep(phase);
    if (phase == Phase::Cancelling || m_session->silence() < silenceShownFrom)
        return {};
    return words::silence(m_session->silence(), patienceOf(*m_session));
}

void PhaseLine::update(const AnalysisRecord &record)
{
    setStatus(record.status, words::status(record.status));
    const AttemptTiming timing = runTiming(record.attempts);
    say(m_elapsed, timing.totalMs ? words::duration(std::chrono::milliseconds(*timing.totalMs)) : QString());
    QStringList notes;
    if (const QString proof = words::stopProof(record); !proof.isEmpty())
        notes += proof;
    if (record.transcript.usage)
        notes += tr("%1 tokens").arg(words::tokens(record.transcript.usage->total));
    if (!record.request.sample)
        notes += words::cost(record.cost);
    if (record.transcript.incompleteReason == "max_output_tokens"_L1)
        notes += tr("stopped at the token limit");
    else if (!record.transcript.incompleteReason.isEmpty())
        notes += record.transcript.incompleteReason;
    const std::chrono::milliseconds total(timing.totalMs.value_or(0));
    if (record.transcript.usage && total >= 1s)
        say(m_rate,
            tr("%1 tok/s")
                .arg(QLocale().toString(
                    double(record.transcript.usage->output) * 1000.0 / double(total.count()), 'f', 0)));
    else
        say(m_rate, rate(record.transcript, timing, total));
    m_note->setText(notes.join(u" · "_s));
    m_note->setToolTip(m_note->text());
}

void PhaseLine::setStatus(AnalysisStatus status, const QString &word)
{
    m_state->setText(words::statusGlyph(status) + u' ' + word);
    if (std::exchange(m_status, status) != status)
        applyColors();
}

/// Not at every look at the clock: a palette costs more than all the words.
void PhaseLine::applyColors()
{
    QPalette palette = this->palette();
    palette.setColor(QPalette::WindowText, statusColor(m_status, palette));
    m_state->setPalette(palette);
    QPalette muted = this->palette();
    muted.setColor(QPalette::WindowText, mutedText(muted));
    for (QLabel *part : {m_elapsed, m_rate, m_note})
        part->setPalette(muted);
}

QString PhaseLine::text() const
{
    QStringList parts;
    for (const QLabel *part : {m_state, m_elapsed, m_rate, m_note}) {
        if (!part->text().isEmpty())
            parts += part->text();
    }
    return parts.join(u", "_s);
}

void PhaseLine::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_session)
        showLive();
}

void PhaseLine::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_ticks.stop();
}

void PhaseLine::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColors();
}

} // namespace reasonglass
