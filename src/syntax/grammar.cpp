#include "syntax/grammar.hpp"

#include <boost/fusion/include/adapt_struct.hpp>
#include <boost/spirit/home/x3.hpp>

#include <fmt/format.h>

#include <string>
#include <utility>

#include "syntax/named.hpp"
#include "syntax/words.hpp"

// The grammar of docs/LANGUAGE.md, as Spirit reads it. It takes more than the language allows, so that the functions
// that make the nodes can say by name what is wrong.
namespace telerule::syntax {

namespace {

using Unused = x3::unused_type;
using ast::Expr;
using ast::Name;
using ast::Text;

// What the rules read before it is a node. Structs of two fields or more, as Fusion and X3 get on with those.
struct Arguments {
  std::vector<Expr> values, on;
};
struct RawCall {
  Name callee;
  Arguments arguments;
};
struct Suffix {
  std::optional<Name> column;
  std::optional<bool> has_row;
};
struct Lookup {
  ast::Call call;
  Suffix suffix;
};
struct Quantification {
  ast::Quantifier quantifier{};
  Name variable;
  bool incomplete = false;
  ListPath list;
  Expr body;
};
struct Duration {
  Name count, unit;
};
struct RawCitation {
  Name policy;
  std::optional<Text> clause;
  std::optional<Name> basis;
};
struct Choice {
  Expr when;
  Name otherwise;
};
struct RawSeverity {
  Name word;
  std::optional<Choice> choice;
};
struct RawParameter {
  Name name;
  ast::TypeName type;
  Expr value;
  Text because;
};
struct RawSubject {
  Name variable;
  ListPath list;
};
struct RawDefinition {
  Name name;
  std::vector<ast::Variable> parameters;
  std::optional<Name> about;
  Expr body;
};
struct BinaryTail {
  Operator op;
  Operand operand;
};
struct MemberTail {
  Operator op;
  Members members;
};

// ---- From what was read to nodes.

Span make_span(Unused&&, Site const& site) { return site.span; }
Name make_name(Unused&&, Site const& site) { return {std::string{site.text()}, site.span}; }

Name make_id(Unused&&, Site const& site) {
  return {std::string{site.text()}, site.span};
}

Text make_clause_id(std::vector<Name>&& parts, Site const& site) {
  Text id{.text = {}, .span = site.span};
  for (Name const& part : parts) id.text += "(" + part.text + ")";
  return id;
}

Text make_plain_word(Unused&&, Site const& site) { return {std::string{site.text()}, site.span}; }
Name name_of_text(Text&& text, Site const&) { return {std::move(text.text), text.span}; }

template <ast::LiteralKind kind>
Expr make_literal(Unused&&, Site const& site) {
  return {site.span, ast::Literal{kind, std::string{site.text()}}};
}

Expr make_duration(Duration&& d, Site const& site) {
  return {site.span, ast::Literal{ast::LiteralKind::duration, d.count.text + " " + d.unit.text}};
}

Expr make_text_literal(Text&& text, Site const& site) {
  return {site.span, ast::Literal{ast::LiteralKind::text, std::move(text.text)}};
}

ListPath make_list_path(std::vector<Name>&& names, Site const& site) { return {{std::move(names)}, site.span}; }
Expr make_path(ListPath&& list, Site const& site) { return {site.span, std::move(list.path)}; }

ast::TypeName make_type(std::vector<Name>&& names, Site const& site) { return {std::move(names), {}, site.span}; }
ast::TypeName make_enumeration(std::vector<Name>&& words, Site const& site) {
  return {{}, std::move(words), site.span};
}

ast::Call make_call(RawCall&& raw, Site const&) {
  return {std::move(raw.callee), std::move(raw.arguments.values), std::move(raw.arguments.on)};
}

Suffix make_column(Name&& name, Site const&) { return {std::move(name), std::nullopt}; }
Suffix make_has_row(bool&& has, Site const&) { return {std::nullopt, has}; }

Expr make_lookup(Lookup&& lookup, Site const& site) {
  if (lookup.suffix.column) return {site.span, ast::Column{std::move(lookup.call), std::move(*lookup.suffix.column)}};
  if (lookup.suffix.has_row) return {site.span, ast::HasRow{std::move(lookup.call), !*lookup.suffix.has_row}};
  return {site.span, std::move(lookup.call)};
}

Expr make_group(Expr&& inner, Site const& site) { return {site.span, ast::Group{std::move(inner)}}; }

template <bool all>
Expr make_block(std::vector<Expr>&& parts, Site const& site) {
  return {site.span, ast::Block{all, std::move(parts)}};
}

Expr make_quantified(Quantification&& q, Site const& site) {
  return {site.span, ast::Quantified{q.quantifier, std::move(q.variable), q.incomplete, std::move(q.list.path),
                                     q.list.span, std::move(q.body)}};
}

Expr make_if(ast::If&& node, Site const& site) { return {site.span, std::move(node)}; }
Expr make_unsettled(Text&& reason, Site const& site) { return {site.span, ast::Unsettled{std::move(reason)}}; }

Members make_set(std::vector<Expr>&& set, Site const& site) { return {std::move(set), std::nullopt, site.span}; }
Members make_member_list(ListPath&& list, Site const& site) { return {{}, std::move(list.path), site.span}; }

Tail make_binary_tail(BinaryTail&& tail, Site const&) { return {tail.op, std::move(tail.operand), std::nullopt}; }
Tail make_member_tail(MemberTail&& tail, Site const&) { return {tail.op, std::nullopt, std::move(tail.members)}; }
Tail make_postfix_tail(Operator&& op, Site const&) { return {op, std::nullopt, std::nullopt}; }

ast::Citation make_citation(RawCitation&& raw, Site const& site) {
  Text none{.text = {}, .span = {raw.policy.span.end, raw.policy.span.end}};
  return {std::move(raw.policy), raw.clause ? std::move(*raw.clause) : std::move(none), std::move(raw.basis),
          site.span};
}

ast::Severity make_severity(RawSeverity&& raw, Site const&) {
  ast::Severity severity{.word = std::move(raw.word), .when = {}, .otherwise = {}};
  if (raw.choice) {
    severity.when = std::move(raw.choice->when);
    severity.otherwise = std::move(raw.choice->otherwise);
  }
  return severity;
}

ast::Parameter make_parameter(RawParameter&& raw, Site const& site) {
  return {std::move(raw.name), std::move(raw.type), std::move(raw.value), std::move(raw.because), site.span};
}

ast::Subject make_subject(RawSubject&& raw, Site const&) {
  return {std::move(raw.variable), std::move(raw.list.path), raw.list.span};
}

ast::Item make_definition(RawDefinition&& raw, Site const& site) {
  return {site.span,
          ast::Definition{std::move(raw.name), std::move(raw.parameters), std::move(raw.about), std::move(raw.body)}};
}

Header make_header(Unused&&, Site const& site) { return {std::string{site.text()}, site.span}; }

}  // namespace

}  // namespace telerule::syntax

