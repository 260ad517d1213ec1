#include "telerule/render.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "report/glyph.hpp"
#include "report/json_text.hpp"
#include "telerule/source.hpp"

using namespace telerule;

namespace {

Span span_of(Source const& source, std::string_view part) {
  auto const at = source.text().find(part);
  REQUIRE(at != std::string_view::npos);
  return {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + part.size())};
}

Frame frame_of(Source const& source, std::string_view part) { return frame_at(source, span_of(source, part)); }

std::string rendered(Diagnostic const& diagnostic, unsigned columns = 100) {
  return render_diagnostics({diagnostic}, {.color = false, .quiet = false, .columns = columns});
}

// The line of a rendered text that holds `part`.
std::string line_with(std::string const& text, std::string_view part) {
  auto const at = text.find(part);
  if (at == std::string::npos) return "(not there)";
  auto const begin = text.rfind('\n', at) + 1;
  return text.substr(begin, text.find('\n', at) - begin);
}

Result result_of(Verdict verdict, std::string rule, std::string severity, std::string subject) {
  Result result;
  result.rule = std::move(rule);
  result.title = "Bread is warm";
  result.subject = std::move(subject);
  result.verdict = verdict;
  result.severity = std::move(severity);
  result.basis = "text";
  result.citations = {{"G-1", "(1)", "text", "verified"}};
  result.message = "a sentence";
  return result;
}

ScenarioReport scenario_of(std::vector<Result> results) {
  ScenarioReport scenario;
  scenario.file = "a.json";
  scenario.id = "monday";
  scenario.kind = "delivery";
  scenario.as_of = "2026-03-01";
  scenario.results = std::move(results);
  for (auto const& result : scenario.results) scenario.verdict = std::min(scenario.verdict, result.verdict);
  return scenario;
}

Report report_of(std::vector<ScenarioReport> scenarios) {
  Report report;
  report.tool = {"telerule", "1", std::string(64, '0')};
  report.scenarios = std::move(scenarios);
  report.summary = summarize(report.scenarios);
  return report;
}

}  // namespace

TEST_CASE("what a terminal would obey is shown as an escape") {
  CHECK(printable("plain, ü, 日本, 🥖") == "plain, ü, 日本, 🥖");
  CHECK(printable("\x1b[31m\r\n\t\x7f") == "\\u{1b}[31m\\u{d}\\u{a}\\u{9}\\u{7f}");
  CHECK(printable("\u0085\u009b") == "\\u{85}\\u{9b}");
  CHECK(printable("a\u202eb\u2066c\u2069\u200f\u061c") == "a\\u{202e}b\\u{2066}c\\u{2069}\\u{200f}\\u{61c}");
  CHECK(printable("\u2028\u2029\ufeff\u200b\U000e0041") == "\\u{2028}\\u{2029}\\u{feff}\\u{200b}\\u{e0041}");
  CHECK(printable(std::string_view("\0", 1)) == "\\u{0}");
  CHECK(printable("a\xff\xc3") == "a\\x{ff}\\x{c3}");
  CHECK(printable("\xed\xa0\x80") == "\\x{ed}\\x{a0}\\x{80}");
  CHECK(printable("") == "");
}

TEST_CASE("nothing printable is printed otherwise, whatever the bytes") {
  for (unsigned first = 0; first < 256; ++first) {
    bool stable = true, safe = true;
    for (unsigned second = 0; second < 256; ++second) {
      std::string const bytes{static_cast<char>(first), static_cast<char>(second)};
      auto const shown = printable(bytes);
      stable = stable && printable(shown) == shown;
      for (char const c : shown) safe = safe && static_cast<unsigned char>(c) >= 0x20 && c != 0x7f;
    }
    CAPTURE(first);
    CHECK(stable);
    CHECK(safe);
  }
}

TEST_CASE("widths are those of the screen") {
  CHECK(cells_of("abc") == 3);
  CHECK(cells_of("日本") == 4);
  CHECK(cells_of("e\u0301") == 1);
  CHECK(cells_of("🥖") == 2);
  CHECK(cells_of("\x1b") == 6);
  CHECK(cells_of("\xff") == 6);
}

