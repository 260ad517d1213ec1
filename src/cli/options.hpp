#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "telerule/diagnostic.hpp"

namespace telerule {

enum class Format { text, json };
enum class Color { automatic, always, never };
enum class FailOn { violated, indeterminate, never };

// What was asked for on the command line.
struct Options {
  std::vector<std::string> operands;  // what is no option, in order; the first is the command
  std::vector<std::string> rules, schemas;
  std::vector<std::string> select, ignore;
  std::vector<std::pair<std::string, std::string>> parameters;
  std::optional<std::string> as_of, output;
  Format format = Format::text;
  Color color = Color::automatic;
  FailOn fail_on = FailOn::indeterminate;
  bool quiet = false, clauses = false, help = false, version = false;
  std::vector<std::string_view> given;  // names of the options that were used
};

struct OptionInfo {
  std::string_view name;
  char letter = '\0';         // `-o`, or none
  std::string_view argument;  // `FILE`; empty: a flag
  bool repeatable = false;
  std::string_view help;
};

// Every option of every command. Help is printed from it, and the command line is read by it.
std::span<OptionInfo const> option_table();
OptionInfo const& option(std::string_view name);

struct ParsedOptions {
  Options options;
  std::optional<Diagnostic> error;
};

// Options may stand before, between and behind operands; what follows `--` is operands.
ParsedOptions parse_options(std::span<std::string const> arguments);

Diagnostic usage_error(std::string message, std::string help = {});

}  // namespace telerule
