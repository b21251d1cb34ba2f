#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace reasonglass {

/// A sentence, what more there is to say, and buttons: below the text of a run, never over it.
class Banner : public QFrame
{
    Q_OBJECT

public:
    explicit Banner(QWidget *parent = nullptr);

    QString sentence() const;
    QString details() const;

protected:
    void say(const QString &sentence, const QString &details);
    void sayDetails(const QString &details);
    /// Appends to the row of choices below the text.
    QPushButton *addChoice(const QString &icon, const QString &text, const QString &name);
    /// Puts \a widget into the corner, where it does not compete with the choices.
    void setCorner(QWidget *widget);
    /// Has a screen reader tell it; once, not with every second that passes.
    void announce();
    void changeEvent(QEvent *event) override;

private:
    void applyColors();

    QLabel *m_sentence;
    QLabel *m_details;
    QHBoxLayout *m_choices;
    QHBoxLayout *m_top;
};

} // namespace reasonglass
