#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace telerule {

// An escape of a JSON text that stands for nothing.
struct EscapeFault {
  std::size_t offset = 0, length = 0;  // in the text, behind its opening quote
  bool nul = false;                    // it stands for NUL, which no text may hold
};

// Appends to `out` what the text between two quotes stands for.
std::optional<EscapeFault> unescape(std::string_view quoted, std::string& out);

// The text between two quotes that stands for `text`.
std::string escape(std::string_view text);

}  // namespace telerule
