#include "scenario/binder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "support/facts.hpp"
#include "support/full_layout.hpp"

namespace {

using namespace telerule;

constexpr char const* thing_schema = R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "urn:test:thing:1",
  "title": "Thing",
  "type": "object",
  "additionalProperties": false,
  "required": ["kind", "scenario_id", "as_of"],
  "$defs": {
    "color": {"enum": ["red", "green", "blue", "a word of more than thirty-two bytes", "with \"quotes\"", "ä"]},
    "usd": {"type": "number", "minimum": 0},
    "share": {"type": "number", "minimum": 0, "maximum": 1},
    "part": {
      "type": "object",
      "additionalProperties": false,
      "required": ["n"],
      "properties": {"n": {"type": "integer"}, "color": {"$ref": "#/$defs/color"}}
    }
  },
  "properties": {
    "schema_version": {"const": "1"},
    "kind": {"const": "thing"},
    "scenario_id": {"type": "string", "minLength": 1, "maxLength": 20},
    "as_of": {"type": "string", "format": "date"},
    "flag": {"type": "boolean"},
    "maybe_flag": {"type": ["boolean", "null"]},
    "count": {"type": "integer", "minimum": -5, "maximum": 1000},
    "any_count": {"type": ["integer", "null"]},
    "amount": {"$ref": "#/$defs/usd"},
    "ratio": {"$ref": "#/$defs/share"},
    "number": {"type": "number"},
    "day": {"type": "string", "format": "date"},
    "maybe_day": {"type": ["string", "null"], "format": "date"},
    "color": {"$ref": "#/$defs/color"},
    "maybe_color": {"anyOf": [{"$ref": "#/$defs/color"}, {"type": "null"}]},
    "name": {"type": "string", "minLength": 2, "maxLength": 4},
    "maybe_name": {"type": ["string", "null"]},
    "code": {"type": "string", "pattern": "^[0-9]{3}$"},
    "a_name_that_is_longer_than_one_block_of_bytes": {"type": "integer"},
    "an/odd~na\"me": {"type": "integer"},
    "colors": {"type": "array", "items": {"$ref": "#/$defs/color"}, "uniqueItems": true},
    "numbers": {"type": "array", "items": {"type": ["number", "null"]}, "uniqueItems": true},
    "names": {"type": "array", "items": {"type": "string"}, "uniqueItems": true},
    "nested": {
      "type": "object",
      "additionalProperties": false,
      "required": ["a"],
      "properties": {
        "a": {"type": "integer"},
        "inner": {"type": "object", "additionalProperties": false, "properties": {"c": {"type": "boolean"}}}
      }
    },
    "maybe_nested": {"anyOf": [{"$ref": "#/$defs/part"}, {"type": "null"}]},
    "groups": {
      "type": "array",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "properties": {"id": {"type": "string"}, "parts": {"type": "array", "items": {"$ref": "#/$defs/part"}}}
      }
    },
    "parts": {"type": "array", "items": {"$ref": "#/$defs/part"}, "uniqueItems": true},
    "bags": {"type": "array", "items": {"type": "object"}, "uniqueItems": true},
    "nothing": {"type": "object", "additionalProperties": false, "properties": {}},
    "extensions": {"type": "object"}
  }
})json";

constexpr char const* other_schema = R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "urn:test:other:1",
  "title": "Other",
  "type": "object",
  "additionalProperties": false,
  "required": ["kind", "scenario_id", "as_of"],
  "properties": {
    "kind": {"const": "other"},
    "scenario_id": {"type": "string"},
    "as_of": {"type": "string", "format": "date"},
    "lists": {"type": "array", "items": {"type": "integer"}}
  }
})json";

Schemas load(std::vector<SourcePtr> const& sources) {
  LoadedSchemas loaded = load_schemas(sources);
  for (Diagnostic const& d : loaded.diagnostics) FAIL(d.file, ": ", d.message, "; ", d.help);
  return std::move(loaded.schemas);
}

Schemas const& test_schemas() {
  static Schemas const schemas = load({std::make_shared<Source>("thing.schema.json", thing_schema),
                                       std::make_shared<Source>("other.schema.json", other_schema)});
  return schemas;
}

// A record in memory of its own, so that the address sanitizer sees what is read beyond the padding. What stands in the
// padding must not matter.
struct Padded {
  explicit Padded(std::string_view record, std::string_view filler = "")
      : memory(new char[record.size() + Binder::padding]), size(record.size()) {
    std::copy(record.begin(), record.end(), memory.get());
    for (std::size_t i = 0; i < Binder::padding; ++i)
      memory[size + i] = filler.empty() ? '\0' : filler[i % filler.size()];
  }
  std::string_view view() const { return {memory.get(), size}; }

  std::unique_ptr<char[]> memory;
  std::size_t size;
};

struct Bound {
  std::optional<InputError> error;
  std::string facts;
  Scenario scenario;
};

class Fixture {
 public:
  explicit Fixture(Schemas const& schemas = test_schemas(), std::optional<std::int64_t> as_of = std::nullopt)
      : schemas_(schemas), layouts_(FullLayout::of_all(schemas)), binder_(schemas, layouts_, as_of) {}

  Bound bind(std::string_view record, std::string_view filler = "") {
    Padded const padded(record, filler);
    Bound bound;
    bound.error = binder_.bind(padded.view(), scenario_);
    if (!bound.error) {
      bound.facts = Facts::of(schemas_, layouts_[scenario_.kind], scenario_);
      bound.scenario = scenario_;
    }
    return bound;
  }

 private:
  Schemas const& schemas_;
  std::vector<Layout> layouts_;
  Binder binder_;
  Scenario scenario_;
};

constexpr std::string_view envelope = R"("kind":"thing","scenario_id":"t","as_of":"2026-01-02")";
constexpr std::string_view envelope_facts = "kind='thing'\nscenario_id='t'\nas_of=2026-01-02\n";

