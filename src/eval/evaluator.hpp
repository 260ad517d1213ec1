#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "eval/recorder.hpp"
#include "program/code.hpp"
#include "scenario/scenario.hpp"
#include "telerule/report.hpp"

namespace telerule {

// Where a variable stands, for a recording that must name it: at an element of a list, or at the scenario.
struct Cursor {
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

constexpr Truth to_truth(bool b) { return b ? Truth::yes : Truth::no; }
constexpr Truth as_truth(std::int64_t fact) { return fact == unknown ? Truth::maybe : to_truth(fact != 0); }

constexpr Truth compare(Comparison comparison, std::int64_t a, std::int64_t b) {
  bool const is_unknown = (a == unknown) | (b == unknown);
  return is_unknown ? Truth::maybe : to_truth(holds(comparison, a, b));
}

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
  // What only a recording keeps takes no room and no time in an evaluation without one.
  struct Nothing {
    explicit Nothing(Recorder&) {}
    Nothing() = default;
  };
  using Operands = std::conditional_t<recording, Recorder::Operands, Nothing>;
  using Reads = std::conditional_t<recording, std::vector<Read>, Nothing>;

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
    bool known = true;  // the list is there
    std::uint32_t least = 0, most = 0;
    bool open = false;  // there may be any number more
  };

  std::int64_t read(SlotRef ref) {
    std::int64_t const value = frames_[ref.variable][ref.slot];
    if constexpr (recording) note(ref, value != unknown);
    return value;
  }
  void note(SlotRef ref, bool known);
  void note_list(SlotRef list, bool known, bool further);
  std::string pointer(std::uint16_t variable) const;
  std::string pointer(SlotRef ref) const;

  // Conditions on facts as they stand are most of what rules ask, so they are answered without a call.
  [[gnu::always_inline]] Truth truth(NodeId id) {
    Node const& node = nodes_[id];
    switch (node.op) {
      case Op::fact: return as_truth(read(node.left));
      case Op::fact_compared: return compare(node.comparison, read(node.left), node.value);
      case Op::facts_compared: {
        std::int64_t const left = read(node.left);
        return compare(node.comparison, left, read(node.right));
      }
      case Op::fact_among: return among(node);
      case Op::all_facts: return all_facts(node);
      default: return compound_truth(node);
    }
  }
  [[gnu::noinline]] Truth compound_truth(Node const& node);
  [[gnu::noinline]] Truth rare_truth(Node const& node);
  Number number(NodeId id);
  std::optional<std::string_view> text(NodeId id);
  std::int64_t scalar(Node const& node, std::uint32_t column);

  [[gnu::always_inline]] inline Truth junction(Node const& node, Truth decisive);
  Truth quantified(Node const& node);
  Count count(Loop const& loop, Truth wanted);
  Truth counted(Node const& node);
  Truth all_facts(Node const& node) {
    if constexpr (recording) return compound_truth(node);
    SlotRef const* const slots = code_->fact_slots.data() + node.value;
    bool some_unknown = false;
    for (std::uint32_t i = 0; i < node.count; ++i) {
      std::int64_t const fact = frames_[slots[i].variable][slots[i].slot];
      if (fact == 0) return Truth::no;
      some_unknown |= fact == unknown;
    }
    return some_unknown ? Truth::maybe : Truth::yes;
  }
  Truth among(Node const& node) {
    std::int64_t const value = read(node.left);
    if (value == unknown) return Truth::maybe;
    auto const& set = code_->sets[node.first];
    auto const symbol = static_cast<std::uint64_t>(value);
    bool const in = symbol / 64 < set.size() && ((set[symbol / 64] >> (symbol % 64)) & 1) != 0;
    return to_truth(in);
  }
  Truth within(Node const& node);
  [[gnu::always_inline]] inline Truth choice(Node const& node);
  template <class Value, class Eval>
  Value choose(Node const& node, Value nothing, Eval&& eval);
  Row const* row(Lookup const& lookup, bool& keys_known);
  Elements elements(SlotRef list, std::uint16_t frame_type);
  bool may_have_more(Loop const& loop, bool& noted_fact);
  void stand(std::uint16_t variable, std::int64_t const* frame, std::uint32_t index) {
    frames_[variable] = frame;
    if constexpr (recording) cursors_[variable].index = index;
  }
  void bind(std::uint16_t variable, std::uint16_t frame_type, SlotRef list, bool absent = false) {
    if constexpr (recording) cursors_[variable] = {frame_type, list, 0, absent};
  }

