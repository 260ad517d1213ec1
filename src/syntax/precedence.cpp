#include "syntax/precedence.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "source/utf8.hpp"

namespace telerule::syntax {

namespace {

constexpr std::array rows{
    OperatorRow{"is not one of", Op::not_one_of, Form::member, ""},
    OperatorRow{"is one of", Op::one_of, Form::member, ""},
    OperatorRow{"is not empty", Op::not_empty, Form::postfix, ""},
    OperatorRow{"is empty", Op::empty, Form::postfix, ""},
    OperatorRow{"is not", Op::is_not, Form::binary, ""},
    OperatorRow{"is", Op::is, Form::binary, ""},
    OperatorRow{"and", Op::both, Form::binary, ""},
    OperatorRow{"or", Op::either, Form::binary, ""},
    OperatorRow{"on or before", Op::on_or_before, Form::binary, ""},
    OperatorRow{"on or after", Op::on_or_after, Form::binary, ""},
    OperatorRow{"before", Op::before, Form::binary, ""},
    OperatorRow{"after", Op::after, Form::binary, ""},
    OperatorRow{"within", Op::within, Form::binary, ""},
    OperatorRow{"of", Op::of, Form::binary, ""},
    OperatorRow{"<=", Op::less_equal, Form::binary, ""},
    OperatorRow{">=", Op::greater_equal, Form::binary, ""},
    OperatorRow{"<>", Op::is_not, Form::binary, "is not"},
    OperatorRow{"<", Op::less, Form::binary, ""},
    OperatorRow{">", Op::greater, Form::binary, ""},
    OperatorRow{"+", Op::plus, Form::binary, ""},
    OperatorRow{"-", Op::minus, Form::binary, ""},
    OperatorRow{"*", Op::times, Form::binary, ""},
    // What people bring along from other languages.
    OperatorRow{"===", Op::is, Form::binary, "is"},
    OperatorRow{"==", Op::is, Form::binary, "is"},
    OperatorRow{"=<", Op::less_equal, Form::binary, "<="},
    OperatorRow{"=>", Op::greater_equal, Form::binary, ">="},
    OperatorRow{"=", Op::is, Form::binary, "is"},
    OperatorRow{"!=", Op::is_not, Form::binary, "is not"},
    OperatorRow{"&&", Op::both, Form::binary, "and"},
    OperatorRow{"&", Op::both, Form::binary, "and"},
    OperatorRow{"||", Op::either, Form::binary, "or"},
    OperatorRow{"|", Op::either, Form::binary, "or"},
    OperatorRow{"\u2264", Op::less_equal, Form::binary, "<="},
    OperatorRow{"\u2265", Op::greater_equal, Form::binary, ">="},
    OperatorRow{"\u2260", Op::is_not, Form::binary, "is not"},
    OperatorRow{"\u2212", Op::minus, Form::binary, "-"},
    OperatorRow{"\u2013", Op::minus, Form::binary, "-"},
    OperatorRow{"\u00d7", Op::times, Form::binary, "*"},
};

bool is_negated(Op op) { return op == Op::not_one_of || op == Op::not_empty; }

static_assert(static_cast<Op>(ast::BinaryOp::both) == Op::both && static_cast<Op>(ast::BinaryOp::times) == Op::times);

Span joined(Span a, Span b) { return {a.begin, b.end}; }

// The text of a span on one line, short enough for a help.
std::string excerpt(Progress const& progress, Span span) {
  constexpr std::size_t longest = 100;
  std::string result;
  Iterator const last = progress.begin + span.end;
  for (Iterator at = progress.begin + span.begin; at != last;) {
    Iterator const before = at;
    skip_trivia(at, last);
    if (at == last) break;
    if (at != before && !result.empty()) result += ' ';
    // A text goes over whole: it may hold a `#` or runs of blanks.
    Iterator end = at + utf8::length({at, static_cast<std::size_t>(last - at)}, 0);
    if (*at == '"') {
      while (end != last && *end != '"' && *end != '\n') end += *end == '\\' && end + 1 != last ? 2 : 1;
      if (end != last) ++end;
    }
    result.append(at, end);
    at = end;
    if (result.size() > longest) break;
  }
  if (result.size() <= longest) return result;
  std::size_t end = 0;
  while (end < longest) end += utf8::length(result, end);
  return result.substr(0, end) + " …";
}

class Folder {
 public:
  Folder(Chain&& chain, Site const& site) : chain_{std::move(chain)}, site_{site} {}

