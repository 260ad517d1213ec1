#include "support/case_file.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace telerule::test {

std::string read_file(std::filesystem::path const& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

void write_file(std::filesystem::path const& path, std::string const& text) {
  std::ofstream(path, std::ios::binary) << text;
}

CaseFile read_case(std::filesystem::path const& path) {
  CaseFile out{path, {}, {}};
  std::string const text = read_file(path);
  std::string* into = &out.comment;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t const end = std::min(text.find('\n', at), text.size() - 1) + 1;
    std::string const line = text.substr(at, end - at);
    at = end;
    if (line.rfind("--- ", 0) == 0) {
      std::string name = line.substr(4);
      while (!name.empty() && (name.back() == '\n' || name.back() == ' ')) name.pop_back();
      out.sections.emplace_back(name, "");
      into = &out.sections.back().second;
    } else {
      *into += line;
    }
  }
  return out;
}

void write_case(CaseFile const& file) {
  std::string text = file.comment;
  for (auto const& [name, section] : file.sections) text += "--- " + name + "\n" + section;
  write_file(file.path, text);
}

std::vector<std::filesystem::path> files_below(std::filesystem::path const& folder, std::string const& ending) {
  std::vector<std::filesystem::path> out;
  if (std::filesystem::exists(folder))
    for (auto const& entry : std::filesystem::recursive_directory_iterator(folder))
      if (entry.is_regular_file() && entry.path().string().ends_with(ending)) out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

std::filesystem::path source_folder() { return TELERULE_SOURCE_DIR; }

bool updating() { return std::getenv("UPDATE_CASES") != nullptr; }

}  // namespace telerule::test
