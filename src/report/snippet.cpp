#include "report/snippet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "report/code_line.hpp"
#include "report/glyph.hpp"

namespace telerule {
namespace {

// Marks of one line that can be shown under one view of it.
struct Row {
  Frame const* frame;
  CodeLine line;
  std::vector<Mark const*> marks;
  Stretch stretch;  // from the first mark to the last
};

std::string_view parent(std::string_view pointer) {
  return pointer.substr(0, std::min(pointer.rfind('/'), pointer.size()));
}

// JSON Pointers beside each other, with what they have in common said once: `/plan: name, issuer`.
std::string together(std::vector<Mark const*> const& marks) {
  std::vector<std::string_view> pointers;
  for (auto const* mark : marks) {
    // What stands inside of a marked value is marked with it.
    bool const inside = std::any_of(marks.begin(), marks.end(), [&](Mark const* m) {
      return mark->label.size() > m->label.size() && mark->label.starts_with(m->label + "/");
    });
    if (!inside) pointers.push_back(mark->label);
  }
  auto const common = parent(pointers.front());
  bool const siblings = pointers.size() > 1 && !common.empty() &&
                        std::all_of(pointers.begin(), pointers.end(), [&](auto p) { return parent(p) == common; });
  if (!siblings) return fmt::format("{}", fmt::join(pointers, ", "));
  for (auto& pointer : pointers) pointer.remove_prefix(common.size() + 1);
  return fmt::format("{}: {}", common, fmt::join(pointers, ", "));
}

class Snippet {
 public:
  Snippet(Page& page, SnippetOptions const& options) : page_(page), options_(options) {}

  // The marks of one file; says how many columns the line numbers take.
  unsigned show(std::vector<Mark const*> marks) {
    auto const& heading = *marks.front()->frame;
    std::stable_sort(marks.begin(), marks.end(), [](Mark const* a, Mark const* b) {
      auto const& x = a->frame->position;
      auto const& y = b->frame->position;
      return x.line != y.line ? x.line < y.line : x.column < y.column;
    });
    digits_ = static_cast<unsigned>(fmt::formatted_size("{}", marks.back()->frame->position.line));
    auto const gutter = options_.indent + digits_ + 3;
    room_ = std::max(page_.columns(), gutter + 24) - gutter;
    auto const rows = rows_of(marks);
    unsigned skip = 0;
    if (options_.dense) {
      skip = rows.front().line.leading_blanks();
      for (auto const& row : rows) skip = std::min(skip, row.line.leading_blanks());
    }

    Painted head;
    Page::pad(head, options_.indent + digits_);
    page_.add(head, "--> ", Ink::faint);
    page_.add(head, place_of(heading));
    page_.line(head.text);
    line("", "");
    std::uint32_t previous = 0;
    for (auto const& row : rows) {
      auto const number = row.frame->position.line;
      if (previous != 0 && number > previous + 1 && !options_.dense) gap();
      previous = number;
      show(row, skip);
    }
    return digits_;
  }

 private:
  std::vector<Row> rows_of(std::vector<Mark const*> const& marks) const {
    std::vector<Row> rows;
    for (auto const* mark : marks) {
      auto const& frame = *mark->frame;
      if (!rows.empty()) {
        auto& last = rows.back();
        auto const stretch = last.line.stretch_of(frame);
        auto const begin = std::min(stretch.begin, last.stretch.begin), end = std::max(stretch.end, last.stretch.end);
        bool const same = frame.position.line == last.frame->position.line && frame.text == last.frame->text &&
                          frame.text_column == last.frame->text_column;
        if (same && end - begin + 2 <= room_) {
          last.marks.push_back(mark);
          last.stretch = {begin, end};
          continue;
        }
      }
      CodeLine code(frame);
      auto const stretch = code.stretch_of(frame);
      rows.push_back({&frame, std::move(code), {mark}, stretch});
    }
    return rows;
  }

  void show(Row const& row, unsigned skip) {
    auto const view = row.line.view(row.stretch, skip, room_);
    line(std::to_string(row.frame->position.line), view.text);
    if (options_.dense) {
      under(row, row.marks, view, together(row.marks));
    } else {
      for (auto const* mark : row.marks) under(row, {mark}, view, mark->label);
    }
  }

  // The carets of some marks of a row, and beside or below them what is said of them.
  void under(Row const& row, std::vector<Mark const*> const& marks, CodeLine::View const& view,
             std::string const& label) {
    Painted carets;
    for (auto const* mark : marks) {
      auto const place = view.place(row.line.stretch_of(*mark->frame));
      // Marks that reach into each other are one.
      if (place.end <= carets.cells) continue;
      Page::pad(carets, place.begin);
      page_.add(carets, std::string(place.end - carets.cells, mark->under), mark->ink);
    }
    auto const cells = cells_of(label);
    if (cells == 0 || carets.cells + 1 + cells <= room_) {
      Page::pad(carets, carets.cells + 1);
      page_.add(carets, label);
      return line("", carets.text);
    }
    line("", carets.text);
    Painted below;
    auto const begin = view.place(row.line.stretch_of(*marks.front()->frame)).begin;
    Page::pad(below, cells >= room_ ? 0 : std::min(begin, room_ - cells));
    page_.add(below, label);
    line("", below.text);
  }

  // `12 | text`; the text is safe to print as it stands.
  void line(std::string_view number, std::string_view text) {
    Painted out;
    Page::pad(out, options_.indent + digits_ - static_cast<unsigned>(number.size()));
    page_.add(out, number, Ink::faint);
    Page::pad(out, out.cells + 1);
    page_.add(out, "|", Ink::faint);
    out.text += ' ';
    out.text += text;
    page_.line(out.text);
  }

  void gap() {
    Painted out;
    Page::pad(out, options_.indent);
    page_.add(out, "...", Ink::faint);
    page_.line(out.text);
  }

  Page& page_;
  SnippetOptions options_;
  unsigned digits_ = 1, room_ = 80;
};

}  // namespace

unsigned render_snippet(Page& page, std::vector<Mark> const& marks, SnippetOptions const& options) {
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
  unsigned digits = 0;
  for (auto const& file : files) digits = snippet.show(file);
  return digits;
}

std::string place_of(Frame const& frame) {
  return fmt::format("{}:{}:{}", frame.file, frame.position.line, frame.position.column);
}

}  // namespace telerule
