#include "scenario/locate.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using telerule::locate;
using telerule::Located;

namespace {

std::string const record = R"( {"a": 1.50, "list" : [ {"x":"\u0041b"}, null, [true , [ ]] ],
 "n\u0061me~1/": "v", "empty":{}, "t":false })";

Located one(std::string const& pointer) { return locate(record, std::vector{pointer}).front(); }

void check(std::string const& pointer, std::string const& text) {
  Located const found = one(pointer);
  INFO("pointer: ", pointer);
  CHECK(found.present);
  CHECK(found.text == text);
  CHECK(found.offset == record.find(text));
  CHECK(found.length == text.size());
}

}  // namespace

TEST_CASE("values are found where they stand") {
  check("/a", "1.50");
  check("/list/0", R"({"x":"\u0041b"})");
  check("/list/0/x", R"("\u0041b")");
  check("/list/1", "null");
  check("/list/2", "[true , [ ]]");
  check("/list/2/0", "true");
  check("/list/2/1", "[ ]");
  check("/name~01~1", "\"v\"");
  check("/empty", "{}");
  check("/t", "false");
}

TEST_CASE("the whole record is a value too") {
  Located const found = one("");
  CHECK(found.present);
  CHECK(found.offset == 1);
  CHECK(found.length == record.size() - 1);
  CHECK(found.text == "{…}");
}

TEST_CASE("of what is absent, the nearest ancestor is found") {
  for (std::string const pointer : {"/list/0/y", "/list/0/y/z/0", "/list/0/x/0"}) {
    Located const found = one(pointer);
    CHECK_FALSE(found.present);
    CHECK(found.text.empty());
    std::string const ancestor = pointer == "/list/0/x/0" ? R"("\u0041b")" : R"({"x":"\u0041b"})";
    CHECK(found.offset == record.find(ancestor));
    CHECK(found.length == ancestor.size());
  }
  CHECK(one("/list/3").offset == record.find("[ {"));
  CHECK(one("/list/00").offset == record.find("[ {"));
  CHECK(one("/list/-1").offset == record.find("[ {"));
  CHECK(one("/nothing").offset == 1);
}

TEST_CASE("many pointers are answered in their order") {
  std::vector<std::string> const pointers{"/t", "/a", "/nothing", "/a", "/list/2/0", ""};
  auto const found = locate(record, pointers);
  REQUIRE(found.size() == pointers.size());
  for (std::size_t i = 0; i < pointers.size(); ++i) {
    Located const alone = one(pointers[i]);
    CHECK(found[i].offset == alone.offset);
    CHECK(found[i].length == alone.length);
    CHECK(found[i].present == alone.present);
    CHECK(found[i].text == alone.text);
  }
}

TEST_CASE("long values are shortened") {
  std::string const words(100, 'w');
  std::string umlauts;
  for (int i = 0; i < 60; ++i) umlauts += "ä";
  std::string const long_record = R"({"a":")" + words + R"(","b":[")" + words + R"("],"c":")" + umlauts + "\"}";
  auto const found = locate(long_record, std::vector<std::string>{"/a", "/b", "/c"});
  CHECK(found[0].text == "\"" + words.substr(0, 79) + "…");
  CHECK(found[0].length == 102);
  CHECK(found[1].text == "[…]");
  CHECK(found[2].text == "\"" + umlauts.substr(0, 78) + "…");
}

TEST_CASE("a text that is no record has nothing to be found") {
  for (std::string const text : {"", " ", "{", "{\"a\"", "{\"a\":", "[[[", "{\"a\":[1", "\"", "}"}) {
    auto const found = locate(text, std::vector<std::string>{"/a", "/a/0", "/0/0/0/0"});
    CHECK(found.size() == 3);
  }
}

TEST_CASE("a list of many elements is walked once") {
  std::string long_record = "{\"l\":[0";
  std::vector<std::string> pointers{"/l/0"};
  for (int i = 1; i < 50'000; ++i) {
    long_record += "," + std::to_string(i);
    pointers.push_back("/l/" + std::to_string(i));
  }
  long_record += "]}";
  auto const found = locate(long_record, pointers);
  CHECK(found[49'999].text == "49999");
  CHECK(found[123].text == "123");
}
