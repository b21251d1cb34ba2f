#include "ui/run/detailtabs.h"

#include "base/whenanswered.h"
#include "store/analysislibrary.h"
#include "ui/run/eventspane.h"

#include <QFontDatabase>
#include <QFormLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace reasonglass {

DetailTabs::DetailTabs(AnalysisLibrary &library, QWidget *parent)
    : QTabWidget(parent)
    , m_library(library)
    , m_events(new EventsPane(library, this))
    , m_leftOut(new QLabel(this))
    , m_request(new QPlainTextEdit(this))
{
    setDocumentMode(true);
    addTab(m_events, tr("Events"));
    m_timing = addForm(tr("Timing"));
    addTab(createRequestPage(), tr("Request"));
    m_usage = addForm(tr("Usage"));
}

QWidget *DetailTabs::createRequestPage()
{
    m_leftOut->setObjectName(u"leftOut"_s);
    m_leftOut->setTextFormat(Qt::PlainText);
    m_leftOut->setWordWrap(true);
    m_leftOut->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_leftOut->setAccessibleName(tr("What was not sent as asked for"));
    m_leftOut->setContentsMargins(8, 4, 8, 4);
    m_leftOut->hide();
    m_request->setReadOnly(true);
    m_request->setTabChangesFocus(true);
    m_request->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_request->setAccessibleName(tr("The request as it was sent"));
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_leftOut);
    column->addWidget(m_request, 1);
    return page;
}

QFormLayout *DetailTabs::addForm(const QString &title)
{
    auto *content = new QWidget(this);
    auto *form = new QFormLayout(content);
    form->setHorizontalSpacing(24);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(content);
    addTab(scroll, title);
    return form;
}

void DetailTabs::fill(QFormLayout *form, const std::vector<Fact> &facts)
{
    while (form->rowCount() > 0)
        form->removeRow(0);
    for (const auto &[name, value] : facts) {
        auto *label = new QLabel(value);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        label->setWordWrap(true);
        label->setAccessibleName(name);
        form->addRow(name, label);
    }
}

void DetailTabs::show(const AnalysisRecord &record, int attempt)
{
    if (attempt < 1 || attempt > int(record.attempts.size())) {
        clear();
        return;
    }
    ++m_generation;
    const Attempt &shown = record.attempts[size_t(attempt) - 1];
    const std::optional<Seam> seam = seamOf(record, attempt);
    m_events->setAttempt(record.id, attempt, !isFinal(shown.outcome), seam ? seamText(*seam) : QString());
    showSeam(record, shown, seam);
    fill(m_usage, usageFacts(record));
    const QString leftOut = leftOutText(record);
    m_leftOut->setVisible(!leftOut.isEmpty());
    m_leftOut->setText(tr("Not sent as asked for:") + u'\n' + leftOut);
    if (seam)
        findSeam(record, *seam);
}

void DetailTabs::showSeam(const AnalysisRecord &record, const Attempt &attempt,
                          const std::optional<Seam> &seam)
{
    fill(m_timing, timingFacts(record, attempt, seam));
    m_request->setPlainText(requestText(record, attempt, seam));
}

/// The last event before the seam is the one that the attempt before ends with.
void DetailTabs::findSeam(const AnalysisRecord &record, const Seam &seam)
{
    const auto take = [this, generation = m_generation, record, seam](const Result<Transcript> &before) {
        if (generation != m_generation || !before || before->lastSequenceNumber < 0)
            return;
        Seam found = seam;
        found.after = before->lastSequenceNumber;
        showSeam(record, record.attempts.at(size_t(seam.attempt) - 1), found);
        m_events->setSeam(seamText(found), before->lastSequenceNumber);
    };
    whenAnswered(m_library.transcriptOf(record.id, seam.attempt - 1), this, take);
}

void DetailTabs::clear()
{
    ++m_generation;
    m_events->clear();
    m_leftOut->hide();
    fill(m_timing, {});
    fill(m_usage, {});
    m_request->clear();
}

} // namespace reasonglass