TEST_CASE("a diagnostic shows its place, labels and help") {
  Source const rules("rules/x.rules",
                     "language 1\nrule x\n  require some v in service.telehelth satisfies v.covered\nend\n");
  auto diagnostic = at(DiagnosticId::unknown_field, rules, span_of(rules, "telehelth"),
                       "`service.telehelth` is no field", "did you mean `telehealth`?");
  diagnostic.labels.push_back({frame_of(rules, "rule x"), "in this rule"});
  CHECK(rendered(diagnostic) == R"(error[unknown-field]: `service.telehelth` is no field
 --> rules/x.rules:3:29
  |
2 | rule x
  | ------ in this rule
3 |   require some v in service.telehelth satisfies v.covered
  |                             ^^^^^^^^^
  = help: did you mean `telehealth`?
)");
}

TEST_CASE("a place that is not known is left out") {
  CHECK(rendered(in_file(DiagnosticId::unreadable_file, "a.json", "it cannot be read")) ==
        "error[unreadable-file]: it cannot be read\n --> a.json\n");
  CHECK(rendered(in_file(DiagnosticId::usage_error, "", "no command is given", "name one")) ==
        "error[usage-error]: no command is given\n  = help: name one\n");
  auto with_pointer = in_file(DiagnosticId::missing_field, "a.json", "a field is missing");
  with_pointer.pointer = "/plan";
  CHECK(rendered(with_pointer) == "error[missing-field]: a field is missing\n --> a.json at /plan\n");
  auto unknown_line = in_file(DiagnosticId::not_json, "a.json", "it is not JSON");
  unknown_line.frame = Frame{"a.json", {}, 1, "", 1};
  CHECK(rendered(unknown_line).find("0:0") == std::string::npos);
}

TEST_CASE("places in two files each have their frame") {
  Source const first("a.rules", "rule x\n"), second("b.rules", "\n\nrule x\n");
  auto diagnostic = at(DiagnosticId::duplicate_name, second, span_of(second, "x"), "`x` is declared twice");
  diagnostic.labels.push_back({frame_of(first, "x"), "here first"});
  CHECK(rendered(diagnostic) == R"(error[duplicate-name]: `x` is declared twice
 --> b.rules:3:6
  |
3 | rule x
  |      ^
 --> a.rules:1:6
  |
1 | rule x
  |      - here first
)");
}

TEST_CASE("a caret stands under its text, whatever stands before it") {
  auto const caret_line = [](std::string const& line, std::string_view mark) {
    Source const source("a", line + "\n");
    auto const text = rendered(at(DiagnosticId::not_json, source, span_of(source, mark), "x"));
    return line_with(text, "^");
  };
  CHECK(caret_line("a b c", "b") == "  |   ^");
  CHECK(caret_line("\tb", "b") == "  |     ^");
  CHECK(caret_line("日本 b", "b") == "  |      ^");
  CHECK(caret_line("日本 b", "日本") == "  | ^^^^");
  CHECK(caret_line("e\u0301 b", "b") == "  |   ^");
  CHECK(caret_line("\x1b b", "b") == "  |        ^");
  CHECK(caret_line("\u202e b", "\u202e") == "  | ^^^^^^^^");
  CHECK(caret_line("\xff b", "b") == "  |        ^");
}

TEST_CASE("a place at the end of a line, or of the text, has a caret behind it") {
  Source const source("a", "abc\n");
  CHECK(line_with(rendered(at(DiagnosticId::not_json, source, {3, 3}, "x")), "^") == "  |    ^");
  Source const empty("a", "");
  CHECK(line_with(rendered(at(DiagnosticId::not_json, empty, {0, 0}, "x")), "^") == "  | ^");
}

