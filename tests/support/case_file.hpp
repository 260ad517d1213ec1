#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace telerule::test {

// A golden test in one file: named sections, each begun by a line `--- NAME`.
// Lines before the first one are a comment that says what the case shows.
struct CaseFile {
  std::filesystem::path path;
  std::string comment;
  std::vector<std::pair<std::string, std::string>> sections;

  std::string const* find(std::string const& name) const {
    for (auto const& [n, text] : sections)
      if (n == name) return &text;
    return nullptr;
  }
};

std::string read_file(std::filesystem::path const& path);
void write_file(std::filesystem::path const& path, std::string const& text);
CaseFile read_case(std::filesystem::path const& path);
void write_case(CaseFile const& file);
// Every file below a folder with this ending, sorted.
std::vector<std::filesystem::path> files_below(std::filesystem::path const& folder, std::string const& ending);
std::filesystem::path source_folder();
// UPDATE_CASES=1: expected output is rewritten instead of compared.
bool updating();

}  // namespace telerule::test
