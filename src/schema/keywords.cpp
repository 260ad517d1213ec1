#include "schema/keywords.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace telerule {
namespace {

using json::Document;
using json::Kind;
using json::Node;

constexpr unsigned on(Shape shape) { return 1U << static_cast<unsigned>(shape); }
template <class... Shapes>
constexpr unsigned on(Shape first, Shapes... rest) {
  return on(first) | on(rest...);
}
constexpr unsigned anywhere = ~0U;

struct KeywordInfo {
  std::string_view name;
  unsigned shapes;            // about which it says something
  std::optional<Kind> value;  // the JSON type of its value, where there is one
  bool root_only = false;
};

// In the order of the enumeration.
constexpr std::array<KeywordInfo, keyword_count> keyword_infos{{
    {"$schema", anywhere, Kind::text, true},
    {"$id", anywhere, Kind::text, true},
    {"$comment", anywhere, Kind::text},
    {"title", anywhere, Kind::text},
    {"description", anywhere, Kind::text},
    {"examples", anywhere, Kind::array},
    {"$defs", anywhere, Kind::object, true},
    {"$ref", on(Shape::reference), Kind::text},
    {"type",
     on(Shape::constant, Shape::enumeration, Shape::text, Shape::number, Shape::integer, Shape::boolean, Shape::list,
        Shape::record),
     std::nullopt},
    {"enum", on(Shape::enumeration), Kind::array},
    {"const", on(Shape::constant), Kind::text},
    {"anyOf", on(Shape::choice), Kind::array},
    {"properties", on(Shape::record), Kind::object},
    {"required", on(Shape::record), Kind::array},
    {"additionalProperties", on(Shape::record), Kind::boolean},
    {"items", on(Shape::list), Kind::object},
    {"uniqueItems", on(Shape::list), Kind::boolean},
    {"minimum", on(Shape::number, Shape::integer), Kind::number},
    {"maximum", on(Shape::number, Shape::integer), Kind::number},
    {"minLength", on(Shape::text), Kind::number},
    {"maxLength", on(Shape::text), Kind::number},
    {"pattern", on(Shape::text), Kind::text},
    {"format", on(Shape::text), Kind::text},
}};

// Keywords that people reach for, with what to do instead.
struct Advice {
  std::string_view name, text;
};
constexpr Advice advice[] = {
    {"default", "leave it out: an absent fact is unknown, and no value is put in its place"},
    {"oneOf", "only `anyOf` of one schema and `{\"type\": \"null\"}` is understood"},
    {"allOf", "write the fields of all parts in one object"},
    {"definitions", "write `$defs`"},
    {"exclusiveMinimum", "write `minimum`, and leave the bound itself to a rule"},
    {"exclusiveMaximum", "write `maximum`, and leave the bound itself to a rule"},
    {"nullable", "write `\"type\": [\"string\", \"null\"]`"},
};

struct TypeWord {
  std::string_view name;
  Shape shape;
};
constexpr TypeWord type_words[] = {
    {"string", Shape::text},     {"number", Shape::number}, {"integer", Shape::integer},
    {"boolean", Shape::boolean}, {"array", Shape::list},    {"object", Shape::record},
};

std::string_view json_type(Kind kind) {
  switch (kind) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return "true or false";
    case Kind::number:
      return "a number";
    case Kind::text:
      return "a text";
    case Kind::array:
      return "an array";
    case Kind::object:
      return "an object";
  }
  return "";
}

std::string_view noun(Shape shape) {
  switch (shape) {
    case Shape::definitions:
      return "definitions";
    case Shape::reference:
      return "a `$ref`";
    case Shape::choice:
      return "an `anyOf`";
    case Shape::constant:
      return "a `const`";
    case Shape::enumeration:
      return "an `enum`";
    case Shape::text:
      return "a string";
    case Shape::number:
      return "a number";
    case Shape::integer:
      return "an integer";
    case Shape::boolean:
      return "a boolean";
    case Shape::list:
      return "an array";
    case Shape::record:
      return "an object";
  }
  return "";
}

class KeywordReader {
 public:
  KeywordReader(Document const& document, Node const& schema, bool root, Diagnostics& diagnostics)
      : document_(document), schema_(schema), root_(root), diagnostics_(diagnostics) {}

  std::optional<Keywords> run() {
    if (schema_.kind != Kind::object) {
      error(DiagnosticId::bad_schema, schema_.span,
            fmt::format("a schema is an object here, not {}", json_type(schema_.kind)));
      return std::nullopt;
    }
    for (Node const& member : document_.children(schema_)) take(member);
    if (!find_shape()) return std::nullopt;
    for (std::size_t i = 0; i < keyword_count; ++i) {
      auto const* value = keywords_.values[i];
      if (!value || (keyword_infos[i].shapes & on(keywords_.shape)) != 0) continue;
      error(DiagnosticId::bad_schema, value->key_span,
            fmt::format("`{}` says nothing about {}", keyword_infos[i].name, noun(keywords_.shape)),
            keywords_.shape == Shape::reference ? "put it into the definition that the `$ref` leads to" : "");
      keywords_.values[i] = nullptr;
    }
    return keywords_;
  }

