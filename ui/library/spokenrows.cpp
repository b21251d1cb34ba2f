#include "ui/library/spokenrows.h"

#include "models/analysislistmodel.h"
#include "ui/library/analysiswords.h"

namespace reasonglass {

QVariant SpokenRows::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || (role != Qt::AccessibleTextRole && role != Qt::ToolTipRole))
        return QIdentityProxyModel::data(index, role);
    const QString spoken =
        spokenRow(QIdentityProxyModel::data(index, AnalysisListModel::RowRole).value<AnalysisRow>());
    // A tool tip that looks like HTML would be shown as such.
    return role == Qt::ToolTipRole ? spoken.toHtmlEscaped() : spoken;
}

} // namespace reasonglass
