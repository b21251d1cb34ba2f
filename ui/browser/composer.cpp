#include "ui/browser/composer.h"

#include "app/workbench.h"
#include "ui/browser/attachmentbar.h"
#include "ui/browser/messagebar.h"
#include "ui/browser/mutedlabel.h"
#include "ui/browser/prompteditor.h"
#include "ui/browser/runoptions.h"
#include "ui/style/icons.h"
#include "ui/words/words.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int unit = 8;
constexpr int roomyCharacters = 110; ///< width of the window's right side from which the controls have labels
constexpr int leastCharacters = 58;

/// What is offered for a model whose efforts nobody knows.
const QStringList &anyEfforts()
{
    static const QStringList efforts{u"none"_s, u"minimal"_s, u"low"_s, u"medium"_s, u"high"_s, u"xhigh"_s};
    return efforts;
}

QToolButton *createButton(const QString &icon, const QString &text, const QString &hint)
{
    auto *button = new QToolButton;
    button->setIcon(outlineIcon(icon));
    button->setText(text);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setToolTip(hint);
    button->setAccessibleName(QString(text).remove(u'&'));
    button->setAccessibleDescription(hint);
    return button;
}

/// Chooses \a value; the first entry where there is no such.
void choose(QComboBox *box, const QString &value)
{
    box->setCurrentIndex(std::max(0, box->findData(value)));
}

} // namespace

Composer::Composer(Workbench &workbench, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_message(new MessageBar)
    , m_attachments(new AttachmentBar)
    , m_prompt(new PromptEditor(2))
    , m_instructions(new PromptEditor(2))
    , m_instructionsButton(createButton(u"chevron-down"_s, tr("&Instructions"),
                                        tr("What the model is to keep to, apart from the question")))
    , m_attachButton(createButton(u"attach"_s, tr("&Attach…"), tr("Send text files, images or PDF along")))
    , m_target(new MutedLabel)
    , m_effortLabel(new QLabel(tr("&Effort")))
    , m_effort(new QComboBox)
    , m_summaryLabel(new QLabel(tr("S&ummary")))
    , m_summary(new QComboBox)
    , m_optionsButton(createButton(u"settings"_s, tr("&Options"), tr("Verbosity, limits, streaming")))
    , m_options(new RunOptions(this))
    , m_run(new QPushButton(outlineIcon(u"run"_s), tr("&Run")))
    , m_runAction(new QAction(tr("Run"), this))
{
    setAcceptDrops(true);
    createEditors();
    createChoices();

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(unit, unit, unit, unit);
    layout->setSpacing(unit / 2);
    layout->addWidget(m_message);
    layout->addWidget(m_instructions);
    layout->addWidget(m_prompt);
    layout->addWidget(m_attachments);
    layout->addWidget(createControls());
    connectParts();
    showInstructions(false);
    showTarget();
}

void Composer::createEditors()
{
    const QString keys = QKeySequence(Qt::CTRL | Qt::Key_Return).toString(QKeySequence::NativeText);
    m_prompt->setPlaceholderText(
        tr("Ask something; %1 runs it. Drop or paste files and images here.").arg(keys));
    m_prompt->setAccessibleName(tr("Prompt"));
    m_prompt->setObjectName(u"prompt"_s);
    m_instructions->setPlaceholderText(tr("Instructions: what the model is to keep to"));
    m_instructions->setAccessibleName(tr("Instructions"));
    m_instructions->setObjectName(u"instructions"_s);
    m_instructionsButton->setCheckable(true);

    // Held down, the keys must not start (and pay for) one run after the other.
    m_runAction->setAutoRepeat(false);
    m_runAction->setShortcuts(
        {QKeySequence(Qt::CTRL | Qt::Key_Return), QKeySequence(Qt::CTRL | Qt::Key_Enter)});
    m_runAction->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(m_runAction);
    m_run->setToolTip(tr("Run (%1)").arg(keys));
    m_run->setAccessibleName(tr("Run"));
    m_run->setObjectName(u"run"_s);
    m_run->setDefault(true);
}

void Composer::createChoices()
{
    m_effortLabel->setBuddy(m_effort);
    m_effort->setAccessibleName(tr("Reasoning effort"));
    m_effort->setObjectName(u"effort"_s);
    m_effort->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_summaryLabel->setBuddy(m_summary);
    m_summary->setAccessibleName(tr("Summary of the reasoning"));
    m_summary->setObjectName(u"summary"_s);
    m_summary->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_summary->addItem(tr("none"), QString());
    m_summary->addItem(tr("automatic"), u"auto"_s);
    m_summary->addItem(tr("concise"), u"concise"_s);
    m_summary->addItem(tr("detailed"), u"detailed"_s);
    m_target->setWordWrap(false);
    m_target->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_target->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
}

QWidget *Composer::createControls()
{
    auto *controls = new QWidget;
    auto *row = new QHBoxLayout(controls);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(unit);
    row->addWidget(m_instructionsButton);
    row->addWidget(m_attachButton);
    row->addWidget(m_target, 1);
    row->addWidget(m_effortLabel);
    row->addWidget(m_effort);
    row->addWidget(m_summaryLabel);
    row->addWidget(m_summary);
    row->addWidget(m_optionsButton);
    row->addWidget(m_run);
    // Less than the row wants: it gives way in a narrow window, see setCompact().
    controls->setMinimumWidth(fontMetrics().averageCharWidth() * leastCharacters);
    return controls;
}

void Composer::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    setCompact(width() < fontMetrics().averageCharWidth() * roomyCharacters);
}

