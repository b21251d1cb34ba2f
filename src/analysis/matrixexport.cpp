#include "analysis/matrixexport.h"

#include "base/visibletext.h"

#include <QHash>

#include <algorithm>
#include <optional>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// The cells of a matrix, column by column.
std::vector<std::vector<Cell>> columnsOf(const TaskMatrix &matrix)
{
    QHash<QString, size_t> rowOfTask;
    for (size_t row = 0; row < matrix.tasks.size(); ++row)
        rowOfTask.insert(matrix.tasks[row].id, row);
    std::vector<std::vector<Cell>> columns;
    for (const ModelChoice &model : matrix.set.models) {
        std::vector<std::vector<TaskRun>> runs(matrix.tasks.size());
        for (const TaskRun &run : matrix.runs) {
            const auto row = rowOfTask.constFind(run.taskId);
            if (row != rowOfTask.constEnd() && run.model == model)
                runs[*row].push_back(run);
        }
        std::vector<Cell> cells;
        cells.reserve(runs.size());
        for (const std::vector<TaskRun> &ofCell : runs)
            cells.push_back(foldRuns(ofCell));
        columns.push_back(std::move(cells));
    }
    return columns;
}

// --- names ----------------------------------------------------------------------------------------

QString plainName(const ModelChoice &model)
{
    return model.effort.isEmpty() ? model.modelId : u"%1 (%2)"_s.arg(model.modelId, model.effort);
}

QString nameWithProvider(const ModelChoice &model)
{
    return u"%1/%2"_s.arg(model.providerId, plainName(model));
}

QString nameWithAddress(const ModelChoice &model)
{
    return model.baseUrl.isEmpty() ? nameWithProvider(model)
                                   : u"%1 at %2"_s.arg(nameWithProvider(model), model.baseUrl);
}

// --- CSV ------------------------------------------------------------------------------------------

QString textCell(const QString &text)
{
    const bool isFormula = !text.isEmpty() && QStringView(u"=+-@\t\r\n").contains(text.front());
    QString cell = isFormula ? QString(u'\'' + text) : text;
    const bool isQuoted = cell.contains(u',') || cell.contains(u'"') || cell.contains(u'\n')
        || cell.contains(u'\r') || cell.startsWith(u' ') || cell.endsWith(u' ');
    if (!isQuoted)
        return cell;
    return u'"' + cell.replace(u'"', R"("")"_L1) + u'"';
}

QStringList csvHead(const TaskMatrix &matrix)
{
    QStringList head{u"task"_s, u"tags"_s};
    for (const QString &name : modelColumnNames(matrix.set.models)) {
        for (const QString &what :
             {u"state"_s, u"solved"_s, u"attempts"_s, u"cost_usd"_s, u"cost_partial"_s, u"median_ms"_s})
            head.append(textCell(u"%1 %2"_s.arg(name, what)));
    }
    return head;
}

void appendCsvCells(QStringList &row, const Cell &cell)
{
    row.append(cellStateName(cell.state));
    row.append(QString::number(cell.solved));
    row.append(QString::number(cell.attempts));
    row.append(cell.costUsd ? QString::number(*cell.costUsd, 'f', 6) : QString());
    row.append(cell.costIsPartial ? u"yes"_s : QString());
    row.append(cell.medianMs > 0 ? QString::number(cell.medianMs) : QString());
}

void appendCsvRow(QByteArray &csv, const QStringList &row)
{
    csv += row.join(u',').toUtf8();
    csv += "\r\n";
}

// --- Markdown -------------------------------------------------------------------------------------

/// \a text as nothing but text within a table.
QString escaped(const QString &text)
{
    QString result;
    for (const QChar character : visibleText(text)) {
        if (character == u'\n' || character == u'\r' || character == u'\t') {
            result += u' ';
            continue;
        }
        if (QStringView(u"\\`*_{}[]<>()#!|~&$").contains(character))
            result += u'\\';
        result += character;
    }
    return result;
}

QString stateInWords(CellState state)
{
    switch (state) {
    case CellState::Running:
        return u"… running"_s;
    case CellState::Queued:
        return u"⋯ queued"_s;
    case CellState::Solved:
        return u"✓ solved"_s;
    case CellState::Failed:
        return u"✗ failed"_s;
    case CellState::Ungraded:
        return u"? ungraded"_s;
    case CellState::Error:
        return u"⚠ error"_s;
    case CellState::Stopped:
        return u"■ stopped"_s;
    case CellState::NotAttempted:
        return u"– not attempted"_s;
    }
    Q_UNREACHABLE();
}

