#include "ui/run/runpane.h"

#include "app/workbench.h"
#include "base/visibletext.h"
#include "base/whenanswered.h"
#include "settings/keys.h"
#include "streamview/streamview.h"
#include "tasks/jsonschema.h"
#include "ui/run/badge.h"
#include "ui/run/detailtabs.h"
#include "ui/run/elidedlabel.h"
#include "ui/run/errorbanner.h"
#include "ui/run/keptends.h"
#include "ui/run/phaseline.h"
#include "ui/run/printing.h"
#include "ui/run/readingfonts.h"
#include "ui/run/textpane.h"
#include "ui/run/transcriptpanes.h"
#include "ui/run/waitbanner.h"
#include "ui/style/colors.h"
#include "ui/style/icons.h"
#include "ui/words/runwords.h"
#include "ui/words/words.h"

#include <QAbstractItemView>
#include <QClipboard>
#include <QComboBox>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int attemptCharacters = 12; ///< of the box of attempts that are seen when it is closed

QString subtitleOf(const AnalysisRecord &record, const QString &providerName)
{
    QStringList parts{record.request.response.model};
    const QString &answered = record.transcript.model;
    if (!answered.isEmpty() && answered != record.request.response.model)
        parts.last() += u" → "_s + answered;
    if (!record.request.response.effort.isEmpty())
        parts += RunPane::tr("%1 effort").arg(words::effort(record.request.response.effort));
    parts += providerName;
    parts += words::dateTime(record.createdUtcUs);
    return parts.join(u" · "_s);
}

std::optional<QString> problemBySchema(const QByteArray &schema, const QString &json)
{
    const QJsonDocument value = QJsonDocument::fromJson(json.toUtf8());
    if (value.isNull())
        return RunPane::tr("a number that is too large");
    const auto problem = firstProblem(QJsonDocument::fromJson(schema).object(),
                                      value.isArray() ? QJsonValue(value.array()) : value.object());
    if (!problem)
        return std::nullopt;
    return problem->path.isEmpty() ? problem->problem
                                   : RunPane::tr("%1: %2").arg(problem->path, problem->problem);
}

} // namespace

