#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "telerule/ast.hpp"

// Canonical text of expressions and texts, laid out in lines.
namespace telerule::syntax {

inline constexpr std::size_t line_width = 100;

// Where a text is put: the column at which its first line begins, and the indentation of its further lines.
struct Place {
  std::size_t column = 0;
  std::size_t indent = 0;
};

// On one line.
std::string flat(ast::Expr const& expr);
std::string flat(ast::Path const& path);
std::string flat(ast::TypeName const& type);

// In as many lines as its width asks for.
std::string layout(ast::Expr const& expr, Place place);

// Quoted; a long one is several neighboring texts.
std::string layout_text(std::string_view text, Place place);
std::string layout_message(std::string_view text, Place place);

// Things separated by commas, on as many lines as they need.
std::string layout_list(std::vector<std::string> const& things, Place place);

// A line end and the indentation of the next line.
std::string new_line(std::size_t indent);

}  // namespace telerule::syntax
