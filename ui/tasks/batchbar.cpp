#include "ui/tasks/batchbar.h"

#include "ui/style/colors.h"
#include "ui/style/icons.h"
#include "ui/words/taskwords.h"

#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace reasonglass {

BatchBar::BatchBar(BatchRunner &batches, BatchId id, const QString &setName, QWidget *parent)
    : QFrame(parent)
    , m_batches(batches)
    , m_id(id)
    , m_name(new QLabel(setName))
    , m_bar(new QProgressBar)
    , m_text(new QLabel)
{
    m_name->setTextFormat(Qt::PlainText);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_bar->setTextVisible(false);
    m_bar->setMaximumHeight(8);
    m_bar->setAccessibleName(tr("Progress of the batch"));
    auto *top = new QHBoxLayout;
    top->addWidget(m_name, 1);
    m_pause = addButton(u"pause-circle"_s, tr("Pause"));
    m_stop = addButton(u"stop"_s, tr("Stop"));
    m_queue = addButton(u"library"_s, tr("Queue…"));
    for (QToolButton *button : {m_pause, m_stop, m_queue})
        top->addWidget(button);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 4, 8, 6);
    layout->setSpacing(2);
    layout->addLayout(top);
    layout->addWidget(m_bar);
    layout->addWidget(m_text);
    setAutoFillBackground(true);
    applyColors();

    connect(m_pause, &QToolButton::clicked, this, &BatchBar::pauseOrResume);
    connect(m_stop, &QToolButton::clicked, this, [this] { m_batches.stop(m_id); });
    connect(m_queue, &QToolButton::clicked, this, [this] { emit queueWanted(m_id); });
    connect(&batches, &BatchRunner::progressed, this, [this](const BatchProgress &progress) {
        if (progress.id == m_id)
            take(progress);
    });
    if (const auto progress = batches.progress(id))
        take(*progress);
}

QToolButton *BatchBar::addButton(const QString &icon, const QString &text)
{
    auto *button = new QToolButton;
    button->setIcon(outlineIcon(icon));
    button->setText(text);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

void BatchBar::setName(const QString &setName)
{
    m_name->setText(setName);
}

void BatchBar::applyColors()
{
    QPalette own; // names nothing but the background, so that all else goes on following the theme
    own.setColor(QPalette::Window, raised(QGuiApplication::palette()));
    if (palette().color(QPalette::Window) != own.color(QPalette::Window))
        setPalette(own);
}

void BatchBar::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColors();
}

void BatchBar::take(const BatchProgress &progress)
{
    m_state = progress.state;
    m_bar->setRange(0, std::max(1, progress.total));
    m_bar->setValue(progress.done);
    const bool isPaused = progress.state == BatchState::Paused;
    m_text->setText(words::progressLine(progress));
    m_pause->setText(isPaused ? tr("Go on") : tr("Pause"));
    m_pause->setIcon(outlineIcon(isPaused ? u"run"_s : u"pause-circle"_s));
    m_pause->setToolTip(isPaused ? tr("Runs that are left begin again")
                                 : tr("No further run begins; those that are going go on"));
    m_stop->setToolTip(tr("Stops what runs and empties the queue; what is done stays"));
}

void BatchBar::pauseOrResume()
{
    if (m_state == BatchState::Paused)
        m_batches.resume(m_id);
    else
        m_batches.pause(m_id);
}

} // namespace reasonglass
