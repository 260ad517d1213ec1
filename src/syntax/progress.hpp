#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "syntax/scan.hpp"
#include "telerule/diagnostic.hpp"

namespace telerule::syntax {

// Deeper nesting of parentheses and bodies is a diagnostic, as recursion must have a bound.
inline constexpr int max_nesting = 200;
// The same for the height of the tree, which a long chain of operators raises without nesting.
inline constexpr int max_height = 1000;
// What one file may hold, counted in words, values and operators, so that no file takes all the memory there is.
inline constexpr int max_nodes = 1'000'000;
// More errors in one file help nobody.
inline constexpr std::size_t max_errors = 100;

// A thing that would have let the parse go on. A word of the language is shown in backticks.
struct Expected {
  std::string_view text;
  bool literal = false;
  friend bool operator==(Expected const&, Expected const&) = default;
};

// Text that the grammar takes and the language does not, reported by name: `=` where `is` is meant.
struct Rejection {
  DiagnosticId id = DiagnosticId::syntax_error;
  Span span;
  std::string message, help;
  std::vector<std::pair<Span, std::string>> labels;
};

// How far the parse of an item got, what would have let it go further, and what it found on the way.
struct Progress {
  explicit Progress(Iterator text) : begin(text), farthest(text) {}

  Iterator begin;  // of the whole text, from which spans count
  Iterator farthest;
  std::vector<Expected> expected;
  std::vector<Rejection> rejections;
  int depth = 0;   // of nesting, at the moment
  int height = 0;  // of the highest tree among the operands read at the moment's depth
  bool too_deep = false;
  int nodes = 0;  // made so far

  std::uint32_t offset(Iterator at) const { return static_cast<std::uint32_t>(at - begin); }
  std::string_view text(Span span) const { return {begin + span.begin, span.end - span.begin}; }

  void reject(Rejection rejection) {
    if (rejections.size() < max_errors) rejections.push_back(std::move(rejection));
  }

  void expect(Iterator at, Expected what) {
    if (at < farthest) return;
    if (at > farthest) expected.clear();
    farthest = at;
    expected.push_back(what);
  }
};

// Where a node stands, given to the functions that make nodes.
struct Site {
  Progress& progress;
  Span span;
  std::string_view text() const { return progress.text(span); }
  void reject(Span where, std::string message, std::string help) const {
    reject({.span = where, .message = std::move(message), .help = std::move(help), .labels = {}});
  }
  void reject(Rejection rejection) const { progress.reject(std::move(rejection)); }
};

}  // namespace telerule::syntax
