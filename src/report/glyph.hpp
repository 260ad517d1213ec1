#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Characters as a terminal shows them.
namespace telerule {

struct Character {
  char32_t value = 0;
  std::size_t bytes = 0;  // 0: the first byte is not UTF-8
};

// The character at the beginning of `text`, which is not empty.
Character first_character(std::string_view text);

struct Glyph {
  std::string text;       // safe to print
  unsigned cells = 0;     // columns of the screen that it takes
  std::size_t bytes = 0;  // of the text that it stands for
};

// The character at the beginning of `text`, which is not empty. What a terminal would obey rather than show appears as
// `\u{1b}`, a byte that is not UTF-8 as `\x{ff}`.
Glyph first_glyph(std::string_view text);

// Columns of the screen that printable(text) takes.
unsigned cells_of(std::string_view text);

// Characters that are obeyed or cannot be seen: C0 and C1 controls, bidirectional controls, separators of lines, and
// what has no width and no meaning on its own.
bool is_hidden(char32_t c);

}  // namespace telerule
