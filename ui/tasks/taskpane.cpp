#include "ui/tasks/taskpane.h"

#include "app/taskdesk.h"
#include "app/workbench.h"
#include "base/whenanswered.h"
#include "settings/keys.h"
#include "tasks/arcgrid.h"
#include "tasks/prompttemplate.h"
#include "ui/arc/arctaskview.h"
#include "ui/matrix/matrixwords.h"
#include "ui/style/icons.h"
#include "ui/words/taskwords.h"
#include "ui/words/words.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

QString asText(const QJsonValue &value)
{
    if (value.isUndefined())
        return {};
    if (value.isString())
        return value.toString();
    if (value.isObject())
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson());
    if (value.isArray())
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson());
    return value.toVariant().toString();
}

QLabel *textLabel(const QString &name)
{
    auto *label = new QLabel;
    label->setTextFormat(Qt::PlainText); // reasons quote what a model wrote
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setAccessibleName(name);
    return label;
}

} // namespace

TaskPane::TaskPane(Workbench &workbench, TaskDesk &desk, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_desk(desk)
    , m_pages(new QStackedWidget)
    , m_title(textLabel(tr("Task and model")))
    , m_attempts(new QComboBox)
    , m_run(new QPushButton(outlineIcon(u"run"_s), tr("&Run this now")))
    , m_grade(textLabel(tr("Grade")))
    , m_history(textLabel(tr("Earlier grades")))
    , m_verdicts(createVerdicts())
    , m_bodies(new QStackedWidget)
    , m_arc(new ArcTaskView)
{
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_attempts->setAccessibleName(tr("Attempt"));
    m_attempts->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_bodies->addWidget(m_arc);
    m_bodies->addWidget(createTexts());

    auto *row = new QHBoxLayout;
    row->addWidget(m_attempts, 1);
    row->addWidget(m_run);
    auto *cell = new QWidget;
    auto *layout = new QVBoxLayout(cell);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_title);
    layout->addLayout(row);
    layout->addWidget(m_grade);
    layout->addWidget(m_verdicts);
    layout->addWidget(m_history);
    layout->addWidget(m_bodies, 1);
    auto *hint = new QLabel(tr("Choose a cell of the matrix to see its task, its attempts and its grade."));
    hint->setWordWrap(true);
    hint->setAlignment(Qt::AlignCenter);
    hint->setMargin(16);
    m_history->hide();
    m_pages->addWidget(hint);
    m_pages->addWidget(cell);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_pages);

    Settings &settings = workbench.settings();
    m_arc->setDigitsShown(settings.value(keys::arcDigits));
    m_arc->setColourBlind(settings.value(keys::arcColourBlind));
    connect(m_arc, &ArcTaskView::digitsShownChanged, this,
            [&settings](bool shown) { settings.set(keys::arcDigits, shown); });
    connect(m_arc, &ArcTaskView::colourBlindChanged, this,
            [&settings](bool chosen) { settings.set(keys::arcColourBlind, chosen); });
    connect(m_attempts, &QComboBox::activated, this, [this] {
        if (const auto run = chosenRun())
            emit attemptChosen(run->analysis);
        read();
    });
    connect(m_run, &QPushButton::clicked, this, [this] { emit runWanted(m_task, m_model); });
    connect(&workbench, &Workbench::gradeStored, this, [this](AnalysisId id) {
        if (chosenRun() && chosenRun()->analysis == id)
            read();
    });
}

QWidget *TaskPane::createVerdicts()
{
    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *label = new QLabel(tr("You say:"));
    layout->addWidget(label);
    for (const Verdict verdict : {Verdict::Solved, Verdict::Failed, Verdict::Ungraded}) {
        auto *button = new QPushButton(words::verdictGlyph(verdict) + u' ' + words::verdict(verdict));
        button->setAccessibleName(words::verdict(verdict));
        button->setToolTip(tr("Your own verdict on this attempt; no grader replaces it"));
        connect(button, &QPushButton::clicked, this, [this, verdict] { gradeByHand(verdict); });
        layout->addWidget(button);
    }
    layout->addStretch(1);
    return row;
}

QPlainTextEdit *TaskPane::addText(QFormLayout *form, const QString &name)
{
    auto *text = new QPlainTextEdit;
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    text->setAccessibleName(name);
    auto *label = new QLabel(name);
    label->setBuddy(text);
    form->addRow(label);
    form->addRow(text);
    return text;
}

QWidget *TaskPane::createTexts()
{
    auto *texts = new QWidget;
    auto *form = new QFormLayout(texts);
    form->setContentsMargins(0, 0, 0, 0);
    m_prompt = addText(form, tr("Prompt"));
    m_expected = addText(form, tr("Expected"));
    m_answer = addText(form, tr("Answer"));
    return texts;
}

void TaskPane::clear()
{
    ++m_generation;
    m_task.clear();
    m_runs.clear();
    m_attempts->clear();
    forgetShown();
    m_pages->setCurrentIndex(0);
}

/// Nothing of one cell is to be read below the name of another.
void TaskPane::forgetShown()
{
    m_shownTask.reset();
    m_shownRun.reset();
    m_grade->clear();
    m_history->clear();
    m_arc->clear();
    for (QPlainTextEdit *text : {m_prompt, m_expected, m_answer})
        text->clear();
}

