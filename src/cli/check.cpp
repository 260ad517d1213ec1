#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <iterator>

#include "cli/command.hpp"
#include "cli/rule_set.hpp"
#include "report/tool.hpp"
#include "telerule/evaluate.hpp"
#include "telerule/render.hpp"

namespace telerule {
namespace {

constexpr std::string_view standard_input = "-";

// What of the command line cannot be meant, before anything is read.
std::optional<Diagnostic> misuse(Options const& options) {
  auto const& files = options.operands;
  if (files.empty()) return usage_error("`check` is given no file", "name the scenario files; `-` is standard input");
  if (std::count(files.begin(), files.end(), standard_input) > 1) {
    return usage_error("`-` is given twice", "standard input can be read once");
  }
  struct stat output {};
  if (!options.output || ::stat(options.output->c_str(), &output) != 0) return std::nullopt;
  for (auto const& file : files) {
    struct stat input {};
    bool const same = file != standard_input && ::stat(file.c_str(), &input) == 0 && S_ISREG(input.st_mode) &&
                      input.st_dev == output.st_dev && input.st_ino == output.st_ino;
    if (same) {
      return usage_error(fmt::format("`--output {}` would replace the scenario file `{}`", *options.output, file),
                         "write the report to another file");
    }
  }
  return std::nullopt;
}

bool is_folder(std::string const& path) {
  struct stat status {};
  return path != standard_input && ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

std::vector<ParameterInfo> parameters_set(Program const& program) {
  std::vector<ParameterInfo> out;
  for (auto const& rule : program.rules()) {
    for (auto const& parameter : rule.parameters) {
      // Versions of a rule share their parameters.
      bool const listed =
          std::any_of(out.begin(), out.end(), [&](ParameterInfo const& p) { return p.name == parameter.name; });
      if (parameter.set && !listed) out.push_back(parameter);
    }
  }
  return out;
}

ExitCode code_of(Summary const& summary, FailOn fail_on) {
  auto const any = [&](Verdict verdict) { return summary.results[static_cast<std::size_t>(verdict)] != 0; };
  if (fail_on != FailOn::never && any(Verdict::violated)) return ExitCode::violated;
  if (fail_on == FailOn::indeterminate && any(Verdict::indeterminate)) return ExitCode::indeterminate;
  return ExitCode::nothing_blocks;
}

}  // namespace

Outcome run_check(Options const& options, TextOptions const& text, Writer& out) {
  if (auto fault = misuse(options)) return failed(std::move(*fault));
  auto compiled = rule_set_of(library_of(options), options);
  if (!compiled.program) return {"", std::move(compiled.diagnostics), ExitCode::rule_error};
  auto const& program = *compiled.program;

  Report report;  // without its scenarios: each is written as soon as it is judged, and forgotten
  bool const json = options.format == Format::json;
  // A person does not read the hash of the rules, and it costs as much as judging a scenario.
  report.tool = this_tool(json ? program.sha256() : "");
  report.parameters = parameters_set(program);
  auto const writer = json ? json_writer() : text_writer(text);
  EvaluateOptions evaluate_options;
  evaluate_options.as_of = options.as_of;

  bool written = out.write(writer->begin(report));
  for (auto const& file : options.operands) {
    if (is_folder(file)) {
      report.errors.push_back(in_file(DiagnosticId::unreadable_file, file, fmt::format("`{}` is a folder", file),
                                      "`check` takes files: name those in it that you mean"));
      continue;
    }
    evaluate_file(program, file, evaluate_options, [&](Evaluated&& judged) {
      std::move(judged.errors.begin(), judged.errors.end(), std::back_inserter(report.errors));
      if (judged.scenario) {
        count(*judged.scenario, report.summary);
        written = out.write(writer->scenario(*judged.scenario));
      }
      return written;
    });
    if (!written) break;
  }
  auto const code = code_of(report.summary, options.fail_on);
  return {writer->end(report), std::move(report.errors), code};
}

}  // namespace telerule