std::string record_with(std::string_view fields) {
  return "{" + std::string(envelope) + "," + std::string(fields) + "}";
}

std::string facts_of(std::string_view fields) {
  Bound const bound = Fixture().bind(record_with(fields));
  INFO("fields: ", std::string(fields));
  if (bound.error) FAIL(bound.error->pointer, ": ", bound.error->message);
  REQUIRE(bound.facts.starts_with(envelope_facts));
  return bound.facts.substr(envelope_facts.size());
}

struct Fault {
  std::string_view fields;
  DiagnosticId id;
  std::string_view place;  // the marked bytes
  std::string_view pointer, message, help;
};

void check_fault(std::string const& record, Fault const& expected) {
  for (std::string_view const filler : {"", "\"}]", "1", "e}", " ", "ull,"}) {
    Bound const bound = Fixture().bind(record, filler);
    INFO("record: ", record);
    REQUIRE(bound.error);
    InputError const& error = *bound.error;
    CHECK(error.message == expected.message);
    CHECK(info(error.id).text == info(expected.id).text);
    CHECK(error.pointer == expected.pointer);
    CHECK(error.help == expected.help);
    REQUIRE(error.offset <= record.size());
    CHECK(record.substr(error.offset, error.length) == expected.place);
  }
}

using Id = DiagnosticId;

}  // namespace

TEST_CASE("values of every type are read exactly") {
  CHECK(facts_of(R"("flag":true)") == "flag=true\n");
  CHECK(facts_of(R"("flag":false,"maybe_flag":null)") == "flag=false\n");
  CHECK(facts_of(R"("count":0)") == "count=0\n");
  CHECK(facts_of(R"("count":-5)") == "count=-5\n");
  CHECK(facts_of(R"("count":-0)") == "count=0\n");
  CHECK(facts_of(R"("count":1000)") == "count=1000\n");
  CHECK(facts_of(R"("count":1e3)") == "count=1000\n");
  CHECK(facts_of(R"("count":3.0)") == "count=3\n");
  CHECK(facts_of(R"("any_count":999999999999999999)") == "any_count=999999999999999999\n");
  CHECK(facts_of(R"("any_count":12345678)") == "any_count=12345678\n");
  CHECK(facts_of(R"("any_count":123456789)") == "any_count=123456789\n");
  CHECK(facts_of(R"("any_count":null)") == "");
  CHECK(facts_of(R"("amount":80)") == "amount=80\n");
  CHECK(facts_of(R"("amount":80.50)") == "amount=80.5\n");
  CHECK(facts_of(R"("amount":0.00000001)") == "amount=0.00000001\n");
  CHECK(facts_of(R"("amount":12345678.12345678)") == "amount=12345678.12345678\n");
  CHECK(facts_of(R"("amount":9999999999.99999999)") == "amount=9999999999.99999999\n");
  CHECK(facts_of(R"("amount":1234567.1234567)") == "amount=1234567.1234567\n");
  CHECK(facts_of(R"("amount":1.000000000000000000000)") == "amount=1\n");
  CHECK(facts_of(R"("number":-1.5E-2)") == "number=-0.015\n");
  CHECK(facts_of(R"("ratio":0.2)") == "ratio=0.2\n");
  CHECK(facts_of(R"("ratio":1)") == "ratio=1\n");
  CHECK(facts_of(R"("day":"2024-02-29")") == "day=2024-02-29\n");
  CHECK(facts_of(R"("day":"2024\u002d02-29")") == "day=2024-02-29\n");
  CHECK(facts_of(R"("maybe_day":null)") == "");
  CHECK(facts_of(R"("color":"red")") == "color=red\n");
  CHECK(facts_of(R"("color":"r\u0065d")") == "color=red\n");
  CHECK(facts_of(R"("color":"a word of more than thirty-two bytes")") ==
        "color=a word of more than thirty-two bytes\n");
  CHECK(facts_of(R"("color":"with \"quotes\"")") == "color=with \"quotes\"\n");
  CHECK(facts_of(R"("color":"ä")") == "color=ä\n");
  CHECK(facts_of(R"("maybe_color":null)") == "");
  CHECK(facts_of(R"("name":"äöüß")") == "name='äöüß'\n");
  CHECK(facts_of(R"("maybe_name":"")") == "maybe_name=''\n");
  CHECK(facts_of(R"("maybe_name":"a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00z")") == "maybe_name='a\"\\/\b\f\n\r\té😀z'\n");
  CHECK(facts_of(R"("maybe_name":"0123456789012345678901234567890123456789\n")") ==
        "maybe_name='0123456789012345678901234567890123456789\n'\n");
  CHECK(facts_of(R"("code":"123")") == "code='123'\n");
  CHECK(Fixture().bind(record_with(R"("schema_version":"1")")).facts ==
        "schema_version='1'\n" + std::string(envelope_facts));
  CHECK(facts_of(R"("a_name_that_is_longer_than_one_block_of_bytes":7)") ==
        "a_name_that_is_longer_than_one_block_of_bytes=7\n");
  CHECK(facts_of(R"("an/odd~na\"me":7)") == "an/odd~na\"me=7\n");
  CHECK(facts_of(R"("fl\u0061g":true)") == "flag=true\n");
}

