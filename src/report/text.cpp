#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <string>
#include <vector>

#include "report/glyph.hpp"
#include "report/page.hpp"
#include "report/render.hpp"
#include "report/snippet.hpp"
#include "telerule/render.hpp"

namespace telerule {
namespace {

constexpr std::array<std::string_view, 4> severities{"critical", "high", "medium", "advisory"};

bool is_open(Verdict verdict) { return verdict == Verdict::violated || verdict == Verdict::indeterminate; }

std::size_t rank(std::string_view severity) {
  return static_cast<std::size_t>(std::find(severities.begin(), severities.end(), severity) - severities.begin());
}

std::string named(CitationInfo const& citation) {
  return citation.clause.empty() ? citation.policy : citation.policy + " " + citation.clause;
}

std::string joined(std::vector<std::string> const& texts, std::string_view between) {
  return fmt::format("{}", fmt::join(texts, between));
}

// The line as one sentence: the blanks that lay a rule out mean nothing beside it.
std::string squeezed(std::string_view text) {
  std::string out;
  for (char const c : text) {
    bool const blank = c == ' ' || c == '\t';
    if (!blank) out += c;
    if (blank && !out.empty() && out.back() != ' ') out += ' ';
  }
  return out;
}

// A row of a facts table, with where it stands and what it rests on.
std::string told(TableEvidence const& row) {
  auto out = fmt::format("{}:{}", row.file, row.line);
  if (!row.citation.empty()) out += ": " + row.citation;
  if (!row.doubt.empty()) out += fmt::format(" ({})", row.doubt);
  if (!row.note.empty()) out += "; " + row.note;
  return out;
}

std::string told(Missing const& missing) {
  if (!missing.nearest || !is_known(*missing.nearest)) return missing.pointer;
  auto const& frame = *missing.nearest;
  // `null` is there to be replaced; anything else is what the fact would be added to.
  auto const offset = frame.position.column - std::min(frame.text_column, frame.position.column);
  bool const is_null =
      std::string_view(frame.text).substr(std::min<std::size_t>(offset, frame.text.size())).starts_with("null");
  return fmt::format("{} ({} line {})", missing.pointer, is_null ? "null in" : "to be added at", frame.position.line);
}

class TextReport : public ReportWriter {
 public:
  explicit TextReport(TextOptions const& options) : page_(options), quiet_(options.quiet) {}

  std::string begin(Report const&) override { return {}; }

  std::string scenario(ScenarioReport const& scenario) override {
    if (quiet_ && !is_open(scenario.verdict)) return {};
    show(scenario);
    page_.line();
    return page_.take();
  }

  std::string end(Report const& report) override {
    for (auto const& parameter : report.parameters) show(parameter);
    if (!report.parameters.empty()) page_.line();
    show(report.summary, report.errors.size());
    return page_.take();
  }

 private:
  static constexpr unsigned indent = 4;

  void show(ScenarioReport const& scenario) {
    Painted head;
    page_.add(head, spoken(scenario.verdict), ink_of(scenario.verdict));
    page_.add(head, "  ");
    auto const record = scenario.record ? fmt::format(", record {}", *scenario.record) : "";
    auto const day = fmt::format("as of {}{}", scenario.as_of, scenario.as_of_overridden ? ", not its own day" : "");
    page_.wrapped(head, indent,
                  fmt::format("{} ({}, {}) in {}{}", scenario.id, scenario.kind, day,
                              scenario.file == "-" ? "standard input" : scenario.file, record));
    if (scenario.results.empty()) page_.labeled(indent, "", "no rule has anything to judge in it");

    auto results = ordered(scenario.results);
    auto const open = static_cast<std::size_t>(
        std::find_if(results.begin(), results.end(), [](Result const* r) { return !is_open(r->verdict); }) -
        results.begin());
    for (std::size_t i = 0; i < open; ++i) {
      page_.line();
      show(*results[i]);
    }
    results.erase(results.begin(), results.begin() + static_cast<std::ptrdiff_t>(open));
    if (quiet_ || results.empty()) return;
    page_.line();
    show_closed(results);
  }

