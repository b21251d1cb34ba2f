#include "app/connectionwatch.h"

#include <QSignalSpy>
#include <QTest>

using namespace std::chrono_literals;
using namespace reasonglass;

namespace {

/// A clock whose two times a test sets as a sleeping computer would.
class TwoClocks : public Clock
{
public:
    qint64 monotonicUs() const override { return monotonic; }
    qint64 utcUs() const override { return utc; }
    Alarm *createAlarm(QObject * /*parent*/) override { return nullptr; }

    qint64 monotonic = 0;
    qint64 utc = 0;
};

} // namespace

class tst_ConnectionWatch : public QObject
{
    Q_OBJECT

private slots:
    void noticesASleep_data();
    void noticesASleep();
};

void tst_ConnectionWatch::noticesASleep_data()
{
    QTest::addColumn<qint64>("utcSeconds");
    QTest::addColumn<qint64>("monotonicSeconds");
    QTest::addColumn<int>("lost");
    QTest::newRow("awake") << qint64(5) << qint64(5) << 0;
    QTest::newRow("busy") << qint64(20) << qint64(20) << 0;
    QTest::newRow("slept, clock stood still") << qint64(605) << qint64(5) << 1;
    QTest::newRow("slept, clock went on") << qint64(600) << qint64(600) << 1;
    QTest::newRow("clock set back") << qint64(-3600) << qint64(5) << 0;
}

void tst_ConnectionWatch::noticesASleep()
{
    QFETCH(const qint64, utcSeconds);
    QFETCH(const qint64, monotonicSeconds);
    QFETCH(const int, lost);
    TwoClocks clock;
    ConnectionWatch watch(clock);
    QSignalSpy connectionsLost(&watch, &ConnectionWatch::connectionsLost);
    watch.setActive(true);
    clock.utc += utcSeconds * 1'000'000;
    clock.monotonic += monotonicSeconds * 1'000'000;
    watch.look();
    QCOMPARE(connectionsLost.size(), lost);
    watch.look();
    QCOMPARE(connectionsLost.size(), lost);
}

QTEST_GUILESS_MAIN(tst_ConnectionWatch)
#include "tst_connectionwatch.moc"
