#include "updates/updatefeed.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

const QUrl pages(u"https://github.com/reasonglass/reasonglass/releases/"_s);

QJsonObject goodFeed()
{
    return {{u"format"_s, 1},
            {u"product"_s, u"reasonglass"_s},
            {u"version"_s, u"1.2.3"_s},
            {u"date"_s, u"2026-12-01"_s},
            {u"summary"_s, u"Much is new"_s},
            {u"notes"_s, QJsonArray{u"One thing"_s, u"Another"_s}},
            {u"page"_s, u"https://github.com/reasonglass/reasonglass/releases/tag/v1.2.3"_s}};
}

QByteArray json(const QJsonObject &feed)
{
    return QJsonDocument(feed).toJson(QJsonDocument::Compact);
}

QJsonArray lines(int count)
{
    QJsonArray array;
    for (int i = 0; i < count; ++i)
        array.append(u"line"_s);
    return array;
}

} // namespace

class tst_UpdateFeed : public QObject
{
    Q_OBJECT

private slots:
    void reads();
    void readsWhatTheToolMade();
    void mayBeShort();
    void passesOverWhatItDoesNotKnow();
    void refuses_data();
    void refuses();
    void refusesPages_data();
    void refusesPages();
    void limitsAreExact();
    void isNews_data();
    void isNews();
};

void tst_UpdateFeed::reads()
{
    const auto release = parseFeed(json(goodFeed()), pages);
    QVERIFY(release);
    QCOMPARE(release->version.toString(), u"1.2.3"_s);
    QCOMPARE(release->date, QDate(2026, 12, 1));
    QCOMPARE(release->summary, u"Much is new"_s);
    QCOMPARE(release->notes, QStringList({u"One thing"_s, u"Another"_s}));
    QCOMPARE(release->page, QUrl(u"https://github.com/reasonglass/reasonglass/releases/tag/v1.2.3"_s));
}

