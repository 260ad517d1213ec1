#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace telerule {

// JSON as we write it: two spaces, the order of insertion, a line end. It is safe to look at in a terminal: hidden
// characters are written as `\u` escapes. Bytes that are not UTF-8 become U+FFFD.
std::string json_text(nlohmann::ordered_json const& value);

}  // namespace telerule
