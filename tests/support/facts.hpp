#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "program/layout.hpp"
#include "scenario/scenario.hpp"
#include "telerule/schema.hpp"

// Everything that a bound scenario holds, as text: what two ways of reading the same facts must agree on.
namespace telerule {

class Facts {
 public:
  // `nested.a=3`, `parts[0].color=red`: one line for each known fact, in the order of the schema.
  static std::string of(Schemas const& schemas, Layout const& layout, Scenario const& scenario) {
    Facts facts(schemas, layout, scenario);
    facts.place("", 0, scenario.frames[0].data());
    return facts.out_;
  }

 private:
  Facts(Schemas const& schemas, Layout const& layout, Scenario const& scenario)
      : schemas_(schemas), layout_(layout), scenario_(scenario) {}

  void place(std::string const& path, std::int32_t index, std::int64_t const* frame) {
    Place const& place = layout_.places[static_cast<std::size_t>(index)];
    auto const& fields = schemas_.records[place.record].fields;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      FieldPlan const& plan = place.fields[i];
      std::string const name = (path.empty() ? "" : path + ".") + fields[i].name;
      if (plan.place != none)
        this->place(name, plan.place, frame);
      else if (plan.slot != none)
        value(name, fields[i].type, plan.list, frame[plan.slot]);
    }
  }

  void value(std::string const& name, Type type, std::int32_t list, std::int64_t slot) {
    if (slot == unknown) return;
    if (type.kind == Kind::list) return elements(name, type, list, slot);
    out_ += name + "=";
    switch (type.kind) {
      case Kind::boolean:
        out_ += slot == 0 ? "false" : "true";
        break;
      case Kind::date:
        out_ += date_to_text(slot);
        break;
      case Kind::text:
        out_ += "'" + std::string(scenario_.text(slot)) + "'";
        break;
      case Kind::enumeration:
        out_ += schemas_.words[static_cast<std::size_t>(slot)];
        break;
      case Kind::decimal:
      case Kind::money:
      case Kind::share:
        out_ += decimal_to_text(slot);
        break;
      default:
        out_ += std::to_string(slot);
        break;
    }
    out_ += '\n';
  }

  void elements(std::string const& name, Type type, std::int32_t list, std::int64_t slot) {
    ListRef const ref = unpack_list(slot);
    out_ += name + "=[" + std::to_string(ref.count) + "]\n";
    if (list == none) return;
    ListPlan const& plan = layout_.lists[static_cast<std::size_t>(list)];
    if (plan.frame == none) return;
    auto const type_of_frame = static_cast<std::uint32_t>(plan.frame);
    Type const element = schemas_.lists[type.index].element;
    for (std::uint32_t i = 0; i < ref.count; ++i) {
      auto const* frame = scenario_.frame(type_of_frame, ref.first + i, layout_.frame_slots[type_of_frame]);
      std::string const here = name + "[" + std::to_string(i) + "]";
      if (plan.place != none)
        place(here, plan.place, frame);
      else
        value(here, element, none, frame[0]);
    }
  }

  Schemas const& schemas_;
  Layout const& layout_;
  Scenario const& scenario_;
  std::string out_;
};

}  // namespace telerule