/// packaging/release/make-update-json
void tst_UpdateFeed::readsWhatTheToolMade()
{
    QFile file(QStringLiteral(REASONGLASS_SOURCE_DIR "/tests/updates/minisign/update.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto release = parseFeed(file.readAll(), pages);
    QVERIFY(release);
    QCOMPARE(release->version.toString(), u"0.2.0"_s);
    QCOMPARE(release->notes.size(), 3);
}

void tst_UpdateFeed::mayBeShort()
{
    QJsonObject feed = goodFeed();
    feed.remove(u"summary"_s);
    feed.remove(u"notes"_s);
    const auto release = parseFeed(json(feed), pages);
    QVERIFY(release);
    QVERIFY(release->summary.isEmpty() && release->notes.isEmpty());
}

void tst_UpdateFeed::passesOverWhatItDoesNotKnow()
{
    QJsonObject feed = goodFeed();
    feed.insert(u"minimum"_s, QJsonObject{{u"windows"_s, u"12"_s}});
    feed.insert(u"severity"_s, 3);
    QCOMPARE(*parseFeed(json(feed), pages), *parseFeed(json(goodFeed()), pages));
}

void tst_UpdateFeed::refuses_data()
{
    QTest::addColumn<QByteArray>("feed");
    const auto row = [](const char *name, const QString &field, const QJsonValue &value) {
        QJsonObject feed = goodFeed();
        feed.insert(field, value);
        QTest::newRow(name) << json(feed);
    };
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("<html>");
    QTest::newRow("an array") << QByteArray("[]");
    QTest::newRow("half a feed") << json(goodFeed()).chopped(10);
    QTest::newRow("deep") << (QByteArray(20'000, '[') + QByteArray(20'000, ']'));
    QTest::newRow("long") << (json(goodFeed()) + QByteArray(65'536, ' '));
    row("of another program", u"product"_s, u"another"_s);
    row("of no program", u"product"_s, {});
    row("of a later format", u"format"_s, 2);
    row("of a format in words", u"format"_s, u"1"_s);
    row("without a version", u"version"_s, {});
    row("of half a version", u"version"_s, u"1.2"_s);
    row("with a version that is a number", u"version"_s, 1.2);
    row("with no date", u"date"_s, u"soon"_s);
    row("with a date that is none", u"date"_s, u"2026-13-01"_s);
    row("with a summary of two lines", u"summary"_s, u"one\ntwo"_s);
    row("with a summary that is no text", u"summary"_s, 7);
    row("with notes that are one text", u"notes"_s, u"one"_s);
    row("with a note of two lines", u"notes"_s, QJsonArray{u"one\rtwo"_s});
    row("with a note that is no text", u"notes"_s, QJsonArray{u"one"_s, 2});
}

void tst_UpdateFeed::refuses()
{
    QFETCH(const QByteArray, feed);
    const auto release = parseFeed(feed, pages);
    QVERIFY(!release);
    QCOMPARE(release.error().code, u"update_feed"_s);
    QCOMPARE(release.error().kind, ErrorKind::Protocol);
}

void tst_UpdateFeed::refusesPages_data()
{
    QTest::addColumn<QString>("page");
    const QString below = u"github.com/reasonglass/reasonglass/releases/"_s;
    const QString start = u"https://"_s + below;
    const QStringList badPages{QString(),
                               u"http://"_s + below,
                               u"https://example.org/releases/"_s,
                               u"file:///etc/passwd"_s,
                               u"javascript:alert(1)"_s,
                               u"https://github.com/another/reasonglass/releases/tag/v1"_s,
                               u"https://github.com.example.org/reasonglass/reasonglass/releases/"_s,
                               u"https://me@github.com/reasonglass/reasonglass/releases/"_s,
                               u"https://github.com:8443/reasonglass/reasonglass/releases/"_s,
                               u"//"_s + below,
                               below,
                               start + u"../../../another/"_s,
                               start + u"%2e%2e/%2E%2E/another/"_s,
                               start + u"a\\..\\b"_s,
                               start + u"?to=elsewhere"_s,
                               start + u"#there"_s,
                               start + QString(300, u'a'),
                               start + u"a b"_s};
    for (const QString &bad : badPages)
        QTest::newRow(qPrintable(u'"' + bad.left(80) + u'"')) << bad;
}

void tst_UpdateFeed::refusesPages()
{
    QFETCH(const QString, page);
    QJsonObject feed = goodFeed();
    feed.insert(u"page"_s, page);
    const auto release = parseFeed(json(feed), pages);
    QVERIFY(!release);
    QCOMPARE(release.error().message, u"the feed names a page that is none of a release"_s);
}

void tst_UpdateFeed::limitsAreExact()
{
    const FeedLimits limits;
    const auto reads = [](const QString &field, const QJsonValue &value) {
        QJsonObject feed = goodFeed();
        feed.insert(field, value);
        return parseFeed(json(feed), pages).has_value();
    };
    QVERIFY(reads(u"summary"_s, QString(limits.summary, u'a')));
    QVERIFY(!reads(u"summary"_s, QString(limits.summary + 1, u'a')));
    QVERIFY(reads(u"notes"_s, lines(int(limits.notes))));
    QVERIFY(!reads(u"notes"_s, lines(int(limits.notes) + 1)));
    QVERIFY(reads(u"notes"_s, QJsonArray{QString(limits.note, u'a')}));
    QVERIFY(!reads(u"notes"_s, QJsonArray{QString(limits.note + 1, u'a')}));
    const QByteArray feed = json(goodFeed());
    QVERIFY(parseFeed(feed + QByteArray(limits.bytes - feed.size(), ' '), pages));
    QVERIFY(!parseFeed(feed + QByteArray(limits.bytes - feed.size() + 1, ' '), pages));
}

void tst_UpdateFeed::isNews_data()
{
    QTest::addColumn<QString>("offered");
    QTest::addColumn<QString>("installed");
    QTest::addColumn<bool>("news");
    const auto row = [](const QString &offered, const QString &installed, bool news) {
        QTest::newRow(qPrintable(offered + u" for "_s + installed)) << offered << installed << news;
    };
    row(u"1.0.1"_s, u"1.0.0"_s, true);
    row(u"1.10.0"_s, u"1.9.0"_s, true);
    row(u"1.0.0"_s, u"1.0.0"_s, false);
    row(u"1.0.0+2"_s, u"1.0.0"_s, false);
    row(u"0.9.9"_s, u"1.0.0"_s, false); // an old feed, played again
    row(u"1.1.0-rc.1"_s, u"1.0.0"_s, false);
    row(u"1.1.0-rc.2"_s, u"1.1.0-rc.1"_s, true);
    row(u"1.1.0"_s, u"1.1.0-rc.1"_s, true);
    row(u"1.1.0-rc.1"_s, u"1.1.0"_s, false);
}

void tst_UpdateFeed::isNews()
{
    QFETCH(const QString, offered);
    QFETCH(const QString, installed);
    QFETCH(const bool, news);
    const Release release{.version = *parseSemanticVersion(offered)};
    QCOMPARE(isNewer(release, *parseSemanticVersion(installed)), news);
}

QTEST_GUILESS_MAIN(tst_UpdateFeed)
#include "tst_updatefeed.moc"
