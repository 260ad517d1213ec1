#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "telerule/source.hpp"

// The syntax tree of a rule file: faithful to the text, nothing looked up, a
// span on every node. Plain structs; no parser library shows here.
namespace telerule::ast {

// A value on the heap that copies like a value; it breaks the recursion of Expr.
template <class T>
class Box {
 public:
  Box() : value_(std::make_unique<T>()) {}
  Box(T value) : value_(std::make_unique<T>(std::move(value))) {}
  Box(Box const& other) : value_(std::make_unique<T>(*other.value_)) {}
  Box(Box&&) noexcept = default;
  Box& operator=(Box const& other) { *this = Box(other); return *this; }
  Box& operator=(Box&&) noexcept = default;
  ~Box() = default;
  T& operator*() { return *value_; }
  T const& operator*() const { return *value_; }
  T* operator->() { return value_.get(); }
  T const* operator->() const { return value_.get(); }

 private:
  std::unique_ptr<T> value_;
};

struct Name { std::string text; Span span; };
struct Text { std::string text; Span span; };  // escapes resolved, quotes gone; span includes the quotes

struct Expr;

enum class LiteralKind { boolean, number, money, percent, date, duration, text };
// `text` is as written: `true`, `0.80`, `$25.00`, `20%`, `2026-01-31`, `90 days`; a text literal's is resolved.
struct Literal { LiteralKind kind = LiteralKind::boolean; std::string text; };

// `service.in_person.covered`; also a bare word: a variable, a definition
// without parameters, a rule's parameter, or a word of an enumeration.
struct Path { std::vector<Name> names; };

// `comparable(service.in_person, visit)`, or a look-up in a facts table with
// its day: `exceptions(encounter.patient_state, curbside, on encounter.date)`.
struct Call { Name callee; std::vector<Expr> arguments; std::vector<Expr> on; };  // `on`: none or one
struct Column { Call call; Name column; };  // `exceptions(…).granted`
struct HasRow { Call call; bool negated = false; };  // `exceptions(…) has a row`, `… has no row`

struct Not { Box<Expr> operand; };

enum class BinaryOp { both, either, is, is_not, less, less_equal, greater, greater_equal,
                      before, on_or_before, after, on_or_after, plus, minus, times };
struct Binary { BinaryOp op = BinaryOp::both; Span op_span; Box<Expr> left, right; };

// `x is one of {a, b}`: `set` filled. `x is one of service.modalities`: `list` filled.
struct Membership { Box<Expr> value; bool negated = false; std::vector<Expr> set; std::optional<Path> list; Span list_span; };
struct IsEmpty { Path list; Span list_span; bool negated = false; };
// `day within 90 days of other`
struct Within { Box<Expr> value, distance, anchor; };

struct Block { bool all = true; std::vector<Expr> parts; };  // `all of (…, …)`, `any of (…, …)`

enum class Quantifier { every, some, no, count };
// `some license in licenses satisfies …`; `count of license in licenses satisfies …`.
// `incomplete`: the rule says that the list may have further elements.
struct Quantified { Quantifier quantifier = Quantifier::every; Name variable; bool incomplete = false; Path list; Span list_span; Box<Expr> body; };

struct If { Box<Expr> condition, then, otherwise; };
struct Unsettled { Text reason; };
// Parentheses as written; the printer needs them no less than the reader.
struct Group { Box<Expr> inner; };

struct Expr {
  Span span;
  std::variant<Literal, Path, Call, Column, HasRow, Not, Binary, Membership, IsEmpty, Within, Block, Quantified, If,
               Unsettled, Group>
      node;
};

// A type as written. `words` for `{a, b}`; else a path: `boolean`, `state`, `services.in_person`.
struct TypeName { std::vector<Name> names; std::vector<Name> words; Span span; };

struct Citation { Name policy; Text clause; std::optional<Name> basis; Span span; };  // clause: `(1)(c)`, empty: none written

struct Clause {
  Text id;  // `(1)(c)`; empty for a policy of one unnumbered clause
  Text paraphrase;
  std::optional<Text> binds;
  std::optional<Name> trust;
  std::optional<Text> not_checkable;  // the reason
  Span span;
};

struct Policy {
  Name id;
  std::optional<Text> title, authority, adopted, address;
  std::vector<Clause> clauses;
};

struct Variable { Name name; TypeName type; };

struct Definition {
  Name name;
  std::vector<Variable> parameters;
  std::optional<Name> about;
  Expr body;
};

struct Parameter { Name name; TypeName type; Expr value; Text because; Span span; };

struct Subject { Name variable; Path list; Span list_span; };

struct Note { Text message; std::optional<Expr> when; };

struct Severity { Name word; std::optional<Expr> when; std::optional<Name> otherwise; };

struct Rule {
  Name id;
  std::optional<Text> title;
  std::vector<Citation> cites;
  std::optional<Name> basis;
  std::optional<Severity> severity;
  std::optional<Name> about;
  std::optional<Text> from, until;  // a date as written
  std::vector<Parameter> parameters;
  std::vector<Subject> subjects;
  std::optional<Expr> applies;
  std::optional<Expr> require;
  std::optional<Text> finding, remedy;
  std::vector<Note> notes;
};

struct Exception {
  Name id;
  Name rule;
  std::optional<Text> title;
  std::vector<Citation> cites;
  std::optional<Expr> when;
};

// A key or value column of a facts table.
struct TableColumn { bool key = false; Name name; TypeName type; };

struct Table {
  Name id;
  Text file;
  std::optional<Text> title;
  std::vector<TableColumn> columns;
  std::optional<Name> cited_by;  // the column that holds each row's citation
};

struct Item {
  Span span;
  std::variant<Policy, Definition, Rule, Exception, Table> node;
};

struct File {
  SourcePtr source;
  std::vector<Item> items;
};

}  // namespace telerule::ast