  // What asks for attention first; then by rule and in the scenario's order, as they come.
  static std::vector<Result const*> ordered(std::vector<Result> const& results) {
    constexpr std::array<int, 5> order{0, 1, 3, 2, 4};  // by verdict
    std::vector<Result const*> out;
    for (auto const& result : results) out.push_back(&result);
    std::stable_sort(out.begin(), out.end(), [&](Result const* a, Result const* b) {
      auto const x = order[static_cast<std::size_t>(a->verdict)], y = order[static_cast<std::size_t>(b->verdict)];
      if (x != y) return x < y;
      return is_open(a->verdict) && rank(a->severity) < rank(b->severity);
    });
    return out;
  }

  // A result that asks for attention, whole.
  void show(Result const& result) {
    Painted head;
    Page::pad(head, indent / 2);
    page_.add(head, spoken(result.verdict), ink_of(result.verdict));
    page_.add(head, "  ");
    page_.add(head, result.rule, Ink::strong);
    page_.add(head, "  " + result.severity + "  ");
    page_.wrapped(head, indent, result.subject);
    Painted margin;
    Page::pad(margin, indent);
    page_.labeled(margin, result.message);

    bool const violated = result.verdict == Verdict::violated;
    // Where facts are missing, those that are known settle nothing; where the known ones are what is unsettled, they
    // do.
    if (violated || !result.reasons.empty() || result.missing.empty()) show(result.evidence, ink_of(result.verdict));

    for (auto const& missing : result.missing) labeled("missing", told(missing));
    for (auto const& reason : result.reasons) labeled("unsettled", reason);
    for (auto const& row : result.tables) labeled("on file", told(row));
    for (auto const& pointer : result.vacuous)
      labeled("empty", pointer + " (what holds of every element holds of none)");
    for (auto const& note : result.notes) labeled("note", note);
    if (is_known(result.source)) {
      labeled("rule",
              fmt::format("{}:{}: {}", result.source.file, result.source.position.line, squeezed(result.source.text)));
    }
    for (auto const& citation : result.citations) {
      labeled("cites", fmt::format("{}, basis {}, trust {}", named(citation), citation.basis, citation.trust));
    }
    if (!result.remedy.empty()) labeled("remedy", result.remedy);
    last_label_.clear();
  }

  void show(std::vector<Evidence> const& evidence, Ink ink) {
    std::vector<Evidence const*> sorted;
    for (auto const& fact : evidence) sorted.push_back(&fact);
    std::stable_sort(sorted.begin(), sorted.end(), [](Evidence const* a, Evidence const* b) {
      auto const &x = a->frame.position, &y = b->frame.position;
      return x.line != y.line ? x.line < y.line : x.column < y.column;
    });
    std::vector<Mark> marks;
    for (auto const* fact : sorted) {
      if (is_known(fact->frame)) marks.push_back({&fact->frame, fact->pointer, '^', ink});
    }
    if (marks.empty()) return;
    render_snippet(page_, marks, {.indent = indent, .dense = true});
    page_.line();
  }

  // The label once, where several texts of it follow each other.
  void labeled(std::string_view label, std::string_view text) {
    page_.labeled(indent, label == last_label_ ? "" : label, text);
    last_label_ = label;
  }

