#include "ui/desktop/taskbarprogress.h"

#include <QLocale>
#include <QString>

#import <AppKit/AppKit.h>

#include <algorithm>
#include <cmath>

namespace reasonglass {

namespace {

/// The dock shows a word beside the icon; Apple offers no bar.
class DockBadge : public TaskbarProgress
{
public:
    ~DockBadge() override { setBadge({}); }

    void show(State state, double done) override
    {
        if (state == State::None) {
            setBadge({});
            return;
        }
        const int percent = int(std::floor(std::clamp(done, 0.0, 1.0) * 100));
        const QString text = QLocale().toString(percent) + QLocale().percent();
        setBadge(state == State::Running ? text
                     : state == State::Paused ? QString(QStringLiteral("⏸ ") + text)
                                              : QString(QStringLiteral("! ") + text));
    }

private:
    static void setBadge(const QString &text)
    {
        NSApp.dockTile.badgeLabel = text.isEmpty() ? nil : text.toNSString();
    }
};

} // namespace

std::unique_ptr<TaskbarProgress> TaskbarProgress::create(QWidget * /*window*/)
{
    return std::make_unique<DockBadge>();
}

} // namespace reasonglass