  template <class Sink>
  void subjects(CompiledRule const& rule, std::uint32_t index, std::size_t level, Sink&& sink);
  [[gnu::always_inline]] inline Truth scope(CompiledRule const& rule);
  Outcome judge(CompiledRule const& rule, std::uint32_t index);
  Outcome judge_absent(CompiledRule const& rule, std::uint32_t index);
  void choose_severity(CompiledRule const& rule, Outcome& out);
  std::string format(NodeId node, Format const& format);

  ProgramData const& data_;
  Scenario const* scenario_ = nullptr;
  Code const* code_ = nullptr;
  Node const* nodes_ = nullptr;
  std::vector<std::uint32_t> const* frame_slots_ = nullptr;
  std::vector<std::int64_t const*> frames_;  // by variable
  std::vector<Cursor> cursors_;              // by variable; only in a recording
  std::uint16_t subject_variable_ = 0;
  Truth scope_ = Truth::yes;  // of the rule at hand, the same for every subject
  std::vector<std::int64_t> nothing_;  // a frame in which every fact is unknown
  Recorder recorder_;
  int walking_ = 0;  // loops around the node at hand, in a recording
  std::vector<Read> kept_;
};

template <bool recording>
template <class Sink>
void Evaluator<recording>::run(Scenario const& scenario, Sink&& sink) {
  scenario_ = &scenario;
  code_ = &data_.code[scenario.kind];
  nodes_ = code_->nodes.data();
  frame_slots_ = &data_.layouts[scenario.kind].frame_slots;
  if (frames_.size() < code_->variables) {
    frames_.resize(code_->variables);
    cursors_.resize(code_->variables);
  }
  for (std::uint32_t const slots : *frame_slots_)
    if (nothing_.size() < slots) nothing_.resize(slots, unknown);
  frames_[0] = scenario.frames[0].data();
  for (std::uint32_t i = 0; i < code_->rules.size(); ++i) {
    CompiledRule const& rule = code_->rules[i];
    if (scenario.as_of < rule.from || scenario.as_of > rule.until) continue;
    if constexpr (!recording) scope_ = truth(rule.scope);
    subjects(rule, i, 0, sink);
  }
}

template <bool recording>
template <class Sink>
void Evaluator<recording>::subjects(CompiledRule const& rule, std::uint32_t index, std::size_t level, Sink&& sink) {
  if (level == rule.subjects.size()) {
    if constexpr (recording) subject_variable_ = level == 0 ? std::uint16_t{0} : rule.subjects[level - 1].variable;
    sink(judge(rule, index));
    return;
  }
  SubjectLoop const& loop = rule.subjects[level];
  Elements const all = elements(loop.list, loop.frame);
  bind(loop.variable, loop.frame, loop.list);
  if (!all.known) {
    // The list itself is the subject; the variables from here on stand at nothing.
    for (std::size_t i = level; i < rule.subjects.size(); ++i) {
      SubjectLoop const& inner = rule.subjects[i];
      bind(inner.variable, inner.frame, inner.list, true);
      frames_[inner.variable] = nothing_.data();
    }
    if constexpr (recording) subject_variable_ = loop.variable;
    sink(judge_absent(rule, index));
    return;
  }
  bool const innermost = level + 1 == rule.subjects.size();
  std::int64_t const* frame = all.first;
  for (std::uint32_t i = 0; i < all.count; ++i, frame += all.stride) {
    stand(loop.variable, frame, i);
    if (innermost && !recording) sink(judge(rule, index));
    else subjects(rule, index, level + 1, sink);
  }
}

extern template class Evaluator<false>;
extern template class Evaluator<true>;

}  // namespace telerule
