#include "ui/library/exportmenu.h"

#include "app/workbench.h"
#include "base/whenanswered.h"

#include <QCoreApplication>
#include <QFileDialog>

#include <array>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

struct Form
{
    AnalysisExport what;
    const char *name;
    const char *filter;
};

constexpr std::array forms{
    Form{AnalysisExport::Whole, QT_TRANSLATE_NOOP("ExportMenu", "&Everything, to be imported again…"),
         QT_TRANSLATE_NOOP("ExportMenu", "Exported analyses (*.reasonglass)")},
    Form{AnalysisExport::Markdown, QT_TRANSLATE_NOOP("ExportMenu", "&Markdown: prompt, reasoning, answer…"),
         QT_TRANSLATE_NOOP("ExportMenu", "Markdown (*.md)")},
    Form{AnalysisExport::Json, QT_TRANSLATE_NOOP("ExportMenu", "&JSON, for programs…"),
         QT_TRANSLATE_NOOP("ExportMenu", "JSON (*.json)")},
    Form{AnalysisExport::Stream, QT_TRANSLATE_NOOP("ExportMenu", "E&vents as the server sent them…"),
         QT_TRANSLATE_NOOP("ExportMenu", "Event streams (*.sse)")}};

QString filterOf(AnalysisExport what)
{
    for (const Form &form : forms) {
        if (form.what == what)
            return QCoreApplication::translate("ExportMenu", form.filter);
    }
    Q_UNREACHABLE();
}

} // namespace

ExportMenu::ExportMenu(Workbench &workbench, Choice choice, QWidget *parent)
    : QMenu(parent)
    , m_workbench(workbench)
    , m_choice(std::move(choice))
{
    setTitle(tr("E&xport"));
    for (const Form &form : forms)
        addAction(QCoreApplication::translate("ExportMenu", form.name), this,
                  [this, what = form.what] { choose(what); });
}

void ExportMenu::choose(AnalysisExport what)
{
    const QList<AnalysisId> ids = m_choice();
    if (ids.size() > 1)
        chooseFolder(ids, what);
    else if (ids.size() == 1)
        whenAnswered(m_workbench.library().load(ids.first()), this,
                     [this, what](const Result<AnalysisRecord> &record) {
                         if (record)
                             chooseFile(*record, what);
                         else
                             emit failed(record.error());
                     });
}

void ExportMenu::chooseFile(const AnalysisRecord &record, AnalysisExport what)
{
    auto *dialog = new QFileDialog(parentWidget(), tr("Export"), {}, filterOf(what));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(exportEnding(what));
    dialog->selectFile(fileNameFor(record.title) + u'.' + exportEnding(what));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, id = record.id, what](const QString &path) { write(path, {id}, what); });
    dialog->open();
}

void ExportMenu::chooseFolder(const QList<AnalysisId> &ids, AnalysisExport what)
{
    auto *dialog = new QFileDialog(parentWidget(), tr("Export %1 analyses into a folder").arg(ids.size()));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, ids, what](const QString &path) { write(path, ids, what); });
    dialog->open();
}

void ExportMenu::write(const QString &path, const QList<AnalysisId> &ids, AnalysisExport what)
{
    whenAnswered(m_workbench.transfer().exportTo(path, ids, what), this,
                 [this](const Result<QStringList> &files) {
                     if (files)
                         emit exported(*files);
                     else
                         emit failed(files.error());
                 });
}

} // namespace reasonglass
