#include "ui/window/fileopening.h"

#include "app/openedfiles.h"
#include "base/whenanswered.h"
#include "store/analysisfile.h"

#include <QApplication>
#include <QDropEvent>
#include <QFileInfo>
#include <QFileOpenEvent>
#include <QMimeData>
#include <QUrl>
#include <QWidget>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

QStringList localFiles(const QMimeData &data)
{
    QStringList paths;
    const QList<QUrl> urls = data.urls();
    for (const QUrl &url : urls) {
        if (url.isLocalFile())
            paths += url.toLocalFile();
    }
    return paths;
}

/// By the name alone: this is asked while the mouse moves.
bool isNamedAnalysis(const QString &path)
{
    return QFileInfo(path).suffix().compare(analysisFileEnding, Qt::CaseInsensitive) == 0;
}

} // namespace

FileOpening::FileOpening(QWidget &window)
    : QObject(&window)
    , m_window(window)
{
    window.setAcceptDrops(true);
    qApp->installEventFilter(this);
}

void FileOpening::open(const QStringList &paths)
{
    m_early += paths;
    if (m_begun)
        begin();
}

void FileOpening::begin()
{
    m_begun = true;
    if (m_early.isEmpty())
        return;
    whenAnswered(sortFilesLater(std::exchange(m_early, {})), this,
                 [this](const OpenedFiles &files) { tell(files); });
}

void FileOpening::tell(const OpenedFiles &files)
{
    if (!files.analyses.isEmpty())
        emit analysesOpened(files.analyses);
    if (!files.others.isEmpty())
        emit othersOpened(files.others);
    if (!files.tasks.isEmpty()) // last, since a dialog follows
        emit tasksOpened(files.tasks);
}

bool FileOpening::takesDrop(const QWidget &target, const QMimeData &data) const
{
    if (target.window() != &m_window)
        return false;
    const QStringList files = localFiles(data);
    const bool isOutside = &target == &m_window;
    return isOutside ? !files.isEmpty() : std::ranges::any_of(files, isNamedAnalysis);
}

bool FileOpening::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::FileOpen: {
        const QString path = static_cast<QFileOpenEvent *>(event)->file();
        if (path.isEmpty()) // an address of another kind
            return false;
        open({path});
        return true;
    }
    case QEvent::DragEnter:
    case QEvent::DragMove:
    case QEvent::Drop: {
        auto *drop = static_cast<QDropEvent *>(event);
        const auto *target = qobject_cast<QWidget *>(watched);
        if (!target || !takesDrop(*target, *drop->mimeData()))
            return false;
        drop->setDropAction(Qt::CopyAction); // a move would make the file manager delete the original
        drop->accept();
        if (event->type() == QEvent::Drop)
            open(localFiles(*drop->mimeData()));
        return true;
    }
    default:
        return false;
    }
}

} // namespace reasonglass
