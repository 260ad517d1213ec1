#include <algorithm>
#include <limits>

#include "check/expression.hpp"
#include "check/hoist.hpp"

// Operators, quantifiers and choices.
namespace telerule {

namespace {

Comparison comparison_of(ast::BinaryOp op) {
  switch (op) {
    case ast::BinaryOp::is: return Comparison::equal;
    case ast::BinaryOp::is_not: return Comparison::unequal;
    case ast::BinaryOp::less:
    case ast::BinaryOp::before: return Comparison::less;
    case ast::BinaryOp::less_equal:
    case ast::BinaryOp::on_or_before: return Comparison::less_equal;
    case ast::BinaryOp::greater:
    case ast::BinaryOp::after: return Comparison::greater;
    default: return Comparison::greater_equal;
  }
}

Comparison mirrored(Comparison c) {
  switch (c) {
    case Comparison::less: return Comparison::greater;
    case Comparison::less_equal: return Comparison::greater_equal;
    case Comparison::greater: return Comparison::less;
    case Comparison::greater_equal: return Comparison::less_equal;
    default: return c;
  }
}

bool fits_slot(Wide v) { return v >= -Wide{largest_scaled} && v <= Wide{largest_scaled}; }

}  // namespace

// A scalar, computed: a count becomes the value of the count.
Typed ExpressionCompiler::value_only(Typed typed) {
  typed.count_loop.reset();
  return typed;
}

Typed ExpressionCompiler::negation(Typed truth) {
  Node const& operand = unit_.code->nodes[truth.node];
  Typed out = truth;
  out.fact.reset();
  out.constant.reset();
  if (operand.op == Op::constant) {
    out.node = truth_node(!static_cast<Truth>(operand.value));
  } else if (operand.op == Op::negation) {
    out.node = operand.a;
  } else {
    Node node;
    node.op = Op::negation;
    node.a = truth.node;
    out.node = add(node);
  }
  return out;
}

// `and` and `or`, flattened, with constants folded.
Typed ExpressionCompiler::junction(Op op, std::vector<NodeId> children, Span span) {
  Truth const decisive = op == Op::all ? Truth::no : Truth::yes;
  std::vector<NodeId> kept;
  for (NodeId const child : children) {
    Node const& node = unit_.code->nodes[child];
    if (node.op == Op::constant && static_cast<Truth>(node.value) == decisive) return scalar({Kind::boolean, 0}, truth_node(decisive), span);
    if (node.op == Op::constant && static_cast<Truth>(node.value) == !decisive) continue;
    kept.push_back(child);
  }
  if (kept.empty()) return scalar({Kind::boolean, 0}, truth_node(!decisive), span);
  if (kept.size() == 1) return scalar({Kind::boolean, 0}, kept.front(), span);
  Node node;
  node.op = op;
  node.first = static_cast<std::uint32_t>(unit_.code->children.size());
  node.count = static_cast<std::uint32_t>(kept.size());
  auto& code = *unit_.code;
  code.children.insert(code.children.end(), kept.begin(), kept.end());
  if (op == Op::all && std::all_of(kept.begin(), kept.end(), [&](NodeId id) { return code.nodes[id].op == Op::fact; })) {
    node.op = Op::all_facts;
    node.value = static_cast<std::int64_t>(code.fact_slots.size());
    for (NodeId const id : kept) code.fact_slots.push_back(code.nodes[id].left);
  }
  return scalar({Kind::boolean, 0}, add(node), span);
}

ExpressionCompiler::Split ExpressionCompiler::split(NodeId condition, std::uint16_t subjects) {
  Code const& code = *unit_.code;
  Node const node = code.nodes[condition];
  std::vector<NodeId> parts{condition};
  if (node.op == Op::all || node.op == Op::all_facts) parts.assign(code.children.begin() + node.first, code.children.begin() + node.first + node.count);
  auto const rest = std::stable_partition(parts.begin(), parts.end(), [&](NodeId part) { return !reads_subject(code, part, subjects); });
  std::vector<NodeId> const same(parts.begin(), rest), varying(rest, parts.end());
  return {junction(Op::all, same, {}).node, junction(Op::all, varying, {}).node};
}

void ExpressionCompiler::gather(ast::BinaryOp op, ast::Expr const& expr, std::vector<NodeId>& children, bool& ok) {
  if (auto const* b = std::get_if<ast::Binary>(&expr.node); b && b->op == op) {
    gather(op, *b->left, children, ok);
    gather(op, *b->right, children, ok);
    return;
  }
  Typed const part = compile(expr, Type{Kind::boolean, 0});
  if (part.ok && part.type.kind != Kind::boolean) {
    error(part.type.kind == Kind::list ? DiagnosticId::list_as_value : DiagnosticId::type_mismatch, part.span,
          "expected a condition, found " + describe(part.type, schemas_),
          part.type.kind == Kind::list ? "ask of its elements: `some x in … satisfies …`, or `… is not empty`" : "compare it with something");
    ok = false;
  }
  ok = ok && part.ok;
  children.push_back(part.node);
}

Typed ExpressionCompiler::binary(ast::Binary const& binary, Span span) {
  switch (binary.op) {
    case ast::BinaryOp::both:
    case ast::BinaryOp::either: {
      std::vector<NodeId> children;
      bool ok = true;
      gather(binary.op, *binary.left, children, ok);
      gather(binary.op, *binary.right, children, ok);
      return ok ? junction(binary.op == ast::BinaryOp::both ? Op::all : Op::any, std::move(children), span) : fail();
    }
    case ast::BinaryOp::is:
    case ast::BinaryOp::is_not: return equality(*binary.left, *binary.right, comparison_of(binary.op), span);
    case ast::BinaryOp::plus:
    case ast::BinaryOp::minus:
    case ast::BinaryOp::times: return arithmetic(binary, span);
    default: return order(binary, span);
  }
}

// A word that can only be one of an enumeration: in quotes, or a name that nothing here has.
bool ExpressionCompiler::is_bare_word(ast::Expr const& e) const {
  if (auto const* group = std::get_if<ast::Group>(&e.node)) return is_bare_word(*group->inner);
  if (auto const* literal = std::get_if<ast::Literal>(&e.node)) return literal->kind == ast::LiteralKind::text;
  auto const* path = std::get_if<ast::Path>(&e.node);
  if (!path || path->names.size() != 1) return false;
  return !is_name(path->names.front().text);
}

// Both sides of a comparison; a bare word on one side is read as a word of the other side's enumeration.
std::pair<Typed, Typed> ExpressionCompiler::pair(ast::Expr const& left, ast::Expr const& right) {
  if (is_bare_word(left) && !is_bare_word(right)) {
    Typed b = compile(right);
    if (b.ok && !is_scalar(b.type.kind)) return {b, b};
    Typed a = b.ok ? compile(left, b.type) : fail();
    return {a, b};
  }
  Typed a = compile(left);
  // What a word beside a list or a record means cannot be said; that they are compared is told instead.
  if (a.ok && !is_scalar(a.type.kind) && is_bare_word(right)) return {a, a};
  Typed b = a.ok ? compile(right, a.type) : fail();
  return {a, b};
}

Typed ExpressionCompiler::equality(ast::Expr const& left, ast::Expr const& right, Comparison comparison_kind, Span span) {
  auto [a, b] = pair(left, right);
  if (!a.ok || !b.ok) return fail();
  return comparison(comparison_kind, a, b, span);
}

Typed ExpressionCompiler::order(ast::Binary const& binary, Span span) {
  auto [a, b] = pair(*binary.left, *binary.right);
  if (!a.ok || !b.ok) return fail();
  bool const of_dates = binary.op >= ast::BinaryOp::before && binary.op <= ast::BinaryOp::on_or_after;
  for (Typed const* side : {&a, &b}) {
    if (!is_scalar(side->type.kind)) break;  // reported by comparison()
    bool const date = side->type.kind == Kind::date;
    if (of_dates && !date)
      return error(DiagnosticId::type_mismatch, side->span, "expected a date, found " + describe(side->type, schemas_),
                   is_number(side->type.kind) ? "numbers are compared with `<`, `<=`, `>` and `>=`" : "");
    if (!of_dates && date)
      return error(DiagnosticId::type_mismatch, binary.op_span, "dates are not compared with `" + as_written(*source_, binary.op_span) + "`",
                   "write `before`, `on or before`, `after` or `on or after`");
    if (!of_dates && !is_number(side->type.kind) && !is_duration(side->type.kind))
      return error(DiagnosticId::type_mismatch, side->span, "expected a number, found " + describe(side->type, schemas_));
  }
  return comparison(comparison_of(binary.op), a, b, span);
}

Typed ExpressionCompiler::comparison(Comparison c, Typed left, Typed right, Span span) {
  for (Typed const* side : {&left, &right}) {
    if (side->type.kind == Kind::list)
      return error(DiagnosticId::list_as_value, side->span, "a list is compared with one value",
                   "say which elements: `some x in … satisfies …`, or `is one of`");
    if (side->type.kind == Kind::record)
      return error(DiagnosticId::type_mismatch, side->span, "a record is compared with a value", "name one of its fields");
  }
  if (!like(left, right)) {
    std::string help;
    if ((left.type.kind == Kind::money && right.literal) || (right.type.kind == Kind::money && left.literal))
      help = "write an amount of money with a dollar sign: `$" + as_written(*source_, right.literal ? right.span : left.span) + "`";
    bool const date = left.type.kind == Kind::date || right.type.kind == Kind::date;
    bool const text = left.type.kind == Kind::text || right.type.kind == Kind::text;
    if (date && text) help = "write a day without quotes, such as `2026-01-31`";
    return error(DiagnosticId::unlike_types, span,
                 describe(left.type, schemas_) + " is compared with " + describe(right.type, schemas_), std::move(help));
  }
  Type const boolean{Kind::boolean, 0};
  Node node;
  node.comparison = c;
  if (left.type.kind == Kind::boolean) {
    if (left.constant) std::swap(left, right);
    if (right.constant) {
      bool const same = (*right.constant == 1) == (c == Comparison::equal);
      Typed out = same ? left : negation(left);
      out.span = span;
      return out;
    }
    // a is b: both, or neither
    Typed const both = junction(Op::all, {left.node, right.node}, span);
    Typed const neither = junction(Op::all, {negation(left).node, negation(right).node}, span);
    Typed const same = junction(Op::any, {both.node, neither.node}, span);
    return c == Comparison::equal ? same : negation(same);
  }
  if (left.type.kind == Kind::text) {
    node.op = Op::text_compared;
    node.a = left.node;
    node.b = right.node;
    return scalar(boolean, add(node), span);
  }
  if (right.count_loop && !left.count_loop) {
    std::swap(left, right);
    c = node.comparison = mirrored(c);
  }
  if (left.count_loop && !right.count_loop) {
    if (right.scale > 0) return error(DiagnosticId::unlike_types, span, "a count is compared with a number that is not whole");
    node.op = Op::counted;
    node.first = *left.count_loop;
    node.a = right.node;
    return scalar(boolean, add(node), span);
  }
  if (left.count_loop && right.count_loop) {
    node.op = Op::counted;
    node.flag = true;
    node.first = *left.count_loop;
    node.count = *right.count_loop;
    return scalar(boolean, add(node), span);
  }
  left = value_only(left);
  right = value_only(right);
  if (is_number(left.type.kind)) {
    // A literal is brought to the fact's places, so that the comparison is one of 64-bit integers.
    if (!align(left, right, span)) return fail();
  }
  if (left.constant && !right.constant) {
    std::swap(left, right);
    c = node.comparison = mirrored(c);
  }
  if (left.fact && right.constant && fits_slot(*right.constant)) {
    node.op = Op::fact_compared;
    node.left = *left.fact;
    node.value = static_cast<std::int64_t>(*right.constant);
  } else if (left.fact && right.fact) {
    node.op = Op::facts_compared;
    node.left = *left.fact;
    node.right = *right.fact;
  } else {
    node.op = Op::compared;
    node.a = left.node;
    node.b = right.node;
  }
  return scalar(boolean, add(node), span);
}

Typed ExpressionCompiler::arithmetic(ast::Binary const& binary, Span span) {
  Typed a = compile(*binary.left), b = compile(*binary.right);
  if (!a.ok || !b.ok) return fail();
  Kind const x = a.type.kind, y = b.type.kind;
  bool const times = binary.op == ast::BinaryOp::times, plus = binary.op == ast::BinaryOp::plus;
  Node node;
  node.a = a.node;
  node.b = b.node;
  if (x == Kind::date && is_duration(y) && !times) {
    node.op = y == Kind::months ? (plus ? Op::plus_months : Op::minus_months) : (plus ? Op::plus : Op::minus);
    return scalar({Kind::date, 0}, add(node), span);
  }
  if (x == Kind::date && y == Kind::date && binary.op == ast::BinaryOp::minus) {
    node.op = Op::minus;
    return scalar({Kind::days, 0}, add(node), span);
  }
  bool const sums = !times && is_number(x) && is_number(y) && like(a, b);
  // Of a product at most one side has a unit that the other does not scale.
  bool const multiplies = times && is_number(x) && is_number(y) && !(x == Kind::money && y == Kind::money);
  if (!sums && !multiplies)
    return error(DiagnosticId::unlike_types, span,
                 describe(a.type, schemas_) + " and " + describe(b.type, schemas_) + " cannot be " + (times ? "multiplied" : plus ? "added" : "subtracted"),
                 (x == Kind::money && b.literal) || (y == Kind::money && a.literal) ? "write an amount of money with a dollar sign"
                 : x == Kind::date && b.literal                                       ? "write a duration with its unit, such as `90 days`"
                                                                                      : "");
  a = value_only(a);
  b = value_only(b);
  Type result = a.literal && !b.literal ? b.type : a.type;
  if (times) {
    if (x == Kind::money || y == Kind::money) result = {Kind::money, 0};
    else if (x == Kind::share && y == Kind::share) result = {Kind::share, 0};
    else if (x != Kind::integer || y != Kind::integer) result = {Kind::decimal, 0};
  } else if (result.kind == Kind::integer && (x == Kind::decimal || y == Kind::decimal)) {
    result = {Kind::decimal, 0};
  }
  Typed out;
  if (times) {
    out.scale = static_cast<std::uint8_t>(a.scale + b.scale);
    out.digits = static_cast<std::uint8_t>(a.digits + b.digits);
  } else {
    if (!align(a, b, span)) return fail();
    out.scale = a.scale;
    out.digits = static_cast<std::uint8_t>(std::max(a.digits, b.digits) + 1);
  }
  if (!fits(out, span)) return fail();
  node.op = times ? Op::times : plus ? Op::plus : Op::minus;
  node.a = a.node;
  node.b = b.node;
  Typed const typed = scalar(result, add(node), span);
  out.ok = typed.ok;
  out.type = result;
  out.node = typed.node;
  out.span = span;
  out.literal = a.literal && b.literal;
  return out;
}

// Lists

std::uint32_t ExpressionCompiler::loop(Walk const& walk, NodeId body, bool incomplete) {
  Loop out;
  out.list = walk.list;
  out.variable = walk.variable;
  out.frame = walk.frame;
  out.body = body;
  out.incomplete = incomplete;
  out.has_complete = walk.complete.has_value();
  if (walk.complete) out.complete = *walk.complete;
  unit_.code->loops.push_back(out);
  return static_cast<std::uint32_t>(unit_.code->loops.size() - 1);
}

ExpressionCompiler::Walk ExpressionCompiler::walk(ast::Path const& list, Span span, ast::Name const& variable) {
  Typed const typed = path(list, span, std::nullopt);
  Walk out;
  if (!typed.ok) return out;
  if (typed.type.kind != Kind::list) {
    error(DiagnosticId::not_a_list, span, "expected a list, found " + describe(typed.type, schemas_));
    return out;
  }
  out.ok = true;
  out.list = typed.list;
  out.complete = typed.complete;
  if (next_variable_ == std::numeric_limits<std::uint16_t>::max()) {
    too_large("a rule needs more than 65,000 variables once definitions are put in place", "let definitions use one another less often");
    out.ok = false;
    return out;
  }
  out.variable = next_variable_++;
  unit_.code->variables = std::max(unit_.code->variables, next_variable_);
  out.frame = static_cast<std::uint16_t>(unit_.layout->element_frame(typed.list_plan));
  name(variable.text, element(schemas_.lists[typed.type.index].element, typed.list_plan, out.variable, variable.span));
  return out;
}

Typed ExpressionCompiler::quantified(ast::Quantified const& q, Span span) {
  Scope const scope(*this);
  Walk const at_element = walk(q.list, q.list_span, q.variable);
  if (!at_element.ok) return fail();
  Typed const body = compile(*q.body, Type{Kind::boolean, 0});
  if (!body.ok) return fail();
  if (body.type.kind != Kind::boolean)
    return error(DiagnosticId::type_mismatch, body.span, "expected a condition after `satisfies`, found " + describe(body.type, schemas_));
  Node node;
  node.first = loop(at_element, body.node, q.incomplete);
  if (q.quantifier == ast::Quantifier::count) {
    node.op = Op::count_value;
    Typed out = scalar({Kind::integer, 0}, add(node), span);
    out.count_loop = node.first;
    return out;
  }
  node.op = q.quantifier == ast::Quantifier::every ? Op::every : q.quantifier == ast::Quantifier::some ? Op::some : Op::no;
  return scalar({Kind::boolean, 0}, add(node), span);
}

Typed ExpressionCompiler::is_empty(ast::IsEmpty const& e, Span span) {
  Scope const scope(*this);
  Walk const at_element = walk(e.list, e.list_span, {"", e.list_span});
  if (!at_element.ok) return fail();
  Node node;
  node.op = e.negated ? Op::some : Op::no;
  node.flag = true;  // an empty list is what is asked for, not a quirk to report
  node.first = loop(at_element, truth_node(Truth::yes), false);
  return scalar({Kind::boolean, 0}, add(node), span);
}

Typed ExpressionCompiler::membership(ast::Membership const& m, Span span) {
  Typed const value = compile(*m.value);
  if (!value.ok) return fail();
  if (!is_scalar(value.type.kind))
    return error(value.type.kind == Kind::list ? DiagnosticId::list_as_value : DiagnosticId::type_mismatch, value.span,
                 "expected one value before `is one of`, found " + describe(value.type, schemas_),
                 value.type.kind == Kind::list ? "ask of its elements: `some x in … satisfies x is one of …`" : "name one of its fields");
  if (m.list) {
    Scope const scope(*this);
    Walk const at_element = walk(*m.list, m.list_span, {"", m.list_span});
    if (!at_element.ok) return fail();
    Typed const same = comparison(Comparison::equal, value, names_.back().second, span);
    if (!same.ok) return fail();
    Node node;
    node.op = Op::some;
    node.first = loop(at_element, same.node, false);
    Typed const found = scalar({Kind::boolean, 0}, add(node), span);
    return m.negated ? negation(found) : found;
  }
  std::vector<std::uint64_t> set;
  std::vector<NodeId> equalities;
  bool ok = true;
  for (ast::Expr const& expr : m.set) {
    Typed const member = compile(expr, value.type);
    if (!member.ok) {
      ok = false;
      continue;
    }
    if (value.fact && value.type.kind == Kind::enumeration && member.constant && like(value, member)) {
      auto const symbol = static_cast<std::size_t>(*member.constant);
      if (set.size() <= symbol / 64) set.resize(symbol / 64 + 1);
      set[symbol / 64] |= std::uint64_t{1} << (symbol % 64);
    } else {
      Typed const same = comparison(Comparison::equal, value, member, expr.span);
      ok = ok && same.ok;
      equalities.push_back(same.node);
    }
  }
  if (!ok) return fail();
  if (!set.empty()) {
    Node node;
    node.op = Op::fact_among;
    node.left = *value.fact;
    node.first = static_cast<std::uint32_t>(unit_.code->sets.size());
    unit_.code->sets.push_back(std::move(set));
    equalities.push_back(add(node));
  }
  Typed const found = junction(Op::any, std::move(equalities), span);
  return m.negated ? negation(found) : found;
}

Typed ExpressionCompiler::within(ast::Within const& w, Span span) {
  Typed const day = compile(*w.value), distance = compile(*w.distance), anchor = compile(*w.anchor);
  if (!day.ok || !distance.ok || !anchor.ok) return fail();
  for (Typed const* date : {&day, &anchor})
    if (date->type.kind != Kind::date)
      return error(DiagnosticId::type_mismatch, date->span, "expected a date, found " + describe(date->type, schemas_));
  if (!is_duration(distance.type.kind))
    return error(DiagnosticId::type_mismatch, distance.span, "expected a duration, found " + describe(distance.type, schemas_), "write it as `90 days` or `6 months`");
  Node node;
  node.op = Op::within;
  node.a = day.node;
  node.b = distance.node;
  node.c = anchor.node;
  node.flag = distance.type.kind == Kind::months;
  return scalar({Kind::boolean, 0}, add(node), span);
}

Typed ExpressionCompiler::choice(ast::If const& e, Span span, std::optional<Type> expected) {
  NodeId const condition_node = [&] {
    Typed const c = compile(*e.condition, Type{Kind::boolean, 0});
    if (c.ok && c.type.kind != Kind::boolean)
      error(DiagnosticId::type_mismatch, c.span, "expected a condition after `if`, found " + describe(c.type, schemas_));
    return c.node;
  }();
  Typed a = compile(*e.then, expected);
  Typed b = compile(*e.otherwise, expected ? expected : a.ok ? std::optional(a.type) : std::nullopt);
  if (!a.ok || !b.ok) return fail();
  if (!is_scalar(a.type.kind) || !is_scalar(b.type.kind) || !like(a, b))
    return error(DiagnosticId::unlike_types, span, "the branches are " + describe(a.type, schemas_) + " and " + describe(b.type, schemas_),
                 "let both be of one type");
  a = value_only(a);
  b = value_only(b);
  if (is_number(a.type.kind) && !align(a, b, span)) return fail();
  Node const& known = unit_.code->nodes[condition_node];
  if (known.op == Op::constant && static_cast<Truth>(known.value) != Truth::maybe) return static_cast<Truth>(known.value) == Truth::yes ? a : b;
  Node node;
  Type type = a.literal && !b.literal ? b.type : a.type;
  if (type.kind == Kind::integer && (a.type.kind == Kind::decimal || b.type.kind == Kind::decimal)) type = {Kind::decimal, 0};
  node.op = type.kind == Kind::boolean ? Op::choice : type.kind == Kind::text ? Op::choice_text : Op::choice_value;
  node.a = condition_node;
  node.b = a.node;
  node.c = b.node;
  Typed out = scalar(type, add(node), span);
  out.scale = a.scale;
  out.digits = std::max(a.digits, b.digits);
  out.literal = a.literal && b.literal;
  return out;
}

}  // namespace telerule
