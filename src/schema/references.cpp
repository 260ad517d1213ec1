#include <fmt/format.h>

#include <algorithm>

#include "schema/reader.hpp"

// How schemas find each other: files by `$id`, definitions by name.
namespace telerule {
namespace {

// Among more names than this, none is looked for that may have been meant.
constexpr std::size_t most_suggested = 5'000;

}  // namespace

void SchemaReader::add_file(SourcePtr const& source) {
  json::Document document = json::Document::parse(source, loaded_.diagnostics);
  if (document.empty()) {
    some_file_unread_ = true;
    return;
  }
  SchemaFile& file = files_.emplace_back();
  file.document = std::move(document);
  Node const& root = file.document.root();
  if (auto const* id = file.member(root, "$id"); id && id->kind == json::Kind::text) {
    file.id = id->text;
    auto const [entry, added] = by_id_.emplace(file.id, &file);
    if (!added) {
      SchemaFile const& first = *entry->second;
      duplicate(file, id->span, fmt::format("another schema has the `$id` `{}`", file.id), first,
                first.member(first.document.root(), "$id")->span);
    }
  }
  if (auto const* defs = file.member(root, "$defs"); defs && defs->kind == json::Kind::object) {
    file.defs = defs;
    for (Node const& node : file.document.children(*defs)) file.definitions[node.key].node = &node;
  }
}

void SchemaReader::read_definitions(SchemaFile& file) {
  if (!file.defs) return;
  // In the order of the text, so that types are numbered alike in every run.
  for (Node const& node : file.document.children(*file.defs)) define(file, node.key, 0);
}

std::optional<Meaning> SchemaReader::define(SchemaFile& file, std::string_view name, int depth) {
  using State = SchemaDefinition::State;
  SchemaDefinition& definition = file.definitions.at(name);
  if (definition.state == State::read) return definition.meaning;
  definition.state = State::being_read;
  definition.meaning = read(file, *definition.node, {nullptr, name, name, depth});
  definition.state = State::read;
  if (definition.meaning) name_type(file, name, definition);
  return definition.meaning;
}

void SchemaReader::name_type(SchemaFile& file, std::string_view name, SchemaDefinition const& definition) {
  Type const type = definition.meaning->type;
  if (type.kind == Kind::list || type.kind == Kind::record) return;
  auto const [entry, added] = loaded_.schemas.named_types.emplace(name, type);
  if (added) {
    named_places_.try_emplace(name, &file, definition.node->key_span);
  } else if (entry->second != type) {
    auto const& [first_file, first] = named_places_.at(name);
    duplicate(file, definition.node->key_span,
              fmt::format("another schema defines `{}` as another type, and rules could mean either", name),
              *first_file, first);
  }
}

std::optional<Meaning> SchemaReader::follow(SchemaFile& file, Node const& ref, Where const& where) {
  constexpr std::string_view prefix = "#/$defs/";
  auto const unresolved = [&](std::string message, std::string help) {
    error(DiagnosticId::unresolved_ref, file, ref.span, std::move(message), std::move(help));
    return std::nullopt;
  };
  auto const hash = ref.text.find('#');
  auto const id = ref.text.substr(0, hash);
  auto const fragment = hash == std::string_view::npos ? std::string_view() : ref.text.substr(hash);
  if (!fragment.starts_with(prefix) || fragment.find_first_of("/~%", prefix.size()) != std::string_view::npos) {
    return unresolved(fmt::format("`{}` does not lead to an entry of `$defs`", ref.text),
                      "write `#/$defs/NAME`, or the other schema's `$id` before it");
  }
  SchemaFile* const target = id.empty() ? &file : find_file(file, ref, id);
  if (!target) return std::nullopt;
  auto const name = fragment.substr(prefix.size());
  auto const definition = target->definitions.find(name);
  if (definition == target->definitions.end()) {
    std::vector<std::string> names;
    if (target->definitions.size() <= most_suggested) {
      for (auto const& [known, unused] : target->definitions) names.emplace_back(known);
    }
    std::sort(names.begin(), names.end());
    std::string const owner = id.empty() ? "this schema" : fmt::format("`{}`", id);
    return unresolved(fmt::format("`$defs` of {} has no `{}`", owner, name), did_you_mean(name, names));
  }
  if (definition->second.state == SchemaDefinition::State::being_read) {
    return unresolved(fmt::format("`{}` leads back to itself", name),
                      "a scenario is nested only so deep as its schema says; describe each level");
  }
  return define(*target, definition->first, where.depth + 1);
}

SchemaFile* SchemaReader::find_file(SchemaFile& file, Node const& ref, std::string_view id) {
  auto const found = by_id_.find(id);
  if (found != by_id_.end()) return found->second;
  // A file that could not be read may be the one meant, and one message for each missing file is enough.
  if (some_file_unread_ || !missing_ids_.emplace(&file, id).second) return nullptr;
  std::vector<std::string> ids;
  for (auto const& [known, unused] : by_id_) ids.emplace_back(known);
  std::sort(ids.begin(), ids.end());
  std::string help = did_you_mean(id, ids);
  if (help.empty()) help = "a `$ref` names the other schema by its `$id`, and both are loaded together";
  error(DiagnosticId::unresolved_ref, file, ref.span, fmt::format("no schema has the `$id` `{}`", id), std::move(help));
  return nullptr;
}

}  // namespace telerule
