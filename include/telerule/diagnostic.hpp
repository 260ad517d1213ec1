#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "telerule/source.hpp"

namespace telerule {

// Stage an id belongs to; it decides the exit code.
enum class Stage { rules, input, output, usage, limit };

enum class DiagnosticId {
#define TELERULE_DIAGNOSTIC(name, text, stage, summary) name,
#include "telerule/diagnostic_ids.def"
#undef TELERULE_DIAGNOSTIC
};

struct DiagnosticInfo {
  DiagnosticId id;
  std::string_view text;     // `unknown-field`: stable, documented, searchable
  Stage stage;
  std::string_view summary;  // one line: what is wrong when this is reported
};

std::span<DiagnosticInfo const> diagnostic_registry();
DiagnosticInfo const& info(DiagnosticId id);

// A further place that explains the first one.
struct Label {
  Frame frame;
  std::string text;
};

// One problem, whatever stage found it. Message style: lower case, no final
// period, user text in backticks; what was seen first, then what to do (`help`).
struct Diagnostic {
  DiagnosticId id;
  std::string message;
  std::string file;            // always known, even where no place in it is
  std::optional<Frame> frame;  // left out when the place is not known
  std::string pointer;         // JSON Pointer of the value, for scenario data
  std::vector<Label> labels;
  std::string help;
};

using Diagnostics = std::vector<Diagnostic>;

Diagnostic at(DiagnosticId id, Source const& source, Span span, std::string message, std::string help = {});
Diagnostic in_file(DiagnosticId id, std::string file, std::string message, std::string help = {});

// The candidate nearest to `word` by edit distance, if near enough to be meant.
std::optional<std::string> nearest(std::string_view word, std::span<std::string const> candidates);

// "did you mean `x`?", or an empty text when nothing is near.
std::string did_you_mean(std::string_view word, std::span<std::string const> candidates);

}  // namespace telerule
