#include <algorithm>

#include "check/expression.hpp"

// Definitions, put in the place of their calls, and look-ups in facts tables.
namespace telerule {

Typed ExpressionCompiler::call(ast::Call const& call, Span span) {
  auto const found = declarations_.definitions.find(call.callee.text);
  if (found == declarations_.definitions.end()) {
    if (declarations_.tables.contains(call.callee.text))
      return error(DiagnosticId::type_mismatch, span, "a look-up in the facts table `" + call.callee.text + "` is no value by itself",
                   "name a column, `(…).COLUMN`, or ask `(…) has a row`");
    std::vector<std::string> names;
    for (auto const& [name, _] : declarations_.definitions) names.push_back(name);
    for (auto const& [name, _] : declarations_.tables) names.push_back(name);
    return error(DiagnosticId::unknown_name, call.callee.span, "there is no definition or facts table `" + call.callee.text + "`",
                 did_you_mean(call.callee.text, names));
  }
  ast::Definition const& definition = *found->second.item;
  if (std::find(expanding_.begin(), expanding_.end(), definition.name.text) != expanding_.end())
    return error(DiagnosticId::recursive_definition, call.callee.span, "`" + definition.name.text + "` uses itself", "a definition may use others, and never itself");
  constexpr std::size_t deepest = 100;
  if (expanding_.size() >= deepest) {
    too_large("definitions use one another more than " + std::to_string(deepest) + " deep", "put some of them together");
    return fail();
  }
  if (definition.about && definition.about->text != unit_.kind)
    return error(DiagnosticId::type_mismatch, call.callee.span,
                 "`" + definition.name.text + "` is about `" + definition.about->text + "`" +
                     (unit_.kind.empty() ? ", and this definition is about no kind of scenario" : ", and this is about `" + unit_.kind + "`"),
                 unit_.kind.empty() ? "say `about " + definition.about->text + "` here too" : "");
  if (!call.on.empty())
    return error(DiagnosticId::wrong_arguments, call.on.front().span, "`on` is for look-ups in facts tables, and `" + definition.name.text + "` is a definition");
  if (call.arguments.size() != definition.parameters.size())
    return error(DiagnosticId::wrong_arguments, span,
                 "`" + definition.name.text + "` takes " + std::to_string(definition.parameters.size()) + " arguments, and is given " +
                     std::to_string(call.arguments.size()));
  std::vector<std::pair<std::string, Typed>> arguments;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    ast::Variable const& parameter = definition.parameters[i];
    Source const* const here = std::exchange(source_, found->second.source);
    auto const wanted = type(parameter.type);
    source_ = here;
    if (!wanted) return fail();
    Typed argument = compile(call.arguments[i], wanted);
    if (!argument.ok) return fail();
    Typed pattern;
    pattern.type = *wanted;
    if (is_scalar(wanted->kind) ? !is_scalar(argument.type.kind) || !like(argument, pattern) : argument.type != *wanted)
      return error(DiagnosticId::wrong_arguments, call.arguments[i].span,
                   "`" + parameter.name.text + "` is " + describe(*wanted, schemas_) + ", and is given " + describe(argument.type, schemas_));
    argument = value_only(argument);
    if (is_scalar(wanted->kind)) argument.type = *wanted;
    arguments.emplace_back(parameter.name.text, argument);
  }
  // From here on only the definition's own names are seen.
  Scope const scope(*this);
  std::size_t const hidden = std::exchange(hidden_names_, names_.size());
  Source const* const caller = std::exchange(source_, found->second.source);
  for (auto& [name_text, argument] : arguments) name(name_text, argument);
  expanding_.push_back(definition.name.text);
  Typed out = compile(definition.body);
  expanding_.pop_back();
  source_ = caller;
  hidden_names_ = hidden;
  out.span = span;
  return out;
}

void ExpressionCompiler::check_definition(Declared<ast::Definition> const& definition, Unit unit) {
  begin(unit, *definition.source);
  for (ast::Variable const& parameter : definition.item->parameters) {
    auto const wanted = type(parameter.type);
    if (!wanted) {
      name(parameter.name.text, {});
      continue;
    }
    std::uint16_t const variable = next_variable_++;
    if (is_scalar(wanted->kind)) {
      name(parameter.name.text, fact(*wanted, {variable, 0}, parameter.name.span));
      continue;
    }
    Typed record;
    record.type = *wanted;
    record.variable = variable;
    auto const& places = unit_.layout->layout().places;
    auto const place = std::find_if(places.begin(), places.end(), [&](Place const& p) { return p.record == wanted->index; });
    record.ok = place != places.end();
    record.place = static_cast<std::uint32_t>(place - places.begin());
    name(parameter.name.text, record);
  }
  expanding_.push_back(definition.item->name.text);
  Typed const body = compile(definition.item->body);
  expanding_.pop_back();
  if (body.ok && !is_scalar(body.type.kind))
    error(DiagnosticId::type_mismatch, body.span, "a definition names a condition or a value, and this is " + describe(body.type, schemas_));
}

