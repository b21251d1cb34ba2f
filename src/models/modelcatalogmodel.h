#pragma once

#include "providers/modelcatalog.h"
#include "providers/provider.h"

#include <QAbstractItemModel>

#include <map>
#include <tuple>
#include <vector>

namespace reasonglass {

/// Names one model of one provider.
struct ModelKey
{
    QString providerId;
    QString modelId;

    bool operator==(const ModelKey &) const = default;
    friend bool operator<(const ModelKey &a, const ModelKey &b)
    {
        return std::tie(a.providerId, a.modelId) < std::tie(b.providerId, b.modelId);
    }
};

/// Providers, and below each the models a person can choose from: newest first, those that no longer
/// answer last. One column. The words for states and amounts are the view's business.
class ModelCatalogModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Role {
        ProviderIdRole = Qt::UserRole + 1,
        ModelIdRole,     ///< empty for a provider
        ProviderRole,    ///< reasonglass::Provider
        InfoRole,        ///< reasonglass::ModelInfo; its state is the one of today. Invalid for a provider
        StateRole,       ///< modelStateName()
        ContextRole,     ///< qint64 tokens; invalid when not known
        InputPriceRole,  ///< double, US dollars per million tokens; invalid when not known
        OutputPriceRole, ///< the same
        EffortsRole,     ///< QStringList
        StreamingRole,   ///< bool
        AnswersRole,     ///< bool: false for retired and redirected models
        RunningRole,     ///< int: how many runs of it are under way
        PastRunsRole,    ///< qint64: how many saved ones there are
        FoundRole,       ///< bool, providers: not on this machine, or seen there
    };
    Q_ENUM(Role)

    using QAbstractItemModel::QAbstractItemModel;

    void setProviders(const std::vector<Provider> &providers);
    /// Takes over what \a catalog lists as of \a today. What is the same stays in place, so that
    /// selections live on.
    void setCatalog(const ModelCatalog &catalog, QDate today);
    /// A server on this machine has answered.
    void setFound(const QString &providerId);
    void setRunning(const std::map<ModelKey, int> &running);
    void setPastRuns(const std::map<ModelKey, qint64> &pastRuns);

    /// The index of a model, or of a provider when \a modelId is empty; invalid if there is none.
    QModelIndex find(const QString &providerId, const QString &modelId = {}) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    struct ModelRow
    {
        ModelInfo info;
        int running = 0;
        qint64 pastRuns = 0;
    };
    struct ProviderRow
    {
        Provider provider;
        bool found = false;
        std::vector<ModelRow> models = {};
    };

    const ModelRow *modelRow(const QModelIndex &index) const;
    void updateModels(int providerRow, const std::vector<ModelInfo> &wanted);
    void dropModels(int providerRow, const std::vector<ModelInfo> &wanted);
    void placeModel(int providerRow, int row, const ModelInfo &info);
    template <typename Count>
    void setCounts(const std::map<ModelKey, Count> &counts, Count ModelRow::*member, Role role);

    std::vector<ProviderRow> m_rows;
};

} // namespace reasonglass