TEST_CASE("lists and records are read into frames") {
  CHECK(facts_of(R"("colors":[])") == "colors=[0]\n");
  CHECK(facts_of(R"("colors":["red","blue"])") == "colors=[2]\ncolors[0]=red\ncolors[1]=blue\n");
  CHECK(facts_of(R"("numbers":[1,null,2.5])") == "numbers=[3]\nnumbers[0]=1\nnumbers[2]=2.5\n");
  CHECK(facts_of(R"("names":["a","\u0062"])") == "names=[2]\nnames[0]='a'\nnames[1]='b'\n");
  CHECK(facts_of(R"("nested":{"a":1,"inner":{"c":true}})") == "nested.a=1\nnested.inner.c=true\n");
  CHECK(facts_of(R"("nested":{"inner":{},"a":1})") == "nested.a=1\n");
  CHECK(facts_of(R"("maybe_nested":null)") == "");
  CHECK(facts_of(R"("groups":[{"id":"x","parts":[{"n":1},{"n":2,"color":"red"}]},{},{"parts":[{"n":3}]}])") ==
        "groups=[3]\ngroups[0].id='x'\ngroups[0].parts=[2]\ngroups[0].parts[0].n=1\ngroups[0].parts[1].n=2\n"
        "groups[0].parts[1].color=red\ngroups[2].parts=[1]\ngroups[2].parts[0].n=3\n");
  CHECK(facts_of(R"("extensions":{"a":[1,{"b":null}],"b":1e999,"c":"\u00e9","":{"":0}})") == "");
  CHECK(facts_of(R"("nothing":{})") == "");
  CHECK(facts_of(R"("bags":[{"a":1},{"a":2},{}])") == "bags=[3]\n");
}

TEST_CASE("whitespace and the order of keys mean nothing") {
  std::string const spaced =
      " \t\r\n{ \"scenario_id\" :\n\"t\"\t, \"nested\" : { \"inner\" : { \"c\" : false } , \"a\" : 1 } ,"
      "\"amount\" : 1.5 , \"colors\" : [ \"red\" , \"blue\" ] , \"flag\" : true , \"as_of\" : \"2026-01-02\" , "
      "\"kind\" : \"thing\" } \n";
  std::string const dense =
      R"({"kind":"thing","scenario_id":"t","as_of":"2026-01-02","flag":true,"amount":1.5,"nested":{"a":1,"inner":{"c":false}},"colors":["red","blue"]})";
  Fixture fixture;
  Bound const first = fixture.bind(spaced), second = fixture.bind(dense), third = fixture.bind(spaced);
  REQUIRE_FALSE(first.error);
  REQUIRE_FALSE(second.error);
  CHECK(first.facts == second.facts);
  CHECK(first.facts == third.facts);
}

TEST_CASE("every order of keys gives the same facts, whatever was read before") {
  std::vector<std::string> fields{R"("kind":"thing")",   R"("scenario_id":"t","as_of":"2026-01-02")",
                                  R"("flag":true)",      R"("count":3)",
                                  R"("nested":{"a":1})", R"("colors":["red"])"};
  Fixture fixture;
  std::string expected;
  std::sort(fields.begin(), fields.end());
  do {
    std::string record;
    for (auto const& field : fields) record += (record.empty() ? "{" : ",") + field;
    Bound const bound = fixture.bind(record + "}");
    REQUIRE_FALSE(bound.error);
    if (expected.empty()) expected = bound.facts;
    REQUIRE(bound.facts == expected);
  } while (std::next_permutation(fields.begin(), fields.end()));
}

TEST_CASE("a binder goes from kind to kind and from error to success") {
  Fixture fixture;
  Bound const thing = fixture.bind(record_with(R"("colors":["red"],"names":["x\n"])"));
  REQUIRE_FALSE(thing.error);
  Bound const other = fixture.bind(R"({"kind":"other","scenario_id":"\u006f","as_of":"2026-01-02","lists":[1,2]})");
  REQUIRE_FALSE(other.error);
  CHECK(other.facts == "kind='other'\nscenario_id='o'\nas_of=2026-01-02\nlists=[2]\nlists[0]=1\nlists[1]=2\n");
  CHECK(other.scenario.id == "o");
  CHECK(other.scenario.as_of == *date_from_text("2026-01-02"));
  CHECK(fixture.bind(R"({"kind":"other","scenario_id":"o","as_of":"2026-01-02","lists":[1,true]})").error);
  Bound const again = fixture.bind(record_with(R"("colors":["red"],"names":["x\n"])"));
  CHECK(again.facts == thing.facts);
  CHECK(again.scenario.as_of == *date_from_text("2026-01-02"));
}

TEST_CASE("a day given from outside replaces the record's, which must still be one") {
  std::int64_t const day = *date_from_text("2030-05-06");
  Fixture fixture(test_schemas(), day);
  Bound const bound = fixture.bind(record_with(R"("flag":true)"));
  REQUIRE_FALSE(bound.error);
  CHECK(bound.scenario.as_of == day);
  CHECK(bound.facts == "kind='thing'\nscenario_id='t'\nas_of=2030-05-06\nflag=true\n");
  CHECK(fixture.bind(R"({"kind":"thing","scenario_id":"t","as_of":"2026-02-30"})").error);
  CHECK(fixture.bind(R"({"kind":"thing","scenario_id":"t"})").error);
}

