#include "ui/browser/modelcard.h"

#include "app/workbench.h"
#include "base/whenanswered.h"
#include "ui/browser/modelfacts.h"
#include "ui/browser/mutedlabel.h"
#include "ui/browser/pastrunlist.h"
#include "ui/browser/welcomepanel.h"
#include "ui/style/colors.h"
#include "ui/words/words.h"

#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int unit = 8;
constexpr int shownRuns = 5;
constexpr int readingWidth = 84; ///< in average characters

QLabel *createText()
{
    auto *label = new QLabel;
    label->setTextFormat(Qt::PlainText); // names come from servers
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

QString date(QDate day)
{
    return QLocale().toString(day, QLocale::ShortFormat);
}

QString tokens(const std::optional<qint64> &count)
{
    return count ? ModelCard::tr("%1 tokens").arg(words::tokens(*count)) : QString();
}

/// "$0.25 in, $0.03 cached, $2.00 out per million tokens"
QString priceText(const Prices &prices)
{
    if (!prices.isKnown())
        return ModelCard::tr("not known; the cost of runs is then shown as unknown");
    const QString input = words::pricePerMillion(prices.inputPerMillion);
    const QString output = words::pricePerMillion(prices.outputPerMillion);
    if (!prices.cachedPerMillion)
        return ModelCard::tr("%1 in, %2 out per million tokens").arg(input, output);
    return ModelCard::tr("%1 in, %2 cached, %3 out per million tokens")
        .arg(input, words::pricePerMillion(prices.cachedPerMillion), output);
}

QString longContextText(const Prices &prices)
{
    if (!prices.longContextThreshold)
        return {};
    const QLocale locale;
    return ModelCard::tr("above %1 tokens: input × %2, output × %3")
        .arg(words::tokens(*prices.longContextThreshold), locale.toString(prices.longContextInputFactor),
             locale.toString(prices.longContextOutputFactor));
}

/// Where a number comes from and of which day it is.
QString sourceText(const QString &source, QDate day)
{
    if (source.isEmpty())
        return day.isValid() ? date(day) : QString();
    return day.isValid() ? ModelCard::tr("%1, as of %2").arg(source, date(day)) : source;
}

QString effortText(const ModelInfo &model)
{
    QStringList efforts;
    for (const QString &effort : model.efforts) {
        const QString word = words::effort(effort);
        efforts.append(effort == model.defaultEffort ? ModelCard::tr("%1 (default)").arg(word) : word);
    }
    return efforts.join(u", "_s);
}

QString abilityText(const Provider &provider, const ModelInfo &model)
{
    const auto ability = [](bool can, const QString &yes, const QString &no) { return can ? yes : no; };
    const QStringList abilities{
        ability(provider.capabilities.streaming && model.streaming, ModelCard::tr("streams"),
                ModelCard::tr("answers only as a whole")),
        ability(provider.capabilities.imageInput && model.imageInput, ModelCard::tr("reads images"),
                ModelCard::tr("no images")),
        ability(provider.capabilities.reasoningSummary && model.summary,
                ModelCard::tr("summarises its reasoning"), ModelCard::tr("no summaries of its reasoning")),
    };
    return abilities.join(u" · "_s);
}

QString joined(const QString &first, const QString &second)
{
    return first.isEmpty() || second.isEmpty() ? first + second : QString(first + u"\n"_s + second);
}

} // namespace

ModelCard::ModelCard(Workbench &workbench, QWidget *parent)
    : QScrollArea(parent)
    , m_workbench(workbench)
    , m_page(new QWidget)
    , m_welcome(new WelcomePanel)
    , m_card(new QFrame)
    , m_name(createText())
    , m_provider(new MutedLabel)
    , m_state(createText())
    , m_replacement(new QPushButton)
    , m_facts(new QFormLayout)
    , m_runs(new PastRunList)
    , m_allRuns(new QPushButton(tr("All runs with it")))
{
    auto *column = new QWidget;
    auto *rows = new QVBoxLayout(column);
    rows->setContentsMargins(0, 4 * unit, 0, 3 * unit);
    rows->setSpacing(3 * unit);
    rows->addWidget(m_welcome);
    rows->addWidget(createCard());
    rows->addStretch();
    column->setMaximumWidth(fontMetrics().averageCharWidth() * readingWidth);

    m_page->installEventFilter(this);
    auto *middle = new QHBoxLayout(m_page);
    middle->setContentsMargins(3 * unit, 0, 3 * unit, 0);
    middle->addStretch(1);
    middle->addWidget(column, 100);
    middle->addStretch(1);
    setWidget(m_page);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("About the model"));
    m_card->hide();
    m_state->setForegroundRole(QPalette::WindowText); // it has a colour of its own
    connectParts();
}

