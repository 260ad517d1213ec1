#include "telerule/source.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>

#include "source/utf8.hpp"

namespace telerule {

namespace {

// A frame shows at most this many characters of a line, this many of them before the mark.
constexpr std::uint32_t shown_characters = 160;
constexpr std::uint32_t shown_before = 40;

// Index of the line that holds the offset.
std::size_t line_index(std::vector<std::uint32_t> const& line_starts, std::uint32_t offset) {
  auto const after = std::upper_bound(line_starts.begin(), line_starts.end(), offset);
  return static_cast<std::size_t>(after - line_starts.begin()) - 1;
}

std::uint32_t narrow(std::size_t n) {
  return static_cast<std::uint32_t>(std::min<std::size_t>(n, std::numeric_limits<std::uint32_t>::max()));
}

// Characters before the one that the offset is in.
std::uint32_t characters_before(std::string_view line, std::size_t offset) {
  offset = std::min(offset, line.size());
  // An offset inside a character belongs to it: step back to where the character begins.
  for (std::size_t back = 1; back <= 3 && back <= offset && offset < line.size(); ++back) {
    if (utf8::length(line, offset - back) > back) {
      offset -= back;
      break;
    }
  }
  return narrow(utf8::count(line.substr(0, offset)));
}

}  // namespace

Source::Source(std::string name, std::string text, std::uint32_t first_line)
    : name_(std::move(name)), text_(std::move(text)), first_line_(first_line), line_starts_{0} {
  std::size_t const limit = std::min<std::size_t>(text_.size(), std::numeric_limits<std::uint32_t>::max());
  for (std::size_t at = text_.find('\n'); at < limit; at = text_.find('\n', at + 1)) {
    line_starts_.push_back(narrow(at + 1));
  }
}

std::string_view Source::line_at(std::uint32_t offset) const {
  std::string_view const all = text_;
  std::size_t const begin = line_starts_[line_index(line_starts_, std::min(offset, narrow(all.size())))];
  std::string_view line = all.substr(begin, all.find('\n', begin) - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

Position Source::position(std::uint32_t offset) const {
  offset = std::min(offset, narrow(text_.size()));
  std::size_t const index = line_index(line_starts_, offset);
  std::uint32_t const column = characters_before(line_at(offset), offset - line_starts_[index]) + 1;
  return {first_line_ + narrow(index), column};
}

Frame frame_at(Source const& source, Span span) {
  std::string_view const line = source.line_at(span.begin);
  Frame frame;
  frame.file = source.name();
  frame.position = source.position(span.begin);

  std::uint32_t const before = frame.position.column - 1;
  std::uint32_t skipped = before - std::min(before, shown_before);
  std::size_t from = utf8::advance(line, 0, skipped);
  std::size_t to = utf8::advance(line, from, shown_characters);
  if (skipped > 0 && to == line.size()) {
    // Near the line's end the frame is filled with what stands before.
    std::uint32_t const missing = shown_characters - narrow(utf8::count(line.substr(from)));
    skipped -= std::min(skipped, missing);
    from = utf8::advance(line, 0, skipped);
    to = utf8::advance(line, from, shown_characters);
  }
  frame.text = line.substr(from, to - from);
  frame.text_column = skipped + 1;
  std::size_t const mark = utf8::advance(line, from, before - skipped);
  std::size_t const marked = std::min<std::size_t>(span.end - std::min(span.begin, span.end), to - mark);
  frame.width = std::max(narrow(utf8::count(line.substr(mark, marked))), std::uint32_t{1});
  return frame;
}

}  // namespace telerule
