#include "ui/tasks/gradingpage.h"

#include "tasks/grader.h"
#include "ui/browser/mutedlabel.h"
#include "ui/tasks/expectedtext.h"
#include "ui/tasks/formparts.h"
#include "ui/tasks/taskdraft.h"
#include "ui/words/taskwords.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QLineEdit>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reasonglass {

namespace {

constexpr auto pause = 120ms;
constexpr int schemaLines = 5;
constexpr int answerLines = 3;
constexpr qsizetype longestExpected = 200;

/// What was typed as a number, in this locale or as programs write it; else the text, for the grader to
/// refuse.
QJsonValue numberFrom(const QString &text)
{
    bool isRead = false;
    double number = QLocale::c().toDouble(text, &isRead);
    if (!isRead)
        number = QLocale().toDouble(text, &isRead);
    return isRead ? QJsonValue(number) : QJsonValue(text);
}

QString numberText(const QJsonValue &value)
{
    return value.isDouble() ? QString::number(value.toDouble(), 'g', 12) : value.toString();
}

void insertIf(QJsonObject &options, QLatin1StringView name, const QCheckBox *box)
{
    if (box->isChecked())
        options.insert(name, true);
}

void insertIf(QJsonObject &options, QLatin1StringView name, const QString &text, const QJsonValue &value)
{
    if (!text.trimmed().isEmpty())
        options.insert(name, value);
}

/// \a text as a schema; what is no JSON object stays a text, for the grader to refuse.
QJsonValue schemaFrom(const QString &text)
{
    const QJsonDocument document = QJsonDocument::fromJson(text.toUtf8());
    return document.isObject() ? QJsonValue(document.object()) : QJsonValue(text);
}

StateLine::Tone toneOf(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Solved:
        return StateLine::Tone::Good;
    case Verdict::Failed:
        return StateLine::Tone::Problem;
    case Verdict::Ungraded:
        return StateLine::Tone::Caution;
    }
    Q_UNREACHABLE();
}

} // namespace

GradingPage::GradingPage(TaskDraft &draft, const GraderSpec &spec, QWidget *parent)
    : QWidget(parent)
    , m_draft(draft)
    , m_kind(createCombo(u"grader"_s))
    , m_explanation(new MutedLabel)
    , m_options(new QWidget)
    , m_contains(new QCheckBox(tr("The expected text need only &occur in the answer")))
    , m_tolerance(new QLineEdit)
    , m_relative(new QLineEdit)
    , m_pattern(new QLineEdit)
    , m_ignoreCase(new QCheckBox(tr("&Ignore case")))
    , m_ignoreOrder(new QCheckBox(tr("The order of a &list does not count")))
    , m_schema(new CodeEdit(u"graderSchema"_s, tr("Schema that answers must satisfy")))
    , m_state(new StateLine(u"graderState"_s))
    , m_answer(new QPlainTextEdit)
    , m_expected(createText(u"expected"_s))
    , m_grade(new StateLine(u"grade"_s))
{
    for (int kind = int(GraderKind::Exact); kind <= int(GraderKind::Manual); ++kind)
        m_kind->addItem(words::grader(GraderKind(kind)), kind);
    auto *head = createForm();
    head->addRow(tr("&Grader:"), m_kind);
    auto *column = new QVBoxLayout(this);
    column->addLayout(head);
    column->addWidget(m_explanation);
    column->addWidget(createOptions());
    column->addWidget(m_state);
    column->addSpacing(8);
    column->addWidget(createTrial(), 1);

    fill(spec);
    m_tryLater.setSingleShot(true);
    m_tryLater.setInterval(pause);
    connect(&m_tryLater, &QTimer::timeout, this, &GradingPage::tryIt);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &GradingPage::showKind);
    for (QCheckBox *box : {m_contains, m_ignoreCase, m_ignoreOrder})
        connect(box, &QCheckBox::toggled, this, &GradingPage::follow);
    for (QLineEdit *line : {m_tolerance, m_relative, m_pattern})
        connect(line, &QLineEdit::textChanged, this, &GradingPage::follow);
    connect(m_schema, &QPlainTextEdit::textChanged, this, &GradingPage::follow);
    connect(m_answer, &QPlainTextEdit::textChanged, &m_tryLater, qOverload<>(&QTimer::start));
    connect(&draft, &TaskDraft::shownChanged, this, &GradingPage::tryIt);
    connect(&draft, &TaskDraft::tasksChanged, this, &GradingPage::tryIt);
    showKind();
}

