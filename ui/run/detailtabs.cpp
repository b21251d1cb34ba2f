#include "ui/run/detailtabs.h"

#include "ui/run/eventspane.h"

#include <QFontDatabase>
#include <QFormLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollArea>

namespace reasonglass {

DetailTabs::DetailTabs(AnalysisLibrary &library, QWidget *parent)
    : QTabWidget(parent)
    , m_events(new EventsPane(library, this))
    , m_request(new QPlainTextEdit(this))
{
    setDocumentMode(true);
    addTab(m_events, tr("Events"));
    m_timing = addForm(tr("Timing"));
    m_request->setReadOnly(true);
    m_request->setTabChangesFocus(true);
    m_request->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_request->setAccessibleName(tr("The request as it was sent"));
    addTab(m_request, tr("Request"));
    m_usage = addForm(tr("Usage"));
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
    const Attempt &shown = record.attempts[size_t(attempt) - 1];
    m_events->setAttempt(record.id, attempt, !isFinal(shown.outcome));
    fill(m_timing, timingFacts(shown));
    fill(m_usage, usageFacts(record));
    m_request->setPlainText(requestText(record, shown));
}

void DetailTabs::clear()
{
    m_events->clear();
    fill(m_timing, {});
    fill(m_usage, {});
    m_request->clear();
}

} // namespace reasonglass
