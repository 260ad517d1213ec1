#include "check/rules.hpp"

#include <algorithm>
#include <limits>
#include <memory>

#include "telerule/parse.hpp"

namespace telerule {

namespace {

constexpr std::int64_t always_from = std::numeric_limits<std::int64_t>::min() + 1;
constexpr std::int64_t always_until = std::numeric_limits<std::int64_t>::max();

bool names_rule(std::vector<std::string> const& names, ast::Rule const& rule) {
  return std::any_of(names.begin(), names.end(), [&](std::string const& name) {
    return rule.id.text == name ||
           std::any_of(rule.cites.begin(), rule.cites.end(), [&](ast::Citation const& c) { return c.policy.text == name; });
  });
}

Frame on_one_line(Source const& source, Span span) {
  auto const line = source.text().substr(span.begin, span.end - span.begin).find('\n');
  if (line != std::string_view::npos) span.end = span.begin + static_cast<std::uint32_t>(line);
  return frame_at(source, span);
}

}  // namespace

bool RuleCompiler::selected(ast::Rule const& rule) const {
  return (options_.select.empty() || names_rule(options_.select, rule)) && !names_rule(options_.ignore, rule);
}

// A name that selects nothing is a mistake that would otherwise look like success.
void RuleCompiler::check_selection() {
  std::vector<std::string> names;
  for (auto const& r : declarations_.rules) names.push_back(r.item->id.text);
  for (auto const& [id, _] : declarations_.policies) names.push_back(id);
  for (auto const* list : {&options_.select, &options_.ignore})
    for (std::string const& name : *list)
      if (std::none_of(declarations_.rules.begin(), declarations_.rules.end(), [&](auto const& r) { return names_rule({name}, *r.item); }))
        diagnostics_.push_back(in_file(DiagnosticId::usage_error, "", "no rule is called `" + name + "` or cites a policy of that name", did_you_mean(name, names)));
}

void RuleCompiler::compile_all(UnitOf const& unit_of) {
  check_selection();
  for (auto const& declared : declarations_.rules) compile(declared, unit_of);
  check_versions();
  std::vector<std::string> rule_ids;
  for (auto const& r : declarations_.rules) rule_ids.push_back(r.item->id.text);
  for (auto const& e : declarations_.exceptions)
    if (std::find(rule_ids.begin(), rule_ids.end(), e.item->rule.text) == rule_ids.end())
      diagnostics_.push_back(at(DiagnosticId::unknown_rule, *e.source, e.item->rule.span, "there is no rule `" + e.item->rule.text + "`",
                                did_you_mean(e.item->rule.text, rule_ids)));
  std::vector<std::string> const known(known_parameters_.begin(), known_parameters_.end());
  for (auto const& [name, _] : options_.parameters)
    if (!known_parameters_.contains(name))
      diagnostics_.push_back(in_file(DiagnosticId::bad_parameter, "", "no rule has a parameter `" + name + "`", did_you_mean(name, known)));
}

void RuleCompiler::header(ast::Rule const& rule, Source const& source, RuleInfo& info) {
  auto need = [&](bool given, char const* property) {
    if (!given) missing_property(property, "rule", rule.id, source, diagnostics_);
  };
  need(rule.title.has_value(), "title");
  need(!rule.cites.empty(), "cites");
  need(rule.basis.has_value(), "basis");
  need(rule.severity.has_value(), "severity");
  need(rule.about.has_value(), "about");
  need(rule.require.has_value(), "require");
  need(rule.finding.has_value(), "finding");
  need(rule.remedy.has_value(), "remedy");
  info.id = rule.id.text;
  info.source = frame_at(source, rule.id.span);
  if (rule.title) info.title = rule.title->text;
  if (rule.basis && check_word(*rule.basis, basis_words, "basis", source, diagnostics_)) info.basis = rule.basis->text;
  if (rule.severity) {
    check_word(rule.severity->word, severity_words, "severity", source, diagnostics_);
    info.severity = rule.severity->word.text;
    if (rule.severity->otherwise) {
      check_word(*rule.severity->otherwise, severity_words, "severity", source, diagnostics_);
      info.severity_otherwise = rule.severity->otherwise->text;
    }
    if (rule.severity->when) info.severity_when = as_written(source, rule.severity->when->span);
  }
  if (rule.finding) info.finding = rule.finding->text;
  if (rule.remedy) info.remedy = rule.remedy->text;
  if (rule.applies) info.applies = as_written(source, rule.applies->span);
  if (rule.require) {
    info.require = as_written(source, rule.require->span);
    info.require_source = on_one_line(source, rule.require->span);
  }
  for (ast::Subject const& s : rule.subjects) info.subjects.push_back(s.variable.text + " in " + as_written(source, s.list_span));
  info.citations = policies_.cite(rule.cites, source, info.basis, rule.id.text);
}

void RuleCompiler::interval(ast::Rule const& rule, Source const& source, RuleInfo& info, CompiledRule& out) {
  out.from = always_from;
  out.until = always_until;
  auto day = [&](ast::Text const& written, std::int64_t& into, std::string& shown) {
    if (auto const d = date_from_text(written.text)) {
      into = *d;
      shown = written.text;
    } else {
      diagnostics_.push_back(at(DiagnosticId::bad_literal, source, written.span, "`" + written.text + "` is not a day that exists", "write a day as YYYY-MM-DD"));
    }
  };
  if (rule.from) day(*rule.from, out.from, info.from);
  if (rule.until) day(*rule.until, out.until, info.until);
  if (out.until < out.from)
    diagnostics_.push_back(at(DiagnosticId::bad_interval, source, rule.until->span, "the rule ends before it begins",
                              "it is in force from " + info.from + " until " + info.until));
  versions_.push_back({rule.id.text, out.from, out.until, &source, rule.id.span});
}

// Versions are sorted by id and `from`, so one that overlaps any before it overlaps the one that lasts longest.
void RuleCompiler::check_versions() {
  Version const* longest = nullptr;
  for (Version const& version : versions_) {
    bool const same = longest && longest->id == version.id;
    if (same && version.from <= longest->until) {
      Diagnostic d = at(DiagnosticId::overlapping_versions, *version.source, version.span, "two versions of `" + version.id + "` are in force on the same day",
                        "give them `from` and `until` days that do not overlap");
      d.labels.push_back({frame_at(*longest->source, longest->span), "the other version"});
      diagnostics_.push_back(std::move(d));
    }
    if (!same || version.until > longest->until) longest = &version;
  }
}

bool RuleCompiler::set_parameter(ast::Parameter const& parameter, Type type, ParameterInfo& info) {
  for (auto const& [name, value] : options_.parameters) {
    if (name != info.name) continue;
    info.set = true;
    info.value = value;
    Diagnostics quiet;
    Source const setting("--set " + name, value);
    auto const parsed = parse_expression(setting, {0, static_cast<std::uint32_t>(value.size())});
    std::optional<Typed> typed;
    if (parsed.expr && parsed.diagnostics.empty()) {
      std::size_t const before = diagnostics_.size();
      typed = expressions_.constant(*parsed.expr, type);
      diagnostics_.resize(before);  // said below, in terms of the setting
    }
    if (!typed) {
      diagnostics_.push_back(in_file(DiagnosticId::bad_parameter, "", "`" + value + "` is not " + describe(type, schemas_) + ", which `" + name + "` is",
                                     "write it as in the rule: `" + info.default_value + "`"));
      return false;
    }
    expressions_.name(parameter.name.text, *typed);
    return true;
  }
  return false;
}

void RuleCompiler::parameters(ast::Rule const& rule, RuleInfo& info) {
  for (ast::Parameter const& parameter : rule.parameters) {
    auto const type = expressions_.type(parameter.type);
    ParameterInfo out;
    out.name = rule.id.text + "." + parameter.name.text;
    out.because = parameter.because.text;
    known_parameters_.insert(out.name);
    if (!type) {
      expressions_.name(parameter.name.text, {});
      continue;
    }
    auto const value = expressions_.constant(parameter.value, *type);
    out.default_value = out.value = print(parameter.value);
    if (!set_parameter(parameter, *type, out)) expressions_.name(parameter.name.text, value.value_or(Typed{}));
    info.parameters.push_back(out);
    if (out.set && std::none_of(parameters_.begin(), parameters_.end(), [&](ParameterInfo const& p) { return p.name == out.name; }))
      parameters_.push_back(out);
  }
}

void RuleCompiler::exceptions(ast::Rule const& rule, RuleInfo& info, CompiledRule& out) {
  for (auto const& declared : declarations_.exceptions) {
    ast::Exception const& exception = *declared.item;
    if (exception.rule.text != rule.id.text) continue;
    ExceptionInfo e;
    e.id = exception.id.text;
    if (exception.title) e.title = exception.title->text;
    if (exception.cites.empty()) missing_property("cites", "exception", exception.id, *declared.source, diagnostics_);
    if (!exception.when) missing_property("when", "exception", exception.id, *declared.source, diagnostics_);
    e.citations = policies_.cite(exception.cites, *declared.source, info.basis, rule.id.text + "/" + exception.id.text);
    e.source = frame_at(*declared.source, exception.id.span);
    if (exception.when) {
      e.when = as_written(*declared.source, exception.when->span);
      e.source = on_one_line(*declared.source, exception.when->span);
      expressions_.in_source(*declared.source, [&] {
        out.exceptions.push_back({static_cast<std::uint32_t>(info.exceptions.size()), expressions_.condition(*exception.when)});
      });
    }
    info.exceptions.push_back(std::move(e));
  }
}

void RuleCompiler::compile(Declared<ast::Rule> const& declared, UnitOf const& unit_of) {
  ast::Rule const& rule = *declared.item;
  Source const& source = *declared.source;
  RuleInfo info;
  CompiledRule out;
  header(rule, source, info);
  interval(rule, source, info, out);
  if (!rule.about) return;
  info.kind = rule.about->text;
  if (!schemas_.kind(info.kind)) {
    std::vector<std::string> kinds;
    for (ScenarioKind const& k : schemas_.kinds) kinds.push_back(k.name);
    diagnostics_.push_back(at(DiagnosticId::unknown_kind, source, rule.about->span, "no schema describes scenarios of kind `" + info.kind + "`",
                              did_you_mean(info.kind, kinds)));
    return;
  }
  bool const wanted = selected(rule);
  Unit const unit = unit_of(info.kind, wanted);
  expressions_.begin(unit, source);
  parameters(rule, info);
  for (ast::Subject const& subject : rule.subjects) {
    auto const walk = expressions_.walk(subject.list, subject.list_span, subject.variable);
    if (!walk.ok) return;
    out.subjects.push_back({walk.list, walk.variable, walk.frame});
  }
  auto const applies = rule.applies ? expressions_.condition(*rule.applies) : expressions_.truth_node(Truth::yes);
  auto const split = expressions_.split(applies, static_cast<std::uint16_t>(out.subjects.size()));
  out.scope = split.scope;
  out.applies = split.rest;
  if (rule.require) out.require = expressions_.condition(*rule.require);
  if (rule.severity && rule.severity->when) {
    out.severity_depends = true;
    out.severity_when = expressions_.condition(*rule.severity->when);
  }
  exceptions(rule, info, out);
  // Messages of a program without them are checked all the same, where nothing runs them.
  if (options_.verdicts_only) expressions_.use(unit_of(info.kind, false));
  if (rule.finding) out.finding = expressions_.message(*rule.finding);
  if (rule.remedy) out.remedy = expressions_.message(*rule.remedy);
  for (ast::Note const& note : rule.notes) {
    CompiledNote compiled;
    compiled.message = expressions_.message(note.message);
    if (note.when) {
      compiled.has_condition = true;
      compiled.when = expressions_.condition(*note.when);
    }
    out.notes.push_back(std::move(compiled));
  }
  if (options_.verdicts_only) {
    out.finding.clear();
    out.remedy.clear();
    out.notes.clear();
  }
  if (!wanted) return;
  out.info = static_cast<std::uint32_t>(rules_.size());
  rules_.push_back(std::move(info));
  unit.code->rules.push_back(std::move(out));
}

}  // namespace telerule
