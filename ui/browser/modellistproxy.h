#pragma once

#include <QSortFilterProxyModel>

namespace reasonglass {

/// What of a ModelCatalogModel is shown: models that contain every word of the filter text in their
/// id, name or provider, and local servers only once they were found. Adds the words that screen
/// readers say and tool tips show.
class ModelListProxy : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit ModelListProxy(QObject *parent = nullptr);

    void setFilterText(const QString &text);
    /// Also lists local servers that were not found.
    void setShowAll(bool showAll);
    bool showsAll() const { return m_showAll; }

    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;

private:
    bool matches(const QModelIndex &model) const;
    QString described(const QModelIndex &index) const;

    QStringList m_filterWords;
    bool m_showAll = false;
};

} // namespace reasonglass
