#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "telerule/program.hpp"

namespace telerule {

// A definition as its rule file has it. Rules are compiled with their definitions put in place, so only the text of the
// files still knows them by name.
struct DefinitionText {
  std::string name;
  std::string text;  // from `define` to `end`
  Frame source;      // of its name
};

// By name.
std::vector<DefinitionText> definitions_of(Library const& library);

// Names of the definitions that a condition uses, in the order in which it names them.
std::vector<std::string> used_definitions(std::string_view condition, std::vector<DefinitionText> const& definitions);

}  // namespace telerule
