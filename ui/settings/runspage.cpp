#include "ui/settings/runspage.h"

#include "app/refusalmemory.h"
#include "app/streamingswitch.h"
#include "settings/keys.h"
#include "ui/settings/settingbindings.h"
#include "ui/style/dollarbox.h"
#include "ui/words/words.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int mostRetries = 10;
constexpr int mostAtOnce = 64;

QComboBox *createEffortCombo()
{
    auto *combo = new QComboBox;
    combo->setObjectName(u"effort"_s);
    for (const QString &effort :
         {QString(), u"none"_s, u"minimal"_s, u"low"_s, u"medium"_s, u"high"_s, u"xhigh"_s})
        combo->addItem(words::effort(effort), effort);
    return combo;
}

QComboBox *createSummaryCombo()
{
    auto *combo = new QComboBox;
    combo->setObjectName(u"summary"_s);
    combo->addItem(RunsPage::tr("None"), u"none"_s);
    combo->addItem(RunsPage::tr("Automatic"), u"auto"_s);
    combo->addItem(RunsPage::tr("Concise"), u"concise"_s);
    combo->addItem(RunsPage::tr("Detailed"), u"detailed"_s);
    return combo;
}

/// What the environment imposes on every run, or nothing.
QString environmentNote(const QProcessEnvironment &environment)
{
    const Result<std::optional<StreamingMode>> forced = environmentStreaming(environment);
    if (!forced)
        return words::errorSentence(forced.error());
    if (!*forced)
        return {};
    return RunsPage::tr(
               "An environment variable sets streaming to “%1” for this session, whatever is chosen here.")
        .arg(streamingName(**forced));
}

} // namespace

RunsPage::RunsPage(Settings &settings, const QProcessEnvironment &environment, QWidget *parent)
    : SettingsPage(parent)
    , m_settings(settings)
    , m_refusals(new QLabel)
    , m_forget(new QPushButton(tr("&Forget")))
{
    QComboBox *streaming = createStreamingCombo(tr("Streaming"));
    streaming->setObjectName(u"streaming"_s);
    bindSetting(streaming, settings, keys::streaming);
    QComboBox *effort = createEffortCombo();
    bindSetting(effort, settings, keys::effort);
    QComboBox *summary = createSummaryCombo();
    bindSetting(summary, settings, keys::summary);
    auto *retries = new QSpinBox;
    retries->setObjectName(u"retries"_s);
    retries->setRange(0, mostRetries);
    bindSetting(retries, settings, keys::retries);
    auto *fallbacks = new QCheckBox(tr("&Drop what the server refuses and say so"));
    fallbacks->setObjectName(u"fallbacks"_s);
    bindSetting(fallbacks, settings, keys::fallbacks);
    auto *store = new QCheckBox(tr("&Keep responses on the provider's server"));
    store->setObjectName(u"storeOnServer"_s);
    bindSetting(store, settings, keys::storeOnServer);
    auto *background = new QCheckBox(tr("Run in the &background of the server"));
    background->setObjectName(u"background"_s);
    bindSetting(background, settings, keys::background);
    auto *dayCap = new DollarBox;
    dayCap->setObjectName(u"dayCap"_s);
    bindSetting(dayCap, settings, keys::dayCapUsd);
    auto *atOnce = new QSpinBox;
    atOnce->setObjectName(u"atOnce"_s);
    atOnce->setRange(1, mostAtOnce);
    bindSetting(atOnce, settings, keys::atOnce);
    auto *awake = new QCheckBox(tr("Keep the computer &awake while a batch runs"));
    awake->setObjectName(u"preventSleep"_s);
    bindSetting(awake, settings, keys::preventSleep);
    auto *notice = new QCheckBox(tr("&Tell when a batch has ended"));
    notice->setObjectName(u"batchNotice"_s);
    bindSetting(notice, settings, keys::batchNotice);

    auto *form = createForm();
    form->addRow(tr("&Streaming:"), streaming);
    form->addRow(createExplanation(tr(
        "On: text appears as the model writes it. Off: one answer at the end, for servers and proxies that "
        "cannot stream. Automatic: on for every model that can.")));
    if (const QString note = environmentNote(environment); !note.isEmpty())
        form->addRow(createExplanation(note));
    form->addRow(tr("Reasoning &effort:"), effort);
    form->addRow(tr("Reasoning su&mmary:"), summary);
    form->addRow(tr("Automatic &retries:"), retries);
    form->addRow(createExplanation(tr("Only before any text has arrived. A retry can be paid for again.")));
    form->addRow(fallbacks);
    form->addRow(createExplanation(
        tr("For example the reasoning summary, or streaming. What was changed is noted with the run.")));
    form->addRow(createRefusalsRow());
    form->addRow(store);
    form->addRow(createExplanation(tr("The library on this machine keeps everything in any case.")));
    form->addRow(background);
    form->addRow(createExplanation(
        tr("Where the provider can do that. A run then survives a lost connection, sleep, and closing this "
           "program, and is not paid for twice. Its price: the response is kept on the server for a while, "
           "and the first words come later. Not for organisations with zero data retention.")));
    form->addRow(tr("Cap per da&y:"), dayCap);
    form->addRow(createExplanation(
        tr("No run begins that could bring what all runs of a day cost above it, as far as that is known.")));
    form->addRow(tr("Runs of batches at &once:"), atOnce);
    form->addRow(awake);
    form->addRow(notice);
    form->addRow(createExplanation(
        tr("By a notice of the desktop, if this window is not the one you are looking at then.")));
    setLayout(form);
}

/// What servers refused is left out for a week without asking; a person who has been verified meanwhile
/// need not wait for that.
QWidget *RunsPage::createRefusalsRow()
{
    m_refusals->setObjectName(u"refusals"_s);
    m_forget->setObjectName(u"forgetRefusals"_s);
    m_forget->setAutoDefault(false);
    m_forget->setAccessibleDescription(tr("Ask servers again for what they refused"));
    connect(m_forget, &QPushButton::clicked, this, [this] { RefusalMemory(m_settings).forgetAll(); });
    connect(&m_settings, &Settings::changed, this, [this](const QString &key) {
        if (key == keys::knownRefusals.key)
            showRefusals();
    });
    showRefusals();
    auto *row = new QWidget;
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins({});
    line->addWidget(m_refusals, 1);
    line->addWidget(m_forget);
    return row;
}

void RunsPage::showRefusals()
{
    const int count = RefusalMemory(m_settings).count();
    m_refusals->setText(
        count == 0 ? tr("No refusal is remembered.")
            : count == 1
            ? tr("One refusal is remembered for a week, and not asked for again.")
            : tr("%n refusals are remembered for a week, and not asked for again.", nullptr, count));
    m_forget->setEnabled(count > 0);
}

void RunsPage::reset()
{
    m_settings.resetGroup(u"runs"_s);
    m_settings.resetGroup(u"spend"_s);
}

} // namespace reasonglass
