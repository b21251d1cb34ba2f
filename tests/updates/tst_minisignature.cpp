#include "support/feedsigner.h"
#include "updates/minisignature.h"

#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

const QByteArray content = R"({"version":"1.2.3"})";

/// Files that minisign 0.11 wrote; the secret key is gone.
QByteArray real(const QString &name)
{
    QFile file(QStringLiteral(REASONGLASS_SOURCE_DIR "/tests/updates/minisign/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no such file");
    return file.readAll();
}

MinisignKey realKey()
{
    return *parseMinisignKey(real(u"minisign.pub"_s).split('\n').at(1));
}

/// \a text with the character at \a position of its line \a line made another one of base64.
QByteArray altered(const QByteArray &text, int line, qsizetype position)
{
    QList<QByteArray> lines = text.split('\n');
    char &character = lines[line][position];
    character = character == 'A' ? 'B' : 'A';
    return lines.join('\n');
}

QString problem(const QByteArray &signatureText, const MinisignKey &key, const QByteArray &signedContent,
                const QByteArray &fileName = "update.json")
{
    const auto signature = parseMinisignSignature(signatureText);
    if (!signature)
        return signature.error().message;
    const auto genuine = verify(*signature, key, signedContent, fileName);
    if (genuine)
        return {};
    return genuine.error().code == "update_signature"_L1 ? genuine.error().message : u"another code"_s;
}

} // namespace

class tst_MiniSignature : public QObject
{
    Q_OBJECT

private slots:
    void verifiesWhatMinisignWrote_data();
    void verifiesWhatMinisignWrote();
    void everyByteOfAFileCounts();
    void verifiesOwnSignatures_data();
    void verifiesOwnSignatures();
    void refuses_data();
    void refuses();
    void everySignedCharacterCounts();
    void readsNoOtherText_data();
    void readsNoOtherText();
    void readsKeys();

private:
    const test::FeedSigner m_signer; ///< whose signatures are expected
};

void tst_MiniSignature::verifiesWhatMinisignWrote_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("expected");
    QTest::newRow("prehashed") << u"update.json.minisig"_s << QString();
    QTest::newRow("legacy") << u"legacy.minisig"_s << QString();
    QTest::newRow("the same bytes under another name")
        << u"othername.minisig"_s << u"the signature is that of another file"_s;
}

void tst_MiniSignature::verifiesWhatMinisignWrote()
{
    QFETCH(const QString, file);
    QFETCH(const QString, expected);
    QCOMPARE(problem(real(file), realKey(), real(u"update.json"_s)), expected);
}

void tst_MiniSignature::everyByteOfAFileCounts()
{
    const QByteArray file = real(u"update.json"_s);
    for (const QString &signature : {u"update.json.minisig"_s, u"legacy.minisig"_s}) {
        for (qsizetype i = 0; i < file.size(); i += 7) {
            QByteArray changed = file;
            changed[i] = char(changed[i] ^ 1);
            QCOMPARE(problem(real(signature), realKey(), changed),
                     u"the signature does not match the file"_s);
        }
    }
}

void tst_MiniSignature::verifiesOwnSignatures_data()
{
    QTest::addColumn<bool>("prehashed");
    QTest::newRow("prehashed") << true;
    QTest::newRow("legacy") << false;
}

void tst_MiniSignature::verifiesOwnSignatures()
{
    QFETCH(const bool, prehashed);
    const auto method = prehashed ? MinisignSignature::Method::Prehashed : MinisignSignature::Method::Legacy;
    const test::FeedSigner signer;
    const QByteArray signature = signer.sign(content, "update.json", method);
    QCOMPARE(problem(signature, signer.key(), content), QString());
    QByteArray withReturns = signature;
    withReturns.replace("\n", "\r\n");
    QCOMPARE(problem(withReturns, signer.key(), content), QString());
    QCOMPARE(problem(signature.chopped(1), signer.key(), content), QString());
}

