#include "report/page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/glyph.hpp"

namespace telerule {
namespace {

std::string_view escape_of(Ink ink) {
  switch (ink) {
    case Ink::plain:
      return "";
    case Ink::strong:
      return "\x1b[1m";
    case Ink::faint:
      return "\x1b[2m";
    case Ink::error:
    case Ink::violated:
      return "\x1b[1;31m";
    case Ink::indeterminate:
      return "\x1b[1;33m";
    case Ink::satisfied:
      return "\x1b[32m";
    case Ink::waived:
      return "\x1b[36m";
    case Ink::not_applicable:
      return "\x1b[2m";
  }
  return "";
}

// Narrower than this, a sentence beside a label would be a column of single words.
constexpr unsigned narrowest = 24;

}  // namespace

Ink ink_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::violated:
      return Ink::violated;
    case Verdict::indeterminate:
      return Ink::indeterminate;
    case Verdict::satisfied:
      return Ink::satisfied;
    case Verdict::waived:
      return Ink::waived;
    case Verdict::not_applicable:
      return Ink::not_applicable;
  }
  return Ink::plain;
}

std::string_view spoken(Verdict verdict) {
  return verdict == Verdict::not_applicable ? "not applicable" : to_word(verdict);
}

void Page::add(Painted& piece, std::string_view text, Ink ink) const {
  bool const colored = options_.color && ink != Ink::plain && !text.empty();
  if (colored) piece.text += escape_of(ink);
  piece.text += printable(text);
  if (colored) piece.text += "\x1b[0m";
  piece.cells += cells_of(text);
}

void Page::pad(Painted& piece, unsigned cells) {
  if (piece.cells >= cells) return;
  piece.text.append(cells - piece.cells, ' ');
  piece.cells = cells;
}

void Page::line(std::string_view text) {
  auto const end = text.find_last_not_of(' ');
  text = end == std::string_view::npos ? std::string_view{} : text.substr(0, end + 1);
  auto const begin = std::min(text.find_first_not_of(' '), text.size());
  // A line that begins with `::` is a command to some build servers, and the text may be from data.
  if (text.substr(begin).starts_with("::")) {
    text_ += text.substr(0, begin);
    text_ += "\\u{3a}";
    text.remove_prefix(begin + 1);
  }
  text_ += text;
  text_ += '\n';
}

void Page::wrapped(Painted piece, unsigned hang, std::string_view sentence) {
  // A text that holds line breaks of its own shows them as escapes: printable() is what breaks no line.
  std::string const text = printable(sentence);
  std::string_view rest = text;
  bool fresh = true;  // nothing stands on this line yet but its indentation
  while (!rest.empty()) {
    auto const space = std::min(rest.find(' '), rest.size());
    auto const word = rest.substr(0, space);
    rest.remove_prefix(std::min(space + 1, rest.size()));
    if (word.empty()) continue;
    auto const cells = cells_of(word);
    unsigned const gap = fresh ? 0 : 1;
    bool const fits = piece.cells + gap + cells <= std::max(options_.columns, hang + narrowest);
    if (!fits && (!fresh || piece.cells > hang)) {
      line(piece.text);
      piece = {};
      pad(piece, hang);
      fresh = true;
    }
    if (!fresh) pad(piece, piece.cells + 1);
    piece.text += word;
    piece.cells += cells;
    fresh = false;
  }
  line(piece.text);
}

void Page::labeled(unsigned indent, std::string_view label, std::string_view sentence) {
  Painted piece;
  pad(piece, indent);
  add(piece, label);
  pad(piece, indent + label_cells);
  wrapped(std::move(piece), indent + label_cells, sentence);
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace telerule