  ast::Expr run() {
    reject_foreign_operators();
    reject_mixed_logic();
    return either();
  }

 private:
  Op const* peek() const { return next_ < chain_.tails.size() ? &chain_.tails[next_].op.op : nullptr; }
  bool at(Level wanted) const { return peek() && level(*peek()) == wanted; }
  // Operand 0 is the chain's head, operand n that of tail n - 1.
  Tail& take() { return chain_.tails[next_++]; }
  Operand& current() { return next_ == 0 ? chain_.head : *chain_.tails[next_ - 1].operand; }

  static ast::Expr binary(Operator const& op, ast::Expr left, ast::Expr right) {
    Span const span = joined(left.span, right.span);
    return {span, ast::Binary{static_cast<ast::BinaryOp>(op.op), op.span, std::move(left), std::move(right)}};
  }

  template <class Inner>
  ast::Expr left_to_right(Level wanted, Inner inner) {
    ast::Expr left = inner();
    while (at(wanted)) {
      Operator const op = take().op;
      left = binary(op, std::move(left), inner());
    }
    return left;
  }

  ast::Expr either() {
    return left_to_right(Level::either, [this] { return both(); });
  }
  ast::Expr both() {
    return left_to_right(Level::both, [this] { return negation(); });
  }
  ast::Expr sum() {
    return left_to_right(Level::sum, [this] { return product(); });
  }
  ast::Expr product() {
    return left_to_right(Level::product, [this] { return operand(); });
  }

  ast::Expr negation() {
    std::vector<Span> const nots = std::exchange(current().nots, {});
    ast::Expr value = comparison();
    for (auto it = nots.rbegin(); it != nots.rend(); ++it) {
      Span const span = joined(*it, value.span);
      value = {span, ast::Not{std::move(value)}};
    }
    return value;
  }

  ast::Expr comparison() {
    ast::Expr left = sum();
    Operator const* first = nullptr;
    while (at(Level::comparison)) {
      Tail& tail = take();
      if (first) reject_chained(*first, tail.op);
      first = &tail.op;
      left = compared(std::move(left), tail);
    }
    return left;
  }

  ast::Expr compared(ast::Expr left, Tail& tail) {
    Op const op = tail.op.op;
    if (tail.members) {
      Span const span = joined(left.span, tail.members->span);
      return {span, ast::Membership{std::move(left), is_negated(op), std::move(tail.members->set),
                                    std::move(tail.members->list), tail.members->span}};
    }
    if (!tail.operand) return asked_if_empty(std::move(left), tail.op);
    if (op == Op::within) return within(std::move(left), tail.op);
    if (op == Op::of) {
      site_.reject(tail.op.span, "`of` stands alone here",
                   "it belongs to `all of (…)`, `any of (…)`, `count of … in …` or `within … of …`");
    }
    ast::Expr right = sum();
    return op == Op::of ? std::move(left) : binary(tail.op, std::move(left), std::move(right));
  }

  ast::Expr within(ast::Expr value, Operator const& op) {
    ast::Expr distance = sum();
    if (!peek() || *peek() != Op::of) {
      site_.reject(op.span, "`within` needs a distance and the date it counts from",
                   "write `within 90 days of` and the date");
      return value;
    }
    take();
    ast::Expr anchor = sum();
    Span const span = joined(value.span, anchor.span);
    return {span, ast::Within{std::move(value), std::move(distance), std::move(anchor)}};
  }

  ast::Expr asked_if_empty(ast::Expr list, Operator const& op) {
    Span const span = joined(list.span, op.span);
    auto* const path = std::get_if<ast::Path>(&list.node);
    if (!path) {
      site_.reject(list.span, fmt::format("`{}` asks about a list, and this is a value", spelling(op.op)),
                   "name a list before it");
      return list;
    }
    return {span, ast::IsEmpty{std::move(*path), list.span, is_negated(op.op)}};
  }

  ast::Expr operand() {
    Operand& here = current();
    if (!here.nots.empty()) {
      site_.reject(here.nots.front(), "`not` stands in the middle of a comparison or computation",
                   "put it before the whole comparison, or in parentheses with what it denies");
    }
    return std::move(here.value);
  }

