// Golden cases: rules, tables, schemas and scenarios in one file, with exactly
// what a person is told. `UPDATE_CASES=1` rewrites what is expected. A section
// `options` holds a line for each option; `with FILE` adds a file of tests/cases/shared.
#include <doctest/doctest.h>

#include "support/case_file.hpp"
#include "telerule/evaluate.hpp"
#include "telerule/program.hpp"
#include "telerule/render.hpp"

namespace telerule::test {
namespace {

struct Outcome {
  std::string text;
  bool failed = false;  // something was reported: a rule error or an input error
};

CompileOptions options_of(CaseFile& file, EvaluateOptions& evaluate_options) {
  CompileOptions out;
  std::vector<std::pair<std::string, std::string>> shared;
  std::string const* const lines = file.find("options");
  for (std::size_t at = 0; lines && at < lines->size();) {
    std::size_t const end = lines->find('\n', at);
    std::string const line = lines->substr(at, end - at);
    at = end + 1;
    std::string const key = line.substr(0, line.find(' '));
    std::string const value = line.substr(line.find(' ') + 1);
    if (key == "select") out.select.push_back(value);
    else if (key == "ignore") out.ignore.push_back(value);
    else if (key == "as-of") evaluate_options.as_of = value;
    else if (key == "with") shared.emplace_back(value, read_file(source_folder() / "tests/cases/shared" / value));
    else if (key == "set") out.parameters.emplace_back(value.substr(0, value.find(" = ")), value.substr(value.find(" = ") + 3));
    else FAIL("unknown option in " << file.path.string() << ": " << key);
  }
  file.sections.insert(file.sections.begin(), shared.begin(), shared.end());
  return out;
}

Outcome run(CaseFile file) {
  EvaluateOptions evaluate_options;
  CompileOptions const options = options_of(file, evaluate_options);
  Library library;
  bool own_schemas = false;
  for (auto const& [name, text] : file.sections) {
    auto const source = std::make_shared<Source const>(name, text);
    if (name.ends_with(".rules")) library.rules.push_back(source);
    else if (name.ends_with(".csv")) library.tables.emplace(name, source);
    else if (name.ends_with(".schema.json")) library.schemas.push_back(source), own_schemas = true;
  }
  Library const shipped = shipped_library();
  if (!own_schemas) library.schemas = shipped.schemas;
  if (library.rules.empty()) library.rules = shipped.rules, library.tables = shipped.tables;

  Compiled const compiled = compile(library, options);
  Outcome out;
  if (!compiled.program) return {render_diagnostics(compiled.diagnostics), true};
  Report report;
  for (auto const& [name, text] : file.sections) {
    if (!name.ends_with(".json") || name.ends_with(".schema.json")) continue;
    evaluate_options.name = name;
    Evaluated evaluated = evaluate(*compiled.program, std::string_view(text), evaluate_options);
    if (evaluated.scenario) report.scenarios.push_back(std::move(*evaluated.scenario));
    report.errors.insert(report.errors.end(), evaluated.errors.begin(), evaluated.errors.end());
  }
  for (RuleInfo const& rule : compiled.program->rules())
    for (ParameterInfo const& parameter : rule.parameters)
      if (parameter.set) report.parameters.push_back(parameter);
  report.summary = summarize(report.scenarios);
  out.failed = !report.errors.empty();
  if (out.failed) out.text = render_diagnostics(report.errors);
  if (!report.scenarios.empty()) out.text += render_text(report);
  if (out.text.empty()) out.text = "the rules are valid\n";
  return out;
}

}  // namespace

TEST_SUITE("cases") {
  TEST_CASE("every case gives exactly what it expects") {
    auto const files = files_below(source_folder() / "tests/cases", ".case");
    REQUIRE(files.size() > 0);
    for (auto const& path : files) {
      CAPTURE(path.string());
      CaseFile file = read_case(path);
      CHECK_MESSAGE(!file.comment.empty(), "say above the first section what the case shows");
      Outcome const outcome = run(file);
      CHECK_MESSAGE(outcome.failed == path.filename().string().starts_with("fail_"), "a case is named fail_ if and only if something is reported");
      std::string const* const expected = file.find("expect");
      if (updating()) {
        if (!expected) file.sections.emplace_back("expect", "");
        for (auto& [name, text] : file.sections)
          if (name == "expect") text = outcome.text;
        write_case(file);
      } else {
        REQUIRE_MESSAGE(expected, "a case that expects nothing tests nothing");
        CHECK(*expected == outcome.text);
      }
    }
  }
}

}  // namespace telerule::test
