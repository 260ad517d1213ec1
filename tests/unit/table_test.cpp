#include "table/table.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "table/csv.hpp"

using namespace telerule;

namespace {

// `line:column [marked] id: message (help); label line:column`
std::string told(Diagnostic const& d) {
  std::string text;
  if (d.frame) {
    auto const& f = *d.frame;
    text = fmt::format("{}:{} [{}] ", f.position.line, f.position.column,
                       f.text.substr(f.position.column - f.text_column, f.width));
  }
  text += fmt::format("{}: {}", info(d.id).text, d.message);
  if (!d.help.empty()) text += fmt::format(" ({})", d.help);
  for (auto const& label : d.labels)
    text += fmt::format("; {} {}:{}", label.text, label.frame.position.line, label.frame.position.column);
  return text;
}

using Texts = std::vector<std::string>;

struct Csv {
  std::vector<Texts> rows;
  std::string fault;
};

Csv read(std::string text) {
  Source const source("t.csv", std::move(text));
  CsvReader reader(source);
  Csv csv;
  for (CsvRecord record; reader.next(record);) {
    Texts& row = csv.rows.emplace_back();
    for (auto const& cell : record.cells) row.push_back(cell.text);
  }
  if (reader.fault()) csv.fault = told(*reader.fault());
  return csv;
}

Schemas schemas() {
  Schemas s;
  auto const add = [&](std::string name, Texts words) {
    auto& e = s.enumerations.emplace_back();
    e.name = std::move(name);
    for (auto const& word : words) e.symbols.push_back(s.intern(word));
    e.words = std::move(words);
  };
  add("state", {"CA", "NY", "TX"});
  add("", {"full", "partial", "none"});
  return s;
}

Type const state{Kind::enumeration, 0}, extent{Kind::enumeration, 1};
Type const boolean{Kind::boolean}, text{Kind::text}, money{Kind::money}, date{Kind::date}, integer{Kind::integer};

LoadedTable load(std::string csv, std::vector<ColumnType> columns, std::string const& cited_by = "source") {
  return load_table(Source("t.csv", std::move(csv)), "t", std::move(columns), cited_by, schemas());
}

std::vector<ColumnType> const by_state{{"code", state, true}, {"granted", boolean, false}};

FactsTable good(std::string csv, std::vector<ColumnType> columns = by_state, std::string const& cited_by = "source") {
  auto loaded = load(std::move(csv), std::move(columns), cited_by);
  for (auto const& d : loaded.diagnostics) FAIL_CHECK(told(d));
  return std::move(loaded.table);
}

Texts faults(std::string csv, std::vector<ColumnType> columns = by_state, std::string const& cited_by = "source") {
  Texts texts;
  for (auto const& d : load(std::move(csv), std::move(columns), cited_by).diagnostics) texts.push_back(told(d));
  return texts;
}

std::int64_t symbol(std::string_view word) { return schemas().symbols.at(std::string(word)); }

Row const* find(FactsTable const& table, std::vector<std::int64_t> const& key, std::string_view day) {
  return table.find(key, *date_from_text(day));
}

}  // namespace

TEST_CASE("csv cells") {
  CHECK(read("a,b\nc,d\n").rows == std::vector<Texts>{{"a", "b"}, {"c", "d"}});
  CHECK(read("a,b\r\nc,d").rows == std::vector<Texts>{{"a", "b"}, {"c", "d"}});
  CHECK(read("\xEF\xBB\xBF\"a\",b\n").rows == std::vector<Texts>{{"a", "b"}});
  CHECK(read("a,,\n,,b\n").rows == std::vector<Texts>{{"a", "", ""}, {"", "", "b"}});
  CHECK(read("\"a,b\",\"say \"\"hi\"\"\",\"two\r\nlines\"\n").rows ==
        std::vector<Texts>{{"a,b", "say \"hi\"", "two\r\nlines"}});
  CHECK(read("\"\",\"\"\"\"\n").rows == std::vector<Texts>{{"", "\""}});
  CHECK(read(" a , b\n").rows == std::vector<Texts>{{" a ", " b"}});
  CHECK(read("a\n\n\r\nb\n\n").rows == std::vector<Texts>{{"a"}, {"b"}});
  CHECK(read("a,").rows == std::vector<Texts>{{"a", ""}});
  CHECK(read("").rows.empty());
  CHECK(read("\n\n").rows.empty());
  CHECK(read("é,😀\n").rows == std::vector<Texts>{{"é", "😀"}});
}

