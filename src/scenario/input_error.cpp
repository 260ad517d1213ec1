#include "scenario/input_error.hpp"

#include <algorithm>
#include <utility>

#include "source/utf8.hpp"

namespace telerule {
namespace {

// More than a frame shows, on either side of the place.
constexpr std::size_t around = 1000;

bool is_inside_character(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80;
}

std::uint32_t narrow(std::size_t n) { return static_cast<std::uint32_t>(n); }

}  // namespace

Frame frame_in(std::string_view text, std::size_t offset, std::size_t length, Position start, std::string const& file) {
  offset = std::min(offset, text.size());
  std::string_view const before = text.substr(0, offset);
  std::size_t const newline = before.rfind('\n');
  std::size_t const line_start = newline == std::string_view::npos ? 0 : newline + 1;
  std::uint32_t const line =
      start.line + narrow(static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')));

  // The part of the line around the place, as a text of its own; its first column is put right afterwards.
  std::size_t from = offset - std::min(offset - line_start, around);
  while (from > line_start && is_inside_character(text, from)) --from;
  std::size_t to = std::min(text.size(), offset + around);
  while (to < text.size() && is_inside_character(text, to)) ++to;
  std::string_view part = text.substr(from, to - from);
  part = part.substr(0, part.find('\n', offset - from));
  Source const source(file, std::string(part), line);
  std::size_t const end = std::min(part.size(), offset - from + length);
  Frame frame = frame_at(source, {narrow(offset - from), narrow(end)});

  std::uint32_t const skipped =
      narrow(utf8::count(text.substr(line_start, from - line_start))) + (line_start == 0 ? start.column - 1 : 0);
  frame.position.column += skipped;
  frame.text_column += skipped;
  return frame;
}

Diagnostic to_diagnostic(InputError const& error, RawRecord const& record, std::string const& file) {
  Position const start{record.line, record.column};
  Diagnostic diagnostic = in_file(error.id, file, error.message, error.help);
  diagnostic.frame = frame_in(record.bytes, error.offset, error.length, start, file);
  diagnostic.pointer = error.pointer;
  if (error.first_offset) {
    bool const cut = error.id == DiagnosticId::truncated_input;
    diagnostic.labels.push_back(
        {frame_in(record.bytes, *error.first_offset, 1, start, file), cut ? "begins here" : "first here"});
  }
  return diagnostic;
}

}  // namespace telerule
