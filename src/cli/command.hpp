#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "telerule/diagnostic.hpp"
#include "telerule/render.hpp"

namespace telerule {

// What a command came to. Nothing is written before it is finished.
struct Outcome {
  std::string output;    // for standard output or --output
  Diagnostics problems;  // for standard error; each counts by its stage
  ExitCode code = ExitCode::nothing_blocks;  // of what was found; problems may be worse
};

struct Command {
  std::string_view name, operands;
  std::string_view summary;
  std::string_view details;
  std::vector<std::string_view> options;
  // `text`: how the output will be looked at.
  Outcome (*run)(Options const& options, TextOptions const& text);
};

// Every command. Help and usage come from it.
std::span<Command const> command_table();
Command const* find_command(std::string_view name);
std::vector<std::string> command_names();

Outcome run_check(Options const& options, TextOptions const& text);
Outcome run_explain(Options const& options, TextOptions const& text);
Outcome run_rules(Options const& options, TextOptions const& text);
Outcome run_schema(Options const& options, TextOptions const& text);
Outcome run_help(Options const& options, TextOptions const& text);

// An Outcome that is only one problem.
Outcome failed(Diagnostic problem);

// How a command is used; of the program where there is none.
std::string help_text(Command const* command, TextOptions const& text);

}  // namespace telerule