TEST_CASE("values that the schema does not allow") {
  Fault const faults[] = {
      {R"("flag":1)", Id::wrong_type, "1", "/flag", "expected `true` or `false`, found the number `1`", ""},
      {R"("flag":"true")", Id::wrong_type, "\"true\"", "/flag", "expected `true` or `false`, found the text `true`",
       "write `true` without quotes"},
      {R"("flag":null)", Id::wrong_type, "null", "/flag", "expected `true` or `false`, found `null`",
       "leave the field out if it is not known"},
      {R"("flag":[])", Id::wrong_type, "[", "/flag", "expected `true` or `false`, found a list", ""},
      {R"("count":"7")", Id::wrong_type, "\"7\"", "/count", "expected a whole number, found the text `7`",
       "write `7` without quotes"},
      {R"("count":1.5)", Id::wrong_type, "1.5", "/count", "expected a whole number, found the number `1.5`", ""},
      {R"("count":-6)", Id::out_of_range, "-6", "/count", "`-6` is less than -5", ""},
      {R"("count":1001)", Id::out_of_range, "1001", "/count", "`1001` is more than 1000", ""},
      {R"("any_count":1000000000000000000)", Id::inexact_number, "1000000000000000000", "/any_count",
       "`1000000000000000000` has more digits than can be held exactly", "at most 18 digits fit"},
      {R"("amount":"80")", Id::wrong_type, "\"80\"", "/amount", "expected a number, found the text `80`",
       "write `80` without quotes"},
      {R"("amount":"$80")", Id::wrong_type, "\"$80\"", "/amount", "expected a number, found the text `$80`", ""},
      {R"("amount":"")", Id::wrong_type, "\"\"", "/amount", "expected a number, found an empty text", ""},
      {R"("amount":null)", Id::wrong_type, "null", "/amount", "expected a number, found `null`",
       "leave the field out if it is not known"},
      {R"("amount":-0.01)", Id::out_of_range, "-0.01", "/amount", "`-0.01` is less than 0", ""},
      {R"("amount":10000000000)", Id::inexact_number, "10000000000", "/amount",
       "`10000000000` has more digits than can be held exactly",
       "at most 10 digits before the point and 8 after it fit"},
      {R"("amount":0.000000001)", Id::inexact_number, "0.000000001", "/amount",
       "`0.000000001` has more digits than can be held exactly",
       "at most 10 digits before the point and 8 after it fit"},
      {R"("amount":1e400)", Id::inexact_number, "1e400", "/amount", "`1e400` has more digits than can be held exactly",
       "at most 10 digits before the point and 8 after it fit"},
      {R"("ratio":20)", Id::out_of_range, "20", "/ratio", "`20` is more than 1",
       "a share is a fraction: 20 percent is 0.2"},
      {R"("ratio":1.00000001)", Id::out_of_range, "1.00000001", "/ratio", "`1.00000001` is more than 1",
       "a share is a fraction: 20 percent is 0.2"},
      {R"("day":"2026-02-30")", Id::bad_date, "\"2026-02-30\"", "/day", "`2026-02-30` is not a day that exists", ""},
      {R"("day":"2026-13-01")", Id::bad_date, "\"2026-13-01\"", "/day", "`2026-13-01` is not a day that exists", ""},
      {R"("day":"0000-01-01")", Id::bad_date, "\"0000-01-01\"", "/day", "`0000-01-01` is not a day that exists", ""},
      {R"("day":"1/2/2026")", Id::bad_date, "\"1/2/2026\"", "/day", "`1/2/2026` is not a day",
       "write it as YYYY-MM-DD"},
      {R"("day":"2026-01-02T00:00:00Z")", Id::bad_date, "\"2026-01-02T00:00:00Z\"", "/day",
       "`2026-01-02T00:00:00Z` is not a day", "leave the time out"},
      {R"("day":20260102)", Id::wrong_type, "20260102", "/day", "expected a day, found the number `20260102`",
       "write it as `\"YYYY-MM-DD\"`"},
      {R"("day":null)", Id::wrong_type, "null", "/day", "expected a day, found `null`",
       "leave the field out if it is not known"},
      {R"("color":"gren")", Id::not_in_enum, "\"gren\"", "/color", "`gren` is none of the words allowed here",
       "did you mean `green`?"},
      {R"("color":"Red\u0000")", Id::invalid_utf8, "\\u0000", "/color",
       "`\\u0000` stands for NUL, which no text may hold", ""},
      {R"("color":null)", Id::wrong_type, "null", "/color", "expected a text, found `null`",
       "leave the field out if it is not known"},
      {R"("color":3)", Id::wrong_type, "3", "/color", "expected a text, found the number `3`", ""},
      {R"("name":"x")", Id::out_of_range, "\"x\"", "/name", "the text has 1 character, at least 2 are needed", ""},
      {R"("name":"")", Id::out_of_range, "\"\"", "/name", "the text is empty", ""},
      {R"("name":"äöüßä")", Id::out_of_range, "\"äöüßä\"", "/name", "the text has 5 characters, at most 4 are allowed",
       ""},
      {R"("name":"\n")", Id::out_of_range, "\"\\n\"", "/name", "the text has 1 character, at least 2 are needed", ""},
      {R"("name":7)", Id::wrong_type, "7", "/name", "expected a text, found the number `7`",
       "write it in quotes: `\"7\"`"},
      {R"("code":"12")", Id::out_of_range, "\"12\"", "/code", "`12` does not match the pattern that the schema gives",
       ""},
      {R"("schema_version":"2")", Id::not_in_enum, "\"2\"", "/schema_version", "expected `1`, found `2`", ""},
      {R"("colors":"red")", Id::wrong_type, "\"red\"", "/colors", "expected a list, found the text `red`", ""},
      {R"("colors":["red","rod"])", Id::not_in_enum, "\"rod\"", "/colors/1", "`rod` is none of the words allowed here",
       "did you mean `red`?"},
      {R"("colors":["red","blue","red"])", Id::out_of_range, "\"red\"", "/colors",
       "the text `red` stands twice in this list", "its elements must differ"},
      {R"("numbers":[1,2,1.0])", Id::out_of_range, "1.0", "/numbers", "the number `1.0` stands twice in this list",
       "its elements must differ"},
      {R"("numbers":[null,null])", Id::out_of_range, "null", "/numbers", "`null` stands twice in this list",
       "its elements must differ"},
      {R"("names":["a","\u0061"])", Id::out_of_range, "\"\\u0061\"", "/names",
       "the text `\\u0061` stands twice in this list", "its elements must differ"},
      {R"("parts":[{"n":1,"color":"red"},{"n":2},{"color":"red","n":1e0}])", Id::out_of_range, "{", "/parts",
       "an object stands twice in this list", "its elements must differ"},
      {R"("bags":[{"a":[1,{"b":"x"}]},{"a":[1.0,{"b":"\u0078"}]}])", Id::out_of_range, "{", "/bags",
       "an object stands twice in this list", "its elements must differ"},
      {R"("nested":[])", Id::wrong_type, "[", "/nested", "expected an object, found a list", ""},
      {R"("nested":{})", Id::missing_field, "{", "/nested/a", "`a` is missing", ""},
      {R"("nested":{"a":1,"inner":{"d":1}})", Id::unknown_property, "\"d\"", "/nested/inner/d",
       "`d` is not a field of `thing.nested.inner`", "its fields are `c`"},
      {R"("nested":{"a":1,"a":2})", Id::duplicate_key, "\"a\"", "/nested/a", "`a` stands twice in this object", ""},
      {R"("groups":[{},{"parts":[{"n":1},{"n":true}]}])", Id::wrong_type, "true", "/groups/1/parts/1/n",
       "expected a whole number, found `true`", ""},
      {R"("groups":[{},{"parts":[{"color":"red"}]}])", Id::missing_field, "{", "/groups/1/parts/0/n", "`n` is missing",
       ""},
      {R"("flog":1)", Id::unknown_property, "\"flog\"", "/flog", "`flog` is not a field of `thing`",
       "did you mean `flag`?"},
      {R"("a/b~c":1)", Id::unknown_property, "\"a/b~c\"", "/a~1b~0c", "`a/b~c` is not a field of `thing`", ""},
      {R"("an/odd~na\"me":"x")", Id::wrong_type, "\"x\"", "/an~1odd~0na\"me",
       "expected a whole number, found the text `x`", ""},
      {R"("nothing":{"x":1})", Id::unknown_property, "\"x\"", "/nothing/x", "`x` is not a field of `thing.nothing`",
       ""},
      {R"("extensions":{"a":{"k":1,"\u006b":2}})", Id::duplicate_key, "\"\\u006b\"", "/extensions/a/k",
       "`k` stands twice in this object", ""},
      {R"("extensions":{"a":[0,{"b":[01]}]})", Id::not_json, "01", "/extensions/a/1/b/0",
       "expected a value, found `01`", "a number does not begin with a zero"},
      {R"("extensions":[])", Id::wrong_type, "[", "/extensions", "expected an object, found a list", ""},
  };
  for (Fault const& fault : faults) check_fault(record_with(fault.fields), fault);
}

