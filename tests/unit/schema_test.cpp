#include "telerule/schema.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "schema/pattern.hpp"

using namespace telerule;

namespace {

SourcePtr source(std::string name, std::string text) {
  return std::make_shared<Source>(std::move(name), std::move(text));
}

// `file:line:column [marked] id: message (help); label file:line:column`
std::string told(Diagnostic const& d) {
  std::string text = d.file;
  if (d.frame) {
    auto const& f = *d.frame;
    text += fmt::format(":{}:{} [{}]", f.position.line, f.position.column,
                        f.text.substr(f.position.column - f.text_column, f.width));
  }
  text += fmt::format(" {}: {}", info(d.id).text, d.message);
  if (!d.help.empty()) text += fmt::format(" ({})", d.help);
  for (auto const& label : d.labels) {
    text += fmt::format("; {} {}:{}:{}", label.text, label.frame.file, label.frame.position.line,
                        label.frame.position.column);
  }
  return text;
}

std::vector<std::string> told(Diagnostics const& diagnostics) {
  std::vector<std::string> texts;
  for (auto const& d : diagnostics) texts.push_back(told(d));
  return texts;
}

// A kind whose fields beside the envelope are as given, one to a line from line 2 on.
std::string kind(std::string const& fields, std::string const& more = {}) {
  return "{\"type\": \"object\", \"additionalProperties\": false, \"properties\": {\n" + fields +
         (fields.empty() ? "" : ",\n") +
         "\"kind\": {\"const\": \"k\"}, \"scenario_id\": {\"type\": \"string\"}, \"as_of\": {\"type\": \"string\", "
         "\"format\": \"date\"}},\n"
         "\"required\": [\"kind\", \"scenario_id\", \"as_of\"]" +
         more + "}\n";
}

LoadedSchemas load(std::string text) {
  std::vector<SourcePtr> const sources{source("a.json", std::move(text))};
  return load_schemas(sources);
}

LoadedSchemas load(std::string first, std::string second) {
  std::vector<SourcePtr> const sources{source("a.json", std::move(first)), source("b.json", std::move(second))};
  return load_schemas(sources);
}

Schemas good(std::string text) {
  auto loaded = load(std::move(text));
  for (auto const& d : loaded.diagnostics) FAIL_CHECK(told(d));
  REQUIRE(loaded.schemas.kinds.size() == 1);
  return std::move(loaded.schemas);
}

Field const& field(Schemas const& schemas, std::string_view name) {
  auto const& record = schemas.records[schemas.kinds[0].record];
  auto const index = record.find(name);
  REQUIRE_MESSAGE(index, name);
  return record.fields[*index];
}

// The one diagnostic of a kind with these fields, without the file's name.
std::string fault(std::string const& fields, std::string const& more = {}) {
  auto const texts = told(load(kind(fields, more)).diagnostics);
  REQUIRE_MESSAGE(texts.size() == 1, fmt::format("{}", fmt::join(texts, "\n")));
  return texts[0].substr(std::string_view("a.json:").size());
}

// The one diagnostic of a whole file.
std::string file_fault(std::string text) {
  auto const texts = told(load(std::move(text)).diagnostics);
  REQUIRE_MESSAGE(texts.size() == 1, fmt::format("{}", fmt::join(texts, "\n")));
  return texts[0];
}

LoadedSchemas given() {
  std::vector<SourcePtr> sources;
  for (char const* name : {"common", "payer-plan", "physician-licensure", "telemedicine-service"}) {
    auto const path = std::filesystem::path(TELERULE_SOURCE_DIR) / "schemas" / fmt::format("{}.schema.json", name);
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    sources.push_back(source(path.filename().string(), text.str()));
  }
  return load_schemas(sources);
}

Field const& at_path(Schemas const& schemas, std::vector<std::string_view> const& names) {
  auto const* kind = schemas.kind(names[0]);
  REQUIRE(kind);
  std::uint32_t record = kind->record;
  Field const* found = nullptr;
  for (std::size_t i = 1; i < names.size(); ++i) {
    auto const index = schemas.records[record].find(names[i]);
    REQUIRE_MESSAGE(index, names[i]);
    found = &schemas.records[record].fields[*index];
    Type const type = found->type.kind == Kind::list ? schemas.lists[found->type.index].element : found->type;
    if (type.kind == Kind::record) record = type.index;
  }
  return *found;
}

}  // namespace

