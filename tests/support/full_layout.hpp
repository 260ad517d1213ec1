#pragma once

#include <cstdint>
#include <vector>

#include "program/layout.hpp"
#include "telerule/schema.hpp"

// A Layout that keeps every fact of a scenario kind, or those that are asked for. Scalars and lists have a
// slot each; the elements of each list have a frame type of their own; records
// that stand in a record share its frame.
namespace telerule {

class FullLayout {
 public:
  using Keep = bool (*)(Field const&);
  static bool all(Field const&) { return true; }

  static Layout of(Schemas const& schemas, std::uint32_t kind, Keep keep = all) {
    FullLayout made(schemas, keep);
    made.layout_.frame_slots.push_back(0);
    made.place(schemas.kinds[kind].record, 0);
    for (std::uint32_t& slots : made.layout_.frame_slots) slots = slots == 0 ? 1 : slots;
    return made.layout_;
  }

  static std::vector<Layout> of_all(Schemas const& schemas, Keep keep = all) {
    std::vector<Layout> layouts;
    for (std::uint32_t kind = 0; kind < schemas.kinds.size(); ++kind) layouts.push_back(of(schemas, kind, keep));
    return layouts;
  }

 private:
  FullLayout(Schemas const& schemas, Keep keep) : schemas_(schemas), keep_(keep) {}

  std::int32_t place(std::uint32_t record, std::size_t frame) {
    auto const index = layout_.places.size();
    layout_.places.push_back({record, {}});
    std::vector<FieldPlan> plans;
    for (Field const& field : schemas_.records[record].fields) {
      FieldPlan plan;
      if (field.type.kind == Kind::record) {
        plan.place = place(field.type.index, frame);
      } else if (keep_(field)) {
        plan.slot = static_cast<std::int32_t>(layout_.frame_slots[frame]++);
        if (field.type.kind == Kind::list) plan.list = list(field.type.index);
      }
      plans.push_back(plan);
    }
    layout_.places[index].fields = plans;
    return static_cast<std::int32_t>(index);
  }

  std::int32_t list(std::uint32_t type) {
    auto const index = layout_.lists.size();
    auto const frame = layout_.frame_slots.size();
    layout_.lists.push_back({type, static_cast<std::int32_t>(frame), none});
    layout_.frame_slots.push_back(0);
    Type const element = schemas_.lists[type].element;
    std::int32_t const of_element = element.kind == Kind::record ? place(element.index, frame) : none;
    layout_.lists[index].place = of_element;
    return static_cast<std::int32_t>(index);
  }

  Schemas const& schemas_;
  Keep keep_;
  Layout layout_;
};

}  // namespace telerule
