#pragma once

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QSet>
#include <QTest>

namespace reasonglass::test {

/// The widget of \a dialog that is called \a name.
template <typename Widget>
Widget *child(const QDialog *dialog, const QString &name)
{
    return dialog->findChild<Widget *>(name);
}

/// What the state line called \a name says.
inline QString said(const QDialog *dialog, const QString &name)
{
    const auto *line = dialog->findChild<QWidget *>(name);
    return line && !line->isHidden() ? dialog->findChild<QLabel *>(name + QStringLiteral("Text"))->text()
                                     : QString();
}

/// The names of controls that a screen reader could not tell apart: neither a label nor a name of their own.
inline QStringList unnamedControls(const QDialog *dialog)
{
    QSet<QWidget *> labelled;
    for (const QLabel *label : dialog->findChildren<QLabel *>())
        labelled.insert(label->buddy());
    QStringList unnamed;
    for (QWidget *widget : dialog->findChildren<QWidget *>()) {
        const bool isInner = qobject_cast<QAbstractSpinBox *>(widget->parent())
            || qobject_cast<QComboBox *>(widget->parent()) || widget->inherits("QHeaderView")
            || widget->inherits("QComboBoxListView");
        const bool needsName = qobject_cast<QComboBox *>(widget) || qobject_cast<QAbstractSpinBox *>(widget)
            || qobject_cast<QLineEdit *>(widget) || qobject_cast<QPlainTextEdit *>(widget)
            || qobject_cast<QAbstractItemView *>(widget);
        if (needsName && !isInner && widget->accessibleName().isEmpty() && !labelled.contains(widget))
            unnamed += QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName();
    }
    return unnamed;
}

/// A dialog that deletes itself when it is closed, and at the end of the test in any case.
template <typename Dialog>
class Shown
{
public:
    template <typename... Arguments>
    explicit Shown(Arguments &&...arguments)
        : m_dialog(new Dialog(std::forward<Arguments>(arguments)...))
    {
        m_dialog->show();
    }
    ~Shown() { delete m_dialog.data(); }
    Q_DISABLE_COPY_MOVE(Shown)

    Dialog *operator->() const { return m_dialog; }
    operator Dialog *() const { return m_dialog; } // NOLINT: it stands for the dialog
    bool isGone() const { return m_dialog.isNull(); }

private:
    QPointer<Dialog> m_dialog;
};

} // namespace reasonglass::test
