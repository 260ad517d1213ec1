#include "cli/markdown.hpp"

#include <algorithm>

namespace telerule {
namespace {

constexpr std::string_view fence = "```";

// Takes the first line off the text; without its line end.
std::string_view take_line(std::string_view& text) {
  auto const end = std::min(text.find('\n'), text.size());
  auto const line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

// How deep a heading is; 0 for any other line.
std::size_t heading_level(std::string_view line) {
  auto const level = std::min(line.find_first_not_of('#'), line.size());
  return level > 0 && level < line.size() && line[level] == ' ' ? level : 0;
}

bool is_heading_of(std::string_view line, std::string_view title) {
  std::string words;
  for (char const c : line.substr(heading_level(line))) {
    if (c != ' ' && c != '`') words += c;
  }
  return words == title;
}

// `[text](address)` is its text: an address in the repository leads nowhere from a terminal.
std::string without_links(std::string_view text) {
  std::string out;
  while (true) {
    auto const open = text.find('[');
    auto const middle = text.find("](", std::min(open, text.size()));
    auto const close = text.find(')', std::min(middle, text.size()));
    if (close == std::string_view::npos) return out.append(text);
    out.append(text.substr(0, open)).append(text.substr(open + 1, middle - open - 1));
    text.remove_prefix(close + 1);
  }
}

}  // namespace

std::string markdown_section(std::string_view text, std::string_view title) {
  std::string out;
  std::size_t level = 0;  // of the section; 0: not there yet
  bool code = false;
  while (!text.empty()) {
    auto const line = take_line(text);
    if (line.starts_with(fence)) code = !code;
    auto const here = code ? 0 : heading_level(line);
    if (level != 0 && here != 0 && here <= level) break;
    if (level != 0) out.append(line) += '\n';
    if (level == 0 && here != 0 && is_heading_of(line, title)) level = here;
  }
  auto const first = out.find_first_not_of('\n');
  if (first == std::string::npos) return {};
  return out.substr(first, out.find_last_not_of('\n') - first + 1);
}

void show_markdown(Page& page, std::string_view text) {
  constexpr unsigned indent = 2;
  std::string paragraph;
  auto const finish = [&] {
    Painted margin;
    Page::pad(margin, indent);
    if (!paragraph.empty()) page.wrapped(std::move(margin), indent, without_links(paragraph));
    paragraph.clear();
  };
  bool code = false;
  while (!text.empty()) {
    auto const line = take_line(text);
    if (line.starts_with(fence)) {
      finish();
      code = !code;
    } else if (code) {
      Painted shown;
      Page::pad(shown, 2 * indent);
      page.add(shown, line);
      page.line(shown.text);
    } else if (line.empty()) {
      finish();
      page.line();
    } else {
      if (line.starts_with("- ")) finish();
      if (!paragraph.empty()) paragraph += ' ';
      paragraph += line;
    }
  }
  finish();
}

}  // namespace telerule
