#include "table/cell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace telerule {
namespace {

// Yes and no in turn.
std::array<std::string, 6> const boolean_words{"y", "n", "yes", "no", "true", "false"};
// A longer list of words helps nobody.
constexpr std::size_t most_words_listed = 12;

bool has_word(Enumeration const& enumeration, std::string_view word) {
  return std::find(enumeration.words.begin(), enumeration.words.end(), word) != enumeration.words.end();
}

}  // namespace

std::string allowed_words(std::string_view word, std::span<std::string const> words) {
  std::string help = did_you_mean(word, words);
  if (!help.empty() || words.size() > most_words_listed) return help;
  return fmt::format("the words are `{}`", fmt::join(words, "`, `"));
}

void CellReader::error(DiagnosticId id, Span span, std::string message, std::string help) {
  diagnostics_.push_back(at(id, csv_, span, std::move(message), std::move(help)));
}

std::optional<std::int64_t> CellReader::read(CsvCell const& cell, ColumnType const& column) {
  if (means_unknown(cell.text, column.type)) {
    if (!column.key) return unknown;
    error(DiagnosticId::bad_cell, cell.span, fmt::format("the key `{}` is not known", column.name),
          "a row says for which key it holds; leave out a row that cannot");
    return std::nullopt;
  }
  switch (column.type.kind) {
    case Kind::boolean:
      return read_boolean(cell);
    case Kind::integer:
    case Kind::days:
    case Kind::months:
      return read_number(cell, "an integer", integer_from_text(cell.text));
    case Kind::decimal:
      return read_number(cell, "a number", decimal_from_text(cell.text));
    case Kind::money:
      return read_number(cell, "an amount", decimal_from_text(cell.text), "write it as `25.00`");
    case Kind::share:
      return read_number(cell, "a share", decimal_from_text(cell.text), "write 20 percent as `0.2`");
    case Kind::date:
      return read_date(cell);
    case Kind::text:
      return texts_.try_emplace(cell.text, static_cast<std::int64_t>(texts_.size())).first->second;
    case Kind::enumeration:
      return read_word(cell, schemas_.enumerations[column.type.index]);
    case Kind::list:
    case Kind::record:
      break;
  }
  error(DiagnosticId::bad_cell, cell.span, fmt::format("the column `{}` cannot hold a list or a record", column.name));
  return std::nullopt;
}

// An enumeration that has the word `partial` itself means that word by it. `unknown` is never a known fact.
bool CellReader::means_unknown(std::string_view text, Type type) const {
  if (text.empty()) return true;
  if (type.kind == Kind::text) return false;
  if (text == "partial") {
    return type.kind != Kind::enumeration || !has_word(schemas_.enumerations[type.index], text);
  }
  return text == "unknown";
}

std::optional<std::int64_t> CellReader::read_boolean(CsvCell const& cell) {
  auto const found = std::find(boolean_words.begin(), boolean_words.end(), cell.text);
  if (found != boolean_words.end()) return (found - boolean_words.begin()) % 2 == 0 ? 1 : 0;
  error(DiagnosticId::bad_cell, cell.span, fmt::format("`{}` is neither yes nor no", cell.text),
        allowed_words(cell.text, boolean_words));
  return std::nullopt;
}

std::optional<std::int64_t> CellReader::read_number(CsvCell const& cell, std::string_view noun,
                                                    std::optional<std::int64_t> value, std::string help) {
  if (!value) error(DiagnosticId::bad_cell, cell.span, fmt::format("`{}` is not {}", cell.text, noun), std::move(help));
  return value;
}

std::optional<std::int64_t> CellReader::read_date(CsvCell const& cell) {
  auto const day = date_from_text(cell.text);
  if (!day) {
    error(DiagnosticId::bad_cell, cell.span, fmt::format("`{}` is not a day", cell.text),
          "write a day that exists, as YYYY-MM-DD");
  }
  return day;
}

std::optional<std::int64_t> CellReader::read_word(CsvCell const& cell, Enumeration const& enumeration) {
  for (std::size_t i = 0; i < enumeration.words.size(); ++i) {
    if (enumeration.words[i] == cell.text) return enumeration.symbols[i];
  }
  std::string const name = enumeration.name.empty() ? "the words of its column" : fmt::format("`{}`", enumeration.name);
  error(DiagnosticId::bad_cell, cell.span, fmt::format("`{}` is none of {}", cell.text, name),
        allowed_words(cell.text, enumeration.words));
  return std::nullopt;
}

}  // namespace telerule
