#pragma once

#include <span>
#include <string_view>

namespace telerule {

// A word that reports and listings use, and what it says.
struct GlossaryEntry {
  std::string_view word, category, meaning;
};

std::span<GlossaryEntry const> glossary();

}  // namespace telerule
