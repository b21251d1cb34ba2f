#include "ui/tasks/rundialog.h"

#include "app/taskdesk.h"
#include "app/workbench.h"
#include "base/whenanswered.h"
#include "settings/keys.h"
#include "ui/style/icons.h"
#include "ui/tasks/capbox.h"
#include "ui/tasks/formparts.h"
#include "ui/words/taskwords.h"
#include "ui/words/words.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int mostAttempts = 10;
constexpr int mostAtOnce = 64;
constexpr int comfortableWidth = 76;  // average characters
constexpr int comfortableHeight = 24; // lines

std::optional<double> capFrom(double stored)
{
    return stored > 0 ? std::optional(stored) : std::nullopt;
}

} // namespace

RunDialog::RunDialog(TaskDesk &desk, Workbench &workbench, const TaskSet &set,
                     const std::vector<CellPlace> &cells, QWidget *parent)
    : QDialog(parent)
    , m_desk(desk)
    , m_workbench(workbench)
    , m_set(set)
    , m_cells(cells)
    , m_plan(createHeading({}))
    , m_cost(createText(u"cost"_s))
    , m_time(createText(u"time"_s))
    , m_attempts(new QSpinBox)
    , m_atOnce(new QSpinBox)
    , m_runCap(new CapBox(u"runCap"_s, tr("Cap for each &run")))
    , m_batchCap(new CapBox(u"batchCap"_s, tr("Cap for the whole &batch")))
    , m_dayCap(createText(u"dayCap"_s))
    , m_unpriced(new StateLine(u"unpriced"_s))
    , m_allowUnpriced(new QCheckBox(tr("R&un models without a known price all the same")))
    , m_obstacle(new StateLine(u"obstacle"_s))
    , m_enterKey(new QPushButton(outlineIcon(u"key"_s), tr("Enter the &key…")))
    , m_start(new QPushButton(outlineIcon(u"run"_s), tr("&Start")))
{
    for (const CellPlace &cell : cells)
        m_models.insert(cell.model);
    setAttribute(Qt::WA_DeleteOnClose);
    setModal(false);
    setWindowTitle(tr("Run “%1”").arg(set.name));
    m_plan->setObjectName(u"plan"_s);
    m_plan->setTextFormat(Qt::PlainText);
    m_plan->setWordWrap(true);
    m_allowUnpriced->setObjectName(u"allowUnpriced"_s);
    m_enterKey->setObjectName(u"enterKey"_s);
    m_enterKey->setAutoDefault(false);
    m_start->setObjectName(u"start"_s);
    QDialogButtonBox *buttons = createButtons(m_start);
    connect(buttons, &QDialogButtonBox::accepted, this, &RunDialog::start);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_enterKey, &QPushButton::clicked, this, [this] { emit keyWanted(m_keyProvider); });

    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->addWidget(m_plan);
    column->addWidget(m_cost);
    column->addWidget(m_time);
    column->addSpacing(8);
    column->addWidget(createLimits());
    column->addWidget(m_unpriced);
    column->addWidget(m_allowUnpriced);
    column->addWidget(m_obstacle);
    column->addWidget(m_enterKey, 0, Qt::AlignLeading);
    column->addStretch(1);
    auto *whole = new QVBoxLayout(this);
    whole->addWidget(createScrollArea(content), 1);
    whole->addWidget(buttons);
    keepGeometry(this, workbench.settings(), u"run"_s, comfortableWidth, comfortableHeight);

    fillFromSettings();
    for (QSpinBox *box : {m_attempts, m_atOnce})
        connect(box, &QSpinBox::valueChanged, this, &RunDialog::showPlan);
    for (CapBox *box : {m_runCap, m_batchCap})
        connect(box, &CapBox::valueChanged, this, &RunDialog::showObstacle);
    connect(m_allowUnpriced, &QCheckBox::toggled, this, &RunDialog::showObstacle);
    connect(&workbench.secrets(), &SecretStore::changed, this, &RunDialog::showObstacle);
    connect(&workbench.settings(), &Settings::changed, this, &RunDialog::showObstacle);
    connect(&workbench.dayBudget(), &DayBudget::changed, this, &RunDialog::showDayCap);
    connect(&workbench, &Workbench::catalogChanged, this, &RunDialog::showPlan);
    showPlan();
    showDayCap();
    readBasis();
    m_start->setFocus();
}

QWidget *RunDialog::createLimits()
{
    m_attempts->setObjectName(u"attempts"_s);
    m_attempts->setRange(1, mostAttempts);
    m_atOnce->setObjectName(u"atOnce"_s);
    m_atOnce->setRange(1, mostAtOnce);
    for (QSpinBox *box : {m_attempts, m_atOnce})
        box->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_dayCap->setForegroundRole(QPalette::WindowText);
    auto *area = new QWidget;
    QFormLayout *form = createForm();
    form->setContentsMargins({});
    form->addRow(tr("&Attempts at each task:"), m_attempts);
    form->addRow(tr("Runs at &once:"), m_atOnce);
    form->addRow(m_runCap);
    form->addRow(m_batchCap);
    form->addRow(m_dayCap);
    area->setLayout(form);
    return area;
}

