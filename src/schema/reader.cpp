#include "schema/reader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace telerule {
namespace {

constexpr std::string_view complete_suffix = "_complete";
// No scenario is nested deeper.
constexpr int deepest = 128;
// So that checks that look at each field for each field end soon.
constexpr std::size_t most_fields = 5'000;

// A list is complete when the boolean field of its name says so.
void find_complete_by(Record& record) {
  for (Field& field : record.fields) {
    if (field.type.kind != Kind::list) continue;
    auto const sibling = record.find(field.name + std::string(complete_suffix));
    if (sibling && record.fields[*sibling].type.kind == Kind::boolean) field.complete_by = sibling;
  }
}

}  // namespace

std::string Where::path() const {
  std::string text = outer ? outer->path() : "";
  if (!text.empty() && !name.empty()) text += '.';
  return text.append(name);
}

void SchemaReader::error(DiagnosticId id, SchemaFile const& file, Span span, std::string message, std::string help) {
  if (loaded_.diagnostics.size() >= json::most_diagnostics) return;
  loaded_.diagnostics.push_back(at(id, file.document.source(), span, std::move(message), std::move(help)));
}

void SchemaReader::bad(SchemaFile const& file, Span span, std::string message, std::string help) {
  error(DiagnosticId::bad_schema, file, span, std::move(message), std::move(help));
}

void SchemaReader::duplicate(SchemaFile const& file, Span span, std::string message, SchemaFile const& first_file,
                             Span first) {
  if (loaded_.diagnostics.size() >= json::most_diagnostics) return;
  error(DiagnosticId::duplicate_name, file, span, std::move(message));
  loaded_.diagnostics.back().labels.push_back({frame_at(first_file.document.source(), first), "first here"});
}

std::optional<Meaning> SchemaReader::read(SchemaFile& file, Node const& node, Where const& where) {
  if (loaded_.diagnostics.size() >= json::most_diagnostics) return std::nullopt;
  // Downwards, so that the reading itself ends; and upwards, since a definition may have been read before.
  std::optional<Meaning> meaning;
  bool too_deep = where.depth > deepest;
  if (!too_deep) {
    auto const keywords = read_keywords(file.document, node, false, loaded_.diagnostics);
    if (keywords) meaning = read_shape(file, node, *keywords, where);
    if (!meaning) return std::nullopt;
    if (auto const* description = (*keywords)[Keyword::description]) meaning->description = description->text;
    too_deep = meaning->depth > deepest;
  }
  if (!too_deep) return meaning;
  bad(file, node.key_span, fmt::format("values would be nested deeper than {}", deepest));
  return std::nullopt;
}

std::optional<Meaning> SchemaReader::read_shape(SchemaFile& file, Node const& node, Keywords const& keywords,
                                                Where const& where) {
  Meaning meaning;
  meaning.nullable = keywords.allows_null;
  switch (keywords.shape) {
    case Shape::definitions:
      return std::nullopt;
    case Shape::reference:
      return follow(file, *keywords[Keyword::ref], where);
    case Shape::choice:
      return read_choice(file, *keywords[Keyword::any_of], where);
    case Shape::constant:
      meaning.type = {Kind::text};
      meaning.nullable = false;
      meaning.limits.constant = keywords[Keyword::constant]->text;
      return meaning;
    case Shape::enumeration:
      return read_enumeration(file, keywords, where);
    case Shape::text:
      return read_text(file, keywords);
    case Shape::number:
    case Shape::integer:
      return read_number(file, keywords, where);
    case Shape::boolean:
      meaning.type = {Kind::boolean};
      return meaning;
    case Shape::list:
      return read_list(file, node, keywords, where);
    case Shape::record: {
      auto const [index, depth] = read_record(file, keywords, where);
      meaning.type = {Kind::record, index};
      meaning.depth = depth;
      return meaning;
    }
  }
  return std::nullopt;
}

