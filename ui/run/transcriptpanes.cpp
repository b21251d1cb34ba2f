#include "ui/run/transcriptpanes.h"

#include "streamview/streamview.h"
#include "ui/run/printing.h"
#include "ui/run/textpane.h"

#include <QHBoxLayout>
#include <QResizeEvent>
#include <QSplitter>

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int stackedBelow = 620; ///< pixels of width under which the panes stand one over the other

bool isReasoning(PartKind kind)
{
    return kind == PartKind::ReasoningSummary || kind == PartKind::ReasoningText;
}

bool isAnswer(PartKind kind)
{
    return kind == PartKind::OutputText || kind == PartKind::Refusal;
}

bool hasPart(const Transcript &transcript, PartKind kind)
{
    return std::ranges::any_of(transcript.items, [kind](const TranscriptItem &item) {
        return std::ranges::any_of(item.parts,
                                   [kind](const TranscriptPart &part) { return part.kind == kind; });
    });
}

} // namespace

TranscriptPanes::TranscriptPanes(QWidget *parent)
    : QWidget(parent)
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_reasoning(new TextPane(tr("Reasoning"), this))
    , m_answer(new TextPane(tr("Answer"), this))
{
    m_splitter->addWidget(m_reasoning);
    m_splitter->addWidget(m_answer);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(8);
    m_splitter->setStretchFactor(0, 2);
    m_splitter->setStretchFactor(1, 3);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
    for (TextPane *pane : {m_reasoning, m_answer}) {
        connect(&pane->view(), &StreamView::zoomChanged, this, [this](int percent) {
            setZoom(percent);
            emit zoomChanged(percent);
        });
    }
}

void TranscriptPanes::setZoom(int percent)
{
    m_reasoning->view().setZoom(percent);
    m_answer->view().setZoom(percent);
}

void TranscriptPanes::setFonts(const TextFonts &fonts)
{
    m_reasoning->view().setFonts(fonts);
    m_answer->view().setFonts(fonts);
}

Printout TranscriptPanes::printout(const QString &title) const
{
    Printout printout{.title = title};
    m_reasoning->addTo(printout);
    m_answer->addTo(printout);
    return printout;
}

void TranscriptPanes::setSchema(const QByteArray &schema, const SchemaCheck &check)
{
    if (schema == m_schema)
        return;
    m_schema = schema;
    if (!m_fields && !schema.isEmpty()) {
        m_fields = new JsonPane(m_answer);
        m_fields->installEventFilter(this);
        m_answer->addFields(m_fields);
    }
    if (m_fields)
        m_fields->setSchema(schema, check);
    m_answer->setFieldsOffered(!schema.isEmpty());
    m_reasoning->setCaptionHeight(m_answer->captionHeight());
}

/// The fields are told nothing while they are hidden, and all of it when they are shown.
bool TranscriptPanes::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_fields && event->type() == QEvent::Show)
        showFields();
    return QWidget::eventFilter(watched, event);
}

void TranscriptPanes::showFields()
{
    m_fieldsPart = -1;
    if (!m_fields || !m_fields->isVisible())
        return;
    m_fields->setText(m_answer->view().sourceText());
    if (!m_running)
        m_fields->finish();
}

/// What is put at the end need not be compared with what there is.
void TranscriptPanes::appendToFields(int part, const QString &appended)
{
    if (part != m_fieldsPart || part + 1 < m_answerParts) {
        showFields();
        m_fieldsPart = part;
    } else if (m_fields && m_fields->isVisible()) {
        m_fields->append(appended);
    }
}

void TranscriptPanes::clear()
{
    if (m_fields)
        m_fields->clear();
    m_places.clear();
    m_reasoningParts = m_answerParts = 0;
    m_reasoning->view().clear();
    m_answer->view().clear();
}

/// Decides once for each part where it is shown; parts keep their places while more arrive. False if a
/// new part stands before one that has its place: then the views are out of the transcript's order.
bool TranscriptPanes::placeParts(const Transcript &transcript)
{
    bool inOrder = true;
    std::set<const TextPane *> grown;
    for (int i = 0; i < int(transcript.items.size()); ++i) {
        const auto &parts = transcript.items[size_t(i)].parts;
        for (int p = 0; p < int(parts.size()); ++p) {
            const PartKind kind = parts[size_t(p)].kind;
            if (const auto placed = m_places.find({i, p}); placed != m_places.end()) {
                inOrder = inOrder && !grown.contains(placed->second.pane);
                continue;
            }
            Place place;
            if (isReasoning(kind))
                place = {.pane = m_reasoning, .part = m_reasoningParts++};
            else if (isAnswer(kind))
                place = {.pane = m_answer, .part = m_answerParts++};
            m_places[{i, p}] = place;
            if (place.pane)
                grown.insert(place.pane);
        }
    }
    return inOrder;
}