TEST_CASE("csv faults") {
  CHECK(read("a,b\nc,\"d\ne,f\n").fault ==
        "2:3 [\"] bad-csv: this quote is never closed (a quote inside a quoted cell is doubled)");
  CHECK(read("a,\"b\"c\n").fault ==
        "1:6 [c] bad-csv: this follows a closing quote (put the whole cell in quotes, and double a quote inside it)");
  CHECK(read("a,b\"c\"\n").fault ==
        "1:4 [\"] bad-csv: a quote stands inside a cell that has none around it (put the whole cell in quotes, and "
        "double the quote "
        "inside it)");
  CHECK(read("a\rb\n").fault ==
        "1:2 [\r] bad-csv: a carriage return stands here without a line feed (end lines with LF or CRLF)");
  CHECK(read("a\nb\xff\n").fault == "2:2 [\xff] bad-encoding: this byte is not UTF-8 text (save the file as UTF-8)");
  CHECK(read(std::string("a\0b\n", 4)).fault.ends_with("bad-encoding: the text holds a NUL (save the file as UTF-8)"));
  CHECK(read("a\nb\n\"").rows.size() == 2);
}

TEST_CASE("a table is found by key and day") {
  auto const table = good(
      "code,granted,valid_from,valid_to,source,note\n"
      "TX,y,2020-01-01,2021-12-31,law 1,first\n"
      "TX,n,2022-01-01,,law 2,\n"
      "CA,yes,,2020-06-30,law 3,\n"
      "CA,false,2021-01-01,2021-01-01,law 4,\n");
  REQUIRE(table.rows.size() == 4);
  auto const ca = symbol("CA"), ny = symbol("NY"), tx = symbol("TX");
  CHECK(table.name == "t");
  CHECK(table.file == "t.csv");
  CHECK(table.keys.size() == 1);
  CHECK(table.columns.size() == 1);

  Row const* row = find(table, {tx}, "2020-01-01");
  REQUIRE(row);
  CHECK(row->line == 2);
  CHECK(row->values == std::vector<std::int64_t>{1});
  CHECK(row->citation == "law 1");
  CHECK(row->note == "first");
  CHECK(row->doubt.empty());
  CHECK(find(table, {tx}, "2021-12-31") == row);
  CHECK(find(table, {tx}, "2019-12-31") == nullptr);
  CHECK(find(table, {tx}, "2022-01-01")->line == 3);
  CHECK(find(table, {tx}, "9999-12-31")->values[0] == 0);
  CHECK(find(table, {ca}, "0001-01-01")->line == 4);
  CHECK(find(table, {ca}, "2020-06-30")->line == 4);
  CHECK(find(table, {ca}, "2020-07-01") == nullptr);
  CHECK(find(table, {ca}, "2021-01-01")->line == 5);
  CHECK(find(table, {ca}, "2021-01-02") == nullptr);
  CHECK(find(table, {ny}, "2021-01-01") == nullptr);
  CHECK(find(FactsTable{}, {}, "2021-01-01") == nullptr);
}

TEST_CASE("cells are of their columns' types") {
  auto const table = good(
      "n,b,i,m,s,d,t,e,x,y,source\n"
      "1,true,3,25.00,0.2,2024-02-29,\"a, b\",full,90,6,law\n"
      "2,unknown,partial,,unknown,partial,unknown,partial,,unknown,law\n"
      "3,,,,,,,,,,law\n",
      {{"n", integer, true},
       {"b", boolean, false},
       {"i", integer, false},
       {"m", money, false},
       {"s", {Kind::share}, false},
       {"d", date, false},
       {"t", text, false},
       {"e", extent, false},
       {"x", {Kind::days}, false},
       {"y", {Kind::months}, false}});
  REQUIRE(table.rows.size() == 3);
  CHECK(table.rows[0].values == std::vector<std::int64_t>{1, 3, 25 * decimal_one, decimal_one / 5,
                                                          *date_from_text("2024-02-29"), *table.text_index("a, b"),
                                                          symbol("full"), 90, 6});
  // In a text column `unknown` is a text; an enumeration with the word `partial` means it.
  CHECK(table.rows[1].values == std::vector<std::int64_t>{unknown, unknown, unknown, unknown, unknown,
                                                          *table.text_index("unknown"), symbol("partial"), unknown,
                                                          unknown});
  CHECK(table.rows[2].values == std::vector<std::int64_t>(9, unknown));
}

