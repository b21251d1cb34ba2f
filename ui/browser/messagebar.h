#pragma once

#include <QFrame>
#include <QList>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace reasonglass {

/// A line that says what is in the way, or what has happened, and offers what may be done about it.
/// Moves nothing into focus.
class MessageBar : public QFrame
{
    Q_OBJECT

public:
    explicit MessageBar(QWidget *parent = nullptr);

    enum class Tone {
        Warning,
        Quiet, ///< worth knowing, nothing is in the way
    };

    /// Shows \a text; with an empty \a action there is no button.
    void say(const QString &text, const QString &action = {});
    /// Shows \a text with a button for each of \a actions.
    void offer(const QString &text, const QStringList &actions, Tone tone = Tone::Warning);
    /// Other words for what is shown, which are not announced: progress.
    void setText(const QString &text);
    QString text() const;

signals:
    /// \a index is that of the action, 0 where there is only one.
    void actionWanted(int index);
    /// A person has closed it, and taken no action.
    void dismissed();

protected:
    void changeEvent(QEvent *event) override;

private:
    QPushButton *addButton();
    void applyTone();

    Tone m_tone = Tone::Warning;

    QLabel *m_sign;
    QLabel *m_text;
    QHBoxLayout *m_layout;
    QList<QPushButton *> m_actions; ///< those that are not needed are hidden
};

} // namespace reasonglass
