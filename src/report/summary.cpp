#include "telerule/report.hpp"

namespace telerule {

void count(ScenarioReport const& scenario, Summary& summary) {
  ++summary.scenarios;
  ++summary.by_scenario[static_cast<std::size_t>(scenario.verdict)];
  for (auto const& result : scenario.results) ++summary.results[static_cast<std::size_t>(result.verdict)];
}

Summary summarize(std::vector<ScenarioReport> const& scenarios) {
  Summary summary;
  for (auto const& scenario : scenarios) count(scenario, summary);
  return summary;
}

}  // namespace telerule
