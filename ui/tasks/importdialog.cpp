#include "ui/tasks/importdialog.h"

#include "app/workbench.h"
#include "base/whenanswered.h"
#include "ui/browser/mutedlabel.h"
#include "ui/style/icons.h"
#include "ui/tasks/columnmemory.h"
#include "ui/tasks/expectedtext.h"
#include "ui/tasks/formparts.h"
#include "ui/tasks/texttable.h"
#include "ui/words/taskwords.h"
#include "ui/words/words.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QGridLayout>
#include <QGroupBox>
#include <QLineEdit>
#include <QLocale>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QSet>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int comfortableWidth = 104; // average characters
constexpr int comfortableHeight = 44; // lines
constexpr int tableLines = 4;
constexpr int templateLines = 3;
constexpr size_t mostPreviewed = 200;
constexpr qsizetype longestCell = 200;

QString sourceText(const QStringList &paths)
{
    if (paths.isEmpty())
        return ImportDialog::tr(
            "Drop files or folders with tasks here: ARC tasks (JSON, a folder, a zip), JSON "
            "Lines, CSV, text or Markdown. Or choose them.");
    if (paths.size() == 1)
        return QDir::toNativeSeparators(paths.first());
    return ImportDialog::tr("%1 and %2 more")
        .arg(QDir::toNativeSeparators(paths.first()), QLocale().toString(paths.size() - 1));
}

QStringList localPaths(const QMimeData *data)
{
    QStringList paths;
    for (const QUrl &url : data->urls()) {
        if (url.isLocalFile())
            paths += url.toLocalFile();
    }
    return paths;
}

QString counted(qsizetype count)
{
    return QLocale().toString(count);
}

/// "34 new · 2 the same · 1 changed · 3 bad"; what is not there is not said.
QString reportText(const ImportReport &report)
{
    QStringList facts;
    if (!report.fresh.isEmpty())
        facts += ImportDialog::tr("%1 new").arg(counted(report.fresh.size()));
    if (!report.same.isEmpty())
        facts += ImportDialog::tr("%1 the same").arg(counted(report.same.size()));
    if (!report.changed.isEmpty())
        facts += ImportDialog::tr("%1 changed").arg(counted(report.changed.size()));
    if (!report.bad.empty())
        facts += ImportDialog::tr("%1 bad").arg(counted(qsizetype(report.bad.size())));
    return facts.isEmpty() ? ImportDialog::tr("There are no tasks in it.") : facts.join(u" · "_s);
}

} // namespace

ImportDialog::ImportDialog(TaskDesk &desk, Workbench &workbench, const QStringList &paths, QWidget *parent)
    : QDialog(parent)
    , m_desk(desk)
    , m_workbench(workbench)
    , m_source(createText(u"source"_s))
    , m_busy(new QProgressBar)
    , m_state(new StateLine(u"state"_s))
    , m_bad(new TextTable(u"bad"_s, tr("Entries that cannot become tasks"),
                          {tr("File"), tr("Line"), tr("Reason")}, {2}))
    , m_leaveOut(new QCheckBox)
    , m_preview(new TextTable(u"preview"_s, tr("Tasks that were read"),
                              {tr("Id"), tr("Task"), tr("Expected"), tr("Tags")}, {1}))
    , m_columnsArea(new QGroupBox(tr("Columns")))
    , m_target(createCombo(u"target"_s))
    , m_name(new QLineEdit)
    , m_grader(createCombo(u"grader"_s))
    , m_template(new CodeEdit(u"template"_s, tr("Prompt template")))
    , m_ownRules(new MutedLabel)
    , m_targetForm(createForm())
    , m_import(new QPushButton)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setModal(false);
    setAcceptDrops(true);
    setWindowTitle(tr("Import tasks"));
    m_previewHeading = createHeading({}, m_preview);
    m_preview->setLeastLines(tableLines);
    m_badArea = createBadArea();
    m_targetArea = createTargetArea();
    m_import->setObjectName(u"import"_s);
    QDialogButtonBox *buttons = createButtons(m_import);
    connect(buttons, &QDialogButtonBox::accepted, this, &ImportDialog::import);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->addWidget(createHead());
    column->addWidget(m_badArea);
    column->addWidget(m_previewHeading);
    column->addWidget(m_preview, 1);
    column->addWidget(createColumnsArea());
    column->addWidget(m_targetArea);
    column->addStretch();
    auto *whole = new QVBoxLayout(this);
    whole->addWidget(createScrollArea(content), 1);
    whole->addWidget(buttons);
    keepGeometry(this, workbench.settings(), u"import"_s, comfortableWidth, comfortableHeight);
    learnSets();
    read(paths);
}

