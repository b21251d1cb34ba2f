#include "providers/secretbytes.h"

#include <QTest>

#include <array>
#include <type_traits>

using namespace reasonglass;
using namespace Qt::StringLiterals;

// A secret never becomes text by accident, nor text a secret.
static_assert(!std::is_convertible_v<SecretBytes, QByteArray>);
static_assert(!std::is_convertible_v<SecretBytes, QByteArrayView>);
static_assert(!std::is_convertible_v<SecretBytes, QString>);
static_assert(!std::is_convertible_v<QByteArray, SecretBytes>);

class tst_SecretBytes : public QObject
{
    Q_OBJECT

private slots:
    void wipes();
    void takesAndLeavesNothing();
    void copiesDeeply();
    void movesAway();
    void comparesByContent();
    void readsKeys_data();
    void readsKeys();
};

void tst_SecretBytes::wipes()
{
    std::array<char, 6> bytes{'s', 'e', 'c', 'r', 'e', 't'};
    wipe(bytes.data(), 5);
    QCOMPARE(bytes, (std::array<char, 6>{0, 0, 0, 0, 0, 't'}));
    wipe(nullptr, 0);
}

void tst_SecretBytes::takesAndLeavesNothing()
{
    QByteArray bytes("sk-canary");
    bytes.detach();
    const SecretBytes secret = SecretBytes::take(bytes);
    QVERIFY(secret.view() == QByteArrayView("sk-canary"));
    QVERIFY(bytes.isEmpty());
}

void tst_SecretBytes::copiesDeeply()
{
    SecretBytes copy;
    {
        const SecretBytes original(QByteArrayView("sk-canary"));
        copy = original;
        QVERIFY(copy.view().data() != original.view().data());
    }
    QVERIFY(copy.view() == QByteArrayView("sk-canary"));
}

void tst_SecretBytes::movesAway()
{
    SecretBytes from(QByteArrayView("sk-canary"));
    const SecretBytes to(std::move(from));
    QCOMPARE(to.size(), 9);
    QVERIFY(from.isEmpty()); // NOLINT(bugprone-use-after-move): an empty secret is the promise
}

void tst_SecretBytes::comparesByContent()
{
    const SecretBytes a(QByteArrayView("abc"));
    QVERIFY(a == SecretBytes(QByteArrayView("abc")));
    QVERIFY(!(a == SecretBytes(QByteArrayView("abd"))));
    QVERIFY(!(a == SecretBytes(QByteArrayView("abcd"))));
    QVERIFY(SecretBytes() == SecretBytes(QByteArrayView("")));
}

void tst_SecretBytes::readsKeys_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("key");

    QTest::newRow("as it is") << "sk-abc"_ba
                              << "sk-abc"_ba;
    QTest::newRow("white space around it is dropped") << "  sk-abc\r\n"_ba
                                                      << "sk-abc"_ba;
    QTest::newRow("empty") << ""_ba
                           << ""_ba;
    QTest::newRow("only blanks") << " \n"_ba
                                 << ""_ba;
    QTest::newRow("a blank within") << "sk abc"_ba
                                    << ""_ba;
    QTest::newRow("a header smuggled in") << "sk\r\nX-Evil: 1"_ba
                                          << ""_ba;
    QTest::newRow("not ASCII") << "sk-ü"_ba
                               << ""_ba;
}

void tst_SecretBytes::readsKeys()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, key);

    const Result<SecretBytes> read = readKey(text);
    QCOMPARE(read.has_value(), !key.isEmpty());
    if (read)
        QVERIFY(read->view() == key);
    else
        QVERIFY(text.trimmed().isEmpty() || !read.error().message.contains(QString::fromUtf8(text)));
}

QTEST_APPLESS_MAIN(tst_SecretBytes)
#include "tst_secretbytes.moc"
