#include "net/proxyrules.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

QProcessEnvironment environmentOf(const QStringList &assignments)
{
    QProcessEnvironment environment;
    for (const QString &assignment : assignments)
        environment.insert(assignment.section(u'=', 0, 0), assignment.section(u'=', 1));
    return environment;
}

QString described(const QNetworkProxy &proxy)
{
    if (proxy.type() == QNetworkProxy::NoProxy)
        return u"direct"_s;
    const QString kind = proxy.type() == QNetworkProxy::Socks5Proxy ? u"socks5"_s : u"http"_s;
    const QString user =
        proxy.user().isEmpty() ? QString() : QString(proxy.user() + u':' + proxy.password() + u'@');
    return kind + u' ' + user + proxy.hostName() + u':' + QString::number(proxy.port());
}

} // namespace

class tst_ProxyRules : public QObject
{
    Q_OBJECT

private slots:
    void chooses_data();
    void chooses();
    void goesDirectlyWhereTheSystemIsNotAsked();
    void everythingIsTunnelled();
    void theSystemAnswersLater();
    void namesTheVariableThatCannotBeRead_data();
    void namesTheVariableThatCannotBeRead();
};

void tst_ProxyRules::chooses_data()
{
    QTest::addColumn<QStringList>("variables");
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("proxy");
    const QString openai = u"https://api.openai.com/v1"_s;
    const QStringList both{u"HTTPS_PROXY=http://proxy.example:8080"_s,
                           u"ALL_PROXY=socks5://socks.example:1081"_s};
    QTest::newRow("nothing set") << QStringList() << openai << u"ask the system"_s;
    QTest::newRow("only http set") << QStringList{u"HTTP_PROXY=http://proxy.example:8080"_s} << openai
                                   << u"ask the system"_s;
    QTest::newRow("https goes through HTTPS_PROXY") << both << openai << u"http proxy.example:8080"_s;
    QTest::newRow("http goes through ALL_PROXY")
        << both << u"http://lan.example/v1"_s << u"socks5 socks.example:1081"_s;
    QTest::newRow("this machine is reached directly")
        << both << u"http://127.0.0.1:11434/v1"_s << u"direct"_s;
    QTest::newRow("localhost too") << both << u"https://localhost/v1"_s << u"direct"_s;
    QTest::newRow("lower case wins") << QStringList{u"HTTPS_PROXY=http://a.example:1"_s,
                                                    u"https_proxy=http://b.example:2"_s}
                                     << openai << u"http b.example:2"_s;
    QTest::newRow("without a scheme")
        << QStringList{u"HTTPS_PROXY=proxy.example:3128"_s} << openai << u"http proxy.example:3128"_s;
    QTest::newRow("with a password") << QStringList{u"HTTPS_PROXY=http://me:se%40cret@proxy.example:3128"_s}
                                     << openai << u"http me:se@cret@proxy.example:3128"_s;
    QTest::newRow("an exempt host") << both + QStringList{u"NO_PROXY=api.openai.com, other"_s} << openai
                                    << u"direct"_s;
    QTest::newRow("an exempt domain")
        << both + QStringList{u"NO_PROXY=.openai.com"_s} << openai << u"direct"_s;
    QTest::newRow("a domain without its dot")
        << both + QStringList{u"no_proxy=openai.com"_s} << openai << u"direct"_s;
    QTest::newRow("no part of a name")
        << both + QStringList{u"NO_PROXY=ai.com"_s} << openai << u"http proxy.example:8080"_s;
    QTest::newRow("all exempt") << both + QStringList{u"NO_PROXY=*"_s} << openai << u"direct"_s;
}

void tst_ProxyRules::chooses()
{
    QFETCH(const QStringList, variables);
    QFETCH(const QString, url);
    QFETCH(const QString, proxy);
    const auto rules = readProxyRules(environmentOf(variables));
    QVERIFY(rules);
    const auto found = rules->find(QUrl(url));
    QCOMPARE(found ? described(*found) : u"ask the system"_s, proxy);
}

/// Without variables and with nobody to ask: as "no proxy" in the settings.
void tst_ProxyRules::goesDirectlyWhereTheSystemIsNotAsked()
{
    const auto found = ProxyRules{}.find(QUrl(u"https://api.openai.com/v1"_s));
    QVERIFY(found.has_value());
    QCOMPARE(described(*found), u"direct"_s);
}

/// So that what is sent only once is sent only after the proxy has let us through.
void tst_ProxyRules::everythingIsTunnelled()
{
    const auto rules = readProxyRules(environmentOf({u"HTTP_PROXY=http://proxy.example:8080"_s}));
    const auto found = rules->find(QUrl(u"http://lan.example/v1"_s));
    QVERIFY(found && !(found->capabilities() & QNetworkProxy::CachingCapability));
    QVERIFY(found->capabilities() & QNetworkProxy::TunnelingCapability);
}

void tst_ProxyRules::theSystemAnswersLater()
{
    const QFuture<QNetworkProxy> answer = systemProxyFor(QUrl(u"https://api.openai.com/v1"_s));
    QTRY_VERIFY(answer.isFinished());
    QCOMPARE(answer.resultCount(), 1);
    QVERIFY(answer.result().type() != QNetworkProxy::DefaultProxy);
}

void tst_ProxyRules::namesTheVariableThatCannotBeRead_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("value");
    QTest::newRow("no address") << u"HTTPS_PROXY"_s << u"http://:99"_s;
    QTest::newRow("another protocol") << u"ALL_PROXY"_s << u"ftp://proxy.example"_s;
    QTest::newRow("rubbish") << u"http_proxy"_s << u"http://se cret:x"_s;
}

void tst_ProxyRules::namesTheVariableThatCannotBeRead()
{
    QFETCH(const QString, variable);
    QFETCH(const QString, value);
    QProcessEnvironment environment;
    environment.insert(variable, value);
    const auto rules = readProxyRules(environment);
    QVERIFY(!rules);
    QCOMPARE(rules.error().kind, ErrorKind::Usage);
    QVERIFY(rules.error().message.contains(variable));
    QVERIFY(!rules.error().message.contains(value));
}

QTEST_GUILESS_MAIN(tst_ProxyRules)
#include "tst_proxyrules.moc"