void tst_MiniSignature::refuses_data()
{
    QTest::addColumn<QByteArray>("signature");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("expected");
    const test::FeedSigner &signer = m_signer;
    const test::FeedSigner other;
    const QByteArray signature = signer.sign(content);
    const QString another = u"the signature was made with another key"_s;
    const QString comment = u"the signature does not match its comment"_s;
    QTest::newRow("another key") << other.sign(content) << content << another;
    QTest::newRow("another key id") << altered(signature, 1, 5) << content << another;
    QTest::newRow("other content") << signature << QByteArray(content + ' ')
                                   << u"the signature does not match the file"_s;
    QTest::newRow("no content") << signature << QByteArray() << u"the signature does not match the file"_s;
    QTest::newRow("another trusted comment")
        << QByteArray(signature).replace("timestamp:1790000000", "timestamp:1990000000") << content
        << comment;
    QTest::newRow("another signature of the comment") << altered(signature, 3, 5) << content << comment;
    QTest::newRow("another file") << signer.sign(content, "other.json") << content
                                  << u"the signature is that of another file"_s;
    QTest::newRow("a file whose name only begins so")
        << signer.sign(content, "update.json.old") << content << u"the signature is that of another file"_s;
    // The signature of the hash as a file is not that of the file.
    QByteArray asLegacy = QByteArray::fromBase64(signature.split('\n').at(1));
    asLegacy[1] = 'd';
    const QByteArray legacyLine = asLegacy.toBase64();
    QTest::newRow("another method") << QByteArray(signature).replace(signature.split('\n').at(1), legacyLine)
                                    << content << u"the signature does not match the file"_s;
}

void tst_MiniSignature::refuses()
{
    QFETCH(const QByteArray, signature);
    QFETCH(const QByteArray, content);
    QFETCH(const QString, expected);
    QCOMPARE(problem(signature, m_signer.key(), content), expected);
}

void tst_MiniSignature::everySignedCharacterCounts()
{
    const test::FeedSigner signer;
    const QByteArray signature = signer.sign(content);
    const auto lines = signature.split('\n');
    for (const int line : {1, 3}) {
        for (qsizetype i = 0; i < lines[line].size() - 3; ++i) // behind, bits may be padding
            QVERIFY2(!problem(altered(signature, line, i), signer.key(), content).isEmpty(),
                     qPrintable(u"line %1, character %2"_s.arg(line).arg(i)));
    }
}

void tst_MiniSignature::readsNoOtherText_data()
{
    QTest::addColumn<QByteArray>("text");
    const QByteArray good = test::FeedSigner().sign(content);
    const auto lines = good.split('\n');
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a web page") << QByteArray("<!DOCTYPE html>\n<html>\n</html>\n");
    QTest::newRow("without the first line") << good.mid(good.indexOf('\n') + 1);
    QTest::newRow("without the last line") << (lines[0] + '\n' + lines[1] + '\n' + lines[2] + '\n');
    QTest::newRow("with more behind") << (good + "more\n");
    QTest::newRow("with the wrong mark") << QByteArray(good).replace("\ntrusted", "\nuntrusted");
    QTest::newRow("a short signature") << QByteArray(good).replace(lines[1], lines[1].left(96));
    QTest::newRow("no base64") << QByteArray(good).replace(lines[1], QByteArray(lines[1]).replace(7, 1, "*"));
    QTest::newRow("an unknown method")
        << QByteArray(good).replace(lines[1], QByteArray("XX" + lines[1].mid(2)));
    QTest::newRow("endless") << (good + QByteArray(5000, '\n'));
    QTest::newRow("zeros") << QByteArray(300, '\0');
}

void tst_MiniSignature::readsNoOtherText()
{
    QFETCH(const QByteArray, text);
    const auto signature = parseMinisignSignature(text);
    QVERIFY(!signature);
    QCOMPARE(signature.error().code, u"update_signature"_s);
    QCOMPARE(signature.error().kind, ErrorKind::Protocol);
}

void tst_MiniSignature::readsKeys()
{
    const test::FeedSigner signer;
    QCOMPARE(*parseMinisignKey(signer.keyText()), signer.key());
    QCOMPARE(*parseMinisignKey(QByteArray(signer.keyText() + '\n')), signer.key());
    QCOMPARE(realKey().id.size(), 8);
    const QByteArray text = signer.keyText();
    for (const QByteArray &bad :
         QByteArrayList{{}, text.chopped(4), text + "AAAA", "XX" + text.mid(2), "no key"})
        QCOMPARE(parseMinisignKey(bad).error().code, u"update_key"_s);
}

QTEST_GUILESS_MAIN(tst_MiniSignature)
#include "tst_minisignature.moc"
