#pragma once

#include "program/code.hpp"

namespace telerule {

// How many loops stand within one another in a node whose operands are in the code already.
std::uint8_t loops_below(Code const& code, Node const& node);

// Whether the value of a node may differ between the subjects of a rule: whether it reads a variable
// that stands at one of them. Variables `1` to `subjects` are the rule's subjects.
bool reads_subject(Code const& code, NodeId node, std::uint16_t subjects);

}  // namespace telerule
