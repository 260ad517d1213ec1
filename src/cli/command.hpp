#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/streams.hpp"
#include "telerule/diagnostic.hpp"
#include "telerule/render.hpp"

namespace telerule {

// What a command came to.
struct Outcome {
  std::string output;                        // for standard output or --output, after what the command wrote itself
  Diagnostics problems;                      // for standard error; each counts by its stage
  ExitCode code = ExitCode::nothing_blocks;  // of what was found; problems may be worse
};

struct Command {
  std::string_view name, operands;
  std::string_view summary;
  std::string_view details;
  std::vector<std::string_view> options;
  // `text`: how the output will be looked at. `out`: for what need not wait for the end.
  Outcome (*run)(Options const& options, TextOptions const& text, Writer& out);
};

// Every command. Help and usage come from it.
std::span<Command const> command_table();
Command const* find_command(std::string_view name);
std::vector<std::string> command_names();

Outcome run_check(Options const& options, TextOptions const& text, Writer& out);
Outcome run_explain(Options const& options, TextOptions const& text, Writer& out);
Outcome run_rules(Options const& options, TextOptions const& text, Writer& out);
Outcome run_schema(Options const& options, TextOptions const& text, Writer& out);
Outcome run_help(Options const& options, TextOptions const& text, Writer& out);

// An Outcome that is only one problem.
Outcome failed(Diagnostic problem);

// How a command is used; of the program where there is none.
std::string help_text(Command const* command, TextOptions const& text);

}  // namespace telerule
