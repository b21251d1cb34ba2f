#include "ui/tasks/regradedialog.h"

#include "base/whenanswered.h"
#include "ui/tasks/formparts.h"
#include "ui/tasks/texttable.h"
#include "ui/words/taskwords.h"
#include "ui/words/words.h"

#include <QDialogButtonBox>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int comfortableWidth = 110; // average characters
constexpr int comfortableHeight = 24; // lines
constexpr int tableLines = 6;

QString said(Verdict verdict)
{
    return words::verdictGlyph(verdict) + u' ' + words::verdict(verdict);
}

TextRow rowOf(const ChangedGrade &changed, qint64 key)
{
    const QString before = changed.before ? said(changed.before->verdict) : RegradeDialog::tr("none");
    return {key,
            {changed.taskId, words::modelChoice(changed.model), before, said(changed.after.verdict),
             changed.before ? words::gradeSentence(*changed.before) : QString(),
             words::gradeSentence(changed.after)}};
}

/// How many answers were looked at, and which of them are none of the graders' business.
QString lookedAt(const RegradeReport &report)
{
    QString looked = report.looked == 1
        ? RegradeDialog::tr("1 answer was looked at.")
        : RegradeDialog::tr("%1 answers were looked at.").arg(QLocale().toString(report.looked));
    if (report.byPerson == 0)
        return looked;
    return looked + u' '
        + (report.byPerson == 1 ? RegradeDialog::tr("The one that was graded by a person stays as it is.")
                                : RegradeDialog::tr("The %1 that were graded by a person stay as they are.")
                                      .arg(QLocale().toString(report.byPerson)));
}

} // namespace

RegradeDialog::RegradeDialog(TaskGrading &grading, Settings &settings, TaskSetId set, QWidget *parent)
    : QDialog(parent)
    , m_grading(grading)
    , m_set(set)
    , m_state(new StateLine(u"state"_s))
    , m_busy(new QProgressBar)
    , m_table(new TextTable(
          u"changes"_s, tr("Grades that would change"),
          {tr("Task"), tr("Model"), tr("Before"), tr("After"), tr("Why before"), tr("Why after")}, {4, 5}))
    , m_reasons(createText(u"reasons"_s))
    , m_keep(new QPushButton(tr("&Keep the new grades")))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setModal(false);
    setWindowTitle(tr("Grade again"));
    m_busy->setRange(0, 0);
    m_busy->setTextVisible(false);
    m_busy->setAccessibleName(tr("Progress"));
    m_table->setLeastLines(tableLines);
    m_keep->setObjectName(u"keep"_s);
    QDialogButtonBox *buttons = createButtons(m_keep, false);
    m_close = buttons->button(QDialogButtonBox::Close);
    m_reasons->hide();
    connect(m_table, &TextTable::selectionChangedByKey, this, &RegradeDialog::showReasons);
    connect(m_keep, &QPushButton::clicked, this, [this] { grade(true); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *column = new QVBoxLayout(this);
    column->addWidget(m_state);
    column->addWidget(m_busy);
    column->addWidget(m_table, 1);
    column->addWidget(m_reasons);
    column->addWidget(buttons);
    keepGeometry(this, settings, u"regrade"_s, comfortableWidth, comfortableHeight);
    grade(false);
}

void RegradeDialog::grade(bool keep)
{
    m_keep->setEnabled(false);
    m_busy->show();
    m_state->say(StateLine::Tone::Quiet,
                 keep ? tr("The new grades are being kept.") : tr("The stored answers are being graded."));
    whenAnswered(m_grading.regrade(m_set, keep), this, [this, keep](const Result<RegradeReport> &report) {
        m_busy->hide();
        if (!report)
            fail(report.error());
        else if (keep)
            showKept(*report);
        else
            showReport(*report);
    });
}

void RegradeDialog::showReport(const RegradeReport &report)
{
    std::vector<TextRow> rows;
    for (const ChangedGrade &changed : report.changed)
        rows.push_back(rowOf(changed, qint64(rows.size()) + 1));
    const auto changes = int(rows.size());
    m_table->setRows(std::move(rows));
    m_keep->setEnabled(changes > 0);
    if (report.looked == 0) {
        m_state->say(StateLine::Tone::Quiet, tr("There are no answers to grade yet."));
    } else if (changes == 0) {
        m_state->say(StateLine::Tone::Good, lookedAt(report) + u' ' + tr("No grade would change."));
    } else {
        m_state->say(StateLine::Tone::Quiet,
                     lookedAt(report) + u' '
                         + (changes == 1 ? tr("1 grade would change; the old one stays in its history.")
                                         : tr("%1 grades would change; the old ones stay in their history.")
                                               .arg(QLocale().toString(changes))));
    }
    (changes > 0 ? m_keep : m_close)->setFocus();
}

void RegradeDialog::showKept(const RegradeReport &report)
{
    const auto changes = int(report.changed.size());
    m_state->say(StateLine::Tone::Good,
                 changes == 1 ? tr("1 new grade was kept.")
                              : tr("%1 new grades were kept.").arg(QLocale().toString(changes)));
    m_close->setFocus();
    emit kept(changes);
}

/// Of the one row that is selected, in full: a narrow table cuts them.
void RegradeDialog::showReasons()
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    m_reasons->setVisible(rows.size() == 1);
    if (rows.size() != 1)
        return;
    const int row = rows.first().row();
    const QString before = m_table->textAt(row, 4);
    m_reasons->setText(tr("Before: %1").arg(before.isEmpty() ? tr("no grade") : before) + u'\n'
                       + tr("After: %1").arg(m_table->textAt(row, 5)));
}

void RegradeDialog::fail(const Error &error)
{
    m_state->say(StateLine::Tone::Problem, words::errorSentence(error) + u' ' + words::errorAdvice(error));
    m_close->setFocus();
}

} // namespace reasonglass
