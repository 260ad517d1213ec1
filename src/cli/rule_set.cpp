#include "cli/rule_set.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace telerule {
namespace {

void sort_by_place(Diagnostics& diagnostics) {
  std::stable_sort(diagnostics.begin(), diagnostics.end(), [](Diagnostic const& a, Diagnostic const& b) {
    auto const place = [](Diagnostic const& d) { return d.frame ? d.frame->position : Position{}; };
    auto const x = place(a), y = place(b);
    return std::tie(a.file, x.line, x.column) < std::tie(b.file, y.line, y.column);
  });
}

}  // namespace

LoadedLibrary library_of(Options const& options) {
  // An empty path stands for what is shipped.
  std::vector<std::string> const shipped{""};
  return load_library(options.rules.empty() ? shipped : options.rules,
                      options.schemas.empty() ? shipped : options.schemas);
}

Compiled rule_set_of(LoadedLibrary const& loaded, Options const& options) {
  Compiled compiled;
  // With a file missing, what refers to it would be reported as wrong.
  if (loaded.diagnostics.empty()) {
    CompileOptions compile_options;
    compile_options.select = options.select;
    compile_options.ignore = options.ignore;
    compile_options.parameters = options.parameters;
    compiled = compile(loaded.library, compile_options);
  } else {
    compiled.diagnostics = loaded.diagnostics;
  }
  sort_by_place(compiled.diagnostics);
  return compiled;
}

}  // namespace telerule
