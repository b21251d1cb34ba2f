#include "ui/settings/librarypage.h"

#include "app/workbench.h"
#include "base/whenanswered.h"
#include "ui/style/icons.h"
#include "ui/words/words.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>

#include <atomic>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reasonglass {

namespace {

constexpr auto pollInterval = 100ms;

QLabel *createText(const QString &name)
{
    auto *label = new QLabel;
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

/// Written by the reading thread, read by this one; outlives both.
struct LibraryPage::Progress
{
    std::atomic<qint64> done = 0;
    std::atomic<qint64> total = 0;
    std::atomic<bool> stopped = false;
};

LibraryPage::LibraryPage(Workbench &workbench, QWidget *parent)
    : SettingsPage(parent)
    , m_workbench(workbench)
    , m_content(createText(u"libraryContent"_s))
    , m_verify(new QPushButton(tr("&Verify now")))
    , m_stop(new QPushButton(tr("S&top")))
    , m_bar(new QProgressBar)
    , m_verdict(createText(u"verdict"_s))
{
    auto *path = new QLineEdit(QDir::toNativeSeparators(m_workbench.profile().libraryFile));
    path->setObjectName(u"libraryPath"_s);
    path->setReadOnly(true);
    path->setLayoutDirection(Qt::LeftToRight);
    auto *open = new QPushButton(outlineIcon(u"external-link"_s), tr("Open &folder"));
    m_verify->setObjectName(u"verify"_s);
    for (QPushButton *button : {open, m_verify, m_stop})
        button->setAutoDefault(false);
    m_bar->setAccessibleName(tr("Progress of the verification"));
    m_bar->hide();
    m_stop->hide();

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_verify);
    buttons->addWidget(m_bar, 1);
    buttons->addWidget(m_stop);
    buttons->addStretch();
    auto *form = createForm();
    form->addRow(tr("File &path:"), path);
    auto *openRow = new QHBoxLayout;
    openRow->addWidget(open);
    openRow->addStretch();
    form->addRow(openRow);
    form->addRow(tr("Content:"), m_content);
    form->addRow(createExplanation(tr("Verifying reads every analysis, checks that the file is sound, and "
                                      "that the stored events still give "
                                      "the stored text.")));
    form->addRow(buttons);
    form->addRow(m_verdict);
    setLayout(form);

    m_poll.setInterval(pollInterval);
    connect(&m_poll, &QTimer::timeout, this, &LibraryPage::showProgress);
    connect(open, &QPushButton::clicked, this, &LibraryPage::openFolder);
    connect(m_verify, &QPushButton::clicked, this, &LibraryPage::startVerifying);
    connect(m_stop, &QPushButton::clicked, this, &LibraryPage::stopVerifying);
}

LibraryPage::~LibraryPage()
{
    stopVerifying();
}

void LibraryPage::showEvent(QShowEvent *event)
{
    SettingsPage::showEvent(event);
    look();
}

void LibraryPage::openFolder()
{
    const QString folder = QFileInfo(m_workbench.profile().libraryFile).absolutePath();
    QDesktopServices::openUrl(QUrl::fromLocalFile(folder));
}

void LibraryPage::look()
{
    whenAnswered(m_workbench.library().statistics(), this,
                 [this](const Result<LibraryStatistics> &statistics) { showStatistics(statistics); });
}

void LibraryPage::showStatistics(const Result<LibraryStatistics> &statistics)
{
    if (!statistics) {
        m_content->setText(words::errorSentence(statistics.error()));
        return;
    }
    const QLocale locale;
    const QStringList lines{tr("Analyses: %1").arg(locale.toString(statistics->analyses)),
                            tr("Recorded samples: %1").arg(locale.toString(statistics->samples)),
                            tr("In the trash: %1").arg(locale.toString(statistics->inTrash)),
                            tr("On disk: %1").arg(words::bytes(statistics->fileBytes))};
    m_content->setText(lines.join(u'\n'));
}

void LibraryPage::startVerifying()
{
    m_progress = std::make_shared<Progress>();
    m_verdict->clear();
    m_verify->setEnabled(false);
    m_bar->setRange(0, 0);
    m_bar->show();
    m_stop->show();
    m_poll.start();

    // Lists and searches go on meanwhile: this is a reader of its own. It belongs to the workbench, so
    // that closing the dialog does not wait for it.
    auto *reader = new AnalysisLibrary(m_workbench.profile().libraryFile, &m_workbench);
    const auto checked = reader->verifyAll([progress = m_progress](qint64 done, qint64 total) {
        progress->done = done;
        progress->total = total;
        return !progress->stopped;
    });
    whenAnswered(checked, reader, [reader](const Result<qint64> &) { reader->deleteLater(); });
    whenAnswered(checked, this, [this](const Result<qint64> &verdict) { showVerdict(verdict); });
}

void LibraryPage::stopVerifying()
{
    if (m_progress)
        m_progress->stopped = true;
}

void LibraryPage::showProgress()
{
    // In thousandths: a progress bar counts in int.
    constexpr int steps = 1000;
    const qint64 total = m_progress ? m_progress->total.load() : 0;
    if (total <= 0)
        return;
    m_bar->setRange(0, steps);
    m_bar->setValue(int(m_progress->done * steps / total));
}

void LibraryPage::showVerdict(const Result<qint64> &checked)
{
    m_poll.stop();
    m_bar->hide();
    m_stop->hide();
    m_verify->setEnabled(true);
    const bool stopped = m_progress->stopped;
    m_progress.reset();
    const QString number = QLocale().toString(checked.value_or(0));
    if (!checked)
        m_verdict->setText(u"✕ "_s + tr("The library did not pass: %1").arg(checked.error().message));
    else if (stopped)
        m_verdict->setText(tr("Stopped. Analyses checked: %1, all of them sound.").arg(number));
    else
        m_verdict->setText(u"✓ "_s + tr("Analyses checked: %1, all of them sound.").arg(number));
}

} // namespace reasonglass
