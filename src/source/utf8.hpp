#pragma once

#include <cstddef>
#include <string_view>

// UTF-8, as far as places in a text need it.
namespace telerule::utf8 {

// Bytes of the code point at `at`, which must be inside the text; 0 where the bytes there are not UTF-8
// (stray or missing continuation bytes, overlong forms, surrogates, beyond U+10FFFF).
std::size_t valid_length(std::string_view text, std::size_t at);

// The same, with a byte that is not UTF-8 counted as a character of its own: never 0.
std::size_t length(std::string_view text, std::size_t at);

// Number of characters of a text.
std::size_t count(std::string_view text);

// Offset behind the next `characters` characters from `at` on, or the text's end where there are fewer.
std::size_t advance(std::string_view text, std::size_t at, std::size_t characters);

// Offset of the first byte that is not UTF-8, or is NUL; npos if there is none.
std::size_t first_fault(std::string_view text);

}  // namespace telerule::utf8
