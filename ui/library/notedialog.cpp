#include "ui/library/notedialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace reasonglass {

NoteDialog::NoteDialog(const QString &title, const QString &note, QWidget *parent)
    : QDialog(parent)
    , m_text(new QPlainTextEdit(note))
{
    setWindowTitle(tr("Note"));
    setSizeGripEnabled(true);
    auto *label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setText(tr("Note on “%1”:").arg(title));
    m_text->setAccessibleName(tr("Note"));
    m_text->setTabChangesFocus(true);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel);
    buttons->button(QDialogButtonBox::Save)->setShortcut(Qt::CTRL | Qt::Key_Return);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->addWidget(label);
    column->addWidget(m_text, 1);
    column->addWidget(buttons);
}

QString NoteDialog::note() const
{
    return m_text->toPlainText();
}

} // namespace reasonglass