TEST_CASE("the given schemas load") {
  auto const loaded = given();
  CHECK(told(loaded.diagnostics) == std::vector<std::string>{});
  auto const& schemas = loaded.schemas;
  REQUIRE(schemas.kinds.size() == 3);
  CHECK(schemas.kinds[0].name == "payer-plan");
  CHECK(schemas.kinds[1].title == "Physician licensure scenario");
  CHECK(schemas.kind("telemedicine-service") == &schemas.kinds[2]);
  CHECK(schemas.kind("nothing") == nullptr);

  auto const& amount = at_path(schemas, {"payer-plan", "services", "telehealth", "allowed_amount"});
  CHECK(amount.type == Type{Kind::money, 0});
  CHECK(amount.limits.minimum == 0);
  CHECK(amount.nullable);
  CHECK(amount.description == "What the plan allows for one unit of this service.");
  CHECK(at_path(schemas, {"payer-plan", "services", "in_person", "coinsurance"}).limits.maximum == decimal_one);
  CHECK(at_path(schemas, {"payer-plan", "services", "in_person", "coinsurance"}).type.kind == Kind::share);
  CHECK(at_path(schemas, {"payer-plan", "network", "provider_counts", "place_of_service_stated"}).type.kind ==
        Kind::share);

  auto const& services = at_path(schemas, {"payer-plan", "services"});
  REQUIRE(services.complete_by);
  CHECK(schemas.records[schemas.kinds[0].record].fields[*services.complete_by].name == "services_complete");
  CHECK(!at_path(schemas, {"payer-plan", "sources"}).complete_by);

  auto const& visit = at_path(schemas, {"payer-plan", "services", "telehealth", "modality"});
  CHECK(visit.required);
  CHECK(visit.type == schemas.named_types.at("modality"));
  CHECK(visit.type == at_path(schemas, {"physician-licensure", "encounters", "modality"}).type);
  auto const& modality = schemas.enumerations[visit.type.index];
  CHECK(modality.name == "modality");
  REQUIRE(modality.words.size() == 7);
  CHECK(schemas.words[modality.symbols[0]] == "live_video");
  CHECK(schemas.symbols.at("live_video") == modality.symbols[0]);

  CHECK(schemas.enumerations[schemas.named_types.at("state").index].words.size() == 56);
  CHECK(schemas.named_types.at("usd").kind == Kind::money);
  CHECK(schemas.named_types.at("npi").kind == Kind::text);
  CHECK(!schemas.named_types.contains("code"));

  auto const& extensions = at_path(schemas, {"payer-plan", "extensions"});
  CHECK(schemas.records[extensions.type.index].open);
  CHECK(schemas.records[at_path(schemas, {"payer-plan", "services", "in_person"}).type.index].path ==
        "payer-plan.services.in_person");
  CHECK(schemas.records[at_path(schemas, {"payer-plan", "rate_comparisons", "code"}).type.index].path == "code");
}

