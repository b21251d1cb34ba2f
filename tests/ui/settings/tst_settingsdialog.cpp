#include "app/workbench.h"
#include "replay/recordingserver.h"
#include "settings/keys.h"
#include "store/samplerun.h"
#include "ui/run/streams.h"
#include "ui/settings/settingsdialog.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDirIterator>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

class tst_SettingsDialog : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void appliesAtOnceAndKeeps();
    void followsChangesMadeElsewhere();
    void resetsOnlyItsPage();
    void tellsWhatTheEnvironmentImposes();
    void neverWritesAKey();
    void saysWhatIsWrongWithAnAddress_data();
    void saysWhatIsWrongWithAnAddress();
    void storesAnAddress();
    void asksAboutPlainHttp();
    void aProxysPasswordIsNoSetting();
    void saysWhatIsWrongWithAuthorities();
    void setsStreamingPerModel();
    void testsTheConnection();
    void saysWhyAConnectionFails();
    void setsTimeOuts();
    void showsWhatAServerDoes();
    void stopsATest();
    void forgetsRefusals();
    void verifiesTheLibrary();
    void closesOnEscape();
    void namesEveryControl();

private:
    template <typename Widget>
    Widget *child(const QString &name) const
    {
        // Providers each have a form: the one that is shown counts.
        for (auto *widget : m_dialog->findChildren<Widget *>(name)) {
            if (widget->isVisibleTo(m_dialog.get()))
                return widget;
        }
        return nullptr;
    }
    void showPage(int row) const { m_dialog->findChild<QListWidget *>(u"pages"_s)->setCurrentRow(row); }
    void open(const QProcessEnvironment &environment = {});

    std::unique_ptr<QTemporaryDir> m_folder;
    SystemClock m_clock;
    Profile m_profile;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<SettingsDialog> m_dialog;
};

void tst_SettingsDialog::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_profile = findProfile(m_folder->path(), {}, {});
    QVERIFY(createFolders(m_profile));
}

void tst_SettingsDialog::cleanup()
{
    m_dialog.reset();
    m_workbench.reset();
}

void tst_SettingsDialog::open(const QProcessEnvironment &environment)
{
    m_workbench = std::make_unique<Workbench>(
        WorkbenchOptions{.profile = m_profile, .environment = environment, .useKeyStore = false}, m_clock);
    m_dialog = std::make_unique<SettingsDialog>(*m_workbench);
    m_dialog->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_dialog.get()));
}

void tst_SettingsDialog::appliesAtOnceAndKeeps()
{
    open();
    QTest::keyClick(child<QComboBox>(u"theme"_s), Qt::Key_End);
    child<QSpinBox>(u"textZoom"_s)->setValue(130);
    child<QCheckBox>(u"probeLocalServers"_s)->click();
    showPage(1);
    QTest::keyClick(child<QComboBox>(u"streaming"_s), Qt::Key_End);
    child<QSpinBox>(u"retries"_s)->setValue(4);
    child<QDoubleSpinBox>(u"dayCap"_s)->setValue(2.5);
    child<QSpinBox>(u"atOnce"_s)->setValue(6);
    child<QCheckBox>(u"preventSleep"_s)->click();
    child<QCheckBox>(u"batchNotice"_s)->click();
    const Settings &settings = m_workbench->settings();
    QCOMPARE(settings.value(keys::theme), u"dark"_s);
    QCOMPARE(settings.value(keys::textZoom), 130);
    QCOMPARE(settings.value(keys::probeLocalServers), false);
    QCOMPARE(settings.value(keys::streaming), u"off"_s);
    QCOMPARE(settings.value(keys::retries), 4);
    QCOMPARE(settings.value(keys::dayCapUsd), 2.5);
    QCOMPARE(settings.value(keys::atOnce), 6);
    QCOMPARE(settings.value(keys::preventSleep), false);
    QCOMPARE(settings.value(keys::batchNotice), false);

    m_dialog.reset();
    m_workbench.reset();
    open();
    QCOMPARE(child<QComboBox>(u"theme"_s)->currentData().toString(), u"dark"_s);
    QCOMPARE(child<QSpinBox>(u"textZoom"_s)->value(), 130);
    QVERIFY(!child<QCheckBox>(u"probeLocalServers"_s)->isChecked());
}

