#pragma once

#include <QList>
#include <QString>
#include <QStringView>

#include <compare>
#include <optional>

namespace reasonglass {

/// A version as Semantic Versioning 2.0.0 has it. What a build adds behind "+" says nothing about the order
/// and is dropped.
struct SemanticVersion
{
    int major = 0;
    int minor = 0;
    int patch = 0;
    QStringList preRelease = {}; ///< "rc.1" is two; empty: a release

    bool operator==(const SemanticVersion &) const = default;
    /// §11: a release comes after its pre-releases.
    std::strong_ordering operator<=>(const SemanticVersion &other) const;

    bool isPreRelease() const { return !preRelease.isEmpty(); }
    QString toString() const;
};

/// "1.2.3", "1.2.3-rc.1"; nullopt for all that is no such version, however nearly.
std::optional<SemanticVersion> parseSemanticVersion(QStringView text);

} // namespace reasonglass
