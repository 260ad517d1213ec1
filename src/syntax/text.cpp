#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "source/utf8.hpp"
#include "syntax/raw.hpp"

namespace telerule::syntax {

namespace {

constexpr std::string_view curly_open = "\u201c", curly_close = "\u201d";

// The inside of one written text. A text in other quotes, or without its closing one, is rejected and read all the
// same.
Span inside(Span piece, Site const& site) {
  std::string_view const text = site.progress.text(piece);
  std::string_view open = "\"", close = "\"";
  if (text.front() == '\'') {
    open = close = "'";
  } else if (text.starts_with(curly_open)) {
    open = curly_open;
    close = curly_close;
  }
  bool closed = text.size() >= open.size() + close.size() && text.ends_with(close);
  if (closed && close == "\"") {
    // A quote behind an odd number of backslashes is a character of the text.
    std::size_t backslashes = 0;
    while (text[text.size() - 2 - backslashes] == '\\') ++backslashes;
    closed = backslashes % 2 == 0;
  }
  auto const begin = static_cast<std::uint32_t>(piece.begin + open.size());
  if (!closed) {
    site.reject(piece, "this text is not closed", "end it with `\"` on the same line; neighboring texts are joined");
    return {begin, piece.end};
  }
  if (open != "\"") site.reject(piece, "a text stands in double quotes", "put `\"` at both ends");
  return {begin, static_cast<std::uint32_t>(piece.end - close.size())};
}

// Whether the text begins with backslashes, or none, and then a `{`.
bool leads_to_brace(std::string_view text) {
  std::size_t const behind = text.find_first_not_of('\\');
  return behind != std::string_view::npos && text[behind] == '{';
}

void resolve(Span span, bool message, Site const& site, std::string& result) {
  std::string_view text = site.progress.text(span);
  while (true) {
    std::size_t const slash = std::min(text.find('\\'), text.size());
    result += text.substr(0, slash);
    text.remove_prefix(slash);
    if (text.empty()) return;

    std::size_t const run = std::min(text.find_first_not_of('\\'), text.size());
    if (message && leads_to_brace(text)) {
      result.append(run, '\\');
      text.remove_prefix(run);
      continue;
    }
    // Two by two they are backslashes; one left over belongs to the character behind it.
    result.append(run / 2, '\\');
    text.remove_prefix(run);
    if (run % 2 == 0) continue;
    std::size_t const size = text.empty() ? 0 : utf8::length(text, 0);
    if (!text.starts_with('"')) {
      auto const begin = static_cast<std::uint32_t>(span.end - text.size() - 1);
      site.reject(
          {begin, static_cast<std::uint32_t>(begin + 1 + size)},
          fmt::format("`\\{}` is not an escape", text.substr(0, size)),
          message ? "in a message there are `\\\"`, `\\\\` and `\\{`" : "in a text there are `\\\"` and `\\\\`");
    }
    result += text.substr(0, size);
    text.remove_prefix(size);
  }
}

ast::Text joined_text(std::vector<Span> const& pieces, bool message, Site const& site) {
  ast::Text text{.text = {}, .span = site.span};
  for (Span const& piece : pieces) {
    Span const span = inside(piece, site);
    if (message && leads_to_brace(site.progress.text(span))) {
      // Backslashes that end the text before this one stand before a `{` now.
      std::size_t const behind = text.text.find_last_not_of('\\') + 1;
      text.text.append(text.text.size() - behind, '\\');
    }
    resolve(span, message, site, text.text);
  }
  return text;
}

}  // namespace

ast::Text plain_text(std::vector<Span>&& pieces, Site const& site) { return joined_text(pieces, false, site); }

ast::Text message_text(std::vector<Span>&& pieces, Site const& site) { return joined_text(pieces, true, site); }

}  // namespace telerule::syntax
