#include <doctest/doctest.h>

#include <cstdint>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "source/utf8.hpp"
#include "support/ast_equal.hpp"
#include "telerule/parse.hpp"

namespace {

using namespace telerule;
using test::AstEqual;
using test::Groups;

Parsed parse_text(std::string text) { return parse(std::make_shared<Source const>("test.rules", std::move(text))); }

Parsed parse_items(std::string const& items) { return parse_text("language 1\n" + items); }

struct ParsedText {
  std::string text;
  ParsedExpr parsed;
  std::string_view at(Span span) const { return std::string_view{text}.substr(span.begin, span.end - span.begin); }
};

ParsedText expression(std::string text) {
  Source const source("test", text);
  ParsedExpr parsed = parse_expression(source, {0, static_cast<std::uint32_t>(text.size())});
  return {std::move(text), std::move(parsed)};
}

template <class Node>
Node node(ParsedText const& p) {
  CAPTURE(p.text);
  for (Diagnostic const& d : p.parsed.diagnostics) FAIL_CHECK(d.message);
  REQUIRE(p.parsed.expr);
  REQUIRE(std::holds_alternative<Node>(p.parsed.expr->node));
  return std::get<Node>(p.parsed.expr->node);
}

bool same_tree(std::string const& a, std::string const& b) {
  ParsedText const left = expression(a), right = expression(b);
  CAPTURE(a);
  CAPTURE(b);
  REQUIRE(left.parsed.expr);
  REQUIRE(right.parsed.expr);
  return AstEqual{Groups::ignored}(*left.parsed.expr, *right.parsed.expr);
}

// The marked part of the line, then the message, then the help if there is one.
std::string told(Diagnostic const& d) {
  std::string result;
  if (d.frame) {
    std::string_view const line = d.frame->text;
    std::size_t const begin = utf8::advance(line, 0, d.frame->position.column - d.frame->text_column);
    std::size_t const end = utf8::advance(line, begin, d.frame->width);
    result = "[" + std::string{line.substr(begin, end - begin)} + "] ";
  }
  return result + d.message + (d.help.empty() ? "" : "; " + d.help);
}

std::vector<std::string> told(Diagnostics const& diagnostics) {
  std::vector<std::string> result;
  for (Diagnostic const& d : diagnostics) result.push_back(told(d));
  return result;
}

std::string only_fault(std::string const& items) {
  Parsed const parsed = parse_items(items);
  CAPTURE(items);
  REQUIRE(parsed.diagnostics.size() == 1);
  CHECK(parsed.file.items.empty());
  return told(parsed.diagnostics[0]);
}

std::string fault(std::string const& text) {
  ParsedText const p = expression(text);
  CAPTURE(text);
  CHECK(!p.parsed.expr);
  REQUIRE(p.parsed.diagnostics.size() == 1);
  return told(p.parsed.diagnostics[0]);
}

DiagnosticId fault_id(std::string const& text) {
  Parsed const parsed = parse_text(text);
  REQUIRE(parsed.diagnostics.size() == 1);
  return parsed.diagnostics[0].id;
}

std::string repeated(std::string_view piece, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += piece;
  return result;
}

constexpr char const* good_file = R"(language 1
# A comment.
policy D-480.969
  title     "Coverage \"parity\" of cafés"
  authority "AMA"
  clause (1)(c) "All of it." binds "insurers" trust verified
  clause (2) "Bills." not checkable because "it directs the AMA"
end
define private_market(a: services.in_person, b: {x, y}) about payer-plan as
  jurisdiction.market is one of {individual, "no", OR} and not (a.b < $25.00 or a.c is empty)
end
rule some-telehealth
  title "A service"
  cites D-480.969 (1)(c) as interpretation, H-1
  basis text
  severity high when private_market otherwise critical
  about payer-plan
  from 2026-01-01 until 2027-01-01
  parameter horizon: days = 60 days because "renewal"
  for each service in services, visit in service.telehealth
  applies when all of (a, any of (b, count of x in y satisfies z > 2), if a then b else c)
  require some visit in incomplete service.telehealth satisfies visit.day within 90 days of other.day + 6 months
  finding "\{ {service.id}"
  remedy "r" note "n" when t(a, on visit.day).granted or unsettled because "u" or t(a) has no row
end
exception no-remote-twin to some-telehealth
  cites D-480.969 when not service.has_in_person_equivalent
end
table t from "t.csv"
  title "T" key state: state column granted: boolean cited by statute
end
)";

}  // namespace