void TaskPane::showCell(const TaskSet &set, const QString &task, const ModelChoice &model,
                        const std::vector<TaskRun> &runs)
{
    const std::optional<TaskRun> before = chosenRun();
    const bool isAnother = set.id != m_set.id || task != m_task || model != m_model;
    const bool isLatest = isAnother || !before || before->analysis == m_runs.back().analysis;
    if (isAnother || set.prompt != m_set.prompt)
        forgetShown();
    m_set = set;
    m_task = task;
    m_model = model;
    m_runs = runs;
    m_title->setText(task + u" · "_s + words::modelChoice(model));
    m_attempts->clear();
    for (size_t i = m_runs.size(); i-- > 0;) {
        const TaskRun &run = m_runs[i];
        const QString verdict = run.verdict ? words::verdict(*run.verdict) : words::status(run.status);
        m_attempts->addItem(tr("Attempt %1: %2").arg(i + 1).arg(verdict) + u" · "_s
                                + words::duration(std::chrono::milliseconds(run.durationMs)) + u" · "_s
                                + words::cost(run.cost),
                            QVariant::fromValue(qint64(run.analysis)));
    }
    m_attempts->setVisible(!m_runs.empty());
    if (!isLatest)
        showRun(before->analysis);
    m_run->setText(m_runs.empty() ? tr("&Run this now") : tr("&Run once more"));
    m_pages->setCurrentIndex(1);
    read();
}

void TaskPane::showRun(AnalysisId id)
{
    const int place = m_attempts->findData(QVariant::fromValue(qint64(id)));
    if (place >= 0 && place != m_attempts->currentIndex()) {
        m_attempts->setCurrentIndex(place);
        read();
    }
}

std::optional<TaskRun> TaskPane::chosenRun() const
{
    const int place = m_attempts->currentIndex();
    if (place < 0 || size_t(place) >= m_runs.size())
        return std::nullopt;
    return m_runs[m_runs.size() - 1 - size_t(place)];
}

void TaskPane::read()
{
    const int generation = ++m_generation;
    const auto run = chosenRun();
    m_verdicts->setVisible(run && run->status != AnalysisStatus::Running);
    if (!run) {
        m_shownRun.reset();
        m_grade->setText(tr("Not attempted yet."));
        m_history->hide();
        m_answer->clear();
        m_arc->clearPredictions();
    }
    const auto task = m_workbench.library().tasks<Task>(
        [set = m_set.id, id = m_task](TaskReader &reader) { return reader.task(set, id); });
    whenAnswered(task, this, [this, generation](const Result<Task> &answer) {
        if (generation == m_generation)
            take(answer);
    });
    if (!run)
        return;
    const auto graded = m_workbench.library().tasks<GradedRun>(
        [id = run->analysis](TaskReader &reader) { return reader.gradedRun(id); });
    whenAnswered(graded, this, [this, generation](const Result<GradedRun> &answer) {
        if (generation == m_generation)
            takeRun(answer);
    });
}

void TaskPane::take(const Result<Task> &task)
{
    if (!task) {
        m_grade->setText(words::errorSentence(task.error()));
        return;
    }
    if (m_shownTask == *task)
        return;
    m_shownTask = *task;
    m_shownRun.reset(); // what was predicted is drawn into it
    const auto pairs = arcPairs(task->fields);
    m_bodies->setCurrentIndex(pairs ? 0 : 1);
    if (pairs) {
        m_arc->setTask(*pairs, task->expected);
        return;
    }
    const Result<QString> prompt = expandTemplate(m_set.prompt.text, *task);
    m_prompt->setPlainText(prompt ? *prompt : prompt.error().message);
    m_expected->setPlainText(asText(task->expected));
}

void TaskPane::takeRun(const Result<GradedRun> &run)
{
    if (!run) {
        m_shownRun.reset();
        m_answer->clear();
        m_arc->clearPredictions();
        m_history->hide();
        m_grade->setText(tr("Not in the library yet."));
        return;
    }
    if (m_shownRun == *run)
        return;
    m_shownRun = *run;
    m_answer->setPlainText(run->answer);
    showGrade(*run);
}

void TaskPane::showGrade(const GradedRun &run)
{
    m_arc->clearPredictions();
    m_history->hide();
    if (run.status == AnalysisStatus::Running) {
        m_grade->setText(tr("Running."));
        return;
    }
    if (run.grades.empty()) {
        m_grade->setText(tr("There is no answer to grade: the run is %1.").arg(words::status(run.status)));
        return;
    }
    const GradeRecord &latest = run.grades.back();
    QString text = words::verdictGlyph(latest.grade.verdict) + u' ' + words::verdict(latest.grade.verdict)
        + u" – "_s + words::gradeSentence(latest.grade);
    if (run.outdated)
        text += u' ' + tr("The task has been changed since this run.");
    m_grade->setText(text);
    const QJsonArray pairs = latest.grade.evidence.value("pairs"_L1).toArray();
    if (!pairs.isEmpty())
        m_arc->setPredictions(pairs);
    QStringList earlier;
    for (size_t i = run.grades.size() - 1; i-- > 0;) {
        const GradeRecord &record = run.grades[i];
        earlier += tr("%1: %2 by %3")
                       .arg(words::dateTime(record.madeUtcUs), words::verdict(record.grade.verdict),
                            record.byPerson ? tr("a person")
                                            : tr("grader “%1”, version %2")
                                                  .arg(words::grader(record.grade.grader))
                                                  .arg(record.grade.graderVersion));
    }
    m_history->setText(earlier.isEmpty() ? QString() : tr("Before that:") + u' ' + earlier.join(u"; "_s));
    m_history->setVisible(!earlier.isEmpty());
}

void TaskPane::gradeByHand(Verdict verdict)
{
    if (const auto run = chosenRun())
        m_desk.grading().gradeByHand(*run, m_set.id, verdict, {});
}

} // namespace reasonglass
