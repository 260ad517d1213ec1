#pragma once

#include <cstddef>
#include <string_view>

#include "source/utf8.hpp"

namespace telerule {

struct CodePoint {
  char32_t value = 0;
  std::size_t length = 0;  // in bytes; 0: not UTF-8
};

// The character at `at`, which is inside the text.
inline CodePoint code_point(std::string_view text, std::size_t at) {
  std::size_t const length = utf8::valid_length(text, at);
  auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  if (length <= 1) return {byte(0), length};
  char32_t value = byte(0) & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) value = value << 6 | (byte(i) & 0x3FU);
  return {value, length};
}

}  // namespace telerule
