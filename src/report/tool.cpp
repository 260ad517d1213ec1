#include "report/tool.hpp"

#include <utility>

namespace telerule {

Tool this_tool(std::string rules_sha256) { return {"telerule", TELERULE_VERSION, std::move(rules_sha256)}; }

}  // namespace telerule
