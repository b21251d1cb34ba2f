#include "ui/browser/messagebar.h"

#include "ui/style/colors.h"
#include "ui/style/icons.h"

#include <QAccessible>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace reasonglass {

MessageBar::MessageBar(QWidget *parent)
    : QFrame(parent)
    , m_sign(new QLabel)
    , m_text(new QLabel)
    , m_layout(new QHBoxLayout(this))
{
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setAccessibleName(tr("Message"));
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto *close = new QToolButton;
    close->setIcon(outlineIcon(u"cross"_s));
    close->setAutoRaise(true);
    close->setFocusPolicy(Qt::TabFocus);
    close->setToolTip(tr("Close this message"));
    close->setAccessibleName(close->toolTip());
    connect(close, &QToolButton::clicked, this, [this] {
        hide();
        emit dismissed();
    });

    m_layout->setContentsMargins(8, 4, 4, 4);
    m_layout->addWidget(m_sign);
    m_layout->addWidget(m_text, 1);
    m_layout->addWidget(close);

    setAutoFillBackground(true);
    hide();
}

QPushButton *MessageBar::addButton()
{
    auto *button = new QPushButton;
    const int index = int(m_actions.size());
    connect(button, &QPushButton::clicked, this, [this, index] { emit actionWanted(index); });
    QWidget *last = m_actions.isEmpty() ? m_text : static_cast<QWidget *>(m_actions.last());
    m_layout->insertWidget(m_layout->indexOf(last) + 1, button);
    setTabOrder(last, button);
    m_actions.append(button);
    return button;
}

void MessageBar::applyTone()
{
    const QPalette theme = QGuiApplication::palette();
    const bool warns = m_tone == Tone::Warning;
    QPalette own; // names nothing but the background, so that all else goes on following the theme
    own.setColor(QPalette::Window, warns ? warningBackground(theme) : raised(theme));
    if (palette().color(QPalette::Window) != own.color(QPalette::Window))
        setPalette(own);
    const int size = style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, this);
    m_sign->setPixmap(
        outlineIcon(warns ? u"warning"_s : u"clock"_s).pixmap(QSize(size, size), devicePixelRatio()));
}

void MessageBar::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyTone();
}

void MessageBar::say(const QString &text, const QString &action)
{
    offer(text, action.isEmpty() ? QStringList() : QStringList{action});
}

void MessageBar::offer(const QString &text, const QStringList &actions, Tone tone)
{
    m_tone = tone;
    applyTone();
    setText(text);
    while (m_actions.size() < actions.size())
        addButton();
    for (qsizetype i = 0; i < m_actions.size(); ++i) {
        m_actions[i]->setText(actions.value(i));
        m_actions[i]->setVisible(i < actions.size());
    }
    show();
    QAccessibleEvent alert(m_text, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void MessageBar::setText(const QString &text)
{
    m_text->setText(text);
    m_text->setAccessibleDescription(text);
}

QString MessageBar::text() const
{
    return m_text->text();
}

} // namespace reasonglass
