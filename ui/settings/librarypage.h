#pragma once

#include "base/expected.h"
#include "store/libraryqueries.h"
#include "ui/settings/settingspage.h"

#include <QTimer>

#include <memory>

class QLabel;
class QProgressBar;
class QPushButton;

namespace reasonglass {

class Workbench;

/// Where the library is, what is in it, and whether it is whole.
class LibraryPage : public SettingsPage
{
    Q_OBJECT

public:
    /// \a workbench must outlive the page.
    explicit LibraryPage(Workbench &workbench, QWidget *parent = nullptr);
    ~LibraryPage() override;

    QString title() const override { return tr("Library"); }
    QString iconName() const override { return QStringLiteral("library"); }
    void reset() override { }
    bool canReset() const override { return false; }

protected:
    void showEvent(QShowEvent *event) override;

private:
    struct Progress;

    void openFolder();
    void look();
    void showStatistics(const Result<LibraryStatistics> &statistics);
    void startVerifying();
    void stopVerifying();
    void showProgress();
    void showVerdict(const Result<qint64> &checked);

    Workbench &m_workbench;
    QLabel *m_content;
    QPushButton *m_verify;
    QPushButton *m_stop;
    QProgressBar *m_bar;
    QLabel *m_verdict;
    QTimer m_poll;
    std::shared_ptr<Progress> m_progress; ///< while verifying
};

} // namespace reasonglass
