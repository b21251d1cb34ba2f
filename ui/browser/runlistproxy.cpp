#include "ui/browser/runlistproxy.h"

#include "models/runlistmodel.h"
#include "ui/browser/rundelegate.h"

using namespace Qt::StringLiterals;

namespace reasonglass {

QVariant RunListProxy::data(const QModelIndex &index, int role) const
{
    if (role == Qt::AccessibleTextRole)
        return describedRun(index);
    if (role == Qt::ToolTipRole) { // the model's own words: never let a tool tip read them as HTML
        const QString progress = index.data(RunListModel::ProgressRole).toString();
        const QString text =
            progress.isEmpty() ? describedRun(index) : describedRun(index) + u"\n… "_s + progress;
        return QString(u"<qt>"_s + text.toHtmlEscaped().replace(u'\n', u"<br>"_s) + u"</qt>"_s);
    }
    return QIdentityProxyModel::data(index, role);
}

} // namespace reasonglass
