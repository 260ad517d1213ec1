#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "source/utf8.hpp"
#include "support/ast_equal.hpp"
#include "telerule/parse.hpp"

// The law of the printer: parse(print(x)) is x but for spans, and printing what was printed changes nothing.

namespace {

using namespace telerule;
using test::AstEqual;
using test::Groups;

Parsed parse_text(std::string text) { return parse(std::make_shared<Source const>("test.rules", std::move(text))); }

void check_clean(Parsed const& parsed) {
  for (Diagnostic const& d : parsed.diagnostics) {
    FAIL_CHECK(d.message << (d.frame ? "\n" + d.frame->text : std::string{}));
  }
}

ast::File file_of(std::string const& text) {
  Parsed parsed = parse_text(text);
  CAPTURE(text);
  check_clean(parsed);
  return std::move(parsed.file);
}

// A file that was parsed keeps every parenthesis.
void check_law(std::string const& text) {
  ast::File const file = file_of(text);
  std::string const printed = print(file);
  CAPTURE(printed);
  ast::File const again = file_of(printed);
  CHECK(AstEqual{Groups::matter}(file, again));
  CHECK(print(again) == printed);
}

void check_expression_law(ast::Expr const& expr) {
  std::string const printed = print(expr);
  CAPTURE(printed);
  Source const source("test", printed);
  ParsedExpr const again = parse_expression(source, {0, static_cast<std::uint32_t>(printed.size())});
  REQUIRE(again.expr);
  CHECK(AstEqual{Groups::ignored}(expr, *again.expr));
  CHECK(print(*again.expr) == printed);
  ParsedExpr const third = parse_expression(source, {0, static_cast<std::uint32_t>(printed.size())});
  REQUIRE(third.expr);
  CHECK(AstEqual{Groups::matter}(*again.expr, *third.expr));
}

ast::Expr expression(std::string const& text) {
  CAPTURE(text);
  Source const source("test", text);
  ParsedExpr parsed = parse_expression(source, {0, static_cast<std::uint32_t>(text.size())});
  for (Diagnostic const& d : parsed.diagnostics) FAIL_CHECK(d.message);
  REQUIRE(parsed.expr);
  return std::move(*parsed.expr);
}

// Random trees: any the type allows and the language has a text for, likely or not.
class Trees {
 public:
  explicit Trees(unsigned seed) : random_{seed} {}

  ast::Expr expr(int depth) {
    int const kinds = depth > 0 ? 15 : 2;
    switch (below(kinds)) {
      case 0:
        return {{}, literal()};
      case 1:
        return {{}, path()};
      case 2:
        return {{}, call(depth)};
      case 3:
        return {{}, ast::Column{call(depth), name()}};
      case 4:
        return {{}, ast::HasRow{call(depth), coin()}};
      case 5:
        return {{}, ast::Not{expr(depth - 1)}};
      case 6:
      case 7:
        return {{}, ast::Binary{static_cast<ast::BinaryOp>(below(15)), {}, expr(depth - 1), expr(depth - 1)}};
      case 8:
        return {{}, membership(depth)};
      case 9:
        return {{}, ast::IsEmpty{path(), {}, coin()}};
      case 10:
        return {{}, ast::Within{expr(depth - 1), expr(depth - 1), expr(depth - 1)}};
      case 11:
        return {{}, ast::Block{coin(), exprs(depth - 1, 1 + below(4))}};
      case 12:
        return {{},
                ast::Quantified{static_cast<ast::Quantifier>(below(4)), name(), coin(), path(), {}, expr(depth - 1)}};
      case 13:
        return {{}, ast::If{expr(depth - 1), expr(depth - 1), expr(depth - 1)}};
      default:
        return coin() ? ast::Expr{{}, ast::Unsettled{text()}} : ast::Expr{{}, ast::Group{expr(depth - 1)}};
    }
  }

  ast::File file() {
    ast::File file;
    for (int n = below(4); n >= 0; --n) file.items.push_back(item());
    return file;
  }

 private:
  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  bool coin() { return below(2) == 0; }

  template <class T, class Make>
  std::optional<T> maybe(Make make) {
    return coin() ? std::optional<T>{make()} : std::nullopt;
  }

