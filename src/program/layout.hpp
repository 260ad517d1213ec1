#pragma once

#include <cstdint>
#include <vector>

#include "telerule/schema.hpp"

// Where the facts that the selected rules read are put when a scenario is
// bound. Every byte of a scenario is checked against its schema; a field with
// no slot is checked and dropped.
//
// A frame is a row of 64-bit slots: one for the scenario itself, one for each
// element of a list whose elements are read. Records nested in a record share
// its frame. The frames of one type stand in one array, and a list's slot says
// which run of them are its elements (ListRef), so that a rule's loop over a
// list is a loop over an array.
namespace telerule {

inline constexpr std::int32_t none = -1;

struct FieldPlan {
  std::int32_t slot = none;   // in the frame of the place; `none`: not read
  std::int32_t place = none;  // for a record: the place that plans its fields
  std::int32_t list = none;   // for a list: its ListPlan
};

// A record at one place of a scenario kind, such as payer-plan.services.in_person.
struct Place {
  std::uint32_t record = 0;  // of Schemas::records
  std::vector<FieldPlan> fields;  // one for each field of the record, in its order
};

struct ListPlan {
  std::uint32_t list = 0;       // of Schemas::lists
  std::int32_t frame = none;    // the frame type of an element; `none`: elements are not kept
  std::int32_t place = none;    // for elements that are records
  // An element that is a scalar stands in slot 0 of its frame.
};

// For one scenario kind. Place 0 is the root record, frame type 0 its frame.
struct Layout {
  std::vector<Place> places;
  std::vector<ListPlan> lists;
  std::vector<std::uint32_t> frame_slots;  // by frame type: slots of a frame, at least 1
};

// The value of a list's slot: which frames of its frame type are its elements.
// An absent or null list is `unknown`, like any absent fact.
struct ListRef {
  std::uint32_t first = 0;  // index of a frame, not of a slot
  std::uint32_t count = 0;
};
constexpr std::int64_t pack(ListRef r) { return static_cast<std::int64_t>((std::uint64_t{r.first} << 31) | r.count); }
constexpr ListRef unpack_list(std::int64_t v) {
  auto const u = static_cast<std::uint64_t>(v);
  return {static_cast<std::uint32_t>(u >> 31), static_cast<std::uint32_t>(u & 0x7fffffffU)};
}

}  // namespace telerule
