#include "ui/window/savedrunspage.h"

#include "app/workbench.h"
#include "settings/keys.h"
#include "ui/library/libraryview.h"
#include "ui/run/runpane.h"
#include "ui/run/transcriptpanes.h"

#include <QLabel>
#include <QStackedWidget>

namespace reasonglass {

namespace {

constexpr int margin = 8; ///< pixels

} // namespace

SavedRunsPage::SavedRunsPage(Workbench &workbench, QWidget *parent)
    : QSplitter(Qt::Horizontal, parent)
    , m_list(new LibraryView(workbench, this))
    , m_stack(new QStackedWidget(this))
    , m_pane(new RunPane(workbench, m_stack))
{
    setHandleWidth(margin);
    setChildrenCollapsible(false);
    auto *hint = new QLabel(tr("Choose an analysis on the left to read it here."), m_stack);
    hint->setAlignment(Qt::AlignCenter);
    hint->setWordWrap(true);
    m_pane->setContentsMargins(margin, 0, margin, 0);
    m_stack->addWidget(hint);
    m_stack->addWidget(m_pane);
    setStretchFactor(0, 2);
    setStretchFactor(1, 3);
    m_pane->texts().setZoom(workbench.settings().value(keys::textZoom));

    connect(m_list, &LibraryView::previewRequested, m_pane, &RunPane::open);
    connect(m_list, &LibraryView::purgeRequested, &workbench, &Workbench::emptyTrash);
    connect(m_pane, &RunPane::stateChanged, this, [this] {
        m_stack->setCurrentIndex(m_pane->shownId() == AnalysisId{} ? 0 : 1);
        emit stateChanged();
    });
}

} // namespace reasonglass
