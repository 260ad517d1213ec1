#include "table/table.hpp"

#include <algorithm>

namespace telerule {

Row const* FactsTable::find(std::span<std::int64_t const> key, std::int64_t day) const {
  // Behind the last row of this key that has begun by the day.
  auto const after = std::partition_point(rows.begin(), rows.end(), [&](Row const& row) {
    for (std::size_t i = 0; i < key.size(); ++i) {
      if (row.keys[i] != key[i]) return row.keys[i] < key[i];
    }
    return row.from <= day;
  });
  if (after == rows.begin()) return nullptr;
  Row const& row = after[-1];
  bool const holds = row.to >= day && std::equal(key.begin(), key.end(), row.keys.begin(), row.keys.end());
  return holds ? &row : nullptr;
}

std::optional<std::int64_t> FactsTable::text_index(std::string_view text) const {
  auto const found = std::lower_bound(texts.begin(), texts.end(), text);
  if (found == texts.end() || *found != text) return std::nullopt;
  return found - texts.begin();
}

}  // namespace telerule
