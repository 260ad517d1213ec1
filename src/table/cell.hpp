#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "table/csv.hpp"
#include "table/table.hpp"

namespace telerule {

// "did you mean …?", or the words themselves where they are few.
std::string allowed_words(std::string_view word, std::span<std::string const> words);

// Reads the cells of a facts table as the values of their columns. A cell
// that is not of its column's type is a diagnostic, and nothing is read.
class CellReader {
 public:
  CellReader(Source const& csv, Schemas const& schemas, Diagnostics& diagnostics)
      : csv_(csv), schemas_(schemas), diagnostics_(diagnostics) {}

  std::optional<std::int64_t> read(CsvCell const& cell, ColumnType const& column);
  std::optional<std::int64_t> read_date(CsvCell const& cell);

  // The number of each text read, in the order in which they were met.
  std::unordered_map<std::string, std::int64_t> const& texts() const { return texts_; }

 private:
  void error(DiagnosticId id, Span span, std::string message, std::string help = {});
  bool means_unknown(std::string_view text, Type type) const;
  std::optional<std::int64_t> read_boolean(CsvCell const& cell);
  std::optional<std::int64_t> read_number(CsvCell const& cell, std::string_view noun, std::optional<std::int64_t> value,
                                          std::string help = {});
  std::optional<std::int64_t> read_word(CsvCell const& cell, Enumeration const& enumeration);

  Source const& csv_;
  Schemas const& schemas_;
  Diagnostics& diagnostics_;
  std::unordered_map<std::string, std::int64_t> texts_;
};

}  // namespace telerule
