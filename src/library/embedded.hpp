#pragma once

#include <span>
#include <string_view>

// The shipped rules, facts tables and schemas, the schema of our JSON report and docs/DIAGNOSTICS.md, as they stood
// when the library was built (cmake/embed.cmake writes them).
namespace telerule::embedded {

struct File {
  // Relative to the repository's root, with `/`: `rules/ama/payment-parity.rules`.
  std::string_view path;
  std::string_view text;
};

// Sorted by path.
std::span<File const> files();

}  // namespace telerule::embedded
