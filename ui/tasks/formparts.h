#pragma once

#include "ui/style/form.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QString>
#include <QWidget>

class QComboBox;
class QDialog;
class QDialogButtonBox;
class QFormLayout;
class QPushButton;

namespace reasonglass {

class Settings;

// The parts that the dialogs of this folder are made of.

/// Plain text that wraps and can be selected; for what a model or a file wrote, too.
QLabel *createText(const QString &objectName);
QLabel *createLabel(const QString &text, QWidget *buddy);
QLabel *createHeading(const QString &text, QWidget *buddy = nullptr);
/// \a action, which Enter chooses, and a button that leaves; where \a action is null, only that.
QDialogButtonBox *createButtons(QPushButton *action, bool isCancel = true);
/// \a content behind scroll bars that come when there is no room: small screens, large fonts.
QWidget *createScrollArea(QWidget *content);
/// Gives way in a narrow window instead of widening it to its longest entry.
QComboBox *createCombo(const QString &objectName, const QString &accessibleName = {});

/// Gives \a dialog the size and place that it had last time, else \a characters × \a lines of its font, and
/// remembers them when it goes. \a settings must outlive it.
void keepGeometry(QDialog *dialog, Settings &settings, const QString &name, int characters, int lines);

/// A text for machines: fixed font, left to right, Tab leaves it.
class CodeEdit : public QPlainTextEdit
{
    Q_OBJECT

public:
    CodeEdit(const QString &objectName, const QString &accessibleName, QWidget *parent = nullptr);

    void setLeastLines(int lines);
    QSize sizeHint() const override { return {QPlainTextEdit::sizeHint().width(), minimumHeight()}; }

protected:
    void changeEvent(QEvent *event) override;

private:
    void takeHeight();

    int m_leastLines = 3;
};

/// A sentence on how things stand, with a glyph that differs in shape; takes no room while there is nothing
/// to say. What is a problem is told to a screen reader, once.
class StateLine : public QWidget
{
    Q_OBJECT

public:
    enum class Tone { Good, Problem, Caution, Quiet };

    explicit StateLine(const QString &objectName, QWidget *parent = nullptr);

    void say(Tone tone, const QString &text);
    void clear() { say(Tone::Quiet, {}); }
    QString text() const { return m_text->text(); }
    Tone tone() const { return m_tone; }

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyColors();

    QLabel *m_glyph;
    QLabel *m_text;
    Tone m_tone = Tone::Quiet;
};

} // namespace reasonglass
