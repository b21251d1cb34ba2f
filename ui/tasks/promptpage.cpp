#include "ui/tasks/promptpage.h"

#include "app/workbench.h"
#include "base/whenanswered.h"
#include "store/taskreader.h"
#include "tasks/arcgrid.h"
#include "tasks/prompttemplate.h"
#include "ui/browser/mutedlabel.h"
#include "ui/style/flowlayout.h"
#include "ui/tasks/formparts.h"
#include "ui/tasks/taskdraft.h"
#include "ui/words/words.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>
#include <functional>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reasonglass {

namespace {

constexpr auto pause = 120ms;
constexpr int leastLines = 4;
constexpr qsizetype mostShown = 50'000; ///< characters of a preview

/// How a template names \a value, which a task has under \a name.
QString markFor(const QString &name, const QJsonValue &value)
{
    if (arcGridFromJson(value))
        return u"{{"_s + name + u"|grid}}"_s;
    if (value.isArray())
        return u"{{#"_s + name + u"}}\n{{.}}\n{{/"_s + name + u"}}\n"_s;
    return u"{{"_s + name + u"}}"_s;
}

QString upperFirst(QString text)
{
    if (!text.isEmpty())
        text[0] = text.at(0).toUpper();
    return text;
}

} // namespace

PromptPage::PromptPage(TaskDraft &draft, Workbench &workbench, const TaskSet &set, QWidget *parent)
    : QWidget(parent)
    , m_draft(draft)
    , m_edit(new CodeEdit(u"template"_s, tr("Prompt template")))
    , m_preview(new CodeEdit(u"preview"_s, tr("Preview of the prompt")))
    , m_state(new StateLine(u"templateState"_s))
    , m_help(new MutedLabel)
    , m_fields(new QMenu(this))
    , m_versions(new QComboBox)
    , m_useVersion(new QPushButton(tr("&Use this version")))
{
    m_edit->setLeastLines(leastLines);
    m_edit->setPlainText(set.prompt.text);
    m_preview->setLeastLines(leastLines);
    m_preview->setReadOnly(true);
    m_help->setObjectName(u"help"_s);
    m_help->setText(tr("{{name}} puts in a field, {{name.inner}} a field within one. {{name|grid}} writes a "
                       "grid of colours as rows of digits, {{name|json}} writes JSON. {{#name}} … {{/name}} "
                       "repeats what is between for each entry of a list; {{.}} is the entry, {{@number}} "
                       "counts from 1. {{^name}} … {{/name}} is shown where there is nothing. {{! … }} is a "
                       "note that is not sent."));
    m_help->hide();

    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_edit);
    splitter->addWidget(createPreview());
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    auto *column = new QVBoxLayout(this);
    column->addWidget(createTools());
    column->addWidget(m_help); // not within the splitter, which knows nothing of lines that wrap
    column->addWidget(splitter, 1);

    m_showLater.setSingleShot(true);
    m_showLater.setInterval(pause);
    connect(&m_showLater, &QTimer::timeout, this, &PromptPage::showPreview);
    connect(m_edit, &QPlainTextEdit::textChanged, this, [this] {
        m_showLater.start();
        emit changed();
    });
    connect(&draft, &TaskDraft::shownChanged, this, &PromptPage::showPreview);
    connect(&draft, &TaskDraft::tasksChanged, this, &PromptPage::showPreview);
    learnVersions(workbench, set.id);
    showPreview();
}

QWidget *PromptPage::createTools()
{
    auto *fields = new QPushButton(tr("&Insert field"));
    fields->setObjectName(u"insertField"_s);
    fields->setMenu(m_fields);
    connect(m_fields, &QMenu::aboutToShow, this, &PromptPage::fillFields);
    auto *help = new QPushButton(tr("&Help"));
    help->setObjectName(u"showHelp"_s);
    help->setCheckable(true);
    connect(help, &QPushButton::toggled, m_help, &QWidget::setVisible);
    m_versions->setObjectName(u"versions"_s);
    m_versions->setAccessibleName(tr("Versions of the template"));
    m_useVersion->setObjectName(u"useVersion"_s);
    connect(m_useVersion, &QPushButton::clicked, this, &PromptPage::useVersion);
    for (QPushButton *button : {fields, help, m_useVersion})
        button->setAutoDefault(false);

    auto *area = new QWidget;
    auto *row = new FlowLayout(area);
    row->setContentsMargins({});
    row->addWidget(fields);
    row->addWidget(help);
    row->addWidget(m_versions);
    row->addWidget(m_useVersion);
    return area;
}