void tst_SettingsDialog::followsChangesMadeElsewhere()
{
    open();
    m_workbench->settings().set(keys::textZoom, 170);
    m_workbench->settings().set(keys::theme, u"light"_s);
    QCOMPARE(child<QSpinBox>(u"textZoom"_s)->value(), 170);
    QCOMPARE(child<QComboBox>(u"theme"_s)->currentData().toString(), u"light"_s);
    m_workbench->settings().set(keys::effort, u"extreme"_s); // from a newer version
    showPage(1);
    QCOMPARE(child<QComboBox>(u"effort"_s)->currentData().toString(), u"extreme"_s);
}

void tst_SettingsDialog::resetsOnlyItsPage()
{
    open();
    m_workbench->settings().set(keys::textZoom, 170);
    m_workbench->settings().set(keys::retries, 7);
    showPage(1);
    m_dialog->findChild<QPushButton *>(u"resetPage"_s)->click();
    QCOMPARE(m_workbench->settings().value(keys::retries), keys::retries.defaultValue);
    QCOMPARE(child<QSpinBox>(u"retries"_s)->value(), keys::retries.defaultValue);
    QCOMPARE(m_workbench->settings().value(keys::textZoom), 170);
}

void tst_SettingsDialog::tellsWhatTheEnvironmentImposes()
{
    QProcessEnvironment environment;
    environment.insert(u"REASONGLASS_STREAMING"_s, u"off"_s);
    open(environment);
    showPage(1);
    const auto labels = m_dialog->findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
        return label->text().contains(u"sets streaming to “off”"_s);
    }));
}

