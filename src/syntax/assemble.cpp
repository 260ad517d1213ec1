#include <fmt/format.h>

#include <utility>

#include "syntax/raw.hpp"

namespace telerule::syntax {

namespace {

// Puts properties into the fields of an item, and rejects the second of two that may stand once.
class Assembler {
 public:
  explicit Assembler(Site const& site) : site_{site} {}

  // The property that the calls below are about.
  void turn_to(Property& property) { property_ = &property; }

  bool is(std::string_view keyword) const { return property_->keyword == keyword; }

  template <class T>
  T take() {
    return std::move(std::get<T>(property_->value));
  }

  template <class T>
  void once(std::string_view keyword, std::optional<T>& field) {
    if (is(keyword) && first()) field = take<T>();
  }

  template <class T>
  void once(std::string_view keyword, std::vector<T>& field) {
    if (is(keyword) && first()) field = take<std::vector<T>>();
  }

 private:
  bool first() {
    for (auto const& [keyword, span] : seen_) {
      if (!is(keyword)) continue;
      site_.reject({.id = DiagnosticId::duplicate_property,
                    .span = property_->keyword_span,
                    .message = fmt::format("`{}` is given twice", keyword),
                    .help = "keep one of the two",
                    .labels = {{span, "it is given here first"}}});
      return false;
    }
    seen_.emplace_back(property_->keyword, property_->keyword_span);
    return true;
  }

  Site const& site_;
  Property* property_ = nullptr;
  std::vector<std::pair<std::string_view, Span>> seen_;
};

template <class Function>
void for_each_property(std::vector<Property>& properties, Site const& site, Function put) {
  Assembler assembler{site};
  for (Property& property : properties) {
    assembler.turn_to(property);
    put(assembler);
  }
}

}  // namespace

ast::Item policy_item(Block&& block, Site const& site) {
  ast::Policy policy{
      .id = std::move(block.id), .title = {}, .authority = {}, .adopted = {}, .address = {}, .clauses = {}};
  for_each_property(block.properties, site, [&](Assembler& p) {
    p.once("title", policy.title);
    p.once("authority", policy.authority);
    p.once("adopted", policy.adopted);
    p.once("address", policy.address);
    if (p.is("clause")) policy.clauses.push_back(p.take<ast::Clause>());
  });
  return {site.span, std::move(policy)};
}

ast::Clause clause(ClauseBlock&& block, Site const& site) {
  ast::Clause clause{.id = std::move(block.id),
                     .paraphrase = std::move(block.paraphrase),
                     .binds = {},
                     .trust = {},
                     .not_checkable = {},
                     .span = site.span};
  for_each_property(block.properties, site, [&](Assembler& p) {
    p.once("binds", clause.binds);
    p.once("trust", clause.trust);
    p.once("not checkable because", clause.not_checkable);
  });
  return clause;
}

ast::Item rule_item(Block&& block, Site const& site) {
  ast::Rule rule;
  rule.id = std::move(block.id);
  for_each_property(block.properties, site, [&](Assembler& p) {
    p.once("title", rule.title);
    p.once("cites", rule.cites);
    p.once("basis", rule.basis);
    p.once("severity", rule.severity);
    p.once("about", rule.about);
    p.once("from", rule.from);
    p.once("until", rule.until);
    p.once("for each", rule.subjects);
    p.once("applies when", rule.applies);
    p.once("require", rule.require);
    p.once("finding", rule.finding);
    p.once("remedy", rule.remedy);
    if (p.is("parameter")) rule.parameters.push_back(p.take<ast::Parameter>());
    if (p.is("note")) rule.notes.push_back(p.take<ast::Note>());
  });
  return {site.span, std::move(rule)};
}

ast::Item exception_item(ExceptionBlock&& block, Site const& site) {
  ast::Exception exception;
  exception.id = std::move(block.id);
  exception.rule = std::move(block.rule);
  for_each_property(block.properties, site, [&](Assembler& p) {
    p.once("title", exception.title);
    p.once("cites", exception.cites);
    p.once("when", exception.when);
  });
  return {site.span, std::move(exception)};
}

ast::Item table_item(TableBlock&& block, Site const& site) {
  ast::Table table;
  table.id = std::move(block.id);
  table.file = std::move(block.file);
  for_each_property(block.properties, site, [&](Assembler& p) {
    p.once("title", table.title);
    p.once("cited by", table.cited_by);
    if (p.is("key") || p.is("column")) {
      auto column = p.take<ast::Variable>();
      table.columns.push_back({p.is("key"), std::move(column.name), std::move(column.type)});
    }
  });
  return {site.span, std::move(table)};
}

}  // namespace telerule::syntax
