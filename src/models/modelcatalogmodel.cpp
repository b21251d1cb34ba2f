#include "models/modelcatalogmodel.h"

#include <algorithm>

namespace reasonglass {

namespace {

bool answers(ModelState state)
{
    return state != ModelState::Retired && state != ModelState::Redirected;
}

template <typename T>
QVariant known(const std::optional<T> &value)
{
    return value ? QVariant::fromValue(*value) : QVariant();
}

/// What is offered of \a provider, in the order it is shown.
std::vector<ModelInfo> offered(const Provider &provider, const ModelCatalog &catalog, QDate today)
{
    std::vector<ModelInfo> models = catalog.models(provider.id);
    std::erase_if(models, [&provider](const ModelInfo &model) {
        return model.state == ModelState::Unknown && !offersModel(provider, model.id);
    });
    for (ModelInfo &model : models)
        model.state = stateOn(model, today);
    std::stable_partition(models.begin(), models.end(),
                          [](const ModelInfo &model) { return answers(model.state); });
    return models;
}

QVariant modelData(const ModelInfo &info, int role)
{
    switch (role) {
    case Qt::DisplayRole:
    case ModelCatalogModel::ModelIdRole:
        return info.id;
    case ModelCatalogModel::InfoRole:
        return QVariant::fromValue(info);
    case ModelCatalogModel::StateRole:
        return modelStateName(info.state);
    case ModelCatalogModel::ContextRole:
        return known(info.contextTokens);
    case ModelCatalogModel::InputPriceRole:
        return known(info.prices.inputPerMillion);
    case ModelCatalogModel::OutputPriceRole:
        return known(info.prices.outputPerMillion);
    case ModelCatalogModel::EffortsRole:
        return info.efforts;
    case ModelCatalogModel::StreamingRole:
        return info.streaming;
    case ModelCatalogModel::AnswersRole:
        return answers(info.state);
    default:
        return {};
    }
}

} // namespace

void ModelCatalogModel::setProviders(const std::vector<Provider> &providers)
{
    beginResetModel();
    m_rows.clear();
    for (const Provider &provider : providers)
        m_rows.push_back({.provider = provider, .found = !provider.local});
    endResetModel();
}

void ModelCatalogModel::setCatalog(const ModelCatalog &catalog, QDate today)
{
    for (int row = 0; row < rowCount(); ++row)
        updateModels(row, offered(m_rows[size_t(row)].provider, catalog, today));
}

void ModelCatalogModel::updateModels(int providerRow, const std::vector<ModelInfo> &wanted)
{
    dropModels(providerRow, wanted);
    for (int row = 0; row < int(wanted.size()); ++row)
        placeModel(providerRow, row, wanted[size_t(row)]);
}

void ModelCatalogModel::dropModels(int providerRow, const std::vector<ModelInfo> &wanted)
{
    std::vector<ModelRow> &models = m_rows[size_t(providerRow)].models;
    for (int row = int(models.size()) - 1; row >= 0; --row) {
        const QString &id = models[size_t(row)].info.id;
        if (std::ranges::find(wanted, id, &ModelInfo::id) != wanted.end())
            continue;
        beginRemoveRows(index(providerRow, 0), row, row);
        models.erase(models.begin() + row);
        endRemoveRows();
    }
}

/// Rows before \a row are in place already, so that \a info is there, further down, or new.
void ModelCatalogModel::placeModel(int providerRow, int row, const ModelInfo &info)
{
    const QModelIndex provider = index(providerRow, 0);
    std::vector<ModelRow> &models = m_rows[size_t(providerRow)].models;
    const auto place = models.begin() + row;
    const auto found = std::find_if(place, models.end(),
                                    [&info](const ModelRow &model) { return model.info.id == info.id; });
    if (found == models.end()) {
        beginInsertRows(provider, row, row);
        models.insert(place, {.info = info});
        endInsertRows();
        return;
    }
    if (found != place) {
        const int from = int(found - models.begin());
        beginMoveRows(provider, from, from, provider, row);
        std::rotate(place, found, found + 1);
        endMoveRows();
    }
    if (place->info != info) {
        place->info = info;
        const QModelIndex changed = index(row, 0, provider);
        emit dataChanged(changed, changed);
    }
}

void ModelCatalogModel::setFound(const QString &providerId)
{
    const QModelIndex provider = find(providerId);
    if (!provider.isValid() || m_rows[size_t(provider.row())].found)
        return;
    m_rows[size_t(provider.row())].found = true;
    emit dataChanged(provider, provider, {FoundRole});
}

void ModelCatalogModel::setRunning(const std::map<ModelKey, int> &running)
{
    setCounts(running, &ModelRow::running, RunningRole);
}

void ModelCatalogModel::setPastRuns(const std::map<ModelKey, qint64> &pastRuns)
{
    setCounts(pastRuns, &ModelRow::pastRuns, PastRunsRole);
}

template <typename Count>
void ModelCatalogModel::setCounts(const std::map<ModelKey, Count> &counts, Count ModelRow::*member, Role role)
{
    for (int providerRow = 0; providerRow < rowCount(); ++providerRow) {
        ProviderRow &provider = m_rows[size_t(providerRow)];
        for (size_t row = 0; row < provider.models.size(); ++row) {
            ModelRow &model = provider.models[row];
            const auto counted = counts.find({provider.provider.id, model.info.id});
            const Count count = counted == counts.end() ? Count(0) : counted->second;
            if (model.*member == count)
                continue;
            model.*member = count;
            const QModelIndex changed = index(int(row), 0, index(providerRow, 0));
            emit dataChanged(changed, changed, {role});
        }
    }
}

QModelIndex ModelCatalogModel::find(const QString &providerId, const QString &modelId) const
{
    const auto provider =
        std::ranges::find(m_rows, providerId, [](const ProviderRow &row) { return row.provider.id; });
    if (provider == m_rows.end())
        return {};
    const QModelIndex parent = index(int(provider - m_rows.begin()), 0);
    if (modelId.isEmpty())
        return parent;
    const auto model =
        std::ranges::find(provider->models, modelId, [](const ModelRow &row) { return row.info.id; });
    if (model == provider->models.end())
        return {};
    return index(int(model - provider->models.begin()), 0, parent);
}

// A provider's index carries 0, a model's index the place of its provider plus one.

QModelIndex ModelCatalogModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row()) + 1 : quintptr(0));
}

