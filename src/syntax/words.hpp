#pragma once

#include <algorithm>
#include <array>
#include <string_view>

// The words of the language.
namespace telerule::syntax {

// Never a name in an expression; a word of an enumeration that is one of them stands in quotes.
inline constexpr std::array<std::string_view, 19> reserved_words{
    "and",  "or", "not",       "is",        "if",     "then",  "else",   "true", "false", "every",
    "some", "no", "satisfies", "unsettled", "before", "after", "within", "on",   "end"};

inline constexpr bool is_reserved(std::string_view word) {
  return std::find(reserved_words.begin(), reserved_words.end(), word) != reserved_words.end();
}

inline constexpr std::array<std::string_view, 5> item_words{"policy", "define", "rule", "exception", "table"};

inline constexpr bool is_item_word(std::string_view word) {
  return std::find(item_words.begin(), item_words.end(), word) != item_words.end();
}

}  // namespace telerule::syntax
