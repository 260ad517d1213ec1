#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

// What the program's exit says. The numbers are frozen: scripts rely on them.
namespace telerule {

enum class ExitCode : int {
  nothing_blocks = 0,
  violated = 1,
  indeterminate = 2,
  input_error = 3,
  rule_error = 4,
  output_failed = 5,
  limit_reached = 6,
  usage = 64,
  internal = 70,
};

struct ExitMeaning {
  ExitCode code;
  std::string_view meaning;
};

// From the highest rank: where several hold at once, the first of them is the exit code.
inline constexpr std::array<ExitMeaning, 9> exit_meanings{{
    {ExitCode::internal, "the program met an error of its own; please report it"},
    {ExitCode::usage, "the command line is not understood; nothing was done"},
    {ExitCode::output_failed, "the output could not be written, or not whole"},
    {ExitCode::rule_error, "the rules, facts tables or schemas are not valid; nothing was judged"},
    {ExitCode::input_error, "a scenario file could not be read or is not valid; the others were judged"},
    {ExitCode::limit_reached, "a limit was reached, and the result is not complete"},
    {ExitCode::violated, "a rule is violated"},
    {ExitCode::indeterminate, "no rule is violated, and one is indeterminate for want of facts"},
    {ExitCode::nothing_blocks, "nothing blocks"},
}};

constexpr std::size_t rank(ExitCode code) {
  return static_cast<std::size_t>(
      std::find_if(exit_meanings.begin(), exit_meanings.end(), [&](ExitMeaning const& m) { return m.code == code; }) -
      exit_meanings.begin());
}

// The one that is reported when both hold.
constexpr ExitCode worse(ExitCode a, ExitCode b) { return rank(a) <= rank(b) ? a : b; }

}  // namespace telerule
