#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace reasonglass {

/// A line that says what is in the way and offers one thing to do about it. Moves nothing into focus.
class MessageBar : public QFrame
{
    Q_OBJECT

public:
    explicit MessageBar(QWidget *parent = nullptr);

    /// Shows \a text; with an empty \a action there is no button.
    void say(const QString &text, const QString &action = {});
    QString text() const;

signals:
    void actionWanted();

private:
    QLabel *m_sign;
    QLabel *m_text;
    QPushButton *m_action;
};

} // namespace reasonglass