TEST_CASE("types follow from the schema") {
  auto const schemas =
      good(kind(R"("t": {"type": ["null", "string"], "minLength": 2, "maxLength": 4.0, "pattern": "^[a-z]+$"},
"i": {"type": "integer", "minimum": -3, "maximum": 1e3},
"n": {"type": ["number", "null"], "minimum": 0.5},
"b": {"type": "boolean", "$comment": "c", "examples": [true]},
"d": {"type": ["string", "null"], "format": "date"},
"e": {"enum": ["x", null, "y"], "description": "why"},
"f": {"type": "string", "enum": ["x", null, "y"]},
"c": {"const": "1"},
"l": {"type": "array", "items": {"type": ["integer", "null"], "minimum": 1}, "uniqueItems": true},
"l_complete": {"type": "boolean"},
"r": {"anyOf": [{"type": "null"}, {"type": "object", "additionalProperties": false, "properties": {"x": {"type": "boolean"}}}]},
"o": {"type": "object", "additionalProperties": true},
"z": {"type": "object", "additionalProperties": false})"));
  CHECK(field(schemas, "t").type == Type{Kind::text, 0});
  CHECK(field(schemas, "t").nullable);
  CHECK(field(schemas, "t").limits.min_length == 2);
  CHECK(field(schemas, "t").limits.max_length == 4);
  CHECK(field(schemas, "t").limits.pattern->matches("abc"));
  CHECK(!field(schemas, "t").limits.pattern->matches("Abc"));
  CHECK(field(schemas, "i").type == Type{Kind::integer, 0});
  CHECK(!field(schemas, "i").nullable);
  CHECK(field(schemas, "i").limits.minimum == -3);
  CHECK(field(schemas, "i").limits.maximum == 1000);
  CHECK(field(schemas, "n").type == Type{Kind::decimal, 0});
  CHECK(field(schemas, "n").limits.minimum == decimal_one / 2);
  CHECK(field(schemas, "b").type == Type{Kind::boolean, 0});
  CHECK(field(schemas, "d").type == Type{Kind::date, 0});
  CHECK(field(schemas, "d").nullable);
  CHECK(field(schemas, "e").type.kind == Kind::enumeration);
  CHECK(field(schemas, "e").nullable);
  CHECK(field(schemas, "e").description == "why");
  CHECK(field(schemas, "f").type == field(schemas, "e").type);
  CHECK_FALSE(field(schemas, "f").nullable);
  CHECK(schemas.enumerations[field(schemas, "e").type.index].words == std::vector<std::string>{"x", "y"});
  CHECK(field(schemas, "c").type == Type{Kind::text, 0});
  CHECK(field(schemas, "c").limits.constant == "1");
  auto const& list = schemas.lists[field(schemas, "l").type.index];
  CHECK(list.element == Type{Kind::integer, 0});
  CHECK(list.nullable_elements);
  CHECK(list.element_limits.minimum == 1);
  CHECK(field(schemas, "l").limits.unique_items);
  CHECK(field(schemas, "l").complete_by.has_value());
  CHECK(field(schemas, "r").nullable);
  CHECK(schemas.records[field(schemas, "r").type.index].path == "k.r");
  CHECK(schemas.records[field(schemas, "o").type.index].open);
  CHECK_FALSE(schemas.records[field(schemas, "z").type.index].open);
  CHECK(field(schemas, "kind").required);
  CHECK_FALSE(field(schemas, "t").required);
}

TEST_CASE("a reference brings a definition's type, limits and name") {
  auto const schemas = good(kind(R"("a": {"$ref": "#/$defs/color", "description": "here"},
"b": {"anyOf": [{"$ref": "#/$defs/color"}, {"type": "null"}]},
"p": {"$ref": "#/$defs/price"},
"q": {"type": "number"},
"s": {"type": "array", "items": {"$ref": "#/$defs/size"}})",
                                 R"(, "$defs": {
"price": {"$ref": "#/$defs/usd"},
"usd": {"anyOf": [{"type": "number", "maximum": 9}, {"type": "null"}]},
"color": {"enum": ["red", "blue"], "description": "of the roof"},
"size": {"type": "object", "additionalProperties": false, "properties": {"share": {"type": "number"}}}})"));
  CHECK(field(schemas, "a").type == schemas.named_types.at("color"));
  CHECK(field(schemas, "a").description == "here");
  CHECK(field(schemas, "b").type == field(schemas, "a").type);
  CHECK(field(schemas, "b").description == "of the roof");
  CHECK(schemas.enumerations[field(schemas, "a").type.index].name == "color");
  CHECK(field(schemas, "p").type.kind == Kind::money);
  CHECK(field(schemas, "p").nullable);
  CHECK(field(schemas, "p").limits.maximum == 9 * decimal_one);
  CHECK(field(schemas, "q").type.kind == Kind::decimal);
  auto const& size = schemas.records[schemas.lists[field(schemas, "s").type.index].element.index];
  CHECK(size.path == "size");
  CHECK(size.fields[0].type.kind == Kind::decimal);  // the name of a field says nothing
  CHECK(schemas.named_types.size() == 3);
}

TEST_CASE("equal words of different enumerations are one symbol") {
  auto const schemas =
      good(kind(R"("a": {"enum": ["red", "blue"]}, "b": {"enum": ["blue", "green"]}, "c": {"enum": ["red", "blue"]})"));
  auto const& a = schemas.enumerations[field(schemas, "a").type.index];
  auto const& b = schemas.enumerations[field(schemas, "b").type.index];
  CHECK(a.symbols[1] == b.symbols[0]);
  CHECK(field(schemas, "a").type == field(schemas, "c").type);
  Schemas more = schemas;
  CHECK(more.intern("green") == b.symbols[1]);
  CHECK(more.intern("brown") == schemas.words.size());
  CHECK(more.words.back() == "brown");
}

