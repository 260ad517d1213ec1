#pragma once

#include <string>

#include "telerule/render.hpp"

namespace telerule {

// A whole report by a writer of pieces.
inline std::string render(Report const& report, ReportWriter& writer) {
  std::string out = writer.begin(report);
  for (auto const& scenario : report.scenarios) out += writer.scenario(scenario);
  return out += writer.end(report);
}

}  // namespace telerule
