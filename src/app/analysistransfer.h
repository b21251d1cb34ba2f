#pragma once

#include "base/expected.h"
#include "store/analysisexport.h"
#include "store/analysisimport.h"

#include <QFuture>
#include <QObject>
#include <QStringList>
#include <QThread>
#include <QTimer>

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

namespace reasonglass {

/// What became of a file that was to be imported.
struct ImportedFile
{
    QString path;
    QString title; ///< of its analysis, as the file says; empty where it could not be read
    Result<ImportOutcome> outcome;
};

/// How far an import is.
struct ImportProgress
{
    QString path; ///< the file at work
    int file = 1; ///< counted from 1
    int files = 1;
    qint64 bytes = 0; ///< read of it
    qint64 size = 0;  ///< of the file; where all is read it is being put into the library
};

/// Carries analyses into the library and out of it, as files. Reads and writes files in a thread of its
/// own, one after the other: what others send may be large, and a disk may be a network. Lives in the main
/// thread.
class AnalysisTransfer : public QObject
{
    Q_OBJECT

public:
    /// Puts an analysis into the library; not waited for.
    using Store =
        std::function<QFuture<Result<ImportOutcome>>(const std::shared_ptr<const PortableAnalysis> &)>;

    AnalysisTransfer(QString libraryPath, Store store, QObject *parent = nullptr);
    /// Stops reading. What is being written is finished.
    ~AnalysisTransfer() override;

    /// Imports the files in their order, behind those that wait. imported() follows for all of them.
    void importFiles(const QStringList &paths);
    /// What is not in the library yet does not come into it.
    void cancelImport();
    bool isImporting() const { return m_isImporting; }

    /// To the file \a path, or with a name of its own into the folder \a path where there are several.
    QFuture<Result<QStringList>> exportTo(const QString &path, const QList<AnalysisId> &analyses,
                                          AnalysisExport what);

signals:
    /// A few times a second while an import goes on; one that is done at once is not told of.
    void progressed(const reasonglass::ImportProgress &progress);
    /// All that waited has been looked at.
    void imported(const std::vector<reasonglass::ImportedFile> &files);

private:
    using Reading = Result<std::shared_ptr<const PortableAnalysis>>;

    void next();
    void store(const QString &path, const Reading &analysis);
    void conclude(const QString &path, const QString &title, const Result<ImportOutcome> &outcome);
    ImportProgress progress() const;
    template <typename Answer>
    QFuture<Answer> ask(std::function<Answer()> work);

    QString m_libraryPath;
    Store m_store;
    QStringList m_waiting;
    std::vector<ImportedFile> m_done;
    QString m_current;
    bool m_isImporting = false;
    QTimer m_tell;
    std::atomic<qint64> m_bytes = 0; ///< read of m_current
    std::atomic<qint64> m_size = 0;
    std::atomic<bool> m_stop = false;
    QThread m_thread;
    QObject *m_worker; // lives in m_thread, which deletes it
};

} // namespace reasonglass

Q_DECLARE_METATYPE(reasonglass::ImportProgress)
