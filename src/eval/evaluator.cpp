#include "eval/evaluator.hpp"

#include <algorithm>

namespace telerule {

namespace {

Number known(Wide value) { return {value, true}; }
Number from_slot(std::int64_t value) { return {value, value != unknown}; }

}  // namespace

// Facts and lists

template <bool recording>
std::string Evaluator<recording>::pointer(std::uint16_t variable) const {
  if (variable == 0) return {};
  Cursor const& at = cursors_[variable];
  std::string out = pointer(at.list);
  return at.absent ? out : out + "/" + std::to_string(at.index);
}

template <bool recording>
std::string Evaluator<recording>::pointer(SlotRef ref) const {
  Cursor const& at = cursors_[ref.variable];
  if (at.absent) return pointer(ref.variable);  // nothing below a list that is not there
  return pointer(ref.variable) + code_->slot_pointers[at.frame_type][ref.slot];
}

template <bool recording>
void Evaluator<recording>::note(SlotRef ref, bool is_known) {
  if constexpr (recording) recorder_.add({Read::What::fact, is_known, pointer(ref), 0, 0});
}

// A list as a fact: it is there, it is not there, or it may have an element more.
template <bool recording>
void Evaluator<recording>::note_list(SlotRef list, bool is_known, bool further) {
  if constexpr (recording) recorder_.add({Read::What::fact, is_known, pointer(list) + (further ? "/-" : ""), 0, 0});
}

template <bool recording>
typename Evaluator<recording>::Elements Evaluator<recording>::elements(SlotRef list, std::uint16_t frame_type) {
  std::int64_t const packed = frames_[list.variable][list.slot];
  if (packed == unknown) return {};
  ListRef const ref = unpack_list(packed);
  std::uint32_t const stride = (*frame_slots_)[frame_type];
  return {scenario_->frames[frame_type].data() + std::size_t{ref.first} * stride, ref.count, stride, true};
}

// Whether elements may be missing from a list that is there, noting why.
template <bool recording>
bool Evaluator<recording>::may_have_more(Loop const& loop, bool& noted_fact) {
  noted_fact = false;
  if (loop.incomplete) return true;
  if (!loop.has_complete) return false;
  std::int64_t const complete = frames_[loop.complete.variable][loop.complete.slot];
  if (complete == 1) return false;
  noted_fact = complete == unknown;
  return true;
}

// Truths

template <bool recording>
Truth Evaluator<recording>::rare_truth(Node const& node) {
  switch (node.op) {
    case Op::constant: return static_cast<Truth>(node.value);
    case Op::compared: {
      Number const a = number(node.a), b = number(node.b);
      return a.known && b.known ? to_truth(holds(node.comparison, a.value, b.value)) : Truth::maybe;
    }
    case Op::text_compared: {
      auto const a = text(node.a), b = text(node.b);
      return a && b ? to_truth(holds(node.comparison, *a, *b)) : Truth::maybe;
    }
    case Op::within: return within(node);
    case Op::counted: return counted(node);
    case Op::unsettled:
      if constexpr (recording) recorder_.add({Read::What::reason, false, {}, node.first, 0});
      return Truth::maybe;
    case Op::has_row: {
      bool keys_known = false;
      Row const* const found = row(code_->lookups[node.first], keys_known);
      return keys_known ? to_truth((found != nullptr) != node.flag) : Truth::maybe;
    }
    case Op::looked_up_truth: {
      std::int64_t const value = scalar(node, node.b);
      return value == unknown ? Truth::maybe : to_truth(value != 0);
    }
    default: return Truth::maybe;  // values: the checker puts none here
  }
}

template <bool recording>
Truth Evaluator<recording>::junction(Node const& node, Truth decisive) {
  NodeId const* const children = code_->children.data() + node.first;
  Truth result = !decisive;
  if constexpr (recording) {
    Operands operands(recorder_);
    for (std::uint32_t i = 0; i < node.count; ++i) {
      Truth const t = truth(children[i]);
      operands.seen(t);
      if (t == decisive) result = decisive;
      else if (t == Truth::maybe && result != decisive) result = Truth::maybe;
    }
    // Of a scope or requirement every part that fails is told; why one element of a list is passed over, only once.
    if (result == decisive && walking_ > 0) operands.keep_first(result);
    else if (result != !decisive) operands.keep_only(result);
  } else {
    for (std::uint32_t i = 0; i < node.count; ++i) {
      Truth const t = truth(children[i]);
      if (t == decisive) return decisive;
      if (t == Truth::maybe) result = Truth::maybe;
    }
  }
  return result;
}

// `every` and `no` are `some` turned over: no X satisfies C, every X satisfies
// C when no X fails it. So one walk looks for an element with the decisive truth.
template <bool recording>
Truth Evaluator<recording>::quantified(Node const& node) {
  Loop const& loop = code_->loops[node.first];
  Truth const decisive = node.op == Op::every ? Truth::no : Truth::yes;  // of the body
  Truth const if_found = node.op == Op::some ? Truth::yes : Truth::no;
  Elements const all = elements(loop.list, loop.frame);
  if (!all.known) {
    note_list(loop.list, false, false);
    return Truth::maybe;
  }
  bind(loop.variable, loop.frame, loop.list);
  [[maybe_unused]] Operands operands(recorder_);
  if constexpr (recording) ++walking_;
  Truth worst = !decisive;
  for (std::uint32_t i = 0; i < all.count; ++i) {
    stand(loop.variable, all.first + std::size_t{i} * all.stride, i);
    Truth const t = truth(loop.body);
    if constexpr (recording) operands.seen(t);
    if (t == decisive) {
      worst = decisive;
      if constexpr (!recording) return if_found;
    } else if (t == Truth::maybe && worst != decisive) {
      worst = Truth::maybe;
    }
  }
  if constexpr (recording) --walking_;
  if (worst == decisive) {
    if constexpr (recording) {
      operands.keep_only(decisive);
      if (node.flag) note_list(loop.list, true, false);
    }
    return if_found;
  }
  bool unsaid = false;
  bool const more = may_have_more(loop, unsaid);
  if (worst == Truth::maybe || more) {
    if constexpr (recording) {
      operands.keep_only(Truth::maybe);
      if (more && unsaid) note(loop.complete, false);
      else if (more) note_list(loop.list, false, true);
    }
    return Truth::maybe;
  }
  if constexpr (recording) {
    note_list(loop.list, true, false);
    if (loop.has_complete) note(loop.complete, true);
    if (all.count == 0 && node.op != Op::some && !node.flag) recorder_.add({Read::What::vacuous, true, pointer(loop.list), 0, 0});
  }
  return !if_found;
}

// How many elements satisfy the body, as far as is known. In a recording, the
// reads of elements that are `wanted` stay, or of all for `wanted` no.
template <bool recording>
typename Evaluator<recording>::Count Evaluator<recording>::count(Loop const& loop, Truth wanted) {
  Elements const all = elements(loop.list, loop.frame);
  if (!all.known) {
    note_list(loop.list, false, false);
    return {false, 0, 0, true};
  }
  bind(loop.variable, loop.frame, loop.list);
  [[maybe_unused]] Operands operands(recorder_);
  if constexpr (recording) ++walking_;
  Count out;
  for (std::uint32_t i = 0; i < all.count; ++i) {
    stand(loop.variable, all.first + std::size_t{i} * all.stride, i);
    Truth const t = truth(loop.body);
    if constexpr (recording) operands.seen(t);
    if (t == Truth::yes) ++out.least;
    if (t != Truth::no) ++out.most;
  }
  if constexpr (recording) --walking_;
  bool unsaid = false;
  out.open = may_have_more(loop, unsaid);
  if constexpr (recording) {
    if (wanted == Truth::maybe) {
      operands.keep_only(Truth::maybe);
      if (out.open && unsaid) note(loop.complete, false);
      else if (out.open) note_list(loop.list, false, true);
    } else {
      note_list(loop.list, true, false);
      if (loop.has_complete && !out.open) note(loop.complete, true);
    }
  }
  return out;
}

// A count compared with a number or with another count: both are intervals,
// and the answer is known when every way in which they may stand is in the comparison, or none is.
template <bool recording>
Truth Evaluator<recording>::counted(Node const& node) {
  constexpr Wide no_end = ~(Wide{1} << 127);  // beyond every number of 38 digits
  Recorder::Mark const before = recorder_.mark();
  auto const side = [&](bool left, Truth wanted) -> Count {
    if (left) return count(code_->loops[node.first], wanted);
    if (node.flag) return count(code_->loops[node.count], wanted);
    return {};
  };
  Number const bound = node.flag ? Number{} : number(node.a);
  auto const ways = [&]() -> unsigned {
    Count const a = side(true, Truth::no), b = side(false, Truth::no);
    if (!a.known || (node.flag ? !b.known : !bound.known)) return 7;
    Wide const least = a.least, most = a.open ? no_end : Wide{a.most};
    Wide const other_least = node.flag ? Wide{b.least} : bound.value;
    Wide const other_most = !node.flag ? bound.value : b.open ? no_end : Wide{b.most};
    unsigned const less = least < other_most ? 1U : 0U, more = most > other_least ? 4U : 0U;
    unsigned const same = least <= other_most && other_least <= most ? 2U : 0U;
    return less | same | more;
  }();
  auto const asked = static_cast<unsigned>(node.comparison);
  Truth const result = (ways & ~asked) == 0 ? Truth::yes : (ways & asked) == 0 ? Truth::no : Truth::maybe;
  if constexpr (recording) {
    if (result == Truth::maybe) {  // once more, for the reads of what is open only
      recorder_.drop_since(before);
      if (!node.flag) number(node.a);
      side(true, Truth::maybe);
      side(false, Truth::maybe);
    }
  }
  (void)before;
  return result;
}

template <bool recording>
Truth Evaluator<recording>::within(Node const& node) {
  Number const day = number(node.a), distance = number(node.b), anchor = number(node.c);
  if (!day.known || !distance.known || !anchor.known) return Truth::maybe;
  auto const at = static_cast<std::int64_t>(anchor.value), by = static_cast<std::int64_t>(distance.value);
  std::int64_t const from = node.flag ? add_months(at, -by) : at - by;
  std::int64_t const to = node.flag ? add_months(at, by) : at + by;
  return to_truth(day.value >= from && day.value <= to);
}

template <bool recording>
Truth Evaluator<recording>::choice(Node const& node) {
  [[maybe_unused]] Recorder::Mark const begin = recorder_.mark();
  Truth const condition = truth(node.a);
  if (condition != Truth::maybe) return truth(condition == Truth::yes ? node.b : node.c);
  if constexpr (recording) {
    auto const why = recorder_.take_since(begin);
    Truth const a = truth(node.b);
    auto const because_a = recorder_.take_since(begin);
    Truth const b = truth(node.c);
    auto const because_b = recorder_.take_since(begin);
    bool const agree = a == b && a != Truth::maybe;
    if (!agree) recorder_.put(why);
    if (agree || a == Truth::maybe) recorder_.put(because_a);
    if (agree || b == Truth::maybe) recorder_.put(because_b);
    return agree ? a : Truth::maybe;
  } else {
    Truth const a = truth(node.b);
    return a != Truth::maybe && truth(node.c) == a ? a : Truth::maybe;
  }
}

template <bool recording>
Truth Evaluator<recording>::compound_truth(Node const& node) {
  switch (node.op) {
    case Op::all:
    case Op::all_facts: return junction(node, Truth::no);
    case Op::any: return junction(node, Truth::yes);
    case Op::negation: return !truth(node.a);
    case Op::every:
    case Op::some:
    case Op::no: return quantified(node);
    case Op::choice: return choice(node);
    default: return rare_truth(node);
  }
}

// Values

// `if` between values: known with an unknown condition only when both branches agree.
template <bool recording>
template <class Value, class Eval>
Value Evaluator<recording>::choose(Node const& node, Value nothing, Eval&& eval) {
  Truth const condition = truth(node.a);
  if (condition != Truth::maybe) return eval(condition == Truth::yes ? node.b : node.c);
  Value const a = eval(node.b);
  Value const b = eval(node.c);
  return a == b ? a : nothing;
}

template <bool recording>
Number Evaluator<recording>::number(NodeId id) {
  Node const& node = nodes_[id];
  auto both = [&](auto&& f) -> Number {
    Number const a = number(node.a), b = number(node.b);
    return a.known && b.known ? known(f(a.value, b.value)) : Number{};
  };
  switch (node.op) {
    case Op::number: return known(code_->numbers[node.first]);
    case Op::fact_value: return from_slot(read(node.left));
    case Op::plus: return both([](Wide a, Wide b) { return a + b; });
    case Op::minus: return both([](Wide a, Wide b) { return a - b; });
    case Op::times: return both([](Wide a, Wide b) { return a * b; });
    case Op::scaled: {
      Number const a = number(node.a);
      return a.known ? known(a.value * code_->numbers[node.first]) : Number{};
    }
    case Op::plus_months:
    case Op::minus_months: {
      int const sign = node.op == Op::plus_months ? 1 : -1;
      return both([&](Wide a, Wide b) -> Wide {
        return add_months(static_cast<std::int64_t>(a), sign * static_cast<std::int64_t>(b));
      });
    }
    case Op::choice_value: {
      Truth const condition = truth(node.a);
      if (condition != Truth::maybe) return number(condition == Truth::yes ? node.b : node.c);
      Number const a = number(node.b), b = number(node.c);
      return a.known && b.known && a.value == b.value ? a : Number{};
    }
    case Op::looked_up: return from_slot(scalar(node, node.b));
    case Op::count_value: {
      [[maybe_unused]] Recorder::Mark const before = recorder_.mark();
      Count const c = count(code_->loops[node.first], Truth::no);
      if (c.known && c.least == c.most && !c.open) return known(c.least);
      if constexpr (recording) {  // once more, for the reads of what is open only
        recorder_.drop_since(before);
        count(code_->loops[node.first], Truth::maybe);
      }
      return {};
    }
    default: return {};
  }
}

template <bool recording>
std::optional<std::string_view> Evaluator<recording>::text(NodeId id) {
  Node const& node = nodes_[id];
  switch (node.op) {
    case Op::text: return code_->texts[node.first];
    case Op::fact_text: {
      std::int64_t const slot = read(node.left);
      if (slot == unknown) return std::nullopt;
      return scenario_->text(slot);
    }
    case Op::choice_text:
      return choose<std::optional<std::string_view>>(node, std::nullopt, [&](NodeId n) { return text(n); });
    case Op::looked_up_text: {
      std::int64_t const index = scalar(node, node.b);
      if (index == unknown) return std::nullopt;
      return data_.tables[code_->lookups[node.first].table].texts[static_cast<std::size_t>(index)];
    }
    default: return std::nullopt;
  }
}

// Facts tables

template <bool recording>
Row const* Evaluator<recording>::row(Lookup const& lookup, bool& keys_known) {
  FactsTable const& table = data_.tables[lookup.table];
  std::vector<std::int64_t> key(lookup.keys.size());
  keys_known = true;
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (lookup.text_keys[i]) {
      auto const word = text(lookup.keys[i]);
      if (!word) keys_known = false;
      key[i] = word ? table.text_index(*word).value_or(unknown) : unknown;
    } else {
      Number const value = number(lookup.keys[i]);
      if (!value.known) keys_known = false;
      key[i] = static_cast<std::int64_t>(value.value);
    }
  }
  Number const day = number(lookup.day);
  if (!day.known) keys_known = false;
  if (!keys_known) return nullptr;
  Row const* const found = table.find(key, static_cast<std::int64_t>(day.value));
  if constexpr (recording) {
    auto const index = found ? static_cast<std::uint32_t>(found - table.rows.data()) + 1 : 0;
    recorder_.add({Read::What::row, found && found->doubt.empty(), {}, lookup.table, index});
  }
  return found;
}

