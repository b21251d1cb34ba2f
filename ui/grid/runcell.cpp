#include "ui/grid/runcell.h"

#include "streamview/streamview.h"
#include "ui/run/elidedlabel.h"
#include "ui/run/phaseline.h"
#include "ui/style/colors.h"
#include "ui/style/icons.h"
#include "ui/words/words.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int padding = 10; ///< pixels
constexpr qreal rounding = 6;

QString modelOf(const ResponseRequest &request)
{
    if (request.effort.isEmpty())
        return request.model;
    return request.model + u" · "_s + RunCell::tr("%1 effort").arg(words::effort(request.effort));
}

} // namespace

RunCell::RunCell(AnalysisSession &session, QWidget *parent)
    : QFrame(parent)
    , m_session(session)
    , m_content(new QWidget(this))
    , m_title(new ElidedLabel(m_content))
    , m_model(new ElidedLabel(m_content))
    , m_phase(new PhaseLine(m_content))
    , m_view(new StreamView(m_content))
    , m_stop(new QToolButton(m_content))
    , m_text(*m_view)
{
    build();
    connect(&session, &AnalysisSession::recorded, this, &RunCell::follow);
    connect(&session, &AnalysisSession::phaseChanged, this, &RunCell::showState);
    connect(&session, &AnalysisSession::attemptStarted, this, [this](const Attempt &attempt) {
        if (!attempt.resumed)
            m_text.clear();
        fallBehind();
    });
    connect(&session, &AnalysisSession::finished, this, [this] {
        m_text.invalidate();
        fallBehind();
    });
    showState();
}

void RunCell::build()
{
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(minimumWidth, minimumHeight);
    setCursor(Qt::PointingHandCursor);

    const AnalysisRequest &request = m_session.request();
    const QString title = request.response.prompt.trimmed().section(u'\n', 0, 0).left(200);
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setText(title.isEmpty() ? tr("Untitled") : title);
    m_title->setToolTip(request.response.prompt.left(2000));
    m_model->setText(modelOf(request.response));
    for (ElidedLabel *label : {m_title, m_model})
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // all the room there is
    m_stop->setIcon(outlineIcon(u"stop"_s));
    m_stop->setAutoRaise(true);
    m_stop->setCursor(Qt::ArrowCursor);
    m_stop->setToolTip(tr("Stop this run; what has arrived is kept"));
    m_stop->setAccessibleName(tr("Stop %1").arg(m_title->text()));
    connect(m_stop, &QToolButton::clicked, &m_session, &AnalysisSession::cancel);

    // A picture of the end of the text: whoever wants to read and select opens the run.
    m_view->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_view->setFocusPolicy(Qt::NoFocus);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setAccessibleName(tr("Text of %1").arg(m_title->text()));

    auto *titles = new QVBoxLayout;
    titles->setSpacing(0);
    titles->addWidget(m_title);
    titles->addWidget(m_model);
    auto *header = new QHBoxLayout;
    header->addLayout(titles, 1);
    header->addWidget(m_stop, 0, Qt::AlignTop);
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(padding, padding, padding, padding);
    column->setSpacing(4);
    column->addLayout(header);
    column->addWidget(m_phase);
    column->addWidget(m_view, 1);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_content);
    m_content->hide();
    m_phase->follow(&m_session);
    applyColors();
}

void RunCell::applyColors()
{
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, mutedText(muted));
    m_model->setPalette(muted);
}

void RunCell::setInSight(bool inSight)
{
    if (inSight == m_inSight)
        return;
    m_inSight = inSight;
    m_content->setVisible(inSight);
}

void RunCell::follow(const StreamRecord &record)
{
    using Kind = TranscriptChange::Kind;
    if (record.change.kind == Kind::Replaced || record.change.kind == Kind::Structure)
        m_text.invalidate();
    if (record.change.kind != Kind::None)
        fallBehind();
}

void RunCell::fallBehind()
{
    if (!std::exchange(m_isBehind, true))
        emit fellBehind();
}

void RunCell::bringUp()
{
    m_isBehind = false;
    m_text.bringUp(m_session.transcript());
    if (!isRunning())
        m_view->finish();
    m_view->setPlaceholderText(isRunning() ? tr("Nothing to read yet") : tr("There is no text."));
}

void RunCell::showState()
{
    const Phase phase = m_session.phase();
    m_stop->setVisible(isRunning());
    //: %1 is the title of a run, %2 its model, %3 what it is doing
    setAccessibleName(tr("%1, %2, %3")
                          .arg(m_title->text(), m_session.request().response.model,
                               isRunning() ? words::phase(phase) : words::status(outcomeOf(phase))));
    setAccessibleDescription(tr("Enter opens this run"));
}

void RunCell::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColors();
}

void RunCell::focusInEvent(QFocusEvent *event)
{
    QFrame::focusInEvent(event);
    update();
}

void RunCell::focusOutEvent(QFocusEvent *event)
{
    QFrame::focusOutEvent(event);
    update();
}

void RunCell::keyPressEvent(QKeyEvent *event)
{
    const int forward = isRightToLeft() ? -1 : 1;
    switch (event->key()) {
    case Qt::Key_Left:
        emit moveRequested(-forward, 0);
        break;
    case Qt::Key_Right:
        emit moveRequested(forward, 0);
        break;
    case Qt::Key_Up:
        emit moveRequested(0, -1);
        break;
    case Qt::Key_Down:
        emit moveRequested(0, 1);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        emit openRequested();
        break;
    default:
        QFrame::keyPressEvent(event);
    }
}

void RunCell::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->pos()))
        emit openRequested();
}

void RunCell::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal width = hasFocus() ? 2 : 1;
    painter.setPen(QPen(hasFocus() ? palette().color(QPalette::Highlight) : hairline(palette()), width));
    painter.setBrush(palette().color(QPalette::Base));
    const qreal inset = width / 2;
    painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), rounding, rounding);
}

} // namespace reasonglass
