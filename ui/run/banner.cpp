#include "ui/run/banner.h"

#include "ui/style/colors.h"
#include "ui/style/icons.h"

#include <QAccessible>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

QLabel *textLabel(const QString &name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

} // namespace

Banner::Banner(QWidget *parent)
    : QFrame(parent)
    , m_sentence(textLabel(u"sentence"_s, this))
    , m_details(textLabel(u"details"_s, this))
    , m_choices(new QHBoxLayout)
    , m_top(new QHBoxLayout)
{
    setFrameShape(QFrame::NoFrame);
    setAutoFillBackground(true);
    QFont font = m_sentence->font();
    font.setBold(true);
    m_sentence->setFont(font);
    m_choices->setSpacing(8);
    m_choices->addStretch(1); // after the choices, which go before it
    m_top->setSpacing(8);
    m_top->addWidget(m_sentence, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 8, 8, 8);
    layout->setSpacing(4);
    layout->addLayout(m_top);
    layout->addWidget(m_details);
    layout->addSpacing(4);
    layout->addLayout(m_choices);
    applyColors();
}

QString Banner::sentence() const
{
    return m_sentence->text();
}

QString Banner::details() const
{
    return m_details->text();
}

void Banner::say(const QString &sentence, const QString &details)
{
    m_sentence->setText(sentence);
    sayDetails(details);
}

void Banner::sayDetails(const QString &details)
{
    m_details->setText(details);
    m_details->setVisible(!details.isEmpty());
}

QPushButton *Banner::addChoice(const QString &icon, const QString &text, const QString &name)
{
    auto *button = new QPushButton(text, this);
    if (!icon.isEmpty())
        button->setIcon(outlineIcon(icon));
    button->setObjectName(name);
    m_choices->insertWidget(m_choices->count() - 1, button);
    return button;
}

void Banner::setCorner(QWidget *widget)
{
    m_top->addWidget(widget, 0, Qt::AlignTop);
}

void Banner::announce()
{
    m_sentence->setAccessibleDescription(m_details->text());
    QAccessibleEvent alert(m_sentence, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void Banner::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColors();
}

void Banner::applyColors()
{
    QPalette own; // names nothing but the background, so that all else goes on following the theme
    own.setColor(QPalette::Window, warningBackground(QGuiApplication::palette()));
    if (palette().color(QPalette::Window) != own.color(QPalette::Window))
        setPalette(own);
}

} // namespace reasonglass
