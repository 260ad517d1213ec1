#include "telerule/schema.hpp"

namespace telerule {

std::optional<std::uint32_t> Record::find(std::string_view wanted) const {
  for (std::uint32_t i = 0; i < fields.size(); ++i) {
    if (fields[i].name == wanted) return i;
  }
  return std::nullopt;
}

ScenarioKind const* Schemas::kind(std::string_view wanted) const {
  for (auto const& candidate : kinds) {
    if (candidate.name == wanted) return &candidate;
  }
  return nullptr;
}

Symbol Schemas::intern(std::string_view word) {
  auto const [entry, added] = symbols.try_emplace(std::string(word), static_cast<Symbol>(words.size()));
  if (added) words.emplace_back(word);
  return entry->second;
}

}  // namespace telerule
