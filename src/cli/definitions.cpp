#include "cli/definitions.hpp"

#include <algorithm>
#include <variant>

#include "telerule/parse.hpp"

namespace telerule {
namespace {

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

}  // namespace

std::vector<DefinitionText> definitions_of(Library const& library) {
  std::vector<DefinitionText> out;
  for (auto const& source : library.rules) {
    auto const parsed = parse(source);
    for (auto const& item : parsed.file.items) {
      auto const* definition = std::get_if<ast::Definition>(&item.node);
      if (definition == nullptr) continue;
      auto const text = source->text().substr(item.span.begin, item.span.end - item.span.begin);
      out.push_back({definition->name.text, std::string(text), frame_at(*source, definition->name.span)});
    }
  }
  std::stable_sort(out.begin(), out.end(), [](auto const& a, auto const& b) { return a.name < b.name; });
  return out;
}

std::vector<std::string> used_definitions(std::string_view condition, std::vector<DefinitionText> const& definitions) {
  std::vector<std::string> out;
  bool quoted = false;
  for (std::size_t at = 0; at < condition.size();) {
    if (condition[at] == '"') quoted = !quoted;
    if (quoted || !is_word(condition[at])) {
      ++at;
      continue;
    }
    // What follows a dot is a field, whatever its name.
    bool const field = at > 0 && condition[at - 1] == '.';
    auto end = at;
    while (end < condition.size() && is_word(condition[end])) ++end;
    auto const word = condition.substr(at, end - at);
    at = end;
    auto const known =
        std::any_of(definitions.begin(), definitions.end(), [&](auto const& d) { return d.name == word; });
    if (known && !field && std::find(out.begin(), out.end(), word) == out.end()) out.emplace_back(word);
  }
  return out;
}

}  // namespace telerule
