#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "table/cell.hpp"
#include "table/csv.hpp"
#include "table/table.hpp"

namespace telerule {
namespace {

constexpr std::array<std::string_view, 8> common_columns{"valid_from", "valid_to",   "source",   "source_date",
                                                         "as_of",      "checked_on", "verified", "note"};
// What `verified` may say, and of these what leaves nothing of a row known.
std::array<std::string, 5> const verified_words{"yes", "secondary", "partial", "unverified", "unknown"};
constexpr std::array<std::string_view, 3> doubtful_words{"partial", "unverified", "unknown"};

// So that a file of a million faults is not a million messages.
constexpr std::size_t most_diagnostics = 50;
// So that the checks that compare each column with each other end soon.
constexpr std::size_t most_columns = 1'000;
template <class Words>
bool contains(Words const& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

class TableLoader {
 public:
  TableLoader(Source const& csv, std::string name, std::vector<ColumnType> columns, std::string const& cited_by,
              Schemas const& schemas)
      : csv_(csv),
        reader_(csv),
        cited_by_(cited_by),
        declared_(std::move(columns)),
        cells_(csv, schemas, diagnostics_) {
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
    if (header_size_ > most_columns) {
      error(DiagnosticId::bad_columns, header.cells[most_columns].span,
            fmt::format("the table has more than {} columns", most_columns));
      return false;
    }
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
    bool const declared =
        std::any_of(declared_.begin(), declared_.end(), [&](auto const& c) { return c.name == name; });
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
      auto const value = cells_.read(cell, declared_[i]);
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
        error(DiagnosticId::bad_cell, cell.span,
              cell.text.empty() ? "`verified` is empty" : fmt::format("`verified` cannot be `{}`", cell.text),
              allowed_words(cell.text, verified_words));
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
      return cells_.read_date(cells[*place]).value_or(open);
    };
    row.from = day(places_.valid_from, row.from);
    row.to = day(places_.valid_to, row.to);
    if (row.to >= row.from) return;
    error(DiagnosticId::bad_interval, cells[*places_.valid_to].span,
          fmt::format("the row holds until `{}`, before it begins on `{}`", cells[*places_.valid_to].text,
                      cells[*places_.valid_from].text));
  }

  // --- the whole

  // Numbers the texts anew in their own order, so that a text is found by binary search.
  void number_texts() {
    std::vector<std::int64_t> sorted(cells_.texts().size());
    for (auto const& [text, number] : cells_.texts()) table_.texts.push_back(text);
    std::sort(table_.texts.begin(), table_.texts.end());
    for (std::size_t i = 0; i < table_.texts.size(); ++i) {
      sorted[static_cast<std::size_t>(cells_.texts().at(table_.texts[i]))] = static_cast<std::int64_t>(i);
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
  std::vector<ColumnType> declared_;
  FactsTable table_;
  Diagnostics diagnostics_;
  CellReader cells_;
  std::size_t header_size_ = 0;
  Places places_;
  std::vector<Span> spans_;  // of the rows, in the order of the file
};

}  // namespace

LoadedTable load_table(Source const& csv, std::string name, std::vector<ColumnType> columns,
                       std::string const& cited_by, Schemas const& schemas) {
  return TableLoader(csv, std::move(name), std::move(columns), cited_by, schemas).run();
}

}  // namespace telerule
