// The evaluator without a recorder stops at the first operand that decides, and the one with a recorder visits them
// all: over every example, whole and with each fact taken away or made null, both must come to the same.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <tuple>

#include "eval/evaluator.hpp"
#include "scenario/binder.hpp"
#include "support/case_file.hpp"
#include "telerule/evaluate.hpp"

namespace telerule::test {
namespace {

using Outcomes = std::vector<std::tuple<std::uint32_t, Verdict, bool, std::int32_t>>;

template <bool recording>
Outcomes outcomes(Evaluator<recording>& evaluator, Scenario const& scenario) {
  Outcomes out;
  evaluator.run(scenario, [&](Outcome const& o) { out.emplace_back(o.rule, o.verdict, o.severity_first, o.exception); });
  return out;
}

struct Both {
  Program program = *compile(shipped_library()).program;
  Program verdicts = *compile(shipped_library(), {{}, {}, {}, true}).program;
  Evaluator<true> recording{program.data()};
  Evaluator<false> plain{verdicts.data()};
  Binder whole{program.data().schemas, program.data().layouts, std::nullopt};
  Binder lean{verdicts.data().schemas, verdicts.data().layouts, std::nullopt};
  Scenario a, b;
  std::size_t compared = 0;

  void compare(nlohmann::json const& value) {
    std::string text = value.dump();
    std::size_t const size = text.size();
    text.append(Binder::padding, '\0');
    std::string_view const record = std::string_view(text).substr(0, size);
    if (whole.bind(record, a)) return;  // a fact that must be there, or may not be null
    REQUIRE(!lean.bind(record, b));
    auto const expected = outcomes(recording, a);
    CHECK(outcomes(plain, b) == expected);
    Evaluated const text_way = evaluate(program, record), value_way = evaluate(program, value);
    REQUIRE(text_way.scenario);
    REQUIRE(value_way.scenario);
    REQUIRE(text_way.scenario->results.size() == value_way.scenario->results.size());
    for (std::size_t i = 0; i < text_way.scenario->results.size(); ++i)
      CHECK(text_way.scenario->results[i].verdict == value_way.scenario->results[i].verdict);
    compared += expected.size();
  }
};

}  // namespace

TEST_SUITE("evaluator") {
  TEST_CASE("with and without a recorder, from text and from a value, verdicts are the same") {
    Both both;
    for (auto const& path : files_below(source_folder() / "examples", ".json")) {
      CAPTURE(path.string());
      auto const example = nlohmann::json::parse(read_file(path));
      both.compare(example);
      auto const facts = example.flatten();
      for (auto const& [pointer, fact] : facts.items()) {
        auto changed = example;
        changed[nlohmann::json::json_pointer(pointer)] = nullptr;
        both.compare(changed);
        changed = example;
        auto const at = nlohmann::json::json_pointer(pointer);
        if (changed[at.parent_pointer()].is_object()) changed[at.parent_pointer()].erase(at.back());
        both.compare(changed);
      }
    }
    CHECK(both.compared > 5000);
  }
}

}  // namespace telerule::test