void TranscriptPanes::show(const Transcript &transcript, bool running)
{
    clear();
    m_running = running;
    if (running) {
        replaceAll(transcript);
    } else {
        QStringList reasoning;
        QStringList answer;
        for (const TranscriptItem &item : transcript.items) {
            for (const TranscriptPart &part : item.parts) {
                if (isReasoning(part.kind))
                    reasoning += part.text;
                else if (isAnswer(part.kind))
                    answer += part.text;
            }
        }
        m_reasoning->view().setParts(reasoning);
        m_answer->view().setParts(answer);
        m_reasoning->view().showStart();
        m_answer->view().showStart();
    }
    showCaptions(transcript, running);
    showFields();
}

/// Items may have come, gone or changed places: every part says its text again, and the views leave
/// alone what is the same.
void TranscriptPanes::replaceAll(const Transcript &transcript)
{
    const int oldReasoning = m_reasoningParts;
    const int oldAnswer = m_answerParts;
    m_places.clear();
    m_reasoningParts = m_answerParts = 0;
    placeParts(transcript);
    for (const auto &[at, place] : m_places) {
        if (place.pane)
            place.pane->view().replacePart(place.part,
                                           transcript.items[size_t(at.first)].parts[size_t(at.second)].text);
    }
    for (int part = m_reasoningParts; part < oldReasoning; ++part)
        m_reasoning->view().replacePart(part, QString());
    for (int part = m_answerParts; part < oldAnswer; ++part)
        m_answer->view().replacePart(part, QString());
}

void TranscriptPanes::apply(const Transcript &transcript, const TranscriptChange &change)
{
    using Kind = TranscriptChange::Kind;
    m_running = true;
    if (change.kind == Kind::Structure) {
        replaceAll(transcript);
        showCaptions(transcript, true);
        showFields();
        return;
    }
    if (change.item < 0)
        return;
    auto place = m_places.find({change.item, change.part});
    if (place == m_places.end()) {
        const bool inOrder = placeParts(transcript);
        showCaptions(transcript, true);
        if (!inOrder) {
            replaceAll(transcript);
            showFields();
            return;
        }
        place = m_places.find({change.item, change.part});
    }
    if (place == m_places.end() || !place->second.pane)
        return;
    StreamView &view = place->second.pane->view();
    if (change.kind == Kind::Appended)
        view.appendToPart(place->second.part, change.appended);
    else
        view.replacePart(place->second.part,
                         transcript.items.at(size_t(change.item)).parts.at(size_t(change.part)).text);
    if (place->second.pane != m_answer)
        return;
    if (change.kind == Kind::Appended)
        appendToFields(place->second.part, change.appended);
    else
        showFields();
}

void TranscriptPanes::finish(const Transcript &transcript)
{
    m_running = false;
    replaceAll(transcript);
    m_reasoning->view().finish();
    m_answer->view().finish();
    showCaptions(transcript, false);
    showFields();
}

void TranscriptPanes::showCaptions(const Transcript &transcript, bool running)
{
    const auto calls = int(std::ranges::count_if(transcript.items, isToolCall));
    QString reasoning = tr("Reasoning");
    if (hasPart(transcript, PartKind::ReasoningText))
        reasoning = tr("Reasoning (raw)");
    else if (hasPart(transcript, PartKind::ReasoningSummary))
        reasoning = tr("Reasoning (summary)");
    if (calls > 0)
        reasoning += u" · "_s + (calls == 1 ? tr("1 tool call") : tr("%n tool calls", nullptr, calls));
    m_reasoning->setCaption(reasoning);
    m_answer->setCaption(hasPart(transcript, PartKind::Refusal) ? tr("Answer: the model declined")
                                                                : tr("Answer"));

    m_reasoning->setPlaceholder(running ? tr("Nothing yet. Many models think without showing it; the phase "
                                             "above tells whether the connection is alive.")
                                        : tr("This model showed no reasoning."));
    m_answer->setPlaceholder(running ? tr("The answer will appear here.") : tr("There is no answer text."));
}

void TranscriptPanes::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_splitter->setOrientation(width() < stackedBelow ? Qt::Vertical : Qt::Horizontal);
}

} // namespace reasonglass
