#include "ui/browser/attachmentreading.h"

#include <QTemporaryDir>
#include <QTest>

using namespace reasonglass;
using namespace Qt::StringLiterals;

class tst_AttachmentReading : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatServersTake_data();
    void readsWhatServersTake();
    void refuses_data();
    void refuses();
    void refusesWhatIsTooLarge();
    void encodesPictures();

private:
    QString write(const QString &fileName, const QByteArray &bytes) const
    {
        QFile file(m_folder.filePath(fileName));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write %s", qPrintable(fileName));
        return file.fileName();
    }

    QTemporaryDir m_folder;
};

void tst_AttachmentReading::readsWhatServersTake_data()
{
    QTest::addColumn<QString>("fileName");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("mimeType");
    QTest::addColumn<QByteArray>("sent");

    const QByteArray words = "some words\n";
    QTest::newRow("plain text") << u"notes.txt"_s << words << u"text/plain"_s << words;
    QTest::newRow("a script is text")
        << u"tool.sh"_s << QByteArray("#!/bin/sh\n") << u"text/plain"_s << QByteArray("#!/bin/sh\n");
    QTest::newRow("an unknown ending with text") << u"data.qqq"_s << words << u"text/plain"_s << words;
    QTest::newRow("an empty file") << u"empty.txt"_s << QByteArray() << u"text/plain"_s << QByteArray();
    QTest::newRow("a drawing in SVG is text")
        << u"a.svg"_s << QByteArray("<svg/>") << u"text/plain"_s << QByteArray("<svg/>");
    QTest::newRow("UTF-16 becomes UTF-8")
        << u"wide.txt"_s << QByteArray("\xff\xfeh\0i\0", 6) << u"text/plain"_s << QByteArray("hi");
    const QByteArray png = QByteArray::fromHex("89504e470d0a1a0a0000000d49484452");
    QTest::newRow("a picture") << u"a.png"_s << png << u"image/png"_s << png;
    const QByteArray pdf = "%PDF-1.4\n\xe2\xe3\xcf\xd3\n";
    QTest::newRow("PDF") << u"a.pdf"_s << pdf << u"application/pdf"_s << pdf;
}

void tst_AttachmentReading::readsWhatServersTake()
{
    QFETCH(const QString, fileName);
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, mimeType);
    QFETCH(const QByteArray, sent);

    const Result<Attachment> attachment = readAttachment(write(fileName, bytes)).result();
    QVERIFY2(attachment, attachment ? "" : qPrintable(attachment.error().message));
    QCOMPARE(attachment->fileName, fileName);
    QCOMPARE(attachment->mimeType, mimeType);
    QCOMPARE(attachment->bytes, sent);
}

void tst_AttachmentReading::refuses_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("code");

    QTest::newRow("a folder") << m_folder.path() << u"folder"_s;
    QTest::newRow("a missing file") << m_folder.filePath(u"missing"_s) << u"unreadable"_s;
    QTest::newRow("a program") << write(u"program"_s,
                                        QByteArray("\x7f"
                                                   "ELF\x02\x01\0\0\xff\xfe",
                                                   10))
                               << u"unknown_kind"_s;
    QTest::newRow("text in an old encoding") << write(u"old.txt"_s, "caf\xe9\n") << u"unknown_kind"_s;
}

void tst_AttachmentReading::refuses()
{
    QFETCH(const QString, path);
    QFETCH(const QString, code);
    const Result<Attachment> attachment = readAttachment(path).result();
    QVERIFY(!attachment);
    QCOMPARE(attachment.error().code, code);
}

void tst_AttachmentReading::refusesWhatIsTooLarge()
{
    QFile file(m_folder.filePath(u"large.txt"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.resize(largestAttachment + 1));
    file.close();
    const Result<Attachment> attachment = readAttachment(file.fileName()).result();
    QVERIFY(!attachment);
    QCOMPARE(attachment.error().code, u"too_large"_s);
}

void tst_AttachmentReading::encodesPictures()
{
    QImage picture(3, 2, QImage::Format_RGB32);
    picture.fill(Qt::red);
    const Result<Attachment> attachment = encodeAttachment(picture, u"pasted.png"_s).result();
    QVERIFY(attachment);
    QCOMPARE(attachment->mimeType, u"image/png"_s);
    QCOMPARE(QImage::fromData(attachment->bytes).convertToFormat(QImage::Format_RGB32), picture);
}

QTEST_GUILESS_MAIN(tst_AttachmentReading)
#include "tst_attachmentreading.moc"
