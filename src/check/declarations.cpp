#include "check/declarations.hpp"

#include <algorithm>

namespace telerule {

namespace {

template <class Map, class T>
void add_named(Map& map, ast::Name const& name, Declared<T> declared, Diagnostics& diagnostics,
               std::map<std::string, std::pair<Source const*, Span>>& places) {
  auto const [place, fresh] = places.try_emplace(name.text, declared.source, name.span);
  if (!fresh) {
    Diagnostic d = at(DiagnosticId::duplicate_name, *declared.source, name.span, "`" + name.text + "` is declared twice",
                      "rename one of the two");
    d.labels.push_back({frame_at(*place->second.first, place->second.second), "first declared here"});
    diagnostics.push_back(std::move(d));
    return;
  }
  map.emplace(name.text, declared);
}

}  // namespace

std::string as_written(Source const& source, Span span) {
  std::string out;
  bool comment = false, space = false;
  for (char const c : source.text().substr(span.begin, span.end - span.begin)) {
    if (c == '#') comment = true;  // texts with # are rare in conditions; only what is shown is shortened
    if (c == '\n') comment = false;
    if (comment || c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      space = true;
      continue;
    }
    if (space && !out.empty()) out += ' ';
    space = false;
    out += c;
  }
  return out;
}

Declarations declare(std::vector<ast::File> const& files, Diagnostics& diagnostics) {
  Declarations out;
  std::map<std::string, std::pair<Source const*, Span>> definitions, policies, exceptions;
  for (ast::File const& file : files) {
    Source const* const source = file.source.get();
    for (ast::Item const& item : file.items) {
      if (auto const* rule = std::get_if<ast::Rule>(&item.node)) {
        out.rules.push_back({rule, source});
      } else if (auto const* exception = std::get_if<ast::Exception>(&item.node)) {
        std::map<std::string, Declared<ast::Exception>> one;
        ast::Name qualified{exception->rule.text + "/" + exception->id.text, exception->id.span};
        add_named(one, qualified, Declared<ast::Exception>{exception, source}, diagnostics, exceptions);
        if (!one.empty()) out.exceptions.push_back({exception, source});
      } else if (auto const* definition = std::get_if<ast::Definition>(&item.node)) {
        add_named(out.definitions, definition->name, Declared<ast::Definition>{definition, source}, diagnostics, definitions);
      } else if (auto const* policy = std::get_if<ast::Policy>(&item.node)) {
        add_named(out.policies, policy->id, Declared<ast::Policy>{policy, source}, diagnostics, policies);
      }
    }
  }
  auto const from = [](ast::Rule const& r) { return r.from ? r.from->text : std::string(); };
  std::stable_sort(out.rules.begin(), out.rules.end(), [&](auto const& a, auto const& b) {
    return std::pair(a.item->id.text, from(*a.item)) < std::pair(b.item->id.text, from(*b.item));
  });
  std::stable_sort(out.exceptions.begin(), out.exceptions.end(),
                   [](auto const& a, auto const& b) { return a.item->id.text < b.item->id.text; });
  return out;
}

}  // namespace telerule