// `anyOf` of a schema and `{"type": "null"}`, in either order.
std::optional<Meaning> SchemaReader::read_choice(SchemaFile& file, Node const& any_of, Where const& where) {
  auto const is_null = [&](Node const& part) {
    auto const* type = file.member(part, "type");
    return type && type->text == "null" && type->kind == json::Kind::text && type->end == part.end &&
           &*file.document.children(part).begin() == type;
  };
  Node const* other = nullptr;
  std::size_t nulls = 0, others = 0;
  for (Node const& part : file.document.children(any_of)) {
    is_null(part) ? ++nulls : ++others;
    if (!is_null(part)) other = &part;
  }
  if (nulls != 1 || others != 1) {
    bad(file, any_of.key_span, "`anyOf` is understood only for one schema and `{\"type\": \"null\"}`",
        "describe each kind of value by a field of its own");
    return std::nullopt;
  }
  auto meaning = read(file, *other, where.choice());
  if (meaning) meaning->nullable = true;
  return meaning;
}

std::optional<Meaning> SchemaReader::read_list(SchemaFile& file, Node const& node, Keywords const& keywords,
                                               Where const& where) {
  auto const* items = keywords[Keyword::items];
  if (!items) {
    bad(file, node.key_span, "the array has no `items`", "say what its elements are");
    return std::nullopt;
  }
  auto element = read(file, *items, where.element());
  if (!element) return std::nullopt;
  if (element->type.kind == Kind::list) {
    bad(file, items->key_span, "the elements of an array are arrays",
        "make them objects with the inner array as a field");
    return std::nullopt;
  }
  auto& all = loaded_.schemas.lists;
  Meaning meaning;
  meaning.type = {Kind::list, static_cast<std::uint32_t>(all.size())};
  meaning.nullable = keywords.allows_null;
  meaning.depth = element->depth + 1;
  if (auto const* unique = keywords[Keyword::unique_items]) meaning.limits.unique_items = unique->truth;
  all.push_back({element->type, std::move(element->limits), element->nullable});
  return meaning;
}

std::pair<std::uint32_t, int> SchemaReader::read_record(SchemaFile& file, Keywords const& keywords,
                                                        Where const& where) {
  auto const index = static_cast<std::uint32_t>(loaded_.schemas.records.size());
  loaded_.schemas.records.emplace_back();  // before its fields' records, so that a kind's own comes first
  Record record;
  record.path = where.path();
  int depth = 0;
  auto const* properties = keywords[Keyword::properties];
  auto const* additional = keywords[Keyword::additional_properties];
  if (!properties) {
    record.open = !additional || additional->truth;
  } else {
    if (!additional || additional->truth) {
      bad(file, additional ? additional->span : properties->key_span,
          "an object with `properties` needs `\"additionalProperties\": false`",
          "otherwise a misspelt field would pass unseen; put open data into a field of its own, an object without "
          "`properties`");
    }
    for (Node const& node : file.document.children(*properties)) {
      if (record.fields.size() == most_fields) {
        bad(file, node.key_span, fmt::format("the object has more than {} fields", most_fields));
        break;
      }
      auto meaning = read(file, node, where.field(node.key));
      if (!meaning) continue;
      depth = std::max(depth, meaning->depth);
      Field& field = record.fields.emplace_back();
      field.name = node.key;
      field.type = meaning->type;
      field.limits = std::move(meaning->limits);
      field.nullable = meaning->nullable;
      field.description = std::move(meaning->description);
    }
    find_complete_by(record);
  }
  if (auto const* required = keywords[Keyword::required]) read_required(file, *required, properties, record);
  loaded_.schemas.records[index] = std::move(record);
  return {index, depth + 1};
}

void SchemaReader::read_required(SchemaFile& file, Node const& required, Node const* properties, Record& record) {
  for (Node const& name : file.document.children(required)) {
    if (loaded_.diagnostics.size() >= json::most_diagnostics) return;
    if (name.kind != json::Kind::text) {
      bad(file, name.span, "`required` lists the names of fields");
    } else if (auto const index = record.find(name.text)) {
      Field& field = record.fields[*index];
      if (field.required) bad(file, name.span, fmt::format("`{}` is listed a second time", name.text));
      field.required = true;
    } else if (!properties || !file.member(*properties, name.text)) {
      std::vector<std::string> names;
      for (Field const& field : record.fields) names.push_back(field.name);
      bad(file, name.span, fmt::format("`{}` is required and none of the `properties`", name.text),
          did_you_mean(name.text, names));
    }
  }
}

}  // namespace telerule