  // Words that look like the language's own are names too.
  ast::Name name() {
    static constexpr char const* names[] = {"x",
                                            "visit",
                                            "all",
                                            "any",
                                            "count",
                                            "of",
                                            "one",
                                            "empty",
                                            "has",
                                            "a",
                                            "row",
                                            "in",
                                            "incomplete",
                                            "rule",
                                            "title",
                                            "when",
                                            "OR",
                                            "_b9",
                                            "days",
                                            "none",
                                            "because",
                                            "require",
                                            "service_type_code"};
    return {names[below(static_cast<int>(std::size(names)))], {}};
  }
  ast::Name field() {
    static constexpr char const* names[] = {"end", "no", "is", "covered", "allowed_amount", "or"};
    return coin() ? name() : ast::Name{names[below(static_cast<int>(std::size(names)))], {}};
  }
  ast::Path path() {
    ast::Path result{{name()}};
    for (int n = below(4); n > 1; --n) result.names.push_back(field());
    return result;
  }
  ast::Name id() {
    static constexpr char const* ids[] = {"payment-parity", "D-480.969", "a", "rule", "title", "payer-plan", "H-1.2"};
    return {ids[below(static_cast<int>(std::size(ids)))], {}};
  }

  ast::Text text() {
    static constexpr char const* pieces[] = {"a",
                                             " ",
                                             "\"",
                                             "\\",
                                             "{x.y}",
                                             "{",
                                             "}",
                                             "\u20ac",
                                             "# no comment",
                                             "\\{",
                                             "\\\\{",
                                             "'",
                                             "a somewhat longer stretch of text ",
                                             "\t"};
    ast::Text result;
    for (int n = below(coin() ? 4 : 40); n > 0; --n) result.text += pieces[below(static_cast<int>(std::size(pieces)))];
    return result;
  }

  ast::Literal literal() {
    using ast::LiteralKind;
    static std::vector<ast::Literal> const literals{
        {LiteralKind::boolean, "true"},     {LiteralKind::boolean, "false"},    {LiteralKind::number, "0.80"},
        {LiteralKind::number, "2026"},      {LiteralKind::money, "$25.00"},     {LiteralKind::money, "$1"},
        {LiteralKind::percent, "20%"},      {LiteralKind::percent, "0.5%"},     {LiteralKind::date, "2026-01-31"},
        {LiteralKind::duration, "90 days"}, {LiteralKind::duration, "1 month"}, {LiteralKind::duration, "6 months"},
        {LiteralKind::duration, "1 day"},
    };
    int const n = below(static_cast<int>(literals.size()) + 2);
    if (n >= static_cast<int>(literals.size())) return {LiteralKind::text, text().text};
    return literals[static_cast<std::size_t>(n)];
  }

  std::vector<ast::Expr> exprs(int depth, int count) {
    std::vector<ast::Expr> result;
    while (count-- > 0) result.push_back(expr(depth));
    return result;
  }
  ast::Call call(int depth) { return {name(), exprs(depth - 1, below(4)), exprs(depth - 1, below(2))}; }
  ast::Membership membership(int depth) {
    ast::Membership result{.value = expr(depth - 1), .negated = coin(), .set = {}, .list = {}, .list_span = {}};
    if (coin()) {
      result.set = exprs(depth - 1, 1 + below(8));
    } else {
      result.list = path();
    }
    return result;
  }

  ast::TypeName type() {
    ast::TypeName result;
    if (coin()) {
      result.names = path().names;
    } else {
      for (int n = below(12); n >= 0; --n) result.words.push_back(field());
      if (coin()) result.words.push_back({"not a \"name\"", {}});
    }
    return result;
  }
  ast::Text clause_id() { return {coin() ? "" : coin() ? "(1)" : "(1)(c)", {}}; }
  std::vector<ast::Citation> citations() {
    std::vector<ast::Citation> result;
    for (int n = below(8); n > 0; --n)
      result.push_back({id(), clause_id(), maybe<ast::Name>([&] { return name(); }), {}});
    return result;
  }

  ast::Item item() {
    auto const any_text = [&] { return text(); };
    auto const any_name = [&] { return name(); };
    auto const any_expr = [&] { return expr(below(5)); };
    switch (below(5)) {
      case 0: {
        ast::Policy policy{id(),
                           maybe<ast::Text>(any_text),
                           maybe<ast::Text>(any_text),
                           maybe<ast::Text>(any_text),
                           maybe<ast::Text>(any_text),
                           {}};
        for (int n = below(4); n > 0; --n) {
          policy.clauses.push_back({clause_id(),
                                    text(),
                                    maybe<ast::Text>(any_text),
                                    maybe<ast::Name>(any_name),
                                    maybe<ast::Text>(any_text),
                                    {}});
        }
        return {{}, std::move(policy)};
      }
      case 1: {
        ast::Definition definition{name(), {}, maybe<ast::Name>([&] { return id(); }), expr(below(6))};
        for (int n = below(5); n > 0; --n) definition.parameters.push_back({name(), type()});
        return {{}, std::move(definition)};
      }
      case 2: {
        ast::Exception exception{id(), id(), maybe<ast::Text>(any_text), citations(), maybe<ast::Expr>(any_expr)};
        return {{}, std::move(exception)};
      }
      case 3: {
        ast::Table table{name(), text(), maybe<ast::Text>(any_text), {}, maybe<ast::Name>([&] { return field(); })};
        for (int n = below(5); n > 0; --n) table.columns.push_back({coin(), name(), type()});
        return {{}, std::move(table)};
      }
      default:
        return {{}, rule()};
    }
  }

