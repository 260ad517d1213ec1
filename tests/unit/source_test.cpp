#include "telerule/source.hpp"

#include <doctest/doctest.h>

#include <string>

#include "source/utf8.hpp"

using telerule::Frame;
using telerule::frame_at;
using telerule::Position;
using telerule::Source;

TEST_SUITE("source") {
  TEST_CASE("positions count lines from 1 and columns in code points from 1") {
    Source const source("a.rules", "ab\nc\u00e9d\u20ac\U0001F600f\n\nlast");
    CHECK(source.position(0) == Position{1, 1});
    CHECK(source.position(2) == Position{1, 3});  // the line end itself
    CHECK(source.position(3) == Position{2, 1});
    CHECK(source.position(6) == Position{2, 3});   // d, behind the two bytes of é
    CHECK(source.position(10) == Position{2, 5});  // the emoji
    CHECK(source.position(14) == Position{2, 6});  // f, behind its four bytes
    CHECK(source.position(16) == Position{3, 1});  // an empty line
    CHECK(source.position(17) == Position{4, 1});
    CHECK(source.position(21) == Position{4, 5});  // the end of the text
    CHECK(source.position(9999) == Position{4, 5});
  }

  TEST_CASE("an offset inside a character is that character's") {
    Source const source("a", "\u20ac\U0001F600x");
    for (std::uint32_t i = 0; i < 3; ++i) CHECK(source.position(i).column == 1);
    for (std::uint32_t i = 3; i < 7; ++i) CHECK(source.position(i).column == 2);
    CHECK(source.position(7).column == 3);
  }

  TEST_CASE("a byte that is not UTF-8 is one character") {
    Source const source("a", "\xff\xfe\x80x\xe2\x82y\xc3");
    CHECK(source.position(3).column == 4);
    CHECK(source.position(6).column == 7);
    CHECK(source.position(8).column == 9);
    CHECK(frame_at(source, {3, 4}).text_column == 1);
  }

  TEST_CASE("line_at leaves the line end out, and a carriage return before it") {
    Source const source("a", "one\r\ntwo\n\r\nfour\rfive");
    CHECK(source.line_at(0) == "one");
    CHECK(source.line_at(4) == "one");
    CHECK(source.line_at(5) == "two");
    CHECK(source.line_at(9) == "");
    CHECK(source.line_at(11) == "four\rfive");
    CHECK(source.line_at(9999) == "four\rfive");
    CHECK(Source("a", "").line_at(0) == "");
    CHECK(Source("a", "x\n").line_at(2) == "");
    CHECK(Source("a", "x\n").position(2) == Position{2, 1});
  }

  TEST_CASE("a record of a stream counts from its own line") {
    Source const source("a.ndjson", "{\n}", 17);
    CHECK(source.position(0) == Position{17, 1});
    CHECK(source.position(2) == Position{18, 1});
  }

  TEST_CASE("a frame holds the line and marks the part of the span on it") {
    Source const source("dir/a.rules", "title \"caf\u00e9\"\nnext");
    Frame const frame = frame_at(source, {6, 13});
    CHECK(frame.file == "dir/a.rules");
    CHECK(frame.position == Position{1, 7});
    CHECK(frame.text == "title \"caf\u00e9\"");
    CHECK(frame.text_column == 1);
    CHECK(frame.width == 6);
    CHECK(frame_at(source, {6, 16}).width == 6);  // the span goes on in the next line
    CHECK(frame_at(source, {6, 6}).width == 1);   // an empty span is a place
    CHECK(frame_at(source, {9999, 10000}).width == 1);
    CHECK(frame_at(source, {9, 3}).width == 1);
  }

  TEST_CASE("a long line is clipped around the mark") {
    std::string line(400, 'a');
    line.replace(200, 3, "XYZ");
    Frame frame = frame_at(Source("a", line), {200, 203});
    CHECK(frame.position == Position{1, 201});
    CHECK(frame.text.size() == 160);
    CHECK(frame.text.substr(frame.position.column - frame.text_column, frame.width) == "XYZ");

    frame = frame_at(Source("a", line), {398, 400});
    CHECK(frame.text.size() == 160);
    CHECK(frame.text_column == 241);
    CHECK(frame.width == 2);

    frame = frame_at(Source("a", line), {10, 390});
    CHECK(frame.text_column == 1);
    CHECK(frame.width == 150);

    frame = frame_at(Source("a", line), {400, 400});
    CHECK(frame.position.column == 401);
    CHECK(frame.position.column - frame.text_column == frame.text.size());
  }

  TEST_CASE("clipping counts characters, not bytes") {
    std::string line;
    for (int i = 0; i < 400; ++i) line += "\u20ac";
    Frame const frame = frame_at(Source("a", line), {600, 606});
    CHECK(frame.position == Position{1, 201});
    CHECK(telerule::utf8::count(frame.text) == 160);
    CHECK(frame.text.starts_with("\u20ac"));
    CHECK(frame.text_column == 161);
    CHECK(frame.width == 2);
  }
}

TEST_SUITE("utf8") {
  TEST_CASE("first_fault accepts UTF-8 and nothing else") {
    using telerule::utf8::first_fault;
    constexpr auto none = std::string_view::npos;
    CHECK(first_fault("") == none);
    CHECK(first_fault("a\u00e9\u20ac\ufffd\U0010FFFF") == none);
    CHECK(first_fault("ab\xff") == 2);
    CHECK(first_fault("ab\x80") == 2);
    CHECK(first_fault("\xc0\x80") == 0);          // overlong
    CHECK(first_fault("\xe0\x80\x80") == 0);      // overlong
    CHECK(first_fault("a\xed\xa0\x80") == 1);     // a surrogate
    CHECK(first_fault("\xf4\x90\x80\x80") == 0);  // beyond U+10FFFF
    CHECK(first_fault("\xf0\x9f\x98") == 0);      // cut off
    CHECK(first_fault(std::string_view("a\0b", 3)) == 1);
  }

  TEST_CASE("advance and count agree") {
    std::string const text = "plain ascii \u20ac and \u00e9 and more plain ascii text";
    for (std::size_t n = 0; n <= telerule::utf8::count(text); ++n) {
      CHECK(telerule::utf8::count(text.substr(0, telerule::utf8::advance(text, 0, n))) == n);
    }
    CHECK(telerule::utf8::advance(text, 0, 9999) == text.size());
  }
}
