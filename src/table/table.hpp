#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "telerule/diagnostic.hpp"
#include "telerule/schema.hpp"

namespace telerule {

// A column of a facts table as a rule file declares it.
struct ColumnType {
  std::string name;
  Type type;
  bool key = false;
};

// One row with the interval in which it holds, both days inclusive.
struct Row {
  std::vector<std::int64_t> keys;    // in the order of the key columns
  std::vector<std::int64_t> values;  // of the other columns; `unknown` where the cell says so
  std::int64_t from = std::numeric_limits<std::int64_t>::min();
  std::int64_t to = std::numeric_limits<std::int64_t>::max();
  std::uint32_t line = 0;      // of the CSV file
  std::string citation;        // what the row rests on
  std::string note;            // the `note` cell
  std::string doubt;           // why nothing of the row is known: `unverified`, `partial`, `unknown`; empty: known
};

// A facts table, sorted by keys and then by interval, for binary search.
struct FactsTable {
  std::string name, file;
  std::vector<ColumnType> keys, columns;
  std::vector<Row> rows;
  std::vector<std::string> texts;  // sorted, each once; a text cell's value is an index here

  // The row that holds on a day, or nothing.
  Row const* find(std::span<std::int64_t const> key, std::int64_t day) const;
  // The value that stands for a text in this table; nothing when no cell holds it.
  std::optional<std::int64_t> text_index(std::string_view text) const;
};

struct LoadedTable {
  FactsTable table;
  Diagnostics diagnostics;
};

// Reads a CSV file (RFC 4180, UTF-8, a header line) into a table. Columns
// beside the declared ones may only be `valid_from`, `valid_to` (a day, or
// empty: no bound), `source`, `source_date`, `as_of`, `checked_on`, `verified`
// and `note`. `verified` is `yes`, `secondary`, or one of `unverified`,
// `partial` and `unknown`: such a row is present and nothing of it is known. A cell
// `unknown`, `partial` or empty is unknown, save that an enumeration may have
// a word `partial` itself, and that in a text column only an empty cell is. A
// boolean cell is `y` or `n`, `yes` or `no`, `true` or `false`. `cited_by` names
// the column with each row's citation, never empty. Empty lines are skipped.
LoadedTable load_table(Source const& csv, std::string name, std::vector<ColumnType> columns, std::string const& cited_by,
                       Schemas const& schemas);

}  // namespace telerule
