#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "program/layout.hpp"
#include "table/table.hpp"
#include "telerule/program.hpp"
#include "telerule/value.hpp"

// The compiled form of rules: a flat array of nodes per scenario kind. A node
// names its operands by index, its facts by variable and slot. Nothing is
// looked up by name when it runs.
namespace telerule {

__extension__ typedef __int128 Wide;  // numbers inside an expression: exact, at most 38 digits

using NodeId = std::uint32_t;

// A fact: a slot of the frame that a variable stands at. Variable 0 is the scenario.
struct SlotRef {
  std::uint16_t variable = 0;
  std::uint16_t slot = 0;
};

// A set of the three ways in which two values can stand to one another, so that asking takes no branch.
enum class Comparison : std::uint8_t { less = 1, equal = 2, less_equal = 3, greater = 4, unequal = 5, greater_equal = 6 };

template <class T>
constexpr bool holds(Comparison comparison, T const& a, T const& b) {
  unsigned const way = 2U + 2U * static_cast<unsigned>(a > b) - static_cast<unsigned>(a < b);  // 1, 2 or 4
  return (static_cast<unsigned>(comparison) & way) != 0;
}

enum class Op : std::uint8_t {
  // Truths
  constant,         // value: a Truth
  fact,             // a boolean fact
  fact_compared,    // `left` compared with `value`, both of one scale
  facts_compared,   // `left` compared with `right`, both of one scale
  fact_among,       // the enumeration fact `left` among the symbols of sets[first]
  all,              // children [first, first+count)
  all_facts,        // the same, where each child is a boolean fact as it stands: fact_slots[value, value+count)
  any,
  negation,         // of node a
  compared,         // values of node a and b
  text_compared,    // texts of node a and b, equal or unequal
  within,           // date a, duration b, date c; months if flag
  every,            // over a loop
  some,
  no,
  counted,          // the count over loop `first`, compared with the value of node a; flag: with the count over loop `count`
  choice,           // if a then b else c, as truths
  unsettled,        // reasons[first]
  has_row,          // lookups[first]; flag: has no row
  looked_up_truth,  // lookups[first], column b
  // Values
  number,           // numbers[first]
  fact_value,       // slot `left`
  plus, minus, times,
  scaled,           // a times numbers[first], a power of ten
  plus_months,      // date a plus b months
  minus_months,
  choice_value,     // if a then b else c, as values
  looked_up,        // lookups[first], column b
  count_value,      // the exact count over loop `first`, for messages and arithmetic
  // Texts
  text,             // texts[first]
  fact_text,        // slot `left`
  choice_text,
  looked_up_text,
};

struct Node {
  Op op = Op::constant;
  Comparison comparison = Comparison::equal;
  bool flag = false;
  std::uint8_t loops = 0;  // loops nested in one another below this node, itself included
  SlotRef left, right;
  NodeId a = 0, b = 0, c = 0;
  std::uint32_t first = 0, count = 0;
  std::int64_t value = 0;
};

// A quantifier's walk over a list.
struct Loop {
  SlotRef list;
  std::uint16_t variable = 0;  // bound to each element
  std::uint16_t frame = 0;     // the elements' frame type
  NodeId body = 0;
  bool incomplete = false;          // the rule says that there may be more
  bool has_complete = false;        // a fact says whether there may be more
  SlotRef complete;
};

struct Lookup {
  std::uint32_t table = 0;
  std::vector<NodeId> keys;
  std::vector<bool> text_keys;
  NodeId day = 0;
};

// How a value prints in a message.
struct Format {
  Type type;
  std::uint8_t scale = 0;  // decimal places of a number
};

struct MessagePiece {
  std::string text;  // printed as it stands, before the value
  bool has_value = false;
  NodeId node = 0;
  Format format;
};
using Message = std::vector<MessagePiece>;

struct CompiledNote {
  Message message;
  bool has_condition = false;
  NodeId when = 0;
};

struct CompiledException {
  std::uint32_t info = 0;  // index in RuleInfo::exceptions
  NodeId when = 0;
};

// One level of `for each`.
struct SubjectLoop {
  SlotRef list;
  std::uint16_t variable = 0;
  std::uint16_t frame = 0;
};

struct CompiledRule {
  std::uint32_t info = 0;  // index in ProgramData::rules
  std::int64_t from = 0, until = 0;  // days, inclusive
  std::vector<SubjectLoop> subjects;
  // The part of `applies when` that is the same for every subject, and the rest.
  NodeId scope = 0, applies = 0;
  NodeId require = 0;
  std::vector<CompiledException> exceptions;  // by id
  bool severity_depends = false;
  NodeId severity_when = 0;
  Message finding, remedy;
  std::vector<CompiledNote> notes;
};

// Everything that judges one kind of scenario.
struct Code {
  std::vector<Node> nodes;
  std::vector<NodeId> children;
  std::vector<SlotRef> fact_slots;
  std::vector<Loop> loops;
  std::vector<Lookup> lookups;
  std::vector<std::vector<std::uint64_t>> sets;  // bit per Symbol
  std::vector<Wide> numbers;
  std::vector<std::string> texts;
  std::vector<std::string> reasons;
  std::vector<CompiledRule> rules;  // by id, then by `from`
  std::uint16_t variables = 1;
  // For explanations: the JSON Pointer of a slot within its frame, by frame type and slot.
  std::vector<std::vector<std::string>> slot_pointers;
};

struct ProgramData {
  Schemas schemas;
  std::vector<Layout> layouts;  // by kind
  std::vector<Code> code;       // by kind
  std::vector<FactsTable> tables;
  std::vector<RuleInfo> rules;
  std::vector<PolicyInfo> policies;
  std::vector<TableInfo> table_infos;
  std::vector<ParameterInfo> parameters;
  // What the hash is of; it is asked for by some reports only, and costs as much as judging a scenario.
  Library library;
  std::vector<std::pair<std::string, std::string>> settings;
  mutable std::once_flag hashed;
  mutable std::string sha256;
};

}  // namespace telerule