QWidget *ModelCard::createCard()
{
    QFont font = m_name->font();
    font.setPointSizeF(font.pointSizeF() * 1.3);
    font.setWeight(QFont::DemiBold);
    m_name->setFont(font);
    font = m_replacement->font();
    font.setUnderline(true); // it leads to another card, as a link would
    m_replacement->setFont(font);
    m_replacement->setFlat(true);
    m_facts->setHorizontalSpacing(2 * unit);
    m_facts->setVerticalSpacing(unit);
    m_facts->setContentsMargins(0, unit, 0, unit);
    m_facts->setRowWrapPolicy(QFormLayout::WrapLongRows);

    m_card->setObjectName(u"card"_s);
    m_card->setFrameShape(QFrame::StyledPanel);
    m_card->setBackgroundRole(QPalette::Base);
    m_card->setAutoFillBackground(true);
    auto *state = new QHBoxLayout;
    state->addWidget(m_state, 1);
    state->addWidget(m_replacement);
    auto *rows = new QVBoxLayout(m_card);
    rows->setContentsMargins(2 * unit, 2 * unit, 2 * unit, 2 * unit);
    rows->setSpacing(unit / 2);
    rows->addWidget(m_name);
    rows->addWidget(m_provider);
    rows->addLayout(state);
    rows->addLayout(m_facts);
    rows->addWidget(createRuns());
    return m_card;
}

QWidget *ModelCard::createRuns()
{
    auto *heading = new QLabel(tr("Your runs with it"));
    QFont font = heading->font();
    font.setBold(true);
    heading->setFont(font);
    m_allRuns->setFlat(true);
    auto *head = new QHBoxLayout;
    head->addWidget(heading, 1);
    head->addWidget(m_allRuns);
    auto *area = new QWidget;
    auto *rows = new QVBoxLayout(area);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(unit / 2);
    rows->addLayout(head);
    rows->addWidget(m_runs);
    return area;
}

void ModelCard::connectParts()
{
    connect(m_welcome, &WelcomePanel::sampleWanted, this, &ModelCard::sampleWanted);
    connect(m_welcome, &WelcomePanel::keyWanted, this, [this] {
        emit keyWanted(m_providerId.isEmpty() ? m_workbench.providers().all().front().id : m_providerId);
    });
    connect(m_welcome, &WelcomePanel::localServerWanted, this, &ModelCard::useServer);
    connect(m_replacement, &QPushButton::clicked, this, [this] {
        const auto model = m_workbench.catalog().find(m_providerId, m_modelId);
        if (model)
            emit modelChosen(m_providerId, model->replacement);
    });
    connect(m_runs, &PastRunList::runChosen, this, &ModelCard::runChosen);
    connect(m_allRuns, &QPushButton::clicked, this, [this] { emit pastRunsWanted(m_providerId, m_modelId); });
    connect(&m_workbench, &Workbench::localServerFound, m_welcome, &WelcomePanel::addLocalServer);
    connect(&m_workbench, &Workbench::catalogChanged, this, &ModelCard::showModel);
    connect(&m_workbench, &Workbench::libraryChanged, this, &ModelCard::askForRuns);
    connect(&m_workbench.secrets(), &SecretStore::changed, this, &ModelCard::showKey);
}

void ModelCard::setModel(const QString &providerId, const QString &modelId)
{
    m_providerId = providerId;
    m_modelId = modelId;
    showModel();
    showKey();
    askForRuns();
}