BOOST_FUSION_ADAPT_STRUCT(telerule::syntax::Arguments, values, on)
BOOST_FUSION_ADAPT_STRUCT(telerule::syntax::RawCall, callee, arguments)
BOOST_FUSION_ADAPT_STRUCT(telerule::syntax::Lookup, call, suffix)
BOOST_FUSION_ADAPT_STRUCT(telerule::syntax::Quantification, quantifier, variable, incomplete, list, body)
BOOST_FUSION_ADAPT_STRUCT(telerule::syntax::Duration, count, unit)
BOOST_FUSION_ADAPT_STRUCT(telerule::syntax::RawCitation, policy, clause, basis)
BOOST_FUSION_ADAPT_STRUCT(telerule::syntax::Choice, when, otherwise)
BOOST_FUSION_ADAPT_STRUCT(telerule::syntax::RawSeverity, word, choice)
BOOST_FUSION_ADAPT_STRUCT(telerule::syntax::RawParameter, name, type, value, because)
BOOST_FUSION_ADAPT_STRUCT(telerule::syntax::RawSubject, variable, list)
BOOST_FUSION_ADAPT_STRUCT(telerule::syntax::RawDefinition, name, parameters, about, body)
BOOST_FUSION_ADAPT_STRUCT(telerule::syntax::BinaryTail, op, operand)
BOOST_FUSION_ADAPT_STRUCT(telerule::syntax::MemberTail, op, members)
BOOST_FUSION_ADAPT_STRUCT(telerule::syntax::Operand, nots, value)
BOOST_FUSION_ADAPT_STRUCT(telerule::syntax::Chain, head, tails)
BOOST_FUSION_ADAPT_STRUCT(telerule::syntax::Block, id, properties)
BOOST_FUSION_ADAPT_STRUCT(telerule::syntax::ExceptionBlock, id, rule, properties)
BOOST_FUSION_ADAPT_STRUCT(telerule::syntax::TableBlock, id, file, properties)
BOOST_FUSION_ADAPT_STRUCT(telerule::syntax::ClauseBlock, id, paraphrase, properties)
BOOST_FUSION_ADAPT_STRUCT(telerule::ast::If, condition, then, otherwise)
BOOST_FUSION_ADAPT_STRUCT(telerule::ast::Variable, name, type)
BOOST_FUSION_ADAPT_STRUCT(telerule::ast::Note, message, when)

