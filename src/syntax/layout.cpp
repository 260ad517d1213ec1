#include "syntax/layout.hpp"

#include <fmt/format.h>

#include <variant>
#include <vector>

#include "source/utf8.hpp"
#include "syntax/precedence.hpp"
#include "syntax/words.hpp"

namespace telerule::syntax {

namespace {

// What the surroundings ask of an expression: the level that needs no parentheses, and whether the chain of operators
// ends with it. A quantifier or `if` reaches to the right, and would swallow what follows.
struct Seat {
  Level least = Level::either;
  bool last = true;
};

bool ends_with_word(std::string_view text, std::string_view word) {
  if (!text.ends_with(word)) return false;
  text.remove_suffix(word.size());
  return text.empty() || !(is_word_char(text.back()) || text.back() == '.');
}

Op op_of(ast::BinaryOp op) { return static_cast<Op>(op); }

bool is_logic(Level l) { return l == Level::either || l == Level::both; }

Level level_of(ast::Expr const& expr) {
  if (auto const* binary = std::get_if<ast::Binary>(&expr.node)) return level(op_of(binary->op));
  if (std::holds_alternative<ast::Not>(expr.node)) return Level::negation;
  bool const compares = std::holds_alternative<ast::Membership>(expr.node) ||
                        std::holds_alternative<ast::IsEmpty>(expr.node) ||
                        std::holds_alternative<ast::Within>(expr.node);
  return compares ? Level::comparison : Level::operand;
}

bool needs_parentheses(ast::Expr const& expr, Seat seat) {
  bool const reaches_on =
      std::holds_alternative<ast::Quantified>(expr.node) || std::holds_alternative<ast::If>(expr.node);
  return level_of(expr) < seat.least || (reaches_on && !seat.last);
}

// The word that an expression begins with, if it begins with a name.
std::string_view first_word(ast::Expr const& expr) {
  ast::Expr const* first = &expr;
  while (auto const* binary = std::get_if<ast::Binary>(&first->node)) first = &*binary->left;
  if (auto const* path = std::get_if<ast::Path>(&first->node))
    return path->names.empty() ? std::string_view{} : path->names[0].text;
  if (auto const* call = std::get_if<ast::Call>(&first->node)) return call->callee.text;
  if (auto const* column = std::get_if<ast::Column>(&first->node)) return column->call.callee.text;
  if (auto const* has_row = std::get_if<ast::HasRow>(&first->node)) return has_row->call.callee.text;
  return {};
}

// `x is empty` asks about the list x; an operand that begins with such a word stands in parentheses.
bool reads_as_empty(ast::Binary const& binary) {
  return (binary.op == ast::BinaryOp::is || binary.op == ast::BinaryOp::is_not) && first_word(*binary.right) == "empty";
}

Seat left_seat(ast::Binary const& binary) {
  Level const own = level(op_of(binary.op));
  auto const* left = std::get_if<ast::Binary>(&binary.left->node);
  // `and` beside `or` takes parentheses on either side.
  if (is_logic(own)) return {left && left->op == binary.op ? own : Level::negation, false};
  return {own == Level::comparison ? Level::sum : own, false};
}

Seat right_seat(ast::Binary const& binary, Seat outer) {
  if (reads_as_empty(binary)) return {static_cast<Level>(static_cast<int>(Level::operand) + 1), outer.last};
  Level const own = level(op_of(binary.op));
  Level const tighter = is_logic(own)              ? Level::negation
                        : own == Level::comparison ? Level::sum
                        : own == Level::sum        ? Level::product
                                                   : Level::operand;
  return {tighter, outer.last};
}

constexpr std::string_view quantifier_words(ast::Quantifier q) {
  switch (q) {
    case ast::Quantifier::every:
      return "every";
    case ast::Quantifier::some:
      return "some";
    case ast::Quantifier::no:
      return "no";
    case ast::Quantifier::count:
      return "count of";
  }
  return {};
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (char const c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

std::string quoted_message(std::string_view text) {
  std::string result = "\"";
  for (std::size_t at = 0; at < text.size();) {
    std::size_t const run = std::min(text.find_first_not_of('\\', at), text.size()) - at;
    // Backslashes before a brace were kept as written.
    bool const before_brace = at + run < text.size() && text[at + run] == '{';
    result.append(before_brace ? run : 2 * run, '\\');
    at += run;
    if (at == text.size()) break;
    if (text[at] == '"') result += '\\';
    result += text[at++];
  }
  return result + '"';
}

// A quoted text cut behind blanks into neighboring texts; never inside `{…}`.
std::string cut(std::string const& text, Place place) {
  std::string result;
  std::size_t column = place.column, begin = 0, blank = 0, depth = 0;
  for (std::size_t at = 0, width = 0; at < text.size(); ++width) {
    char const c = text[at];
    if (c == '\\') {
      at += 2;
      ++width;
    } else {
      if (c == '{') ++depth;
      if (c == '}' && depth > 0) --depth;
      at += utf8::length(text, at);
    }
    // The quote that a cut adds wants its column too.
    if (column + width + 2 > line_width && blank > begin) {
      result += text.substr(begin, blank - begin) + '"' + new_line(place.indent) + '"';
      width = utf8::count(std::string_view{text}.substr(blank, at - blank));
      column = place.indent;
      begin = blank;
    }
    if (c == ' ' && depth == 0) blank = at;
  }
  return result + text.substr(begin);
}

class Flat {
 public:
  std::string operator()(ast::Expr const& expr, Seat seat) const {
    std::string inner = std::visit(
        [&](auto const& node) { return text(node, needs_parentheses(expr, seat) ? Seat{} : seat); }, expr.node);
    return needs_parentheses(expr, seat) ? "(" + std::move(inner) + ")" : inner;
  }

  std::string list(std::vector<ast::Expr> const& exprs, Level least) const {
    std::string result;
    for (ast::Expr const& expr : exprs) {
      if (!result.empty()) result += ", ";
      result += (*this)(expr, {least, true});
    }
    return result;
  }

  std::string text(ast::Literal const& node, Seat) const {
    return node.kind == ast::LiteralKind::text ? quoted(node.text) : node.text;
  }
  std::string text(ast::Path const& node, Seat) const { return flat(node); }
  std::string text(ast::Call const& node, Seat) const {
    std::string arguments = list(node.arguments, Level::either);
    for (ast::Expr const& day : node.on) {
      arguments += (arguments.empty() ? "on " : ", on ") + (*this)(day, {});
    }
    return fmt::format("{}({})", node.callee.text, arguments);
  }
  std::string text(ast::Column const& node, Seat seat) const { return text(node.call, seat) + "." + node.column.text; }
  std::string text(ast::HasRow const& node, Seat seat) const {
    return text(node.call, seat) + (node.negated ? " has no row" : " has a row");
  }
  std::string text(ast::Not const& node, Seat seat) const {
    return "not " + (*this)(*node.operand, {Level::negation, seat.last});
  }
  std::string text(ast::Binary const& node, Seat seat) const {
    return fmt::format("{} {} {}", (*this)(*node.left, left_seat(node)), spelling(op_of(node.op)),
                       (*this)(*node.right, right_seat(node, seat)));
  }
  std::string text(ast::Membership const& node, Seat) const {
    return fmt::format("{} {} {}", (*this)(*node.value, {Level::sum, false}),
                       spelling(node.negated ? Op::not_one_of : Op::one_of),
                       node.list ? flat(*node.list) : "{" + list(node.set, Level::operand) + "}");
  }
  std::string text(ast::IsEmpty const& node, Seat) const {
    return fmt::format("{} {}", flat(node.list), spelling(node.negated ? Op::not_empty : Op::empty));
  }
  std::string text(ast::Within const& node, Seat seat) const {
    std::string distance = (*this)(*node.distance, {Level::sum, false});
    // `all of`, `any of` and `count of` begin something else.
    if (ends_with_word(distance, "all") || ends_with_word(distance, "any") || ends_with_word(distance, "count")) {
      distance = "(" + distance + ")";
    }
    return fmt::format("{} within {} of {}", (*this)(*node.value, {Level::sum, false}), distance,
                       (*this)(*node.anchor, {Level::sum, seat.last}));
  }
  std::string text(ast::Block const& node, Seat) const {
    return fmt::format("{} of ({})", node.all ? "all" : "any", list(node.parts, Level::either));
  }
  std::string text(ast::Quantified const& node, Seat) const {
    return fmt::format("{} {}", head(node), (*this)(*node.body, {}));
  }
  std::string text(ast::If const& node, Seat) const {
    return fmt::format("if {} then {} else {}", (*this)(*node.condition, {}), (*this)(*node.then, {}),
                       (*this)(*node.otherwise, {}));
  }
  std::string text(ast::Unsettled const& node, Seat) const { return "unsettled because " + quoted(node.reason.text); }
  std::string text(ast::Group const& node, Seat) const { return "(" + (*this)(*node.inner, {}) + ")"; }

  static std::string head(ast::Quantified const& node) {
    return fmt::format("{} {} in {}{} satisfies", quantifier_words(node.quantifier), node.variable.text,
                       node.incomplete ? "incomplete " : "", flat(node.list));
  }
};

// Breaks what is too wide for its line at the loosest operators; what has no good place to break stays on its line.
class Layout {
 public:
  std::string operator()(ast::Expr const& expr, Seat seat, Place place) const {
    std::string const line = flat_(expr, seat);
    if (place.column + utf8::count(line) <= line_width) return line;
    if (needs_parentheses(expr, seat)) return grouped(expr, place);
    if (auto const* group = std::get_if<ast::Group>(&expr.node)) return grouped(*group->inner, place);
    if (auto const* binary = std::get_if<ast::Binary>(&expr.node)) return chain(*binary, seat, place);
    if (auto const* block = std::get_if<ast::Block>(&expr.node)) return parts(*block, place);
    if (auto const* conditional = std::get_if<ast::If>(&expr.node)) return branches(*conditional, place);
    if (auto const* denied = std::get_if<ast::Not>(&expr.node)) {
      return "not " + (*this)(*denied->operand, {Level::negation, seat.last}, {place.column + 4, place.column + 4});
    }
    if (auto const* quantified = std::get_if<ast::Quantified>(&expr.node)) {
      std::size_t const indent = place.indent + 2;
      return Flat::head(*quantified) + new_line(indent) + (*this)(*quantified->body, {}, {indent, indent});
    }
    if (auto const* membership = std::get_if<ast::Membership>(&expr.node); membership && !membership->list) {
      return set(*membership, place);
    }
    if (auto const* unsettled = std::get_if<ast::Unsettled>(&expr.node)) {
      std::string const head = "unsettled because ";
      return head + layout_text(unsettled->reason.text, {place.column + head.size(), place.column + head.size()});
    }
    return line;
  }

 private:
  std::string grouped(ast::Expr const& inner, Place place) const {
    return "(" + (*this)(inner, {}, {place.column + 1, place.column + 1}) + ")";
  }

  // Operands of one operator, as many on a line as it holds; the operator leads the further lines.
  std::string chain(ast::Binary const& top, Seat seat, Place place) const {
    struct Part {
      ast::Expr const* expr;
      Seat seat;
      std::string_view op;
    };
    std::vector<Part> operands;
    ast::Binary const* node = &top;
    for (Seat outer = seat;; outer = {Level::either, false}) {
      operands.push_back({&*node->right, right_seat(*node, outer), spelling(op_of(node->op))});
      auto const* left = std::get_if<ast::Binary>(&node->left->node);
      bool const same = left && is_logic(level(op_of(node->op))) && left->op == node->op;
      if (!same) break;
      node = left;
    }
    operands.push_back({&*node->left, left_seat(*node), {}});

    std::string result;
    std::size_t column = place.column;
    bool broken = false;  // whether the operand before this one took several lines
    for (auto part = operands.rbegin(); part != operands.rend(); ++part) {
      std::string line = flat_(*part->expr, part->seat);
      if (!part->op.empty()) {
        std::string const lead = fmt::format("{} ", part->op);
        if (!broken && column + 1 + lead.size() + utf8::count(line) <= line_width) {
          result += ' ' + lead;
          column += 1 + lead.size();
        } else {
          result += new_line(place.indent) + lead;
          column = place.indent + lead.size();
        }
      }
      if (column + utf8::count(line) > line_width) line = (*this)(*part->expr, part->seat, {column, column});
      result += line;
      column += utf8::count(line);
      broken = line.find('\n') != std::string::npos;
    }
    return result;
  }

  std::string parts(ast::Block const& block, Place place) const {
    std::size_t const indent = place.indent + 2;
    std::string result = block.all ? "all of (" : "any of (";
    for (ast::Expr const& part : block.parts) {
      if (&part != &block.parts.front()) result += ',';
      result += new_line(indent) + (*this)(part, {}, {indent, indent});
    }
    return result + new_line(place.indent) + ")";
  }

  std::string branches(ast::If const& node, Place place) const {
    std::size_t const inner = place.indent + 5;
    std::string result = "if " + (*this)(*node.condition, {}, {place.column + 3, place.column + 3});
    std::string const then = " then " + flat_(*node.then, {});
    bool const beside =
        result.find('\n') == std::string::npos && place.column + utf8::count(result) + utf8::count(then) <= line_width;
    result += beside ? then : new_line(place.indent) + "then " + (*this)(*node.then, {}, {inner, inner});
    // `else if` goes on at the same indentation.
    bool const goes_on = std::holds_alternative<ast::If>(node.otherwise->node);
    result += new_line(place.indent) + "else " + (*this)(*node.otherwise, {}, {inner, goes_on ? place.indent : inner});
    return result;
  }

  std::string set(ast::Membership const& node, Place place) const {
    std::string const head = fmt::format("{} {} {{", flat_(*node.value, {Level::sum, false}),
                                         spelling(node.negated ? Op::not_one_of : Op::one_of));
    std::vector<std::string> members;
    for (ast::Expr const& member : node.set) members.push_back(flat_(member, {Level::operand, true}));
    std::size_t const column = place.column + utf8::count(head);
    return head + layout_list(members, {column, std::min(column, place.indent + line_width / 2)}) + "}";
  }

  Flat flat_;
};

}  // namespace

std::string new_line(std::size_t indent) { return "\n" + std::string(indent, ' '); }

std::string flat(ast::Expr const& expr) { return Flat{}(expr, {}); }

std::string flat(ast::Path const& path) {
  std::string result;
  for (ast::Name const& name : path.names) {
    if (!result.empty()) result += '.';
    result += name.text;
  }
  return result;
}

std::string flat(ast::TypeName const& type) {
  if (type.words.empty()) return flat(ast::Path{type.names});
  std::string result;
  for (ast::Name const& word : type.words) {
    std::string_view const text = word.text;
    bool const bare = !text.empty() && !is_digit(text[0]) && !is_reserved(text) &&
                      word_at(text.data(), text.data() + text.size()) == text;
    result += (result.empty() ? "{" : ", ") + (bare ? word.text : quoted(text));
  }
  return result + '}';
}

std::string layout(ast::Expr const& expr, Place place) { return Layout{}(expr, {}, place); }

std::string layout_text(std::string_view text, Place place) { return cut(quoted(text), place); }

std::string layout_message(std::string_view text, Place place) { return cut(quoted_message(text), place); }

std::string layout_list(std::vector<std::string> const& things, Place place) {
  std::string result;
  std::size_t column = place.column;
  for (std::size_t i = 0; i < things.size(); ++i) {
    std::size_t const width = utf8::count(things[i]) + 2;
    if (i > 0 && column + width > line_width) {
      result += new_line(place.indent);
      column = place.indent;
    } else if (i > 0) {
      result += ' ';
      ++column;
    }
    result += things[i];
    column += width - 1;
    if (i + 1 < things.size()) result += ',';
  }
  return result;
}

}  // namespace telerule::syntax
