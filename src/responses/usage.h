#pragma once

#include <QtGlobal>

#include <optional>

namespace reasonglass {

/// Token counts as the server reported them.
///
/// `cached` and `cacheWrite` are parts of `input`; `reasoning` is a part of `output`, except on a few
/// old servers that count it beside (there `reasoning` exceeds `output`; prices add it then).
struct Usage
{
    qint64 input = 0;
    qint64 cached = 0;
    qint64 cacheWrite = 0;
    qint64 output = 0;
    qint64 reasoning = 0;
    qint64 total = 0;
    std::optional<double> reportedCostUsd = {}; ///< only where the provider itself states a cost

    bool operator==(const Usage &) const = default;
};

} // namespace reasonglass
