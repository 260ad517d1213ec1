#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace telerule::test {

// A fenced block of a document, such as ```rules … ```.
struct Block {
  std::string language;
  std::string source;  // what stands behind the language: the case or story that the text is taken from
  std::string before;  // the line of text above it, empty if there is none
  std::string text;
  std::size_t begin = 0, end = 0;  // of the text, in the document
  std::size_t line = 0;            // of its first line
  // The file that the block stands for, where the line above ends in "`NAME`:"; else empty.
  std::string file() const;
};

std::vector<Block> blocks_of(std::string const& document);

// README.md and docs/*.md.
std::vector<std::filesystem::path> documents();

}  // namespace telerule::test
