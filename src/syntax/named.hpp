#pragma once

#include <boost/spirit/home/x3.hpp>

#include <algorithm>
#include <string_view>
#include <type_traits>
#include <utility>

#include "syntax/precedence.hpp"
#include "syntax/progress.hpp"
#include "syntax/raw.hpp"

// The parsers and directives that the grammar needs beside those of Spirit X3. All of them leave `first` where it was
// when they fail, so that no span reaches over the white space behind its node.
namespace telerule::syntax {

namespace x3 = boost::spirit::x3;

struct progress_tag;

template <class Context>
Progress& progress_of(Context const& context) {
  return x3::get<progress_tag>(context);
}

// White space and comments, for Spirit to skip.
struct Trivia : x3::parser<Trivia> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;

  template <class Context, class RContext, class Attribute>
  bool parse(Iterator& first, Iterator const& last, Context const&, RContext&, Attribute&) const {
    Iterator const start = first;
    skip_trivia(first, last);
    return first != start;
  }
};
inline constexpr Trivia trivia{};

// A word, phrase or symbol of the language. A quiet one is not told among the things that were expected.
struct Token : x3::parser<Token> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;

  std::string_view text;
  bool quiet;
  constexpr Token(std::string_view t, bool q) : text(t), quiet(q) {}

  template <class Context, class RContext, class Attribute>
  bool parse(Iterator& first, Iterator const& last, Context const& context, RContext&, Attribute&) const {
    Iterator at = first;
    x3::skip_over(at, last, context);
    Iterator const start = at;
    if (match_phrase(at, last, text)) {
      first = at;
      return true;
    }
    if (!quiet) progress_of(context).expect(start, {text, true});
    return false;
  }
};
constexpr Token token(std::string_view text) { return {text, false}; }
constexpr Token quiet(std::string_view text) { return {text, true}; }

// An operator of the table, of one form.
struct OperatorParser : x3::parser<OperatorParser> {
  using attribute_type = Operator;
  static constexpr bool has_attribute = true;

  Form form;
  constexpr explicit OperatorParser(Form f) : form(f) {}

  template <class Context, class RContext, class Attribute>
  bool parse(Iterator& first, Iterator const& last, Context const& context, RContext&, Attribute& attribute) const {
    Iterator at = first;
    x3::skip_over(at, last, context);
    Iterator const start = at;
    for (OperatorRow const& row : operator_table()) {
      if (!match_phrase(at, last, row.spelling)) continue;
      // The longest spelling decides: `is not one of` is not `is` and something else.
      if (row.form != form) return false;
      Progress const& progress = progress_of(context);
      attribute = Operator{row.op, row.instead, {progress.offset(start), progress.offset(at)}};
      first = at;
      return true;
    }
    return false;
  }
};

// named{"a value"}[p]: what is expected where p fails at its first token. A failure further on stands as it is.
template <class Subject>
struct NamedDirective : x3::unary_parser<Subject, NamedDirective<Subject>> {
  using base = x3::unary_parser<Subject, NamedDirective<Subject>>;
  static constexpr bool is_pass_through_unary = true;
  static constexpr bool handles_container = Subject::handles_container;
  std::string_view name;

  constexpr NamedDirective(Subject const& p, std::string_view n) : base(p), name(n) {}

  template <class Context, class RContext, class Attribute>
  bool parse(Iterator& first, Iterator const& last, Context const& context, RContext& rcontext,
             Attribute& attribute) const {
    Progress& progress = progress_of(context);
    Iterator at = first;
    x3::skip_over(at, last, context);
    Iterator const start = at;
    auto const already = progress.farthest == start ? progress.expected.size() : 0;
    if (this->subject.parse(at, last, context, rcontext, attribute)) {
      first = at;
      return true;
    }
    if (progress.farthest <= start) {
      if (progress.farthest == start) progress.expected.resize(already);
      progress.expect(start, {name, false});
    }
    return false;
  }
};

struct named {
  std::string_view name;
  template <class P>
  constexpr auto operator[](P const& p) const {
    return NamedDirective<typename x3::extension::as_parser<P>::value_type>{x3::as_parser(p), name};
  }
};

// nested[p] turns runaway recursion into a diagnostic, and keeps the height of the tree.
template <class Subject>
struct NestedDirective : x3::unary_parser<Subject, NestedDirective<Subject>> {
  using base = x3::unary_parser<Subject, NestedDirective<Subject>>;
  static constexpr bool is_pass_through_unary = true;
  static constexpr bool handles_container = Subject::handles_container;

  constexpr explicit NestedDirective(Subject const& p) : base(p) {}

