#include <fmt/format.h>

#include "cli/command.hpp"
#include "report/page.hpp"

namespace telerule {
namespace {

constexpr unsigned indent = 2;

void row(Page& page, std::string_view label, unsigned column, std::string_view text) {
  Painted piece;
  Page::pad(piece, indent);
  page.add(piece, label);
  Page::pad(piece, std::max(column, piece.cells + 2));
  page.wrapped(std::move(piece), column, text);
}

void program_help(Page& page) {
  page.line("usage: telerule COMMAND [OPTION…] [ARGUMENT…]");
  page.line();
  page.wrapped({}, 0,
               "Judges scenarios of telehealth coverage and licensure by rules that cite the policies they rest on.");
  page.line();
  for (auto const& command : command_table()) {
    row(page, fmt::format("{} {}", command.name, command.operands), 22, command.summary);
  }
  page.line();
  page.line("See `telerule help COMMAND` for its options, and `telerule --version`.");
}

void command_help(Page& page, Command const& command) {
  auto const operands = command.operands.empty() ? "" : fmt::format(" {}", command.operands);
  page.line(fmt::format("usage: telerule {} [OPTION…]{}", command.name, operands));
  page.line();
  page.wrapped({}, 0, command.details.empty() ? command.summary : command.details);
  page.line();
  for (auto const name : command.options) {
    auto const& info = option(name);
    auto const letter = info.letter == '\0' ? "    " : fmt::format("-{}, ", info.letter);
    auto const argument = info.argument.empty() ? "" : fmt::format(" {}", info.argument);
    row(page, fmt::format("{}--{}{}", letter, info.name, argument), 28,
        info.repeatable ? fmt::format("{} (repeatable)", info.help) : std::string(info.help));
  }
  row(page, "-h, --help", 28, option("help").help);
  page.line();
  page.line("exit codes, the first that holds:");
  for (auto const& [code, meaning] : exit_meanings) {
    bool const of_verdicts = code == ExitCode::violated || code == ExitCode::indeterminate ||
                             code == ExitCode::input_error || code == ExitCode::limit_reached;
    if (of_verdicts && command.name != "check") continue;
    row(page, fmt::format("{:2}", static_cast<int>(code)), 6, meaning);
  }
}

}  // namespace

std::string help_text(Command const* command, TextOptions const& text) {
  Page page(text);
  if (command != nullptr) {
    command_help(page, *command);
  } else {
    program_help(page);
  }
  return page.take();
}

Outcome run_help(Options const& options, TextOptions const& text, Writer&) {
  if (options.operands.size() > 1) return failed(usage_error("`help` takes one command", "name one, or none for all"));
  Command const* command = nullptr;
  if (!options.operands.empty()) {
    auto const& name = options.operands.front();
    command = find_command(name);
    if (command == nullptr) {
      return failed(usage_error(fmt::format("there is no command `{}`", name), did_you_mean(name, command_names())));
    }
  }
  return {help_text(command, text), {}, ExitCode::nothing_blocks};
}

}  // namespace telerule
