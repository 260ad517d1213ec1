// Facts tables: no text crashes the reader, and a table that loads answers look-ups on any day.
#include <cstdint>

#include "table/table.hpp"
#include "telerule/program.hpp"

using namespace telerule;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static Schemas const schemas = load_schemas(shipped_library().schemas).schemas;
  static std::vector<ColumnType> const columns{{"state", schemas.named_types.at("state"), true},
                                               {"granted", {Kind::boolean, 0}, false},
                                               {"rate", {Kind::money, 0}, false},
                                               {"since", {Kind::date, 0}, false},
                                               {"statute", {Kind::text, 0}, false}};
  Source const csv("fuzz.csv", std::string(reinterpret_cast<char const*>(data), size));
  LoadedTable const loaded = load_table(csv, "fuzz", columns, "statute", schemas);
  if (loaded.diagnostics.empty())
    for (Row const& row : loaded.table.rows)
      for (std::int64_t const day : {row.from, row.to, std::int64_t{0}}) loaded.table.find(row.keys, day);
  return 0;
}
