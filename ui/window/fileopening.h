#pragma once

#include <QObject>
#include <QStringList>

class QMimeData;
class QWidget;

namespace reasonglass {

struct OpenedFiles;

/// Files that a person opens with the program: named at a start, dropped on the window, or handed to it by
/// the system (QFileOpenEvent, the only way there is on macOS). Says what each of them is; decides nothing
/// else.
///
/// A drop on a part of the window that takes files itself stays with that part, unless an exported analysis
/// is among them.
class FileOpening : public QObject
{
    Q_OBJECT

public:
    /// \a window must outlive this object. It takes drops from now on.
    explicit FileOpening(QWidget &window);

    /// Does not wait for a disk: the signals follow.
    void open(const QStringList &paths);
    /// The window is complete: looks at what was opened up to now.
    void begin();

    bool eventFilter(QObject *watched, QEvent *event) override;

signals:
    void analysesOpened(const QStringList &paths);
    void tasksOpened(const QStringList &paths);
    void othersOpened(const QStringList &paths);

private:
    bool takesDrop(const QWidget &target, const QMimeData &data) const;
    void tell(const OpenedFiles &files);

    QWidget &m_window;
    QStringList m_early; ///< opened before begin()
    bool m_begun = false;
};

} // namespace reasonglass
