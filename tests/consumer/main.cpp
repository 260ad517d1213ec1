// A program elsewhere that uses the installed library: it judges a plan by the
// shipped rules, and by a rule of its own that is at fault.
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <telerule/evaluate.hpp>
#include <telerule/program.hpp>
#include <telerule/render.hpp>

int main() {
  telerule::Compiled const shipped = telerule::compile(telerule::shipped_library(), {{"no-select-vendor-only"}, {}, {}, false});
  if (!shipped.program) return 1;
  nlohmann::json const plan{{"schema_version", "1"},
                            {"kind", "payer-plan"},
                            {"scenario_id", "consumer"},
                            {"as_of", "2026-01-01"},
                            {"plan", {{"name", "Cedar Valley Select"}}},
                            {"jurisdiction", {{"market", "large_group"}}},
                            {"network", {{"telehealth_access", "vendor_only"}}}};
  telerule::Evaluated const judged = telerule::evaluate(*shipped.program, plan);
  if (!judged.scenario || judged.scenario->verdict != telerule::Verdict::violated) return 2;

  telerule::Library own = telerule::shipped_library();
  own.rules = {std::make_shared<telerule::Source const>("own.rules", "language 1\nrule x\nend\n")};
  telerule::Compiled const faulty = telerule::compile(own);
  if (faulty.program || faulty.diagnostics.empty()) return 3;
  std::fputs(telerule::render_diagnostics(faulty.diagnostics).c_str(), stdout);
  return 0;
}
