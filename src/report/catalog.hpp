#pragma once

#include <span>
#include <string>
#include <vector>

#include "report/page.hpp"
#include "telerule/program.hpp"
#include "telerule/report.hpp"

// What a rule set holds, for people and programs.
namespace telerule {

std::string render_rules_text(std::vector<RuleInfo> const& rules, TextOptions const& options);
std::string render_rules_json(Tool const& tool, std::vector<RuleInfo> const& rules);

// Every clause of every policy: encoded by which rules, or not checkable and why.
std::string render_clauses_text(std::vector<PolicyInfo> const& policies, TextOptions const& options);
std::string render_clauses_json(Tool const& tool, std::vector<PolicyInfo> const& policies);

// One of them, whole. What a rule cites is found among the policies.
void describe(Page& page, RuleInfo const& rule, std::vector<PolicyInfo> const& policies);
void describe(Page& page, RuleInfo const& rule, ExceptionInfo const& exception,
              std::vector<PolicyInfo> const& policies);
void describe(Page& page, PolicyInfo const& policy);
void describe(Page& page, PolicyInfo const& policy, ClauseInfo const& clause);

// `D-480.969 (1)`
std::string clause_name(std::string_view policy, std::string_view clause);

}  // namespace telerule
