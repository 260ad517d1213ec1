#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>

#include "report/json_parts.hpp"
#include "report/json_text.hpp"
#include "telerule/render.hpp"

namespace telerule {
namespace {

// The fact itself where JSON holds it: of a long list its beginning as text, and so a number that no double holds.
Json value_of(std::string const& written) {
  constexpr int digits_of_double = 15;
  Json value = Json::parse(written, nullptr, false);
  bool const exact = std::count_if(written.begin(), written.end(), [](char c) { return c >= '0' && c <= '9'; }) <= digits_of_double;
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

}  // namespace

std::string render_json(Report const& report) {
  Json out;
  out["tool"] = json_of(report.tool);
  out["parameters"] = json_of(report.parameters);
  auto& scenarios = out["scenarios"] = Json::array();
  for (auto const& scenario : report.scenarios) scenarios.push_back(json_of(scenario));
  out["errors"] = each(report.errors);
  // Results by verdict; scenarios by their worst.
  auto& summary = out["summary"] = counts(report.summary.results);
  summary["scenarios"] = counts(report.summary.by_scenario);
  summary["scenarios"]["total"] = report.summary.scenarios;
  summary["errors"] = report.errors.size();
  return json_text(out);
}

}  // namespace telerule
