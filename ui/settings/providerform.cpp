#include "ui/settings/providerform.h"

#include "app/workbench.h"
#include "base/whenanswered.h"
#include "settings/keys.h"
#include "ui/settings/keybox.h"
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
#include <QSpinBox>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int longestIdle = 24 * 60 * 60; // seconds
constexpr int idleStep = 30;

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
    , m_key(new KeyBox(workbench.secrets()))
    , m_models(new QComboBox)
    , m_modelStreaming(createStreamingCombo(tr("Streaming of this model")))
    , m_test(new QPushButton(tr("&Test connection")))
    , m_result(createMessage(u"testResult"_s))
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
    auto *idle = new QSpinBox;
    idle->setObjectName(u"idleSeconds"_s);
    idle->setRange(0, longestIdle);
    idle->setSingleStep(idleStep);
    idle->setSuffix(tr(" s"));
    idle->setSpecialValueText(tr("built in: %1").arg(words::seconds(m_provider.timeouts.idle)));
    bindSetting(idle, m_workbench.settings(), keys::providerIdleSeconds(m_provider.id));

    auto *form = createForm();
    form->addRow(name);
    if (!m_provider.note.isEmpty())
        form->addRow(createExplanation(m_provider.note));
    form->addRow(tr("&Address:"), createAddressRow());
    form->addRow(m_key);
    form->addRow(createTestRow());
    form->addRow(tr("St&reaming:"), streaming);
    form->addRow(tr("Streaming, &one model:"), createModelRow());
    form->addRow(tr("G&ive up after silence of:"), idle);
    form->setContentsMargins({});
    setLayout(form);
    if (auto *label = qobject_cast<QLabel *>(form->labelForField(m_address->parentWidget())))
        label->setBuddy(m_address);
    if (auto *label = qobject_cast<QLabel *>(form->labelForField(m_models->parentWidget())))
        label->setBuddy(m_models);
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
    auto *row = new QWidget;
    auto *column = new QVBoxLayout(row);
    column->setContentsMargins({});
    column->addWidget(m_address);
    column->addWidget(m_addressProblem);
    column->addWidget(m_addressInUse);
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
    m_result->hide();

    const QString variable = m_provider.baseUrlEnvironment;
    const bool fromEnvironment = !variable.isEmpty() && m_workbench.environment().contains(variable)
        && provider.baseUrl != m_provider.baseUrl;
    m_addressInUse->setVisible(fromEnvironment);
    m_addressInUse->setText(tr("In use: %1. The environment variable %2 is set.")
                                .arg(provider.baseUrl.toDisplayString(), variable));
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
                 [this](const Result<ConnectionReport> &report) {
                     m_test->setEnabled(true);
                     showResult(report);
                 });
}

void ProviderForm::showResult(const Result<ConnectionReport> &report)
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
