#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace telerule {

// A stretch of a text, as byte offsets: begin inclusive, end exclusive.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  friend bool operator==(Span const&, Span const&) = default;
};

// A place as people count it: both from 1, columns in Unicode code points.
struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  friend bool operator==(Position const&, Position const&) = default;
};

// A named text that stays unchanged for as long as anything points into it.
// `first_line` is the line of the file on which the text begins: 1 for a whole
// file, the record's line for one record of a stream.
class Source {
 public:
  Source(std::string name, std::string text, std::uint32_t first_line = 1);

  std::string const& name() const { return name_; }
  std::string_view text() const { return text_; }
  Position position(std::uint32_t offset) const;
  // The line that holds the offset, without its line end.
  std::string_view line_at(std::uint32_t offset) const;

 private:
  std::string name_;
  std::string text_;
  std::uint32_t first_line_;
  std::vector<std::uint32_t> line_starts_;
};

using SourcePtr = std::shared_ptr<Source const>;

// What a person is shown of a place: the line, clipped around the marked part
// when it is long. It owns its text, so it outlives the source.
struct Frame {
  std::string file;
  Position position;           // of the first marked character
  std::uint32_t width = 1;     // marked characters on this line
  std::string text;            // the line, or the part of it that is shown
  std::uint32_t text_column = 1;  // column of the first character of `text`
};

Frame frame_at(Source const& source, Span span);

}  // namespace telerule