TEST_CASE("texts are numbered in their own order, and are keys too") {
  auto const table = good("name,kind,n,source\nzoe,b,1,x\nann,b,2,x\nzoe,a,3,x\n",
                          {{"name", text, true}, {"kind", text, true}, {"n", integer, false}});
  CHECK(table.texts == Texts{"a", "ann", "b", "zoe"});
  CHECK(!table.text_index("bob"));
  auto const key = [&](std::string_view name, std::string_view kind) {
    return std::vector<std::int64_t>{*table.text_index(name), *table.text_index(kind)};
  };
  CHECK(find(table, key("zoe", "a"), "2020-01-01")->values[0] == 3);
  CHECK(find(table, key("zoe", "b"), "2020-01-01")->values[0] == 1);
  CHECK(find(table, key("ann", "b"), "2020-01-01")->values[0] == 2);
  CHECK(find(table, key("ann", "a"), "2020-01-01") == nullptr);
}

TEST_CASE("a row that is in doubt is there, and nothing of it is known") {
  auto const table = good("code,granted,verified,source\nCA,y,yes,x\nNY,y,unverified,x\nTX,n,partial,x\n");
  CHECK(find(table, {symbol("CA")}, "2020-01-01")->doubt.empty());
  CHECK(find(table, {symbol("NY")}, "2020-01-01")->doubt == "unverified");
  CHECK(find(table, {symbol("NY")}, "2020-01-01")->values[0] == unknown);
  CHECK(find(table, {symbol("TX")}, "2020-01-01")->doubt == "partial");
  CHECK(good("code,granted,verified,source\nCA,y,secondary,x\n").rows[0].values[0] == 1);
  CHECK(faults("code,granted,verified,source\nCA,y,unverfied,x\n") ==
        Texts{"2:6 [unverfied] bad-cell: `verified` cannot be `unverfied` (did you mean `unverified`?)"});
  CHECK(faults("code,granted,verified,source\nCA,y,,x\n") ==
        Texts{"2:6 [,] bad-cell: `verified` is empty (the words are `yes`, `secondary`, `partial`, `unverified`, "
              "`unknown`)"});
}

TEST_CASE("columns are those declared, and a few that every table may have") {
  CHECK(good("code,granted,valid_from,valid_to,source,source_date,as_of,checked_on,verified,note\n").rows.empty());
  CHECK(faults("code,grantd,source\nCA,y,x\n") ==
        Texts{"1:6 [grantd] bad-columns: the column `grantd` is not declared (did you mean `granted`?)",
              "1:1 [code,grantd,source] bad-columns: the column `granted` is missing"});
  CHECK(faults("code,granted,source,color\n") == Texts{"1:21 [color] bad-columns: the column `color` is not declared "
                                                       "(declare it with `column`, or take it out of the file)"});
  CHECK(faults("code,granted,code,source\n") ==
        Texts{"1:14 [code] bad-columns: the column `code` stands here a second time; first here 1:1"});
  CHECK(faults("code,granted\nCA,y\n") == Texts{"1:1 [code,granted] bad-columns: the column `source` is missing"});
  CHECK(good("code,granted,statute\nCA,y,s. 1\n", by_state, "statute").rows[0].citation == "s. 1");
  CHECK(faults("") == Texts{"bad-csv: the file has no header line (name the columns in the first line)"});
}

