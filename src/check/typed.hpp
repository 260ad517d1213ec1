#pragma once

#include <optional>
#include <string>

#include "program/code.hpp"
#include "telerule/schema.hpp"

namespace telerule {

// What an expression turned out to be. A scalar has a node that computes it; a
// record or list is a place in the scenario.
struct Typed {
  bool ok = false;  // false: a diagnostic has been reported, say no more
  Type type;
  NodeId node = 0;
  Span span;
  // Numbers: exact decimal places of the node's value, and digits it may need.
  std::uint8_t scale = 0, digits = 0;
  bool literal = false;  // a number without a unit, which takes the unit it is used with
  std::optional<Wide> constant;
  std::optional<std::uint32_t> count_loop;  // `count of …`
  std::optional<SlotRef> fact;              // a scalar fact as it stands
  // Records and lists:
  std::uint16_t variable = 0;
  std::uint32_t place = 0;      // of a record
  std::uint32_t list_plan = 0;  // of a list
  SlotRef list;
  std::optional<SlotRef> complete;  // the fact that says whether the list is complete
};

constexpr bool is_number(Kind k) { return k == Kind::integer || k == Kind::decimal || k == Kind::money || k == Kind::share; }
constexpr bool is_duration(Kind k) { return k == Kind::days || k == Kind::months; }
constexpr bool is_scalar(Kind k) { return k != Kind::list && k != Kind::record; }

inline constexpr std::uint8_t fact_digits = 18;
inline constexpr std::uint8_t widest = 38;  // digits that Wide holds

constexpr std::uint8_t fact_scale(Kind k) {
  return k == Kind::decimal || k == Kind::money || k == Kind::share ? decimal_places : 0;
}

// `money`, `a date`, `a list of …`: a type as a message names it.
std::string describe(Type type, Schemas const& schemas);

}  // namespace telerule