TEST_CASE("a long line is clipped around its mark, and the caret stays under it") {
  for (std::size_t const position : {0U, 5U, 60U, 400U, 990U}) {
    for (std::string const filling : {"a", "日", "\t"}) {
      std::string line;
      for (std::size_t i = 0; i < 1000; ++i) line += i == position ? "MARK" : filling;
      Source const source("a", line);
      for (unsigned const columns : {40U, 80U, 200U}) {
        auto const text = rendered(at(DiagnosticId::not_json, source, span_of(source, "MARK"), "x"), columns);
        auto const code = line_with(text, "1 |"), carets = line_with(text, "^");
        CAPTURE(code);
        CHECK(cells_of(code) <= columns);
        auto const mark = code.find("MARK");
        REQUIRE(mark != std::string::npos);
        CHECK(cells_of(code.substr(0, mark)) == carets.find('^'));
        CHECK(carets.substr(carets.find('^')) == "^^^^");
      }
    }
  }
}

TEST_CASE("what is marked beyond the width is marked as far as it is shown") {
  Source const source("a", std::string(500, 'x'));
  auto const text = rendered(at(DiagnosticId::not_json, source, {0, 500}, "x"), 60);
  CHECK(cells_of(line_with(text, "^")) <= 60);
}

TEST_CASE("the text report tells what asks for attention first, and worst first") {
  Source const data("a.json", "{\n  \"cold\": true,\n  \"loaves\": 3,\n  \"far\": 1\n}\n");
  auto advisory = result_of(Verdict::violated, "a-rule", "advisory", "");
  auto critical = result_of(Verdict::violated, "b-rule", "critical", "/boxes/0");
  critical.evidence = {{"/loaves", "3", frame_of(data, "3")}, {"/cold", "true", frame_of(data, "true")}};
  critical.remedy = "Warm it.";
  critical.source = frame_of(Source("r.rules", "\n  require   not  cold\n"), "require");
  auto open = result_of(Verdict::indeterminate, "c-rule", "high", "");
  open.missing = {{"/far", frame_of(data, "1")}, {"/box", frame_of(data, "{")}, {"/nowhere", std::nullopt}};
  open.evidence = critical.evidence;
  auto doubted = result_of(Verdict::indeterminate, "d-rule", "high", "");
  doubted.reasons = {"the guild never said"};
  doubted.tables = {{"bread", "bread.csv", 7, "Charter 3", "partial", "read in part"}};
  auto exempt = result_of(Verdict::not_applicable, "e-rule", "high", "");
  exempt.exception = "feast";
  exempt.message = "exception `feast` applies: no bread is sold";
  auto satisfied = result_of(Verdict::satisfied, "f-rule", "high", "/boxes/0");
  auto vacuous = satisfied;
  vacuous.subject = "/boxes/1";
  vacuous.vacuous = {"/boxes/1/slices"};
  auto const report = report_of({scenario_of({advisory, critical, open, doubted, exempt, satisfied, vacuous})});
  CHECK(render_text(report, {.color = false, .quiet = false, .columns = 80}) ==
        R"(violated  monday (delivery, as of 2026-03-01) in a.json

  violated  b-rule  critical  /boxes/0
    a sentence
     --> a.json:2:11
      |
    2 | "cold": true,
      |         ^^^^ /cold
    3 | "loaves": 3,
      |           ^ /loaves

    rule       r.rules:2: require not cold
    cites      G-1 (1), basis text, trust verified
    remedy     Warm it.

  violated  a-rule  advisory
    a sentence
    cites      G-1 (1), basis text, trust verified

  indeterminate  c-rule  high
    a sentence
    missing    /far (to be added at line 4)
               /box (to be added at line 1)
               /nowhere
    cites      G-1 (1), basis text, trust verified

  indeterminate  d-rule  high
    a sentence
    unsettled  the guild never said
    on file    bread.csv:7: Charter 3 (partial); read in part
    cites      G-1 (1), basis text, trust verified

  satisfied       f-rule  /boxes/0
  satisfied       f-rule  /boxes/1: vacuous, /boxes/1/slices is empty
  not applicable  e-rule  exception `feast` applies: no bread is sold (G-1 (1))

1 scenario: 1 violated
7 results: 2 violated, 2 indeterminate, 2 satisfied, 1 not applicable
)");
}

