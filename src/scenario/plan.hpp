#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
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

enum class Shape : std::uint8_t { boolean, word, integer, scaled, date, text, list, record, open };

// Fields of a scenario that are kept beside its slots.
enum class Role : std::uint8_t { none, id, as_of };

// A value that the schema describes, at one place.
struct Value {
  Shape shape = Shape::boolean;
  bool nullable = false;
  bool limited = false;  // a text with limits beyond `shortest`
  Role role = Role::none;
  std::uint8_t kept = 0;       // 1 if it has a slot
  std::uint32_t slot = 0;      // in the frame of its record
  std::uint32_t shortest = 2;  // of a text, in bytes with its quotes
  std::int64_t minimum = std::numeric_limits<std::int64_t>::min();
  std::int64_t maximum = std::numeric_limits<std::int64_t>::max();
  // One of these, as the shape says.
  Words const* words = nullptr;
  List const* list = nullptr;
  Record* record = nullptr;
  // For what is unusual, and for messages.
  Limits const* limits = nullptr;  // never null
  Enumeration const* enumeration = nullptr;
  Type type;
};

struct Field;

// The field that is expected next. Another one is expected only after several failures running, so that a field that is
// sometimes absent is not forgotten at once.
struct Guess {
  Field* field = nullptr;
  std::uint8_t patience = 0;

  void succeed() { patience = 3; }
  void fail(Field* found) {
    if (patience == 0)
      field = found;
    else
      --patience;
  }
};

struct alignas(64) Field {
  // `"name":` as it usually stands, and a bit for each byte of it. A name that is too long for it, or must be escaped,
  // is looked up: a space is put here, which no token begins with.
  std::array<char, bytes::block> name{' '};
  std::uint32_t name_bits = 1;
  std::uint32_t required = 0;  // 1 if it is
  Guess next;
  std::uint64_t object = 0;  // the number of the object that had it last
  Value value;
};

// An object. It learns in which order fields are written.
struct Record {
  telerule::Record const* schema = nullptr;
  std::vector<Field> fields;  // at least one: where the schema has none, a name that is never found
  Guess first;
  std::uint32_t required = 0;    // how many fields are
  Words const* names = nullptr;  // of the fields, quoted
};

struct List {
  telerule::List const* schema = nullptr;
  Value element;              // kept, in slot 0, if it is a scalar and its list is
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
  // Of `as_of`, in the scenario's own frame; `none` if no rule reads it.
  std::int32_t as_of_slot() const { return as_of_slot_; }
  Layout const& layout() const { return *layout_; }

 private:
  Record* record(std::uint32_t schema, std::int32_t place, bool kept, int depth);
  List* list(std::uint32_t schema, Limits const& limits, std::int32_t list_plan, bool kept, int depth);
  Value value(Type type, Limits const& limits, bool nullable, FieldPlan where, bool kept, int depth);
  Words const* words(std::uint32_t enumeration, bool nullable);
  Words const* names(std::uint32_t record);

  Schemas const* schemas_;
  Layout const* layout_;
  // Deques: what is in them does not move.
  std::deque<Record> records_;
  std::deque<List> lists_;
  std::deque<Words> words_;
  std::vector<std::array<Words const*, 2>> words_of_;  // by enumeration and nullability
  std::vector<Words const*> names_of_;                 // by record
  Record* root_ = nullptr;
  std::int32_t as_of_slot_ = none;
};

}  // namespace telerule::plan
