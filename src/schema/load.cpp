#include <fmt/format.h>

#include <algorithm>

#include "schema/reader.hpp"

namespace telerule {
namespace {

using json::Node;

constexpr std::string_view dialect = "https://json-schema.org/draft/2020-12/schema";
// Places of a scenario kind, counted along every path: definitions that use each other twice double it at each step.
constexpr std::uint64_t most_places = 100'000;

constexpr std::string_view definitions_help = "a file of definitions has `$defs` and no `type`";

// Reads whole files: definitions, or the kind of scenario that a file describes.
class Loader {
 public:
  LoadedSchemas run(std::span<SourcePtr const> sources) {
    for (auto const& source : sources) reader_.add_file(source);
    for (SchemaFile& file : reader_.files()) {
      reader_.read_definitions(file);
      read_root(file);
    }
    return std::move(loaded_);
  }

 private:
  void read_root(SchemaFile& file) {
    Node const& root = file.document.root();
    auto const keywords = read_keywords(file.document, root, true, loaded_.diagnostics);
    if (!keywords) return;
    if (auto const* schema = (*keywords)[Keyword::schema]; schema && schema->text != dialect) {
      reader_.bad(file, schema->span, "the schema is not written in JSON Schema 2020-12",
                  fmt::format("`$schema` is `{}`", dialect));
    }
    if (keywords->shape == Shape::definitions) return;
    if (keywords->shape != Shape::record) {
      reader_.bad(file, Span{root.span.begin, root.span.begin + 1},
                  "a scenario is an object, and this schema describes something else", std::string(definitions_help));
      return;
    }
    auto const* properties = (*keywords)[Keyword::properties];
    auto const* kind = properties ? file.member(*properties, kind_field) : nullptr;
    auto const* name = kind ? file.member(*kind, "const") : nullptr;
    if (!name || name->kind != json::Kind::text) {
      Span const here = kind         ? kind->key_span
                        : properties ? properties->key_span
                                     : Span{root.span.begin, root.span.begin + 1};
      reader_.bad(file, here, "the schema does not say which kind of scenario it describes",
                  fmt::format("give the field `{}` a `const`, the name of the kind; {}", kind_field, definitions_help));
      return;
    }
    if (!is_kind_name(name->text)) {
      reader_.bad(file, name->span, fmt::format("`{}` cannot be the name of a kind", name->text),
                  "write a letter, then letters, digits, `-` or `.`");
      return;
    }
    read_kind(file, *keywords, name->text, name->span);
  }

  static bool is_kind_name(std::string_view name) {
    auto const letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    return !name.empty() && letter(name[0]) && std::all_of(name.begin(), name.end(), [&](char c) {
      return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
    });
  }

  void read_kind(SchemaFile& file, Keywords const& keywords, std::string_view name, Span name_span) {
    auto const [entry, added] = kind_places_.try_emplace(name, &file, name_span);
    if (!added) {
      reader_.duplicate(file, name_span, fmt::format("another schema describes the kind `{}`", name),
                        *entry->second.first, entry->second.second);
      return;
    }
    std::uint32_t const index = reader_.read_record(file, keywords, {nullptr, name, {}, 0}).first;
    check_envelope(file, keywords, loaded_.schemas.records[index]);
    if (count_places(index) > most_places) {
      reader_.bad(file, name_span, fmt::format("the kind `{}` has more than {} places for facts", name, most_places),
                  "definitions that use each other more than once multiply");
    }
    ScenarioKind kind;
    kind.name = name;
    if (auto const* title = keywords[Keyword::title]) kind.title = title->text;
    if (auto const* description = keywords[Keyword::description]) kind.description = description->text;
    kind.record = index;
    kind.source = file.document.source_ptr();
    loaded_.schemas.kinds.push_back(std::move(kind));
  }

  void check_envelope(SchemaFile const& file, Keywords const& keywords, Record const& record) {
    struct Wanted {
      std::string_view name;
      Kind kind;
      std::string_view noun;
    };
    static constexpr Wanted envelope[] = {
        {kind_field, Kind::text, "a text"}, {id_field, Kind::text, "a text"}, {as_of_field, Kind::date, "a date"}};
    Node const& properties = *keywords[Keyword::properties];
    for (auto const& wanted : envelope) {
      auto const* node = file.member(properties, wanted.name);
      auto const index = record.find(wanted.name);
      if (node && !index) continue;  // there, and faulty: told already
      std::string_view problem;
      if (!index) {
        problem = "is missing";
      } else if (record.fields[*index].type.kind != wanted.kind) {
        problem = "has another type";
      } else if (record.fields[*index].nullable) {
        problem = "may be null";
      } else if (!record.fields[*index].required) {
        problem = "is not required";
      } else {
        continue;
      }
      reader_.bad(file, node ? node->key_span : properties.key_span,
                  fmt::format("the field `{}` {}", wanted.name, problem),
                  fmt::format("every scenario has a required `{}`, {}", wanted.name, wanted.noun));
    }
  }

  // A list's elements count once, whatever their number.
  std::uint64_t count_places(std::uint32_t record) {
    auto const [entry, added] = places_.try_emplace(record, 0);
    if (!added) return entry->second;
    std::uint64_t count = 1;
    for (Field const& field : loaded_.schemas.records[record].fields) {
      Type const type = field.type.kind == Kind::list ? loaded_.schemas.lists[field.type.index].element : field.type;
      count += type.kind == Kind::record ? count_places(type.index) : 1;
    }
    return places_[record] = std::min(count, most_places + 1);
  }

  LoadedSchemas loaded_;
  SchemaReader reader_{loaded_};
  std::unordered_map<std::string_view, std::pair<SchemaFile const*, Span>> kind_places_;
  std::unordered_map<std::uint32_t, std::uint64_t> places_;  // by record
};

}  // namespace

LoadedSchemas load_schemas(std::span<SourcePtr const> sources) { return Loader().run(sources); }

}  // namespace telerule
