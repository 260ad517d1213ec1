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

// A number as nearly every one is written: one to eight digits, then perhaps a
// point and one to eight more. It is read without a branch on any of its
// bytes; whatever is written otherwise is left to decimal_from_text.
struct PlainNumber {
  bool plain = false;
  bool whole = false;        // no point
  std::uint64_t before = 0;  // the point
  std::uint64_t after = 0;   // in 10^-8

  static PlainNumber at(char const* p) {
    std::uint32_t const others = ~bytes::digits(p);
    auto const digits = static_cast<unsigned>(std::countr_zero(others));
    unsigned const point = p[digits] == '.' ? 1 : 0;
    // The number ends at the first byte that is not a digit, or with a point there, at the second one.
    auto const end = static_cast<unsigned>(std::countr_zero(point != 0 ? others & (others - 1) : others));
    unsigned const places = end - digits - point;

    PlainNumber n;
    n.plain = ((digits - 1 < 8) & (places - point < 8) & ((p[0] != '0') | (digits == 1))) != 0 && bytes::ends_scalar(p[end]);
    n.whole = point == 0;
    constexpr std::uint64_t zeros = 0x3030303030303030;
    n.before = bytes::number_of((bytes::load8(p) ^ zeros) << ((64 - 8 * digits) & 63U));
    n.after = bytes::number_of((bytes::load8(p + digits + 1) ^ zeros) & first_bytes[places & 15U]);
    return n;
  }

  std::int64_t integer() const { return static_cast<std::int64_t>(before); }
  std::int64_t scaled() const {
    static_assert(decimal_one == 100'000'000);
    return static_cast<std::int64_t>(before * std::uint64_t{decimal_one} + after);
  }

 private:
  static constexpr std::array<std::uint64_t, 16> first_bytes = [] {
    std::array<std::uint64_t, 16> masks{};
    for (unsigned i = 0; i < masks.size(); ++i) masks[i] = i < 8 ? (std::uint64_t{1} << (8 * i)) - 1 : ~std::uint64_t{0};
    return masks;
  }();
};

// Whether a text is a number of JSON's grammar, however long.
bool is_number(std::string_view text);

// One text for all that stand for the same number: its digits from the first
// to the last that is not zero, and the power of ten of the last.
std::string canonical_number(std::string_view number);

}  // namespace telerule
