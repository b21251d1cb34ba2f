#include "ui/run/errorbanner.h"

#include "ui/style/colors.h"
#include "ui/style/icons.h"
#include "ui/words/words.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

QLabel *textLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

/// Whether the message is the server's own, or that of the network on the way to it.
bool cameFromServer(const Error &error)
{
    return error.kind != ErrorKind::Network && error.kind != ErrorKind::Timeout
        && error.kind != ErrorKind::Interrupted && error.kind != ErrorKind::Usage;
}

} // namespace

ErrorBanner::ErrorBanner(QWidget *parent)
    : QFrame(parent)
    , m_sentence(textLabel(this))
    , m_details(textLabel(this))
    , m_retry(new QPushButton(outlineIcon(u"retry"_s), tr("&Retry"), this))
    , m_key(new QPushButton(outlineIcon(u"key"_s), tr("Check &key…"), this))
    , m_copy(new QPushButton(outlineIcon(u"copy"_s), tr("Copy &details"), this))
{
    setFrameShape(QFrame::NoFrame);
    setAutoFillBackground(true);
    setAccessibleName(tr("Error"));
    m_sentence->setObjectName(u"sentence"_s);
    m_details->setObjectName(u"details"_s);
    QFont font = m_sentence->font();
    font.setBold(true);
    m_sentence->setFont(font);

    auto *texts = new QVBoxLayout;
    texts->setSpacing(4);
    texts->addWidget(m_sentence);
    texts->addWidget(m_details);
    auto *buttons = new QVBoxLayout;
    for (QPushButton *button : {m_retry, m_key, m_copy})
        buttons->addWidget(button);
    buttons->addStretch();
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 8, 8, 8);
    layout->setSpacing(16);
    layout->addLayout(texts, 1);
    layout->addLayout(buttons);

    connect(m_retry, &QPushButton::clicked, this, &ErrorBanner::retryRequested);
    connect(m_key, &QPushButton::clicked, this, &ErrorBanner::keyWanted);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_sentence->text() + u'\n' + words::errorDetails(m_error));
    });
    applyColors();
}

void ErrorBanner::show(const Error &error, bool mayRetry)
{
    m_error = error;
    m_sentence->setText(words::errorSentence(error));
    QStringList lines;
    if (const QString advice = words::errorAdvice(error); !advice.isEmpty())
        lines += advice;
    if (!error.message.isEmpty())
        lines += cameFromServer(error) ? tr("The server said: %1").arg(error.message) : error.message;
    QStringList facts;
    if (!error.code.isEmpty())
        facts += error.code;
    if (error.httpStatus != 0)
        facts += tr("HTTP %1").arg(error.httpStatus);
    if (!error.requestId.isEmpty())
        facts += tr("request %1").arg(error.requestId);
    if (!facts.isEmpty())
        lines += facts.join(u" · "_s);
    m_details->setText(lines.join(u'\n'));
    m_retry->setVisible(mayRetry);
    m_key->setVisible(error.kind == ErrorKind::Authentication);
    setVisible(true);
}

void ErrorBanner::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColors();
}

void ErrorBanner::applyColors()
{
    QPalette own; // names nothing but the background, so that all else goes on following the theme
    own.setColor(QPalette::Window, warningBackground(QGuiApplication::palette()));
    if (palette().color(QPalette::Window) != own.color(QPalette::Window))
        setPalette(own);
}

} // namespace reasonglass
