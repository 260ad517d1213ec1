#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "telerule/report.hpp"

namespace telerule {

struct TextOptions {
  bool color = false;
  bool quiet = false;      // only what is violated or indeterminate, and the summary line
  unsigned columns = 100;  // width that sentences are wrapped to
};

// Writes a report piece by piece, in memory that does not grow with it: of a
// stream of scenarios none need be kept. All pieces in order are what
// render_text and render_json give at once.
class ReportWriter {
 public:
  virtual ~ReportWriter() = default;
  virtual std::string begin(Report const& head) = 0;  // reads the tool and the parameters
  virtual std::string scenario(ScenarioReport const& scenario) = 0;
  virtual std::string end(Report const& tail) = 0;    // reads the parameters, errors and summary
};

std::unique_ptr<ReportWriter> text_writer(TextOptions const& options = {});
std::unique_ptr<ReportWriter> json_writer();

std::string render_text(Report const& report, TextOptions const& options = {});
std::string render_json(Report const& report);

// Problems for a person: message, place, code frame, help.
std::string render_diagnostics(Diagnostics const& diagnostics, TextOptions const& options = {});

// Text from data, safe to show on a terminal: control, C1 and bidi characters
// appear as \u{…}.
std::string printable(std::string_view text);

}  // namespace telerule
