#pragma once

#include "program/layout.hpp"
#include "program/code.hpp"

namespace telerule {

// Plans the whole of a kind's schema at once, and gives slots to facts as
// rules turn out to read them.
class LayoutBuilder {
 public:
  LayoutBuilder(Schemas const& schemas, std::uint32_t root_record);

  struct Slot {
    std::uint32_t frame = 0, slot = 0;
  };
  Slot slot(std::uint32_t place, std::uint32_t field);
  // The frame type of a list's elements; asking for it makes the binder keep them.
  std::uint32_t element_frame(std::uint32_t list_plan);
  std::uint32_t record_of(std::uint32_t place) const { return layout_.places[place].record; }
  FieldPlan const& plan(std::uint32_t place, std::uint32_t field) const { return layout_.places[place].fields[field]; }
  ListPlan const& list(std::uint32_t index) const { return layout_.lists[index]; }

  // Gives a frame without slots one, so that its elements can be told apart.
  void finish() {
    for (auto& slots : layout_.frame_slots) slots = slots == 0 ? 1 : slots;
  }

  Layout const& layout() const { return layout_; }
  // The pointers of slots within their frames, for explanations.
  std::vector<std::vector<std::string>> const& pointers() const { return pointers_; }

 private:
  struct Owner {
    std::int32_t list = none;  // the list plan whose element the place belongs to; none: the root's frame
    std::string prefix;        // pointer of the place within its frame
  };
  std::uint32_t add_place(std::uint32_t record, Owner owner);
  std::uint32_t frame_of(Owner const& owner);

  Schemas const& schemas_;
  Layout layout_;
  std::vector<Owner> owners_;  // by place
  std::vector<std::vector<std::string>> pointers_;
};

}  // namespace telerule
