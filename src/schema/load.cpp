#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <set>
#include <unordered_map>
#include <utility>

#include "schema/json.hpp"
#include "schema/keywords.hpp"
#include "schema/pattern.hpp"
#include "telerule/schema.hpp"

namespace telerule {
namespace {

using json::Document;
using json::Node;

constexpr std::string_view dialect = "https://json-schema.org/draft/2020-12/schema";
constexpr std::string_view complete_suffix = "_complete";
// A chain of definitions may be longer than any nesting in one file.
constexpr int deepest = 128;
// Places of a scenario kind, counted along every path: definitions that use each other twice double it at each step.
constexpr std::uint64_t most_places = 100'000;

// The names of `$defs` entries that give a number its meaning.
struct NumberName {
  std::string_view name;
  Kind kind;
};
constexpr NumberName number_names[] = {{"usd", Kind::money}, {"share", Kind::share}};

// What a schema says of a value.
struct Meaning {
  Type type;
  Limits limits;
  bool nullable = false;
  std::string description;
};

struct Definition {
  Node const* node = nullptr;
  enum class State : std::uint8_t { untouched, being_read, read } state = State::untouched;
  std::optional<Meaning> meaning;
};

struct File {
  Document document;
  std::string_view id;
  Node const* defs = nullptr;
  std::unordered_map<std::string_view, Definition> definitions;
};

// Where a schema stands: the names from its kind or definition down to it.
struct Where {
  Where const* outer = nullptr;
  std::string_view name;        // empty for the elements of a list
  std::string_view definition;  // the `$defs` entry that this is the whole of
  int depth = 0;

  Where field(std::string_view field_name) const { return {this, field_name, {}, depth + 1}; }
  Where element() const { return {this, {}, {}, depth + 1}; }
  std::string path() const {
    std::string text = outer ? outer->path() : "";
    if (!text.empty() && !name.empty()) text += '.';
    return text.append(name);
  }
};

class Loader {
 public:
  LoadedSchemas run(std::span<SourcePtr const> sources) {
    for (auto const& source : sources) add_file(source);
    for (File& file : files_) {
      // In the order of the text, so that types are numbered alike in every run.
      if (file.defs) {
        for (Node const& node : file.document.children(*file.defs)) define(file, node.key, 0);
      }
      read_root(file);
    }
    return std::move(loaded_);
  }

 private:
  void error(DiagnosticId id, File const& file, Span span, std::string message, std::string help = {}) {
    loaded_.diagnostics.push_back(at(id, file.document.source(), span, std::move(message), std::move(help)));
  }
  void bad(File const& file, Span span, std::string message, std::string help = {}) {
    error(DiagnosticId::bad_schema, file, span, std::move(message), std::move(help));
  }
  void duplicate(File const& file, Span span, std::string message, File const& first_file, Span first) {
    error(DiagnosticId::duplicate_name, file, span, std::move(message));
    loaded_.diagnostics.back().labels.push_back({frame_at(first_file.document.source(), first), "first here"});
  }

  static Node const* member(File const& file, Node const& object, std::string_view key) {
    return file.document.member(object, key);
  }

  void add_file(SourcePtr const& source) {
    Document document = Document::parse(source, loaded_.diagnostics);
    if (document.empty()) return;
    File& file = files_.emplace_back();
    file.document = std::move(document);
    Node const& root = file.document.root();
    if (auto const* id = member(file, root, "$id"); id && id->kind == json::Kind::text) {
      file.id = id->text;
      auto const [entry, added] = by_id_.emplace(file.id, &file);
      if (!added) {
        duplicate(file, id->span, fmt::format("another schema has the `$id` `{}`", file.id), *entry->second,
                  member(*entry->second, entry->second->document.root(), "$id")->span);
      }
    }
    if (auto const* defs = member(file, root, "$defs"); defs && defs->kind == json::Kind::object) {
      file.defs = defs;
      for (Node const& node : file.document.children(*defs)) file.definitions[node.key].node = &node;
    }
  }

  // --- whole files

