#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace telerule {

class Pattern;

struct CompiledPattern {
  std::shared_ptr<Pattern const> pattern;  // null: not understood
  std::string problem;                     // "the pattern uses `(`, which is not understood"
};

// The part of ECMA-262's regular expressions that schemas use for codes and
// ids: characters, `.`, classes, escapes, the quantifiers * + ? {n} {n,} {n,m},
// `^` first and `$` last. No groups and no alternatives, so a pattern is a
// plain sequence of characters to match. Time is bounded by the length of the
// text times that of the pattern, whatever either holds.
class Pattern {
 public:
  static CompiledPattern compile(std::string_view pattern);

  // Whether the pattern is found in a text that is valid UTF-8.
  bool matches(std::string_view text) const;

 private:
  struct Range {
    char32_t first, last;
  };
  using Ranges = std::vector<Range>;  // sorted, apart from each other
  // One character of the sequence. x{2,3} is x x x?, and x{2,} is x x+.
  struct Item {
    std::size_t class_index = 0;
    bool optional = false, repeats = false;
  };
  class Compiler;

  // So that the sets of a match fit an array, and what one character costs is bounded.
  static constexpr std::size_t most_items = 1023;

  void prepare();
  // The items that match a character, as bits; `out` has words_ words.
  void items_for(char32_t c, std::uint64_t* out) const;

  std::vector<Ranges> classes_;
  std::vector<Item> items_;
  bool from_start_ = false, to_end_ = false;
  // Bit sets over the items, and over the states between them (bit i: the items before i are matched).
  std::size_t words_ = 0;
  std::vector<std::uint64_t> ascii_;  // items_for each ASCII character
  std::vector<std::uint64_t> optional_, repeats_;
  bool any_optional_ = false;
};

}  // namespace telerule
