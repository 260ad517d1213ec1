#include "report/glyph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "source/utf8.hpp"
#include "telerule/render.hpp"

namespace telerule {
namespace {

struct Range {
  char32_t first, last;
};

// Sorted, as every table here.
constexpr Range hidden[] = {
    {0x00, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},     {0x61C, 0x61C},     {0x115F, 0x1160},
    {0x180E, 0x180E}, {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F},   {0x3164, 0x3164},
    {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F},
};

// East Asian wide characters and emoji take two columns.
constexpr Range wide[] = {
    {0x1100, 0x115E},   {0x231A, 0x231B},   {0x23E9, 0x23EC},   {0x2614, 0x2615},   {0x26A1, 0x26A1},
    {0x2705, 0x2705},   {0x274C, 0x274C},   {0x2753, 0x2755},   {0x2795, 0x2797},   {0x2B1B, 0x2B1C},
    {0x2B50, 0x2B50},   {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},
    {0xA000, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE10, 0xFE19},
    {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x16FE0, 0x18AFF}, {0x1B000, 0x1B2FF},
    {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F7E0, 0x1F7EB}, {0x1F900, 0x1F9FF}, {0x1FA70, 0x1FAFF},
    {0x20000, 0x3FFFD},
};

// Marks that are drawn over the character before them.
constexpr Range combining[] = {
    {0x300, 0x36F},   {0x483, 0x489},   {0x591, 0x5BD},   {0x5BF, 0x5BF},     {0x5C1, 0x5C2},     {0x5C4, 0x5C5},
    {0x610, 0x61A},   {0x64B, 0x65F},   {0x670, 0x670},   {0x6D6, 0x6DC},     {0x6DF, 0x6E4},     {0x6E7, 0x6E8},
    {0x6EA, 0x6ED},   {0x900, 0x902},   {0x93C, 0x93C},   {0x941, 0x948},     {0x94D, 0x94D},     {0xE31, 0xE31},
    {0xE34, 0xE3A},   {0xE47, 0xE4E},   {0x1AB0, 0x1ACE}, {0x1DC0, 0x1DFF},   {0x20D0, 0x20F0},   {0x302A, 0x302D},
    {0x3099, 0x309A}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0x1F3FB, 0x1F3FF}, {0xE0100, 0xE01EF},
};

template <std::size_t size>
bool contains(Range const (&table)[size], char32_t c) {
  auto const after = std::upper_bound(std::begin(table), std::end(table), c,
                                      [](char32_t value, Range const& range) { return value < range.first; });
  return after != std::begin(table) && c <= std::prev(after)->last;
}

}  // namespace

bool is_hidden(char32_t c) { return contains(hidden, c); }

Character first_character(std::string_view text) {
  auto const bytes = utf8::valid_length(text, 0);
  auto const lead = static_cast<unsigned char>(text.front());
  // The lead byte of n > 1 bytes begins with n ones and a zero.
  char32_t value = bytes < 2 ? lead : lead & (0x7FU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) value = (value << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  return {value, bytes};
}

Glyph first_glyph(std::string_view text) {
  auto const c = first_character(text);
  if (c.bytes == 0) {
    return {fmt::format("\\x{{{:x}}}", static_cast<unsigned char>(text.front())), 6, 1};
  }
  if (is_hidden(c.value)) {
    auto escaped = fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(c.value));
    auto const cells = static_cast<unsigned>(escaped.size());
    return {std::move(escaped), cells, c.bytes};
  }
  unsigned const cells = c.value < 0x300 ? 1 : contains(combining, c.value) ? 0 : contains(wide, c.value) ? 2 : 1;
  return {std::string(text.substr(0, c.bytes)), cells, c.bytes};
}

unsigned cells_of(std::string_view text) {
  unsigned cells = 0;
  while (!text.empty()) {
    auto const glyph = first_glyph(text);
    cells += glyph.cells;
    text.remove_prefix(glyph.bytes);
  }
  return cells;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    auto const glyph = first_glyph(text);
    out += glyph.text;
    text.remove_prefix(glyph.bytes);
  }
  return out;
}

}  // namespace telerule