TEST_CASE("what is not JSON") {
  Fault const faults[] = {
      {R"({"kind":"thing","flag":tru})", Id::not_json, "tru", "/flag", "expected a value, found `tru`", ""},
      {R"({"kind":"thing","flag":truex})", Id::not_json, "truex", "/flag", "expected a value, found `truex`", ""},
      {R"({"kind":"thing","flag":True})", Id::not_json, "True", "/flag", "expected a value, found `True`",
       "write `true`"},
      {R"({"kind":"thing","maybe_color":nullx})", Id::not_json, "nullx", "/maybe_color",
       "expected a value, found `nullx`", ""},
      {R"({"kind":"thing","maybe_color":nul})", Id::not_json, "nul", "/maybe_color", "expected a value, found `nul`",
       ""},
      {R"({"kind":"thing","amount":1.})", Id::not_json, "1.", "/amount", "expected a value, found `1.`", ""},
      {R"({"kind":"thing","amount":.5})", Id::not_json, ".5", "/amount", "expected a value, found `.5`",
       "a number begins with a digit or `-`"},
      {R"({"kind":"thing","amount":+5})", Id::not_json, "+5", "/amount", "expected a value, found `+5`",
       "a number begins with a digit or `-`"},
      {R"({"kind":"thing","amount":007})", Id::not_json, "007", "/amount", "expected a value, found `007`",
       "a number does not begin with a zero"},
      {R"({"kind":"thing","amount":-})", Id::not_json, "-", "/amount", "expected a value, found `-`", ""},
      {R"({"kind":"thing","amount":1e})", Id::not_json, "1e", "/amount", "expected a value, found `1e`", ""},
      {R"({"kind":"thing","amount":1,000})", Id::not_json, "000", "", "expected a field name in quotes, found `000`",
       "a number does not begin with a zero"},
      {R"({"kind":"thing","amount":NaN})", Id::not_json, "NaN", "/amount", "expected a value, found `NaN`",
       "JSON has no such number; where it is not known, write `null`"},
      {R"({"kind":"thing","amount":12"x"})", Id::not_json, "12\"x\"", "/amount", "expected a value, found `12\"x\"`",
       ""},
      {R"({"kind":"thing","flag":true true})", Id::not_json, "true", "", "expected `,` or `}`, found `true`", ""},
      {R"({"kind":"thing" "flag":true})", Id::not_json, "\"flag\"", "", "expected `,` or `}`, found the text `flag`",
       ""},
      {R"({"kind":"thing","flag" true})", Id::not_json, "true", "", "expected `:`, found `true`", ""},
      {R"({"kind":"thing","flag":true,})", Id::not_json, "}", "", "expected a field name in quotes, found `}`",
       "no comma stands before a closing `}`"},
      {R"({"kind":"thing","flag":})", Id::not_json, "}", "/flag", "expected a value, found `}`", ""},
      {R"({"kind":"thing",flag:true})", Id::not_json, "flag", "", "expected a field name in quotes, found `flag`", ""},
      {R"({"kind":"thing",'flag':true})", Id::not_json, "'flag'", "", "expected a field name in quotes, found `'flag'`",
       "write texts in double quotes"},
      {R"({"kind":"thing",,"flag":true})", Id::not_json, ",", "", "expected a field name in quotes, found `,`", ""},
      {R"({,"kind":"thing"})", Id::not_json, ",", "", "expected a field name in quotes, found `,`", ""},
      {R"({"kind":"thing","colors":["red",]})", Id::not_json, "]", "/colors/1", "expected a value, found `]`", ""},
      {R"({"kind":"thing","colors":["red" "blue"]})", Id::not_json, "\"blue\"", "/colors",
       "expected `,` or `]`, found the text `blue`", ""},
      {R"({"kind":"thing","colors":["red"}})", Id::not_json, "}", "/colors", "expected `,` or `]`, found `}`", ""},
      {R"({"kind":"thing","nested":{"a":1]})", Id::not_json, "]", "/nested", "expected `,` or `}`, found `]`", ""},
      {R"({"kind":"thing","maybe_name":"a\x"})", Id::not_json, "\\x", "/maybe_name", "`\\x` is not an escape of JSON",
       "write a backslash as `\\\\`"},
      {R"({"kind":"thing","maybe_name":"a\u12"})", Id::not_json, "\\u", "/maybe_name", "`\\u` is not an escape of JSON",
       "write a backslash as `\\\\`"},
      {R"({"kind":"thing","maybe_name":"a\ud800"})", Id::not_json, "\\ud800", "/maybe_name",
       "`\\ud800` is half a character: its other half does not stand beside it", ""},
      {R"({"kind":"thing","maybe_name":"\udc00\ud800"})", Id::not_json, "\\udc00", "/maybe_name",
       "`\\udc00` is half a character: its other half does not stand beside it", ""},
      {R"({"kind":"thing","m\q":"a"})", Id::not_json, "\\q", "", "`\\q` is not an escape of JSON",
       "write a backslash as `\\\\`"},
      {R"({"kind":"thing","flag":/* why */true})", Id::not_json, "/*", "/flag", "expected a value, found `/*`",
       "JSON has no comments"},
      {R"({"kind":"thing","flag":\"x"})", Id::not_json, "\\", "", "a backslash stands outside of any text", ""},
      {R"({"kind":"thing"} {"kind":"thing"})", Id::missing_field, "{", "/scenario_id", "`scenario_id` is missing",
       "`as_of` is missing as well"},
      {R"({"kind":"thing","scenario_id":"t","as_of":"2026-01-02"} {"kind":"thing"})", Id::trailing_content, "{", "",
       "an object follows the scenario", ""},
      {R"({"kind":"thing","scenario_id":"t","as_of":"2026-01-02"}})", Id::trailing_content, "}", "",
       "`}` follows the scenario", ""},
      {R"({"kind":"thing","scenario_id":"t","as_of":"2026-01-02"}x)", Id::trailing_content, "x", "",
       "`x` follows the scenario", ""},
      {R"([])", Id::wrong_type, "[", "", "expected an object, found a list", ""},
      {R"(17)", Id::wrong_type, "17", "", "expected an object, found the number `17`", ""},
      {R"("x" "y")", Id::trailing_content, "\"y\"", "", "the text `y` follows the scenario", ""},
      {R"(})", Id::not_json, "}", "", "expected a value, found `}`", ""},
      {R"({})", Id::missing_field, "{", "/kind", "`kind` is missing", "it says which schema describes the scenario"},
      {R"({"scenario_id":"t"})", Id::missing_field, "{", "/kind", "`kind` is missing",
       "it says which schema describes the scenario"},
      {R"({"kind":7})", Id::wrong_type, "7", "/kind", "expected a text, found the number `7`", ""},
      {R"({"kind":"thong"})", Id::unknown_scenario_kind, "\"thong\"", "/kind", "no schema describes the kind `thong`",
       "did you mean `thing`?"},
      {R"({"kind":"zebra"})", Id::unknown_scenario_kind, "\"zebra\"", "/kind", "no schema describes the kind `zebra`",
       "the kinds are `thing`, `other`"},
      {R"({"kind":"zebra",})", Id::not_json, "}", "", "expected a field name in quotes, found `}`",
       "no comma stands before a closing `}`"},
      {R"({"kind":"thing","kind":"thing","scenario_id":"t"})", Id::duplicate_key, "\"kind\"", "/kind",
       "`kind` stands twice in this object", ""},
      {R"({"kind":"thing","flag":true})", Id::missing_field, "{", "/scenario_id", "`scenario_id` is missing",
       "`as_of` is missing as well"},
      {"", Id::empty_input, "", "", "there is nothing here", "a scenario is a JSON object"},
      {" \n\t", Id::empty_input, " ", "", "there is nothing here", "a scenario is a JSON object"},
  };
  for (Fault const& fault : faults) check_fault(std::string(fault.fields), fault);
}