// A cell of the row that a look-up finds, as its slot value.
template <bool recording>
std::int64_t Evaluator<recording>::scalar(Node const& node, std::uint32_t column) {
  bool keys_known = false;
  Row const* const found = row(code_->lookups[node.first], keys_known);
  if (!found || !found->doubt.empty()) return unknown;
  if constexpr (recording) {
    std::uint32_t const index = code_->lookups[node.first].table;
    FactsTable const& table = data_.tables[index];
    if (found->values[column] == unknown)
      recorder_.add({Read::What::row, false, table.columns[column].name, index, static_cast<std::uint32_t>(found - table.rows.data()) + 1});
  }
  return found->values[column];
}

// Verdicts

// Whether the rule applies to the subject at hand.
template <bool recording>
Truth Evaluator<recording>::scope(CompiledRule const& rule) {
  if constexpr (recording) {
    Operands operands(recorder_);
    Truth const same = truth(rule.scope);
    operands.seen(same);
    Truth const rest = truth(rule.applies);
    operands.seen(rest);
    Truth const result = std::min(same, rest);
    if (result != Truth::yes) operands.keep_only(result);
    return result;
  } else {
    return scope_ == Truth::no ? Truth::no : std::min(scope_, truth(rule.applies));
  }
}

template <bool recording>
Outcome Evaluator<recording>::judge(CompiledRule const& rule, std::uint32_t index) {
  Outcome out{index, Verdict::indeterminate, true, none};
  if constexpr (recording) recorder_.drop_since(0);
  [[maybe_unused]] Reads because_exceptions, because_applies;
  Truth const applies = scope(rule);
  if constexpr (recording) because_applies = recorder_.take_since(0);
  Truth excepted = Truth::no;
  if (applies == Truth::no) {
    out.verdict = Verdict::not_applicable;
    if constexpr (recording) kept_ = std::move(because_applies);
    return out;
  }
  for (std::size_t i = 0; i < rule.exceptions.size(); ++i) {
    Truth const t = truth(rule.exceptions[i].when);
    [[maybe_unused]] Reads because;
    if constexpr (recording) because = recorder_.take_since(0);
    if (t == Truth::yes) {
      out.verdict = Verdict::not_applicable;
      out.exception = static_cast<std::int32_t>(i);
      if constexpr (recording) kept_ = std::move(because);
      return out;
    }
    if (t == Truth::maybe) {
      excepted = Truth::maybe;
      if constexpr (recording)
        because_exceptions.insert(because_exceptions.end(), because.begin(), because.end());
    }
  }
  Truth const met = truth(rule.require);
  if (met == Truth::yes) out.verdict = Verdict::satisfied;
  else if (met == Truth::no && applies == Truth::yes && excepted == Truth::no) out.verdict = Verdict::violated;
  if constexpr (recording) {
    if (out.verdict == Verdict::indeterminate) {
      if (applies == Truth::maybe) recorder_.put(because_applies);
      recorder_.put(because_exceptions);
    } else if (applies == Truth::yes) {
      recorder_.put(because_applies);
    }
    kept_ = recorder_.take_since(0);
  }
  choose_severity(rule, out);
  return out;
}

