#include "settings/keys.h"
#include "ui/browser/composer.h"
#include "ui/browser/messagebar.h"
#include "ui/browser/prompteditor.h"
#include "ui/browser/workbenchfixture.h"

#include <QAccessible>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QDropEvent>
#include <QGuiApplication>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

using namespace reasonglass;
using namespace Qt::StringLiterals;
using reasonglass::test::WorkbenchFixture;

namespace {

/// A composer as a person has it before them.
class Desk
{
public:
    explicit Desk(bool withKey = true)
        : fixture(withKey)
        , composer(fixture.workbench)
        , runs(&composer, &Composer::runRequested)
    {
        composer.setModel(u"openai"_s, u"gpt-5-mini"_s);
        composer.resize(900, 200);
        composer.show();
        composer.activateWindow();
        if (!QTest::qWaitForWindowActive(&composer))
            qFatal("the composer does not become active");
    }

    PromptEditor *prompt() const { return composer.findChild<PromptEditor *>(u"prompt"_s); }
    PromptEditor *instructions() const { return composer.findChild<PromptEditor *>(u"instructions"_s); }
    QComboBox *combo(const QString &name) const { return composer.findChild<QComboBox *>(name); }
    MessageBar *message() const { return composer.findChild<MessageBar *>(); }
    void clickRun() const { QTest::mouseClick(composer.findChild<QPushButton *>(u"run"_s), Qt::LeftButton); }
    AnalysisRequest request() const { return runs.last().at(0).value<AnalysisRequest>(); }

