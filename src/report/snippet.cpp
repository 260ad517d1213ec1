#include "report/snippet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "report/glyph.hpp"

namespace telerule {
namespace {

constexpr std::string_view tab = "    ";
constexpr std::string_view clipped = "…";

// What is shown of a line of code, and where in it the mark stands; both in columns of the screen.
struct Strip {
  std::string text;
  unsigned mark = 0, width = 1;
};

Glyph code_glyph(std::string_view text) {
  return text.front() == '\t' ? Glyph{std::string(tab), static_cast<unsigned>(tab.size()), 1} : first_glyph(text);
}

unsigned leading_blanks(std::string_view text) {
  unsigned cells = 0;
  for (char const c : text) {
    if (c != ' ' && c != '\t') return cells;
    cells += c == '\t' ? static_cast<unsigned>(tab.size()) : 1;
  }
  return cells;
}

struct Cell {
  Glyph glyph;
  unsigned start = 0, end = 0;  // columns of the screen
};

// The part of the frame's line that fits into `room` columns and shows the mark, without the first `skip` columns of it.
Strip strip_of(Frame const& frame, unsigned skip, unsigned room) {
  std::vector<Cell> cells;
  unsigned total = 0;
  for (std::string_view rest = frame.text; !rest.empty();) {
    auto glyph = code_glyph(rest);
    rest.remove_prefix(glyph.bytes);
    auto const start = total;
    total += glyph.cells;
    cells.push_back({std::move(glyph), start, total});
  }
  // Columns of the frame count characters; a place behind the last one is the line's end.
  std::size_t const first = frame.position.column - std::min(frame.text_column, frame.position.column);
  std::size_t const last = first + std::max(frame.width, 1U) - 1;
  auto const mark = first < cells.size() ? cells[first].start : total;
  auto const mark_end = std::max(mark + 1, last < cells.size() ? cells[last].end : total);

  // The window: all of the line if it fits, else a part with the mark near its beginning. One column at each end is for
  // the sign that something is left out.
  bool const cut_before = frame.text_column > 1;
  unsigned left = cut_before ? 0 : std::min(skip, mark), right = total;
  unsigned const inner = std::max(room, 16U) - 2;
  if (total - left > inner) {
    if (mark_end - left > inner) left = std::min(mark - std::min(mark, inner / 4), total - inner);
    right = left + inner;
  }

  Strip strip;
  if (cut_before || left > skip) strip.text = clipped;
  unsigned const shift = strip.text.empty() ? 0 : 1;
  bool cut_after = false;
  for (auto const& cell : cells) {
    if (cell.start >= left && cell.end <= right) strip.text += cell.glyph.text;
    cut_after = cut_after || cell.end > right;
  }
  if (cut_after) strip.text += clipped;
  strip.mark = shift + mark - left;
  strip.width = std::min(mark_end, std::max(right, mark + 1)) - mark;
  return strip;
}

class Snippet {
 public:
  Snippet(Page& page, SnippetOptions const& options) : page_(page), options_(options) {}

  // The marks of one file.
  void show(std::vector<Mark const*> marks) {
    auto const& heading = *marks.front()->frame;
    std::stable_sort(marks.begin(), marks.end(), [](Mark const* a, Mark const* b) {
      auto const& x = a->frame->position;
      auto const& y = b->frame->position;
      return x.line != y.line ? x.line < y.line : x.column < y.column;
    });
    digits_ = static_cast<unsigned>(fmt::formatted_size("{}", marks.back()->frame->position.line));
    auto const gutter = options_.indent + digits_ + 3;
    room_ = std::max(page_.columns(), gutter + 24) - gutter;
    skip_ = 0;
    if (options_.dedent) {
      skip_ = leading_blanks(heading.text);
      for (auto const* mark : marks) skip_ = std::min(skip_, leading_blanks(mark->frame->text));
    }

    Painted head;
    Page::pad(head, options_.indent + digits_);
    page_.add(head, "--> ", Ink::faint);
    page_.add(head, place_of(heading));
    page_.line(head.text);
    row("", "");

    std::uint32_t previous_line = 0;
    std::string previous_text;
    for (auto const* mark : marks) {
      auto const line = mark->frame->position.line;
      auto const strip = strip_of(*mark->frame, skip_, room_);
      if (previous_line != 0 && line > previous_line + 1) gap();
      if (line != previous_line || strip.text != previous_text) row(std::to_string(line), strip.text);
      under(*mark, strip);
      previous_line = line;
      previous_text = strip.text;
    }
  }

 private:
  // `12 | text`; the text is safe to print as it stands.
  void row(std::string_view number, std::string_view text) {
    Painted line;
    Page::pad(line, options_.indent + digits_ - static_cast<unsigned>(number.size()));
    page_.add(line, number, Ink::faint);
    Page::pad(line, line.cells + 1);
    page_.add(line, "|", Ink::faint);
    line.text += ' ';
    line.text += text;
    page_.line(line.text);
  }

  void gap() {
    Painted line;
    Page::pad(line, options_.indent);
    page_.add(line, "...", Ink::faint);
    page_.line(line.text);
  }

  void under(Mark const& mark, Strip const& strip) {
    Painted carets;
    Page::pad(carets, strip.mark);
    page_.add(carets, std::string(strip.width, mark.under), mark.ink);
    if (mark.label.empty()) return row("", carets.text);
    auto const label = cells_of(mark.label);
    if (carets.cells + 1 + label <= room_) {
      Page::pad(carets, carets.cells + 1);
      page_.add(carets, mark.label);
      return row("", carets.text);
    }
    row("", carets.text);
    Painted below;
    Page::pad(below, label >= room_ ? 0 : std::min(strip.mark, room_ - label));
    page_.add(below, mark.label);
    row("", below.text);
  }

  Page& page_;
  SnippetOptions options_;
  unsigned digits_ = 1, room_ = 80, skip_ = 0;
};

}  // namespace

void render_snippet(Page& page, std::vector<Mark> const& marks, SnippetOptions const& options) {
  std::vector<std::vector<Mark const*>> files;
  for (auto const& mark : marks) {
    if (mark.frame == nullptr || !is_known(*mark.frame)) continue;
    auto const same = std::find_if(files.begin(), files.end(), [&](std::vector<Mark const*> const& file) {
      return file.front()->frame->file == mark.frame->file;
    });
    if (same == files.end()) {
      files.push_back({&mark});
    } else {
      same->push_back(&mark);
    }
  }
  Snippet snippet(page, options);
  for (auto const& file : files) snippet.show(file);
}

std::string place_of(Frame const& frame) {
  return fmt::format("{}:{}:{}", frame.file, frame.position.line, frame.position.column);
}

}  // namespace telerule
