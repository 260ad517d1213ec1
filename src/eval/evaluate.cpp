#include "telerule/evaluate.hpp"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "eval/evaluator.hpp"
#include "scenario/binder.hpp"
#include "scenario/input_error.hpp"
#include "scenario/places.hpp"
#include "scenario/reader.hpp"

namespace telerule {

namespace {

std::string const day_pointer = "/" + std::string(as_of_field);

template <class T>
void add_once(std::vector<T>& list, T value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(std::move(value));
}

// Turns the outcomes of one scenario into results that need no further look at it.
class Explainer {
 public:
  Explainer(ProgramData const& data, Evaluator<true>& evaluator, RawRecord const& raw, std::string const& file, bool own_day)
      : data_(data), evaluator_(evaluator), raw_(raw), file_(file), own_day_(own_day) {}

  Result explain(Outcome const& outcome) {
    CompiledRule const& rule = evaluator_.code().rules[outcome.rule];
    RuleInfo const& info = data_.rules[rule.info];
    Result out;
    out.rule = info.id;
    out.title = info.title;
    out.subject = evaluator_.subject();
    out.verdict = outcome.verdict;
    out.severity = outcome.severity_first ? info.severity : info.severity_otherwise;
    out.basis = info.basis;
    out.citations = info.citations;
    out.source = info.require_source;
    note_reads(out);
    for (CompiledNote const& note : rule.notes)
      if (!note.has_condition || evaluator_.condition(note.when) == Truth::yes)
        out.notes.push_back(evaluator_.format(note.message));
    say(outcome, rule, info, out);
    return out;
  }

  // Finds the facts of all results in the record, and puts them into the results.
  void finish(std::vector<Result>& results) const {
    std::vector<std::string> pointers;
    for (auto const& facts : facts_)
      for (Fact const& fact : facts) pointers.push_back(fact.pointer);
    Places const places(raw_, file_, pointers);
    for (std::size_t i = 0; i < results.size(); ++i)
      for (Fact const& fact : facts_[i]) {
        Places::Place const& place = places.at(fact.pointer);
        if (fact.known) results[i].evidence.push_back({fact.pointer, place.located.text, place.frame});
        else if (results[i].verdict == Verdict::indeterminate) results[i].missing.push_back({fact.pointer, place.frame});
      }
  }

 private:
  void say(Outcome const& outcome, CompiledRule const& rule, RuleInfo const& info, Result& out) {
    switch (out.verdict) {
      case Verdict::violated:
        out.message = evaluator_.format(rule.finding);
        out.remedy = evaluator_.format(rule.remedy);
        break;
      case Verdict::indeterminate: out.message = "not decided: " + info.title; break;
      case Verdict::satisfied: out.message = info.title; break;
      case Verdict::waived: break;
      case Verdict::not_applicable:
        if (outcome.exception == none) {
          out.message = "outside the scope of the rule: " + info.title;
        } else {
          ExceptionInfo const& exception =
              info.exceptions[rule.exceptions[static_cast<std::size_t>(outcome.exception)].info];
          out.exception = exception.id;
          out.message = "exception `" + exception.id + "` applies" + (exception.title.empty() ? "" : ": " + exception.title);
          out.citations = exception.citations;
          out.source = exception.source;
        }
        break;
    }
  }

  // Takes from the reads what needs no place in the record; the facts wait for finish().
  void note_reads(Result& out) {
    facts_.emplace_back();
    for (Read const& read : evaluator_.reads()) {
      switch (read.what) {
        case Read::What::fact:
          // The day that was put in place of the scenario's own stands in no line of it.
          if (!own_day_ && read.pointer == day_pointer)
            add_once(out.notes, "judged as of " + date_to_text(evaluator_.scenario().as_of) + ", not the day of the scenario");
          else add_once(facts_.back(), Fact{read.pointer, read.known});
          break;
        case Read::What::reason: add_once(out.reasons, evaluator_.code().reasons[read.index]); break;
        case Read::What::vacuous: add_once(out.vacuous, read.pointer); break;
        case Read::What::row: look_up(read, out); break;
      }
    }
    if (out.verdict != Verdict::indeterminate) out.reasons.clear();
  }

  void look_up(Read const& read, Result& out) {
    FactsTable const& table = data_.tables[read.index];
    if (read.row == 0) {
      add_once(out.reasons, "the facts table `" + table.name + "` has no row that holds for these keys on that day");
      return;
    }
    Row const& row = table.rows[read.row - 1];
    if (!read.pointer.empty())
      add_once(out.reasons, "the row of the facts table `" + table.name + "` does not say `" + read.pointer + "`: " + row.citation);
    for (TableEvidence const& seen : out.tables)
      if (seen.table == table.name && seen.line == row.line) return;
    out.tables.push_back({table.name, table.file, row.line, row.citation, row.doubt, row.note});
    if (!row.doubt.empty())
      add_once(out.reasons, "the row of the facts table `" + table.name + "` is " + row.doubt + ": " + row.citation);
  }