namespace telerule::syntax {

namespace {

// ---- Words, numbers and texts.

auto const word_char = x3::char_("a-zA-Z0-9_");
auto const letter = x3::char_("a-zA-Z");
auto const digit = x3::char_("0-9");
auto const line_end = x3::char_("\r\n");

struct ReservedWords : x3::symbols<Unused> {
  ReservedWords() {
    for (std::string_view const word : reserved_words) add(std::string{word});
  }
} const reserved;

auto const word_text = x3::lexeme[x3::char_("a-zA-Z_") >> *word_char];
auto const not_reserved = !x3::lexeme[reserved >> !word_char];
// Behind a dot, and where no expression can stand, every word is a name.
auto const any_word = written(make_name)[word_text];
auto const name = named{"a name"}[not_reserved >> any_word];
auto const setting = named{"a word"}[not_reserved >> any_word];
// A missing id is not the `end` of its item.
auto const id_text = !quiet("end") >> written(make_id)[x3::lexeme[letter >> *x3::char_("a-zA-Z0-9_.-")]];
auto const kind = named{"a kind of scenario"}[id_text];
auto const policy_id = named{"the id of a policy"}[id_text];
auto const rule_id = named{"the id of a rule"}[id_text];
auto const exception_id = named{"an id"}[id_text];
auto const clause_part =
    named{"the number or letter of a clause"}[written(make_name)[x3::lexeme[+x3::char_("a-zA-Z0-9")]]];
auto const clause_id = build<std::vector<Name>>(make_clause_id)[+(quiet("(") > clause_part > token(")"))];

auto const plain_number = +digit >> -('.' >> +digit);
auto const date_text = x3::repeat(4)[digit] >> '-' >> x3::repeat(2)[digit] >> '-' >> x3::repeat(2)[digit] >> !word_char;
auto const date_word = named{"a date such as 2026-01-31"}[written(make_plain_word)[x3::lexeme[date_text]]];

using ast::LiteralKind;
auto const date = written(make_literal<LiteralKind::date>)[x3::lexeme[date_text]];
auto const money = written(make_literal<LiteralKind::money>)[x3::lexeme['$' >> plain_number >> !word_char]];
auto const percent = written(make_literal<LiteralKind::percent>)[x3::lexeme[plain_number >> '%']];
auto const number = written(make_literal<LiteralKind::number>)[x3::lexeme[plain_number >> !word_char]];
auto const boolean = written(make_literal<LiteralKind::boolean>)[quiet("true") | quiet("false")];
auto const unit = quiet("days") | quiet("day") | quiet("months") | quiet("month");
auto const duration = build<Duration>(
    make_duration)[written(make_name)[x3::lexeme[plain_number >> !word_char]] >> written(make_name)[unit]];

// A text ends on its line; one that does not is read to the end of the line.
auto const quoted = '"' >> *(('\\' >> (x3::char_ - line_end)) | (x3::char_ - '"' - line_end)) >> -x3::lit('"');
auto const quoted_otherwise =
    ('\'' >> *(x3::char_ - '\'' - line_end) >> '\'') | ("\u201c" >> *(x3::char_ - "\u201d" - line_end) >> "\u201d");
auto const piece = written(make_span)[x3::lexeme[quoted | quoted_otherwise]];
auto const text = named{"a text in double quotes"}[build<std::vector<Span>>(plain_text)[+piece]];
auto const message = named{"a text in double quotes"}[build<std::vector<Span>>(message_text)[+piece]];

// ---- Expressions.

x3::rule<class expr_id, Expr> const expr = "expr";
x3::rule<class operand_id, Expr> const operand = "operand";
x3::rule<class negatable_id, Operand> const negatable = "negatable";
x3::rule<class tail_id, Tail> const tail = "tail";
x3::rule<class call_id, ast::Call> const call = "call";
x3::rule<class quantified_id, Expr> const quantified = "quantified";
x3::rule<class list_path_id, ListPath> const list_path = "list_path";

auto const value = named{"a value"}[operand];

auto const path_text =
    build<std::vector<Name>>(make_list_path)[name >> *(quiet(".") > named{"the name of a field"}[any_word])];
auto const list_path_def = named{"a list"}[path_text];

auto const arguments = (((!quiet("on") >> expr) % token(",")) | x3::attr(std::vector<Expr>{})) >>
                       ((-quiet(",") >> quiet("on") > x3::repeat(1)[expr]) | x3::attr(std::vector<Expr>{}));
x3::rule<class arguments_id, Arguments> const argument_list = "arguments";
auto const argument_list_def = arguments;
auto const call_def = build<RawCall>(make_call)[name >> quiet("(") > argument_list > token(")")];

auto const column = build<Name>(make_column)[quiet(".") > named{"the name of a column"}[any_word]];
auto const has_row = build<bool>(
    make_has_row)[quiet("has") > ((token("a") >> x3::attr(true)) | (token("no") >> x3::attr(false))) > token("row")];
x3::rule<class suffix_id, Suffix> const suffix = "suffix";
auto const suffix_def = column | has_row | x3::attr(Suffix{});
auto const lookup = build<Lookup>(make_lookup)[call >> suffix];

auto const quantifier =
    (quiet("every") >> x3::attr(ast::Quantifier::every)) | (quiet("some") >> x3::attr(ast::Quantifier::some)) |
    (quiet("no") >> x3::attr(ast::Quantifier::no)) | (quiet("count of") >> x3::attr(ast::Quantifier::count));
// `incomplete` may also be the list's own name.
auto const incomplete = (quiet("incomplete") >> &(not_reserved >> word_text) >> x3::attr(true)) | x3::attr(false);
auto const quantified_def = build<Quantification>(
    make_quantified)[quantifier > name > token("in") > incomplete > list_path > token("satisfies") > expr];

auto const parts = token("(") > (expr % token(",")) > token(")");
auto const all_of = build<std::vector<Expr>>(make_block<true>)[quiet("all of") > parts];
auto const any_of = build<std::vector<Expr>>(make_block<false>)[quiet("any of") > parts];
auto const conditional = build<ast::If>(make_if)[quiet("if") > expr > token("then") > expr > token("else") > expr];
auto const unsettled = build<Text>(make_unsettled)[quiet("unsettled") > token("because") > text];
auto const group = build<Expr>(make_group)[quiet("(") > expr > token(")")];
auto const text_literal = build<Text>(make_text_literal)[text];
auto const path = build<ListPath>(make_path)[path_text];

auto const operand_def = date | duration | percent | money | number | boolean | text_literal | quantified |
                         conditional | unsettled | all_of | any_of | lookup | path | group;

auto const negation = written(make_span)[quiet("not") | x3::lexeme['!' >> !x3::lit('=')]];
auto const negatable_def = *negation >> value;

auto const set = build<std::vector<Expr>>(make_set)[token("{") > (value % token(",")) > token("}")];
auto const member_list = build<ListPath>(make_member_list)[list_path];
auto const members = set | member_list;
auto const member_tail = build<MemberTail>(make_member_tail)[OperatorParser{Form::member} > members];
auto const postfix_tail = build<Operator>(make_postfix_tail)[OperatorParser{Form::postfix}];
auto const binary_tail = build<BinaryTail>(make_binary_tail)[OperatorParser{Form::binary} > negatable];
auto const tail_def = named{"an operator"}[member_tail | postfix_tail | binary_tail];

auto const expr_def = nested[build<Chain>(fold)[negatable >> *tail]];

BOOST_SPIRIT_DEFINE(expr, operand, negatable, tail, call, quantified, list_path, argument_list, suffix)

// ---- Items.

x3::rule<class type_id, ast::TypeName> const type = "type";
auto const enumeration_word = named{"a word"}[any_word | build<Text>(name_of_text)[text]];
auto const type_def = named{"a type"}
    [build<std::vector<Name>>(make_enumeration)[quiet("{") > (enumeration_word % token(",")) > token("}")] |
     build<std::vector<Name>>(make_type)[any_word >> *(quiet(".") > named{"the name of a field"}[any_word])]];

x3::rule<class variable_id, ast::Variable> const variable = "variable";
auto const variable_def = name > token(":") > type;

auto const citation = build<RawCitation>(make_citation)[policy_id >> -clause_id >> -(quiet("as") > setting)];
auto const citations = citation % quiet(",");
x3::rule<class choice_id, Choice> const choice = "choice";
auto const choice_def = quiet("when") > expr > token("otherwise") > setting;
auto const severity = build<RawSeverity>(make_severity)[setting >> -choice];
auto const parameter =
    build<RawParameter>(make_parameter)[name > token(":") > type > token("=") > expr > token("because") > text];
auto const subject = build<RawSubject>(make_subject)[name > token("in") > list_path];
auto const subjects = subject % quiet(",");
x3::rule<class note_id, ast::Note> const note = "note";
auto const note_def = message >> -(quiet("when") > expr);

x3::rule<class clause_property_id, Property> const clause_property = "clause_property";
auto const clause_property_def =
    named{"a property of a clause"}[property<Text>{"binds"}[text] | property<Name>{"trust"}[setting] |
                                    property<Text>{"not checkable because"}[text]];
auto const clause_number = clause_id | build<Unused>(+[](Unused&&, Site const& site) {
                             return Text{.text = {}, .span = {site.span.begin, site.span.begin}};
                           })[x3::eps];
auto const clause_body = build<ClauseBlock>(clause)[clause_number >> text >> *clause_property];

x3::rule<class policy_property_id, Property> const policy_property = "policy_property";
auto const policy_property_def =
    named{"a property of a policy"}[property<Text>{"title"}[text] | property<Text>{"authority"}[text] |
                                    property<Text>{"adopted"}[text] | property<Text>{"address"}[text] |
                                    property<ast::Clause>{"clause"}[clause_body]];

x3::rule<class rule_property_id, Property> const rule_property = "rule_property";
auto const rule_property_def = named{"a property of a rule"}
    [property<Text>{"title"}[text] | property<std::vector<ast::Citation>>{"cites"}[citations] |
     property<Name>{"basis"}[setting] | property<ast::Severity>{"severity"}[severity] | property<Name>{"about"}[kind] |
     property<Text>{"from"}[date_word] | property<Text>{"until"}[date_word] |
     property<ast::Parameter>{"parameter"}[parameter] | property<std::vector<ast::Subject>>{"for each"}[subjects] |
     property<Expr>{"applies when"}[expr] | property<Expr>{"require"}[expr] | property<Text>{"finding"}[message] |
     property<Text>{"remedy"}[message] | property<ast::Note>{"note"}[note]];

x3::rule<class exception_property_id, Property> const exception_property = "exception_property";
auto const exception_property_def =
    named{"a property of an exception"}[property<Text>{"title"}[text] |
                                        property<std::vector<ast::Citation>>{"cites"}[citations] |
                                        property<Expr>{"when"}[expr]];

x3::rule<class table_property_id, Property> const table_property = "table_property";
auto const table_property_def =
    named{"a property of a table"}[property<Text>{"title"}[text] | property<ast::Variable>{"key"}[variable] |
                                   property<ast::Variable>{"column"}[variable] |
                                   property<Name>{"cited by"}[named{"the name of a column"}[any_word]]];

auto const variables = (quiet("(") > (variable % token(",")) > token(")")) | x3::attr(std::vector<ast::Variable>{});
auto const about = -(token("about") > kind);

x3::rule<class policy_rule_id, ast::Item> const policy_rule = "policy";
auto const policy_rule_def = build<Block>(policy_item)[quiet("policy") > policy_id > *policy_property > token("end")];
x3::rule<class define_rule_id, ast::Item> const define_rule = "define";
auto const define_rule_def = build<RawDefinition>(
    make_definition)[quiet("define") > name > variables > about > token("as") > expr > token("end")];
x3::rule<class rule_rule_id, ast::Item> const rule_rule = "rule";
auto const rule_rule_def = build<Block>(rule_item)[quiet("rule") > rule_id > *rule_property > token("end")];
x3::rule<class exception_rule_id, ast::Item> const exception_rule = "exception";
auto const exception_rule_def = build<ExceptionBlock>(
    exception_item)[quiet("exception") > exception_id > token("to") > rule_id > *exception_property > token("end")];
x3::rule<class table_rule_id, ast::Item> const table_rule = "table";
auto const table_rule_def =
    build<TableBlock>(table_item)[quiet("table") > name > token("from") > text > *table_property > token("end")];

BOOST_SPIRIT_DEFINE(type, variable, choice, note, clause_property, policy_property, rule_property, exception_property,
                    table_property, policy_rule, define_rule, rule_rule, exception_rule, table_rule)

auto const item = named{"an item"}[policy_rule | define_rule | rule_rule | exception_rule | table_rule];

x3::rule<class header_id, Header> const header = "header";
auto const header_def =
    token("language") >
    named{"the number of the language's version"}[written(make_header)[x3::lexeme[plain_number >> !word_char]]];
BOOST_SPIRIT_DEFINE(header)

// Runs one of the parsers above. Expectations that failed end it as any other failure does.
template <class Node, class Parser>
std::optional<Node> run(Parser const& parser, Iterator& first, Iterator last, Progress& progress) {
  Node node{};
  try {
    if (x3::phrase_parse(first, last, x3::with<progress_tag>(progress)[parser], trivia, node,
                         x3::skip_flag::dont_post_skip)) {
      return node;
    }
  } catch (x3::expectation_failure<Iterator> const&) {
    // The Progress knows where and what.
  }
  return std::nullopt;
}

}  // namespace

std::optional<Header> parse_header(Iterator& first, Iterator last, Progress& progress) {
  return run<Header>(header, first, last, progress);
}

std::optional<ast::Item> parse_item(Iterator& first, Iterator last, Progress& progress) {
  return run<ast::Item>(item, first, last, progress);
}

std::optional<Expr> parse_whole_expression(Iterator& first, Iterator last, Progress& progress) {
  return run<Expr>(expr > x3::eoi, first, last, progress);
}

}  // namespace telerule::syntax