TEST_CASE("bytes that no JSON text holds") {
  check_fault("{\"kind\":\"thing\",\"maybe_name\":\"a\xFFz\"}",
              {"", Id::invalid_utf8, "\xFF", "", "the byte 0xFF is not UTF-8 here", "save the file as UTF-8"});
  check_fault("{\"kind\":\"thing\",\"maybe_name\":\"\xED\xA0\x80\"}",
              {"", Id::invalid_utf8, "\xED", "", "the byte 0xED is not UTF-8 here", "save the file as UTF-8"});
  check_fault("\xFF\xFE{", {"", Id::invalid_utf8, "\xFF", "", "the byte 0xFF is not UTF-8 here",
                            "the file is UTF-16; save it as UTF-8"});
  std::string nul = R"({"kind":"thing","maybe_name":"a?z"})";
  nul[nul.find('?')] = '\0';
  check_fault(nul,
              {"", Id::invalid_utf8, std::string_view("\0", 1), "", "a NUL stands here, which no text may hold", ""});
  check_fault("{\"kind\":\"thing\",\"maybe_name\":\"a\x07\"}",
              {"", Id::not_json, "\x07", "", "the control character U+0007 stands in a text", "write it as `\\u0007`"});
  check_fault("{\"kind\":\"thing\",\"maybe_name\":\"a\nb\"}",
              {"", Id::not_json, "\n", "", "a line ends inside a quoted text",
               "close the text, or write the line end as `\\n`"});
}

