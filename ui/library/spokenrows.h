#pragma once

#include <QIdentityProxyModel>

namespace reasonglass {

/// An AnalysisListModel with words: what a screen reader says of a row, and its tool tip.
class SpokenRows : public QIdentityProxyModel
{
    Q_OBJECT

public:
    using QIdentityProxyModel::QIdentityProxyModel;

    QVariant data(const QModelIndex &index, int role) const override;
};

} // namespace reasonglass
