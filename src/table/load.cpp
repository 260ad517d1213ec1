#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "table/csv.hpp"
#include "table/table.hpp"

namespace telerule {
namespace {

constexpr std::array<std::string_view, 8> common_columns{"valid_from", "valid_to",   "source",   "source_date",
                                                         "as_of",      "checked_on", "verified", "note"};
// What `verified` may say, and of these what leaves nothing of a row known.
constexpr std::array<std::string_view, 5> verified_words{"yes", "secondary", "partial", "unverified", "unknown"};
constexpr std::array<std::string_view, 3> doubtful_words{"partial", "unverified", "unknown"};
constexpr std::array<std::string_view, 6> boolean_words{"y", "n", "yes", "no", "true", "false"};

// So that a file of a million faults is not a million messages.
constexpr std::size_t most_diagnostics = 50;
// A longer list of words helps nobody.
constexpr std::size_t most_words_listed = 12;

template <class Words>
bool contains(Words const& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

template <class Words>
std::string allowed(std::string_view word, Words const& words) {
  std::vector<std::string> const candidates(words.begin(), words.end());
  std::string help = did_you_mean(word, candidates);
  if (!help.empty() || candidates.size() > most_words_listed) return help;
  return fmt::format("the words are `{}`", fmt::join(candidates, "`, `"));
}

class TableLoader {
 public:
  TableLoader(Source const& csv, std::string name, std::vector<ColumnType> columns, std::string const& cited_by,
              Schemas const& schemas)
      : csv_(csv), reader_(csv), cited_by_(cited_by), schemas_(schemas), declared_(std::move(columns)) {
    table_.name = std::move(name);
    table_.file = csv.name();
    for (auto const& column : declared_) (column.key ? table_.keys : table_.columns).push_back(column);
  }

  LoadedTable run() {
    CsvRecord record;
    if (!reader_.next(record)) {
      if (!reader_.fault()) {
        diagnostics_.push_back(in_file(DiagnosticId::bad_csv, csv_.name(), "the file has no header line",
                                       "name the columns in the first line"));
      }
    } else if (read_header(record)) {
      while (diagnostics_.size() < most_diagnostics && reader_.next(record)) read_row(record);
      number_texts();
      sort_rows();
    }
    if (reader_.fault()) diagnostics_.push_back(*reader_.fault());
    return {std::move(table_), std::move(diagnostics_)};
  }

 private:
  // Where the columns stand in a record.
  struct Places {
    std::vector<std::size_t> declared;  // in their order
    std::optional<std::size_t> valid_from, valid_to, verified, note, citation;
  };

  void error(DiagnosticId id, Span span, std::string message, std::string help = {}) {
    diagnostics_.push_back(at(id, csv_, span, std::move(message), std::move(help)));
  }

  // --- the header

  bool read_header(CsvRecord const& header) {
    header_size_ = header.cells.size();
    std::size_t const before = diagnostics_.size();
    std::vector<std::string> const wanted = missing_columns(header);
    for (std::size_t i = 0; i < header.cells.size(); ++i) check_column(header, i, wanted);
    for (std::string const& name : wanted) {
      error(DiagnosticId::bad_columns, header.span, fmt::format("the column `{}` is missing", name));
    }
    if (diagnostics_.size() != before) return false;
    for (auto const& column : declared_) places_.declared.push_back(*place(header, column.name));
    places_.valid_from = place(header, "valid_from");
    places_.valid_to = place(header, "valid_to");
    places_.verified = place(header, "verified");
    places_.note = place(header, "note");
    if (!cited_by_.empty()) places_.citation = place(header, cited_by_);
    return true;
  }

  static std::optional<std::size_t> place(CsvRecord const& header, std::string_view name) {
    for (std::size_t i = 0; i < header.cells.size(); ++i) {
      if (header.cells[i].text == name) return i;
    }
    return std::nullopt;
  }

  std::vector<std::string> missing_columns(CsvRecord const& header) const {
    std::vector<std::string> names;
    auto const want = [&](std::string const& name) {
      if (!place(header, name) && !contains(names, name)) names.push_back(name);
    };
    for (auto const& column : declared_) want(column.name);
    if (!cited_by_.empty()) want(cited_by_);
    return names;
  }

  void check_column(CsvRecord const& header, std::size_t index, std::vector<std::string> const& missing) {
    auto const& [name, span] = header.cells[index];
    if (auto const first = place(header, name); first != index) {
      error(DiagnosticId::bad_columns, span, fmt::format("the column `{}` stands here a second time", name));
      diagnostics_.back().labels.push_back({frame_at(csv_, header.cells[*first].span), "first here"});
      return;
    }
    bool const declared = std::any_of(declared_.begin(), declared_.end(), [&](auto const& c) { return c.name == name; });
    if (declared || name == cited_by_ || contains(common_columns, name)) return;
    std::vector<std::string> candidates = missing;
    for (auto const common : common_columns) {
      if (!place(header, common)) candidates.emplace_back(common);
    }
    std::string help = did_you_mean(name, candidates);
    if (help.empty()) help = "declare it with `column`, or take it out of the file";
    error(DiagnosticId::bad_columns, span, fmt::format("the column `{}` is not declared", name), std::move(help));
  }

  // --- rows

  void read_row(CsvRecord const& record) {
    auto const& cells = record.cells;
    if (cells.size() != header_size_) {
      Span const place = cells.size() > header_size_ ? cells[header_size_].span : cells.back().span;
      error(DiagnosticId::bad_csv, place,
            fmt::format("the row has {} cells, and the header {}", cells.size(), header_size_),
            "put a cell that holds a comma in quotes");
      return;
    }
    std::size_t const before = diagnostics_.size();
    Row row;
    row.line = csv_.position(record.span.begin).line;
    for (std::size_t i = 0; i < declared_.size(); ++i) {
      CsvCell const& cell = cells[places_.declared[i]];
      auto const value = read_cell(cell, declared_[i]);
      (declared_[i].key ? row.keys : row.values).push_back(value.value_or(unknown));
    }
    read_interval(cells, row);
    if (places_.note) row.note = cells[*places_.note].text;
    if (places_.citation) {
      CsvCell const& cell = cells[*places_.citation];
      row.citation = cell.text;
      if (cell.text.find_first_not_of(" \t\r\n") == std::string::npos) {
        error(DiagnosticId::missing_citation, cell.span, fmt::format("the row has no `{}` to cite", cited_by_),
              "say what the row rests on");
      }
    }
    if (places_.verified) {
      CsvCell const& cell = cells[*places_.verified];
      if (!contains(verified_words, cell.text)) {
        error(DiagnosticId::bad_cell, cell.span, cell.text.empty() ? "`verified` is empty" : fmt::format("`verified` cannot be `{}`", cell.text),
              allowed(cell.text, verified_words));
      }
      if (contains(doubtful_words, cell.text)) {
        row.doubt = cell.text;
        std::fill(row.values.begin(), row.values.end(), unknown);
      }
    }
    if (diagnostics_.size() != before) return;
    table_.rows.push_back(std::move(row));
    spans_.push_back(first_line(record.span));
  }

  // What a message about a whole row marks.
  Span first_line(Span span) const {
    auto const line_end = csv_.text().substr(0, span.end).find_first_of("\r\n", span.begin);
    return {span.begin, line_end == std::string_view::npos ? span.end : static_cast<std::uint32_t>(line_end)};
  }

  void read_interval(std::vector<CsvCell> const& cells, Row& row) {
    auto const day = [&](std::optional<std::size_t> place, std::int64_t open) {
      if (!place || cells[*place].text.empty()) return open;
      return read_date(cells[*place]).value_or(open);
    };
    row.from = day(places_.valid_from, row.from);
    row.to = day(places_.valid_to, row.to);
    if (row.to >= row.from) return;
    error(DiagnosticId::bad_interval, cells[*places_.valid_to].span,
          fmt::format("the row holds until `{}`, before it begins on `{}`", cells[*places_.valid_to].text,
                      cells[*places_.valid_from].text));
  }

  // --- cells

  std::optional<std::int64_t> read_cell(CsvCell const& cell, ColumnType const& column) {
    if (means_unknown(cell.text, column.type)) {
      if (!column.key) return unknown;
      error(DiagnosticId::bad_cell, cell.span, fmt::format("the key `{}` is not known", column.name),
            "a row says for which key it holds; leave out a row that cannot");
      return std::nullopt;
    }
    switch (column.type.kind) {
      case Kind::boolean: return read_boolean(cell);
      case Kind::integer:
      case Kind::days:
      case Kind::months: return read_number(cell, "an integer", integer_from_text(cell.text));
      case Kind::decimal: return read_number(cell, "a number", decimal_from_text(cell.text));
      case Kind::money: return read_number(cell, "an amount", decimal_from_text(cell.text), "write it as `25.00`");
      case Kind::share: return read_number(cell, "a share", decimal_from_text(cell.text), "write 20 percent as `0.2`");
      case Kind::date: return read_date(cell);
      case Kind::text: return intern(cell.text);
      case Kind::enumeration: return read_word(cell, schemas_.enumerations[column.type.index]);
      case Kind::list:
      case Kind::record: break;
    }
    error(DiagnosticId::bad_cell, cell.span, fmt::format("the column `{}` cannot hold a list or a record", column.name));
    return std::nullopt;
  }

  // An enumeration that has the word `partial` itself means that word by it. `unknown` is never a known fact.
  bool means_unknown(std::string_view text, Type type) const {
    if (text.empty()) return true;
    if (type.kind == Kind::text) return false;
    if (text == "partial") {
      return type.kind != Kind::enumeration || !contains(schemas_.enumerations[type.index].words, text);
    }
    return text == "unknown";
  }

  std::optional<std::int64_t> read_boolean(CsvCell const& cell) {
    auto const found = std::find(boolean_words.begin(), boolean_words.end(), cell.text);
    if (found != boolean_words.end()) return (found - boolean_words.begin()) % 2 == 0 ? 1 : 0;
    error(DiagnosticId::bad_cell, cell.span, fmt::format("`{}` is neither yes nor no", cell.text),
          allowed(cell.text, boolean_words));
    return std::nullopt;
  }

  std::optional<std::int64_t> read_number(CsvCell const& cell, std::string_view noun, std::optional<std::int64_t> value,
                                          std::string help = {}) {
    if (!value) error(DiagnosticId::bad_cell, cell.span, fmt::format("`{}` is not {}", cell.text, noun), std::move(help));
    return value;
  }

  std::optional<std::int64_t> read_date(CsvCell const& cell) {
    auto const day = date_from_text(cell.text);
    if (!day) {
      error(DiagnosticId::bad_cell, cell.span, fmt::format("`{}` is not a day", cell.text),
            "write a day that exists, as YYYY-MM-DD");
    }
    return day;
  }

  std::optional<std::int64_t> read_word(CsvCell const& cell, Enumeration const& enumeration) {
    for (std::size_t i = 0; i < enumeration.words.size(); ++i) {
      if (enumeration.words[i] == cell.text) return enumeration.symbols[i];
    }
    std::string const name = enumeration.name.empty() ? "the words of its column" : fmt::format("`{}`", enumeration.name);
    error(DiagnosticId::bad_cell, cell.span, fmt::format("`{}` is none of {}", cell.text, name),
          allowed(cell.text, enumeration.words));
    return std::nullopt;
  }

  std::int64_t intern(std::string const& text) {
    return texts_.try_emplace(text, static_cast<std::int64_t>(texts_.size())).first->second;
  }

  // --- the whole

  // Numbers the texts anew in their own order, so that a text is found by binary search.
  void number_texts() {
    std::vector<std::int64_t> sorted(texts_.size());
    for (auto const& [text, number] : texts_) table_.texts.push_back(text);
    std::sort(table_.texts.begin(), table_.texts.end());
    for (std::size_t i = 0; i < table_.texts.size(); ++i) {
      sorted[static_cast<std::size_t>(texts_.at(table_.texts[i]))] = static_cast<std::int64_t>(i);
    }
    auto const renumber = [&](std::vector<ColumnType> const& columns, std::vector<std::int64_t>& values) {
      for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].type.kind != Kind::text || values[i] == unknown) continue;
        values[i] = sorted[static_cast<std::size_t>(values[i])];
      }
    };
    for (Row& row : table_.rows) {
      renumber(table_.keys, row.keys);
      renumber(table_.columns, row.values);
    }
  }

