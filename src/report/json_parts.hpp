#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "telerule/report.hpp"

// What the JSON documents that we write have in common.
namespace telerule {

using Json = nlohmann::ordered_json;

Json json_of(Tool const& tool);
Json json_of(std::vector<CitationInfo> const& citations);
Json json_of(std::vector<ParameterInfo> const& parameters);
// `{file, line}` of a rule
Json json_of(Frame const& source);

}  // namespace telerule