TEST_SUITE("expressions") {
  TEST_CASE("literals keep their text") {
    auto const literal = [](std::string const& text) { return node<ast::Literal>(expression(text)); };
    using ast::LiteralKind;
    struct Case {
      char const* written;
      LiteralKind kind;
      char const* text;
    };
    for (Case const& c :
         {Case{"true", LiteralKind::boolean, "true"}, Case{"0.80", LiteralKind::number, "0.80"},
          Case{"007", LiteralKind::number, "007"}, Case{"$25.00", LiteralKind::money, "$25.00"},
          Case{"20%", LiteralKind::percent, "20%"}, Case{"2026-01-31", LiteralKind::date, "2026-01-31"},
          Case{"2026-99-99", LiteralKind::date, "2026-99-99"}, Case{"90 days", LiteralKind::duration, "90 days"},
          Case{"1 # one\n day", LiteralKind::duration, "1 day"}, Case{"6  months", LiteralKind::duration, "6 months"},
          Case{R"("a \"b\" \\")", LiteralKind::text, R"(a "b" \)"},
          Case{"\"a \" # joined\n \"b\"", LiteralKind::text, "a b"}}) {
      CAPTURE(c.written);
      ast::Literal const got = literal(c.written);
      CHECK(got.kind == c.kind);
      CHECK(got.text == c.text);
    }
  }

  TEST_CASE("words that are not reserved are names everywhere") {
    auto const is = node<ast::Binary>(expression("telehealth.originating_site is any"));
    CHECK(std::get<ast::Path>(is.right->node).names[0].text == "any");
    ParsedText const p =
        expression("x is one of {OR, IN, none, any, all, count, has, in, incomplete, one, of, a, \"no\"}");
    CHECK(node<ast::Membership>(p).set.size() == 13);
    node<ast::Quantified>(expression("some in in incomplete satisfies in is count"));
    auto const list = node<ast::Quantified>(expression("some x in incomplete incomplete satisfies x"));
    CHECK(list.incomplete);
    CHECK(list.list.names[0].text == "incomplete");
    // Behind a dot even a reserved word is one.
    CHECK(node<ast::Path>(expression("period.end.no")).names.size() == 3);
    // A reserved word that a name begins with is no word of its own.
    node<ast::Path>(expression("android"));
    node<ast::Path>(expression("notes.is_x"));
  }

  TEST_CASE("precedence") {
    CHECK(same_tree("a and b and c", "(a and b) and c"));
    CHECK(same_tree("not a is b", "not (a is b)"));
    CHECK(same_tree("not a < b + c * d and e", "(not (a < (b + (c * d)))) and e"));
    CHECK(same_tree("a - b - c", "(a - b) - c"));
    CHECK(same_tree("a + b < c * d", "(a + b) < (c * d)"));
    CHECK(same_tree("a is one of {b} and c", "(a is one of {b}) and c"));
    CHECK(same_tree("not a is not empty and b", "(not (a is not empty)) and b"));
    CHECK(same_tree("a within 90 days + 1 day of b + 1 month and c",
                    "(a within (90 days + 1 day) of (b + 1 month)) and c"));
    CHECK(same_tree("x and every a in b satisfies c and d", "x and (every a in b satisfies (c and d))"));
    CHECK(same_tree("not every a in b satisfies c or d", "not (every a in b satisfies (c or d))"));
    CHECK(same_tree("x or if a then b else c or d", "x or (if a then b else (c or d))"));
    CHECK(same_tree("count of x in l satisfies x >= 2", "count of x in l satisfies (x >= 2)"));
    CHECK(same_tree("2 <= count of x in l satisfies x", "2 <= (count of x in l satisfies x)"));
    CHECK(same_tree("a on or before b and c after d", "(a on or before b) and (c after d)"));
    CHECK(!same_tree("a - (b - c)", "a - b - c"));
  }

  TEST_CASE("look-ups and calls") {
    ParsedText const p = expression("t(a, b, on day + 1 day).granted");
    auto const column = node<ast::Column>(p);
    CHECK(column.call.callee.text == "t");
    CHECK(column.call.arguments.size() == 2);
    CHECK(column.call.on.size() == 1);
    CHECK(column.column.text == "granted");
    CHECK(p.at(column.column.span) == "granted");
    CHECK(node<ast::HasRow>(expression("t(a) has a row")).negated == false);
    CHECK(node<ast::HasRow>(expression("t(a, on b) has no row")).negated);
    CHECK(node<ast::Call>(expression("f()")).arguments.empty());
    CHECK(node<ast::Call>(expression("t(on day)")).on.size() == 1);
  }

  TEST_CASE("spans are narrow and hold no white space") {
    ParsedText const p = expression("  a.b # x\n  is  not  one  of  { c ,  d }  # end\n ");
    auto const membership = node<ast::Membership>(p);
    CHECK(p.at(p.parsed.expr->span).starts_with("a.b #"));
    CHECK(p.at(p.parsed.expr->span).ends_with("d }"));
    CHECK(p.at(membership.value->span) == "a.b");
    CHECK(p.at(membership.list_span) == "{ c ,  d }");
    CHECK(p.at(membership.set[1].span) == "d");

    ParsedText const q = expression("not  some x in  incomplete  a.b  satisfies ( x.c  on  or before  y )  ");
    auto const denied = node<ast::Not>(q);
    auto const& quantified = std::get<ast::Quantified>(denied.operand->node);
    CHECK(q.at(q.parsed.expr->span) == "not  some x in  incomplete  a.b  satisfies ( x.c  on  or before  y )");
    CHECK(q.at(quantified.variable.span) == "x");
    CHECK(q.at(quantified.list_span) == "a.b");
    CHECK(q.at(quantified.body->span) == "( x.c  on  or before  y )");
    auto const& inner = std::get<ast::Binary>(std::get<ast::Group>(quantified.body->node).inner->node);
    CHECK(q.at(inner.op_span) == "on  or before");
    CHECK(q.at(inner.left->span) == "x.c");

    ParsedText const r = expression("a  and  b  within  90  days  of  c  and d");
    auto const chain = node<ast::Binary>(r);
    CHECK(r.at(chain.left->span) == "a  and  b  within  90  days  of  c");
    auto const& within = std::get<ast::Within>(std::get<ast::Binary>(chain.left->node).right->node);
    CHECK(r.at(within.distance->span) == "90  days");
    ParsedText const s = expression("a.b  is  empty ");
    CHECK(s.at(node<ast::IsEmpty>(s).list_span) == "a.b");
    CHECK(s.at(s.parsed.expr->span) == "a.b  is  empty");
  }

  TEST_CASE("a part of a text is read in its place") {
    Source const source("m.rules", "\"the {visit.modality} of {x y}\"");
    ParsedExpr const good = parse_expression(source, {6, 20});
    REQUIRE(good.expr);
    CHECK(good.expr->span == Span{6, 20});
    ParsedExpr const bad = parse_expression(source, {26, 29});
    CHECK(!bad.expr);
    CHECK(told(bad.diagnostics) == std::vector<std::string>{"[y] expected an operator, found `y`"});
    CHECK(told(parse_expression(source, {6, 6}).diagnostics)[0] == "[v] expected a value, found `v`");
    Source const empty("m.rules", "\"{}\"");
    CHECK(told(parse_expression(empty, {2, 2}).diagnostics)[0] == "[}] expected a value, found `}`");
    CHECK(!parse_expression(empty, {90, 80}).expr);
    CHECK(parse_expression(empty, {0, 4'000'000'000U}).expr);  // as far as the text goes
  }
}

TEST_SUITE("items") {
  TEST_CASE("a whole file") {
    Parsed const parsed = parse_text(good_file);
    CHECK(told(parsed.diagnostics) == std::vector<std::string>{});
    REQUIRE(parsed.file.items.size() == 5);
    std::string_view const text = parsed.file.source->text();
    auto const at = [&](Span span) { return text.substr(span.begin, span.end - span.begin); };

    auto const& policy = std::get<ast::Policy>(parsed.file.items[0].node);
    CHECK(policy.title->text == "Coverage \"parity\" of caf\u00e9s");
    CHECK(policy.clauses.size() == 2);
    CHECK(policy.clauses[0].id.text == "(1)(c)");
    CHECK(at(policy.clauses[0].span).ends_with("trust verified"));
    CHECK(policy.clauses[1].not_checkable->text == "it directs the AMA");

    auto const& rule = std::get<ast::Rule>(parsed.file.items[2].node);
    CHECK(at(parsed.file.items[2].span).starts_with("rule some-telehealth"));
    CHECK(at(parsed.file.items[2].span).ends_with("row\nend"));
    CHECK(rule.cites.size() == 2);
    CHECK(at(rule.cites[0].span) == "D-480.969 (1)(c) as interpretation");
    CHECK(rule.cites[0].basis->text == "interpretation");
    CHECK(rule.cites[1].clause.text.empty());
    CHECK(rule.severity->otherwise->text == "critical");
    CHECK(rule.from->text == "2026-01-01");
    CHECK(at(rule.parameters[0].span) == "horizon: days = 60 days because \"renewal\"");
    CHECK(rule.subjects[1].list.names[1].text == "telehealth");
    CHECK(at(rule.subjects[1].list_span) == "service.telehealth");
    CHECK(rule.notes.size() == 1);
    auto const& definition = std::get<ast::Definition>(parsed.file.items[1].node);
    CHECK(definition.parameters[1].type.words.size() == 2);
    CHECK(at(definition.parameters[1].type.span) == "{x, y}");
    CHECK(std::get<ast::Table>(parsed.file.items[4].node).columns.size() == 2);
    CHECK(std::get<ast::Exception>(parsed.file.items[3].node).rule.text == "some-telehealth");
  }

  TEST_CASE("line ends, indentation and a byte-order mark mean nothing") {
    std::string windows = "\xef\xbb\xbf";
    for (char const* c = good_file; *c; ++c) windows += *c == '\n' ? std::string{"\r\n"} : std::string{*c};
    Parsed const parsed = parse_text(windows);
    CHECK(told(parsed.diagnostics) == std::vector<std::string>{});
    CHECK(AstEqual{Groups::matter}(parsed.file, parse_text(good_file).file));
    CHECK(parse_text("language 1 define a as b end define c as d end").file.items.size() == 2);
  }

  TEST_CASE("the backslashes of a message that its reader needs are kept") {
    auto const finding = [](std::string const& written) {
      Parsed const parsed = parse_items("rule r finding " + written + " end");
      CHECK(told(parsed.diagnostics) == std::vector<std::string>{});
      REQUIRE(parsed.file.items.size() == 1);
      return std::get<ast::Rule>(parsed.file.items[0].node).finding->text;
    };
    CHECK(finding(R"("a \"b\" \\ {c}")") == R"(a "b" \ {c})");
    CHECK(finding(R"("\{ \\{c} \\\{")") == R"(\{ \\{c} \\\{)");
    CHECK(finding(R"("a\\" "{c}")") == R"(a\\{c})");
    CHECK(finding(R"("a\\" "\\{c}")") == R"(a\\\\{c})");
  }

  TEST_CASE("the header") {
    CHECK(fault_id("") == DiagnosticId::missing_language);
    CHECK(fault_id("# only a comment") == DiagnosticId::missing_language);
    CHECK(fault_id("language 2\nrule") == DiagnosticId::unknown_language);
    CHECK(fault_id("language one\n") == DiagnosticId::missing_language);
    Parsed const parsed = parse_text("define a as b end");
    CHECK(parsed.file.items.size() == 1);
    CHECK(told(parsed.diagnostics) ==
          std::vector<std::string>{"[define] expected `language 1`, found `define`; begin the file with `language 1`"});
  }

  TEST_CASE("one faulty item leaves the others alone") {
    Parsed const parsed = parse_items(R"(
define a as b end
define c as end
define d as e
define f as g and h or i end
define j as k end
defin l as m end
rule n
  severty high
  title "x"
end
  rule o title "x" end
define p as a and
  rule.q is 1 and
  end
)");
    CHECK(parsed.file.items.size() == 3);
    CHECK(told(parsed.diagnostics) ==
          std::vector<std::string>{
              "[end] expected a value, found `end`",
              "[define d] expected `end`, found `define`: `define d` is not closed; close it with `end`",
              "[or] `and` and `or` stand side by side, and which comes first is not said; add parentheses, such as "
              "`(g and h) or i`",
              "[defin] expected an item, found `defin`; did you mean `define`?",
              "[severty] expected a property of a rule or `end`, found `severty`; did you mean `severity`?",
              "[end] expected a value, found `end`"});
  }

  TEST_CASE("a file of nothing but errors is given up") {
    Parsed const parsed = parse_items(repeated("rule\n", 100'000));
    CHECK(parsed.diagnostics.size() == 101);
    CHECK(parsed.diagnostics.back().message == "the file is not read further after 100 errors");
    CHECK(!parsed.diagnostics.back().frame);
    Parsed const one = parse_items("define a as b" + repeated(" = c", 900) + " end");
    CHECK(one.diagnostics.size() <= 101);
  }
}

TEST_SUITE("messages") {
  TEST_CASE("properties") {
    CHECK(only_fault("rule r requires x end") ==
          "[requires] expected a property of a rule or `end`, found `requires`; did you mean `require`?");
    CHECK(only_fault("rule r require x requires y end") ==
          "[requires] expected an operator, a property of a rule or `end`, found `requires`; did you mean `require`?");
    CHECK(only_fault("rule r for x in y end") == "[x] expected `each`, found `x`");
    CHECK(only_fault("rule r severity end") == "[end] expected a word, found `end`");
    CHECK(only_fault("rule r cites end") == "[end] expected the id of a policy, found `end`");
    CHECK(only_fault("rule r from 2026 end") == "[2026] expected a date such as 2026-01-31, found `2026`");
    CHECK(only_fault("rule r finding x end") == "[x] expected a text in double quotes, found `x`");
    CHECK(only_fault("rule r applies when x is title \"x\" end") ==
          "[\"] expected an operator, a property of a rule or `end`, found a text; `title` was read as a value of the "
          "expression before it, which lacks one");
    CHECK(
        only_fault("policy p clause (1) \"x\" bind \"y\" end") ==
        "[bind] expected a property of a clause, a property of a policy or `end`, found `bind`; did you mean `binds`?");
    CHECK(only_fault("exception e for r end") == "[for] expected `to`, found `for`");
  }

  TEST_CASE("a property given twice shows both places") {
    Parsed const parsed = parse_items("rule r\n title \"a\"\n basis text\n title \"b\"\nend");
    REQUIRE(parsed.diagnostics.size() == 1);
    Diagnostic const& d = parsed.diagnostics[0];
    CHECK(d.id == DiagnosticId::duplicate_property);
    CHECK(told(d) == "[title] `title` is given twice; keep one of the two");
    CHECK(d.frame->position == Position{5, 2});
    REQUIRE(d.labels.size() == 1);
    CHECK(d.labels[0].frame.position == Position{3, 2});
    CHECK(parse_items("policy p clause \"a\" binds \"x\" binds \"y\" end").diagnostics[0].id ==
          DiagnosticId::duplicate_property);
    CHECK(parse_items("rule r note \"a\" note \"b\" parameter p: days = 1 day because \"\" parameter q: days = 1 day "
                      "because \"\" end")
              .diagnostics.empty());
  }

  TEST_CASE("an item that is not closed is named") {
    Parsed const parsed = parse_items("rule a\n title \"x\"\nrule b end\nrule c");
    REQUIRE(parsed.diagnostics.size() == 2);
    CHECK(parsed.file.items.size() == 1);
    CHECK(told(parsed.diagnostics[0]) ==
          "[rule a] expected `end`, found `rule`: `rule a` is not closed; close it with `end`");
    REQUIRE(parsed.diagnostics[0].labels.size() == 1);
    CHECK(parsed.diagnostics[0].labels[0].frame.position == Position{4, 1});
    CHECK(told(parsed.diagnostics[1]) ==
          "[rule c] expected `end`, found the end of the file: `rule c` is not closed; close it with `end`");
  }

  TEST_CASE("operators of other languages") {
    CHECK(fault("a = b") == "[=] `=` is not an operator of the rule language; write `is`");
    CHECK(fault("a == b") == "[==] `==` is not an operator of the rule language; write `is`");
    CHECK(fault("a != b") == "[!=] `!=` is not an operator of the rule language; write `is not`");
    CHECK(fault("a && b") == "[&&] `&&` is not an operator of the rule language; write `and`");
    CHECK(fault("a || b") == "[||] `||` is not an operator of the rule language; write `or`");
    CHECK(fault("!a") == "[!] `!` is not an operator of the rule language; write `not`");
    CHECK(fault("a \u2265 b") == "[\u2265] `\u2265` is not an operator of the rule language; write `>=`");
    CHECK(fault("a AND b") == "[AND] expected an operator, found `AND`; did you mean `and`?");
    CHECK(expression("a = b && !c").parsed.diagnostics.size() == 3);
  }

  TEST_CASE("and beside or") {
    ParsedText const p = expression("a or b  and not c # why\n and \"x # y\" or d");
    REQUIRE(p.parsed.diagnostics.size() == 1);
    Diagnostic const& d = p.parsed.diagnostics[0];
    CHECK(d.id == DiagnosticId::mixed_and_or);
    CHECK(d.help == "add parentheses, such as `a or (b and not c and \"x # y\") or d`");
    CHECK(d.frame->position.column == 9);
    REQUIRE(d.labels.size() == 1);
    CHECK(d.labels[0].frame.position.column == 3);
    CHECK(d.labels[0].text == "`or` is here");
    // Bodies, parentheses and blocks are chains of their own.
    node<ast::Binary>(expression("a and (b or c) and any of (d or e, f) and every x in y satisfies x or z"));
  }

  TEST_CASE("comparisons") {
    CHECK(fault("a < b < c") ==
          "[<] a comparison follows a comparison; join two comparisons by `and`, such as `a < b and b < c`");
    CHECK(fault("a is empty is true").starts_with("[is] a comparison follows a comparison"));
    CHECK(fault("a + not b").starts_with("[not] `not` stands in the middle"));
    CHECK(fault("a within 5").starts_with("[within] `within` needs a distance"));
    CHECK(fault("a of b").starts_with("[of] `of` stands alone"));
    CHECK(fault("(a) is empty") == "[(a)] `is empty` asks about a list, and this is a value; name a list before it");
    CHECK(fault("a is in {b}") == "[{] expected an operator, found `{`; write `is one of {…}`");
    CHECK(fault("a is one of (b, c)") == "[(] expected `{` or a list, found `(`; write the words in braces: `{…}`");
    CHECK(fault("a is one of {}") == "[}] expected a value, found `}`");
    CHECK(fault("a is one of {b c}") == "[c] expected `,` or `}`, found `c`");
  }

  TEST_CASE("values") {
    CHECK(fault("a is") == "[] expected a value, found the end of the file");
    CHECK(fault("a is then") ==
          "[then] expected a value, found `then`; `then` is a word of the language; as a word of an enumeration it "
          "stands in quotes: `\"then\"`");
    CHECK(
        fault("a is no and b") ==
        "[and] expected a name, found `and`; `no` is a word of the language; as a word of an enumeration it stands in "
        "quotes: `\"no\"`");
    CHECK(fault("30days") ==
          "[30days] expected a value, found `30days`; put a blank between `30` and `days`, or quotes around a word");
    CHECK(fault("2 years") == "[years] expected an operator, found `years`; a duration is counted in days or months");
    CHECK(fault("$1,000") == "[,] expected an operator, found `,`; digits are not grouped; leave the `,` out");
    CHECK(fault("x[0]").starts_with("[[] expected an operator, found `[`; an element of a list"));
    CHECK(fault("'x'") == "['x'] a text stands in double quotes; put `\"` at both ends");
    CHECK(fault("\u201cx\u201d").starts_with("[\u201cx\u201d] a text stands in double quotes"));
    CHECK(fault("\"x") ==
          "[\"x] this text is not closed; end it with `\"` on the same line; neighboring texts are joined");
    CHECK(fault("\"x\\\"").starts_with("[\"x\\\"] this text is not closed"));
    CHECK(fault("\"a\\nb\"") == "[\\n] `\\n` is not an escape; in a text there are `\\\"` and `\\\\`");
    CHECK(fault("a\u00a0and b") == "[\u00a0] expected an operator, found a no-break space (U+00A0)");
    CHECK(fault("a / 2").ends_with("there is no division; multiply the other side"));
    CHECK(fault("a.b(c)") == "[(] expected an operator, found `(`");
    CHECK(fault("a > -5") == "[-] expected a value, found `-`; there are no negative literals; subtract, as in `0 - 5`");
  }

  TEST_CASE("forms of words") {
    CHECK(fault("every x in l and y") == "[and] expected `satisfies`, found `and`");
    CHECK(fault("every x of l satisfies y") == "[of] expected `in`, found `of`");
    CHECK(fault("unsettled \"x\"") == "[\"] expected `because`, found a text");
    CHECK(fault("if a then b") == "[] expected an operator or `else`, found the end of the file");
    CHECK(fault("all of a, b") == "[a] expected `(`, found `a`");
    CHECK(fault("f(a b)") == "[b] expected an operator, `,` or `)`, found `b`");
    CHECK(fault("f(a) has row") == "[row] expected `a` or `no`, found `row`");
    CHECK(fault("(a") == "[] expected an operator or `)`, found the end of the file");
    CHECK(only_fault("define no as x end") ==
          "[no] expected a name, found `no`; `no` is a word of the language; choose another name");
  }

  TEST_CASE("text that is not UTF-8") {
    using namespace std::string_literals;
    Parsed const parsed = parse_text("language 1\nrule \xff end");
    REQUIRE(parsed.diagnostics.size() == 1);
    CHECK(parsed.diagnostics[0].id == DiagnosticId::bad_encoding);
    CHECK(parsed.diagnostics[0].message == "the byte 0xFF is not UTF-8");
    CHECK(parsed.diagnostics[0].frame->position == Position{2, 6});
    CHECK(fault_id("language 1 \0"s) == DiagnosticId::bad_encoding);
    CHECK(fault_id("language 1 # \xed\xa0\x80") == DiagnosticId::bad_encoding);
  }
}

TEST_SUITE("limits") {
  TEST_CASE("nesting") {
    auto const id = [](std::string const& text) {
      ParsedText const p = expression(text);
      REQUIRE(p.parsed.diagnostics.size() == 1);
      return p.parsed.diagnostics[0].id;
    };
    CHECK(expression(repeated("(", 199) + "a" + repeated(")", 199)).parsed.expr);
    CHECK(id(repeated("(", 200) + "a" + repeated(")", 200)) == DiagnosticId::nesting_too_deep);
    CHECK(id(repeated("(", 1 << 20)) == DiagnosticId::nesting_too_deep);
    CHECK(id(repeated("f(", 1 << 18)) == DiagnosticId::nesting_too_deep);
    CHECK(id(repeated("all of (", 1 << 18)) == DiagnosticId::nesting_too_deep);
    CHECK(id(repeated("if ", 1 << 18)) == DiagnosticId::nesting_too_deep);
    CHECK(id(repeated("every x in y satisfies ", 1 << 16)) == DiagnosticId::nesting_too_deep);
    CHECK(id(repeated("if a then b else ", 1 << 16)) == DiagnosticId::nesting_too_deep);
  }

  TEST_CASE("a tree gets no higher by chains than it may") {
    CHECK(expression("a" + repeated(" and a", 990)).parsed.expr);
    for (std::string const& text :
         {"a" + repeated(" and a", 1001), repeated("not ", 1001) + "a", "a" + repeated(" + a", 100'000),
          repeated("(" + repeated("not ", 100), 50) + "a" + repeated(")", 50)}) {
      ParsedText const p = expression(text);
      REQUIRE(!p.parsed.diagnostics.empty());
      CHECK(p.parsed.diagnostics[0].id == DiagnosticId::nesting_too_deep);
    }
    // Width is not height.
    std::string wide = "all of (a";
    for (int i = 0; i < 5000; ++i) wide += ", b + c + d";
    CHECK(expression(wide + ")").parsed.expr);
  }

  TEST_CASE("size") {
    CHECK(fault_id(std::string((16 << 20) + 1, ' ')) == DiagnosticId::rule_set_too_large);
    Parsed const parsed = parse_items("define a as all of (b" + repeated(",b", 2'000'000) + ") end");
    REQUIRE(parsed.diagnostics.size() == 1);
    CHECK(parsed.diagnostics[0].id == DiagnosticId::rule_set_too_large);
    CHECK(parse_items("define a as \"" + repeated("x", 1 << 20) + "\" end").file.items.size() == 1);
    CHECK(parse_items("define a as " + repeated("9", 1 << 20) + " end").file.items.size() == 1);
    CHECK(parse_items("define " + repeated("a", 1 << 20) + " as b end").file.items.size() == 1);
    CHECK(parse_items(repeated("a", 1 << 20)).diagnostics.size() == 1);
  }
}

TEST_SUITE("hostile") {
  TEST_CASE("a good file cut off at any byte") {
    std::string const text = good_file;
    for (std::size_t size = 0; size < text.size(); ++size) {
      Parsed const parsed = parse_text(text.substr(0, size));
      for (ast::Item const& item : parsed.file.items) CHECK(item.span.end <= size);
      for (Diagnostic const& d : parsed.diagnostics) CHECK(!d.message.empty());
    }
  }

  TEST_CASE("a good file with bytes changed, dropped or doubled") {
    std::mt19937 random{7};
    auto const below = [&](std::size_t n) { return random() % n; };
    static constexpr std::string_view bytes =
        "()[]{}\"'\\#,.:=<>!&|+-*/%$ \n\r\t\0\xff\x80\xe2\x82\xac"
        "end or and not is 09az";
    for (int i = 0; i < 3000; ++i) {
      std::string text = good_file;
      for (std::size_t n = 1 + below(6); n > 0; --n) {
        std::size_t const place = below(text.size());
        switch (below(3)) {
          case 0:
            text[place] = bytes[below(bytes.size())];
            break;
          case 1:
            text.erase(place, 1 + below(20));
            break;
          default:
            text.insert(place, text.substr(below(text.size()), below(60)));
            break;
        }
        if (text.empty()) text = " ";
      }
      Parsed const parsed = parse_text(text);
      for (Diagnostic const& d : parsed.diagnostics) REQUIRE(!d.message.empty());
      // Whatever was accepted is printed and read again.
      if (parsed.diagnostics.empty()) {
        CAPTURE(text);
        Parsed const again = parse_text(print(parsed.file));
        REQUIRE(told(again.diagnostics) == std::vector<std::string>{});
        REQUIRE(AstEqual{Groups::matter}(parsed.file, again.file));
      }
    }
  }

  TEST_CASE("random bytes and random words") {
    std::mt19937 random{11};
    static constexpr std::string_view words[] = {"language 1",
                                                 "policy",
                                                 "define",
                                                 "rule",
                                                 "exception",
                                                 "table",
                                                 "end",
                                                 "title",
                                                 "cites",
                                                 "for each",
                                                 "applies when",
                                                 "require",
                                                 "note",
                                                 "when",
                                                 "as",
                                                 "about",
                                                 "a",
                                                 "b.c",
                                                 "(",
                                                 ")",
                                                 "{",
                                                 "}",
                                                 ",",
                                                 ":",
                                                 "=",
                                                 "\"x\"",
                                                 "\"",
                                                 "'",
                                                 "and",
                                                 "or",
                                                 "not",
                                                 "is",
                                                 "one of",
                                                 "empty",
                                                 "every",
                                                 "some",
                                                 "no",
                                                 "count of",
                                                 "in",
                                                 "satisfies",
                                                 "if",
                                                 "then",
                                                 "else",
                                                 "all of",
                                                 "within",
                                                 "of",
                                                 "90 days",
                                                 "2026-01-31",
                                                 "$5",
                                                 "20%",
                                                 "has a row",
                                                 "on",
                                                 "clause",
                                                 "(1)",
                                                 "\n",
                                                 "#",
                                                 "\\",
                                                 "0x",
                                                 "\xe2\x82\xac"};
    for (int i = 0; i < 3000; ++i) {
      std::string text = i % 3 == 0 ? "" : "language 1 ";
      bool const bytes = i % 2 == 0;
      for (auto n = random() % 60; n > 0; --n) {
        if (bytes) {
          text += static_cast<char>(random() % 256);
        } else {
          text += std::string{words[random() % std::size(words)]} + (random() % 5 ? " " : "\n");
        }
      }
      Parsed const parsed = parse_text(text);
      for (Diagnostic const& d : parsed.diagnostics) REQUIRE(!d.message.empty());
    }
  }
}