/// A page for each grader, in the order of GraderKind.
QWidget *GradingPage::createOptions()
{
    m_contains->setObjectName(u"contains"_s);
    m_tolerance->setObjectName(u"tolerance"_s);
    m_relative->setObjectName(u"relative"_s);
    m_pattern->setObjectName(u"pattern"_s);
    m_pattern->setLayoutDirection(Qt::LeftToRight);
    m_ignoreCase->setObjectName(u"ignoreCase"_s);
    m_ignoreOrder->setObjectName(u"ignoreOrder"_s);
    m_tolerance->setPlaceholderText(u"1e-9"_s);
    m_relative->setPlaceholderText(u"0"_s);
    m_pattern->setPlaceholderText(tr("Where tasks expect none of their own"));
    m_schema->setLeastLines(schemaLines);
    m_schema->setPlaceholderText(tr("Empty: the schema of the structured output"));
    auto *column = new QVBoxLayout(m_options); // not a stack, which is as high as its highest page
    column->setContentsMargins({});
    for (int kind = int(GraderKind::Exact); kind <= int(GraderKind::Manual); ++kind) {
        auto *page = new QWidget;
        QFormLayout *form = createForm();
        form->setContentsMargins({});
        switch (GraderKind(kind)) {
        case GraderKind::Text:
            form->addRow(m_contains);
            break;
        case GraderKind::Number:
            form->addRow(tr("&Tolerance:"), m_tolerance);
            form->addRow(tr("&Relative (share of the number):"), m_relative);
            break;
        case GraderKind::Regex:
            form->addRow(tr("&Pattern:"), m_pattern);
            form->addRow(m_ignoreCase);
            break;
        case GraderKind::Json:
            form->addRow(m_ignoreOrder);
            break;
        case GraderKind::JsonSchema:
            form->addRow(tr("&Schema:"), m_schema);
            break;
        case GraderKind::Exact:
        case GraderKind::Arc:
        case GraderKind::Manual:
            break;
        }
        page->setLayout(form);
        page->hide();
        column->addWidget(page);
        m_pages.push_back(page);
    }
    return m_options;
}

QWidget *GradingPage::createTrial()
{
    m_answer->setObjectName(u"answer"_s);
    m_answer->setAccessibleName(tr("An answer to try"));
    m_answer->setPlaceholderText(tr("Paste an answer to see its grade"));
    m_answer->setTabChangesFocus(true);
    m_answer->setMinimumHeight(m_answer->fontMetrics().lineSpacing() * answerLines + 8);
    auto *picker = new TaskPicker(m_draft);
    auto *head = new QHBoxLayout;
    head->addWidget(createLabel(tr("Tr&y it on task"), picker));
    head->addWidget(picker, 1);
    auto *area = new QWidget;
    auto *column = new QVBoxLayout(area);
    column->setContentsMargins({});
    column->addLayout(head);
    column->addWidget(m_expected);
    column->addWidget(m_answer, 1);
    column->addWidget(m_grade);
    return area;
}

void GradingPage::fill(const GraderSpec &spec)
{
    const QJsonObject &options = spec.options;
    m_kind->setCurrentIndex(m_kind->findData(int(spec.kind)));
    m_contains->setChecked(options.value("contains"_L1).toBool());
    m_tolerance->setText(numberText(options.value("tolerance"_L1)));
    m_relative->setText(numberText(options.value("relative"_L1)));
    m_pattern->setText(options.value("pattern"_L1).toString());
    m_ignoreCase->setChecked(options.value("ignore_case"_L1).toBool());
    m_ignoreOrder->setChecked(options.value("ignore_array_order"_L1).toBool());
    if (const QJsonObject schema = options.value("schema"_L1).toObject(); !schema.isEmpty())
        m_schema->setPlainText(QString::fromUtf8(QJsonDocument(schema).toJson()));
}