QWidget *PromptPage::createPreview()
{
    auto *picker = new TaskPicker(m_draft);
    auto *head = new QHBoxLayout;
    head->addWidget(createLabel(tr("&Preview of task"), picker));
    head->addWidget(picker, 1);
    auto *area = new QWidget;
    auto *column = new QVBoxLayout(area);
    column->setContentsMargins({});
    column->addLayout(head);
    column->addWidget(m_preview, 1);
    column->addWidget(m_state);
    return area;
}

void PromptPage::learnVersions(Workbench &workbench, TaskSetId set)
{
    m_versions->hide();
    m_useVersion->hide();
    const auto answer = workbench.library().tasks<std::vector<PromptTemplate>>(
        [set](TaskReader &reader) { return reader.promptVersions(set); });
    whenAnswered(answer, this, [this](const Result<std::vector<PromptTemplate>> &versions) {
        m_stored = versions.value_or(std::vector<PromptTemplate>{});
        m_versions->clear();
        std::ranges::sort(m_stored, std::ranges::greater(), &PromptTemplate::version);
        for (const PromptTemplate &version : m_stored)
            m_versions->addItem(
                tr("Version %1 · %2").arg(version.version).arg(words::dateTime(version.createdUtcUs)),
                version.version);
        m_versions->setVisible(!m_stored.empty());
        m_useVersion->setVisible(!m_stored.empty());
    });
}

void PromptPage::useVersion()
{
    for (const PromptTemplate &version : m_stored) {
        if (version.version != m_versions->currentData().toInt())
            continue;
        m_edit->selectAll(); // so that Ctrl+Z brings back what was there
        m_edit->insertPlainText(version.text);
        m_edit->setFocus();
    }
}

void PromptPage::fillFields()
{
    m_fields->clear();
    const Task *task = m_draft.shown();
    const QJsonObject fields = task ? task->fields : QJsonObject{{u"prompt"_s, QString()}};
    for (auto field = fields.begin(); field != fields.end(); ++field) {
        const QString mark = markFor(field.key(), field.value());
        QAction *action = m_fields->addAction(QString(field.key()).replace(u'&', u"&&"_s));
        connect(action, &QAction::triggered, this, [this, mark] { insertMark(mark); });
    }
}

/// A section's marks take their lines with them only where they stand alone on them.
void PromptPage::insertMark(const QString &mark)
{
    const bool isSection = mark.startsWith(u"{{#"_s);
    const bool isAtStart = m_edit->textCursor().atBlockStart();
    m_edit->insertPlainText(isSection && !isAtStart ? QString(u'\n' + mark) : mark);
    m_edit->setFocus();
}

QString PromptPage::text() const
{
    return m_edit->toPlainText();
}

QString PromptPage::problem() const
{
    const Result<> readable = checkTemplate(text());
    return readable ? QString() : upperFirst(readable.error().message);
}

void PromptPage::showPreview()
{
    if (const QString why = problem(); !why.isEmpty()) {
        m_state->say(StateLine::Tone::Problem, why);
        return; // what is shown is of the text before
    }
    const Task *task = m_draft.shown();
    if (!task) {
        m_preview->clear();
        m_state->say(StateLine::Tone::Quiet, tr("The set has no task to preview."));
        return;
    }
    const Result<QString> prompt = expandTemplate(text(), *task);
    if (!prompt) {
        m_state->say(StateLine::Tone::Problem, upperFirst(prompt.error().message));
        return;
    }
    m_preview->setPlainText(prompt->left(mostShown));
    if (prompt->size() > mostShown)
        m_state->say(StateLine::Tone::Quiet,
                     tr("The first %1 of %2 characters are shown.")
                         .arg(locale().toString(mostShown), locale().toString(prompt->size())));
    else
        m_state->clear();
}

} // namespace reasonglass