void RunDialog::fillFromSettings()
{
    const Settings &settings = m_workbench.settings();
    m_attempts->setValue(settings.value(keys::batchAttempts));
    m_atOnce->setValue(settings.value(keys::atOnce));
    m_runCap->setValue(capFrom(settings.value(keys::runCapUsd)));
    m_batchCap->setValue(capFrom(settings.value(keys::batchCapUsd)));
}

void RunDialog::remember() const
{
    Settings &settings = m_workbench.settings();
    settings.set(keys::batchAttempts, m_attempts->value());
    settings.set(keys::atOnce, m_atOnce->value());
    settings.set(keys::runCapUsd, m_runCap->value().value_or(0.0));
    settings.set(keys::batchCapUsd, m_batchCap->value().value_or(0.0));
}

BatchOptions RunDialog::options() const
{
    return {.atOnce = m_atOnce->value(),
            .attempts = m_attempts->value(),
            .runCapUsd = m_runCap->value(),
            .batchCapUsd = m_batchCap->value(),
            .allowUnknownPrice = m_allowUnpriced->isChecked() && !m_allowUnpriced->isHidden(),
            .retries = m_workbench.settings().value(keys::retries)};
}

void RunDialog::readBasis()
{
    whenAnswered(readForecastBasis(m_workbench, m_set, m_cells), this,
                 [this](const Result<ForecastBasis> &basis) {
                     m_basis = basis.value_or(ForecastBasis{});
                     showExpectation();
                     showObstacle();
                 });
}

void RunDialog::showPlan()
{
    m_plan->setText(words::planOf(m_cells, m_attempts->value()));
    showExpectation();
    showObstacle();
}

void RunDialog::showExpectation()
{
    if (!m_basis) {
        m_cost->setText(tr("Looking at earlier runs…"));
        m_time->clear();
        return;
    }
    const words::ExpectedRuns expected =
        expectedRuns(forecast(m_workbench, m_cells, *m_basis), m_attempts->value(), m_atOnce->value());
    const auto sentence = [](QString text) {
        if (!text.isEmpty())
            text[0] = text.at(0).toUpper();
        return text;
    };
    m_cost->setText(sentence(words::expectedCost(expected)));
    m_time->setText(sentence(words::expectedTime(expected)));
}

void RunDialog::showDayCap()
{
    DayBudget &budget = m_workbench.dayBudget();
    const auto cap = budget.cap();
    if (budget.isAwaited()) {
        m_dayCap->setText(tr("What was spent today is being looked up."));
        showObstacle();
        return;
    }
    m_dayCap->setText(cap ? tr("Today %1 of %2 are spent. The day's cap is set in Settings, Runs.")
                                .arg(words::roughDollars(budget.spent()), words::roughDollars(*cap))
                          : tr("There is no cap for the day. It is set in Settings, Runs."));
    showObstacle();
}

void RunDialog::showObstacle()
{
    BatchOptions strict = options();
    strict.allowUnknownPrice = false;
    const auto strictly = m_desk.batches().obstacle(m_cells, strict);
    const bool isUnpriced = strictly && strictly->code == "price_unknown"_L1;
    m_unpriced->say(StateLine::Tone::Caution,
                    isUnpriced
                        ? tr("A cap is set, but the price of some models is not known: what their runs "
                             "cost would not count towards it.")
                        : QString());
    m_allowUnpriced->setVisible(isUnpriced);

    auto found = m_desk.batches().obstacle(m_cells, options());
    const bool isTemplate = !found && m_basis && !m_basis->isReadable;
    if (isTemplate)
        found = m_basis->isReadable.error();
    m_start->setEnabled(!found);
    m_keyProvider.clear();
    for (const ModelChoice &model : m_models) {
        const auto missing = m_workbench.obstacle(model.providerId, model.baseUrl);
        if (missing && missing->code == "no_key"_L1 && m_keyProvider.isEmpty())
            m_keyProvider = model.providerId;
    }
    m_enterKey->setVisible(found && !m_keyProvider.isEmpty());
    const bool isShown = found && found->code != "price_unknown"_L1;
    if (!isShown) {
        m_obstacle->clear();
        return;
    }
    QStringList said{words::errorSentence(*found), isTemplate ? found->message : words::errorAdvice(*found)};
    if (const auto provider = m_workbench.providers().find(m_keyProvider))
        said = {tr("There is no API key for %1 yet.").arg(provider->name)};
    said.removeAll(QString());
    m_obstacle->say(StateLine::Tone::Problem, said.join(u' '));
}

void RunDialog::start()
{
    const Result<BatchId> begun = m_desk.batches().run(m_set, m_cells, options());
    if (!begun) {
        m_obstacle->say(StateLine::Tone::Problem,
                        words::errorSentence(begun.error()) + u' ' + begun.error().message);
        return;
    }
    remember();
    emit started(*begun);
    accept();
}

} // namespace reasonglass