GraderKind GradingPage::kind() const
{
    return GraderKind(m_kind->currentData().toInt());
}

GraderSpec GradingPage::spec() const
{
    GraderSpec spec{.kind = kind()};
    switch (spec.kind) {
    case GraderKind::Text:
        insertIf(spec.options, "contains"_L1, m_contains);
        break;
    case GraderKind::Number:
        insertIf(spec.options, "tolerance"_L1, m_tolerance->text(), numberFrom(m_tolerance->text()));
        insertIf(spec.options, "relative"_L1, m_relative->text(), numberFrom(m_relative->text()));
        break;
    case GraderKind::Regex:
        insertIf(spec.options, "pattern"_L1, m_pattern->text(), m_pattern->text());
        insertIf(spec.options, "ignore_case"_L1, m_ignoreCase);
        break;
    case GraderKind::Json:
        insertIf(spec.options, "ignore_array_order"_L1, m_ignoreOrder);
        break;
    case GraderKind::JsonSchema:
        insertIf(spec.options, "schema"_L1, m_schema->toPlainText(), schemaFrom(m_schema->toPlainText()));
        break;
    case GraderKind::Exact:
    case GraderKind::Arc:
    case GraderKind::Manual:
        break;
    }
    return spec;
}

void GradingPage::setOutputSchema(const QByteArray &schema)
{
    if (std::exchange(m_outputSchema, schema) != schema)
        tryIt();
}

/// As runs are graded: see GradedRun::grader.
GraderSpec GradingPage::completed(GraderSpec spec) const
{
    if (spec.kind == GraderKind::JsonSchema && !spec.options.contains("schema"_L1)
        && !m_outputSchema.isEmpty())
        spec.options.insert(u"schema"_s, schemaFrom(QString::fromUtf8(m_outputSchema)));
    return spec;
}

QString GradingPage::problem() const
{
    const GraderSpec used = completed(spec());
    if (used.kind == GraderKind::JsonSchema && !used.options.contains("schema"_L1))
        return tr("There is no schema: write one here, or on the page Structured output.");
    QString why = graderProblem(used);
    if (!why.isEmpty())
        why[0] = why.at(0).toUpper();
    return why;
}

void GradingPage::follow()
{
    m_tryLater.start();
    emit changed();
}

void GradingPage::showKind()
{
    m_explanation->setText(words::graderExplanation(kind()));
    for (size_t i = 0; i < m_pages.size(); ++i)
        m_pages[i]->setVisible(int(i) == m_kind->currentIndex());
    m_options->setVisible(m_pages[size_t(m_kind->currentIndex())]->layout()->count() > 0);
    tryIt();
    emit changed();
}

void GradingPage::tryIt()
{
    const QString why = problem();
    m_state->say(StateLine::Tone::Problem, why);
    const Task *task = m_draft.shown();
    const GraderSpec used = completed(task && task->grader ? *task->grader : spec());
    QStringList said;
    if (task && !task->expected.isUndefined())
        said += tr("Expected: %1").arg(expectedText(task->expected).simplified().left(longestExpected));
    if (task && task->grader)
        said += tr("This task has a grader of its own: %1.").arg(words::grader(task->grader->kind));
    m_expected->setText(said.join(u'\n'));
    m_expected->setVisible(!said.isEmpty());
    const QString answer = m_answer->toPlainText();
    if (answer.isEmpty() || !graderProblem(used).isEmpty()) {
        m_grade->clear();
        return;
    }
    const Grade grade = gradeAnswer(used, task ? task->expected : QJsonValue(QJsonValue::Undefined), answer);
    QString verdict = words::verdict(grade.verdict);
    verdict[0] = verdict.at(0).toUpper();
    m_grade->say(toneOf(grade.verdict), verdict + u". "_s + words::gradeSentence(grade));
}

} // namespace reasonglass
