#pragma once

#include <string>

#include "telerule/report.hpp"

namespace telerule {

// This program, as reports name it, with the rules that it was run with.
Tool this_tool(std::string rules_sha256);

}  // namespace telerule
