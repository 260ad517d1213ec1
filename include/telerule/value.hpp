#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

// The scalar values of facts. Every one fits 64 bits:
//   boolean      0 or 1
//   integer      itself, at most 18 digits
//   decimal, money, share   scaled by 10^8: at most 10 digits before the point, 8 after
//   date         days since 1970-01-01
//   days, months the count
//   enumeration  the Symbol of the word
//   text         offset and length, packed by the scenario that holds it
namespace telerule {

using Symbol = std::uint32_t;

inline constexpr std::int64_t unknown = std::numeric_limits<std::int64_t>::min();
inline constexpr int decimal_places = 8;
inline constexpr std::int64_t decimal_one = 100'000'000;
// Below 10^18 a sum or a product of two facts fits the 128 bits of the evaluator.
inline constexpr std::int64_t largest_scaled = 999'999'999'999'999'999;

// Three-valued truth, ordered so that `and` is the minimum and `or` the maximum.
enum class Truth : std::uint8_t { no = 0, maybe = 1, yes = 2 };
constexpr Truth operator!(Truth t) { return static_cast<Truth>(2 - static_cast<int>(t)); }

// Exact decimal from a JSON number's own text; nothing if the text is not such
// a number, or has more digits than the exact decimal holds.
std::optional<std::int64_t> decimal_from_text(std::string_view text);
std::optional<std::int64_t> integer_from_text(std::string_view text);  // `3`, `3.0` and `3e0` are integers
std::string decimal_to_text(std::int64_t scaled);                       // shortest: `80`, `0.5`

// `YYYY-MM-DD`, a day that exists, in years 1 to 9999.
std::optional<std::int64_t> date_from_text(std::string_view text);
std::string date_to_text(std::int64_t days);
// Month arithmetic clamps to the month's end: January 31 + 1 month is February 28 or 29.
std::int64_t add_months(std::int64_t days, std::int64_t months);

}  // namespace telerule
