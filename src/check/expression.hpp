#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "check/declarations.hpp"
#include "check/typed.hpp"
#include "program/layout_builder.hpp"

namespace telerule {

// The code and the layout of one kind of scenario while rules are compiled into them.
struct Unit {
  std::string kind;          // empty: no scenario, for definitions that are about none
  Code* code = nullptr;
  LayoutBuilder* layout = nullptr;
};

// Resolves and types expressions, and compiles them into a unit. Definitions
// are put in the place of their calls, so what runs has no calls.
class ExpressionCompiler {
 public:
  ExpressionCompiler(Schemas& schemas, Declarations const& declarations, std::vector<FactsTable> const& tables,
                     Diagnostics& diagnostics)
      : schemas_(schemas), declarations_(declarations), tables_(tables), diagnostics_(diagnostics) {}

  // Names that mean something from here on: variables, parameters, arguments.
  class Scope {
   public:
    explicit Scope(ExpressionCompiler& compiler) : compiler_(compiler), names_(compiler.names_.size()) {}
    ~Scope() { compiler_.names_.resize(names_); }
    Scope(Scope const&) = delete;
    Scope& operator=(Scope const&) = delete;

   private:
    ExpressionCompiler& compiler_;
    std::size_t names_;
  };

  // What follows is compiled into `unit`, and stands in `source`.
  void begin(Unit unit, Source const& source);

  Typed compile(ast::Expr const& expr, std::optional<Type> expected = std::nullopt);
  // A condition; reports anything else.
  NodeId condition(ast::Expr const& expr);
  // A condition in two: the conjuncts that read none of the rule's first `subjects` variables, and the others.
  struct Split {
    NodeId scope = 0, rest = 0;
  };
  Split split(NodeId condition, std::uint16_t subjects);
  // A list to walk over, bound to a new variable in the present scope.
  struct Walk {
    bool ok = false;
    SlotRef list;
    std::uint16_t variable = 0, frame = 0;
    std::optional<SlotRef> complete;
  };
  Walk walk(ast::Path const& list, Span span, ast::Name const& variable);
  Message message(ast::Text const& text);
  void name(std::string text, Typed meaning) { names_.emplace_back(std::move(text), std::move(meaning)); }
  // The type that a rule file names, or nothing after a report.
  std::optional<Type> type(ast::TypeName const& written);
  // A value of a declared type, from a literal; for parameters.
  std::optional<Typed> constant(ast::Expr const& expr, Type type);
  // Checks a definition by itself, whether or not anything uses it.
  void check_definition(Declared<ast::Definition> const& definition, Unit unit);
  NodeId truth_node(Truth truth);
  // Goes on in another unit of the same kind.
  void use(Unit unit) { unit_ = std::move(unit); }
  // Compiles something that stands in another file, in the scope at hand.
  template <class Do>
  void in_source(Source const& source, Do&& what) {
    Source const* const here = std::exchange(source_, &source);
    what();
    source_ = here;
  }

 private:
  NodeId add(Node node);
  void too_large(std::string message, std::string help);
  Typed error(DiagnosticId id, Span span, std::string message, std::string help = {});
  Typed fail() { return {}; }
  Typed scalar(Type type, NodeId node, Span span);

  Typed literal(ast::Literal const& literal, Span span, std::optional<Type> expected);
  Typed path(ast::Path const& path, Span span, std::optional<Type> expected);
  Typed member(Typed const& record, ast::Name const& field);
  Typed fact(Type type, SlotRef slot, Span span);
  Typed element(Type type, std::uint32_t list_plan, std::uint16_t variable, Span span);
  std::optional<Typed> word(std::string const& text, Span span, std::optional<Type> expected);
  Typed unresolved(ast::Path const& path, std::optional<Type> expected);
  Typed call(ast::Call const& call, Span span);
  std::optional<std::uint32_t> lookup(ast::Call const& call, Span span);
  Typed column(ast::Column const& column, Span span);
  Typed has_row(ast::HasRow const& has_row, Span span);
  Typed binary(ast::Binary const& binary, Span span);
  Typed junction(Op op, std::vector<NodeId> children, Span span);
  void gather(ast::BinaryOp op, ast::Expr const& expr, std::vector<NodeId>& children, bool& ok);
  Typed comparison(Comparison comparison, Typed left, Typed right, Span span);
  Typed order(ast::Binary const& binary, Span span);
  Typed equality(ast::Expr const& left, ast::Expr const& right, Comparison comparison, Span span);
  std::pair<Typed, Typed> pair(ast::Expr const& left, ast::Expr const& right);
  Typed arithmetic(ast::Binary const& binary, Span span);
  Typed membership(ast::Membership const& membership, Span span);
  Typed is_empty(ast::IsEmpty const& is_empty, Span span);
  Typed within(ast::Within const& within, Span span);
  Typed quantified(ast::Quantified const& quantified, Span span);
  Typed choice(ast::If const& choice, Span span, std::optional<Type> expected);
  Typed negation(Typed truth);
  std::uint32_t loop(Walk const& walk, NodeId body, bool incomplete);

  NodeId number_node(Wide value);
  // Both numbers brought to the same decimal places; false after a report.
  bool align(Typed& a, Typed& b, Span span);
  Typed rescale(Typed number, std::uint8_t scale);
  bool fits(Typed const& number, Span span);
  bool like(Typed const& a, Typed const& b) const;
  Typed value_only(Typed typed);
  std::vector<std::string> names_in_scope() const;
  bool is_name(std::string const& text) const;
  bool is_bare_word(ast::Expr const& expr) const;
  std::vector<std::string> field_names(std::uint32_t record) const;

  Schemas& schemas_;
  Declarations const& declarations_;
  std::vector<FactsTable> const& tables_;
  Diagnostics& diagnostics_;

  Unit unit_;
  Source const* source_ = nullptr;
  std::vector<std::pair<std::string, Typed>> names_;  // innermost last
  // Never given twice within a rule: an argument is compiled outside the loops of the definition that it is used in.
  std::uint16_t next_variable_ = 1;
  std::size_t hidden_names_ = 0;  // names before this one belong to the caller of a definition
  std::vector<std::string> expanding_;  // definitions that are being put in place
  bool too_large_ = false;
};

}  // namespace telerule
