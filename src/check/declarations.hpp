#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "program/code.hpp"
#include "telerule/ast.hpp"
#include "telerule/diagnostic.hpp"

namespace telerule {

// An item of a rule file together with the file it stands in.
template <class T>
struct Declared {
  T const* item = nullptr;
  Source const* source = nullptr;
};

// Every name that the files of a library declare.
struct Declarations {
  std::vector<Declared<ast::Rule>> rules;  // by id, then by `from`
  std::vector<Declared<ast::Exception>> exceptions;  // by id
  std::map<std::string, Declared<ast::Definition>, std::less<>> definitions;
  std::map<std::string, std::uint32_t, std::less<>> tables;  // index in ProgramData::tables
  std::map<std::string, Declared<ast::Policy>, std::less<>> policies;
};

// Sorts the items of all files by what they declare, and reports names declared twice.
Declarations declare(std::vector<ast::File> const& files, Diagnostics& diagnostics);

// The text of a span on one line, as a report shows it.
std::string as_written(Source const& source, Span span);

}  // namespace telerule
