#include "ui/desktop/privatebus.h"
#include "ui/desktop/sleepguard.h"

#include <QDBusContext>
#include <QDBusMessage>
#include <QDBusUnixFileDescriptor>
#include <QSignalSpy>
#include <QTest>

#include <array>
#include <optional>
#include <poll.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

const QString login = u"org.freedesktop.login1"_s;
const QString loginPath = u"/org/freedesktop/login1"_s;
const QString power = u"org.freedesktop.PowerManagement"_s;
const QString powerPath = u"/org/freedesktop/PowerManagement/Inhibit"_s;

/// Keeps awake as login1 does: as long as the other end of a pipe is open.
class Login : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.login1.Manager")

public:
    enum class Answer { Agree, Refuse, Later };

    ~Login() override
    {
        if (m_end >= 0)
            ::close(m_end);
    }

    /// Whether what was given last has been closed everywhere.
    bool isLetGo() const
    {
        pollfd end{.fd = m_end, .events = POLLIN, .revents = 0};
        return ::poll(&end, 1, 0) > 0 && (end.revents & POLLHUP) != 0;
    }
    void answerNow() { connection().send(m_call.createReply(QVariant::fromValue(take()))); }

    Answer answer = Answer::Agree;
    QList<QStringList> calls;

public slots:
    QDBusUnixFileDescriptor Inhibit(const QString &what, const QString &who, const QString &why,
                                    const QString &mode)
    {
        calls << QStringList{what, who, why, mode};
        if (answer == Answer::Agree)
            return take();
        if (answer == Answer::Refuse) {
            sendErrorReply(u"org.freedesktop.DBus.Error.AccessDenied"_s, u"not for you"_s);
        } else {
            setDelayedReply(true);
            m_call = message();
            m_bus = connection();
        }
        return {};
    }

private:
    QDBusConnection connection() const { return m_bus ? *m_bus : QDBusContext::connection(); }
    QDBusUnixFileDescriptor take()
    {
        if (m_end >= 0)
            ::close(m_end);
        std::array<int, 2> ends{};
        if (::pipe(ends.data()) != 0)
            qFatal("no pipe");
        m_end = ends[0];
        QDBusUnixFileDescriptor given;
        given.giveFileDescriptor(ends[1]);
        return given;
    }

    int m_end = -1; ///< of the pipe whose other one was given last
    QDBusMessage m_call;
    std::optional<QDBusConnection> m_bus;
};

/// Keeps awake as older services do: by numbers.
class Power : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.PowerManagement.Inhibit")

public:
    QList<uint> held;

public slots:
    uint Inhibit(const QString & /*who*/, const QString & /*why*/)
    {
        held << ++m_last;
        return m_last;
    }
    void UnInhibit(uint number) { held.removeOne(number); }

private:
    uint m_last = 40;
};

} // namespace

class tst_SleepGuard : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup();

    void holdsAndLetsGo();
    void theEndOfTheGuardLetsGo();
    void holdingTwiceIsHoldingOnce();
    void whatComesAfterItWasLetGoIsGivenBack();
    void whatComesAfterTheEndOfTheGuardIsGivenBack();
    void theNextOneIsAskedWhereTheFirstRefuses();
    void aServiceThatBeginsAnewIsAskedAnew();
    void aServiceThatComesLaterIsAsked();

private:
    void offerLogin(Login::Answer answer = Login::Answer::Agree);
    void offerPower();

    test::PrivateBus m_bus;
    std::unique_ptr<Login> m_login;
    std::unique_ptr<Power> m_power;
    std::unique_ptr<SleepGuard> m_guard;
};

void tst_SleepGuard::initTestCase()
{
    if (!m_bus.start())
        QSKIP("there is no dbus-daemon on this machine");
    QCoreApplication::setApplicationName(u"Reasonglass"_s);
}

void tst_SleepGuard::cleanup()
{
    m_guard.reset();
    m_bus.withdraw(login, loginPath);
    m_bus.withdraw(power, powerPath);
    m_login.reset();
    m_power.reset();
}

void tst_SleepGuard::offerLogin(Login::Answer answer)
{
    m_login = std::make_unique<Login>();
    m_login->answer = answer;
    QVERIFY(m_bus.offer(login, loginPath, m_login.get()));
}

void tst_SleepGuard::offerPower()
{
    m_power = std::make_unique<Power>();
    QVERIFY(m_bus.offer(power, powerPath, m_power.get()));
}

