#include "ui/browser/modellistproxy.h"

#include "models/modelcatalogmodel.h"
#include "ui/browser/modelfacts.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

ModelListProxy::ModelListProxy(QObject *parent)
    : QSortFilterProxyModel(parent)
{ }

void ModelListProxy::setFilterText(const QString &text)
{
    m_filterWords = text.split(u' ', Qt::SkipEmptyParts);
    invalidateFilter();
}

void ModelListProxy::setShowAll(bool showAll)
{
    m_showAll = showAll;
    invalidateFilter();
}

bool ModelListProxy::filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const
{
    const QModelIndex index = sourceModel()->index(sourceRow, 0, sourceParent);
    if (sourceParent.isValid())
        return matches(index);
    if (m_filterWords.isEmpty())
        return m_showAll || index.data(ModelCatalogModel::FoundRole).toBool();
    for (int row = 0; row < sourceModel()->rowCount(index); ++row) {
        if (matches(sourceModel()->index(row, 0, index)))
            return true;
    }
    return false;
}

bool ModelListProxy::matches(const QModelIndex &model) const
{
    const QString text = model.data().toString() + u'\n'
        + model.data(ModelCatalogModel::InfoRole).value<ModelInfo>().name + u'\n'
        + model.data(ModelCatalogModel::ProviderRole).value<Provider>().name;
    return std::ranges::all_of(
        m_filterWords, [&text](const QString &word) { return text.contains(word, Qt::CaseInsensitive); });
}

QVariant ModelListProxy::data(const QModelIndex &index, int role) const
{
    if (role == Qt::AccessibleTextRole)
        return described(index);
    if (role == Qt::ToolTipRole) // names come from servers: never let a tool tip read them as HTML
        return QString(u"<qt>"_s + described(index).toHtmlEscaped() + u"</qt>"_s);
    return QSortFilterProxyModel::data(index, role);
}

QString ModelListProxy::described(const QModelIndex &index) const
{
    if (index.data(ModelCatalogModel::ModelIdRole).toString().isEmpty()) {
        const auto provider = index.data(ModelCatalogModel::ProviderRole).value<Provider>();
        return provider.note.isEmpty() ? provider.name : provider.name + u": "_s + provider.note;
    }
    const auto model = index.data(ModelCatalogModel::InfoRole).value<ModelInfo>();
    QStringList parts{model.id, modelFacts(model), noteworthyState(model)};
    if (const int running = index.data(ModelCatalogModel::RunningRole).toInt(); running > 0)
        parts.append(tr("%n running", "runs", running));
    if (const auto past = index.data(ModelCatalogModel::PastRunsRole).toLongLong(); past > 0)
        parts.append(past == 1 ? tr("1 saved run") : tr("%n saved runs", nullptr, int(past)));
    parts.removeAll(QString());
    return parts.join(u", "_s);
}

} // namespace reasonglass