ImportDialog::~ImportDialog()
{
    m_reading.cancel();
}

// What it is made of

QWidget *ImportDialog::createHead()
{
    m_busy->setRange(0, 0);
    m_busy->setTextVisible(false);
    m_busy->setAccessibleName(tr("Reading"));
    auto *files = new QPushButton(tr("Choose &files…"));
    files->setObjectName(u"chooseFiles"_s);
    auto *folder = new QPushButton(tr("Choose a f&older…"));
    folder->setObjectName(u"chooseFolder"_s);
    for (QPushButton *button : {files, folder})
        button->setAutoDefault(false);
    connect(files, &QPushButton::clicked, this, &ImportDialog::chooseFiles);
    connect(folder, &QPushButton::clicked, this, &ImportDialog::chooseFolder);
    auto *row = new QHBoxLayout;
    row->addWidget(files);
    row->addWidget(folder);
    row->addStretch(1);
    auto *area = new QWidget;
    auto *column = new QVBoxLayout(area);
    column->setContentsMargins({});
    column->addWidget(m_source);
    column->addLayout(row);
    column->addWidget(m_busy);
    column->addWidget(m_state);
    return area;
}

QWidget *ImportDialog::createBadArea()
{
    m_bad->setLeastLines(tableLines);
    m_bad->setMaximumHeight(m_bad->minimumHeight());
    m_leaveOut->setObjectName(u"leaveOut"_s);
    connect(m_leaveOut, &QCheckBox::toggled, this, &ImportDialog::showImportButton);
    auto *area = new QWidget;
    auto *column = new QVBoxLayout(area);
    column->setContentsMargins({});
    column->addWidget(createHeading(tr("&Bad entries"), m_bad));
    column->addWidget(m_bad);
    column->addWidget(m_leaveOut);
    area->hide();
    return area;
}

void ImportDialog::addColumnChoice(QGridLayout *grid, const QString &name, const QString &label,
                                   QString ColumnMapping::*column)
{
    constexpr int choicesPerRow = 2;
    QComboBox *combo = createCombo(name);
    const auto index = int(m_columns.size());
    const int row = index / choicesPerRow;
    const int place = index % choicesPerRow * 2;
    grid->addWidget(createLabel(label, combo), row, place);
    grid->addWidget(combo, row, place + 1);
    grid->setColumnStretch(place + 1, 1);
    m_columns.push_back({combo, column});
    connect(combo, &QComboBox::activated, this, &ImportDialog::takeColumns);
}

QWidget *ImportDialog::createColumnsArea()
{
    auto *grid = new QGridLayout(m_columnsArea);
    addColumnChoice(grid, u"idColumn"_s, tr("I&d:"), &ColumnMapping::id);
    addColumnChoice(grid, u"promptColumn"_s, tr("&Prompt:"), &ColumnMapping::prompt);
    addColumnChoice(grid, u"expectedColumn"_s, tr("&Expected answer:"), &ColumnMapping::expected);
    addColumnChoice(grid, u"tagsColumn"_s, tr("&Tags:"), &ColumnMapping::tags);
    m_columnsArea->hide();
    return m_columnsArea;
}

