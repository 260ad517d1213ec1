#include "check/expression.hpp"
#include "check/hoist.hpp"

#include <algorithm>
#include <array>

#include "telerule/parse.hpp"

// Names, literals and facts: the leaves of an expression.
namespace telerule {

namespace {

constexpr std::size_t most_nodes = 1'000'000;
constexpr std::uint8_t most_loops = 6;

Wide power_of_ten(unsigned n) {
  Wide out = 1;
  while (n-- > 0) out *= 10;
  return out;
}

std::uint8_t digits_of(Wide value) {
  std::uint8_t out = 1;
  for (Wide v = value < 0 ? -value : value; v >= 10; v /= 10) ++out;
  return out;
}

}  // namespace

void ExpressionCompiler::begin(Unit unit, Source const& source) {
  unit_ = std::move(unit);
  source_ = &source;
  names_.clear();
  hidden_names_ = 0;
  next_variable_ = 1;
}

void ExpressionCompiler::too_large(std::string message, std::string help) {
  if (!too_large_) diagnostics_.push_back(in_file(DiagnosticId::rule_set_too_large, source_->name(), std::move(message), std::move(help)));
  too_large_ = true;
}

NodeId ExpressionCompiler::add(Node node) {
  auto& nodes = unit_.code->nodes;
  if (nodes.size() >= most_nodes) {
    too_large("the rules need more than a million steps once definitions are put in place", "let definitions use one another less often");
    return 0;
  }
  node.loops = loops_below(*unit_.code, node);
  if (node.loops > most_loops)
    too_large("more than " + std::to_string(most_loops) + " quantifiers stand within one another once definitions are put in place",
              "their cost multiplies: let fewer walk inside others");
  nodes.push_back(node);
  return static_cast<NodeId>(nodes.size() - 1);
}

Typed ExpressionCompiler::error(DiagnosticId id, Span span, std::string message, std::string help) {
  diagnostics_.push_back(at(id, *source_, span, std::move(message), std::move(help)));
  return {};
}

Typed ExpressionCompiler::scalar(Type type, NodeId node, Span span) {
  Typed out;
  out.ok = !too_large_;
  out.type = type;
  out.node = node;
  out.span = span;
  if (is_number(type.kind)) out.scale = fact_scale(type.kind), out.digits = fact_digits;
  if (is_duration(type.kind) || type.kind == Kind::date) out.digits = 8;
  return out;
}

NodeId ExpressionCompiler::number_node(Wide value) {
  Node node;
  node.op = Op::number;
  node.first = static_cast<std::uint32_t>(unit_.code->numbers.size());
  unit_.code->numbers.push_back(value);
  return add(node);
}

NodeId ExpressionCompiler::truth_node(Truth truth) {
  Node node;
  node.op = Op::constant;
  node.value = static_cast<std::int64_t>(truth);
  return add(node);
}

Typed ExpressionCompiler::compile(ast::Expr const& expr, std::optional<Type> expected) {
  if (too_large_) return fail();
  struct Visitor {
    ExpressionCompiler& self;
    Span span;
    std::optional<Type> expected;
    Typed operator()(ast::Literal const& e) { return self.literal(e, span, expected); }
    Typed operator()(ast::Path const& e) { return self.path(e, span, expected); }
    Typed operator()(ast::Call const& e) { return self.call(e, span); }
    Typed operator()(ast::Column const& e) { return self.column(e, span); }
    Typed operator()(ast::HasRow const& e) { return self.has_row(e, span); }
    Typed operator()(ast::Not const& e) {
      Typed operand = self.compile(*e.operand, Type{Kind::boolean, 0});
      if (!operand.ok) return operand;
      if (operand.type.kind != Kind::boolean)
        return self.error(DiagnosticId::type_mismatch, operand.span, "expected a condition after `not`, found " + describe(operand.type, self.schemas_));
      return self.negation(operand);
    }
    Typed operator()(ast::Binary const& e) { return self.binary(e, span); }
    Typed operator()(ast::Membership const& e) { return self.membership(e, span); }
    Typed operator()(ast::IsEmpty const& e) { return self.is_empty(e, span); }
    Typed operator()(ast::Within const& e) { return self.within(e, span); }
    Typed operator()(ast::Block const& e) {
      std::vector<NodeId> children;
      bool ok = true;
      for (ast::Expr const& part : e.parts) self.gather(e.all ? ast::BinaryOp::both : ast::BinaryOp::either, part, children, ok);
      return ok ? self.junction(e.all ? Op::all : Op::any, std::move(children), span) : Typed{};
    }
    Typed operator()(ast::Quantified const& e) { return self.quantified(e, span); }
    Typed operator()(ast::If const& e) { return self.choice(e, span, expected); }
    Typed operator()(ast::Unsettled const& e) {
      Node node;
      node.op = Op::unsettled;
      node.first = static_cast<std::uint32_t>(self.unit_.code->reasons.size());
      self.unit_.code->reasons.push_back(e.reason.text);
      return self.scalar({Kind::boolean, 0}, self.add(node), span);
    }
    Typed operator()(ast::Group const& e) { return self.compile(*e.inner, expected); }
  };
  return std::visit(Visitor{*this, expr.span, expected}, expr.node);
}

NodeId ExpressionCompiler::condition(ast::Expr const& expr) {
  Typed const typed = compile(expr, Type{Kind::boolean, 0});
  if (!typed.ok) return 0;
  if (typed.type.kind != Kind::boolean)
    error(typed.type.kind == Kind::list ? DiagnosticId::list_as_value : DiagnosticId::type_mismatch, typed.span,
          "expected a condition, found " + describe(typed.type, schemas_),
          typed.type.kind == Kind::list ? "ask of its elements: `some x in … satisfies …`, or `… is not empty`" : "compare it with something");
  return typed.node;
}

// Literals

Typed ExpressionCompiler::literal(ast::Literal const& literal, Span span, std::optional<Type> expected) {
  auto number = [&](Kind kind, std::string_view text, unsigned extra_scale, bool adapts) -> Typed {
    std::string digits;
    std::size_t places = 0;
    bool point = false;
    for (char const c : text) {
      if (c == '.') point = true;
      else if (c != '_' && c != ',') {
        digits += c;
        if (point) ++places;
      }
    }
    while (places > 0 && digits.size() > 1 && digits.back() == '0' && places + extra_scale > 0 && digits.size() > 1) {
      digits.pop_back();
      --places;
    }
    std::size_t const scale = places + extra_scale;
    bool const too_large = kind != Kind::integer && digits.size() > places + fact_digits - decimal_places;
    if (digits.size() > fact_digits || scale > decimal_places || too_large)
      return error(DiagnosticId::bad_literal, span, "`" + std::string(text) + "` has more digits than the exact decimal holds",
                   "write at most 10 digits before the point and 8 after");
    Wide value = 0;
    for (char const c : digits) value = value * 10 + (c - '0');
    Typed out = scalar({kind, 0}, number_node(value), span);
    out.scale = static_cast<std::uint8_t>(scale);
    out.digits = digits_of(value);
    out.literal = adapts;
    out.constant = value;
    return out;
  };
  switch (literal.kind) {
    case ast::LiteralKind::boolean: {
      Typed out = scalar({Kind::boolean, 0}, truth_node(literal.text == "true" ? Truth::yes : Truth::no), span);
      out.constant = literal.text == "true" ? 1 : 0;
      return out;
    }
    case ast::LiteralKind::number:
      return number(literal.text.find('.') == std::string::npos ? Kind::integer : Kind::decimal, literal.text, 0, true);
    case ast::LiteralKind::money: return number(Kind::money, std::string_view(literal.text).substr(1), 0, false);
    case ast::LiteralKind::percent:
      return number(Kind::share, std::string_view(literal.text).substr(0, literal.text.size() - 1), 2, false);
    case ast::LiteralKind::date: {
      auto const day = date_from_text(literal.text);
      if (!day) return error(DiagnosticId::bad_literal, span, "`" + literal.text + "` is not a day that exists", "write a day as YYYY-MM-DD");
      Typed out = scalar({Kind::date, 0}, number_node(*day), span);
      out.constant = *day;
      return out;
    }
    case ast::LiteralKind::duration: {
      std::size_t const space = literal.text.find_first_not_of("0123456789");
      std::string const count = literal.text.substr(0, space);
      if (literal.text[count.size()] == '.')
        return error(DiagnosticId::bad_literal, span, "`" + literal.text + "` is not a whole number", "count in whole days or months");
      if (count.size() > 5)
        return error(DiagnosticId::bad_literal, span, "`" + literal.text + "` is longer than any use of it", "write at most 99999");
      Wide const value = std::stol(count);
      bool const days = literal.text.find("day") != std::string::npos;
      Typed out = scalar({days ? Kind::days : Kind::months, 0}, number_node(value), span);
      out.constant = value;
      return out;
    }
    case ast::LiteralKind::text: {
      if (expected && expected->kind == Kind::enumeration) {
        if (auto found = word(literal.text, span, expected)) return *found;
        Enumeration const& e = schemas_.enumerations[expected->index];
        return error(DiagnosticId::unknown_word, span, "expected " + describe(*expected, schemas_) + ", found `" + literal.text + "`",
                     did_you_mean(literal.text, e.words));
      }
      Node node;
      node.op = Op::text;
      node.first = static_cast<std::uint32_t>(unit_.code->texts.size());
      unit_.code->texts.push_back(literal.text);
      return scalar({Kind::text, 0}, add(node), span);
    }
  }
  return fail();
}

// Names

std::vector<std::string> ExpressionCompiler::field_names(std::uint32_t record) const {
  std::vector<std::string> out;
  for (Field const& f : schemas_.records[record].fields) out.push_back(f.name);
  return out;
}

std::vector<std::string> ExpressionCompiler::names_in_scope() const {
  std::vector<std::string> out;
  for (std::size_t i = hidden_names_; i < names_.size(); ++i) out.push_back(names_[i].first);
  if (unit_.layout) {
    auto const fields = field_names(unit_.layout->record_of(0));
    out.insert(out.end(), fields.begin(), fields.end());
  }
  for (auto const& [name, _] : declarations_.definitions) out.push_back(name);
  for (auto const& [name, _] : declarations_.tables) out.push_back(name);
  return out;
}

// Whether anything that an expression may name here is called this.
bool ExpressionCompiler::is_name(std::string const& text) const {
  for (std::size_t i = hidden_names_; i < names_.size(); ++i)
    if (names_[i].first == text) return true;
  if (declarations_.definitions.contains(text) || declarations_.tables.contains(text)) return true;
  return unit_.layout && schemas_.records[unit_.layout->record_of(0)].find(text).has_value();
}

std::optional<Typed> ExpressionCompiler::word(std::string const& text, Span span, std::optional<Type> expected) {
  if (!expected || expected->kind != Kind::enumeration) return std::nullopt;
  Enumeration const& e = schemas_.enumerations[expected->index];
  auto const found = std::find(e.words.begin(), e.words.end(), text);
  if (found == e.words.end()) return std::nullopt;
  Symbol const symbol = e.symbols[static_cast<std::size_t>(found - e.words.begin())];
  Typed out = scalar(*expected, number_node(symbol), span);
  out.constant = symbol;
  return out;
}

Typed ExpressionCompiler::unresolved(ast::Path const& path, std::optional<Type> expected) {
  ast::Name const& first = path.names.front();
  if (expected && expected->kind == Kind::enumeration && path.names.size() == 1) {
    auto const& words = schemas_.enumerations[expected->index].words;
    return error(DiagnosticId::unknown_word, first.span, "expected " + describe(*expected, schemas_) + ", found `" + first.text + "`",
                 did_you_mean(first.text, words));
  }
  auto help = did_you_mean(first.text, names_in_scope());
  if (declarations_.tables.contains(first.text)) help = "a facts table is asked with its keys and a day: `" + first.text + "(…, on DAY)`";
  if (first.text == "null" || first.text == "unknown" || first.text == "known") help = "no condition asks whether a fact is known";
  if (help.empty() && unit_.kind.empty()) help = "this definition reads no scenario; say `about KIND` to let it read one";
  return error(DiagnosticId::unknown_name, first.span, "`" + first.text + "` is no fact, variable or definition known here", std::move(help));
}

Typed ExpressionCompiler::path(ast::Path const& path, Span span, std::optional<Type> expected) {
  ast::Name const& first = path.names.front();
  bool const single = path.names.size() == 1;
  Typed at_name;
  bool found = false;
  for (std::size_t i = names_.size(); i-- > hidden_names_ && !found;)
    if (names_[i].first == first.text) at_name = names_[i].second, found = true;
  // A word of the enumeration that is expected here, unless a variable of that name could stand here too.
  if (single && (!found || (at_name.ok && at_name.type.kind != Kind::enumeration)))
    if (auto enum_word = word(first.text, span, expected)) return *enum_word;
  if (!found && declarations_.definitions.contains(first.text)) {
    at_name = call({first, {}, {}}, first.span);
    found = true;
  }
  if (!found && unit_.layout) {
    Typed root;
    root.ok = true;
    root.type = {Kind::record, unit_.layout->record_of(0)};
    if (schemas_.records[root.type.index].find(first.text)) {
      at_name = member(root, first);
      found = true;
    }
  }
  if (!found) return unresolved(path, expected);
  for (std::size_t i = 1; i < path.names.size() && at_name.ok; ++i) at_name = member(at_name, path.names[i]);
  at_name.span = span;
  return at_name;
}

Typed ExpressionCompiler::member(Typed const& record, ast::Name const& field) {
  if (!record.ok) return record;
  if (record.type.kind == Kind::list)
    return error(DiagnosticId::list_as_value, field.span, "`" + field.text + "` is asked of a list",
                 "say which elements: `some x in … satisfies x." + field.text + " …`");
  if (record.type.kind != Kind::record)
    return error(DiagnosticId::unknown_field, field.span, "`" + field.text + "` is asked of " + describe(record.type, schemas_) + ", which has no fields");
  auto const index = schemas_.records[record.type.index].find(field.text);
  if (!index) {
    return error(DiagnosticId::unknown_field, field.span, "`" + schemas_.records[record.type.index].path + "` has no field `" + field.text + "`",
                 did_you_mean(field.text, field_names(record.type.index)));
  }
  Field const& f = schemas_.records[record.type.index].fields[*index];
  FieldPlan const plan = unit_.layout->plan(record.place, *index);
  if (f.type.kind == Kind::record) {
    Typed out = record;
    out.type = f.type;
    out.place = static_cast<std::uint32_t>(plan.place);
    out.span = field.span;
    return out;
  }
  auto const slot = unit_.layout->slot(record.place, *index);
  SlotRef const ref{record.variable, static_cast<std::uint16_t>(slot.slot)};
  if (f.type.kind != Kind::list) return fact(f.type, ref, field.span);
  Typed out;
  out.ok = true;
  out.type = f.type;
  out.variable = record.variable;
  out.list_plan = static_cast<std::uint32_t>(plan.list);
  out.list = ref;
  out.span = field.span;
  if (f.complete_by) {
    auto const complete = unit_.layout->slot(record.place, *f.complete_by);
    out.complete = SlotRef{record.variable, static_cast<std::uint16_t>(complete.slot)};
  }
  return out;
}

Typed ExpressionCompiler::fact(Type type, SlotRef slot, Span span) {
  Node node;
  node.op = type.kind == Kind::boolean ? Op::fact : type.kind == Kind::text ? Op::fact_text : Op::fact_value;
  node.left = slot;
  Typed out = scalar(type, add(node), span);
  out.fact = slot;
  return out;
}

// A variable that stands at an element of a list.
Typed ExpressionCompiler::element(Type type, std::uint32_t list_plan, std::uint16_t variable, Span span) {
  if (type.kind != Kind::record) return fact(type, {variable, 0}, span);
  Typed out;
  out.ok = true;
  out.type = type;
  out.variable = variable;
  out.place = static_cast<std::uint32_t>(unit_.layout->list(list_plan).place);
  out.span = span;
  return out;
}

// Numbers

Typed ExpressionCompiler::rescale(Typed number, std::uint8_t scale) {
  if (number.scale == scale) return number;
  Wide const factor = power_of_ten(scale - number.scale);
  if (number.constant) {
    number.constant = *number.constant * factor;
    number.node = number_node(*number.constant);
  } else {
    Node node;
    node.op = Op::scaled;
    node.a = number.node;
    node.first = static_cast<std::uint32_t>(unit_.code->numbers.size());
    unit_.code->numbers.push_back(factor);
    number.node = add(node);
    number.fact.reset();
  }
  number.digits = static_cast<std::uint8_t>(number.digits + scale - number.scale);
  number.scale = scale;
  return number;
}

bool ExpressionCompiler::fits(Typed const& number, Span span) {
  if (number.digits <= widest) return true;
  error(DiagnosticId::number_too_wide, span,
        "this could need " + std::to_string(number.digits) + " digits, and exact arithmetic holds " + std::to_string(widest),
        "multiply fewer facts with one another");
  return false;
}

bool ExpressionCompiler::align(Typed& a, Typed& b, Span span) {
  std::uint8_t const scale = std::max(a.scale, b.scale);
  a.digits = static_cast<std::uint8_t>(std::min<int>(a.digits, 100));
  Typed wide_a = a, wide_b = b;
  wide_a.digits = static_cast<std::uint8_t>(a.digits + scale - a.scale);
  wide_b.digits = static_cast<std::uint8_t>(b.digits + scale - b.scale);
  if (!fits(wide_a, span) || !fits(wide_b, span)) return false;
  a = rescale(a, scale);
  b = rescale(b, scale);
  return true;
}

// Whether two values may be compared: like meets like, and a plain number meets any number but money.
bool ExpressionCompiler::like(Typed const& a, Typed const& b) const {
  Kind const x = a.type.kind, y = b.type.kind;
  if (x == Kind::enumeration && y == Kind::enumeration) {
    auto const& ws = schemas_.enumerations[a.type.index].symbols;
    auto const& vs = schemas_.enumerations[b.type.index].symbols;
    return std::any_of(ws.begin(), ws.end(), [&](Symbol s) { return std::find(vs.begin(), vs.end(), s) != vs.end(); });
  }
  if (x == y) return is_scalar(x);
  auto plain = [](Kind k) { return k == Kind::integer || k == Kind::decimal; };
  if (plain(x) && plain(y)) return true;
  return (a.literal && y == Kind::share) || (b.literal && x == Kind::share);
}

// Types as written

std::optional<Type> ExpressionCompiler::type(ast::TypeName const& written) {
  if (!written.words.empty()) {
    Enumeration e;
    for (ast::Name const& w : written.words) {
      e.words.push_back(w.text);
      e.symbols.push_back(schemas_.intern(w.text));
    }
    schemas_.enumerations.push_back(std::move(e));
    return Type{Kind::enumeration, static_cast<std::uint32_t>(schemas_.enumerations.size() - 1)};
  }
  static constexpr std::array<std::pair<std::string_view, Kind>, 9> builtin{{{"boolean", Kind::boolean},
                                                                             {"integer", Kind::integer},
                                                                             {"decimal", Kind::decimal},
                                                                             {"money", Kind::money},
                                                                             {"share", Kind::share},
                                                                             {"date", Kind::date},
                                                                             {"days", Kind::days},
                                                                             {"months", Kind::months},
                                                                             {"text", Kind::text}}};
  auto const candidates = [&](Record const* record) {
    std::vector<std::string> out;
    if (written.names.size() == 1) {
      for (auto const& [name, _] : builtin) out.emplace_back(name);
      for (auto const& [name, _] : schemas_.named_types) out.push_back(name);
    }
    if (record)
      for (Field const& f : record->fields) out.push_back(f.name);
    std::sort(out.begin(), out.end());
    return out;
  };
  if (written.names.size() == 1) {
    for (auto const& [name, kind] : builtin)
      if (name == written.names[0].text) return Type{kind, 0};
    if (auto const found = schemas_.named_types.find(written.names[0].text); found != schemas_.named_types.end()) return found->second;
  }
  // A path of the schema: the record there, or the element of the list there.
  if (ScenarioKind const* const kind = schemas_.kind(unit_.kind)) {
    Type at{Kind::record, kind->record};
    bool found = true;
    for (ast::Name const& name : written.names) {
      if (at.kind != Kind::record) {
        found = false;
        break;
      }
      auto const index = schemas_.records[at.index].find(name.text);
      if (!index) {
        error(DiagnosticId::unknown_type, name.span, "there is no type or record `" + name.text + "` here",
              did_you_mean(name.text, candidates(&schemas_.records[at.index])));
        return std::nullopt;
      }
      at = schemas_.records[at.index].fields[*index].type;
      if (at.kind == Kind::list) at = schemas_.lists[at.index].element;
    }
    if (found) return at;
  }
  error(DiagnosticId::unknown_type, written.span, "there is no type `" + as_written(*source_, written.span) + "`",
        did_you_mean(written.names[0].text, candidates(nullptr)));
  return std::nullopt;
}

std::optional<Typed> ExpressionCompiler::constant(ast::Expr const& expr, Type type) {
  Typed value = compile(expr, type);
  if (!value.ok) return std::nullopt;
  Typed wanted;
  wanted.type = type;
  if (!value.constant || !like(value, wanted) || (type.kind == Kind::integer && value.scale > 0)) {
    error(DiagnosticId::type_mismatch, expr.span, "expected " + describe(type, schemas_) + " as a literal, found `" + as_written(*source_, expr.span) + "`");
    return std::nullopt;
  }
  value.type = type;
  value.literal = false;
  if (is_number(type.kind)) value = rescale(value, std::max(value.scale, fact_scale(type.kind)));
  return value;
}

// Messages

Message ExpressionCompiler::message(ast::Text const& text) {
  Message out;
  std::string_view const raw = source_->text();
  std::string literal;
  bool inside = false;  // of quotes: the span may hold several texts, and comments between them
  for (std::uint32_t i = text.span.begin; i < text.span.end; ++i) {
    char const c = raw[i];
    if (!inside) {
      if (c == '"') inside = true;
      else if (c == '#')
        while (i < text.span.end && raw[i] != '\n') ++i;
      continue;
    }
    if (c == '"') {
      inside = false;
    } else if (c == '\\' && i + 1 < text.span.end) {
      literal += raw[++i];
    } else if (c == '{') {
      std::uint32_t const begin = i + 1;
      std::uint32_t end = begin;
      while (end < text.span.end && raw[end] != '}' && raw[end] != '"') ++end;
      if (end >= text.span.end || raw[end] != '}') {
        error(DiagnosticId::message_placeholder, {i, i + 1}, "this `{` is not closed", "close it, or write `\\{` for a brace");
        return out;
      }
      ParsedExpr parsed = parse_expression(*source_, {begin, end});
      for (Diagnostic& d : parsed.diagnostics) diagnostics_.push_back(std::move(d));
      if (parsed.expr) {
        Typed const value = compile(*parsed.expr);
        if (value.ok && !is_scalar(value.type.kind)) {
          error(DiagnosticId::message_placeholder, {begin, end}, "a message can show one value, and this is " + describe(value.type, schemas_));
        } else if (value.ok) {
          Typed const shown = value_only(value);
          out.push_back({literal, true, shown.node, {shown.type, shown.scale}});
          literal.clear();
        }
      }
      i = end;
    } else {
      literal += c;
    }
  }
  if (!literal.empty()) out.push_back({literal, false, 0, {}});
  return out;
}

}  // namespace telerule
