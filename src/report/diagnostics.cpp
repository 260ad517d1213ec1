#include <fmt/format.h>

#include <algorithm>

#include "report/page.hpp"
#include "report/snippet.hpp"
#include "telerule/render.hpp"

namespace telerule {
namespace {

void render(Page& page, Diagnostic const& diagnostic) {
  Painted head;
  page.add(head, fmt::format("error[{}]", info(diagnostic.id).text), Ink::error);
  page.add(head, ": " + diagnostic.message);
  page.line(head.text);

  bool const placed = diagnostic.frame && is_known(*diagnostic.frame);
  std::vector<Mark> marks;
  if (placed) marks.push_back({&*diagnostic.frame, diagnostic.pointer, '^', Ink::error});
  for (auto const& label : diagnostic.labels) marks.push_back({&label.frame, label.text, '-', Ink::strong});

  if (!placed && !diagnostic.file.empty()) {
    Painted place;
    page.add(place, " --> ", Ink::faint);
    page.add(place, diagnostic.file);
    if (!diagnostic.pointer.empty()) page.add(place, " at " + diagnostic.pointer);
    page.line(place.text);
  }
  auto const digits = render_snippet(page, marks);
  if (!diagnostic.help.empty()) {
    Painted help;
    Page::pad(help, std::max(digits, 1U) + 1);
    page.add(help, "= ", Ink::faint);
    page.add(help, "help: " + diagnostic.help);
    page.line(help.text);
  }
}

}  // namespace

std::string render_diagnostics(Diagnostics const& diagnostics, TextOptions const& options) {
  Page page(options);
  for (auto const& diagnostic : diagnostics) {
    if (&diagnostic != &diagnostics.front()) page.line();
    render(page, diagnostic);
  }
  return page.take();
}

}  // namespace telerule
