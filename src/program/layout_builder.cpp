#include "program/layout_builder.hpp"

namespace telerule {

namespace {

// A field's name as a token of a JSON Pointer.
std::string token(std::string_view name) {
  std::string out;
  for (char const c : name) {
    if (c == '~') out += "~0";
    else if (c == '/') out += "~1";
    else out += c;
  }
  return out;
}

}  // namespace

LayoutBuilder::LayoutBuilder(Schemas const& schemas, std::uint32_t root_record) : schemas_(schemas) {
  layout_.frame_slots.push_back(0);
  pointers_.emplace_back();
  add_place(root_record, {none, ""});
}

std::uint32_t LayoutBuilder::add_place(std::uint32_t record, Owner owner) {
  auto const place = static_cast<std::uint32_t>(layout_.places.size());
  layout_.places.push_back({record, std::vector<FieldPlan>(schemas_.records[record].fields.size())});
  owners_.push_back(owner);
  auto const& fields = schemas_.records[record].fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    Type const type = fields[i].type;
    FieldPlan plan;
    if (type.kind == Kind::record) {
      plan.place = static_cast<std::int32_t>(add_place(type.index, {owner.list, owner.prefix + "/" + token(fields[i].name)}));
    } else if (type.kind == Kind::list) {
      auto const list = static_cast<std::int32_t>(layout_.lists.size());
      plan.list = list;
      layout_.lists.push_back({type.index, none, none});
      Type const element = schemas_.lists[type.index].element;
      if (element.kind == Kind::record) {
        auto const element_place = static_cast<std::int32_t>(add_place(element.index, {list, ""}));
        layout_.lists[static_cast<std::size_t>(list)].place = element_place;
      }
    }
    layout_.places[place].fields[i] = plan;
  }
  return place;
}

std::uint32_t LayoutBuilder::frame_of(Owner const& owner) {
  return owner.list == none ? 0 : element_frame(static_cast<std::uint32_t>(owner.list));
}

std::uint32_t LayoutBuilder::element_frame(std::uint32_t list_plan) {
  ListPlan& plan = layout_.lists[list_plan];
  if (plan.frame == none) {
    plan.frame = static_cast<std::int32_t>(layout_.frame_slots.size());
    // Frames of records begin empty and grow; a scalar element is its frame's one slot.
    bool const scalar = plan.place == none;
    layout_.frame_slots.push_back(scalar ? 1 : 0);
    pointers_.push_back(scalar ? std::vector<std::string>{""} : std::vector<std::string>{});
  }
  return static_cast<std::uint32_t>(plan.frame);
}

LayoutBuilder::Slot LayoutBuilder::slot(std::uint32_t place, std::uint32_t field) {
  std::uint32_t const frame = frame_of(owners_[place]);
  FieldPlan& plan = layout_.places[place].fields[field];
  if (plan.slot == none) {
    plan.slot = static_cast<std::int32_t>(layout_.frame_slots[frame]++);
    pointers_[frame].push_back(owners_[place].prefix + "/" + token(schemas_.records[layout_.places[place].record].fields[field].name));
  }
  return {frame, static_cast<std::uint32_t>(plan.slot)};
}

}  // namespace telerule
