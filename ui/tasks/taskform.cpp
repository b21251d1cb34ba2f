#include "ui/tasks/taskform.h"

#include "ui/browser/mutedlabel.h"
#include "ui/library/tagsdialog.h"
#include "ui/tasks/expectedtext.h"
#include "ui/tasks/formparts.h"
#include "ui/tasks/taskdraft.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QJsonDocument>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int leastLines = 5;
constexpr int expectedLines = 2;
constexpr auto promptName = "prompt"_L1;

/// Whether a prompt is all there is, so that nobody need see JSON.
bool isPromptAlone(const QJsonObject &fields)
{
    return fields.isEmpty() || (fields.size() == 1 && fields.value(promptName).isString());
}

QPlainTextEdit *createEdit(const QString &objectName, int lines)
{
    auto *edit = new QPlainTextEdit;
    edit->setObjectName(objectName);
    edit->setTabChangesFocus(true);
    edit->setMinimumHeight(edit->fontMetrics().lineSpacing() * lines + 12);
    return edit;
}

} // namespace

TaskForm::TaskForm(TaskDraft &draft, QWidget *parent)
    : QWidget(parent)
    , m_draft(draft)
    , m_id(new QLineEdit)
    , m_prompt(createEdit(u"prompt"_s, leastLines))
    , m_asJson(new QCheckBox(tr("Edit all &fields as JSON")))
    , m_fields(new CodeEdit(u"fields"_s, tr("Fields as JSON")))
    , m_text(new QStackedWidget)
    , m_expected(createEdit(u"expectedAnswer"_s, expectedLines))
    , m_expectedIsJson(new QCheckBox(tr("It is &JSON, and not a text")))
    , m_tags(new QLineEdit)
    , m_state(new StateLine(u"taskState"_s))
    , m_keep(new QPushButton(tr("&OK")))
{
    m_id->setObjectName(u"id"_s);
    m_asJson->setObjectName(u"asJson"_s);
    m_tags->setObjectName(u"tags"_s);
    m_tags->setPlaceholderText(tr("Parted by commas"));
    m_keep->setObjectName(u"keepTask"_s);
    m_prompt->setAccessibleName(tr("Prompt"));
    m_fields->setLeastLines(leastLines);
    m_expected->setMaximumHeight(m_expected->minimumHeight() * 2);
    m_expected->setPlaceholderText(tr("Empty where nothing is expected"));
    m_expectedIsJson->setObjectName(u"expectedIsJson"_s);
    m_text->addWidget(m_prompt);
    m_text->addWidget(m_fields);
    auto *back = new QPushButton(tr("&Back"));
    back->setObjectName(u"back"_s);
    for (QPushButton *button : {m_keep, back})
        button->setAutoDefault(false);

    auto *form = createForm();
    form->setContentsMargins({});
    form->addRow(tr("I&d:"), m_id);
    form->addRow(tr("&Prompt:"), m_text);
    form->addRow(QString(), m_asJson);
    form->addRow(tr("&Expected answer:"), m_expected);
    form->addRow(QString(), m_expectedIsJson);
    form->addRow(tr("Ta&gs:"), m_tags);
    auto *row = new QHBoxLayout;
    row->addWidget(m_state, 1);
    row->addStretch();
    row->addWidget(back);
    row->addWidget(m_keep);
    auto *column = new QVBoxLayout(this);
    column->addLayout(form, 1);
    column->addLayout(row);

    connect(m_asJson, &QCheckBox::toggled, this, &TaskForm::showAsJson);
    connect(m_expectedIsJson, &QCheckBox::toggled, this, &TaskForm::check);
    for (QLineEdit *line : {m_id, m_tags})
        connect(line, &QLineEdit::textChanged, this, &TaskForm::check);
    for (QPlainTextEdit *edit : {m_prompt, static_cast<QPlainTextEdit *>(m_fields), m_expected})
        connect(edit, &QPlainTextEdit::textChanged, this, &TaskForm::check);
    connect(m_keep, &QPushButton::clicked, this, &TaskForm::keep);
    connect(back, &QPushButton::clicked, this, &TaskForm::done);
}

