#include "support/markdown.hpp"

#include <algorithm>

#include "support/case_file.hpp"

namespace telerule::test {

std::string Block::file() const {
  if (!before.ends_with("`:")) return {};
  std::string const name = before.substr(0, before.size() - 2);
  return name.substr(name.rfind('`') + 1);
}

std::vector<Block> blocks_of(std::string const& document) {
  std::vector<Block> out;
  Block block;
  std::string before;
  bool inside = false;
  std::size_t line_number = 0;
  for (std::size_t at = 0; at < document.size();) {
    std::size_t const next = std::min(document.find('\n', at), document.size() - 1) + 1;
    std::string line = document.substr(at, next - at);
    if (line.ends_with('\n')) line.pop_back();
    ++line_number;
    if (line.starts_with("```") && !inside) {
      std::size_t const blank = std::min(line.find(' '), line.size());
      block = {line.substr(3, blank - 3), blank < line.size() ? line.substr(blank + 1) : "", before, {}, next, next, line_number + 1};
      inside = true;
    } else if (line == "```" && inside) {
      block.end = at;
      block.text = document.substr(block.begin, block.end - block.begin);
      out.push_back(block);
      inside = false;
    }
    if (!line.empty()) before = line;
    at = next;
  }
  return out;
}

std::vector<std::filesystem::path> documents() {
  auto out = files_below(source_folder() / "docs", ".md");
  out.push_back(source_folder() / "README.md");
  return out;
}

}  // namespace telerule::test
