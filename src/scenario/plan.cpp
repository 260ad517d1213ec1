#include "scenario/plan.hpp"

#include <algorithm>
#include <string>

namespace telerule::plan {
namespace {

Shape shape_of(Kind kind) {
  switch (kind) {
    case Kind::boolean:
      return Shape::boolean;
    case Kind::integer:
    case Kind::days:
    case Kind::months:
      return Shape::integer;
    case Kind::decimal:
    case Kind::money:
    case Kind::share:
      return Shape::scaled;
    case Kind::date:
      return Shape::date;
    case Kind::text:
      return Shape::text;
    case Kind::enumeration:
      return Shape::word;
    case Kind::list:
      return Shape::list;
    case Kind::record:
      return Shape::record;
  }
  return Shape::text;
}

bool must_be_escaped(std::string_view name) {
  return std::any_of(name.begin(), name.end(),
                     [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; });
}

}  // namespace

Plan::Plan(Schemas const& schemas, Layout const& layout, std::uint32_t kind)
    : schemas_(&schemas), layout_(&layout), words_of_(schemas.enumerations.size()), names_of_(schemas.records.size()) {
  root_ = record(schemas.kinds[kind].record, layout.places.empty() ? none : 0, true, 1);
  for (std::size_t i = 0; i < root_->schema->fields.size(); ++i) {
    Field& field = root_->fields[i];
    std::string_view const name = root_->schema->fields[i].name;
    if (name == id_field && field.value.shape == Shape::text) field.value.role = Role::id;
    if (name == as_of_field && field.value.shape == Shape::date) {
      field.value.role = Role::as_of;
      as_of_slot_ = field.value.kept != 0 ? static_cast<std::int32_t>(field.value.slot) : none;
    }
  }
}

Record* Plan::record(std::uint32_t schema, std::int32_t place, bool kept, int depth) {
  telerule::Record const& source = schemas_->records[schema];
  Record& plan = records_.emplace_back();
  plan.schema = &source;
  plan.fields.resize(std::max<std::size_t>(1, source.fields.size()));
  plan.first.field = plan.fields.data();

  for (std::size_t i = 0; i < source.fields.size(); ++i) {
    telerule::Field const& from = source.fields[i];
    Field& field = plan.fields[i];
    if (std::string const key = '"' + from.name + "\":"; key.size() <= bytes::block && !must_be_escaped(from.name)) {
      std::copy(key.begin(), key.end(), field.name.begin());
      field.name_bits = bytes::first_bits(key.size());
    }
    field.next.field = &plan.fields[(i + 1) % source.fields.size()];
    FieldPlan const where = place == none ? FieldPlan{} : layout_->places[static_cast<std::size_t>(place)].fields[i];
    field.value = value(from.type, from.limits, from.nullable, where, kept, depth);
    field.required = from.required ? 1 : 0;
    plan.required += field.required;
  }
  plan.names = names(schema);
  return &plan;
}

List* Plan::list(std::uint32_t schema, Limits const& limits, std::int32_t list_plan, bool kept, int depth) {
  telerule::List const& source = schemas_->lists[schema];
  List& plan = lists_.emplace_back();
  plan.schema = &source;
  plan.unique = limits.unique_items;
  FieldPlan where;
  if (list_plan != none) {
    ListPlan const& from = layout_->lists[static_cast<std::size_t>(list_plan)];
    where.place = from.place;
    if (kept && from.frame != none) {
      plan.frame = from.frame;
      plan.slots = layout_->frame_slots[static_cast<std::size_t>(from.frame)];
      bool const scalar = source.element.kind != Kind::record && source.element.kind != Kind::list;
      where.slot = scalar ? 0 : none;
    }
  }
  plan.element =
      value(source.element, source.element_limits, source.nullable_elements, where, plan.frame != none, depth);
  return &plan;
}

Value Plan::value(Type type, Limits const& limits, bool nullable, FieldPlan where, bool kept, int depth) {
  Value plan;
  plan.shape = shape_of(type.kind);
  plan.nullable = nullable;
  plan.type = type;
  plan.limits = &limits;
  if (kept && where.slot != none) {
    plan.kept = 1;
    plan.slot = static_cast<std::uint32_t>(where.slot);
  }
  plan.shortest = limits.min_length.value_or(0) == 0 ? 2 : 3;
  plan.limited = limits.min_length.value_or(0) > 1 || limits.max_length || limits.pattern || limits.constant;
  plan.minimum = limits.minimum.value_or(plan.minimum);
  plan.maximum = limits.maximum.value_or(plan.maximum);
  // Schemas do not contain themselves, so this ends; whatever nests deeper than the limit can never be reached.
  if (depth > depth_limit) return plan;
  if (type.kind == Kind::enumeration) {
    plan.words = words(type.index, nullable);
    plan.enumeration = &schemas_->enumerations[type.index];
  }
  if (type.kind == Kind::list) plan.list = list(type.index, limits, where.list, kept, depth + 1);
  // What is open has no fields of its own: schemas see to that.
  if (type.kind == Kind::record && schemas_->records[type.index].open)
    plan.shape = Shape::open;
  else if (type.kind == Kind::record)
    plan.record = record(type.index, where.place, kept, depth + 1);
  return plan;
}

Words const* Plan::words(std::uint32_t enumeration, bool nullable) {
  Words const*& known = words_of_[enumeration][nullable ? 1 : 0];
  if (known == nullptr) {
    Enumeration const& source = schemas_->enumerations[enumeration];
    std::vector<std::int64_t> const values(source.symbols.begin(), source.symbols.end());
    known = &words_.emplace_back(source.words, values, nullable ? std::optional(unknown) : std::nullopt);
  }
  return known;
}

Words const* Plan::names(std::uint32_t record) {
  Words const*& known = names_of_[record];
  if (known == nullptr) {
    std::vector<std::string> names;
    std::vector<std::int64_t> indexes;
    for (telerule::Field const& field : schemas_->records[record].fields) {
      indexes.push_back(static_cast<std::int64_t>(names.size()));
      names.push_back(field.name);
    }
    known = &words_.emplace_back(names, indexes);
  }
  return known;
}

}  // namespace telerule::plan
