#include "ui/library/undobar.h"

#include "ui/style/icons.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace reasonglass {

UndoBar::UndoBar(QWidget *parent)
    : QWidget(parent)
    , m_what(new QLabel)
    , m_undo(new QToolButton)
{
    setObjectName(u"undoBar"_s);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::AlternateBase);
    m_what->setTextFormat(Qt::PlainText);
    m_undo->setText(tr("&Undo"));
    m_undo->setIcon(outlineIcon(u"undo"_s));
    m_undo->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    auto *close = new QToolButton;
    close->setIcon(outlineIcon(u"cross"_s));
    close->setAutoRaise(true);
    close->setToolTip(tr("Hide this message"));
    close->setAccessibleName(tr("Hide this message"));

    auto *row = new QHBoxLayout(this);
    row->addWidget(m_what, 1);
    row->addWidget(m_undo);
    row->addWidget(close);
    connect(m_undo, &QToolButton::clicked, this, &UndoBar::undoRequested);
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    hide();
}

void UndoBar::tell(const QString &what)
{
    m_what->setText(what);
    m_undo->setAccessibleName(tr("Undo: %1").arg(what));
    show();
    QAccessibleEvent alert(m_what, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

} // namespace reasonglass
