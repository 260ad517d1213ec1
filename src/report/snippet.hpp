#pragma once

#include <string>
#include <vector>

#include "report/page.hpp"
#include "telerule/source.hpp"

// Code frames: lines of rules and data with marks under what is meant.
namespace telerule {

struct Mark {
  Frame const* frame = nullptr;  // outlives the call
  std::string label;             // what is said beside the mark; data is allowed
  char under = '^';
  Ink ink = Ink::plain;
};

struct SnippetOptions {
  unsigned indent = 0;
  // For facts: leaves out the blanks that every line shown begins with and the dots between lines that are no
  // neighbors, and says the JSON Pointers of a line's marks together.
  bool dense = false;
};

// A known place has a line; what has none is not shown.
inline bool is_known(Frame const& frame) { return frame.position.line != 0; }

// Shows the marks file by file, in the order in which the files are first named, and line by line. The place named in
// the heading of a file is its first mark's. Marks of one line share it; three dots stand for lines that are left out
// between. Says how many columns the line numbers take; 0 if no place is known, and nothing is shown.
unsigned render_snippet(Page& page, std::vector<Mark> const& marks, SnippetOptions const& options = {});

// `plan.json:31:27`
std::string place_of(Frame const& frame);

}  // namespace telerule
