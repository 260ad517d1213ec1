#include "cli/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "cli/command.hpp"
#include "cli/output_file.hpp"
#include "report/tool.hpp"
#include "telerule/render.hpp"

namespace telerule {
namespace {

ExitCode code_of(Diagnostic const& problem) {
  switch (info(problem.id).stage) {
    case Stage::rules:
      return ExitCode::rule_error;
    case Stage::input:
      return ExitCode::input_error;
    case Stage::output:
      return ExitCode::output_failed;
    case Stage::usage:
      return ExitCode::usage;
    case Stage::limit:
      return ExitCode::limit_reached;
  }
  return ExitCode::internal;
}

class Run {
 public:
  explicit Run(Streams& streams) : streams_(streams) {}

  ExitCode run(std::span<std::string const> arguments) {
    auto [options, error] = parse_options(arguments);
    options_ = std::move(options);
    if (error) return finish(failed(std::move(*error)));
    if (options_.version) return finish({version(), {}, ExitCode::nothing_blocks});
    if (options_.operands.empty()) return without_command();
    auto const name = options_.operands.front();
    options_.operands.erase(options_.operands.begin());
    auto const* command = find_command(name);
    if (command == nullptr) {
      auto help = did_you_mean(name, command_names());
      return finish(failed(
          usage_error(fmt::format("there is no command `{}`", name), help.empty() ? "see `telerule help`" : help)));
    }
    if (options_.help) return finish({help_text(command, text_options(true)), {}, ExitCode::nothing_blocks});
    if (auto misplaced = find_misplaced(*command)) return finish(failed(std::move(*misplaced)));
    return finish(command->run(options_, text_options(true), sink_));
  }

 private:
  static std::string version() {
    auto const tool = this_tool("");
    return fmt::format("{} {}\n", tool.name, tool.version);
  }

  ExitCode without_command() {
    if (options_.help) return finish({help_text(nullptr, text_options(true)), {}, ExitCode::nothing_blocks});
    return finish(failed(usage_error("no command is given", "see `telerule help`")));
  }

  std::optional<Diagnostic> find_misplaced(Command const& command) const {
    for (auto const name : options_.given) {
      if (std::find(command.options.begin(), command.options.end(), name) != command.options.end()) continue;
      return usage_error(fmt::format("`{}` has no option `--{}`", command.name, name),
                         fmt::format("see `telerule help {}`", command.name));
    }
    return std::nullopt;
  }

  TextOptions text_options(bool to_output) const {
    bool const to_file = to_output && options_.output && *options_.output != "-";
    bool const terminal = to_output ? streams_.out_is_terminal && !to_file : streams_.err_is_terminal;
    TextOptions text;
    text.color =
        options_.color == Color::always || (options_.color == Color::automatic && terminal && !streams_.no_color);
    text.quiet = options_.quiet;
    if (terminal) text.columns = streams_.columns;
    return text;
  }

  // Writes what the command came to, and says which exit code that is.
  ExitCode finish(Outcome outcome) {
    sink_.write(outcome.output);
    if (auto problem = sink_.close()) outcome.problems.push_back(std::move(*problem));
    auto code = outcome.code;
    for (auto const& problem : outcome.problems) code = worse(code, code_of(problem));
    if (!outcome.problems.empty()) streams_.err.write(render_diagnostics(outcome.problems, text_options(false)));
    return code;
  }

  // Standard output, or the file of --output from the first word that is written on.
  class Sink : public Writer {
   public:
    explicit Sink(Run& run) : run_(run) {}

    bool write(std::string_view text) override {
      if (text.empty()) return !failed_;
      auto const& path = run_.options_.output;
      if (!path || *path == "-") {
        failed_ = failed_ || !run_.streams_.out.write(text);
      } else {
        if (!file_) file_.emplace(*path);
        failed_ = failed_ || !file_->write(text);
      }
      return !failed_;
    }

    std::optional<Diagnostic> close() {
      if (file_) return file_->close();
      if (!failed_) return std::nullopt;
      return in_file(DiagnosticId::output_failed, "", "standard output cannot be written to, or not all of the report");
    }

   private:
    Run& run_;
    std::optional<OutputFile> file_;
    bool failed_ = false;
  };

  Streams& streams_;
  Options options_;
  Sink sink_{*this};
};

}  // namespace

ExitCode run(std::span<std::string const> arguments, Streams& streams) noexcept {
  auto const broken = [&](char const* what) noexcept {
    try {
      streams.err.write(
          fmt::format("telerule: internal error: {}\nThis is a mistake of the program: please report it with the "
                      "command that led here.\n",
                      printable(what)));
    } catch (...) {
      // Out of memory for a few words; the exit code says it.
    }
    return ExitCode::internal;
  };
  try {
    return Run(streams).run(arguments);
  } catch (std::exception const& fault) {
    return broken(fault.what());
  } catch (...) {
    return broken("an exception of an unknown kind");
  }
}

}  // namespace telerule
