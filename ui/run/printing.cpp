#include "ui/run/printing.h"

#include "base/visibletext.h"
#include "base/whenanswered.h"
#include "streamview/textprinter.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFileDialog>
#include <QMessageBox>
#include <QPdfWriter>
#include <QPrintDialog>
#include <QPrinter>
#include <QProgressDialog>
#include <QPromise>
#include <QSaveFile>
#include <QStandardPaths>
#include <QThreadPool>

#include <memory>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

class Printing
{
    Q_DECLARE_TR_FUNCTIONS(reasonglass::Printing)

public:
    static QString progressText() { return tr("Printing…"); }
    static QString cannotPrint() { return tr("The printer does not take the pages."); }
    static QString pdfTitle() { return tr("Save as PDF"); }
    static QString pdfFilter() { return tr("PDF files (*.pdf)"); }
    static QString cannotWrite(const QString &file, const QString &why)
    {
        return tr("%1 cannot be written: %2. Choose another place.").arg(file, why);
    }
};

std::vector<PrintedText> printedTexts(const Printout &printout)
{
    std::vector<PrintedText> texts;
    for (const Printout::Section &section : printout.sections)
        texts.push_back({section.heading, &section.text});
    return texts;
}

/// A file name that every system takes.
QString fileNameFor(const QString &title)
{
    QString name;
    for (const QChar c : visibleText(title).left(60))
        name += c.isLetterOrNumber() || c == u'-' || c == u' ' ? c : QChar(u'_');
    name = name.simplified();
    return (name.isEmpty() ? u"reasonglass"_s : name) + u".pdf"_s;
}

/// Empty if all went well, else what did not.
QString writePdf(const Printout &printout, const QString &file)
{
    QByteArray pdf;
    {
        QBuffer buffer(&pdf);
        buffer.open(QIODevice::WriteOnly);
        QPdfWriter writer(&buffer);
        writer.setTitle(printout.title);
        writer.setCreator(QCoreApplication::applicationName());
        printTexts(printedTexts(printout), printout.title, printout.fonts, writer,
                   [](size_t, size_t) { return true; });
    }
    QSaveFile target(file);
    const bool written =
        target.open(QIODevice::WriteOnly) && target.write(pdf) == pdf.size() && target.commit();
    return written ? QString() : target.errorString();
}

} // namespace

void printOut(const Printout &printout, QWidget *parent)
{
    QPrinter printer(QPrinter::HighResolution);
    printer.setDocName(printout.title);
    QPrintDialog dialog(&printer, parent);
    dialog.setOptions(QAbstractPrintDialog::PrintToFile);
    if (dialog.exec() != QDialog::Accepted)
        return;
    QProgressDialog progress(Printing::progressText(), {}, 0, 0, parent);
    progress.setCancelButtonText(QCoreApplication::translate("QPlatformTheme", "Cancel"));
    progress.setWindowModality(Qt::WindowModal);
    bool stopped = false;
    const bool printed = printTexts(printedTexts(printout), printout.title, printout.fonts, printer,
                                    [&](size_t done, size_t of) {
                                        progress.setMaximum(static_cast<int>(of));
                                        progress.setValue(static_cast<int>(done)); // handles events
                                        stopped = progress.wasCanceled();
                                        return !stopped;
                                    });
    if (stopped)
        printer.abort();
    else if (!printed)
        QMessageBox::warning(parent, QString(), Printing::cannotPrint());
}

void saveAsPdf(const Printout &printout, QWidget *parent)
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    const QString file = QFileDialog::getSaveFileName(
        parent, Printing::pdfTitle(), folder + u'/' + fileNameFor(printout.title), Printing::pdfFilter());
    if (file.isEmpty())
        return;
    auto promise = std::make_shared<QPromise<QString>>();
    promise->start();
    whenAnswered(promise->future(), parent, [file, parent](const QString &failure) {
        if (!failure.isEmpty())
            QMessageBox::warning(parent, Printing::pdfTitle(), Printing::cannotWrite(file, failure));
    });
    QThreadPool::globalInstance()->start([promise, printout, file] {
        promise->addResult(writePdf(printout, file));
        promise->finish();
    });
}

} // namespace reasonglass
