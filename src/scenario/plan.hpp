#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "program/layout.hpp"
#include "scenario/words.hpp"
#include "telerule/schema.hpp"

// A Layout and its Schemas, turned into what the walk over a record's bytes needs at hand.
namespace telerule::plan {

struct Record;
struct List;

// Values nest no deeper than this; the record itself is 1.
inline constexpr int depth_limit = 128;

enum class Shape : std::uint8_t { boolean, integer, scaled, date, word, text, list, record };

// Fields of a scenario that are kept beside its slots.
enum class Role : std::uint8_t { none, id, as_of };

// A value that the schema describes, at one place.
struct Value {
  Shape shape = Shape::boolean;
  bool nullable = false;
  bool limited = false;           // a text with limits
  Role role = Role::none;
  std::int32_t slot = none;       // in the frame of its record
  Words const* words = nullptr;   // for a word
  Enumeration const* enumeration = nullptr;
  List const* list = nullptr;     // for a list
  Record* record = nullptr;       // for a record
  std::int64_t minimum = std::numeric_limits<std::int64_t>::min();
  std::int64_t maximum = std::numeric_limits<std::int64_t>::max();
  Type type;
  Limits const* limits = nullptr;  // never null
};

struct Field {
  // `"name":` as it usually stands; a name that is too long for it, or must be escaped, has no bits and is looked up.
  alignas(16) std::array<char, bytes::block> key{};
  std::uint32_t bits = 0;
  std::uint32_t next = 0;  // the field that followed this one when last the guess was wrong
  Value value;
};

// An object. It learns the order in which fields are written.
struct Record {
  telerule::Record const* schema = nullptr;
  std::vector<Field> fields;
  std::uint32_t first = 0;  // the field that stood first
  std::optional<Words> names;  // quoted
  std::vector<std::uint64_t> required;  // a bit for each field
  std::vector<std::uint64_t> seen;      // in the object that is being read
  bool open = false;
};

struct List {
  telerule::List const* schema = nullptr;
  Value element;              // its slot is 0 if scalars are kept, else none
  std::int32_t frame = none;  // the frame type of an element
  std::uint32_t slots = 0;    // of that frame
  bool unique = false;
};

// The plans of one scenario kind.
class Plan {
 public:
  Plan(Schemas const& schemas, Layout const& layout, std::uint32_t kind);
  Plan(Plan&&) = default;

  Record& root() { return *root_; }
  Layout const& layout() const { return *layout_; }

 private:
  Record* record(std::uint32_t schema, std::int32_t place, bool kept, int depth);
  List* list(std::uint32_t schema, Limits const& limits, std::int32_t list_plan, bool kept, int depth);
  Value value(Type type, Limits const& limits, bool nullable, FieldPlan where, bool kept, int depth);
  Words const* words(std::uint32_t enumeration, bool nullable);

  Schemas const* schemas_;
  Layout const* layout_;
  // Deques: what is in them does not move.
  std::deque<Record> records_;
  std::deque<List> lists_;
  std::deque<Words> words_;
  std::vector<std::array<Words const*, 2>> words_of_;  // by enumeration and nullability
  Record* root_ = nullptr;
};

}  // namespace telerule::plan
