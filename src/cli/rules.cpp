#include "cli/command.hpp"
#include "cli/rule_set.hpp"
#include "report/catalog.hpp"
#include "report/tool.hpp"

namespace telerule {

Outcome run_rules(Options const& options, TextOptions const& text, Writer&) {
  if (!options.operands.empty()) {
    return failed(usage_error("`rules` takes no argument",
                              "to see one rule: `telerule explain " + options.operands.front() + "`"));
  }
  auto compiled = rule_set_of(library_of(options), options);
  if (!compiled.program) return {"", std::move(compiled.diagnostics), ExitCode::rule_error};
  auto const& program = *compiled.program;
  auto const tool = this_tool(program.sha256());
  bool const json = options.format == Format::json;
  Outcome outcome;
  if (options.clauses) {
    outcome.output =
        json ? render_clauses_json(tool, program.policies()) : render_clauses_text(program.policies(), text);
  } else {
    outcome.output = json ? render_rules_json(tool, program.rules()) : render_rules_text(program.rules(), text);
  }
  return outcome;
}

}  // namespace telerule
