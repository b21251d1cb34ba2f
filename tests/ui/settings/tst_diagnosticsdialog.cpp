#include "app/workbench.h"
#include "replay/recordingserver.h"
#include "ui/settings/diagnosticsdialog.h"
#include "ui/settings/logtail.h"
#include "ui/settings/metricsmodel.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

class tst_DiagnosticsDialog : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void showsProgramLibraryAndLog();
    void countsARunWhileVisible();
    void copiesAsText();
    void readsOnlyTheEndOfALongLog();

private:
    void writeLog(const QByteArray &content) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    SystemClock m_clock;
    Profile m_profile;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<DiagnosticsDialog> m_dialog;
};

void tst_DiagnosticsDialog::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_profile = findProfile(m_folder->path(), {}, {});
    QVERIFY(createFolders(m_profile));
    m_workbench =
        std::make_unique<Workbench>(WorkbenchOptions{.profile = m_profile, .useKeyStore = false}, m_clock);
    m_dialog = std::make_unique<DiagnosticsDialog>(*m_workbench);
}

void tst_DiagnosticsDialog::cleanup()
{
    m_dialog.reset();
    m_workbench.reset();
}

void tst_DiagnosticsDialog::writeLog(const QByteArray &content) const
{
    QVERIFY(QDir().mkpath(m_profile.logFolder));
    QFile file(m_profile.logFolder + u"/reasonglass.log"_s);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

void tst_DiagnosticsDialog::showsProgramLibraryAndLog()
{
    writeLog("{\"message\":\"first\"}\n{\"message\":\"last\"}\n");
    m_dialog->show();
    const auto *log = m_dialog->findChild<QPlainTextEdit *>(u"log"_s);
    QTRY_VERIFY(log->toPlainText().endsWith(u"\"last\"}"_s));
    const QString program = m_dialog->findChild<QLabel *>(u"program"_s)->text();
    QVERIFY(program.contains(QString::fromLatin1(qVersion())));
    QVERIFY(program.contains(QDir::toNativeSeparators(m_profile.libraryFile)));
    QTRY_VERIFY(m_dialog->findChild<QLabel *>(u"library"_s)->text().contains(u"0 analyses"_s));
}

void tst_DiagnosticsDialog::countsARunWhileVisible()
{
    RecordingServer server;
    QVERIFY(server.listen());
    QFile recording(u":/samples/sample-completed.sse"_s);
    QVERIFY(recording.open(QIODevice::ReadOnly));
    const QByteArray stream = recording.readAll();
    server.setResponder([&stream](const RecordingServer::Request &) { return eventStream(stream); });

    m_dialog->show();
    QAbstractItemModel *metrics = m_dialog->findChild<QTableView *>(u"metrics"_s)->model();
    const QAbstractItemModelTester tester(metrics, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(metrics->rowCount(), 0);
    auto request = m_workbench->newRequest(u"custom"_s, u"some-model"_s, server.baseUrl().toString());
    QVERIFY2(request, request ? "" : qPrintable(request.error().message));
    request->response.prompt = u"Why?"_s;
    QVERIFY(m_workbench->start(*request));
    QTRY_COMPARE_WITH_TIMEOUT(metrics->rowCount(), 1, 15'000);
    const auto cell = [metrics](MetricsModel::Column column) {
        return metrics->index(0, int(column)).data().toString();
    };
    QTRY_COMPARE_WITH_TIMEOUT(cell(MetricsModel::Column::Completed), u"1"_s, 15'000);
    QCOMPARE(cell(MetricsModel::Column::Runs), u"1"_s);
    QCOMPARE(cell(MetricsModel::Column::Model), u"some-model"_s);
    QVERIFY(cell(MetricsModel::Column::Duration).contains(u'/'));
    QVERIFY(m_dialog->report().contains(u"some-model"_s));
}

void tst_DiagnosticsDialog::copiesAsText()
{
    m_dialog->show();
    m_dialog->findChild<QPushButton *>(u"copy"_s)->click();
    QVERIFY(QGuiApplication::clipboard()->text().contains(QString::fromLatin1(qVersion())));
}

void tst_DiagnosticsDialog::readsOnlyTheEndOfALongLog()
{
    QByteArray content;
    for (int i = 0; i < 50'000; ++i)
        content += "line number " + QByteArray::number(i) + '\n';
    writeLog(content);
    const QStringList lines = readLogTail(m_profile.logFolder, 3).result();
    QCOMPARE(lines, (QStringList{u"line number 49997"_s, u"line number 49998"_s, u"line number 49999"_s}));
    const QStringList many = readLogTail(m_profile.logFolder, 1'000'000).result();
    QVERIFY(many.size() < 50'000);                       // bounded by bytes too
    QVERIFY(many.first().startsWith(u"line number "_s)); // and begins with a whole line
    QCOMPARE(readLogTail(m_folder->filePath(u"nowhere"_s), 3).result(), QStringList());
}

QTEST_MAIN(tst_DiagnosticsDialog)
#include "tst_diagnosticsdialog.moc"
