#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace telerule {

// Text of a scenario for a message: in backticks, shortened with … where it is long.
std::string quote(std::string_view text);

// The first `bytes` bytes of a text, or fewer: never a part of a character.
std::string_view clip(std::string_view text, std::size_t bytes);

}  // namespace telerule
