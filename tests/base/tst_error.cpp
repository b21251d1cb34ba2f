#include "base/error.h"

#include <QMetaEnum>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

class tst_Error : public QObject
{
    Q_OBJECT

private slots:
    void onlyWhatCanPassIsTransient();
    void kindsHaveNamesOfTheirOwn();
};

void tst_Error::onlyWhatCanPassIsTransient()
{
    QStringList transient;
    const auto kinds = QMetaEnum::fromType<ErrorKind>();
    for (int i = 0; i < kinds.keyCount(); ++i) {
        if (isTransient({.kind = ErrorKind(kinds.value(i)), .message = u"a message"_s}))
            transient += QString::fromLatin1(kinds.key(i));
    }
    const QStringList expected{u"Network"_s, u"Timeout"_s,    u"RateLimited"_s,
                               u"Server"_s,  u"Overloaded"_s, u"Interrupted"_s};
    QCOMPARE(transient, expected);
}

void tst_Error::kindsHaveNamesOfTheirOwn()
{
    QSet<QString> names;
    const auto kinds = QMetaEnum::fromType<ErrorKind>();
    for (int i = 0; i < kinds.keyCount(); ++i)
        names.insert(kindName(ErrorKind(kinds.value(i))));
    QCOMPARE(names.size(), kinds.keyCount());
    QVERIFY(!names.contains(QString()));
    QCOMPARE(kindName(ErrorKind::RateLimited), u"RateLimited"_s);
}

QTEST_APPLESS_MAIN(tst_Error)
#include "tst_error.moc"
