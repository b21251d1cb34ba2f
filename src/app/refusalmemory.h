#pragma once

#include "analysis/fallbackpolicy.h"
#include "providers/secretbytes.h"

#include <vector>

namespace reasonglass {

class Settings;

/// To whom a refusal applies: one key at one server, asking for one model.
struct RefusalPlace
{
    QString providerId;
    QString host; ///< see keyHost()
    QString modelId;
    QString keyMark; ///< see keyMark()

    bool operator==(const RefusalPlace &) const = default;
};

/// Eight hexadecimal digits that change with the key and do not lead back to it; empty for no key.
QString keyMark(const SecretBytes &key);

/// Remembers in the settings which parameters servers refused, so that they are not asked in vain each
/// time. Entries age: an organisation may be verified meanwhile, a server be renewed. One thread.
class RefusalMemory
{
public:
    /// After so long a parameter is tried again.
    static constexpr std::chrono::hours Lifetime{7 * 24};

    /// \a settings must outlive the memory.
    explicit RefusalMemory(Settings &settings)
        : m_settings(settings)
    { }

    std::vector<KnownRefusal> at(const RefusalPlace &place, qint64 nowUtcUs) const;
    void note(const RefusalPlace &place, const KnownRefusal &refusal, qint64 nowUtcUs);
    /// How many are remembered, aged ones included.
    int count() const;
    void forgetAll();

private:
    Settings &m_settings;
};

} // namespace reasonglass
