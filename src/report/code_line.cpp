#include "report/code_line.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace telerule {
namespace {

constexpr std::string_view tab = "    ";
constexpr std::string_view clipped = "…";

Glyph code_glyph(std::string_view text) {
  return text.front() == '\t' ? Glyph{std::string(tab), static_cast<unsigned>(tab.size()), 1} : first_glyph(text);
}

}  // namespace

CodeLine::CodeLine(Frame const& frame) : first_column_(frame.text_column) {
  for (std::string_view rest = frame.text; !rest.empty();) {
    auto glyph = code_glyph(rest);
    rest.remove_prefix(glyph.bytes);
    auto const start = total_;
    total_ += glyph.cells;
    cells_.push_back({std::move(glyph), start, total_});
  }
}

Stretch CodeLine::stretch_of(Frame const& frame) const {
  // Columns of a frame count characters; a place behind the last one is the line's end.
  std::size_t const first = frame.position.column - std::min(first_column_, frame.position.column);
  std::size_t const last = first + std::max(frame.width, 1U) - 1;
  auto const begin = first < cells_.size() ? cells_[first].start : total_;
  return {begin, std::max(begin + 1, last < cells_.size() ? cells_[last].end : total_)};
}

unsigned CodeLine::leading_blanks() const {
  if (first_column_ > 1) return 0;
  auto const text =
      std::find_if(cells_.begin(), cells_.end(), [](Cell const& c) { return c.glyph.text.front() != ' '; });
  return text == cells_.end() ? total_ : text->start;
}

CodeLine::View CodeLine::view(Stretch stretch, unsigned skip, unsigned room) const {
  bool const cut_before = first_column_ > 1;
  View out;
  out.left = std::min(skip, stretch.begin);
  out.right = total_;
  // One column at each end is for the sign that something is left out.
  unsigned const inner = std::max(room, 16U) - 2;
  if (total_ - out.left + (cut_before ? 1 : 0) > room) {
    if (stretch.end - out.left > inner) {
      // The beginning of the stretch, with a little of what stands before it where there is room for both.
      auto const width = std::min(stretch.end - stretch.begin, inner);
      auto const before = std::min({inner - width, inner / 4, stretch.begin});
      out.left = std::min(stretch.begin - before, total_ - std::min(total_, inner));
    }
    out.right = out.left + inner;
  }
  // A character is shown whole or not at all.
  for (auto const& cell : cells_) {
    if (cell.start < out.left && out.left < cell.end) out.left = cell.end;
    if (cell.start < out.right && out.right < cell.end) out.right = cell.start;
  }
  if (cut_before || out.left > skip) out.text = clipped;
  out.shift = out.text.empty() ? 0 : 1;
  for (auto const& cell : cells_) {
    if (cell.start >= out.left && cell.end <= out.right) out.text += cell.glyph.text;
  }
  if (out.right < total_) out.text += clipped;
  return out;
}

Stretch CodeLine::View::place(Stretch stretch) const {
  auto const begin = stretch.begin - std::min(left, stretch.begin);
  auto const end = std::min(stretch.end, std::max(right, stretch.begin + 1)) - std::min(left, stretch.end);
  return {shift + begin, shift + std::max(end, begin + 1)};
}

}  // namespace telerule
