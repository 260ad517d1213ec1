#pragma once

#include <deque>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "schema/json.hpp"
#include "schema/keywords.hpp"
#include "telerule/schema.hpp"

namespace telerule {

// What a schema says of a value.
struct Meaning {
  Type type;
  Limits limits;
  bool nullable = false;
  int depth = 0;  // of the records and lists in it
  std::string description;
};

struct SchemaDefinition {
  json::Node const* node = nullptr;
  enum class State : std::uint8_t { untouched, being_read, read } state = State::untouched;
  std::optional<Meaning> meaning;
};

struct SchemaFile {
  json::Document document;
  std::string_view id;
  json::Node const* defs = nullptr;
  std::unordered_map<std::string_view, SchemaDefinition> definitions;

  json::Node const* member(json::Node const& object, std::string_view key) const {
    return document.member(object, key);
  }
};

// Where a schema stands: the names from its kind or definition down to it.
struct Where {
  Where const* outer = nullptr;
  std::string_view name;        // empty for the elements of a list
  std::string_view definition;  // the `$defs` entry that this is the whole of
  int depth = 0;

  Where field(std::string_view field_name) const { return {this, field_name, {}, depth + 1}; }
  Where element() const { return {this, {}, {}, depth + 1}; }
  // The name of a definition holds for what is inside its `anyOf`.
  Where choice() const { return {this, {}, definition, depth + 1}; }
  std::string path() const;
};

// Reads schemas into types. One reader serves all files of a run, so that a
// `$ref` may reach from one to another and equal enumerations are shared.
class SchemaReader {
 public:
  explicit SchemaReader(LoadedSchemas& loaded) : loaded_(loaded) {}

  void add_file(SourcePtr const& source);
  std::deque<SchemaFile>& files() { return files_; }
  void read_definitions(SchemaFile& file);
  // The index of a new record, and how deep it is.
  std::pair<std::uint32_t, int> read_record(SchemaFile& file, Keywords const& keywords, Where const& where);

  void error(DiagnosticId id, SchemaFile const& file, Span span, std::string message, std::string help = {});
  void bad(SchemaFile const& file, Span span, std::string message, std::string help = {});
  void duplicate(SchemaFile const& file, Span span, std::string message, SchemaFile const& first_file, Span first);

 private:
  using Node = json::Node;

  // references.cpp
  std::optional<Meaning> define(SchemaFile& file, std::string_view name, int depth);
  void name_type(SchemaFile& file, std::string_view name, SchemaDefinition const& definition);
  std::optional<Meaning> follow(SchemaFile& file, Node const& ref, Where const& where);
  SchemaFile* find_file(SchemaFile& file, Node const& ref, std::string_view id);

  // reader.cpp
  std::optional<Meaning> read(SchemaFile& file, Node const& node, Where const& where);
  std::optional<Meaning> read_shape(SchemaFile& file, Node const& node, Keywords const& keywords, Where const& where);
  std::optional<Meaning> read_choice(SchemaFile& file, Node const& any_of, Where const& where);
  std::optional<Meaning> read_list(SchemaFile& file, Node const& node, Keywords const& keywords, Where const& where);
  void read_required(SchemaFile& file, Node const& required, Node const* properties, Record& record);

  // scalars.cpp
  std::optional<Meaning> read_enumeration(SchemaFile& file, Keywords const& keywords, Where const& where);
  std::uint32_t enumeration(std::string_view name, std::vector<std::string_view> const& words);
  Meaning read_number(SchemaFile& file, Keywords const& keywords, Where const& where);
  std::optional<std::int64_t> read_bound(SchemaFile& file, Node const* node, Kind kind);
  Meaning read_text(SchemaFile& file, Keywords const& keywords);
  std::optional<std::uint32_t> read_length(SchemaFile& file, Node const* node);

  LoadedSchemas& loaded_;
  std::deque<SchemaFile> files_;  // whose addresses stay
  std::unordered_map<std::string_view, SchemaFile*> by_id_;
  bool some_file_unread_ = false;
  std::set<std::pair<SchemaFile const*, std::string_view>> missing_ids_;  // told already
  std::unordered_map<std::string_view, std::pair<SchemaFile const*, Span>> named_places_;
  std::unordered_map<std::string, std::uint32_t> enumerations_;
};

}  // namespace telerule
