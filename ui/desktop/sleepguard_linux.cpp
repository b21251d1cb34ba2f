#include "base/log.h"
#include "base/whenanswered.h"
#include "ui/desktop/desktopbus.h"
#include "ui/desktop/sleepguard.h"

#include <QCoreApplication>
#include <QDBusMessage>
#include <QDBusPendingCall>
#include <QDBusPendingCallWatcher>
#include <QDBusUnixFileDescriptor>

#include <array>
#include <optional>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// Somebody on a bus who can keep the computer awake.
struct Keeper
{
    QDBusConnection::BusType bus;
    const char *service;
    const char *path;
    const char *interface;
    /// Login1 gives a file that is to be kept open; the others a number that is given back.
    bool givesFile;
};

/// In the order in which they are asked until one agrees.
constexpr std::array keepers{
    Keeper{QDBusConnection::SystemBus, "org.freedesktop.login1", "/org/freedesktop/login1",
           "org.freedesktop.login1.Manager", true},
    Keeper{QDBusConnection::SessionBus, "org.freedesktop.PowerManagement",
           "/org/freedesktop/PowerManagement/Inhibit", "org.freedesktop.PowerManagement.Inhibit", false},
    Keeper{QDBusConnection::SessionBus, "org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver",
           "org.freedesktop.ScreenSaver", false},
};

QDBusMessage callTo(const Keeper &keeper, const QString &method)
{
    return QDBusMessage::createMethodCall(QString::fromLatin1(keeper.service),
                                          QString::fromLatin1(keeper.path),
                                          QString::fromLatin1(keeper.interface), method);
}

QDBusMessage inhibitCall(const Keeper &keeper, const QString &reason)
{
    QDBusMessage call = callTo(keeper, u"Inhibit"_s);
    const QString name = QCoreApplication::applicationName();
    if (keeper.givesFile)
        call << u"sleep:idle"_s << name << reason << u"block"_s;
    else
        call << name << reason;
    return call;
}

/// What a keeper has given: as long as it exists, the computer stays awake.
class Inhibition
{
public:
    /// nullopt where \a reply is not what \a keeper should say.
    static std::optional<Inhibition> take(const Keeper &keeper, const QDBusConnection &bus,
                                          const QDBusMessage &reply)
    {
        const QVariant given = reply.arguments().value(0);
        if (reply.type() != QDBusMessage::ReplyMessage)
            return std::nullopt;
        if (keeper.givesFile && given.canConvert<QDBusUnixFileDescriptor>())
            return Inhibition(given.value<QDBusUnixFileDescriptor>());
        if (!keeper.givesFile && given.metaType() == QMetaType::fromType<uint>())
            return Inhibition(Cookie{&keeper, bus, given.toUInt()});
        return std::nullopt;
    }

    void end()
    {
        if (m_cookie) {
            QDBusMessage call = callTo(*m_cookie->keeper, u"UnInhibit"_s);
            call << m_cookie->number;
            call.setAutoStartService(false);
            m_cookie->bus.send(call);
        }
        m_cookie.reset();
        m_file = QDBusUnixFileDescriptor(); // closes it
    }

private:
    struct Cookie
    {
        const Keeper *keeper;
        QDBusConnection bus;
        uint number;
    };

    explicit Inhibition(const QDBusUnixFileDescriptor &file)
        : m_file(file)
    { }
    explicit Inhibition(const Cookie &cookie)
        : m_cookie(cookie)
    { }

    QDBusUnixFileDescriptor m_file; ///< one of the two
    std::optional<Cookie> m_cookie;
};

class BusSleepGuard : public SleepGuard
{
    Q_OBJECT

public:
    ~BusSleepGuard() override
    {
        if (m_inhibition)
            m_inhibition->end();
    }

    void hold(const QString &reason) override
    {
        if (std::exchange(m_wanted, true))
            return;
        m_reason = reason;
        if (!m_asking && !m_inhibition)
            ask(0);
    }

    void release() override
    {
        m_wanted = false;
        if (!m_inhibition)
            return; // what is being asked for is given back when it comes
        m_inhibition->end();
        m_inhibition.reset();
        emit effectiveChanged(false);
    }

    bool isEffective() const override { return m_inhibition.has_value(); }

private slots:
    /// A keeper that goes forgets whom it kept awake; who is there then, or comes later, is asked anew.
    void onOwnerChanged(const QString &service, const QString & /*oldOwner*/, const QString &newOwner)
    {
        if (m_inhibition && service == QLatin1StringView(keepers[m_keeper].service)) {
            m_inhibition.reset();
            emit effectiveChanged(false);
        } else if (newOwner.isEmpty()) {
            return;
        }
        m_askAgain = m_askAgain || (m_asking && !newOwner.isEmpty());
        if (m_wanted && !m_asking && !m_inhibition)
            ask(0);
    }

private:
    void ask(size_t index)
    {
        m_keeper = index;
        m_asking = m_wanted && index < keepers.size();
        if (!m_wanted)
            return;
        if (index == keepers.size() && std::exchange(m_askAgain, false)) {
            ask(0);
            return;
        }
        if (index == keepers.size()) {
            qCInfo(logApp) << "nobody on this desktop holds off sleep";
            return;
        }
        whenAnswered(desktopBus(keepers[index].bus), this, [this, index](const QDBusConnection &bus) {
            if (m_wanted && bus.isConnected())
                askOn(bus, index);
            else
                ask(index + 1);
        });
    }

    void askOn(QDBusConnection bus, size_t index)
    {
        const Keeper &keeper = keepers[index];
        // Not by the service's name: Qt would wait for the bus to say who that is.
        bus.connect(QString(), u"/org/freedesktop/DBus"_s, u"org.freedesktop.DBus"_s, u"NameOwnerChanged"_s,
                    {QString::fromLatin1(keeper.service)}, QString(), this,
                    SLOT(onOwnerChanged(QString, QString, QString)));
        auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(inhibitCall(keeper, m_reason)), this);
        connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, bus, index] {
            watcher->deleteLater();
            onReply(bus, watcher->reply(), index);
        });
    }

    void onReply(const QDBusConnection &bus, const QDBusMessage &reply, size_t index)
    {
        std::optional<Inhibition> inhibition = Inhibition::take(keepers[index], bus, reply);
        if (!inhibition) {
            ask(index + 1);
            return;
        }
        m_asking = false;
        if (!m_wanted) {
            inhibition->end();
            return;
        }
        m_askAgain = false;
        m_inhibition = std::move(inhibition);
        emit effectiveChanged(true);
    }

    bool m_wanted = false;
    bool m_asking = false;   ///< an answer is on its way
    bool m_askAgain = false; ///< meanwhile one has come who may have been asked already
    QString m_reason;
    size_t m_keeper = keepers.size(); ///< who was asked last
    std::optional<Inhibition> m_inhibition;
};

} // namespace

std::unique_ptr<SleepGuard> SleepGuard::create()
{
    return std::make_unique<BusSleepGuard>();
}

} // namespace reasonglass

#include "sleepguard_linux.moc"
