#include <nlohmann/json.hpp>

#include "report/catalog.hpp"
#include "report/json_parts.hpp"
#include "report/json_text.hpp"

namespace telerule {
namespace {

Json json_of(ExceptionInfo const& exception) {
  return {{"id", exception.id},
          {"title", exception.title},
          {"citations", json_of(exception.citations)},
          {"when", exception.when},
          {"source", json_of(exception.source)}};
}

Json json_of(RuleInfo const& rule) {
  Json out;
  out["id"] = rule.id;
  out["title"] = rule.title;
  out["kind"] = rule.kind;
  out["severity"] = rule.severity;
  out["severity_when"] = rule.severity_when.empty() ? Json(nullptr) : Json(rule.severity_when);
  out["severity_otherwise"] = rule.severity_when.empty() ? Json(nullptr) : Json(rule.severity_otherwise);
  out["basis"] = rule.basis;
  out["citations"] = json_of(rule.citations);
  out["from"] = rule.from.empty() ? Json(nullptr) : Json(rule.from);
  out["until"] = rule.until.empty() ? Json(nullptr) : Json(rule.until);
  out["subjects"] = rule.subjects;
  out["applies_when"] = rule.applies.empty() ? Json(nullptr) : Json(rule.applies);
  out["require"] = rule.require;
  out["finding"] = rule.finding;
  out["remedy"] = rule.remedy;
  auto& exceptions = out["exceptions"] = Json::array();
  for (auto const& exception : rule.exceptions) exceptions.push_back(json_of(exception));
  out["parameters"] = json_of(rule.parameters);
  out["source"] = json_of(rule.source);
  return out;
}

Json json_of(ClauseInfo const& clause) {
  return {{"id", clause.id},
          {"paraphrase", clause.paraphrase},
          {"binds", clause.binds},
          {"trust", clause.trust},
          {"not_checkable", clause.not_checkable.empty() ? Json(nullptr) : Json(clause.not_checkable)},
          {"encoded_by", clause.encoded_by}};
}

}  // namespace

std::string render_rules_json(Tool const& tool, std::vector<RuleInfo> const& rules) {
  Json out;
  out["tool"] = json_of(tool);
  auto& list = out["rules"] = Json::array();
  for (auto const& rule : rules) list.push_back(json_of(rule));
  return json_text(out);
}

std::string render_clauses_json(Tool const& tool, std::vector<PolicyInfo> const& policies) {
  Json out;
  out["tool"] = json_of(tool);
  auto& list = out["policies"] = Json::array();
  for (auto const& policy : policies) {
    Json entry{{"id", policy.id},
               {"title", policy.title},
               {"authority", policy.authority},
               {"adopted", policy.adopted.empty() ? Json(nullptr) : Json(policy.adopted)},
               {"address", policy.address.empty() ? Json(nullptr) : Json(policy.address)}};
    auto& clauses = entry["clauses"] = Json::array();
    for (auto const& clause : policy.clauses) clauses.push_back(json_of(clause));
    list.push_back(std::move(entry));
  }
  return json_text(out);
}

}  // namespace telerule
