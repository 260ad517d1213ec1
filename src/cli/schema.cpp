#include <fmt/format.h>

#include <algorithm>

#include "cli/command.hpp"
#include "cli/rule_set.hpp"
#include "library/embedded.hpp"
#include "report/page.hpp"
#include "telerule/schema.hpp"

namespace telerule {
namespace {

// The schema of what we write ourselves; it describes no scenario.
constexpr std::string_view report_name = "telerule-report";
constexpr std::string_view report_path = "schemas/report/telerule-report.json";

std::string list(Schemas const& schemas, TextOptions const& text) {
  Page page(text);
  std::size_t cells = report_name.size();
  for (auto const& kind : schemas.kinds) cells = std::max(cells, kind.name.size());
  auto const row = [&](std::string_view name, std::string_view title) {
    Painted piece;
    page.add(piece, name);
    auto const column = static_cast<unsigned>(cells + 2);
    Page::pad(piece, column);
    page.wrapped(std::move(piece), column, title);
  };
  for (auto const& kind : schemas.kinds) row(kind.name, kind.title);
  row(report_name, "What `check --format json` writes");
  return page.take();
}

}  // namespace

Outcome run_schema(Options const& options, TextOptions const& text, Writer&) {
  if (options.operands.size() > 1)
    return failed(usage_error("`schema` takes one kind of scenario", "name one, or none to see all"));
  auto loaded = library_of(options);
  auto schemas = load_schemas(loaded.library.schemas);
  auto& problems = loaded.diagnostics;
  problems.insert(problems.end(), schemas.diagnostics.begin(), schemas.diagnostics.end());
  if (!problems.empty()) return {"", std::move(problems), ExitCode::rule_error};
  if (options.operands.empty()) return {list(schemas.schemas, text), {}, ExitCode::nothing_blocks};

  auto const& name = options.operands.front();
  if (auto const* kind = schemas.schemas.kind(name)) {
    return {std::string(kind->source->text()), {}, ExitCode::nothing_blocks};
  }
  if (name == report_name) {
    for (auto const& file : embedded::files()) {
      if (file.path == report_path) return {std::string(file.text), {}, ExitCode::nothing_blocks};
    }
  }
  std::vector<std::string> names{std::string(report_name)};
  for (auto const& kind : schemas.schemas.kinds) names.push_back(kind.name);
  auto help = did_you_mean(name, names);
  if (help.empty()) help = fmt::format("one of `{}`", fmt::join(names, "`, `"));
  return failed(usage_error(fmt::format("no schema describes the kind `{}`", name), std::move(help)));
}

}  // namespace telerule
