#include "report/json_parts.hpp"

#include <nlohmann/json.hpp>

namespace telerule {

Json json_of(Tool const& tool) {
  return {{"name", tool.name}, {"version", tool.version}, {"rules_sha256", tool.rules_sha256}};
}

Json json_of(std::vector<CitationInfo> const& citations) {
  auto out = Json::array();
  for (auto const& citation : citations) {
    out.push_back({{"policy", citation.policy},
                   {"clause", citation.clause},
                   {"basis", citation.basis},
                   {"trust", citation.trust}});
  }
  return out;
}

Json json_of(std::vector<ParameterInfo> const& parameters) {
  auto out = Json::array();
  for (auto const& parameter : parameters) {
    out.push_back({{"name", parameter.name},
                   {"value", parameter.value},
                   {"default", parameter.default_value},
                   {"because", parameter.because}});
  }
  return out;
}

Json json_of(Frame const& source) { return {{"file", source.file}, {"line", source.position.line}}; }

}  // namespace telerule