std::optional<std::uint32_t> ExpressionCompiler::lookup(ast::Call const& call, Span span) {
  auto const found = declarations_.tables.find(call.callee.text);
  if (found == declarations_.tables.end()) {
    std::vector<std::string> names;
    for (auto const& [name, _] : declarations_.tables) names.push_back(name);
    error(DiagnosticId::unknown_name, call.callee.span, "there is no facts table `" + call.callee.text + "`", did_you_mean(call.callee.text, names));
    return std::nullopt;
  }
  FactsTable const& table = tables_[found->second];
  std::string const shape = [&] {
    std::string out = "`" + table.name + "(";
    for (ColumnType const& key : table.keys) out += key.name + ", ";
    return out + "on DAY)`";
  }();
  if (call.arguments.size() != table.keys.size() || call.on.empty()) {
    error(DiagnosticId::wrong_arguments, span, call.on.empty() ? "a look-up needs the day it is for" : "a look-up needs a value for each key of the table",
          "write it as " + shape);
    return std::nullopt;
  }
  Lookup out;
  out.table = found->second;
  for (std::size_t i = 0; i < table.keys.size(); ++i) {
    Typed key = compile(call.arguments[i], table.keys[i].type);
    if (!key.ok) return std::nullopt;
    Typed wanted;
    wanted.type = table.keys[i].type;
    if (!is_scalar(key.type.kind) || !like(key, wanted) || key.scale > fact_scale(wanted.type.kind)) {
      error(DiagnosticId::wrong_arguments, call.arguments[i].span,
            "the key `" + table.keys[i].name + "` is " + describe(wanted.type, schemas_) + ", and is given " +
                (is_scalar(key.type.kind) && like(key, wanted) ? "a product, which may have more decimal places" : describe(key.type, schemas_)));
      return std::nullopt;
    }
    if (is_number(key.type.kind)) key = rescale(key, fact_scale(wanted.type.kind));
    if (key.type.kind == Kind::boolean) {
      error(DiagnosticId::wrong_arguments, call.arguments[i].span, "a condition cannot be a key");
      return std::nullopt;
    }
    out.keys.push_back(key.node);
    out.text_keys.push_back(key.type.kind == Kind::text);
  }
  Typed const day = compile(call.on.front(), Type{Kind::date, 0});
  if (!day.ok) return std::nullopt;
  if (day.type.kind != Kind::date) {
    error(DiagnosticId::type_mismatch, day.span, "expected a date after `on`, found " + describe(day.type, schemas_));
    return std::nullopt;
  }
  out.day = day.node;
  unit_.code->lookups.push_back(std::move(out));
  return static_cast<std::uint32_t>(unit_.code->lookups.size() - 1);
}

Typed ExpressionCompiler::column(ast::Column const& column, Span span) {
  auto const index = lookup(column.call, span);
  if (!index) return fail();
  FactsTable const& table = tables_[unit_.code->lookups[*index].table];
  std::vector<std::string> names;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    names.push_back(table.columns[i].name);
    if (table.columns[i].name != column.column.text) continue;
    Type const type = table.columns[i].type;
    Node node;
    node.op = type.kind == Kind::boolean ? Op::looked_up_truth : type.kind == Kind::text ? Op::looked_up_text : Op::looked_up;
    node.first = *index;
    node.b = static_cast<NodeId>(i);
    return scalar(type, add(node), span);
  }
  return error(DiagnosticId::unknown_column, column.column.span, "the facts table `" + table.name + "` has no column `" + column.column.text + "`",
               did_you_mean(column.column.text, names));
}

Typed ExpressionCompiler::has_row(ast::HasRow const& has_row, Span span) {
  auto const index = lookup(has_row.call, span);
  if (!index) return fail();
  Node node;
  node.op = Op::has_row;
  node.first = *index;
  node.flag = has_row.negated;
  return scalar({Kind::boolean, 0}, add(node), span);
}

}  // namespace telerule
