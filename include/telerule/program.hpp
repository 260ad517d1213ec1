#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "telerule/diagnostic.hpp"
#include "telerule/schema.hpp"
#include "telerule/source.hpp"

namespace telerule {

// The texts of a rule library: what stands in a folder of rules and a folder of schemas.
struct Library {
  std::vector<SourcePtr> rules;                // `.rules` files, but for `_test.rules`
  std::map<std::string, SourcePtr> tables;     // CSV files by path
  std::vector<SourcePtr> schemas;              // `.schema.json` files
};

struct LoadedLibrary {
  Library library;
  Diagnostics diagnostics;
};

// The library that is built into the program.
Library shipped_library();
// Reads folders and what is below them; an empty path stands for the shipped rules or schemas.
LoadedLibrary load_library(std::span<std::string const> rule_folders, std::span<std::string const> schema_folders);

struct CitationInfo {
  std::string policy, clause;  // `D-480.969`, `(1)`
  std::string basis;           // `text`, `interpretation`, `related`
  std::string trust;           // of the clause: `verified`, `partial`, `memory`
};

struct ExceptionInfo {
  std::string id, title;
  std::vector<CitationInfo> citations;
  std::string when;  // as written
  Frame source;
};

struct ParameterInfo {
  std::string name;  // `license-current.horizon`
  std::string value, default_value, because;
  bool set = false;  // by the caller
};

// One version of a rule, for people and reports.
struct RuleInfo {
  std::string id, title;
  std::vector<CitationInfo> citations;
  std::string basis, severity;
  std::string severity_otherwise;  // where the severity depends on the facts
  std::string severity_when;       // as written
  std::string kind;
  std::string from, until;         // `YYYY-MM-DD` or empty
  std::vector<std::string> subjects;  // `service in services`
  std::string applies, require;    // as written
  std::string finding, remedy;
  std::vector<ExceptionInfo> exceptions;
  std::vector<ParameterInfo> parameters;
  Frame source;          // of `rule ID`
  Frame require_source;  // of the requirement
};

struct ClauseInfo {
  std::string id, paraphrase, binds, trust;
  std::string not_checkable;           // the reason, or empty
  std::vector<std::string> encoded_by;  // rule ids, and `RULE/EXCEPTION`
};

struct PolicyInfo {
  std::string id, title, authority, adopted, address;
  std::vector<ClauseInfo> clauses;
  Frame source;
};

struct TableInfo {
  std::string name, title, file;
  std::size_t rows = 0;
};

struct CompileOptions {
  std::vector<std::string> select, ignore;  // rule ids or policy ids; nothing selected means every rule
  std::vector<std::pair<std::string, std::string>> parameters;  // `RULE.NAME`, value as in the language
  // Verdicts only: messages are left out, and so are the facts that only messages read.
  bool verdicts_only = false;
};

struct ProgramData;

// A checked rule set, ready to evaluate: names are resolved to slots, constants
// folded, tables indexed. It is immutable, and may be shared by threads.
class Program {
 public:
  explicit Program(std::shared_ptr<ProgramData const> data) : data_(std::move(data)) {}
  std::vector<RuleInfo> const& rules() const;  // the selected ones, by id
  std::vector<PolicyInfo> const& policies() const;
  std::vector<TableInfo> const& tables() const;
  Schemas const& schemas() const;
  std::string const& sha256() const;  // of every rule, table and schema text and what was set
  ProgramData const& data() const { return *data_; }

 private:
  std::shared_ptr<ProgramData const> data_;
};

struct Compiled {
  std::optional<Program> program;  // nothing if any diagnostic is an error
  Diagnostics diagnostics;
};

// Parses and checks a library: every fault of every file is reported.
Compiled compile(Library const& library, CompileOptions const& options = {});

}  // namespace telerule