  void reject_foreign_operators() const {
    auto const reject = [this](Span span, std::string_view instead) {
      site_.reject(span, fmt::format("`{}` is not an operator of the rule language", site_.progress.text(span)),
                   fmt::format("write `{}`", instead));
    };
    auto const check_nots = [&](Operand const& operand) {
      for (Span const& span : operand.nots) {
        if (site_.progress.text(span) == "!") reject(span, "not");
      }
    };
    check_nots(chain_.head);
    for (Tail const& tail : chain_.tails) {
      if (!tail.op.instead.empty()) reject(tail.op.span, tail.op.instead);
      if (tail.operand) check_nots(*tail.operand);
    }
  }

  // `a and b or c` has no meaning that every reader would find; the help shows the usual one.
  void reject_mixed_logic() const {
    Operator const* first_both = nullptr;
    Operator const* first_either = nullptr;
    for (Tail const& tail : chain_.tails) {
      if (tail.op.op == Op::both && !first_both) first_both = &tail.op;
      if (tail.op.op == Op::either && !first_either) first_either = &tail.op;
    }
    if (!first_both || !first_either) return;
    bool const both_first = first_both->span.begin < first_either->span.begin;
    Operator const& first = both_first ? *first_both : *first_either;
    Operator const& second = both_first ? *first_either : *first_both;
    site_.reject({.id = DiagnosticId::mixed_and_or,
                  .span = second.span,
                  .message = fmt::format("`{}` and `{}` stand side by side, and which comes first is not said",
                                         spelling(first.op), spelling(second.op)),
                  .help = fmt::format("add parentheses, such as `{}`", with_parentheses()),
                  .labels = {{first.span, fmt::format("`{}` is here", spelling(first.op))}}});
  }

  // The chain with each run of `and` in parentheses.
  std::string with_parentheses() const {
    std::string result;
    std::uint32_t begin = site_.span.begin;
    bool has_both = false;
    auto const add = [&](std::uint32_t end) {
      std::string const part = excerpt(site_.progress, {begin, end});
      result += has_both ? "(" + part + ")" : part;
      has_both = false;
    };
    for (Tail const& tail : chain_.tails) {
      if (tail.op.op == Op::both) has_both = true;
      if (tail.op.op != Op::either) continue;
      add(tail.op.span.begin);
      result += " or ";
      begin = tail.op.span.end;
    }
    add(site_.span.end);
    return result;
  }

  void reject_chained(Operator const& first, Operator const& second) const {
    site_.reject({.span = second.span,
                  .message = "a comparison follows a comparison",
                  .help = "join two comparisons by `and`, such as `a < b and b < c`",
                  .labels = {{first.span, "the first comparison is here"}}});
  }

  Chain chain_;
  Site const& site_;
  std::size_t next_ = 0;
};

}  // namespace

std::span<OperatorRow const> operator_table() { return rows; }

Level level(Op op) {
  switch (op) {
    case Op::either:
      return Level::either;
    case Op::both:
      return Level::both;
    case Op::plus:
    case Op::minus:
      return Level::sum;
    case Op::times:
      return Level::product;
    default:
      return Level::comparison;
  }
}

std::string_view spelling(Op op) {
  for (OperatorRow const& row : rows) {
    if (row.op == op && row.instead.empty()) return row.spelling;
  }
  return {};
}

ast::Expr fold(Chain&& chain, Site const& site) {
  if (chain.tails.empty() && chain.head.nots.empty()) return std::move(chain.head.value);

  std::size_t operators = chain.head.nots.size() + chain.tails.size();
  for (Tail const& tail : chain.tails) operators += tail.operand ? tail.operand->nots.size() : 0;
  if (operators + static_cast<std::size_t>(site.progress.height) > max_height) {
    site.reject({.id = DiagnosticId::nesting_too_deep,
                 .span = chain.tails.empty() ? chain.head.nots.front() : chain.tails.front().op.span,
                 .message = fmt::format("more than {} operators act on one another here", max_height),
                 .help = "use `all of (…)` or `any of (…)`, or name parts with `define`",
                 .labels = {}});
    return std::move(chain.head.value);
  }
  site.progress.height += static_cast<int>(operators);
  return Folder{std::move(chain), site}.run();
}

}  // namespace telerule::syntax
