#include "app/workbench.h"
#include "store/libraryreader.h"
#include "store/samplerun.h"
#include "ui/library/librarycaredialog.h"

#include <QDialogButtonBox>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

class tst_LibraryCareDialog : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void saysWhereTheBackupIs();
    void saysThatTheLibraryIsWhole();
    void offersRepairOfADamagedLibrary();
    void repairsALibraryThatIsInUse();
    void mayBeClosedAtAnyTime();
    void namesEveryControl();

private:
    Workbench &open();
    static QString sentence(const QDialog &dialog);
    static bool hasEnded(const QDialog &dialog) { return dialog.findChild<QProgressBar *>()->isHidden(); }
    void spoil();

    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<QTemporaryDir> m_folder;
    Profile m_profile;
    SystemClock m_clock;
};

void tst_LibraryCareDialog::init()
{
    m_workbench.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_profile = findProfile(m_folder->path(), {}, {});
    LibraryWriter writer(m_profile.libraryFile);
    for (int id = 1; id <= 30; ++id)
        write(writer, sampleRun(id));
}

Workbench &tst_LibraryCareDialog::open()
{
    m_workbench =
        std::make_unique<Workbench>(WorkbenchOptions{.profile = m_profile, .useKeyStore = false}, m_clock);
    return *m_workbench;
}

QString tst_LibraryCareDialog::sentence(const QDialog &dialog)
{
    QString text;
    for (const QLabel *label : dialog.findChildren<QLabel *>())
        text += label->text() + u'\n';
    return text;
}

/// Overwrites a page of the events in the middle of the file.
void tst_LibraryCareDialog::spoil()
{
    const auto page = PlainConnection(m_profile.libraryFile)
                          .value(u"SELECT rootpage FROM sqlite_master WHERE name = 'event_chunk'"_s)
                          .toLongLong();
    QFile file(m_profile.libraryFile);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek((page - 1) * 4096));
    QCOMPARE(file.write(QByteArray(4096, '\x5a')), 4096);
}

void tst_LibraryCareDialog::saysWhereTheBackupIs()
{
    const QString target = m_folder->filePath(u"copy.sqlite"_s);
    auto *dialog = new LibraryCareDialog(open(), LibraryCareDialog::Task::BackUp, target);
    dialog->show();
    QTRY_VERIFY(hasEnded(*dialog));
    QVERIFY(sentence(*dialog).contains(u"copied and the copy was checked"));
    QVERIFY(sentence(*dialog).contains(target));
    QVERIFY(LibraryReader::open(target));
    dialog->close();
}

void tst_LibraryCareDialog::saysThatTheLibraryIsWhole()
{
    auto *dialog = new LibraryCareDialog(open(), LibraryCareDialog::Task::Verify);
    dialog->show();
    QTRY_VERIFY(hasEnded(*dialog));
    QVERIFY2(sentence(*dialog).contains(u"The library is whole"), qPrintable(sentence(*dialog)));
    QVERIFY(dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Close)->hasFocus());
    dialog->close();
}

void tst_LibraryCareDialog::offersRepairOfADamagedLibrary()
{
    spoil();
    auto *dialog = new LibraryCareDialog(open(), LibraryCareDialog::Task::Verify);
    const QPointer<QDialog> alive(dialog);
    const QSignalSpy wanted(dialog, &LibraryCareDialog::repairWanted);
    dialog->show();
    QTRY_VERIFY(hasEnded(*dialog));
    QVERIFY(sentence(*dialog).contains(u"Damage was found"));
    QPushButton *repair = nullptr;
    for (QPushButton *button : dialog->findChildren<QPushButton *>()) {
        if (button->text() == u"&Repair…")
            repair = button;
    }
    QVERIFY(repair);
    repair->click();
    QCOMPARE(wanted.size(), 1);
    QTRY_VERIFY(!alive);
}

void tst_LibraryCareDialog::repairsALibraryThatIsInUse()
{
    spoil();
    Workbench &workbench = open();
    workbench.flush();
    auto *dialog = new LibraryCareDialog(workbench, LibraryCareDialog::Task::Repair);
    workbench.setNote(AnalysisId(7), u"meanwhile"_s); // waits until the new library is there
    dialog->show();
    QTRY_VERIFY(hasEnded(*dialog));
    QVERIFY2(sentence(*dialog).contains(u"The old file was kept"), qPrintable(sentence(*dialog)));
    workbench.flush();
    const auto reader = LibraryReader::open(m_profile.libraryFile);
    QVERIFY(reader);
    const auto verdict = (*reader)->verifyAll();
    QVERIFY2(verdict, qPrintable(verdict ? QString() : verdict.error().message));
    QCOMPARE(*verdict, 30);
    QVERIFY((*reader)->load(AnalysisId(7))->note.contains(u"meanwhile"));
    auto rows = workbench.library().list({});
    QTRY_VERIFY(rows.isFinished());
    QCOMPARE(rows.result()->size(), 30);
    dialog->close();
}

void tst_LibraryCareDialog::mayBeClosedAtAnyTime()
{
    for (const auto task : {LibraryCareDialog::Task::BackUp, LibraryCareDialog::Task::Verify,
                            LibraryCareDialog::Task::Repair}) {
        auto *dialog = new LibraryCareDialog(open(), task);
        dialog->show();
        delete dialog;
        m_workbench.reset(); // waits for what is at work
        QVERIFY(LibraryReader::open(m_profile.libraryFile));
    }
}

void tst_LibraryCareDialog::namesEveryControl()
{
    auto *dialog = new LibraryCareDialog(open(), LibraryCareDialog::Task::Verify);
    for (const QLabel *label : dialog->findChildren<QLabel *>())
        QVERIFY(!label->accessibleName().isEmpty());
    QVERIFY(!dialog->findChild<QProgressBar *>()->accessibleName().isEmpty());
    QVERIFY(!dialog->windowTitle().isEmpty());
    delete dialog;
}

QTEST_MAIN(tst_LibraryCareDialog)
#include "tst_librarycaredialog.moc"