  ast::Rule rule() {
    auto const any_text = [&] { return text(); };
    auto const any_name = [&] { return name(); };
    auto const any_expr = [&] { return expr(below(5)); };
    ast::Rule rule;
    rule.id = id();
    rule.title = maybe<ast::Text>(any_text);
    rule.cites = citations();
    rule.basis = maybe<ast::Name>(any_name);
    if (coin()) {
      rule.severity = ast::Severity{name(), {}, {}};
      if (coin()) {
        rule.severity->when = expr(3);
        rule.severity->otherwise = name();
      }
    }
    rule.about = maybe<ast::Name>([&] { return id(); });
    rule.from = maybe<ast::Text>([] { return ast::Text{"2026-01-31", {}}; });
    rule.until = maybe<ast::Text>([] { return ast::Text{"2027-12-31", {}}; });
    for (int n = below(3); n > 0; --n) rule.parameters.push_back({name(), type(), expr(2), text(), {}});
    for (int n = below(4); n > 0; --n) rule.subjects.push_back({name(), path(), {}});
    rule.applies = maybe<ast::Expr>(any_expr);
    rule.require = maybe<ast::Expr>(any_expr);
    rule.finding = maybe<ast::Text>(any_text);
    rule.remedy = maybe<ast::Text>(any_text);
    for (int n = below(3); n > 0; --n) rule.notes.push_back({text(), maybe<ast::Expr>(any_expr)});
    return rule;
  }

  std::mt19937 random_;
};

constexpr char const* every_construct = R"(language 1
policy P-1.2 title "t" authority "a" adopted "2016" address "x"
  clause (1)(c) "p" "q" binds "b" trust verified
  clause "whole" trust memory not checkable because "r"
end
define d(a: services.in_person, b: {x, "no", "two words"}, c: state) about payer-plan as a is b end
rule r until 2027-01-01 from 2026-01-01 note "n" note "m" when not x
  parameter p: days = 60 days because "b" severity high when a otherwise low about k basis text
  title "t" cites P-1.2 (1)(c) as interpretation, Q for each a in b, c in a.d
  applies when all of (a, any of (b, c)) require a finding "{a.b} \{ \\{c} \\" remedy "r"
end
exception e to r cites P when unsettled because "u" title "t" end
table t from "f.csv" column c: text title "x" key k: {a, b} cited by c end
)";

}  // namespace

