#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "scenario/bytes.hpp"
#include "scenario/structure.hpp"

namespace telerule {

// The tokens of a record: its text, and where each begins.
struct Tokens {
  using Index = std::uint32_t;

  std::string_view text;
  std::uint32_t const* offsets = nullptr;
  Index count = 0;

  Tokens() = default;
  Tokens(std::string_view record, Structure const& structure)
      : text(record), offsets(structure.offsets()), count(structure.count()) {}

  char first(Index i) const { return text[offsets[i]]; }

  // All of a text, number or word; the bracket, comma or colon itself.
  std::string_view whole(Index i) const {
    // The next token is not before this one's end, and only whitespace can be between them.
    std::size_t const begin = offsets[i];
    std::size_t end = i + 1 < count ? offsets[i + 1] : text.size();
    while (end > begin + 1 && bytes::is_space(text[end - 1])) --end;
    return text.substr(begin, end - begin);
  }

  // Behind a value, if its brackets match; `count` where one is not closed, and `i` where no value begins.
  Index behind(Index i) const {
    std::size_t depth = 0;
    for (Index at = i; at < count; ++at) {
      char const c = first(at);
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') {
        if (depth == 0) return at;
        --depth;
      }
      if (depth == 0) return at + 1;
    }
    return count;
  }
};

}  // namespace telerule
