#include "base/whenanswered.h"
#include "ui/desktop/desktopbus.h"
#include "ui/desktop/desktopnotice.h"

#include <QDBusMessage>
#include <QDBusPendingCall>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QGuiApplication>

#include <optional>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

QDBusMessage callTo(const QString &method)
{
    return QDBusMessage::createMethodCall(u"org.freedesktop.Notifications"_s,
                                          u"/org/freedesktop/Notifications"_s,
                                          u"org.freedesktop.Notifications"_s, method);
}

class BusNotice : public DesktopNotice
{
    Q_OBJECT

public:
    void show(const QString &title, const QString &text) override
    {
        m_title = title;
        m_text = text;
        if (m_bus)
            send();
        else if (!std::exchange(m_connecting, true))
            whenAnswered(desktopBus(QDBusConnection::SessionBus), this,
                         [this](const QDBusConnection &bus) { begin(bus); });
    }

private slots:
    void onAction(uint id, const QString &action)
    {
        if (id == m_id && action == "default"_L1)
            emit activated();
    }
    /// Under Wayland only who has been clicked may raise a window; Qt takes the proof from here.
    void onActivationToken(uint id, const QString &token) const
    {
        if (id == m_id)
            qputenv("XDG_ACTIVATION_TOKEN", token.toUtf8());
    }

private:
    void begin(QDBusConnection bus)
    {
        m_connecting = false;
        if (!bus.isConnected())
            return;
        // Not by the service's name: Qt would wait for the bus to say who that is.
        const QString path = u"/org/freedesktop/Notifications"_s;
        const QString interface = u"org.freedesktop.Notifications"_s;
        bus.connect(QString(), path, interface, u"ActionInvoked"_s, this, SLOT(onAction(uint, QString)));
        bus.connect(QString(), path, interface, u"ActivationToken"_s, this,
                    SLOT(onActivationToken(uint, QString)));
        auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(callTo(u"GetCapabilities"_s)), this);
        connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, bus] {
            watcher->deleteLater();
            const QDBusPendingReply<QStringList> capabilities = *watcher;
            if (capabilities.isError())
                return; // nobody shows notices; the next one asks again
            m_readsMarkup = capabilities.value().contains(u"body-markup"_s);
            m_bus = bus;
            send();
        });
    }

    void send()
    {
        QDBusMessage call = callTo(u"Notify"_s);
        const QString program = QGuiApplication::desktopFileName();
        call << QGuiApplication::applicationDisplayName() << m_id << program << m_title
             << (m_readsMarkup ? m_text.toHtmlEscaped() : m_text) << QStringList{u"default"_s, tr("Show")}
             << QVariantMap{{u"desktop-entry"_s, program}} << -1;
        auto *watcher = new QDBusPendingCallWatcher(m_bus->asyncCall(call), this);
        connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
            watcher->deleteLater();
            const QDBusPendingReply<uint> id = *watcher;
            if (!id.isError())
                m_id = id.value();
        });
    }

    QString m_title;
    QString m_text;
    std::optional<QDBusConnection> m_bus; ///< set once somebody there shows notices
    bool m_connecting = false;
    bool m_readsMarkup = false;
    uint m_id = 0; ///< of the notice that is shown; 0: none has been
};

} // namespace

std::unique_ptr<DesktopNotice> DesktopNotice::create()
{
    return std::make_unique<BusNotice>();
}

} // namespace reasonglass

#include "desktopnotice_linux.moc"