void TaskForm::begin(bool expectsJson)
{
    m_isNew = true;
    fill({});
    m_expectedIsJson->setChecked(expectsJson);
    m_id->setFocus();
}

void TaskForm::edit(const Task &task)
{
    m_isNew = false;
    fill(task);
    m_text->currentWidget()->setFocus();
}

void TaskForm::fill(const Task &task)
{
    m_task = task;
    m_id->setText(task.id);
    m_id->setReadOnly(!m_isNew); // runs are of the task with this id
    m_id->setToolTip(m_isNew ? QString() : tr("Runs know the task by its id: it stays."));
    m_prompt->setPlainText(task.fields.value(promptName).toString());
    m_fields->setPlainText(QString::fromUtf8(QJsonDocument(task.fields).toJson()).trimmed());
    {
        const QSignalBlocker quiet(m_asJson);
        m_asJson->setChecked(!isPromptAlone(task.fields));
    }
    m_text->setCurrentIndex(m_asJson->isChecked() ? 1 : 0);
    m_expected->setPlainText(expectedText(task.expected));
    m_expectedIsJson->setChecked(isExpectedJson(task.expected));
    m_tags->setText(task.tags.join(u", "_s));
    check();
}

/// From one to the other and back, without losing anything: other fields than the prompt keep it JSON.
void TaskForm::showAsJson(bool asJson)
{
    if (asJson) {
        const QJsonObject prompt{{promptName, m_prompt->toPlainText()}};
        m_fields->setPlainText(QString::fromUtf8(QJsonDocument(prompt).toJson()).trimmed());
    } else if (const auto all = fields(); all && isPromptAlone(*all)) {
        m_prompt->setPlainText(all->value(promptName).toString());
    } else {
        const QSignalBlocker quiet(m_asJson);
        m_asJson->setChecked(true);
        m_state->say(StateLine::Tone::Caution, tr("The task has more fields than its prompt."));
        return;
    }
    m_text->setCurrentIndex(asJson ? 1 : 0);
    check();
}

std::optional<QJsonObject> TaskForm::fields() const
{
    if (m_text->currentIndex() == 0)
        return QJsonObject{{promptName, m_prompt->toPlainText()}};
    const QJsonDocument document = QJsonDocument::fromJson(m_fields->toPlainText().toUtf8());
    return document.isObject() ? std::optional(document.object()) : std::nullopt;
}

QString TaskForm::problem() const
{
    const QString id = m_id->text().trimmed();
    if (id.isEmpty())
        return tr("A task needs an id.");
    if (m_isNew && m_draft.find(id))
        return tr("There is a task of this id already.");
    const auto all = fields();
    if (!all)
        return tr("The fields are no JSON object.");
    if (all->isEmpty())
        return tr("A task needs a field.");
    return expectedFromText(m_expected->toPlainText(), m_expectedIsJson->isChecked())
        ? QString()
        : tr("The expected answer is no JSON.");
}

void TaskForm::check()
{
    const QString why = problem();
    m_state->say(StateLine::Tone::Quiet, why);
    m_keep->setEnabled(why.isEmpty());
    emit changed();
}

void TaskForm::keep()
{
    Task task = m_task;
    task.id = m_id->text().trimmed();
    task.fields = fields().value_or(QJsonObject());
    const QString expected = m_expected->toPlainText();
    const bool isJson = m_expectedIsJson->isChecked();
    if (expected != expectedText(m_task.expected) || isJson != isExpectedJson(m_task.expected))
        task.expected = expectedFromText(expected, isJson).value_or(QJsonValue(QJsonValue::Undefined));
    task.tags = tagsFromText(m_tags->text());
    m_draft.put(task);
    emit done();
}

} // namespace reasonglass
