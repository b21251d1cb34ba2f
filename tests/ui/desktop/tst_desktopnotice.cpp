#include "ui/desktop/desktopnotice.h"
#include "ui/desktop/privatebus.h"

#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

const QString service = u"org.freedesktop.Notifications"_s;
const QString path = u"/org/freedesktop/Notifications"_s;

/// Shows notices, or keeps them for the test.
class Notices : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    struct Shown
    {
        uint replaces = 0;
        QString title;
        QString text;
        QStringList actions;
        QString entry;
    };
    QStringList capabilities;
    QList<Shown> shown;

public slots:
    QStringList GetCapabilities() const { return capabilities; }
    uint Notify(const QString & /*program*/, uint replaces, const QString & /*icon*/, const QString &title,
                const QString &text, const QStringList &actions, const QVariantMap &hints, int /*timeout*/)
    {
        shown << Shown{.replaces = replaces,
                       .title = title,
                       .text = text,
                       .actions = actions,
                       .entry = hints.value(u"desktop-entry"_s).toString()};
        return 17;
    }

signals:
    void ActionInvoked(uint id, const QString &action);
};

} // namespace

class tst_DesktopNotice : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup();

    void isShown();
    void textIsNotMarkup();
    void aLaterOneReplacesIt();
    void aClickIsHeard();
    void whereNobodyShowsNoticesNothingHappens();

private:
    void offer(const QStringList &capabilities);

    test::PrivateBus m_bus;
    std::unique_ptr<Notices> m_notices;
    std::unique_ptr<DesktopNotice> m_notice;
};

void tst_DesktopNotice::initTestCase()
{
    if (!m_bus.start())
        QSKIP("there is no dbus-daemon on this machine");
    QGuiApplication::setDesktopFileName(u"org.example.Test"_s);
}

void tst_DesktopNotice::cleanup()
{
    m_notice.reset();
    m_bus.withdraw(service, path);
    m_notices.reset();
}

void tst_DesktopNotice::offer(const QStringList &capabilities)
{
    m_notices = std::make_unique<Notices>();
    m_notices->capabilities = capabilities;
    QVERIFY(m_bus.offer(service, path, m_notices.get()));
    m_notice = DesktopNotice::create();
}

void tst_DesktopNotice::isShown()
{
    offer({u"body"_s, u"actions"_s});
    m_notice->show(u"Batch finished"_s, u"412 solved & 88 failed"_s);
    QTRY_COMPARE(m_notices->shown.size(), 1);
    const Notices::Shown shown = m_notices->shown.first();
    QCOMPARE(shown.replaces, 0U);
    QCOMPARE(shown.title, u"Batch finished"_s);
    QCOMPARE(shown.text, u"412 solved & 88 failed"_s);
    QCOMPARE(shown.actions.value(0), u"default"_s);
    QCOMPARE(shown.entry, u"org.example.Test"_s);
}

void tst_DesktopNotice::textIsNotMarkup()
{
    offer({u"body"_s, u"body-markup"_s});
    m_notice->show(u"Batch finished"_s, u"<a href=\"https://example.org\">set</a> & more"_s);
    QTRY_COMPARE(m_notices->shown.size(), 1);
    QCOMPARE(m_notices->shown.first().text,
             u"&lt;a href=&quot;https://example.org&quot;&gt;set&lt;/a&gt; &amp; more"_s);
}

void tst_DesktopNotice::aLaterOneReplacesIt()
{
    offer({});
    m_notice->show(u"One"_s, {});
    QTRY_COMPARE(m_notices->shown.size(), 1);
    // The number of the first is on its way back; the later it is taken, the more notices are new ones.
    const auto replaced = [this] {
        m_notice->show(u"Two"_s, {});
        return m_notices->shown.last().replaces == 17U;
    };
    QTRY_VERIFY(replaced());
}

void tst_DesktopNotice::aClickIsHeard()
{
    offer({u"actions"_s});
    QSignalSpy activated(m_notice.get(), &DesktopNotice::activated);
    m_notice->show(u"Batch finished"_s, {});
    QTRY_COMPARE(m_notices->shown.size(), 1);
    emit m_notices->ActionInvoked(16, u"default"_s); // somebody else's
    emit m_notices->ActionInvoked(17, u"other"_s);
    emit m_notices->ActionInvoked(17, u"default"_s);
    QTRY_COMPARE(activated.size(), 1);
}

void tst_DesktopNotice::whereNobodyShowsNoticesNothingHappens()
{
    m_notice = DesktopNotice::create();
    m_notice->show(u"Lost"_s, {});
    // Somebody comes: what is said from then on is shown, by the connection that failed before.
    m_notices = std::make_unique<Notices>();
    QVERIFY(m_bus.offer(service, path, m_notices.get()));
    const auto isHeard = [this] {
        m_notice->show(u"Heard"_s, {});
        return !m_notices->shown.isEmpty();
    };
    QTRY_VERIFY(isHeard());
    QCOMPARE(m_notices->shown.last().title, u"Heard"_s);
}

QTEST_MAIN(tst_DesktopNotice)
#include "tst_desktopnotice.moc"
