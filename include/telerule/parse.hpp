#pragma once

#include "telerule/ast.hpp"
#include "telerule/diagnostic.hpp"

namespace telerule {

struct Parsed {
  ast::File file;
  Diagnostics diagnostics;
};

// Reads a rule file. A faulty item is one diagnostic and a gap: the items
// beside it are kept, so that one run shows every fault of the file.
Parsed parse(SourcePtr source);

// Reads one expression that stands inside another text at `offset`, such as
// `{visit.modality}` in a message. Spans are offsets into the whole source.
struct ParsedExpr {
  std::optional<ast::Expr> expr;
  Diagnostics diagnostics;
};
ParsedExpr parse_expression(Source const& source, Span span);

// The canonical text of a syntax tree, without comments. parse(print(x)) = x but for spans.
std::string print(ast::File const& file);
std::string print(ast::Item const& item);
std::string print(ast::Expr const& expr);

}  // namespace telerule
