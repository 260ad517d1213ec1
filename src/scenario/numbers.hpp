#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "scenario/bytes.hpp"
#include "telerule/value.hpp"

namespace telerule {

// Numbers as nearly every one is written: without an exponent or sign, with at most eight digits. They are read without
// a branch on any of their bytes; whatever is written otherwise is left to decimal_from_text and integer_from_text.
namespace plain {

namespace detail {
// All but the last `count` digits of eight are made zero, those that are left are the last.
inline std::uint64_t number_of(std::uint64_t digits, unsigned count) {
  constexpr std::uint64_t zeros = 0x3030303030303030;
  return bytes::number_of((digits ^ zeros) << ((64 - 8 * count) & 63U));
}

template <class Make>
constexpr auto table(Make&& make) {
  std::array<std::uint64_t, 17> values{};
  for (unsigned i = 0; i < values.size(); ++i) values[i] = make(i);
  return values;
}
inline constexpr auto low_bytes =
    table([](unsigned n) { return n < 8 ? (std::uint64_t{1} << (8 * n)) - 1 : ~std::uint64_t{0}; });
// 10^(8 - places)
inline constexpr auto scales = table([](unsigned places) {
  std::uint64_t scale = 1;
  for (unsigned i = places; i < decimal_places; ++i) scale *= 10;
  return scale;
});
}  // namespace detail

constexpr std::int64_t none = -1;

// `250`, or none.
inline std::int64_t integer(char const* p) {
  auto const digits = static_cast<unsigned>(std::countr_zero(~bytes::digits(p)));
  unsigned const good = static_cast<unsigned>(digits - 1 < 8) &
                        (static_cast<unsigned>(p[0] != '0') | static_cast<unsigned>(digits == 1)) &
                        static_cast<unsigned>(bytes::ends_scalar(p[digits]));
  return good != 0 ? static_cast<std::int64_t>(detail::number_of(bytes::load8(p), digits)) : none;
}

// `250` or `64.50`, in units of 10^-8, or none.
inline std::int64_t scaled(char const* p) {
  std::uint32_t const others = ~bytes::digits(p);
  auto const before = static_cast<unsigned>(std::countr_zero(others));
  // A number ends at the first byte that is no digit; if that is a point, at the next one.
  auto const point = static_cast<unsigned>(p[before] == '.');
  std::uint32_t const first_other = others & (0 - others);
  auto const end = static_cast<unsigned>(std::countr_zero(others ^ (first_other & (0 - point))));
  unsigned const after = end - before - point;
  unsigned const good = static_cast<unsigned>(before - 1 < 8) & static_cast<unsigned>(before + after <= 8) &
                        static_cast<unsigned>(after >= point) &
                        (static_cast<unsigned>(p[0] != '0') | static_cast<unsigned>(before == 1)) &
                        static_cast<unsigned>(bytes::ends_scalar(p[end]));
  // The digits without the point.
  std::uint64_t const low = detail::low_bytes[before];
  std::uint64_t const digits = (bytes::load8(p) & low) | (bytes::load8(p + 1) & ~low);
  std::uint64_t const number = detail::number_of(digits, before + after) * detail::scales[after & 15U];
  return good != 0 ? static_cast<std::int64_t>(number) : none;
}

}  // namespace plain

// Whether a text is a number of JSON's grammar, however long.
bool is_number(std::string_view text);

// One text for all that stand for the same number: its digits from the first
// to the last that is not zero, and the power of ten of the last.
std::string canonical_number(std::string_view number);

}  // namespace telerule
