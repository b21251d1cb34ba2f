#include "ui/desktop/desktopnotice.h"

#include <QApplication>
#include <QSystemTrayIcon>

namespace reasonglass {

namespace {

/// Systems that show a notice only beside an icon: it is there from the first notice until it is clicked.
class TrayNotice : public DesktopNotice
{
public:
    TrayNotice()
    {
        const auto clicked = [this] {
            m_icon.hide();
            emit activated();
        };
        connect(&m_icon, &QSystemTrayIcon::messageClicked, this, clicked);
        connect(&m_icon, &QSystemTrayIcon::activated, this, clicked);
    }

    void show(const QString &title, const QString &text) override
    {
        if (!QSystemTrayIcon::isSystemTrayAvailable() || !QSystemTrayIcon::supportsMessages())
            return;
        m_icon.setIcon(QApplication::windowIcon());
        m_icon.setToolTip(title);
        m_icon.show();
        m_icon.showMessage(title, text, m_icon.icon());
    }

private:
    QSystemTrayIcon m_icon;
};

} // namespace

std::unique_ptr<DesktopNotice> DesktopNotice::create()
{
    return std::make_unique<TrayNotice>();
}

} // namespace reasonglass
