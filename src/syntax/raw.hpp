#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "syntax/progress.hpp"
#include "telerule/ast.hpp"

// What the grammar reads before it becomes a syntax tree: flat, in the order of the text.
namespace telerule::syntax {

// The operators of a chain. The first ones are those of ast::BinaryOp, in its order.
enum class Op : std::uint8_t {
  both,
  either,
  is,
  is_not,
  less,
  less_equal,
  greater,
  greater_equal,
  before,
  on_or_before,
  after,
  on_or_after,
  plus,
  minus,
  times,
  within,
  of,
  one_of,
  not_one_of,
  empty,
  not_empty
};

// What follows an operator: an operand, a set or list, or nothing.
enum class Form : std::uint8_t { binary, member, postfix };

struct Operator {
  Op op = Op::both;
  std::string_view instead;  // for an operator of other languages: how it is written here
  Span span;
};

struct ListPath {
  ast::Path path;
  Span span;
};

// `not not x`: the places of the `not`s, and the value.
struct Operand {
  std::vector<Span> nots;
  ast::Expr value;
};

struct Members {
  std::vector<ast::Expr> set;
  std::optional<ast::Path> list;
  Span span;
};

struct Tail {
  Operator op;
  std::optional<Operand> operand;
  std::optional<Members> members;
};

// `a and not b is c + 1`, as written.
struct Chain {
  Operand head;
  std::vector<Tail> tails;
};

// A property of an item, such as `title "…"`, with the value its keyword asks for.
using PropertyValue = std::variant<ast::Text, ast::Name, ast::Expr, std::vector<ast::Citation>, ast::Severity,
                                   ast::Parameter, std::vector<ast::Subject>, ast::Note, ast::Clause, ast::Variable>;

struct Property {
  std::string_view keyword;
  Span keyword_span;
  PropertyValue value;
};

struct Block {
  ast::Name id;
  std::vector<Property> properties;
};

struct ExceptionBlock {
  ast::Name id, rule;
  std::vector<Property> properties;
};

struct TableBlock {
  ast::Name id;
  ast::Text file;
  std::vector<Property> properties;
};

struct ClauseBlock {
  ast::Text id, paraphrase;
  std::vector<Property> properties;
};

// The number behind `language`.
struct Header {
  std::string version;
  Span span;
};

// The flat chain as a tree, by the table of precedence.
ast::Expr fold(Chain&& chain, Site const& site);

// Properties as the fields of an item; a property given twice is rejected.
ast::Item policy_item(Block&& block, Site const& site);
ast::Item rule_item(Block&& block, Site const& site);
ast::Item exception_item(ExceptionBlock&& block, Site const& site);
ast::Item table_item(TableBlock&& block, Site const& site);
ast::Clause clause(ClauseBlock&& block, Site const& site);

// Neighboring texts as one, escapes resolved. In a message, backslashes that stand before a `{` stay as they are:
// whoever reads its placeholders must tell `\{`, a brace, from `\\{`, a backslash and a placeholder.
ast::Text plain_text(std::vector<Span>&& pieces, Site const& site);
ast::Text message_text(std::vector<Span>&& pieces, Site const& site);

}  // namespace telerule::syntax
