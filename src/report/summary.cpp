#include "telerule/report.hpp"

namespace telerule {

Summary summarize(std::vector<ScenarioReport> const& scenarios) {
  Summary summary;
  summary.scenarios = scenarios.size();
  for (auto const& scenario : scenarios) {
    ++summary.by_scenario[static_cast<std::size_t>(scenario.verdict)];
    for (auto const& result : scenario.results) ++summary.results[static_cast<std::size_t>(result.verdict)];
  }
  return summary;
}

}  // namespace telerule
