#include "ui/window/transfernotice.h"

#include "app/workbench.h"
#include "ui/words/importwords.h"

#include <QDir>
#include <QFileDialog>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

TransferNotice::TransferNotice(Workbench &workbench, QWidget *parent)
    : MessageBar(parent)
    , m_workbench(workbench)
{
    connect(&workbench.transfer(), &AnalysisTransfer::progressed, this, &TransferNotice::showProgress);
    connect(&workbench.transfer(), &AnalysisTransfer::imported, this, &TransferNotice::tell);
    connect(this, &MessageBar::actionWanted, this, &TransferNotice::act);
}

void TransferNotice::importFiles(const QStringList &paths)
{
    hide();
    setToolTip({});
    m_workbench.transfer().importFiles(paths);
}

void TransferNotice::chooseFiles()
{
    auto *dialog = new QFileDialog(this, tr("Import analyses"), {},
                                   tr("Exported analyses (*.reasonglass)") + u";;"_s + tr("All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &TransferNotice::importFiles);
    dialog->open();
}

void TransferNotice::tellExported(const QStringList &files)
{
    if (m_workbench.transfer().isImporting())
        return; // which has more to say
    m_new.clear();
    const QString first = QDir::toNativeSeparators(files.value(0));
    offer(files.size() == 1
              ? tr("Exported to %1").arg(first)
              : tr("%n analyses were exported. The first: %1", nullptr, int(files.size())).arg(first),
          {}, Tone::Quiet);
    setToolTip(files.join(u'\n'));
}

void TransferNotice::showProgress(const ImportProgress &progress)
{
    const QString text = words::importProgress(progress);
    if (isVisibleTo(parentWidget()))
        setText(text); // not announced time and again
    else
        offer(text, {tr("&Stop")}, Tone::Quiet);
}

void TransferNotice::tell(const std::vector<ImportedFile> &files)
{
    m_new.clear();
    QList<AnalysisId> trashed;
    AnalysisId last{};
    for (const ImportedFile &file : files) {
        if (!file.outcome)
            continue;
        last = file.outcome->id;
        if (file.outcome->inTrash)
            trashed += last;
        if (file.outcome->isNew || file.outcome->inTrash)
            m_new += last;
    }
    if (!trashed.isEmpty())
        m_workbench.restore(trashed);
    const bool isFine =
        std::ranges::all_of(files, [](const ImportedFile &file) { return file.outcome.has_value(); });
    offer(words::importOutcome(files), m_new.isEmpty() ? QStringList() : QStringList{tr("&Undo")},
          isFine ? Tone::Quiet : Tone::Warning);
    setToolTip(words::importProblems(files));
    if (last != AnalysisId{})
        emit showWanted(last);
}

/// The only button stops what goes on, or undoes what was done.
void TransferNotice::act()
{
    if (m_workbench.transfer().isImporting())
        m_workbench.transfer().cancelImport();
    else
        undo();
}

void TransferNotice::undo()
{
    const QList<AnalysisId> ids = m_new;
    m_workbench.moveToTrash(ids);
    m_new.clear();
    const auto count = int(ids.size());
    offer(count == 1 ? tr("The imported analysis was moved to the trash.")
                     : tr("%n imported analyses were moved to the trash.", nullptr, count),
          {}, Tone::Quiet);
    emit undone(ids);
}

} // namespace reasonglass
