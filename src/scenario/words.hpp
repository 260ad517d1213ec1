#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/bytes.hpp"

namespace telerule {

// A token of the input, looked at without knowing what it is: a quoted text
// with its quotes, or, where another byte stands, four bytes that may be `null`.
struct Token {
  char const* begin = nullptr;
  std::size_t length = 0;  // more than bytes::block if the closing quote is not among the first ones

  static Token at(char const* p) {
    std::uint32_t const quotes = bytes::equal(p, '"');
    std::uint64_t const closing = (quotes & ~std::uint64_t{1}) | (std::uint64_t{1} << bytes::block);
    auto const quoted = static_cast<std::size_t>(std::countr_zero(closing)) + 1;
    return {p, (quotes & 1U) != 0 ? quoted : 4};
  }
};

// Words, quoted as JSON writes them, each with a number: a perfect hash of
// length, first and last bytes, tried out when the table is made. A word that
// must be escaped, or is longer than a block, is not in it.
class Words {
 public:
  // `null` is found too, with this value, if there is one.
  Words(std::vector<std::string> const& words, std::vector<std::int64_t> const& values,
        std::optional<std::int64_t> null = std::nullopt);

  // The number of the word, or null.
  std::int64_t const* find(Token token) const {
    if (token.length - 1 >= bytes::block) return nullptr;
    for (std::size_t at = slot(token, seed_);; at = (at + 1) & mask_) {
      Entry const& entry = entries_[at];
      bool const equal = (bytes::equal(token.begin, entry.text.data()) & entry.bits) == entry.bits;
      if (equal && entry.length == token.length) return &entry.value;
      if (entry.length == 0) return nullptr;
    }
  }

 private:
  struct Entry {
    alignas(16) std::array<char, bytes::block> text{};
    std::uint32_t bits = 0;    // one for each byte of the text
    std::uint32_t length = 0;  // 0: an empty entry
    std::int64_t value = 0;
  };

  std::size_t slot(Token token, std::uint64_t seed) const {
    std::size_t const length = token.length;
    // A token of less than eight bytes is its own first bytes; what lies behind it is cut off.
    std::uint64_t const first = bytes::load8(token.begin) << (64 - 8 * std::min<std::size_t>(length, 8));
    std::uint64_t const last = bytes::load8(token.begin + std::max<std::size_t>(length, 8) - 8);
    std::uint64_t const mixed = (first ^ (length >= 8 ? last * 0x9E3779B97F4A7C15U : 0) ^ length) * seed;
    return static_cast<std::size_t>(mixed >> shift_);
  }
  bool place(std::vector<Entry> const& words, std::uint64_t seed);

  std::vector<Entry> entries_;
  std::uint64_t seed_ = 1;
  std::size_t mask_ = 0;
  unsigned shift_ = 63;
};

}  // namespace telerule
