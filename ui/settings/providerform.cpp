#include "ui/settings/providerform.h"

#include "app/workbench.h"
#include "base/whenanswered.h"
#include "settings/keys.h"
#include "ui/settings/connectiontestpanel.h"
#include "ui/settings/keybox.h"
#include "ui/settings/secondsbox.h"
#include "ui/settings/settingbindings.h"
#include "ui/settings/settingspage.h"
#include "ui/words/words.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

QLabel *createMessage(const QString &name)
{
    auto *label = new QLabel;
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->hide();
    return label;
}

} // namespace

ProviderForm::ProviderForm(Workbench &workbench, const Provider &provider, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_provider(provider)
    , m_address(new QLineEdit)
    , m_addressProblem(createMessage(u"addressProblem"_s))
    , m_addressInUse(createExplanation({}))
    , m_plainHttp(createMessage(u"plainHttp"_s))
    , m_allowHttp(new QPushButton)
    , m_key(new KeyBox(workbench.secrets()))
    , m_models(new QComboBox)
    , m_modelStreaming(createStreamingCombo(tr("Streaming of this model")))
    , m_test(new QPushButton(tr("&Test connection")))
    , m_result(createMessage(u"testResult"_s))
    , m_behaviour(new ConnectionTestPanel(workbench, provider.id))
{
    createLayout();
    m_address->setText(m_workbench.settings().value(keys::providerBaseUrl(m_provider.id)));
    showAddressInUse();
    showModels();

    connect(m_address, &QLineEdit::textEdited, this, &ProviderForm::checkAddress);
    connect(m_address, &QLineEdit::editingFinished, this, &ProviderForm::applyAddress);
    connect(&m_workbench.settings(), &Settings::changed, this, &ProviderForm::followSettings);
    connect(&m_workbench, &Workbench::catalogChanged, this, &ProviderForm::showModels);
    connect(m_models, &QComboBox::currentIndexChanged, this, &ProviderForm::showModelStreaming);
    connect(m_modelStreaming, &QComboBox::activated, this, [this] {
        m_workbench.settings().set(keys::modelStreaming(m_provider.id, m_models->currentData().toString()),
                                   m_modelStreaming->currentData().toString());
    });
    connect(m_allowHttp, &QPushButton::clicked, this, &ProviderForm::answerPlainHttp);
    connect(m_test, &QPushButton::clicked, this, &ProviderForm::testConnection);
}

void ProviderForm::createLayout()
{
    auto *name = new QLabel(m_provider.name);
    QFont heading = name->font();
    heading.setBold(true);
    name->setFont(heading);
    QComboBox *streaming = createStreamingCombo(tr("Streaming"));
    streaming->setObjectName(u"providerStreaming"_s);
    bindSetting(streaming, m_workbench.settings(), keys::providerStreaming(m_provider.id));
    auto *form = createForm();
    form->addRow(name);
    if (!m_provider.note.isEmpty())
        form->addRow(createExplanation(m_provider.note));
    form->addRow(tr("&Address:"), createAddressRow());
    form->addRow(m_key);
    form->addRow(createTestRow());
    form->addRow(tr("St&reaming:"), streaming);
    form->addRow(tr("Streaming, &one model:"), createModelRow());
    addLimits(form);
    form->setContentsMargins({});
    setLayout(form);
    if (auto *label = qobject_cast<QLabel *>(form->labelForField(m_address->parentWidget())))
        label->setBuddy(m_address);
    if (auto *label = qobject_cast<QLabel *>(form->labelForField(m_models->parentWidget())))
        label->setBuddy(m_models);
}

void ProviderForm::addLimits(QFormLayout *form)
{
    const Timeouts &builtIn = m_provider.timeouts;
    const auto add = [&](const QString &label, const QString &name, std::chrono::seconds usual,
                         SecondsBox::Never never, const Setting<int> &setting) {
        auto *box = new SecondsBox(usual, never);
        box->setObjectName(name);
        bindSetting(box, m_workbench.settings(), setting);
        form->addRow(label, box);
    };
    using Never = SecondsBox::Never;
    add(tr("Co&nnection within:"), u"connectSeconds"_s, builtIn.connect, Never::NotOffered,
        keys::providerConnectSeconds(m_provider.id));
    add(tr("Answer &begins within:"), u"headersSeconds"_s, builtIn.headers, Never::NotOffered,
        keys::providerHeadersSeconds(m_provider.id));
    add(tr("G&ive up after silence of:"), u"idleSeconds"_s, builtIn.idle, Never::Offered,
        keys::providerIdleSeconds(m_provider.id));
    add(tr("&Whole run at most:"), u"totalSeconds"_s, builtIn.total, Never::Offered,
        keys::providerTotalSeconds(m_provider.id));
    constexpr int mostAtOnce = 64;
    auto *atOnce = new QSpinBox;
    atOnce->setObjectName(u"providerAtOnce"_s);
    atOnce->setRange(0, mostAtOnce);
    atOnce->setSpecialValueText(tr("as many as in all"));
    bindSetting(atOnce, m_workbench.settings(), keys::providerAtOnce(m_provider.id));
    form->addRow(tr("R&uns of batches at once:"), atOnce);
}

QWidget *ProviderForm::createAddressRow()
{
    m_address->setObjectName(u"address"_s);
    m_address->setAccessibleName(tr("Address"));
    m_address->setPlaceholderText(m_provider.baseUrl.isEmpty() ? u"https://…/v1"_s
                                                               : m_provider.baseUrl.toDisplayString());
    m_address->setInputMethodHints(Qt::ImhUrlCharactersOnly | Qt::ImhNoAutoUppercase);
    m_address->setLayoutDirection(Qt::LeftToRight);
    m_address->setClearButtonEnabled(true);
    m_allowHttp->setObjectName(u"allowHttp"_s);
    m_allowHttp->setAutoDefault(false);
    auto *row = new QWidget;
    auto *column = new QVBoxLayout(row);
    column->setContentsMargins({});
    column->addWidget(m_address);
    column->addWidget(m_addressProblem);
    column->addWidget(m_addressInUse);
    column->addWidget(m_plainHttp);
    column->addWidget(m_allowHttp, 0, Qt::AlignLeading);
    return row;
}

QWidget *ProviderForm::createModelRow()
{
    m_models->setObjectName(u"models"_s);
    m_models->setAccessibleName(tr("Model whose streaming is set"));
    m_models->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_models->setMinimumContentsLength(18);
    m_modelStreaming->setObjectName(u"modelStreaming"_s);
    auto *row = new QWidget;
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins({});
    line->addWidget(m_models, 1);
    line->addWidget(m_modelStreaming);
    return row;
}

QWidget *ProviderForm::createTestRow()
{
    m_test->setObjectName(u"testConnection"_s);
    m_test->setAutoDefault(false);
    auto *row = new QWidget;
    auto *column = new QVBoxLayout(row);
    column->setContentsMargins({});
    column->addWidget(m_test, 0, Qt::AlignLeading);
    column->addWidget(m_result);
    column->addWidget(m_behaviour);
    return row;
}

void ProviderForm::focusKey()
{
    m_key->focusField();
}

void ProviderForm::reset()
{
    m_address->clear();
    m_addressProblem->hide();
    m_workbench.settings().resetGroup(u"providers/"_s + m_provider.id);
    m_workbench.settings().resetGroup(u"models/"_s + m_provider.id);
}

/// Says what is wrong with the address as it is typed.
void ProviderForm::checkAddress()
{
    const QString text = m_address->text().trimmed();
    const Result<QUrl> url = text.isEmpty() ? Result<QUrl>(QUrl()) : readBaseUrl(text);
    m_addressProblem->setVisible(!url);
    if (!url)
        m_addressProblem->setText(u"⚠ "_s + words::errorSentence(url.error()));
}

void ProviderForm::applyAddress()
{
    checkAddress();
    const QString text = m_address->text().trimmed();
    if (text.isEmpty()) {
        m_workbench.settings().set(keys::providerBaseUrl(m_provider.id), QString());
    } else if (const Result<QUrl> url = readBaseUrl(text)) {
        m_address->setText(url->toString());
        m_workbench.settings().set(keys::providerBaseUrl(m_provider.id), url->toString());
    }
}

void ProviderForm::followSettings(const QString &key)
{
    if (const auto address = keys::providerBaseUrl(m_provider.id); key == address.key) {
        if (!m_address->hasFocus())
            m_address->setText(m_workbench.settings().value(address));
        showAddressInUse();
    } else if (key == keys::plainHttpHosts.key) {
        showAddressInUse();
    } else if (key.startsWith(u"models/"_s + m_provider.id)) {
        showModelStreaming();
    }
}

/// The key belongs to the address in use, which the environment may name.
void ProviderForm::showAddressInUse()
{
    const Result<Provider> inUse = m_workbench.provider(m_provider.id);
    Provider provider = inUse.value_or(m_provider);
    if (!inUse)
        provider.baseUrl.clear();
    m_key->setProvider(provider);
    m_test->setEnabled(inUse.has_value());
    m_behaviour->setAvailable(inUse.has_value());
    m_result->hide();

    const QString variable = m_provider.baseUrlEnvironment;
    const bool fromEnvironment = !variable.isEmpty() && m_workbench.environment().contains(variable)
        && provider.baseUrl != m_provider.baseUrl;
    m_addressInUse->setVisible(fromEnvironment);
    m_addressInUse->setText(tr("In use: %1. The environment variable %2 is set.")
                                .arg(provider.baseUrl.toDisplayString(), variable));
    showPlainHttp(provider.baseUrl);
}

/// Plain http leaves this machine only after this question; the button stays, to take the answer back.
void ProviderForm::showPlainHttp(const QUrl &address)
{
    const bool concerns = isReadableOnTheWay(address);
    const bool allowed = concerns && m_workbench.connectionRules().mayUsePlainHttp(address);
    m_plainHttp->setVisible(concerns);
    m_allowHttp->setVisible(concerns);
    if (!concerns)
        return;
    m_test->setEnabled(allowed);
    m_behaviour->setAvailable(allowed);
    const QString host = hostAndPort(address);
    m_plainHttp->setText(
        allowed
            ? tr("Plain http to %1 is allowed. Prompts, answers and the key can be read by anyone between.")
                  .arg(host)
            : u"⚠ "_s
                + tr("Over plain http, prompts, answers and the key travel to %1 readable by anyone between.")
                      .arg(host));
    m_allowHttp->setText(allowed ? tr("Forbid plain &http again") : tr("Use plain &http all the same"));
}

void ProviderForm::answerPlainHttp()
{
    const Result<Provider> inUse = m_workbench.provider(m_provider.id);
    if (!inUse)
        return;
    ConnectionRules &rules = m_workbench.connectionRules();
    if (rules.mayUsePlainHttp(inUse->baseUrl))
        rules.withdrawPlainHttp(inUse->baseUrl);
    else
        rules.confirmPlainHttp(inUse->baseUrl);
}

void ProviderForm::showModels()
{
    const QString chosen = m_models->currentData().toString();
    {
        const QSignalBlocker quiet(m_models);
        m_models->clear();
        for (const ModelInfo &model : m_workbench.catalog().models(m_provider.id))
            m_models->addItem(model.id, model.id);
        m_models->setCurrentIndex(std::max(0, m_models->findData(chosen)));
    }
    showModelStreaming();
}

void ProviderForm::showModelStreaming()
{
    const QString model = m_models->currentData().toString();
    m_models->setEnabled(m_models->count() > 0);
    m_behaviour->setModel(model);
    m_modelStreaming->setEnabled(!model.isEmpty());
    const QString mode = m_workbench.settings().value(keys::modelStreaming(m_provider.id, model));
    m_modelStreaming->setCurrentIndex(std::max(0, m_modelStreaming->findData(mode)));
}

void ProviderForm::testConnection()
{
    applyAddress();
    m_test->setEnabled(false);
    m_result->setText(tr("Asking for the list of models…"));
    m_result->show();
    whenAnswered(m_workbench.refreshModels(m_provider.id), this,
                 [this](const Result<ModelListReport> &report) {
                     m_test->setEnabled(true);
                     showResult(report);
                 });
}

void ProviderForm::showResult(const Result<ModelListReport> &report)
{
    if (report) {
        const QString took = QLocale().toString(qlonglong(report->took.count()));
        //: The result of a connection test: %1 is the time it took in milliseconds
        const QString ok = report->models == 1 ? tr("OK, one model, %1 ms")
                                               : tr("OK, %n models, %1 ms", nullptr, report->models);
        m_result->setText(u"✓ "_s + ok.arg(took));
    } else {
        const QString advice = words::errorAdvice(report.error());
        m_result->setText(u"✕ "_s + words::errorSentence(report.error())
                          + (advice.isEmpty() ? QString() : u'\n' + advice));
    }
    m_result->show();
}

} // namespace reasonglass