QWidget *ImportDialog::createTargetArea()
{
    m_name->setObjectName(u"name"_s);
    m_template->setLeastLines(templateLines);
    m_template->setMaximumHeight(m_template->minimumHeight());
    m_template->setReadOnly(true);
    for (int kind = int(GraderKind::Exact); kind <= int(GraderKind::Manual); ++kind)
        m_grader->addItem(words::grader(GraderKind(kind)), kind);
    m_target->addItem(tr("A new set"), QVariant::fromValue(TaskSetId{}));
    m_targetForm->addRow(tr("&Import into:"), m_target);
    m_targetForm->addRow(tr("&Name:"), m_name);
    m_targetForm->addRow(tr("&Grader:"), m_grader);
    m_targetForm->addRow(tr("Prompt te&mplate:"), m_template);
    m_targetForm->addRow(m_ownRules);
    connect(m_target, &QComboBox::currentIndexChanged, this, &ImportDialog::followTarget);
    connect(m_name, &QLineEdit::textEdited, this, [this] { m_isNameOwn = true; });
    connect(m_name, &QLineEdit::textChanged, this, &ImportDialog::showImportButton);
    auto *area = new QWidget;
    m_targetForm->setContentsMargins({});
    area->setLayout(m_targetForm);
    return area;
}

// Files