  template <class Context, class RContext, class Attribute>
  bool parse(Iterator& first, Iterator const& last, Context const& context, RContext& rcontext,
             Attribute& attribute) const {
    Progress& progress = progress_of(context);
    struct Guard {
      Progress& progress;
      int height_beside;
      explicit Guard(Progress& p) : progress(p), height_beside(std::exchange(p.height, 0)) { ++progress.depth; }
      ~Guard() {
        --progress.depth;
        progress.height = std::max(height_beside, progress.height + 1);
      }
    } const guard{progress};
    if (progress.depth > max_nesting) {
      Iterator at = first;
      x3::skip_over(at, last, context);
      progress.too_deep = true;
      progress.farthest = at;
      throw x3::expectation_failure<Iterator>(at, "nesting");
    }
    return this->subject.parse(first, last, context, rcontext, attribute);
  }
};

struct NestedGenerator {
  template <class P>
  constexpr auto operator[](P const& p) const {
    return NestedDirective<typename x3::extension::as_parser<P>::value_type>{x3::as_parser(p)};
  }
};
inline constexpr NestedGenerator nested{};

// build<Raw>(make)[p]: parses a Raw with p, and makes a node of it with make(Raw&&, Site).
template <class Subject, class Raw, class Node>
struct BuildDirective : x3::unary_parser<Subject, BuildDirective<Subject, Raw, Node>> {
  using base = x3::unary_parser<Subject, BuildDirective<Subject, Raw, Node>>;
  using Make = Node (*)(Raw&&, Site const&);
  using attribute_type = Node;
  static constexpr bool has_attribute = true;
  static constexpr bool is_pass_through_unary = false;
  static constexpr bool handles_container = false;
  Make make;

  constexpr BuildDirective(Subject const& p, Make m) : base(p), make(m) {}

  template <class Context, class RContext, class Attribute>
  bool parse(Iterator& first, Iterator const& last, Context const& context, RContext& rcontext,
             Attribute& attribute) const {
    Iterator at = first;
    x3::skip_over(at, last, context);
    Iterator const start = at;
    Raw raw{};
    if (!this->subject.parse(at, last, context, rcontext, raw)) return false;
    Progress& progress = progress_of(context);
    if (++progress.nodes > max_nodes) {
      progress.farthest = start;
      throw x3::expectation_failure<Iterator>(start, "size");
    }
    Site const site{progress, {progress.offset(start), progress.offset(at)}};
    if constexpr (std::is_same_v<std::remove_const_t<Attribute>, x3::unused_type>) {
      make(std::move(raw), site);
    } else {
      attribute = make(std::move(raw), site);
    }
    first = at;
    return true;
  }
};

template <class Raw, class Node>
struct Build {
  Node (*make)(Raw&&, Site const&);
  template <class P>
  constexpr auto operator[](P const& p) const {
    return BuildDirective<typename x3::extension::as_parser<P>::value_type, Raw, Node>{x3::as_parser(p), make};
  }
};
template <class Raw, class Node>
constexpr Build<Raw, Node> build(Node (*make)(Raw&&, Site const&)) {
  return {make};
}

// written(make)[p]: a node of the text that p matches.
template <class Node>
constexpr Build<x3::unused_type, Node> written(Node (*make)(x3::unused_type&&, Site const&)) {
  return {make};
}

// property<Value>("title")[p]: the keyword, then its value, which must follow.
template <class Subject, class Value>
struct PropertyDirective : x3::unary_parser<Subject, PropertyDirective<Subject, Value>> {
  using base = x3::unary_parser<Subject, PropertyDirective<Subject, Value>>;
  using attribute_type = Property;
  static constexpr bool has_attribute = true;
  static constexpr bool is_pass_through_unary = false;
  static constexpr bool handles_container = false;
  std::string_view keyword;

  constexpr PropertyDirective(Subject const& p, std::string_view k) : base(p), keyword(k) {}

  template <class Context, class RContext, class Attribute>
  bool parse(Iterator& first, Iterator const& last, Context const& context, RContext& rcontext,
             Attribute& attribute) const {
    Progress& progress = progress_of(context);
    Iterator at = first;
    x3::skip_over(at, last, context);
    Iterator const start = at;
    // The first word decides; the others must follow it.
    std::string_view rest = keyword;
    for (bool leading = true; !rest.empty(); leading = false) {
      auto const size = std::min(rest.find(' '), rest.size());
      if (!match_phrase(at, last, rest.substr(0, size))) {
        if (leading) return false;
        progress.expect(at, {rest.substr(0, size), true});
        throw x3::expectation_failure<Iterator>(at, "keyword");
      }
      rest.remove_prefix(std::min(size + 1, rest.size()));
      if (!rest.empty()) x3::skip_over(at, last, context);
    }
    Span const span{progress.offset(start), progress.offset(at)};
    Value value{};
    if (!this->subject.parse(at, last, context, rcontext, value)) {
      throw x3::expectation_failure<Iterator>(at, "value");
    }
    attribute = Property{keyword, span, std::move(value)};
    first = at;
    return true;
  }
};

template <class Value>
struct property {
  std::string_view keyword;
  template <class P>
  constexpr auto operator[](P const& p) const {
    return PropertyDirective<typename x3::extension::as_parser<P>::value_type, Value>{x3::as_parser(p), keyword};
  }
};

}  // namespace telerule::syntax
