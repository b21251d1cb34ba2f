#include "ui/browser/runoptions.h"

#include "ui/browser/mutedlabel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QScreen>
#include <QSpinBox>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int mostTokens = 1'000'000;
constexpr double temperatureUnset = -0.1; ///< one step below the range, where the box shows its special text
constexpr double highestTemperature = 2.0;

void choose(QComboBox *box, const QVariant &value)
{
    box->setCurrentIndex(std::max(0, box->findData(value)));
}

} // namespace

RunOptions::RunOptions(QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_form(new QFormLayout(this))
    , m_verbosity(new QComboBox)
    , m_maxTokens(new QSpinBox)
    , m_temperature(new QDoubleSpinBox)
    , m_streaming(new QComboBox)
    , m_store(new QCheckBox(tr("&Keep the response on the server")))
    , m_background(new QCheckBox(tr("Run in the &background of the server")))
    , m_backgroundNote(new MutedLabel(
          tr("The run survives a lost connection, sleep, and closing this program. Its price: the response "
             "is kept on the server for a while, and the first words come later. Not for organisations with "
             "zero data retention.")))
    , m_useSchema(new QCheckBox(tr("Answer by the &JSON schema of the edited request")))
    , m_temperatureNote(new MutedLabel(tr("Only without reasoning: choose the effort “none”.")))
{
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(tr("Options of the run"));

    m_verbosity->addItem(tr("model's default"), QString());
    m_verbosity->addItem(tr("low"), u"low"_s);
    m_verbosity->addItem(tr("medium"), u"medium"_s);
    m_verbosity->addItem(tr("high"), u"high"_s);
    m_maxTokens->setRange(0, mostTokens);
    m_maxTokens->setSingleStep(1000);
    m_maxTokens->setGroupSeparatorShown(true);
    m_maxTokens->setSpecialValueText(tr("model's default"));
    m_maxTokens->setToolTip(tr("Reasoning counts too: a low limit may leave nothing for the answer."));
    m_temperature->setRange(temperatureUnset, highestTemperature);
    m_temperature->setSingleStep(0.1);
    m_temperature->setDecimals(1);
    m_temperature->setValue(temperatureUnset);
    m_temperature->setSpecialValueText(tr("model's default"));
    m_streaming->addItem(tr("automatic"), int(StreamingMode::Auto));
    m_streaming->addItem(tr("on"), int(StreamingMode::On));
    m_streaming->addItem(tr("off: one answer at the end"), int(StreamingMode::Off));

    m_form->setContentsMargins(16, 16, 16, 16);
    m_form->addRow(tr("&Verbosity"), m_verbosity);
    m_form->addRow(tr("&Most output tokens"), m_maxTokens);
    m_form->addRow(tr("&Temperature"), m_temperature);
    m_form->addRow(QString(), m_temperatureNote);
    m_form->addRow(tr("&Streaming"), m_streaming);
    m_form->addRow(QString(), m_store);
    m_form->addRow(QString(), m_background);
    m_form->addRow(QString(), m_backgroundNote);
    m_form->addRow(QString(), m_useSchema);
    m_useSchema->hide();
    m_store->setObjectName(u"store"_s);
    m_background->setObjectName(u"background"_s);
    m_background->setAccessibleDescription(m_backgroundNote->text());

    connect(m_background, &QCheckBox::toggled, this, &RunOptions::showStore);
    connect(m_store, &QCheckBox::clicked, this, [this](bool on) { m_storeChosen = on; });
    connect(m_verbosity, &QComboBox::currentIndexChanged, this, &RunOptions::changed);
    connect(m_streaming, &QComboBox::currentIndexChanged, this, &RunOptions::changed);
    connect(m_maxTokens, &QSpinBox::valueChanged, this, &RunOptions::changed);
    connect(m_temperature, &QDoubleSpinBox::valueChanged, this, &RunOptions::changed);
    for (const QCheckBox *box : {m_store, m_background, m_useSchema})
        connect(box, &QCheckBox::toggled, this, &RunOptions::changed);
}

void RunOptions::setShown(QWidget *field, bool shown)
{
    field->setVisible(shown);
    if (QWidget *label = m_form->labelForField(field))
        label->setVisible(shown);
}

bool RunOptions::isShown(const QWidget *field) const
{
    return !field->isHidden();
}

void RunOptions::setModel(const Provider &provider, const ModelInfo &model)
{
    m_model = model;
    m_providerTakesTemperature = provider.capabilities.temperature;
    m_maxTokens->setMaximum(int(std::min<qint64>(model.maxOutputTokens.value_or(mostTokens), mostTokens)));
    setShown(m_verbosity, provider.capabilities.verbosity && model.verbosity);
    setShown(m_streaming, provider.capabilities.streaming && model.streaming);
    setShown(m_store, provider.capabilities.store);
    setShown(m_background, provider.capabilities.background);
    setShown(m_backgroundNote, provider.capabilities.background);
    showStore();
    showTemperature();
    emit changed();
}

void RunOptions::setEffort(const QString &effort)
{
    m_effort = effort.isEmpty() ? m_model.defaultEffort : effort;
    showTemperature();
    emit changed();
}

void RunOptions::showTemperature()
{
    const bool depends = m_model.temperature == TemperatureRule::OnlyWithoutReasoning;
    const bool shown = m_providerTakesTemperature && m_model.temperature != TemperatureRule::Never;
    setShown(m_temperature, shown);
    m_temperature->setEnabled(!depends || m_effort == "none"_L1);
    setShown(m_temperatureNote, shown && !m_temperature->isEnabled());
}

/// The server must keep what it works on by itself.
void RunOptions::showStore()
{
    const bool implied = isShown(m_background) && m_background->isChecked();
    m_store->setChecked(m_storeChosen || implied);
    m_store->setEnabled(!implied);
    m_store->setText(implied ? tr("&Keep the response on the server (background mode needs it)")
                             : tr("&Keep the response on the server"));
}

void RunOptions::fill(const AnalysisRequest &request)
{
    choose(m_verbosity, request.response.verbosity);
    m_maxTokens->setValue(request.response.maxOutputTokens.value_or(0));
    m_temperature->setValue(request.response.temperature.value_or(temperatureUnset));
    choose(m_streaming, int(request.streaming));
    m_storeChosen = request.response.store.value_or(false);
    m_background->setChecked(request.response.background);
    showStore();
    m_schema = request.response.jsonSchema;
    m_useSchema->setChecked(!m_schema.isEmpty());
    m_useSchema->setVisible(!m_schema.isEmpty());
}

void RunOptions::apply(AnalysisRequest &request) const
{
    ResponseRequest &response = request.response;
    if (isShown(m_verbosity))
        response.verbosity = m_verbosity->currentData().toString();
    if (m_maxTokens->value() > 0)
        response.maxOutputTokens = m_maxTokens->value();
    if (isShown(m_temperature) && m_temperature->isEnabled() && m_temperature->value() >= 0)
        response.temperature = m_temperature->value();
    const auto streaming = StreamingMode(m_streaming->currentData().toInt());
    if (isShown(m_streaming) && streaming != StreamingMode::Auto)
        request.streaming = streaming;
    if (isShown(m_store))
        response.store = m_store->isChecked();
    response.background = isShown(m_background) && m_background->isChecked();
    if (response.background)
        response.store = true;
    if (m_useSchema->isChecked())
        response.jsonSchema = m_schema;
}

bool RunOptions::isChanged() const
{
    AnalysisRequest untouched;
    AnalysisRequest chosen;
    apply(chosen);
    chosen.response.store.reset(); // has a default of its own in the settings
    return chosen != untouched;
}

void RunOptions::openAt(const QWidget *button)
{
    adjustSize();
    const QRect screen = button->screen()->availableGeometry();
    const QPoint above = button->mapToGlobal(QPoint(0, 0)) - QPoint(0, height());
    const QPoint below = button->mapToGlobal(QPoint(0, button->height()));
    QPoint place = above.y() >= screen.top() ? above : below;
    place.setX(std::clamp(place.x(), screen.left(), std::max(screen.left(), screen.right() - width())));
    move(place);
    show();
    focusNextChild();
}

} // namespace reasonglass
