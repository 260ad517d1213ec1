#include "check/policies.hpp"

#include <algorithm>

namespace telerule {

bool check_word(ast::Name const& word, std::vector<std::string> const& words, std::string const& property, Source const& source,
                Diagnostics& diagnostics) {
  if (std::find(words.begin(), words.end(), word.text) != words.end()) return true;
  std::string help = did_you_mean(word.text, words);
  if (help.empty()) {
    help = "write ";
    for (std::size_t i = 0; i < words.size(); ++i) help += (i == 0 ? "`" : i + 1 == words.size() ? " or `" : ", `") + words[i] + "`";
  }
  diagnostics.push_back(at(DiagnosticId::unknown_setting, source, word.span, "`" + word.text + "` is no " + property, help));
  return false;
}

void missing_property(std::string const& property, std::string const& what, ast::Name const& id, Source const& source, Diagnostics& diagnostics) {
  diagnostics.push_back(at(property == "cites" ? DiagnosticId::missing_citation : DiagnosticId::missing_property, source, id.span,
                           what + " `" + id.text + "` has no `" + property + "`", "add a line `" + property + " …`"));
}

Policies::Policies(Declarations const& declarations, Diagnostics& diagnostics) : diagnostics_(diagnostics) {
  for (auto const& [id, declared] : declarations.policies) {
    ast::Policy const& policy = *declared.item;
    Source const& source = *declared.source;
    Entry entry;
    entry.source = &source;
    PolicyInfo& info = entry.info;
    info.id = id;
    info.source = frame_at(source, policy.id.span);
    if (policy.title) info.title = policy.title->text;
    else missing_property("title", "policy", policy.id, source, diagnostics);
    if (policy.authority) info.authority = policy.authority->text;
    else missing_property("authority", "policy", policy.id, source, diagnostics);
    if (policy.adopted) info.adopted = policy.adopted->text;
    if (policy.address) info.address = policy.address->text;
    for (ast::Clause const& clause : policy.clauses) {
      auto const seen = std::find_if(info.clauses.begin(), info.clauses.end(), [&](ClauseInfo const& c) { return c.id == clause.id.text; });
      if (seen != info.clauses.end())
        diagnostics.push_back(at(DiagnosticId::duplicate_name, source, clause.id.span, "clause `" + clause.id.text + "` is declared twice", "number one of the two otherwise"));
      ClauseInfo out;
      out.id = clause.id.text;
      out.paraphrase = clause.paraphrase.text;
      ast::Name const named{clause.id.text.empty() ? id : clause.id.text, clause.span};
      if (clause.binds) out.binds = clause.binds->text;
      else missing_property("binds", "clause", named, source, diagnostics);
      if (clause.trust && check_word(*clause.trust, trust_words, "trust", source, diagnostics)) out.trust = clause.trust->text;
      else if (!clause.trust) missing_property("trust", "clause", named, source, diagnostics);
      if (clause.not_checkable) out.not_checkable = clause.not_checkable->text;
      info.clauses.push_back(std::move(out));
      entry.spans.push_back(clause.span);
    }
    policies_.emplace(id, std::move(entry));
  }
}

std::vector<CitationInfo> Policies::cite(std::vector<ast::Citation> const& cites, Source const& source, std::string const& basis,
                                         std::string const& encodes) {
  std::vector<CitationInfo> out;
  for (ast::Citation const& citation : cites) {
    CitationInfo info{citation.policy.text, citation.clause.text, basis, ""};
    if (citation.basis && check_word(*citation.basis, basis_words, "basis", source, diagnostics_)) info.basis = citation.basis->text;
    auto const policy = policies_.find(citation.policy.text);
    if (policy == policies_.end()) {
      std::vector<std::string> names;
      for (auto const& [id, _] : policies_) names.push_back(id);
      diagnostics_.push_back(at(DiagnosticId::unknown_policy, source, citation.policy.span, "no policy `" + citation.policy.text + "` is declared",
                                did_you_mean(citation.policy.text, names)));
      continue;
    }
    auto& clauses = policy->second.info.clauses;
    auto const clause = std::find_if(clauses.begin(), clauses.end(), [&](ClauseInfo const& c) { return c.id == citation.clause.text; });
    if (clause == clauses.end()) {
      std::string help;
      for (ClauseInfo const& c : clauses) help += (help.empty() ? "it declares " : ", ") + (c.id.empty() ? std::string("one clause without a number") : "`" + c.id + "`");
      diagnostics_.push_back(at(DiagnosticId::unknown_clause, source, citation.span,
                                "`" + citation.policy.text + "` declares no clause `" + citation.clause.text + "`", help));
      continue;
    }
    if (!clause->not_checkable.empty())
      diagnostics_.push_back(at(DiagnosticId::clause_contradiction, source, citation.span,
                                "clause `" + citation.clause.text + "` of `" + citation.policy.text + "` is marked not checkable, and is cited here",
                                "cite another clause, or take its `not checkable because` away"));
    info.trust = clause->trust;
    if (std::find(clause->encoded_by.begin(), clause->encoded_by.end(), encodes) == clause->encoded_by.end()) clause->encoded_by.push_back(encodes);
    out.push_back(std::move(info));
  }
  return out;
}

std::vector<PolicyInfo> Policies::finish() {
  std::vector<PolicyInfo> out;
  for (auto& [id, entry] : policies_) {
    for (std::size_t i = 0; i < entry.info.clauses.size(); ++i) {
      ClauseInfo& clause = entry.info.clauses[i];
      std::sort(clause.encoded_by.begin(), clause.encoded_by.end());
      if (clause.encoded_by.empty() && clause.not_checkable.empty())
        diagnostics_.push_back(at(DiagnosticId::clause_unaccounted, *entry.source, entry.spans[i],
                                  "no rule cites clause `" + clause.id + "` of `" + id + "`",
                                  "cite it from a rule, or say `not checkable because \"…\"`"));
    }
    out.push_back(std::move(entry.info));
  }
  return out;
}

}  // namespace telerule