void tst_SleepGuard::holdsAndLetsGo()
{
    offerLogin();
    m_guard = SleepGuard::create();
    QSignalSpy changes(m_guard.get(), &SleepGuard::effectiveChanged);
    m_guard->hold(u"A batch runs"_s);
    QTRY_VERIFY(m_guard->isEffective());
    const QStringList call{u"sleep:idle"_s, u"Reasonglass"_s, u"A batch runs"_s, u"block"_s};
    QCOMPARE(m_login->calls, QList<QStringList>{call});
    QVERIFY(!m_login->isLetGo());

    m_guard->release();
    QVERIFY(!m_guard->isEffective());
    QTRY_VERIFY(m_login->isLetGo());
    QCOMPARE(changes, (QList<QVariantList>{{true}, {false}}));

    m_guard->hold(u"Another"_s);
    QTRY_VERIFY(m_guard->isEffective());
    QCOMPARE(m_login->calls.size(), 2);
}

void tst_SleepGuard::theEndOfTheGuardLetsGo()
{
    offerLogin();
    m_guard = SleepGuard::create();
    m_guard->hold(u"A batch runs"_s);
    QTRY_VERIFY(m_guard->isEffective());
    m_guard.reset();
    QTRY_VERIFY(m_login->isLetGo());
}

void tst_SleepGuard::holdingTwiceIsHoldingOnce()
{
    offerLogin();
    m_guard = SleepGuard::create();
    m_guard->hold(u"A batch runs"_s);
    m_guard->hold(u"A batch runs"_s);
    QTRY_VERIFY(m_guard->isEffective());
    m_guard->hold(u"A batch runs"_s);
    m_guard->release();
    QTRY_VERIFY(m_login->isLetGo());
    QCOMPARE(m_login->calls.size(), 1);
}

void tst_SleepGuard::whatComesAfterItWasLetGoIsGivenBack()
{
    offerLogin(Login::Answer::Later);
    m_guard = SleepGuard::create();
    QSignalSpy changes(m_guard.get(), &SleepGuard::effectiveChanged);
    m_guard->hold(u"A batch runs"_s);
    QTRY_COMPARE(m_login->calls.size(), 1);
    m_guard->release();
    m_login->answerNow();
    QTRY_VERIFY(m_login->isLetGo());
    QCOMPARE(changes.size(), 0);
}

void tst_SleepGuard::whatComesAfterTheEndOfTheGuardIsGivenBack()
{
    offerLogin(Login::Answer::Later);
    m_guard = SleepGuard::create();
    m_guard->hold(u"A batch runs"_s);
    QTRY_COMPARE(m_login->calls.size(), 1);
    m_guard.reset();
    m_login->answerNow();
    QTRY_VERIFY(m_login->isLetGo());
}

void tst_SleepGuard::theNextOneIsAskedWhereTheFirstRefuses()
{
    offerLogin(Login::Answer::Refuse);
    offerPower();
    m_guard = SleepGuard::create();
    m_guard->hold(u"A batch runs"_s);
    QTRY_VERIFY(m_guard->isEffective());
    QCOMPARE(m_login->calls.size(), 1);
    QCOMPARE(m_power->held, QList<uint>{41});
    m_guard->release();
    QTRY_COMPARE(m_power->held, QList<uint>());
}

void tst_SleepGuard::aServiceThatBeginsAnewIsAskedAnew()
{
    offerLogin();
    m_guard = SleepGuard::create();
    m_guard->hold(u"A batch runs"_s);
    QTRY_VERIFY(m_guard->isEffective());
    m_bus.withdraw(login, loginPath);
    QTRY_VERIFY(!m_guard->isEffective());
    offerLogin();
    QTRY_VERIFY(m_guard->isEffective());
    QCOMPARE(m_login->calls.size(), 1);
}

void tst_SleepGuard::aServiceThatComesLaterIsAsked()
{
    static int givenUp;
    givenUp = 0;
    const QtMessageHandler before =
        qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &message) {
            givenUp += message == "nobody on this desktop holds off sleep"_L1 ? 1 : 0;
        });
    m_guard = SleepGuard::create();
    m_guard->hold(u"A batch runs"_s);
    const bool hasGivenUp = QTest::qWaitFor([] { return givenUp > 0; });
    qInstallMessageHandler(before);
    QVERIFY(hasGivenUp && !m_guard->isEffective());
    offerPower();
    QTRY_VERIFY(m_guard->isEffective());
}

QTEST_MAIN(tst_SleepGuard)
#include "tst_sleepguard.moc"
