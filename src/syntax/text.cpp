#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "source/utf8.hpp"
#include "syntax/raw.hpp"

namespace telerule::syntax {

namespace {

constexpr std::string_view curly_open = "\u201c", curly_close = "\u201d";

// The inside of one written text. A text in other quotes, or without its closing one, is rejected and read all the same.
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

void resolve(Span span, bool message, Site const& site, std::string& result) {
  std::string_view const text = site.progress.text(span);
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '\\') {
      result += text[at++];
      continue;
    }
    if (message) {
      std::size_t const behind = std::min(text.find_first_not_of('\\', at), text.size());
      if (behind < text.size() && text[behind] == '{') {
        result.append(text, at, behind + 1 - at);
        at = behind + 1;
        continue;
      }
    }
    std::size_t const size = at + 1 < text.size() ? utf8::length(text, at + 1) : 0;
    std::string_view const escaped = text.substr(at + 1, size);
    if (escaped != "\"" && escaped != "\\") {
      auto const begin = static_cast<std::uint32_t>(span.begin + at);
      site.reject({begin, static_cast<std::uint32_t>(begin + 1 + size)},
                  fmt::format("`\\{}` is not an escape", escaped),
                  message ? "in a message there are `\\\"`, `\\\\` and `\\{`" : "in a text there are `\\\"` and `\\\\`");
    }
    result += escaped;
    at += 1 + size;
  }
}

ast::Text joined_text(std::vector<Span> const& pieces, bool message, Site const& site) {
  ast::Text text{.text = {}, .span = site.span};
  for (Span const& piece : pieces) {
    Span const span = inside(piece, site);
    if (message && site.progress.text(span).starts_with('{')) {
      // Backslashes that end the text before this one are before a `{` now.
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
