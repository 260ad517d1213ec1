#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "telerule/ast.hpp"

// Whether two syntax trees are the same but for their spans.
namespace telerule::test {

enum class Groups { matter, ignored };

// With Groups::ignored, parentheses count only by the tree they make: `(a) and b` equals `a and b`.
class AstEqual {
 public:
  explicit AstEqual(Groups groups) : ignore_groups_{groups == Groups::ignored} {}

  bool operator()(ast::File const& a, ast::File const& b) const { return same(a.items, b.items); }
  bool operator()(ast::Item const& a, ast::Item const& b) const { return same(a, b); }
  bool operator()(ast::Expr const& a, ast::Expr const& b) const { return same(a, b); }

 private:
  template <class T>
  requires std::is_enum_v<T> || std::is_same_v<T, bool> || std::is_same_v<T, std::string>
  bool same(T const& a, T const& b) const { return a == b; }
  template <class T>
  bool same(std::vector<T> const& a, std::vector<T> const& b) const {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (!same(a[i], b[i])) return false;
    }
    return true;
  }
  template <class T>
  bool same(std::optional<T> const& a, std::optional<T> const& b) const {
    return a.has_value() == b.has_value() && (!a || same(*a, *b));
  }
  template <class T>
  bool same(ast::Box<T> const& a, ast::Box<T> const& b) const {
    return same(*a, *b);
  }
  template <class... T>
  bool same(std::variant<T...> const& a, std::variant<T...> const& b) const {
    return a.index() == b.index() &&
           std::visit([&](auto const& node) { return same(node, std::get<std::decay_t<decltype(node)>>(b)); }, a);
  }

  bool same(ast::Expr const& a, ast::Expr const& b) const {
    if (ignore_groups_) {
      if (auto const* group = std::get_if<ast::Group>(&a.node)) return same(*group->inner, b);
      if (auto const* group = std::get_if<ast::Group>(&b.node)) return same(a, *group->inner);
    }
    return same(a.node, b.node);
  }

  // Every field that is not a span, node by node.
  bool same(ast::Name const& a, ast::Name const& b) const { return a.text == b.text; }
  bool same(ast::Text const& a, ast::Text const& b) const { return a.text == b.text; }
  bool same(ast::Literal const& a, ast::Literal const& b) const { return a.kind == b.kind && a.text == b.text; }
  bool same(ast::Path const& a, ast::Path const& b) const { return same(a.names, b.names); }
  bool same(ast::Call const& a, ast::Call const& b) const {
    return same(a.callee, b.callee) && same(a.arguments, b.arguments) && same(a.on, b.on);
  }
  bool same(ast::Column const& a, ast::Column const& b) const {
    return same(a.call, b.call) && same(a.column, b.column);
  }
  bool same(ast::HasRow const& a, ast::HasRow const& b) const { return same(a.call, b.call) && a.negated == b.negated; }
  bool same(ast::Not const& a, ast::Not const& b) const { return same(a.operand, b.operand); }
  bool same(ast::Binary const& a, ast::Binary const& b) const {
    return a.op == b.op && same(a.left, b.left) && same(a.right, b.right);
  }
  bool same(ast::Membership const& a, ast::Membership const& b) const {
    return same(a.value, b.value) && a.negated == b.negated && same(a.set, b.set) && same(a.list, b.list);
  }
  bool same(ast::IsEmpty const& a, ast::IsEmpty const& b) const {
    return same(a.list, b.list) && a.negated == b.negated;
  }
  bool same(ast::Within const& a, ast::Within const& b) const {
    return same(a.value, b.value) && same(a.distance, b.distance) && same(a.anchor, b.anchor);
  }
  bool same(ast::Block const& a, ast::Block const& b) const { return a.all == b.all && same(a.parts, b.parts); }
  bool same(ast::Quantified const& a, ast::Quantified const& b) const {
    return a.quantifier == b.quantifier && same(a.variable, b.variable) && a.incomplete == b.incomplete &&
           same(a.list, b.list) && same(a.body, b.body);
  }
  bool same(ast::If const& a, ast::If const& b) const {
    return same(a.condition, b.condition) && same(a.then, b.then) && same(a.otherwise, b.otherwise);
  }
  bool same(ast::Unsettled const& a, ast::Unsettled const& b) const { return same(a.reason, b.reason); }
  bool same(ast::Group const& a, ast::Group const& b) const { return same(a.inner, b.inner); }

  bool same(ast::TypeName const& a, ast::TypeName const& b) const {
    return same(a.names, b.names) && same(a.words, b.words);
  }
  bool same(ast::Citation const& a, ast::Citation const& b) const {
    return same(a.policy, b.policy) && same(a.clause, b.clause) && same(a.basis, b.basis);
  }
  bool same(ast::Clause const& a, ast::Clause const& b) const {
    return same(a.id, b.id) && same(a.paraphrase, b.paraphrase) && same(a.binds, b.binds) && same(a.trust, b.trust) &&
           same(a.not_checkable, b.not_checkable);
  }
  bool same(ast::Variable const& a, ast::Variable const& b) const {
    return same(a.name, b.name) && same(a.type, b.type);
  }
  bool same(ast::Parameter const& a, ast::Parameter const& b) const {
    return same(a.name, b.name) && same(a.type, b.type) && same(a.value, b.value) && same(a.because, b.because);
  }
  bool same(ast::Subject const& a, ast::Subject const& b) const {
    return same(a.variable, b.variable) && same(a.list, b.list);
  }
  bool same(ast::Note const& a, ast::Note const& b) const { return same(a.message, b.message) && same(a.when, b.when); }
  bool same(ast::Severity const& a, ast::Severity const& b) const {
    return same(a.word, b.word) && same(a.when, b.when) && same(a.otherwise, b.otherwise);
  }
  bool same(ast::TableColumn const& a, ast::TableColumn const& b) const {
    return a.key == b.key && same(a.name, b.name) && same(a.type, b.type);
  }

  bool same(ast::Policy const& a, ast::Policy const& b) const {
    return same(a.id, b.id) && same(a.title, b.title) && same(a.authority, b.authority) && same(a.adopted, b.adopted) &&
           same(a.address, b.address) && same(a.clauses, b.clauses);
  }
  bool same(ast::Definition const& a, ast::Definition const& b) const {
    return same(a.name, b.name) && same(a.parameters, b.parameters) && same(a.about, b.about) && same(a.body, b.body);
  }
  bool same(ast::Rule const& a, ast::Rule const& b) const {
    return same(a.id, b.id) && same(a.title, b.title) && same(a.cites, b.cites) && same(a.basis, b.basis) &&
           same(a.severity, b.severity) && same(a.about, b.about) && same(a.from, b.from) && same(a.until, b.until) &&
           same(a.parameters, b.parameters) && same(a.subjects, b.subjects) && same(a.applies, b.applies) &&
           same(a.require, b.require) && same(a.finding, b.finding) && same(a.remedy, b.remedy) &&
           same(a.notes, b.notes);
  }
  bool same(ast::Exception const& a, ast::Exception const& b) const {
    return same(a.id, b.id) && same(a.rule, b.rule) && same(a.title, b.title) && same(a.cites, b.cites) &&
           same(a.when, b.when);
  }
  bool same(ast::Table const& a, ast::Table const& b) const {
    return same(a.id, b.id) && same(a.file, b.file) && same(a.title, b.title) && same(a.columns, b.columns) &&
           same(a.cited_by, b.cited_by);
  }
  bool same(ast::Item const& a, ast::Item const& b) const { return same(a.node, b.node); }

  bool ignore_groups_;
};

}  // namespace telerule::test
