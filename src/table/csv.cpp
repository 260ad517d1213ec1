#include "table/csv.hpp"

#include <algorithm>
#include <utility>

#include "source/utf8.hpp"

namespace telerule {

CsvReader::CsvReader(Source const& source) : source_(source), text_(source.text()) {
  if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  if (auto const bad = utf8::first_fault(text_); bad != std::string_view::npos) {
    bool const nul = text_[bad] == '\0';
    fault_ = at(DiagnosticId::bad_encoding, source_, span(bad, bad + 1),
                nul ? "the text holds a NUL" : "this byte is not UTF-8 text", "save the file as UTF-8");
  }
}

bool CsvReader::next(CsvRecord& record) {
  if (fault_) return false;
  while (line_end() != 0) at_ += line_end();
  if (at_ == text_.size()) return false;

  std::size_t const begin = at_;
  record.cells.clear();
  for (;;) {
    CsvCell& cell = record.cells.emplace_back();
    bool const quoted = at_ < text_.size() && text_[at_] == '"';
    if (!(quoted ? quoted_cell(cell) : plain_cell(cell))) return false;
    if (at_ == text_.size() || text_[at_] != ',') break;
    ++at_;
  }
  record.span = span(begin, at_);
  at_ += line_end();
  return true;
}

bool CsvReader::quoted_cell(CsvCell& cell) {
  std::size_t const begin = at_++;
  for (;;) {
    std::size_t const quote = text_.find('"', at_);
    if (quote == std::string_view::npos) {
      return fail(begin, begin + 1, "this quote is never closed", "a quote inside a quoted cell is doubled");
    }
    cell.text += text_.substr(at_, quote - at_);
    at_ = quote + 1;
    if (at_ == text_.size() || text_[at_] != '"') break;
    cell.text += '"';
    ++at_;
  }
  cell.span = span(begin, at_);
  if (at_ == text_.size() || text_[at_] == ',' || line_end() != 0) return true;
  return fail(at_, at_ + utf8::length(text_, at_), "this follows a closing quote",
              "put the whole cell in quotes, and double a quote inside it");
}

bool CsvReader::plain_cell(CsvCell& cell) {
  std::size_t const begin = at_;
  at_ = std::min(text_.find_first_of(",\"\r\n", at_), text_.size());
  cell.text = text_.substr(begin, at_ - begin);
  cell.span = span(begin, at_);
  if (at_ == text_.size() || text_[at_] == ',' || line_end() != 0) return true;
  if (text_[at_] == '\r') {
    return fail(at_, at_ + 1, "a carriage return stands here without a line feed", "end lines with LF or CRLF");
  }
  return fail(at_, at_ + 1, "a quote stands inside a cell that has none around it",
              "put the whole cell in quotes, and double the quote inside it");
}

std::size_t CsvReader::line_end() const {
  auto const rest = text_.substr(at_, 2);
  return rest == "\r\n" ? 2 : rest.starts_with('\n') ? 1 : 0;
}

bool CsvReader::fail(std::size_t begin, std::size_t end, std::string message, std::string help) {
  fault_ = at(DiagnosticId::bad_csv, source_, span(begin, end), std::move(message), std::move(help));
  return false;
}

Span CsvReader::span(std::size_t begin, std::size_t end) {
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

}  // namespace telerule
