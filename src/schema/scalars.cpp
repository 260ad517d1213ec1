#include <fmt/format.h>

#include <limits>

#include "schema/pattern.hpp"
#include "schema/reader.hpp"

namespace telerule {
namespace {

// The names of `$defs` entries that give a number its meaning.
struct NumberName {
  std::string_view name;
  Kind kind;
};
constexpr NumberName number_names[] = {{"usd", Kind::money}, {"share", Kind::share}};

}  // namespace

std::optional<Meaning> SchemaReader::read_enumeration(SchemaFile& file, Keywords const& keywords, Where const& where) {
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
std::uint32_t SchemaReader::enumeration(std::string_view name, std::vector<std::string_view> const& words) {
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

Meaning SchemaReader::read_number(SchemaFile& file, Keywords const& keywords, Where const& where) {
  Meaning meaning;
  meaning.nullable = keywords.allows_null;
  meaning.type = {keywords.shape == Shape::integer ? Kind::integer : Kind::decimal};
  for (auto const& [name, kind] : number_names) {
    if (keywords.shape == Shape::number && name == where.definition) meaning.type = {kind};
  }
  auto& minimum = meaning.limits.minimum;
  auto& maximum = meaning.limits.maximum;
  minimum = read_bound(file, keywords[Keyword::minimum], meaning.type.kind);
  maximum = read_bound(file, keywords[Keyword::maximum], meaning.type.kind);
  if (minimum && maximum && *minimum > *maximum) {
    bad(file, keywords[Keyword::maximum]->span, "`maximum` is less than `minimum`");
  }
  return meaning;
}

std::optional<std::int64_t> SchemaReader::read_bound(SchemaFile& file, Node const* node, Kind kind) {
  if (!node) return std::nullopt;
  bool const whole = kind == Kind::integer;
  auto const value = whole ? integer_from_text(node->text) : decimal_from_text(node->text);
  if (!value) {
    bad(file, node->span,
        fmt::format("`{}` {}", node->text,
                    whole ? "is not an integer of at most 18 digits"
                          : "has more than 10 digits before the point or 8 after it"));
  }
  return value;
}

Meaning SchemaReader::read_text(SchemaFile& file, Keywords const& keywords) {
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
        auto const* other = keywords[keyword];
        if (other) bad(file, other->key_span, fmt::format("`{}` says nothing about a date", other->key));
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

std::optional<std::uint32_t> SchemaReader::read_length(SchemaFile& file, Node const* node) {
  if (!node) return std::nullopt;
  auto const value = integer_from_text(node->text);
  if (!value || *value < 0 || *value > std::numeric_limits<std::int32_t>::max()) {
    bad(file, node->span, fmt::format("`{}` is not a length", node->text));
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(*value);
}

}  // namespace telerule
