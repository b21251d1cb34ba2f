#include "ui/matrix/spokenmatrix.h"

#include "base/visibletext.h"
#include "ui/matrix/matrixwords.h"

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// What comes from files and servers never is HTML in a tool tip.
QString plainToolTip(const QString &text)
{
    return u"<qt>"_s + text.toHtmlEscaped().replace(u'\n', u"<br>"_s) + u"</qt>"_s;
}

} // namespace

SpokenMatrix::SpokenMatrix(QObject *parent)
    : MatrixFilter(parent)
{ }

/// Columns have their names before anybody hears of them.
void SpokenMatrix::setMatrix(MatrixModel *model)
{
    if (matrix())
        matrix()->disconnect(this);
    connect(model, &QAbstractItemModel::modelReset, this, [this, model] { nameColumns(*model); });
    nameColumns(*model);
    MatrixFilter::setMatrix(model);
}

void SpokenMatrix::nameColumns(const MatrixModel &model)
{
    m_names = words::choiceNames(model.set().models);
    for (QString &name : m_names)
        name = visibleText(name);
}

QString SpokenMatrix::sentence(const QModelIndex &index) const
{
    const QModelIndex source = mapToSource(index);
    return words::cellSentence(visibleText(matrix()->task(source.row()).id), columnName(source.column()),
                               matrix()->cell(source.row(), source.column()),
                               matrix()->queued(source.row(), source.column()),
                               source.data(MatrixModel::OutdatedRole).toBool());
}

QVariant SpokenMatrix::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return words::cellWord(index.data(MatrixModel::CellRole).value<Cell>());
    case Qt::AccessibleTextRole:
        return sentence(index);
    case Qt::ToolTipRole:
        return plainToolTip(sentence(index));
    default:
        return MatrixFilter::data(index, role);
    }
}

QVariant SpokenMatrix::headerData(int section, Qt::Orientation orientation, int role) const
{
    const bool isSaid = role == Qt::DisplayRole || role == Qt::AccessibleTextRole || role == Qt::ToolTipRole;
    if (!matrix() || !isSaid)
        return MatrixFilter::headerData(section, orientation, role);
    return orientation == Qt::Vertical ? taskHeader(section, role) : modelHeader(section, role);
}

QVariant SpokenMatrix::taskHeader(int row, int role) const
{
    const auto task = MatrixFilter::headerData(row, Qt::Vertical, MatrixModel::TaskRole).value<TaskRow>();
    if (role == Qt::DisplayRole)
        return visibleText(task.id);
    QStringList said{visibleText(task.id)};
    if (task.title != task.id)
        said += visibleText(task.title);
    if (!task.tags.isEmpty())
        said += tr("tags: %1").arg(visibleText(task.tags.join(u", "_s)));
    if (role == Qt::AccessibleTextRole)
        return tr("task %1").arg(said.join(u", "_s));
    if (!task.source.isEmpty())
        said += tr("from %1").arg(visibleText(task.source));
    return plainToolTip(said.join(u'\n'));
}

QVariant SpokenMatrix::modelHeader(int column, int role) const
{
    if (column < 0 || column >= m_names.size())
        return {};
    if (role == Qt::DisplayRole)
        return columnName(column);
    const QStringList said = words::totalsInFull(columnName(column), matrix()->totals(column));
    return role == Qt::ToolTipRole ? plainToolTip(said.join(u'\n')) : said.join(u", "_s);
}

} // namespace reasonglass
