#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "schema/json.hpp"

// The keywords of JSON Schema that are understood, and where. A keyword that
// is not is an error, never ignored: it would have asked for a check that
// nobody makes.
namespace telerule {

enum class Keyword : std::uint8_t {
  schema,
  id,
  comment,
  title,
  description,
  examples,
  defs,
  ref,
  type,
  enumeration,
  constant,
  any_of,
  properties,
  required,
  additional_properties,
  items,
  unique_items,
  minimum,
  maximum,
  min_length,
  max_length,
  pattern,
  format
};
inline constexpr std::size_t keyword_count = static_cast<std::size_t>(Keyword::format) + 1;

// What a schema describes, told from its keywords alone.
enum class Shape : std::uint8_t {
  definitions,
  reference,
  choice,
  constant,
  enumeration,
  text,
  number,
  integer,
  boolean,
  list,
  record
};

// The keywords of one schema object. A value is null where the keyword is absent.
struct Keywords {
  Shape shape = Shape::definitions;
  bool allows_null = false;  // `type` does, or says nothing
  std::array<json::Node const*, keyword_count> values{};

  json::Node const* operator[](Keyword keyword) const { return values[static_cast<std::size_t>(keyword)]; }
};

// Reads a schema object; `root`: it is a whole file. Checks that every keyword
// is understood, says something about the shape, and has a value of its type.
// Nothing when the shape cannot be told; other faults leave out the keyword.
std::optional<Keywords> read_keywords(json::Document const& document, json::Node const& schema, bool root,
                                      Diagnostics& diagnostics);

}  // namespace telerule
