#pragma once

#include <QIdentityProxyModel>

namespace reasonglass {

/// A RunListModel with the words that screen readers say and tool tips show.
class RunListProxy : public QIdentityProxyModel
{
    Q_OBJECT

public:
    using QIdentityProxyModel::QIdentityProxyModel;

    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
};

} // namespace reasonglass