  void read_root(File& file) {
    Node const& root = file.document.root();
    auto const keywords = read_keywords(file.document, root, true, loaded_.diagnostics);
    if (!keywords) return;
    if (auto const* schema = (*keywords)[Keyword::schema]; schema && schema->text != dialect) {
      bad(file, schema->span, "the schema is not written in JSON Schema 2020-12", fmt::format("`$schema` is `{}`", dialect));
    }
    if (keywords->shape == Shape::definitions) return;
    if (keywords->shape != Shape::record) {
      bad(file, Span{root.span.begin, root.span.begin + 1}, "a scenario is an object, and this schema describes something else",
          "a file of definitions has `$defs` and no `type`");
      return;
    }
    auto const* properties = (*keywords)[Keyword::properties];
    auto const* kind = properties ? member(file, *properties, kind_field) : nullptr;
    auto const* name = kind ? member(file, *kind, "const") : nullptr;
    if (!name || name->kind != json::Kind::text) {
      Span const here = kind ? kind->key_span : properties ? properties->key_span : Span{root.span.begin, root.span.begin + 1};
      bad(file, here, "the schema does not say which kind of scenario it describes",
          fmt::format("give the field `{}` a `const`, the name of the kind; a file of definitions has `$defs` and no `type`",
                      kind_field));
      return;
    }
    if (!is_kind_name(name->text)) {
      bad(file, name->span, fmt::format("`{}` cannot be the name of a kind", name->text),
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

  void read_kind(File& file, Keywords const& keywords, std::string_view name, Span name_span) {
    auto const [entry, added] = kind_places_.try_emplace(name, &file, name_span);
    if (!added) {
      duplicate(file, name_span, fmt::format("another schema describes the kind `{}`", name), *entry->second.first,
                entry->second.second);
      return;
    }
    Where const where{nullptr, name, {}, 0};
    std::uint32_t const index = read_record(file, keywords, where);
    check_envelope(file, keywords, loaded_.schemas.records[index]);
    if (count_places(index) > most_places) {
      bad(file, name_span, fmt::format("the kind `{}` has more than {} places for facts", name, most_places),
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

  void check_envelope(File const& file, Keywords const& keywords, Record const& record) {
    struct Wanted {
      std::string_view name;
      Kind kind;
      std::string_view noun;
    };
    static constexpr Wanted envelope[] = {{kind_field, Kind::text, "a text"},
                                          {id_field, Kind::text, "a text"},
                                          {as_of_field, Kind::date, "a date"}};
    Node const& properties = *keywords[Keyword::properties];
    for (auto const& wanted : envelope) {
      auto const* node = member(file, properties, wanted.name);
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
      bad(file, node ? node->key_span : properties.key_span, fmt::format("the field `{}` {}", wanted.name, problem),
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

  // --- definitions and references

  std::optional<Meaning> define(File& file, std::string_view name, int depth) {
    Definition& definition = file.definitions.at(name);
    if (definition.state == Definition::State::read) return definition.meaning;
    definition.state = Definition::State::being_read;
    definition.meaning = read(file, *definition.node, {nullptr, name, name, depth});
    definition.state = Definition::State::read;
    if (definition.meaning) name_type(file, name, definition);
    return definition.meaning;
  }

  void name_type(File& file, std::string_view name, Definition const& definition) {
    Type const type = definition.meaning->type;
    if (type.kind == Kind::list || type.kind == Kind::record) return;
    auto const [entry, added] = loaded_.schemas.named_types.emplace(name, type);
    if (added) {
      named_places_.try_emplace(name, &file, definition.node->key_span);
    } else if (entry->second != type) {
      auto const& [first_file, first] = named_places_.at(name);
      duplicate(file, definition.node->key_span,
                fmt::format("another schema defines `{}` as another type, and rules could mean either", name), *first_file, first);
    }
  }

  std::optional<Meaning> follow(File& file, Node const& ref, Where const& where) {
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
    File* target = &file;
    if (!id.empty()) {
      auto const found = by_id_.find(id);
      if (found == by_id_.end()) {
        std::vector<std::string> ids;
        for (auto const& [known, unused] : by_id_) ids.emplace_back(known);
        std::sort(ids.begin(), ids.end());
        std::string help = did_you_mean(id, ids);
        if (help.empty()) help = "a `$ref` names the other schema by its `$id`, and both are loaded together";
        return unresolved(fmt::format("no schema has the `$id` `{}`", id), std::move(help));
      }
      target = found->second;
    }
    auto const name = fragment.substr(prefix.size());
    auto const definition = target->definitions.find(name);
    if (definition == target->definitions.end()) {
      std::vector<std::string> names;
      for (auto const& [known, unused] : target->definitions) names.emplace_back(known);
      std::sort(names.begin(), names.end());
      return unresolved(fmt::format("`$defs` of {} has no `{}`", id.empty() ? "this schema" : fmt::format("`{}`", id), name),
                        did_you_mean(name, names));
    }
    if (definition->second.state == Definition::State::being_read) {
      return unresolved(fmt::format("`{}` leads back to itself", name),
                        "a scenario is nested only so deep as its schema says; describe each level");
    }
    return define(*target, definition->first, where.depth + 1);
  }

  // --- one schema

  std::optional<Meaning> read(File& file, Node const& node, Where const& where) {
    if (where.depth > deepest) {
      bad(file, node.key_span, fmt::format("schemas are nested deeper than {}", deepest));
      return std::nullopt;
    }
    auto const keywords = read_keywords(file.document, node, false, loaded_.diagnostics);
    if (!keywords) return std::nullopt;
    auto meaning = read_shape(file, node, *keywords, where);
    if (!meaning) return std::nullopt;
    if (auto const* description = (*keywords)[Keyword::description]) meaning->description = description->text;
    return meaning;
  }

  std::optional<Meaning> read_shape(File& file, Node const& node, Keywords const& keywords, Where const& where) {
    Meaning meaning;
    meaning.nullable = keywords.allows_null;
    switch (keywords.shape) {
      case Shape::definitions: return std::nullopt;
      case Shape::reference: return follow(file, *keywords[Keyword::ref], where);
      case Shape::choice: return read_choice(file, *keywords[Keyword::any_of], where);
      case Shape::constant:
        meaning.type = {Kind::text};
        meaning.nullable = false;
        meaning.limits.constant = keywords[Keyword::constant]->text;
        return meaning;
      case Shape::enumeration: return read_enumeration(file, keywords, where);
      case Shape::text: return read_text(file, keywords);
      case Shape::number:
      case Shape::integer:
        meaning.type = {keywords.shape == Shape::integer ? Kind::integer : Kind::decimal};
        for (auto const& [name, kind] : number_names) {
          if (keywords.shape == Shape::number && name == where.definition) meaning.type = {kind};
        }
        meaning.limits = read_bounds(file, keywords, meaning.type.kind);
        return meaning;
      case Shape::boolean:
        meaning.type = {Kind::boolean};
        return meaning;
      case Shape::list: {
        auto list = read_list(file, node, keywords, where);
        if (!list) return std::nullopt;
        meaning.type = *list;
        if (auto const* unique = keywords[Keyword::unique_items]) meaning.limits.unique_items = unique->truth;
        return meaning;
      }
      case Shape::record:
        meaning.type = {Kind::record, read_record(file, keywords, where)};
        return meaning;
    }
    return std::nullopt;
  }

  // `anyOf` of a schema and `{"type": "null"}`, in either order.
  std::optional<Meaning> read_choice(File& file, Node const& any_of, Where const& where) {
    auto const is_null = [&](Node const& part) {
      auto const* type = member(file, part, "type");
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
    // The name of a definition holds for what is inside its `anyOf`.
    auto meaning = read(file, *other, {&where, {}, where.definition, where.depth + 1});
    if (meaning) meaning->nullable = true;
    return meaning;
  }

  std::optional<Meaning> read_enumeration(File& file, Keywords const& keywords, Where const& where) {
    Node const& node = *keywords[Keyword::enumeration];
    Meaning meaning;
    bool has_null = false;
    std::vector<std::string_view> words;
    std::set<std::string_view> seen;
    for (Node const& word : file.document.children(node)) {
      if (word.kind == json::Kind::null) {
        has_null = true;
      } else if (word.kind != json::Kind::text) {
        bad(file, word.span, "the words of an `enum` are texts, or null");
      } else if (!seen.insert(word.text).second) {
        bad(file, word.span, fmt::format("the word `{}` stands here a second time", word.text));
      } else {
        words.push_back(word.text);
      }
    }
    if (words.empty()) {
      bad(file, node.key_span, "the `enum` has no words");
      return std::nullopt;
    }
    meaning.nullable = has_null && keywords.allows_null;
    meaning.type = {Kind::enumeration, enumeration(where.definition, words)};
    return meaning;
  }

  // Equal words under the same name are one enumeration.
  std::uint32_t enumeration(std::string_view name, std::vector<std::string_view> const& words) {
    std::string key(name);
    for (auto const word : words) key.append(1, '\0').append(word);
    auto& all = loaded_.schemas.enumerations;
    auto const [entry, added] = enumerations_.try_emplace(std::move(key), static_cast<std::uint32_t>(all.size()));
    if (added) {
      Enumeration& made = all.emplace_back();
      made.name = name;
      made.words.assign(words.begin(), words.end());
      for (auto const word : words) made.symbols.push_back(loaded_.schemas.intern(word));
    }
    return entry->second;
  }

  std::optional<Meaning> read_text(File& file, Keywords const& keywords) {
    Meaning meaning;
    meaning.nullable = keywords.allows_null;
    meaning.type = {Kind::text};
    if (auto const* format = keywords[Keyword::format]) {
      if (format->text != "date") {
        bad(file, format->span, fmt::format("the format `{}` is not understood", format->text),
            "`date` is the one format; a `pattern` may say what other texts look like");
      } else {
        meaning.type = {Kind::date};
        for (auto const keyword : {Keyword::min_length, Keyword::max_length, Keyword::pattern}) {
          if (auto const* other = keywords[keyword]) bad(file, other->key_span, fmt::format("`{}` says nothing about a date", other->key));
        }
        return meaning;
      }
    }
    Limits& limits = meaning.limits;
    limits.min_length = read_length(file, keywords[Keyword::min_length]);
    limits.max_length = read_length(file, keywords[Keyword::max_length]);
    if (limits.min_length && limits.max_length && *limits.min_length > *limits.max_length) {
      bad(file, keywords[Keyword::max_length]->span, "`maxLength` is less than `minLength`");
    }
    if (auto const* node = keywords[Keyword::pattern]) {
      auto compiled = Pattern::compile(node->text);
      if (!compiled.pattern) error(DiagnosticId::unknown_keyword, file, node->span, std::move(compiled.problem));
      limits.pattern = std::move(compiled.pattern);
    }
    return meaning;
  }

  std::optional<std::uint32_t> read_length(File& file, Node const* node) {
    if (!node) return std::nullopt;
    auto const value = integer_from_text(node->text);
    if (value && *value >= 0 && *value <= std::numeric_limits<std::int32_t>::max()) return static_cast<std::uint32_t>(*value);
    bad(file, node->span, fmt::format("`{}` is not a length", node->text));
    return std::nullopt;
  }

  Limits read_bounds(File& file, Keywords const& keywords, Kind kind) {
    Limits limits;
    auto const bound = [&](Keyword keyword) -> std::optional<std::int64_t> {
      auto const* node = keywords[keyword];
      if (!node) return std::nullopt;
      auto const value = kind == Kind::integer ? integer_from_text(node->text) : decimal_from_text(node->text);
      if (!value) {
        bad(file, node->span,
            kind == Kind::integer ? fmt::format("`{}` is not an integer of at most 18 digits", node->text)
                                  : fmt::format("`{}` has more than 10 digits before the point or 8 after it", node->text));
      }
      return value;
    };
    limits.minimum = bound(Keyword::minimum);
    limits.maximum = bound(Keyword::maximum);
    if (limits.minimum && limits.maximum && *limits.minimum > *limits.maximum) {
      bad(file, keywords[Keyword::maximum]->span, "`maximum` is less than `minimum`");
    }
    return limits;
  }

  std::optional<Type> read_list(File& file, Node const& node, Keywords const& keywords, Where const& where) {
    auto const* items = keywords[Keyword::items];
    if (!items) {
      bad(file, node.key_span, "the array has no `items`", "say what its elements are");
      return std::nullopt;
    }
    auto element = read(file, *items, where.element());
    if (!element) return std::nullopt;
    if (element->type.kind == Kind::list) {
      bad(file, items->key_span, "the elements of an array are arrays", "make them objects with the inner array as a field");
      return std::nullopt;
    }
    auto& all = loaded_.schemas.lists;
    all.push_back({element->type, std::move(element->limits), element->nullable});
    return Type{Kind::list, static_cast<std::uint32_t>(all.size() - 1)};
  }

  // --- records

  std::uint32_t read_record(File& file, Keywords const& keywords, Where const& where) {
    auto const index = static_cast<std::uint32_t>(loaded_.schemas.records.size());
    loaded_.schemas.records.emplace_back();  // before its fields' records, so that a kind's own comes first
    Record record;
    record.path = where.path();
    auto const* properties = keywords[Keyword::properties];
    auto const* additional = keywords[Keyword::additional_properties];
    if (properties) {
      if (!additional || additional->truth) {
        bad(file, additional ? additional->span : properties->key_span,
            "an object with `properties` needs `\"additionalProperties\": false`",
            "otherwise a misspelt field would pass unseen; put open data into a field of its own, an object without `properties`");
      }
      for (Node const& field : file.document.children(*properties)) read_field(file, field, record, where);
      find_complete_by(record);
    } else {
      record.open = !additional || additional->truth;
    }
    if (auto const* required = keywords[Keyword::required]) read_required(file, *required, properties, record);
    loaded_.schemas.records[index] = std::move(record);
    return index;
  }

  void read_field(File& file, Node const& node, Record& record, Where const& where) {
    auto meaning = read(file, node, where.field(node.key));
    if (!meaning) return;
    Field& field = record.fields.emplace_back();
    field.name = node.key;
    field.type = meaning->type;
    field.limits = std::move(meaning->limits);
    field.nullable = meaning->nullable;
    field.description = std::move(meaning->description);
  }

  void read_required(File& file, Node const& required, Node const* properties, Record& record) {
    std::vector<std::string> names;
    for (Field const& field : record.fields) names.push_back(field.name);
    for (Node const& name : file.document.children(required)) {
      if (name.kind != json::Kind::text) {
        bad(file, name.span, "`required` lists the names of fields");
      } else if (auto const index = record.find(name.text)) {
        if (record.fields[*index].required) bad(file, name.span, fmt::format("`{}` is listed a second time", name.text));
        record.fields[*index].required = true;
      } else if (!properties || !member(file, *properties, name.text)) {
        bad(file, name.span, fmt::format("`{}` is required and none of the `properties`", name.text),
            did_you_mean(name.text, names));
      }
    }
  }

  static void find_complete_by(Record& record) {
    for (Field& field : record.fields) {
      if (field.type.kind != Kind::list) continue;
      auto const sibling = record.find(field.name + std::string(complete_suffix));
      if (sibling && record.fields[*sibling].type.kind == Kind::boolean) field.complete_by = sibling;
    }
  }

  using Place = std::pair<File const*, Span>;

  LoadedSchemas loaded_;
  std::deque<File> files_;  // whose addresses stay
  std::unordered_map<std::string_view, File*> by_id_;
  std::unordered_map<std::string_view, Place> kind_places_, named_places_;
  std::unordered_map<std::string, std::uint32_t> enumerations_;
  std::unordered_map<std::uint32_t, std::uint64_t> places_;
};

}  // namespace

LoadedSchemas load_schemas(std::span<SourcePtr const> sources) { return Loader().run(sources); }

}  // namespace telerule
