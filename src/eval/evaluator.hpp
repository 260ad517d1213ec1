#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eval/recorder.hpp"
#include "program/code.hpp"
#include "scenario/scenario.hpp"
#include "telerule/report.hpp"

namespace telerule {

// Where a variable stands: at an element of a list, or at the scenario.
struct Cursor {
  std::int64_t const* frame = nullptr;
  std::uint16_t frame_type = 0;
  SlotRef list;              // the list whose element it is
  std::uint32_t index = 0;   // of the element
  bool absent = false;       // the list is not there: every fact of the element is unknown
};

// The verdict on one subject of one rule.
struct Outcome {
  std::uint32_t rule = 0;      // of Code::rules
  Verdict verdict = Verdict::indeterminate;
  bool severity_first = true;  // the rule's first severity holds, where it has two
  std::int32_t exception = none;  // the one that applies, of CompiledRule::exceptions
};

// A number inside an expression.
struct Number {
  Wide value = 0;
  bool known = false;
};

// Walks compiled rules over one bound scenario. With a Recorder it visits
// every operand and notes what the outcome rests on; without, it stops at the
// first operand that decides. Both give the same verdicts.
template <bool recording>
class Evaluator {
 public:
  explicit Evaluator(ProgramData const& data) : data_(data) {}

  // Calls `sink(Outcome)` for every subject of every rule in force.
  template <class Sink>
  void run(Scenario const& scenario, Sink&& sink);

  // For the sink of a recording evaluator, about the outcome at hand:
  std::vector<Read> const& reads() const { return kept_; }
  std::string subject() const;
  std::string format(Message const& message);
  Truth condition(NodeId node) { return truth(node); }
  Scenario const& scenario() const { return *scenario_; }
  Code const& code() const { return *code_; }

 private:
  struct Elements {
    std::int64_t const* first = nullptr;
    std::uint32_t count = 0;
    std::uint32_t stride = 1;
    bool known = false;
  };
  struct Count {
    std::uint32_t least = 0, most = 0;
    bool open = false;  // there may be any number more
  };

  std::int64_t read(SlotRef ref) {
    std::int64_t const value = cursors_[ref.variable].frame[ref.slot];
    if constexpr (recording) note(ref, value != unknown);
    return value;
  }
  void note(SlotRef ref, bool known);
  void note_list(SlotRef list, bool known, bool further);
  std::string pointer(std::uint16_t variable) const;
  std::string pointer(SlotRef ref) const;

  Truth truth(NodeId id);
  Number number(NodeId id);
  std::optional<std::string_view> text(NodeId id);
  std::int64_t scalar(Node const& node, std::uint32_t column);

  Truth junction(Node const& node, Truth decisive);
  Truth quantified(Node const& node);
  Count count(Loop const& loop, Truth wanted);
  Truth counted(Node const& node);
  Truth among(Node const& node);
  Truth within(Node const& node);
  Truth choice(Node const& node);
  template <class Value, class Eval>
  Value choose(Node const& node, Value nothing, Eval&& eval);
  Row const* row(Lookup const& lookup, bool& keys_known);
  Elements elements(SlotRef list, std::uint16_t frame_type);
  bool may_have_more(Loop const& loop, bool& noted_fact);
  void bind(std::uint16_t variable, std::uint16_t frame_type, SlotRef list);

  template <class Sink>
  void subjects(CompiledRule const& rule, std::uint32_t index, std::size_t level, Sink&& sink);
  Outcome judge(CompiledRule const& rule, std::uint32_t index);
  Outcome judge_absent(CompiledRule const& rule, std::uint32_t index);
  std::string format(NodeId node, Format const& format);

  ProgramData const& data_;
  Scenario const* scenario_ = nullptr;
  Code const* code_ = nullptr;
  std::vector<std::uint32_t> const* frame_slots_ = nullptr;
  std::vector<Cursor> cursors_;
  std::uint16_t subject_variable_ = 0;
  bool subject_is_list_ = false;
  std::vector<std::int64_t> nothing_;  // a frame in which every fact is unknown
  Recorder recorder_;
  std::vector<Read> kept_;
};

template <bool recording>
template <class Sink>
void Evaluator<recording>::run(Scenario const& scenario, Sink&& sink) {
  scenario_ = &scenario;
  code_ = &data_.code[scenario.kind];
  frame_slots_ = &data_.layouts[scenario.kind].frame_slots;
  if (cursors_.size() < code_->variables) cursors_.resize(code_->variables);
  for (std::uint32_t const slots : *frame_slots_)
    if (nothing_.size() < slots) nothing_.resize(slots, unknown);
  cursors_[0] = {scenario.frames[0].data(), 0, {}, 0, false};
  for (std::uint32_t i = 0; i < code_->rules.size(); ++i) {
    CompiledRule const& rule = code_->rules[i];
    if (scenario.as_of < rule.from || scenario.as_of > rule.until) continue;
    subjects(rule, i, 0, sink);
  }
}

template <bool recording>
template <class Sink>
void Evaluator<recording>::subjects(CompiledRule const& rule, std::uint32_t index, std::size_t level, Sink&& sink) {
  if (level == rule.subjects.size()) {
    subject_is_list_ = false;
    subject_variable_ = level == 0 ? std::uint16_t{0} : rule.subjects[level - 1].variable;
    sink(judge(rule, index));
    return;
  }
  SubjectLoop const& loop = rule.subjects[level];
  Elements const all = elements(loop.list, loop.frame);
  bind(loop.variable, loop.frame, loop.list);
  Cursor& cursor = cursors_[loop.variable];
  if (!all.known) {
    // The list itself is the subject; the variables from here on stand at nothing.
    for (std::size_t i = level; i < rule.subjects.size(); ++i) {
      SubjectLoop const& inner = rule.subjects[i];
      bind(inner.variable, inner.frame, inner.list);
      cursors_[inner.variable].frame = nothing_.data();
      cursors_[inner.variable].absent = true;
    }
    subject_is_list_ = true;
    subject_variable_ = loop.variable;
    sink(judge_absent(rule, index));
    return;
  }
  for (std::uint32_t i = 0; i < all.count; ++i) {
    cursor.frame = all.first + std::size_t{i} * all.stride;
    cursor.index = i;
    subjects(rule, index, level + 1, sink);
  }
}

extern template class Evaluator<false>;
extern template class Evaluator<true>;

}  // namespace telerule
