#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "telerule/diagnostic.hpp"
#include "telerule/value.hpp"

// The types that scenario schemas describe, and that expressions have.
namespace telerule {

enum class Kind : std::uint8_t { boolean, integer, decimal, money, share, date, days, months, text, enumeration, list, record };

// `index` says which enumeration, list or record of the Schemas it is.
struct Type {
  Kind kind = Kind::boolean;
  std::uint32_t index = 0;
  friend bool operator==(Type const&, Type const&) = default;
};

struct Enumeration {
  std::string name;  // of the `$defs` entry; empty for one written in place
  std::vector<std::string> words;
  std::vector<Symbol> symbols;  // of the words, in the same order
};

class Pattern;  // a compiled `pattern`

// What a value must meet beyond its type.
struct Limits {
  std::optional<std::int64_t> minimum, maximum;  // scaled like the value
  std::optional<std::uint32_t> min_length, max_length;  // code points
  std::shared_ptr<Pattern const> pattern;
  bool unique_items = false;
  std::optional<std::string> constant;  // a text that the value must be
};

struct Field {
  std::string name;
  Type type;
  Limits limits;
  bool required = false;
  bool nullable = false;  // `null` is allowed, and means unknown
  std::string description;
  // Index in the same record of the boolean field `<name>_complete`, for a list that has one.
  std::optional<std::uint32_t> complete_by;
};

struct Record {
  std::string path;  // where it stands: `payer-plan.services.in_person`
  std::vector<Field> fields;
  bool open = false;  // any further field is allowed, and read by no rule
  std::optional<std::uint32_t> find(std::string_view name) const;  // linear; for checking, not for binding
};

struct List {
  Type element;
  Limits element_limits;
  bool nullable_elements = false;
};

// One kind of scenario: a schema file whose `kind` property is a constant.
struct ScenarioKind {
  std::string name;
  std::string title;
  std::string description;
  std::uint32_t record = 0;  // index of its root record
  SourcePtr source;
};

// Every schema of a run, in one table of types. Words are interned: equal
// words of different enumerations have the same Symbol.
struct Schemas {
  std::vector<Record> records;
  std::vector<List> lists;
  std::vector<Enumeration> enumerations;
  std::vector<ScenarioKind> kinds;
  std::vector<std::string> words;  // by Symbol
  std::unordered_map<std::string, Symbol> symbols;
  std::unordered_map<std::string, Type> named_types;  // `$defs` by name, for rules and facts tables to use

  ScenarioKind const* kind(std::string_view name) const;
  Symbol intern(std::string_view word);
};

struct LoadedSchemas {
  Schemas schemas;
  Diagnostics diagnostics;
};

// Reads the schemas together, so that a `$ref` may reach from one to another by `$id`.
LoadedSchemas load_schemas(std::span<SourcePtr const> sources);

// The fields that every scenario has, whatever its kind.
inline constexpr std::string_view kind_field = "kind";
inline constexpr std::string_view id_field = "scenario_id";
inline constexpr std::string_view as_of_field = "as_of";

}  // namespace telerule