TEST_CASE("keywords that are not understood are told") {
  CHECK(fault(R"("x": {"type": "string", "maxlength": 3})") ==
        "2:25 [\"maxlength\"] unknown-keyword: the keyword `maxlength` is not understood (did you mean `maxLength`?)");
  CHECK(fault(R"("x": {"type": "boolean", "default": false})") ==
        "2:26 [\"default\"] unknown-keyword: the keyword `default` is not understood (leave it out: an absent fact is "
        "unknown, and no "
        "value is put in its place)");
  CHECK(fault(R"("x": {"type": "integer", "multipleOf": 2})") ==
        "2:26 [\"multipleOf\"] unknown-keyword: the keyword `multipleOf` is not understood");
  CHECK(fault(R"("x": {"type": "string", "format": "email"})") ==
        "2:35 [\"email\"] bad-schema: the format `email` is not understood (`date` is the one format; a `pattern` may "
        "say what other "
        "texts look like)");
  CHECK(fault(R"("x": {"type": "string", "pattern": "^(a|b)$"})") ==
        "2:36 [\"^(a|b)$\"] unknown-keyword: the pattern uses `(`, which is not understood");
  CHECK(fault(R"("x": {"anyOf": [{"type": "string"}, {"type": "integer"}]})") ==
        "2:7 [\"anyOf\"] bad-schema: `anyOf` is understood only for one schema and `{\"type\": \"null\"}` (describe "
        "each kind of value "
        "by a field of its own)");
  CHECK(fault(R"("x": {"type": ["string", "integer"]})") ==
        "2:15 [[\"string\", \"integer\"]] bad-schema: `type` is neither one type nor one type and `\"null\"` (write "
        "one type, such as "
        "`\"string\"` or `[\"string\", \"null\"]`)");
  CHECK(fault(R"("x": {"type": "strin"})") ==
        "2:15 [\"strin\"] bad-schema: there is no type `strin` (did you mean `string`?)");
  CHECK(fault(R"("x": {"type": "null"})") ==
        "2:15 [\"null\"] bad-schema: there is no type `null` (the types are string, number, integer, boolean, array, "
        "object)");
  CHECK(fault(R"("x": {"type": 3})") ==
        "2:15 [3] bad-schema: a type is a text, not a number (the types are string, number, integer, boolean, array, "
        "object)");
  CHECK(fault(R"("x": {"description": "any"})") ==
        "2:1 [\"x\"] bad-schema: nothing says of which type this is (write its `type`, an `enum` or a `$ref`)");
  CHECK(fault(R"("x": {"properties": {}})") ==
        "2:1 [\"x\"] bad-schema: nothing says of which type this is (write `\"type\": \"object\"`)");
  CHECK(fault(R"("x": true)") == "2:6 [true] bad-schema: a schema is an object here, not true or false");
}