RunPane::RunPane(Workbench &workbench, QWidget *parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_kept(KeptEnds::of(workbench))
    , m_title(new ElidedLabel(this))
    , m_subtitle(new ElidedLabel(this))
    , m_sampleBadge(new Badge(tr("Recorded sample"), this))
    , m_phase(new PhaseLine(this))
    , m_attempts(new QComboBox(this))
    , m_cancel(new QPushButton(outlineIcon(u"stop"_s), tr("&Cancel"), this))
    , m_retry(new QPushButton(outlineIcon(u"retry"_s), tr("&Retry"), this))
    , m_more(new QPushButton(tr("&More"), this))
    , m_texts(new TranscriptPanes(this))
    , m_wait(new WaitBanner(this))
    , m_error(new ErrorBanner(this))
    , m_detailsToggle(new QToolButton(this))
    , m_details(new DetailTabs(workbench.library(), this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
{
    buildHeader();
    auto *upper = new QWidget(this);
    auto *upperLayout = new QVBoxLayout(upper);
    upperLayout->setContentsMargins(0, 0, 0, 0);
    upperLayout->setSpacing(8);
    upperLayout->addWidget(m_texts, 1);
    upperLayout->addWidget(m_wait);
    upperLayout->addWidget(m_error);
    upperLayout->addWidget(m_detailsToggle);
    m_splitter->addWidget(upper);
    m_splitter->addWidget(m_details);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 1);
    layout()->addWidget(m_splitter);
    static_cast<QVBoxLayout *>(layout())->setStretchFactor(m_splitter, 1);

    m_details->setLookup({.billedModel =
                              [&workbench](const AnalysisRecord &record) {
                                  const QString &used = record.transcript.model;
                                  const QString &provider = record.request.providerId;
                                  const auto found = workbench.catalog().find(provider, used);
                                  return found
                                      ? found
                                      : workbench.catalog().find(provider, record.request.response.model);
                              },
                          .keyVariable =
                              [&workbench](const AnalysisRecord &record) {
                                  const Result<Provider> provider =
                                      workbench.provider(record.request.providerId, record.request.baseUrl);
                                  return provider ? provider->keyEnvironment : QString();
                              }});
    m_detailsToggle->setText(tr("Events, timing, request, usage"));
    m_detailsToggle->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_detailsToggle->setAutoRaise(true);
    m_detailsToggle->setCheckable(true);
    connect(m_detailsToggle, &QToolButton::toggled, this, &RunPane::setDetailsShown);
    connect(m_error, &ErrorBanner::retryRequested, this, &RunPane::retry);
    connect(m_error, &ErrorBanner::resumeRequested, this, &RunPane::resume);
    connect(m_error, &ErrorBanner::keepRequested, this, &RunPane::keepEnd);
    connect(m_error, &ErrorBanner::keyWanted, this, [this] { emit keyWanted(m_record.request.providerId); });
    connect(m_error, &ErrorBanner::editWanted, this, [this] { emit editWanted(m_record.request); });
    connect(&m_kept, &KeptEnds::kept, this, [this](AnalysisId id) {
        if (id == m_id)
            showEnd(m_session ? m_session->record() : m_record);
    });
    const auto applyFonts = [this] { m_texts->setFonts(readingFonts(m_workbench.settings())); };
    connect(&workbench.settings(), &Settings::changed, this, [applyFonts](const QString &key) {
        if (key == keys::textFont.key || key == keys::codeFont.key)
            applyFonts();
    });
    applyFonts();
    setDetailsShown(false);
    applyColors();
    clear();
}

void RunPane::buildHeader()
{
    QFont titleFont = m_title->font();
    titleFont.setBold(true);
    titleFont.setPointSizeF(titleFont.pointSizeF() * 1.1);
    m_title->setFont(titleFont);
    m_sampleBadge->setToolTip(tr("A recording that came with the program, played over a real connection on "
                                 "this machine. No model was asked."));
    m_subtitle->setObjectName(u"subtitle"_s);
    m_cancel->setObjectName(u"cancel"_s);
    m_retry->setObjectName(u"retry"_s);
    m_attempts->setObjectName(u"attempts"_s);
    m_cancel->setToolTip(tr("Close the connection at once; what has arrived is kept (Esc)"));
    m_retry->setToolTip(tr("Send the request again as a new attempt; this one is kept (Ctrl+R)"));
    m_attempts->setAccessibleName(tr("Attempt"));
    m_attempts->setToolTip(tr("Every attempt is kept"));
    m_attempts->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_attempts->setMinimumContentsLength(attemptCharacters);
    connect(m_cancel, &QPushButton::clicked, this, &RunPane::cancel);
    connect(m_retry, &QPushButton::clicked, this, &RunPane::retry);
    connect(m_attempts, &QComboBox::activated, this, [this](int index) { showAttempt(index + 1); });

    auto *menu = new QMenu(this);
    menu->addAction(outlineIcon(u"copy"_s), tr("Copy &answer"), this, &RunPane::copyAnswer);
    menu->addAction(tr("Copy all as &Markdown"), this, &RunPane::copyAsMarkdown);
    menu->addSeparator();
    menu->addAction(tr("&Print…"), this, &RunPane::print);
    menu->addAction(tr("Save as P&DF…"), this, &RunPane::saveAsPdf);
    menu->addSeparator();
    menu->addAction(outlineIcon(u"edit"_s), tr("&Edit and run again"), this,
                    [this] { emit editWanted(m_record.request); });
    m_more->setMenu(menu);

    auto *titles = new QVBoxLayout;
    titles->setSpacing(2);
    auto *firstLine = new QHBoxLayout;
    firstLine->setSpacing(8);
    firstLine->addWidget(m_title);
    firstLine->addWidget(m_sampleBadge);
    firstLine->addStretch(1);
    titles->addLayout(firstLine);
    titles->addWidget(m_subtitle);

    auto *header = new QHBoxLayout;
    header->setSpacing(8);
    header->addLayout(titles, 1);
    header->addWidget(m_cancel);
    header->addWidget(m_retry);
    header->addWidget(m_more);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(header);
    auto *phaseRow = new QHBoxLayout; // nearly the whole width: it says most when something is wrong
    phaseRow->setSpacing(8);
    phaseRow->addWidget(m_phase, 1);
    phaseRow->addWidget(m_attempts);
    layout->addLayout(phaseRow);
}

/// Catches up at once with all that came while nobody looked.
void RunPane::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    const bool readsLatest = chosenAttempt() == m_attempts->count();
    if (std::exchange(m_isBehind, false) && m_session && readsLatest)
        m_texts->apply(m_session->transcript(), {.kind = TranscriptChange::Kind::Structure});
}

void RunPane::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColors();
}

void RunPane::applyColors()
{
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, mutedText(muted));
    m_subtitle->setPalette(muted);
    m_sampleBadge->setPalette(muted);
}

void RunPane::detach()
{
    if (m_session)
        m_session->disconnect(this);
    m_session.clear();
    m_isBehind = false;
    ++m_generation;
}

