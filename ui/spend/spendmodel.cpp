#include "ui/spend/spendmodel.h"

#include "ui/words/words.h"

#include <QLocale>

namespace reasonglass {

void SpendModel::setLines(std::vector<SpendLine> lines, SpendGroup group)
{
    beginResetModel();
    m_lines = std::move(lines);
    m_group = group;
    endResetModel();
}

int SpendModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_lines.size());
}

int SpendModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns;
}

QString SpendModel::text(const SpendLine &line, int column) const
{
    const QLocale locale;
    switch (column) {
    case Name:
        return line.name;
    case Runs:
        return locale.toString(line.runs);
    case Spent:
        return spentText(line);
    case Doubt:
        return doubtText(line);
    case Tokens:
        return words::tokens(line.tokens);
    case Share:
        return shareText(line);
    default:
        return {};
    }
}

QVariant SpendModel::sortKey(const SpendLine &line, int column) const
{
    switch (column) {
    case Name:
        return m_group == SpendGroup::Day ? QVariant(line.day) : QVariant(line.name);
    case Runs:
        return line.runs;
    case Doubt:
        return line.unknown + line.estimated;
    case Tokens:
        return line.tokens;
    default:
        return line.usd;
    }
}

QVariant SpendModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const SpendLine &line = m_lines[size_t(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(line, column);
    case Qt::AccessibleTextRole:
        return column == Name ? spokenSpend(line) : text(line, column);
    case Qt::TextAlignmentRole:
        return int(column == Name || column == Doubt ? Qt::AlignLeading | Qt::AlignVCenter
                                                     : Qt::AlignTrailing | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return column == Name ? QVariant(line.name.toHtmlEscaped()) : QVariant();
    case SortRole:
        return sortKey(line, column);
    case ShareRole:
        return line.share;
    default:
        return {};
    }
}

QVariant SpendModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(section == Name || section == Doubt ? Qt::AlignLeading | Qt::AlignVCenter
                                                       : Qt::AlignTrailing | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return m_group == SpendGroup::Day  ? tr("Day")
            : m_group == SpendGroup::Model ? tr("Model")
                                           : tr("Set");
    case Runs:
        return tr("Runs");
    case Spent:
        return tr("Cost");
    case Doubt:
        return tr("Not exact");
    case Tokens:
        return tr("Tokens");
    case Share:
        return tr("Share");
    default:
        return {};
    }
}

} // namespace reasonglass
