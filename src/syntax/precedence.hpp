#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "syntax/raw.hpp"

// The operators of the language, how they are written, and how tightly they bind.
namespace telerule::syntax {

// From loose to tight.
enum class Level : std::uint8_t { either, both, negation, comparison, sum, product, operand };

struct OperatorRow {
  std::string_view spelling;
  Op op;
  Form form;
  std::string_view instead;  // the right spelling, for an operator of other languages
};

// Longer spellings before the ones they begin with.
std::span<OperatorRow const> operator_table();

Level level(Op op);
std::string_view spelling(Op op);

}  // namespace telerule::syntax
