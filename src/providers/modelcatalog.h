#pragma once

#include "base/expected.h"
#include "providers/modelinfo.h"
#include "providers/modellist.h"

#include <QJsonArray>

#include <optional>
#include <vector>

namespace reasonglass {

/// What is known of models: the built-in table, a file of the user's over it, and what servers list.
/// It advises and never forbids: a model it does not know is sent as given. A value, like Provider.
class ModelCatalog
{
public:
    /// The built-in table (`:/catalogue/models.json`).
    ModelCatalog();

    /// Lays the file \a path, of the same shape as the built-in one, over the table: merged by
    /// provider and id. A file that does not exist changes nothing. A bad file is a Usage error with
    /// its name and the reason, and leaves the catalogue as it was.
    Result<> applyOverrides(const QString &path);

    /// Takes in what the server of \a providerId lists: adds models it does not know as Unknown,
    /// fills gaps of those it knows, and believes the server on shutdown dates. A later list of the
    /// same provider replaces an earlier one.
    void merge(const QString &providerId, const std::vector<ListedModel> &listed);

    /// The model called \a modelId: by its id, an alias, or the id of a dated snapshot of it
    /// ("gpt-5-mini-2025-08-07"). nullopt: not known, which is no error.
    std::optional<ModelInfo> find(QStringView providerId, QStringView modelId) const;
    /// All models of a provider, newest first; those without a date last, by id.
    std::vector<ModelInfo> models(QStringView providerId) const;
    /// The day the built-in table was made.
    QDate asOf() const { return m_asOf; }

private:
    const ModelInfo *lookUp(QStringView providerId, QStringView name) const;

    QDate m_asOf;
    QJsonArray m_entries;            ///< the files, merged
    std::vector<ModelInfo> m_known;  ///< the same as values
    std::vector<ModelInfo> m_models; ///< m_known and what servers listed
};

} // namespace reasonglass