  // What needs no attention: a line for the results of a rule that have the same explanation.
  void show_closed(std::vector<Result const*> const& results) {
    struct Group {
      Result const* first;
      std::vector<std::string> explanation, subjects;
    };
    std::vector<Group> groups;
    unsigned verdict_cells = 0, rule_cells = 0;
    for (auto const* result : results) {
      auto why = explanation(*result);
      auto const same = std::find_if(groups.begin(), groups.end(), [&](Group const& g) {
        return g.first->verdict == result->verdict && g.first->rule == result->rule && g.explanation == why;
      });
      auto& group = same == groups.end() ? groups.emplace_back(Group{result, std::move(why), {}}) : *same;
      if (!result->subject.empty()) group.subjects.push_back(result->subject);
      verdict_cells = std::max(verdict_cells, static_cast<unsigned>(spoken(result->verdict).size()));
      rule_cells = std::max(rule_cells, static_cast<unsigned>(std::min<std::size_t>(result->rule.size(), 32)));
    }
    for (auto const& [first, why, subjects] : groups) {
      Painted head;
      Page::pad(head, indent / 2);
      page_.add(head, spoken(first->verdict), ink_of(first->verdict));
      Page::pad(head, indent / 2 + verdict_cells + 2);
      page_.add(head, first->rule);
      auto const hang = indent / 2 + verdict_cells + rule_cells + 4;
      Page::pad(head, std::max(hang, head.cells + 2));
      show_closed(std::move(head), hang, joined(subjects, ", "), why);
    }
  }

  // On one line if it fits, else with the explanation below.
  void show_closed(Painted head, unsigned hang, std::string subjects, std::vector<std::string> const& parts) {
    auto const whole =
        fmt::format("{}{}{}", subjects, subjects.empty() || parts.empty() ? "" : ": ", joined(parts, "; "));
    if (parts.size() <= 1 && head.cells + cells_of(whole) <= page_.columns()) {
      return page_.wrapped(std::move(head), hang, whole);
    }
    page_.wrapped(std::move(head), hang, subjects);
    for (auto const& part : parts) page_.labeled(Painted{std::string(indent, ' '), indent}, part);
  }

  static std::vector<std::string> explanation(Result const& result) {
    std::vector<std::string> parts;
    if (result.verdict != Verdict::satisfied) {
      // The title says what the rule would require; beside a rule that asks nothing it is only long.
      auto message = result.message;
      auto const title = ": " + result.title;
      if (!result.title.empty() && message.ends_with(title)) message.resize(message.size() - title.size());
      if (result.exception && !result.citations.empty()) {
        std::vector<std::string> cited;
        for (auto const& citation : result.citations) cited.push_back(named(citation));
        message += fmt::format(" ({})", fmt::join(cited, ", "));
      }
      if (!message.empty()) parts.push_back(std::move(message));
    }
    if (!result.vacuous.empty()) parts.push_back(fmt::format("vacuous, {} is empty", joined(result.vacuous, " and ")));
    for (auto const& row : result.tables) parts.push_back("on file: " + told(row));
    for (auto const& note : result.notes) parts.push_back("note: " + note);
    return parts;
  }

  void show(ParameterInfo const& parameter) {
    page_.wrapped({}, indent,
                  fmt::format("parameter {} is {}, set in place of {}", parameter.name, parameter.value,
                              parameter.default_value));
  }

  void show(Summary const& summary, std::size_t errors) {
    show_counts(counted(summary.scenarios, "scenario"), summary.by_scenario);
    auto const results = std::accumulate(summary.results.begin(), summary.results.end(), std::size_t{0});
    show_counts(counted(results, "result"), summary.results);
    if (errors != 0) {
      Painted line;
      page_.add(line, counted(errors, "input error"), Ink::error);
      page_.add(line, ": not everything was judged");
      page_.line(line.text);
    }
  }

  void show_counts(std::string const& total, std::array<std::size_t, 5> const& counts) {
    Painted line;
    page_.add(line, total);
    std::string_view between = ": ";
    for (auto const verdict :
         {Verdict::violated, Verdict::indeterminate, Verdict::waived, Verdict::satisfied, Verdict::not_applicable}) {
      auto const count = counts[static_cast<std::size_t>(verdict)];
      if (count == 0) continue;
      page_.add(line, between);
      page_.add(line, fmt::format("{} {}", count, spoken(verdict)), ink_of(verdict));
      between = ", ";
    }
    page_.line(line.text);
  }

  Page page_;
  bool quiet_;
  std::string last_label_;
};

}  // namespace

std::unique_ptr<ReportWriter> text_writer(TextOptions const& options) { return std::make_unique<TextReport>(options); }

std::string render_text(Report const& report, TextOptions const& options) { return render(report, *text_writer(options)); }

}  // namespace telerule
