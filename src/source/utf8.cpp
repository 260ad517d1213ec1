#include "source/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace telerule::utf8 {

namespace {

// Long lines are counted eight bytes at a time.
bool is_ascii_block(std::string_view text, std::size_t at) {
  std::uint64_t block = 0;
  if (text.size() - at < sizeof block) return false;
  std::memcpy(&block, text.data() + at, sizeof block);
  return (block & 0x8080808080808080U) == 0;
}

unsigned byte_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

}  // namespace

std::size_t valid_length(std::string_view text, std::size_t at) {
  unsigned const lead = byte_at(text, at);
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  std::size_t const size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (text.size() - at < size) return 0;
  // Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte.
  unsigned const lowest = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  unsigned const highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  unsigned const second = byte_at(text, at + 1);
  if (second < lowest || second > highest) return 0;
  for (std::size_t i = 2; i < size; ++i) {
    if ((byte_at(text, at + i) & 0xc0) != 0x80) return 0;
  }
  return size;
}

std::size_t length(std::string_view text, std::size_t at) { return std::max<std::size_t>(valid_length(text, at), 1); }

std::size_t count(std::string_view text) {
  std::size_t characters = 0;
  for (std::size_t at = 0; at < text.size(); ++characters) {
    for (; is_ascii_block(text, at); at += 8) characters += 8;
    if (at == text.size()) break;
    at += length(text, at);
  }
  return characters;
}

std::size_t advance(std::string_view text, std::size_t at, std::size_t characters) {
  while (characters > 0 && at < text.size()) {
    bool const block = characters >= 8 && is_ascii_block(text, at);
    at += block ? 8 : length(text, at);
    characters -= block ? 8 : 1;
  }
  return at;
}

std::size_t first_fault(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t const size = text[at] == '\0' ? 0 : valid_length(text, at);
    if (size == 0) return at;
    at += size;
  }
  return std::string_view::npos;
}

}  // namespace telerule::utf8