TEST_CASE("keywords that say nothing about their schema are told") {
  CHECK(fault(R"("x": {"type": "boolean", "minimum": 1})") ==
        "2:26 [\"minimum\"] bad-schema: `minimum` says nothing about a boolean");
  CHECK(fault(R"("x": {"$ref": "#/$defs/a", "maximum": 1})", R"(, "$defs": {"a": {"type": "integer"}})") ==
        "2:28 [\"maximum\"] bad-schema: `maximum` says nothing about a `$ref` (put it into the definition that the "
        "`$ref` leads to)");
  CHECK(fault(R"("x": {"type": "string", "format": "date", "minLength": 1})") ==
        "2:43 [\"minLength\"] bad-schema: `minLength` says nothing about a date");
  CHECK(fault(R"("x": {"type": "integer", "enum": ["a"]})") ==
        "2:15 [\"integer\"] bad-schema: the values of an `enum` are strings");
  CHECK(fault(R"("x": {"type": "object", "$defs": {}})") ==
        "2:25 [\"$defs\"] bad-schema: `$defs` is understood only at the top of a schema file");
}

TEST_CASE("values of keywords are checked") {
  CHECK(fault(R"("x": {"const": 1})") == "2:16 [1] bad-schema: `const` takes a text, not a number");
  CHECK(fault(R"("x": {"enum": []})") == "2:7 [\"enum\"] bad-schema: the `enum` has no words");
  CHECK(fault(R"("x": {"enum": ["a", 1]})") == "2:21 [1] bad-schema: the words of an `enum` are texts, or null");
  CHECK(fault(R"("x": {"enum": ["a", "\u0061"]})") ==
        "2:21 [\"\\u0061\"] bad-schema: the word `a` stands here a second time");
  CHECK(fault(R"("x": {"type": "integer", "minimum": 0.5})") ==
        "2:37 [0.5] bad-schema: `0.5` is not an integer of at most 18 digits");
  CHECK(fault(R"("x": {"type": "number", "maximum": 1e10})") ==
        "2:36 [1e10] bad-schema: `1e10` has more than 10 digits before the point or 8 after it");
  CHECK(fault(R"("x": {"type": "number", "minimum": 2, "maximum": 1})") ==
        "2:50 [1] bad-schema: `maximum` is less than `minimum`");
  CHECK(fault(R"("x": {"type": "string", "minLength": 2, "maxLength": 1})") ==
        "2:54 [1] bad-schema: `maxLength` is less than `minLength`");
  CHECK(fault(R"("x": {"type": "string", "minLength": -1})") == "2:38 [-1] bad-schema: `-1` is not a length");
  CHECK(fault(R"("x": {"type": "array"})") ==
        "2:1 [\"x\"] bad-schema: the array has no `items` (say what its elements are)");
  CHECK(fault(R"("x": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}})") ==
        "2:24 [\"items\"] bad-schema: the elements of an array are arrays (make them objects with the inner array as a "
        "field)");
}

TEST_CASE("an object with properties is closed, so that no misspelt field passes unseen") {
  std::string const why =
      " bad-schema: an object with `properties` needs `\"additionalProperties\": false` (otherwise a misspelt field "
      "would pass unseen; put "
      "open data into a field of its own, an object without `properties`)";
  CHECK(fault(R"("x": {"type": "object", "properties": {}})") == "2:25 [\"properties\"]" + why);
  CHECK(fault(R"("x": {"type": "object", "properties": {}, "additionalProperties": true})") == "2:67 [true]" + why);
  CHECK(
      fault(
          R"("x": {"type": "object", "additionalProperties": false, "properties": {"ab_cd": {"type": "boolean"}}, "required": ["ab_ce"]})") ==
      "2:115 [\"ab_ce\"] bad-schema: `ab_ce` is required and none of the `properties` (did you mean `ab_cd`?)");
  CHECK(
      fault(
          R"("x": {"type": "object", "additionalProperties": false, "properties": {"a": {"type": "boolean"}}, "required": ["a", "a"]})") ==
      "2:116 [\"a\"] bad-schema: `a` is listed a second time");
}

TEST_CASE("references that lead nowhere are told") {
  std::string const defs = R"(, "$defs": {"color": {"enum": ["a"]}})";
  CHECK(fault(R"("x": {"$ref": "#/$defs/colour"})", defs) ==
        "2:15 [\"#/$defs/colour\"] unresolved-ref: `$defs` of this schema has no `colour` (did you mean `color`?)");
  CHECK(fault(R"("x": {"$ref": "common.json#/$defs/color"})", defs) ==
        "2:15 [\"common.json#/$defs/color\"] unresolved-ref: no schema has the `$id` `common.json` (a `$ref` names the "
        "other schema by "
        "its `$id`, and both are loaded together)");
  CHECK(fault(R"("x": {"$ref": "#/properties/kind"})", defs) ==
        "2:15 [\"#/properties/kind\"] unresolved-ref: `#/properties/kind` does not lead to an entry of `$defs` (write "
        "`#/$defs/NAME`, or "
        "the other schema's `$id` before it)");
  CHECK(fault(R"("x": {"$ref": "#/$defs/a"})",
              R"(, "$defs": {"a": {"type": "array", "items": {"$ref": "#/$defs/b"}}, "b": {"$ref": "#/$defs/a"}})") ==
        "4:127 [\"#/$defs/a\"] unresolved-ref: `a` leads back to itself (a scenario is nested only so deep as its "
        "schema says; describe "
        "each level)");
}

TEST_CASE("schemas refer to each other by $id") {
  std::string const definitions = R"({"$id": "urn:x:1", "$defs": {"color": {"enum": ["red"]}}})";
  auto const loaded = load(kind(R"("a": {"$ref": "urn:x:1#/$defs/color"})"), definitions);
  CHECK(told(loaded.diagnostics) == std::vector<std::string>{});
  CHECK(field(loaded.schemas, "a").type == loaded.schemas.named_types.at("color"));

  CHECK(told(load(kind(R"("a": {"$ref": "urn:x:2#/$defs/color"})"), definitions).diagnostics) ==
        std::vector<std::string>{"a.json:2:15 [\"urn:x:2#/$defs/color\"] unresolved-ref: no schema has the `$id` "
                                 "`urn:x:2` (did you mean `urn:x:1`?)"});
}

TEST_CASE("one missing schema is one message") {
  std::string const fields =
      R"("a": {"$ref": "urn:x:1#/$defs/a"}, "b": {"$ref": "urn:x:1#/$defs/b"}, "c": {"$ref": "urn:y#/$defs/b"})";
  CHECK(load(kind(fields)).diagnostics.size() == 2);
  auto const with_broken = load(kind(fields), "{").diagnostics;
  REQUIRE(with_broken.size() == 1);
  CHECK(with_broken[0].file == "b.json");
}

TEST_CASE("names are declared once") {
  CHECK(told(load(kind(""), kind("")).diagnostics) ==
        std::vector<std::string>{
            "b.json:2:19 [\"k\"] duplicate-name: another schema describes the kind `k`; first here a.json:2:19"});
  CHECK(told(load("{\"$id\": \"u\"}", "{\n\"$id\": \"u\"}").diagnostics) ==
        std::vector<std::string>{
            "b.json:2:8 [\"u\"] duplicate-name: another schema has the `$id` `u`; first here a.json:1:9"});
  std::string const one = R"({"$defs": {"color": {"enum": ["red"]}}})",
                    other = R"({"$defs": {"color": {"enum": ["blue"]}}})";
  CHECK(told(load(one, other).diagnostics) ==
        std::vector<std::string>{
            "b.json:1:12 [\"color\"] duplicate-name: another schema defines `color` as another type, and rules could "
            "mean either; first here a.json:1:12"});
  CHECK(load(one, one).diagnostics.empty());
}

TEST_CASE("a scenario kind has the envelope") {
  CHECK(file_fault(R"({"type": "object", "additionalProperties": false, "properties": {"x": {"type": "boolean"}}})") ==
        "a.json:1:51 [\"properties\"] bad-schema: the schema does not say which kind of scenario it describes (give "
        "the field `kind` a "
        "`const`, the name of the kind; a file of definitions has `$defs` and no `type`)");
  CHECK(file_fault(R"({"type": "object", "additionalProperties": false, "properties": {"kind": {"const": "a b"}}})") ==
        "a.json:1:84 [\"a b\"] bad-schema: `a b` cannot be the name of a kind (write a letter, then letters, digits, "
        "`-` or `.`)");
  CHECK(file_fault(R"({"type": "string"})") ==
        "a.json:1:1 [{] bad-schema: a scenario is an object, and this schema describes something else (a file of "
        "definitions has `$defs` "
        "and no `type`)");
  CHECK(
      told(
          load(R"({"type": "object", "additionalProperties": false, "required": ["kind", "scenario_id"], "properties": {
"kind": {"const": "k"}, "scenario_id": {"type": ["string", "null"]}, "as_of": {"type": "string"}}})")
              .diagnostics) ==
      std::vector<std::string>{"a.json:2:25 [\"scenario_id\"] bad-schema: the field `scenario_id` may be null (every "
                               "scenario has a required `scenario_id`, a text)",
                               "a.json:2:70 [\"as_of\"] bad-schema: the field `as_of` has another type (every scenario "
                               "has a required `as_of`, a date)"});
  CHECK(told(load(R"({"type": "object", "additionalProperties": false, "required": ["kind"], "properties": {
"kind": {"const": "k"}, "as_of": {"type": "string", "format": "date"}}})")
                 .diagnostics) ==
        std::vector<std::string>{"a.json:1:73 [\"properties\"] bad-schema: the field `scenario_id` is missing (every "
                                 "scenario has a required `scenario_id`, a text)",
                                 "a.json:2:25 [\"as_of\"] bad-schema: the field `as_of` is not required (every "
                                 "scenario has a required `as_of`, a date)"});
}

TEST_CASE("a file that is not a schema is told with its place") {
  CHECK(file_fault("").starts_with("a.json:1:1 [] bad-schema: not valid JSON: unexpected end of input"));
  CHECK(file_fault("{\"a\" 1}").starts_with("a.json:1:6 [1] bad-schema: not valid JSON: unexpected number literal"));
  CHECK(file_fault("{\"$id\": \"a\"} x").starts_with("a.json:1:14 [x] bad-schema: not valid JSON:"));
  CHECK(file_fault("{\"$id\": \"a\",\n \"$id\": \"b\"}") ==
        "a.json:2:2 [\"$id\"] bad-schema: the key `$id` stands here a second time; first here a.json:1:2");
  CHECK(file_fault("{\"$id\": \"\xff\"}") ==
        "a.json:1:10 [\xff] bad-encoding: this byte is not UTF-8 text (save the file as UTF-8)");
  CHECK(file_fault(std::string("{\"$id\": \"\0\"}", 12)).starts_with("a.json:1:10 ["));
  CHECK(file_fault("[1]") == "a.json:1:1 [[1]] bad-schema: a schema is an object here, not an array");
  CHECK(file_fault(std::string(200, '[')) == "a.json:1:129 [[] bad-schema: values are nested deeper than 128");
  CHECK(file_fault(R"({"$schema": "http://json-schema.org/draft-07/schema#"})") ==
        "a.json:1:13 [\"http://json-schema.org/draft-07/schema#\"] bad-schema: the schema is not written in JSON "
        "Schema 2020-12 "
        "(`$schema` is `https://json-schema.org/draft/2020-12/schema`)");
  CHECK(load("\xEF\xBB\xBF{\"$defs\": {}}").diagnostics.empty());
  CHECK(load("\xEF\xBB\xBF{\"x\": 1}").diagnostics.at(0).frame->width == 3);
}

TEST_CASE("definitions cannot be chained or multiplied without end") {
  // Each definition uses the next, or the one before: neither may nest without end.
  for (int const step : {1, -1}) {
    std::string chain = fmt::format("\"d{}\": {{\"type\": \"string\"}}", step == 1 ? 1000 : -1);
    for (int i = 0; i < 1000; ++i) {
      chain += fmt::format(
          R"(, "d{}": {{"type": "object", "additionalProperties": false, "properties": {{"a": {{"$ref": "#/$defs/d{}"}}}}}})",
          i, i + step);
    }
    auto const deep = load("{\"$defs\": {" + chain + "}}").diagnostics;
    REQUIRE(!deep.empty());
    CHECK(deep.size() <= 100);
    CHECK(deep[0].message == "values would be nested deeper than 128");
  }

  std::string doubled = "\"d0\": {\"type\": \"string\"}";
  for (int i = 1; i < 60; ++i) {
    doubled += fmt::format(
        R"(, "d{0}": {{"type": "object", "additionalProperties": false, "properties": {{"a": {{"$ref": "#/$defs/d{1}"}}, "b": {{"$ref": "#/$defs/d{1}"}}}}}})",
        i, i - 1);
  }
  auto const wide = load(kind(R"("x": {"$ref": "#/$defs/d59"})", ", \"$defs\": {" + doubled + "}")).diagnostics;
  REQUIRE(wide.size() == 1);
  CHECK(wide[0].message == "the kind `k` has more than 100000 places for facts");
}

TEST_CASE("a schema full of faults ends in bounded messages and time") {
  std::string fields, required;
  for (int i = 0; i < 20'000; ++i) {
    fields += fmt::format("\"f{}\": {{\"type\": \"boolean\", \"x\": 1}},\n", i);
    required += fmt::format(", \"g{}\"", i);
  }
  CHECK(load(kind(fields + "\"z\": {\"type\": \"boolean\"}")).diagnostics.size() == 100);
  CHECK(load(R"({"type": "object", "properties": {"kind": {"const": "k"}}, "required": ["a")" + required + "]}")
            .diagnostics.size() == 100);
}

TEST_CASE("many faults of a file are told in one run") {
  CHECK(load(kind(R"("a": {"type": "strin"}, "b": {"default": 1, "type": "integer"}, "c": {"$ref": "x"})"))
            .diagnostics.size() == 3);
}

// --- patterns

namespace {

bool matches(std::string_view pattern, std::string_view text) {
  auto const compiled = Pattern::compile(pattern);
  REQUIRE_MESSAGE(compiled.pattern, compiled.problem);
  return compiled.pattern->matches(text);
}

std::string problem(std::string_view pattern) {
  auto const compiled = Pattern::compile(pattern);
  CHECK(!compiled.pattern);
  return compiled.problem;
}

}  // namespace

TEST_CASE("a pattern is searched for unless it is anchored") {
  CHECK(matches("b", "abc"));
  CHECK(!matches("^b", "abc"));
  CHECK(!matches("b$", "abc"));
  CHECK(matches("c$", "abc"));
  CHECK(matches("^abc$", "abc"));
  CHECK(!matches("^abc$", "abcc"));
  CHECK(!matches("^abc$", "abc\n"));
  CHECK(matches("", ""));
  CHECK(matches("^$", ""));
  CHECK(!matches("^$", "a"));
  CHECK(matches("aab", "aaab"));
  CHECK(matches("a{2}b", "aaaaab"));
}

TEST_CASE("patterns have classes, escapes and quantifiers") {
  CHECK(matches("^[12][0-9]{9}$", "1234567890"));
  CHECK(!matches("^[12][0-9]{9}$", "3234567890"));
  CHECK(!matches("^[12][0-9]{9}$", "12345678901"));
  CHECK(matches("^[^a-c]+$", "xyz"));
  CHECK(!matches("^[^a-c]+$", "xaz"));
  CHECK(matches("^[-a]+$", "-a-"));
  CHECK(matches("^[a-]+$", "-a-"));
  CHECK(matches("^[a\\-c]+$", "a-c"));
  CHECK(!matches("^[a\\-c]+$", "b"));
  CHECK(matches("^[\\]\\\\^]+$", "]\\^"));
  CHECK(matches("^\\d\\w\\s\\S\\D\\W$", "1_ ax-"));
  CHECK(matches("^[\\d.]+$", "1.2"));
  CHECK(!matches("^a\\.b$", "axb"));
  CHECK(matches("^a.b$", "axb"));
  CHECK(!matches("^a.b$", "a\nb"));
  CHECK(matches("^ab?c*d+$", "ad"));
  CHECK(matches("^ab?c*d+$", "abcccddd"));
  CHECK(!matches("^ab?c*d+$", "abbd"));
  CHECK(matches("^x{2,3}$", "xxx"));
  CHECK(!matches("^x{2,3}$", "xxxx"));
  CHECK(matches("^x{2,}$", "xxxxx"));
  CHECK(!matches("^x{2,}$", "x"));
  CHECK(matches("^x{0}y$", "y"));
  CHECK(!matches("^x{0}y$", "xy"));
  CHECK(matches("^x{0,2}y$", "xxy"));
  CHECK(matches("^a*b*c*$", ""));
  CHECK(matches("^[0-9a-f]{64}$", std::string(64, 'a')));
  CHECK(!matches("^[0-9a-f]{64}$", std::string(63, 'a')));
  CHECK(!matches("^[0-9a-f]{64}$", std::string(65, 'a')));
  CHECK(matches("^a{0,200}b{200}$", std::string(150, 'a') + std::string(200, 'b')));
  CHECK(!matches("^a{0,200}b{200}$", std::string(201, 'a') + std::string(200, 'b')));
}

TEST_CASE("patterns match characters, not bytes") {
  CHECK(matches("^.$", "é"));
  CHECK(matches("^é+$", "éé"));
  CHECK(matches("^[à-ü]$", "é"));
  CHECK(!matches("^[à-ü]$", "ÿ"));
  CHECK(matches("^[^a]{2}$", "é😀"));
  CHECK(matches("^\\s$", "\xC2\xA0"));
  CHECK(!matches("^\\w$", "é"));
  CHECK(!matches("^.$", "\xff"));
}

TEST_CASE("what a pattern may not use is said") {
  CHECK(problem("^(a)$") == "the pattern uses `(`, which is not understood");
  CHECK(problem("a|b") == "the pattern uses `|`, which is not understood");
  CHECK(problem("a^") == "the pattern uses `^` elsewhere than at its beginning");
  CHECK(problem("a$b") == "the pattern uses `$` elsewhere than at its end");
  CHECK(problem("*a") == "nothing stands before the pattern's `*` that it could repeat");
  CHECK(problem("a*?") == "the pattern uses `?` behind a quantifier, which is not understood");
  CHECK(problem("a{2") == "a count in the pattern's `{}` is not `{2}`, `{2,}` or `{2,3}`");
  CHECK(problem("a{3,2}") == "a count in the pattern's `{}` is not `{2}`, `{2,}` or `{2,3}`");
  CHECK(problem("a{,2}") == "a count in the pattern's `{}` is not `{2}`, `{2,}` or `{2,3}`");
  CHECK(problem("[ab") == "the pattern's `[` has no `]`");
  CHECK(problem("[a-") == "the pattern's `[` has no `]`");
  CHECK(problem("[]") == "a class of the pattern matches nothing");
  CHECK(problem("[^\\d\\D]") == "a class of the pattern matches nothing");
  CHECK(problem("[b-a]") == "a range of the pattern ends before it begins");
  CHECK(problem("[\\d-z]") == "a range of the pattern begins or ends with a class such as `\\d`");
  CHECK(problem("a]") == "the pattern uses `]` alone; write `\\]`");
  CHECK(problem("a\\") == "the pattern ends with `\\`");
  CHECK(problem("\\bx") == "the pattern uses `\\b`, which is not understood");
  CHECK(problem("\\é") == "the pattern uses `\\é`, which is not understood");
  CHECK(problem("a{99999999999999999999}") == "the pattern describes more than 1023 characters");
  CHECK(problem(std::string(1001, 'a')) == "the pattern is longer than 1000 bytes");
}

TEST_CASE("a pattern takes no more time than its length times the text's") {
  // Backtracking would take longer than anyone waits.
  CHECK(!matches("^a*a*a*a*a*a*a*a*a*a*a*a*b$", std::string(10'000, 'a')));
  CHECK(!matches("a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a{20}b", std::string(10'000, 'a')));
}
