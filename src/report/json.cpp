#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>

#include "report/json_parts.hpp"
#include "report/json_text.hpp"
#include "report/render.hpp"
#include "telerule/render.hpp"

namespace telerule {
namespace {

// The fact itself where JSON holds it: of a long list its beginning as text, and so a number that no double holds.
Json value_of(std::string const& written) {
  constexpr int digits_of_double = 15;
  Json value = Json::parse(written, nullptr, false);
  bool const exact =
      std::count_if(written.begin(), written.end(), [](char c) { return c >= '0' && c <= '9'; }) <= digits_of_double;
  if (value.is_discarded() || value.is_structured() || (value.is_number() && !exact)) return written;
  return value;
}

Json json_of(Evidence const& fact) {
  return {{"pointer", fact.pointer},
          {"line", fact.frame.position.line},
          {"column", fact.frame.position.column},
          {"value", value_of(fact.value)}};
}

Json json_of(Missing const& missing) { return missing.pointer; }

Json json_of(TableEvidence const& row) {
  return {{"table", row.table},       {"file", row.file},   {"line", row.line},
          {"citation", row.citation}, {"doubt", row.doubt}, {"note", row.note}};
}

// A place that is not known is null, so that every error has the same members.
Json json_of(Diagnostic const& error) {
  bool const placed = error.frame && error.frame->position.line != 0;
  Json out;
  out["file"] = error.file;
  out["line"] = placed ? Json(error.frame->position.line) : Json(nullptr);
  out["column"] = placed ? Json(error.frame->position.column) : Json(nullptr);
  out["pointer"] = placed || !error.pointer.empty() ? Json(error.pointer) : Json(nullptr);
  out["id"] = info(error.id).text;
  out["message"] = error.message;
  out["help"] = error.help;
  return out;
}

template <class T>
Json each(std::vector<T> const& values) {
  auto out = Json::array();
  for (auto const& value : values) out.push_back(json_of(value));
  return out;
}

Json json_of(Result const& result) {
  Json out;
  out["rule"] = result.rule;
  out["title"] = result.title;
  out["subject"] = result.subject;
  out["verdict"] = to_word(result.verdict);
  out["severity"] = result.severity;
  out["basis"] = result.basis;
  out["citations"] = json_of(result.citations);
  out["message"] = result.message;
  out["remedy"] = result.remedy;
  out["notes"] = result.notes;
  out["evidence"] = each(result.evidence);
  out["missing"] = each(result.missing);
  out["reasons"] = result.reasons;
  out["vacuous"] = result.vacuous;
  out["tables"] = each(result.tables);
  out["exception"] = result.exception ? Json(*result.exception) : Json(nullptr);
  out["source"] = json_of(result.source);
  return out;
}

Json json_of(ScenarioReport const& scenario) {
  Json out;
  out["file"] = scenario.file;
  out["record"] = scenario.record ? Json(*scenario.record) : Json(nullptr);
  out["id"] = scenario.id;
  out["kind"] = scenario.kind;
  out["as_of"] = scenario.as_of;
  out["as_of_overridden"] = scenario.as_of_overridden;
  out["verdict"] = to_word(scenario.verdict);
  auto& results = out["results"] = Json::array();
  for (auto const& result : scenario.results) results.push_back(json_of(result));
  return out;
}

Json counts(std::array<std::size_t, 5> const& by_verdict) {
  Json out;
  for (std::size_t i = 0; i < by_verdict.size(); ++i) out[std::string(verdict_words[i])] = by_verdict[i];
  return out;
}

// The members of an object as json_text() lays them out inside the braces.
std::string members(Json const& object) {
  auto text = json_text(object);
  return text.substr(1, text.size() - 4);  // without `{` and "\n}\n"
}

class JsonReport : public ReportWriter {
 public:
  std::string begin(Report const& report) override {
    Json head;
    head["tool"] = json_of(report.tool);
    head["parameters"] = json_of(report.parameters);
    return "{" + members(head) + ",\n  \"scenarios\": [";
  }

  std::string scenario(ScenarioReport const& scenario) override {
    std::string out = first_ ? "" : ",";
    first_ = false;
    auto const text = json_text(json_of(scenario));
    std::string_view rest = std::string_view(text).substr(0, text.size() - 1);
    while (!rest.empty()) {  // no text holds a raw line end, so each line is one of the layout
      auto const line = rest.substr(0, rest.find('\n'));
      out += "\n    ";
      out += line;
      rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    }
    return out;
  }

  std::string end(Report const& report) override {
    Json tail;
    tail["errors"] = each(report.errors);
    // Results by verdict; scenarios by their worst.
    auto& summary = tail["summary"] = counts(report.summary.results);
    summary["scenarios"] = counts(report.summary.by_scenario);
    summary["scenarios"]["total"] = report.summary.scenarios;
    summary["errors"] = report.errors.size();
    return std::string(first_ ? "]," : "\n  ],") + members(tail) + "\n}\n";
  }

 private:
  bool first_ = true;
};

}  // namespace

std::unique_ptr<ReportWriter> json_writer() { return std::make_unique<JsonReport>(); }

std::string render_json(Report const& report) { return render(report, *json_writer()); }

}  // namespace telerule
