#pragma once

#include "base/expected.h"
#include "store/libraryqueries.h"
#include "store/libraryrepair.h"

#include <QFuture>
#include <QObject>
#include <QString>
#include <QThread>

#include <functional>
#include <optional>

namespace reasonglass {

/// Backups, checks and repair of a library, one after the other in a thread of their own: neither the
/// calling thread nor the one that writes waits for them.
///
/// When this object goes, what is at work is waited for and what waits is dropped.
class LibraryCare : public QObject
{
    Q_OBJECT

public:
    explicit LibraryCare(QString path, QObject *parent = nullptr);
    ~LibraryCare() override;

    /// Copies the library to \a target, or to a file named by the time in the folder of backups if that is
    /// empty; answers where the copy is.
    QFuture<Result<QString>> backUp(const QString &target = {});
    /// Makes the daily copy if one is due; see backUpDaily().
    QFuture<Result<std::optional<QString>>> backUpIfDue();
    /// Looks at the structure of the whole file; an Error if it is damaged.
    QFuture<Result<>> check();
    /// Checks the file and every analysis in it, see LibraryReader::verifyAll(); answers how many were
    /// checked. \a progress is called in the other thread.
    QFuture<Result<qint64>> verify(const VerifyProgress &progress = {});
    /// See repairLibrary(). The connections of this program have to be closed. \a progress is called in
    /// the other thread.
    QFuture<Result<RepairReport>> repair(const SalvageProgress &progress = {});

private:
    template <typename Answer>
    QFuture<Answer> ask(std::function<Answer(const QString &path)> task);

    QString m_path;
    QThread m_thread;
    QObject *m_worker; // lives in m_thread, which deletes it
};

/// Whether SQLite finds the file at \a path sound (quick_check); the Error says what to do if not.
Result<> checkLibraryFile(const QString &path);

} // namespace reasonglass