TEST_CASE("both places of a duplicate are named, however far apart") {
  std::string record =
      R"({"kind":"thing","flag":true,"scenario_id":"t","as_of":"2026-01-02","extensions":{"k0":{"flag":1})";
  for (int i = 1; i < 5000; ++i) record += ",\"k" + std::to_string(i) + "\":[" + std::to_string(i) + "]";
  std::string const schema_field = record + R"(},"fl\u0061g":false})";
  Bound const bound = Fixture().bind(schema_field);
  REQUIRE(bound.error);
  CHECK(bound.error->id == Id::duplicate_key);
  CHECK(bound.error->first_offset == schema_field.find("\"flag\""));
  CHECK(bound.error->offset == schema_field.find("\"fl\\u"));

  std::string const open_field = record + ",\"k77\":0,\"k5\":0}}";
  Bound const second = Fixture().bind(open_field);
  REQUIRE(second.error);
  CHECK(second.error->pointer == "/extensions/k77");
  CHECK(second.error->first_offset == open_field.find("\"k77\""));
  CHECK(second.error->offset == open_field.rfind("\"k77\""));

  std::string list = R"({"kind":"thing","scenario_id":"t","as_of":"2026-01-02","names":["n0")";
  for (int i = 1; i < 5000; ++i) list += ",\"n" + std::to_string(i) + "\"";
  CHECK_FALSE(Fixture().bind(list + "]}").error);
  std::string const repeated = list + ",\"n3\",\"n2\"]}";
  Bound const third = Fixture().bind(repeated);
  REQUIRE(third.error);
  CHECK(third.error->first_offset == repeated.find("\"n3\""));
  CHECK(third.error->offset == repeated.rfind("\"n3\""));
}

