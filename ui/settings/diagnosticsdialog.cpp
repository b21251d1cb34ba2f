#include "ui/settings/diagnosticsdialog.h"

#include "app/workbench.h"
#include "base/whenanswered.h"
#include "ui/settings/logtail.h"
#include "ui/settings/metricsmodel.h"
#include "ui/style/icons.h"
#include "ui/words/words.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QDir>
#include <QFontDatabase>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reasonglass {

namespace {

constexpr auto updatePause = 1s;
constexpr int logLines = 200;
constexpr int comfortableWidth = 130; // average characters
constexpr int comfortableHeight = 42; // lines
constexpr int tableLines = 7;
constexpr int logHeight = 10; // lines

QLabel *createText(const QString &name)
{
    auto *label = new QLabel;
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

QLabel *createHeading(const QString &text, QWidget *buddy)
{
    auto *label = new QLabel(text);
    label->setBuddy(buddy);
    QFont font = label->font();
    font.setBold(true);
    label->setFont(font);
    return label;
}

QString programText(const Profile &profile)
{
    const QStringList lines{
        DiagnosticsDialog::tr("Reasonglass %1").arg(QStringLiteral(REASONGLASS_VERSION)),
        DiagnosticsDialog::tr("Qt %1 (built with %2), %3, %4")
            .arg(QString::fromLatin1(qVersion()), QStringLiteral(QT_VERSION_STR),
                 QSysInfo::prettyProductName(), QSysInfo::currentCpuArchitecture()),
        DiagnosticsDialog::tr("Settings: %1").arg(QDir::toNativeSeparators(profile.settingsFile)),
        DiagnosticsDialog::tr("Library: %1").arg(QDir::toNativeSeparators(profile.libraryFile)),
        DiagnosticsDialog::tr("Logs: %1").arg(QDir::toNativeSeparators(profile.logFolder))};
    return lines.join(u'\n');
}

QString libraryText(const Result<LibraryStatistics> &statistics)
{
    if (!statistics)
        return words::errorSentence(statistics.error());
    const QLocale locale;
    QStringList byStatus;
    for (auto it = statistics->byStatus.cbegin(); it != statistics->byStatus.cend(); ++it) {
        const auto status = statusFromName(it.key());
        byStatus.append(locale.toString(it.value()) + u' ' + (status ? words::status(*status) : it.key()));
    }
    return DiagnosticsDialog::tr("%1 analyses (%2), %3 samples, %4 in the trash; %5 on disk, %6 of it events")
        .arg(locale.toString(statistics->analyses), byStatus.join(u", "_s),
             locale.toString(statistics->samples), locale.toString(statistics->inTrash),
             words::bytes(statistics->fileBytes), words::bytes(statistics->eventBytes));
}

} // namespace

DiagnosticsDialog::DiagnosticsDialog(Workbench &workbench, QWidget *parent)
    : QDialog(parent)
    , m_workbench(workbench)
    , m_metrics(new MetricsModel(this))
    , m_program(createText(u"program"_s))
    , m_library(createText(u"library"_s))
    , m_log(new QPlainTextEdit)
{
    setWindowTitle(tr("Diagnostics"));
    setModal(false);
    setSizeGripEnabled(true);
    m_program->setText(programText(workbench.profile()));
    createLayout();
    resize(fontMetrics().averageCharWidth() * comfortableWidth,
           fontMetrics().lineSpacing() * comfortableHeight);

    m_timer.setSingleShot(true);
    m_timer.setInterval(updatePause);
    connect(&m_timer, &QTimer::timeout, this, &DiagnosticsDialog::refresh);
    connect(&m_workbench.metrics(), &RunMetrics::changed, this, &DiagnosticsDialog::scheduleUpdate);
    connect(&m_workbench, &Workbench::libraryChanged, this, &DiagnosticsDialog::scheduleUpdate);
}

void DiagnosticsDialog::createLayout()
{
    m_log->setObjectName(u"log"_s);
    m_log->setReadOnly(true);
    m_log->setTabChangesFocus(true);
    m_log->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_log->setLayoutDirection(Qt::LeftToRight);
    m_log->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_log->setMinimumHeight(m_log->fontMetrics().lineSpacing() * logHeight);
    m_log->setPlaceholderText(tr("The log is empty."));
    QTableView *table = createMetricsTable();

    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->addWidget(createHeading(tr("Program"), nullptr));
    column->addWidget(m_program);
    column->addWidget(createHeading(tr("Library"), nullptr));
    column->addWidget(m_library);
    column->addWidget(createHeading(tr("&Runs since the start"), table));
    column->addWidget(table, 1);
    column->addWidget(createHeading(tr("&Last lines of the log"), m_log));
    column->addWidget(m_log, 1);
    auto *scroll = new QScrollArea;
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto *copy = new QPushButton(outlineIcon(u"copy"_s), tr("&Copy as text"));
    copy->setObjectName(u"copy"_s);
    copy->setAutoDefault(false);
    buttons->addButton(copy, QDialogButtonBox::ActionRole);
    connect(copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(report()); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    auto *whole = new QVBoxLayout(this);
    whole->addWidget(scroll, 1);
    whole->addWidget(buttons);
}

QTableView *DiagnosticsDialog::createMetricsTable()
{
    auto *table = new QTableView;
    table->setObjectName(u"metrics"_s);
    table->setModel(m_metrics);
    table->setAccessibleName(tr("Runs by model"));
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setTabKeyNavigation(false);
    table->setWordWrap(false);
    table->verticalHeader()->hide();
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->setMinimumHeight(table->fontMetrics().lineSpacing() * tableLines);
    return table;
}

void DiagnosticsDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    refresh();
}

void DiagnosticsDialog::scheduleUpdate()
{
    if (isVisible() && !m_timer.isActive())
        m_timer.start();
}

void DiagnosticsDialog::refresh()
{
    if (!isVisible())
        return;
    m_metrics->update(m_workbench.metrics());
    whenAnswered(
        m_workbench.library().statistics(), this,
        [this](const Result<LibraryStatistics> &statistics) { m_library->setText(libraryText(statistics)); });
    whenAnswered(readLogTail(m_workbench.profile().logFolder, logLines), this,
                 [this](const QStringList &lines) { showLog(lines); });
}

void DiagnosticsDialog::showLog(const QStringList &lines)
{
    const QString text = lines.join(u'\n');
    if (text == m_log->toPlainText())
        return;
    const bool atEnd = m_log->verticalScrollBar()->value() == m_log->verticalScrollBar()->maximum();
    const int value = m_log->verticalScrollBar()->value();
    m_log->setPlainText(text);
    m_log->verticalScrollBar()->setValue(atEnd ? m_log->verticalScrollBar()->maximum() : value);
}

QString DiagnosticsDialog::metricsText() const
{
    QStringList lines;
    for (int row = 0; row < m_metrics->rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < MetricsModel::columns; ++column)
            cells.append(m_metrics->headerData(column, Qt::Horizontal).toString() + u": "_s
                         + m_metrics->index(row, column).data().toString());
        lines.append(cells.join(u"; "_s));
    }
    return lines.join(u'\n');
}

QString DiagnosticsDialog::report() const
{
    return QStringList{m_program->text(), m_library->text(), metricsText(), m_log->toPlainText()}.join(
        u"\n\n"_s);
}

} // namespace reasonglass
