#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "telerule/diagnostic.hpp"
#include "telerule/program.hpp"
#include "telerule/source.hpp"

namespace telerule {

// From worst to best: a scenario's verdict is its worst result.
enum class Verdict : std::uint8_t { violated, indeterminate, satisfied, waived, not_applicable };
inline constexpr std::array<std::string_view, 5> verdict_words{"violated", "indeterminate", "satisfied", "waived",
                                                               "not_applicable"};
constexpr std::string_view to_word(Verdict v) { return verdict_words[static_cast<std::size_t>(v)]; }

// A fact that the verdict rests on.
struct Evidence {
  std::string pointer;
  std::string value;  // as written in the scenario
  Frame frame;
};

// A fact that is not known and that the verdict hangs on.
struct Missing {
  std::string pointer;
  std::optional<Frame> nearest;  // the record or list it would stand in
};

// A row of a facts table that was read.
struct TableEvidence {
  std::string table, file;
  std::uint32_t line = 0;
  std::string citation;
  std::string doubt;  // why the row settles nothing: `unverified`, `partial`, `unknown`; else empty
  std::string note;
};

struct Result {
  std::string rule, title;
  std::string subject;  // JSON Pointer; empty for the scenario itself
  Verdict verdict = Verdict::indeterminate;
  std::string severity, basis;
  std::vector<CitationInfo> citations;  // of the rule; of the exception, where one applies
  std::string message;  // one sentence for this verdict
  std::string remedy;   // what would mend a violation; empty otherwise
  std::vector<std::string> notes;
  std::vector<Evidence> evidence;
  std::vector<Missing> missing;
  std::vector<std::string> reasons;  // of what is unsettled
  std::vector<std::string> vacuous;  // pointers of empty lists over which `every` or `no` held
  std::vector<TableEvidence> tables;
  std::optional<std::string> exception;  // the one that applies
  Frame source;  // the rule's line behind the verdict
};

struct ScenarioReport {
  std::string file;
  std::optional<std::uint64_t> record;  // line of an NDJSON record, index of an array element
  std::string id, kind, as_of;
  bool as_of_overridden = false;
  Verdict verdict = Verdict::not_applicable;
  std::vector<Result> results;  // by rule id, then in the order of the scenario
};

struct Tool {
  std::string name, version, rules_sha256;
};

struct Summary {
  std::size_t scenarios = 0;
  std::array<std::size_t, 5> results{};      // by verdict
  std::array<std::size_t, 5> by_scenario{};  // scenarios by their worst verdict
};

// Everything that a renderer may see.
struct Report {
  Tool tool;
  std::vector<ScenarioReport> scenarios;
  Diagnostics errors;  // scenario files that could not be read or are not valid
  std::vector<ParameterInfo> parameters;  // those that were set
  Summary summary;
};

// Adds a scenario to the counts.
void count(ScenarioReport const& scenario, Summary& summary);
// The counts of all of them.
Summary summarize(std::vector<ScenarioReport> const& scenarios);

}  // namespace telerule
