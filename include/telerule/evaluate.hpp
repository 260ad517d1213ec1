#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "telerule/program.hpp"
#include "telerule/report.hpp"

namespace telerule {

struct EvaluateOptions {
  std::optional<std::string> as_of;  // `YYYY-MM-DD`, in place of the scenario's own
  std::string name = "scenario";     // what errors and frames call the text
};

struct Evaluated {
  std::optional<ScenarioReport> scenario;  // nothing if the text is not a valid scenario
  Diagnostics errors;
};

// Judges one scenario, with explanations.
Evaluated evaluate(Program const& program, std::string_view json, EvaluateOptions const& options = {});
// The same for a value already parsed. It is judged by the text that it dumps
// to, so that a number means the shortest decimal that names its double.
Evaluated evaluate(Program const& program, nlohmann::json const& scenario, EvaluateOptions const& options = {});

// Judges the scenarios of a file one by one and hands each over: a JSON object, an array of them, or in `.ndjson` and
// `.jsonl` files one on each line; plain, gzip or zstd; `-` is standard input. Stops early when `each` says false.
void evaluate_file(Program const& program, std::string const& path, EvaluateOptions const& options,
                   std::function<bool(Evaluated&&)> const& each);

}  // namespace telerule
