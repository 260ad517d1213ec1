#pragma once

#include <string>

#include "telerule/report.hpp"

namespace telerule {

struct TextOptions {
  bool color = false;
  bool quiet = false;      // only what is violated or indeterminate, and the summary line
  unsigned columns = 100;  // width that sentences are wrapped to
};

std::string render_text(Report const& report, TextOptions const& options = {});
std::string render_json(Report const& report);

// Problems for a person: message, place, code frame, help.
std::string render_diagnostics(Diagnostics const& diagnostics, TextOptions const& options = {});

// Text from data, safe to show on a terminal: control, C1 and bidi characters
// appear as \u{…}.
std::string printable(std::string_view text);

}  // namespace telerule
