#include "ui/settings/metricsmodel.h"

#include "ui/words/words.h"

#include <QLocale>

#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr double median = 0.5;
constexpr double most = 0.9; // of ten runs, nine took no longer

QString count(qint64 number)
{
    return QLocale().toString(qlonglong(number));
}

/// "median / 90 % value"; a dash when nothing was measured.
QString times(const Histogram &histogram)
{
    if (histogram.count() == 0)
        return u"–"_s;
    const auto text = [&histogram](double share) {
        return words::seconds(std::chrono::milliseconds(std::llround(histogram.quantile(share))));
    };
    return text(median) + u" / "_s + text(most);
}

QString rate(const Histogram &histogram)
{
    return histogram.count() == 0 ? u"–"_s : QLocale().toString(histogram.quantile(median), 'f', 0);
}

bool isSame(const RunMetrics::Key &a, const RunMetrics::Key &b)
{
    return a.provider == b.provider && a.model == b.model;
}

qint64 outcomes(const ModelMetrics &metrics, AnalysisStatus status)
{
    const auto found = metrics.outcomes.find(status);
    return found == metrics.outcomes.end() ? 0 : found->second;
}

QStringList cellsOf(const RunMetrics::Key &key, const ModelMetrics &metrics)
{
    qint64 runs = 0;
    for (const auto &[status, number] : metrics.outcomes)
        runs += number;
    return {key.provider,
            key.model,
            count(runs),
            count(outcomes(metrics, AnalysisStatus::Completed)),
            count(outcomes(metrics, AnalysisStatus::Incomplete)),
            count(outcomes(metrics, AnalysisStatus::Failed)),
            count(outcomes(metrics, AnalysisStatus::Cancelled)),
            count(outcomes(metrics, AnalysisStatus::Interrupted)),
            times(metrics.firstByteMs),
            times(metrics.firstTextMs),
            times(metrics.durationMs),
            rate(metrics.tokensPerSecond),
            count(metrics.retries),
            count(metrics.fallbacks)};
}

} // namespace

void MetricsModel::update(const RunMetrics &metrics)
{
    std::size_t row = 0;
    for (const auto &[key, model] : metrics.byModel()) { // sorted; models are added and never go
        const QStringList cells = cellsOf(key, model);
        if (row == m_rows.size() || !isSame(m_rows[row].key, key)) {
            beginInsertRows({}, int(row), int(row));
            m_rows.insert(m_rows.begin() + std::ptrdiff_t(row), {key, cells});
            endInsertRows();
        } else if (std::exchange(m_rows[row].cells, cells) != cells) {
            emit dataChanged(index(int(row), 0), index(int(row), columns - 1));
        }
        ++row;
    }
}

int MetricsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int MetricsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant MetricsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::DisplayRole)
        return m_rows[std::size_t(index.row())].cells.at(index.column());
    if (role == Qt::TextAlignmentRole && index.column() > int(Column::Model))
        return QVariant::fromValue(Qt::Alignment(Qt::AlignTrailing | Qt::AlignVCenter));
    return {};
}

QVariant MetricsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case Column::Provider:
        return tr("Provider");
    case Column::Model:
        return tr("Model");
    case Column::Runs:
        return tr("Runs");
    case Column::Completed:
        return words::status(AnalysisStatus::Completed);
    case Column::Incomplete:
        return words::status(AnalysisStatus::Incomplete);
    case Column::Failed:
        return words::status(AnalysisStatus::Failed);
    case Column::Cancelled:
        return words::status(AnalysisStatus::Cancelled);
    case Column::Interrupted:
        return words::status(AnalysisStatus::Interrupted);
    case Column::FirstByte:
        return tr("First byte, median / 90 %");
    case Column::FirstToken:
        return tr("First text, median / 90 %");
    case Column::Duration:
        return tr("Duration, median / 90 %");
    case Column::Rate:
        return tr("Tokens/s");
    case Column::Retries:
        return tr("Retries");
    case Column::Fallbacks:
        return tr("Fallbacks");
    }
    return {};
}

} // namespace reasonglass
