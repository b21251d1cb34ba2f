#include "base/whenanswered.h"
#include "ui/desktop/desktopbus.h"
#include "ui/desktop/taskbarprogress.h"

#include <QDBusMessage>
#include <QGuiApplication>
#include <QObject>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// Tells docks and task bars by the signal that Unity began with; Plasma, Dash to Dock and others listen.
/// It has no word for a pause.
class LauncherProgress : public QObject, public TaskbarProgress
{
public:
    LauncherProgress()
    {
        whenAnswered(desktopBus(QDBusConnection::SessionBus), this, [this](const QDBusConnection &bus) {
            m_bus = bus;
            if (m_state != State::None)
                tell();
        });
    }
    ~LauncherProgress() override { LauncherProgress::show(State::None, 0); }

    void show(State state, double done) override
    {
        const double share = std::clamp(done, 0.0, 1.0);
        if (state == m_state && share == m_done)
            return;
        m_state = state;
        m_done = share;
        tell();
    }

private:
    void tell()
    {
        if (!m_bus || !m_bus->isConnected())
            return; // said once it is there
        QDBusMessage update = QDBusMessage::createSignal(u"/io/github/reasonglass/Reasonglass"_s,
                                                         u"com.canonical.Unity.LauncherEntry"_s, u"Update"_s);
        const QVariantMap properties{{u"progress"_s, m_done},
                                     {u"progress-visible"_s, m_state != State::None},
                                     {u"urgent"_s, m_state == State::Failing}};
        const QString entry = QGuiApplication::desktopFileName();
        update << QString(u"application://"_s + entry + u".desktop"_s) << properties;
        m_bus->send(update);
    }

    std::optional<QDBusConnection> m_bus; ///< unset until it is connected to
    State m_state = State::None;
    double m_done = 0;
};

} // namespace

std::unique_ptr<TaskbarProgress> TaskbarProgress::create(QWidget * /*window*/)
{
    return std::make_unique<LauncherProgress>();
}

} // namespace reasonglass
