#include "syntax/scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "source/utf8.hpp"
#include "syntax/words.hpp"

namespace telerule::syntax {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool match_piece(Iterator& first, Iterator last, std::string_view piece) {
  if (!std::string_view{first, static_cast<std::size_t>(last - first)}.starts_with(piece)) return false;
  Iterator const behind = first + piece.size();
  // `is` is not the beginning of `issued`.
  if (is_letter(piece.front()) && behind != last && is_word_char(*behind)) return false;
  first = behind;
  return true;
}

}  // namespace

void skip_trivia(Iterator& first, Iterator last) {
  while (first != last) {
    if (is_blank(*first)) {
      ++first;
    } else if (*first == '#') {
      first = std::find(first, last, '\n');
    } else {
      return;
    }
  }
}

bool match_phrase(Iterator& first, Iterator last, std::string_view phrase) {
  if (first == last || *first != phrase.front()) return false;  // most that is asked for is not there
  Iterator at = first;
  while (true) {
    std::size_t const gap = phrase.find(' ');
    if (!match_piece(at, last, phrase.substr(0, gap))) return false;
    if (gap == std::string_view::npos) break;
    phrase.remove_prefix(gap + 1);
    skip_trivia(at, last);
  }
  first = at;
  return true;
}

std::string_view word_at(Iterator first, Iterator last) { return {first, std::find_if_not(first, last, is_word_char)}; }

std::string shown(std::string_view text) {
  constexpr std::size_t longest = 60;
  std::size_t const end = utf8::advance(text, 0, longest);
  return fmt::format("`{}{}`", text.substr(0, end), end < text.size() ? "…" : "");
}

std::string describe_found(Iterator first, Iterator last) {
  if (first == last) return "the end of the file";
  if (*first == '"') return "a text";
  std::string_view const rest{first, static_cast<std::size_t>(last - first)};
  if (std::string_view const word = word_at(first, last); !word.empty()) return shown(word);
  for (std::string_view const symbol : {"<=", ">=", "==", "!=", "&&", "||", "->", ":="}) {
    if (rest.starts_with(symbol)) return shown(symbol);
  }
  // Characters that show nothing are told by their number.
  if (rest.starts_with("\u00a0")) return "a no-break space (U+00A0)";
  if (rest.starts_with("\u200b")) return "a zero-width space (U+200B)";
  if (rest.starts_with("\ufeff")) return "a byte-order mark (U+FEFF)";
  auto const byte = static_cast<unsigned char>(*first);
  if (byte < 0x20 || byte == 0x7f) return fmt::format("a control character (U+{:04X})", byte);
  return shown(rest.substr(0, utf8::length(rest, 0)));
}

bool item_begins(Iterator begin, Iterator at, Iterator last) {
  std::string_view const word = word_at(at, last);
  if (!is_item_word(word)) return false;
  Iterator line = at;
  while (line != begin && (line[-1] == ' ' || line[-1] == '\t')) --line;
  if (line != begin && line[-1] != '\n') return false;
  Iterator behind = at + word.size();
  while (behind != last && (*behind == ' ' || *behind == '\t' || *behind == '\r')) ++behind;
  if (behind == last || *behind == '\n') return true;
  return (is_letter(*behind) || *behind == '_' || *behind == '"' || is_digit(*behind)) &&
         !is_reserved(word_at(behind, last));
}

}  // namespace telerule::syntax
