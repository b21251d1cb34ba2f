#include "net/keyfilter.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

class tst_KeyFilter : public QObject
{
    Q_OBJECT

private slots:
    void takesTheKeyOut_data();
    void takesTheKeyOut();
    void leavesOtherBytesUncopied();
    void wordsAreNoSecrets_data();
    void wordsAreNoSecrets();
};

void tst_KeyFilter::takesTheKeyOut_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("clean");
    const QByteArray key = "sk-proj-0123456789";
    QTest::newRow("alone") << key << key << QByteArray("[redacted]");
    QTest::newRow("twice") << key << QByteArray("a" + key + "b" + key + "c")
                           << QByteArray("a[redacted]b[redacted]c");
    QTest::newRow("with its scheme") << key << QByteArray("Bearer " + key) << QByteArray("Bearer [redacted]");
    QTest::newRow("half of it") << key << key.first(10) << key.first(10);
    QTest::newRow("percent-encoded") << QByteArray("a/b+c=12") << QByteArray("k=a%2Fb%2Bc%3D12")
                                     << QByteArray("k=[redacted]");
    QTest::newRow("with JSON's slashes")
        << QByteArray("a/b/c123") << QByteArray(R"("a\/b\/c123")") << QByteArray(R"("[redacted]")");
    QTest::newRow("a long word") << QByteArray("abcdefghijklmnopqrstuvwxyz")
                                 << QByteArray("abcdefghijklmnopqrstuvwxyz") << QByteArray("[redacted]");
    QTest::newRow("without digits") << QByteArray("sk-secretsecret") << QByteArray("sk-secretsecret")
                                    << QByteArray("[redacted]");
}

void tst_KeyFilter::takesTheKeyOut()
{
    QFETCH(const QByteArray, key);
    QFETCH(const QByteArray, text);
    const KeyFilter filter(QByteArray("Bearer " + key));
    QTEST(filter.without(text), "clean");
    QTEST(filter.without(QString::fromUtf8(text)).toUtf8(), "clean");
}

void tst_KeyFilter::leavesOtherBytesUncopied()
{
    const KeyFilter filter(QByteArray("Bearer sk-proj-0123456789"));
    const QByteArray bytes(1000, 'x');
    QCOMPARE(filter.without(bytes).constData(), bytes.constData());
    const QString broken = u"a"_s + QChar(char16_t(0xD800)); // what UTF-8 cannot hold passes, too
    QCOMPARE(filter.without(broken), broken);
}

void tst_KeyFilter::wordsAreNoSecrets_data()
{
    QTest::addColumn<QByteArray>("key");
    for (const char *key : {"", "x", "ollama", "lm-studio", "not-needed", "abc123"})
        QTest::newRow(key) << QByteArray(key);
}

void tst_KeyFilter::wordsAreNoSecrets()
{
    QFETCH(const QByteArray, key);
    const QByteArray text = "An answer about " + key + " stays as it is.";
    QCOMPARE(KeyFilter(QByteArray("Bearer " + key)).without(text), text);
}

QTEST_GUILESS_MAIN(tst_KeyFilter)
#include "tst_keyfilter.moc"
