#pragma once

#include "ui/browser/messagebar.h"
#include "updates/updatewatch.h"

#include <QList>

#include <optional>

namespace reasonglass {

/// The window's line about new versions: asks once whether they may be looked for, tells of one, and answers
/// who asked. Shows what is new as text, leads to the release page by a question, and installs nothing.
///
/// It waits while another line stands in the window, so that a start with troubles of its own is not made
/// worse.
class UpdateNotice : public MessageBar
{
    Q_OBJECT

public:
    /// \a updates must outlive the notice; \a others are the lines that go first.
    UpdateNotice(UpdateWatch &updates, const QList<QWidget *> &others, QWidget *parent = nullptr);

    /// Looks for a new version at once, for who asked in the menu.
    void lookNow();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    enum class Topic { Nothing, Question, Looking, NewVersion, NothingNewer, Failure };

    void tell(Topic topic);
    void showInTurn();
    void present();
    void take(int action);
    void answerQuestion(int action);
    void takeNewVersion(int action);
    void dismiss();
    void explainWhatIsSent();
    bool mustWait() const;

    UpdateWatch &m_updates;
    const QList<QWidget *> m_others;
    Topic m_topic = Topic::Nothing; ///< what is said, or will be once it is the notice's turn
    Release m_release;
    Error m_error;
};

/// What is said of \a release, in lines: its name and date, what is new.
QString releaseText(const Release &release, const SemanticVersion &installed);

} // namespace reasonglass