template <bool recording>
void Evaluator<recording>::choose_severity(CompiledRule const& rule, Outcome& out) {
  if (!rule.severity_depends) return;
  out.severity_first = truth(rule.severity_when) == Truth::yes;
  if constexpr (recording) recorder_.drop_since(0);  // what it reads is no evidence of the verdict
}

// The subject's list is absent: out of scope if the scope does not need the subject to say so.
template <bool recording>
Outcome Evaluator<recording>::judge_absent(CompiledRule const& rule, std::uint32_t index) {
  Outcome out{index, Verdict::indeterminate, true, none};
  if constexpr (recording) recorder_.drop_since(0);
  bool const out_of_scope = scope(rule) == Truth::no;
  if (out_of_scope) out.verdict = Verdict::not_applicable;
  if constexpr (recording) {
    kept_ = recorder_.take_since(0);
    if (!out_of_scope) {
      SlotRef const list = cursors_[subject_variable_].list;
      kept_.insert(kept_.begin(), {Read::What::fact, false, pointer(list), 0, 0});
    }
  }
  choose_severity(rule, out);
  return out;
}

template <bool recording>
std::string Evaluator<recording>::subject() const {
  return pointer(subject_variable_);
}

template class Evaluator<false>;
template class Evaluator<true>;

}  // namespace telerule