TEST_CASE("bad cells are told with what they may be") {
  CHECK(faults("code,granted,source\nNT,y,x\n") ==
        Texts{"2:1 [NT] bad-cell: `NT` is none of `state` (the words are `CA`, `NY`, `TX`)"});
  CHECK(faults("code,granted,source\nCA,maybe,x\n") == Texts{"2:4 [maybe] bad-cell: `maybe` is neither yes nor no (the "
                                                             "words are `y`, `n`, `yes`, `no`, `true`, `false`)"});
  CHECK(faults("code,granted,source\nunknown,y,x\n") ==
        Texts{"2:1 [unknown] bad-cell: the key `code` is not known (a row says for which key it holds; leave out a row "
              "that cannot)"});
  CHECK(faults("code,granted,source\n,y,x\n").size() == 1);
  CHECK(faults("k,m,source\n1,$25.00,x\n", {{"k", integer, true}, {"m", money, false}}) ==
        Texts{"2:3 [$25.00] bad-cell: `$25.00` is not an amount (write it as `25.00`)"});
  CHECK(faults("k,d,source\n1,2024-02-30,x\n", {{"k", integer, true}, {"d", date, false}}) ==
        Texts{"2:3 [2024-02-30] bad-cell: `2024-02-30` is not a day (write a day that exists, as YYYY-MM-DD)"});
  CHECK(faults("k,d,source\n1,1.5,x\n", {{"k", integer, true}, {"d", integer, false}}) ==
        Texts{"2:3 [1.5] bad-cell: `1.5` is not an integer"});
  CHECK(faults("k,e,source\n1,ful,x\n", {{"k", integer, true}, {"e", extent, false}}) ==
        Texts{"2:3 [ful] bad-cell: `ful` is none of the words of its column (did you mean `full`?)"});
}

TEST_CASE("rows are whole, cited and in order") {
  CHECK(faults("code,granted,source\nCA,y\nNY,y,x,z\nTX,y,x\n") ==
        Texts{"2:4 [y] bad-csv: the row has 2 cells, and the header 3 (put a cell that holds a comma in quotes)",
              "3:8 [z] bad-csv: the row has 4 cells, and the header 3 (put a cell that holds a comma in quotes)"});
  CHECK(faults("code,granted,source\nCA,y,\" \"\n") ==
        Texts{"2:6 [\" \"] missing-citation: the row has no `source` to cite (say what the row rests on)"});
  CHECK(faults("code,granted,valid_from,valid_to,source\nCA,y,2021-01-02,2021-01-01,x\n") ==
        Texts{"2:17 [2021-01-01] bad-interval: the row holds until `2021-01-01`, before it begins on `2021-01-02`"});
  CHECK(faults("code,granted,valid_from,source\nCA,y,2021,x\n") ==
        Texts{"2:6 [2021] bad-cell: `2021` is not a day (write a day that exists, as YYYY-MM-DD)"});
}

TEST_CASE("rows of one key never overlap") {
  std::string const help =
      " (end one with `valid_to` before the other begins with `valid_from`; both days are inclusive)";
  CHECK(
      faults("code,granted,valid_from,valid_to,source\nCA,y,2020-01-01,2021-01-01,x\nNY,n,,,x\nCA,n,2021-01-01,,x\n") ==
      Texts{"4:1 [CA,n,2021-01-01,,x] overlapping-rows: another row holds for the same key on the same day" + help +
            "; the other row 2:1"});
  CHECK(faults("code,granted,source\nCA,y,x\nCA,y,\"x\ny\"\n") ==
        Texts{"3:1 [CA,y,\"x] overlapping-rows: another row holds for the same key on the same day" + help +
              "; the other row 2:1"});
  // The row that reaches farthest need not be the last before.
  CHECK(faults("code,granted,valid_from,valid_to,source\nCA,y,2020-01-01,2029-12-31,x\nCA,n,2021-01-01,2021-12-31,"
               "x\nCA,n,2025-01-01,,x\n")
            .size() == 2);
  CHECK(faults("code,granted,valid_from,valid_to,source\nCA,y,2022-01-01,,x\nCA,n,,2021-12-31,x\n").empty());
}

TEST_CASE("a file full of faults ends in bounded messages") {
  std::string csv = "code,granted,source\n";
  for (int i = 0; i < 1000; ++i) csv += "XX,maybe,\n";
  CHECK(faults(csv).size() < 60);
  CHECK(faults("a" + std::string(1'000'000, ',')).size() == 1);
}