 private:
  void error(DiagnosticId id, Span span, std::string message, std::string help = {}) {
    if (diagnostics_.size() >= json::most_diagnostics) return;
    diagnostics_.push_back(at(id, document_.source(), span, std::move(message), std::move(help)));
  }

  void take(Node const& member) {
    auto const* known = std::find_if(keyword_infos.begin(), keyword_infos.end(),
                                     [&](KeywordInfo const& k) { return k.name == member.key; });
    if (known == keyword_infos.end()) {
      error(DiagnosticId::unknown_keyword, member.key_span,
            fmt::format("the keyword `{}` is not understood", member.key), help_for(member.key));
    } else if (known->root_only && !root_) {
      error(DiagnosticId::bad_schema, member.key_span,
            fmt::format("`{}` is understood only at the top of a schema file", known->name));
    } else if (known->value && *known->value != member.kind) {
      if ((known->shapes & (known->shapes - 1)) == 0) shape_is_faulty_ = true;
      error(DiagnosticId::bad_schema, member.span,
            fmt::format("`{}` takes {}, not {}", known->name, json_type(*known->value), json_type(member.kind)));
    } else {
      keywords_.values[static_cast<std::size_t>(known - keyword_infos.begin())] = &member;
    }
  }

  static std::string help_for(std::string_view name) {
    for (auto const& a : advice) {
      if (a.name == name) return std::string(a.text);
    }
    std::vector<std::string> names;
    for (auto const& k : keyword_infos) names.emplace_back(k.name);
    return did_you_mean(name, names);
  }

  bool find_shape() {
    if (shape_is_faulty_) return false;
    if (keywords_[Keyword::type] && !read_type()) return false;
    if (keywords_[Keyword::ref]) {
      keywords_.shape = Shape::reference;
    } else if (keywords_[Keyword::any_of]) {
      keywords_.shape = Shape::choice;
    } else if (keywords_[Keyword::constant] || keywords_[Keyword::enumeration]) {
      keywords_.shape = keywords_[Keyword::constant] ? Shape::constant : Shape::enumeration;
      if (!keywords_[Keyword::type]) {
        keywords_.allows_null = true;
      } else if (type_ != Shape::text) {
        error(DiagnosticId::bad_schema, keywords_[Keyword::type]->span,
              fmt::format("the values of {} are strings", noun(keywords_.shape)));
      }
    } else if (keywords_[Keyword::type]) {
      keywords_.shape = type_;
    } else if (!root_ || keywords_[Keyword::properties]) {
      bool const keyed = schema_.key_span != Span{};
      error(DiagnosticId::bad_schema, keyed ? schema_.key_span : Span{schema_.span.begin, schema_.span.begin + 1},
            "nothing says of which type this is",
            keywords_[Keyword::properties] ? "write `\"type\": \"object\"`"
            : keywords_[Keyword::items]    ? "write `\"type\": \"array\"`"
                                           : "write its `type`, an `enum` or a `$ref`");
      return false;
    }
    return true;
  }

  // `"string"`, or `["string", "null"]`.
  bool read_type() {
    Node const& type = *keywords_[Keyword::type];
    Node const* word = &type;
    if (type.kind == Kind::array) {
      std::size_t count = 0;
      for (Node const& part : document_.children(type)) {
        ++count;
        if (part.kind == Kind::text && part.text == "null") {
          keywords_.allows_null = true;
        } else {
          word = &part;
        }
      }
      if (count != 2 || !keywords_.allows_null || word == &type) {
        error(DiagnosticId::bad_schema, type.span, "`type` is neither one type nor one type and `\"null\"`",
              "write one type, such as `\"string\"` or `[\"string\", \"null\"]`");
        return false;
      }
    }
    for (auto const& known : type_words) {
      if (word->kind != Kind::text || word->text != known.name) continue;
      type_ = known.shape;
      return true;
    }
    std::vector<std::string> names;
    for (auto const& known : type_words) names.emplace_back(known.name);
    std::string help = word->kind == Kind::text ? did_you_mean(word->text, names) : "";
    if (help.empty()) help = fmt::format("the types are {}", fmt::join(names, ", "));
    error(DiagnosticId::bad_schema, word->span,
          word->kind == Kind::text ? fmt::format("there is no type `{}`", word->text)
                                   : fmt::format("a type is a text, not {}", json_type(word->kind)),
          std::move(help));
    return false;
  }

  Document const& document_;
  Node const& schema_;
  bool root_;
  Diagnostics& diagnostics_;
  Keywords keywords_;
  Shape type_ = Shape::text;
  bool shape_is_faulty_ = false;  // a keyword that alone tells a shape has a value of the wrong type, told already
};

}  // namespace

std::optional<Keywords> read_keywords(Document const& document, Node const& schema, bool root,
                                      Diagnostics& diagnostics) {
  return KeywordReader(document, schema, root, diagnostics).run();
}

}  // namespace telerule
