#pragma once

#include "providers/provider.h"

#include <QJsonArray>

#include <optional>
#include <vector>

namespace reasonglass {

/// The providers this program knows: the built-in list, and what a file of the user's adds to it.
/// A value; cheap to copy; safe to read from any thread.
class ProviderRegistry
{
public:
    /// The built-in entries (`:/catalogue/providers.json`).
    ProviderRegistry();

    /// Lays the file \a path, of the same shape as the built-in one, over the entries: merged by id,
    /// new ids at the end. A file that does not exist changes nothing. A bad file is a Usage error
    /// with its name and the reason, and leaves the registry as it was.
    Result<> applyOverrides(const QString &path);

    const std::vector<Provider> &all() const { return m_providers; }
    std::optional<Provider> find(QStringView id) const;
    /// The provider "custom" at an address a person typed: any server that speaks the Responses API.
    Result<Provider> custom(const QString &baseUrl) const;

private:
    QJsonArray m_entries;
    std::vector<Provider> m_providers;
};

} // namespace reasonglass
