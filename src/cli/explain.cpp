#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "cli/command.hpp"
#include "cli/definitions.hpp"
#include "cli/glossary.hpp"
#include "cli/markdown.hpp"
#include "cli/rule_set.hpp"
#include "library/embedded.hpp"
#include "report/catalog.hpp"
#include "report/page.hpp"
#include "report/snippet.hpp"

namespace telerule {
namespace {

constexpr std::string_view documentation = "docs/DIAGNOSTICS.md";

// `D-480.969 (1)`, `D-480.969(1)` and `not_applicable`, `not applicable` are each the same.
std::string normalized(std::string_view id) {
  std::string out;
  for (char const c : id) {
    if (c != ' ' && c != '_') out += c;
  }
  return out;
}

std::string documented(std::string_view id) {
  for (auto const& file : embedded::files()) {
    if (file.path == documentation) return markdown_section(file.text, id);
  }
  return {};
}

std::string_view described(Stage stage) {
  switch (stage) {
    case Stage::rules:
      return "rules, facts tables and schemas";
    case Stage::input:
      return "scenario files";
    case Stage::output:
      return "output";
    case Stage::usage:
      return "the command line";
    case Stage::limit:
      return "limits";
  }
  return "";
}

// Shows everything that an id is the name of, and remembers every name there is.
class Explainer {
 public:
  Explainer(std::string_view id, TextOptions const& text) : wanted_(normalized(id)), page_(text) {}

  void words() {
    for (auto const& entry : glossary()) {
      if (is_wanted(entry.word)) show(entry.word, entry.category, entry.meaning);
    }
    for (auto const& [code, meaning] : exit_meanings) {
      if (is_wanted(std::to_string(static_cast<int>(code)))) show(wanted_, "an exit code", meaning);
    }
    for (auto const& diagnostic : diagnostic_registry()) {
      if (!is_wanted(diagnostic.text)) continue;
      show(diagnostic.text, fmt::format("a diagnostic about {}", described(diagnostic.stage)), diagnostic.summary);
      auto const more = documented(diagnostic.text);
      if (more.empty()) continue;
      page_.line();
      show_markdown(page_, more);
    }
  }

  void program(Program const& program, std::vector<DefinitionText> const& definitions) {
    auto const& policies = program.policies();
    for (auto const& rule : program.rules()) {
      auto conditions = fmt::format("{}, {}, {}", rule.applies, rule.require, rule.severity_when);
      for (auto const& exception : rule.exceptions) conditions += ", " + exception.when;
      if (is_wanted(rule.id)) {
        describe(next(), rule, policies);
        show_uses(used_definitions(conditions, definitions));
      }
      for (auto const& exception : rule.exceptions) {
        // By its own name, or as the list of clauses has it.
        bool const alone = is_wanted(exception.id);
        bool const within = is_wanted(fmt::format("{}/{}", rule.id, exception.id));
        if (!alone && !within) continue;
        describe(next(), rule, exception, policies);
        show_uses(used_definitions(exception.when, definitions));
      }
      for (auto const& parameter : rule.parameters) {
        if (!is_wanted(parameter.name)) continue;
        show(parameter.name, "a parameter",
             fmt::format("{}; it is {} unless `--set {}=…` says otherwise", parameter.because, parameter.default_value,
                         parameter.name));
      }
    }
    for (auto const& policy : policies) {
      if (is_wanted(policy.id)) describe(next(), policy);
      for (auto const& clause : policy.clauses) {
        if (!clause.id.empty() && is_wanted(clause_name(policy.id, clause.id))) describe(next(), policy, clause);
      }
    }
    for (auto const& definition : definitions) {
      if (is_wanted(definition.name)) show(definition, definitions);
    }
    for (auto const& table : program.tables()) {
      if (is_wanted(table.name)) {
        show(table.name, "a facts table",
             fmt::format("{}{}{} in {}", table.title, table.title.empty() ? "" : "; ", counted(table.rows, "row"),
                         table.file));
      }
    }
    for (auto const& kind : program.schemas().kinds) {
      if (!is_wanted(kind.name)) continue;
      show(kind.name, "a kind of scenario", kind.description.empty() ? kind.title : kind.description);
      std::vector<std::string> ids;
      for (auto const& rule : program.rules()) {
        if (rule.kind == kind.name) ids.push_back(rule.id);
      }
      page_.labeled(2, "rules", fmt::format("{}", fmt::join(ids, ", ")));
      page_.labeled(2, "schema", fmt::format("telerule schema {}", kind.name));
    }
  }

  bool found() const { return found_; }
  std::string take() { return page_.take(); }
  std::vector<std::string> const& names() const { return names_; }

 private:
  bool is_wanted(std::string_view name) {
    if (std::find(names_.begin(), names_.end(), name) == names_.end()) names_.emplace_back(name);
    return normalized(name) == wanted_;
  }

  Page& next() {
    if (found_) page_.line();
    found_ = true;
    return page_;
  }

  void show(std::string_view name, std::string_view category, std::string_view meaning) {
    auto& page = next();
    Painted head;
    page.add(head, name, Ink::strong);
    page.add(head, ": ");
    page.wrapped(std::move(head), 2, category);
    page.labeled(Painted{"  ", 2}, meaning);
  }

  void show(DefinitionText const& definition, std::vector<DefinitionText> const& definitions) {
    show(definition.name, "a definition", "at " + place_of(definition.source));
    page_.line();
    show_lines(definition.text);
    auto uses = used_definitions(definition.text, definitions);
    std::erase(uses, definition.name);
    show_uses(uses);
  }

  void show_uses(std::vector<std::string> const& uses) {
    if (uses.empty()) return;
    page_.line();
    page_.labeled(2, "uses", fmt::format("{} (`telerule explain {}`)", fmt::join(uses, ", "), uses.front()));
  }

  void show_lines(std::string_view text) {
    while (!text.empty()) {
      auto const end = std::min(text.find('\n'), text.size());
      Painted line;
      page_.add(line, text.substr(0, end));
      page_.line(line.text);
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  std::string wanted_;
  Page page_;
  bool found_ = false;
  std::vector<std::string> names_;
};

}  // namespace

Outcome run_explain(Options const& options, TextOptions const& text, Writer&) {
  if (options.operands.size() != 1) {
    return failed(usage_error(fmt::format("`explain` takes one ID and is given {}", options.operands.size()),
                              "put a clause in quotes: `telerule explain 'POLICY (1)'`"));
  }
  auto const& id = options.operands.front();
  Explainer explainer(id, text);
  explainer.words();
  auto const loaded = library_of(options);
  auto compiled = rule_set_of(loaded, options);
  if (compiled.program) {
    explainer.program(*compiled.program, definitions_of(loaded.library));
  } else if (!explainer.found()) {
    // A diagnostic can be looked up while the rules are broken; a rule cannot.
    return {"", std::move(compiled.diagnostics), ExitCode::rule_error};
  }
  if (explainer.found()) return {explainer.take(), {}, ExitCode::nothing_blocks};
  auto help = did_you_mean(id, explainer.names());
  if (help.empty()) help = "`telerule rules` lists the rules, `telerule rules --clauses` the policies";
  return failed(usage_error(fmt::format("nothing is called `{}`", id), std::move(help)));
}

}  // namespace telerule
