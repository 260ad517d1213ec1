#include "report/catalog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "report/snippet.hpp"

namespace telerule {
namespace {

constexpr unsigned indent = 2;

// From and until when a version is in force; empty for always.
std::string interval(RuleInfo const& rule) {
  if (rule.from.empty() && rule.until.empty()) return {};
  if (rule.until.empty()) return "from " + rule.from;
  if (rule.from.empty()) return "until " + rule.until;
  return fmt::format("from {} until {}", rule.from, rule.until);
}

std::string severity_of(RuleInfo const& rule) {
  if (rule.severity_when.empty()) return rule.severity;
  return fmt::format("{} when {}, otherwise {}", rule.severity, rule.severity_when, rule.severity_otherwise);
}

ClauseInfo const* find_clause(std::vector<PolicyInfo> const& policies, CitationInfo const& citation) {
  for (auto const& policy : policies) {
    if (policy.id != citation.policy) continue;
    for (auto const& clause : policy.clauses) {
      if (clause.id == citation.clause) return &clause;
    }
  }
  return nullptr;
}

void describe(Page& page, std::vector<CitationInfo> const& citations, std::vector<PolicyInfo> const& policies) {
  std::string_view label = "cites";
  for (auto const& citation : citations) {
    auto text = fmt::format("{}, basis {}, trust {}", clause_name(citation.policy, citation.clause), citation.basis,
                            citation.trust);
    if (auto const* clause = find_clause(policies, citation)) text += ": " + clause->paraphrase;
    page.labeled(indent, label, text);
    label = "";
  }
}

void labeled_unless_empty(Page& page, std::string_view label, std::string_view text) {
  if (!text.empty()) page.labeled(indent, label, text);
}

void show_encoding(Page& page, ClauseInfo const& clause, unsigned margin) {
  Painted piece;
  Page::pad(piece, margin);
  if (!clause.not_checkable.empty()) {
    page.add(piece, "not checkable: ", Ink::faint);
    page.wrapped(std::move(piece), margin, clause.not_checkable);
  } else {
    page.add(piece, "encoded by ", Ink::faint);
    page.wrapped(std::move(piece), margin, fmt::format("{}", fmt::join(clause.encoded_by, ", ")));
  }
}

void show_clause(Page& page, ClauseInfo const& clause, unsigned id_cells) {
  Painted head;
  Page::pad(head, indent);
  page.add(head, clause.id, Ink::strong);
  auto const margin = indent + (id_cells == 0 ? 0 : id_cells + 2);
  Page::pad(head, margin);
  page.wrapped(std::move(head), margin, clause.paraphrase);
  show_encoding(page, clause, margin);
  Painted facts;
  Page::pad(facts, margin);
  auto const binds = clause.binds.empty() ? "" : fmt::format("binds {}; ", clause.binds);
  page.wrapped(std::move(facts), margin, fmt::format("{}trust {}", binds, clause.trust));
}

void show_heading(Page& page, PolicyInfo const& policy) {
  Painted head;
  page.add(head, policy.id, Ink::strong);
  page.add(head, "  ");
  page.wrapped(std::move(head), indent, policy.title);
  auto const adopted = policy.adopted.empty() ? "" : ", adopted " + policy.adopted;
  page.labeled(Painted{"  ", 2}, policy.authority + adopted);
  if (!policy.address.empty()) page.labeled(Painted{"  ", 2}, policy.address);
}

}  // namespace

std::string clause_name(std::string_view policy, std::string_view clause) {
  return clause.empty() ? std::string(policy) : fmt::format("{} {}", policy, clause);
}

std::string render_rules_text(std::vector<RuleInfo> const& rules, TextOptions const& options) {
  std::map<std::string, std::vector<RuleInfo const*>> kinds;
  std::size_t id_cells = 0, severity_cells = 0;
  for (auto const& rule : rules) {
    kinds[rule.kind].push_back(&rule);
    id_cells = std::max(id_cells, std::min<std::size_t>(rule.id.size(), 40));
    severity_cells = std::max(severity_cells, rule.severity.size());
  }
  Page page(options);
  for (auto const& [kind, members] : kinds) {
    Painted head;
    page.add(head, kind, Ink::strong);
    page.line(head.text);
    for (auto const* rule : members) {
      Painted row;
      Page::pad(row, indent);
      page.add(row, rule->id);
      auto column = static_cast<unsigned>(indent + id_cells + 2);
      Page::pad(row, std::max(column, row.cells + 2));
      page.add(row, rule->severity);
      column += static_cast<unsigned>(severity_cells + 2);
      Page::pad(row, std::max(column, row.cells + 2));
      auto const days = interval(*rule);
      page.wrapped(std::move(row), column, days.empty() ? rule->title : fmt::format("{} ({})", rule->title, days));
    }
    page.line();
  }
  page.line(counted(rules.size(), "rule"));
  return page.take();
}

std::string render_clauses_text(std::vector<PolicyInfo> const& policies, TextOptions const& options) {
  Page page(options);
  std::size_t clauses = 0, not_checkable = 0;
  for (auto const& policy : policies) {
    show_heading(page, policy);
    std::size_t id_cells = 0;
    for (auto const& clause : policy.clauses) id_cells = std::max(id_cells, clause.id.size());
    for (auto const& clause : policy.clauses) {
      page.line();
      show_clause(page, clause, static_cast<unsigned>(id_cells));
      ++clauses;
      if (!clause.not_checkable.empty()) ++not_checkable;
    }
    page.line();
  }
  page.line(fmt::format("{}, {}: {} encoded, {} not checkable",
                        policies.size() == 1 ? "1 policy" : fmt::format("{} policies", policies.size()),
                        counted(clauses, "clause"), clauses - not_checkable, not_checkable));
  return page.take();
}

void describe(Page& page, RuleInfo const& rule, std::vector<PolicyInfo> const& policies) {
  Painted head;
  page.add(head, rule.id, Ink::strong);
  page.add(head, ": ");
  page.wrapped(std::move(head), indent, fmt::format("a rule about {}", rule.kind));
  page.labeled(Painted{"  ", 2}, rule.title);
  page.line();
  page.labeled(indent, "severity", severity_of(rule));
  labeled_unless_empty(page, "in force", interval(rule));
  labeled_unless_empty(page, "for each", fmt::format("{}", fmt::join(rule.subjects, ", ")));
  labeled_unless_empty(page, "applies", rule.applies.empty() ? "" : "when " + rule.applies);
  page.labeled(indent, "requires", rule.require);
  page.labeled(indent, "finding", rule.finding);
  labeled_unless_empty(page, "remedy", rule.remedy);
  for (auto const& parameter : rule.parameters) {
    auto const value = parameter.set ? fmt::format("{}, set in place of {}", parameter.value, parameter.default_value)
                                     : parameter.default_value;
    page.labeled(indent, "parameter", fmt::format("{} is {}: {}", parameter.name, value, parameter.because));
  }
  describe(page, rule.citations, policies);
  page.line();
  render_snippet(page, {{&rule.source, "", '^', Ink::strong}, {&rule.require_source, "", '^', Ink::strong}},
                 {.indent = indent});
  for (auto const& exception : rule.exceptions) {
    page.line();
    describe(page, rule, exception, policies);
  }
}

void describe(Page& page, RuleInfo const& rule, ExceptionInfo const& exception,
              std::vector<PolicyInfo> const& policies) {
  Painted head;
  page.add(head, exception.id, Ink::strong);
  page.add(head, ": ");
  page.wrapped(std::move(head), indent, fmt::format("an exception to {}", rule.id));
  if (!exception.title.empty()) page.labeled(Painted{"  ", 2}, exception.title);
  page.line();
  page.labeled(indent, "applies", "when " + exception.when);
  describe(page, exception.citations, policies);
  page.line();
  render_snippet(page, {{&exception.source, "", '^', Ink::strong}}, {.indent = indent});
}

void describe(Page& page, PolicyInfo const& policy) {
  show_heading(page, policy);
  for (auto const& clause : policy.clauses) {
    page.line();
    describe(page, policy, clause);
  }
}

void describe(Page& page, PolicyInfo const& policy, ClauseInfo const& clause) {
  Painted head;
  page.add(head, clause_name(policy.id, clause.id), Ink::strong);
  page.add(head, ": ");
  page.wrapped(std::move(head), indent, clause.paraphrase);
  show_encoding(page, clause, indent);
  Painted facts;
  Page::pad(facts, indent);
  if (!clause.binds.empty()) page.labeled(facts, "binds " + clause.binds);
  page.labeled(std::move(facts), "trust " + clause.trust);
}

}  // namespace telerule
