#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "scenario/bytes.hpp"
#include "telerule/value.hpp"

namespace telerule {

// A number as nearly every one is written: at most eight digits, then perhaps
// a point and at most seven more. Read without a branch on any of its digits;
// whatever is written otherwise is left to decimal_from_text.
struct PlainNumber {
  bool plain = false;
  bool whole = false;            // no point
  std::uint64_t before = 0;      // the point
  std::uint64_t after = 0;       // as 10^-8

  static PlainNumber at(char const* p) {
    std::uint32_t const others = ~bytes::digits(p);
    auto const digits = static_cast<unsigned>(std::countr_zero(others));
    bool const point = p[digits] == '.';
    // A zero follows where there is no point, so that no place is counted.
    auto const places = static_cast<unsigned>(std::countr_zero((others >> 1U >> digits) | (point ? 0U : 1U)));
    unsigned const length = digits + places + (point ? 1U : 0U);
    PlainNumber n;
    n.plain = (digits - 1 < 8U) & (length <= 16U) & (places <= 8U) & (point == (places != 0)) &
              ((p[0] != '0') | (digits == 1)) & bytes::ends_scalar(p[length & 31U]);
    n.whole = !point;
    constexpr std::uint64_t zeros = 0x3030303030303030;
    n.before = bytes::number_of((bytes::load8(p) ^ zeros) << ((64 - 8 * digits) & 63U));
    std::uint64_t const kept = places == 0 ? 0 : ~std::uint64_t{0} >> ((64 - 8 * places) & 63U);
    n.after = bytes::number_of((bytes::load8(p + digits + 1) ^ zeros) & kept);
    return n;
  }

  std::int64_t integer() const { return static_cast<std::int64_t>(before); }
  std::int64_t scaled() const {
    static_assert(decimal_one == 100'000'000);
    return static_cast<std::int64_t>(before * std::uint64_t{decimal_one} + after);
  }
};

// Whether a text is a number of JSON's grammar, however long.
bool is_number(std::string_view text);

// One text for all that stand for the same number: its digits from the first
// to the last that is not zero, and the power of ten of the last.
std::string canonical_number(std::string_view number);

}  // namespace telerule