void tst_SettingsDialog::neverWritesAKey()
{
    const QString key = u"sk-do-not-write-me-0123456789"_s;
    open();
    m_dialog->showProvider(u"openai"_s);
    auto *field = child<QLineEdit>(u"keyField"_s);
    QVERIFY(field);
    QCOMPARE(m_dialog->focusWidget(), field);
    QTest::keyClicks(field, key);
    child<QPushButton>(u"sessionKey"_s)->click();
    QCOMPARE(m_workbench->secrets().origin(u"openai"_s, u"api.openai.com"_s),
             SecretStore::KeyOrigin::SessionOnly);
    m_workbench->settings().set(keys::textZoom, 140); // so that there is a file
    QVERIFY(m_workbench->settings().sync());
    m_workbench->flush();

    for (const QLineEdit *line : m_dialog->findChildren<QLineEdit *>())
        QVERIFY(!line->text().contains(key));
    for (const QLabel *label : m_dialog->findChildren<QLabel *>())
        QVERIFY(!label->text().contains(key));
    int files = 0;
    for (QDirIterator it(m_folder->path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
         it.hasNext();) {
        QFile file(it.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(!file.readAll().contains(key.toUtf8()), qPrintable(file.fileName()));
        ++files;
    }
    QVERIFY(files > 0);
    QVERIFY(QFile::exists(m_profile.settingsFile));
}

void tst_SettingsDialog::saysWhatIsWrongWithAnAddress_data()
{
    QTest::addColumn<QString>("address");
    QTest::newRow("no scheme that is known") << u"ftp://example.com"_s;
    QTest::newRow("a name and a password") << u"https://me:secret@example.com/v1"_s;
    QTest::newRow("a query") << u"https://example.com/v1?key=1"_s;
}

void tst_SettingsDialog::saysWhatIsWrongWithAnAddress()
{
    QFETCH(const QString, address);
    open();
    m_dialog->showProvider(u"openai"_s);
    auto *field = child<QLineEdit>(u"address"_s);
    QVERIFY(!child<QLabel>(u"addressProblem"_s));
    field->setFocus();
    QTest::keyClicks(field, address);
    QTest::keyClick(field, Qt::Key_Return);
    const auto *problem = child<QLabel>(u"addressProblem"_s);
    QVERIFY(problem);
    QVERIFY(problem->text().size() > 5);
    QCOMPARE(m_workbench->settings().value(keys::providerBaseUrl(u"openai"_s)), QString());
    field->selectAll();
    QTest::keyClick(field, Qt::Key_Delete);
    QVERIFY(!child<QLabel>(u"addressProblem"_s));
}

void tst_SettingsDialog::storesAnAddress()
{
    open();
    m_dialog->showProvider(u"openai"_s);
    auto *field = child<QLineEdit>(u"address"_s);
    QCOMPARE(field->placeholderText(), u"https://api.openai.com/v1"_s);
    field->setFocus();
    QTest::keyClicks(field, u" https://proxy.example/v1/ "_s);
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(m_workbench->settings().value(keys::providerBaseUrl(u"openai"_s)),
             u"https://proxy.example/v1"_s);
    QVERIFY(child<QLabel>(u"keyOrigin"_s)->text().contains(u"proxy.example"_s));
    m_dialog->findChild<QPushButton *>(u"resetPage"_s)->click();
    QCOMPARE(m_workbench->settings().value(keys::providerBaseUrl(u"openai"_s)), QString());
    QVERIFY(field->text().isEmpty());
    QVERIFY(child<QLabel>(u"keyOrigin"_s)->text().contains(u"api.openai.com"_s));
}

void tst_SettingsDialog::asksAboutPlainHttp()
{
    open();
    m_dialog->showProvider(u"custom"_s);
    QVERIFY(!child<QPushButton>(u"allowHttp"_s));
    auto *field = child<QLineEdit>(u"address"_s);
    field->setFocus();
    QTest::keyClicks(field, u"http://gpu-box:8000/v1"_s);
    QTest::keyClick(field, Qt::Key_Return);
    auto *button = child<QPushButton>(u"allowHttp"_s);
    QVERIFY(button);
    QVERIFY(child<QLabel>(u"plainHttp"_s)->text().contains(u"gpu-box:8000"_s));
    QVERIFY(!child<QPushButton>(u"testConnection"_s)->isEnabled());
    QCOMPARE(m_workbench->obstacle(u"custom"_s).value_or(Error{}).code, u"plain_http"_s);

    button->click();
    QCOMPARE(m_workbench->settings().value(keys::plainHttpHosts), QStringList{u"gpu-box:8000"_s});
    QVERIFY(!m_workbench->obstacle(u"custom"_s));
    QVERIFY(child<QPushButton>(u"testConnection"_s)->isEnabled());
    showPage(3);
    QCOMPARE(child<QListWidget>(u"plainHttpHosts"_s)->count(), 1);
    child<QListWidget>(u"plainHttpHosts"_s)->setCurrentRow(0);
    child<QPushButton>(u"forbidPlainHttp"_s)->click();
    QCOMPARE(child<QListWidget>(u"plainHttpHosts"_s)->count(), 0);
    QCOMPARE(m_workbench->obstacle(u"custom"_s).value_or(Error{}).code, u"plain_http"_s);

    // The same question once more; the button takes its answer back, too.
    m_dialog->showProvider(u"custom"_s);
    button->click();
    QVERIFY(!m_workbench->obstacle(u"custom"_s));
    button->click();
    QVERIFY(m_workbench->obstacle(u"custom"_s));
}

void tst_SettingsDialog::aProxysPasswordIsNoSetting()
{
    const QString password = u"pässword never written 0123"_s;
    open();
    showPage(3);
    QVERIFY(!child<QLineEdit>(u"proxyHost"_s)->isEnabled());
    QTest::keyClick(child<QComboBox>(u"proxy"_s), Qt::Key_End);
    QCOMPARE(m_workbench->settings().value(keys::proxy), u"socks5"_s);
    QCOMPARE(m_workbench->obstacle(u"ollama"_s), std::nullopt); // this machine is reached without
    m_workbench->settings().set(keys::providerBaseUrl(u"custom"_s), u"https://example.com/v1"_s);
    QCOMPARE(m_workbench->obstacle(u"custom"_s).value_or(Error{}).code, u"no_proxy_host"_s);
    auto *host = child<QLineEdit>(u"proxyHost"_s);
    host->setFocus();
    QTest::keyClicks(host, u"proxy.example"_s);
    QTest::keyClick(host, Qt::Key_Return);
    child<QSpinBox>(u"proxyPort"_s)->setValue(1081);
    auto *user = child<QLineEdit>(u"proxyUser"_s);
    user->setFocus();
    QTest::keyClicks(user, u"me"_s);
    auto *field = child<QLineEdit>(u"proxyPassword"_s);
    field->setFocus();
    field->setText(password);
    child<QPushButton>(u"storeProxyPassword"_s)->click();
    QVERIFY(field->text().isEmpty());

    const QNetworkProxy proxy =
        m_workbench->connectionRules().proxyFor(QUrl(u"https://example.com"_s)).result();
    QCOMPARE(proxy.type(), QNetworkProxy::Socks5Proxy);
    QCOMPARE(proxy.hostName() + proxy.user() + proxy.password(), u"proxy.example"_s + u"me"_s + password);
    QCOMPARE(int(proxy.port()), 1081);
    m_workbench->settings().set(keys::proxyPort, 1082); // another proxy does not get it
    QCOMPARE(m_workbench->connectionRules().proxyFor(QUrl(u"https://example.com"_s)).result().password(),
             QString());
    QVERIFY(m_workbench->settings().sync());
    QFile file(m_profile.settingsFile);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray content = file.readAll();
    QVERIFY(content.contains("proxy.example"));
    QVERIFY(!content.contains("never written"));
}

void tst_SettingsDialog::saysWhatIsWrongWithAuthorities()
{
    open();
    showPage(3);
    QVERIFY(!child<QLabel>(u"caProblem"_s));
    auto *field = child<QLineEdit>(u"caFile"_s);
    field->setFocus();
    QTest::keyClicks(field, m_folder->filePath(u"nothing.pem"_s));
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(child<QLabel>(u"caProblem"_s)->text().startsWith(u"⚠"_s));
    m_workbench->settings().set(keys::providerBaseUrl(u"custom"_s), u"https://example.com/v1"_s);
    QCOMPARE(m_workbench->obstacle(u"custom"_s).value_or(Error{}).code, u"ca_file"_s);
    m_workbench->settings().set(
        keys::caFile, QStringLiteral(REASONGLASS_SOURCE_DIR "/tests/support/certificates/authority.pem"));
    QVERIFY(child<QLabel>(u"caProblem"_s)->text().startsWith(u"✓"_s));
    QVERIFY(!m_workbench->obstacle(u"custom"_s));
    m_dialog->findChild<QPushButton *>(u"resetPage"_s)->click();
    QCOMPARE(m_workbench->settings().value(keys::caFile), QString());
}

void tst_SettingsDialog::setsStreamingPerModel()
{
    open();
    m_dialog->showProvider(u"openai"_s);
    auto *models = child<QComboBox>(u"models"_s);
    auto *streaming = child<QComboBox>(u"modelStreaming"_s);
    QVERIFY(models->count() > 1);
    models->setCurrentIndex(0);
    QTest::keyClick(streaming, Qt::Key_End);
    QCOMPARE(m_workbench->settings().value(keys::modelStreaming(u"openai"_s, models->itemText(0))), u"off"_s);
    models->setCurrentIndex(1);
    QCOMPARE(streaming->currentData().toString(), u"auto"_s);
    models->setCurrentIndex(0);
    QCOMPARE(streaming->currentData().toString(), u"off"_s);
}

void tst_SettingsDialog::testsTheConnection()
{
    RecordingServer server;
    QVERIFY(server.listen());
    server.setResponder([](const RecordingServer::Request &) {
        return jsonAnswer(
            200, R"({"object":"list","data":[{"id":"m-1","object":"model"},{"id":"m-2","object":"model"}]})");
    });
    open();
    m_workbench->settings().set(keys::providerBaseUrl(u"custom"_s), server.baseUrl().toString());
    m_dialog->showProvider(u"custom"_s);
    child<QPushButton>(u"testConnection"_s)->click();
    QVERIFY(!child<QPushButton>(u"testConnection"_s)->isEnabled());
    QTRY_VERIFY(child<QPushButton>(u"testConnection"_s)->isEnabled());
    const QString result = child<QLabel>(u"testResult"_s)->text();
    QVERIFY2(result.contains(u"OK, 2 models, "_s) && result.endsWith(u" ms"_s), qPrintable(result));
    QVERIFY(child<QComboBox>(u"models"_s)->findText(u"m-2"_s) >= 0);
}

void tst_SettingsDialog::setsTimeOuts()
{
    open();
    m_dialog->showProvider(u"xai"_s);
    const auto text = [this](const char *name) { return child<QSpinBox>(QString::fromLatin1(name))->text(); };
    QCOMPARE(text("connectSeconds"), u"built in: 15 s"_s);
    QVERIFY2(text("idleSeconds").startsWith(u"built in: "_s), qPrintable(text("idleSeconds")));
    QCOMPARE(text("totalSeconds"), u"built in: never"_s);
    auto *idle = child<QSpinBox>(u"idleSeconds"_s);
    idle->setFocus();
    idle->selectAll();
    QTest::keyClicks(idle, u"1200"_s);
    QTest::keyClick(idle, Qt::Key_Return);
    QCOMPARE(m_workbench->settings().value(keys::providerIdleSeconds(u"xai"_s)), 1200);
    QCOMPARE(idle->text(), u"1,200 s"_s);
    idle->setValue(idle->minimum());
    QCOMPARE(idle->text(), u"never"_s);
    QCOMPARE(m_workbench->settings().value(keys::providerIdleSeconds(u"xai"_s)), keys::neverSeconds);
    child<QSpinBox>(u"connectSeconds"_s)->setValue(40);
    child<QSpinBox>(u"headersSeconds"_s)->setValue(50);
    child<QSpinBox>(u"totalSeconds"_s)->setValue(3600);
    QCOMPARE(m_workbench->settings().value(keys::providerConnectSeconds(u"xai"_s)), 40);
    QCOMPARE(m_workbench->settings().value(keys::providerHeadersSeconds(u"xai"_s)), 50);
    QCOMPARE(m_workbench->settings().value(keys::providerTotalSeconds(u"xai"_s)), 3600);
    auto *atOnce = child<QSpinBox>(u"providerAtOnce"_s);
    QCOMPARE(atOnce->text(), u"as many as in all"_s);
    atOnce->setValue(2);
    QCOMPARE(m_workbench->settings().value(keys::providerAtOnce(u"xai"_s)), 2);
    QCOMPARE(child<QSpinBox>(u"connectSeconds"_s)->minimum(), 0); // to connect for ever helps no one
}

void tst_SettingsDialog::showsWhatAServerDoes()
{
    RecordingServer server;
    QVERIFY(server.listen());
    open();
    m_workbench->settings().set(keys::providerBaseUrl(u"custom"_s), server.baseUrl().toString());
    m_dialog->showProvider(u"custom"_s);
    auto *start = child<QPushButton>(u"tryServer"_s);
    QVERIFY(start);
    QVERIFY(!start->isEnabled()); // no model is known yet
    server.enqueue(jsonAnswer(200, R"({"data":[{"id":"m-1"}]})"));
    child<QPushButton>(u"testConnection"_s)->click();
    QTRY_VERIFY(start->isEnabled());

    server.enqueue(jsonAnswer(200, R"({"data":[{"id":"m-1"}]})"));
    server.enqueue(eventStream(test::created() + test::answer(u"ready"_s) + test::completed()));
    start->click();
    QVERIFY(start->text().contains(u"top"_s));
    const auto *table = start->parentWidget()->findChild<QTableWidget *>(u"report"_s);
    QTRY_VERIFY(table->isVisibleTo(m_dialog.get()));
    QVERIFY(start->text().contains(u"ry what"_s));
    child<QPushButton>(u"copyReport"_s)->click();
    const QString report = QGuiApplication::clipboard()->text();
    for (const QString &line : {u"✓ List of models: one model"_s, u"✓ Terminal event: sent"_s,
                                u"– Sequence numbers: not sent"_s, u"✓ Usage: reported"_s})
        QVERIFY2(report.contains(line), qPrintable(report));
    QCOMPARE(table->rowCount(), int(report.count(u'\n')));
}

void tst_SettingsDialog::stopsATest()
{
    RecordingServer server;
    QVERIFY(server.listen());
    open();
    m_workbench->settings().set(keys::providerBaseUrl(u"custom"_s), server.baseUrl().toString());
    m_dialog->showProvider(u"custom"_s);
    server.enqueue(jsonAnswer(200, R"({"data":[{"id":"m-1"}]})"));
    child<QPushButton>(u"testConnection"_s)->click();
    auto *start = child<QPushButton>(u"tryServer"_s);
    QTRY_VERIFY(start->isEnabled());
    server.enqueue(jsonAnswer(200, R"({"data":[{"id":"m-1"}]})"));
    server.enqueue(test::stalledAfter(test::created()));
    start->click();
    QTRY_COMPARE(server.requests().size(), std::size_t(3));
    start->click();
    QVERIFY(start->text().contains(u"ry what"_s));
    QTRY_COMPARE(server.connectionsOpen(), 0);
    QVERIFY(child<QPushButton>(u"copyReport"_s)->isVisibleTo(m_dialog.get())); // what is known is shown
}

void tst_SettingsDialog::saysWhyAConnectionFails()
{
    RecordingServer server;
    QVERIFY(server.listen());
    server.setResponder([](const RecordingServer::Request &) {
        return jsonAnswer(401,
                          R"({"error":{"message":"Incorrect API key provided","code":"invalid_api_key"}})");
    });
    open();
    m_workbench->settings().set(keys::providerBaseUrl(u"custom"_s), server.baseUrl().toString());
    m_dialog->showProvider(u"custom"_s);
    child<QPushButton>(u"testConnection"_s)->click();
    QTRY_VERIFY(child<QPushButton>(u"testConnection"_s)->isEnabled());
    const QString result = child<QLabel>(u"testResult"_s)->text();
    QVERIFY2(result.startsWith(u"✕"_s), qPrintable(result));
    QVERIFY2(result.contains(u"key"_s), qPrintable(result));
}

void tst_SettingsDialog::forgetsRefusals()
{
    open();
    showPage(1);
    QVERIFY(!child<QPushButton>(u"forgetRefusals"_s)->isEnabled());
    RefusalMemory(m_workbench->settings())
        .note({u"openai"_s, u"api.openai.com"_s, u"m"_s, {}}, {u"temperature"_s, u"no"_s}, 0);
    QVERIFY(child<QLabel>(u"refusals"_s)->text().startsWith(u"One refusal"_s));
    child<QPushButton>(u"forgetRefusals"_s)->click();
    QCOMPARE(m_workbench->settings().value(keys::knownRefusals), QByteArray());
    QVERIFY(!child<QPushButton>(u"forgetRefusals"_s)->isEnabled());
}

void tst_SettingsDialog::verifiesTheLibrary()
{
    {
        LibraryWriter writer(m_profile.libraryFile);
        for (qint64 id = 1; id <= 3; ++id)
            write(writer, sampleRun(id));
    }
    open();
    showPage(4);
    QCOMPARE(QDir::fromNativeSeparators(child<QLineEdit>(u"libraryPath"_s)->text()), m_profile.libraryFile);
    QTRY_VERIFY(child<QLabel>(u"libraryContent"_s)->text().contains(u"Analyses: 3"_s));
    QVERIFY(!m_dialog->findChild<QPushButton *>(u"resetPage"_s)->isEnabled());
    child<QPushButton>(u"verify"_s)->click();
    QTRY_VERIFY(child<QPushButton>(u"verify"_s)->isEnabled());
    const QString verdict = child<QLabel>(u"verdict"_s)->text();
    QVERIFY2(verdict.contains(u"Analyses checked: 3"_s), qPrintable(verdict));
}

void tst_SettingsDialog::closesOnEscape()
{
    open();
    QVERIFY(!m_dialog->isModal());
    QTest::keyClick(m_dialog.get(), Qt::Key_Escape);
    QVERIFY(!m_dialog->isVisible());
}

void tst_SettingsDialog::namesEveryControl()
{
    open();
    m_dialog->showProvider(u"openai"_s);
    QSet<QWidget *> labelled;
    for (const QLabel *label : m_dialog->findChildren<QLabel *>())
        labelled.insert(label->buddy());
    for (QWidget *widget : m_dialog->findChildren<QWidget *>()) {
        const bool needsName = widget->inherits("QComboBox") || widget->inherits("QAbstractSpinBox")
            || (widget->inherits("QLineEdit") && !widget->parent()->inherits("QAbstractSpinBox"))
            || widget->inherits("QListWidget");
        if (needsName)
            QVERIFY2(!widget->accessibleName().isEmpty() || labelled.contains(widget),
                     qPrintable(widget->objectName()));
    }
}

QTEST_MAIN(tst_SettingsDialog)
#include "tst_settingsdialog.moc"