  struct Fact {
    std::string pointer;
    bool known = false;
    friend bool operator==(Fact const& a, Fact const& b) { return a.pointer == b.pointer; }
  };

  ProgramData const& data_;
  Evaluator<true>& evaluator_;
  RawRecord const& raw_;
  std::string const& file_;
  bool own_day_;
  std::vector<std::vector<Fact>> facts_;  // by result
};

// Judges record after record with buffers that are used again.
class Judge {
 public:
  Judge(Program const& program, EvaluateOptions const& options)
      : data_(program.data()),
        as_of_(options.as_of ? date_from_text(*options.as_of) : std::nullopt),
        binder_(data_.schemas, data_.layouts, as_of_),
        evaluator_(data_) {}

  Evaluated judge(RawRecord const& raw, std::string const& file) {
    Evaluated out;
    if (auto const error = binder_.bind(raw.bytes, scenario_)) {
      out.errors.push_back(to_diagnostic(*error, raw, file));
      return out;
    }
    ScenarioReport report;
    report.file = file;
    report.record = raw.number;
    report.id = scenario_.id;
    report.kind = data_.schemas.kinds[scenario_.kind].name;
    report.as_of = date_to_text(scenario_.as_of);
    report.as_of_overridden = as_of_.has_value();
    Explainer explainer(data_, evaluator_, raw, file, !as_of_);
    evaluator_.run(scenario_, [&](Outcome const& o) { report.results.push_back(explainer.explain(o)); });
    explainer.finish(report.results);
    add_rules_not_in_force(report);
    report.verdict = Verdict::not_applicable;
    for (Result const& r : report.results) report.verdict = std::min(report.verdict, r.verdict);
    out.scenario = std::move(report);
    return out;
  }

 private:
  // A rule none of whose versions is in force on the day is out of scope, and that is said.
  void add_rules_not_in_force(ScenarioReport& report) const {
    auto const& rules = data_.code[scenario_.kind].rules;
    for (std::size_t i = 0; i < rules.size();) {
      std::size_t const first = i;
      RuleInfo const& info = data_.rules[rules[first].info];
      bool in_force = false;
      std::string intervals;
      for (; i < rules.size() && data_.rules[rules[i].info].id == info.id; ++i) {
        in_force = in_force || (scenario_.as_of >= rules[i].from && scenario_.as_of <= rules[i].until);
        RuleInfo const& version = data_.rules[rules[i].info];
        intervals += intervals.empty() ? "" : ", ";
        intervals += (version.from.empty() ? "" : "from " + version.from);
        intervals += (version.from.empty() || version.until.empty() ? "" : " ");
        intervals += (version.until.empty() ? "" : "until " + version.until);
      }
      if (in_force) continue;
      Result out;
      out.rule = info.id;
      out.title = info.title;
      out.verdict = Verdict::not_applicable;
      out.severity = info.severity;
      out.basis = info.basis;
      out.citations = info.citations;
      out.message = "not in force on " + report.as_of + ": it is in force " + intervals;
      out.source = info.source;
      auto const before = std::find_if(report.results.begin(), report.results.end(), [&](Result const& r) { return r.rule > info.id; });
      report.results.insert(before, std::move(out));
    }
  }

  ProgramData const& data_;
  std::optional<std::int64_t> as_of_;
  Binder binder_;
  Evaluator<true> evaluator_;
  Scenario scenario_;
};

// nlohmann's dump() recurses, so a value from elsewhere is measured first, and no deeper than it may be.
constexpr int deepest = 128;
bool is_shallow(nlohmann::json const& value, int levels) {
  if (!value.is_structured()) return true;
  return levels > 0 && std::all_of(value.begin(), value.end(), [&](auto const& child) { return is_shallow(child, levels - 1); });
}

}  // namespace

Evaluated evaluate(Program const& program, std::string_view json, EvaluateOptions const& options) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (json.starts_with(byte_order_mark)) json.remove_prefix(byte_order_mark.size());
  std::string padded(json);
  padded.append(Binder::padding, '\0');
  RawRecord const raw{std::string_view(padded).substr(0, json.size()), 1, 1, std::nullopt};
  return Judge(program, options).judge(raw, options.name);
}

Evaluated evaluate(Program const& program, nlohmann::json const& scenario, EvaluateOptions const& options) {
  if (!is_shallow(scenario, deepest)) {
    Evaluated out;
    out.errors.push_back(in_file(DiagnosticId::input_too_deep, options.name, "the value is nested deeper than " + std::to_string(deepest) + " levels"));
    return out;
  }
  return evaluate(program, std::string_view(scenario.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)), options);
}

void evaluate_file(Program const& program, std::string const& path, EvaluateOptions const& options,
                   std::function<bool(Evaluated&&)> const& each) {
  Judge judge(program, options);
  Reader reader = Reader::open(path);
  while (auto const raw = reader.next())
    if (!each(judge.judge(*raw, path))) return;
  if (reader.error()) each({std::nullopt, {*reader.error()}});
}

}  // namespace telerule