void ImportDialog::chooseFiles()
{
    auto *dialog = new QFileDialog(this, tr("Import tasks"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters(
        {tr("Tasks (*.json *.jsonl *.ndjson *.csv *.tsv *.txt *.md *.zip)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this, &ImportDialog::read);
    dialog->open();
}

void ImportDialog::chooseFolder()
{
    auto *dialog = new QFileDialog(this, tr("Import a folder of tasks"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::filesSelected, this, &ImportDialog::read);
    dialog->open();
}

void ImportDialog::dragEnterEvent(QDragEnterEvent *event)
{
    if (!localPaths(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void ImportDialog::dropEvent(QDropEvent *event)
{
    const QStringList paths = localPaths(event->mimeData());
    if (paths.isEmpty())
        return;
    event->acceptProposedAction();
    read(paths);
}

void ImportDialog::read(const QStringList &paths)
{
    m_paths = paths;
    m_hasTriedMemory = false;
    m_source->setText(sourceText(paths));
    m_source->setToolTip(paths.join(u'\n'));
    readAgain({});
}

void ImportDialog::readAgain(const ColumnMapping &mapping)
{
    delete m_awaited;
    m_awaited = nullptr;
    m_reading.cancel();
    m_report.reset();
    m_state->clear();
    m_busy->setVisible(!m_paths.isEmpty());
    if (!m_paths.isEmpty()) {
        m_reading = m_desk.read(m_paths, mapping);
        m_awaited = whenAnswered(m_reading, this, [this](const Result<ReadTasks> &answer) {
            m_awaited = nullptr;
            take(answer);
        });
    } else {
        m_read.reset();
        showPreview();
    }
    showImportButton();
}

void ImportDialog::take(const Result<ReadTasks> &answer)
{
    m_busy->hide();
    if (!answer) {
        m_read.reset();
        m_state->say(StateLine::Tone::Problem, tr("This cannot be read: %1").arg(answer.error().message));
        showPreview();
        showSuggestions();
        showImportButton();
        return;
    }
    m_read = *answer;
    const bool isFirst = !std::exchange(m_hasTriedMemory, true);
    if (isFirst && !m_read->columns.isEmpty()) {
        const auto remembered = rememberedMapping(m_workbench.settings(), m_read->columns);
        if (remembered && *remembered != m_read->mapping) {
            readAgain(*remembered);
            return;
        }
    }
    showPreview();
    showSuggestions();
    followTarget();
}

void ImportDialog::takeColumns()
{
    ColumnMapping mapping;
    for (const ColumnChoice &choice : m_columns)
        mapping.*choice.column = choice.combo->currentData().toString();
    readAgain(mapping);
}

void ImportDialog::showPreview()
{
    std::vector<TextRow> rows;
    const size_t count = m_read ? m_read->tasks.size() : 0;
    for (size_t i = 0; i < std::min(count, mostPreviewed); ++i) {
        const Task &task = m_read->tasks[i];
        rows.push_back({qint64(i) + 1,
                        {task.id, taskTitle(task).left(longestCell),
                         expectedText(task.expected).left(longestCell), task.tags.join(u", "_s)}});
    }
    m_preview->setRows(std::move(rows));
    m_previewHeading->setText(count > mostPreviewed
                                  ? tr("The first %1 of %2 tas&ks")
                                        .arg(counted(qsizetype(mostPreviewed)), counted(qsizetype(count)))
                                  : tr("Tas&ks"));
    for (QWidget *area :
         {static_cast<QWidget *>(m_previewHeading), static_cast<QWidget *>(m_preview), m_targetArea})
        area->setVisible(m_read.has_value());
    const bool hasColumns = m_read && !m_read->columns.isEmpty();
    m_columnsArea->setVisible(hasColumns);
    if (!hasColumns)
        return;
    for (const ColumnChoice &choice : m_columns) {
        const QString chosen = m_read->mapping.*choice.column;
        choice.combo->clear();
        choice.combo->addItem(chosen.isEmpty() ? tr("none") : tr("automatic"), QString());
        for (const QString &column : m_read->columns)
            choice.combo->addItem(column, column);
        choice.combo->setCurrentIndex(std::max(0, choice.combo->findData(chosen)));
    }
}

void ImportDialog::showSuggestions()
{
    if (!m_read)
        return;
    if (!m_isNameOwn)
        m_name->setText(m_read->suggestedName);
    m_grader->setCurrentIndex(m_grader->findData(int(m_read->suggestedGrader.kind)));
    m_template->setPlainText(m_read->suggestedTemplate.isEmpty() ? PromptTemplate{}.text
                                                                 : m_read->suggestedTemplate);
}

// Where to

void ImportDialog::learnSets()
{
    const auto answer = m_workbench.library().tasks<std::vector<TaskSetRow>>(
        [](TaskReader &reader) { return reader.sets(); });
    whenAnswered(answer, this, [this](const Result<std::vector<TaskSetRow>> &sets) {
        m_sets = sets.value_or(std::vector<TaskSetRow>{}); // a library that is not there yet has none
        {
            const QSignalBlocker quiet(m_target);
            for (const TaskSetRow &row : m_sets)
                m_target->addItem(row.set.name, QVariant::fromValue(row.set.id));
        }
        setTarget(m_wantedTarget);
    });
}

void ImportDialog::setTarget(TaskSetId set)
{
    m_wantedTarget = set;
    for (int i = 0; i < m_target->count(); ++i) {
        if (m_target->itemData(i).value<TaskSetId>() == set)
            m_target->setCurrentIndex(i);
    }
}

TaskSetId ImportDialog::target() const
{
    return m_target->currentData().value<TaskSetId>();
}

void ImportDialog::followTarget()
{
    const TaskSetId set = target();
    const bool isNew = set == TaskSetId{};
    for (QWidget *field : {static_cast<QWidget *>(m_name), static_cast<QWidget *>(m_grader),
                           static_cast<QWidget *>(m_template)}) {
        field->setVisible(isNew);
        m_targetForm->labelForField(field)->setVisible(isNew);
    }
    const auto row = std::ranges::find(m_sets, set, [](const TaskSetRow &r) { return r.set.id; });
    m_ownRules->setVisible(!isNew);
    if (!isNew && row != m_sets.end())
        m_ownRules->setText(
            tr("The set keeps its prompt template and its grader (%1). Tasks that have changed "
               "are replaced; their runs stay.")
                .arg(words::grader(row->set.grader.kind)));
    m_report.reset();
    const int question = ++m_compared;
    if (!m_read) {
        showImportButton();
    } else if (isNew) {
        compare({});
    } else {
        const auto answer = m_workbench.library().tasks<QHash<QString, QString>>(
            [set](TaskReader &reader) { return reader.hashes(set); });
        whenAnswered(answer, this, [this, question](const Result<QHash<QString, QString>> &hashes) {
            if (question != m_compared || !m_read)
                return;
            if (hashes) {
                compare(*hashes);
                return;
            }
            m_state->say(StateLine::Tone::Problem, words::errorSentence(hashes.error()));
            showImportButton();
        });
        showImportButton();
    }
}

void ImportDialog::compare(const QHash<QString, QString> &knownHashes)
{
    m_report = compareWithSet(*m_read, knownHashes);
    showReport();
}

void ImportDialog::showReport()
{
    std::vector<TextRow> rows;
    for (const BadEntry &entry : m_report->bad)
        rows.push_back({qint64(rows.size()) + 1,
                        {entry.file, entry.line > 0 ? counted(entry.line) : QString(), entry.reason}});
    m_bad->setRows(std::move(rows));
    m_badArea->setVisible(!m_report->isClean());
    const qsizetype good = m_report->fresh.size() + m_report->changed.size();
    m_leaveOut->setText(good == 1
                            ? tr("Import the one that is &good and leave the bad ones out")
                            : tr("Import the %1 &good ones and leave the bad ones out").arg(counted(good)));
    m_leaveOut->setVisible(good > 0);
    QString text = reportText(*m_report);
    StateLine::Tone tone = m_report->isClean() ? StateLine::Tone::Good : StateLine::Tone::Problem;
    if (good == 0 && !m_report->same.isEmpty()) {
        text += u". "_s + tr("There is nothing to import: the set has them all.");
        tone = m_report->isClean() ? StateLine::Tone::Quiet : tone;
    } else if (good == 0 && m_report->isClean()) {
        tone = StateLine::Tone::Caution;
    } else if (!m_report->isClean() && good > 0) {
        text += u". "_s + tr("Nothing is imported until you say what becomes of the bad ones.");
    }
    m_state->say(tone, text);
    showImportButton();
}

// Importing

int ImportDialog::countToImport() const
{
    if (!m_report || (!m_report->isClean() && !m_leaveOut->isChecked()))
        return 0;
    return int(m_report->fresh.size() + m_report->changed.size());
}

void ImportDialog::showImportButton()
{
    const int count = countToImport();
    m_import->setText(count == 0       ? tr("&Import")
                          : count == 1 ? tr("&Import 1 task")
                                       : tr("&Import %1 tasks").arg(counted(count)));
    const bool hasName = target() != TaskSetId{} || !m_name->text().trimmed().isEmpty();
    m_import->setEnabled(count > 0 && hasName);
    m_name->setPlaceholderText(hasName ? QString() : tr("A set needs a name"));
}

std::vector<Task> ImportDialog::tasksToImport() const
{
    QSet<QString> wanted(m_report->fresh.cbegin(), m_report->fresh.cend());
    wanted.unite(QSet<QString>(m_report->changed.cbegin(), m_report->changed.cend()));
    std::vector<Task> tasks;
    std::ranges::copy_if(m_read->tasks, std::back_inserter(tasks),
                         [&wanted](const Task &task) { return wanted.contains(task.id); });
    return tasks;
}

void ImportDialog::import()
{
    if (!m_import->isEnabled())
        return;
    if (!m_read->columns.isEmpty())
        rememberMapping(m_workbench.settings(), m_read->columns, m_read->mapping);
    const std::vector<Task> tasks = tasksToImport();
    TaskSetId set = target();
    if (set != TaskSetId{}) {
        m_desk.addTasks(set, tasks);
    } else {
        TaskSet fresh{.name = m_name->text().trimmed(),
                      .instructions = m_read->suggestedInstructions,
                      .grader = m_read->suggestedGrader,
                      .jsonSchema = m_read->suggestedSchema,
                      .source = m_paths.first()};
        fresh.prompt.text = m_template->toPlainText();
        const auto kind = GraderKind(m_grader->currentData().toInt());
        if (kind != fresh.grader.kind) // its options were for another
            fresh.grader = {.kind = kind};
        set = m_desk.create(fresh, tasks).id;
    }
    emit imported(set, int(tasks.size()));
    accept();
}

} // namespace reasonglass