  void sort_rows() {
    auto& rows = table_.rows;
    std::vector<std::size_t> order(rows.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return std::tie(rows[a].keys, rows[a].from, a) < std::tie(rows[b].keys, rows[b].from, b);
    });
    // The row of the same key that reaches farthest; the next row in order must begin behind it.
    std::optional<std::size_t> reaching;
    for (std::size_t const row : order) {
      bool const same_key = reaching && rows[*reaching].keys == rows[row].keys;
      if (same_key && rows[*reaching].to >= rows[row].from && diagnostics_.size() < most_diagnostics) {
        report_overlap(std::min(*reaching, row), std::max(*reaching, row));
      }
      if (!same_key || rows[row].to > rows[*reaching].to) reaching = row;
    }
    std::vector<Row> sorted;
    sorted.reserve(rows.size());
    for (std::size_t const row : order) sorted.push_back(std::move(rows[row]));
    rows = std::move(sorted);
  }

  void report_overlap(std::size_t first, std::size_t second) {
    error(DiagnosticId::overlapping_rows, spans_[second], "another row holds for the same key on the same day",
          "end one with `valid_to` before the other begins with `valid_from`; both days are inclusive");
    diagnostics_.back().labels.push_back({frame_at(csv_, spans_[first]), "the other row"});
  }

  Source const& csv_;
  CsvReader reader_;
  std::string cited_by_;
  Schemas const& schemas_;
  std::vector<ColumnType> declared_;
  FactsTable table_;
  Diagnostics diagnostics_;
  std::size_t header_size_ = 0;
  Places places_;
  std::vector<Span> spans_;  // of the rows, in the order of the file
  std::unordered_map<std::string, std::int64_t> texts_;
};

}  // namespace

LoadedTable load_table(Source const& csv, std::string name, std::vector<ColumnType> columns, std::string const& cited_by,
                       Schemas const& schemas) {
  return TableLoader(csv, std::move(name), std::move(columns), cited_by, schemas).run();
}

}  // namespace telerule
