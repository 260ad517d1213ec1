#include "check/hoist.hpp"

#include <algorithm>

namespace telerule {

std::uint8_t loops_below(Code const& code, Node const& node) {
  auto const of = [&](NodeId id) { return code.nodes[id].loops; };
  auto const of_loop = [&](std::uint32_t index) { return static_cast<std::uint8_t>(of(code.loops[index].body) + 1); };
  switch (node.op) {
    case Op::constant:
    case Op::unsettled:
    case Op::number:
    case Op::text:
    case Op::fact:
    case Op::fact_compared:
    case Op::fact_among:
    case Op::fact_value:
    case Op::fact_text:
    case Op::facts_compared: return 0;
    case Op::all:
    case Op::all_facts:
    case Op::any: {
      std::uint8_t most = 0;
      for (std::uint32_t i = 0; i < node.count; ++i) most = std::max(most, of(code.children[node.first + i]));
      return most;
    }
    case Op::negation:
    case Op::scaled: return of(node.a);
    case Op::compared:
    case Op::text_compared:
    case Op::plus:
    case Op::minus:
    case Op::times:
    case Op::plus_months:
    case Op::minus_months: return std::max(of(node.a), of(node.b));
    case Op::within:
    case Op::choice:
    case Op::choice_value:
    case Op::choice_text: return std::max({of(node.a), of(node.b), of(node.c)});
    case Op::every:
    case Op::some:
    case Op::no:
    case Op::count_value: return of_loop(node.first);
    case Op::counted: return std::max(of_loop(node.first), node.flag ? of_loop(node.count) : of(node.a));
    case Op::has_row:
    case Op::looked_up_truth:
    case Op::looked_up:
    case Op::looked_up_text: {
      Lookup const& lookup = code.lookups[node.first];
      std::uint8_t most = of(lookup.day);
      for (NodeId const key : lookup.keys) most = std::max(most, of(key));
      return most;
    }
  }
  return 0;
}

bool reads_subject(Code const& code, NodeId id, std::uint16_t subjects) {
  Node const& node = code.nodes[id];
  auto const of = [&](NodeId child) { return reads_subject(code, child, subjects); };
  auto const at_subject = [&](SlotRef ref) { return ref.variable >= 1 && ref.variable <= subjects; };
  auto const of_loop = [&](std::uint32_t index) {
    Loop const& loop = code.loops[index];
    return at_subject(loop.list) || (loop.has_complete && at_subject(loop.complete)) || of(loop.body);
  };
  switch (node.op) {
    case Op::constant:
    case Op::unsettled:
    case Op::number:
    case Op::text: return false;
    case Op::fact:
    case Op::fact_compared:
    case Op::fact_among:
    case Op::fact_value:
    case Op::fact_text: return at_subject(node.left);
    case Op::facts_compared: return at_subject(node.left) || at_subject(node.right);
    case Op::all:
    case Op::all_facts:
    case Op::any: {
      auto const first = code.children.begin() + node.first;
      return std::any_of(first, first + node.count, of);
    }
    case Op::negation:
    case Op::scaled: return of(node.a);
    case Op::compared:
    case Op::text_compared:
    case Op::plus:
    case Op::minus:
    case Op::times:
    case Op::plus_months:
    case Op::minus_months: return of(node.a) || of(node.b);
    case Op::within:
    case Op::choice:
    case Op::choice_value:
    case Op::choice_text: return of(node.a) || of(node.b) || of(node.c);
    case Op::every:
    case Op::some:
    case Op::no:
    case Op::count_value: return of_loop(node.first);
    case Op::counted: return of_loop(node.first) || (node.flag ? of_loop(node.count) : of(node.a));
    case Op::has_row:
    case Op::looked_up_truth:
    case Op::looked_up:
    case Op::looked_up_text: {
      Lookup const& lookup = code.lookups[node.first];
      return of(lookup.day) || std::any_of(lookup.keys.begin(), lookup.keys.end(), of);
    }
  }
  return true;
}

}  // namespace telerule