void RunPane::clear()
{
    detach();
    m_id = {};
    m_record = {};
    m_title->clear();
    m_subtitle->clear();
    m_sampleBadge->hide();
    m_attempts->hide();
    m_phase->clear();
    m_wait->clear();
    m_texts->clear();
    m_texts->setSchema({});
    m_error->hide();
    m_details->clear();
    m_cancel->setEnabled(false);
    m_retry->setEnabled(false);
    m_more->setEnabled(false);
    emit stateChanged();
}

void RunPane::open(AnalysisId id)
{
    if (AnalysisSession *session = m_workbench.session(id)) {
        showSession(session);
        return;
    }
    const int generation = ++m_generation;
    whenAnswered(m_workbench.library().load(id), this,
                 [this, generation](const Result<AnalysisRecord> &record) {
                     if (generation != m_generation)
                         return; // another run has been chosen meanwhile
                     if (record)
                         showRecord(*record);
                     else
                         emit failed(record.error());
                 });
}

void RunPane::showSession(AnalysisSession *session)
{
    if (m_session == session) {
        ++m_generation; // a stored run that is still being loaded is no longer wanted
        return;
    }
    detach();
    m_session = session;
    m_record = session->record();
    m_id = m_record.id;
    connectSession();
    m_phase->follow(session);
    m_wait->follow(session);
    m_texts->show(session->transcript(), !isFinal(session->phase()));
    showHeader(m_record);
    showAttempts(m_record);
    showEnd(m_record);
    m_details->show(m_record, int(m_record.attempts.size()));
    emit stateChanged();
}

void RunPane::showRecord(const AnalysisRecord &record)
{
    detach();
    m_record = record;
    m_id = record.id;
    m_phase->show(record);
    m_wait->clear();
    m_texts->show(record.transcript, false);
    showHeader(record);
    showAttempts(record);
    showEnd(record);
    m_details->show(record, int(record.attempts.size()));
    emit stateChanged();
}

void RunPane::connectSession()
{
    connect(m_session, &AnalysisSession::recorded, this, &RunPane::onRecorded);
    connect(m_session, &AnalysisSession::attemptStarted, this, &RunPane::onAttemptStarted);
    connect(m_session, &AnalysisSession::finished, this, &RunPane::onFinished);
    connect(m_session, &AnalysisSession::phaseChanged, this, [this] {
        showPhase();
        emit stateChanged();
    });
    connect(m_session, &QObject::destroyed, this, [this] { detach(); });
}

void RunPane::showHeader(const AnalysisRecord &record)
{
    const Result<Provider> provider = m_workbench.provider(record.request.providerId, record.request.baseUrl);
    m_title->setText(record.title);
    m_title->setToolTip(record.request.response.prompt.left(2000));
    m_subtitle->setText(subtitleOf(record, provider ? provider->name : record.request.providerId));
    m_subtitle->setToolTip(m_subtitle->text());
    m_sampleBadge->setVisible(record.request.sample);
    m_texts->setSchema(record.request.response.jsonSchema, problemBySchema);
    showPhase();
    m_more->setEnabled(true);
}

void RunPane::showPhase()
{
    const bool waits = m_session && m_session->phase() == Phase::WaitingToRetry;
    m_cancel->setEnabled(isRunning());
    m_retry->setEnabled(!isRunning() || waits);
}

void RunPane::showAttempts(const AnalysisRecord &record)
{
    const QSignalBlocker blocker(m_attempts);
    m_attempts->clear();
    for (const Attempt &attempt : record.attempts)
        m_attempts->addItem(words::attempt(attempt));
    m_attempts->setCurrentIndex(m_attempts->count() - 1);
    m_attempts->view()->setMinimumWidth(m_attempts->view()->sizeHintForColumn(0) + 24);
    m_attempts->setVisible(m_attempts->count() > 1);
}

int RunPane::chosenAttempt() const
{
    return m_attempts->currentIndex() + 1;
}

/// The latest attempt is at hand; earlier ones are read from the library.
void RunPane::showAttempt(int number)
{
    const int latest = int(m_record.attempts.size());
    m_isBehind = false;
    m_details->show(m_session ? m_session->record() : m_record, number);
    if (number == latest) {
        m_texts->show(m_session ? m_session->transcript() : m_record.transcript, isRunning());
        showEnd(m_session ? m_session->record() : m_record);
        return;
    }
    m_error->hide();
    if (const auto &error = m_record.attempts.at(size_t(number) - 1).error)
        m_error->show(*error);
    const int generation = m_generation;
    whenAnswered(m_workbench.library().transcriptOf(m_id, number), this,
                 [this, generation, number](const Result<Transcript> &earlier) {
                     if (generation != m_generation || chosenAttempt() != number)
                         return;
                     if (earlier)
                         m_texts->show(*earlier, false);
                     else
                         emit failed(earlier.error());
                 });
}