QString cellInWords(const Cell &cell)
{
    const QString state = stateInWords(cell.state);
    return cell.attempts < 2 ? state : u"%1 (%2 of %3)"_s.arg(state).arg(cell.solved).arg(cell.attempts);
}

QString percent(std::optional<double> share)
{
    return share ? QString(QString::number(*share * 100, 'f', 1) + u" %"_s) : u"–"_s;
}

/// Never $0 for what is not known.
QString costInWords(const ModelTotals &sums, bool isAnyKnown)
{
    if (!isAnyKnown)
        return sums.costUnknown > 0 ? u"unknown"_s : u"–"_s;
    const QString usd = u"\\$%1"_s.arg(sums.costUsd, 0, 'f', 4);
    return sums.costUnknown == 0
        ? usd
        : u"%1, not exact for %2 of %3"_s.arg(usd).arg(sums.costUnknown).arg(sums.tasks);
}

QString secondsInWords(std::optional<qint64> ms)
{
    return ms ? QString(QString::number(double(*ms) / 1000, 'f', 1) + u" s"_s) : u"–"_s;
}

void appendMarkdownRow(QString &text, const QStringList &cells)
{
    text += u"| "_s + cells.join(" | "_L1) + u" |\n"_s;
}

void appendMarkdownHead(QString &text, const QStringList &names, bool areNumbers)
{
    appendMarkdownRow(text, names);
    QStringList rule{u"---"_s};
    for (qsizetype i = 1; i < names.size(); ++i)
        rule.append(areNumbers ? u"--:"_s : u"---"_s);
    appendMarkdownRow(text, rule);
}

QStringList totalsRow(const QString &name, const std::vector<Cell> &cells)
{
    const ModelTotals sums = totals(cells);
    const bool isAnyKnown =
        std::ranges::any_of(cells, [](const Cell &cell) { return cell.costUsd.has_value(); });
    return {escaped(name),
            QString::number(sums.solved),
            QString::number(sums.failed),
            QString::number(sums.notAttempted),
            QString::number(sums.other),
            percent(sums.passAt1),
            percent(sums.passAt2),
            costInWords(sums, isAnyKnown),
            secondsInWords(sums.medianMs),
            QString::number(sums.tokens)};
}

} // namespace

QStringList modelColumnNames(const std::vector<ModelChoice> &models)
{
    QHash<QString, int> plain;
    QHash<QString, int> withProvider;
    for (const ModelChoice &model : models) {
        ++plain[plainName(model)];
        ++withProvider[nameWithProvider(model)];
    }
    QStringList names;
    for (const ModelChoice &model : models) {
        if (plain.value(plainName(model)) == 1)
            names.append(plainName(model));
        else if (withProvider.value(nameWithProvider(model)) == 1)
            names.append(nameWithProvider(model));
        else
            names.append(nameWithAddress(model));
    }
    return names;
}

QByteArray matrixCsv(const TaskMatrix &matrix)
{
    const auto columns = columnsOf(matrix);
    QByteArray csv;
    appendCsvRow(csv, csvHead(matrix));
    for (size_t i = 0; i < matrix.tasks.size(); ++i) {
        QStringList row{textCell(matrix.tasks[i].id), textCell(matrix.tasks[i].tags.join(u';'))};
        for (const std::vector<Cell> &cells : columns)
            appendCsvCells(row, cells[i]);
        appendCsvRow(csv, row);
    }
    return csv;
}

QByteArray matrixMarkdown(const TaskMatrix &matrix)
{
    const auto columns = columnsOf(matrix);
    const QStringList names = modelColumnNames(matrix.set.models);
    QString text;
    if (!matrix.set.name.isEmpty())
        text += u"# "_s + escaped(matrix.set.name) + u"\n\n"_s;

    QStringList head{u"Task"_s};
    for (const QString &name : names)
        head.append(escaped(name));
    appendMarkdownHead(text, head, false);
    for (size_t i = 0; i < matrix.tasks.size(); ++i) {
        QStringList row{escaped(matrix.tasks[i].id)};
        for (const std::vector<Cell> &cells : columns)
            row.append(cellInWords(cells[i]));
        appendMarkdownRow(text, row);
    }

    text += u'\n';
    appendMarkdownHead(text,
                       {u"Model"_s, u"Solved"_s, u"Failed"_s, u"Not attempted"_s, u"Other"_s, u"pass@1"_s,
                        u"pass@2"_s, u"Cost"_s, u"Median time"_s, u"Tokens"_s},
                       true);
    for (size_t i = 0; i < columns.size(); ++i)
        appendMarkdownRow(text, totalsRow(names.at(qsizetype(i)), columns[i]));
    return text.toUtf8();
}

} // namespace reasonglass
