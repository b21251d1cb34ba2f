#include "ui/library/librarycaredialog.h"

#include "app/workbench.h"
#include "base/whenanswered.h"
#include "ui/words/words.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QMessageBox>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int leastWidth = 460; ///< pixels

QLabel *textLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

QString native(const QString &path)
{
    return QDir::toNativeSeparators(path);
}

} // namespace

LibraryCareDialog::LibraryCareDialog(Workbench &workbench, Task task, const QString &target, QWidget *parent)
    : QDialog(parent)
    , m_workbench(workbench)
    , m_sentence(textLabel(this))
    , m_details(textLabel(this))
    , m_bar(new QProgressBar(this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Close, this))
    , m_gone(std::make_shared<std::atomic_bool>(false))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(leastWidth);
    m_sentence->setAccessibleName(tr("Result"));
    m_details->setAccessibleName(tr("Details"));
    m_details->hide();
    m_bar->setAccessibleName(tr("Progress"));
    m_bar->setRange(0, 0);
    m_bar->setTextVisible(false);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_sentence);
    column->addWidget(m_bar);
    column->addWidget(m_details);
    column->addStretch(1);
    column->addWidget(m_buttons);

    switch (task) {
    case Task::BackUp:
        backUp(target);
        break;
    case Task::Verify:
        verify();
        break;
    case Task::Repair:
        repair();
        break;
    }
}

LibraryCareDialog::~LibraryCareDialog()
{
    *m_gone = true;
}

void LibraryCareDialog::backUp(const QString &target)
{
    setWindowTitle(tr("Back up the library"));
    m_sentence->setText(tr("The library is being copied. Runs go on meanwhile."));
    whenAnswered(m_workbench.care().backUp(target), this, [this](const Result<QString> &copy) {
        if (!copy) {
            fail(copy.error());
            return;
        }
        finish(tr("The library was copied and the copy was checked (%1).")
                   .arg(words::bytes(QFileInfo(*copy).size())),
               native(*copy));
    });
}

void LibraryCareDialog::verify()
{
    setWindowTitle(tr("Verify the library"));
    m_sentence->setText(tr("Every saved analysis is being checked. Runs go on meanwhile."));
    whenAnswered(m_workbench.care().verify(progress(true)), this, [this](const Result<qint64> &checked) {
        if (checked) {
            finish(*checked == 1
                       ? tr("The library is whole: 1 analysis was checked.")
                       : tr("The library is whole: %n analyses were checked.", nullptr, int(*checked)),
                   native(m_workbench.profile().libraryFile));
            return;
        }
        finish(tr("Damage was found. Repair saves what can be read into a new library and keeps the damaged "
                  "file."),
               checked.error().message);
        QPushButton *repair = m_buttons->addButton(tr("&Repair…"), QDialogButtonBox::ActionRole);
        connect(repair, &QPushButton::clicked, this, [this] {
            emit repairWanted();
            close();
        });
    });
}

void LibraryCareDialog::repair()
{
    setWindowTitle(tr("Repair the library"));
    m_sentence->setText(tr("A new library is being made of what can be read."));
    whenAnswered(
        m_workbench.repairLibrary(progress(false)), this, [this](const Result<RepairReport> &report) {
            if (!report) {
                fail(report.error());
                return;
            }
            const Salvage &salvage = report->salvage;
            const auto whole = int(salvage.whole.size());
            const auto partly = int(salvage.partly.size());
            const auto lost = int(salvage.lost.size());
            QStringList sentences{whole == 1 ? tr("1 analysis is whole.")
                                             : tr("%n analyses are whole.", nullptr, whole)};
            if (partly > 0)
                sentences += partly == 1
                    ? tr("1 could be saved in part; its note says what is missing.")
                    : tr("%n could be saved in part; their notes say what is missing.", nullptr, partly);
            if (lost > 0)
                sentences += lost == 1 ? tr("1 is lost. A backup may still have it.")
                                       : tr("%n are lost. A backup may still have them.", nullptr, lost);
            finish(sentences.join(u' '), tr("The old file was kept: %1").arg(native(report->damagedFile)));
        });
}

SalvageProgress LibraryCareDialog::progress(bool stopsWithDialog)
{
    return [workbench = &m_workbench, dialog = QPointer(this), gone = m_gone, stopsWithDialog](qint64 done,
                                                                                               qint64 total) {
        // Not to the dialog itself: it may go while this is on its way.
        QMetaObject::invokeMethod(workbench, [dialog, done, total] {
            if (dialog)
                dialog->showProgress(done, total);
        });
        return !*gone || !stopsWithDialog;
    };
}

void LibraryCareDialog::showProgress(qint64 done, qint64 total)
{
    constexpr int steps = 1000; // a library may hold more than an int can count
    m_bar->setRange(0, steps);
    m_bar->setValue(total > 0 ? int(done * steps / total) : 0);
}

void LibraryCareDialog::finish(const QString &sentence, const QString &details)
{
    m_bar->hide();
    m_sentence->setText(sentence);
    m_details->setText(details);
    m_details->setVisible(!details.isEmpty());
    m_buttons->button(QDialogButtonBox::Close)->setFocus();
}

void LibraryCareDialog::fail(const Error &error)
{
    finish(words::errorSentence(error) + u' ' + words::errorAdvice(error), error.message);
}

bool confirmRepair(QWidget *parent)
{
    QMessageBox box(QMessageBox::Question, LibraryCareDialog::tr("Repair the library"),
                    LibraryCareDialog::tr("Make a new library of what can be read?"), QMessageBox::Cancel,
                    parent);
    box.setInformativeText(LibraryCareDialog::tr("The present file is kept beside it. This needs about twice "
                                                 "the library's room on its disk and may take a "
                                                 "while; runs can be started again afterwards."));
    QPushButton *repair = box.addButton(LibraryCareDialog::tr("&Repair"), QMessageBox::AcceptRole);
    box.setDefaultButton(QMessageBox::Cancel);
    box.exec();
    return box.clickedButton() == repair;
}

} // namespace reasonglass
