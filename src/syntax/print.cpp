#include <fmt/format.h>

#include <string>
#include <utility>
#include <variant>

#include "syntax/layout.hpp"
#include "telerule/parse.hpp"

namespace telerule {

namespace syntax {

namespace {

// The properties of an item, one a line, their values in one column.
class Lines {
 public:
  Lines(std::string head, std::size_t keyword_width) : text_{std::move(head)}, column_{2 + keyword_width} {}

  std::string end() && { return std::move(text_) + "\nend\n"; }

  // Begins the property's line, and says where its value goes.
  Place begin(std::string_view keyword) {
    std::string const start = fmt::format("{:{}}", fmt::format("  {} ", keyword), column_);
    text_ += '\n' + start;
    return {start.size(), column_};
  }

  void add(std::string_view value) { text_ += value; }

  void property(std::string_view keyword, std::optional<ast::Text> const& text) {
    if (text) add(layout_text(text->text, begin(keyword)));
  }
  void message(std::string_view keyword, std::optional<ast::Text> const& text) {
    if (text) add(layout_message(text->text, begin(keyword)));
  }
  void property(std::string_view keyword, std::optional<ast::Name> const& name) {
    if (name) word(keyword, name->text);
  }
  void property(std::string_view keyword, std::optional<ast::Expr> const& expr) {
    if (expr) add(layout(*expr, begin(keyword)));
  }
  void word(std::string_view keyword, std::string_view word) {
    begin(keyword);
    add(word);
  }

  void cites(std::vector<ast::Citation> const& citations) {
    if (citations.empty()) return;
    std::vector<std::string> things;
    for (ast::Citation const& citation : citations) {
      std::string thing = citation.policy.text;
      if (!citation.clause.text.empty()) thing += " " + citation.clause.text;
      if (citation.basis) thing += " as " + citation.basis->text;
      things.push_back(std::move(thing));
    }
    Place const place = begin("cites");
    add(layout_list(things, place));
  }

 private:
  std::string text_;
  std::size_t column_;
};

std::string typed_name(ast::Name const& name, ast::TypeName const& type) {
  return fmt::format("{}: {}", name.text, flat(type));
}

std::string text_of(ast::Policy const& policy) {
  Lines lines{"policy " + policy.id.text, 10};
  lines.property("title", policy.title);
  lines.property("authority", policy.authority);
  lines.property("adopted", policy.adopted);
  lines.property("address", policy.address);
  for (ast::Clause const& clause : policy.clauses) {
    std::string const head = clause.id.text.empty() ? "\n  clause " : fmt::format("\n  clause {} ", clause.id.text);
    auto const add = [&lines](std::string_view start, ast::Text const& text) {
      // A long text goes on beneath its first quote.
      std::size_t const column = start.size() - 1;
      lines.add(start);
      lines.add(layout_text(text.text, {column, column}));
    };
    add(head, clause.paraphrase);
    if (clause.binds) add("\n    binds ", *clause.binds);
    if (clause.trust) lines.add("\n    trust " + clause.trust->text);
    if (clause.not_checkable) add("\n    not checkable because ", *clause.not_checkable);
  }
  return std::move(lines).end();
}

std::string text_of(ast::Definition const& definition) {
  std::string head = "define " + definition.name.text;
  if (!definition.parameters.empty()) {
    std::vector<std::string> parameters;
    for (ast::Variable const& p : definition.parameters) parameters.push_back(typed_name(p.name, p.type));
    head += "(" + layout_list(parameters, {head.size() + 1, head.size() + 1}) + ")";
  }
  if (definition.about) head += " about " + definition.about->text;
  return fmt::format("{} as\n  {}\nend\n", head, layout(definition.body, {2, 2}));
}

void add_severity(Lines& lines, ast::Severity const& severity) {
  Place const place = lines.begin("severity");
  lines.add(severity.word.text);
  if (!severity.when || !severity.otherwise) return;
  std::string const tail = " otherwise " + severity.otherwise->text;
  std::size_t const column = place.column + severity.word.text.size() + 6;
  std::string const condition = flat(*severity.when);
  if (column + condition.size() + tail.size() <= line_width) {
    lines.add(" when " + condition + tail);
  } else {
    lines.add(new_line(place.indent) + "when " + layout(*severity.when, {place.indent + 5, place.indent + 5}));
    lines.add(new_line(place.indent) + tail.substr(1));
  }
}

void add_note(Lines& lines, ast::Note const& note) {
  Place const place = lines.begin("note");
  std::string const message = layout_message(note.message.text, place);
  lines.add(message);
  if (!note.when) return;
  std::string const condition = flat(*note.when);
  bool const one_line =
      message.find('\n') == std::string::npos && place.column + message.size() + 6 + condition.size() <= line_width;
  if (one_line) {
    lines.add(" when " + condition);
  } else {
    lines.add(new_line(place.indent) + "when " + layout(*note.when, {place.indent + 5, place.indent + 5}));
  }
}

void add_parameter(Lines& lines, ast::Parameter const& parameter) {
  Place const place = lines.begin("parameter");
  std::string const head =
      fmt::format("{} = {} because ", typed_name(parameter.name, parameter.type), flat(parameter.value));
  lines.add(head);
  lines.add(layout_text(parameter.because.text, {place.column + head.size(), place.indent}));
}

std::string text_of(ast::Rule const& rule) {
  Lines lines{"rule " + rule.id.text, 10};
  lines.property("title", rule.title);
  lines.cites(rule.cites);
  lines.property("basis", rule.basis);
  if (rule.severity) add_severity(lines, *rule.severity);
  lines.property("about", rule.about);
  if (rule.from) lines.word("from", rule.from->text);
  if (rule.until) lines.word("until", rule.until->text);
  for (ast::Parameter const& parameter : rule.parameters) add_parameter(lines, parameter);
  if (!rule.subjects.empty()) {
    std::vector<std::string> subjects;
    for (ast::Subject const& subject : rule.subjects) {
      subjects.push_back(fmt::format("{} in {}", subject.variable.text, flat(subject.list)));
    }
    Place const place = lines.begin("for each");
    lines.add(layout_list(subjects, place));
  }
  lines.property("applies when", rule.applies);
  lines.property("require", rule.require);
  lines.message("finding", rule.finding);
  lines.message("remedy", rule.remedy);
  for (ast::Note const& note : rule.notes) add_note(lines, note);
  return std::move(lines).end();
}

std::string text_of(ast::Exception const& exception) {
  Lines lines{fmt::format("exception {} to {}", exception.id.text, exception.rule.text), 6};
  lines.property("title", exception.title);
  lines.cites(exception.cites);
  lines.property("when", exception.when);
  return std::move(lines).end();
}

std::string text_of(ast::Table const& table) {
  std::string const head = fmt::format("table {} from ", table.id.text);
  Lines lines{head + layout_text(table.file.text, {head.size(), head.size()}), 7};
  lines.property("title", table.title);
  for (ast::TableColumn const& column : table.columns) {
    lines.word(column.key ? "key" : "column", typed_name(column.name, column.type));
  }
  if (table.cited_by) lines.word("cited by", table.cited_by->text);
  return std::move(lines).end();
}

}  // namespace

}  // namespace syntax

std::string print(ast::File const& file) {
  std::string result = "language 1\n";
  for (ast::Item const& item : file.items) result += '\n' + print(item);
  return result;
}

std::string print(ast::Item const& item) {
  return std::visit([](auto const& node) { return syntax::text_of(node); }, item.node);
}

std::string print(ast::Expr const& expr) { return syntax::flat(expr); }

}  // namespace telerule
