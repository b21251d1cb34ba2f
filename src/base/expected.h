#pragma once

#include "base/error.h"

#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace reasonglass {

/// Marks a failure on its way into an Expected: `return Unexpected{Error{…}};`
template <typename E>
struct Unexpected
{
    E error;
};
template <typename E>
Unexpected(E) -> Unexpected<E>;

/// A value, or the error that explains its absence.
///
/// This is the part of C++23's `std::expected` the program needs, spelled the same way, because
/// C++20 on GCC 12 has none. Replace it by the standard type once the compiler offers that.
template <typename T, typename E>
class [[nodiscard]] Expected
{
public:
    using value_type = T;
    using error_type = E;

    Expected(T value)
        : m_state(std::in_place_index<0>, std::move(value))
    { }
    Expected(Unexpected<E> failure)
        : m_state(std::in_place_index<1>, std::move(failure.error))
    { }

    bool has_value() const noexcept { return m_state.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    const T &operator*() const & { return *std::get_if<0>(&m_state); }
    T &operator*() & { return *std::get_if<0>(&m_state); }
    T &&operator*() && { return std::move(*std::get_if<0>(&m_state)); }
    const T *operator->() const { return std::get_if<0>(&m_state); }
    T *operator->() { return std::get_if<0>(&m_state); }

    const E &error() const & { return *std::get_if<1>(&m_state); }
    E &&error() && { return std::move(*std::get_if<1>(&m_state)); }

    template <typename U>
    T value_or(U &&fallback) const &
    {
        return has_value() ? **this : static_cast<T>(std::forward<U>(fallback));
    }

    /// Runs \a next on the value; \a next returns an Expected with the same error type.
    template <typename F>
    auto and_then(F &&next) const & -> std::invoke_result_t<F, const T &>
    {
        if (has_value())
            return std::forward<F>(next)(**this);
        return Unexpected{error()};
    }

    /// Maps the value and leaves an error as it is.
    template <typename F>
    auto transform(F &&map) const & -> Expected<std::invoke_result_t<F, const T &>, E>
    {
        if (has_value())
            return std::forward<F>(map)(**this);
        return Unexpected{error()};
    }

    /// Forgets why there is no value.
    std::optional<T> to_optional() const { return has_value() ? std::optional<T>(**this) : std::nullopt; }

    bool operator==(const Expected &) const = default;

private:
    std::variant<T, E> m_state;
};

/// Success without a value.
template <typename E>
class [[nodiscard]] Expected<void, E> : public Expected<std::monostate, E>
{
public:
    using Expected<std::monostate, E>::Expected;
    Expected()
        : Expected<std::monostate, E>(std::monostate{})
    { }
};

template <typename T = void>
using Result = Expected<T, Error>;

} // namespace reasonglass