void ModelCard::showModel()
{
    m_card->setVisible(!m_modelId.isEmpty());
    if (m_modelId.isEmpty())
        return;
    const Provider provider =
        m_workbench.providers().find(m_providerId).value_or(Provider{.id = m_providerId});
    ModelInfo model = m_workbench.catalog()
                          .find(m_providerId, m_modelId)
                          .value_or(ModelInfo{.id = m_modelId, .providerId = m_providerId});
    model.state = stateOn(model, QDate::currentDate());
    m_name->setText(model.name.isEmpty() ? m_modelId : model.name);
    m_provider->setText(u"%1 · %2"_s.arg(m_modelId, provider.name));
    showState(model);
    showFacts(provider, model);
}

void ModelCard::showState(const ModelInfo &model)
{
    QPalette colors;
    const bool warns = !noteworthyState(model).isEmpty();
    if (warns)
        colors.setColor(QPalette::WindowText, statusColor(AnalysisStatus::Incomplete, colors));
    m_state->setPalette(colors);
    m_state->setText(warns ? u"⚠ "_s + words::modelState(model) : words::modelState(model));
    m_state->setVisible(!m_state->text().isEmpty());
    m_replacement->setVisible(!model.replacement.isEmpty());
    m_replacement->setText(tr("Choose %1 instead").arg(model.replacement));
}

void ModelCard::changeEvent(QEvent *event)
{
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showModel();
}

/// A scroll area takes the height of its page from the size hint, which knows nothing of the width that
/// texts are broken at.
bool ModelCard::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_page && (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Resize)) {
        const int needed = m_page->layout()->heightForWidth(m_page->width());
        if (needed >= 0 && needed != m_page->minimumHeight())
            m_page->setMinimumHeight(needed);
    }
    return QScrollArea::eventFilter(watched, event);
}

void ModelCard::showFacts(const Provider &provider, const ModelInfo &model)
{
    while (m_facts->rowCount() > 0)
        m_facts->removeRow(0);
    addFact(tr("Context"), tokens(model.contextTokens));
    addFact(tr("Longest answer"), tokens(model.maxOutputTokens));
    addFact(tr("Prices"), joined(priceText(model.prices), longContextText(model.prices)));
    const QString source = sourceText(model.source, model.asOf);
    const QString priceSource = sourceText(model.prices.source, model.prices.asOf);
    if (priceSource != source)
        addFact(tr("Prices from"), priceSource);
    addFact(tr("Efforts"), effortText(model));
    addFact(tr("Abilities"), abilityText(provider, model));
    addFact(tr("Released"), model.released.isValid() ? date(model.released) : QString());
    addFact(tr("Known from"), source);
    addFact(tr("Not certain"), joined(model.uncertain, model.prices.uncertain));
}

void ModelCard::addFact(const QString &name, const QString &value)
{
    if (value.isEmpty())
        return;
    auto *label = new MutedLabel(name);
    label->setWordWrap(false);
    QLabel *text = createText();
    text->setText(value);
    text->setAccessibleName(name);
    text->setAccessibleDescription(value);
    m_facts->addRow(label, text);
}

void ModelCard::showKey()
{
    const auto obstacle = m_workbench.obstacle(m_providerId);
    m_welcome->setKeyMissing(m_modelId.isEmpty()
                             || (obstacle && obstacle->kind == ErrorKind::Authentication));
}

/// The library changes with every run; while an answer is awaited it is not asked again but anew.
void ModelCard::askForRuns()
{
    delete m_question;
    if (m_modelId.isEmpty())
        return;
    m_question = whenAnswered(m_workbench.library().runsOfModel(m_providerId, m_modelId, shownRuns), this,
                              [this](const Result<std::vector<AnalysisRow>> &runs) {
                                  m_runs->setRuns(runs);
                                  m_allRuns->setVisible(runs && !runs->empty());
                              });
}

/// Chooses the first model of a server that was found.
void ModelCard::useServer(const QString &providerId)
{
    const std::vector<ModelInfo> models = m_workbench.catalog().models(providerId);
    if (!models.empty())
        emit modelChosen(providerId, models.front().id);
}

} // namespace reasonglass