    void drop(QWidget *target, const QMimeData &data) const
    {
        const QPoint place = target->rect().center();
        QDragEnterEvent enter(place, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(target, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(QPointF(place), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(target, &event);
    }

    WorkbenchFixture fixture;
    Composer composer;
    QSignalSpy runs;
};

QString writeFile(const QTemporaryDir &folder, const QString &fileName, const QByteArray &bytes)
{
    QFile file(folder.filePath(fileName));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write a file");
    return file.fileName();
}

QMimeData *fileData(const QStringList &paths)
{
    auto *data = new QMimeData;
    QList<QUrl> urls;
    for (const QString &path : paths)
        urls.append(QUrl::fromLocalFile(path));
    data->setUrls(urls);
    return data;
}

} // namespace

class tst_Composer : public QObject
{
    Q_OBJECT

private slots:
    void buildsTheRequest();
    void theKeysRunOnce();
    void aDoubleClickRunsOnce();
    void offersTheEffortsOfTheModel();
    void keepsTheDraftWhenTheModelChanges();
    void sendsOnlyOptionsTheModelAccepts();
    void takesDroppedFiles();
    void takesPastedPictures();
    void refusesFolders();
    void runsOnceFilesAreRead();
    void removesFiles();
    void roundTripsARequest();
    void backgroundModeImpliesStoring();
    void takesOnlyTheTextOfASample();
    void saysWhatIsInTheWay();
    void asksForAQuestionAndAModel();
    void growsWithTheText();
    void theTabKeyGoesInReadingOrder();
    void everyControlHasAName();
};

void tst_Composer::buildsTheRequest()
{
    const Desk desk;
    QTest::keyClicks(desk.prompt(), u"Why?"_s);
    desk.combo(u"effort"_s)->setCurrentIndex(desk.combo(u"effort"_s)->findData(u"high"_s));
    desk.combo(u"summary"_s)->setCurrentIndex(desk.combo(u"summary"_s)->findData(u"detailed"_s));
    desk.clickRun();
    QCOMPARE(desk.runs.size(), 1);
    const AnalysisRequest request = desk.request();
    QCOMPARE(request.providerId, u"openai"_s);
    QCOMPARE(request.baseUrl, u"https://api.openai.com/v1"_s);
    QCOMPARE(request.response.model, u"gpt-5-mini"_s);
    QCOMPARE(request.response.prompt, u"Why?"_s);
    QCOMPARE(request.response.effort, u"high"_s);
    QCOMPARE(request.response.summary, u"detailed"_s);
    QCOMPARE(request.response.instructions, QString());
    QCOMPARE(request.response.store, std::optional<bool>(false));
    QVERIFY(request.response.attachments.empty());
    QCOMPARE(desk.prompt()->toPlainText(), u"Why?"_s);
}

void tst_Composer::theKeysRunOnce()
{
    const Desk desk;
    desk.prompt()->setFocus();
    QTest::keyClicks(desk.prompt(), u"Why?"_s);
    QTest::keyClick(desk.prompt(), Qt::Key_Return);
    QCOMPARE(desk.runs.size(), 0);
    QTest::keyClick(desk.prompt(), Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(desk.runs.size(), 1);
    QCOMPARE(desk.request().response.prompt, u"Why?\n"_s);
}

void tst_Composer::aDoubleClickRunsOnce()
{
    const Desk desk;
    QTest::keyClicks(desk.prompt(), u"Why?"_s);
    desk.clickRun();
    desk.clickRun();
    QCOMPARE(desk.runs.size(), 1);
    QTest::keyClicks(desk.prompt(), u"?"_s);
    desk.clickRun();
    QCOMPARE(desk.runs.size(), 2);
}

void tst_Composer::offersTheEffortsOfTheModel()
{
    Desk desk;
    const QComboBox *effort = desk.combo(u"effort"_s);
    QStringList offered;
    for (int i = 0; i < effort->count(); ++i)
        offered.append(effort->itemData(i).toString());
    QCOMPARE(offered, QStringList({QString(), u"minimal"_s, u"low"_s, u"medium"_s, u"high"_s}));
    QVERIFY(effort->isVisible());

    desk.composer.setModel(u"openai"_s, u"gpt-4.1"_s);
    QVERIFY(!effort->isVisible());
    QVERIFY(!desk.combo(u"summary"_s)->isVisible());
}

void tst_Composer::keepsTheDraftWhenTheModelChanges()
{
    Desk desk;
    QTest::keyClicks(desk.prompt(), u"Why?"_s);
    QComboBox *effort = desk.combo(u"effort"_s);
    effort->setCurrentIndex(effort->findData(u"high"_s));
    desk.composer.setModel(u"xai"_s, u"grok-4.3"_s);
    QCOMPARE(desk.prompt()->toPlainText(), u"Why?"_s);
    QCOMPARE(effort->currentData().toString(), u"high"_s);
    desk.composer.setModel(u"xai"_s, u"grok-4.20-0309-reasoning"_s);
    QCOMPARE(desk.prompt()->toPlainText(), u"Why?"_s);
}

void tst_Composer::sendsOnlyOptionsTheModelAccepts()
{
    Desk desk;
    QTest::keyClicks(desk.prompt(), u"Why?"_s);
    AnalysisRequest wanted{.providerId = u"openai"_s};
    wanted.response = {.model = u"gpt-6-luna"_s, .prompt = u"Why?"_s};
    wanted.response.effort = u"none"_s;
    wanted.response.verbosity = u"low"_s;
    wanted.response.maxOutputTokens = 5000;
    wanted.response.temperature = 0.5;
    wanted.streaming = StreamingMode::Off;
    desk.composer.setRequest(wanted);
    desk.clickRun();
    QCOMPARE(desk.request().response.temperature, std::optional(0.5));
    QCOMPARE(desk.request().response.verbosity, u"low"_s);
    QCOMPARE(desk.request().response.maxOutputTokens, std::optional(5000));
    QCOMPARE(desk.request().streaming, StreamingMode::Off);

    // This model takes a temperature only when it does not reason.
    QComboBox *effort = desk.combo(u"effort"_s);
    effort->setCurrentIndex(effort->findData(u"high"_s));
    desk.clickRun();
    QCOMPARE(desk.request().response.temperature, std::optional<double>());

    desk.composer.setModel(u"openai"_s, u"gpt-5-mini"_s);
    desk.clickRun();
    QCOMPARE(desk.runs.size(), 3);
    QCOMPARE(desk.request().response.temperature, std::optional<double>());
    QCOMPARE(desk.request().response.verbosity, u"low"_s);
}

void tst_Composer::takesDroppedFiles()
{
    const Desk desk;
    const QTemporaryDir folder;
    const std::unique_ptr<QMimeData> notes(fileData({writeFile(folder, u"notes.txt"_s, "some words")}));
    QImage picture(4, 4, QImage::Format_RGB32);
    picture.fill(Qt::blue);
    QVERIFY(picture.save(folder.filePath(u"blue.png"_s)));
    const std::unique_ptr<QMimeData> blue(fileData({folder.filePath(u"blue.png"_s)}));

    QTest::keyClicks(desk.prompt(), u"Compare"_s);
    desk.drop(desk.prompt()->viewport(), *notes);
    desk.drop(const_cast<Composer *>(&desk.composer), *blue);
    desk.clickRun();
    QTRY_COMPARE(desk.runs.size(), 1);
    const auto attachments = desk.request().response.attachments;
    QCOMPARE(attachments.size(), size_t(2));
    QCOMPARE(attachments[0], (Attachment{u"notes.txt"_s, u"text/plain"_s, "some words"}));
    QCOMPARE(attachments[1].fileName, u"blue.png"_s);
    QCOMPARE(attachments[1].mimeType, u"image/png"_s);
    QCOMPARE(desk.prompt()->toPlainText(), u"Compare"_s);
}

void tst_Composer::takesPastedPictures()
{
    const Desk desk;
    QImage picture(4, 4, QImage::Format_RGB32);
    picture.fill(Qt::green);
    QGuiApplication::clipboard()->setImage(picture);
    desk.prompt()->paste();
    desk.clickRun();
    QTRY_COMPARE(desk.runs.size(), 1);
    const auto attachments = desk.request().response.attachments;
    QCOMPARE(attachments.size(), size_t(1));
    QCOMPARE(QImage::fromData(attachments[0].bytes).convertToFormat(QImage::Format_RGB32), picture);

    // A spreadsheet offers its cells as text and as a picture: the text is meant.
    auto *cells = new QMimeData;
    cells->setText(u"1\t2"_s);
    cells->setImageData(picture);
    QGuiApplication::clipboard()->setMimeData(cells);
    desk.prompt()->paste();
    QCOMPARE(desk.prompt()->toPlainText(), u"1\t2"_s);
}

void tst_Composer::refusesFolders()
{
    const Desk desk;
    const QTemporaryDir folder;
    const std::unique_ptr<QMimeData> data(fileData({folder.path()}));
    QTest::keyClicks(desk.prompt(), u"Why?"_s);
    desk.drop(const_cast<Composer *>(&desk.composer), *data);
    desk.clickRun();
    QTRY_VERIFY(desk.message()->isVisible());
    QVERIFY(desk.message()->text().contains(u"is a folder"_s));
    QCOMPARE(desk.runs.size(), 0); // without the file it would be another question
    desk.clickRun();
    QCOMPARE(desk.runs.size(), 1);
    QVERIFY(desk.request().response.attachments.empty());
}

void tst_Composer::runsOnceFilesAreRead()
{
    Desk desk;
    const QTemporaryDir folder;
    QStringList paths;
    for (int i = 0; i < 20; ++i)
        paths.append(writeFile(folder, u"%1.txt"_s.arg(i), QByteArray(200'000, 'x')));
    desk.composer.addFiles(paths);
    desk.clickRun();
    QCOMPARE(desk.runs.size(), 0);
    QTRY_COMPARE(desk.runs.size(), 1);
    QCOMPARE(desk.request().response.attachments.size(), size_t(20));
    QCOMPARE(desk.request().response.attachments[7].fileName, u"7.txt"_s);
}

void tst_Composer::removesFiles()
{
    Desk desk;
    const QTemporaryDir folder;
    desk.composer.addFiles({writeFile(folder, u"a.txt"_s, "a"), writeFile(folder, u"b.txt"_s, "b")});
    QTest::keyClicks(desk.prompt(), u"Why?"_s);
    const auto buttons = desk.composer.findChildren<QToolButton *>();
    const auto removal = std::ranges::find(buttons, u"Remove a.txt"_s, &QWidget::accessibleName);
    QVERIFY(removal != buttons.end());
    QTest::mouseClick(*removal, Qt::LeftButton);
    desk.clickRun();
    QTRY_COMPARE(desk.runs.size(), 1);
    QCOMPARE(desk.request().response.attachments.size(), size_t(1));
    QCOMPARE(desk.request().response.attachments[0].fileName, u"b.txt"_s);
}

void tst_Composer::roundTripsARequest()
{
    Desk desk;
    AnalysisRequest wanted{.providerId = u"openai"_s, .baseUrl = u"https://api.openai.com/v1"_s};
    wanted.response = {.model = u"gpt-5-mini"_s, .prompt = u"Why?"_s, .instructions = u"Briefly."_s};
    wanted.response.attachments = {{u"a.txt"_s, u"text/plain"_s, "a"}};
    wanted.response.effort = u"low"_s;
    wanted.response.summary = u"concise"_s;
    wanted.response.verbosity = u"high"_s;
    wanted.response.maxOutputTokens = 9000;
    wanted.response.jsonSchema = R"({"type":"object"})";
    wanted.response.store = true;
    wanted.response.background = true;
    wanted.streaming = StreamingMode::On;
    wanted.allowFallback = false;
    wanted.retries = 5;
    wanted.idleTimeoutSeconds = 77;
    wanted.capUsd = 0.5;
    desk.composer.setRequest(wanted);
    QVERIFY(desk.instructions()->isVisible());
    desk.clickRun();
    QCOMPARE(desk.runs.size(), 1);
    QVERIFY(desk.request() == wanted);
}

void tst_Composer::backgroundModeImpliesStoring()
{
    Desk desk;
    auto *background = desk.composer.findChild<QCheckBox *>(u"background"_s);
    auto *store = desk.composer.findChild<QCheckBox *>(u"store"_s);
    QVERIFY(background && store);
    QVERIFY(!background->isHidden() && !background->isChecked());
    QVERIFY(store->isEnabled() && !store->isChecked());
    background->click();
    QVERIFY(store->isChecked() && !store->isEnabled());
    QVERIFY2(store->text().contains(u"background mode needs it"_s), qPrintable(store->text()));
    QTest::keyClicks(desk.prompt(), u"Why?"_s);
    desk.clickRun();
    QVERIFY(desk.request().response.background);
    QCOMPARE(desk.request().response.store, std::optional(true));
    background->click();
    QVERIFY(store->isEnabled() && !store->isChecked()); // as it was chosen
    desk.composer.setModel(u"xai"_s, u"grok-4.3"_s);
    QVERIFY(background->isHidden());

    desk.fixture.workbench.settings().set(keys::background, true);
    const auto usual = desk.fixture.workbench.newRequest(u"openai"_s, u"gpt-5-mini"_s);
    QVERIFY(usual && usual->response.background && usual->response.store == true);
    QVERIFY(!desk.fixture.workbench.newRequest(u"xai"_s, u"grok-4.3"_s)->response.background);
}

void tst_Composer::takesOnlyTheTextOfASample()
{
    Desk desk;
    AnalysisRequest sample{.providerId = u"sample"_s, .baseUrl = u"sample:completed"_s};
    sample.response = {.model = u"gpt-5-mini-2025-08-07"_s, .prompt = u"Why?"_s};
    sample.sample = true;
    desk.composer.setRequest(sample);
    desk.clickRun();
    QCOMPARE(desk.runs.size(), 1);
    QVERIFY(!desk.request().sample);
    QCOMPARE(desk.request().providerId, u"openai"_s);
    QCOMPARE(desk.request().response.model, u"gpt-5-mini"_s);
    QCOMPARE(desk.request().response.prompt, u"Why?"_s);
}

void tst_Composer::saysWhatIsInTheWay()
{
    Desk desk(false);
    QSignalSpy keys(&desk.composer, &Composer::keyWanted);
    QTest::keyClicks(desk.prompt(), u"Why?"_s);
    desk.clickRun();
    QCOMPARE(desk.runs.size(), 0);
    QVERIFY(desk.message()->isVisible());
    QVERIFY(!desk.message()->text().isEmpty());
    QTest::mouseClick(desk.message()->findChild<QPushButton *>(), Qt::LeftButton);
    QCOMPARE(keys.size(), 1);
    QCOMPARE(keys[0][0].toString(), u"openai"_s);
    QCOMPARE(desk.prompt()->toPlainText(), u"Why?"_s);

    desk.fixture.workbench.secrets().store(u"openai"_s, u"api.openai.com"_s,
                                           SecretBytes("sk-test-0123456789"),
                                           SecretStore::Persistence::SessionOnly);
    QVERIFY(!desk.message()->isVisible());
    desk.clickRun();
    QCOMPARE(desk.runs.size(), 1);
}

void tst_Composer::asksForAQuestionAndAModel()
{
    Desk desk;
    desk.clickRun();
    QVERIFY(desk.message()->text().contains(u"question"_s));
    desk.composer.setModel({}, {});
    QTest::keyClicks(desk.prompt(), u"Why?"_s);
    desk.clickRun();
    QVERIFY(desk.message()->isVisible());
    QVERIFY(desk.message()->text().contains(u"model"_s));
    QCOMPARE(desk.runs.size(), 0);
}

void tst_Composer::growsWithTheText()
{
    const Desk desk;
    const int small = desk.prompt()->height();
    desk.prompt()->setPlainText(u"1\n2\n3\n4\n5"_s);
    QTRY_VERIFY(desk.prompt()->height() > small);
    desk.prompt()->setPlainText(QString(8, u'\n'));
    QTRY_VERIFY(desk.prompt()->height() > 3 * small);
    const int largest = desk.prompt()->height();
    desk.prompt()->setPlainText(QString(100, u'\n'));
    QCOMPARE(desk.prompt()->height(), largest);
}

void tst_Composer::theTabKeyGoesInReadingOrder()
{
    Desk desk;
    const QTemporaryDir folder;
    desk.composer.addFiles({writeFile(folder, u"a.txt"_s, "a"), writeFile(folder, u"b.txt"_s, "b")});
    desk.prompt()->setFocus();
    QStringList names;
    for (int i = 0; i < 8; ++i) {
        QTest::keyClick(desk.composer.focusWidget(), Qt::Key_Tab);
        names.append(desk.composer.focusWidget()->accessibleName().remove(u'&'));
    }
    QCOMPARE(names,
             QStringList({u"Remove a.txt"_s, u"Remove b.txt"_s, u"Instructions"_s, u"Attach…"_s,
                          u"Reasoning effort"_s, u"Summary of the reasoning"_s, u"Options"_s, u"Run"_s}));
}

void tst_Composer::everyControlHasAName()
{
    const Desk desk;
    desk.message()->say(u"A message"_s, u"An action"_s);
    int controls = 0;
    for (const QWidget *widget : desk.composer.findChildren<QWidget *>()) {
        if (widget->focusPolicy() == Qt::NoFocus || widget->parentWidget()->inherits("QAbstractSpinBox")
            || widget->objectName().startsWith("qt_"_L1) || widget->inherits("QAbstractItemView"))
            continue;
        ++controls;
        const QAccessibleInterface *spoken =
            QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
        QVERIFY2(!spoken->text(QAccessible::Name).isEmpty(), widget->metaObject()->className());
    }
    QVERIFY(controls > 10);
}

QTEST_MAIN(tst_Composer)
#include "tst_composer.moc"