TEST_CASE("values may nest 128 deep and no deeper") {
  auto const nested = [](std::size_t depth, char open, char close) {
    std::string value;
    for (std::size_t i = 0; i < depth; ++i) value += open == '[' ? "[" : "{\"a\":";
    value += "1" + std::string(depth, close);
    return record_with("\"extensions\":{\"a\":" + value + "}");
  };
  // The record and `extensions` are two levels.
  CHECK_FALSE(Fixture().bind(nested(126, '[', ']')).error);
  CHECK_FALSE(Fixture().bind(nested(126, '{', '}')).error);
  for (char const open : {'[', '{'}) {
    Bound const bound = Fixture().bind(nested(127, open, open == '[' ? ']' : '}'));
    REQUIRE(bound.error);
    CHECK(bound.error->id == Id::input_too_deep);
    CHECK(bound.error->message == "values are nested deeper than 128 here");
  }
  for (std::string const& start :
       {std::string(), std::string("{\"a\":"),
        "{" + std::string(envelope) + ",\"extensions\":{\"a\":", "{" + std::string(envelope) + ",\"colors\":"}) {
    Bound const bomb = Fixture().bind(start + std::string(1'000'000, '['));
    REQUIRE(bomb.error);
    CHECK(bomb.error->id == (start.ends_with("colors\":") ? Id::wrong_type : Id::input_too_deep));
    std::string objects = start;
    for (int i = 0; i < 200'000; ++i) objects += "{\"a\":";
    CHECK(Fixture().bind(objects).error);
  }
}

namespace {

std::string const rich_record = record_with(
    R"("flag":true,"maybe_flag":null,"count":-3,"amount":12.50,"ratio":0.25,"day":"2024-02-29",)"
    R"("color":"red","maybe_color":null,"name":"x\u00e9","colors":["red","blue"],"numbers":[1,null,2e1],"nested":{"a":1,"inner":{"c":true}},)"
    R"("groups":[{"id":"g","parts":[{"n":1},{"n":2,"color":"green"}]},{}],"parts":[{"n":1},{"n":2}],"nothing":{},"extensions":{"a":{"b":["c",1.5e3,false]}})");

}  // namespace

TEST_CASE("a record cut anywhere is not accepted, whatever follows it in memory") {
  Fixture fixture;
  REQUIRE_FALSE(fixture.bind(rich_record).error);
  for (std::size_t length = 0; length < rich_record.size(); ++length) {
    for (std::string_view const filler : {"", "}", "]", "\"", "1", "e", "ull", " ", ",", "\"}]}"}) {
      Bound const bound = fixture.bind(std::string_view(rich_record).substr(0, length), filler);
      INFO("length: ", length);
      REQUIRE(bound.error);
      REQUIRE(bound.error->offset <= length);
      bool const cut = bound.error->id == Id::truncated_input || bound.error->id == Id::empty_input;
      CHECK((cut || bound.error->id == Id::missing_field || bound.error->id == Id::not_json ||
             bound.error->id == Id::wrong_type));
    }
  }
  CHECK_FALSE(fixture.bind(rich_record).error);
}

TEST_CASE("random changes of a record neither crash nor confuse") {
  std::mt19937 random(1);
  Fixture fixture;
  std::string const expected = fixture.bind(rich_record).facts;
  constexpr std::string_view bytes = "{}[]\",:\\0123456789.eE+-truefalsn \n\x01\xff\xc3u";
  for (int round = 0; round < 20'000; ++round) {
    std::string record = rich_record;
    for (auto changes = random() % 3 + 1; changes > 0; --changes) {
      std::size_t const at = random() % record.size();
      char const c = bytes[random() % bytes.size()];
      switch (random() % 4) {
        case 0:
          record.erase(at, random() % 5);
          break;
        case 1:
          record.insert(at, 1, c);
          break;
        case 2:
          record[at] = c;
          break;
        default:
          record.insert(at, record.substr(random() % record.size(), random() % 30));
          break;
      }
    }
    Bound const bound = fixture.bind(record, "}");
    if (!bound.error) continue;
    CHECK(bound.error->offset <= record.size());
    CHECK(!bound.error->message.empty());
    if (round % 100 == 0) REQUIRE(fixture.bind(rich_record).facts == expected);
  }
}

TEST_CASE("of any text, as much is accepted as another parser accepts") {
  std::mt19937 random(2);
  Fixture fixture;
  constexpr std::string_view pieces[] = {
      "{",           "}",       "[",  "]",     ",",      ":",  "\"a\":", "\"b\"", "\"\\u00e9\"", "\"\\ud83d\\ude00\"",
      "\"\\udc00\"", "\"\\x\"", "0",  "-1",    "1.5e-3", "01", "1.",     "true",  "false",       "null",
      "nul",         " ",       "\n", "\"ä\"", "\"",     "\\", "\x7f"};
  // Exponents are negative: the other parser refuses what no double can hold.
  // Texts that are nearly JSON: a value made by the grammar, then a few pieces put in, taken out or replaced.
  auto const value = [&](auto const& self, int depth) -> std::string {
    switch (random() % (depth > 4 ? 6 : 8)) {
      case 0:
        return "true";
      case 1:
        return "null";
      case 2:
        return std::to_string(static_cast<int>(random() % 2000) - 1000);
      case 3:
        return "-0.5E-2";
      case 4:
        return "\"t\\n\\u00e9\"";
      case 5:
        return "\"\"";
      case 6: {
        std::string list = "[";
        for (auto n = random() % 4; n > 0; --n) list += self(self, depth + 1) + (n > 1 ? " ," : "");
        return list + "]";
      }
      default: {
        std::string object = "{";
        for (auto n = random() % 4; n > 0; --n)
          object += "\"k" + std::to_string(random() % 9) + "\":" + self(self, depth + 1) + (n > 1 ? ", " : "");
        return object + "}";
      }
    }
  };
  int accepted = 0, refused = 0;
  for (int round = 0; round < 30'000; ++round) {
    std::string text = value(value, 0);
    for (auto changes = random() % 3; changes > 0; --changes) {
      std::size_t const at = random() % (text.size() + 1);
      text.replace(at, random() % 3, pieces[random() % std::size(pieces)]);
    }
    Bound const bound = fixture.bind(record_with("\"extensions\":{\"x\":" + text + "}"), "}}");
    bool const other = nlohmann::json::accept("{\"x\":" + text + "}");
    INFO("text: ", text);
    if (!bound.error)
      CHECK(other);
    else if (other)
      CHECK(bound.error->id == Id::duplicate_key);
    ++(other ? accepted : refused);
  }
  CHECK(accepted > 5'000);
  CHECK(refused > 5'000);
}

TEST_CASE("an error becomes a diagnostic with its place in the file") {
  std::string const record = "{\n  \"kind\": \"thing\",\n  \"scenario_id\": \"t\",\n  \"naïve\": 1, \"flog\": 1\n}";
  Bound const bound = Fixture().bind(record);
  REQUIRE(bound.error);
  RawRecord raw;
  raw.bytes = record;
  raw.line = 10;
  raw.column = 5;
  Diagnostic const d = to_diagnostic(*bound.error, raw, "some.json");
  CHECK(d.file == "some.json");
  CHECK(d.pointer == "/naïve");
  REQUIRE(d.frame);
  CHECK(d.frame->position == Position{13, 3});
  CHECK(d.frame->width == 7);
  CHECK(d.frame->text == "  \"naïve\": 1, \"flog\": 1");

  std::string const twice = R"({"kind":"thing","flag":true,"flag":true})";
  Bound const duplicate = Fixture().bind(twice);
  raw.bytes = twice;
  Diagnostic const second = to_diagnostic(*duplicate.error, raw, "some.json");
  CHECK(second.frame->position == Position{10, 33});
  REQUIRE(second.labels.size() == 1);
  CHECK(second.labels[0].text == "first here");
  CHECK(second.labels[0].frame.position == Position{10, 21});
  CHECK(second.labels[0].frame.text_column == 5);

  std::string const wide = "{\"kind\":\"thing\",\"extensions\":{" + [] {
    std::string keys;
    for (int i = 0; i < 20000; ++i) keys += "\"ä" + std::to_string(i) + "\":1,";
    return keys;
  }() + "\"x\":01}}";
  Bound const far = Fixture().bind(wide);
  raw.bytes = wide;
  Diagnostic const third = to_diagnostic(*far.error, raw, "some.json");
  std::size_t const column = 5 + far.error->offset - 20000;
  CHECK(third.frame->position.column == column);
  CHECK(third.frame->text.size() < 400);
  CHECK(third.frame->text.find("\"x\":01}}") != std::string::npos);
}

TEST_CASE("the shipped schemas accept what they describe") {
  std::vector<SourcePtr> sources;
  for (auto const& entry :
       std::filesystem::directory_iterator(std::filesystem::path(TELERULE_SOURCE_DIR) / "schemas")) {
    if (!entry.path().string().ends_with(".schema.json")) continue;
    std::ifstream in(entry.path());
    sources.push_back(std::make_shared<Source>(entry.path().filename().string(),
                                               std::string(std::istreambuf_iterator<char>(in), {})));
  }
  Schemas const schemas = load_schemas(sources).schemas;
  Fixture fixture(schemas);
  Bound const plan = fixture.bind(
      R"({"schema_version":"1","kind":"payer-plan","scenario_id":"p","as_of":"2026-01-01","plan":{"name":"P"},"services":[{"id":"s","in_person":{"covered":true,"allowed_amount":80},"telehealth":[{"modality":"live_video","covered":true,"allowed_amount":64.5}]}],"extensions":{"x":1}})");
  if (plan.error) FAIL(plan.error->message);
  CHECK(plan.facts.find("services[0].telehealth[0].allowed_amount=64.5\n") != std::string::npos);
  Bound const misspelt = fixture.bind(
      R"({"schema_version":"1","kind":"payer-plan","scenario_id":"p","as_of":"2026-01-01","plan":{"name":"P"},"services":[{"id":"s","telehelth":[]}]})");
  REQUIRE(misspelt.error);
  CHECK(misspelt.error->message == "`telehelth` is not a field of `payer-plan.services`");
  CHECK(misspelt.error->help == "did you mean `telehealth`?");
}