QModelIndex ModelCatalogModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == 0)
        return {};
    return createIndex(int(child.internalId() - 1), 0, quintptr(0));
}

int ModelCatalogModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_rows.size());
    if (parent.internalId() != 0)
        return 0;
    return int(m_rows[size_t(parent.row())].models.size());
}

int ModelCatalogModel::columnCount(const QModelIndex &) const
{
    return 1;
}

const ModelCatalogModel::ModelRow *ModelCatalogModel::modelRow(const QModelIndex &index) const
{
    if (index.internalId() == 0)
        return nullptr;
    return &m_rows[size_t(index.internalId() - 1)].models[size_t(index.row())];
}

QVariant ModelCatalogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ModelRow *model = modelRow(index);
    const ProviderRow &row = m_rows[size_t(model ? int(index.internalId() - 1) : index.row())];
    if (role == ProviderIdRole)
        return row.provider.id;
    if (role == ProviderRole)
        return QVariant::fromValue(row.provider);
    if (role == FoundRole)
        return row.found || !row.models.empty();
    if (!model)
        return role == Qt::DisplayRole ? QVariant(row.provider.name) : QVariant();
    if (role == RunningRole)
        return model->running;
    if (role == PastRunsRole)
        return model->pastRuns;
    return modelData(model->info, role);
}

} // namespace reasonglass