TEST_SUITE("print") {
  TEST_CASE("every construct of an item") { check_law(every_construct); }

  TEST_CASE("every form of expression") {
    for (char const* text : {"true",
                             "0.80",
                             "$25.00",
                             "20%",
                             "2026-01-31",
                             "90 days",
                             "1 month",
                             "\"a \\\" \\\\ b\"",
                             "a.b.end",
                             "f()",
                             "f(a, b)",
                             "f(on d)",
                             "f(a, on d)",
                             "f(a).c",
                             "f(a) has a row",
                             "f(a) has no row",
                             "not a",
                             "not not a",
                             "a and b and c",
                             "(a and b) or c",
                             "a and (b or c)",
                             "a is not b",
                             "a is b",
                             "not a is b",
                             "a < b",
                             "a <= b",
                             "a > b",
                             "a >= b",
                             "a before b",
                             "a after b",
                             "a on or before b",
                             "a on or after b",
                             "a + b - c * d",
                             "a - (b - c)",
                             "(a + b) * c",
                             "a is one of {x, \"no\", none}",
                             "a is not one of b.c",
                             "a is empty",
                             "a.b is not empty",
                             "a within 90 days of b",
                             "a within p + 1 day of b + 6 months",
                             "all of (a, b or c)",
                             "any of (a)",
                             "every x in l satisfies a and b",
                             "some x in incomplete l.m satisfies x",
                             "no x in incomplete satisfies x",
                             "(count of x in l satisfies x) >= 2",
                             "2 <= count of x in l satisfies x",
                             "(every x in l satisfies x) and y",
                             "if a then b else if c then d else e",
                             "(if a then b else c) + 1",
                             "unsettled because \"x\"",
                             "((a))",
                             "a is (empty)",
                             "d within (all) of e",
                             "x is none",
                             "x is any"}) {
      CAPTURE(text);
      ast::Expr const expr = expression(text);
      CHECK(print(expr) == text);
      check_law(std::string{"language 1\ndefine d as\n"} + text + "\nend\n");
    }
  }

  TEST_CASE("trees built by hand get the parentheses they need") {
    ast::Expr const a{{}, ast::Path{{{"a", {}}}}};
    ast::Expr const both{{}, ast::Binary{ast::BinaryOp::both, {}, a, a}};
    ast::Expr const every{{}, ast::Quantified{ast::Quantifier::every, {"x", {}}, false, {{{"l", {}}}}, {}, a}};
    auto const join = [](ast::BinaryOp op, ast::Expr const& left, ast::Expr const& right) {
      return print({{}, ast::Binary{op, {}, left, right}});
    };
    using Op = ast::BinaryOp;
    CHECK(join(Op::both, both, a) == "a and a and a");
    CHECK(join(Op::either, both, a) == "(a and a) or a");
    CHECK(join(Op::both, a, both) == "a and (a and a)");
    CHECK(join(Op::is, both, a) == "(a and a) is a");
    CHECK(join(Op::both, every, a) == "(every x in l satisfies a) and a");
    CHECK(join(Op::both, a, every) == "a and every x in l satisfies a");
    CHECK(join(Op::is, {{}, ast::Not{a}}, a) == "(not a) is a");
    CHECK(print({{}, ast::Not{both}}) == "not (a and a)");
  }

  TEST_CASE("random expressions") {
    Trees trees{20260131};
    for (int i = 0; i < 3000; ++i) check_expression_law(trees.expr(i % 7));
  }

  TEST_CASE("random files") {
    Trees trees{480969};
    for (int i = 0; i < 600; ++i) {
      ast::File const file = trees.file();
      std::string const printed = print(file);
      CAPTURE(printed);
      ast::File const again = file_of(printed);
      REQUIRE(AstEqual{Groups::ignored}(file, again));
      REQUIRE(print(again) == printed);
    }
  }

  TEST_CASE("the shipped rules") {
    int files = 0;
    for (auto const& entry : std::filesystem::recursive_directory_iterator{TELERULE_SOURCE_DIR "/rules"}) {
      if (entry.path().extension() != ".rules") continue;
      CAPTURE(entry.path().string());
      std::ifstream stream{entry.path(), std::ios::binary};
      check_law({std::istreambuf_iterator<char>{stream}, {}});
      ++files;
    }
    CHECK(files > 0);
  }

  TEST_CASE("a rule is laid out as the documentation shows it") {
    std::string const text = R"(language 1

rule some-telehealth
  title     "A service covered in person is covered by telehealth"
  cites     D-480.969 (1)
  basis     text
  severity  high when service.id is "x" otherwise critical
  about     payer-plan
  from      2026-01-01
  parameter horizon: days = 60 days because "a renewal takes so long"
  for each  service in services, visit in service.telehealth
  applies when private_market and service.in_person.covered
  require   all of (
              some visit in service.telehealth satisfies visit.covered,
              if a then b else c,
              service.in_person.allowed_amount <= visit.allowed_amount
            )
  finding   "{service.id} is covered in person and by no telehealth modality"
  remedy    "Cover {service.id} by telehealth."
  note      "a remark" when service.covered
end

exception curbside to full-unrestricted-license
  cites H-480.969 (1)(b)
  when  encounter.kind is curbside and encounter.physician_to_physician and encounter.informal
        and not encounter.compensated
end
)";
    CHECK(print(file_of(text)) == text);
  }

  TEST_CASE("lines are kept within the width where words allow it") {
    std::string words;
    for (int i = 0; i < 60; ++i) words += "word ";
    std::string const text =
        print(file_of("language 1 rule r title \"" + words + "\" finding \"{" + words + "}\" end"));
    std::size_t longest = 0;
    for (std::size_t begin = 0, end = 0; end != std::string::npos; begin = end + 1) {
      end = text.find('\n', begin);
      std::string const line = text.substr(begin, end - begin);
      if (line.find('{') == std::string::npos) longest = std::max(longest, utf8::count(line));
    }
    CHECK(longest <= 100);
    CHECK(longest > 90);
  }
}
