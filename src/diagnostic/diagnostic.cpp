#include "telerule/diagnostic.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace telerule {

namespace {

// In the order of DiagnosticId, so that an id is its own index.
constexpr std::array registry{
#define TELERULE_DIAGNOSTIC(name, text, stage, summary) DiagnosticInfo{DiagnosticId::name, text, Stage::stage, summary},
#include "telerule/diagnostic_ids.def"
#undef TELERULE_DIAGNOSTIC
};

}  // namespace

std::span<DiagnosticInfo const> diagnostic_registry() { return registry; }

DiagnosticInfo const& info(DiagnosticId id) { return registry[static_cast<std::size_t>(id)]; }

Diagnostic at(DiagnosticId id, Source const& source, Span span, std::string message, std::string help) {
  return {.id = id,
          .message = std::move(message),
          .file = source.name(),
          .frame = frame_at(source, span),
          .pointer = {},
          .labels = {},
          .help = std::move(help)};
}

Diagnostic in_file(DiagnosticId id, std::string file, std::string message, std::string help) {
  return {.id = id,
          .message = std::move(message),
          .file = std::move(file),
          .frame = std::nullopt,
          .pointer = {},
          .labels = {},
          .help = std::move(help)};
}

}  // namespace telerule
