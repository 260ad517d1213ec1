#pragma once

#include <optional>

#include "syntax/raw.hpp"

// The grammar, behind plain functions: only grammar.cpp includes Spirit. Each reads from the front of [first, last),
// and on success moves `first` behind what it read. What went wrong stands in the Progress.
namespace telerule::syntax {

std::optional<Header> parse_header(Iterator& first, Iterator last, Progress& progress);
std::optional<ast::Item> parse_item(Iterator& first, Iterator last, Progress& progress);
// A whole expression: nothing but white space may follow.
std::optional<ast::Expr> parse_whole_expression(Iterator& first, Iterator last, Progress& progress);

}  // namespace telerule::syntax
