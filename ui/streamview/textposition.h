#pragma once

#include <QtGlobal>

#include <compare>
#include <cstddef>

namespace reasonglass {

/// A place between two characters of what a StreamText shows.
struct TextPosition
{
    std::size_t block = 0;
    qsizetype offset = 0; ///< in UTF-16 units of the block's text, see BlockText

    auto
    operator<=>(const TextPosition &other) const = default; // NOLINT(modernize-use-nullptr): of the compiler
};

/// From \a begin to before \a end.
struct TextRange
{
    TextPosition begin;
    TextPosition end;

    bool isEmpty() const { return begin == end; }
    bool operator==(const TextRange &other) const = default;
};

} // namespace reasonglass