TEST_CASE("facts of one line share it, where it can show them all") {
  Source const data("a.json", R"({ "a": { "x": 1, "y": 22 }, "b": 3 })");
  auto violated = result_of(Verdict::violated, "a-rule", "high", "");
  violated.evidence = {{"/a/y", "22", frame_of(data, "22")}, {"/a/x", "1", frame_of(data, "1")}};
  auto const shown = [&](unsigned columns) {
    return render_text(report_of({scenario_of({violated})}), {.color = false, .quiet = false, .columns = columns});
  };
  CHECK(shown(80).find(R"(
    1 | { "a": { "x": 1, "y": 22 }, "b": 3 }
      |               ^       ^^ /a: x, y
)") != std::string::npos);

  violated.evidence.push_back({"/b", "3", frame_of(data, "3")});
  CHECK(shown(80).find(R"(
    1 | { "a": { "x": 1, "y": 22 }, "b": 3 }
      |               ^       ^^         ^ /a/x, /a/y, /b
)") != std::string::npos);
  CHECK(shown(44).find(R"(
    1 | { "a": { "x": 1, "y": 22 }, "b": 3 }
      |               ^       ^^         ^
      |               /a/x, /a/y, /b
)") != std::string::npos);
  violated.evidence.push_back({"/c", "1", frame_of(data, "{")});
  CHECK(shown(30).find(R"(
    1 | { "a": { "x": 1, "y": …
      | ^             ^ /c, /a/x
    1 | …1, "y": 22 }, "b": 3 }
      |          ^^         ^
      |          /a/y, /b
)") != std::string::npos);
}

TEST_CASE("a list and its elements are named once") {
  Source const data("a.json", R"({ "a": [1, 2], "b": 3 })");
  auto violated = result_of(Verdict::violated, "a-rule", "high", "");
  violated.evidence = {{"/a", "[1, 2]", frame_of(data, "[1, 2]")},
                       {"/a/0", "1", frame_of(data, "1")},
                       {"/a/1", "2", frame_of(data, "2")}};
  CHECK(render_text(report_of({scenario_of({violated})})).find(R"(
    1 | { "a": [1, 2], "b": 3 }
      |        ^^^^^^ /a
)") != std::string::npos);
}

TEST_CASE("null is told apart from what is absent") {
  Source const data("a.json", "{ \"cold\": null }");
  auto open = result_of(Verdict::indeterminate, "a-rule", "high", "");
  open.missing = {{"/cold", frame_of(data, "null")}};
  auto const text = render_text(report_of({scenario_of({open})}));
  CHECK(line_with(text, "missing") == "    missing    /cold (null in line 1)");
}

TEST_CASE("a quiet report leaves out what asks for nothing") {
  auto const satisfied = result_of(Verdict::satisfied, "a-rule", "high", "");
  auto const violated = result_of(Verdict::violated, "b-rule", "high", "");
  auto const report = report_of({scenario_of({satisfied}), scenario_of({satisfied, violated})});
  auto const text = render_text(report, {.color = false, .quiet = true, .columns = 100});
  CHECK(text.find("a-rule") == std::string::npos);
  CHECK(text.find("b-rule") != std::string::npos);
  CHECK(text.find("2 scenarios: 1 violated, 1 satisfied\n3 results: 1 violated, 2 satisfied\n") != std::string::npos);
}

TEST_CASE("no line of a report obeys data or is a command to a build server") {
  auto violated = result_of(Verdict::violated, "a-rule", "high", "");
  violated.message = "::error::\x1b[31m\nall is well";
  violated.remedy = "x ::set-env::" + std::string(90, 'y');
  auto scenario = scenario_of({violated});
  scenario.id = "\u202e\u009b";
  scenario.file = "::add-mask::\n";
  Diagnostics const errors{in_file(DiagnosticId::not_json, "::x\n", "::y\x1b", "::z\u2069")};
  for (auto const& text : {render_text(report_of({scenario})), render_diagnostics(errors)}) {
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("\u202e") == std::string::npos);
    for (std::size_t begin = 0; begin < text.size(); begin = text.find('\n', begin) + 1) {
      auto const first = text.find_first_not_of(' ', begin);
      CHECK(text.compare(first, 2, "::") != 0);
    }
  }
}

TEST_CASE("without colors there is no escape, and with them the text is the same") {
  auto const report = report_of({scenario_of({result_of(Verdict::violated, "a-rule", "high", "/a"),
                                              result_of(Verdict::satisfied, "b-rule", "high", "/a"),
                                              result_of(Verdict::not_applicable, "c-rule", "high", "/a")})});
  auto const plain = render_text(report);
  auto colored = render_text(report, {.color = true, .quiet = false, .columns = 100});
  CHECK(colored != plain);
  for (auto at = colored.find('\x1b'); at != std::string::npos; at = colored.find('\x1b')) {
    colored.erase(at, colored.find('m', at) + 1 - at);
  }
  CHECK(colored == plain);
}

TEST_CASE("a report of nothing says so") {
  CHECK(render_text(report_of({})) == "0 scenarios\n0 results\n");
  auto report = report_of({});
  report.errors = {in_file(DiagnosticId::not_json, "a.json", "x")};
  CHECK(render_text(report) == "0 scenarios\n0 results\n1 input error: not everything was judged\n");
}

TEST_CASE("the JSON report has its members in order, and null for what is not known") {
  Source const data("a.json", "{ \"cold\": true }");
  auto violated = result_of(Verdict::violated, "a-rule", "high", "");
  violated.evidence = {{"/cold", "true", frame_of(data, "true")}};
  auto report = report_of({scenario_of({violated})});
  report.errors = {in_file(DiagnosticId::unreadable_file, "b.json", "it cannot be read")};
  auto const text = render_json(report);
  auto const json = nlohmann::ordered_json::parse(text);
  auto const keys = [](nlohmann::ordered_json const& object) {
    std::string out;
    for (auto const& [key, value] : object.items()) out += key + " ";
    return out;
  };
  CHECK(keys(json) == "tool parameters scenarios errors summary ");
  auto const& scenario = json["scenarios"][0];
  CHECK(keys(scenario) == "file record id kind as_of as_of_overridden verdict results ");
  CHECK(scenario["record"].is_null());
  CHECK(keys(scenario["results"][0]) ==
        "rule title subject verdict severity basis citations message remedy notes evidence missing reasons vacuous "
        "tables exception source ");
  CHECK(scenario["results"][0]["evidence"][0].dump() == R"({"pointer":"/cold","line":1,"column":11,"value":true})");
  CHECK(
      json["errors"][0].dump() ==
      R"({"file":"b.json","line":null,"column":null,"pointer":null,"id":"unreadable-file","message":"it cannot be read","help":""})");
  CHECK(
      json["summary"].dump() ==
      R"({"violated":1,"indeterminate":0,"satisfied":0,"waived":0,"not_applicable":0,"scenarios":{"violated":1,"indeterminate":0,"satisfied":0,"waived":0,"not_applicable":0,"total":1},"errors":1})");
  CHECK(text.back() == '\n');
}

TEST_CASE("JSON text hides nothing and re-parses to what it was, but for bytes that are not UTF-8") {
  std::string const hostile = "\x1b[31m\u009b\u202e\u2028\U000e0041\"\\\n日本";
  auto const text = json_text({{"a", hostile}});
  for (std::string_view const hidden : {"\x1b", "\u009b", "\u202e", "\u2028", "\U000e0041"}) {
    CHECK(text.find(hidden) == std::string::npos);
  }
  CHECK(text.find("日本") != std::string::npos);
  CHECK(nlohmann::json::parse(text)["a"] == hostile);
  CHECK(nlohmann::json::parse(json_text({{"a", "x\xff"}}))["a"] == "x\ufffd");
}

TEST_CASE("a summary counts results, and scenarios by their worst") {
  auto const summary = summarize(
      {scenario_of({result_of(Verdict::violated, "a", "high", ""), result_of(Verdict::satisfied, "b", "high", "")}),
       scenario_of({result_of(Verdict::satisfied, "a", "high", "")}), scenario_of({})});
  CHECK(summary.scenarios == 3);
  CHECK(summary.results == std::array<std::size_t, 5>{1, 0, 2, 0, 0});
  CHECK(summary.by_scenario == std::array<std::size_t, 5>{1, 0, 1, 0, 1});
}
