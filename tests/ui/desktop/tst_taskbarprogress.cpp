#include "ui/desktop/privatebus.h"
#include "ui/desktop/taskbarprogress.h"

#include <QGuiApplication>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

using State = TaskbarProgress::State;

/// A dock: it hears the signal and keeps what it says.
class Dock : public QObject
{
    Q_OBJECT

public:
    QStringList heard;

public slots:
    void update(const QString &entry, const QVariantMap &properties)
    {
        heard << u"%1 %2 %3 %4"_s.arg(entry)
                     .arg(properties.value(u"progress"_s).toDouble())
                     .arg(properties.value(u"progress-visible"_s).toBool())
                     .arg(properties.value(u"urgent"_s).toBool());
    }
};

class tst_TaskbarProgress : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void tellsEachChangeOnce();
    void isTakenAwayAtTheEnd();

private:
    test::PrivateBus m_bus;
    std::unique_ptr<Dock> m_dock;
};

void tst_TaskbarProgress::initTestCase()
{
    if (!m_bus.start())
        QSKIP("there is no dbus-daemon on this machine");
    QGuiApplication::setDesktopFileName(u"org.example.Test"_s);
}

void tst_TaskbarProgress::init()
{
    m_dock = std::make_unique<Dock>();
    QVERIFY(m_bus.services().connect(QString(), QString(), u"com.canonical.Unity.LauncherEntry"_s,
                                     u"Update"_s, m_dock.get(), SLOT(update(QString, QVariantMap))));
}

void tst_TaskbarProgress::tellsEachChangeOnce()
{
    const auto progress = TaskbarProgress::create(nullptr);
    progress->show(State::Running, 0.25);
    QTRY_COMPARE(m_dock->heard.size(), 1); // what was said before the bus was there
    progress->show(State::Running, 0.25);
    progress->show(State::Paused, 0.25);
    progress->show(State::Failing, 7);
    progress->show(State::None, 0);
    const QString entry = u"application://org.example.Test.desktop"_s;
    const QStringList expected{entry + u" 0.25 1 0"_s, entry + u" 0.25 1 0"_s, entry + u" 1 1 1"_s,
                               entry + u" 0 0 0"_s};
    QTRY_COMPARE(m_dock->heard.size(), expected.size());
    QCOMPARE(m_dock->heard, expected);
}

void tst_TaskbarProgress::isTakenAwayAtTheEnd()
{
    auto progress = TaskbarProgress::create(nullptr);
    progress->show(State::Running, 0.5);
    QTRY_COMPARE(m_dock->heard.size(), 1);
    progress.reset();
    QTRY_COMPARE(m_dock->heard.size(), 2);
    QVERIFY(m_dock->heard.last().endsWith(u" 0 0 0"_s));
}

QTEST_MAIN(tst_TaskbarProgress)
#include "tst_taskbarprogress.moc"
