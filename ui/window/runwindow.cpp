#include "ui/window/runwindow.h"

#include "app/workbench.h"
#include "settings/keys.h"
#include "ui/run/runpane.h"
#include "ui/run/transcriptpanes.h"

#include <QAction>

namespace reasonglass {

RunWindow::RunWindow(Workbench &workbench, AnalysisId id, QWidget *parent)
    : QMainWindow(parent, Qt::Window)
    , m_pane(new RunPane(workbench, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Analysis %1").arg(toText(id)));
    m_pane->setContentsMargins(8, 8, 8, 8);
    setCentralWidget(m_pane);
    resize(900, 640);

    const auto addShortcut = [this](const QKeySequence &keys, auto call) {
        auto *action = new QAction(this);
        action->setShortcut(keys);
        connect(action, &QAction::triggered, this, call);
        addAction(action);
    };
    addShortcut(QKeySequence::Close, [this] { close(); });
    addShortcut(QKeySequence::Find, [this] { m_pane->find(); });
    addShortcut(QKeySequence(Qt::CTRL | Qt::Key_R), [this] { m_pane->retry(); });
    addShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R), [this] { m_pane->resume(); });
    addShortcut(QKeySequence(Qt::Key_Escape), [this] { m_pane->cancel(); });

    m_pane->texts().setZoom(workbench.settings().value(keys::textZoom));
    m_pane->open(id);
}

} // namespace reasonglass
