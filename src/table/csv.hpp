#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "telerule/diagnostic.hpp"

namespace telerule {

struct CsvCell {
  std::string text;  // quotes gone
  Span span;         // with the quotes
};

struct CsvRecord {
  std::vector<CsvCell> cells;
  Span span;  // without the line end
};

// Reads CSV as RFC 4180 has it, strictly: lines end in LF or CRLF, a quoted
// cell may hold commas, line ends and doubled quotes, and a quote stands only
// around a whole cell. A leading byte-order mark and empty lines are skipped.
class CsvReader {
 public:
  explicit CsvReader(Source const& source);

  // The next record; nothing at the end, or at a fault.
  bool next(CsvRecord& record);
  // Set when the text is not well-formed from some place on.
  std::optional<Diagnostic> const& fault() const { return fault_; }

 private:
  bool quoted_cell(CsvCell& cell);
  bool plain_cell(CsvCell& cell);
  std::size_t line_end() const;  // its length here; 0 if there is none
  bool fail(std::size_t begin, std::size_t end, std::string message, std::string help = {});
  static Span span(std::size_t begin, std::size_t end);

  Source const& source_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<Diagnostic> fault_;
};

}  // namespace telerule
