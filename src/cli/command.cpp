#include "cli/command.hpp"

#include <algorithm>
#include <array>

namespace telerule {

std::span<Command const> command_table() {
  static std::array<Command, 5> const table{{
      {"check",
       "FILE…",
       "judge scenarios and explain every verdict",
       "Reads each FILE (JSON: one scenario or an array of them; .ndjson or .jsonl: one a line; each may be gzip or "
       "zstd; "
       "`-` is standard input), judges it by the rules about its kind, and says why.",
       {"rules", "schemas", "select", "ignore", "set", "as-of", "fail-on", "format", "output", "color", "quiet"},
       run_check},
      {"explain",
       "ID",
       "say what a rule, policy, clause, diagnostic or verdict is",
       "ID is the name of a rule, an exception, a parameter, a policy, a clause such as 'D-480.969 (1)', a facts "
       "table, a kind of "
       "scenario, a diagnostic such as unknown-field, an exit code, or a word of a report such as indeterminate.",
       {"rules", "schemas", "set", "output", "color"},
       run_explain},
      {"rules",
       "",
       "list the rules, or what the clauses of the policies come to",
       "Lists the rules by the kind of scenario that they are about. With --clauses: every clause of every policy, "
       "encoded by which rules, or not checkable and why.",
       {"rules", "schemas", "select", "ignore", "set", "clauses", "format", "output", "color"},
       run_rules},
      {"schema",
       "[KIND]",
       "print the schema of a kind of scenario",
       "Prints the JSON Schema of a kind of scenario, or of the JSON report of `check`; without KIND, lists what there "
       "is.",
       {"schemas", "output", "color"},
       run_schema},
      {"help", "[COMMAND]", "show how a command is used", "", {"output", "color"}, run_help},
  }};
  return table;
}

Command const* find_command(std::string_view name) {
  auto const table = command_table();
  auto const found = std::find_if(table.begin(), table.end(), [&](Command const& c) { return c.name == name; });
  return found == table.end() ? nullptr : &*found;
}

std::vector<std::string> command_names() {
  std::vector<std::string> out;
  for (auto const& command : command_table()) out.emplace_back(command.name);
  return out;
}

Outcome failed(Diagnostic problem) {
  Outcome outcome;
  outcome.problems.push_back(std::move(problem));
  return outcome;
}

}  // namespace telerule
