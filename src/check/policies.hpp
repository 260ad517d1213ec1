#pragma once

#include <map>
#include <string>
#include <vector>

#include "check/declarations.hpp"

namespace telerule {

// The declared policies, and what cites them.
class Policies {
 public:
  Policies(Declarations const& declarations, Diagnostics& diagnostics);

  // The citations of a rule or exception, checked; `encodes` is how the clause coverage names it.
  std::vector<CitationInfo> cite(std::vector<ast::Citation> const& cites, Source const& source, std::string const& basis,
                                 std::string const& encodes);
  // Reports clauses that nothing accounts for, and gives everything that was declared.
  std::vector<PolicyInfo> finish();

 private:
  struct Entry {
    PolicyInfo info;
    std::vector<Span> spans;  // of the clauses
    Source const* source = nullptr;
  };
  std::map<std::string, Entry, std::less<>> policies_;
  Diagnostics& diagnostics_;
};

inline std::vector<std::string> const basis_words{"text", "interpretation", "related"};
inline std::vector<std::string> const trust_words{"verified", "partial", "memory"};
inline std::vector<std::string> const severity_words{"critical", "high", "medium", "advisory"};

// Checks a word against the few that a property takes.
bool check_word(ast::Name const& word, std::vector<std::string> const& words, std::string const& property, Source const& source,
                Diagnostics& diagnostics);
// Reports a required property that is not given.
void missing_property(std::string const& property, std::string const& what, ast::Name const& id, Source const& source, Diagnostics& diagnostics);

}  // namespace telerule