void RunPane::showEnd(const AnalysisRecord &record)
{
    const bool toTell =
        isFinal(record.status) && record.error && !m_kept.isKept(record.id, int(record.attempts.size()));
    if (toTell)
        m_error->show(record, m_workbench.mayResume(record));
    else
        m_error->hide();
}

/// The person has seen how it ended; what came stays as it is.
void RunPane::keepEnd()
{
    m_kept.keep(m_id, int(m_record.attempts.size()));
}

/// A new attempt is what the person waits for. One that takes up the response changes nothing of what is
/// read: what comes is put behind it, or an earlier attempt stays chosen.
void RunPane::onAttemptStarted(const Attempt &attempt)
{
    const int chosen = chosenAttempt();
    const bool readsLatest = chosen == m_attempts->count();
    m_record = m_session->record();
    showAttempts(m_record);
    showHeader(m_record);
    if (attempt.resumed && !readsLatest) {
        m_attempts->setCurrentIndex(chosen - 1);
        return;
    }
    if (!attempt.resumed)
        m_texts->show(m_session->transcript(), true);
    m_error->hide();
    m_details->show(m_record, int(m_record.attempts.size()));
}

void RunPane::onRecorded(const StreamRecord &record)
{
    if (chosenAttempt() != record.attempt)
        return; // the person reads an earlier attempt
    if (!isVisible()) {
        m_isBehind = true;
        return;
    }
    m_workbench.handOver(); // before it is shown
    m_texts->apply(m_session->transcript(), record.change);
}

void RunPane::onFinished()
{
    const bool readsLatest = chosenAttempt() == m_attempts->count();
    const int chosen = chosenAttempt();
    m_isBehind = false;
    m_record = m_session->record();
    showHeader(m_record);
    showAttempts(m_record);
    if (readsLatest) {
        m_texts->finish(m_record.transcript);
        showEnd(m_record);
        m_details->show(m_record, int(m_record.attempts.size()));
    } else {
        m_attempts->setCurrentIndex(chosen - 1);
    }
    emit stateChanged();
}

bool RunPane::isRunning() const
{
    return m_session && !isFinal(m_session->phase());
}

void RunPane::cancel()
{
    if (m_session)
        m_session->cancel();
}

bool RunPane::mayResume() const
{
    return !isRunning() && m_id != AnalysisId{} && m_workbench.mayResume(m_record);
}

void RunPane::retry()
{
    if (m_id != AnalysisId{})
        showWhenBegun(m_workbench.retry(m_id));
}

void RunPane::resume()
{
    if (m_id != AnalysisId{})
        showWhenBegun(m_workbench.resume(m_id));
}

void RunPane::showWhenBegun(const QFuture<Result<AnalysisSession *>> &begun)
{
    const auto take = [this, generation = m_generation](const Result<AnalysisSession *> &session) {
        if (!session)
            emit failed(session.error());
        else if (generation == m_generation)
            showSession(*session);
    };
    whenAnswered(begun, this, take);
}

void RunPane::setDetailsShown(bool shown)
{
    m_details->setVisible(shown);
    m_detailsToggle->setChecked(shown);
    const Qt::ArrowType folded = isRightToLeft() ? Qt::LeftArrow : Qt::RightArrow;
    m_detailsToggle->setArrowType(shown ? Qt::DownArrow : folded);
    emit detailsShownChanged(shown);
}

bool RunPane::detailsShown() const
{
    return m_detailsToggle->isChecked();
}

void RunPane::find()
{
    TextPane &reasoning = m_texts->reasoning();
    TextPane &pane = reasoning.isAncestorOf(focusWidget()) ? reasoning : m_texts->answer();
    pane.find();
}

void RunPane::copyAnswer()
{
    QGuiApplication::clipboard()->setText(visibleText(m_texts->answer().view().sourceText()));
}

QString RunPane::answerMarkdown() const
{
    const QString reasoning = m_texts->reasoning().view().sourceText();
    const QString answer = m_texts->answer().view().sourceText();
    QStringList sections{u"# "_s + m_record.title, m_subtitle->text(), tr("## Prompt"),
                         m_record.request.response.prompt};
    if (!reasoning.isEmpty())
        sections << tr("## Reasoning") << reasoning;
    sections << tr("## Answer") << answer;
    return sections.join(u"\n\n"_s) + u'\n';
}

void RunPane::print()
{
    printOut(m_texts->printout(m_title->text()), this);
}

void RunPane::saveAsPdf()
{
    reasonglass::saveAsPdf(m_texts->printout(m_title->text()), this);
}

void RunPane::copyAsMarkdown()
{
    QGuiApplication::clipboard()->setText(visibleText(answerMarkdown()));
}

} // namespace reasonglass