/// Icons instead of words, and no labels: what they say is in tool tips and accessible names.
void Composer::setCompact(bool compact)
{
    if (compact == m_compact)
        return;
    m_compact = compact;
    for (QToolButton *button : {m_instructionsButton, m_attachButton, m_optionsButton}) {
        button->setToolButtonStyle(compact ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
        if (button->accessibleName().isEmpty())
            button->setAccessibleName(button->text().remove(u'&'));
        button->setToolTip(button->accessibleName());
    }
    m_effort->setToolTip(m_effort->accessibleName());
    m_summary->setToolTip(m_summary->accessibleName());
    m_effortLabel->setVisible(!compact);
    showSummaries();
}

void Composer::connectParts()
{
    connect(m_runAction, &QAction::triggered, this, &Composer::run);
    connect(m_run, &QPushButton::clicked, this, &Composer::run);
    connect(m_instructionsButton, &QToolButton::toggled, this, [this](bool shown) {
        showInstructions(shown);
        (shown ? m_instructions : m_prompt)->setFocus(Qt::OtherFocusReason);
    });
    connect(m_attachButton, &QToolButton::clicked, this, &Composer::chooseFiles);
    connect(m_optionsButton, &QToolButton::clicked, this, [this] { m_options->openAt(m_optionsButton); });
    connect(m_options, &RunOptions::changed, this, &Composer::showOptionsState);
    connect(m_effort, &QComboBox::currentIndexChanged, this,
            [this] { m_options->setEffort(m_effort->currentData().toString()); });
    for (PromptEditor *editor : {m_prompt, m_instructions}) {
        connect(editor, &PromptEditor::filesGiven, m_attachments, &AttachmentBar::addFiles);
        connect(editor, &PromptEditor::imageGiven, m_attachments, &AttachmentBar::addImage);
    }
    connect(m_attachments, &AttachmentBar::refused, this, [this](const QString &message) {
        m_runWhenRead = false; // the person would not expect a run without this file
        m_message->say(message);
    });
    connect(m_attachments, &AttachmentBar::changed, this, [this] {
        orderTabs();
        if (m_runWhenRead && !m_attachments->isReading())
            run();
    });
    connect(m_message, &MessageBar::actionWanted, this, [this] { emit keyWanted(m_providerId); });
    connect(&m_workbench.secrets(), &SecretStore::changed, m_message, &QWidget::hide);
    connect(&m_workbench, &Workbench::catalogChanged, this, [this] { setModel(m_providerId, m_modelId); });
}

void Composer::showInstructions(bool shown)
{
    m_instructions->setVisible(shown);
    m_instructionsButton->setChecked(shown);
}

// The model

void Composer::setModel(const QString &providerId, const QString &modelId)
{
    if (providerId != m_providerId)
        m_message->hide();
    m_providerId = providerId;
    m_modelId = modelId;
    showEfforts();
    showSummaries();
    const Provider provider = m_workbench.providers().find(providerId).value_or(Provider{});
    m_options->setModel(provider, m_workbench.catalog().find(providerId, modelId).value_or(ModelInfo{}));
    m_options->setEffort(m_effort->currentData().toString());
    showTarget();
    const Result<AnalysisRequest> defaults = m_workbench.newRequest(providerId, modelId);
    if (m_hasDefaults || !defaults)
        return;
    m_hasDefaults = true;
    choose(m_effort, defaults->response.effort);
    choose(m_summary, defaults->response.summary);
    AnalysisRequest options = *defaults;
    options.streaming = StreamingMode::Auto; // "automatic" is what the settings say at the time of the run
    m_options->fill(options);
}

void Composer::showEfforts()
{
    const Provider provider = m_workbench.providers().find(m_providerId).value_or(Provider{});
    const ModelInfo model = m_workbench.catalog().find(m_providerId, m_modelId).value_or(ModelInfo{});
    const bool takes = provider.capabilities.reasoningEffort && model.acceptsEffort;
    const QString chosen = m_effort->currentData().toString();
    m_effort->clear();
    m_effort->addItem(words::effort({}), QString());
    for (const QString &effort :
         takes ? (model.efforts.isEmpty() ? anyEfforts() : model.efforts) : QStringList())
        m_effort->addItem(words::effort(effort), effort);
    choose(m_effort, chosen);
    m_effort->setVisible(takes);
    m_effortLabel->setVisible(takes);
}

void Composer::showSummaries()
{
    const Provider provider = m_workbench.providers().find(m_providerId).value_or(Provider{});
    const ModelInfo model = m_workbench.catalog().find(m_providerId, m_modelId).value_or(ModelInfo{});
    const bool takes = provider.capabilities.reasoningSummary && model.summary;
    m_summary->setVisible(takes);
    m_summaryLabel->setVisible(takes && !m_compact);
}

void Composer::showTarget()
{
    m_target->setText(m_modelId.isEmpty() ? tr("No model chosen") : m_modelId);
    m_target->setToolTip(tr("The model that will be asked"));
}

/// A person must see that something other than the defaults will be sent.
void Composer::showOptionsState()
{
    m_optionsButton->setText(m_options->isChanged() ? tr("&Options •") : tr("&Options"));
    m_optionsButton->setAccessibleName(m_options->isChanged() ? tr("Options, changed") : tr("Options"));
}

// The request

void Composer::setRequest(const AnalysisRequest &request)
{
    m_carried.reset();
    m_hasDefaults = true;
    if (!request.sample) {
        m_carried = request;
        setModel(request.providerId, request.response.model);
        m_options->fill(request);
    }
    choose(m_effort, request.response.effort);
    choose(m_summary, request.response.summary);
    m_prompt->setPlainText(request.response.prompt);
    m_instructions->setPlainText(request.response.instructions);
    showInstructions(!request.response.instructions.isEmpty());
    m_attachments->setAttachments(request.response.attachments);
    focusPrompt();
}

/// Takes over from a request that is edited what this window has no control for.
void Composer::carryOver(AnalysisRequest &request) const
{
    if (!m_carried)
        return;
    request.allowFallback = m_carried->allowFallback;
    request.retries = m_carried->retries;
    request.idleTimeoutSeconds = m_carried->idleTimeoutSeconds;
    request.capUsd = m_carried->capUsd;
}

Result<AnalysisRequest> Composer::builtRequest() const
{
    const bool sameServer = m_carried && m_carried->providerId == m_providerId;
    Result<AnalysisRequest> request =
        m_workbench.newRequest(m_providerId, m_modelId, sameServer ? m_carried->baseUrl : QString());
    if (!request)
        return request;
    carryOver(*request);
    ResponseRequest &response = request->response;
    response.prompt = m_prompt->toPlainText();
    // A folded field is not sent: nothing leaves that the person does not see.
    response.instructions = m_instructions->isHidden() ? QString() : m_instructions->toPlainText();
    response.attachments = m_attachments->attachments();
    response.effort = m_effort->currentData().toString();
    response.summary = m_summary->isHidden() ? QString() : m_summary->currentData().toString();
    m_options->apply(*request);
    return request;
}

void Composer::run()
{
    m_runWhenRead = false;
    if (refuses())
        return;
    if (m_attachments->isReading()) {
        m_runWhenRead = true;
        return;
    }
    const Result<AnalysisRequest> request = builtRequest();
    if (!request) {
        sayObstacle(request.error());
        return;
    }
    if (const auto obstacle = m_workbench.obstacle(m_providerId, request->baseUrl)) {
        sayObstacle(*obstacle);
        return;
    }
    if (isDoubleClick(*request))
        return;
    m_message->hide();
    emit runRequested(*request);
}

bool Composer::refuses()
{
    if (m_modelId.isEmpty()) {
        m_message->say(tr("Choose a model in the list first."));
        return true;
    }
    const bool anything = m_attachments->isReading() || !m_attachments->attachments().empty()
        || !m_prompt->toPlainText().trimmed().isEmpty();
    if (!anything) {
        m_message->say(tr("Write a question first."));
        focusPrompt();
    }
    return !anything;
}

/// Many people double-click buttons; the second click must not be paid for.
bool Composer::isDoubleClick(const AnalysisRequest &request)
{
    const bool again = m_lastRun == request && m_sinceRun.isValid()
        && m_sinceRun.elapsed() < QApplication::doubleClickInterval();
    m_lastRun = request;
    m_sinceRun.start();
    return again;
}

void Composer::sayObstacle(const Error &error)
{
    const QString text = u"%1 %2"_s.arg(words::errorSentence(error), words::errorAdvice(error)).trimmed();
    m_message->say(text, error.kind == ErrorKind::Authentication ? tr("Add a key…") : tr("Set it up…"));
}

// Files

void Composer::addFiles(const QStringList &paths)
{
    m_attachments->addFiles(paths);
}

void Composer::chooseFiles()
{
    auto *dialog = new QFileDialog(this, tr("Attach files"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &Composer::addFiles);
    dialog->open();
}

/// Files come and go; the Tab key reaches them between the text and the buttons.
void Composer::orderTabs()
{
    QWidget *previous = m_prompt;
    for (QWidget *control : m_attachments->controls()) {
        setTabOrder(previous, control);
        previous = control;
    }
    setTabOrder(previous, m_instructionsButton);
}

void Composer::dragEnterEvent(QDragEnterEvent *event)
{
    if (!givenFiles(event->mimeData()).isEmpty() || givesImage(event->mimeData()))
        event->acceptProposedAction();
}

void Composer::dropEvent(QDropEvent *event)
{
    // A move would make the file manager delete the original.
    event->setDropAction(Qt::CopyAction);
    if (const QStringList files = givenFiles(event->mimeData()); !files.isEmpty())
        m_attachments->addFiles(files);
    else if (givesImage(event->mimeData()))
        m_attachments->addImage(qvariant_cast<QImage>(event->mimeData()->imageData()));
    event->accept();
}

void Composer::focusPrompt()
{
    m_prompt->setFocus(Qt::OtherFocusReason);
    m_prompt->moveCursor(QTextCursor::End);
}

} // namespace reasonglass
