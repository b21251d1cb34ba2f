#pragma once

#include "base/expected.h"
#include "responses/transcript.h"
#include "store/storedvalues.h"

#include <QString>

#include <optional>
#include <vector>

namespace reasonglass {

/// What \a transcript is besides its texts, as JSON; nothing if the stored texts would not be its own (the
/// library cannot keep lone surrogates).
std::optional<QString> outlineOf(const Transcript &transcript);

/// The transcript of which \a outline and \a parts were stored. An error where they do not belong together.
Result<Transcript> transcriptFrom(const QString &outline, std::vector<StoredPart> parts);

} // namespace reasonglass
