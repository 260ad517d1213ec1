#pragma once

#include <string>
#include <vector>

#include "report/glyph.hpp"
#include "telerule/source.hpp"

namespace telerule {

// Columns of the screen, from `begin` to before `end`.
struct Stretch {
  unsigned begin = 0, end = 0;
};

// A line of code on the screen: tabs are spaces, hidden characters are escapes, and what is too long is clipped.
class CodeLine {
 public:
  explicit CodeLine(Frame const& frame);

  // Where the marked characters of a frame of this line stand when nothing is clipped; at least one column.
  Stretch stretch_of(Frame const& frame) const;
  // Blanks at the beginning.
  unsigned leading_blanks() const;

  struct View {
    std::string text;              // safe to print
    unsigned left = 0, right = 0;  // the columns of the line that it shows
    unsigned shift = 0;            // columns that stand before them
    // Where a stretch of the line stands in the text.
    Stretch place(Stretch stretch) const;
  };
  // At most `room` columns that show the stretch, or as much of it as there is room for; without the first `skip`
  // columns if all the rest fits.
  View view(Stretch stretch, unsigned skip, unsigned room) const;

 private:
  struct Cell {
    Glyph glyph;
    unsigned start = 0, end = 0;
  };
  std::vector<Cell> cells_;
  unsigned total_ = 0;
  std::uint32_t first_column_ = 1;  // of the file's line; beyond 1 the frame has left out what stands before
};

}  // namespace telerule
